//! The record: acts in hash chains, one chain an agency.

use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

/// The chain of acts that belong to no agency.
pub const SYSTEM_CHAIN: &str = "system";

/// An act to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent<'a> {
    /// Whose chain: an agency's id, or [`SYSTEM_CHAIN`].
    pub agency_id: &'a str,
    /// `document`, `user`, `agency`, `setting` ….
    pub subject_kind: &'a str,
    /// Its id.
    pub subject_id: &'a str,
    /// What was done.
    pub kind: &'a str,
    /// By whom; `None` for the system itself.
    pub actor_id: Option<&'a str>,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The particulars, as JSON.
    pub payload: &'a str,
}

row! {
    /// An act as it stands in the record.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct StoredEvent {
        /// Its number in the whole record.
        pub seq: i64,
        /// Whose chain.
        pub agency_id: String,
        /// Its place in the chain, from 1.
        pub position: i64,
        /// What it was done to.
        pub subject_kind: String,
        /// Its id.
        pub subject_id: String,
        /// What was done.
        pub kind: String,
        /// By whom.
        pub actor_id: Option<String>,
        /// When, in milliseconds since 1970 (UTC).
        pub at_ms: i64,
        /// The particulars, as JSON.
        pub payload: String,
        /// The hash of the act before it in the chain; empty for the first.
        pub prev_hash: String,
        /// Its own hash.
        pub hash: String,
    }
}

/// How hashes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChainHash {
    /// SHA-256.
    #[default]
    Sha256,
    /// SM3 (GB/T 32905-2016).
    Sm3,
}

impl ChainHash {
    /// `sha256` or `sm3`.
    pub fn as_str(self) -> &'static str {
        match self {
            ChainHash::Sha256 => "sha256",
            ChainHash::Sm3 => "sm3",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<ChainHash> {
        match name {
            "sha256" => Some(ChainHash::Sha256),
            "sm3" => Some(ChainHash::Sm3),
            _ => None,
        }
    }

    /// The hash of an act: over the hash before it and every field, each with its length in front, so that no two
    /// acts have the same bytes.
    fn of(self, prev_hash: &str, position: i64, event: &NewEvent<'_>) -> String {
        let (position, at_ms) = (position.to_string(), event.at_ms.to_string());
        // Nobody is not somebody without a name.
        let actor = event.actor_id.map_or_else(|| "-".to_owned(), |actor| format!("+{actor}"));
        let fields = [
            prev_hash,
            event.agency_id,
            &position,
            event.subject_kind,
            event.subject_id,
            event.kind,
            &actor,
            &at_ms,
            event.payload,
        ];
        match self {
            ChainHash::Sha256 => digest::<Sha256>(&fields),
            ChainHash::Sm3 => digest::<Sm3>(&fields),
        }
    }
}

fn digest<D: Digest>(fields: &[&str]) -> String {
    let mut hasher = D::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 as lower-case hexadecimal: the name of a text or file.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

row! {
    /// The end of a chain.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ChainEnd {
        /// Whose chain.
        pub agency_id: String,
        /// How many acts it has.
        pub position: i64,
        /// The hash of the last.
        pub hash: String,
        /// `sha256` or `sm3`.
        pub algorithm: String,
    }
}

/// Where a chain is broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainBreak {
    /// Whose chain.
    pub agency_id: String,
    /// The place in it.
    pub position: i64,
    /// What is wrong there.
    pub fault: ChainFault,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFault {
    /// An act is missing.
    Missing,
    /// An act does not follow the one before it.
    Unlinked,
    /// An act was changed.
    Changed,
    /// Acts are missing at the end, or were added beside the program.
    WrongEnd,
}

const COLUMNS: &str = "seq, agency_id, position, subject_kind, subject_id, kind, actor_id, at_ms, payload, \
                       prev_hash, hash";

const END: &str = "SELECT agency_id, position, hash, algorithm FROM chains WHERE agency_id = $1";

/// So many acts are read at a time where all are walked through.
const PAGE: i64 = 2000;

impl Tx {
    /// Records an act at the end of its chain.
    ///
    /// Transactions follow one another ([`Store::begin`]): so a smaller number is never committed after a greater one,
    /// and whoever follows the record by number ([`Store::events_after`]) misses nothing.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn append(&mut self, event: &NewEvent<'_>, hash: ChainHash) -> Result<StoredEvent, StoreError> {
        if matches!(event.subject_kind, crate::DOCUMENT | crate::REQUEST_PUBLIC | "request-settings") {
            self.touch_public();
        }
        let end = self.chain_end(event.agency_id, hash).await?;
        let hash = ChainHash::parse(&end.algorithm).ok_or_else(|| StoreError::Corrupt {
            table: "chains",
            what: "algorithm",
            value: end.algorithm.clone(),
        })?;
        let position = end.position + 1;
        let own = hash.of(&end.hash, position, event);
        let seq = self
            .scalar::<i64>(
                Sql::new(
                    "INSERT INTO events (agency_id, position, subject_kind, subject_id, kind, actor_id, at_ms, \
                     payload, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING seq",
                )
                .bind(event.agency_id)
                .bind(position)
                .bind(event.subject_kind)
                .bind(event.subject_id)
                .bind(event.kind)
                .bind(event.actor_id)
                .bind(event.at_ms)
                .bind(event.payload)
                .bind(&end.hash)
                .bind(&own),
            )
            .await?
            .unwrap_or_default();
        self.execute(
            Sql::new("UPDATE chains SET position = $1, hash = $2 WHERE agency_id = $3")
                .bind(position)
                .bind(&own)
                .bind(event.agency_id),
        )
        .await?;
        Ok(StoredEvent {
            seq,
            agency_id: event.agency_id.to_owned(),
            position,
            subject_kind: event.subject_kind.to_owned(),
            subject_id: event.subject_id.to_owned(),
            kind: event.kind.to_owned(),
            actor_id: event.actor_id.map(str::to_owned),
            at_ms: event.at_ms,
            payload: event.payload.to_owned(),
            prev_hash: end.hash,
            hash: own,
        })
    }

    /// Records acts of one agency at the end of its chain, as [`Tx::append`] does one by one, with fewer ways to the database.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn append_all(&mut self, events: &[NewEvent<'_>], hash: ChainHash) -> Result<(), StoreError> {
        let Some(first) = events.first() else { return Ok(()) };
        let mut end = self.chain_end(first.agency_id, hash).await?;
        let hash = ChainHash::parse(&end.algorithm).ok_or_else(|| StoreError::Corrupt {
            table: "chains",
            what: "algorithm",
            value: end.algorithm.clone(),
        })?;
        // Databases have a limit on parameters.
        for some in events.chunks(50) {
            let mut sql = Sql::new(
                "INSERT INTO events (agency_id, position, subject_kind, subject_id, kind, actor_id, at_ms, payload, \
                 prev_hash, hash) VALUES ",
            );
            for (at, event) in some.iter().enumerate() {
                let position = end.position + 1;
                let own = hash.of(&end.hash, position, event);
                sql.push(if at == 0 { "(" } else { ", (" }).push_bind(event.agency_id);
                sql.push(", ").push_bind(position).push(", ").push_bind(event.subject_kind);
                sql.push(", ").push_bind(event.subject_id).push(", ").push_bind(event.kind);
                sql.push(", ").push_bind(event.actor_id).push(", ").push_bind(event.at_ms);
                sql.push(", ").push_bind(event.payload).push(", ").push_bind(&end.hash);
                sql.push(", ").push_bind(&own).push(")");
                (end.position, end.hash) = (position, own);
            }
            self.execute(sql).await?;
        }
        self.execute(
            Sql::new("UPDATE chains SET position = $1, hash = $2 WHERE agency_id = $3")
                .bind(end.position)
                .bind(&end.hash)
                .bind(first.agency_id),
        )
        .await?;
        Ok(())
    }

    /// The end of a chain, begun if need be.
    async fn chain_end(&mut self, agency_id: &str, hash: ChainHash) -> Result<ChainEnd, StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO chains (agency_id, position, hash, algorithm) VALUES ($1, 0, '', $2) \
                 ON CONFLICT (agency_id) DO NOTHING",
            )
            .bind(agency_id)
            .bind(hash.as_str()),
        )
        .await?;
        let end = self.optional(Sql::new(END).bind(agency_id)).await?;
        end.ok_or_else(|| StoreError::Corrupt { table: "chains", what: "agency_id", value: agency_id.into() })
    }

    /// The acts on one thing, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn events_of(&mut self, kind: &str, id: &str) -> Result<Vec<StoredEvent>, StoreError> {
        self.all(events_of(kind, id)).await
    }
}

fn events_of(kind: &str, id: &str) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS);
    sql.push(" FROM events WHERE subject_kind = ").push_bind(kind);
    sql.push(" AND subject_id = ").push_bind(id).push(" ORDER BY seq");
    sql
}

/// Which acts the audit log shows. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this chain.
    pub agency_id: Option<String>,
    /// By this person.
    pub actor_id: Option<String>,
    /// On this kind of thing.
    pub subject_kind: Option<String>,
    /// On this thing.
    pub subject_id: Option<String>,
    /// Of a kind that begins so.
    pub kind_prefix: Option<String>,
    /// Not earlier than this.
    pub from_ms: Option<i64>,
    /// Earlier than this.
    pub until_ms: Option<i64>,
    /// Before this number in the record: where the page before ended.
    pub before_seq: Option<i64>,
}

impl Store {
    /// The acts on one thing, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn events_of(&self, kind: &str, id: &str) -> Result<Vec<StoredEvent>, StoreError> {
        self.all(events_of(kind, id)).await
    }

    /// The acts on several things, thing by thing, the oldest of each first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub(crate) async fn events_of_many(
        &self,
        kind: &str,
        ids: &[String],
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM events WHERE subject_kind = ").push_bind(kind);
        sql.push(" AND subject_id IN (").push_list(ids.iter().map(String::as_str));
        sql.push(") ORDER BY subject_id, seq");
        self.all(sql).await
    }

    /// Acts that pass a filter, newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn list_events(
        &self,
        filter: &EventFilter,
        limit: i64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM events WHERE 1 = 1");
        let texts = [
            (" AND agency_id = ", &filter.agency_id),
            (" AND actor_id = ", &filter.actor_id),
            (" AND subject_kind = ", &filter.subject_kind),
            (" AND subject_id = ", &filter.subject_id),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                sql.push(column).push_bind(value);
            }
        }
        if let Some(prefix) = &filter.kind_prefix {
            sql.push(" AND kind LIKE ").push_bind(crate::reports::like_prefix(prefix)).push(" ESCAPE '\\'");
        }
        let numbers = [
            (" AND at_ms >= ", filter.from_ms),
            (" AND at_ms < ", filter.until_ms),
            (" AND seq < ", filter.before_seq),
        ];
        for (column, value) in numbers {
            if let Some(value) = value {
                sql.push(column).push_bind(value);
            }
        }
        sql.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
        self.all(sql).await
    }

    /// Acts after a number in the record, oldest first; at most `limit`.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn events_after(&self, seq: i64, limit: i64) -> Result<Vec<StoredEvent>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM events WHERE seq > ").push_bind(seq);
        sql.push(" ORDER BY seq LIMIT ").push_bind(limit);
        self.all(sql).await
    }

    /// The ends of all chains, by agency.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn chain_ends(&self) -> Result<Vec<ChainEnd>, StoreError> {
        self.all(Sql::new("SELECT agency_id, position, hash, algorithm FROM chains ORDER BY agency_id")).await
    }

    /// The names of all chains. One that has acts and no end is there too: somebody touched the database.
    async fn chain_names(&self) -> Result<Vec<String>, StoreError> {
        self.column(Sql::new(
            "SELECT agency_id FROM chains UNION SELECT agency_id FROM events ORDER BY agency_id",
        ))
        .await
    }

    /// The number of the newest act on record; 0 while there is none.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn newest_seq(&self) -> Result<i64, StoreError> {
        let newest: Option<(i64,)> =
            self.optional(Sql::new("SELECT seq FROM events ORDER BY seq DESC LIMIT 1")).await?;
        Ok(newest.map_or(0, |(seq,)| seq))
    }

    /// One hash over the end of every chain as it was when `through` was the newest act: published, it tells anyone
    /// later whether the record was changed. It can be computed again at any time. It goes by the number of the act and
    /// not by its time, because what is imported has happened long before it is recorded, and clocks go backwards.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn root_hash(&self, through: i64, hash: ChainHash) -> Result<String, StoreError> {
        let mut lines = Vec::new();
        for agency in self.chain_names().await? {
            let last: Option<(i64, String)> = self
                .optional(
                    Sql::new(
                        "SELECT position, hash FROM events WHERE agency_id = $1 AND seq <= $2 \
                         ORDER BY position DESC LIMIT 1",
                    )
                    .bind(&agency)
                    .bind(through),
                )
                .await?;
            lines.extend(last.map(|(position, hash)| format!("{agency} {position} {hash}")));
        }
        let text = lines.join("\n");
        Ok(match hash {
            ChainHash::Sha256 => sha256(text.as_bytes()),
            ChainHash::Sm3 => hex(&Sm3::digest(text.as_bytes())),
        })
    }

    /// Walks through every chain: how many there are, and the first break of each that has one.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn verify_chains(&self) -> Result<(u64, Vec<ChainBreak>), StoreError> {
        let (mut chains, mut broken) = (0, Vec::new());
        for agency in self.chain_names().await? {
            chains += 1;
            broken.extend(self.verify_chain(&agency).await?);
        }
        Ok((chains, broken))
    }

    /// Walks through a chain and tells the first place where it is broken. What is recorded meanwhile is walked too.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn verify_chain(&self, agency_id: &str) -> Result<Option<ChainBreak>, StoreError> {
        let broken = |position, fault| Some(ChainBreak { agency_id: agency_id.to_owned(), position, fault });
        let end = || self.optional::<ChainEnd>(Sql::new(END).bind(agency_id));
        let hash = end().await?.map_or(Some(ChainHash::default()), |end| ChainHash::parse(&end.algorithm));
        let Some(hash) = hash else { return Ok(broken(0, ChainFault::WrongEnd)) };
        let mut walk = Walk { hash, last: 0, prev: String::new() };
        // Where an end was seen that names more acts than there were.
        let mut short_at = None;
        loop {
            let mut sql = Sql::new("SELECT ");
            sql.push(COLUMNS).push(" FROM events WHERE agency_id = ").push_bind(agency_id);
            sql.push(" AND position > ").push_bind(walk.last);
            sql.push(" ORDER BY position LIMIT ").push_bind(PAGE);
            let page: Vec<StoredEvent> = self.all(sql).await?;
            if let Some((position, fault)) = page.iter().find_map(|event| walk.step(event)) {
                return Ok(broken(position, fault));
            }
            if !page.is_empty() {
                continue;
            }
            // An act and the end are written together, so an end that is read after the acts is never behind them.
            let last = walk.last;
            match end().await? {
                Some(end) if end.position > last && short_at != Some(last) => short_at = Some(last),
                Some(end) if end.position > last => return Ok(broken(last + 1, ChainFault::Missing)),
                Some(end) if (end.position, &end.hash) == (last, &walk.prev) => return Ok(None),
                _ => return Ok(broken(last, ChainFault::WrongEnd)),
            }
        }
    }
}

/// How far a chain was walked through.
struct Walk {
    hash: ChainHash,
    last: i64,
    prev: String,
}

impl Walk {
    /// The next act; what is wrong with it, if anything is.
    fn step(&mut self, event: &StoredEvent) -> Option<(i64, ChainFault)> {
        self.last += 1;
        if event.position != self.last {
            return Some((self.last, ChainFault::Missing));
        }
        if event.prev_hash != self.prev {
            return Some((self.last, ChainFault::Unlinked));
        }
        if self.hash.of(&self.prev, event.position, &event.as_new()) != event.hash {
            return Some((self.last, ChainFault::Changed));
        }
        self.prev.clone_from(&event.hash);
        None
    }
}

impl StoredEvent {
    /// What was recorded, without its place in the chain.
    pub fn as_new(&self) -> NewEvent<'_> {
        NewEvent {
            agency_id: &self.agency_id,
            subject_kind: &self.subject_kind,
            subject_id: &self.subject_id,
            kind: &self.kind,
            actor_id: self.actor_id.as_deref(),
            at_ms: self.at_ms,
            payload: &self.payload,
        }
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
