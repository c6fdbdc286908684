//! Documents: their acts go into the record, and what lists need is derived from it here and nowhere else.

use gongkai_domain::disclosure::document::{Document, Event, Recorded, Stage, Version, Work};
use gongkai_domain::disclosure::revision::Revision;

use crate::db::{Sql, Tx, values};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::record::{decode_document, encode_document};
use crate::search::IndexEntry;
use crate::{Store, StoreError};

/// The subject of a document's acts in the record.
pub const DOCUMENT: &str = "document";

/// An act on a document, to be recorded.
#[derive(Debug, Clone)]
pub struct DocumentAct<'a> {
    /// Whose document.
    pub agency_id: &'a str,
    /// Which.
    pub document_id: &'a str,
    /// What was done.
    pub event: &'a Event,
    /// By whom; `None` for the system.
    pub actor_id: Option<&'a str>,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
}

/// A document with the number and agency under which it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDocument {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub agency_id: String,
    /// The number of the act that began it.
    pub no: i64,
    /// The document.
    pub document: Document,
}

impl Store {
    /// The document with this id, as its acts make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn document(&self, id: &str) -> Result<Option<KeptDocument>, StoreError> {
        kept(id, &self.events_of(DOCUMENT, id).await?)
    }

    /// The document as it stood before an act of its record, by the number of the act.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn document_before(&self, id: &str, seq: i64) -> Result<Option<KeptDocument>, StoreError> {
        let mut events = self.events_of(DOCUMENT, id).await?;
        events.retain(|event| event.seq < seq);
        kept(id, &events)
    }
}

impl Tx {
    /// The document with this id; nobody else acts on it until the transaction ends.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn document(&mut self, id: &str) -> Result<Option<KeptDocument>, StoreError> {
        let events = self.events_of(DOCUMENT, id).await?;
        kept(id, &events)
    }

    /// Records an act and brings all that is derived from it up to date.
    ///
    /// # Errors
    ///
    /// If the database fails, or the act cannot follow those before it.
    pub async fn record_document(
        &mut self,
        act: &DocumentAct<'_>,
        hash: ChainHash,
    ) -> Result<StoredEvent, StoreError> {
        let payload = encode_document(act.event);
        let event = NewEvent {
            agency_id: act.agency_id,
            subject_kind: DOCUMENT,
            subject_id: act.document_id,
            kind: act.event.kind(),
            actor_id: act.actor_id,
            at_ms: act.at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_document(&stored).await?;
        Ok(stored)
    }

    /// Brings what is derived from a document's acts up to date with one that was just appended.
    ///
    /// `gongkai verify` calls it for every act of the record, on an empty database.
    ///
    /// # Errors
    ///
    /// If the database fails, or the act cannot follow those before it.
    pub async fn derive_document(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let id = &event.subject_id;
        let mut events = self.events_of(DOCUMENT, id).await?;
        // On a replay the later acts are there already, and not yet due.
        events.retain(|e| e.seq <= event.seq);
        let Some(kept) = kept(id, &events)? else { return Ok(()) };
        if kept.document.versions.is_empty() && kept.document.work.is_none() {
            // A draft that was given up is in the record, and in no list.
            self.forget(id).await?;
            return self.count(&kept, event).await;
        }
        self.put_row(&kept).await?;
        self.put_versions(&kept).await?;
        self.put_files(&kept).await?;
        self.put_links(&kept).await?;
        self.put_index(&kept).await?;
        self.count(&kept, event).await
    }

    async fn forget(&mut self, id: &str) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM document_files WHERE document_id = $1",
            "DELETE FROM document_links WHERE from_id = $1",
            "DELETE FROM documents WHERE id = $1",
        ] {
            self.execute(Sql::new(statement).bind(id)).await?;
        }
        Ok(())
    }

    async fn put_row(&mut self, kept: &KeptDocument) -> Result<(), StoreError> {
        let d = &kept.document;
        let Some(shown) = Shown::of(d) else { return Ok(()) };
        let r = shown.revision;
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        let work = WorkColumns::of(d);
        let row = values![
            kept.no,
            &kept.id,
            &kept.agency_id,
            &d.index_number,
            d.created_at_ms,
            &d.created_by,
            shown.visibility,
            shown.version,
            &r.title,
            &r.summary,
            &r.body_sha256,
            r.kind.code(),
            &r.genre,
            &r.theme,
            &r.group,
            &r.audience,
            &r.legal_item,
            &r.column,
            &r.number,
            &r.issuer,
            &r.source,
            r.attribute.code(),
            &r.attribute_reason,
            day(r.formed_on),
            day(r.effective_on),
            day(r.expires_on),
            day(shown.repealed_on),
            shown.validity,
            r.keywords.join(" "),
            r.term_days,
            d.versions.last().map(|v| v.published_at_ms),
            d.versions.first().map(|v| v.published_at_ms),
            d.versions.first().map(|v| v.origin.as_str()).unwrap_or_default(),
            d.withdrawn.as_ref().map(|w| w.at_ms),
            d.withdrawn.as_ref().map(|w| w.reason.as_str()).unwrap_or_default(),
            work.version,
            work.title,
            work.stage,
            work.step,
            work.role,
            work.since_ms,
            work.round,
            work.formed_on,
            work.editor,
            work.unsettled,
            work.scheduled_at_ms,
            work.step_days.map(i64::from),
            &r.catalogue_item,
        ];
        let mut sql = Sql::new("INSERT INTO documents (");
        sql.push(&COLUMNS.join(", ")).push(") ").push_rows([row]);
        sql.push(" ON CONFLICT (id) DO UPDATE SET ");
        let sets: Vec<String> = COLUMNS.iter().map(|c| format!("{c} = excluded.{c}")).collect();
        sql.push(&sets.join(", "));
        self.execute(sql).await?;
        Ok(())
    }

    async fn put_versions(&mut self, kept: &KeptDocument) -> Result<(), StoreError> {
        let Some(v) = kept.document.versions.last() else { return Ok(()) };
        self.execute(
            Sql::new(
                "INSERT INTO document_versions (document_id, version, title, body_sha256, published_at_ms, \
                 published_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (document_id, version) DO NOTHING",
            )
            .bind(&kept.id)
            .bind(v.number)
            .bind(&v.revision.title)
            .bind(&v.revision.body_sha256)
            .bind(v.published_at_ms)
            .bind(&v.published_by)
            .bind(&v.note),
        )
        .await?;
        Ok(())
    }

    async fn put_files(&mut self, kept: &KeptDocument) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM document_files WHERE document_id = $1").bind(&kept.id)).await?;
        let public = kept.document.public().map(|v| ("public", &v.revision));
        let work = kept.document.work.as_ref().map(|w| ("work", &w.revision));
        for (state, revision) in public.into_iter().chain(work) {
            for (position, a) in (0i64..).zip(&revision.attachments) {
                self.execute(
                    Sql::new(
                        "INSERT INTO document_files (document_id, state, position, sha256, name, media, size_bytes) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(&kept.id)
                    .bind(state)
                    .bind(position)
                    .bind(&a.sha256)
                    .bind(&a.name)
                    .bind(&a.media)
                    .bind(i64::try_from(a.size_bytes).unwrap_or(i64::MAX)),
                )
                .await?;
            }
        }
        Ok(())
    }

    async fn put_links(&mut self, kept: &KeptDocument) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM document_links WHERE from_id = $1").bind(&kept.id)).await?;
        for link in kept.document.public().iter().flat_map(|v| &v.revision.links) {
            self.execute(
                Sql::new(
                    "INSERT INTO document_links (from_id, kind, to_id) VALUES ($1, $2, $3) \
                     ON CONFLICT (from_id, kind, to_id) DO NOTHING",
                )
                .bind(&kept.id)
                .bind(link.kind.code())
                .bind(&link.to),
            )
            .await?;
        }
        Ok(())
    }

    async fn put_index(&mut self, kept: &KeptDocument) -> Result<(), StoreError> {
        let Some(version) = kept.document.public() else { return self.unindex(kept.no).await };
        let body = self.text(&version.revision.body_sha256).await?.unwrap_or_default();
        let r = &version.revision;
        let numbers = format!("{} {}", r.number, kept.document.index_number);
        let entry = IndexEntry { title: &r.title, number: &numbers, body: &body, summary: &r.summary };
        self.index(kept.no, &entry).await
    }

    async fn count(&mut self, kept: &KeptDocument, event: &StoredEvent) -> Result<(), StoreError> {
        let versions = &kept.document.versions;
        let newest = versions.last();
        let kind = |v: Option<&Version>| v.map(|v| v.revision.kind.code()).unwrap_or_default();
        let (at_ms, names): (i64, Vec<String>) = match event.kind.as_str() {
            "document.published" if versions.len() == 1 => {
                (event.at_ms, vec!["published".into(), format!("published.{}", kind(newest))])
            }
            "document.published" => (event.at_ms, vec!["corrected".into()]),
            "document.withdrawn" => (event.at_ms, vec!["withdrawn".into()]),
            "document.imported" => (
                newest.map_or(event.at_ms, |v| v.published_at_ms),
                vec!["imported".into(), format!("imported.{}", kind(newest))],
            ),
            "document.created" => (event.at_ms, vec!["drafted".into()]),
            "document.sent-back" => (event.at_ms, vec!["sent-back".into()]),
            _ => return Ok(()),
        };
        for name in names {
            self.execute(
                Sql::new(
                    "INSERT INTO counters (agency_id, year, name, value) VALUES ($1, $2, $3, 1) \
                     ON CONFLICT (agency_id, year, name) DO UPDATE SET value = counters.value + 1",
                )
                .bind(&kept.agency_id)
                .bind(year_in_china(at_ms))
                .bind(name),
            )
            .await?;
        }
        Ok(())
    }

    /// Takes the next serial of a prefix and year, for an index number.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn next_serial(&mut self, prefix: &str, year: i64) -> Result<i64, StoreError> {
        let sql = Sql::new(
            "INSERT INTO index_serials (prefix, year, last) VALUES ($1, $2, 1) ON CONFLICT (prefix, year) \
             DO UPDATE SET last = index_serials.last + 1 RETURNING last",
        )
        .bind(prefix)
        .bind(year);
        Ok(self.scalar(sql).await?.unwrap_or(1))
    }
}

/// The calendar year of an instant in China.
pub fn year_in_china(at_ms: i64) -> i64 {
    i64::from(gongkai_domain::china_time::at(at_ms).year())
}

/// What the public, or failing that the office, sees of a document.
struct Shown<'a> {
    visibility: &'static str,
    version: u32,
    revision: &'a Revision,
    validity: &'static str,
    repealed_on: Option<jiff::civil::Date>,
}

impl Shown<'_> {
    fn of(d: &Document) -> Option<Shown<'_>> {
        let visibility = match (d.withdrawn.is_some(), d.versions.is_empty()) {
            (true, _) => "withdrawn",
            (false, true) => "work",
            (false, false) => "public",
        };
        if let Some(v) = d.versions.last() {
            let (validity, changed_on) = d.validity()?;
            let repealed_on = v.revision.repealed_on.or(changed_on);
            return Some(Shown {
                visibility,
                version: v.number,
                revision: &v.revision,
                validity: validity.code(),
                repealed_on,
            });
        }
        d.work.as_ref().map(|w| Shown {
            visibility,
            version: w.version,
            revision: &w.revision,
            validity: w.revision.validity.code(),
            repealed_on: w.revision.repealed_on,
        })
    }
}

#[derive(Default)]
struct WorkColumns {
    version: Option<u32>,
    title: Option<String>,
    stage: Option<&'static str>,
    step: Option<i64>,
    role: Option<&'static str>,
    step_days: Option<u16>,
    since_ms: Option<i64>,
    round: Option<u32>,
    formed_on: Option<String>,
    editor: Option<String>,
    unsettled: Option<i64>,
    scheduled_at_ms: Option<i64>,
}

impl WorkColumns {
    fn of(d: &Document) -> WorkColumns {
        let Some(w) = &d.work else { return WorkColumns::default() };
        let step = match w.stage {
            Stage::InReview { step } => Some(step),
            _ => None,
        };
        WorkColumns {
            version: Some(w.version),
            title: Some(w.revision.title.clone()),
            stage: Some(w.stage.code()),
            step: step.and_then(|s| i64::try_from(s).ok()),
            role: step.and_then(|s| d.plan.steps().get(s)).map(|s| s.role.code()),
            step_days: step.and_then(|s| d.plan.steps().get(s)).map(|s| s.days),
            since_ms: Some(w.since_ms),
            round: Some(w.round),
            formed_on: w.revision.formed_on.map(|d| d.to_string()),
            editor: editors(w),
            unsettled: i64::try_from(w.unsettled().count()).ok(),
            scheduled_at_ms: match w.stage {
                Stage::Scheduled { at_ms } => Some(at_ms),
                _ => None,
            },
        }
    }
}

/// Who wrote it, separated by spaces; ids have none.
fn editors(work: &Work) -> Option<String> {
    let list: Vec<&str> = work.editors.iter().map(String::as_str).collect();
    Some(list.join(" "))
}

const COLUMNS: &[&str] = &[
    "no",
    "id",
    "agency_id",
    "index_number",
    "created_at_ms",
    "created_by",
    "visibility",
    "version",
    "title",
    "summary",
    "body_sha256",
    "kind",
    "genre",
    "theme",
    "group_code",
    "audience",
    "legal_item",
    "column_id",
    "number",
    "issuer",
    "source",
    "attribute",
    "attribute_reason",
    "formed_on",
    "effective_on",
    "expires_on",
    "repealed_on",
    "validity",
    "keywords",
    "term_days",
    "published_at_ms",
    "first_published_at_ms",
    "origin",
    "withdrawn_at_ms",
    "withdrawn_reason",
    "work_version",
    "work_title",
    "work_stage",
    "work_step",
    "work_role",
    "work_since_ms",
    "work_round",
    "work_formed_on",
    "work_editor",
    "work_unsettled",
    "scheduled_at_ms",
    "work_step_days",
    "catalogue_item",
];

fn kept(id: &str, events: &[StoredEvent]) -> Result<Option<KeptDocument>, StoreError> {
    let Some(first) = events.first() else { return Ok(None) };
    let corrupt = |value: String| StoreError::Corrupt { table: "events", what: "payload", value };
    let recorded: Result<Vec<Recorded>, StoreError> = events
        .iter()
        .map(|e| {
            let event = decode_document(&e.kind, &e.payload)
                .map_err(|error| corrupt(format!("event {}: {error}", e.seq)))?;
            Ok(Recorded { event, by: e.actor_id.clone().unwrap_or_default(), at_ms: e.at_ms })
        })
        .collect();
    let document =
        Document::replay(&recorded?).map_err(|error| corrupt(format!("document {id}: {error}")))?;
    Ok(document.map(|document| KeptDocument {
        id: id.to_owned(),
        agency_id: first.agency_id.clone(),
        no: first.seq,
        document,
    }))
}
