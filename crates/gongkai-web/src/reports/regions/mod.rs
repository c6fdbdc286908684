//! `/reports/regions`

mod benchmark;
mod index;
mod league;
mod quality;
mod roll_up;

pub use benchmark::{benchmark, benchmark_file};
pub use index::index;
pub use league::{LeagueQuery, league, order};
pub use quality::{quality, quality_csv};
pub use roll_up::roll_up;
