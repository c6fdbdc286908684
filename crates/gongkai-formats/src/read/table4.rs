//! Aligning runs with table 4 (政府信息公开行政复议、行政诉讼情况).

use gongkai_domain::report::{Cell, CellKey, Notice, NoticeCode, Outcome, Procedure};

use super::label::Label;
use super::rows::{Kind, PhysicalRow, Run, Val};
use super::slots;
use super::split::{Sum, splits};
use super::table2::cell;

/// What was read of table 4.
#[derive(Debug, Default)]
pub struct Table4 {
    /// The cells.
    pub cells: Vec<(CellKey, Cell)>,
    /// Remarks.
    pub notices: Vec<Notice>,
}

/// Reads table 4 from the runs behind table 3.
///
/// It is printed as one row of 15 numbers, as three rows of five (one a procedure), or as five rows of three.
pub fn read(runs: &[Run], rows: &[PhysicalRow<'_>]) -> Table4 {
    let mut out = Table4::default();
    if let Some(run) = row_of_15(runs) {
        one_row(run, &mut out);
        return out;
    }
    let zone = zone(runs);
    if by_procedure(zone, &mut out) || by_outcome(zone, &mut out) {
        return out;
    }
    // The one row can be torn into several lines.
    let all: Vec<&Val> = zone.iter().filter(|r| belongs(r)).flat_map(|r| r.filled()).collect();
    if all.len() == 15 {
        put(&all, 0, &mut out);
    } else {
        by_place(zone, rows, &mut out);
    }
    out
}

/// The one row with blank cells that leave no trace: the header tells where its columns stand.
fn by_place(zone: &[Run], rows: &[PhysicalRow<'_>], out: &mut Table4) {
    const HEADER_ROWS: usize = 10;
    let is_bare = |r: &&Run| r.is_grid && belongs(r) && r.labels.iter().all(|l| l.row != r.row);
    let mut bare = zone.iter().filter(is_bare).filter(|r| r.filled().count() > 0);
    let (Some(run), None) = (bare.next(), bare.next()) else { return };
    let values: Vec<&Val> = run.filled().collect();
    let end = run.row.min(rows.len());
    let header = &rows[end.saturating_sub(HEADER_ROWS)..end];
    let header = slots::header_places(header, "结果维持纠正其他它尚未审总合计");
    let xs = values.iter().map(|v| v.x).collect();
    let adds_up = |at: &slots::Slots| {
        let mut cells = [rust_decimal::Decimal::ZERO; 15];
        for val in &values {
            cells[slots::slot_of(at, val.x)] += val.number.unwrap_or_default();
        }
        cells.chunks(5).all(|block| block[..4].iter().sum::<rust_decimal::Decimal>() == block[4])
    };
    // A place is weak evidence; the sums must agree with it.
    match slots::find(&[xs], &header, 15).into_iter().find(adds_up) {
        Some(at) => values.iter().for_each(|val| put(&[val], slots::slot_of(&at, val.x), out)),
        None => out.notices.push(Notice::new(NoticeCode::RowUnclear, "表4")),
    }
}

/// The run with all 15 numbers: behind a label of table 4, and one whose sums hold before one whose do not.
fn row_of_15(runs: &[Run]) -> Option<&Run> {
    let first = runs
        .iter()
        .position(|r| r.labels.iter().any(|l| l.label.table() == 4 || l.label == Label::Chapter(4)))?;
    let candidates: Vec<&Run> = runs[first..].iter().filter(|r| holds(r, 15)).collect();
    let adds_up = |r: &&Run| {
        let numbers: Vec<_> = r.filled().filter_map(|v| v.number).collect();
        numbers.len() == 15 && numbers.chunks(5).all(|b| b[..4].iter().sum::<rust_decimal::Decimal>() == b[4])
    };
    candidates.iter().copied().find(|r| adds_up(r)).or(candidates.first().copied())
}

/// The runs from the first label of table 4 up to the next chapter.
fn zone(runs: &[Run]) -> &[Run] {
    let is_chapter4 = |r: &Run| r.labels.iter().any(|l| l.label == Label::Chapter(4));
    let has_label = |r: &Run| {
        r.labels.iter().filter(|l| l.label.table() == 4).count() >= 2
            || r.labels
                .iter()
                .any(|l| matches!(l.label, Label::Procedure4(Procedure::Direct | Procedure::AfterReview)))
    };
    let start = runs.iter().rposition(is_chapter4).or_else(|| runs.iter().position(has_label));
    let Some(start) = start else { return &[] };
    let later = &runs[start + 1..];
    let ends = |r: &Run| {
        let first =
            r.labels.iter().position(|l| matches!(l.label, Label::Chapter(5 | 6)) || l.label.table() == 2);
        first.is_some()
    };
    let end = later.iter().position(ends).map_or(runs.len(), |i| start + 1 + i);
    &runs[start..end]
}

/// False when the last word of the labels is another table's. One from running text can still be open.
fn belongs(run: &Run) -> bool {
    let last = |tables: [u8; 2], chapter: bool| {
        let is = |l: &super::rows::RunLabel| {
            tables.contains(&l.label.table()) || chapter && l.label == Label::Chapter(4)
        };
        run.labels.iter().rposition(is)
    };
    last([2, 3], false).is_none_or(|other| last([4, 4], true).is_some_and(|own| own > other))
}

fn holds(run: &Run, count: usize) -> bool {
    if !belongs(run) {
        return false;
    }
    let filled = run.filled().count();
    let numbers = run.values.iter().filter(|v| v.kind == Kind::Number).count();
    let digits: usize = run.filled().map(|v| v.raw.bytes().filter(u8::is_ascii_digit).count()).sum();
    filled == count
        || run.is_grid && run.values.len() == count && numbers > 0
        || run.in_one_cell() && filled < count && digits >= count
}

fn one_row(run: &Run, out: &mut Table4) {
    let filled: Vec<&Val> = run.filled().collect();
    if filled.len() == 15 {
        return put(&filled, 0, out);
    }
    if run.is_grid && run.values.len() == 15 {
        return put(&run.values.iter().collect::<Vec<_>>(), 0, out);
    }
    let tokens: Vec<&str> = filled.iter().map(|v| v.raw.as_str()).collect();
    let found = splits(&tokens, 15, Sum::LastOf(5));
    let joined = tokens.join(" ");
    let Some(first) = found.first() else {
        out.notices.push(Notice::new(NoticeCode::DigitsSplitFailed, joined));
        return;
    };
    let printed: Vec<String> = first.iter().map(u64::to_string).collect();
    let code = if found.len() > 1 { NoticeCode::DigitsSplitAmbiguous } else { NoticeCode::DigitsSplit };
    out.notices.push(Notice::new(code, format!("{joined} → {}", printed.join(" / "))));
    let vals: Vec<Val> = first
        .iter()
        .map(|n| Val { number: Some((*n).into()), raw: n.to_string(), ..filled[0].clone() })
        .collect();
    put(&vals.iter().collect::<Vec<_>>(), 0, out);
}

fn put(values: &[&Val], from: usize, out: &mut Table4) {
    for (i, val) in values.iter().enumerate() {
        let (procedure, outcome) = (Procedure::ALL[(from + i) / 5], Outcome::ALL[(from + i) % 5]);
        let key = CellKey::t4(procedure, outcome);
        let cell = cell(key, val, &mut out.notices);
        out.cells.push((key, cell));
    }
}

/// Three rows, each with its procedure and five values.
fn by_procedure(zone: &[Run], out: &mut Table4) -> bool {
    let mut rows: [Option<&Run>; 3] = [None; 3];
    let mut nameless = 0;
    for run in zone.iter().filter(|r| belongs(r) && holds(r, 5)) {
        let own = run.labels.iter().rev().find_map(|l| match l.label {
            Label::Procedure4(p) if l.row == run.row || !run.is_grid => Some(p as usize),
            _ => None,
        });
        let slot = own.unwrap_or(nameless);
        nameless = slot + 1;
        if let Some(row) = rows.get_mut(slot) {
            row.get_or_insert(run);
        }
    }
    if rows.iter().flatten().count() < 2 {
        return false;
    }
    for (i, run) in rows.iter().enumerate() {
        if let Some(run) = run {
            let filled: Vec<&Val> = run.filled().collect();
            let values = if filled.len() == 5 { filled } else { run.values.iter().collect() };
            if values.len() == 5 {
                put(&values, i * 5, out);
            }
        }
    }
    true
}

/// Five rows, each with its outcome and three values.
fn by_outcome(zone: &[Run], out: &mut Table4) -> bool {
    let mut rows: [Option<Vec<&Val>>; 5] = Default::default();
    for run in zone.iter().filter(|r| belongs(r)) {
        let values: Vec<&Val> = run.filled().collect();
        let outcome = run.labels.iter().rev().find_map(|l| match l.label {
            Label::Outcome4(o) => Some(o),
            Label::Total => Some(Outcome::Total),
            _ => None,
        });
        if let (3, Some(outcome)) = (values.len(), outcome) {
            rows[outcome as usize].get_or_insert(values);
        }
    }
    if rows.iter().flatten().count() < 4 {
        return false;
    }
    out.notices.push(Notice::new(NoticeCode::Transposed, ""));
    for (outcome, values) in Outcome::ALL.into_iter().zip(&rows) {
        for (procedure, val) in Procedure::ALL.into_iter().zip(values.iter().flatten()) {
            let key = CellKey::t4(procedure, outcome);
            let cell = cell(key, val, &mut out.notices);
            out.cells.push((key, cell));
        }
    }
    true
}
