//! Small facts about the database itself.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

impl Store {
    /// The value of a setting.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.scalar(Sql::new("SELECT value FROM settings WHERE name = $1").bind(name)).await
    }

    /// Puts the value of a setting.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.execute(put(name, value)).await?;
        Ok(())
    }
}

impl Tx {
    /// The value of a setting.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.scalar(Sql::new("SELECT value FROM settings WHERE name = $1").bind(name)).await
    }

    /// Puts the value of a setting.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.execute(put(name, value)).await?;
        Ok(())
    }
}

impl Tx {
    /// Marks a key as used until a moment; tells whether this was the first time. Keys whose moment is past are forgotten.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn take_once(
        &mut self,
        key: &str,
        expires_at_ms: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.execute(Sql::new("DELETE FROM used_once WHERE expires_at_ms < $1").bind(now_ms)).await?;
        let insert = Sql::new(
            "INSERT INTO used_once (key, expires_at_ms) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        );
        Ok(self.execute(insert.bind(key).bind(expires_at_ms)).await? > 0)
    }
}

fn put(name: &str, value: &str) -> Sql {
    Sql::new(
        "INSERT INTO settings (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
}
