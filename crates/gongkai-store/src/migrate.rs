//! Migrations: forward only, run at start under a lock.

use crate::StoreError;
use crate::db::{Dialect, Lock, Pools, Sql};

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
    4 "review terms" "0004_review_terms.sql";
    5 "registers" "0005_registers.sql";
    6 "catalogue items" "0006_catalogue_items.sql";
    7 "subscriptions" "0007_subscriptions.sql";
    8 "requests" "0008_requests.sql";
    9 "letters" "0009_letters.sql";
    10 "files of requests" "0010_request_files.sql";
    11 "redactions" "0011_redactions.sql";
    12 "matters" "0012_matters.sql";
    13 "exchange" "0013_exchange.sql";
    14 "applicants" "0014_applicants.sql";
    15 "campaigns" "0015_campaigns.sql";
    16 "benchmark" "0016_benchmark.sql";
    17 "assessments" "0017_assessments.sql";
};

/// Orders every text column by its bytes, as SQLite does. The locale of a PostgreSQL database is whatever its owner
/// chose; lists, pages and comparisons must not depend on it. A text column of a later migration is found here too.
const BYTE_ORDER: &str = r#"
DO $$
DECLARE c RECORD;
BEGIN
    FOR c IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE "C"', c.table_name, c.column_name);
    END LOOP;
END
$$
"#;

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
    // Several servers may start at once.
    tx.lock(Lock::Migrations).await?;
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
    let missing: Vec<_> = MIGRATIONS.iter().filter(|m| m.number > found && m.number <= last).collect();
    for migration in &missing {
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
    if tx.dialect() == Dialect::Postgres && !missing.is_empty() {
        tx.script(BYTE_ORDER).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{migrate, migrate_to, newest};
    use crate::db::{Dialect, Pools, Sql};
    use crate::testing::{TestDatabase, each_database};
    use crate::{Store, StoreError};

    /// Every table, column, index and constraint, as the database itself describes them.
    async fn schema(pools: &Pools) -> Vec<(String, String)> {
        let select = match pools.dialect() {
            Dialect::Sqlite => "SELECT name, COALESCE(sql, '') FROM sqlite_master ORDER BY name",
            Dialect::Postgres => {
                "SELECT table_name || '.' || column_name, concat_ws(' ', data_type, collation_name, is_nullable, \
                 column_default, is_identity) FROM information_schema.columns WHERE table_schema = current_schema() \
                 UNION ALL SELECT indexname::TEXT, replace(indexdef, current_schema() || '.', '') FROM pg_indexes \
                 WHERE schemaname = current_schema() \
                 UNION ALL SELECT conname::TEXT, pg_get_constraintdef(oid) FROM pg_constraint \
                 WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2"
            }
        };
        let mut tx = pools.begin().await.unwrap();
        tx.all(Sql::new(select)).await.unwrap()
    }

    async fn fresh_schema(dialect: Dialect) -> Vec<(String, String)> {
        let found = std::sync::Mutex::new(Vec::new());
        each_database(async |database: &TestDatabase| {
            if database.dialect() == dialect {
                let pools = database.pools().await;
                migrate(&pools).await.unwrap();
                *found.lock().unwrap() = schema(&pools).await;
            }
        })
        .await;
        found.into_inner().unwrap()
    }

    #[tokio::test]
    async fn a_migrated_database_equals_a_fresh_one_and_keeps_its_data() {
        each_database(async |database: &TestDatabase| {
            let pools = database.pools().await;
            migrate_to(&pools, 1).await.unwrap();
            let mut tx = pools.begin().await.unwrap();
            for statement in [
                "INSERT INTO regions (id, name, name_en, made_up) VALUES ('west', '西区', 'West', TRUE)",
                "INSERT INTO agencies (id, region_id, name, name_en, level, kind) \
                 VALUES ('edu', 'west', '西区教育局', 'Education', 'county', 'department')",
                "INSERT INTO settings (name, value) VALUES ('demo', '1')",
            ] {
                tx.execute(Sql::new(statement)).await.unwrap();
            }
            tx.commit().await.unwrap();
            for number in 2..=newest() {
                migrate_to(&pools, number).await.unwrap();
            }
            let (migrated, fresh) = (schema(&pools).await, fresh_schema(database.dialect()).await);
            assert!(migrated.len() > 50, "the schema was not read: {migrated:?}");
            assert_eq!(migrated, fresh);
            let store = Store { pools, revision: crate::db::Revision::default() };
            assert_eq!(store.setting("demo").await.unwrap().as_deref(), Some("1"));
            assert_eq!(store.agency("edu").await.unwrap().expect("was there before").name, "西区教育局");
            assert!(store.region("west").await.unwrap().expect("was there before").made_up);
        })
        .await;
    }

    /// Tables and columns with a type that both databases have a name for.
    async fn columns(pools: &Pools) -> BTreeSet<String> {
        let select = match pools.dialect() {
            // A primary key holds no NULL, which SQLite does not say of TEXT.
            Dialect::Sqlite => {
                "SELECT m.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 \
                 THEN ' NOT NULL' ELSE '' END FROM sqlite_master m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
            }
            Dialect::Postgres => {
                "SELECT table_name || '.' || column_name || ' ' || upper(data_type) || CASE WHEN is_nullable = 'NO' \
                 THEN ' NOT NULL' ELSE '' END FROM information_schema.columns WHERE table_schema = current_schema()"
            }
        };
        let mut tx = pools.begin().await.unwrap();
        let rows: Vec<(String,)> = tx.all(Sql::new(select)).await.unwrap();
        let same = [(" INTEGER", " BIGINT"), (" BLOB", " BYTEA"), (" REAL", " DOUBLE PRECISION")];
        rows.into_iter()
            .map(|(column,)| same.iter().fold(column, |column, (theirs, ours)| column.replace(theirs, ours)))
            // How each database keeps its index of words is its own affair.
            .filter(|column| !column.starts_with("document_search"))
            .collect()
    }

    #[tokio::test]
    async fn both_databases_have_the_same_columns() {
        let found = std::sync::Mutex::new(Vec::new());
        each_database(async |database: &TestDatabase| {
            let pools = database.pools().await;
            migrate(&pools).await.unwrap();
            let columns = columns(&pools).await;
            assert!(columns.contains("events.actor_id TEXT"), "{columns:?}");
            found.lock().unwrap().push(columns);
        })
        .await;
        for pair in found.into_inner().unwrap().windows(2) {
            let differences: Vec<_> = pair[0].symmetric_difference(&pair[1]).collect();
            assert!(differences.is_empty(), "{differences:#?}");
        }
    }

    #[tokio::test]
    async fn text_is_ordered_by_its_bytes() {
        each_database(async |database: &TestDatabase| {
            let store = database.open().await;
            for name in ["文", "b", "A", "a", "B", "中", "_"] {
                store.set_setting(name, "").await.unwrap();
            }
            let names: Vec<String> =
                store.column(Sql::new("SELECT name FROM settings ORDER BY name")).await.unwrap();
            assert_eq!(names, ["A", "B", "_", "a", "b", "中", "文"]);
        })
        .await;
    }

    #[tokio::test]
    async fn a_newer_database_is_refused() {
        each_database(async |database: &TestDatabase| {
            let pools = database.pools().await;
            migrate(&pools).await.unwrap();
            let mut tx = pools.begin().await.unwrap();
            let insert = "INSERT INTO migrations (number, name) VALUES (1000, 'from the future')";
            tx.execute(Sql::new(insert)).await.unwrap();
            tx.commit().await.unwrap();
            let refused = migrate(&pools).await.unwrap_err();
            assert!(matches!(refused, StoreError::TooNew { found: 1000, .. }), "{refused:?}");
        })
        .await;
    }

    #[tokio::test]
    async fn programs_that_start_together_migrate_once() {
        each_database(async |database: &TestDatabase| {
            let stores = tokio::join!(database.open(), database.open(), database.open(), database.open());
            let store = stores.0;
            let rows: Option<i64> = store.scalar(Sql::new("SELECT COUNT(*) FROM migrations")).await.unwrap();
            assert_eq!(rows, i64::try_from(super::MIGRATIONS.len()).ok());
        })
        .await;
    }
}
