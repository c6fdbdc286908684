//! Entries of registers: acts in the record, rows derived from them, and what is personal beside both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts.
pub const ENTRY: &str = "entry";

/// What was done to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryAct {
    /// It was made.
    Created,
    /// Its values were changed.
    Changed,
    /// It does not count any more; it stays in the record.
    Withdrawn,
}

impl EntryAct {
    /// The kind of the act in the record.
    pub fn kind(self) -> &'static str {
        match self {
            EntryAct::Created => "entry.created",
            EntryAct::Changed => "entry.changed",
            EntryAct::Withdrawn => "entry.withdrawn",
        }
    }
}

/// The particulars of an act, as the record has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPayload {
    /// The register's code.
    pub register: String,
    /// The day by which it belongs to a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Values by field, without what is personal.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Why it was changed or withdrawn.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// An act on an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntryAct<'a> {
    /// Whose.
    pub agency_id: &'a str,
    /// The entry.
    pub entry_id: &'a str,
    /// What is done.
    pub act: EntryAct,
    /// The particulars.
    pub payload: &'a EntryPayload,
    /// By whom; nobody for what the public sends in.
    pub actor_id: Option<&'a str>,
    /// When.
    pub at_ms: i64,
}

row! {
    struct Row {
        id: String,
        agency_id: String,
        register: String,
        on_day: Option<String>,
        fields: String,
        state: String,
        version: i64,
        created_at_ms: i64,
        changed_at_ms: i64,
    }
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// The id.
    pub id: String,
    /// Whose.
    pub agency_id: String,
    /// The register's code.
    pub register: String,
    /// The day by which it belongs to a period.
    pub on_day: Option<String>,
    /// Values by field.
    pub fields: BTreeMap<String, String>,
    /// Whether it counts no more.
    pub is_withdrawn: bool,
    /// 1 and one more with every change.
    pub version: i64,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it was changed last.
    pub changed_at_ms: i64,
}

impl TryFrom<Row> for EntryRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<EntryRow, StoreError> {
        let fields = serde_json::from_str(&row.fields).map_err(|_| StoreError::Corrupt {
            table: "register_entries",
            what: "fields",
            value: row.id.clone(),
        })?;
        Ok(EntryRow {
            id: row.id,
            agency_id: row.agency_id,
            register: row.register,
            on_day: row.on_day,
            fields,
            is_withdrawn: row.state == "withdrawn",
            version: row.version,
            created_at_ms: row.created_at_ms,
            changed_at_ms: row.changed_at_ms,
        })
    }
}

/// Which entries. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Of this agency.
    pub agency_id: Option<String>,
    /// Of this register.
    pub register: Option<String>,
    /// Dated on or after the first day and on or before the second. Entries without a day are left out.
    pub period: Option<(String, String)>,
}

const COLUMNS: &str = "id, agency_id, register, on_day, fields, state, version, created_at_ms, changed_at_ms";

impl Tx {
    /// Records an act on an entry and brings its row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_entry(
        &mut self,
        act: &NewEntryAct<'_>,
        hash: ChainHash,
    ) -> Result<StoredEvent, StoreError> {
        let payload = serde_json::to_string(act.payload).unwrap_or_default();
        let event = NewEvent {
            agency_id: act.agency_id,
            subject_kind: ENTRY,
            subject_id: act.entry_id,
            kind: act.act.kind(),
            actor_id: act.actor_id,
            at_ms: act.at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_entry(&stored).await?;
        Ok(stored)
    }

    /// Brings an entry's row up to date with an act; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails, or the act cannot be read.
    pub async fn derive_entry(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        self.touch_public();
        let payload: EntryPayload = serde_json::from_str(&event.payload).map_err(|_| {
            StoreError::Corrupt { table: "events", what: "payload", value: event.seq.to_string() }
        })?;
        let fields = serde_json::to_string(&payload.fields).unwrap_or_default();
        let sql = match event.kind.as_str() {
            "entry.created" => Sql::new(
                "INSERT INTO register_entries (id, agency_id, register, on_day, fields, state, version, created_at_ms, \
                 changed_at_ms) VALUES ($1, $2, $3, $4, $5, 'current', 1, $6, $6)",
            )
            .bind(&event.subject_id)
            .bind(&event.agency_id)
            .bind(&payload.register)
            .bind(payload.on.as_deref())
            .bind(&fields)
            .bind(event.at_ms),
            "entry.changed" => Sql::new(
                "UPDATE register_entries SET on_day = $1, fields = $2, state = 'current', version = version + 1, \
                 changed_at_ms = $3 WHERE id = $4",
            )
            .bind(payload.on.as_deref())
            .bind(&fields)
            .bind(event.at_ms)
            .bind(&event.subject_id),
            _ => Sql::new(
                "UPDATE register_entries SET state = 'withdrawn', version = version + 1, changed_at_ms = $1 WHERE id = $2",
            )
            .bind(event.at_ms)
            .bind(&event.subject_id),
        };
        self.execute(sql).await?;
        Ok(())
    }

    /// The entries of a register of an agency that count, as this transaction sees them.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn entries_of(&mut self, agency_id: &str, register: &str) -> Result<Vec<EntryRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM register_entries WHERE state = 'current' AND agency_id = ");
        sql.push_bind(agency_id).push(" AND register = ").push_bind(register);
        let rows: Vec<Row> = self.all(sql).await?;
        rows.into_iter().map(EntryRow::try_from).collect()
    }

    /// Keeps what an entry says of a person; an empty value deletes it.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_private(&mut self, entry_id: &str, field: &str, value: &str) -> Result<(), StoreError> {
        let delete = Sql::new("DELETE FROM register_private WHERE entry_id = $1 AND field = $2");
        self.execute(delete.bind(entry_id).bind(field)).await?;
        if !value.is_empty() {
            let insert =
                Sql::new("INSERT INTO register_private (entry_id, field, value) VALUES ($1, $2, $3)");
            self.execute(insert.bind(entry_id).bind(field).bind(value)).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Entries that count, all of them, the newest day first: the number is the length of the list.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn entries(&self, filter: &EntryFilter) -> Result<Vec<EntryRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM register_entries WHERE state = 'current'");
        if let Some(agency) = &filter.agency_id {
            sql.push(" AND agency_id = ").push_bind(agency);
        }
        if let Some(register) = &filter.register {
            sql.push(" AND register = ").push_bind(register);
        }
        if let Some((from, to)) = &filter.period {
            sql.push(" AND on_day >= ").push_bind(from);
            sql.push(" AND on_day <= ").push_bind(to);
        }
        sql.push(" ORDER BY COALESCE(on_day, '') DESC, created_at_ms DESC, id");
        let rows: Vec<Row> = self.all(sql).await?;
        rows.into_iter().map(EntryRow::try_from).collect()
    }

    /// Of entries that count, those that still say something of persons.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn entries_with_private(&self, filter: &EntryFilter) -> Result<Vec<EntryRow>, StoreError> {
        let ids: Vec<String> =
            self.column(Sql::new("SELECT DISTINCT entry_id FROM register_private ORDER BY entry_id")).await?;
        let mut entries = self.entries(filter).await?;
        entries.retain(|e| ids.binary_search(&e.id).is_ok());
        Ok(entries)
    }

    /// An entry, withdrawn ones too.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn entry(&self, id: &str) -> Result<Option<EntryRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM register_entries WHERE id = ").push_bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(EntryRow::try_from).transpose()
    }

    /// How many entries each register of an agency has, and how many of them in a period: register, all, in the period.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_entries(
        &self,
        agency_id: &str,
        (from, to): (&str, &str),
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        self.all(
            Sql::new(
                "SELECT register, COUNT(*), COUNT(CASE WHEN on_day >= $1 AND on_day <= $2 THEN 1 END) \
                 FROM register_entries WHERE state = 'current' AND agency_id = $3 GROUP BY register ORDER BY register",
            )
            .bind(from)
            .bind(to)
            .bind(agency_id),
        )
        .await
    }

    /// What an entry says of persons: field and value.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn private_of(&self, entry_id: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = Sql::new("SELECT field, value FROM register_private WHERE entry_id = $1 ORDER BY field");
        self.all(sql.bind(entry_id)).await
    }
}
