//! Whether what is derived is what the record makes.

use crate::assessments::ASSESSMENT;
use crate::campaigns::{CAMPAIGN, CAMPAIGN_UNIT};
use crate::db::{AnyRow, Sql};
use crate::documents::DOCUMENT;
use crate::entries::ENTRY;
use crate::events::ChainBreak;
use crate::letters::LETTER;
use crate::matters::MATTER;
use crate::request_files::REQUEST_FILE;
use crate::request_proposals::PROPOSAL;
use crate::request_public::REQUEST_PUBLIC;
use crate::requests::REQUEST;
use crate::{Store, StoreError};

/// What `verify` found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many acts were replayed.
    pub events: u64,
    /// How many chains were walked.
    pub chains: u64,
    /// Chains that are broken.
    pub broken: Vec<ChainBreak>,
    /// Derived rows that the record does not make, or makes otherwise: table and key.
    pub wrong_rows: Vec<(&'static str, String)>,
}

impl Verdict {
    /// Whether all is as it should be.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.wrong_rows.is_empty()
    }
}

/// So many acts are replayed a transaction.
const PAGE: i64 = 500;

/// The most rows that are named.
const NAMED: usize = 100;

row! {
    struct Line {
        key: String,
        line: String,
    }
}

/// Tables that are derived, each as a key and one line of text, in the order of the key.
const DERIVED: &[(&str, &str)] = &[
    (
        "documents",
        "SELECT id AS key, CAST(no AS TEXT) || '|' || agency_id || '|' || index_number || '|' || visibility || '|' \
         || CAST(version AS TEXT) || '|' || title || '|' || body_sha256 || '|' || kind || '|' || legal_item || '|' \
         || column_id || '|' || number || '|' || attribute || '|' || validity || '|' || COALESCE(formed_on, '-') || '|' \
         || COALESCE(repealed_on, '-') || '|' || COALESCE(CAST(published_at_ms AS TEXT), '-') || '|' \
         || COALESCE(CAST(withdrawn_at_ms AS TEXT), '-') || '|' || COALESCE(work_stage, '-') || '|' \
         || COALESCE(CAST(work_step AS TEXT), '-') || '|' || COALESCE(CAST(work_step_days AS TEXT), '-') || '|' \
         || COALESCE(CAST(work_unsettled AS TEXT), '-') || '|' \
         || COALESCE(CAST(scheduled_at_ms AS TEXT), '-') || '|' || keywords AS line FROM documents ORDER BY id",
    ),
    (
        "register_entries",
        "SELECT id AS key, agency_id || '|' || register || '|' || COALESCE(on_day, '-') || '|' || fields || '|' || state \
         || '|' || CAST(version AS TEXT) || '|' || CAST(created_at_ms AS TEXT) || '|' || CAST(changed_at_ms AS TEXT) \
         AS line FROM register_entries ORDER BY id",
    ),
    (
        "assessments",
        "SELECT id AS key, region_id || '|' || CAST(year AS TEXT) || '|' || state || '|' || scheme || '|' \
         || CAST(created_at_ms AS TEXT) || '|' || COALESCE(CAST(published_at_ms AS TEXT), '-') AS line \
         FROM assessments ORDER BY id",
    ),
    (
        "assessment_marks",
        "SELECT id AS key, assessment_id || '|' || agency_id || '|' || kind || '|' || indicator || '|' || points || '|' \
         || text || '|' || link || '|' || state || '|' || reply || '|' || CAST(created_at_ms AS TEXT) AS line \
         FROM assessment_marks ORDER BY id",
    ),
    (
        "assessment_results",
        "SELECT assessment_id || ' ' || agency_id AS key, COALESCE(CAST(place AS TEXT), '-') || '|' || total || '|' \
         || deductions || '|' || parts AS line FROM assessment_results ORDER BY assessment_id, agency_id",
    ),
    (
        "assessment_ballots",
        "SELECT assessment_id || ' ' || agency_id || ' ' || question || ' ' || CAST(answer AS TEXT) AS key, \
         CAST(votes AS TEXT) AS line FROM assessment_ballots ORDER BY assessment_id, agency_id, question, answer",
    ),
    (
        "requests",
        "SELECT id AS key, agency_id || '|' || number || '|' || state || '|' || applicant || '|' || channel || '|' \
         || submitted_on || '|' || COALESCE(received_on, '-') || '|' || COALESCE(assigned_to, '-') || '|' \
         || COALESCE(ending, '-') || '|' || COALESCE(ended_on, '-') || '|' || COALESCE(delivered_on, '-') || '|' \
         || COALESCE(counted_ending, '-') || '|' || COALESCE(counted_on, '-') || '|' || CAST(events AS TEXT) || '|' || CAST(created_at_ms AS TEXT) || '|' || CAST(changed_at_ms AS TEXT) \
         AS line FROM requests ORDER BY id",
    ),
    (
        "request_letters",
        "SELECT id AS key, agency_id || '|' || request_id || '|' || kind || '|' || state || '|' || number || '|' \
         || drafted_by || '|' || COALESCE(approved_by, '-') || '|' || COALESCE(approved_on, '-') || '|' \
         || COALESCE(way, '-') || '|' || COALESCE(post_number, '-') || '|' || COALESCE(sent_on, '-') || '|' \
         || CAST(created_at_ms AS TEXT) || '|' || CAST(changed_at_ms AS TEXT) AS line FROM request_letters ORDER BY id",
    ),
    (
        "request_files",
        "SELECT id AS key, agency_id || '|' || request_id || '|' || kind || '|' || sha256 || '|' || media || '|' \
         || CAST(size_bytes AS TEXT) || '|' || COALESCE(added_by, '-') || '|' \
         || CASE WHEN is_removed THEN 'yes' ELSE 'no' END || '|' \
         || COALESCE(copy_of, '-') || '|' || CAST(created_at_ms AS TEXT) AS line FROM request_files ORDER BY id",
    ),
    (
        "matters",
        "SELECT id AS key, agency_id || '|' || number || '|' || kind || '|' || state || '|' || about || '|' \
         || CASE WHEN is_anonymous THEN 'yes' ELSE 'no' END || '|' || filed_on || '|' || COALESCE(assigned_to, '-') || '|' \
         || COALESCE(settlement, '-') || '|' || COALESCE(settled_on, '-') || '|' || COALESCE(told_on, '-') || '|' \
         || owed || '|' || CAST(events AS TEXT) || '|' || CAST(created_at_ms AS TEXT) || '|' \
         || CAST(changed_at_ms AS TEXT) AS line FROM matters ORDER BY id",
    ),
    (
        "campaigns",
        "SELECT id AS key, agency_id || '|' || region_id || '|' || CAST(year AS TEXT) || '|' || internal_on || '|' \
         || notice || '|' || CASE WHEN is_open THEN 'open' ELSE 'closed' END || '|' || CAST(events AS TEXT) || '|' \
         || CAST(opened_at_ms AS TEXT) || '|' || CAST(changed_at_ms AS TEXT) AS line FROM campaigns ORDER BY id",
    ),
    (
        "campaign_units",
        "SELECT id AS key, campaign_id || '|' || unit_agency || '|' || name || '|' || email || '|' || above || '|' \
         || CASE WHEN is_asked THEN 'asked' ELSE 'excused' END || '|' || standing || '|' || CAST(versions AS TEXT) \
         || '|' || way || '|' || report || '|' || CAST(errors AS TEXT) || '|' || CAST(warnings AS TEXT) || '|' \
         || COALESCE(CAST(handed_in_at_ms AS TEXT), '-') || '|' || COALESCE(CAST(judged_at_ms AS TEXT), '-') || '|' \
         || COALESCE(CAST(reminded_at_ms AS TEXT), '-') || '|' || link || '|' || listed || '|' \
         || CAST(events AS TEXT) AS line FROM campaign_units ORDER BY id",
    ),
    (
        "request_asks",
        "SELECT request_id || ' ' || CAST(number AS TEXT) AS key, agency_id || '|' || asked_id || '|' || whom || '|' \
         || served_on || '|' || COALESCE(ended_on, '-') || '|' || COALESCE(reply, '-') AS line FROM request_asks \
         ORDER BY request_id, number",
    ),
    (
        "request_cuts",
        "SELECT file_id || ' ' || CAST(position AS TEXT) AS key, CAST(page AS TEXT) || '|' || CAST(x AS TEXT) || '|' \
         || CAST(y AS TEXT) || '|' || CAST(width AS TEXT) || '|' || CAST(height AS TEXT) || '|' || ground AS line \
         FROM request_cuts ORDER BY file_id, position",
    ),
    (
        "request_public",
        "SELECT id AS key, agency_id || '|' || request_id || '|' || state || '|' || wording || '|' \
         || COALESCE(document_id, '-') || '|' || drafted_by || '|' || COALESCE(approved_by, '-') || '|' \
         || COALESCE(CAST(published_at_ms AS TEXT), '-') || '|' || CAST(created_at_ms AS TEXT) || '|' \
         || CAST(changed_at_ms AS TEXT) AS line FROM request_public ORDER BY id",
    ),
    (
        "request_proposals",
        "SELECT request_id AS key, agency_id || '|' || state || '|' || COALESCE(document_id, '-') || '|' || reason \
         || '|' || decided_by || '|' || CAST(decided_at_ms AS TEXT) AS line FROM request_proposals ORDER BY request_id",
    ),
    (
        "document_versions",
        "SELECT document_id || ' ' || CAST(version AS TEXT) AS key, title || '|' || body_sha256 || '|' \
         || CAST(published_at_ms AS TEXT) || '|' || published_by || '|' || note AS line FROM document_versions \
         ORDER BY document_id, version",
    ),
    (
        "document_files",
        "SELECT document_id || ' ' || state || ' ' || CAST(position AS TEXT) AS key, sha256 || '|' || name || '|' \
         || media || '|' || CAST(size_bytes AS TEXT) AS line FROM document_files ORDER BY document_id, state, position",
    ),
    (
        "document_links",
        "SELECT from_id || ' ' || kind || ' ' || to_id AS key, '' AS line FROM document_links ORDER BY from_id, kind, to_id",
    ),
    (
        "counters",
        "SELECT agency_id || ' ' || CAST(year AS TEXT) || ' ' || name AS key, CAST(value AS TEXT) AS line FROM counters \
         ORDER BY agency_id, year, name",
    ),
];

impl Store {
    /// Walks every chain, replays the whole record into an empty database, and compares what is derived.
    ///
    /// # Errors
    ///
    /// If the database fails or the record cannot be replayed.
    pub async fn verify(&self) -> Result<Verdict, StoreError> {
        let mut verdict = Verdict::default();
        (verdict.chains, verdict.broken) = self.verify_chains().await?;
        let scratch = Store::in_memory().await?;
        self.copy_ground(&scratch).await?;
        let mut last = 0;
        loop {
            let page = self.events_after(last, PAGE).await?;
            let Some(end) = page.last() else { break };
            last = end.seq;
            verdict.events += page.len() as u64;
            let mut tx = scratch.begin().await?;
            for event in &page {
                tx.copy_event(event).await?;
                match event.subject_kind.as_str() {
                    DOCUMENT => tx.derive_document(event).await?,
                    ENTRY => tx.derive_entry(event).await?,
                    REQUEST => tx.derive_request(event).await?,
                    LETTER => tx.derive_letter(event).await?,
                    MATTER => tx.derive_matter(event).await?,
                    ASSESSMENT => tx.derive_assessment(event).await?,
                    CAMPAIGN => tx.derive_campaign(event).await?,
                    CAMPAIGN_UNIT => tx.derive_campaign_unit(event).await?,
                    REQUEST_FILE => tx.derive_request_file(event).await?,
                    REQUEST_PUBLIC => tx.derive_request_public(event).await?,
                    PROPOSAL => tx.derive_proposal(event).await?,
                    _ => {}
                }
            }
            tx.commit().await?;
        }
        for (table, select) in DERIVED {
            let (own, made) = (self.lines(select).await?, scratch.lines(select).await?);
            verdict.wrong_rows.extend(differences(&own, &made).map(|key| (*table, key)));
        }
        verdict.wrong_rows.extend(self.wrong_texts().await?.into_iter().map(|key| ("texts", key)));
        verdict.wrong_rows.truncate(NAMED);
        Ok(verdict)
    }

    /// What derived rows refer to and the record does not make: agencies.
    async fn copy_ground(&self, scratch: &Store) -> Result<(), StoreError> {
        let regions = self.regions().await?;
        let mut agencies = Vec::new();
        for region in &regions {
            agencies.extend(self.agencies_of(&region.id).await?);
        }
        // Who is under whom plays no part, and would ask for an order.
        for agency in &mut agencies {
            agency.parent_id = None;
        }
        scratch.save_agencies(&regions, &agencies).await
    }

    async fn lines(&self, select: &'static str) -> Result<Vec<Line>, StoreError>
    where
        Line: AnyRow,
    {
        let mut lines: Vec<Line> = self.all(Sql::new(select)).await?;
        // The databases do not sort text alike.
        lines.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(lines)
    }

    /// Texts that are not what their hash says.
    async fn wrong_texts(&self) -> Result<Vec<String>, StoreError> {
        let (mut wrong, mut last) = (Vec::new(), String::new());
        loop {
            let page: Vec<(String, String)> = self
                .all(
                    Sql::new("SELECT sha256, body FROM texts WHERE sha256 > $1 ORDER BY sha256 LIMIT $2")
                        .bind(&last)
                        .bind(PAGE),
                )
                .await?;
            let Some(end) = page.last() else { return Ok(wrong) };
            last.clone_from(&end.0);
            wrong.extend(
                page.into_iter().filter(|(hash, body)| crate::sha256(body.as_bytes()) != *hash).map(|p| p.0),
            );
        }
    }
}

impl crate::Tx {
    /// Puts an act of another database's record, as it stands there.
    pub(crate) async fn copy_event(&mut self, e: &crate::StoredEvent) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO events (seq, agency_id, position, subject_kind, subject_id, kind, actor_id, at_ms, \
                 payload, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(e.seq)
            .bind(&e.agency_id)
            .bind(e.position)
            .bind(&e.subject_kind)
            .bind(&e.subject_id)
            .bind(&e.kind)
            .bind(e.actor_id.as_deref())
            .bind(e.at_ms)
            .bind(&e.payload)
            .bind(&e.prev_hash)
            .bind(&e.hash),
        )
        .await?;
        Ok(())
    }
}

/// The keys whose lines differ, or that only one side has.
fn differences<'a>(own: &'a [Line], made: &'a [Line]) -> impl Iterator<Item = String> + 'a {
    use std::collections::BTreeMap;
    let index = |lines: &'a [Line]| -> BTreeMap<&'a str, &'a str> {
        lines.iter().map(|l| (l.key.as_str(), l.line.as_str())).collect()
    };
    let (own, made) = (index(own), index(made));
    let keys: std::collections::BTreeSet<&str> = own.keys().chain(made.keys()).copied().collect();
    keys.into_iter().filter(move |key| own.get(key) != made.get(key)).map(str::to_owned)
}
