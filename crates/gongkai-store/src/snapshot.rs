//! A copy of the whole database as it is at one moment.

use std::path::Path;

use crate::db::{Pools, Sql};
use crate::{Store, StoreError};

impl Store {
    /// Writes a copy of the embedded database into a file that is not there yet, while others go on reading and
    /// writing. It holds everything that was acknowledged before the call, and is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotEmbedded`] for a PostgreSQL server, whose own tools do this; otherwise if the file is there
    /// or cannot be written.
    pub async fn snapshot(&self, file: &Path) -> Result<(), StoreError> {
        let Pools::Sqlite { readers, .. } = &self.pools else { return Err(StoreError::NotEmbedded) };
        let mut connection = readers.acquire().await?;
        let name = file.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(name).execute(&mut *connection).await?;
        let synced = std::fs::File::open(file).and_then(|f| f.sync_all());
        synced.map_err(StoreError::Folder)
    }

    /// How many acts the record has.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn acts(&self) -> Result<i64, StoreError> {
        Ok(self.scalar::<i64>(Sql::new("SELECT COUNT(*) FROM events")).await?.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Store, StoreError};

    #[tokio::test]
    async fn a_snapshot_has_what_was_there_and_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a")).await.unwrap();
        store.set_setting("x", "1").await.unwrap();
        let copy = folder.path().join("b");
        std::fs::create_dir(&copy).unwrap();
        store.snapshot(&copy.join("gongkai.sqlite")).await.unwrap();
        store.set_setting("x", "2").await.unwrap();
        assert!(store.snapshot(&copy.join("gongkai.sqlite")).await.is_err());
        let copied = Store::open(&copy).await.unwrap();
        assert_eq!(copied.setting("x").await.unwrap().as_deref(), Some("1"));
        assert_eq!(copied.acts().await.unwrap(), 0);
        let message = StoreError::NotEmbedded.to_string();
        assert!(message.contains("pg_dump"), "says what to use instead: {message}");
    }
}
