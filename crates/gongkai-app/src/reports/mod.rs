//! Annual reports: one verb a file.

mod check_upload;
mod compare;
mod download;
mod excerpt;
mod league;
mod list;
mod load_demo;
mod load_folder;
mod roll_up;
mod rules;
mod sheet;
mod show;

pub use check_upload::{UPLOAD_LIMIT, UploadError, check_upload};
pub use compare::{ChapterChange, ComparedCell, Comparison, compare};
pub use download::{Download, DownloadFormat, download, file_of};
pub use excerpt::Excerpt;
pub use league::{FEW_CASES, League, LeagueOrder, LeagueRow, league};
pub use list::{List, Overview, list, overview};
pub use load_demo::load_demo;
pub use load_folder::load_folder;
pub use roll_up::{RollUpPage, RollUpUnit, Sum, roll_up};
pub use rules::{RuleListing, rule, rules};
pub use sheet::{CellDetail, FormCell, FormTable, Role, Sheet};
pub use show::{ReportPage, show};
