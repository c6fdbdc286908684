//! The yearly campaign of a region: events in the record, rows derived from them.

use gongkai_domain::campaign::{Campaign, CampaignEvent, Recorded, Unit, UnitEvent};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::record::{decode_campaign, decode_unit, encode_campaign, encode_unit};
use crate::{Store, StoreError};

/// The kind of subject of a campaign's events.
pub const CAMPAIGN: &str = "campaign";
/// The kind of subject of the events of a unit in a campaign.
pub const CAMPAIGN_UNIT: &str = "campaign_unit";

/// Whose chain, by whom, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignActor<'a> {
    /// The agency that runs the campaign.
    pub agency_id: &'a str,
    /// By whom; nobody for who came by a link and for the system.
    pub actor_id: Option<&'a str>,
    /// When.
    pub at_ms: i64,
}

row! {
    /// A campaign.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CampaignRow {
        /// Its id.
        pub id: String,
        /// Who runs it.
        pub agency_id: String,
        /// The region.
        pub region_id: String,
        /// The year of the reports.
        pub year: i64,
        /// By when the office wants them.
        pub internal_on: String,
        /// What the units are told.
        pub notice: String,
        /// Whether reports are taken.
        pub is_open: bool,
        /// When it began.
        pub opened_at_ms: i64,
    }
}

row! {
    /// A unit of a campaign.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CampaignUnitRow {
        /// Its id.
        pub id: String,
        /// The campaign.
        pub campaign_id: String,
        /// Its agency; empty for one that is none here.
        pub unit_agency: String,
        /// Its name.
        pub name: String,
        /// Where it is written to.
        pub email: String,
        /// The unit that it stands under.
        pub above: String,
        /// Whether a report is asked of it.
        pub is_asked: bool,
        /// A code of [`gongkai_domain::campaign::Standing`].
        pub standing: String,
        /// How many versions were handed in.
        pub versions: i64,
        /// How the newest came.
        pub way: String,
        /// The report of the newest, as a text.
        pub report: String,
        /// What the rules found in it.
        pub errors: i64,
        /// The same of warning level.
        pub warnings: i64,
        /// When it came.
        pub handed_in_at_ms: Option<i64>,
        /// When it was judged.
        pub judged_at_ms: Option<i64>,
        /// When the unit was last reminded.
        pub reminded_at_ms: Option<i64>,
        /// The hash of the secret of its link.
        pub link: String,
        /// The published report that the office put into the list.
        pub listed: String,
    }
}

row! {
    /// A file that was read and is not handed in yet.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CampaignUpload {
        /// Of which unit.
        pub unit_id: String,
        /// How it came.
        pub way: String,
        /// The hash of the file.
        pub file: String,
        /// Its name.
        pub name: String,
        /// Its media type.
        pub media: String,
        /// The report that was read from it, as a text.
        pub report: String,
        /// When it came.
        pub at_ms: i64,
    }
}

/// The columns of [`CampaignRow`].
const CAMPAIGNS: &str =
    "SELECT id, agency_id, region_id, year, internal_on, notice, is_open, opened_at_ms FROM campaigns";
/// The columns of [`CampaignUnitRow`].
const UNITS: &str = "SELECT id, campaign_id, unit_agency, name, email, above, is_asked, standing, versions, way, report, \
                     errors, warnings, handed_in_at_ms, judged_at_ms, reminded_at_ms, link, listed FROM campaign_units";

fn corrupt(what: &'static str, value: String) -> StoreError {
    StoreError::Corrupt { table: "events", what, value }
}

fn campaign_of(id: &str, events: &[StoredEvent]) -> Result<Option<Campaign>, StoreError> {
    let decoded = events
        .iter()
        .map(|e| decode_campaign(&e.kind, &e.payload))
        .collect::<Result<Vec<CampaignEvent>, _>>()
        .map_err(|e| corrupt("payload", format!("{id}: {e}")))?;
    Campaign::replay(&decoded).map_err(|e| corrupt("order", format!("{id}: {e}")))
}

fn unit_of(id: &str, events: &[StoredEvent]) -> Result<Option<Unit>, StoreError> {
    let mut recorded = Vec::with_capacity(events.len());
    for e in events {
        let event = decode_unit(&e.kind, &e.payload).map_err(|e| corrupt("payload", format!("{id}: {e}")))?;
        recorded.push(Recorded { event, by: e.actor_id.clone().unwrap_or_default(), at_ms: e.at_ms });
    }
    Unit::replay(&recorded).map_err(|e| corrupt("order", format!("{id}: {e}")))
}

impl Tx {
    /// The campaign with this id, as its events make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn campaign(&mut self, id: &str) -> Result<Option<Campaign>, StoreError> {
        campaign_of(id, &self.events_of(CAMPAIGN, id).await?)
    }

    /// The unit with this id, as its events make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn campaign_unit(&mut self, id: &str) -> Result<Option<Unit>, StoreError> {
        unit_of(id, &self.events_of(CAMPAIGN_UNIT, id).await?)
    }

    /// Records an event of a campaign and brings its row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn record_campaign(
        &mut self,
        by: CampaignActor<'_>,
        id: &str,
        event: &CampaignEvent,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let (kind, payload) = encode_campaign(event);
        let stored = self.append(&new(by, CAMPAIGN, id, &kind, &payload), hash).await?;
        self.derive_campaign(&stored).await
    }

    /// Records an event of a unit and brings its row up to date.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn record_campaign_unit(
        &mut self,
        by: CampaignActor<'_>,
        id: &str,
        event: &UnitEvent,
        hash: ChainHash,
    ) -> Result<(), StoreError> {
        let (kind, payload) = encode_unit(event);
        let stored = self.append(&new(by, CAMPAIGN_UNIT, id, &kind, &payload), hash).await?;
        self.derive_campaign_unit(&stored).await
    }

    /// Brings a campaign's row up to date with an event; `gongkai verify` calls it for every event of the record.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn derive_campaign(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let id = &event.subject_id;
        let mut events = self.events_of(CAMPAIGN, id).await?;
        events.retain(|e| e.seq <= event.seq);
        let Some(Campaign { terms, is_open }) = campaign_of(id, &events)? else { return Ok(()) };
        let sql = Sql::new(
            "INSERT INTO campaigns (id, agency_id, region_id, year, internal_on, notice, is_open, events, opened_at_ms, \
             changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET \
             internal_on = excluded.internal_on, notice = excluded.notice, is_open = excluded.is_open, \
             events = excluded.events, changed_at_ms = excluded.changed_at_ms",
        );
        let sql = sql.bind(id).bind(&event.agency_id).bind(&terms.region).bind(i64::from(terms.year));
        let sql = sql.bind(terms.internal_on.to_string()).bind(&terms.notice).bind(is_open);
        let opened = events.first().map_or(event.at_ms, |e| e.at_ms);
        self.execute(sql.bind(events.len()).bind(opened).bind(event.at_ms)).await?;
        Ok(())
    }

    /// The same for a unit.
    ///
    /// # Errors
    ///
    /// If the database fails, or the event cannot follow those before it.
    pub async fn derive_campaign_unit(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let id = &event.subject_id;
        let mut events = self.events_of(CAMPAIGN_UNIT, id).await?;
        events.retain(|e| e.seq <= event.seq);
        let Some(unit) = unit_of(id, &events)? else { return Ok(()) };
        let last = unit.versions.last();
        let hand_in = last.map(|v| &v.hand_in);
        let sql = Sql::new(
            "INSERT INTO campaign_units (id, campaign_id, unit_agency, name, email, above, is_asked, standing, versions, \
             way, report, errors, warnings, handed_in_at_ms, judged_at_ms, reminded_at_ms, link, listed, events, \
             created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
             $19, $20) ON CONFLICT (id) DO UPDATE SET unit_agency = excluded.unit_agency, name = excluded.name, \
             email = excluded.email, above = excluded.above, is_asked = excluded.is_asked, \
             standing = excluded.standing, versions = excluded.versions, way = excluded.way, report = excluded.report, \
             errors = excluded.errors, warnings = excluded.warnings, handed_in_at_ms = excluded.handed_in_at_ms, \
             judged_at_ms = excluded.judged_at_ms, reminded_at_ms = excluded.reminded_at_ms, link = excluded.link, \
             listed = excluded.listed, events = excluded.events",
        );
        let asked = &unit.asked;
        let sql = sql.bind(id).bind(&asked.campaign).bind(&asked.agency).bind(&asked.name).bind(&asked.email);
        let sql = sql.bind(&asked.above).bind(unit.excused.is_none()).bind(unit.standing().code());
        let sql = sql.bind(unit.versions.len()).bind(hand_in.map_or("", |h| h.way.code()));
        let sql = sql.bind(hand_in.map_or("", |h| h.report.as_str()));
        let sql = sql.bind(hand_in.map_or(0, |h| i64::from(h.errors)));
        let sql = sql.bind(hand_in.map_or(0, |h| i64::from(h.warnings)));
        let judged = last.and_then(|v| v.answer.as_ref()).map(|a| a.2);
        let sql = sql.bind(last.map(|v| v.at_ms)).bind(judged).bind(unit.reminded_at_ms);
        let sql = sql.bind(unit.link.as_deref().unwrap_or_default());
        let sql = sql.bind(unit.listed.as_deref().unwrap_or_default()).bind(events.len());
        self.execute(sql.bind(events.first().map_or(event.at_ms, |e| e.at_ms))).await?;
        Ok(())
    }

    /// Keeps a file that was read, in the place of the one before.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_campaign_upload(&mut self, upload: &CampaignUpload) -> Result<(), StoreError> {
        let sql = Sql::new(
            "INSERT INTO campaign_uploads (unit_id, way, file, name, media, report, at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (unit_id) DO UPDATE SET way = excluded.way, \
             file = excluded.file, name = excluded.name, media = excluded.media, report = excluded.report, \
             at_ms = excluded.at_ms",
        );
        let u = upload;
        let sql = sql.bind(&u.unit_id).bind(&u.way).bind(&u.file).bind(&u.name).bind(&u.media);
        self.execute(sql.bind(&u.report).bind(u.at_ms)).await?;
        Ok(())
    }

    /// Forgets the file that was read: it is handed in, or not wanted.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn drop_campaign_upload(&mut self, unit_id: &str) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM campaign_uploads WHERE unit_id = $1").bind(unit_id)).await?;
        Ok(())
    }
}

fn new<'a>(
    by: CampaignActor<'a>,
    subject_kind: &'a str,
    subject_id: &'a str,
    kind: &'a str,
    payload: &'a str,
) -> NewEvent<'a> {
    let CampaignActor { agency_id, actor_id, at_ms } = by;
    NewEvent { agency_id, subject_kind, subject_id, kind, actor_id, at_ms, payload }
}

impl Store {
    /// The campaigns of a region, the newest year first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaigns_of(&self, region_id: &str) -> Result<Vec<CampaignRow>, StoreError> {
        let mut sql = Sql::new(CAMPAIGNS);
        sql.push(" WHERE region_id = ").push_bind(region_id).push(" ORDER BY year DESC");
        self.all(sql).await
    }

    /// Campaigns that take reports.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn open_campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let mut sql = Sql::new(CAMPAIGNS);
        sql.push(" WHERE is_open = ").push_bind(true).push(" ORDER BY region_id, year");
        self.all(sql).await
    }

    /// The campaign with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_row(&self, id: &str) -> Result<Option<CampaignRow>, StoreError> {
        let mut sql = Sql::new(CAMPAIGNS);
        sql.push(" WHERE id = ").push_bind(id);
        self.optional(sql).await
    }

    /// The campaign of a region and year.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_of_year(
        &self,
        region_id: &str,
        year: i16,
    ) -> Result<Option<CampaignRow>, StoreError> {
        let mut sql = Sql::new(CAMPAIGNS);
        sql.push(" WHERE region_id = ").push_bind(region_id).push(" AND year = ").push_bind(i64::from(year));
        self.optional(sql).await
    }

    /// The units of a campaign, in the order of the roster.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_units(&self, campaign_id: &str) -> Result<Vec<CampaignUnitRow>, StoreError> {
        let mut sql = Sql::new(UNITS);
        sql.push(" WHERE campaign_id = ").push_bind(campaign_id).push(" ORDER BY created_at_ms, id");
        self.all(sql).await
    }

    /// The unit with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_unit_row(&self, id: &str) -> Result<Option<CampaignUnitRow>, StoreError> {
        let mut sql = Sql::new(UNITS);
        sql.push(" WHERE id = ").push_bind(id);
        self.optional(sql).await
    }

    /// The unit whose link has this secret, by its hash.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_unit_by_link(&self, hash: &str) -> Result<Option<CampaignUnitRow>, StoreError> {
        if hash.is_empty() {
            return Ok(None);
        }
        let mut sql = Sql::new(UNITS);
        sql.push(" WHERE link = ").push_bind(hash);
        self.optional(sql).await
    }

    /// The line of an agency in the campaign of a year.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_unit_of_agency(
        &self,
        campaign_id: &str,
        agency_id: &str,
    ) -> Result<Option<CampaignUnitRow>, StoreError> {
        let mut sql = Sql::new(UNITS);
        sql.push(" WHERE unit_agency = ").push_bind(agency_id);
        sql.push(" AND campaign_id = ").push_bind(campaign_id).push(" ORDER BY created_at_ms LIMIT 1");
        self.optional(sql).await
    }

    /// The unit with this id, as its events make it.
    ///
    /// # Errors
    ///
    /// If the database fails or the record is broken.
    pub async fn campaign_unit(&self, id: &str) -> Result<Option<Unit>, StoreError> {
        unit_of(id, &self.events_of(CAMPAIGN_UNIT, id).await?)
    }

    /// The file of a unit that was read and is not handed in.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn campaign_upload(&self, unit_id: &str) -> Result<Option<CampaignUpload>, StoreError> {
        let sql = Sql::new(
            "SELECT unit_id, way, file, name, media, report, at_ms FROM campaign_uploads WHERE unit_id = $1",
        );
        self.optional(sql.bind(unit_id)).await
    }

    /// Texts by their hashes, in no order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn texts_of(&self, hashes: &[String]) -> Result<Vec<(String, String)>, StoreError> {
        let mut out = Vec::with_capacity(hashes.len());
        // PostgreSQL has a limit on parameters.
        for some in hashes.chunks(500) {
            let mut sql = Sql::new("SELECT sha256, body FROM texts WHERE sha256 IN (");
            sql.push_list(some).push(")");
            out.extend(self.all::<(String, String)>(sql).await?);
        }
        Ok(out)
    }
}
