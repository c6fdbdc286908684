//! Long texts and the register of files: each kept once, by hash.

use crate::db::{Sql, Tx};
use crate::events::sha256;
use crate::{Store, StoreError};

row! {
    /// A file that was taken in. Its bytes are in the file store.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct FileEntry {
        /// SHA-256 of the bytes.
        pub sha256: String,
        /// Unit: bytes.
        pub size_bytes: i64,
        /// The media type, found from the bytes.
        pub media: String,
        /// The name it came with.
        pub name_hint: String,
        /// When it came.
        pub created_at_ms: i64,
    }
}

impl Tx {
    /// Keeps a text and gives its hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_text(&mut self, body: &str) -> Result<String, StoreError> {
        let hash = sha256(body.as_bytes());
        self.execute(
            Sql::new("INSERT INTO texts (sha256, body) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING")
                .bind(&hash)
                .bind(body),
        )
        .await?;
        Ok(hash)
    }

    /// The text with this hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn text(&mut self, sha256: &str) -> Result<Option<String>, StoreError> {
        self.scalar(Sql::new("SELECT body FROM texts WHERE sha256 = $1").bind(sha256)).await
    }

    /// Notes a file whose bytes are in the file store.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_file(&mut self, file: &FileEntry) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO files (sha256, size_bytes, media, name_hint, created_at_ms) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING",
            )
            .bind(&file.sha256)
            .bind(file.size_bytes)
            .bind(&file.media)
            .bind(&file.name_hint)
            .bind(file.created_at_ms),
        )
        .await?;
        Ok(())
    }
}

impl Store {
    /// The text with this hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn text(&self, sha256: &str) -> Result<Option<String>, StoreError> {
        self.scalar(Sql::new("SELECT body FROM texts WHERE sha256 = $1").bind(sha256)).await
    }

    /// The file with this hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn file(&self, sha256: &str) -> Result<Option<FileEntry>, StoreError> {
        self.optional(
            Sql::new(
                "SELECT sha256, size_bytes, media, name_hint, created_at_ms FROM files WHERE sha256 = $1",
            )
            .bind(sha256),
        )
        .await
    }

    /// Every file, by hash, in pages: what backup and verify walk through.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn files_after(&self, sha256: &str, limit: i64) -> Result<Vec<FileEntry>, StoreError> {
        self.all(
            Sql::new(
                "SELECT sha256, size_bytes, media, name_hint, created_at_ms FROM files WHERE sha256 > $1 \
                 ORDER BY sha256 LIMIT $2",
            )
            .bind(sha256)
            .bind(limit),
        )
        .await
    }
}
