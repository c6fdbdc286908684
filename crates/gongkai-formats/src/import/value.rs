//! From the words beside a label to a value.

use gongkai_domain::disclosure::document_number::{DocumentNumber, Repair};
use gongkai_domain::disclosure::index_number::IndexNumber;
use gongkai_domain::disclosure::revision::{Attribute, Validity};
use jiff::civil::Date;

use super::found::{Confidence, Field, Value};
use crate::read::dates::{self, Reading};
use crate::read::fold::fold;

/// A text longer than this is no value of a label.
const VALUE_CHARS: usize = 300;

/// Reads what a field says. `None` if it says nothing: empty, a stroke, 无, a date that is none.
pub(super) fn read(field: Field, raw: &str) -> Option<(Value, Confidence)> {
    let text = tidy(raw);
    if is_nothing(&text) || text.chars().count() > VALUE_CHARS {
        return None;
    }
    Some(match field {
        Field::SignedOn | Field::PublishedOn | Field::EffectiveOn | Field::ExpiresOn => {
            let (date, confidence) = date(&text)?;
            (Value::Date(date), confidence)
        }
        Field::Number => number(&text)?,
        Field::IndexNumber => match text.parse::<IndexNumber>() {
            Ok(number) => (Value::Text(number.to_string()), Confidence::High),
            // Numbers of other schemes are kept as they are: an index number never changes.
            Err(_) if text.chars().any(|c| c.is_ascii_digit()) => (Value::Text(text), Confidence::Medium),
            Err(_) => return None,
        },
        Field::Validity => (Value::Validity(validity(&text)?), Confidence::High),
        Field::Attribute => (Value::Attribute(attribute(&text)?), Confidence::High),
        Field::Keywords => {
            let words = text.split(|c: char| c.is_whitespace() || "、，,；;|".contains(c));
            let words: Vec<String> = words.filter(|w| !w.is_empty()).map(str::to_owned).collect();
            (!words.is_empty()).then_some((Value::Words(words), Confidence::High))?
        }
        _ => (Value::Text(text), Confidence::High),
    })
}

/// White space single, none at the ends, nor brackets of decoration.
pub(super) fn tidy(text: &str) -> String {
    let text = text.split(|c: char| crate::read::fold::is_blank(c)).filter(|word| !word.is_empty());
    text.collect::<Vec<_>>().join(" ").trim_matches(['|', '：', ':']).trim().to_owned()
}

fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "/" | "-" | "—" | "——" | "--" | "无" | "暂无" | "null" | "undefined" | "0")
}

/// The date at the beginning of a text. A web page prints the year 1970 where it has none.
fn date(text: &str) -> Option<(Date, Confidence)> {
    let first = dates::find(&fold(text).text).into_iter().next()?;
    let confidence = if matches!(first, Reading::Plain(_)) { Confidence::High } else { Confidence::Low };
    first.date().filter(|date| date.year() > 1970).map(|date| (date, confidence))
}

/// The normal form of one or several numbers, or the text itself if it is none.
fn number(text: &str) -> Option<(Value, Confidence)> {
    match DocumentNumber::parse_joint(text) {
        Ok(readings) => {
            let is_doubtful = |repair: &Repair| {
                matches!(repair, Repair::LostBrackets | Repair::LostSuffix | Repair::SharedCode)
            };
            let doubtful = readings.iter().flat_map(|r| &r.repairs).any(is_doubtful);
            let numbers: Vec<String> = readings.iter().map(|r| r.number.to_string()).collect();
            let confidence = if doubtful { Confidence::Low } else { Confidence::High };
            Some((Value::Text(numbers.join("、")), confidence))
        }
        Err(_) if text.chars().any(|c| c.is_ascii_digit()) => {
            Some((Value::Text(text.to_owned()), Confidence::Low))
        }
        Err(_) => None,
    }
}

fn validity(text: &str) -> Option<Validity> {
    match text.trim_start_matches(['已', '现', '行']).trim_end_matches("文件") {
        "有效" | "效有效" | "是" => Some(Validity::Valid),
        "失效" | "到期失效" | "到期" | "无效" => Some(Validity::Expired),
        "废止" | "宣布废止" | "被废止" => Some(Validity::Repealed),
        "修改" | "修订" | "部分有效" | "部分失效" | "被修改" => Some(Validity::Amended),
        _ => None,
    }
}

fn attribute(text: &str) -> Option<Attribute> {
    let has = |word| text.contains(word);
    match () {
        () if has("依申请") => Some(Attribute::OnRequest),
        () if has("不予公开") || has("不公开") => Some(Attribute::Withheld),
        () if has("主动") || has("公开发布") => Some(Attribute::Proactive),
        () => None,
    }
}
