//! The demonstration: the numbers of five real reports, and a made-up district of 20 units over 5 years.

mod assessment;
mod campaigns;
mod district;
mod documents;
mod exchange;
mod faults;
mod history;
mod ledgers;
mod matters;
mod numbers;
mod people;
pub mod platform;
mod real;
mod registers;
mod requests;
mod text;

use gongkai_domain::report::sample::Dice;
use gongkai_domain::report::{AnnualReport, Cell, CellKey, Cells, Format, Outcome, Procedure};
use gongkai_formats::write;
use gongkai_store::{Agency, Region, SourceDocument};
use jiff::civil::date;
use rust_decimal::Decimal;

use crate::{App, Internal, reading};
pub use people::{DemoPerson, PASSWORD, PEOPLE};

use district::{UNITS, Unit, YEARS};
use text::Voice;

/// The seed of everything made up. Another seed makes another district.
const SEED: u64 = 2021_0930;

/// A report before it is checked.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id in addresses.
    pub id: String,
    /// Who files it.
    pub agency_id: String,
    /// The year it is filed for.
    pub year: i16,
    /// 1 for the first publication.
    pub version: u32,
    /// The report.
    pub report: AnnualReport,
    /// The document it was read from.
    pub source: Option<SourceDocument>,
}

/// Changes whenever the demonstration would come out differently.
pub fn version() -> String {
    format!("{}-{SEED}", env!("CARGO_PKG_VERSION"))
}

/// The regions and agencies of the demonstration.
pub fn agencies() -> (Vec<Region>, Vec<Agency>) {
    let (mut regions, mut agencies) = real::agencies();
    regions.push(Region {
        id: district::REGION.into(),
        name: district::REGION_NAME.into(),
        name_en: district::REGION_NAME_EN.into(),
        made_up: true,
    });
    agencies.push(Agency {
        id: district::GOVERNMENT.into(),
        region_id: district::REGION.into(),
        parent_id: None,
        name: district::GOVERNMENT_NAME.into(),
        name_en: district::GOVERNMENT_NAME_EN.into(),
        level: "county".into(),
        kind: "government".into(),
        roster_position: None,
    });
    agencies.extend((1..).zip(&UNITS).map(|(position, unit)| Agency {
        id: unit.id.into(),
        region_id: district::REGION.into(),
        parent_id: Some(district::GOVERNMENT.into()),
        name: unit.name.into(),
        name_en: unit.name_en.into(),
        level: if unit.kind == "town" { "township" } else { "county" }.into(),
        kind: unit.kind.into(),
        roster_position: Some(position),
    }));
    (regions, agencies)
}

/// Every report of the demonstration.
///
/// # Errors
///
/// If a report that ships with the program cannot be read.
pub fn reports() -> Result<Vec<Draft>, Internal> {
    let mut drafts = district_reports();
    for draft in &mut drafts {
        publish(draft)?;
    }
    drafts.extend(real::reports()?);
    Ok(drafts)
}

/// Makes a document of a draft and reads it back, the way a report comes in, so that every number has a place.
fn publish(draft: &mut Draft) -> Result<(), Internal> {
    let published_on = draft.report.published_on;
    let page = write::html::write(&draft.report).into_bytes();
    let file = format!("{}.html", draft.id);
    let wrong = |why: &dyn std::fmt::Display| Internal::Seed(format!("{file}: {why}"));
    let (mut report, source) =
        reading::read_kept(page, &file).map_err(|e| wrong(&e))?.pop().ok_or_else(|| wrong(&"no report"))?;
    // A page does not say when it was put up; the register does.
    report.published_on = published_on;
    draft.report = report;
    draft.source = Some(source);
    Ok(())
}

fn district_reports() -> Vec<Draft> {
    let mut drafts: Vec<Draft> =
        (1..).zip(&UNITS).flat_map(|(number, unit)| unit_reports(number, unit)).collect();
    for year in YEARS {
        let units = drafts.iter().filter(|d| d.year == year).map(|d| &d.report.cells);
        let cells = numbers::sum_of(units);
        let voice = Voice {
            name: district::GOVERNMENT_NAME,
            short: "全区",
            fields: ["重大行政决策", "财政资金", "民生实事"],
            people: "企业和群众",
            number: 0,
            copies_in: None,
        };
        drafts.push(draft(district::GOVERNMENT, voice, year, cells, &mut dice_of(0, year)));
    }
    spoil(&mut drafts);
    drafts
}

/// The district published the true sums; what is wrong is in the units' reports.
fn spoil(drafts: &mut Vec<Draft>) {
    let is = |d: &Draft, (agency, year): (&str, i16)| d.agency_id == agency && d.year == year;
    let of = |drafts: &[Draft], at| drafts.iter().find(|d| is(d, at)).map(|d| d.report.clone());
    let (unit, year_before) = faults::WRONG_YEAR;
    let old = of(drafts, (unit, year_before - 1));
    drafts.retain(|d| !is(d, faults::MISSING));
    for d in drafts.iter_mut() {
        if is(d, faults::WRONG_YEAR)
            && let Some(old) = &old
        {
            d.report = old.clone();
        }
        faults::plant(&d.agency_id, d.year, &mut d.report);
    }
    leave_out_co_defendant(drafts);
    if let Some(first) = drafts.iter().find(|d| is(d, faults::DOUBLE)) {
        let mut second = first.clone();
        second.id.push_str("-2");
        second.version = 2;
        faults::correct(&mut second.report);
        drafts.push(second);
    }
}

/// Makes the government's lawsuits after review the sum of the units without the town that counted too many.
fn leave_out_co_defendant(drafts: &mut [Draft]) {
    let (town, year) = faults::CO_DEFENDANT;
    for outcome in Outcome::ALL {
        let key = CellKey::t4(Procedure::AfterReview, outcome);
        let others = drafts
            .iter()
            .filter(|d| d.year == year && d.agency_id != town && d.agency_id != district::GOVERNMENT);
        let sum: Decimal = others.filter_map(|d| d.report.cells.number(key)).sum();
        let government = drafts.iter_mut().find(|d| d.agency_id == district::GOVERNMENT && d.year == year);
        if let Some(government) = government {
            government.report.cells.insert(key, Cell::number(sum));
        }
    }
    if let Some(d) = drafts.iter_mut().find(|d| d.agency_id == district::GOVERNMENT && d.year == year) {
        faults::say_disputes(&mut d.report);
    }
}

fn dice_of(number: usize, year: i16) -> Dice {
    Dice::new(SEED.wrapping_mul(number as u64 + 1).wrapping_add(year.unsigned_abs().into()))
}

/// The true numbers of a unit by year; what is wrong in its reports was spoiled afterwards.
fn unit_cells(number: usize, unit: &Unit) -> Vec<(i16, Cells)> {
    let mut carried = numbers::Carried::from_2020(unit, &mut dice_of(number, 2020));
    YEARS
        .map(|year| {
            let mut cells = Cells::default();
            carried = numbers::fill_year(&mut cells, unit, year, &carried, &mut dice_of(number, year));
            (year, cells)
        })
        .collect()
}

/// Puts the records behind the reports.
pub(crate) async fn put_history(app: &App) -> Result<(), Internal> {
    history::put(app).await
}

/// Puts the assessments, which measure records and reports.
pub(crate) async fn put_assessments(app: &App) -> Result<(), Internal> {
    assessment::put(app).await
}

/// Puts the campaigns in which the reports were collected.
pub(crate) async fn put_campaigns(app: &App) -> Result<(), Internal> {
    campaigns::put(app).await
}

fn unit_reports(number: usize, unit: &Unit) -> Vec<Draft> {
    unit_reports_through(number, unit, *YEARS.end())
}

/// The reports of a unit up to a year, the same numbers whatever the year is.
fn unit_reports_through(number: usize, unit: &Unit, last: i16) -> Vec<Draft> {
    let mut carried = numbers::Carried::from_2020(unit, &mut dice_of(number, 2020));
    let copies_in = Some(faults::COPIED).filter(|c| c.0 == unit.id).map(|c| c.1);
    let Unit { name, short, fields, people, .. } = *unit;
    let voice = Voice { name, short, fields, people, number, copies_in };
    (*YEARS.start()..=last)
        .map(|year| {
            let mut dice = dice_of(number, year);
            let mut cells = Cells::default();
            carried = numbers::fill_year(&mut cells, unit, year, &carried, &mut dice);
            draft(unit.id, voice, year, cells, &mut dice)
        })
        .collect()
}

fn draft(agency_id: &str, voice: Voice<'_>, year: i16, cells: Cells, dice: &mut Dice) -> Draft {
    let mut report = AnnualReport::empty(Format::F2021);
    report.title = Some(format!("{}{year}年政府信息公开工作年度报告", voice.name));
    report.agency = Some(voice.name.into());
    report.year = Some(year);
    report.period = Some((date(year, 1, 1), date(year, 12, 31)));
    report.signature = Some(voice.name.into());
    // Art. 49: units by 31 January, the government by 31 March.
    let month = if voice.number == 0 { 3 } else { 1 };
    let day = dice.between(6, 24) as i8;
    report.signed_on = Some(date(year + 1, month, day));
    report.published_on = Some(date(year + 1, month, day + dice.between(1, 6) as i8));
    report.chapters = text::chapters(voice, year, &cells, dice);
    report.cells = cells;
    Draft {
        id: format!("{agency_id}-{year}"),
        agency_id: agency_id.into(),
        year,
        version: 1,
        report,
        source: None,
    }
}
