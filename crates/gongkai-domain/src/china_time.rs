//! The time in China: one zone, eight hours ahead of UTC, without summer time since 1992.
//!
//! Instants are milliseconds since 1970 (UTC). What lies outside the years that a calendar can hold becomes 1970,
//! which no office writes and nobody publishes.

use alloc::format;
use alloc::string::String;

use jiff::civil::{Date, DateTime, date};

const EIGHT_HOURS_MS: i64 = 8 * 60 * 60 * 1000;

/// What the clock on the wall shows at an instant.
pub fn at(ms: i64) -> DateTime {
    let epoch = DateTime::from(date(1970, 1, 1));
    let shifted = jiff::Span::new().try_milliseconds(ms.saturating_add(EIGHT_HOURS_MS));
    shifted.and_then(|span| epoch.checked_add(span)).unwrap_or(epoch)
}

/// The day at an instant.
pub fn day(ms: i64) -> Date {
    at(ms).date()
}

/// `2026-03-02 09:30`
pub fn minute(ms: i64) -> String {
    let at = at(ms);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// The instant at which the clock on the wall shows this.
pub fn instant(at: DateTime) -> i64 {
    let epoch = DateTime::from(date(1970, 1, 1));
    let since = epoch.until((jiff::Unit::Millisecond, at)).map_or(0, |span| span.get_milliseconds());
    since - EIGHT_HOURS_MS
}

/// The instant that `2026-03-02T09:30`, as a form has it, or `2026-03-02 09:30` means in China.
pub fn parse_minute(text: &str) -> Option<i64> {
    text.trim().parse::<DateTime>().ok().map(instant)
}

/// `2026-03-02T01:30:00Z`, as feeds and programs have it.
pub fn utc(ms: i64) -> String {
    let at = at(ms.saturating_sub(EIGHT_HOURS_MS));
    format!("{}T{:02}:{:02}:{:02}Z", at.date(), at.hour(), at.minute(), at.second())
}

/// `Mon, 02 Mar 2026 09:30:00 +0800`, as RSS has it (RFC 2822).
pub fn rfc2822(ms: i64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = at(ms);
    let day = DAYS[usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0) % 7];
    let month = MONTHS[usize::try_from(at.month() - 1).unwrap_or(0) % 12];
    format!(
        "{day}, {:02} {month} {} {:02}:{:02}:{:02} +0800",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_have_the_day_of_the_week() {
        let ms = parse_minute("2026-03-02T09:30").unwrap();
        assert_eq!(rfc2822(ms), "Mon, 02 Mar 2026 09:30:00 +0800");
    }

    #[test]
    fn the_year_turns_at_midnight_in_china() {
        // 2026-12-31T15:59:59.999Z and one millisecond later.
        assert_eq!(at(1_798_732_799_999).year(), 2026);
        assert_eq!(at(1_798_732_800_000).year(), 2027);
        assert_eq!(minute(1_798_732_800_000), "2027-01-01 00:00");
        assert_eq!(utc(1_798_732_800_000), "2026-12-31T16:00:00Z");
        assert_eq!(instant(at(1_798_732_800_000)), 1_798_732_800_000);
        assert_eq!(day(i64::MAX), date(1970, 1, 1));
        assert_eq!(parse_minute("2027-01-01T00:00"), Some(1_798_732_800_000));
        assert_eq!(parse_minute("tomorrow"), None);
    }
}
