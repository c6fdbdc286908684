//! One way to ask either database.
//!
//! A statement is written once, with `$1` for parameters, in the subset that SQLite and PostgreSQL share. Values have
//! a type even when they are NULL, since PostgreSQL asks for it.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, FromRow, Postgres, SqlSafeStr, SqlStr, Sqlite};

use crate::{Store, StoreError};

/// Connections that read, a process and database.
const READERS: u32 = 8;

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($kind:ident: $($type:ty => |$v:ident| $value:expr),+;)+) => {
        $($(
            impl From<$type> for Value {
                fn from($v: $type) -> Value { Value::$kind(Some($value)) }
            }
            impl From<Option<$type>> for Value {
                fn from(value: Option<$type>) -> Value { Value::$kind(value.map(|$v: $type| $value)) }
            }
        )+)+
    };
}

value_from! {
    Int: i64 => |v| v, i32 => |v| i64::from(v), u32 => |v| i64::from(v), i16 => |v| i64::from(v), u16 => |v| i64::from(v), u8 => |v| i64::from(v), usize => |v| i64::try_from(v).unwrap_or(i64::MAX);
    Real: f64 => |v| v;
    Bool: bool => |v| v;
    Text: String => |v| v, &str => |v| v.to_owned(), &String => |v| v.clone();
    Bytes: Vec<u8> => |v| v, &Vec<u8> => |v| v.clone();
}

impl From<&Option<String>> for Value {
    fn from(value: &Option<String>) -> Value {
        Value::Text(value.clone())
    }
}

/// A statement with its values.
#[derive(Debug, Clone)]
pub(crate) struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

impl Sql {
    /// A statement whose parameters are `$1`, `$2`, ….
    pub fn new(text: &'static str) -> Sql {
        Sql { text: Cow::Borrowed(text), values: Vec::new() }
    }

    /// The value of the next parameter that the text names.
    pub fn bind(mut self, value: impl Into<Value>) -> Sql {
        self.values.push(value.into());
        self
    }

    /// Adds a piece of SQL. Never anything that a person typed.
    pub fn push(&mut self, text: &str) -> &mut Sql {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a parameter with its value.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Sql {
        self.values.push(value.into());
        let number = self.values.len();
        self.push(&format!("${number}"))
    }

    /// Adds `VALUES (…), (…)`.
    pub fn push_rows(&mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> &mut Sql {
        self.push("VALUES ");
        for (i, row) in rows.into_iter().enumerate() {
            self.push(if i == 0 { "(" } else { ", (" });
            for (j, value) in row.into_iter().enumerate() {
                if j > 0 {
                    self.push(", ");
                }
                self.push_bind(value);
            }
            self.push(")");
        }
        self
    }

    /// Adds `$4, $5, …`.
    pub fn push_list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Sql {
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.push_bind(value);
        }
        self
    }

    fn text(&self) -> SqlStr {
        match &self.text {
            Cow::Borrowed(text) => text.into_sql_str(),
            // Made of literals of this crate and parameter numbers only.
            Cow::Owned(text) => AssertSqlSafe(text.clone()).into_sql_str(),
        }
    }
}

/// The values of one row, for [`Sql::push_rows`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
pub(crate) use values;

/// A row of either database.
pub(crate) trait AnyRow:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> AnyRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(v) => query.bind(v),
                Value::Real(v) => query.bind(v),
                Value::Bool(v) => query.bind(v),
                Value::Text(v) => query.bind(v),
                Value::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}

macro_rules! run {
    (all $db:ty, $on:expr, $sql:expr) => {
        bound!(sqlx::query_as::<$db, T>($sql.text()), $sql.values).fetch_all($on).await
    };
    (optional $db:ty, $on:expr, $sql:expr) => {
        bound!(sqlx::query_as::<$db, T>($sql.text()), $sql.values).fetch_optional($on).await
    };
    (execute $db:ty, $on:expr, $sql:expr) => {
        bound!(sqlx::query::<$db>($sql.text()), $sql.values)
            .execute($on)
            .await
            .map(|done| done.rows_affected())
    };
}

/// How long a program waits for another one that uses the file.
const BUSY: Duration = Duration::from_secs(10);

/// The pool of the writer, whose first connection makes a new file ready.
///
/// Two programs that make a new file write ahead at the same moment would wait for each other for ever; SQLite tells
/// one of them at once that the file is busy, whatever its timeout. That one comes again.
async fn first_writer(options: &SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let deadline = Instant::now() + BUSY;
    loop {
        let is_busy =
            |e: &sqlx::Error| e.as_database_error().and_then(|e| e.code()).is_some_and(|c| c == "5");
        match SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}

/// The connections.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite {
        readers: SqlitePool,
        /// One connection: SQLite has one writer at a time, and waiting here is better than waiting inside a transaction.
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

impl Pools {
    pub async fn sqlite(folder: &Path) -> Result<Pools, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("gongkai.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged is on the disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .pragma("cache_size", "-16384")
            // Each connection would map the file for itself; the cache of the system serves all of them.
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(256)
            .foreign_keys(true);
        let writer = first_writer(&options).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Pools::Sqlite { readers, writer })
    }

    pub async fn memory() -> Result<Pools, StoreError> {
        let options = SqliteConnectOptions::new().filename(":memory:").foreign_keys(true);
        // One connection that is never closed: with it the data would go.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        Ok(Pools::Sqlite { readers: pool.clone(), writer: pool })
    }

    pub async fn postgres(url: &str) -> Result<Pools, StoreError> {
        let pool = PgPoolOptions::new()
            .max_connections(READERS + 8)
            .acquire_timeout(Duration::from_secs(10))
            .connect(url)
            .await?;
        Ok(Pools::Postgres(pool))
    }

    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let inner = match self {
            // The lock is taken first: a transaction that reads and then writes would otherwise fail half-way.
            Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Tx { inner, revision: Revision::default(), is_public: false })
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }
}

/// Which database it is, for the few places where they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, in the program.
    Sqlite,
    /// PostgreSQL, a server.
    Postgres,
}

impl Dialect {
    /// The end of a SELECT whose rows the transaction is going to change. SQLite's writer is alone anyway.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }

    /// The same, passing over rows that another transaction is about to change.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// Acts that become visible together, or not at all. Dropping it undoes them.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    revision: Revision,
    /// Whether it does something that the portal shows.
    is_public: bool,
}

/// How often what the portal shows has changed, as far as this process knows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Revision(Arc<AtomicU64>);

impl Revision {
    pub(crate) fn advance(&self) {
        self.0.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Debug)]
enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything that was done visible and durable.
    ///
    /// # Errors
    ///
    /// If the database fails; then nothing was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        if self.is_public {
            self.revision.advance();
        }
        Ok(())
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Says that it does something that the portal shows.
    pub(crate) fn touch_public(&mut self) {
        self.is_public = true;
    }

    pub(crate) async fn all<T: AnyRow>(&mut self, sql: Sql) -> Result<Vec<T>, StoreError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => run!(all Sqlite, &mut **tx, sql)?,
            Inner::Postgres(tx) => run!(all Postgres, &mut **tx, sql)?,
        })
    }

    pub(crate) async fn optional<T: AnyRow>(&mut self, sql: Sql) -> Result<Option<T>, StoreError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => run!(optional Sqlite, &mut **tx, sql)?,
            Inner::Postgres(tx) => run!(optional Postgres, &mut **tx, sql)?,
        })
    }

    /// The number of rows that changed.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64, StoreError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => run!(execute Sqlite, &mut **tx, sql)?,
            Inner::Postgres(tx) => run!(execute Postgres, &mut **tx, sql)?,
        })
    }

    /// Waits until no other transaction has this lock, and keeps it to the end. SQLite needs none: its transactions
    /// that write exclude one another from their first statement on.
    pub(crate) async fn lock(&mut self, lock: Lock) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Postgres {
            // Of this program, and of this schema: two installations may share a server.
            let name = match lock {
                Lock::Migrations => "gongkai migrations ",
                Lock::Events => "gongkai events ",
            };
            let sql =
                Sql::new("SELECT pg_advisory_xact_lock(hashtextextended($1 || current_schema(), 0))::TEXT");
            self.all::<(String,)>(sql.bind(name)).await?;
        }
        Ok(())
    }

    /// Runs several statements without parameters: migrations.
    pub(crate) async fn script(&mut self, text: &'static str) -> Result<(), StoreError> {
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                sqlx::raw_sql(text).execute(&mut **tx).await?;
            }
            Inner::Postgres(tx) => {
                sqlx::raw_sql(text).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }
}

/// What only one transaction does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Changing the tables.
    Migrations,
    /// Changing anything else, which begins or ends in the record.
    Events,
}

impl Store {
    /// Begins acts that become visible together.
    ///
    /// There is one at a time, on PostgreSQL too: whoever reads through it reads what will still be so when it is
    /// committed, and no two can wait for one another. Hold it briefly, and read through it, not beside it.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let mut tx = Tx { revision: self.revision.clone(), ..self.pools.begin().await? };
        tx.lock(Lock::Events).await?;
        Ok(tx)
    }

    /// Changes whenever something changes that the portal shows: what was made from it before can be shown again
    /// while the number stays. Acts of other processes count once [`Store::follow`] has seen them.
    pub fn revision(&self) -> u64 {
        self.revision.number()
    }

    /// Takes notice of what other processes on the same database have done since `last`; gives the newest act.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn follow(&self, last: i64) -> Result<i64, StoreError> {
        let newest =
            self.scalar::<Option<i64>>(Sql::new("SELECT MAX(seq) FROM events")).await?.flatten().unwrap_or(0);
        if newest > last {
            self.revision.advance();
        }
        Ok(newest)
    }

    pub(crate) async fn all<T: AnyRow>(&self, sql: Sql) -> Result<Vec<T>, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => run!(all Sqlite, readers, sql)?,
            Pools::Postgres(pool) => run!(all Postgres, pool, sql)?,
        })
    }

    pub(crate) async fn optional<T: AnyRow>(&self, sql: Sql) -> Result<Option<T>, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => run!(optional Sqlite, readers, sql)?,
            Pools::Postgres(pool) => run!(optional Postgres, pool, sql)?,
        })
    }

    /// The first column of the only row.
    pub(crate) async fn scalar<T>(&self, sql: Sql) -> Result<Option<T>, StoreError>
    where
        (T,): AnyRow,
    {
        Ok(self.optional::<(T,)>(sql).await?.map(|row| row.0))
    }

    /// The first column of all rows.
    pub(crate) async fn column<T>(&self, sql: Sql) -> Result<Vec<T>, StoreError>
    where
        (T,): AnyRow,
    {
        Ok(self.all::<(T,)>(sql).await?.into_iter().map(|row| row.0).collect())
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn execute(&self, sql: Sql) -> Result<u64, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => run!(execute Sqlite, writer, sql)?,
            Pools::Postgres(pool) => run!(execute Postgres, pool, sql)?,
        })
    }
}

impl Tx {
    /// The first column of the only row.
    pub(crate) async fn scalar<T>(&mut self, sql: Sql) -> Result<Option<T>, StoreError>
    where
        (T,): AnyRow,
    {
        Ok(self.optional::<(T,)>(sql).await?.map(|row| row.0))
    }
}
