//! The documents that reports were read from.

use crate::db::Sql;
use crate::{Store, StoreError};

row! {
    /// A document as it came.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SourceDocument {
        /// SHA-256 of the bytes, lower-case hexadecimal.
        pub sha256: String,
        /// The file's name.
        pub file: String,
        /// What the bytes are: `html`, `docx` …
        pub media: String,
        /// The bytes.
        pub bytes: Vec<u8>,
        /// The text that byte places refer to.
        pub decoded: Option<String>,
    }
}

impl Store {
    /// The document with this hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn source(&self, sha256: &str) -> Result<Option<SourceDocument>, StoreError> {
        self.optional(
            Sql::new("SELECT sha256, file, media, bytes, decoded FROM sources WHERE sha256 = $1")
                .bind(sha256),
        )
        .await
    }
}
