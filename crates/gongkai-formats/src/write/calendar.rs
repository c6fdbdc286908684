//! A holiday notice, or the days of a region, as JSON in the shape that [`crate::read::calendar`] reads.

use gongkai_domain::calendar::{DayKind, NamedDay};
use serde_json::{Value, json};

use crate::read::calendar::CalendarFile;

/// The file, ready to be kept.
pub fn to_json(file: &CalendarFile) -> String {
    let value = match file {
        CalendarFile::Notice(notice) => {
            json!({"year": notice.year(), "papers": notice.sources(), "days": days(notice.days())})
        }
        CalendarFile::Regional(regional) => {
            json!({"region": regional.region(), "source": regional.source(), "days": days(regional.days())})
        }
    };
    format!("{value:#}\n")
}

fn days(days: &[NamedDay]) -> Vec<Value> {
    let day = |day: &NamedDay| json!({"date": day.on.to_string(), "isOffDay": day.kind == DayKind::Off, "name": day.name});
    days.iter().map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::calendar::read_calendar;

    #[test]
    fn what_is_written_is_read_back() {
        for text in
            ["year: 2027\nsource: 文\n2027-01-01 off 元旦", "region: 甲\nsource: 文\n2027-01-01 work 节"]
        {
            let file = read_calendar(text.as_bytes()).expect("a calendar file");
            assert_eq!(read_calendar(to_json(&file).as_bytes()), Ok(file));
        }
    }
}
