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

fn put(name: &str, value: &str) -> Sql {
    Sql::new(
        "INSERT INTO settings (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
}
