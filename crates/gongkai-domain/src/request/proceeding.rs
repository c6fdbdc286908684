//! 行政复议 and 行政诉讼 against what an agency did in a case, and the column of table 4 that counts the result.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::{CalendarGap, WorkCalendar, WorkingDays};
use crate::compile::Period;
use crate::disclosure::revision::named;
use crate::report::{Outcome, Procedure};

named! {
    /// How a proceeding ended.
    Result {
        /// 决定维持 (复议法68).
        ReviewUpheld = "review-upheld", "复议：维持", "Review: upheld";
        /// 驳回复议请求 (复议法69).
        ReviewClaimRejected = "review-claim-rejected", "复议：驳回复议请求", "Review: claim rejected";
        /// 变更 (复议法63).
        ReviewChanged = "review-changed", "复议：变更", "Review: changed";
        /// 撤销或者部分撤销 (复议法64).
        ReviewQuashed = "review-quashed", "复议：撤销或部分撤销", "Review: quashed";
        /// 确认违法 (复议法65).
        ReviewUnlawful = "review-unlawful", "复议：确认违法", "Review: declared unlawful";
        /// 限期履行 (复议法66).
        ReviewOrdered = "review-ordered", "复议：责令限期履行", "Review: ordered to act";
        /// 确认无效 (复议法67).
        ReviewVoid = "review-void", "复议：确认无效", "Review: declared void";
        /// 不予受理，或者受理后驳回申请 (复议法30、33).
        ReviewInadmissible = "review-inadmissible", "复议：不予受理、驳回申请", "Review: inadmissible";
        /// 终止，调解，和解 (复议法41、73、74).
        ReviewEnded = "review-ended", "复议：终止、调解、和解", "Review: ended or settled";
        /// 驳回诉讼请求 (行诉法69).
        SuitRejected = "suit-rejected", "诉讼：驳回诉讼请求", "Suit: claim rejected";
        /// 撤销或者部分撤销 (行诉法70).
        SuitQuashed = "suit-quashed", "诉讼：撤销或部分撤销", "Suit: quashed";
        /// 履行、给付、限期公开 (行诉法72、73).
        SuitOrdered = "suit-ordered", "诉讼：判决履行、限期公开", "Suit: ordered to act";
        /// 确认违法或者无效 (行诉法74、75).
        SuitUnlawful = "suit-unlawful", "诉讼：确认违法或无效", "Suit: declared unlawful or void";
        /// 变更 (行诉法77).
        SuitChanged = "suit-changed", "诉讼：变更", "Suit: changed";
        /// 判决不得公开.
        SuitForbidden = "suit-forbidden", "诉讼：判决不得公开", "Suit: disclosure forbidden";
        /// 不予立案、驳回起诉、准许撤诉、终结 (行诉法51、62).
        SuitInadmissible = "suit-inadmissible", "诉讼：不予立案、驳回起诉、撤诉", "Suit: inadmissible or withdrawn";
    }
}

impl Result {
    /// The column of table 4, as we read the form; an agency can set another.
    pub fn outcome(self) -> Outcome {
        match self {
            Result::ReviewUpheld | Result::ReviewClaimRejected | Result::SuitRejected => Outcome::Upheld,
            Result::ReviewChanged
            | Result::ReviewQuashed
            | Result::ReviewUnlawful
            | Result::ReviewOrdered
            | Result::ReviewVoid
            | Result::SuitQuashed
            | Result::SuitOrdered
            | Result::SuitUnlawful
            | Result::SuitChanged
            | Result::SuitForbidden => Outcome::Corrected,
            Result::ReviewInadmissible | Result::ReviewEnded | Result::SuitInadmissible => Outcome::Other,
        }
    }

    /// Whether it ends a review; else it ends a suit.
    pub fn is_of_review(self) -> bool {
        self.code().starts_with("review-")
    }
}

named! {
    /// In which form a review goes on (复议法53).
    Form {
        /// 简易程序.
        Simple = "simple", "简易程序", "Simple";
        /// 普通程序.
        Ordinary = "ordinary", "普通程序", "Ordinary";
    }
}

/// The last day on which the agency answers in a proceeding that it was told of on a day.
///
/// In a review 5 or 10 working days (复议法48, 54, 88), in a suit 15 days (行诉法67).
///
/// # Errors
///
/// If a holiday notice is missing.
pub fn answer_due(
    procedure: Procedure,
    form: Form,
    told_on: Date,
    calendar: &WorkCalendar,
) -> core::result::Result<Date, CalendarGap> {
    match (procedure, form) {
        (Procedure::Review, Form::Simple) => calendar.nth_working_day_after(told_on, WorkingDays(5)),
        (Procedure::Review, Form::Ordinary) => calendar.nth_working_day_after(told_on, WorkingDays(10)),
        (Procedure::Direct | Procedure::AfterReview, _) => Ok(told_on.saturating_add(15.days())),
    }
}

/// A review or a suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proceeding {
    /// Which block of table 4.
    pub procedure: Procedure,
    /// When the agency was told.
    pub opened_on: Date,
    /// How and when it ended. For a suit: finally, so that an appeal at the end of a year is still open.
    pub ended: Option<(Date, Result)>,
}

impl Proceeding {
    /// The column in which the report of a period counts it; none where that report does not count it.
    ///
    /// What is open at the end is 尚未审结 of that period, and counts again in the one in which it ends.
    pub fn counted_in(&self, period: Period) -> Option<Outcome> {
        if self.opened_on > period.to() {
            return None;
        }
        match self.ended {
            Some((on, _)) if on < period.from() => None,
            Some((on, result)) if period.has(on) => Some(result.outcome()),
            _ => Some(Outcome::Pending),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_proceeding_is_pending_until_the_year_in_which_it_ends() {
        let ended = Some((date(2026, 3, 1), Result::ReviewClaimRejected));
        let one = Proceeding { procedure: Procedure::Review, opened_on: date(2024, 11, 5), ended };
        let counted = |year| one.counted_in(Period::year(year).unwrap());
        assert_eq!(counted(2023), None);
        assert_eq!(counted(2024), Some(Outcome::Pending));
        assert_eq!(counted(2025), Some(Outcome::Pending));
        assert_eq!(counted(2026), Some(Outcome::Upheld));
        assert_eq!(counted(2027), None);
    }

    #[test]
    fn rejecting_the_claim_upholds_and_rejecting_the_application_does_not() {
        assert_eq!(Result::ReviewClaimRejected.outcome(), Outcome::Upheld);
        assert_eq!(Result::ReviewInadmissible.outcome(), Outcome::Other);
        assert!(Result::ALL.iter().all(|r| r.outcome() != Outcome::Pending && r.outcome() != Outcome::Total));
        assert_eq!(Result::ALL.iter().filter(|r| r.is_of_review()).count(), 9);
    }
}
