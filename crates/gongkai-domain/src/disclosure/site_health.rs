//! What an inspection of a government website asks (国办秘函〔2019〕19号), as far as the record can tell.
//!
//! One finding of these is enough to fail (单项否决).

use jiff::ToSpan;
use jiff::civil::Date;

use super::revision::named;

named! {
    /// How often a column has to be renewed.
    Pace {
        /// 动态、要闻: within 2 weeks.
        News = "news", "动态要闻类（两周）", "News (2 weeks)";
        /// 通知公告、政策文件: within 6 months.
        Notice = "notice", "通知公告、政策文件类（六个月）", "Notices and documents (6 months)";
        /// What changes when the facts do.
        Static = "static", "相对固定", "As facts change";
    }
}

named! {
    /// How a column stands.
    ColumnState {
        /// 空白栏目.
        Empty = "empty", "空白", "Empty";
        /// 应更新未更新.
        Stale = "stale", "未按时更新", "Not renewed in time";
        /// It is as it should be.
        Fine = "fine", "正常", "Fine";
    }
}

named! {
    /// What fails an inspection by itself.
    Veto {
        /// Nothing new on the home page for 2 weeks.
        HomeStale = "home-stale", "首页超过两周未更新", "Nothing new on the home page for 2 weeks";
        /// 5 columns or more not renewed in time.
        ColumnsStale = "columns-stale", "未按时更新的栏目达到5个", "5 columns or more were not renewed in time";
        /// 5 empty columns or more.
        ColumnsEmpty = "columns-empty", "空白栏目达到5个", "5 columns or more are empty";
        /// A valid message of the last year unanswered for more than 3 months.
        MessageUnanswered = "message-unanswered", "一年内有有效留言超过三个月未答复", "A valid message of the last year is unanswered for more than 3 months";
    }
}

/// Columns that are stale or empty from which on an inspection fails.
pub const VETO_COLUMNS: usize = 5;

/// How a column stands on a day.
pub fn column_state(pace: Pace, newest: Option<Date>, today: Date) -> ColumnState {
    let Some(newest) = newest else { return ColumnState::Empty };
    let due = match pace {
        Pace::News => newest.checked_add(2.weeks()),
        Pace::Notice => newest.checked_add(6.months()),
        Pace::Static => return ColumnState::Fine,
    };
    if due.is_ok_and(|due| today > due) { ColumnState::Stale } else { ColumnState::Fine }
}

/// Whether a message that came on a day and has no answer fails an inspection of today.
pub fn is_overdue_message(received: Date, today: Date) -> bool {
    let after = |span: jiff::Span| received.checked_add(span);
    after(3.months()).is_ok_and(|due| today > due) && after(1.year()).is_ok_and(|end| today <= end)
}

/// What fails an inspection of a day.
pub fn vetoes(
    columns: &[ColumnState],
    newest: Option<Date>,
    unanswered: &[Date],
    today: Date,
) -> alloc::vec::Vec<Veto> {
    let count = |state: ColumnState| columns.iter().filter(|s| **s == state).count();
    let mut found = alloc::vec::Vec::new();
    if column_state(Pace::News, newest, today) != ColumnState::Fine {
        found.push(Veto::HomeStale);
    }
    if count(ColumnState::Stale) >= VETO_COLUMNS {
        found.push(Veto::ColumnsStale);
    }
    if count(ColumnState::Empty) >= VETO_COLUMNS {
        found.push(Veto::ColumnsEmpty);
    }
    if unanswered.iter().any(|day| is_overdue_message(*day, today)) {
        found.push(Veto::MessageUnanswered);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_column_is_stale_after_its_time() {
        let newest = Some(date(2026, 3, 2));
        assert_eq!(column_state(Pace::News, newest, date(2026, 3, 16)), ColumnState::Fine);
        assert_eq!(column_state(Pace::News, newest, date(2026, 3, 17)), ColumnState::Stale);
        assert_eq!(column_state(Pace::Notice, newest, date(2026, 9, 2)), ColumnState::Fine);
        assert_eq!(column_state(Pace::Notice, newest, date(2026, 9, 3)), ColumnState::Stale);
        assert_eq!(column_state(Pace::Static, newest, date(2036, 9, 3)), ColumnState::Fine);
        assert_eq!(column_state(Pace::Static, None, date(2036, 9, 3)), ColumnState::Empty);
    }

    #[test]
    fn each_veto_has_its_threshold() {
        let today = date(2026, 6, 30);
        let fresh = Some(date(2026, 6, 29));
        let fine = [ColumnState::Fine; 3];
        assert_eq!(vetoes(&fine, fresh, &[], today), []);
        assert_eq!(vetoes(&fine, None, &[], today), [Veto::HomeStale]);
        assert_eq!(vetoes(&[ColumnState::Stale; 4], fresh, &[], today), []);
        assert_eq!(vetoes(&[ColumnState::Stale; 5], fresh, &[], today), [Veto::ColumnsStale]);
        assert_eq!(vetoes(&[ColumnState::Empty; 5], fresh, &[], today), [Veto::ColumnsEmpty]);
        for (received, fails) in [
            (date(2026, 3, 30), false),
            (date(2026, 3, 29), true),
            (date(2025, 6, 30), true),
            (date(2025, 6, 29), false),
        ] {
            assert_eq!(!vetoes(&fine, fresh, &[received], today).is_empty(), fails, "{received}");
        }
    }
}
