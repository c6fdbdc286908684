//! Loading the demonstration: five real reports and a made-up district.

use gongkai_store::NewReport;

use crate::demo::{self, Draft};
use crate::judge::judge;
use crate::{App, Internal};

/// Reports a transaction: small enough that the list fills while one looks at it.
const BATCH: usize = 25;

/// The setting that says which demonstration the database holds.
const SETTING: &str = "demo";

/// Loads the demonstration, unless the database has it already.
///
/// # Errors
///
/// If the database fails.
pub async fn load_demo(app: &App) -> Result<(), Internal> {
    let version = demo::version();
    if app.store.setting(SETTING).await?.as_deref() == Some(&version) {
        return Ok(());
    }
    let result = load(app, &version).await;
    match result {
        Ok(()) => app.progress.finish(),
        Err(_) => app.progress.fail(),
    }
    result
}

async fn load(app: &App, version: &str) -> Result<(), Internal> {
    let (regions, agencies) = demo::agencies();
    app.store.save_agencies(&regions, &agencies).await?;
    let drafts = tokio::task::spawn_blocking(demo::reports).await??;
    app.progress.begin(drafts.len());
    for batch in drafts.chunks(BATCH) {
        let batch: Vec<NewReport> = batch.iter().map(|draft| checked(draft, &drafts)).collect();
        app.store.save_reports(&batch).await?;
        app.progress.advance(batch.len());
    }
    app.store.set_setting(SETTING, version).await?;
    Ok(())
}

/// The report with its findings, checked against the year before.
fn checked(draft: &Draft, all: &[Draft]) -> NewReport {
    let previous = all
        .iter()
        .filter(|d| d.agency_id == draft.agency_id && d.year == draft.year - 1)
        .max_by_key(|d| d.version)
        .map(|d| &d.report);
    let findings = judge(&draft.report, previous);
    NewReport {
        id: draft.id.clone(),
        agency_id: draft.agency_id.clone(),
        year: draft.year,
        version: draft.version,
        report: draft.report.clone(),
        findings,
        source: draft.source.clone(),
    }
}
