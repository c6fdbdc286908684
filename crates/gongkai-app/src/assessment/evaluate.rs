//! The social evaluation: a few questions to everybody, of which counts are kept and nothing else.

use gongkai_domain::assessment::{BEST, Question};
use gongkai_store::{Agency, AssessmentAct, AssessmentRow, NewAssessmentAct};

use super::fault;
use crate::challenge::{self, ChallengeFault};
use crate::documents::DocumentError;
use crate::{App, Internal, now_ms};

/// An agency that can be evaluated now.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The agency.
    pub agency: Agency,
    /// The assessment that its ballots are for; none while none is open.
    pub open: Option<AssessmentRow>,
}

/// A ballot as it was filled in.
#[derive(Debug, Clone, Default)]
pub struct Ballot {
    /// Answers in the order of the questions, each from 1 to 5.
    pub answers: Vec<Option<i64>>,
    /// The sum that was asked.
    pub token: String,
    /// Its answer.
    pub answer: String,
}

/// An agency with the assessment that is open for it; nothing where there is no such agency, or it is not assessed.
///
/// # Errors
///
/// If the database fails.
pub async fn evaluation(app: &App, agency_id: &str) -> Result<Option<Evaluation>, Internal> {
    let agency = app.store.agency(agency_id).await?.filter(|a| a.roster_position.is_some());
    let Some(agency) = agency else { return Ok(None) };
    let rows = app.store.assessments().await?;
    let open = rows.into_iter().find(|r| r.region_id == agency.region_id && r.state == "open");
    Ok(Some(Evaluation { agency, open }))
}

/// Takes a ballot.
///
/// # Errors
///
/// If none is open, a question is not answered, the sum is not, or the database fails.
pub async fn vote(app: &App, agency_id: &str, ballot: &Ballot) -> Result<(), DocumentError> {
    let found = evaluation(app, agency_id).await?.ok_or(DocumentError::NotFound)?;
    let row = found.open.ok_or(DocumentError::NotFound)?;
    let answers: Vec<(String, i64)> = Question::ALL
        .iter()
        .zip(&ballot.answers)
        .filter_map(|(q, a)| a.filter(|n| (1..=BEST).contains(n)).map(|n| (q.code().to_owned(), n)))
        .collect();
    if answers.len() != Question::ALL.len() {
        return Err(fault("answers", "请回答每个问题。", "Answer every question."));
    }
    let checker = challenge::checker(app).await?;
    let mut tx = app.store.begin().await?;
    if let Err(wrong) = checker.take(&mut tx, &ballot.token, &ballot.answer).await? {
        return Err(fault("answer", ChallengeFault::zh(wrong), ChallengeFault::en(wrong)));
    }
    let act = AssessmentAct::Voted { agency: found.agency.id.clone(), answers };
    let new = NewAssessmentAct {
        agency_id: &found.agency.id,
        assessment_id: &row.id,
        act: &act,
        actor_id: None,
        at_ms: now_ms(),
    };
    tx.record_assessment(&new, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}
