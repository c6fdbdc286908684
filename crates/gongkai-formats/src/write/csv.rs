//! CSV for spreadsheets and statistics: a wide form of one report a row, and a long form of one cell a row.
//!
//! UTF-8 with a byte-order mark, without which spreadsheets take Chinese for something else; lines end with CRLF.

use gongkai_domain::report::{AnnualReport, CellKey, dictionary};

use super::layout::print_cell;

const ABOUT: [&str; 7] = ["agency", "year", "format", "title", "signed_on", "source_file", "source_sha256"];

/// Writes one report in the wide form.
pub fn write(report: &AnnualReport) -> String {
    wide(&[report])
}

/// The wide form: one report a row, the keys of the cells as headers. The columns are the cells that any of the
/// reports has, or those of their forms when none has any. What is no number is printed as in the document.
pub fn wide(reports: &[&AnnualReport]) -> String {
    let is_any = |key: &CellKey| {
        reports
            .iter()
            .any(|r| if r.cells.is_empty() { key.is_in(r.format) } else { r.cells.get(*key).is_some() })
    };
    let keys: Vec<CellKey> = dictionary().map(|d| d.key).filter(is_any).collect();
    let mut out = Csv::new();
    out.row(ABOUT.iter().copied().chain(keys.iter().map(|k| k.as_str())));
    for report in reports {
        let cell = |key: &CellKey| report.cells.get(*key).map(|c| print_cell(*key, c)).unwrap_or_default();
        out.row(about(report).into_iter().chain(keys.iter().map(cell)));
    }
    out.0
}

/// The long form: one cell a row, with label, unit, raw text and place.
pub fn long(reports: &[&AnnualReport]) -> String {
    let mut out = Csv::new();
    let columns = ["key", "label", "value", "unit", "state", "raw", "place"];
    out.row(ABOUT.iter().copied().chain(columns));
    for report in reports {
        for (key, cell) in report.cells.iter() {
            let def = key.def();
            let value = cell.value.number().map(super::cells::plain).unwrap_or_default();
            let columns = [
                key.as_str().to_owned(),
                def.label(),
                value,
                def.unit.label().to_owned(),
                crate::read::cells::state_name(cell.value).to_owned(),
                cell.raw.clone(),
                cell.place.to_string(),
            ];
            out.row(about(report).into_iter().chain(columns));
        }
    }
    out.0
}

fn about(report: &AnnualReport) -> [String; 7] {
    [
        report.agency.clone().unwrap_or_default(),
        report.year.map(|y| y.to_string()).unwrap_or_default(),
        report.format.as_str().into(),
        report.title.clone().unwrap_or_default(),
        report.signed_on.map(|d| d.to_string()).unwrap_or_default(),
        report.source.file.clone(),
        report.source.sha256.clone(),
    ]
}

struct Csv(String);

impl Csv {
    fn new() -> Csv {
        Csv("\u{feff}".into())
    }

    fn row(&mut self, fields: impl Iterator<Item = impl AsRef<str>>) {
        for (i, field) in fields.enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            let field = field.as_ref();
            if field.contains(['"', ',', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(field);
            }
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::sample::consistent_report;
    use gongkai_domain::report::{Cell, Format, cells_of};

    #[test]
    fn the_wide_form_has_the_cells_that_any_report_has() {
        let (new, old) = (consistent_report(1, Format::F2021), consistent_report(1, Format::F2019));
        let text = wide(&[&new, &old]);
        let widths: Vec<usize> = text.lines().map(|l| l.split(',').count()).collect();
        let either =
            cells_of(Format::F2021).chain(cells_of(Format::F2019).filter(|k| !k.is_in(Format::F2021)));
        assert_eq!(widths, [ABOUT.len() + either.count(); 3]);
    }

    #[test]
    fn fields_with_separators_are_quoted() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.agency = Some("甲,\"乙\"".into());
        report.cells.insert(CellKey::t2("t2.rules.issued"), Cell::number(3));
        let text = write(&report);
        assert!(text.ends_with("t2.rules.issued\r\n\"甲,\"\"乙\"\"\",,2021,,,,,3\r\n"), "{text}");
        assert!(long(&[&report]).contains(",t2.rules.issued,规章·本年制发件数,3,件,number,3,\r\n"));
    }
}
