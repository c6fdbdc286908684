//! A site taken over from the browser: an archive is sent, looked through, and taken when somebody says so.
//!
//! One at a time for each agency. The archive is laid out in the data folder, where the work in the background reads it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gongkai_domain::disclosure::revision::Kind;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, Job, NewEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::unpack::unpack;
use super::{RowReport, RowState, SiteError, SiteImport, import_site, report_csv};
use crate::accounts::{Signed, secret};
use crate::documents::{DocumentError, FieldFault};
use crate::jobs::{JobError, finish, queue};
use crate::{App, Internal, now_ms};

/// The kind of the job.
pub(crate) const KIND: &str = "site-import";
/// The largest archive. Unit: bytes.
pub const ARCHIVE_LIMIT: usize = 1 << 30;
/// Rows that are shown on the page; the table has all of them.
const SHOWN: usize = 50;
const REPORT: &str = "report.csv";
const SITE: &str = "site";
const ARCHIVE: &str = "archive.zip";

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlineState {
    /// It is looked through; nothing is taken.
    Checking,
    /// It was looked through, and waits for somebody to say yes.
    Checked,
    /// It is being taken.
    Taking,
    /// It was taken.
    Taken,
    /// It cannot be taken.
    Failed,
}

/// A row that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRow {
    /// The row of the manifest.
    pub row: Option<usize>,
    /// Whether it is not taken at all; a draft otherwise.
    pub is_refused: bool,
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// An import from the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineImport {
    /// The folder of it, in the data folder.
    id: String,
    /// What the old site is called.
    pub origin: String,
    /// The kind of documents whose row says none.
    pub kind: String,
    /// How far it has come.
    pub state: OnlineState,
    /// How many rows, in the order of [`RowState::ALL`].
    pub counts: [usize; 4],
    /// The first rows that somebody should look at.
    pub open: Vec<OpenRow>,
    /// Why it cannot be taken, in Chinese and English.
    pub problem: (String, String),
    /// When the state was reached. Unit: milliseconds since 1970, UTC.
    pub at_ms: i64,
    /// Who began it.
    by: String,
}

fn setting(agency_id: &str) -> String {
    format!("site-import:{agency_id}")
}

async fn place(app: &App, by: &Signed, agency_id: &str) -> Result<Agency, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ManageCatalogue, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(agency)
}

async fn current(app: &App, agency_id: &str) -> Result<Option<OnlineImport>, Internal> {
    let found = app.store.setting(&setting(agency_id)).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

fn fault(zh: &str, en: &str) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field: "file", zh: zh.into(), en: en.into() }])
}

impl App {
    fn imports(&self) -> io::Result<PathBuf> {
        let data = self.data.as_ref().ok_or_else(|| io::Error::other("there is no data folder"))?;
        Ok(data.join("imports"))
    }
}

/// The agency, and the import that it has under way.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn site_desk(
    app: &App,
    by: &Signed,
    agency_id: &str,
) -> Result<(Agency, Option<OnlineImport>), DocumentError> {
    Ok((place(app, by, agency_id).await?, current(app, agency_id).await?))
}

/// The folder of a new archive, and where its bytes go; see [`begin_site_import`].
///
/// What came is gone when this is dropped before the import has begun.
#[derive(Debug)]
pub struct Arrival {
    folder: PathBuf,
    id: String,
    is_kept: bool,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if !self.is_kept {
            // Where it cannot be removed it only costs room.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Arrival {
    /// Where the bytes go.
    pub fn archive(&self) -> PathBuf {
        self.folder.join(ARCHIVE)
    }
}

/// Makes room for an archive.
///
/// # Errors
///
/// If the person may not, an import is under way, or the disk fails.
pub async fn expect_archive(app: &App, by: &Signed, agency_id: &str) -> Result<Arrival, DocumentError> {
    place(app, by, agency_id).await?;
    if let Some(before) = current(app, agency_id).await?
        && matches!(before.state, OnlineState::Checking | OnlineState::Taking)
    {
        return Err(fault("已有导入正在进行，请等它结束。", "An import is under way; wait until it ends."));
    }
    let id = secret::id();
    let folder = app.imports().map_err(Internal::Files)?.join(&id);
    fs::create_dir_all(&folder).map_err(Internal::Files)?;
    Ok(Arrival { folder, id, is_kept: false })
}

/// Lays an archive that has come out, and has it looked through.
///
/// # Errors
///
/// If the person may not, it is no archive, or the machine fails.
pub async fn begin_site_import(
    app: &App,
    by: &Signed,
    agency_id: &str,
    mut arrival: Arrival,
    (origin, kind): (&str, &str),
) -> Result<(), DocumentError> {
    place(app, by, agency_id).await?;
    let origin = origin.trim();
    if origin.is_empty() || origin.chars().count() > 60 {
        return Err(fault(
            "请填写原网站名称，不超过 60 字。",
            "Name the old site, in at most 60 characters.",
        ));
    }
    let (archive, folder) = (arrival.archive(), arrival.folder.clone());
    let laid_out = tokio::task::spawn_blocking(move || {
        unpack(&archive, &folder.join(SITE)).and_then(|()| fs::remove_file(&archive))
    });
    if let Err(error) = laid_out.await.map_err(Internal::from)? {
        if error.kind() == io::ErrorKind::InvalidData {
            return Err(fault(
                "不能打开这个压缩包：应为未加密的 ZIP，不超过 20 万个文件、解压后 8 GB。",
                "The archive cannot be opened: a ZIP without a password is expected, of at most 200,000 files and 8 GB \
                 unfolded.",
            ));
        }
        return Err(Internal::Files(error).into());
    }
    let before = current(app, agency_id).await?;
    let import = OnlineImport {
        id: arrival.id.clone(),
        origin: origin.to_owned(),
        kind: Kind::parse(kind).unwrap_or(Kind::ALL[0]).code().to_owned(),
        state: OnlineState::Checking,
        counts: [0; 4],
        open: Vec::new(),
        problem: (String::new(), String::new()),
        at_ms: now_ms(),
        by: by.user.id.clone(),
    };
    begin(app, agency_id, import).await?;
    arrival.is_kept = true;
    if let Some(before) = before {
        forget(app, &before);
    }
    Ok(())
}

/// Has what was looked through taken.
///
/// # Errors
///
/// If the person may not, nothing waits, or the machine fails.
pub async fn take_site(app: &App, by: &Signed, agency_id: &str) -> Result<(), DocumentError> {
    place(app, by, agency_id).await?;
    let waiting = current(app, agency_id).await?.filter(|i| i.state == OnlineState::Checked);
    let import = waiting.ok_or(DocumentError::NotFound)?;
    begin(app, agency_id, OnlineImport { state: OnlineState::Taking, by: by.user.id.clone(), ..import }).await
}

/// Forgets an import that does not run, with its files. What was taken stays.
///
/// # Errors
///
/// If the person may not, there is none, or the database fails.
pub async fn drop_site(app: &App, by: &Signed, agency_id: &str) -> Result<(), DocumentError> {
    place(app, by, agency_id).await?;
    let is_still = |i: &OnlineImport| !matches!(i.state, OnlineState::Checking | OnlineState::Taking);
    let import = current(app, agency_id).await?.filter(is_still).ok_or(DocumentError::NotFound)?;
    let mut tx = app.store.begin().await?;
    tx.set_setting(&setting(agency_id), "").await?;
    tx.commit().await?;
    forget(app, &import);
    Ok(())
}

/// The table with every row; nothing before there is one.
///
/// # Errors
///
/// If the person may not, or the machine fails.
pub async fn site_report(app: &App, by: &Signed, agency_id: &str) -> Result<Vec<u8>, DocumentError> {
    place(app, by, agency_id).await?;
    let import = current(app, agency_id).await?.ok_or(DocumentError::NotFound)?;
    let path = app.imports().map_err(Internal::Files)?.join(&import.id).join(REPORT);
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(DocumentError::NotFound),
        Err(e) => Err(Internal::Files(e).into()),
    }
}

/// Nobody reads the files any more; where they cannot be removed they only cost room.
fn forget(app: &App, import: &OnlineImport) {
    if let Ok(imports) = app.imports() {
        let _ = fs::remove_dir_all(imports.join(&import.id));
    }
}

async fn begin(app: &App, agency_id: &str, import: OnlineImport) -> Result<(), DocumentError> {
    let now = now_ms();
    let text = serde_json::to_string(&import).map_err(|e| Internal::Seed(e.to_string()))?;
    let payload = json!({ "agency": agency_id, "import": import.id }).to_string();
    let mut tx = app.store.begin().await?;
    tx.set_setting(&setting(agency_id), &text).await?;
    queue(&mut tx, KIND, &payload, None, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Looks a site through, or takes it.
pub(crate) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let agency_id = payload["agency"].as_str().unwrap_or_default();
    let wanted = payload["import"].as_str().unwrap_or_default();
    let Some(import) = current(app, agency_id).await?.filter(|i| i.id == wanted) else {
        // It was forgotten meanwhile.
        return finish(app.store.begin().await?, job).await;
    };
    let folder = app.imports().map_err(Internal::Files)?.join(&import.id);
    let is_dry_run = import.state != OnlineState::Taking;
    let what = SiteImport {
        folder: lone_folder(&folder.join(SITE)),
        agency_id: agency_id.to_owned(),
        origin: import.origin.clone(),
        kind: import.kind.clone(),
        column: String::new(),
        is_dry_run,
        is_bound: true,
    };
    let by = import.by.clone();
    let (state, rows, problem) = match import_site(app, &what, |_, _| {}).await {
        Ok(rows) if is_dry_run => (OnlineState::Checked, rows, Default::default()),
        Ok(rows) => (OnlineState::Taken, rows, Default::default()),
        Err(SiteError::Internal(error)) => return Err(error.into()),
        Err(error) => (OnlineState::Failed, Vec::new(), (error.zh(), error.en())),
    };
    if !rows.is_empty() {
        fs::write(folder.join(REPORT), report_csv(&rows)).map_err(Internal::Files)?;
    }
    let count = |state: RowState| rows.iter().filter(|r| r.state == state).count();
    let counts = RowState::ALL.map(count);
    let done = OnlineImport { state, counts, open: open_rows(&rows), problem, at_ms: now_ms(), ..import };
    let text = serde_json::to_string(&done).map_err(|e| Internal::Seed(e.to_string()))?;
    let mut tx = app.store.begin().await?;
    tx.set_setting(&setting(agency_id), &text).await?;
    if state == OnlineState::Taken {
        let payload = json!({ "origin": done.origin, "public": counts[0], "drafts": counts[1] }).to_string();
        let event = NewEvent {
            agency_id,
            subject_kind: "site",
            subject_id: agency_id,
            kind: "site.imported",
            actor_id: Some(&by),
            at_ms: now_ms(),
            payload: &payload,
        };
        tx.append(&event, app.settings.chain_hash).await?;
    }
    finish(tx, job).await
}

/// Whoever packs a folder packs the folder: then what is in it is the site.
fn lone_folder(site: &Path) -> PathBuf {
    let entries: Vec<PathBuf> = fs::read_dir(site)
        .map(|entries| entries.filter_map(Result::ok).map(|e| e.path()).collect())
        .unwrap_or_default();
    match entries.as_slice() {
        [lone] if lone.is_dir() => lone.clone(),
        _ => site.to_owned(),
    }
}

fn open_rows(rows: &[RowReport]) -> Vec<OpenRow> {
    let is_open = |r: &&RowReport| matches!(r.state, RowState::Refused | RowState::Draft);
    let mut open: Vec<&RowReport> = rows.iter().filter(is_open).collect();
    open.sort_by_key(|r| r.state != RowState::Refused);
    let row = |r: &RowReport| OpenRow {
        row: r.row,
        is_refused: r.state == RowState::Refused,
        file: r.file.clone(),
        title: r.title.clone(),
        zh: r.notes.iter().map(|n| n.zh.as_str()).collect::<Vec<_>>().join("；"),
        en: r.notes.iter().map(|n| n.en.as_str()).collect::<Vec<_>>().join("; "),
    };
    open.into_iter().take(SHOWN).map(row).collect()
}
