//! The yearly assessment of a region's agencies (Art. 46), and what the public says of them.

mod act;
mod evaluate;
mod live;
mod measure;
mod show;

use std::str::FromStr;

use gongkai_domain::assessment::{Indicator, Measure, Scheme, Source};
use gongkai_domain::permission::{Refusal, Right};
use gongkai_store::{Agency, AssessmentRow};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::accounts::Signed;
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal};

pub(crate) use act::put_made_up;
pub use act::{TypedIndicator, TypedMark, appeal, begin, decide, mark, publish, set_scheme, withdraw};
pub use evaluate::{Ballot, Evaluation, evaluation, vote};
pub(crate) use live::numbers;
pub use show::{
    AssessmentPage, PublicPage, PublicUnit, UnitLine, UnitPage, assessment_page, assessments, public_page,
    public_years, unit_page,
};

#[derive(Serialize, Deserialize)]
struct SchemeJson {
    indicators: Vec<IndicatorJson>,
    fewest_ballots: i64,
}

#[derive(Serialize, Deserialize)]
struct IndicatorJson {
    code: String,
    name: String,
    weight: String,
    /// A code of [`Measure`]; absent where people score it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measure: Option<String>,
}

fn encode(scheme: &Scheme) -> String {
    let indicator = |i: &Indicator| IndicatorJson {
        code: i.code.clone(),
        name: i.name.clone(),
        weight: i.weight.normalize().to_string(),
        measure: match i.source {
            Source::Computed(measure) => Some(measure.code().into()),
            Source::Scored => None,
        },
    };
    let json = SchemeJson {
        indicators: scheme.indicators.iter().map(indicator).collect(),
        fewest_ballots: scheme.fewest_ballots,
    };
    serde_json::to_string(&json).unwrap_or_default()
}

fn decode(row: &AssessmentRow) -> Result<Scheme, Internal> {
    let corrupt = || Internal::Seed(format!("scheme of {}", row.id));
    let json: SchemeJson = serde_json::from_str(&row.scheme).map_err(|_| corrupt())?;
    let indicator = |i: IndicatorJson| {
        let source = match i.measure {
            Some(code) => Source::Computed(Measure::parse(&code).ok_or_else(corrupt)?),
            None => Source::Scored,
        };
        let weight = Decimal::from_str(&i.weight).map_err(|_| corrupt())?;
        Ok(Indicator { code: i.code, name: i.name, weight, source })
    };
    let indicators = json.indicators.into_iter().map(indicator).collect::<Result<_, Internal>>()?;
    Ok(Scheme { indicators, fewest_ballots: json.fewest_ballots })
}

/// The regions whose agencies the person assesses, with the agency of the office from which they do it.
fn offices(by: &Signed) -> Result<Vec<(String, String)>, Refusal> {
    let grants = by.person.grants().iter().filter(|g| Right::Assess.roles().contains(&g.role));
    let found: Vec<(String, String)> = grants.map(|g| (g.region.clone(), g.agency.clone())).collect();
    if found.is_empty() { Err(Refusal::NoRole) } else { Ok(found) }
}

/// An assessment, its scheme, and the agency of the office of whoever asks.
async fn of_office(
    app: &App,
    by: &Signed,
    id: &str,
) -> Result<(AssessmentRow, Scheme, String), DocumentError> {
    let offices = offices(by)?;
    let row = app.store.assessment(id).await?.ok_or(DocumentError::NotFound)?;
    let office = offices.into_iter().find(|o| o.0 == row.region_id);
    let (_, office) = office.ok_or(DocumentError::Refused(Refusal::OtherAgency))?;
    let scheme = decode(&row)?;
    Ok((row, scheme, office))
}

/// The agencies that are assessed: those on the region's roster.
async fn units(app: &App, region: &str) -> Result<Vec<Agency>, Internal> {
    let mut units = app.store.agencies_of(region).await?;
    units.retain(|a| a.roster_position.is_some());
    units.sort_by_key(|a| a.roster_position);
    Ok(units)
}

fn fault(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field, zh: zh.into(), en: en.into() }])
}
