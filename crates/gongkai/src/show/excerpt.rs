//! The piece of the source that a finding is about, with what matters marked under it.
//!
//! Where the source is text whose lines say something by themselves, its own lines are shown. Elsewhere (one
//! cell a line, HTML, Word, a workbook, PDF) the rows of the official form are drawn with the cells as printed.

use std::ops::Range;

use gongkai_domain::check::{Finding, TextSpan};
use gongkai_domain::report::{AnnualReport, Applicant, CellKey, Outcome, Place, Procedure, Value};

use super::line_index::LineIndex;
use super::width::{cut, flat, left, right, width};
use crate::words::Lang;

/// Lines longer than this are shown in part.
const LINE_COLUMNS: usize = 96;
/// How much of a long line stands before what is marked.
const LEAD_COLUMNS: usize = 30;
/// Row labels of the form longer than this are cut.
const LABEL_COLUMNS: usize = 34;
/// More rows than this are thinned out.
const ROWS: usize = 8;

/// How much a mark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// What was compared: `---`.
    Compared,
    /// What is probably wrong: `^^^`.
    Suspect,
}

/// A stretch of columns under a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// From and up to which column of the terminal.
    pub columns: Range<usize>,
    /// How it is drawn.
    pub weight: Weight,
}

/// Bytes of a line and how they are marked.
type MarkedBytes = (Range<usize>, Weight);

/// One line of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Line of the source, where there is one.
    pub number: Option<usize>,
    /// What is shown.
    pub text: String,
    /// What is marked in it.
    pub marks: Vec<Mark>,
}

impl Line {
    fn plain(text: String) -> Line {
        Line { number: None, text, marks: Vec::new() }
    }
}

/// What excerpts are cut from.
pub struct Origin<'a> {
    /// The report.
    pub report: &'a AnnualReport,
    /// The decoded text that byte places refer to; `None` for containers without one.
    pub text: Option<&'a LineIndex>,
    /// The language of the few words that are not the source's.
    pub lang: Lang,
}

impl Origin<'_> {
    /// The excerpt of a finding; empty when it is about nothing in particular.
    pub fn excerpt(&self, finding: &Finding) -> Vec<Line> {
        if let Some(span) = &finding.text
            && let Some(line) = self.of_text(span)
        {
            return vec![line];
        }
        let cells = marked_cells(finding);
        self.source_lines(&cells).unwrap_or_else(|| self.form_rows(&cells))
    }

    /// Where a finding points to first.
    pub fn place(&self, finding: &Finding) -> Option<Place> {
        if let Some(span) = &finding.text {
            return Some(span.place);
        }
        let known = |keys: &[CellKey]| {
            keys.iter().filter_map(|key| self.report.cells.get(*key)).map(|cell| cell.place).find(is_known)
        };
        known(&finding.suspects).or_else(|| known(&finding.cells))
    }

    fn number_at(&self, place: &Place) -> Option<usize> {
        let (start, _) = place.bytes?;
        Some(self.text?.locate(start as usize)?.line)
    }

    /// The paragraph as it was repaired, since the span counts in it.
    fn of_text(&self, span: &TextSpan) -> Option<Line> {
        let chapter = self.report.chapters.get(span.chapter)?;
        if span.span.0 == span.span.1 {
            let (text, marks) = window(&chapter.heading, &[(0..chapter.heading.len(), Weight::Suspect)]);
            return Some(Line { number: self.number_at(&span.place), text, marks });
        }
        let paragraph = chapter.paragraphs.get(span.paragraph)?;
        let range = span.span.0..span.span.1.max(span.span.0);
        paragraph.text.get(range.clone())?;
        let (text, marks) = window(&paragraph.text, &[(range, Weight::Suspect)]);
        Some(Line { number: self.number_at(&span.place), text, marks })
    }

    /// The lines of the source, if all cells stand in lines that say more than the cell.
    fn source_lines(&self, cells: &[(CellKey, Weight)]) -> Option<Vec<Line>> {
        let text = self.text.filter(|_| self.report.source.media != "html")?;
        let mut lines: Vec<(usize, &str, Vec<MarkedBytes>)> = Vec::new();
        for (key, weight) in cells {
            let Some(cell) = self.report.cells.get(*key) else { continue };
            let (start, end) = cell.place.bytes?;
            let (line, line_start) = text.line_at(start as usize)?;
            let from = start as usize - line_start;
            let to = (end as usize).saturating_sub(line_start).clamp(from, line.len());
            if line.trim().len() <= to - from || !line.is_char_boundary(from) || !line.is_char_boundary(to) {
                return None;
            }
            match lines.iter_mut().find(|(start, _, _)| *start == line_start) {
                Some((_, _, marks)) => marks.push((from..to, *weight)),
                None => lines.push((line_start, line, vec![(from..to, *weight)])),
            }
        }
        if lines.is_empty() || lines.len() > ROWS {
            return None;
        }
        lines.sort_by_key(|(start, _, _)| *start);
        let shown = lines.into_iter().map(|(start, line, mut marks)| {
            marks.sort_by_key(|(range, _)| range.start);
            let (shown, marks) = window(line, &marks);
            Line { number: text.locate(start).map(|at| at.line), text: shown, marks }
        });
        Some(shown.collect())
    }

    /// The rows of the official form, with the cells as printed.
    fn form_rows(&self, cells: &[(CellKey, Weight)]) -> Vec<Line> {
        let mut rows: Vec<FormRow> = Vec::new();
        for (key, weight) in cells {
            let row = FormRow::of(*key);
            match rows.iter_mut().find(|other| other.keys == row.keys) {
                Some(known) => known.marked.push((*key, *weight)),
                None => rows.push(FormRow { marked: vec![(*key, *weight)], ..row }),
            }
        }
        let left_out = self.thin_out(&mut rows);
        let mut lines: Vec<Line> = Vec::new();
        for table in [2u8, 3, 4] {
            let of_table: Vec<&FormRow> = rows.iter().filter(|row| row.table == table).collect();
            lines.extend(self.draw(&of_table));
        }
        if left_out > 0 {
            lines.push(Line::plain(self.lang.rows_left_out(left_out)));
        }
        lines
    }

    /// Of many rows, those that hold something; returns how many went.
    fn thin_out(&self, rows: &mut Vec<FormRow>) -> usize {
        let before = rows.len();
        if before > ROWS {
            rows.retain(|row| row.marked.iter().any(|(key, weight)| self.says_something(*key, *weight)));
            rows.truncate(ROWS * 2);
        }
        before - rows.len()
    }

    fn says_something(&self, key: CellKey, weight: Weight) -> bool {
        let zero = self.report.cells.number(key).is_some_and(|number| number.is_zero());
        weight == Weight::Suspect || !zero
    }

    fn draw(&self, rows: &[&FormRow]) -> Vec<Line> {
        let Some(first) = rows.first() else { return Vec::new() };
        let label_columns = rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
        let columns: Vec<usize> = (0..first.keys.len())
            .map(|i| {
                let cells =
                    rows.iter().filter_map(|row| row.keys.get(i)).map(|key| width(&self.printed(*key)));
                cells.chain(first.headers.get(i).map(|header| width(header))).max().unwrap_or(0)
            })
            .collect();
        let mut lines = Vec::new();
        if first.keys.len() > 1 {
            let mut head = left("", label_columns);
            for (header, columns) in first.headers.iter().zip(&columns) {
                head.push_str("  ");
                head.push_str(&right(header, *columns));
            }
            lines.push(Line::plain(head));
        }
        lines.extend(rows.iter().map(|row| self.draw_row(row, label_columns, &columns)));
        lines
    }

    fn draw_row(&self, row: &FormRow, label_columns: usize, columns: &[usize]) -> Line {
        let mut text = left(&row.label, label_columns);
        let mut marks = Vec::new();
        for (key, columns) in row.keys.iter().zip(columns) {
            let printed = self.printed(*key);
            text.push_str("  ");
            text.push_str(&right(&printed, *columns));
            let end = width(&text);
            if let Some((_, weight)) = row.marked.iter().find(|(marked, _)| marked == key) {
                marks.push(Mark { columns: end - width(&printed).max(1)..end, weight: *weight });
            }
        }
        let number = row.keys.iter().find_map(|key| self.number_at(&self.report.cells.get(*key)?.place));
        Line { number, text, marks }
    }

    /// A cell as the source prints it.
    fn printed(&self, key: CellKey) -> String {
        match self.report.cells.get(key) {
            None => self.lang.absent().to_owned(),
            Some(cell) => match cell.value {
                Value::Blank => self.lang.blank().to_owned(),
                Value::Number(number) => number.to_string(),
                Value::NotApplicable | Value::Illegible => cut(&flat(&cell.raw), 16),
            },
        }
    }
}

fn is_known(place: &Place) -> bool {
    *place != Place::default()
}

/// The suspects marked as such, and whatever else was compared. Without suspects all are.
fn marked_cells(finding: &Finding) -> Vec<(CellKey, Weight)> {
    let mut cells: Vec<(CellKey, Weight)> =
        finding.suspects.iter().map(|key| (*key, Weight::Suspect)).collect();
    let others = if cells.is_empty() { Weight::Suspect } else { Weight::Compared };
    for key in &finding.cells {
        if !cells.iter().any(|(known, _)| known == key) {
            cells.push((*key, others));
        }
    }
    cells.sort_by_key(|(key, _)| *key);
    cells
}

/// A row of the official form.
struct FormRow {
    table: u8,
    label: String,
    headers: Vec<&'static str>,
    keys: Vec<CellKey>,
    marked: Vec<(CellKey, Weight)>,
}

impl FormRow {
    /// The row that a cell stands in. In table 2 each cell makes a line of its own.
    fn of(key: CellKey) -> FormRow {
        let (label, headers, keys) = if let Some((row, _)) = key.as_t3() {
            let label = format!("{}{}", row.group(), row.label());
            let keys = Applicant::ALL.map(|applicant| CellKey::t3(row, applicant)).to_vec();
            (label, Applicant::ALL.map(Applicant::label).to_vec(), keys)
        } else if let Some((procedure, _)) = key.as_t4() {
            let keys = Outcome::ALL.map(|outcome| CellKey::t4(procedure, outcome)).to_vec();
            (Procedure::label(procedure).to_owned(), Outcome::ALL.map(Outcome::label).to_vec(), keys)
        } else {
            let def = key.def();
            (format!("{} {}", def.row, def.column), Vec::new(), vec![key])
        };
        FormRow { table: key.table(), label: cut(&label, LABEL_COLUMNS), headers, keys, marked: Vec::new() }
    }
}

/// The part of a line around what is marked in it, flattened, and the marks in columns.
fn window(line: &str, marked: &[MarkedBytes]) -> (String, Vec<Mark>) {
    let flattened = flat(line);
    // Flattening keeps the number of characters, so a mark is carried over by counting them.
    let columns_before = |byte: usize| -> usize {
        let chars = line.get(..byte).map_or(0, |before| before.chars().count());
        flattened.chars().take(chars).map(|c| width(c.encode_utf8(&mut [0; 4]))).sum()
    };
    let mut marks: Vec<Mark> = marked
        .iter()
        .map(|(range, weight)| {
            let start = columns_before(range.start);
            Mark { columns: start..columns_before(range.end).max(start + 1), weight: *weight }
        })
        .collect();
    let total = width(&flattened);
    let first = marks.iter().map(|mark| mark.columns.start).min().unwrap_or(0);
    if total <= LINE_COLUMNS {
        return (flattened, marks);
    }
    let from = first.saturating_sub(LEAD_COLUMNS);
    let (text, skipped) = slice_columns(&flattened, from..from + LINE_COLUMNS);
    // The ellipsis takes one column where characters were left out.
    let shift = |column: usize| (column + usize::from(skipped > 0)).saturating_sub(skipped);
    let end = width(&text);
    for mark in &mut marks {
        mark.columns = shift(mark.columns.start)..shift(mark.columns.end).min(end);
    }
    marks.retain(|mark| mark.columns.start < mark.columns.end);
    (text, marks)
}

/// The characters within these columns, with an ellipsis at each cut; and how many columns went before.
fn slice_columns(text: &str, columns: Range<usize>) -> (String, usize) {
    let mut out = String::new();
    let (mut at, mut skipped) = (0, 0);
    for c in text.chars() {
        let next = at + width(c.encode_utf8(&mut [0; 4]));
        if at < columns.start {
            skipped = next;
        } else if next <= columns.end {
            if out.is_empty() && skipped > 0 {
                out.push('…');
            }
            out.push(c);
        } else {
            out.push('…');
            break;
        }
        at = next;
    }
    (out, skipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::check::{Message, Severity};
    use gongkai_domain::report::{Cell, Format, Row};

    fn finding(cells: Vec<CellKey>, suspects: Vec<CellKey>) -> Finding {
        Finding { cells, suspects, ..Finding::new("R03", Severity::Error, Message::new("", "")) }
    }

    fn draw(lines: &[Line]) -> String {
        let mut out = String::new();
        for line in lines {
            out.push_str(&line.text);
            out.push('\n');
            let mut under = String::new();
            for mark in &line.marks {
                under = left(&under, mark.columns.start);
                let sign = if mark.weight == Weight::Suspect { "^" } else { "-" };
                under.push_str(&sign.repeat(mark.columns.len()));
            }
            if !under.is_empty() {
                out.push_str(&under);
                out.push('\n');
            }
        }
        out
    }

    #[test]
    fn marks_stand_under_their_cells_in_the_form() {
        let mut report = AnnualReport::empty(Format::F2021);
        for applicant in Applicant::ALL {
            report.cells.insert(CellKey::t3(Row::New, applicant), Cell::number(12));
        }
        report.cells.insert(CellKey::t3(Row::New, Applicant::Other), Cell::blank());
        let cells = Applicant::ALL.map(|a| CellKey::t3(Row::New, a)).to_vec();
        let suspects = vec![CellKey::t3(Row::New, Applicant::Total)];
        let origin = Origin { report: &report, text: None, lang: Lang::Zh };
        let shown = draw(&origin.excerpt(&finding(cells, suspects)));
        let mut lines = shown.lines();
        let (head, row, under) = (lines.next(), lines.next(), lines.next());
        assert!(head.is_some_and(|head| head.trim_start().starts_with("自然人  商业企业")), "{shown}");
        let (row, under) = (row.expect("a row"), under.expect("marks"));
        assert_eq!(width(row), width(under), "the last mark ends under the last number\n{shown}");
        assert!(under.ends_with("^^"), "{shown}");
        assert_eq!(under.matches("--").count(), 6, "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = format!("{}总计5{}", "字".repeat(200), "尾".repeat(200));
        let start = 600 + "总计".len();
        let (text, marks) = window(&line, &[(start..start + 1, Weight::Suspect)]);
        let mark = &marks[0].columns;
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        let before: String = text.chars().take_while(|c| *c != '5').collect();
        assert_eq!(width(&before), mark.start, "{text}");
        assert_eq!(mark.len(), 1);
    }

    #[test]
    fn the_source_line_is_shown_where_it_says_more_than_the_cell() {
        let text = "项目\t自然人\t总计\n一、本年新收\t12\t13\n";
        let index = LineIndex::new(text.to_owned());
        let mut report = AnnualReport::empty(Format::F2021);
        report.source.media = "text".to_owned();
        let at = text.find("13").expect("there");
        let key = CellKey::t3(Row::New, Applicant::Total);
        let mut cell = Cell::number(13);
        cell.place = Place::bytes(at, at + 2);
        report.cells.insert(key, cell);
        let origin = Origin { report: &report, text: Some(&index), lang: Lang::En };
        let lines = origin.excerpt(&finding(vec![key], vec![]));
        assert_eq!(lines[0].number, Some(2));
        assert_eq!(lines[0].text, "一、本年新收 12 13");
        assert_eq!(lines[0].marks[0].columns, 16..18);
    }
}
