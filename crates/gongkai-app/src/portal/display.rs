//! Screens in halls and streets: the documents that one shows, one after the other.

use gongkai_formats::rich_text;
use gongkai_store::{Agency, DocumentFilter, DocumentRow};

use super::document::picture_address;
use crate::{App, Internal};

/// The register that declares screens.
const REGISTER: &str = "screens";
/// Documents that a screen goes through at most.
const MOST: i64 = 50;

/// What a screen shows at a moment.
#[derive(Debug, Clone)]
pub struct Display {
    /// Whose screen.
    pub agency: Agency,
    /// What it is called.
    pub name: String,
    /// How long each document stands. Unit: seconds.
    pub seconds: u32,
    /// The documents it goes through.
    pub rows: Vec<DocumentRow>,
    /// Which of them is shown.
    pub at: usize,
    /// The text of that one as clean HTML.
    pub body: String,
}

/// What a screen shows when it is at the `at`-th document; nothing where there is no such screen.
///
/// # Errors
///
/// If the database fails.
pub async fn display(app: &App, screen_id: &str, at: usize) -> Result<Option<Display>, Internal> {
    let entry = app.store.entry(screen_id).await?;
    let Some(entry) = entry.filter(|e| e.register == REGISTER && !e.is_withdrawn) else { return Ok(None) };
    let Some(agency) = app.store.agency(&entry.agency_id).await? else { return Ok(None) };
    let value = |field: &str| entry.fields.get(field).map_or("", String::as_str);
    let number = |field: &str, usual: u32| value(field).parse().unwrap_or(usual);
    let is_divider = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let words = |field: &str| -> Vec<String> {
        value(field).split(is_divider).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let mut rows: Vec<DocumentRow> = Vec::new();
    for id in words("documents") {
        let id = id.rsplit('/').next().unwrap_or_default();
        let row = app.store.document_row(id).await?;
        rows.extend(row.filter(|r| r.visibility == "public" && r.agency_id == agency.id));
    }
    let columns = app.store.columns().await?;
    let asked = words("columns");
    let chosen = columns.iter().filter(|c| asked.contains(&c.id) || asked.contains(&c.name));
    let chosen: Vec<Option<String>> = chosen.map(|c| Some(c.id.clone())).collect();
    // With nothing chosen it shows whatever is newest.
    let chosen = if chosen.is_empty() && rows.is_empty() { vec![None] } else { chosen };
    let newest = i64::from(number("count", 8)).clamp(1, MOST);
    for column in chosen {
        let filter = DocumentFilter { agency: Some(agency.id.clone()), column, ..DocumentFilter::default() };
        for row in app.store.public_documents(&filter, newest, 0).await? {
            if !rows.iter().any(|r| r.id == row.id) {
                rows.push(row);
            }
        }
    }
    rows.truncate(usize::try_from(MOST).unwrap_or(50));
    let at = at.checked_rem(rows.len()).unwrap_or(0);
    let body = match rows.get(at) {
        Some(row) => app.store.text(&row.body_sha256).await?.unwrap_or_default(),
        None => String::new(),
    };
    let body = rich_text::clean(&body).html_with(picture_address);
    let seconds = number("seconds", 20).clamp(5, 600);
    Ok(Some(Display { agency, name: value("name").to_owned(), seconds, rows, at, body }))
}
