//! The 基层政务公开标准目录 of an agency as a list to work through, and as the public sees it.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::disclosure::catalogue::{ItemPace, ItemState, item_state};
use gongkai_domain::permission::Right;
use gongkai_store::{Agency, DocumentFilter, DocumentRow, EntryFilter, EntryRow};
use jiff::civil::Date;

use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::registers;
use crate::{App, Internal, now_ms};

/// The register that holds the items.
pub const REGISTER: &str = "catalogue";
/// Most items that a document can be put under.
const MOST: usize = 2_000;

/// An item with what was published under it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The item.
    pub entry: EntryRow,
    /// How many public documents it has.
    pub documents: i64,
    /// When the newest went out, as a day in China.
    pub newest_on: Option<Date>,
    /// Where it stands today.
    pub state: ItemState,
    /// The last day of its period.
    pub due_on: Option<Date>,
}

impl Item {
    /// A value of the item; empty where it has none.
    pub fn value(&self, field: &str) -> &str {
        self.entry.fields.get(field).map_or("", String::as_str)
    }

    /// Its two levels in one line.
    pub fn name(&self) -> String {
        name(&self.entry)
    }
}

/// The two levels of an item in one line.
fn name(entry: &EntryRow) -> String {
    let value = |field: &str| entry.fields.get(field).map_or("", String::as_str);
    match value("item2") {
        "" => value("item1").to_owned(),
        second => format!("{} / {second}", value("item1")),
    }
}

/// The items of an agency in the order of the table.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Whose.
    pub agency: Agency,
    /// The items.
    pub items: Vec<Item>,
    /// The day for which the states hold.
    pub today: Date,
}

impl Catalogue {
    /// How many items stand so.
    pub fn count(&self, state: ItemState) -> usize {
        self.items.iter().filter(|i| i.state == state).count()
    }
}

async fn entries(app: &App, agency_id: &str) -> Result<Vec<EntryRow>, Internal> {
    let filter =
        EntryFilter { agency_id: Some(agency_id.into()), register: Some(REGISTER.into()), period: None };
    let mut entries = app.store.entries(&filter).await?;
    // As the table has them: an imported one keeps the order of its rows.
    entries.sort_by(|a, b| (a.created_at_ms, &a.id).cmp(&(b.created_at_ms, &b.id)));
    let order: BTreeMap<String, usize> = entries
        .iter()
        .enumerate()
        .rev()
        .map(|(at, e)| (e.fields.get("item1").cloned().unwrap_or_default(), at))
        .collect();
    entries.sort_by_key(|e| order.get(e.fields.get("item1").map_or("", String::as_str)).copied());
    Ok(entries)
}

async fn of(app: &App, agency: Agency) -> Result<Catalogue, Internal> {
    let counts = app.store.documents_by_catalogue_item(&agency.id).await?;
    let today = china_time::day(now_ms());
    let item = |entry: EntryRow| {
        let found = counts.iter().find(|c| c.0 == entry.id);
        let newest_on = found.map(|c| china_time::day(c.2));
        let is = |field: &str| entry.fields.get(field).is_some_and(|v| v == "是");
        let pace = ItemPace {
            every_days: entry.fields.get("every_days").and_then(|d| d.parse().ok()),
            is_on_request: is("on_request") && !is("proactive"),
        };
        let (state, due_on) = item_state(pace, newest_on, today);
        Item { documents: found.map_or(0, |c| c.1), newest_on, state, due_on, entry }
    };
    let items = entries(app, &agency.id).await?.into_iter().map(item).collect();
    Ok(Catalogue { agency, items, today })
}

/// The items of an agency, for its office.
///
/// # Errors
///
/// If the person may not see them, or the database fails.
pub async fn working_list(app: &App, by: &Signed, agency_id: &str) -> Result<Catalogue, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    Ok(of(app, agency).await?)
}

/// The items of an agency, for everybody; nothing where there is no such agency.
///
/// # Errors
///
/// If the database fails.
pub async fn public(app: &App, agency_id: &str) -> Result<Option<Catalogue>, Internal> {
    match app.store.agency(agency_id).await? {
        Some(agency) => Ok(Some(of(app, agency).await?)),
        None => Ok(None),
    }
}

/// The items that a document of an agency can be put under: id and name.
///
/// # Errors
///
/// If the database fails.
pub async fn choices(app: &App, agency_id: &str) -> Result<Vec<(String, String)>, Internal> {
    let all = entries(app, agency_id).await?;
    Ok(all.into_iter().take(MOST).map(|e| (e.id.clone(), name(&e))).collect())
}

/// What Art. 12 asks of the 目录: the public documents of an agency in a year, newest first.
#[derive(Debug, Clone)]
pub struct Directory {
    /// Whose.
    pub agency: Agency,
    /// The year; all years where there is none.
    pub year: Option<i16>,
    /// The documents.
    pub rows: Vec<DocumentRow>,
    /// How many there are in all.
    pub total: i64,
}

/// Most documents that a directory has in one piece.
pub const DIRECTORY_LIMIT: i64 = 50_000;

/// The directory of an agency, at most `limit` documents; nothing where there is no such agency.
///
/// # Errors
///
/// If the database fails.
pub async fn directory(
    app: &App,
    agency_id: &str,
    (year, published): (Option<i16>, Option<(i64, i64)>),
    limit: i64,
) -> Result<Option<Directory>, Internal> {
    let Some(agency) = app.store.agency(agency_id).await? else { return Ok(None) };
    let filter = DocumentFilter { agency: Some(agency_id.into()), published, ..DocumentFilter::default() };
    let total = app.store.count_public_documents(&filter).await?;
    let rows = app.store.public_documents(&filter, limit.clamp(1, DIRECTORY_LIMIT), 0).await?;
    Ok(Some(Directory { agency, year, rows, total }))
}

/// The years in which an agency published something, newest first.
///
/// # Errors
///
/// If the database fails.
pub async fn years(app: &App, agency_id: &str) -> Result<Vec<i16>, Internal> {
    let span = app.store.published_span(agency_id).await?;
    let Some((first, last)) = span else { return Ok(Vec::new()) };
    let year = |at_ms: i64| china_time::day(at_ms).year();
    Ok((year(first)..=year(last)).rev().take(60).collect())
}
