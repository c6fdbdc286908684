//! The 基层政务公开标准目录 as a list to work through: which items have something, and which should be renewed.

use jiff::ToSpan;
use jiff::civil::Date;

use super::revision::named;

named! {
    /// Where an item of the catalogue stands.
    ItemState {
        /// Nothing was published under it yet.
        Empty = "empty", "没有内容", "Empty";
        /// Its period is over without anything new.
        Overdue = "overdue", "逾期未更新", "Overdue";
        /// Its period ends within the days of warning.
        DueSoon = "due-soon", "即将到期", "Due soon";
        /// It has what it should.
        Current = "current", "正常", "Current";
        /// It is given on request only: nothing is published under it.
        OnRequest = "on-request", "依申请公开", "On request";
    }
}

/// How an item is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemPace {
    /// By when something new is due after the last one, in calendar days; none where only a change of facts asks for it.
    pub every_days: Option<u16>,
    /// Whether it is given on request only.
    pub is_on_request: bool,
}

/// Calendar days before the end of a period from which an item is due soon.
pub const WARNING_DAYS: i32 = 7;

/// Where an item stands on a day, and the last day of its period if it has one.
pub fn item_state(pace: ItemPace, newest: Option<Date>, today: Date) -> (ItemState, Option<Date>) {
    if pace.is_on_request {
        return (ItemState::OnRequest, None);
    }
    let Some(newest) = newest else { return (ItemState::Empty, None) };
    let Some(days) = pace.every_days else { return (ItemState::Current, None) };
    // A day past the end of the calendar is never due.
    let Ok(due) = newest.checked_add(i64::from(days).days()) else { return (ItemState::Current, None) };
    let state = if today > due {
        ItemState::Overdue
    } else if today.checked_add(WARNING_DAYS.days()).is_ok_and(|soon| soon >= due) {
        ItemState::DueSoon
    } else {
        ItemState::Current
    };
    (state, Some(due))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_item_is_due_when_its_period_is_over() {
        let monthly = ItemPace { every_days: Some(31), is_on_request: false };
        let newest = Some(date(2026, 1, 1));
        let due = Some(date(2026, 2, 1));
        for (today, state) in [
            (date(2026, 1, 24), ItemState::Current),
            (date(2026, 1, 25), ItemState::DueSoon),
            (date(2026, 2, 1), ItemState::DueSoon),
            (date(2026, 2, 2), ItemState::Overdue),
        ] {
            assert_eq!(item_state(monthly, newest, today), (state, due), "{today}");
        }
        assert_eq!(item_state(monthly, None, date(2026, 1, 1)), (ItemState::Empty, None));
    }

    #[test]
    fn what_has_no_period_or_no_publication_is_never_due() {
        let today = date(2026, 1, 1);
        let old = Some(date(1999, 1, 1));
        assert_eq!(item_state(ItemPace::default(), old, today), (ItemState::Current, None));
        let on_request = ItemPace { every_days: Some(1), is_on_request: true };
        assert_eq!(item_state(on_request, None, today), (ItemState::OnRequest, None));
        let endless = ItemPace { every_days: Some(u16::MAX), is_on_request: false };
        assert_eq!(item_state(endless, Some(Date::MAX), today), (ItemState::Current, None));
    }
}
