//! Aligning runs with table 2 (主动公开政府信息情况).

use gongkai_domain::report::{Cell, CellKey, Format, FreeRow, Notice, NoticeCode, Place, Value};
use rust_decimal::Decimal;

use super::fold::half_width;
use super::label::{Column2, Label, Row2};
use super::number::Money;
use super::rows::{Kind, Run, Val};
use super::split::{Sum, splits};

/// What was read of table 2.
#[derive(Debug, Default)]
pub struct Table2 {
    /// Cells with how surely they were placed: a grid beats a line.
    pub cells: Vec<(CellKey, Cell, u8)>,
    /// Rows that the form does not have.
    pub extra: Vec<FreeRow>,
    /// Remarks.
    pub notices: Vec<Notice>,
}

/// Numbers that the text gives for normative documents; they decide between splits.
#[derive(Debug, Default, Clone)]
pub struct Hints {
    /// Counts that stand close behind 规范性文件 in the text.
    pub normative: Vec<u64>,
}

/// Reads table 2 from the runs that carry its labels.
pub fn read(runs: &[Run], format: Format, hints: &Hints) -> Table2 {
    let mut out = Table2::default();
    let mut header: Vec<(Column2, i32)> = Vec::new();
    let mut seen_table = false;
    for run in runs {
        if run.labels.iter().any(|l| matches!(l.label, Label::Chapter(3..) | Label::Row3(_))) && seen_table {
            header.clear();
        }
        let row = run.labels.iter().rev().find_map(|l| match l.label {
            Label::Row2(row) => Some((row, *l)),
            _ => None,
        });
        // A header between the labels of this run is for this run and those after it. One behind its first value
        // names the next value instead (本年增/减1，处理决定数量1).
        let is_pairs = run.labels.iter().any(|l| l.before > 0);
        let own = run.labels[own_labels(run)..].iter();
        let columns: Vec<(Column2, i32)> = own.filter_map(|l| Some((column(l.label)?, l.x))).collect();
        if !columns.is_empty() && !is_pairs && row.is_none_or(|(_, r)| columns_before(run, r.row, r.x)) {
            header.clone_from(&columns);
        }
        let Some((row, label)) = row.or_else(|| damaged_rules(run, &header)) else {
            extra_row(run, &header, &mut out);
            continue;
        };
        if run.values.is_empty() {
            continue;
        }
        seen_table = true;
        if is_pairs || is_triple(run, row) {
            pairs(run, row, &mut out);
            continue;
        }
        // The row's own label must be the last one before the values, or the numbers belong to something else.
        let is_last =
            run.labels.last().is_some_and(|l| l.row == label.row && matches!(l.label, Label::Row2(_)))
                || run.labels.last().is_some_and(|l| column(l.label).is_some_and(|c| key(row, c).is_some()));
        if !is_last {
            if run.labels.last().is_some_and(|l| column(l.label).is_some()) {
                out.notices.push(Notice::new(NoticeCode::RowUnclear, row.name()));
            }
            continue;
        }
        place(run, row, &columns_for(row, &header, run, format), &header, hints, &mut out);
    }
    out
}

fn column(label: Label) -> Option<Column2> {
    match label {
        Label::Column2(c) => Some(c),
        _ => None,
    }
}

/// 规章 with one of its two characters damaged: too short to be known by itself, but directly under its header.
fn damaged_rules(run: &Run, header: &[(Column2, i32)]) -> Option<(Row2, super::rows::RunLabel)> {
    let label = run.labels.last().filter(|l| column(l.label).is_some())?;
    let is_first = matches!(header.first(), Some((Column2::Issued | Column2::Made, _)));
    let text = if run.row_text.is_empty() { &run.text } else { &run.row_text };
    let mut chars = text.chars();
    let is_near = matches!((chars.next(), chars.next(), chars.next()), (Some(a), Some(b), None) if a == '规' || b == '章');
    let label = super::rows::RunLabel { row: run.row, label: Label::Row2(Row2::Rules), ..*label };
    (is_first && is_near).then_some((Row2::Rules, label))
}

/// Where the labels of the last row begin: behind the row before it, which had no values.
fn own_labels(run: &Run) -> usize {
    let is_row = |l: &super::rows::RunLabel| matches!(l.label, Label::Row2(_));
    let Some(last) = run.labels.iter().rposition(is_row) else { return 0 };
    run.labels[..last].iter().rposition(is_row).map_or(0, |before| before + 1)
}

fn columns_before(run: &Run, row: usize, x: i32) -> bool {
    run.labels.iter().filter(|l| column(l.label).is_some()).all(|l| (l.row, l.x) < (row, x) || l.row < row)
        || run.labels.iter().position(|l| column(l.label).is_some())
            < run.labels.iter().position(|l| matches!(l.label, Label::Row2(_)))
}

/// `行政许可,上一年项目数量,8249`: row, column and value in one line.
fn is_triple(run: &Run, row: Row2) -> bool {
    let row_at = run.labels.iter().position(|l| l.label == Label::Row2(row));
    let column_at = run.labels.iter().rposition(|l| column(l.label).is_some());
    match (row_at, column_at) {
        (Some(r), Some(c)) => {
            r < c && run.labels[r].row == run.row && run.labels[c].row == run.row && run.filled().count() == 1
        }
        _ => false,
    }
}

fn pairs(run: &Run, row: Row2, out: &mut Table2) {
    for (index, val) in run.values.iter().enumerate() {
        let named = run.labels.iter().rfind(|l| l.before <= index && column(l.label).is_some());
        let Some(column) = named.filter(|l| l.before == index).and_then(|l| column(l.label)) else {
            continue;
        };
        if let Some(key) = key(row, column) {
            out.cells.push((key, cell(key, val, &mut out.notices), 2));
        }
    }
}

fn key(row: Row2, column: Column2) -> Option<CellKey> {
    CellKey::parse(&format!("t2.{}.{}", row.name(), column.name()))
}

/// The columns that a row has, from the header above it, or from the form when there is no usable header.
fn columns_for(row: Row2, header: &[(Column2, i32)], run: &Run, format: Format) -> Vec<Column2> {
    use Column2::*;
    let header: Vec<Column2> = header.iter().map(|(c, _)| *c).collect();
    let fits: Vec<Column2> = header.iter().copied().filter(|c| key(row, *c).is_some()).collect();
    let is_old =
        header.iter().any(|c| matches!(c, Made | Published | TotalPublic | ItemsLastYear | ItemsChange));
    let is_new = header.iter().any(|c| matches!(c, Issued | Repealed | Valid | AmountWan));
    let old = if is_old != is_new { is_old } else { format == Format::F2019 };
    let filled = run.filled().count();
    let standard: &[Column2] = match row {
        Row2::Rules | Row2::Normative if old => &[Made, Published, TotalPublic],
        Row2::Rules | Row2::Normative => &[Issued, Repealed, Valid],
        Row2::License | Row2::OtherService | Row2::Penalty | Row2::Coercion if old || filled == 3 => {
            &[ItemsLastYear, ItemsChange, Decisions]
        }
        Row2::License | Row2::OtherService | Row2::Penalty | Row2::Coercion => &[Decisions],
        Row2::Fees if old => &[ItemsLastYear, ItemsChange],
        Row2::Fees => &[AmountWan],
        Row2::Procurement => &[Projects, AmountYuan],
    };
    // A header that names every value is believed; a damaged one only tells which form it is.
    if !fits.is_empty() && fits.len() == header.len() && fits.len() >= standard.len().min(filled.max(1)) {
        return fits;
    }
    standard.to_vec()
}

fn is_glued(run: &Run, expected: usize) -> bool {
    let filled: Vec<&Val> = run.filled().collect();
    let digits: usize = filled.iter().map(|v| v.raw.bytes().filter(u8::is_ascii_digit).count()).sum();
    // Where the grid has a cell for every value, a blank one is blank and nothing is glued.
    let has_all_cells = run.is_grid && run.values.len() >= expected;
    run.in_one_cell() && !has_all_cells && filled.len() < expected && digits >= expected
}

fn place(
    run: &Run,
    row: Row2,
    columns: &[Column2],
    header: &[(Column2, i32)],
    hints: &Hints,
    out: &mut Table2,
) {
    let sureness = if run.is_grid { 4 } else { 3 };
    let keys: Vec<CellKey> = columns.iter().filter_map(|c| key(row, *c)).collect();
    let filled: Vec<&Val> = run.filled().collect();
    // A number in its own place under the header stands beside blank cells; several glued zeros do not.
    let has_glued_zeros =
        filled.iter().any(|v| v.raw.len() > 1 && v.raw.starts_with('0') && !v.raw.contains('.'));
    let is_placed = run.is_grid && !has_glued_zeros && under_header(&filled, columns, header).is_some();
    if keys.len() > 1 && !is_placed && is_glued(run, keys.len()) {
        return glued(run, row, &keys, hints, out);
    }
    let values: Vec<&Val> =
        if filled.len() >= keys.len() { filled } else { run.values.iter().collect::<Vec<&Val>>() };
    if values.len() < keys.len() {
        if let Some(placed) = run.is_grid.then(|| under_header(&values, columns, header)).flatten() {
            for (column, val) in placed {
                let Some(key) = key(row, column) else { continue };
                let cell = cell(key, val, &mut out.notices);
                out.cells.push((key, cell, sureness));
            }
            return;
        }
        out.notices.push(Notice::new(NoticeCode::RowUnclear, run.row_text.clone()));
        if !run.is_grid {
            return;
        }
    }
    for (key, val) in keys.iter().zip(values) {
        let cell = cell(*key, val, &mut out.notices);
        out.cells.push((*key, cell, sureness));
    }
}

/// Which column each value stands under, where a blank cell leaves no trace and only the place can tell.
fn under_header<'v>(
    values: &[&'v Val],
    columns: &[Column2],
    header: &[(Column2, i32)],
) -> Option<Vec<(Column2, &'v Val)>> {
    let named: Vec<(Column2, i32)> = header.iter().copied().filter(|(c, _)| columns.contains(c)).collect();
    if named.len() != columns.len() || named.windows(2).any(|w| w[0].1 >= w[1].1) {
        return None;
    }
    let mut placed: Vec<(Column2, &Val)> = Vec::new();
    for val in values {
        let (column, _) = named.iter().copied().min_by_key(|(_, x)| (x - val.x).abs())?;
        if placed.iter().any(|(c, _)| *c == column) {
            return None;
        }
        placed.push((column, *val));
    }
    Some(placed)
}

/// The place, if anything is known of it.
fn known(place: Place) -> Option<Place> {
    Some(place).filter(|place| *place != Place::default())
}

/// A table cell from a printed value, with money turned into the unit of the form.
pub fn cell(key: CellKey, val: &Val, notices: &mut Vec<Notice>) -> Cell {
    let value = match (val.kind, val.number) {
        (Kind::Number, Some(number)) => {
            if !val.raw.contains(|c: char| half_width(c).is_ascii_digit()) {
                notices.push(Notice {
                    place: known(val.place),
                    ..Notice::new(NoticeCode::DigitRepaired, val.raw.clone())
                });
            }
            let converted = convert(key, number, val.money);
            if converted != number {
                let mut notice = Notice::new(NoticeCode::UnitConverted, val.raw.clone());
                notice.place = known(val.place);
                notices.push(notice);
            }
            Value::Number(converted)
        }
        (Kind::Mark, _) => Value::NotApplicable,
        (Kind::Blank, _) => Value::Blank,
        (Kind::Illegible | Kind::Number, _) => {
            let mut notice = Notice::new(NoticeCode::CellIllegible, val.raw.clone());
            notice.place = known(val.place);
            notices.push(notice);
            Value::Illegible
        }
    };
    Cell { value, raw: val.raw.clone(), place: val.place }
}

fn convert(key: CellKey, number: Decimal, money: Option<Money>) -> Decimal {
    use gongkai_domain::report::Unit;
    let ten_thousand = Decimal::from(10_000);
    let product = match (key.def().unit, money) {
        (Unit::Yuan, Some(Money::WanYuan)) => number.checked_mul(ten_thousand),
        (Unit::Yuan, Some(Money::YiYuan)) => number.checked_mul(ten_thousand * ten_thousand),
        (Unit::WanYuan, Some(Money::YiYuan)) => number.checked_mul(ten_thousand),
        (Unit::WanYuan, Some(Money::Yuan)) => number.checked_div(ten_thousand),
        _ => None,
    };
    product.map_or(number, |n| n.normalize())
}

/// A row that stands under the header of the form without being one of its rows.
fn extra_row(run: &Run, header: &[(Column2, i32)], out: &mut Table2) {
    let is_row = run.is_grid
        && !header.is_empty()
        && !run.row_text.is_empty()
        && !run
            .labels
            .iter()
            .any(|l| matches!(l.label.table(), 3 | 4) || matches!(l.label, Label::Chapter(_)))
        && run.values.iter().any(|v| v.kind == Kind::Number);
    if !is_row {
        return;
    }
    let key = CellKey::from_index(0);
    let values = run.values.iter().map(|v| cell(key, v, &mut out.notices)).collect();
    out.extra.push(FreeRow { table: 2, label: run.row_text.clone(), unit: String::new(), values });
    out.notices.push(Notice::new(NoticeCode::RowExtra, run.row_text.clone()));
}

fn glued(run: &Run, row: Row2, keys: &[CellKey], hints: &Hints, out: &mut Table2) {
    let vals: Vec<&Val> = run.filled().collect();
    let mut candidates = split_amounts(&vals, keys.len());
    let joined: String = vals.iter().map(|v| v.raw.as_str()).collect::<Vec<_>>().join(" ");
    if candidates.is_empty() {
        out.notices.push(Notice::new(NoticeCode::DigitsSplitFailed, joined));
        return;
    }
    let name = |i: usize| keys[i].as_str().rsplit('.').next().unwrap_or_default();
    candidates.sort_by(|a, b| {
        let score = |c: &[Decimal]| implausibility(row, name(0), c, hints);
        score(a).total_cmp(&score(b))
    });
    let code = if candidates.len() > 1 { NoticeCode::DigitsSplitAmbiguous } else { NoticeCode::DigitsSplit };
    let chosen = &candidates[0];
    let printed: Vec<String> = chosen.iter().map(Decimal::to_string).collect();
    let mut notice = Notice::new(code, format!("{joined} → {}", printed.join(" / ")));
    notice.place = vals.first().map(|v| v.place);
    out.notices.push(notice);
    for (key, number) in keys.iter().zip(chosen) {
        let val = Val { number: Some(*number), raw: number.to_string(), ..vals[0].clone() };
        let cell = cell(*key, &val, &mut out.notices);
        out.cells.push((*key, cell, 3));
    }
}

/// Every way to split; the last part may be an amount with decimals.
fn split_amounts(vals: &[&Val], count: usize) -> Vec<Vec<Decimal>> {
    let mut digits: Vec<&str> = Vec::new();
    let mut is_negative: Vec<bool> = Vec::new();
    let mut decimals = "";
    for (i, val) in vals.iter().enumerate() {
        let unsigned = val.raw.trim_start_matches(['+', '-']);
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let number = &unsigned[..end];
        is_negative.push(val.raw.starts_with('-'));
        match number.split_once('.') {
            Some((whole, rest)) if i + 1 == vals.len() => {
                digits.push(whole);
                decimals = rest;
            }
            Some(_) => return Vec::new(),
            None => digits.push(number),
        }
    }
    splits(&digits, count, Sum::Free)
        .into_iter()
        .filter_map(|split| {
            let last = split.len() - 1;
            let starts = token_starts(&digits, &split);
            let numbers = split.iter().enumerate().map(|(i, part)| {
                let sign = if starts.iter().zip(&is_negative).any(|(s, n)| *s == i && *n) { "-" } else { "" };
                if i == last && !decimals.is_empty() {
                    format!("{sign}{part}.{decimals}").parse().ok()
                } else {
                    format!("{sign}{part}").parse().ok()
                }
            });
            numbers.collect()
        })
        .collect()
}

/// Which part each token begins with. Parts never cross tokens and are printed without leading zeros.
fn token_starts(tokens: &[&str], split: &[u64]) -> Vec<usize> {
    let mut starts = Vec::with_capacity(tokens.len());
    let mut part = 0;
    for token in tokens {
        starts.push(part);
        let mut taken = 0;
        while taken < token.len() && part < split.len() {
            taken += split[part].to_string().len();
            part += 1;
        }
    }
    starts
}

/// How unlikely a split is, from what such figures look like; decision 0009 gives the reasons and the numbers.
fn implausibility(row: Row2, first_column: &str, parts: &[Decimal], hints: &Hints) -> f64 {
    let n: Vec<f64> = parts.iter().map(|d| d.to_string().parse().unwrap_or(0.0)).collect();
    let ln = |x: f64| (x + 1.0).ln();
    match (row, first_column, n.as_slice()) {
        (Row2::Rules | Row2::Normative, "issued", [issued, repealed, valid]) => {
            let stock_a_year_ago = valid - issued + repealed;
            let hinted = |x: &f64| hints.normative.iter().any(|h| *h as f64 == *x && *x > 0.0);
            let hint = f64::from(u8::from(hinted(issued))) * 3.0 + f64::from(u8::from(hinted(valid))) * 1.5;
            let churn = ln(*repealed) - ln(*issued);
            let churn = if churn > 0.0 { 0.6 * churn } else { -0.25 * churn };
            (if stock_a_year_ago < 0.0 { 6.0 } else { 0.0 })
                + (if issued > valid { 5.0 } else { 0.0 })
                + 1.2 * (ln(*valid) - ln(*issued) - 2.2).abs()
                + churn
                - hint
        }
        (Row2::Rules | Row2::Normative, _, [made, published, total]) => {
            (if published > total { 5.0 } else { 0.0 })
                + 2.0 * (ln(*published) - ln(*made)).abs()
                + 0.6 * (ln(*total) - ln(*published) - 1.2).abs()
        }
        (_, "items_last_year", [items, change]) => items_change(*items, *change),
        (_, "items_last_year", [items, change, decisions]) => {
            items_change(*items, *change) + 0.3 * (ln(*decisions) - ln(*items) - 1.0).abs()
        }
        (Row2::Procurement, _, [projects, amount]) => 0.3 * (ln(*amount) - ln(*projects) - 13.1).abs(),
        _ => 0.0,
    }
}

fn items_change(items: f64, change: f64) -> f64 {
    let size = if change == 0.0 { 0.0 } else { 1.5 + 0.3 * (change + 1.0).ln() };
    size + if change > items { 1.0 } else { 0.0 }
}
