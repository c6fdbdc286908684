//! What a line looks like: a row of values, a page number, words and then numbers.

use super::super::fold::{Folded, fold_into, is_blank, is_han};
use super::super::label::{Label, labels};
use super::super::number;
use super::*;

/// Lines that are remembered as running headers.
const MOST_HEADINGS: usize = 8;

impl Assembly {
    /// A long line in which a form stands glued between sentences.
    pub(super) fn dense_spans(
        &mut self,
        index: usize,
        row: &PhysicalRow<'_>,
        cell: &PhysicalCell<'_>,
        lexed: Lexed,
        folded: &Folded,
    ) -> bool {
        /// Characters between two labels that an OCR slip explains; more is a sentence.
        const LONGEST_GAP: usize = 6;
        let mut any = false;
        let mut span: Vec<Token> = Vec::new();
        let mut spans: Vec<Vec<Token>> = Vec::new();
        for token in lexed.tokens {
            match &token {
                Token::Text { from, to } if folded.text[*from..*to].chars().count() > LONGEST_GAP => {
                    spans.push(std::mem::take(&mut span));
                }
                Token::Label(Label::Chapter(_)) => {
                    spans.push(std::mem::take(&mut span));
                    span.push(token);
                }
                _ => span.push(token),
            }
        }
        spans.push(span);
        for span in spans {
            let labels = span.iter().filter(|t| matches!(t, Token::Label(_))).count();
            if labels < 4 {
                self.flush();
                continue;
            }
            any = true;
            for token in span {
                self.token(index, row, cell, token, folded);
            }
            self.flush();
        }
        any
    }

    /// Whether numbers behind words, with what follows them, make a row of table 3.
    pub(super) fn completes_row(
        &self,
        row: &PhysicalRow<'_>,
        ordinal: usize,
        values: usize,
        is_single: bool,
    ) -> bool {
        if is_single && self.goes_on {
            return values < TABLE_3_COLUMNS;
        }
        count_values(&row.cells[ordinal + 1..]).is_some_and(|rest| values + rest == TABLE_3_COLUMNS)
    }

    /// A page number, or a running header that has been seen before, between the rows of a table.
    pub(super) fn is_furniture(&mut self, row: &PhysicalRow<'_>) -> bool {
        let Some(cell) = row.cells.iter().find(|c| !c.text.chars().all(is_blank)) else { return false };
        let text = cell.text.trim_matches(is_blank);
        let is_open = !self.run.labels.is_empty() || !self.run.values.is_empty();
        if is_page_number(text) {
            return is_open;
        }
        if text.len() > LONG_LINE || !text.contains('报') || !text.contains("公开") {
            return false;
        }
        let is_known = self.headings.iter().any(|h| h == text);
        if !is_known && self.headings.len() < MOST_HEADINGS {
            self.headings.push(text.to_owned());
        }
        is_known && is_open
    }

    /// Whether the row's own label still waits for its values.
    pub(super) fn has_open_row(&self, index: usize) -> bool {
        let is_row = |l: &RunLabel| l.row == index && matches!(l.label, Label::Row2(_) | Label::Row3(_));
        self.run.values.is_empty() && self.run.labels.last().is_some_and(is_row)
    }

    /// A row whose cells are all blank: the blanks are its values.
    pub(super) fn blank_row(&mut self, index: usize, row: &PhysicalRow<'_>) {
        let label = self.run.labels.last().filter(|l| l.row == index);
        let Some((label, x)) = label.map(|l| (l.label, l.x)).filter(|_| row.is_grid) else { return };
        let blanks: Vec<Val> = (0..)
            .zip(&row.cells)
            .filter(|(_, cell)| cell.x > x)
            .filter_map(|(ordinal, cell)| plain_value(cell, ordinal))
            .collect();
        let fewest = if matches!(label, Label::Row2(_)) { 1 } else { FEWEST_BLANKS };
        if blanks.len() >= fewest && blanks.iter().all(|v| v.kind == Kind::Blank) {
            blanks.into_iter().for_each(|v| self.value(index, row, v));
            self.flush();
        }
    }
}

/// A comma-separated line: short fields, at least one a number or two of them labels.
pub(super) fn is_csv(line: &str) -> bool {
    if !line.contains(',') || line.contains(['。', '；']) {
        return false;
    }
    let mut fields = 0;
    let mut numbers = 0;
    let mut blanks = 0;
    for field in line.split(',') {
        let field = field.trim().trim_matches('"');
        if field.chars().count() > 96 {
            return false;
        }
        fields += 1;
        blanks += usize::from(field.is_empty());
        numbers += usize::from(!field.is_empty() && number::parse(field).is_some());
    }
    let is_one_number = fields == 2 && number::parse(line.trim()).is_some();
    !is_one_number
        && (!is_prose(line) || numbers >= 3 || fields >= 12 || blanks >= 3)
        && (fields >= 3 && numbers >= 1 || fields == 2 && numbers == 1 || fields >= 6)
}

/// A Chinese comma outside of brackets; inside, it can belong to a label.
pub(super) fn is_prose(line: &str) -> bool {
    let mut depth = 0;
    line.chars().any(|c| {
        depth += i32::from(c == '（' || c == '(') - i32::from(c == '）' || c == ')');
        c == '，' && depth == 0
    })
}

/// A line of numbers and nothing else.
pub(super) fn is_values_only(row: &PhysicalRow<'_>) -> bool {
    let is_part =
        |c: char| is_blank(c) || c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '/' | '—');
    let mut texts = row.cells.iter().map(|c| c.text);
    let has_digit = row.cells.iter().any(|c| c.text.bytes().any(|b| b.is_ascii_digit()));
    !row.is_grid && has_digit && texts.all(|t| t.len() <= 64 && t.chars().all(is_part) && !is_page_number(t))
}

/// Blank cells that make a row of table 3 without any number.
const FEWEST_BLANKS: usize = 4;

/// A row with values and without a label: it can be the rest of the row above it.
pub(super) fn is_rest(row: &PhysicalRow<'_>, folded: &mut Folded) -> bool {
    let mut has_value = false;
    for cell in &row.cells {
        match plain_value(cell, 0) {
            Some(val) => has_value |= val.kind != Kind::Blank,
            None => {
                fold_into(cell.text, folded);
                if labels().find(&folded.text).next().is_some() {
                    return false;
                }
            }
        }
    }
    has_value
}

/// `— 3 —`, `- 3 -`, `第3页 共9页`, `3 / 9`.
pub(in crate::read) fn is_page_number(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    if text.len() > 48 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―' | '·' | '~' | '～');
    let inner = text.trim_matches(|c: char| is_dash(c) || is_blank(c));
    let is_number = |t: &str| (1..=4).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    let is_between_dashes = text.starts_with(is_dash) && text.ends_with(is_dash) && is_number(inner);
    let is_named = inner.starts_with('第') && inner.contains('页') || inner.starts_with("Page ");
    let is_of = inner.split_once('/').is_some_and(|(a, b)| is_number(a.trim()) && is_number(b.trim()));
    let has_other =
        inner.chars().any(|c| !c.is_ascii_digit() && !is_blank(c) && !"第页共/，,Pageof".contains(c));
    is_between_dashes || is_of || is_named && !has_other
}

pub(super) fn is_markdown_rule(row: &PhysicalRow<'_>) -> bool {
    row.is_grid
        && row.cells.iter().all(|c| c.text.chars().all(|c| matches!(c, '-' | ':' | ' ' | '=' | '+')))
        && row.cells.iter().any(|c| c.text.contains("--") || c.text.contains(":-"))
}

/// Words and then numbers, as in a row whose label is damaged or broken over lines. Gives how many numbers.
pub(super) fn label_then_numbers(lexed: &Lexed) -> Option<usize> {
    const LONGEST_LABEL: usize = 60;
    let is_value = |t: &&Token| matches!(t, Token::Value(_));
    let values = lexed.tokens.iter().rev().take_while(is_value).count();
    let is_row = values > 0
        && values < lexed.tokens.len()
        && lexed.numbers == values
        && lexed.residue <= LONGEST_LABEL;
    is_row.then_some(values)
}

/// How many values the cells hold; `None` if there is anything else in them.
pub(super) fn count_values(cells: &[PhysicalCell<'_>]) -> Option<usize> {
    let is_number = |part: &&str| number::parse(part).is_some();
    cells.iter().try_fold(0, |sum, cell| match plain_value(cell, 0) {
        Some(val) => Some(sum + usize::from(val.kind != Kind::Blank)),
        None => {
            let parts = cell.text.split(is_blank).filter(|p| !p.is_empty());
            let (all, numbers) = (parts.clone().count(), parts.filter(is_number).count());
            (all == numbers).then_some(sum + numbers)
        }
    })
}

/// Whether folded text begins like the label of a row: `2.` or `(四)`.
pub(super) fn starts_item(folded: &str) -> bool {
    let group = folded.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(ordinal, _)| ordinal);
    is_item_number(folded, None) || group.is_some_and(|o| o.chars().count() == 1 && o.chars().all(is_han))
}

/// Whether pieces of text together are all of the label of a row of table 3.
pub(super) fn is_whole_label(text: &str) -> bool {
    const ALIKE: f32 = 0.9;
    !text.is_empty() && labels().likeness(text).into_iter().any(|likeness| likeness >= ALIKE)
}

/// `2.` in front of a word.
pub(super) fn is_item_number(rest: &str, before: Option<char>) -> bool {
    let mut chars = rest.chars();
    let is_digit = chars.next().is_some_and(|c| c.is_ascii_digit());
    let is_alone = before.is_none_or(|c| !c.is_ascii_digit());
    is_digit && is_alone && chars.next() == Some('.') && chars.next().is_some_and(is_han)
}
