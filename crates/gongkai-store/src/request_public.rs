//! The public register of requests: what an office says of a request in its own words, and what became of it.

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts.
pub const REQUEST_PUBLIC: &str = "request-public";

/// What was done with an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum PublicAct {
    /// It was written, or written anew.
    Drafted {
        /// Of which request.
        request: String,
        /// The words of the office.
        wording: String,
        /// The document in which the released information is public.
        document: Option<String>,
    },
    /// Somebody let it pass; from now on everybody sees it.
    Approved,
    /// It was taken off.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

row! {
    /// An entry as the office has it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PublicWording {
        /// Its own id.
        pub id: String,
        /// Of which request.
        pub request_id: String,
        /// `draft`, `public` or `withdrawn`.
        pub state: String,
        /// The words of the office.
        pub wording: String,
        /// The document in which the released information is public.
        pub document_id: Option<String>,
        /// Who wrote it.
        pub drafted_by: String,
        /// Who let it pass.
        pub approved_by: Option<String>,
    }
}

row! {
    /// An entry as everybody sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PublicRow {
        /// Its own id, which tells nothing of the request.
        pub id: String,
        /// The words of the office.
        pub wording: String,
        /// When the request was received.
        pub received_on: Option<String>,
        /// How it ended.
        pub ending: String,
        /// When.
        pub ended_on: String,
        /// When the entry became public.
        pub published_at_ms: i64,
        /// A public document with the information.
        pub document_id: Option<String>,
        /// Its title.
        pub document_title: Option<String>,
    }
}

/// Which entries. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicFilter {
    /// Whose.
    pub agency_id: String,
    /// Decided in this year.
    pub year: Option<i16>,
    /// With one of these endings, by code.
    pub endings: Vec<String>,
    /// With these words.
    pub words: String,
}

fn act_name(act: &PublicAct) -> &'static str {
    match act {
        PublicAct::Drafted { .. } => "request_public.drafted",
        PublicAct::Approved => "request_public.approved",
        PublicAct::Withdrawn { .. } => "request_public.withdrawn",
    }
}

impl Tx {
    /// Records an act and brings the row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_request_public(
        &mut self,
        (agency_id, id): (&str, &str),
        act: &PublicAct,
        actor_id: &str,
        at_ms: i64,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let payload = serde_json::to_string(act).map_err(|e| StoreError::Corrupt {
            table: "request_public",
            what: "act",
            value: e.to_string(),
        })?;
        let event = NewEvent {
            agency_id,
            subject_kind: REQUEST_PUBLIC,
            subject_id: id,
            kind: act_name(act),
            actor_id: Some(actor_id),
            at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_request_public(&stored).await
    }

    /// Brings an entry's row up to date with an act; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn derive_request_public(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let act: PublicAct = serde_json::from_str(&event.payload).map_err(|e| StoreError::Corrupt {
            table: "events",
            what: "payload",
            value: format!("{}: {e}", event.seq),
        })?;
        let (id, by, at) = (&event.subject_id, event.actor_id.as_deref().unwrap_or_default(), event.at_ms);
        let sql = match &act {
            PublicAct::Drafted { request, wording, document } => Sql::new(
                "INSERT INTO request_public (id, agency_id, request_id, state, wording, document_id, drafted_by, \
                 created_at_ms, changed_at_ms) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $7) \
                 ON CONFLICT (id) DO UPDATE SET state = 'draft', wording = excluded.wording, \
                 document_id = excluded.document_id, drafted_by = excluded.drafted_by, approved_by = NULL, \
                 published_at_ms = NULL, changed_at_ms = excluded.changed_at_ms",
            )
            .bind(id)
            .bind(&event.agency_id)
            .bind(request)
            .bind(wording)
            .bind(document.as_deref())
            .bind(by)
            .bind(at),
            PublicAct::Approved => Sql::new(
                "UPDATE request_public SET state = 'public', approved_by = $2, published_at_ms = $3, \
                 changed_at_ms = $3 WHERE id = $1",
            )
            .bind(id)
            .bind(by)
            .bind(at),
            PublicAct::Withdrawn { .. } => Sql::new(
                "UPDATE request_public SET state = 'withdrawn', published_at_ms = NULL, changed_at_ms = $2 WHERE id = $1",
            )
            .bind(id)
            .bind(at),
        };
        self.execute(sql).await?;
        Ok(())
    }

    /// The entry of a request; nobody else acts on it until the transaction ends.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn wording_of(&mut self, request_id: &str) -> Result<Option<PublicWording>, StoreError> {
        self.optional(wording(request_id)).await
    }
}

fn wording(request_id: &str) -> Sql {
    Sql::new(
        "SELECT id, request_id, state, wording, document_id, drafted_by, approved_by FROM request_public \
         WHERE request_id = $1",
    )
    .bind(request_id)
}

/// What everybody sees: entries that passed, of requests that are answered now. A document is named while it is public.
const FROM: &str = " FROM request_public p JOIN requests r ON r.id = p.request_id \
                    LEFT JOIN request_proposals a ON a.request_id = p.request_id AND a.state = 'accepted' \
                    LEFT JOIN documents d ON d.id = COALESCE(p.document_id, a.document_id) AND d.visibility = 'public' \
                    WHERE p.state = 'public' AND r.ending IS NOT NULL";

fn narrowed(columns: &str, filter: &PublicFilter) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(columns).push(FROM);
    sql.push(" AND p.agency_id = ").push_bind(&filter.agency_id);
    if let Some(year) = filter.year {
        sql.push(" AND r.ended_on >= ").push_bind(format!("{year:04}-01-01"));
        sql.push(" AND r.ended_on <= ").push_bind(format!("{year:04}-12-31"));
    }
    if !filter.endings.is_empty() {
        sql.push(" AND r.ending IN (").push_list(filter.endings.iter().map(String::as_str)).push(")");
    }
    for word in filter.words.split_whitespace().take(8) {
        let escaped = word.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sql.push(" AND LOWER(p.wording) LIKE ").push_bind(format!("%{escaped}%")).push(" ESCAPE '\\'");
    }
    sql
}

impl Store {
    /// The entry of a request, as the office has it.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn wording_of(&self, request_id: &str) -> Result<Option<PublicWording>, StoreError> {
        self.optional(wording(request_id)).await
    }

    /// The entries of an agency in any state, the newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn wordings(&self, agency_id: &str, limit: i64) -> Result<Vec<PublicWording>, StoreError> {
        let sql = Sql::new(
            "SELECT id, request_id, state, wording, document_id, drafted_by, approved_by FROM request_public \
             WHERE agency_id = $1 ORDER BY changed_at_ms DESC, id LIMIT $2",
        );
        self.all(sql.bind(agency_id).bind(limit)).await
    }

    /// What everybody sees, the newest decisions first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn public_requests(
        &self,
        filter: &PublicFilter,
        (limit, offset): (i64, i64),
    ) -> Result<Vec<PublicRow>, StoreError> {
        let columns = "p.id, p.wording, r.received_on, r.ending, r.ended_on, p.published_at_ms, d.id AS document_id, \
                       d.title AS document_title";
        let mut sql = narrowed(columns, filter);
        sql.push(" ORDER BY r.ended_on DESC, p.id LIMIT ").push_bind(limit);
        sql.push(" OFFSET ").push_bind(offset);
        self.all(sql).await
    }

    /// How many entries there are.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_public_requests(&self, filter: &PublicFilter) -> Result<i64, StoreError> {
        Ok(self.scalar(narrowed("COUNT(*)", filter)).await?.unwrap_or(0))
    }

    /// Years and endings of an agency's entries, each pair once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn public_request_years(&self, agency_id: &str) -> Result<Vec<(String, String)>, StoreError> {
        let filter = PublicFilter { agency_id: agency_id.to_owned(), ..PublicFilter::default() };
        let mut sql = narrowed("DISTINCT substr(r.ended_on, 1, 4) AS year, r.ending", &filter);
        sql.push(" ORDER BY 1 DESC, 2");
        self.all(sql).await
    }

    /// Ended requests of an agency that have no entry, the newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests_without_wording(
        &self,
        agency_id: &str,
        limit: i64,
    ) -> Result<Vec<(String, String, String)>, StoreError> {
        let sql = Sql::new(
            "SELECT r.id, r.number, r.ending FROM requests r LEFT JOIN request_public p ON p.request_id = r.id \
             WHERE r.agency_id = $1 AND r.ending IS NOT NULL AND p.id IS NULL ORDER BY r.ended_on DESC, r.id LIMIT $2",
        );
        self.all(sql.bind(agency_id).bind(limit)).await
    }
}
