//! Databases for tests: every test that uses [`each_database`] runs on SQLite, and on PostgreSQL where
//! `GONGKAI_TEST_POSTGRES` says where one is. `tests/postgres.sh` starts one.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

#[cfg(test)]
use crate::db::Pools;
use crate::{Dialect, Store};

/// The address of a PostgreSQL database in which tests may make schemas.
pub const POSTGRES: &str = "GONGKAI_TEST_POSTGRES";

/// An empty database that goes when the test has passed.
#[derive(Debug)]
pub struct TestDatabase {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    /// An address that leads into the schema.
    Schema(String),
}

/// Runs a test on every database there is, each time on an empty one.
///
/// # Panics
///
/// If a database cannot be reached, and wherever the test does.
pub async fn each_database(test: impl AsyncFn(&TestDatabase)) {
    let folder = TempDir::with_prefix("gongkai-test-").expect("there is a folder for temporary files");
    test(&TestDatabase { place: Place::Folder(folder) }).await;
    let Some(address) = postgres() else { return };
    let schema = schema_name();
    admin(&address, format!("CREATE SCHEMA {schema}")).await;
    let separator = if address.contains('?') { '&' } else { '?' };
    let inside = format!("{address}{separator}options[search_path]={schema}");
    test(&TestDatabase { place: Place::Schema(inside) }).await;
    admin(&address, format!("DROP SCHEMA {schema} CASCADE")).await;
}

/// The address of the PostgreSQL database for tests. Where there is none, that is said once and past the capture of
/// the test runner: a half run must not look like a whole one.
pub fn postgres() -> Option<String> {
    static SAID: Once = Once::new();
    let address = std::env::var(POSTGRES).ok().filter(|address| !address.is_empty());
    if address.is_none() {
        SAID.call_once(|| {
            let _ =
                writeln!(std::io::stderr(), "{POSTGRES} is not set: PostgreSQL is NOT tested, only SQLite");
        });
    }
    address
}

/// A name that no other test has, in this process or another.
fn schema_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn admin(address: &str, statement: String) {
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    let mut connection = PgConnection::connect(address).await.expect("the PostgreSQL of the tests answers");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("schemas can be made");
}

impl TestDatabase {
    /// Opens it, as one more program that uses it.
    ///
    /// # Panics
    ///
    /// If it cannot be opened.
    pub async fn open(&self) -> Store {
        let store = match &self.place {
            Place::Folder(folder) => Store::open(folder.path()).await,
            Place::Schema(address) => Store::connect(address).await,
        };
        store.expect("the database of a test can be opened")
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        match self.place {
            Place::Folder(_) => Dialect::Sqlite,
            Place::Schema(_) => Dialect::Postgres,
        }
    }

    /// The folder of an embedded one, the address of a server's.
    pub fn address(&self) -> String {
        match &self.place {
            Place::Folder(folder) => folder.path().display().to_string(),
            Place::Schema(address) => address.clone(),
        }
    }

    /// Its connections, before any table is made.
    #[cfg(test)]
    pub(crate) async fn pools(&self) -> Pools {
        let pools = match &self.place {
            Place::Folder(folder) => Pools::sqlite(folder.path()).await,
            Place::Schema(address) => Pools::postgres(address).await,
        };
        pools.expect("the database of a test can be opened")
    }
}
