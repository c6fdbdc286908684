//! Assessments: acts in the record, and the tables derived from them.

use serde::{Deserialize, Serialize};

use crate::db::{Sql, Tx};
use crate::events::{ChainHash, NewEvent, StoredEvent};
use crate::{Store, StoreError};

/// The kind of subject of their acts; the subject is the assessment's id.
pub const ASSESSMENT: &str = "assessment";

/// What was done, as the record has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum AssessmentAct {
    /// It was begun.
    Opened {
        /// The region.
        region: String,
        /// The year.
        year: i64,
        /// The scheme, as JSON.
        scheme: String,
    },
    /// The scheme was changed.
    SchemeChanged {
        /// The scheme, as JSON.
        scheme: String,
    },
    /// A score, a deduction or an appeal was put.
    Marked {
        /// Its id.
        mark: String,
        /// About whom, or by whom.
        agency: String,
        /// `score`, `deduction` or `appeal`.
        kind: String,
        /// The indicator's code.
        indicator: String,
        /// The points.
        points: String,
        /// Evidence, reason, or what is asked for.
        text: String,
        /// A document that shows it.
        link: String,
    },
    /// A mark was withdrawn, or an appeal decided.
    Settled {
        /// The mark.
        mark: String,
        /// `withdrawn`, `upheld` or `dismissed`.
        state: String,
        /// Why.
        reply: String,
    },
    /// A ballot of the social evaluation: question and answer.
    Voted {
        /// About whom.
        agency: String,
        /// The answers.
        answers: Vec<(String, i64)>,
    },
    /// The result was published.
    Published {
        /// By agency.
        results: Vec<ResultRow>,
    },
}

impl AssessmentAct {
    /// The kind of the act in the record.
    pub fn kind(&self) -> &'static str {
        match self {
            AssessmentAct::Opened { .. } => "assessment.opened",
            AssessmentAct::SchemeChanged { .. } => "assessment.scheme-changed",
            AssessmentAct::Marked { .. } => "assessment.marked",
            AssessmentAct::Settled { .. } => "assessment.settled",
            AssessmentAct::Voted { .. } => "assessment.voted",
            AssessmentAct::Published { .. } => "assessment.published",
        }
    }
}

/// An act to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssessmentAct<'a> {
    /// In whose chain it stands: the district's office, the unit that appeals, or the one that is voted on.
    pub agency_id: &'a str,
    /// The assessment.
    pub assessment_id: &'a str,
    /// What is done.
    pub act: &'a AssessmentAct,
    /// By whom; nobody for the public.
    pub actor_id: Option<&'a str>,
    /// When.
    pub at_ms: i64,
}

row! {
    /// An assessment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AssessmentRow {
        /// The id.
        pub id: String,
        /// The region.
        pub region_id: String,
        /// The year.
        pub year: i64,
        /// `open` or `published`.
        pub state: String,
        /// The scheme, as JSON.
        pub scheme: String,
        /// When it was begun.
        pub created_at_ms: i64,
        /// When its result was published last.
        pub published_at_ms: Option<i64>,
    }
}

row! {
    /// A score, a deduction or an appeal.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct MarkRow {
        /// The id.
        pub id: String,
        /// The assessment.
        pub assessment_id: String,
        /// About whom, or by whom.
        pub agency_id: String,
        /// `score`, `deduction` or `appeal`.
        pub kind: String,
        /// The indicator's code.
        pub indicator: String,
        /// The points, an exact decimal.
        pub points: String,
        /// Evidence, reason, or what is asked for.
        pub text: String,
        /// A document that shows it.
        pub link: String,
        /// `current` or `withdrawn`; of an appeal `open`, `upheld` or `dismissed`.
        pub state: String,
        /// Why it was withdrawn, or what was decided.
        pub reply: String,
        /// When it was put.
        pub created_at_ms: i64,
    }
}

row! {
    /// What was published of an agency.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub struct ResultRow {
        /// The agency.
        pub agency_id: String,
        /// The rank.
        pub place: Option<i64>,
        /// Of 100, an exact decimal; empty where nothing was measured.
        pub total: String,
        /// Points taken off, an exact decimal.
        pub deductions: String,
        /// Points by indicator, as JSON.
        pub parts: String,
    }
}

row! {
    /// How often a question was answered so.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct BallotRow {
        /// The agency.
        pub agency_id: String,
        /// The question's code.
        pub question: String,
        /// The answer.
        pub answer: i64,
        /// How often.
        pub votes: i64,
    }
}

impl Tx {
    /// Records an act and brings the tables up to date.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record_assessment(
        &mut self,
        act: &NewAssessmentAct<'_>,
        hash: ChainHash,
    ) -> Result<StoredEvent, StoreError> {
        let payload = serde_json::to_string(act.act).unwrap_or_default();
        let event = NewEvent {
            agency_id: act.agency_id,
            subject_kind: ASSESSMENT,
            subject_id: act.assessment_id,
            kind: act.act.kind(),
            actor_id: act.actor_id,
            at_ms: act.at_ms,
            payload: &payload,
        };
        let stored = self.append(&event, hash).await?;
        self.derive_assessment(&stored).await?;
        Ok(stored)
    }

    /// Brings the tables up to date with an act; `gongkai verify` calls it for every act of the record.
    ///
    /// # Errors
    ///
    /// If the database fails, or the act cannot be read.
    pub async fn derive_assessment(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let act: AssessmentAct = serde_json::from_str(&event.payload).map_err(|_| StoreError::Corrupt {
            table: "events",
            what: "payload",
            value: event.seq.to_string(),
        })?;
        let id = &event.subject_id;
        match act {
            AssessmentAct::Opened { region, year, scheme } => {
                let sql = Sql::new(
                    "INSERT INTO assessments (id, region_id, year, state, scheme, created_at_ms) \
                     VALUES ($1, $2, $3, 'open', $4, $5)",
                );
                let sql = sql.bind(id).bind(&region).bind(year).bind(&scheme).bind(event.at_ms);
                self.execute(sql).await?;
            }
            AssessmentAct::SchemeChanged { scheme } => {
                let sql = Sql::new("UPDATE assessments SET scheme = $1 WHERE id = $2");
                self.execute(sql.bind(&scheme).bind(id)).await?;
            }
            AssessmentAct::Marked { mark, agency, kind, indicator, points, text, link } => {
                let state = if kind == "appeal" { "open" } else { "current" };
                let sql = Sql::new(
                    "INSERT INTO assessment_marks (id, assessment_id, agency_id, kind, indicator, points, text, link, \
                     state, reply, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)",
                )
                .bind(&mark)
                .bind(id)
                .bind(&agency)
                .bind(&kind)
                .bind(&indicator)
                .bind(&points)
                .bind(&text)
                .bind(&link)
                .bind(state)
                .bind(event.at_ms);
                self.execute(sql).await?;
            }
            AssessmentAct::Settled { mark, state, reply } => {
                let sql = Sql::new("UPDATE assessment_marks SET state = $1, reply = $2 WHERE id = $3");
                self.execute(sql.bind(&state).bind(&reply).bind(&mark)).await?;
            }
            AssessmentAct::Voted { agency, answers } => {
                for (question, answer) in answers {
                    let sql = Sql::new(
                        "INSERT INTO assessment_ballots (assessment_id, agency_id, question, answer, votes) \
                         VALUES ($1, $2, $3, $4, 1) ON CONFLICT (assessment_id, agency_id, question, answer) \
                         DO UPDATE SET votes = assessment_ballots.votes + 1",
                    );
                    self.execute(sql.bind(id).bind(&agency).bind(&question).bind(answer)).await?;
                }
            }
            AssessmentAct::Published { results } => {
                self.touch_public();
                let sql = Sql::new("DELETE FROM assessment_results WHERE assessment_id = $1");
                self.execute(sql.bind(id)).await?;
                for r in results {
                    let sql = Sql::new(
                        "INSERT INTO assessment_results (assessment_id, agency_id, place, total, deductions, parts) \
                         VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(id)
                    .bind(&r.agency_id)
                    .bind(r.place)
                    .bind(&r.total)
                    .bind(&r.deductions)
                    .bind(&r.parts);
                    self.execute(sql).await?;
                }
                let sql = Sql::new(
                    "UPDATE assessments SET state = 'published', published_at_ms = $1 WHERE id = $2",
                );
                self.execute(sql.bind(event.at_ms).bind(id)).await?;
            }
        }
        Ok(())
    }
}

const COLUMNS: &str = "id, region_id, year, state, scheme, created_at_ms, published_at_ms";

impl Store {
    /// Every assessment, the newest year first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn assessments(&self) -> Result<Vec<AssessmentRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM assessments ORDER BY year DESC, region_id");
        self.all(sql).await
    }

    /// An assessment.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn assessment(&self, id: &str) -> Result<Option<AssessmentRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM assessments WHERE id = ").push_bind(id);
        self.optional(sql).await
    }

    /// Its scores, deductions and appeals, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn assessment_marks(&self, id: &str) -> Result<Vec<MarkRow>, StoreError> {
        let sql = Sql::new(
            "SELECT id, assessment_id, agency_id, kind, indicator, points, text, link, state, reply, created_at_ms \
             FROM assessment_marks WHERE assessment_id = $1 ORDER BY created_at_ms, id",
        );
        self.all(sql.bind(id)).await
    }

    /// What was published, by rank.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn assessment_results(&self, id: &str) -> Result<Vec<ResultRow>, StoreError> {
        let sql = Sql::new(
            "SELECT agency_id, place, total, deductions, parts FROM assessment_results WHERE assessment_id = $1 \
             ORDER BY COALESCE(place, 1000000), agency_id",
        );
        self.all(sql.bind(id)).await
    }

    /// What the public said.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn assessment_ballots(&self, id: &str) -> Result<Vec<BallotRow>, StoreError> {
        let sql = Sql::new(
            "SELECT agency_id, question, answer, votes FROM assessment_ballots WHERE assessment_id = $1 \
             ORDER BY agency_id, question, answer",
        );
        self.all(sql.bind(id)).await
    }

    /// Of the documents of an agency first published between two instants, and not taken over from an old site: the day on which
    /// each was formed, the instant, and its own term in working days.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn publication_days(
        &self,
        agency_id: &str,
        (from_ms, until_ms): (i64, i64),
    ) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
        let sql = Sql::new(
            "SELECT formed_on, first_published_at_ms, term_days FROM documents WHERE agency_id = $1 AND origin = '' \
             AND formed_on IS NOT NULL AND first_published_at_ms >= $2 AND first_published_at_ms < $3",
        );
        self.all(sql.bind(agency_id).bind(from_ms).bind(until_ms)).await
    }
}
