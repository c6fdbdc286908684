//! The policy library: policies with what explains them and with what became of them.

use gongkai_store::{Agency, DocumentFilter, DocumentRow};

use super::list::{Cursor, DocumentList, list};
use crate::{App, Internal};

/// Kinds that are policies (table 2 of the report counts the first two).
pub const POLICY_KINDS: [&str; 3] = ["rules", "normative", "policy"];

/// A policy with what points to it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The policy.
    pub row: DocumentRow,
    /// Its agency.
    pub agency: Agency,
    /// 政策解读: id and title.
    pub explained_by: Vec<(String, String)>,
    /// What replaced, amended or repealed it: kind of the line, id and title.
    pub changed_by: Vec<(String, String, String)>,
}

/// A page of the library.
#[derive(Debug, Clone)]
pub struct PolicyPage {
    /// The list it is made from.
    pub list: DocumentList,
    /// Its policies.
    pub policies: Vec<Policy>,
}

/// Public policies, newest first. A filter without kinds, or with others, means all kinds of policies.
///
/// # Errors
///
/// If the database fails.
pub async fn policies(
    app: &App,
    mut filter: DocumentFilter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<PolicyPage, Internal> {
    filter.kinds.retain(|k| POLICY_KINDS.contains(&k.as_str()));
    if filter.kinds.is_empty() {
        filter.kinds = POLICY_KINDS.map(str::to_owned).into();
    }
    let list = list(app, filter, cursor, limit).await?;
    let mut policies = Vec::new();
    for row in &list.rows {
        let Some(agency) = list.agencies.iter().find(|a| a.id == row.agency_id).cloned() else { continue };
        let (mut explained_by, mut changed_by) = (Vec::new(), Vec::new());
        for (kind, id, title) in app.store.linked_from(&row.id).await? {
            match kind.as_str() {
                "interprets" => explained_by.push((id, title)),
                "supersedes" | "repeals" | "amends" => changed_by.push((kind, id, title)),
                _ => {}
            }
        }
        policies.push(Policy { row: row.clone(), agency, explained_by, changed_by });
    }
    Ok(PolicyPage { list, policies })
}
