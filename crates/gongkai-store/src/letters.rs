//! Letters of cases: acts in the record, rows derived from them. Their words are sealed beside the case.

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts.
pub const LETTER: &str = "letter";

/// What was done with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum LetterAct {
    /// It was written.
    Drafted {
        /// Of which case.
        request: String,
        /// `L02` to `L25`.
        letter: String,
    },
    /// Its words were changed.
    Edited,
    /// Somebody let it pass; since then its words are fixed.
    Approved {
        /// 发文字号.
        number: String,
        /// The day in China.
        on: String,
    },
    /// It was sent.
    Sent {
        /// A code of the ways of delivery.
        way: String,
        /// The number of the post, where it went by post.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        post_number: String,
        /// The day in China.
        on: String,
    },
    /// It is not to be sent.
    Voided {
        /// Why.
        reason: String,
    },
}

impl LetterAct {
    fn kind(&self) -> &'static str {
        match self {
            LetterAct::Drafted { .. } => "letter.drafted",
            LetterAct::Edited => "letter.edited",
            LetterAct::Approved { .. } => "letter.approved",
            LetterAct::Sent { .. } => "letter.sent",
            LetterAct::Voided { .. } => "letter.voided",
        }
    }
}

row! {
    /// A letter of a case.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct LetterRow {
        /// Its id.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// Of which case.
        pub request_id: String,
        /// `L02` to `L25`.
        pub kind: String,
        /// `draft`, `approved`, `sent` or `void`.
        pub state: String,
        /// 发文字号; empty before it is approved.
        pub number: String,
        /// Who wrote it.
        pub drafted_by: String,
        /// Who let it pass.
        pub approved_by: Option<String>,
        /// When.
        pub approved_on: Option<String>,
        /// How it went.
        pub way: Option<String>,
        /// The number of the post.
        pub post_number: Option<String>,
        /// When it went.
        pub sent_on: Option<String>,
        /// When it was written.
        pub created_at_ms: i64,
        /// When something was done with it last.
        pub changed_at_ms: i64,
    }
}

impl Tx {
    /// Records an act and brings the row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_letter(
        &mut self,
        (agency_id, letter_id): (&str, &str),
        act: &LetterAct,
        actor_id: Option<&str>,
        at_ms: i64,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let payload = serde_json::to_string(act).map_err(|e| StoreError::Corrupt {
            table: "request_letters",
            what: "act",
            value: e.to_string(),
        })?;
        let event = NewEvent {
            agency_id,
            subject_kind: LETTER,
            subject_id: letter_id,
            kind: act.kind(),
            actor_id,
            at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_letter(&stored).await
    }

    /// Brings a letter's row up to date with an act; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn derive_letter(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let act: LetterAct = serde_json::from_str(&event.payload).map_err(|e| StoreError::Corrupt {
            table: "events",
            what: "payload",
            value: format!("{}: {e}", event.seq),
        })?;
        let actor = event.actor_id.as_deref().unwrap_or_default();
        let sql = match &act {
            LetterAct::Drafted { request, letter } => Sql::new(
                "INSERT INTO request_letters (id, agency_id, request_id, kind, state, number, drafted_by, \
                 created_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, 'draft', '', $5, $6, $6)",
            )
            .bind(&event.subject_id)
            .bind(&event.agency_id)
            .bind(request)
            .bind(letter)
            .bind(actor)
            .bind(event.at_ms),
            LetterAct::Edited => {
                Sql::new("UPDATE request_letters SET drafted_by = $1, changed_at_ms = $2 WHERE id = $3")
                    .bind(actor)
                    .bind(event.at_ms)
                    .bind(&event.subject_id)
            }
            LetterAct::Approved { number, on } => Sql::new(
                "UPDATE request_letters SET state = 'approved', number = $1, approved_by = $2, approved_on = $3, \
                 changed_at_ms = $4 WHERE id = $5",
            )
            .bind(number)
            .bind(actor)
            .bind(on)
            .bind(event.at_ms)
            .bind(&event.subject_id),
            LetterAct::Sent { way, post_number, on } => Sql::new(
                "UPDATE request_letters SET state = 'sent', way = $1, post_number = $2, sent_on = $3, \
                 changed_at_ms = $4 WHERE id = $5",
            )
            .bind(way)
            .bind(Some(post_number.as_str()).filter(|n| !n.is_empty()))
            .bind(on)
            .bind(event.at_ms)
            .bind(&event.subject_id),
            LetterAct::Voided { .. } => {
                Sql::new("UPDATE request_letters SET state = 'void', changed_at_ms = $1 WHERE id = $2")
                    .bind(event.at_ms)
                    .bind(&event.subject_id)
            }
        };
        self.execute(sql).await?;
        Ok(())
    }

    /// The letter with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn letter(&mut self, id: &str) -> Result<Option<LetterRow>, StoreError> {
        let mut found = self.all(Sql::new(ONE).bind(id)).await?;
        Ok(found.pop())
    }
}

const ONE: &str = "SELECT id, agency_id, request_id, kind, state, number, drafted_by, approved_by, approved_on, way, \
                   post_number, sent_on, created_at_ms, changed_at_ms FROM request_letters WHERE id = $1";

impl Store {
    /// The letter with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn letter(&self, id: &str) -> Result<Option<LetterRow>, StoreError> {
        self.optional(Sql::new(ONE).bind(id)).await
    }

    /// The letters of a case, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn letters_of(&self, request_id: &str) -> Result<Vec<LetterRow>, StoreError> {
        let sql = Sql::new(
            "SELECT id, agency_id, request_id, kind, state, number, drafted_by, approved_by, approved_on, way, \
             post_number, sent_on, created_at_ms, changed_at_ms FROM request_letters WHERE request_id = $1 \
             ORDER BY created_at_ms, id",
        );
        self.all(sql.bind(request_id)).await
    }
}
