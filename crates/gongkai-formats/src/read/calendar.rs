//! Reading a holiday notice, or the days of a region, from a file.
//!
//! Two shapes. JSON as the project holiday-cn keeps it: `{"year", "papers", "days": [{"date", "isOffDay", "name"}]}`,
//! with `region` and `source` in the place of `year` and `papers` for a region. And plain text or CSV, in any
//! encoding: lines of `year: 2027`, `source: …`, `region: …`, then one day or range a line with a word that says
//! whether it is off (`off`, `休`, `放假`) or worked (`work`, `班`, `上班`), and the holiday:
//!
//! ```text
//! year: 2027
//! source: https://www.gov.cn/…
//! 2027-01-01..2027-01-03, off, 元旦
//! 2027-01-04, work, 元旦
//! ```
//!
//! A file that names no day is refused: it stands for a notice that is not out yet.

use gongkai_domain::calendar::{DayKind, NamedDay, Notice, NoticeFault, RegionalDays};
use jiff::civil::Date;
use serde::Deserialize;

use super::{ReadError, encoding};

/// What a calendar file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarFile {
    /// The notice for a year.
    Notice(Notice),
    /// The days of a region.
    Regional(RegionalDays),
}

/// A longer range is a slip of the pen.
const LONGEST_RANGE_DAYS: i32 = 31;

/// Reads either shape.
///
/// # Errors
///
/// If the file is of neither shape, has a line that says nothing of a day, or is no notice: see [`NoticeFault`].
pub fn read_calendar(bytes: &[u8]) -> Result<CalendarFile, ReadError> {
    let (text, _) = encoding::decode(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let parts = if text.trim_start().starts_with('{') { from_json(text)? } else { from_text(text)? };
    parts.build()
}

fn damaged(detail: impl Into<String>) -> ReadError {
    ReadError::Damaged { kind: "calendar", detail: detail.into() }
}

/// What either shape is made of.
#[derive(Debug, Default)]
struct Parts {
    year: Option<i16>,
    region: Option<String>,
    sources: Vec<String>,
    days: Vec<NamedDay>,
}

impl Parts {
    fn build(self) -> Result<CalendarFile, ReadError> {
        let fault = |fault: NoticeFault| damaged(fault.to_string());
        match (self.region, self.year) {
            (Some(_), Some(_)) => Err(damaged("it has a year and a region; a region's days have no year")),
            (Some(region), None) => {
                let source = self.sources.join(" ");
                RegionalDays::new(region, source, self.days).map(CalendarFile::Regional).map_err(fault)
            }
            (None, Some(year)) => {
                Notice::new(year, self.sources, self.days).map(CalendarFile::Notice).map_err(fault)
            }
            (None, None) => Err(damaged("it says neither a year nor a region")),
        }
    }
}

#[derive(Debug, Deserialize)]
struct WireFile {
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    papers: Vec<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    source: Option<String>,
    days: Vec<WireDay>,
}

#[derive(Debug, Deserialize)]
struct WireDay {
    date: String,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
    name: String,
}

fn from_json(text: &str) -> Result<Parts, ReadError> {
    let wire: WireFile = serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?;
    let day = |day: WireDay| {
        let on = date(&day.date).ok_or_else(|| damaged(format!("{:?} is no day", day.date)))?;
        let kind = if day.is_off_day { DayKind::Off } else { DayKind::Work };
        Ok(NamedDay { on, kind, name: day.name })
    };
    let days = wire.days.into_iter().map(day).collect::<Result<_, ReadError>>()?;
    let sources = wire.papers.into_iter().chain(wire.source).collect();
    Ok(Parts { year: wire.year, region: wire.region, sources, days })
}

fn from_text(text: &str) -> Result<Parts, ReadError> {
    let mut parts = Parts::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || is_header(line) {
            continue;
        }
        let at = |detail: &str| damaged(format!("line {number}: {detail}: {line}"));
        match line.split_once([':', '：']) {
            Some((key, value)) if !starts_with_digit(line) => {
                let value = value.trim().trim_end_matches(',').to_owned();
                match key.trim() {
                    "year" | "年份" | "年" => {
                        let year = value.trim_end_matches('年').parse().map_err(|_| at("this is no year"))?;
                        parts.year = Some(year);
                    }
                    "source" | "来源" | "依据" => parts.sources.push(value),
                    "region" | "地区" => parts.region = Some(value),
                    _ => return Err(at("year, source or region was expected")),
                }
            }
            _ => parts.days.extend(days_of(line).map_err(at)?),
        }
    }
    Ok(parts)
}

fn starts_with_digit(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
}

/// The first line of a CSV table: names of columns.
fn is_header(line: &str) -> bool {
    let first = line.split([',', '\t']).next().unwrap_or_default().trim().trim_matches('"');
    matches!(first, "date" | "day" | "日期")
}

fn days_of(line: &str) -> Result<Vec<NamedDay>, &'static str> {
    let fields: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；'))
        .map(|field| field.trim_matches('"'))
        .filter(|field| !field.is_empty())
        .collect();
    let (first, rest) = fields.split_first().ok_or("there is nothing")?;
    let (from, to) = first.split_once("..").or_else(|| first.split_once('至')).unwrap_or((first, first));
    let (from, to) = (date(from).ok_or("this is no day")?, date(to).ok_or("this is no day")?);
    if from > to || (to - from).get_days() > LONGEST_RANGE_DAYS {
        return Err("this is no range of days");
    }
    let kind_at = rest.iter().position(|field| kind(field).is_some());
    let kind_at = kind_at.ok_or("it does not say whether the day is off or worked")?;
    let day_kind = kind(rest[kind_at]).ok_or("it does not say whether the day is off or worked")?;
    let others = rest.iter().enumerate().filter(|(i, _)| *i != kind_at).map(|(_, field)| *field);
    let name = others.collect::<Vec<_>>().join(" ");
    let day = |on| NamedDay { on, kind: day_kind, name: name.clone() };
    Ok(from.series(jiff::Span::new().days(1)).take_while(|on| *on <= to).map(day).collect())
}

fn kind(word: &str) -> Option<DayKind> {
    match word.to_ascii_lowercase().as_str() {
        "off" | "休" | "放假" | "休息" | "true" => Some(DayKind::Off),
        "work" | "班" | "上班" | "补班" | "false" => Some(DayKind::Work),
        _ => None,
    }
}

/// `2027-01-01`, `2027/1/1` or `2027年1月1日`.
fn date(text: &str) -> Option<Date> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check_refused(text: &str, because: &str) {
        let error = read_calendar(text.as_bytes()).expect_err("it must be refused").to_string();
        assert!(error.contains(because), "{error}");
    }

    fn notice(text: &str) -> Notice {
        match read_calendar(text.as_bytes()) {
            Ok(CalendarFile::Notice(notice)) => notice,
            other => panic!("no notice: {other:?}"),
        }
    }

    #[test]
    fn both_shapes_say_the_same() {
        let json = r#"{"$schema": "s", "year": 2027, "papers": ["https://www.gov.cn/a"], "days": [
            {"name": "元旦", "date": "2026-12-31", "isOffDay": true},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
            {"name": "元旦", "date": "2027-01-03", "isOffDay": false}]}"#;
        let text = "\u{feff}# 2027\n年份：2027\n来源：https://www.gov.cn/a\n\n\
                    2026年12月31日..2027-1-1 休 元旦\n2027/1/3，上班，元旦\n";
        let csv = "year: 2027\nsource: https://www.gov.cn/a\ndate,kind,name\n\
                   \"2026-12-31\",off,元旦\n2027-01-01,off,元旦\r\n2027-01-03,work,元旦\n";
        let expected = notice(json);
        assert_eq!(expected.days().len(), 3);
        assert_eq!(expected.days()[2].kind, DayKind::Work);
        assert_eq!(notice(text), expected);
        assert_eq!(notice(csv), expected);
    }

    #[test]
    fn a_region_needs_its_source() {
        let text = "region: 广西壮族自治区\nsource: 桂政办发〔2026〕1号\n2026-04-20..2026-04-21 off 三月三";
        let Ok(CalendarFile::Regional(days)) = read_calendar(text.as_bytes()) else {
            panic!("it is a region");
        };
        assert_eq!((days.region(), days.days().len()), ("广西壮族自治区", 2));
        assert_eq!(days.days()[1].on, day("2026-04-21"));
        check_refused("region: 广西壮族自治区\n2026-04-20 off 三月三", "no source");
        check_refused("region: 甲\nyear: 2026\n2026-04-20 off 三月三", "year and a region");
    }

    #[test]
    fn a_year_that_is_not_out_yet_is_no_notice() {
        check_refused(r#"{"year": 2027, "papers": [], "days": []}"#, "names no day");
        check_refused("year: 2027\n", "names no day");
        check_refused("2027-01-01 off 元旦", "neither a year nor a region");
        check_refused(" ", "empty");
    }

    #[test]
    fn a_line_that_says_nothing_is_told_by_its_number() {
        check_refused("year: 2027\n2027-01-01 元旦", "line 2: it does not say");
        check_refused("year: 2027\n2027-02-30 off 元旦", "line 2: this is no day");
        check_refused("year: 2027\n2027-02-05..2027-01-05 off 春节", "no range of days");
        check_refused("year: 2027\n2027-01-05..2027-12-05 off 春节", "no range of days");
        check_refused("year: two\n", "this is no year");
        check_refused("colour: red\n", "year, source or region");
        check_refused("year: 2027\n2028-01-01 off 元旦", "neither in 2027");
        check_refused("year: 2027\n2027-01-01 off 元旦\n2027-01-01 work 元旦", "named twice");
        check_refused("{\"year\": 2027}", "days");
    }
}
