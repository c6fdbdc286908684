//! The only crate that knows SQL.
//!
//! SQLite in the program, or PostgreSQL for several servers: the same statements, the same tests, one folder of
//! migrations each. What differs stands where [`Dialect`] is asked.

#[macro_use]
mod row;

mod agencies;
mod applicants;
mod assessments;
mod benchmark;
mod campaigns;
mod compile;
mod db;
mod document_lists;
mod documents;
mod entries;
mod events;
mod inbox;
mod jobs;
mod letters;
mod load;
mod matters;
mod migrate;
mod platforms;
mod profiles;
pub mod record;
mod reports;
mod request_asks;
mod request_files;
mod request_proposals;
mod request_public;
mod requests;
mod save;
mod search;
mod settings;
mod snapshot;
mod sources;
mod subscriptions;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod texts;
mod users;
mod verify;

use std::path::Path;

use crate::db::{Pools, Sql};

pub use agencies::{Agency, Region};
pub use applicants::{Applicant, ApplicantCode};
pub use assessments::{
    ASSESSMENT, AssessmentAct, AssessmentRow, BallotRow, MarkRow, NewAssessmentAct, ResultRow,
};
pub use benchmark::{AnswerTimes, BenchmarkReport, KeptFinding, OpenCell, OpenDocument};
pub use campaigns::{CAMPAIGN, CAMPAIGN_UNIT, CampaignActor, CampaignRow, CampaignUnitRow, CampaignUpload};
pub use compile::{ForceRow, PeriodTally, RequestsOf};
pub use db::{Dialect, Tx};
pub use document_lists::{Column, Counter, DocumentFile, DocumentFilter, DocumentRow, VersionRow};
pub use documents::{DOCUMENT, DocumentAct, KeptDocument, year_in_china};
pub use entries::{ENTRY, EntryAct, EntryFilter, EntryPayload, EntryRow, NewEntryAct};
pub use events::{
    ChainBreak, ChainEnd, ChainFault, ChainHash, EventFilter, NewEvent, SYSTEM_CHAIN, StoredEvent, hex,
    sha256,
};
pub use inbox::{InboxMail, MailEnd};
pub use jobs::{Job, NewJob};
pub use letters::{LETTER, LetterAct, LetterRow};
pub use load::StoredReport;
pub use matters::{KeptMatter, MATTER, MatterAct, MatterFilter, MatterRow};
pub use migrate::newest as newest_migration;
pub use platforms::{Delivery, Platform, PlatformRequest};
pub use profiles::AgencyProfile;
pub use reports::{ListedReport, ReportFilter, ReportOrder, RuleCount};
pub use request_asks::AskRow;
pub use request_files::{CutRow, FileAct, REQUEST_FILE, RequestFile};
pub use request_proposals::{PROPOSAL, ProposalAct, ProposalRow};
pub use request_public::{PublicAct, PublicFilter, PublicRow, PublicWording, REQUEST_PUBLIC};
pub use requests::{KeptRequest, REQUEST, RequestAct, RequestFilter, RequestHistory, RequestKey, RequestRow};
pub use save::NewReport;
pub use search::{CANDIDATES, Hit, Hits, SearchFilter, plain, terms, warm_up};
pub use sources::SourceDocument;
pub use subscriptions::Subscription;
pub use texts::FileEntry;
pub use users::{Invitation, Session, User};
pub use verify::Verdict;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself failed.
    #[error("database")]
    Database(#[source] sqlx::Error),
    /// There is no room left; nothing was written.
    #[error("no space left for the database")]
    DiskFull(#[source] sqlx::Error),
    /// The database cannot be reached, or its file is gone.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// Somebody else put the same thing first, or a rule of the database forbids it.
    #[error("conflict")]
    Conflict(#[source] sqlx::Error),
    /// The data folder cannot be used.
    #[error("data folder")]
    Folder(#[source] std::io::Error),
    /// A row holds something that this version cannot read.
    #[error("unreadable {what} in table {table}: {value}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which column.
        what: &'static str,
        /// What it holds.
        value: String,
    },
    /// Only the embedded database can do that.
    #[error("the database is a PostgreSQL server; copy it with its own tools, such as pg_dump")]
    NotEmbedded,
    /// The database was written by a newer version.
    #[error("the database is at migration {found}, this version knows {known}")]
    TooNew {
        /// Its last migration.
        found: i64,
        /// Our last migration.
        known: i64,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        use sqlx::error::ErrorKind;
        let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
        match &error {
            // SQLITE_FULL and disk_full.
            sqlx::Error::Database(_) if code == "13" || code == "53100" => StoreError::DiskFull(error),
            // SQLITE_IOERR, SQLITE_CANTOPEN and what extends them; connections that PostgreSQL ends or refuses.
            sqlx::Error::Database(_)
                if code.parse::<u32>().is_ok_and(|c| matches!(c & 0xff, 10 | 14) && c < 10_000)
                    || code.starts_with("08")
                    || code.starts_with("57P") =>
            {
                StoreError::Unavailable(error)
            }
            sqlx::Error::Database(e)
                if matches!(
                    e.kind(),
                    ErrorKind::UniqueViolation
                        | ErrorKind::ForeignKeyViolation
                        | ErrorKind::NotNullViolation
                        | ErrorKind::CheckViolation
                ) =>
            {
                StoreError::Conflict(error)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => StoreError::Unavailable(error),
            _ => StoreError::Database(error),
        }
    }
}

/// A handle on the database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    revision: db::Revision,
}

impl Store {
    /// Opens the SQLite database in a folder, and creates both when they are not there.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made, or the file is not a database of this program or of a newer version.
    pub async fn open(folder: &Path) -> Result<Store, StoreError> {
        Store::ready(Pools::sqlite(folder).await?).await
    }

    /// Connects to a PostgreSQL server, `postgres://user:password@host/database`.
    ///
    /// # Errors
    ///
    /// If it cannot be reached, or holds a database of a newer version.
    pub async fn connect(url: &str) -> Result<Store, StoreError> {
        Store::ready(Pools::postgres(url).await?).await
    }

    /// A database that lives as long as the handle, for tests and for looking at things once.
    ///
    /// It has one connection: what is read while a [`Tx`] is open must be read through it.
    ///
    /// # Errors
    ///
    /// If SQLite cannot be started.
    pub async fn in_memory() -> Result<Store, StoreError> {
        Store::ready(Pools::memory().await?).await
    }

    async fn ready(pools: Pools) -> Result<Store, StoreError> {
        migrate::migrate(&pools).await?;
        Ok(Store { pools, revision: db::Revision::default() })
    }

    /// Ends every connection. The embedded database is one file then.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.pools.dialect()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.scalar::<i64>(Sql::new("SELECT MAX(number) FROM migrations")).await?;
        Ok(())
    }
}
