//! What the district's office does in an assessment, and what a unit does about it.

use std::str::FromStr;

use gongkai_domain::assessment::{Indicator, MOST_INDICATORS, Measure, Scheme, Source};
use gongkai_domain::permission::Right;
use gongkai_store::{AssessmentAct, MarkRow, NewAssessmentAct, ResultRow};
use rust_decimal::Decimal;

use super::show::{AssessmentPage, assessment_page, page_of};
use super::{encode, fault, of_office, offices, units};
use crate::accounts::{Signed, secret};
use crate::documents::DocumentError;
use crate::{App, Internal, now_ms, registers};

/// Longest text of evidence, a reason or an appeal. Unit: characters.
const TEXT: usize = 2_000;

/// An indicator as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedIndicator {
    /// Its name; a row without one is left out.
    pub name: String,
    /// Its weight.
    pub weight: String,
    /// A code of [`Measure`]; empty where people score it.
    pub measure: String,
}

/// A score or a deduction as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedMark {
    /// About whom.
    pub agency: String,
    /// `score` or `deduction`.
    pub kind: String,
    /// The indicator's code, of a score.
    pub indicator: String,
    /// The points.
    pub points: String,
    /// Evidence, or the reason.
    pub text: String,
    /// A document that shows it.
    pub link: String,
}

async fn record(
    app: &App,
    by: &Signed,
    (agency_id, assessment_id): (&str, &str),
    act: &AssessmentAct,
) -> Result<(), DocumentError> {
    let mut tx = app.store.begin().await?;
    let new =
        NewAssessmentAct { agency_id, assessment_id, act, actor_id: Some(&by.user.id), at_ms: now_ms() };
    tx.record_assessment(&new, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}

/// Begins the assessment of a year in the person's region, with the usual scheme; gives its id.
///
/// # Errors
///
/// If the person may not, there is one already, or the database fails.
pub async fn begin(app: &App, by: &Signed, year: &str) -> Result<String, DocumentError> {
    let (region, office) = offices(by)?.swap_remove(0);
    let year = year.trim().parse::<i64>().ok().filter(|y| (2008..=2199).contains(y));
    let year = year.ok_or_else(|| fault("year", "请填写年份，如 2026。", "A year, such as 2026."))?;
    let id = format!("{region}-{year}");
    if app.store.assessment(&id).await?.is_some() {
        return Err(fault("year", "该年度考核已经开始。", "There is an assessment of this year."));
    }
    let act = AssessmentAct::Opened { region, year, scheme: encode(&Scheme::usual()) };
    record(app, by, (&office, &id), &act).await?;
    Ok(id)
}

fn typed_scheme(typed: &[TypedIndicator], fewest: &str) -> Result<Scheme, DocumentError> {
    let mut indicators = Vec::new();
    for row in typed.iter().filter(|t| !t.name.trim().is_empty()).take(MOST_INDICATORS + 1) {
        let weight = Decimal::from_str(row.weight.trim()).unwrap_or_default().normalize();
        let measure = Measure::parse(row.measure.trim());
        let name = row.name.trim().to_owned();
        let code = measure.map_or_else(|| name.clone(), |m| m.code().to_owned());
        let source = measure.map_or(Source::Scored, Source::Computed);
        indicators.push(Indicator { code, name, weight, source });
    }
    let scheme = Scheme { indicators, fewest_ballots: fewest.trim().parse().unwrap_or(0) };
    scheme.check().map_err(|e| fault("scheme", e.zh(), e.to_string()))?;
    Ok(scheme)
}

/// Changes the scheme. Scores of an indicator that goes stay in the record and count no more.
///
/// # Errors
///
/// If the person may not, the scheme cannot be used, its result is published, or the database fails.
pub async fn set_scheme(
    app: &App,
    by: &Signed,
    id: &str,
    typed: &[TypedIndicator],
    fewest: &str,
) -> Result<(), DocumentError> {
    let (row, before, office) = of_office(app, by, id).await?;
    if row.state == "published" {
        return Err(fault(
            "scheme",
            "结果已公布，方案不能再改。",
            "The result is published; the scheme stays.",
        ));
    }
    let mut scheme = typed_scheme(typed, fewest)?;
    // An indicator that people score keeps its code with its name, so that its scores stay with it.
    for indicator in scheme.indicators.iter_mut().filter(|i| i.source == Source::Scored) {
        let known = before.indicators.iter().find(|b| b.source == Source::Scored && b.name == indicator.name);
        if let Some(known) = known {
            indicator.code.clone_from(&known.code);
        }
    }
    let act = AssessmentAct::SchemeChanged { scheme: encode(&scheme) };
    record(app, by, (&office, id), &act).await
}

fn checked_text(text: &str) -> Result<String, DocumentError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(fault(
            "text",
            "请填写理由或依据，不超过2000字。",
            "Give reason or evidence, at most 2000 characters.",
        ));
    }
    Ok(text.to_owned())
}

fn checked_link(link: &str) -> Result<String, DocumentError> {
    let link = link.trim();
    let is_fine = link.is_empty()
        || (link.starts_with('/') && !link.starts_with("//"))
        || link.starts_with("https://")
        || link.starts_with("http://");
    if !is_fine || link.len() > 500 {
        return Err(fault(
            "link",
            "证明材料应为本站路径或网址。",
            "The evidence is a path of this site or an address.",
        ));
    }
    Ok(link.to_owned())
}

/// Scores an agency for an indicator, in place of an earlier score, or takes points off.
///
/// # Errors
///
/// If the person may not, something is missing, or the database fails.
pub async fn mark(app: &App, by: &Signed, id: &str, typed: &TypedMark) -> Result<(), DocumentError> {
    let (row, scheme, office) = of_office(app, by, id).await?;
    let units = units(app, &row.region_id).await?;
    if !units.iter().any(|u| u.id == typed.agency) {
        return Err(fault("agency", "请选择单位。", "Choose the unit."));
    }
    let points = Decimal::from_str(typed.points.trim()).ok().filter(|p| *p >= Decimal::ZERO);
    let indicator = match typed.kind.as_str() {
        "score" => {
            let found = scheme.indicators.iter().find(|i| i.code == typed.indicator);
            let found = found.filter(|i| i.source == Source::Scored);
            let found = found.ok_or_else(|| {
                fault("indicator", "请选择人工评分的指标。", "Choose an indicator that is scored.")
            })?;
            if points.is_none_or(|p| p > found.weight) {
                let zh = format!("得分应在0至{}之间。", found.weight);
                return Err(fault("points", zh, format!("Points go from 0 to {}.", found.weight)));
            }
            found.code.clone()
        }
        "deduction" => {
            if points.is_none_or(|p| p.is_zero() || p > Decimal::ONE_HUNDRED) {
                return Err(fault(
                    "points",
                    "扣分应大于0、不超过100。",
                    "A deduction is above 0 and at most 100.",
                ));
            }
            String::new()
        }
        _ => return Err(DocumentError::NotFound),
    };
    let marks = app.store.assessment_marks(id).await?;
    let act = AssessmentAct::Marked {
        mark: secret::id(),
        agency: typed.agency.clone(),
        kind: typed.kind.clone(),
        indicator: indicator.clone(),
        points: points.unwrap_or_default().normalize().to_string(),
        text: checked_text(&typed.text)?,
        link: checked_link(&typed.link)?,
    };
    let is_before = |m: &&MarkRow| {
        m.kind == "score" && m.state == "current" && m.agency_id == typed.agency && m.indicator == indicator
    };
    for before in marks.iter().filter(|_| typed.kind == "score").filter(is_before) {
        let act = AssessmentAct::Settled {
            mark: before.id.clone(),
            state: "withdrawn".into(),
            reply: "重新评分".into(),
        };
        record(app, by, (&office, id), &act).await?;
    }
    record(app, by, (&office, id), &act).await
}

/// Withdraws a score or a deduction.
///
/// # Errors
///
/// If the person may not, there is no such mark, the reason is missing, or the database fails.
pub async fn withdraw(
    app: &App,
    by: &Signed,
    (id, mark): (&str, &str),
    reason: &str,
) -> Result<(), DocumentError> {
    let (_, _, office) = of_office(app, by, id).await?;
    let marks = app.store.assessment_marks(id).await?;
    let is_it = |m: &&MarkRow| m.id == mark && m.kind != "appeal" && m.state == "current";
    if !marks.iter().any(|m| is_it(&m)) {
        return Err(DocumentError::NotFound);
    }
    let act =
        AssessmentAct::Settled { mark: mark.into(), state: "withdrawn".into(), reply: checked_text(reason)? };
    record(app, by, (&office, id), &act).await
}

/// A unit appeals.
///
/// # Errors
///
/// If the person may not, there is no assessment, the text is missing, or the database fails.
pub async fn appeal(
    app: &App,
    by: &Signed,
    agency_id: &str,
    (id, text, link): (&str, &str, &str),
) -> Result<(), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::RecordChannel).await?;
    let row = app.store.assessment(id).await?.filter(|a| a.region_id == agency.region_id);
    let row = row.ok_or(DocumentError::NotFound)?;
    let act = AssessmentAct::Marked {
        mark: secret::id(),
        agency: agency.id.clone(),
        kind: "appeal".into(),
        indicator: String::new(),
        points: String::new(),
        text: checked_text(text)?,
        link: checked_link(link)?,
    };
    record(app, by, (&agency.id, &row.id), &act).await
}

/// Decides an appeal. What follows from it, a new score or a deduction withdrawn, is an act of its own.
///
/// # Errors
///
/// If the person may not, there is no open appeal, the decision has no reason, or the database fails.
pub async fn decide(
    app: &App,
    by: &Signed,
    (id, mark): (&str, &str),
    (is_upheld, reply): (bool, &str),
) -> Result<(), DocumentError> {
    let (_, _, office) = of_office(app, by, id).await?;
    let marks = app.store.assessment_marks(id).await?;
    if !marks.iter().any(|m| m.id == mark && m.kind == "appeal" && m.state == "open") {
        return Err(DocumentError::NotFound);
    }
    let state = if is_upheld { "upheld" } else { "dismissed" };
    let act = AssessmentAct::Settled { mark: mark.into(), state: state.into(), reply: checked_text(reply)? };
    record(app, by, (&office, id), &act).await
}

/// Publishes the result as it stands; again after a correction. Earlier results stay in the record.
///
/// # Errors
///
/// If the person may not, a score is missing or an appeal is open, or the database fails.
pub async fn publish(app: &App, by: &Signed, id: &str) -> Result<(), DocumentError> {
    let (_, _, office) = of_office(app, by, id).await?;
    let page = assessment_page(app, by, id).await?;
    if page.marks.iter().any(|m| m.kind == "appeal" && m.state == "open") {
        return Err(fault("publish", "还有申诉没有处理。", "An appeal is open."));
    }
    if page.unscored() > 0 {
        let zh = format!("还有{}项人工评分没有完成。", page.unscored());
        return Err(fault("publish", zh, format!("{} scores are missing.", page.unscored())));
    }
    record(app, by, (&office, id), &result_of(&page)).await
}

/// The result as it stands, to be published.
fn result_of(page: &AssessmentPage) -> AssessmentAct {
    let result = |line: &super::UnitLine| {
        let points: Vec<(&str, Option<String>)> =
            line.score.parts.iter().map(|p| (p.code.as_str(), p.points.map(|n| n.to_string()))).collect();
        ResultRow {
            agency_id: line.agency.id.clone(),
            place: line.rank.map(i64::from),
            total: line.score.total.map(|t| t.to_string()).unwrap_or_default(),
            deductions: line.score.deductions.normalize().to_string(),
            parts: serde_json::to_string(&points).unwrap_or_default(),
        }
    };
    AssessmentAct::Published { results: page.units.iter().map(result).collect() }
}

/// Puts an assessment of a year with what belongs to it, for the demonstration; published at once where it is said.
pub(crate) async fn put_made_up(
    app: &App,
    (region, office, year): (&str, &str, i64),
    acts: &[(String, AssessmentAct)],
    is_published: bool,
) -> Result<(), Internal> {
    let id = format!("{region}-{year}");
    if app.store.assessment(&id).await?.is_some() {
        return Ok(());
    }
    let opened = AssessmentAct::Opened { region: region.into(), year, scheme: encode(&Scheme::usual()) };
    let mut tx = app.store.begin().await?;
    let first = (office.to_owned(), opened);
    for (agency_id, act) in std::iter::once(&first).chain(acts) {
        let new = NewAssessmentAct { agency_id, assessment_id: &id, act, actor_id: None, at_ms: now_ms() };
        tx.record_assessment(&new, app.settings.chain_hash).await?;
    }
    tx.commit().await?;
    if !is_published {
        return Ok(());
    }
    let row = app.store.assessment(&id).await?.ok_or_else(|| Internal::Seed(id.clone()))?;
    let page = page_of(app, row, Scheme::usual()).await?;
    let mut tx = app.store.begin().await?;
    let act = result_of(&page);
    let new = NewAssessmentAct {
        agency_id: office,
        assessment_id: &id,
        act: &act,
        actor_id: None,
        at_ms: now_ms(),
    };
    tx.record_assessment(&new, app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}
