//! What is seen of an assessment: by the district's office, by a unit, by everybody.

use std::str::FromStr;

use gongkai_domain::assessment::{Ballots, Part, Question, Scheme, Score, Source, points, ranks, score};
use gongkai_domain::permission::Right;
use gongkai_store::{Agency, AssessmentRow, EntryFilter, EntryRow, MarkRow, Region, ResultRow};
use rust_decimal::Decimal;

use super::measure::{ballots, reading};
use super::{decode, of_office, offices, units};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::{App, Internal, registers};

/// A unit in an assessment.
#[derive(Debug, Clone)]
pub struct UnitLine {
    /// The unit.
    pub agency: Agency,
    /// What it has.
    pub score: Score,
    /// Its rank as things stand.
    pub rank: Option<u32>,
    /// What the public said of it.
    pub ballots: Ballots,
    /// Entries of its accountability register in the year.
    pub accountability: Vec<EntryRow>,
}

/// An assessment as the district's office sees it.
#[derive(Debug, Clone)]
pub struct AssessmentPage {
    /// The assessment.
    pub row: AssessmentRow,
    /// The region.
    pub region: Option<Region>,
    /// The scheme.
    pub scheme: Scheme,
    /// The units, in the order of the roster.
    pub units: Vec<UnitLine>,
    /// Scores, deductions and appeals, oldest first.
    pub marks: Vec<MarkRow>,
}

impl AssessmentPage {
    /// How many scores of people are missing.
    pub fn unscored(&self) -> usize {
        let scored =
            |code: &str| self.scheme.indicators.iter().any(|i| i.code == code && i.source == Source::Scored);
        let missing = |line: &UnitLine| {
            line.score.parts.iter().filter(|p| p.points.is_none() && scored(&p.code)).count()
        };
        self.units.iter().map(missing).sum()
    }
}

/// The assessments that the person runs, the newest first.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn assessments(app: &App, by: &Signed) -> Result<Vec<AssessmentRow>, DocumentError> {
    let offices = offices(by)?;
    let mut rows = app.store.assessments().await?;
    rows.retain(|r| offices.iter().any(|o| o.0 == r.region_id));
    Ok(rows)
}

/// Points as they are kept.
pub(super) fn points_of(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).ok()
}

async fn line(
    app: &App,
    (row, scheme): (&AssessmentRow, &Scheme),
    agency: Agency,
    marks: &[MarkRow],
    ballots: Ballots,
) -> Result<UnitLine, Internal> {
    let year = i16::try_from(row.year).unwrap_or(i16::MAX);
    let own = || marks.iter().filter(|m| m.agency_id == agency.id && m.state == "current");
    let mut parts = Vec::with_capacity(scheme.indicators.len());
    for indicator in &scheme.indicators {
        let (read, given) = match indicator.source {
            Source::Computed(measure) => {
                let with = (ballots, scheme.fewest_ballots);
                let read = reading(app, &agency.id, year, measure, with).await?;
                (read, read.and_then(|r| points(indicator.weight, r)))
            }
            Source::Scored => {
                let mark = own().rfind(|m| m.kind == "score" && m.indicator == indicator.code);
                (None, mark.and_then(|m| points_of(&m.points)).map(|p| p.min(indicator.weight)))
            }
        };
        let (code, weight) = (indicator.code.clone(), indicator.weight);
        parts.push(Part { code, weight, points: given, reading: read });
    }
    let deductions = own().filter(|m| m.kind == "deduction").filter_map(|m| points_of(&m.points)).sum();
    let accountability = EntryFilter {
        agency_id: Some(agency.id.clone()),
        register: Some("accountability".into()),
        period: Some((format!("{year}-01-01"), format!("{year}-12-31"))),
    };
    let accountability = app.store.entries(&accountability).await?;
    Ok(UnitLine { agency, score: score(parts, deductions), rank: None, ballots, accountability })
}

/// An assessment of the person's region as it stands now.
///
/// # Errors
///
/// If the person may not, there is none, or the database fails.
pub async fn assessment_page(app: &App, by: &Signed, id: &str) -> Result<AssessmentPage, DocumentError> {
    let (row, scheme, _) = of_office(app, by, id).await?;
    Ok(page_of(app, row, scheme).await?)
}

/// The same where the right was asked elsewhere.
pub(super) async fn page_of(
    app: &App,
    row: AssessmentRow,
    scheme: Scheme,
) -> Result<AssessmentPage, Internal> {
    let marks = app.store.assessment_marks(&row.id).await?;
    let votes = app.store.assessment_ballots(&row.id).await?;
    let mut lines = Vec::new();
    for agency in units(app, &row.region_id).await? {
        let said = ballots(&votes, &agency.id);
        lines.push(line(app, (&row, &scheme), agency, &marks, said).await?);
    }
    let totals: Vec<Option<Decimal>> = lines.iter().map(|l| l.score.total).collect();
    for (line, rank) in lines.iter_mut().zip(ranks(&totals)) {
        line.rank = rank;
    }
    let region = app.store.region(&row.region_id).await?;
    Ok(AssessmentPage { row, region, scheme, units: lines, marks })
}

/// The newest assessment as a unit sees it: its own points, and what it can say to them.
#[derive(Debug, Clone)]
pub struct UnitPage {
    /// The unit.
    pub agency: Agency,
    /// The assessment; none where there was never one.
    pub open: Option<(AssessmentRow, Scheme, UnitLine)>,
    /// What was published of it, by year.
    pub published: Vec<(i64, ResultRow)>,
    /// Scores, deductions and appeals of the unit in the newest.
    pub marks: Vec<MarkRow>,
}

/// What a unit sees. Ranks are seen when they are published.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn unit_page(app: &App, by: &Signed, agency_id: &str) -> Result<UnitPage, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    let mut rows = app.store.assessments().await?;
    rows.retain(|r| r.region_id == agency.region_id);
    let mut published = Vec::new();
    for row in &rows {
        let results = app.store.assessment_results(&row.id).await?;
        published.extend(results.into_iter().filter(|r| r.agency_id == agency.id).map(|r| (row.year, r)));
    }
    let (mut open, mut own) = (None, Vec::new());
    if let Some(row) = rows.into_iter().next().filter(|_| agency.roster_position.is_some()) {
        let scheme = decode(&row)?;
        let marks = app.store.assessment_marks(&row.id).await?;
        let votes = app.store.assessment_ballots(&row.id).await?;
        let said = ballots(&votes, &agency.id);
        let line = line(app, (&row, &scheme), agency.clone(), &marks, said).await?;
        own = marks;
        own.retain(|m| m.agency_id == agency.id);
        open = Some((row, scheme, line));
    }
    Ok(UnitPage { agency, open, published, marks: own })
}

/// A unit as it was published.
#[derive(Debug, Clone)]
pub struct PublicUnit {
    /// The unit.
    pub agency: Agency,
    /// What was published.
    pub result: ResultRow,
    /// Points by indicator, in the order of the scheme; empty where it could not be measured.
    pub points: Vec<String>,
    /// What the public said, by question; none below the fewest ballots.
    pub means: Vec<Option<Decimal>>,
    /// How many ballots.
    pub ballots: i64,
}

/// The published result of a region and year.
#[derive(Debug, Clone)]
pub struct PublicPage {
    /// The region.
    pub region: Region,
    /// The assessment.
    pub row: AssessmentRow,
    /// The scheme.
    pub scheme: Scheme,
    /// The units by rank.
    pub units: Vec<PublicUnit>,
}

/// The years whose result a region has published.
///
/// # Errors
///
/// If the database fails.
pub async fn public_years(app: &App, region: &str) -> Result<Vec<i64>, Internal> {
    let rows = app.store.assessments().await?.into_iter();
    Ok(rows.filter(|r| r.region_id == region && r.published_at_ms.is_some()).map(|r| r.year).collect())
}

/// The published result; nothing where there is none.
///
/// # Errors
///
/// If the database fails.
pub async fn public_page(app: &App, region: &str, year: i64) -> Result<Option<PublicPage>, Internal> {
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let row = app.store.assessment(&format!("{}-{year}", region.id)).await?;
    let Some(row) = row.filter(|r| r.published_at_ms.is_some()) else { return Ok(None) };
    let scheme = decode(&row)?;
    let agencies = app.store.agencies_of(&region.id).await?;
    let votes = app.store.assessment_ballots(&row.id).await?;
    let mut list = Vec::new();
    for result in app.store.assessment_results(&row.id).await? {
        let Some(agency) = agencies.iter().find(|a| a.id == result.agency_id).cloned() else { continue };
        let parts: Vec<(String, Option<String>)> = serde_json::from_str(&result.parts).unwrap_or_default();
        let of = |code: &str| parts.iter().find(|p| p.0 == code).and_then(|p| p.1.clone());
        let points = scheme.indicators.iter().map(|i| of(&i.code).unwrap_or_default()).collect();
        let all = ballots(&votes, &agency.id);
        let mean = |q: &Question| {
            let of_question: Vec<_> = votes.iter().filter(|v| v.question == q.code()).cloned().collect();
            ballots(&of_question, &agency.id).mean(scheme.fewest_ballots)
        };
        let means = Question::ALL.iter().map(mean).collect();
        list.push(PublicUnit { agency, result, points, means, ballots: all.ballots });
    }
    Ok(Some(PublicPage { region, row, scheme, units: list }))
}
