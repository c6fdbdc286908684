//! Tables by column: one schema for CSV, JSON and Parquet, and buffers that hold rows for all three.

mod json;
pub mod parquet;

use std::io::Write;

use ::parquet::data_type::ByteArray;
use bytes::Bytes;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

pub use json::json;

/// What a column holds. Every column can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, UTF-8.
    Text,
    /// Whole number, 64 bits.
    Int,
    /// Exact number with four decimals, `DECIMAL(18, 4)`. CSV has it as it is, without trailing zeros added.
    Number,
    /// Floating point, 64 bits.
    Real,
    /// Calendar day.
    Day,
    /// True or false.
    Flag,
}

/// A column: its name, what it holds, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in both formats.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// One line for the page of the table.
    pub meaning: &'static str,
}

/// A table: its name, which is that of its files, and its columns.
#[derive(Debug)]
pub struct Schema {
    /// Name of the files, without ending.
    pub name: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// The columns in order.
    pub columns: &'static [Column],
}

/// One field of a row.
#[derive(Debug)]
pub enum Field<'a> {
    /// Nothing.
    Null,
    /// A word of our own.
    Word(&'static str),
    /// A text that many rows share.
    Shared(&'a ByteArray),
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// An exact number.
    Number(Decimal),
    /// A floating-point number.
    Real(f64),
    /// A calendar day.
    Day(Date),
    /// True or false.
    Flag(bool),
}

impl<'a> Field<'a> {
    /// The field made of a value, or nothing.
    pub fn of<T>(value: Option<T>, make: impl FnOnce(T) -> Field<'a>) -> Field<'a> {
        value.map_or(Field::Null, make)
    }

    /// A text; nothing where it is empty.
    pub fn text(value: impl Into<String>) -> Field<'a> {
        let value = value.into();
        if value.is_empty() { Field::Null } else { Field::Text(value) }
    }
}

/// The values of one column, in the shape that the Parquet writer takes: those that are there, and for each
/// row whether one is.
#[derive(Debug)]
pub struct ColumnData {
    /// The values that are there.
    pub values: Values,
    /// For each row 1 or 0.
    pub present: Vec<i16>,
}

/// The values of a column by kind.
#[derive(Debug)]
pub enum Values {
    /// For [`Kind::Text`].
    Text(Vec<ByteArray>),
    /// For [`Kind::Int`] and [`Kind::Number`].
    Long(Vec<i64>),
    /// For [`Kind::Real`].
    Real(Vec<f64>),
    /// For [`Kind::Day`].
    Day(Vec<i32>),
    /// For [`Kind::Flag`].
    Flag(Vec<bool>),
}

impl Values {
    fn of(kind: Kind) -> Values {
        match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Int | Kind::Number => Values::Long(Vec::new()),
            Kind::Real => Values::Real(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
        }
    }

    fn reserve(&mut self, more: usize) {
        match self {
            Values::Text(values) => values.reserve(more),
            Values::Long(values) => values.reserve(more),
            Values::Real(values) => values.reserve(more),
            Values::Day(values) => values.reserve(more),
            Values::Flag(values) => values.reserve(more),
        }
    }

    fn append(&mut self, other: &mut Values) {
        match (self, other) {
            (Values::Text(to), Values::Text(from)) => to.append(from),
            (Values::Long(to), Values::Long(from)) => to.append(from),
            (Values::Real(to), Values::Real(from)) => to.append(from),
            (Values::Day(to), Values::Day(from)) => to.append(from),
            (Values::Flag(to), Values::Flag(from)) => to.append(from),
            _ => unreachable!("both columns are of the same schema"),
        }
    }
}

/// Rows of one table.
#[derive(Debug)]
pub struct Rows {
    schema: &'static Schema,
    /// The rows as lines of CSV, without the header.
    pub csv: Vec<u8>,
    /// The rows by column.
    pub columns: Vec<ColumnData>,
}

impl Rows {
    /// No rows.
    pub fn new(schema: &'static Schema) -> Rows {
        let column = |column: &Column| ColumnData { values: Values::of(column.kind), present: Vec::new() };
        Rows { schema, csv: Vec::new(), columns: schema.columns.iter().map(column).collect() }
    }

    /// The table.
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.present.len())
    }

    /// Makes room for rows that are about to come.
    pub fn reserve(&mut self, rows: usize) {
        /// Bytes of a line of CSV; most lines of the large tables are a little shorter.
        const LINE: usize = 192;
        self.csv.reserve(rows * LINE);
        for column in &mut self.columns {
            column.present.reserve(rows);
            column.values.reserve(rows);
        }
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// If the row does not fit the schema, which is a mistake in our own code.
    pub fn push<const N: usize>(&mut self, row: [Field<'_>; N]) {
        assert_eq!(N, self.columns.len(), "a row of table {} has another number of fields", self.schema.name);
        for (i, (field, column)) in row.into_iter().zip(&mut self.columns).enumerate() {
            if i > 0 {
                self.csv.push(b',');
            }
            write_csv(&mut self.csv, &field);
            column.push(field);
        }
        self.csv.extend_from_slice(b"\r\n");
    }

    /// Moves the rows of another buffer behind those of this one. The CSV lines stay where they are.
    pub fn take_columns(&mut self, other: &mut Rows) {
        for (to, from) in self.columns.iter_mut().zip(&mut other.columns) {
            to.values.append(&mut from.values);
            to.present.append(&mut from.present);
        }
    }
}

impl ColumnData {
    fn push(&mut self, field: Field<'_>) {
        let added = match (&mut self.values, field) {
            (_, Field::Null) => false,
            (Values::Text(to), Field::Word(word)) => {
                to.push(ByteArray::from(Bytes::from_static(word.as_bytes())));
                true
            }
            (Values::Text(to), Field::Shared(text)) => {
                to.push(text.clone());
                true
            }
            (Values::Text(to), Field::Text(text)) => {
                to.push(ByteArray::from(text.into_bytes()));
                true
            }
            (Values::Long(to), Field::Int(n)) => {
                to.push(n);
                true
            }
            (Values::Long(to), Field::Number(n)) => match scaled(n) {
                Some(n) => {
                    to.push(n);
                    true
                }
                None => false,
            },
            (Values::Real(to), Field::Real(n)) => {
                to.push(n);
                true
            }
            (Values::Day(to), Field::Day(day)) => {
                to.push(days_since_1970(day));
                true
            }
            (Values::Flag(to), Field::Flag(flag)) => {
                to.push(flag);
                true
            }
            (_, field) => unreachable!("{field:?} is not of the kind of its column"),
        };
        self.present.push(i16::from(added));
    }
}

/// The number times 10⁴, if it is whole and has at most 18 digits then. What does not fit is left to CSV.
fn scaled(number: Decimal) -> Option<i64> {
    let number = number.normalize();
    let missing = 4u32.checked_sub(number.scale())?;
    let scaled = number.mantissa().checked_mul(10i128.pow(missing))?;
    i64::try_from(scaled).ok().filter(|n| n.unsigned_abs() < 1_000_000_000_000_000_000)
}

fn days_since_1970(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// A field in the manner of RFC 4180.
fn write_csv(out: &mut Vec<u8>, field: &Field<'_>) {
    match field {
        Field::Null => {}
        Field::Word(word) => write_csv_text(out, word.as_bytes()),
        Field::Shared(text) => write_csv_text(out, text.data()),
        Field::Text(text) => write_csv_text(out, text.as_bytes()),
        Field::Int(n) => write_shown(out, n),
        Field::Number(n) => write_shown(out, n),
        Field::Real(n) => write_shown(out, n),
        Field::Day(day) => write_shown(out, day),
        Field::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
    }
}

fn write_shown(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("memory takes all that is written");
}

fn write_csv_text(out: &mut Vec<u8>, text: &[u8]) {
    // Without a branch a byte, so that many are looked at in one step.
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    if !text.iter().fold(false, |found, byte| found | special(byte)) {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    static TWO: Schema = Schema {
        name: "two",
        row: "a test",
        columns: &[
            Column { name: "text", kind: Kind::Text, meaning: "" },
            Column { name: "number", kind: Kind::Number, meaning: "" },
        ],
    };

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_nothing_empty() {
        let mut rows = Rows::new(&TWO);
        rows.push([Field::Text("他说\"无\",\n".into()), Field::Number(Decimal::new(70, 1))]);
        rows.push([Field::Null, Field::Null]);
        let csv = String::from_utf8(rows.csv.clone()).expect("text");
        assert_eq!(csv, "\"他说\"\"无\"\",\n\",7.0\r\n,\r\n");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows.columns[1].present, [1, 0]);
    }

    #[test]
    fn amounts_are_exact_or_absent_in_parquet() {
        assert_eq!(scaled(Decimal::new(12345, 4)), Some(12345));
        assert_eq!(scaled(Decimal::new(7, 0)), Some(70_000));
        assert_eq!(scaled(Decimal::new(700_000, 6)), Some(7_000));
        assert_eq!(scaled(Decimal::new(123_456, 5)), None);
        assert_eq!(scaled(Decimal::MAX), None);
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(days_since_1970(date(1970, 1, 2)), 1);
        assert_eq!(days_since_1970(date(2024, 1, 31)), 19_753);
    }
}
