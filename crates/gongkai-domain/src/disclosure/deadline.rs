//! Proactive disclosure: by when information has to be public.

use jiff::civil::Date;

use crate::calendar::{CalendarGap, WorkCalendar, WorkingDays};

/// Art. 26: 自该政府信息形成或者变更之日起20个工作日内及时公开. There is no way to extend it.
pub const PUBLISH_LIMIT: WorkingDays = WorkingDays(20);

/// The term that binds: the shorter one of Art. 26 and of what another law, or the agency for one item of its
/// catalogue, has set (法律、法规对政府信息公开的期限另有规定的，从其规定).
///
/// A longer one of the agency's own does not count; only a law can lengthen, and then it is given as `by_law`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublishTerm {
    /// What the agency set for the item, in working days.
    pub own: Option<WorkingDays>,
    /// What another law or regulation says, in working days. It takes the place of Art. 26.
    pub by_law: Option<WorkingDays>,
}

impl PublishTerm {
    /// The number of working days that binds.
    pub fn days(self) -> WorkingDays {
        let law = self.by_law.unwrap_or(PUBLISH_LIMIT);
        self.own.map_or(law, |own| own.min(law))
    }
}

/// The last day on which publication is still on time.
///
/// `formed_or_changed_on` is day 0. What has no term of its own takes `PublishTerm::default()`.
///
/// # Errors
///
/// If the count reaches days that no holiday notice decides.
pub fn publish_due_on(
    formed_or_changed_on: Date,
    term: PublishTerm,
    calendar: &WorkCalendar,
) -> Result<Date, CalendarGap> {
    calendar.nth_working_day_after(formed_or_changed_on, term.days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::testing::{china, day};

    #[track_caller]
    fn check_due(formed_on: &str, term: PublishTerm, due_on: &str) {
        assert_eq!(publish_due_on(day(formed_on), term, &china()), Ok(day(due_on)));
    }

    fn own(days: u16) -> PublishTerm {
        PublishTerm { own: Some(WorkingDays(days)), by_law: None }
    }

    #[test]
    fn twenty_working_days_from_formation_or_change() {
        check_due("2026-03-02", PublishTerm::default(), "2026-03-30");
    }

    #[test]
    fn a_shorter_term_binds_and_a_longer_one_of_the_agency_does_not() {
        check_due("2026-03-02", own(7), "2026-03-11");
        check_due("2026-03-02", own(40), "2026-03-30");
    }

    #[test]
    fn another_law_takes_the_place_of_art_26_either_way() {
        let by_law = |days| PublishTerm { own: None, by_law: Some(WorkingDays(days)) };
        check_due("2026-02-13", by_law(7), "2026-03-02");
        check_due("2026-02-13", by_law(40), "2026-04-17");
        check_due("2026-02-13", PublishTerm { own: Some(WorkingDays(7)), ..by_law(40) }, "2026-03-02");
    }

    #[test]
    fn a_missing_notice_is_said() {
        let due = publish_due_on(day("2026-12-10"), PublishTerm::default(), &china());
        assert_eq!(due, Err(CalendarGap { year: 2027 }));
    }
}
