//! The campaigns of a region, one of them with its units, and a unit with its versions.

use std::collections::{BTreeMap, HashMap};

use gongkai_domain::campaign::{Unit, legal_on};
use gongkai_domain::china_time;
use gongkai_domain::compile::Period;
use gongkai_domain::permission::Right;
use gongkai_domain::report::{AnnualReport, CellKey, cells_of};
use gongkai_store::{CampaignRow, CampaignUnitRow, CampaignUpload, ListedReport, Region, ReportFilter};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{at, is_here, read_text, unit_at, year_of};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::judge::judge;
use crate::reports::Sheet;
use crate::{Agency, App, Internal, compile, now_ms, registers};

/// Where a unit stands, as the office sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing was begun.
    NotBegun,
    /// Somebody writes it here.
    InWork,
    /// It was given back.
    Returned,
    /// It waits to be judged.
    HandedIn,
    /// It goes into the sum.
    Accepted,
    /// It is in the list of published reports.
    Published,
    /// No report is asked.
    Excused,
}

impl State {
    /// All of them, in the order of the page.
    pub const ALL: [State; 7] = [
        State::NotBegun,
        State::InWork,
        State::Returned,
        State::HandedIn,
        State::Accepted,
        State::Published,
        State::Excused,
    ];

    /// What stands in addresses.
    pub fn code(self) -> &'static str {
        ["not-begun", "in-work", "returned", "handed-in", "accepted", "published", "excused"][self as usize]
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        ["未开始", "编制中", "已退回", "待审核", "已通过", "已发布", "免报"][self as usize]
    }

    /// In English.
    pub fn en(self) -> &'static str {
        ["Not begun", "In work", "Returned", "To be judged", "Accepted", "Published", "Excused"]
            [self as usize]
    }
}

/// A unit in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignLine {
    /// The unit.
    pub row: CampaignUnitRow,
    /// Where it stands.
    pub state: State,
    /// Whether the internal day has passed and the report is still owed.
    pub is_late: bool,
    /// Whether the legal day has passed and the report is still owed.
    pub is_over: bool,
    /// Whether it writes its report here.
    pub is_here: bool,
    /// Its newest published report of the year.
    pub published: Option<ListedReport>,
}

/// The campaigns of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignList {
    /// The agency of the address.
    pub agency: Agency,
    /// The region.
    pub region: Region,
    /// The campaigns, each with how many units are asked and how many reports were accepted.
    pub campaigns: Vec<(CampaignRow, usize, usize)>,
    /// The year that a new one would be of.
    pub next_year: i16,
}

/// A campaign with its units.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignPage {
    /// The agency of the address.
    pub agency: Agency,
    /// The region.
    pub region: Region,
    /// The campaign.
    pub campaign: CampaignRow,
    /// The legal day.
    pub legal_on: Date,
    /// The units in the order of the roster.
    pub lines: Vec<CampaignLine>,
}

impl CampaignPage {
    /// How many units stand so.
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|l| l.state == state).count()
    }

    /// How many are late.
    pub fn late(&self) -> usize {
        self.lines.iter().filter(|l| l.is_late).count()
    }
}

/// A number that is not the same in two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellChanged {
    /// Which.
    pub key: CellKey,
    /// Before.
    pub before: Option<Decimal>,
    /// After.
    pub after: Option<Decimal>,
}

/// A file that was taken and is not handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The file.
    pub upload: CampaignUpload,
    /// The report that was read from it, with the findings.
    pub sheet: Sheet,
    /// What changed against the version before.
    pub changes: Vec<CellChanged>,
}

/// A unit with its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitPage {
    /// The campaign.
    pub campaign: CampaignRow,
    /// The legal day.
    pub legal_on: Date,
    /// Its line.
    pub row: CampaignUnitRow,
    /// All that happened.
    pub unit: Unit,
    /// The newest version with its findings.
    pub current: Option<Sheet>,
    /// What changed in it against the version before.
    pub changes: Vec<CellChanged>,
    /// Chapters whose text changed.
    pub chapters: Vec<u8>,
    /// Where it is not what the unit's own records say: before is the record.
    pub deviations: Vec<CellChanged>,
    /// A file that was taken and is not handed in.
    pub draft: Option<Draft>,
    /// Whether the unit writes its report here.
    pub is_here: bool,
    /// Its newest published report of the year.
    pub published: Option<ListedReport>,
    /// Names of people by id.
    pub people: BTreeMap<String, String>,
}

/// The campaigns of the region of an agency.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn list(app: &App, by: &Signed, agency_id: &str) -> Result<CampaignList, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::RunCampaign).await?;
    let region = app.store.region(&agency.region_id).await?.ok_or(DocumentError::NotFound)?;
    let mut campaigns = Vec::new();
    for campaign in app.store.campaigns_of(&region.id).await? {
        let units = app.store.campaign_units(&campaign.id).await?;
        let asked = units.iter().filter(|u| u.is_asked).count();
        let accepted = units.iter().filter(|u| u.is_asked && u.standing == "accepted").count();
        campaigns.push((campaign, asked, accepted));
    }
    let today = china_time::day(now_ms());
    // In the first months of a year the reports are of the year before.
    let next_year = if today.month() <= 6 { today.year() - 1 } else { today.year() };
    Ok(CampaignList { agency, region, campaigns, next_year })
}

/// The campaign of a year with its units.
///
/// # Errors
///
/// If the person may not, there is none, or the database fails.
pub async fn page(app: &App, by: &Signed, agency_id: &str, year: i16) -> Result<CampaignPage, DocumentError> {
    let (agency, campaign) = at(app, by, agency_id, year).await?;
    let region = app.store.region(&agency.region_id).await?.ok_or(DocumentError::NotFound)?;
    let filter =
        ReportFilter { region: Some(region.id.clone()), year: Some(year), ..ReportFilter::default() };
    let mut published: HashMap<String, ListedReport> = HashMap::new();
    for report in app.store.list_reports(&filter).await? {
        match published.get(&report.agency_id) {
            Some(known) if known.version >= report.version => {}
            _ => {
                published.insert(report.agency_id.clone(), report);
            }
        }
    }
    let today = china_time::day(now_ms());
    let legal = legal_on(year);
    let internal: Date = campaign.internal_on.parse().unwrap_or(legal);
    let mut lines = Vec::new();
    for row in app.store.campaign_units(&campaign.id).await? {
        let published = published.remove(&row.unit_agency);
        let is_here = is_here(app, &row.unit_agency).await?;
        let state = match row.standing.as_str() {
            _ if !row.is_asked => State::Excused,
            _ if published.is_some() => State::Published,
            "accepted" => State::Accepted,
            "handed-in" => State::HandedIn,
            "returned" => State::Returned,
            _ if is_here && compile::is_begun(app, &row.unit_agency, year).await? => State::InWork,
            _ => State::NotBegun,
        };
        let owes = matches!(state, State::NotBegun | State::InWork | State::Returned);
        lines.push(CampaignLine {
            is_late: owes && today > internal,
            is_over: owes && today > legal,
            row,
            state,
            is_here,
            published,
        });
    }
    Ok(CampaignPage { agency, region, campaign, legal_on: legal, lines })
}

/// Last year's report of a unit: the published one, or the one that was accepted in the campaign of that year.
pub(super) async fn previous(
    app: &App,
    campaign: &CampaignRow,
    row: &CampaignUnitRow,
) -> Result<Option<AnnualReport>, Internal> {
    let year = year_of(campaign) - 1;
    if !row.unit_agency.is_empty()
        && let Some(report) = newest(app, &row.unit_agency, year).await?
    {
        return Ok(app.store.report(&report.id).await?.map(|s| s.report));
    }
    let Some(before) = app.store.campaign_of_year(&campaign.region_id, year).await? else { return Ok(None) };
    let units = app.store.campaign_units(&before.id).await?;
    let same = units.iter().find(|u| u.name == row.name && u.standing == "accepted");
    match same {
        Some(unit) => text_report(app, &unit.report).await,
        None => Ok(None),
    }
}

async fn newest(app: &App, agency_id: &str, year: i16) -> Result<Option<ListedReport>, Internal> {
    let filter =
        ReportFilter { agency: Some(agency_id.to_owned()), year: Some(year), ..ReportFilter::default() };
    Ok(app.store.list_reports(&filter).await?.into_iter().max_by_key(|r| r.version))
}

async fn text_report(app: &App, hash: &str) -> Result<Option<AnnualReport>, Internal> {
    match app.store.text(hash).await? {
        Some(text) => Ok(Some(read_text(&text)?)),
        None => Ok(None),
    }
}

fn changes(before: &AnnualReport, after: &AnnualReport) -> Vec<CellChanged> {
    let number = |report: &AnnualReport, key| report.cells.number(key).map(|n| n.normalize());
    cells_of(after.format)
        .map(|key| CellChanged { key, before: number(before, key), after: number(after, key) })
        .filter(|c| c.before != c.after)
        .collect()
}

fn chapters(before: &AnnualReport, after: &AnnualReport) -> Vec<u8> {
    let text = |report: &AnnualReport, number: u8| -> Vec<String> {
        let chapter = report.chapter(number);
        chapter.iter().flat_map(|c| &c.paragraphs).map(|p| p.text.clone()).collect()
    };
    (1..=6).filter(|n| text(before, *n) != text(after, *n)).collect()
}

/// A unit of the campaign that the person runs.
///
/// # Errors
///
/// If the person may not, there is none, or the database fails.
pub async fn unit(app: &App, by: &Signed, of: (&str, i16), unit_id: &str) -> Result<UnitPage, DocumentError> {
    let (campaign, row) = unit_at(app, by, of, unit_id).await?;
    unit_page(app, campaign, row).await
}

/// The part of an agency in the campaign of a year, for its own people; nothing where it is not asked.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn of_agency(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
) -> Result<Option<UnitPage>, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    let Some(campaign) = app.store.campaign_of_year(&agency.region_id, year).await? else { return Ok(None) };
    match app.store.campaign_unit_of_agency(&campaign.id, agency_id).await? {
        Some(row) if row.is_asked => Ok(Some(unit_page(app, campaign, row).await?)),
        _ => Ok(None),
    }
}

/// What the link of a unit shows.
///
/// # Errors
///
/// If the link is not good, or the database fails.
pub async fn of_link(app: &App, token: &str) -> Result<UnitPage, DocumentError> {
    let (campaign, row) = super::owner(app, token).await?.ok_or(DocumentError::NotFound)?;
    let mut page = unit_page(app, campaign, row).await?;
    // Who comes without an account does not learn who works at the office.
    page.people.clear();
    Ok(page)
}

async fn unit_page(
    app: &App,
    campaign: CampaignRow,
    row: CampaignUnitRow,
) -> Result<UnitPage, DocumentError> {
    let year = year_of(&campaign);
    let unit = app.store.campaign_unit(&row.id).await?.ok_or(DocumentError::NotFound)?;
    let previous = previous(app, &campaign, &row).await?;
    let mut versions = unit.versions.iter().rev().map(|v| v.hand_in.report.clone());
    let newest_report = match versions.next() {
        Some(hash) => text_report(app, &hash).await?,
        None => None,
    };
    let before = match versions.next() {
        Some(hash) => text_report(app, &hash).await?,
        None => None,
    };
    let compared = before.as_ref().zip(newest_report.as_ref());
    let (changed, chapters) = compared.map(|(b, n)| (changes(b, n), chapters(b, n))).unwrap_or_default();
    let here = is_here(app, &row.unit_agency).await?;
    let mut deviations = Vec::new();
    if let (true, Some(report)) = (here, &newest_report)
        && let Some(agency) = app.store.agency(&row.unit_agency).await?
        && let Some(period) = Period::year(year)
    {
        let own = compile::compile_of(app, agency, period).await?;
        deviations = changes(&compile::tables_of(&own), report);
        // Of what no record is kept, none deviates.
        deviations.retain(|c| c.before.is_some());
    }
    let draft = match app.store.campaign_upload(&row.id).await? {
        Some(upload) => match text_report(app, &upload.report).await? {
            Some(report) => {
                let changes = newest_report.as_ref().map(|b| changes(b, &report)).unwrap_or_default();
                Some(Draft { upload, sheet: sheet_of(report, previous.as_ref()), changes })
            }
            None => None,
        },
        None => None,
    };
    let mut people = BTreeMap::new();
    let answers = unit.versions.iter().filter_map(|v| v.answer.as_ref()).map(|a| &a.1);
    for id in unit.versions.iter().map(|v| &v.by).chain(answers) {
        if !id.is_empty()
            && !people.contains_key(id)
            && let Some(user) = app.store.user(id).await?
        {
            people.insert(id.clone(), user.name);
        }
    }
    let published =
        if row.unit_agency.is_empty() { None } else { newest(app, &row.unit_agency, year).await? };
    Ok(UnitPage {
        legal_on: legal_on(year),
        current: newest_report.map(|report| sheet_of(report, previous.as_ref())),
        changes: changed,
        campaign,
        row,
        unit,
        chapters,
        deviations,
        draft,
        is_here: here,
        published,
        people,
    })
}

fn sheet_of(report: AnnualReport, previous: Option<&AnnualReport>) -> Sheet {
    let findings = judge(&report, previous);
    Sheet::checked(report, findings)
}
