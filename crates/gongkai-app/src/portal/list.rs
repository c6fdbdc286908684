//! Lists of public documents.

use gongkai_store::{Agency, Column, DocumentFilter, DocumentRow};

use crate::{App, Internal};

/// Where a page of a list ends: the moment of publication and the number of its last document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The moment.
    pub at_ms: i64,
    /// The number.
    pub no: i64,
}

impl Cursor {
    /// As it stands in addresses.
    pub fn text(self) -> String {
        format!("{}-{}", self.at_ms, self.no)
    }

    /// The one that an address has.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (at_ms, no) = text.rsplit_once('-')?;
        Some(Cursor { at_ms: at_ms.parse().ok()?, no: no.parse().ok()? })
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct DocumentList {
    /// What was asked for.
    pub filter: DocumentFilter,
    /// The documents, newest first.
    pub rows: Vec<DocumentRow>,
    /// How many there are in all.
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// Agencies that have documents, for the filter.
    pub agencies: Vec<Agency>,
    /// The columns, for the filter.
    pub columns: Vec<Column>,
}

/// A page of public documents, newest first.
///
/// # Errors
///
/// If the database fails.
pub async fn list(
    app: &App,
    filter: DocumentFilter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<DocumentList, Internal> {
    let total = app.store.count_public_documents(&filter).await?;
    let page = DocumentFilter { before: cursor.map(|c| (c.at_ms, c.no)), ..filter.clone() };
    let limit = limit.clamp(1, 100);
    let mut rows = app.store.public_documents(&page, limit + 1, 0).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|n| n > limit);
    rows.truncate(usize::try_from(limit).unwrap_or(100));
    let last = rows.last().filter(|_| has_more);
    let next = last.and_then(|r| Some(Cursor { at_ms: r.published_at_ms?, no: r.no }));
    let publishing = app.store.publishing_agencies().await?;
    let mut agencies = app.store.agencies().await?;
    agencies.retain(|a| publishing.contains(&a.id));
    let columns = app.store.columns().await?;
    Ok(DocumentList { filter, rows, total, next, agencies, columns })
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_comes_back() {
        for cursor in [Cursor { at_ms: 1_700_000_000_000, no: 7 }, Cursor { at_ms: -5, no: 1 }] {
            assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
        }
        assert_eq!(Cursor::parse("x"), None);
    }
}
