//! The only crate that knows SQL.
//!
//! SQLite today. The statements keep to the subset that PostgreSQL shares, so that a second database is a folder of
//! migrations and a pool, not a rewrite.

mod agencies;
mod load;
pub mod record;
mod reports;
mod save;
mod settings;
mod sources;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use agencies::{Agency, Region};
pub use load::StoredReport;
pub use reports::{ListedReport, ReportFilter, ReportOrder, RuleCount};
pub use save::NewReport;
pub use sources::SourceDocument;

/// Every migration in order: its number, its name and its statements.
const MIGRATIONS: &[(i64, &str, &str)] =
    &[(1, "reports", include_str!("../migrations/sqlite/0001_reports.sql"))];

/// Readers beside the one writer.
const READERS: u32 = 8;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself failed.
    #[error("database")]
    Database(#[from] sqlx::Error),
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
    /// The database was written by a newer version.
    #[error("the database is at migration {found}, this version knows {known}")]
    TooNew {
        /// Its last migration.
        found: i64,
        /// Our last migration.
        known: i64,
    },
}

/// A handle on the database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    readers: SqlitePool,
    /// One connection: SQLite has one writer at a time, and waiting here is better than waiting inside a transaction.
    writer: SqlitePool,
}

impl Store {
    /// Opens the database in a folder, and creates both when they are not there.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made, or the file is not a database of this program or of a newer version.
    pub async fn open(folder: &Path) -> Result<Store, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("gongkai.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Store { readers, writer })
    }

    /// A database that lives as long as the handle, for tests and for looking at things once.
    ///
    /// # Errors
    ///
    /// If SQLite cannot be started.
    pub async fn in_memory() -> Result<Store, StoreError> {
        let options = SqliteConnectOptions::new().filename(":memory:").foreign_keys(true);
        // One connection that is never closed: with it the data would go.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        migrate(&pool).await?;
        Ok(Store { readers: pool.clone(), writer: pool })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }
}

async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        .execute(pool)
        .await?;
    let found: Option<i64> = sqlx::query_scalar("SELECT MAX(number) FROM migrations").fetch_one(pool).await?;
    let found = found.unwrap_or(0);
    let known = MIGRATIONS.last().map_or(0, |m| m.0);
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (number, name, statements) in MIGRATIONS.iter().filter(|m| m.0 > found) {
        let mut transaction = pool.begin().await?;
        sqlx::raw_sql(*statements).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO migrations (number, name) VALUES (?, ?)")
            .bind(number)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(())
}
