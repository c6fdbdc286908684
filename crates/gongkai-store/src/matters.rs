//! Corrections and complaints: events in the record, rows derived from them. What is of persons stands sealed in the table
//! that requests have for it.

use gongkai_domain::matter::{Event, Matter, MatterKind, Recorded, State};
use jiff::civil::Date;

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::record::{decode_matter, encode_matter, matter_kind};
use crate::{Store, StoreError};

/// The kind of subject of their events.
pub const MATTER: &str = "matter";

/// An event to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterAct<'a> {
    /// Who deals with it.
    pub agency_id: &'a str,
    /// Its id.
    pub matter_id: &'a str,
    /// What happened.
    pub event: &'a Event,
    /// The day for which it counts.
    pub on: Date,
    /// The number that the first event gives it; empty for others.
    pub number: &'a str,
    /// By whom; nobody for who filed it and for the system.
    pub actor_id: Option<&'a str>,
    /// When it is recorded.
    pub at_ms: i64,
}

/// A matter as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMatter {
    /// Its id.
    pub id: String,
    /// Who deals with it.
    pub agency_id: String,
    /// What the person is told.
    pub number: String,
    /// Every event, with when it was recorded.
    pub events: Vec<(Recorded, i64)>,
    /// The matter that they make.
    pub matter: Matter,
}

impl KeptMatter {
    /// The events alone.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.events.iter().map(|e| e.0.clone()).collect()
    }
}

row! {
    /// A matter in a list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct MatterRow {
        /// Its id.
        pub id: String,
        /// Who deals with it.
        pub agency_id: String,
        /// What the person is told.
        pub number: String,
        /// A code of its kind.
        pub kind: String,
        /// A code of [`State`].
        pub state: String,
        /// The agency that is complained of; may be empty.
        pub about: String,
        /// Whether nobody says who writes.
        pub is_anonymous: bool,
        /// When it came.
        pub filed_on: String,
        /// Who deals with it.
        pub assigned_to: Option<String>,
        /// How it is settled.
        pub settlement: Option<String>,
        /// Since when.
        pub settled_on: Option<String>,
        /// When the person was told.
        pub told_on: Option<String>,
        /// What the agency that is complained of owes: `statement`, `mending` or nothing.
        pub owed: String,
        /// How many events it has.
        pub events: i64,
    }
}

/// Which matters. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatterFilter {
    /// Dealt with by this agency.
    pub agency_id: Option<String>,
    /// About this agency, which is asked or was asked for something.
    pub about: Option<String>,
    /// Of this kind.
    pub kind: Option<MatterKind>,
    /// With this number.
    pub number: Option<String>,
    /// Only those whose person is still to be told, or that have an order to be carried out.
    pub is_open: bool,
}

fn kept(id: &str, events: &[StoredEvent]) -> Result<Option<KeptMatter>, StoreError> {
    let Some(first) = events.first() else { return Ok(None) };
    let corrupt = |what, value: String| StoreError::Corrupt { table: "events", what, value };
    let (mut recorded, mut number) = (Vec::with_capacity(events.len()), String::new());
    for event in events {
        let (decoded, on, given) = decode_matter(&event.kind, &event.payload)
            .map_err(|e| corrupt("payload", format!("{}: {e}", event.seq)))?;
        if !given.is_empty() {
            number = given;
        }
        let by = event.actor_id.clone().unwrap_or_default();
        recorded.push((Recorded { event: decoded, on, by }, event.at_ms));
    }
    let alone: Vec<Recorded> = recorded.iter().map(|e| e.0.clone()).collect();
    let matter = Matter::replay(&alone).map_err(|e| corrupt("order", format!("{id}: {e}")))?;
    let agency_id = first.agency_id.clone();
    Ok(matter.map(|matter| KeptMatter { id: id.to_owned(), agency_id, number, events: recorded, matter }))
}

/// What the agency that is complained of owes.
fn owed(matter: &Matter) -> &'static str {
    match matter.statement {
        _ if matter.is_to_be_mended() => "mending",
        Some(d) if d.met_on.is_none() && matter.state().is_open() && matter.settled().is_none() => {
            "statement"
        }
        _ => "",
    }
}

impl Tx {
    /// The matter with this id; nobody else acts on it until the transaction ends.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn matter(&mut self, id: &str) -> Result<Option<KeptMatter>, StoreError> {
        kept(id, &self.events_of(MATTER, id).await?)
    }

    /// Records an event and brings the row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn record_matter(&mut self, act: &MatterAct<'_>, hash: ChainHash) -> Result<(), StoreError> {
        let (kind, payload) = (matter_kind(act.event), encode_matter(act.event, act.on, act.number));
        let event = NewEvent {
            agency_id: act.agency_id,
            subject_kind: MATTER,
            subject_id: act.matter_id,
            kind: &kind,
            actor_id: act.actor_id,
            at_ms: act.at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_matter(&stored).await
    }

    /// Brings a matter's row up to date with an event; `gongkai verify` calls it for every event of the record.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn derive_matter(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let id = &event.subject_id;
        let mut events = self.events_of(MATTER, id).await?;
        // On a replay the later events are there already, and not yet due.
        events.retain(|e| e.seq <= event.seq);
        let Some(kept) = kept(id, &events)? else { return Ok(()) };
        let day = |d: Option<Date>| d.map(|d| d.to_string());
        let matter = &kept.matter;
        self.execute(
            Sql::new(
                "INSERT INTO matters (id, agency_id, number, kind, state, about, is_anonymous, filed_on, assigned_to, \
                 settlement, settled_on, told_on, owed, events, created_at_ms, changed_at_ms) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, assigned_to = excluded.assigned_to, \
                 settlement = excluded.settlement, settled_on = excluded.settled_on, told_on = excluded.told_on, \
                 owed = excluded.owed, events = excluded.events, changed_at_ms = excluded.changed_at_ms",
            )
            .bind(id)
            .bind(&kept.agency_id)
            .bind(&kept.number)
            .bind(matter.kind.code())
            .bind(matter.state().code())
            .bind(&matter.about)
            .bind(matter.is_anonymous)
            .bind(matter.filed_on.to_string())
            .bind(matter.assigned_to.as_deref())
            .bind(matter.settled().map(|s| s.0.code()))
            .bind(day(matter.settled().map(|s| s.1)))
            .bind(day(matter.told.map(|t| t.0)))
            .bind(owed(matter))
            .bind(events.len())
            .bind(events.first().map_or(event.at_ms, |e| e.at_ms))
            .bind(event.at_ms),
        )
        .await?;
        Ok(())
    }
}

const COLUMNS: &str = "id, agency_id, number, kind, state, about, is_anonymous, filed_on, assigned_to, settlement, \
                       settled_on, told_on, owed, events";

impl Store {
    /// The matter with this id, as its events make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn matter(&self, id: &str) -> Result<Option<KeptMatter>, StoreError> {
        kept(id, &self.events_of(MATTER, id).await?)
    }

    /// Matters, the oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn matters(&self, filter: &MatterFilter) -> Result<Vec<MatterRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM matters WHERE 1 = 1");
        if let Some(agency) = &filter.agency_id {
            sql.push(" AND agency_id = ").push_bind(agency);
        }
        if let Some(about) = &filter.about {
            sql.push(" AND about = ").push_bind(about);
        }
        if let Some(kind) = filter.kind {
            sql.push(" AND kind = ").push_bind(kind.code());
        }
        if let Some(number) = &filter.number {
            sql.push(" AND number = ").push_bind(number);
        }
        if filter.is_open {
            let open = State::ALL.iter().filter(|s| s.is_open()).map(|s| s.code());
            sql.push(" AND (owed <> '' OR state IN (").push_list(open).push("))");
        }
        sql.push(" ORDER BY filed_on, number");
        self.all(sql).await
    }
}
