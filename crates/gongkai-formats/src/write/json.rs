//! The JSON format: everything that is known of a report, with its provenance. Versioned; [`SCHEMA`] describes it.

use gongkai_domain::report::AnnualReport;

use super::provenance::Evidence;
use crate::wire::WireReport;

/// The JSON Schema (2020-12) of the format.
pub const SCHEMA: &str = include_str!("../../schema/report-1.schema.json");

/// The name and version that a file of this format carries as `schema`.
pub const SCHEMA_ID: &str = crate::wire::SCHEMA_ID;

/// Writes a report.
pub fn write(report: &AnnualReport) -> String {
    write_with(report, Evidence::default())
}

/// Writes a report with the findings of the rules and the corrections made since.
pub fn write_with(report: &AnnualReport, evidence: Evidence<'_>) -> String {
    let wire = WireReport::new(report, evidence);
    let mut text =
        serde_json::to_string_pretty(&wire).expect("texts, numbers and maps by name always make JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::check::{Finding, Fix, Message, Severity};
    use gongkai_domain::report::sample::consistent_report;
    use gongkai_domain::report::{
        Aggregation, CELL_COUNT, CellKey, Format, Notice, NoticeCode, Place, Subject, dictionary,
    };
    use rust_decimal::Decimal;
    use serde_json::{Value, json};

    use crate::write::provenance::Correction;

    fn schema() -> Value {
        serde_json::from_str(SCHEMA).expect("the schema is JSON")
    }

    /// The schema's part that follows from the dictionary. With `UPDATE_SCHEMA=1` the test writes it.
    fn cells_by_the_dictionary() -> Value {
        let cell = |d: gongkai_domain::report::CellDef| {
            let Aggregation::Sum = d.aggregation;
            let entry = json!({
                "$ref": "#/$defs/cell",
                "title": d.label(),
                "description": format!("{} ({})", d.label_en(), d.unit.label()),
            });
            (d.key.as_str().to_owned(), entry)
        };
        let properties: serde_json::Map<String, Value> = dictionary().map(cell).collect();
        assert_eq!(properties.len(), CELL_COUNT);
        json!({
            "description": "The cells that the document has, by key, in the order of the dictionary. \
                A cell that the document does not have is absent, never zero.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }

    #[test]
    fn the_schema_has_the_cells_of_the_dictionary_and_every_name() {
        let mut wanted = schema();
        wanted["properties"]["cells"] = cells_by_the_dictionary();
        let names = |all: Vec<&str>| Value::from(all);
        wanted["$defs"]["fact"]["properties"]["subject"]["enum"] =
            names(Subject::ALL.iter().map(|s| s.as_str()).collect());
        wanted["$defs"]["notice"]["properties"]["code"]["enum"] =
            names(NoticeCode::ALL.iter().map(|c| c.as_str()).collect());
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report-1.schema.json");
            let text = serde_json::to_string_pretty(&wanted).expect("JSON");
            std::fs::write(path, text + "\n").expect("the schema can be written");
        } else {
            assert_eq!(schema(), wanted, "run this test with UPDATE_SCHEMA=1");
        }
    }

    #[track_caller]
    fn assert_valid(text: &str) {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let validator = jsonschema::validator_for(&schema()).expect("the schema is a schema");
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn what_is_written_is_valid_by_the_schema() {
        for format in [Format::F2021, Format::F2019, Format::Legacy] {
            for seed in 0..5 {
                assert_valid(&write(&consistent_report(seed, format)));
            }
        }
    }

    #[test]
    fn findings_corrections_and_notices_are_valid_by_the_schema() {
        let mut report = consistent_report(1, Format::F2021);
        let key = CellKey::t2("t2.fees.amount_wan");
        let place = Place { page: Some(2), bounds: Some([1.5, 2.0, 3.0, 4.0]), ..Place::bytes(3, 9) };
        report.notices = vec![Notice { place: Some(place), ..Notice::new(NoticeCode::RowExtra, "其中") }];
        report.source.sha256 = "a".repeat(64);
        let mut finding = Finding::new("U01", Severity::Warning, Message::new("甲", "a"));
        finding.cells = vec![key];
        finding.left = Some(Decimal::new(12_345, 3));
        finding.fix = Some(Fix { message: Message::new("乙", "b"), changes: vec![(key, Decimal::ONE)] });
        let correction = Correction {
            key,
            before: None,
            after: Some(Decimal::ONE),
            reason: "unit".into(),
            made_on: jiff::civil::date(2024, 3, 1),
        };
        let evidence = Evidence { findings: Some(&[finding]), corrections: &[correction] };
        let text = write_with(&report, evidence);
        assert_valid(&text);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["findings"][0]["left"], json!(12.345));
    }

    #[test]
    fn numbers_stay_exact() {
        let mut report = consistent_report(1, Format::F2019);
        let key = CellKey::t2("t2.procurement.amount_yuan");
        for number in ["1094730.20", "0.0000001", "79228162514264337593543950335", "9007199254740993.5", "-2"]
        {
            let exact = Decimal::from_str_exact(number).expect("a number");
            report.cells.insert(key, gongkai_domain::report::Cell::number(exact));
            let back = crate::read::json::parse(&write(&report)).expect("our own JSON");
            assert_eq!(back.cells.number(key), Some(exact));
        }
    }
}
