//! The accepted reports of a campaign, added up by the tree of its units.

use std::collections::HashMap;

use gongkai_domain::report::{AnnualReport, CellKey, Outcome, Procedure};
use gongkai_domain::roll_up::{self, RolledUp, Roster, Unit, UnitStatus};
use gongkai_store::{CampaignRow, CampaignUnitRow, ListedReport, ReportFilter};
use rust_decimal::Decimal;

use super::{at, read_text, year_of};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::reports::Sheet;
use crate::{Agency, App, Internal};

/// The sum with what it is made of.
#[derive(Debug, Clone)]
pub struct CampaignSum {
    /// The campaign.
    pub campaign: CampaignRow,
    /// The government whose report the sum is.
    pub government: Option<Agency>,
    /// The units that are asked, in the order of the roster.
    pub units: Vec<CampaignUnitRow>,
    /// The sums.
    pub rolled: RolledUp,
    roster: Roster,
}

/// What one unit gives to a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPart {
    /// Its id in the campaign.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The unit that it stands under; empty directly under the government.
    pub above: String,
    /// Which version of its report.
    pub version: i64,
    /// The number; nothing where its report has none.
    pub value: Option<Decimal>,
}

/// A number with what it is, and what it would be without a unit.
pub type Moved = (CellKey, Decimal, Decimal);

impl CampaignSum {
    /// The unit at a place of the roster, whose top is the government.
    fn at(&self, place: usize) -> Option<&CampaignUnitRow> {
        place.checked_sub(1).and_then(|i| self.units.get(i))
    }

    /// Units whose report is not in the sum, because it was not handed in, was given back, or waits.
    pub fn missing(&self) -> Vec<&CampaignUnitRow> {
        self.units.iter().filter(|u| u.standing != "accepted").collect()
    }

    /// Units whose accepted report cannot be added: it is in another form.
    pub fn left_out(&self) -> Vec<&CampaignUnitRow> {
        self.rolled.with_status(UnitStatus::WrongForm).filter_map(|i| self.at(i)).collect()
    }

    /// The children of a number: those with one, then those without.
    pub fn parts(&self, key: CellKey) -> Vec<ReportPart> {
        let Some(sum) = self.rolled.sum(key) else { return Vec::new() };
        let part = |place: usize, value: Option<Decimal>| {
            let unit = self.at(place)?;
            let above = self.units.iter().find(|u| u.id == unit.above).map(|u| u.name.clone());
            Some(ReportPart {
                unit: unit.id.clone(),
                name: unit.name.clone(),
                above: above.unwrap_or_default(),
                version: unit.versions,
                value,
            })
        };
        let counted = sum.parts.iter().filter_map(|p| part(p.unit, Some(p.value)));
        counted.chain(sum.blank.iter().filter_map(|u| part(*u, None))).collect()
    }

    /// Numbers of table 4 that several units report: where two of them are defendants in one case, it is counted twice.
    pub fn maybe_twice(&self) -> Vec<(CellKey, Vec<ReportPart>)> {
        let keys = Procedure::ALL.into_iter().map(|p| CellKey::t4(p, Outcome::Total));
        keys.map(|key| {
            let parts = self.parts(key).into_iter();
            (key, parts.filter(|p| p.value.is_some_and(|n| !n.is_zero())).collect::<Vec<_>>())
        })
        .filter(|(_, parts)| parts.len() > 1)
        .collect()
    }

    /// The numbers that change without a unit and all that stands under it: before, and without.
    pub fn without(&self, unit_id: &str) -> Option<(&CampaignUnitRow, Vec<Moved>)> {
        let place = self.units.iter().position(|u| u.id == unit_id)? + 1;
        let left = self.rolled.without(&self.roster, place);
        let changed = self.rolled.sums.iter().filter_map(|sum| {
            let without = left.number(sum.key).unwrap_or_default();
            (without != sum.total).then_some((sum.key, sum.total, without))
        });
        Some((self.at(place)?, changed.collect()))
    }
}

/// The page of the sum.
#[derive(Debug, Clone)]
pub struct SumPage {
    /// The agency of the address.
    pub agency: Agency,
    /// The sum.
    pub sum: CampaignSum,
    /// It as the form, with what the rules find.
    pub sheet: Sheet,
    /// The published report of the government.
    pub published: Option<ListedReport>,
}

/// The sum of the accepted reports of a year.
///
/// # Errors
///
/// If the person may not, there is no campaign, or the database fails.
pub async fn roll_up(app: &App, by: &Signed, agency_id: &str, year: i16) -> Result<SumPage, DocumentError> {
    let (agency, campaign) = at(app, by, agency_id, year).await?;
    let sum = add_up(app, campaign).await?;
    let sheet = Sheet::checked(sum.rolled.report.clone(), sum.rolled.findings.clone());
    let published = match &sum.government {
        Some(government) => published(app, government, year).await?,
        None => None,
    };
    Ok(SumPage { agency, sum, sheet, published })
}

/// The sum from which an agency's report of a year is made: of a government whose region has a campaign of that year.
pub(crate) async fn sum_for(app: &App, agency: &Agency, year: i16) -> Result<Option<CampaignSum>, Internal> {
    if agency.kind != "government" {
        return Ok(None);
    }
    let Some(campaign) = app.store.campaign_of_year(&agency.region_id, year).await? else { return Ok(None) };
    let sum = add_up(app, campaign).await?;
    Ok(Some(sum).filter(|s| s.government.as_ref().is_some_and(|g| g.id == agency.id)))
}

async fn published(app: &App, government: &Agency, year: i16) -> Result<Option<ListedReport>, Internal> {
    let filter =
        ReportFilter { agency: Some(government.id.clone()), year: Some(year), ..ReportFilter::default() };
    Ok(app.store.list_reports(&filter).await?.into_iter().max_by_key(|r| r.version))
}

async fn add_up(app: &App, campaign: CampaignRow) -> Result<CampaignSum, Internal> {
    let year = year_of(&campaign);
    let region = app.store.region(&campaign.region_id).await?;
    let agencies = app.store.agencies_of(&campaign.region_id).await?;
    let government = agencies.into_iter().find(|a| a.kind == "government");
    let mut units = app.store.campaign_units(&campaign.id).await?;
    units.retain(|u| u.is_asked);
    let top = government.as_ref().map(|g| g.name.clone()).or(region.map(|r| r.name)).unwrap_or_default();
    let roster = roster_of(&top, &units)?;
    let accepted: Vec<&CampaignUnitRow> = units.iter().filter(|u| u.standing == "accepted").collect();
    let hashes: Vec<String> = accepted.iter().map(|u| u.report.clone()).collect();
    let texts: HashMap<String, String> = app.store.texts_of(&hashes).await?.into_iter().collect();
    let named: Vec<(String, String)> = accepted
        .iter()
        .map(|u| (u.name.clone(), texts.get(&u.report).cloned().unwrap_or_default()))
        .collect();
    let published = match &government {
        Some(government) => published(app, government, year).await?,
        None => None,
    };
    let published = match published {
        Some(listed) => app.store.report(&listed.id).await?.map(|s| s.report),
        None => None,
    };
    let previous = last_year(app, &campaign, &accepted).await?;
    let own = roster.clone();
    let work = move || -> Result<RolledUp, Internal> {
        let mut reports: Vec<AnnualReport> = Vec::with_capacity(named.len() * 2);
        for (name, text) in named {
            let mut report = read_text(&text)?;
            // The roster knows whose it is, however the report spells the name.
            report.agency = Some(name);
            report.year = Some(year);
            reports.push(report);
        }
        reports.extend(previous);
        Ok(roll_up::roll_up(&own, &reports, year, published.as_ref()))
    };
    let rolled = tokio::task::spawn_blocking(work).await??;
    Ok(CampaignSum { campaign, government, units, rolled, roster })
}

/// Last year's published reports of the units, for the rule of what was carried over.
async fn last_year(
    app: &App,
    campaign: &CampaignRow,
    accepted: &[&CampaignUnitRow],
) -> Result<Vec<AnnualReport>, Internal> {
    let year = year_of(campaign) - 1;
    let region = Some(campaign.region_id.clone());
    let listed =
        app.store.list_reports(&ReportFilter { region, year: Some(year), ..ReportFilter::default() }).await?;
    let mut newest: HashMap<&str, &ListedReport> = HashMap::new();
    for report in &listed {
        let known = newest.entry(report.agency_id.as_str()).or_insert(report);
        if known.version < report.version {
            *known = report;
        }
    }
    let names: HashMap<&str, &str> =
        accepted.iter().map(|u| (u.unit_agency.as_str(), u.name.as_str())).collect();
    let ids: Vec<String> =
        newest.values().filter(|r| names.contains_key(r.agency_id.as_str())).map(|r| r.id.clone()).collect();
    let stored = app.store.reports_by_id(&ids).await?;
    Ok(stored
        .into_iter()
        .map(|s| {
            let mut report = s.report;
            report.agency = names.get(s.agency_id.as_str()).map(|n| (*n).to_owned());
            report.year = Some(year);
            report
        })
        .collect())
}

fn roster_of(top: &str, units: &[CampaignUnitRow]) -> Result<Roster, Internal> {
    let names: HashMap<&str, &str> = units.iter().map(|u| (u.id.as_str(), u.name.as_str())).collect();
    let mut lines = vec![Unit::new(top, None)];
    lines.extend(units.iter().map(|unit| {
        let above = names.get(unit.above.as_str()).copied().unwrap_or(top);
        Unit::new(unit.name.clone(), Some(above))
    }));
    Roster::new(lines).map_err(|e| Internal::Seed(e.to_string()))
}
