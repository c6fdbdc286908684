//! Migrations: forward only, run at start under a lock.

use crate::StoreError;
use crate::db::{Dialect, Pools, Sql};

/// A step from one schema to the next, for each database.
struct Migration {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal $file:literal;)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../migrations/postgres/", $file)),
        },)*]
    };
}

const MIGRATIONS: &[Migration] = migrations! {
    1 "reports" "0001_reports.sql";
    2 "platform" "0002_platform.sql";
    3 "documents" "0003_documents.sql";
};

/// The number of the newest migration that this version knows.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.number)
}

/// Brings a database up to date.
pub(crate) async fn migrate(pools: &Pools) -> Result<(), StoreError> {
    migrate_to(pools, newest()).await
}

/// Brings a database to a migration, for tests of what old data becomes.
pub(crate) async fn migrate_to(pools: &Pools, last: i64) -> Result<(), StoreError> {
    let mut tx = pools.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        // Several servers may start at once; the number is that of this program.
        tx.all::<(String,)>(Sql::new("SELECT pg_advisory_xact_lock(7119050515)::TEXT")).await?;
    }
    tx.execute(Sql::new(
        "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)",
    ))
    .await?;
    let found: Option<i64> =
        tx.scalar::<Option<i64>>(Sql::new("SELECT MAX(number) FROM migrations")).await?.flatten();
    let found = found.unwrap_or(0);
    if found > newest() {
        return Err(StoreError::TooNew { found, known: newest() });
    }
    for migration in MIGRATIONS.iter().filter(|m| m.number > found && m.number <= last) {
        let script = match tx.dialect() {
            Dialect::Sqlite => migration.sqlite,
            Dialect::Postgres => migration.postgres,
        };
        tx.script(script).await?;
        tx.execute(
            Sql::new("INSERT INTO migrations (number, name) VALUES ($1, $2)")
                .bind(migration.number)
                .bind(migration.name),
        )
        .await?;
    }
    tx.commit().await
}
