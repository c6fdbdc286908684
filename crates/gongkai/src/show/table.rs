//! A report as tables on a terminal.

use std::fmt::Write;

use gongkai_domain::report::{
    AnnualReport, Applicant, Bound, CellKey, FreeRow, Notice, Outcome, Procedure, Row, Value,
};

use super::style::{self, paint};
use super::width::{cut, flat, left, right, width};
use crate::words::Lang;

/// Row labels longer than this are cut.
const LABEL_COLUMNS: usize = 46;
/// Sentences longer than this are cut.
const CLAUSE_COLUMNS: usize = 60;

/// The whole report.
pub fn show(report: &AnnualReport, lang: Lang) -> String {
    let mut out = String::new();
    show_head(&mut out, report, lang);
    for table in [table_2(report, lang), table_3(report, lang), table_4(report, lang)].into_iter().flatten() {
        out.push('\n');
        table.draw(&mut out);
    }
    show_free_rows(&mut out, lang.extra_rows(), &report.extra_rows, lang);
    show_free_rows(&mut out, lang.legacy_rows(), &report.legacy_rows, lang);
    show_facts(&mut out, report, lang);
    show_notices(&mut out, &report.notices, lang);
    out
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n{}", paint(style::STRONG, text));
}

fn show_head(out: &mut String, report: &AnnualReport, lang: Lang) {
    let unknown = || lang.unknown().to_owned();
    let year = report.year.map_or_else(unknown, |year| year.to_string());
    let agency = report.agency.clone().unwrap_or_else(unknown);
    let _ = writeln!(out, "{}", paint(style::STRONG, &format!("{agency} · {year}")));
    let source = &report.source;
    let mut origin = source.file.clone();
    for part in [&source.media, &source.extraction] {
        if !part.is_empty() {
            let _ = write!(origin, " · {part}");
        }
    }
    let chapters: Vec<String> =
        report.chapters.iter().filter(|c| c.number > 0).map(|c| flat(&c.heading)).collect();
    let lines = [
        (lang.title(), report.title.clone()),
        (lang.format(), Some(report.format.as_str().to_owned())),
        (lang.period(), report.period.map(|(from, to)| format!("{from} – {to}"))),
        (lang.signature(), report.signature.clone()),
        (lang.signed_on(), report.signed_on.map(|day| day.to_string())),
        (lang.published_on(), report.published_on.map(|day| day.to_string())),
        (lang.chapters(), (!chapters.is_empty()).then(|| chapters.join("  "))),
        (lang.cells(), Some(report.cells.len().to_string())),
        (lang.confidence(), Some(format!("{:.2}", report.confidence))),
        (lang.source(), Some(origin)),
    ];
    let columns = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, value) in lines {
        if let Some(value) = value {
            let _ = writeln!(out, "  {}  {}", paint(style::DIM, &left(name, columns)), flat(&value));
        }
    }
}

/// A drawn table: a title, headers, and rows of a label and cells.
struct Drawn {
    title: String,
    headers: Vec<&'static str>,
    rows: Vec<(String, Vec<String>)>,
}

impl Drawn {
    fn draw(&self, out: &mut String) {
        let label_columns = self.rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let columns: Vec<usize> = (0..self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0))
            .map(|i| {
                let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(i)).map(|cell| width(cell));
                cells.chain(self.headers.get(i).map(|header| width(header))).max().unwrap_or(0)
            })
            .collect();
        let _ = writeln!(out, "{}", paint(style::STRONG, &self.title));
        if !self.headers.is_empty() {
            let mut line = left("", label_columns + 2);
            for (header, columns) in self.headers.iter().zip(&columns) {
                let _ = write!(line, "  {}", right(header, *columns));
            }
            let _ = writeln!(out, "{}", paint(style::DIM, &line));
        }
        for (label, cells) in &self.rows {
            let mut line = format!("  {}", left(label, label_columns));
            for (cell, columns) in cells.iter().zip(&columns) {
                let _ = write!(line, "  {}", right(cell, *columns));
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
}

/// The cell as it is to be read; nothing where the document has none.
fn shown(report: &AnnualReport, key: CellKey, lang: Lang) -> String {
    match report.cells.get(key) {
        None => String::new(),
        Some(cell) => match cell.value {
            Value::Number(number) => number.to_string(),
            Value::Blank => lang.blank().to_owned(),
            Value::NotApplicable => cut(&flat(&cell.raw), 8),
            Value::Illegible => format!("?{}", cut(&flat(&cell.raw), 12)),
        },
    }
}

fn table_2(report: &AnnualReport, lang: Lang) -> Option<Drawn> {
    let rows: Vec<(String, Vec<String>)> = report
        .cells
        .iter()
        .filter(|(key, _)| key.table() == 2)
        .map(|(key, _)| {
            let def = key.def();
            let label = match lang {
                Lang::Zh => format!("{} {}", def.row, def.column),
                Lang::En => def.label_en(),
            };
            let unit = match lang {
                Lang::Zh => format!("（{}）", def.unit.label()),
                Lang::En => format!(" ({})", def.unit.label()),
            };
            // The header of the fee says its unit already.
            let label = if def.column.contains("单位") && lang == Lang::Zh { label } else { label + &unit };
            (label, vec![shown(report, key, lang)])
        })
        .collect();
    (!rows.is_empty()).then(|| Drawn { title: format!("{} 2", lang.table()), headers: Vec::new(), rows })
}

fn table_3(report: &AnnualReport, lang: Lang) -> Option<Drawn> {
    let has = |row: &Row| Applicant::ALL.iter().any(|a| report.cells.get(CellKey::t3(*row, *a)).is_some());
    let rows: Vec<(String, Vec<String>)> = Row::ALL
        .into_iter()
        .filter(has)
        .map(|row| {
            let label = match lang {
                Lang::Zh => format!("{}{}", row.group(), row.label()),
                Lang::En => row.label_en().to_owned(),
            };
            let cells = Applicant::ALL.map(|applicant| shown(report, CellKey::t3(row, applicant), lang));
            (cut(&label, LABEL_COLUMNS), cells.to_vec())
        })
        .collect();
    let headers = Applicant::ALL.map(|applicant| lang.pick(applicant.label(), applicant.as_str())).to_vec();
    (!rows.is_empty()).then(|| Drawn { title: format!("{} 3", lang.table()), headers, rows })
}

fn table_4(report: &AnnualReport, lang: Lang) -> Option<Drawn> {
    let has = |p: &Procedure| Outcome::ALL.iter().any(|o| report.cells.get(CellKey::t4(*p, *o)).is_some());
    let rows: Vec<(String, Vec<String>)> = Procedure::ALL
        .into_iter()
        .filter(has)
        .map(|procedure| {
            let cells = Outcome::ALL.map(|outcome| shown(report, CellKey::t4(procedure, outcome), lang));
            (lang.pick(procedure.label(), procedure.label_en()).to_owned(), cells.to_vec())
        })
        .collect();
    let headers = Outcome::ALL.map(|outcome| lang.pick(outcome.label(), outcome.label_en())).to_vec();
    (!rows.is_empty()).then(|| Drawn { title: format!("{} 4", lang.table()), headers, rows })
}

fn show_free_rows(out: &mut String, title: &str, rows: &[FreeRow], lang: Lang) {
    if rows.is_empty() {
        return;
    }
    let value = |cell: &gongkai_domain::report::Cell| match cell.value {
        Value::Number(number) => number.to_string(),
        Value::Blank => lang.blank().to_owned(),
        Value::NotApplicable | Value::Illegible => flat(&cell.raw),
    };
    let rows = rows.iter().map(|row| {
        let unit = if row.unit.is_empty() { String::new() } else { format!(" ({})", row.unit) };
        (cut(&flat(&row.label), LABEL_COLUMNS) + &unit, row.values.iter().map(value).collect())
    });
    out.push('\n');
    Drawn { title: title.to_owned(), headers: Vec::new(), rows: rows.collect() }.draw(out);
}

fn show_facts(out: &mut String, report: &AnnualReport, lang: Lang) {
    if report.facts.is_empty() {
        return;
    }
    heading(out, lang.facts());
    for fact in &report.facts {
        let sign = match fact.bound {
            Bound::Exact => "",
            Bound::AtLeast => "≥",
            Bound::About => "≈",
        };
        let count = format!("{sign}{}{}", fact.count.normalize(), fact.unit);
        let clause = cut(&flat(&fact.clause), CLAUSE_COLUMNS);
        let subject = left(lang.subject(fact.subject), 24);
        let _ = writeln!(out, "  {}  {subject}  {}", right(&count, 14), paint(style::DIM, &clause));
    }
}

/// What the reader repaired, guessed or left open.
pub fn show_notices(out: &mut String, notices: &[Notice], lang: Lang) {
    if notices.is_empty() {
        return;
    }
    heading(out, lang.notices());
    for notice in notices {
        let _ = writeln!(out, "  {}", notice_line(notice, lang));
    }
}

/// `date-repaired ×3: a date had lost … (202311日)`
pub fn notice_line(notice: &Notice, lang: Lang) -> String {
    let times = if notice.count > 1 { format!(" ×{}", notice.count) } else { String::new() };
    let mut line = format!("{}{times}: {}", notice.code.as_str(), lang.notice(notice.code));
    if !notice.detail.is_empty() {
        let detail = cut(&flat(&notice.detail), CLAUSE_COLUMNS);
        line.push_str(&match lang {
            Lang::Zh => format!("（{detail}）"),
            Lang::En => format!(" ({detail})"),
        });
    }
    line
}
