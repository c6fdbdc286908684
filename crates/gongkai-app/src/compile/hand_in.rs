//! The report goes to review as a document of its agency, and what was published is read back into the list of reports.

use gongkai_domain::china_time;
use gongkai_domain::disclosure::document::Document;
use gongkai_domain::disclosure::revision::{Attachment, Kind, Revision};
use gongkai_domain::permission::Right;
use gongkai_domain::report::AnnualReport;
use gongkai_formats::write;
use gongkai_formats::write::print::Print;
use gongkai_store::{NewReport, ReportFilter, SourceDocument};

use super::{draft, page};
use crate::accounts::Signed;
use crate::documents::{self, DocumentError, Draft, FieldFault};
use crate::judge::judge;
use crate::reports::DownloadFormat;
use crate::typesetting::PDF;
use crate::{App, Internal, now_ms, reading, registers};

/// The column that reports are published in, where the site has it.
const COLUMN: &str = "annual-report";
/// 其他应当主动公开的政府信息: what Art. 49 and 50 demand.
const LEGAL_ITEM: &str = "20-15";
/// Fewer cells than this are no report.
const FEWEST_CELLS: usize = 100;

fn not_ready(zh: &str, en: &str) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field: "report", zh: zh.into(), en: en.into() }])
}

/// Hands the report of a year in: as a new document, or as a correction of the one that is public. Gives the document's id.
///
/// # Errors
///
/// If the person may not, something is unplaced or wrong, it is in review already, or the database fails.
pub async fn hand_in(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    reason: &str,
) -> Result<String, DocumentError> {
    registers::at(app, by, agency_id, Right::Draft).await?;
    let work = page::work(app, by, agency_id, year).await?;
    if !work.is_ready() {
        return Err(not_ready(
            "还有未归类的事项、无数据的字段或错误级的问题，请先处理。",
            "Something has no place, a name has no number, or a rule finds an error; mend that first.",
        ));
    }
    if work.is_in_review() {
        return Err(not_ready(
            "这份报告正在审查，请先办结或撤回。",
            "It is in review; finish that or discard it first.",
        ));
    }
    let mut report = work.sheet.report;
    let today = china_time::day(now_ms());
    report.signed_on = report.signed_on.or(Some(today));
    let attachments = files(app, &report).await?;
    let body = body_of(&report);
    let mut kept = work.draft;
    let id = match work.document.filter(|d| d.visibility == "public") {
        None => {
            let columns = app.store.columns().await?;
            let column = columns.iter().find(|c| c.id == COLUMN).map(|c| c.id.clone()).unwrap_or_default();
            let typed = Draft {
                title: report.title.clone().unwrap_or_default(),
                kind: Kind::AnnualReport.code().into(),
                genre: "report".into(),
                legal_item: LEGAL_ITEM.into(),
                column,
                formed_on: report.signed_on.unwrap_or(today).to_string(),
                issuer: work.agency.name.clone(),
                ..Draft::new()
            };
            documents::create_with(app, by, agency_id, &typed, &body, attachments).await?
        }
        Some(row) => {
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(not_ready(
                    "更正已发布的报告须写明更正说明，它会随新版本公布。",
                    "A published report is corrected with a note, which is published with the new version.",
                ));
            }
            documents::correct_with(app, by, &row.id, reason, &body, attachments).await?;
            row.id
        }
    };
    kept.document = Some(id.clone());
    let payload = serde_json::json!({ "year": year, "document": id });
    draft::keep(app, by, (agency_id, year), &mut kept, ("report_handed_in", payload)).await?;
    Ok(id)
}

/// The page of the report without its head: what a document has as its text.
fn body_of(report: &AnnualReport) -> String {
    let page = write::html::write(report);
    let inside = page.split_once("<article").and_then(|(_, rest)| rest.split_once(">\n"));
    let text = inside.map_or("", |(_, rest)| rest.split("</article>").next().unwrap_or_default());
    // The document shows its title itself.
    let without_title =
        text.split_once("</h1>\n").filter(|(before, _)| before.trim_start().starts_with("<h1"));
    without_title.map_or(text, |(_, rest)| rest).to_owned()
}

/// The report as files, the exact one last.
async fn files(app: &App, report: &AnnualReport) -> Result<Vec<Attachment>, DocumentError> {
    let title = report.title.clone().unwrap_or_default();
    let copy = report.clone();
    let (docx, xlsx, json) = tokio::task::spawn_blocking(move || {
        (write::docx::write(&copy), write::xlsx::write(&copy), write::json::write(&copy).into_bytes())
    })
    .await
    .map_err(Internal::from)?;
    let mut out = Vec::new();
    let mut add = async |bytes: Vec<u8>, ending: &str, media: &str| -> Result<(), Internal> {
        out.push(documents::keep_file(app, bytes, &format!("{title}.{ending}"), media).await?);
        Ok(())
    };
    add(docx, "docx", DownloadFormat::Docx.media_type()).await?;
    if let Some(pdf) = app.pdf(Print::report(report)).await? {
        add(pdf, "pdf", PDF).await?;
    }
    add(xlsx, "xlsx", DownloadFormat::Xlsx.media_type()).await?;
    add(json, "json", DownloadFormat::Json.media_type()).await?;
    Ok(out)
}

/// A report that is about to be published, with the file it was read from.
#[derive(Debug, Clone)]
pub(crate) struct PublishedReport {
    report: AnnualReport,
    source: SourceDocument,
}

impl PublishedReport {
    /// A report with the file it was read from.
    pub(crate) fn new(report: AnnualReport, source: SourceDocument) -> PublishedReport {
        PublishedReport { report, source }
    }
}

/// The report that a document of the kind 年报 is, read from the most exact of its files, or from its text; nothing where none
/// of them is one.
pub(crate) async fn of_document(app: &App, document: &Document) -> Result<Option<PublishedReport>, Internal> {
    let Some(work) = document.work.as_ref().filter(|w| w.revision.kind == Kind::AnnualReport) else {
        return Ok(None);
    };
    let mut attachments: Vec<&Attachment> = work.revision.attachments.iter().collect();
    let exactness = |a: &Attachment| match a.media.as_str() {
        "application/json" => 0,
        media if media.contains("wordprocessing") => 1,
        media if media.contains("sheet") || media.contains("excel") => 2,
        _ => 3,
    };
    attachments.sort_by_key(|a| exactness(a));
    for attachment in attachments.into_iter().filter(|a| !a.media.starts_with("image/")) {
        let bytes = app.files.get(&attachment.sha256).await?;
        if let Some(found) = read(bytes, attachment.name.clone()).await? {
            return Ok(Some(found));
        }
    }
    read(text_of(app, &work.revision).await?.into_bytes(), format!("{}.html", work.revision.title)).await
}

async fn text_of(app: &App, revision: &Revision) -> Result<String, Internal> {
    let body = app.store.text(&revision.body_sha256).await?.unwrap_or_default();
    let title = revision.title.replace(['<', '>', '&'], " ");
    Ok(format!("<!DOCTYPE html><html><body><h1>{title}</h1>{body}</body></html>"))
}

async fn read(bytes: Vec<u8>, name: String) -> Result<Option<PublishedReport>, Internal> {
    let read = tokio::task::spawn_blocking(move || reading::read_kept(bytes, &name)).await?;
    // What cannot be read as a report is a document all the same.
    let Ok(mut reports) = read else { return Ok(None) };
    let found = reports.pop().filter(|(r, _)| r.year.is_some() && r.cells.len() >= FEWEST_CELLS);
    Ok(found.map(|(report, source)| PublishedReport { report, source }))
}

/// The row of a report that is published today.
pub(crate) async fn report_row(
    app: &App,
    agency_id: &str,
    published: Option<PublishedReport>,
    at_ms: i64,
) -> Result<Option<NewReport>, Internal> {
    let Some(PublishedReport { mut report, source }) = published else { return Ok(None) };
    let Some(year) = report.year else { return Ok(None) };
    report.published_on = Some(china_time::day(at_ms));
    let filter = ReportFilter { agency: Some(agency_id.to_owned()), ..ReportFilter::default() };
    let known = app.store.list_reports(&filter).await?;
    let newest = |year: i16| known.iter().filter(|r| r.year == i64::from(year)).max_by_key(|r| r.version);
    let version = newest(year).map_or(1, |r| u32::try_from(r.version).unwrap_or(0) + 1);
    let previous = match newest(year - 1) {
        Some(before) => app.store.report(&before.id).await?,
        None => None,
    };
    let findings = judge(&report, previous.as_ref().map(|p| &p.report));
    let mut id = format!("{agency_id}-{year}");
    if version > 1 {
        id.push_str(&format!("-{version}"));
    }
    Ok(Some(NewReport {
        id,
        agency_id: agency_id.to_owned(),
        year,
        version,
        report,
        findings,
        source: Some(source),
    }))
}
