//! Which rows of table 3 count a case in the report of a year.

use alloc::vec::Vec;

use jiff::civil::Date;

use super::case::{Case, Ended};
use super::ending::Ending;
use crate::compile::Period;
use crate::report::Row;

impl Case {
    /// The ending that reports count: the first. A case that is answered again after a review or a judgment was counted
    /// when it ended, and its review is counted in table 4.
    pub fn counted(&self) -> Option<Ended> {
        self.former.first().copied().or(self.ended)
    }
}

/// The rows that count a case in a period: 新收 or 结转 for how it came into it, and one ending with the total, or 结转下年度,
/// for how it left it. Both sides have one each, so that 第一项 + 第二项 = 第三项 + 第四项 holds by itself.
pub fn rows(received_on: Date, counted: Option<(Ending, Date)>, period: Period) -> Vec<Row> {
    if received_on > period.to() || counted.is_some_and(|(_, on)| on < period.from()) {
        return Vec::new();
    }
    let mut rows = Vec::with_capacity(3);
    rows.push(if period.has(received_on) { Row::New } else { Row::CarriedIn });
    match counted {
        Some((ending, on)) if period.has(on) => rows.extend([ending.row(), Row::Total]),
        _ => rows.push(Row::CarriedOut),
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Recorded, standing};
    use alloc::collections::BTreeMap;
    use alloc::vec;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_case_over_new_year_is_carried_and_counted_once() {
        let received = date(2025, 12, 10);
        let counted = Some((Ending::Granted, date(2026, 1, 8)));
        let rows = |received, counted, year| rows(received, counted, Period::year(year).unwrap());
        assert_eq!(rows(received, counted, 2024), []);
        assert_eq!(rows(received, counted, 2025), [Row::New, Row::CarriedOut]);
        assert_eq!(rows(received, counted, 2026), [Row::CarriedIn, Row::Granted, Row::Total]);
        assert_eq!(rows(received, counted, 2027), []);
        assert_eq!(rows(received, None, 2027), [Row::CarriedIn, Row::CarriedOut]);
    }

    #[test]
    fn a_new_answer_after_a_review_is_not_counted_again() {
        use crate::calendar::WorkingDays;
        use crate::report::Applicant;
        use crate::request::Event;
        use crate::request::event::{Channel, Reopening};
        let at = |event, on| Recorded { event, on, by: "x".into() };
        let submitted = Event::Submitted { applicant: Applicant::Natural, channel: Channel::Person };
        let mut events = vec![
            at(submitted, date(2025, 3, 3)),
            at(Event::Registered, date(2025, 3, 3)),
            at(Event::AnswerDrafted { ending: Ending::DeniedInternal }, date(2025, 3, 5)),
            at(Event::AnswerApproved, date(2025, 3, 5)),
            at(Event::Answered, date(2025, 3, 5)),
        ];
        let ground = Reopening::Review;
        events.push(at(Event::Reopened { ground, term: WorkingDays(20) }, date(2026, 2, 2)));
        let case = Case::replay(&events).unwrap().unwrap();
        let counted = case.counted().unwrap();
        assert_eq!((counted.ending, counted.on), (Ending::DeniedInternal, date(2025, 3, 5)));
        let calendar = crate::calendar::testing::china();
        assert_eq!(standing(&case, &calendar, date(2026, 2, 3)).unwrap().due, Some(date(2026, 3, 6)));
    }

    proptest! {
        /// The identity that the form prints, for any set of cases and any year.
        #[test]
        fn what_comes_in_is_what_goes_out(
            cases in prop::collection::vec((0i64..2_000, prop::option::of(0i64..900)), 0..200),
            year in 2019i16..2026,
        ) {
            use jiff::ToSpan;
            let mut sums: BTreeMap<Row, usize> = BTreeMap::new();
            for (at, took) in cases {
                let received = date(2019, 1, 1) + at.days();
                let counted = took.map(|days| (Ending::Granted, received + days.days()));
                for row in rows(received, counted, Period::year(year).unwrap()) {
                    *sums.entry(row).or_default() += 1;
                }
            }
            let sum = |row| sums.get(&row).copied().unwrap_or(0);
            prop_assert_eq!(sum(Row::New) + sum(Row::CarriedIn), sum(Row::Total) + sum(Row::CarriedOut));
            prop_assert_eq!(sum(Row::Granted), sum(Row::Total));
        }
    }
}
