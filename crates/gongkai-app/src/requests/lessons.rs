//! What reviews and courts corrected: tied to the case, its ground and its letter, so that who picks the same ground next
//! sees it, and the year's report can say it.

use std::collections::BTreeMap;

use gongkai_domain::report::Outcome;
use gongkai_domain::request::Ending;
use gongkai_store::{EntryFilter, RequestFilter};
use jiff::civil::Date;

use super::proceedings::{REGISTER, row_of};
use crate::{App, Internal};

/// An answer that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The ground of the answer.
    pub ending: Ending,
    /// The case.
    pub request_id: String,
    /// Its number.
    pub number: String,
    /// The letter with the answer: id and number, where it was written here.
    pub letter: Option<(String, String)>,
    /// The number of the review or suit.
    pub reference: String,
    /// Who corrected it.
    pub body: String,
    /// How it ended.
    pub result: String,
    /// When.
    pub ended_on: Date,
    /// What is to be learned, as somebody wrote it.
    pub lesson: String,
}

/// Every answer of an agency that was corrected, the newest first.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn lessons_of(app: &App, agency_id: &str) -> Result<Vec<Lesson>, Internal> {
    let filter =
        EntryFilter { agency_id: Some(agency_id.into()), register: Some(REGISTER.into()), period: None };
    let mut found = Vec::new();
    for row in app.store.entries(&filter).await?.into_iter().map(|e| row_of(app, e)) {
        let Some((ended_on, ruling)) = row.proceeding.and_then(|p| p.ended) else { continue };
        if ruling.outcome() != Outcome::Corrected || row.value("request").is_empty() {
            continue;
        }
        let number = row.value("request").to_owned();
        let filter = RequestFilter {
            agency_id: Some(agency_id.into()),
            number: Some(number.clone()),
            ..RequestFilter::default()
        };
        let Some(case) = app.store.requests(&filter).await?.pop() else { continue };
        // The first answer is the one that was fought over.
        let ending = case.counted_ending.as_deref().or(case.ending.as_deref()).and_then(Ending::parse);
        let Some(ending) = ending else { continue };
        let letters = app.store.letters_of(&case.id).await?;
        let letter = letters.into_iter().find(|l| l.kind == ending.letter().code() && l.state == "sent");
        found.push(Lesson {
            ending,
            request_id: case.id,
            number,
            letter: letter.map(|l| (l.id, l.number)),
            reference: row.value("reference").to_owned(),
            body: row.value("body").to_owned(),
            result: row.value("result").to_owned(),
            ended_on,
            lesson: row.value("lesson").to_owned(),
        });
    }
    found.sort_by(|a, b| b.ended_on.cmp(&a.ended_on).then_with(|| a.reference.cmp(&b.reference)));
    Ok(found)
}

/// What the year's lessons say in chapter 5: by ground, how many answers were corrected, and what is to be learned.
pub(crate) fn sentences(lessons: &[Lesson], year: i16) -> Vec<String> {
    let mut by_ground: BTreeMap<Ending, Vec<&Lesson>> = BTreeMap::new();
    for lesson in lessons.iter().filter(|l| l.ended_on.year() == year) {
        by_ground.entry(lesson.ending).or_default().push(lesson);
    }
    let sentence = |(ending, of): (Ending, Vec<&Lesson>)| {
        let mut learned: Vec<&str> = of.iter().map(|l| l.lesson.trim()).filter(|l| !l.is_empty()).collect();
        learned.dedup();
        let learned = match learned.is_empty() {
            true => "逐案分析被纠正的原因，完善答复前的审核".to_owned(),
            // Braces name live numbers in a draft.
            false => learned.join("；").replace(['{', '}'], "").trim_end_matches('。').to_owned(),
        };
        format!(
            "以“{}”作出的答复在行政复议、行政诉讼中被纠正{}件。改进措施：{learned}。",
            ending.zh(),
            of.len()
        )
    };
    by_ground.into_iter().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_years_lessons_are_said_by_ground() {
        let lesson = |ending, on, lesson: &str| Lesson {
            ending,
            request_id: "r".into(),
            number: "2025-0001".into(),
            letter: None,
            reference: "（2025）1号".into(),
            body: "区政府".into(),
            result: "复议：撤销或部分撤销".into(),
            ended_on: on,
            lesson: lesson.into(),
        };
        let all = [
            lesson(Ending::DeniedProcess, date(2025, 5, 1), "先认定是否仍在讨论。"),
            lesson(Ending::DeniedProcess, date(2025, 3, 1), ""),
            lesson(Ending::NotFound, date(2024, 3, 1), "保留检索记录"),
        ];
        assert_eq!(
            sentences(&all, 2025),
            [
                "以“不予公开：过程性信息”作出的答复在行政复议、行政诉讼中被纠正2件。改进措施：先认定是否仍在讨论。"
            ]
        );
        assert!(sentences(&all, 2023).is_empty());
    }
}
