//! Units that still owe a report are reminded by mail: when the office says so, and on its own shortly before the internal day.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::campaign::{UnitEvent, legal_on};
use gongkai_domain::china_time;
use gongkai_store::{CampaignRow, CampaignUnitRow, ReportFilter};
use jiff::civil::Date;

use super::{actor, at, fault, year_of};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::jobs::Mail;
use crate::settings::MailRoute;
use crate::{App, Internal, now_ms};

/// So many working days before the internal day a mail goes out by itself.
const BEFORE: [u16; 2] = [5, 1];

/// Reminds every unit that owes a report and has an address, once a day; gives how many.
///
/// # Errors
///
/// If the person may not, no mail is sent here, or the database fails.
pub async fn remind(app: &App, by: &Signed, agency_id: &str, year: i16) -> Result<usize, DocumentError> {
    let (_, campaign) = at(app, by, agency_id, year).await?;
    if app.settings.mail == MailRoute::None {
        return Err(fault(
            "mail",
            "尚未配置邮件，不能发送提醒。",
            "No mail is set up, so nobody can be reminded.",
        ));
    }
    if !campaign.is_open {
        return Err(gongkai_domain::campaign::Refusal::Closed.into());
    }
    Ok(tell(app, &campaign, Some(by), china_time::day(now_ms())).await?)
}

/// What is due on a day, of every campaign; for the daily job.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn remind_due(app: &App, day: Date) -> Result<(), Internal> {
    if app.settings.mail == MailRoute::None {
        return Ok(());
    }
    for campaign in app.store.open_campaigns().await? {
        let Ok(internal) = campaign.internal_on.parse::<Date>() else { continue };
        let is_due = |days: &u16| {
            app.calendar.nth_working_day_after(day, WorkingDays(*days)).is_ok_and(|then| then == internal)
        };
        let is_working = app.calendar.is_working_day(day).unwrap_or(false);
        if is_working && BEFORE.iter().any(is_due) {
            tell(app, &campaign, None, day).await?;
        }
    }
    Ok(())
}

async fn tell(app: &App, campaign: &CampaignRow, by: Option<&Signed>, day: Date) -> Result<usize, Internal> {
    let year = year_of(campaign);
    let filter = ReportFilter {
        region: Some(campaign.region_id.clone()),
        year: Some(year),
        ..ReportFilter::default()
    };
    let published = app.store.list_reports(&filter).await?;
    let owes = |u: &&CampaignUnitRow| {
        let was_told = u.reminded_at_ms.is_some_and(|ms| china_time::day(ms) == day);
        u.is_asked
            && matches!(u.standing.as_str(), "waiting" | "returned")
            && !u.email.is_empty()
            && !was_told
            && !published.iter().any(|r| r.agency_id == u.unit_agency)
    };
    let units = app.store.campaign_units(&campaign.id).await?;
    let mut told = 0;
    let mut tx = app.store.begin().await?;
    for unit in units.iter().filter(owes) {
        let key = format!("mail:campaign:{}:{day}", unit.id);
        if letter(app, campaign, unit).queue(&mut tx, Some(&key), now_ms()).await? {
            let hash = app.settings.chain_hash;
            tx.record_campaign_unit(actor(campaign, by), &unit.id, &UnitEvent::Reminded, hash).await?;
            told += 1;
        }
    }
    tx.commit().await?;
    Ok(told)
}

fn letter(app: &App, campaign: &CampaignRow, unit: &CampaignUnitRow) -> Mail {
    let (year, internal) = (campaign.year, &campaign.internal_on);
    let legal = legal_on(year_of(campaign));
    let what =
        if unit.standing == "returned" { "已退回修改，尚未重新报送" } else { "尚未报送" };
    Mail {
        to: unit.email.clone(),
        subject: format!("{}：请报送{year}年度政府信息公开工作年度报告", app.settings.site.name),
        text: format!(
            "{}：\n\n贵单位{year}年政府信息公开工作年度报告{what}。内部报送期限为{internal}，法定期限为{legal}（《政府信息公开条例》第四十九条）。\n\n{}\n\n在本平台编制报告的单位，请在年度报告页面报送；其他单位请使用主管部门提供的报送链接。\n\n本邮件由系统自动发出，请勿回复。\n",
            unit.name, campaign.notice
        ),
        unsubscribe: None,
    }
}
