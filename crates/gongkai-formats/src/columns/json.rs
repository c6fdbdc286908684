//! Rows as JSON objects.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::date;
use rust_decimal::Decimal;

use super::{ColumnData, Kind, Rows, Values};

/// The rows as objects, one a line with `,` between them; `null` for what is not there.
pub fn json(rows: &Rows) -> String {
    let mut next = vec![0_usize; rows.columns.len()];
    let mut out = String::new();
    for row in 0..rows.len() {
        out.push_str(if row == 0 { "{" } else { ",\n{" });
        for (i, (column, data)) in rows.schema().columns.iter().zip(&rows.columns).enumerate() {
            if i > 0 {
                out.push(',');
            }
            let _ = write!(out, "\"{}\":", column.name);
            if data.present[row] == 0 {
                out.push_str("null");
            } else {
                value(&mut out, column.kind, data, next[i]);
                next[i] += 1;
            }
        }
        out.push('}');
    }
    out
}

fn value(out: &mut String, kind: Kind, data: &ColumnData, at: usize) {
    let _ = match &data.values {
        Values::Text(values) => {
            let text = values[at].as_utf8().unwrap_or_default();
            write!(out, "{}", serde_json::Value::from(text))
        }
        Values::Long(values) if kind == Kind::Number => {
            write!(out, "{}", Decimal::new(values[at], 4).normalize())
        }
        Values::Long(values) => write!(out, "{}", values[at]),
        Values::Real(values) => write!(out, "{}", serde_json::Value::from(values[at])),
        Values::Day(values) => {
            write!(out, "\"{}\"", date(1970, 1, 1).saturating_add(i64::from(values[at]).days()))
        }
        Values::Flag(values) => write!(out, "{}", values[at]),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{Column, Field, Schema};

    static TABLE: Schema = Schema {
        name: "t",
        row: "a test",
        columns: &[
            Column { name: "text", kind: Kind::Text, meaning: "" },
            Column { name: "number", kind: Kind::Number, meaning: "" },
            Column { name: "day", kind: Kind::Day, meaning: "" },
        ],
    };

    #[test]
    fn rows_are_objects_and_what_is_missing_is_null() {
        let mut rows = Rows::new(&TABLE);
        rows.push([Field::Null, Field::Number(Decimal::new(125, 1)), Field::Day(date(2026, 1, 31))]);
        rows.push([Field::Text("说\"无\"".into()), Field::Null, Field::Null]);
        let read: serde_json::Value = serde_json::from_str(&format!("[{}]", json(&rows))).expect("JSON");
        let wanted = serde_json::json!([
            { "text": null, "number": 12.5, "day": "2026-01-31" },
            { "text": "说\"无\"", "number": null, "day": null },
        ]);
        assert_eq!(read, wanted);
    }
}
