//! A campaign begins; its days, its notice and its roster change; it ends.

use std::collections::BTreeMap;

use gongkai_domain::campaign::{Asked, CampaignEvent, Terms, UnitEvent, legal_on};
use gongkai_domain::permission::Right;
use gongkai_store::CampaignActor;
use jiff::civil::Date;

use super::{actor, at, fault, unit_at};
use crate::accounts::{Signed, secret};
use crate::documents::DocumentError;
use crate::{App, now_ms, registers};

/// Longest notice. Unit: characters.
const LONGEST: usize = 4_000;

/// Days and notice as a form has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedTerms {
    /// By when the office wants the reports.
    pub internal_on: String,
    /// What the units are told.
    pub notice: String,
}

impl TypedTerms {
    fn terms(&self, region: &str, year: i16) -> Result<Terms, DocumentError> {
        let day = self.internal_on.trim().parse::<Date>().ok();
        let internal_on = day.filter(|d| *d <= legal_on(year) && d.year() >= year).ok_or_else(|| {
            let legal = legal_on(year);
            fault(
                "internal_on",
                &format!("内部报送期限须是{year}年内或次年的日期，不得晚于法定期限{legal}。"),
                &format!(
                    "The internal day lies in {year} or after it, and not after the legal day, {legal}."
                ),
            )
        })?;
        let notice = self.notice.replace("\r\n", "\n").trim().to_owned();
        if notice.chars().count() > LONGEST {
            return Err(fault("notice", "通知不得超过4000字。", "The notice has at most 4000 characters."));
        }
        Ok(Terms { region: region.to_owned(), year, internal_on, notice })
    }
}

/// A line of the roster as a form has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedUnit {
    /// Its name.
    pub name: String,
    /// Where it is written to.
    pub email: String,
    /// The unit that it stands under.
    pub above: String,
    /// Why no report is asked of it; empty where one is.
    pub excused: String,
}

/// Opens the campaign of a year with the agencies of the region as its roster.
///
/// # Errors
///
/// If the person may not, there is one, a field is wrong, or the database fails.
pub async fn open(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
    typed: &TypedTerms,
) -> Result<(), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::RunCampaign).await?;
    if !(2019..=2100).contains(&year) {
        return Err(fault(
            "year",
            "请填写报告年度，如2026。",
            "Enter the year of the reports, such as 2026.",
        ));
    }
    let terms = typed.terms(&agency.region_id, year)?;
    if app.store.campaign_of_year(&agency.region_id, year).await?.is_some() {
        let zh = "这一年度的征集已经建立。";
        return Err(fault("year", zh, "There is a campaign of this year already."));
    }
    let agencies = app.store.agencies_of(&agency.region_id).await?;
    let profiles = app.store.profiles().await?;
    let emails: BTreeMap<&str, &str> =
        profiles.iter().map(|p| (p.agency_id.as_str(), p.email.as_str())).collect();
    let over: BTreeMap<&str, &str> =
        profiles.iter().map(|p| (p.agency_id.as_str(), p.status.as_str())).collect();
    // The government's own report is the sum; who was abolished or merged reports no more.
    let units: Vec<_> = agencies
        .iter()
        .filter(|a| a.kind != "government")
        .filter(|a| !matches!(over.get(a.id.as_str()), Some(&("abolished" | "merged"))))
        .collect();
    let ids: BTreeMap<&str, String> = units.iter().map(|a| (a.id.as_str(), secret::id())).collect();
    let (id, hash) = (secret::id(), app.settings.chain_hash);
    let by = CampaignActor { agency_id: &agency.id, actor_id: Some(&by.user.id), at_ms: now_ms() };
    let mut tx = app.store.begin().await?;
    tx.record_campaign(by, &id, &CampaignEvent::Opened(terms), hash).await?;
    for (unit, position) in units.iter().zip(0i64..) {
        let above = unit.parent_id.as_deref().and_then(|parent| ids.get(parent));
        let asked = Asked {
            campaign: id.clone(),
            agency: unit.id.clone(),
            name: unit.name.clone(),
            email: emails.get(unit.id.as_str()).copied().unwrap_or_default().to_owned(),
            above: above.cloned().unwrap_or_default(),
        };
        // The roster keeps the order in which its lines were made.
        let by = CampaignActor { at_ms: by.at_ms + position, ..by };
        tx.record_campaign_unit(by, &ids[unit.id.as_str()], &UnitEvent::Asked(asked), hash).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Changes days and notice.
///
/// # Errors
///
/// If the person may not, a field is wrong, or the database fails.
pub async fn change_terms(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    typed: &TypedTerms,
) -> Result<(), DocumentError> {
    let (agency, campaign) = at(app, by, agency_id, year).await?;
    let terms = typed.terms(&agency.region_id, year)?;
    if terms.internal_on.to_string() == campaign.internal_on && terms.notice == campaign.notice {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    let event = CampaignEvent::Changed(terms);
    tx.record_campaign(actor(&campaign, Some(by)), &campaign.id, &event, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the campaign, or takes reports again.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn set_open(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    is_open: bool,
) -> Result<(), DocumentError> {
    let (_, campaign) = at(app, by, agency_id, year).await?;
    if campaign.is_open == is_open {
        return Ok(());
    }
    let event = if is_open { CampaignEvent::Reopened } else { CampaignEvent::Closed };
    let mut tx = app.store.begin().await?;
    tx.record_campaign(actor(&campaign, Some(by)), &campaign.id, &event, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a unit on the roster, or changes its line. A new one has no id.
///
/// # Errors
///
/// If the person may not, a field is wrong, or the database fails.
pub async fn put_unit(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    unit_id: Option<&str>,
    typed: &TypedUnit,
) -> Result<(), DocumentError> {
    let (_, campaign) = at(app, by, agency_id, year).await?;
    let known = match unit_id {
        Some(id) => Some(unit_at(app, by, (agency_id, year), id).await?.1),
        None => None,
    };
    let name = typed.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(fault("name", "请填写单位全称。", "Enter the full name of the unit."));
    }
    let email = typed.email.trim().to_owned();
    if !email.is_empty() && (email.len() > 254 || email.parse::<lettre::Address>().is_err()) {
        return Err(fault("email", "请填写有效的电子邮箱。", "Enter an e-mail address."));
    }
    let units = app.store.campaign_units(&campaign.id).await?;
    let own = known.as_ref().map(|k| k.id.as_str());
    if units.iter().any(|u| u.name == name && Some(u.id.as_str()) != own) {
        return Err(fault("name", "名单中已有同名单位。", "The roster has a unit of this name."));
    }
    let above = typed.above.trim().to_owned();
    if is_circle(&units, own, &above) {
        return Err(fault("above", "请从名单中选择上级单位。", "Choose the unit above from the roster."));
    }
    let id = own.map_or_else(secret::id, str::to_owned);
    let agency = known.as_ref().map(|k| k.unit_agency.clone()).unwrap_or_default();
    let asked = Asked { campaign: campaign.id.clone(), agency, name, email, above };
    let mut events = vec![UnitEvent::Asked(asked)];
    if !typed.excused.trim().is_empty() {
        let reason = typed.excused.trim().chars().take(200).collect();
        events.push(UnitEvent::Excused { reason });
    }
    let mut tx = app.store.begin().await?;
    for event in events {
        tx.record_campaign_unit(actor(&campaign, Some(by)), &id, &event, app.settings.chain_hash).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether a unit cannot stand under this one: it is not there, or stands under the unit itself.
fn is_circle(units: &[gongkai_store::CampaignUnitRow], own: Option<&str>, above: &str) -> bool {
    let mut at = above;
    for _ in 0..=units.len() {
        if at.is_empty() {
            return false;
        }
        if Some(at) == own {
            return true;
        }
        match units.iter().find(|u| u.id == at) {
            Some(unit) => at = &unit.above,
            None => return true,
        }
    }
    true
}
