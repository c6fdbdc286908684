//! The door.

use gongkai_store::{Agency, DocumentFilter, DocumentRow};

use crate::reports::{self, Overview};
use crate::{App, Internal};

/// What the home page shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// The newest documents.
    pub newest: Vec<DocumentRow>,
    /// The newest documents of policy: what the law calls 规章 and 规范性文件, and what else was decided.
    pub policies: Vec<DocumentRow>,
    /// How many documents are public.
    pub documents: i64,
    /// Agencies that publish, each with how many documents it has.
    pub agencies: Vec<(Agency, i64)>,
    /// The annual reports.
    pub reports: Overview,
}

/// So many documents a list.
const LIST: i64 = 8;

/// What the home page shows.
///
/// # Errors
///
/// If the database fails.
pub async fn home(app: &App) -> Result<Home, Internal> {
    let all = DocumentFilter::default();
    let policies = DocumentFilter {
        kinds: ["rules", "normative", "policy"].map(str::to_owned).to_vec(),
        ..DocumentFilter::default()
    };
    let counts = app.store.count_by_agency().await?;
    let agencies = app.store.agencies().await?;
    Ok(Home {
        newest: app.store.public_documents(&all, LIST, 0).await?,
        policies: app.store.public_documents(&policies, LIST, 0).await?,
        documents: counts.iter().map(|c| c.1).sum(),
        agencies: agencies
            .into_iter()
            .filter_map(|a| counts.iter().find(|c| c.0 == a.id).map(|c| (a, c.1)))
            .collect(),
        reports: reports::overview(app).await?,
    })
}
