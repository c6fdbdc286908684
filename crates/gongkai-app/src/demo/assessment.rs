//! Two assessments of the made-up district: last year's, published, and this year's, which goes on.

use gongkai_domain::assessment::Question;
use gongkai_domain::china_time;
use gongkai_store::AssessmentAct;

use super::district::{GOVERNMENT, REGION, UNITS};
use super::people::STAFFED;
use crate::{App, Internal, assessment, now_ms};

/// Units with enough ballots for a mean; the others have fewer.
const MANY: usize = 12;
const FEW: usize = 6;

fn marked(
    agency: &str,
    year: i64,
    (kind, indicator, points): (&str, &str, &str),
    text: &str,
    link: &str,
) -> AssessmentAct {
    AssessmentAct::Marked {
        mark: format!("{agency}-{year}-{kind}-{indicator}"),
        agency: agency.into(),
        kind: kind.into(),
        indicator: indicator.into(),
        points: points.into(),
        text: text.into(),
        link: link.into(),
    }
}

/// Puts both.
pub(super) async fn put(app: &App) -> Result<(), Internal> {
    let this_year = i64::from(china_time::day(now_ms()).year());
    for (year, is_published) in [(this_year - 1, true), (this_year, false)] {
        let acts = acts(year, is_published);
        assessment::put_made_up(app, (REGION, GOVERNMENT, year), &acts, is_published).await?;
    }
    Ok(())
}

fn acts(year: i64, is_published: bool) -> Vec<(String, AssessmentAct)> {
    let mut acts = Vec::new();
    let office = || GOVERNMENT.to_owned();
    for (number, unit) in UNITS.iter().enumerate() {
        // Of this year's, only some units are scored by now.
        if is_published || number % 2 == 0 {
            let points = format!("{}", 7 + number % 3);
            let text = "抽查三份解读，形式和内容符合要求。";
            acts.push((
                office(),
                marked(unit.id, year, ("score", "interpretation", &points), text, "/policies"),
            ));
            let points = format!("{}", 3 + number % 3);
            let text = "机构、人员和培训台账齐全。";
            acts.push((office(), marked(unit.id, year, ("score", "organisation", &points), text, "")));
        }
        let ballots = if STAFFED.contains(&unit.id) { MANY } else { FEW };
        for ballot in 0..ballots {
            let answer = |at: usize| 3 + i64::try_from((ballot + at + number) % 3).unwrap_or(0);
            let answers = Question::ALL.iter().enumerate().map(|(at, q)| (q.code().to_owned(), answer(at)));
            let vote = AssessmentAct::Voted { agency: unit.id.into(), answers: answers.collect() };
            acts.push((unit.id.to_owned(), vote));
        }
    }
    let unit = STAFFED[1];
    let text = "一个栏目超过六个月未更新，被责令改正。";
    acts.push((office(), marked(unit, year, ("deduction", "", "1.5"), text, "")));
    let text = "该栏目已并入新栏目，请核减扣分。";
    acts.push((unit.to_owned(), marked(unit, year, ("appeal", "", ""), text, "/documents")));
    if is_published {
        let decided = AssessmentAct::Settled {
            mark: format!("{unit}-{year}-appeal-"),
            state: "dismissed".into(),
            reply: "并入时间晚于检查时间，扣分不变。".into(),
        };
        acts.push((office(), decided));
    }
    acts
}
