//! The yearly assessment (考核) of a region's agencies, and what the public says of them (社会评议): Art. 46 and Art. 50 (4).
//!
//! An indicator that could not be measured at an agency is no zero and no full mark: its weight is left out there, and the
//! others are taken to a hundred.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::disclosure::revision::named;

named! {
    /// What can be measured in the records of a year: how many of how many went wrong.
    Measure {
        /// First publications after the term of Art. 26, of all that were published; taken over from an old site not counted.
        LatePublication = "late-publication", "逾期公开比例", "Published late";
        /// Answers to requests after their last day, of all that ended in the year.
        LateAnswers = "late-answers", "逾期答复申请比例", "Requests answered late";
        /// Findings of level error in the report published in the year, each a tenth; all of it where there is none.
        ReportErrors = "report-errors", "年度报告错误", "Errors in the annual report";
        /// Valid messages not answered in their term, of all whose term is over.
        Messages = "messages", "留言逾期答复比例", "Messages answered late";
        /// Monthly submissions, work points and orders to mend not done in their term.
        Tasks = "tasks", "报送和任务逾期比例", "Tasks done late";
        /// Reviews and suits that corrected the agency, of all that ended in the year.
        Corrected = "corrected", "复议诉讼纠错率", "Corrected on review or in court";
        /// What the public says: the points that are missing from the best answers.
        Social = "social", "社会评议", "Social evaluation";
    }
}

named! {
    /// A question of the social evaluation; it is answered from 1, the worst, to 5, the best.
    Question {
        /// Whether it is found.
        Found = "found", "需要的信息容易找到", "What I need is easy to find";
        /// Whether it is understood.
        Clear = "clear", "公开的内容清楚易懂", "What is published is clear";
        /// Whether it is current.
        Current = "current", "信息更新及时", "It is up to date";
        /// Whether answers help.
        Answered = "answered", "咨询和申请得到有用的答复", "Questions and requests get useful answers";
    }
}

/// The best answer to a question.
pub const BEST: i64 = 5;
/// Fewer ballots than this are never shown as a mean, whatever the scheme says: one could tell who said what.
pub const FEWEST_BALLOTS: i64 = 5;
/// Most indicators of a scheme.
pub const MOST_INDICATORS: usize = 12;

/// Where the points of an indicator come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From the records.
    Computed(Measure),
    /// From people, with evidence.
    Scored,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Unique in its scheme.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Its weight; those of a scheme make 100.
    pub weight: Decimal,
    /// Where its points come from.
    pub source: Source,
}

/// What is assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The indicators, in order.
    pub indicators: Vec<Indicator>,
    /// So many ballots are needed before a mean is shown or counted.
    pub fewest_ballots: i64,
}

/// What is wrong with a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SchemeFault {
    /// It has none, or too many.
    #[error("1 to 12 indicators are needed")]
    Number,
    /// An indicator has no name or no weight above 0.
    #[error("every indicator needs a name and a weight above 0")]
    Indicator,
    /// Two have one code or one measure.
    #[error("an indicator stands there twice")]
    Double,
    /// The weights do not make 100.
    #[error("the weights make {0}, not 100")]
    Sum(Decimal),
    /// So few ballots that one could tell who said what.
    #[error("at least 5 ballots are needed before a mean is shown")]
    Ballots,
}

impl SchemeFault {
    /// In Chinese.
    pub fn zh(self) -> String {
        match self {
            SchemeFault::Number => "指标应为1至12项。".into(),
            SchemeFault::Indicator => "每项指标都要有名称和大于0的权重。".into(),
            SchemeFault::Double => "有指标重复。".into(),
            SchemeFault::Sum(sum) => alloc::format!("权重合计为{sum}，应为100。"),
            SchemeFault::Ballots => "社会评议的最低有效份数不得少于5。".into(),
        }
    }
}

impl Scheme {
    /// The one that a new assessment begins with.
    pub fn usual() -> Scheme {
        let computed = |measure: Measure, weight: i64| Indicator {
            code: measure.code().into(),
            name: measure.zh().into(),
            weight: weight.into(),
            source: Source::Computed(measure),
        };
        let scored = |code: &str, name: &str, weight: i64| Indicator {
            code: code.into(),
            name: name.into(),
            weight: weight.into(),
            source: Source::Scored,
        };
        Scheme {
            indicators: alloc::vec![
                computed(Measure::LatePublication, 15),
                computed(Measure::LateAnswers, 20),
                computed(Measure::ReportErrors, 10),
                computed(Measure::Messages, 10),
                computed(Measure::Tasks, 10),
                computed(Measure::Corrected, 10),
                computed(Measure::Social, 10),
                scored("interpretation", "政策解读质量", 10),
                scored("organisation", "组织保障", 5),
            ],
            fewest_ballots: 10,
        }
    }

    /// Whether it can be used.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), SchemeFault> {
        if self.indicators.is_empty() || self.indicators.len() > MOST_INDICATORS {
            return Err(SchemeFault::Number);
        }
        if self.indicators.iter().any(|i| i.name.trim().is_empty() || i.weight <= Decimal::ZERO) {
            return Err(SchemeFault::Indicator);
        }
        let is_double = |(at, i): (usize, &Indicator)| {
            let same =
                |o: &Indicator| o.code == i.code || (i.source != Source::Scored && o.source == i.source);
            self.indicators[..at].iter().any(same)
        };
        if self.indicators.iter().enumerate().any(is_double) {
            return Err(SchemeFault::Double);
        }
        let sum = self.indicators.iter().map(|i| i.weight).sum::<Decimal>().normalize();
        if sum != Decimal::ONE_HUNDRED {
            return Err(SchemeFault::Sum(sum));
        }
        if self.fewest_ballots < FEWEST_BALLOTS { Err(SchemeFault::Ballots) } else { Ok(()) }
    }
}

/// What was measured: so many of so many went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// How many went wrong.
    pub wrong: i64,
    /// Of how many.
    pub of: i64,
}

/// The points of an agency for an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The indicator's code.
    pub code: String,
    /// Its weight.
    pub weight: Decimal,
    /// The points; none where it could not be measured or nobody has scored it.
    pub points: Option<Decimal>,
    /// What was measured, for those from the records.
    pub reading: Option<Reading>,
}

/// What an agency has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// By indicator, in the order of the scheme.
    pub parts: Vec<Part>,
    /// Points taken off.
    pub deductions: Decimal,
    /// Of 100; none where nothing was measured.
    pub total: Option<Decimal>,
}

fn rounded(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// The points of a reading under a weight; none where there was nothing that could go wrong.
pub fn points(weight: Decimal, reading: Reading) -> Option<Decimal> {
    if reading.of <= 0 {
        return None;
    }
    let right = Decimal::from((reading.of - reading.wrong).max(0));
    Some(rounded(weight * right / Decimal::from(reading.of)))
}

/// What an agency has: the points that it has of the weights that could be measured, taken to 100, without the deductions.
pub fn score(parts: Vec<Part>, deductions: Decimal) -> Score {
    let measured = parts.iter().filter(|p| p.points.is_some());
    let weights: Decimal = measured.clone().map(|p| p.weight).sum();
    let sum: Decimal = measured.filter_map(|p| p.points).sum();
    let total = (!weights.is_zero())
        .then(|| rounded((sum * Decimal::ONE_HUNDRED / weights - deductions).max(Decimal::ZERO)));
    Score { parts, deductions, total }
}

/// The rank of each total, the highest first; equals share a rank, and what has no total has none.
pub fn ranks(totals: &[Option<Decimal>]) -> Vec<Option<u32>> {
    let above = |mine: Decimal| totals.iter().flatten().filter(|other| **other > mine).count();
    totals.iter().map(|t| t.map(|mine| u32::try_from(above(mine)).unwrap_or(u32::MAX - 1) + 1)).collect()
}

/// What the public said: the sum of all answers, how many answers, how many ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ballots {
    /// The sum of the answers, each from 1 to 5.
    pub sum: i64,
    /// How many answers.
    pub answers: i64,
    /// How many ballots.
    pub ballots: i64,
}

impl Ballots {
    /// The mean answer; none below the fewest ballots.
    pub fn mean(self, fewest: i64) -> Option<Decimal> {
        let enough = self.ballots >= fewest.max(FEWEST_BALLOTS) && self.answers > 0;
        enough.then(|| rounded(Decimal::from(self.sum) / Decimal::from(self.answers)))
    }

    /// The points that are missing from the best answers; none below the fewest ballots.
    pub fn reading(self, fewest: i64) -> Option<Reading> {
        self.mean(fewest)?;
        let of = (BEST - 1) * self.answers;
        Some(Reading { wrong: BEST * self.answers - self.sum, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn part(weight: i64, points: Option<i64>) -> Part {
        Part {
            code: alloc::format!("{weight}"),
            weight: weight.into(),
            points: points.map(Decimal::from),
            reading: None,
        }
    }

    #[test]
    fn the_usual_scheme_can_be_used_and_a_wrong_one_is_refused() {
        let usual = Scheme::usual();
        assert_eq!(usual.check(), Ok(()));
        let mut wrong = usual.clone();
        wrong.indicators[0].weight = 16.into();
        assert_eq!(wrong.check(), Err(SchemeFault::Sum(101.into())));
        let mut wrong = usual.clone();
        wrong.indicators[1].source = wrong.indicators[0].source;
        assert_eq!(wrong.check(), Err(SchemeFault::Double));
        let mut wrong = usual.clone();
        wrong.indicators[0].name.clear();
        assert_eq!(wrong.check(), Err(SchemeFault::Indicator));
        let wrong = Scheme { fewest_ballots: 4, ..usual.clone() };
        assert_eq!(wrong.check(), Err(SchemeFault::Ballots));
        assert_eq!(Scheme { indicators: vec![], ..usual }.check(), Err(SchemeFault::Number));
    }

    #[test]
    fn what_could_not_be_measured_is_neither_nothing_nor_everything() {
        assert_eq!(points(20.into(), Reading { wrong: 1, of: 4 }), Some(15.into()));
        assert_eq!(points(20.into(), Reading { wrong: 0, of: 0 }), None);
        let made = score(vec![part(60, Some(45)), part(40, None)], Decimal::ZERO);
        assert_eq!(made.total, Some(75.into()), "45 of 60");
        assert_eq!(score(vec![part(60, Some(45)), part(40, Some(0))], Decimal::ZERO).total, Some(45.into()));
        assert_eq!(score(vec![part(60, None)], Decimal::ZERO).total, None);
        assert_eq!(score(vec![part(100, Some(3))], 5.into()).total, Some(0.into()), "never below nothing");
    }

    #[test]
    fn equals_share_a_rank_and_the_next_one_is_passed_over() {
        let totals = [Some(90.into()), Some(95.into()), None, Some(90.into()), Some(80.into())];
        assert_eq!(ranks(&totals), [Some(2), Some(1), None, Some(2), Some(4)]);
    }

    #[test]
    fn few_ballots_give_no_mean() {
        let few = Ballots { sum: 36, answers: 8, ballots: 9 };
        assert_eq!((few.mean(10), few.reading(10)), (None, None));
        assert_eq!(Ballots { ballots: 4, ..few }.mean(1), None, "whatever is asked for");
        let enough = Ballots { sum: 170, answers: 40, ballots: 10 };
        assert_eq!(enough.mean(10).map(|m| alloc::format!("{m}")).as_deref(), Some("4.25"));
        assert_eq!(enough.reading(10), Some(Reading { wrong: 30, of: 160 }));
    }
}
