//! Requests for information: events in the record, rows derived from them, and what is of persons beside both, sealed.

use gongkai_domain::request::{Case, Event, EventKind, Recorded, State};
use jiff::civil::Date;

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::record::{decode_request, encode_request, request_kind};
use crate::{Store, StoreError};

/// The kind of subject of their events.
pub const REQUEST: &str = "request";

/// An event to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAct<'a> {
    /// Whose request.
    pub agency_id: &'a str,
    /// Its id.
    pub request_id: &'a str,
    /// What happened.
    pub event: &'a Event,
    /// The day for which it counts.
    pub on: Date,
    /// The number that the first event gives it; empty for others.
    pub number: &'a str,
    /// By whom; nobody for the applicant and the system.
    pub actor_id: Option<&'a str>,
    /// When it is recorded.
    pub at_ms: i64,
}

/// A case that is taken over with all that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHistory<'a> {
    /// Whose request.
    pub agency_id: &'a str,
    /// Its id.
    pub request_id: &'a str,
    /// What the applicant was told.
    pub number: &'a str,
    /// Its events.
    pub events: &'a [Recorded],
    /// When they are recorded.
    pub at_ms: i64,
}

/// A request as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// Its id.
    pub id: String,
    /// Whose.
    pub agency_id: String,
    /// What the applicant was told.
    pub number: String,
    /// Every event, with when it was recorded.
    pub events: Vec<(Recorded, i64)>,
    /// The case that they make.
    pub case: Case,
}

impl KeptRequest {
    /// The events alone.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.events.iter().map(|e| e.0.clone()).collect()
    }
}

row! {
    /// A request in a list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RequestRow {
        /// Its id.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// What the applicant was told.
        pub number: String,
        /// A code of [`State`].
        pub state: String,
        /// The column of table 3.
        pub applicant: String,
        /// How it came.
        pub channel: String,
        /// When it came.
        pub submitted_on: String,
        /// The day of receipt, once confirmed.
        pub received_on: Option<String>,
        /// Who deals with it.
        pub assigned_to: Option<String>,
        /// How it ended.
        pub ending: Option<String>,
        /// When.
        pub ended_on: Option<String>,
        /// When the answer arrived.
        pub delivered_on: Option<String>,
        /// The ending that reports count.
        pub counted_ending: Option<String>,
        /// Its day.
        pub counted_on: Option<String>,
        /// How many events it has.
        pub events: i64,
        /// When it was recorded.
        pub created_at_ms: i64,
        /// When something was recorded last.
        pub changed_at_ms: i64,
    }
}

/// Which requests. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Of this agency.
    pub agency_id: Option<String>,
    /// Only those to which an answer is owed, or that were answered and not delivered.
    pub is_open: bool,
    /// In one of these states, by code.
    pub states: Vec<String>,
    /// Received on or after the first day and on or before the second.
    pub received: Option<(String, String)>,
    /// With this number.
    pub number: Option<String>,
    /// With one of these ids; at most as many as a page has.
    pub ids: Vec<String>,
    /// The newest first, so many after so many.
    pub newest: Option<(i64, i64)>,
}

row! {
    /// As much of a request as a list is put in order by.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RequestKey {
        /// Its id.
        pub id: String,
        /// Its number.
        pub number: String,
        /// A code of [`State`].
        pub state: String,
        /// Who deals with it.
        pub assigned_to: Option<String>,
        /// How many events it has.
        pub events: i64,
    }
}

fn kept(id: &str, events: &[StoredEvent]) -> Result<Option<KeptRequest>, StoreError> {
    let Some(first) = events.first() else { return Ok(None) };
    let corrupt = |what, value: String| StoreError::Corrupt { table: "events", what, value };
    let (mut recorded, mut number) = (Vec::with_capacity(events.len()), String::new());
    for event in events {
        let (decoded, on, given) = decode_request(&event.kind, &event.payload)
            .map_err(|e| corrupt("payload", format!("{}: {e}", event.seq)))?;
        if !given.is_empty() {
            number = given;
        }
        let by = event.actor_id.clone().unwrap_or_default();
        recorded.push((Recorded { event: decoded, on, by }, event.at_ms));
    }
    let alone: Vec<Recorded> = recorded.iter().map(|e| e.0.clone()).collect();
    let case = Case::replay(&alone).map_err(|e| corrupt("order", format!("{id}: {e}")))?;
    let Some(case) = case else { return Ok(None) };
    Ok(Some(KeptRequest {
        id: id.to_owned(),
        agency_id: first.agency_id.clone(),
        number,
        events: recorded,
        case,
    }))
}

impl Tx {
    /// The request with this id; nobody else acts on it until the transaction ends.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn request(&mut self, id: &str) -> Result<Option<KeptRequest>, StoreError> {
        let events = self.events_of(REQUEST, id).await?;
        kept(id, &events)
    }

    /// Records an event and brings the row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn record_request(
        &mut self,
        act: &RequestAct<'_>,
        hash: ChainHash,
    ) -> Result<StoredEvent, StoreError> {
        let (kind, payload) = (request_kind(act.event), encode_request(act.event, act.on, act.number));
        let event = NewEvent {
            agency_id: act.agency_id,
            subject_kind: REQUEST,
            subject_id: act.request_id,
            kind: &kind,
            actor_id: act.actor_id,
            at_ms: act.at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_request(&stored).await?;
        Ok(stored)
    }

    /// Brings a request's row up to date with an event; `gongkai verify` calls it for every event of the record.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn derive_request(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let id = &event.subject_id;
        let mut events = self.events_of(REQUEST, id).await?;
        // On a replay the later events are there already, and not yet due.
        events.retain(|e| e.seq <= event.seq);
        let Some(kept) = kept(id, &events)? else { return Ok(()) };
        let created_at_ms = events.first().map_or(event.at_ms, |e| e.at_ms);
        self.put_request_row(id, &kept, events.len(), (created_at_ms, event.at_ms)).await?;
        let is_addressed = |e: &(Recorded, i64)| e.0.event.kind() == EventKind::ConsultationAddressed;
        if kept.events.iter().any(is_addressed) { self.put_request_asks(&kept).await } else { Ok(()) }
    }

    /// Records the whole history of a case at once: for registers that are taken over. The row is made from the last event.
    ///
    /// # Errors
    ///
    /// If the database fails, or the events do not make a case.
    pub async fn import_request(
        &mut self,
        history: &RequestHistory<'_>,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let payloads: Vec<(String, String)> = history
            .events
            .iter()
            .enumerate()
            .map(|(at, r)| {
                let number = if at == 0 { history.number } else { "" };
                (request_kind(&r.event), encode_request(&r.event, r.on, number))
            })
            .collect();
        let events: Vec<NewEvent<'_>> = payloads
            .iter()
            .zip(history.events)
            .map(|((kind, payload), recorded)| NewEvent {
                agency_id: history.agency_id,
                subject_kind: REQUEST,
                subject_id: history.request_id,
                kind,
                actor_id: Some(recorded.by.as_str()).filter(|by| !by.is_empty()),
                at_ms: history.at_ms,
                payload,
            })
            .collect();
        let case = Case::replay(history.events).ok().flatten().ok_or_else(|| StoreError::Corrupt {
            table: "events",
            what: "order",
            value: history.request_id.to_owned(),
        })?;
        self.append_all(&events, hash).await?;
        let kept = KeptRequest {
            id: history.request_id.to_owned(),
            agency_id: history.agency_id.to_owned(),
            number: history.number.to_owned(),
            events: Vec::new(),
            case,
        };
        let at = (history.at_ms, history.at_ms);
        self.put_request_row(history.request_id, &kept, events.len(), at).await
    }

    async fn put_request_row(
        &mut self,
        id: &str,
        kept: &KeptRequest,
        events: usize,
        (created_at_ms, changed_at_ms): (i64, i64),
    ) -> Result<(), StoreError> {
        let day = |d: Option<Date>| d.map(|d| d.to_string());
        let case = &kept.case;
        self.execute(
            Sql::new(
                "INSERT INTO requests (id, agency_id, number, state, applicant, channel, submitted_on, received_on, \
                 assigned_to, ending, ended_on, delivered_on, counted_ending, counted_on, events, created_at_ms, \
                 changed_at_ms) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, received_on = excluded.received_on, \
                 assigned_to = excluded.assigned_to, ending = excluded.ending, ended_on = excluded.ended_on, \
                 delivered_on = excluded.delivered_on, counted_ending = excluded.counted_ending, \
                 counted_on = excluded.counted_on, events = excluded.events, \
                 changed_at_ms = excluded.changed_at_ms",
            )
            .bind(id)
            .bind(&kept.agency_id)
            .bind(&kept.number)
            .bind(case.state().code())
            .bind(case.applicant.as_str())
            .bind(case.channel.code())
            .bind(case.submitted_on.to_string())
            .bind(day(case.received_on))
            .bind(case.assigned_to.as_deref())
            .bind(case.ended.map(|e| e.ending.code()))
            .bind(day(case.ended.map(|e| e.on)))
            .bind(day(case.delivered.map(|d| d.0)))
            .bind(case.counted().map(|e| e.ending.code()))
            .bind(day(case.counted().map(|e| e.on)))
            .bind(events)
            .bind(created_at_ms)
            .bind(changed_at_ms),
        )
        .await?;
        Ok(())
    }

    /// Keeps the sealed values of a request that has none yet.
    ///
    /// # Errors
    ///
    /// If the database fails, or it has one of them.
    pub async fn put_new_request_private(
        &mut self,
        request_id: &str,
        values: &[(&str, String)],
    ) -> Result<(), StoreError> {
        let values: Vec<_> = values.iter().filter(|(_, sealed)| !sealed.is_empty()).collect();
        if values.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("INSERT INTO request_private (request_id, field, sealed) ");
        sql.push_rows(
            values.into_iter().map(|(f, s)| vec![request_id.into(), (*f).into(), s.as_str().into()]),
        );
        self.execute(sql).await?;
        Ok(())
    }

    /// Keeps a sealed value; an empty one deletes it.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_request_private(
        &mut self,
        request_id: &str,
        field: &str,
        sealed: &str,
    ) -> Result<(), StoreError> {
        let delete = Sql::new("DELETE FROM request_private WHERE request_id = $1 AND field = $2");
        self.execute(delete.bind(request_id).bind(field)).await?;
        if !sealed.is_empty() {
            let insert =
                Sql::new("INSERT INTO request_private (request_id, field, sealed) VALUES ($1, $2, $3)");
            self.execute(insert.bind(request_id).bind(field).bind(sealed)).await?;
        }
        Ok(())
    }
}

fn requests(columns: &str, filter: &RequestFilter) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(columns).push(" FROM requests WHERE 1 = 1");
    if let Some(agency) = &filter.agency_id {
        sql.push(" AND agency_id = ").push_bind(agency);
    }
    if let Some(number) = &filter.number {
        sql.push(" AND number = ").push_bind(number);
    }
    if let Some((from, to)) = &filter.received {
        sql.push(" AND received_on >= ").push_bind(from);
        sql.push(" AND received_on <= ").push_bind(to);
    }
    if !filter.ids.is_empty() {
        sql.push(" AND id IN (").push_list(filter.ids.iter().map(String::as_str)).push(")");
    }
    let open: Vec<String> = State::ALL
        .iter()
        .filter(|s| s.is_open() || **s == State::Answered)
        .map(|s| s.code().to_owned())
        .collect();
    let states = if filter.is_open { &open } else { &filter.states };
    if !states.is_empty() {
        sql.push(" AND state IN (");
        for (at, state) in states.iter().enumerate() {
            sql.push(if at == 0 { "" } else { ", " }).push_bind(state);
        }
        sql.push(")");
    }
    match filter.newest {
        None => sql.push(" ORDER BY COALESCE(received_on, submitted_on), number"),
        Some((limit, offset)) => {
            sql.push(" ORDER BY received_on DESC, number DESC LIMIT ").push_bind(limit);
            sql.push(" OFFSET ").push_bind(offset)
        }
    };
    sql
}

pub(crate) const COLUMNS: &str = "id, agency_id, number, state, applicant, channel, submitted_on, received_on, assigned_to, ending, \
                       ended_on, delivered_on, counted_ending, counted_on, events, created_at_ms, changed_at_ms";

impl Store {
    /// The request with this id, as its events make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn request(&self, id: &str) -> Result<Option<KeptRequest>, StoreError> {
        kept(id, &self.events_of(REQUEST, id).await?)
    }

    /// Requests, the oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests(&self, filter: &RequestFilter) -> Result<Vec<RequestRow>, StoreError> {
        self.all(self::requests(COLUMNS, filter)).await
    }

    /// The same requests in the same order, with as much of each as a list is put in order by.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn request_keys(&self, filter: &RequestFilter) -> Result<Vec<RequestKey>, StoreError> {
        self.all(self::requests("id, number, state, assigned_to, events", filter)).await
    }

    /// How many requests of an agency are in each state.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_requests(&self, agency_id: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = Sql::new("SELECT state, COUNT(*) FROM requests WHERE agency_id = $1 GROUP BY state");
        self.all(sql.bind(agency_id)).await
    }

    /// The requests of an agency with a tag, the newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests_with_tag(&self, agency_id: &str, tag: &str) -> Result<Vec<RequestRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(
            " FROM requests WHERE id IN (SELECT request_id FROM request_private WHERE field = 'tag' AND sealed = ",
        );
        sql.push_bind(tag).push(") AND agency_id = ").push_bind(agency_id);
        sql.push(" ORDER BY COALESCE(received_on, submitted_on) DESC, number DESC");
        self.all(sql).await
    }

    /// The events of several requests, by request.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn requests_by_ids(&self, ids: &[String]) -> Result<Vec<KeptRequest>, StoreError> {
        let mut out = Vec::with_capacity(ids.len());
        for some in ids.chunks(500) {
            let events = self.events_of_many(REQUEST, some).await?;
            for of_one in events.chunk_by(|a, b| a.subject_id == b.subject_id) {
                out.extend(kept(&of_one[0].subject_id, of_one)?);
            }
        }
        Ok(out)
    }

    /// The sealed values of a request: field and value.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn request_private(&self, request_id: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = Sql::new("SELECT field, sealed FROM request_private WHERE request_id = $1 ORDER BY field");
        self.all(sql.bind(request_id)).await
    }

    /// Every sealed value: request, field, value.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn all_request_private(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        self.all(Sql::new("SELECT request_id, field, sealed FROM request_private ORDER BY request_id, field"))
            .await
    }

    /// The sealed values of one field of several requests: id and value.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn request_private_of(
        &self,
        field: &str,
        ids: &[String],
    ) -> Result<Vec<(String, String)>, StoreError> {
        let mut all = Vec::new();
        // Databases have a limit on parameters.
        for some in ids.chunks(500) {
            let mut sql = Sql::new("SELECT request_id, sealed FROM request_private WHERE field = ");
            sql.push_bind(field).push(" AND request_id IN (");
            for (at, id) in some.iter().enumerate() {
                sql.push(if at == 0 { "" } else { ", " }).push_bind(id);
            }
            sql.push(")");
            let mut rows: Vec<(String, String)> = self.all(sql).await?;
            all.append(&mut rows);
        }
        Ok(all)
    }
}
