//! A whole old site taken over, and everything public written out again in the same form.
//!
//! The form is a folder: a manifest, which is a table with one row a document, and the files that it names. Without a
//! manifest every page and document in the folder is a row of its own, and what is known of it is what it says itself.
//! What was published elsewhere stays published: it comes in with the date that the old site states, marked as such.
//! Only what the automatic check would stop comes in as a draft, to be reviewed like any other.

mod export;
mod folder;
mod import;
mod manifest;
mod online;
#[cfg(test)]
mod tests;
mod unpack;

use std::path::PathBuf;

use gongkai_formats::grid;

pub use export::{SiteExport, export_site};
pub use import::import_site;
pub use manifest::COLUMNS;
pub use online::{
    ARCHIVE_LIMIT, Arrival, OnlineImport, OnlineState, OpenRow, begin_site_import, drop_site, expect_archive,
    site_desk, site_report, take_site,
};
pub(crate) use online::{KIND as IMPORT_JOB, run as run_import_job};

use crate::Internal;

/// The name of the manifest in a folder: of these, the first that is there.
pub const MANIFESTS: [&str; 2] = ["documents.csv", "documents.xlsx"];

/// What is to be taken over.
#[derive(Debug, Clone)]
pub struct SiteImport {
    /// The folder.
    pub folder: PathBuf,
    /// Whose documents these are, where a row does not say.
    pub agency_id: String,
    /// What the old site is called; stands beside the dates that it states.
    pub origin: String,
    /// The kind of documents whose row says none, by its code.
    pub kind: String,
    /// The column of documents whose row says none, by id; may be empty.
    pub column: String,
    /// Whether only to say what would happen.
    pub is_dry_run: bool,
    /// Whether rows of other agencies are refused, because whoever asks may only act for this one.
    pub is_bound: bool,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowState {
    /// It is public.
    Public,
    /// It is a draft, because of what is noted.
    Draft,
    /// It was taken over before.
    Known,
    /// It was not taken, because of what is noted.
    Refused,
}

impl RowState {
    /// Every one.
    pub const ALL: [RowState; 4] = [RowState::Public, RowState::Draft, RowState::Known, RowState::Refused];

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            RowState::Public => "已公开",
            RowState::Draft => "转为草稿",
            RowState::Known => "已导入过",
            RowState::Refused => "未导入",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            RowState::Public => "public",
            RowState::Draft => "draft",
            RowState::Known => "there before",
            RowState::Refused => "not taken",
        }
    }
}

/// Something to tell in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Told {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Told {
        Told { zh: zh.into(), en: en.into() }
    }
}

/// What became of a document of the old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// The row of the manifest, from 1 for its head; none where the folder has no manifest.
    pub row: Option<usize>,
    /// The file of its text.
    pub file: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub state: RowState,
    /// Its id here.
    pub id: String,
    /// Its 索引号 here; empty where it has none yet.
    pub index_number: String,
    /// Why, and what to look at.
    pub notes: Vec<Told>,
}

/// The report of an import as a table with commas.
pub fn report_csv(rows: &[RowReport]) -> String {
    let line = |r: &RowReport| {
        let notes: Vec<&str> = r.notes.iter().map(|n| n.zh.as_str()).collect();
        vec![
            r.row.map(|row| row.to_string()).unwrap_or_default(),
            r.file.clone(),
            r.title.clone(),
            r.state.zh().to_owned(),
            r.id.clone(),
            r.index_number.clone(),
            notes.join("；"),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    grid::csv(&["行", "文件", "标题", "结果", "编号", "索引号", "说明"], &lines)
}

/// Why a site cannot be taken over or written out at all. What concerns one document stands in its row.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The folder is not there, or cannot be read or written.
    #[error("{path}: {error}")]
    Folder {
        /// Which path.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The folder that is written to holds something.
    #[error("{0} is not empty")]
    Occupied(PathBuf),
    /// There is nothing in it that is a document.
    #[error("no documents in {0}")]
    Empty(PathBuf),
    /// There are more rows than are taken at once.
    #[error("more than {0} rows")]
    TooMany(usize),
    /// The manifest is no table, or has no column of files.
    #[error("{0}")]
    Manifest(String),
    /// There is no such agency.
    #[error("no agency {0}")]
    NoAgency(String),
    /// The agency has no code from which index numbers are made.
    #[error("agency {0} has no unified code")]
    NoCode(String),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl SiteError {
    /// What to do about it, in Chinese.
    pub fn zh(&self) -> String {
        let names = MANIFESTS.join(", ");
        match self {
            SiteError::Folder { path, error } => format!("{}：{error}", path.display()),
            SiteError::Occupied(path) => format!("{} 不为空；请另指定一个目录。", path.display()),
            SiteError::Empty(_) => format!("其中没有清单（{names}），也没有网页或文档。"),
            SiteError::TooMany(most) => format!("一次最多处理 {most} 份文件；请分成几个目录。"),
            SiteError::Manifest(what) => {
                format!("清单无法识别：{what}。第一行应为列名，至少有“标题”或“正文文件”。")
            }
            SiteError::NoAgency(id) => format!("没有机关“{id}”；请在后台“机关”页面查看编号。"),
            SiteError::NoCode(id) => {
                format!("机关“{id}”没有填写统一社会信用代码，无法分配索引号；请先在公开指南设置中填写。")
            }
            SiteError::Internal(error) => crate::chain(error),
        }
    }

    /// What to do about it, in English.
    pub fn en(&self) -> String {
        let names = MANIFESTS.join(", ");
        match self {
            SiteError::Folder { path, error } => format!("{}: {error}", path.display()),
            SiteError::Occupied(path) => format!("{} is not empty; name another folder", path.display()),
            SiteError::Empty(_) => {
                format!("there is neither a manifest ({names}) nor a page or document in it")
            }
            SiteError::TooMany(most) => format!("at most {most} documents in one run; divide the folder"),
            SiteError::Manifest(what) => {
                format!(
                    "the manifest cannot be read: {what}; its first row names the columns, title or text among them"
                )
            }
            SiteError::NoAgency(id) => {
                format!("there is no agency {id}; its id stands on the page of agencies in the office")
            }
            SiteError::NoCode(id) => format!(
                "agency {id} has no unified social credit code, from which index numbers are made; set it first"
            ),
            SiteError::Internal(error) => crate::chain(error),
        }
    }
}

impl From<gongkai_store::StoreError> for SiteError {
    fn from(error: gongkai_store::StoreError) -> SiteError {
        SiteError::Internal(error.into())
    }
}
