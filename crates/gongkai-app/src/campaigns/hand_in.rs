//! A report is handed in: compiled here, uploaded, or by the link of a unit that is not on this platform.

use gongkai_domain::campaign::{HandIn, Unit, UnitEvent, Way};
use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::permission::Right;
use gongkai_domain::report::AnnualReport;
use gongkai_formats::write;
use gongkai_store::{CampaignRow, CampaignUnitRow, CampaignUpload};

use super::{actor, fault, show, year_of};
use crate::accounts::Signed;
use crate::documents::{DocumentError, Upload, check_new_file, keep_file, safe_name};
use crate::judge::judge;
use crate::reports::Download;
use crate::{App, Internal, compile, now_ms, reading, registers};

/// Fewer cells than this are no report.
const FEWEST_CELLS: usize = 40;

fn unreadable(zh: &str, en: &str) -> DocumentError {
    DocumentError::File(zh.into(), en.into())
}

/// Takes a file: it is kept and read, its findings can be seen, and it is not handed in yet. A file that was taken before and not
/// handed in gives way.
///
/// # Errors
///
/// If nothing is taken now, the file is no report of the year, or the machine fails.
pub async fn take(
    app: &App,
    by: Option<&Signed>,
    (campaign, row): (&CampaignRow, &CampaignUnitRow),
    way: Way,
    upload: Upload,
) -> Result<(), DocumentError> {
    check_open(campaign)?;
    check_new_file(app, by, &campaign.agency_id, &upload).await?;
    let Upload { name, bytes } = upload;
    let (name, copy) = (safe_name(&name), bytes.clone());
    let file = name.clone();
    let read =
        tokio::task::spawn_blocking(move || reading::read(&copy, &file)).await.map_err(Internal::from)?;
    let reports = read.map_or_else(|_| Vec::new(), |r| r.reports);
    let mut reports: Vec<AnnualReport> =
        reports.into_iter().filter(|r| r.cells.len() >= FEWEST_CELLS).collect();
    let report = match (reports.pop(), reports.is_empty()) {
        (Some(report), true) => report,
        (Some(_), false) => {
            return Err(unreadable(
                "文件里有多份报告，请只上传本单位本年度的一份。",
                "The file holds several reports; send the one of this unit and year.",
            ));
        }
        (None, _) => {
            return Err(unreadable(
                "文件里没有读到年度报告的表格。请上传含有三张表的 DOCX、PDF、XLSX、HTML 或 WPS 导出文件，不要上传扫描件。",
                "No tables of an annual report were read. Send the DOCX, PDF, XLSX or HTML file with the three tables, not a scan.",
            ));
        }
    };
    check_year(&report, year_of(campaign))?;
    let media = report.source.media.clone();
    let text = write::json::write(&report);
    let kept = keep_file(app, bytes, &name, &media).await?;
    let mut tx = app.store.begin().await?;
    let report = tx.put_text(&text).await?;
    let upload = CampaignUpload {
        unit_id: row.id.clone(),
        way: way.code().to_owned(),
        file: kept.sha256,
        name,
        media,
        report,
        at_ms: now_ms(),
    };
    tx.put_campaign_upload(&upload).await?;
    tx.commit().await?;
    Ok(())
}

/// A report of another year is what is handed in most often by mistake.
fn check_year(report: &AnnualReport, year: i16) -> Result<(), DocumentError> {
    match report.year {
        Some(other) if other != year => Err(unreadable(
            &format!("文件是{other}年度的报告，本次征集的是{year}年度。请检查文件标题和正文的年度。"),
            &format!(
                "The file is a report of {other}; this campaign asks for {year}. Check the years in title and text."
            ),
        )),
        _ => Ok(()),
    }
}

fn check_open(campaign: &CampaignRow) -> Result<(), DocumentError> {
    if campaign.is_open { Ok(()) } else { Err(gongkai_domain::campaign::Refusal::Closed.into()) }
}

fn count(findings: &[Finding], severity: Severity) -> u32 {
    let many = findings.iter().filter(|f| f.severity == severity).count();
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// Hands in the file that was taken last.
///
/// # Errors
///
/// If nothing is taken now, no file was taken, or the database fails.
pub async fn hand_in(
    app: &App,
    by: Option<&Signed>,
    (campaign, row): (&CampaignRow, &CampaignUnitRow),
) -> Result<(), DocumentError> {
    check_open(campaign)?;
    let Some(upload) = app.store.campaign_upload(&row.id).await? else {
        return Err(fault("file", "请先上传报告文件。", "Send the file of the report first."));
    };
    let text = app.store.text(&upload.report).await?.unwrap_or_default();
    let report = super::read_text(&text)?;
    let previous = show::previous(app, campaign, row).await?;
    let findings = judge(&report, previous.as_ref());
    let hand_in = HandIn {
        way: Way::parse(&upload.way).unwrap_or(Way::Upload),
        file: upload.file,
        name: upload.name,
        media: upload.media,
        report: upload.report,
        errors: count(&findings, Severity::Error),
        warnings: count(&findings, Severity::Warning),
    };
    record(app, by, (campaign, row), UnitEvent::HandedIn(hand_in)).await
}

/// Records what happens with a unit, if it may happen now.
pub(super) async fn record(
    app: &App,
    by: Option<&Signed>,
    (campaign, row): (&CampaignRow, &CampaignUnitRow),
    event: UnitEvent,
) -> Result<(), DocumentError> {
    let mut tx = app.store.begin().await?;
    let unit: Unit = tx.campaign_unit(&row.id).await?.ok_or(DocumentError::NotFound)?;
    unit.may(&event)?;
    let is_hand_in = matches!(event, UnitEvent::HandedIn(_));
    tx.record_campaign_unit(actor(campaign, by), &row.id, &event, app.settings.chain_hash).await?;
    if is_hand_in {
        tx.drop_campaign_upload(&row.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hands in the report of an agency as it stands on its page: before or after it is published.
///
/// # Errors
///
/// If the person may not, the agency is not asked, nothing is taken now, or the database fails.
pub async fn hand_in_compiled(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
) -> Result<(), DocumentError> {
    registers::at(app, by, agency_id, Right::Draft).await?;
    let work = compile::work(app, by, agency_id, year).await?;
    let campaign = app.store.campaign_of_year(&work.agency.region_id, year).await?;
    let campaign = campaign.ok_or(DocumentError::NotFound)?;
    check_open(&campaign)?;
    let row = app.store.campaign_unit_of_agency(&campaign.id, agency_id).await?;
    let row = row.ok_or(DocumentError::NotFound)?;
    if !work.unplaced.is_empty() || !work.missing.is_empty() {
        return Err(fault(
            "report",
            "还有未归类的事项或没有数据的字段，数字尚不完整，请先处理再报送。",
            "Something has no place or a name has no number, so the numbers are not whole; mend that first.",
        ));
    }
    let sheet = work.sheet;
    let text = write::json::write(&sheet.report);
    let name = format!("{}.json", sheet.report.title.clone().unwrap_or_else(|| "report".into()));
    let media = "application/json".to_owned();
    let kept = keep_file(app, text.clone().into_bytes(), &name, &media).await?;
    let mut tx = app.store.begin().await?;
    let report = tx.put_text(&text).await?;
    tx.commit().await?;
    let hand_in = HandIn {
        way: Way::Compiled,
        file: kept.sha256,
        name,
        media,
        report,
        errors: count(&sheet.findings, Severity::Error),
        warnings: count(&sheet.findings, Severity::Warning),
    };
    record(app, Some(by), (&campaign, &row), UnitEvent::HandedIn(hand_in)).await
}

/// The file of a version, counted from 1.
///
/// # Errors
///
/// If there is none, or it cannot be read.
pub async fn version_file(
    app: &App,
    row: &CampaignUnitRow,
    number: usize,
) -> Result<Download, DocumentError> {
    let unit = app.store.campaign_unit(&row.id).await?.ok_or(DocumentError::NotFound)?;
    let version = number.checked_sub(1).and_then(|n| unit.versions.get(n)).ok_or(DocumentError::NotFound)?;
    let bytes = app.files.get(&version.hand_in.file).await.map_err(Internal::from)?;
    // Never shown by a browser as a page: it came from outside.
    Ok(Download { name: version.hand_in.name.clone(), media_type: "application/octet-stream", bytes })
}
