//! What somebody may mean while they type.

use crate::{App, Internal};

/// Suggestions at most.
const MOST: usize = 8;

/// Agencies and titles that begin as the words do: what to show, and where it leads.
///
/// # Errors
///
/// If the database fails.
pub async fn suggest(app: &App, query: &str) -> Result<Vec<(String, String)>, Internal> {
    let query = query.trim();
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let publishing = app.store.publishing_agencies().await?;
    let agencies = app.store.agencies().await?;
    let mut out: Vec<(String, String)> = agencies
        .iter()
        .filter(|a| publishing.contains(&a.id) && a.name.contains(query))
        .map(|a| (a.name.clone(), format!("/agencies/{}", a.id)))
        .take(3)
        .collect();
    let numbers = app.store.titles(query, i64::try_from(MOST).unwrap_or(8)).await?;
    let rows = app.store.documents_by_no(&numbers).await?;
    for no in numbers {
        let Some(row) = rows.iter().find(|r| r.no == no) else { continue };
        if out.len() < MOST && out.iter().all(|(title, _)| *title != row.title) {
            out.push((row.title.clone(), format!("/documents/{}", row.id)));
        }
    }
    Ok(out)
}
