//! Annual reports: one verb a file.

mod benchmark;
mod check_upload;
mod compare;
mod download;
mod excerpt;
mod league;
mod list;
mod load_demo;
mod load_folder;
mod quality;
mod roll_up;
mod rules;
mod sheet;
mod show;

pub use benchmark::{
    BENCHMARK_COLUMNS, Benchmark, BenchmarkUnit, MOST_YEARS, Question, Trend, UsedReport, benchmark,
    benchmark_rows, unit_of,
};
pub(crate) use benchmark::{Benchmarks, line_of};
pub use check_upload::{UPLOAD_LIMIT, UploadError, check_upload};
pub use compare::{ChapterChange, ComparedCell, Comparison, compare};
pub use download::{Download, DownloadFormat, download, file_of};
pub use excerpt::Excerpt;
pub use league::{FEW_CASES, League, LeagueOrder, LeagueRow, league};
pub use list::{List, Overview, list, overview};
pub use load_demo::load_demo;
pub use load_folder::load_folder;
pub use quality::{Fault, QUALITY_COLUMNS, Quality, QualityQuestion, quality, quality_rows};
pub use roll_up::{RollUpPage, RollUpUnit, Sum, roll_up};
pub use rules::{RuleListing, rule, rules};
pub use sheet::{CellDetail, FormCell, FormTable, Role, Sheet};
pub use show::{ReportPage, show};
