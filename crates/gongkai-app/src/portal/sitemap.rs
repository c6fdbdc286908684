//! The addresses of everything public, for crawlers.

use gongkai_domain::china_time;
use jiff::civil::{Date, date};

use crate::{App, Internal};

/// Addresses that one map may have (sitemaps.org).
const MOST: i64 = 50_000;

/// A map of the site, or the list of its maps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitemap {
    /// Ids and times of documents.
    Addresses(Vec<(String, i64)>),
    /// Months that have a map of their own, newest first, each as its first day.
    Months(Vec<Date>),
}

fn first_of_month(day: Date) -> Date {
    date(day.year(), day.month(), 1)
}

fn month_after(first: Date) -> Date {
    if first.month() == 12 { date(first.year() + 1, 1, 1) } else { date(first.year(), first.month() + 1, 1) }
}

fn begin_ms(day: Date) -> i64 {
    china_time::instant(day.at(0, 0, 0, 0))
}

/// Everything, where it fits into one map; else the months. With a month, what was published in it.
///
/// # Errors
///
/// If the database fails.
pub async fn sitemap(app: &App, month: Option<Date>) -> Result<Sitemap, Internal> {
    if let Some(month) = month.map(first_of_month) {
        let range = (begin_ms(month), begin_ms(month_after(month)));
        return Ok(Sitemap::Addresses(app.store.public_addresses(range, MOST).await?));
    }
    let all = app.store.public_addresses((i64::MIN, i64::MAX), MOST + 1).await?;
    if i64::try_from(all.len()).is_ok_and(|n| n <= MOST) {
        return Ok(Sitemap::Addresses(all));
    }
    let oldest = app.store.oldest_publication().await?.unwrap_or_default();
    let (mut month, last) = (first_of_month(china_time::day(oldest)), china_time::day(crate::now_ms()));
    let mut months = Vec::new();
    while month <= last {
        months.push(month);
        month = month_after(month);
    }
    months.reverse();
    Ok(Sitemap::Months(months))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_one_another_over_the_year() {
        assert_eq!(month_after(date(2026, 12, 1)), date(2027, 1, 1));
        assert_eq!(month_after(date(2026, 1, 1)), date(2026, 2, 1));
        assert_eq!(first_of_month(date(2026, 2, 28)), date(2026, 2, 1));
    }
}
