//! `/reports/regions`

mod index;
mod league;
mod roll_up;

pub use index::index;
pub use league::{LeagueQuery, league, order};
pub use roll_up::roll_up;
