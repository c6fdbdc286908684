//! Proposals to publish what was released on request (Art. 44): what was decided of them. What is proposed follows from the
//! requests and is not kept.

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts.
pub const PROPOSAL: &str = "request-proposal";

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum ProposalAct {
    /// It becomes a document.
    Accepted {
        /// The requests that asked for it.
        requests: Vec<String>,
        /// The draft that was begun.
        document: String,
    },
    /// It does not.
    Declined {
        /// The requests that asked for it.
        requests: Vec<String>,
        /// Why, as applicants are told.
        reason: String,
    },
}

row! {
    /// What was decided of a request.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ProposalRow {
        /// The request.
        pub request_id: String,
        /// `accepted` or `declined`.
        pub state: String,
        /// The document that was begun.
        pub document_id: Option<String>,
        /// Why not.
        pub reason: String,
        /// By whom.
        pub decided_by: String,
        /// When.
        pub decided_at_ms: i64,
    }
}

impl Tx {
    /// Records a decision and brings the rows up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_proposal(
        &mut self,
        (agency_id, id): (&str, &str),
        act: &ProposalAct,
        actor_id: &str,
        at_ms: i64,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let payload = serde_json::to_string(act).map_err(|e| StoreError::Corrupt {
            table: "request_proposals",
            what: "act",
            value: e.to_string(),
        })?;
        let kind = match act {
            ProposalAct::Accepted { .. } => "request_proposal.accepted",
            ProposalAct::Declined { .. } => "request_proposal.declined",
        };
        let event = NewEvent {
            agency_id,
            subject_kind: PROPOSAL,
            subject_id: id,
            kind,
            actor_id: Some(actor_id),
            at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_proposal(&stored).await
    }

    /// Brings rows up to date with a decision; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn derive_proposal(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let act: ProposalAct = serde_json::from_str(&event.payload).map_err(|e| StoreError::Corrupt {
            table: "events",
            what: "payload",
            value: format!("{}: {e}", event.seq),
        })?;
        let (requests, state, document, reason) = match &act {
            ProposalAct::Accepted { requests, document } => {
                (requests, "accepted", Some(document.as_str()), "")
            }
            ProposalAct::Declined { requests, reason } => (requests, "declined", None, reason.as_str()),
        };
        for request in requests {
            let sql = Sql::new(
                "INSERT INTO request_proposals (request_id, agency_id, state, document_id, reason, decided_by, \
                 decided_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (request_id) DO UPDATE SET \
                 state = excluded.state, document_id = excluded.document_id, reason = excluded.reason, \
                 decided_by = excluded.decided_by, decided_at_ms = excluded.decided_at_ms",
            );
            self.execute(
                sql.bind(request)
                    .bind(&event.agency_id)
                    .bind(state)
                    .bind(document)
                    .bind(reason)
                    .bind(event.actor_id.as_deref().unwrap_or_default())
                    .bind(event.at_ms),
            )
            .await?;
        }
        Ok(())
    }
}

impl Store {
    /// What was decided of an agency's proposals, the newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn proposals_of(&self, agency_id: &str) -> Result<Vec<ProposalRow>, StoreError> {
        let sql = Sql::new(
            "SELECT request_id, state, document_id, reason, decided_by, decided_at_ms FROM request_proposals \
             WHERE agency_id = $1 ORDER BY decided_at_ms DESC, request_id",
        );
        self.all(sql.bind(agency_id)).await
    }

    /// What was decided of a request.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn proposal_of(&self, request_id: &str) -> Result<Option<ProposalRow>, StoreError> {
        let sql = Sql::new(
            "SELECT request_id, state, document_id, reason, decided_by, decided_at_ms FROM request_proposals \
             WHERE request_id = $1",
        );
        self.optional(sql.bind(request_id)).await
    }

    /// Requests of an agency whose applicants suggested publication, with what was asked and released and when.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn suggested_requests(&self, agency_id: &str) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new(
            "SELECT DISTINCT subject_id FROM events WHERE agency_id = $1 AND subject_kind = 'request' \
             AND kind = 'request.publication-suggested' ORDER BY subject_id",
        );
        self.column(sql.bind(agency_id)).await
    }

    /// The newest requests of an agency that ended one of these ways: id and number.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn ended_requests(
        &self,
        agency_id: &str,
        endings: &[&str],
        limit: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let mut sql = Sql::new("SELECT id, number FROM requests WHERE agency_id = ");
        sql.push_bind(agency_id).push(" AND ending IN (").push_list(endings.iter().copied()).push(")");
        sql.push(" ORDER BY ended_on DESC, id LIMIT ").push_bind(limit);
        self.all(sql).await
    }
}
