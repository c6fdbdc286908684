//! Numbers of an assessment that the text of a report can name (Art. 50 (4)).

use gongkai_store::{Agency, EntryFilter};
use rust_decimal::{Decimal, RoundingStrategy};

use super::measure::ballots;
use super::show::points_of;
use super::{decode, units};
use crate::{App, Internal};

/// Name, Chinese, English, value.
type Named = (&'static str, &'static str, &'static str, Option<Decimal>);

fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    let count = Decimal::from(numbers.len());
    (!count.is_zero()).then(|| {
        let mean = numbers.iter().sum::<Decimal>() / count;
        mean.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    })
}

/// What a report of a year can say of the assessment: a unit of its own result, the others of their region's.
pub(crate) async fn numbers(app: &App, agency: &Agency, year: i16) -> Result<Vec<Named>, Internal> {
    let id = format!("{}-{year}", agency.region_id);
    let Some(row) = app.store.assessment(&id).await? else { return Ok(Vec::new()) };
    let scheme = decode(&row)?;
    let results = app.store.assessment_results(&id).await?;
    let votes = app.store.assessment_ballots(&id).await?;
    let assessed = Some(Decimal::from(results.len())).filter(|n| !n.is_zero());
    if agency.roster_position.is_some() {
        let own = results.iter().find(|r| r.agency_id == agency.id);
        let said = ballots(&votes, &agency.id);
        return Ok(vec![
            ("assessment.total", "考核得分", "Assessment: points", own.and_then(|r| points_of(&r.total))),
            ("assessment.rank", "考核名次", "Assessment: rank", own.and_then(|r| r.place).map(Decimal::from)),
            ("assessment.units", "参加考核单位", "Assessment: units", assessed),
            (
                "evaluation.ballots",
                "社会评议有效份数",
                "Social evaluation: ballots",
                Some(said.ballots.into()),
            ),
            (
                "evaluation.mean",
                "社会评议平均分",
                "Social evaluation: mean",
                said.mean(scheme.fewest_ballots),
            ),
        ]);
    }
    let totals: Vec<Decimal> = results.iter().filter_map(|r| points_of(&r.total)).collect();
    let (mut held, mut blamed) = (0_i64, 0_i64);
    let mut all = gongkai_domain::assessment::Ballots::default();
    for unit in units(app, &row.region_id).await? {
        let filter = EntryFilter {
            agency_id: Some(unit.id.clone()),
            register: Some("accountability".into()),
            period: Some((format!("{year}-01-01"), format!("{year}-12-31"))),
        };
        let entries = app.store.entries(&filter).await?;
        held += i64::try_from(entries.len()).unwrap_or(0);
        blamed += i64::from(!entries.is_empty());
        let said = ballots(&votes, &unit.id);
        all.sum += said.sum;
        all.answers += said.answers;
        all.ballots += said.ballots;
    }
    Ok(vec![
        ("assessment.units", "参加考核单位", "Assessment: units", assessed),
        ("assessment.mean", "考核平均分", "Assessment: mean of the points", mean(&totals)),
        ("assessment.best", "考核最高分", "Assessment: most points", totals.iter().max().copied()),
        ("evaluation.ballots", "社会评议有效份数", "Social evaluation: ballots", Some(all.ballots.into())),
        ("evaluation.mean", "社会评议平均分", "Social evaluation: mean", all.mean(scheme.fewest_ballots)),
        ("accountability.region", "全区责任追究次数", "Accountability in the region", Some(held.into())),
        ("accountability.units", "被追究责任单位数", "Units held to account", Some(blamed.into())),
    ])
}
