//! Files of cases: acts in the record, rows derived from them. Bytes and names are sealed.

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts.
pub const REQUEST_FILE: &str = "request-file";

row! {
    /// A box on a page of a file, with the ground for which it is cut out.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub struct CutRow {
        /// The page, from 1.
        pub page: i64,
        /// From the left. Unit: tenths of a millimetre.
        pub x: i64,
        /// From the top. Unit: tenths of a millimetre.
        pub y: i64,
        /// Unit: tenths of a millimetre.
        pub width: i64,
        /// Unit: tenths of a millimetre.
        pub height: i64,
        /// The code of the ground.
        pub ground: String,
    }
}

/// What was done with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum FileAct {
    /// It was added.
    Added {
        /// To which case.
        request: String,
        /// `applicant`, `file` or `released`.
        file: String,
        /// Of the sealed bytes.
        sha256: String,
        /// The media type.
        media: String,
        /// Before it was sealed.
        size_bytes: i64,
    },
    /// Its bytes were sealed with another key or cipher.
    Resealed {
        /// Of the sealed bytes.
        sha256: String,
    },
    /// Boxes were put on its pages, in place of those that it had.
    Marked {
        /// All of them.
        cuts: Vec<CutRow>,
    },
    /// It is a copy without what boxes covered.
    Redacted {
        /// Of which file.
        of: String,
        /// The boxes.
        cuts: Vec<CutRow>,
    },
    /// It was taken off the case.
    Removed {
        /// Why.
        reason: String,
    },
}

row! {
    /// A file of a case.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RequestFile {
        /// Its id.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// Of which case.
        pub request_id: String,
        /// `applicant`, `file` or `released`.
        pub kind: String,
        /// Of the sealed bytes.
        pub sha256: String,
        /// The media type.
        pub media: String,
        /// Before it was sealed.
        pub size_bytes: i64,
        /// Who added it; nobody for the applicant.
        pub added_by: Option<String>,
        /// When.
        pub created_at_ms: i64,
        /// The file of which it is the copy, without what was cut.
        pub copy_of: Option<String>,
    }
}

impl Tx {
    /// Records an act and brings the row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_request_file(
        &mut self,
        (agency_id, file_id): (&str, &str),
        act: &FileAct,
        actor_id: Option<&str>,
        at_ms: i64,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let payload = serde_json::to_string(act).map_err(|e| StoreError::Corrupt {
            table: "request_files",
            what: "act",
            value: e.to_string(),
        })?;
        let kind = match act {
            FileAct::Added { .. } => "request_file.added",
            FileAct::Resealed { .. } => "request_file.resealed",
            FileAct::Marked { .. } => "request_file.marked",
            FileAct::Redacted { .. } => "request_file.redacted",
            FileAct::Removed { .. } => "request_file.removed",
        };
        let event = NewEvent {
            agency_id,
            subject_kind: REQUEST_FILE,
            subject_id: file_id,
            kind,
            actor_id,
            at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_request_file(&stored).await
    }

    /// Brings a file's row up to date with an act; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn derive_request_file(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let act: FileAct = serde_json::from_str(&event.payload).map_err(|e| StoreError::Corrupt {
            table: "events",
            what: "payload",
            value: format!("{}: {e}", event.seq),
        })?;
        let sql = match &act {
            FileAct::Added { request, file, sha256, media, size_bytes } => Sql::new(
                "INSERT INTO request_files (id, agency_id, request_id, kind, sha256, media, size_bytes, added_by, \
                 is_removed, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(&event.subject_id)
            .bind(&event.agency_id)
            .bind(request)
            .bind(file)
            .bind(sha256)
            .bind(media)
            .bind(*size_bytes)
            .bind(event.actor_id.as_deref())
            .bind(false)
            .bind(event.at_ms),
            FileAct::Resealed { sha256 } => {
                Sql::new("UPDATE request_files SET sha256 = $1 WHERE id = $2").bind(sha256).bind(&event.subject_id)
            }
            FileAct::Marked { cuts } => return self.put_cuts(&event.subject_id, cuts).await,
            FileAct::Redacted { of, cuts } => {
                self.put_cuts(&event.subject_id, cuts).await?;
                Sql::new("UPDATE request_files SET copy_of = $1 WHERE id = $2").bind(of).bind(&event.subject_id)
            }
            FileAct::Removed { .. } => Sql::new("UPDATE request_files SET is_removed = $1 WHERE id = $2")
                .bind(true)
                .bind(&event.subject_id),
        };
        self.execute(sql).await?;
        Ok(())
    }

    async fn put_cuts(&mut self, file_id: &str, cuts: &[CutRow]) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM request_cuts WHERE file_id = $1").bind(file_id)).await?;
        for (position, cut) in (0i64..).zip(cuts) {
            let sql = Sql::new(
                "INSERT INTO request_cuts (file_id, position, page, x, y, width, height, ground) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            );
            let sql = sql.bind(file_id).bind(position).bind(cut.page).bind(cut.x).bind(cut.y);
            self.execute(sql.bind(cut.width).bind(cut.height).bind(&cut.ground)).await?;
        }
        Ok(())
    }
}

impl Store {
    /// The files of a case that were not taken off, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn request_files(&self, request_id: &str) -> Result<Vec<RequestFile>, StoreError> {
        let sql = Sql::new(
            "SELECT id, agency_id, request_id, kind, sha256, media, size_bytes, added_by, created_at_ms, copy_of \
             FROM request_files WHERE request_id = $1 AND is_removed = $2 ORDER BY created_at_ms, id",
        );
        self.all(sql.bind(request_id).bind(false)).await
    }

    /// The files of all cases, those that were taken off among them.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn all_request_files(&self) -> Result<Vec<RequestFile>, StoreError> {
        self.all(Sql::new(
            "SELECT id, agency_id, request_id, kind, sha256, media, size_bytes, added_by, created_at_ms, copy_of \
             FROM request_files ORDER BY id",
        ))
        .await
    }

    /// The boxes on the pages of a file, in the order in which they were put.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn request_cuts(&self, file_id: &str) -> Result<Vec<CutRow>, StoreError> {
        let sql = Sql::new(
            "SELECT page, x, y, width, height, ground FROM request_cuts WHERE file_id = $1 ORDER BY position",
        );
        self.all(sql.bind(file_id)).await
    }
}
