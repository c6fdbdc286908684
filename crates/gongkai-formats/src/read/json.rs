//! Reading a report from JSON of our own, which `schema/report-1.schema.json` describes.

use gongkai_domain::report::AnnualReport;

use super::ReadError;
use crate::wire::{SCHEMA_ID, WireReport};

/// True when a text looks like JSON of our own.
pub fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && text.contains("\"gongkai-report/")
}

/// Reads a report that [`crate::write::json`] wrote. Findings and corrections are not read: the former are found
/// again by checking, the latter are in the cells.
///
/// # Errors
///
/// If the text is not JSON, or not of this format and version.
pub fn parse(text: &str) -> Result<AnnualReport, ReadError> {
    let damaged = |detail: String| ReadError::Damaged { kind: "JSON", detail };
    let text = text.trim_start_matches('\u{feff}');
    let wire: WireReport = serde_json::from_str(text).map_err(|e| damaged(e.to_string()))?;
    if wire.schema != SCHEMA_ID {
        return Err(damaged(format!("schema {:?} is not {SCHEMA_ID:?}", wire.schema)));
    }
    wire.into_report().map_err(|e| damaged(e.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(text: &str, because: &str) {
        let error = parse(text).expect_err("it must be refused").to_string();
        assert!(error.contains(because), "{error}");
    }

    #[test]
    fn only_json_of_this_version_is_read() {
        check_refused("[]", "damaged JSON");
        check_refused(r#"{"schema":"gongkai-report/9","format":"2021"}"#, "gongkai-report/9");
        check_refused(r#"{"schema":"gongkai-report/1","format":"1949"}"#, "1949");
        check_refused(
            r#"{"schema":"gongkai-report/1","format":"2021","cells":{"t2.rules.issued":{"state":"number"}}}"#,
            "does not fit",
        );
        check_refused(
            r#"{"schema":"gongkai-report/1","format":"2021","cells":{"t9":{"state":"blank"}}}"#,
            "t9",
        );
    }

    #[test]
    fn what_may_be_left_out_is_left_out() {
        let report = parse("\u{feff}{\"schema\":\"gongkai-report/1\",\"format\":\"2019\",\"year\":2020}");
        assert_eq!(report.map(|r| (r.year, r.confidence)), Ok((Some(2020), 1.0)));
    }
}
