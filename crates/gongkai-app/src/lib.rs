//! What an officer or a citizen can do with annual reports. One file per verb.
//!
//! Each use case reads from top to bottom: load, decide (pure, in the domain), save. It knows no HTML and no SQL.

pub mod accounts;
pub mod calendars;
mod demo;
mod judge;
mod progress;
mod reading;
pub mod reports;

use gongkai_store::{Store, StoreError};

pub use gongkai_store::{Agency, ListedReport, Region, ReportFilter, ReportOrder, RuleCount};
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
}

/// Everything a use case needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    store: Store,
    progress: Progress,
}

impl App {
    /// An application over a database in a folder.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened.
    pub async fn open(folder: &std::path::Path) -> Result<App, Internal> {
        Ok(App::over(Store::open(folder).await?))
    }

    /// An application that keeps nothing, for tests.
    ///
    /// # Errors
    ///
    /// If the database cannot be started.
    pub async fn in_memory() -> Result<App, Internal> {
        Ok(App::over(Store::in_memory().await?))
    }

    /// An application over a database that is open.
    pub fn over(store: Store) -> App {
        App { store, progress: Progress::default() }
    }

    /// How far the loading of reports has come.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn ping(&self) -> Result<(), Internal> {
        Ok(self.store.ping().await?)
    }
}
