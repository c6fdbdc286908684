//! The office judges a report: accepts it, gives it back with what is wrong where, or puts it into the list of published ones.

use gongkai_domain::campaign::{Refusal, Remark, UnitEvent};
use gongkai_store::{CampaignRow, CampaignUnitRow};

use super::hand_in::record;
use super::{fault, unit_at, year_of};
use crate::accounts::Signed;
use crate::compile::{PublishedReport, report_row};
use crate::documents::DocumentError;
use crate::jobs::Mail;
use crate::settings::MailRoute;
use crate::{App, Internal, now_ms, reading};

/// Longest comment or remark. Unit: characters.
const LONGEST: usize = 2_000;
/// Remarks of one answer at most.
const MOST: usize = 100;

/// Accepts the newest version.
///
/// # Errors
///
/// If the person may not, nothing waits, or the database fails.
pub async fn accept(app: &App, by: &Signed, of: (&str, i16), unit_id: &str) -> Result<(), DocumentError> {
    let (campaign, row) = unit_at(app, by, of, unit_id).await?;
    record(app, Some(by), (&campaign, &row), UnitEvent::Accepted).await
}

/// Gives the newest version back, with a word on what is wrong and on each place.
///
/// # Errors
///
/// If the person may not, nothing waits, nothing is said, or the database fails.
pub async fn give_back(
    app: &App,
    by: &Signed,
    of: (&str, i16),
    unit_id: &str,
    (comment, remarks): (&str, Vec<Remark>),
) -> Result<(), DocumentError> {
    let (campaign, row) = unit_at(app, by, of, unit_id).await?;
    let tidy = |text: &str| text.replace("\r\n", "\n").trim().chars().take(LONGEST).collect::<String>();
    let remarks: Vec<Remark> = remarks
        .into_iter()
        .map(|r| Remark { about: tidy(&r.about), text: tidy(&r.text) })
        .filter(|r| !r.text.is_empty())
        .take(MOST)
        .collect();
    let event = UnitEvent::Returned { comment: tidy(comment), remarks };
    record(app, Some(by), (&campaign, &row), event).await?;
    tell(app, &campaign, &row).await
}

/// Tells the unit that something waits for it; what is wrong stands on its page, not in the mail.
async fn tell(app: &App, campaign: &CampaignRow, row: &CampaignUnitRow) -> Result<(), DocumentError> {
    if row.email.is_empty() || app.settings.mail == MailRoute::None {
        return Ok(());
    }
    let year = campaign.year;
    let mail = Mail {
        to: row.email.clone(),
        subject: format!("{}：{year}年度报告已退回修改", app.settings.site.name),
        text: format!(
            "{}：\n\n贵单位报送的{year}年政府信息公开工作年度报告已退回，意见见报送页面（本平台的年度报告页，或主管部门提供的报送链接）。请修改后重新报送。\n\n本邮件由系统自动发出，请勿回复。\n",
            row.name
        ),
        unsubscribe: None,
    };
    let mut tx = app.store.begin().await?;
    let key = format!("mail:campaign-returned:{}:{}", row.id, row.versions);
    mail.queue(&mut tx, Some(&key), now_ms()).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts the accepted report of a unit that does not publish here into the list of published reports, with its file.
///
/// # Errors
///
/// If the person may not, it is not accepted, it is listed, the unit is no agency here, or the machine fails.
pub async fn list_report(
    app: &App,
    by: &Signed,
    of: (&str, i16),
    unit_id: &str,
) -> Result<String, DocumentError> {
    let (campaign, row) = unit_at(app, by, of, unit_id).await?;
    if row.unit_agency.is_empty() {
        return Err(fault(
            "unit",
            "这个单位还不是平台上的机关，请系统管理员先登记机关。",
            "The unit is no agency here; the system administrator adds it first.",
        ));
    }
    if super::is_here(app, &row.unit_agency).await? {
        return Err(fault(
            "unit",
            "这个单位在平台上自行发布报告，发布后会自动列入。",
            "The unit publishes its report here itself; it is listed then.",
        ));
    }
    let unit = app.store.campaign_unit(&row.id).await?.ok_or(DocumentError::NotFound)?;
    let version = unit.accepted().ok_or(Refusal::NotAccepted)?;
    let bytes = app.files.get(&version.hand_in.file).await.map_err(Internal::from)?;
    let name = version.hand_in.name.clone();
    let read = tokio::task::spawn_blocking(move || reading::read_kept(bytes, &name));
    let mut reports = read.await.map_err(Internal::from)?.map_err(|e| Internal::Seed(e.to_string()))?;
    let (mut report, source) = reports.pop().ok_or(DocumentError::NotFound)?;
    report.year = report.year.or(Some(year_of(&campaign)));
    let published = PublishedReport::new(report, source);
    let new = report_row(app, &row.unit_agency, Some(published), now_ms()).await?;
    let new = new.ok_or(DocumentError::NotFound)?;
    let event = UnitEvent::Listed { report: new.id.clone() };
    unit.may(&event)?;
    let mut tx = app.store.begin().await?;
    tx.save_report(&new).await?;
    tx.record_campaign_unit(super::actor(&campaign, Some(by)), &row.id, &event, app.settings.chain_hash)
        .await?;
    tx.commit().await?;
    Ok(new.id)
}
