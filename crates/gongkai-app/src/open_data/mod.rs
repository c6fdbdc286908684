//! What everybody may take away as data: reports, cells, findings, documents and public registers of a region.
//!
//! A file is written in pieces while it is read from the database, so that no table has to be in memory.

mod file;
pub mod tables;

use gongkai_domain::china_time;
use gongkai_domain::report::dictionary;
use gongkai_formats::columns::Schema;
use gongkai_store::{Region, sha256};
use serde_json::json;

use crate::reports::line_of;
use crate::{App, Internal};

pub use file::{Format, Pieces, write};
pub use gongkai_formats::columns::Schema as Table;
pub use tables::{TABLES, kind_name};

/// The data of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The region.
    pub region: Region,
    /// A hash over all that the data is made of.
    pub version: String,
    /// The last day on which something of it became public.
    pub changed_on: Option<String>,
    /// How many versions of reports there are.
    pub reports: usize,
    /// How many public documents.
    pub documents: i64,
}

/// The data of a region; nothing where there is no such region.
///
/// # Errors
///
/// If the database fails.
pub async fn offer(app: &App, region: &str) -> Result<Option<Offer>, Internal> {
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let reports = app.store.benchmark_reports(&region.id).await?;
    let [documents, document_ms, entries, entry_ms, newest] = app.store.open_state(&region.id).await?;
    let mut lines: Vec<String> = reports.iter().map(line_of).collect();
    lines.sort_unstable();
    // A table whose columns change is another version too.
    let columns = TABLES.iter().flat_map(|t| t.columns.iter().map(|c| c.name));
    lines.push(columns.collect::<Vec<_>>().join(" "));
    lines.push(format!("{documents} {document_ms} {entries} {entry_ms}"));
    let day = (newest > 0).then(|| china_time::day(newest).to_string());
    let changed_on = reports.iter().filter_map(|r| r.published_on.clone()).chain(day).max();
    let version = sha256(lines.concat().as_bytes())[..16].to_owned();
    Ok(Some(Offer { version, changed_on, reports: reports.len(), documents, region }))
}

/// The data of every region.
///
/// # Errors
///
/// If the database fails.
pub async fn offers(app: &App) -> Result<Vec<Offer>, Internal> {
    let mut offers = Vec::new();
    for region in app.store.regions().await? {
        offers.extend(offer(app, &region.id).await?);
    }
    Ok(offers)
}

/// The table of this name.
pub fn table(name: &str) -> Option<&'static Schema> {
    TABLES.into_iter().find(|t| t.name == name)
}

/// What every table, column and cell means, as JSON.
pub fn dictionary_json() -> String {
    let column = |c: &gongkai_formats::columns::Column| json!({ "name": c.name, "type": kind_name(c.kind), "meaning": c.meaning });
    let tables = TABLES.iter().map(|t| {
        json!({ "name": t.name, "row": t.row, "columns": t.columns.iter().map(column).collect::<Vec<_>>() })
    });
    let cells = dictionary().map(|def| {
        json!({
            "key": def.key.as_str(), "zh": def.label(), "en": def.label_en(), "unit": def.unit.label(),
            "article": def.article, "chapter": def.chapter(),
        })
    });
    json!({ "tables": tables.collect::<Vec<_>>(), "cells": cells.collect::<Vec<_>>() }).to_string()
}

/// What each cell means, as CSV.
pub fn dictionary_csv() -> String {
    let rows: Vec<Vec<String>> = dictionary()
        .map(|def| {
            let key = def.key.as_str().to_owned();
            vec![key, def.label(), def.label_en(), def.unit.label().into(), def.article.into()]
        })
        .collect();
    gongkai_formats::grid::csv(&["key", "zh", "en", "unit", "article"], &rows)
}
