//! What an officer or a citizen can do with annual reports. One file per verb.
//!
//! Each use case reads from top to bottom: load, decide (pure, in the domain), save. It knows no HTML and no SQL.

pub mod accounts;
pub mod agencies;
pub mod agency_history;
mod agency_setting;
pub mod applicants;
pub mod assessment;
pub mod audit;
pub mod backup;
pub mod calendars;
pub mod campaigns;
pub mod catalogue;
pub mod challenge;
pub mod ciphers;
pub mod compile;
mod demo;
pub mod doctor;
pub mod documents;
pub mod files;
pub mod inbox;
pub mod jobs;
mod judge;
mod keys;
mod load_demo;
pub mod matters;
pub mod messages;
pub mod open_data;
mod outbound;
pub mod platforms;
pub mod portal;
mod progress;
mod reading;
pub mod redacting;
pub mod registers;
pub mod reports;
pub mod requests;
mod sealed;
pub mod settings;
pub mod site_health;
pub mod subscriptions;
pub mod typesetting;
pub mod virus_scan;

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use gongkai_domain::calendar::WorkCalendar;

use gongkai_store::{Store, StoreError};

use crate::files::Files;
use crate::keys::Keys;
use crate::redacting::Redactor;
use crate::settings::Settings;
use crate::typesetting::Typesetter;

pub use gongkai_formats::grid;
pub use gongkai_store::{
    Agency, AgencyProfile, AssessmentRow, CampaignRow, CampaignUnitRow, ChainHash, Column, DocumentFile,
    DocumentFilter, DocumentRow, EntryRow, Job, KeptDocument, LetterRow, ListedReport, MarkRow, MatterRow,
    Platform, ProposalRow, PublicRow, PublicWording, Region, ReportFilter, ReportOrder, RequestRow,
    RuleCount, SearchFilter, Session, StoredEvent, VersionRow, sha256, warm_up,
};
pub use load_demo::{fill_demo, load_demo};
pub use progress::{Progress, ProgressState};

/// The machine failed. Logged once, where the request ends.
#[derive(Debug, thiserror::Error)]
pub enum Internal {
    /// The database.
    #[error("store")]
    Store(#[from] StoreError),
    /// A background task died.
    #[error("task")]
    Task(#[from] tokio::task::JoinError),
    /// Files of the data or reports folder.
    #[error("files")]
    Files(#[from] std::io::Error),
    /// Content that ships with the program is wrong.
    #[error("seed {0}")]
    Seed(String),
    /// The daemon that looks for viruses.
    #[error("virus scan")]
    VirusScan(#[source] std::io::Error),
    /// What sets pages.
    #[error("typesetting {0}")]
    Typesetting(String),
}

impl Internal {
    /// Whether there is no room left on the disk; then nothing of the act was written.
    pub fn is_full(&self) -> bool {
        match self {
            Internal::Store(StoreError::DiskFull(_)) => true,
            Internal::Store(StoreError::Folder(e)) | Internal::Files(e) => {
                matches!(e.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge)
            }
            _ => false,
        }
    }

    /// Whether the database, the bucket of files or the virus scan cannot be reached; then nothing of the act was
    /// written.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Internal::Store(StoreError::Unavailable(_)) | Internal::VirusScan(_) => true,
            Internal::Files(e) => e.kind() == std::io::ErrorKind::NotConnected,
            _ => false,
        }
    }
}

/// An error with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Now, in milliseconds since 1970 (UTC).
#[expect(clippy::disallowed_methods, reason = "the one place where the application asks the clock")]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Everything a use case needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    store: Store,
    files: Files,
    keys: Keys,
    calendar: Arc<WorkCalendar>,
    settings: Arc<Settings>,
    progress: Progress,
    typesetter: Option<Arc<dyn Typesetter>>,
    redactor: Option<Arc<dyn Redactor>>,
    lights: requests::Lights,
    limits: platforms::Limits,
    benchmarks: reports::Benchmarks,
    /// The data folder; nothing where all is in memory.
    data: Option<Arc<Path>>,
}

impl App {
    /// An application over a database in a folder, with its files beside it.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened.
    pub async fn open(folder: &Path) -> Result<App, Internal> {
        let files = Files::in_folder(&folder.join("files"));
        Ok(App { files, ..App::over(Store::open(folder).await?).with_data(folder) })
    }

    /// An application over a PostgreSQL server, with its files in a folder that all servers share.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, or holds a database of a newer version.
    pub async fn connect(address: &str, folder: &Path) -> Result<App, Internal> {
        let files = Files::in_folder(&folder.join("files"));
        Ok(App { files, ..App::over(Store::connect(address).await?).with_data(folder) })
    }

    fn with_data(self, folder: &Path) -> App {
        App { keys: Keys::in_folder(folder), data: Some(folder.into()), ..self }
    }

    /// An application that keeps nothing, for tests.
    ///
    /// # Errors
    ///
    /// If the database cannot be started.
    pub async fn in_memory() -> Result<App, Internal> {
        Ok(App::over(Store::in_memory().await?))
    }

    /// An application over a database that is open, with files in memory.
    pub fn over(store: Store) -> App {
        App {
            store,
            files: Files::in_memory(),
            keys: Keys::in_memory(),
            calendar: Arc::new(calendars::shipped()),
            settings: Arc::new(Settings::default()),
            progress: Progress::default(),
            typesetter: None,
            redactor: None,
            lights: requests::Lights::default(),
            limits: platforms::Limits::default(),
            benchmarks: reports::Benchmarks::default(),
            data: None,
        }
    }

    /// The same with other settings.
    pub fn with_settings(self, settings: Settings) -> App {
        let keys = self.keys.clone().with_cipher(settings.cipher);
        App { keys, settings: Arc::new(settings), ..self }
    }

    /// The same with files in another place.
    pub fn with_files(self, files: Files) -> App {
        App { files, ..self }
    }

    /// The same with another calendar.
    pub fn with_calendar(self, calendar: WorkCalendar) -> App {
        // How cases stand follows from the calendar.
        let (lights, benchmarks) = (requests::Lights::default(), reports::Benchmarks::default());
        App { calendar: Arc::new(calendar), lights, benchmarks, ..self }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The settings, to be kept.
    pub fn shared_settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings)
    }

    /// How far the loading of reports has come.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// How many keys there are for what is sealed.
    ///
    /// # Errors
    ///
    /// If their file cannot be read or is broken.
    pub fn key_count(&self) -> std::io::Result<usize> {
        self.keys.count()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn ping(&self) -> Result<(), Internal> {
        Ok(self.store.ping().await?)
    }

    /// Changes whenever something changes that the portal shows; see [`Store::revision`].
    pub fn revision(&self) -> u64 {
        self.store.revision()
    }

    /// Whether other processes may write to the same database, so that [`App::follow`] is needed.
    pub fn is_shared(&self) -> bool {
        self.store.dialect() == gongkai_store::Dialect::Postgres
    }

    /// Takes notice of what other processes have done since `last`; gives the newest act.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn follow(&self, last: i64) -> Result<i64, Internal> {
        Ok(self.store.follow(last).await?)
    }

    /// Walks every chain, replays the whole record, compares what is derived, and reads every file.
    ///
    /// # Errors
    ///
    /// If the database fails or the record cannot be replayed.
    pub async fn verify(&self) -> Result<gongkai_store::Verdict, Internal> {
        let mut verdict = self.store.verify().await?;
        for root in jobs::wrong_roots(self).await? {
            verdict.wrong_rows.push(("record.root", root.hash));
        }
        let mut last = String::new();
        loop {
            let page = self.store.files_after(&last, 500).await?;
            let Some(end) = page.last() else { return Ok(verdict) };
            last.clone_from(&end.sha256);
            for file in page {
                if self.files.get(&file.sha256).await.is_err() {
                    verdict.wrong_rows.push(("files", file.sha256));
                }
            }
        }
    }
}
