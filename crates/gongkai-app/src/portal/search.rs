//! Looking for public documents.

use gongkai_store::{Agency, DocumentRow, SearchFilter};

use crate::{App, Internal};

/// In which order hits stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchOrder {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
}

/// A hit with the places that match.
#[derive(Debug, Clone)]
pub struct Found {
    /// The document.
    pub row: DocumentRow,
    /// The name of its agency.
    pub agency: Agency,
    /// Pieces of its title, each with whether it matches.
    pub title: Vec<(String, bool)>,
    /// Pieces of a passage of its text.
    pub passage: Vec<(String, bool)>,
}

/// A page of hits.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// How many hits there are, at most as many as are weighed.
    pub total: usize,
    /// Whether there were more than are weighed.
    pub is_cut: bool,
    /// The hits of this page.
    pub hits: Vec<Found>,
    /// The page, from 1.
    pub page: usize,
    /// Whether another follows.
    pub has_more: bool,
    /// Agencies among the hits with their counts, most first.
    pub agencies: Vec<(Agency, usize)>,
    /// Kinds among the hits with their counts, most first.
    pub kinds: Vec<(String, usize)>,
}

/// Hits a page.
const PAGE: usize = 10;
/// The length of a passage. Unit: characters.
const PASSAGE: usize = 110;

/// Looks for documents with all words of a query.
///
/// # Errors
///
/// If the database fails.
pub async fn search(
    app: &App,
    query: &str,
    filter: &SearchFilter,
    order: SearchOrder,
    page: usize,
) -> Result<SearchPage, Internal> {
    let mut found = app.store.search(query, filter).await?;
    if order == SearchOrder::Newest {
        found.hits.sort_by_key(|b| std::cmp::Reverse((b.published_at_ms, b.no)));
    }
    let agencies = app.store.agencies().await?;
    let count = |key: fn(&gongkai_store::Hit) -> &str| {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        found.hits.iter().for_each(|h| *counts.entry(key(h)).or_default() += 1);
        let mut counts: Vec<(String, usize)> = counts.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    };
    let by_agency = count(|h| &h.agency_id);
    let kinds = count(|h| &h.kind);
    let page = page.clamp(1, 500);
    let start = (page - 1) * PAGE;
    let wanted: Vec<i64> = found.hits.iter().skip(start).take(PAGE).map(|h| h.no).collect();
    let rows = app.store.documents_by_no(&wanted).await?;
    let mut hits = Vec::new();
    for no in &wanted {
        let Some(row) = rows.iter().find(|r| r.no == *no).cloned() else { continue };
        let Some(agency) = agencies.iter().find(|a| a.id == row.agency_id).cloned() else { continue };
        let body = app.store.text(&row.body_sha256).await?.unwrap_or_default();
        let text = format!("{} {}", row.summary, gongkai_store::plain(&body));
        hits.push(Found {
            title: marked(&row.title, &found.terms),
            passage: marked(&passage(&text, &found.terms), &found.terms),
            row,
            agency,
        });
    }
    Ok(SearchPage {
        total: found.hits.len(),
        is_cut: found.is_cut,
        has_more: found.hits.len() > start + PAGE,
        hits,
        page,
        agencies: by_agency
            .into_iter()
            .filter_map(|(id, n)| agencies.iter().find(|a| a.id == id).cloned().map(|a| (a, n)))
            .take(8)
            .collect(),
        kinds: kinds.into_iter().take(8).collect(),
    })
}

/// The newest documents with all words of a query.
///
/// # Errors
///
/// If the database fails.
pub async fn newest_hits(
    app: &App,
    query: &str,
    filter: &SearchFilter,
    limit: usize,
) -> Result<Vec<DocumentRow>, Internal> {
    let mut hits = app.store.search(query, filter).await?.hits;
    hits.sort_by_key(|h| std::cmp::Reverse((h.published_at_ms, h.no)));
    let wanted: Vec<i64> = hits.iter().take(limit).map(|h| h.no).collect();
    let mut rows = app.store.documents_by_no(&wanted).await?;
    rows.sort_by_key(|r| std::cmp::Reverse((r.published_at_ms, r.no)));
    Ok(rows)
}

/// A stretch of the text around the first place that matches.
fn passage(text: &str, terms: &[String]) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    // Lower case can change lengths; then the passage is the beginning.
    let first =
        terms.iter().filter_map(|t| lower.find(t.as_str())).min().filter(|_| lower.len() == text.len());
    let before = first.map_or(0, |at| text[..at].chars().count().saturating_sub(PASSAGE / 4));
    let piece: String = text.chars().skip(before).take(PASSAGE).collect();
    let (start, end) =
        (if before > 0 { "…" } else { "" }, if text.chars().count() > before + PASSAGE { "…" } else { "" });
    format!("{start}{piece}{end}")
}

/// A text in pieces, each with whether it matches.
fn marked(text: &str, terms: &[String]) -> Vec<(String, bool)> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return vec![(text.to_owned(), false)];
    }
    let mut is_hit = vec![false; text.len()];
    for term in terms {
        let mut from = 0;
        while let Some(at) = lower[from..].find(term.as_str()) {
            is_hit[from + at..from + at + term.len()].fill(true);
            from += at + term.len();
        }
    }
    let mut out: Vec<(String, bool)> = Vec::new();
    for (at, c) in text.char_indices() {
        match out.last_mut() {
            Some((piece, hit)) if *hit == is_hit[at] => piece.push(c),
            _ => out.push((c.to_string(), is_hit[at])),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_is_marked_and_in_the_passage() {
        let terms = vec!["校车".to_owned(), "许可".to_owned()];
        let text = format!("{}办理校车使用许可，须提交材料。", "前言。".repeat(60));
        let passage = passage(&text, &terms);
        assert!(passage.starts_with('…') && passage.contains("校车使用许可"), "{passage}");
        let pieces = marked("校车使用许可办法", &terms);
        let hits: Vec<&str> = pieces.iter().filter(|p| p.1).map(|p| p.0.as_str()).collect();
        assert_eq!(hits, ["校车", "许可"]);
        assert_eq!(pieces.iter().map(|p| p.0.as_str()).collect::<String>(), "校车使用许可办法");
    }
}
