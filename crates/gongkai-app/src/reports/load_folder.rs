//! Loading a folder of documents.

use std::path::{Path, PathBuf};

use gongkai_domain::report::AnnualReport;
use gongkai_store::{Agency, ListedReport, NewReport, Region, ReportFilter, SourceDocument};

use crate::judge::judge;
use crate::{App, Internal, reading};

/// The region of agencies that nothing is known of.
const REGION: &str = "folder";

/// Reads every document in a folder and below. One of a report that is there already, by the hash of its source,
/// replaces it; one that cannot be read is logged and passed over.
///
/// # Errors
///
/// If the folder cannot be listed or the database fails.
pub async fn load_folder(app: &App, folder: &Path) -> Result<(), Internal> {
    let files = files_below(folder)?;
    app.progress.begin(files.len());
    let result = load(app, files).await;
    match result {
        Ok(()) => app.progress.finish(),
        Err(_) => app.progress.fail(),
    }
    result
}

async fn load(app: &App, files: Vec<PathBuf>) -> Result<(), Internal> {
    let known = app.store.list_reports(&ReportFilter::default()).await?;
    let ids: Vec<String> = known.iter().map(|r| r.id.clone()).collect();
    let hashes: Vec<(String, String)> =
        app.store.reports_by_id(&ids).await?.into_iter().map(|r| (r.report.source.sha256, r.id)).collect();
    for file in files {
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("document").to_owned();
        let bytes = std::fs::read(&file)?;
        let read = tokio::task::spawn_blocking(move || reading::read_kept(bytes, &name)).await?;
        match read {
            Ok(reports) => {
                for (report, source) in reports {
                    let place = hashes.iter().find(|h| h.0 == report.source.sha256);
                    let place = place.and_then(|(_, id)| known.iter().find(|r| r.id == *id));
                    keep(app, report, source, place).await?;
                }
            }
            Err(error) => tracing::warn!(file = %file.display(), %error, "not read"),
        }
        app.progress.advance(1);
    }
    Ok(())
}

async fn keep(
    app: &App,
    report: AnnualReport,
    source: SourceDocument,
    place: Option<&ListedReport>,
) -> Result<(), Internal> {
    let findings = judge(&report, None);
    let (id, agency_id, year) = match place {
        Some(r) => (r.id.clone(), r.agency_id.clone(), i16::try_from(r.year).unwrap_or_default()),
        None => {
            let (Some(agency), Some(year)) = (report.agency.clone(), report.year) else {
                tracing::warn!(file = report.source.file, "agency or year not found, passed over");
                return Ok(());
            };
            // The hash makes an id that is ASCII and stays the same.
            let agency_id = format!("folder-{}", &report.source.sha256[..12]);
            register(app, &agency_id, agency).await?;
            (format!("{agency_id}-{year}"), agency_id, year)
        }
    };
    let new = NewReport { id, agency_id, year, version: 1, report, findings, source: Some(source) };
    Ok(app.store.save_reports(&[new]).await?)
}

async fn register(app: &App, id: &str, name: String) -> Result<(), Internal> {
    let region = Region {
        id: REGION.into(),
        name: "文件夹中的报告".into(),
        name_en: "Reports of the folder".into(),
        made_up: false,
    };
    let agency = Agency {
        id: id.into(),
        region_id: REGION.into(),
        parent_id: None,
        name,
        name_en: String::new(),
        level: "county".into(),
        kind: "department".into(),
        roster_position: None,
    };
    Ok(app.store.save_agencies(&[region], &[agency]).await?)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Internal> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
