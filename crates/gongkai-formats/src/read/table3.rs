//! Aligning runs with table 3 (收到和处理政府信息公开申请情况).
//!
//! Runs and the official rows are two sequences in the same order; dynamic programming finds the cheapest way to
//! lay one over the other. A label is evidence, not an order: a damaged, torn or missing one costs, no more.

mod columns;

use gongkai_domain::report::{Applicant, Cell, CellKey, FreeRow, Notice, NoticeCode, Row};
use rust_decimal::Decimal;

use self::columns::ColumnMap;
use super::label::{Label, labels};
use super::rows::{Kind, PhysicalRow, Run, RunLabel, Val};
use super::split::{Split, Sum, splits};
use super::table2::cell;

const COLUMNS: usize = Applicant::ALL.len();
const ROWS: usize = Row::ALL.len();

/// What was read of table 3.
#[derive(Debug, Default)]
pub struct Table3 {
    /// The cells.
    pub cells: Vec<(CellKey, Cell)>,
    /// Remarks.
    pub notices: Vec<Notice>,
    /// Rows that the form does not have.
    pub extra: Vec<FreeRow>,
    /// 0 to 1: how well the runs fitted the rows.
    pub fit: f32,
}

/// Reads table 3 from the runs. `header` holds the labels of rows without values, for the columns.
pub fn read(runs: &[Run], header: &[RunLabel], rows: &[PhysicalRow<'_>]) -> Table3 {
    let mut out = Table3 { fit: 1.0, ..Table3::default() };
    if let Some(cells) = transposed(runs, header, &mut out.notices) {
        out.cells = cells;
        return out;
    }
    let zone = zone(runs);
    let pieces = pieces(zone);
    if pieces.is_empty() {
        return out;
    }
    let placed = align(&pieces, &mut out);
    let columns = ColumnMap::new(header, &pieces, &placed, rows);
    let mut glued: Vec<(Row, &Piece<'_>, Vec<Split>)> = Vec::new();
    for (piece, row) in pieces.iter().zip(&placed) {
        let Some(row) = row else {
            extra_row(piece, &mut out);
            continue;
        };
        if let Some(candidates) = piece.splits() {
            glued.push((*row, piece, candidates));
            continue;
        }
        columns.place(*row, piece, &mut out);
    }
    resolve(glued, &mut out);
    out
}

/// A row of a grid that is none of the form's, such as a subtotal, is kept.
fn extra_row(piece: &Piece<'_>, out: &mut Table3) {
    let label = &piece.run.row_text;
    if !piece.run.is_grid || label.is_empty() || piece.filled() < COLUMNS - 1 {
        return;
    }
    let key = CellKey::t3(Row::Total, Applicant::Total);
    let values = piece.values.iter().map(|v| cell(key, v, &mut out.notices)).collect();
    out.extra.push(FreeRow { table: 3, label: label.clone(), unit: String::new(), values });
    out.notices.push(Notice::new(NoticeCode::RowExtra, label.clone()));
}

/// A part of a run that can be one row: at most seven values of it, or digits that are glued.
struct Piece<'a> {
    run: &'a Run,
    values: Vec<&'a Val>,
    /// False for the later parts of a run that holds several rows.
    has_label: bool,
}

impl Piece<'_> {
    fn filled(&self) -> usize {
        self.values.iter().filter(|v| matches!(v.kind, Kind::Number | Kind::Mark)).count()
    }

    /// Every way to split glued digits into seven, or `None` when nothing is glued.
    fn splits(&self) -> Option<Vec<Split>> {
        let numbers: Vec<&str> =
            self.values.iter().filter(|v| v.kind == Kind::Number).map(|v| v.raw.as_str()).collect();
        let has_glued_zeros = numbers.iter().any(|n| n.len() > 1 && n.starts_with('0') && !n.contains('.'));
        let digits: usize = numbers.iter().map(|n| n.len()).sum();
        if !has_glued_zeros && self.adds_up() {
            return None;
        }
        let is_glued = self.run.in_one_cell() && (numbers.len() < COLUMNS || has_glued_zeros);
        if !is_glued || digits < COLUMNS {
            return None;
        }
        let exact = splits(&numbers, COLUMNS, Sum::LastOf(COLUMNS));
        Some(if exact.is_empty() { splits(&numbers, COLUMNS, Sum::Free) } else { exact })
    }

    /// Whether the last number is the sum of the others: a row whose blank cells left no trace, not a glued one.
    fn adds_up(&self) -> bool {
        let numbers: Vec<Decimal> = self.values.iter().filter_map(|v| v.number).collect();
        let [parts @ .., total] = numbers.as_slice() else { return false };
        !parts.is_empty() && parts.iter().sum::<Decimal>() == *total
    }

    fn is_row_like(&self) -> bool {
        let cells = self.values.len();
        let digits: usize =
            self.values.iter().map(|v| v.raw.bytes().filter(u8::is_ascii_digit).count()).sum();
        self.filled() == COLUMNS
            || self.run.is_grid && cells >= COLUMNS
            || self.run.in_one_cell() && digits >= COLUMNS
    }
}

fn is_row_label(label: Label) -> bool {
    matches!(label, Label::Row3(_))
}

/// Whether a row label of this table is the last word of a run. One from running text can still be open when the
/// chapter or the table changes.
fn has_row_label(run: &Run) -> bool {
    let is_elsewhere = |l: Label| matches!(l.table(), 2 | 4) || matches!(l, Label::Chapter(_));
    let last = |f: &dyn Fn(Label) -> bool| run.labels.iter().rposition(|l| f(l.label));
    last(&is_row_label).is_some_and(|row| last(&is_elsewhere).is_none_or(|other| other < row))
}

/// The runs that can be rows of table 3: from the first row label to the first label of table 4.
fn zone(runs: &[Run]) -> &[Run] {
    /// Rows of two values that make a table; fewer can be a list in the text.
    const FEWEST_SPARSE: usize = 3;
    let has_row = |r: &Run| has_row_label(r) && !r.values.is_empty();
    let is_full =
        |r: &Run| r.filled().count() >= 3 || is_glued_row(r) || r.is_grid && r.values.len() >= COLUMNS;
    // One kind of applicant alone fills two columns of a row, and blanks that white space alone shows leave no trace.
    let is_sparse = |r: &Run| r.is_grid && r.filled().count() == 2;
    let has_sparse_rows = || runs.iter().filter(|r| has_row(r) && is_sparse(r)).count() >= FEWEST_SPARSE;
    let full = runs.iter().position(|r| has_row(r) && is_full(r));
    let sparse = || runs.iter().position(|r| has_row(r) && is_sparse(r)).filter(|_| has_sparse_rows());
    let Some(first) = full.or_else(sparse) else {
        return &[];
    };
    let last = runs.iter().rposition(has_row).unwrap_or(first);
    /// Rows at the beginning or the end whose labels are damaged.
    const MOST_NAMELESS: usize = 5;
    // A first or last row can have lost its label.
    let mut start = first;
    while start > 0 && first - start < MOST_NAMELESS {
        let before = &runs[start - 1];
        let is_nameless =
            before.filled().count() == COLUMNS && before.labels.iter().all(|l| l.label.table() != 2);
        if !is_nameless {
            break;
        }
        start -= 1;
    }
    let mut end = last + 1;
    while end < runs.len() && end - last <= MOST_NAMELESS {
        let after = &runs[end];
        let has_other =
            after.labels.iter().any(|l| l.label.table() == 4 || matches!(l.label, Label::Chapter(4..)));
        if has_other || after.filled().count() != COLUMNS {
            break;
        }
        end += 1;
    }
    &runs[start..end]
}

fn is_glued_row(run: &Run) -> bool {
    let digits: usize = run.filled().map(|v| v.raw.bytes().filter(u8::is_ascii_digit).count()).sum();
    run.in_one_cell() && digits >= COLUMNS
}

fn pieces(zone: &[Run]) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    for run in zone {
        let labelled = has_row_label(run);
        let foreign = !labelled && run.labels.iter().any(|l| matches!(l.label.table(), 2 | 4));
        if foreign || run.values.is_empty() {
            continue;
        }
        let filled: Vec<&Val> = run.filled().collect();
        if !run.is_grid
            && !run.in_one_cell()
            && filled.len() > COLUMNS
            && filled.len().is_multiple_of(COLUMNS)
        {
            for (i, chunk) in filled.chunks(COLUMNS).enumerate() {
                out.push(Piece { run, values: chunk.to_vec(), has_label: i == 0 });
            }
            continue;
        }
        let piece = Piece { run, values: run.values.iter().collect(), has_label: true };
        if labelled || piece.is_row_like() || is_torn_row(run) {
            out.push(piece);
        }
    }
    out
}

/// Few values beside the pieces of a label that is broken over lines.
fn is_torn_row(run: &Run) -> bool {
    const ALIKE: f32 = 0.6;
    run.is_grid
        && run.labels.is_empty()
        && !run.text.is_empty()
        && labels().likeness(&run.text).into_iter().any(|likeness| likeness >= ALIKE)
}

/// How well a piece fits each row; higher is better.
fn scores(piece: &Piece<'_>) -> [f32; ROWS] {
    let mut score = [if piece.is_row_like() { 1.0 } else { -1.0 }; ROWS];
    // A row without a label is rather one of the three rows of the 2021 form than the single one of 2019.
    score[Row::OtherAll as usize] -= 1.5;
    if !piece.has_label {
        return score;
    }
    let run = piece.run;
    let own: Vec<&RunLabel> =
        run.labels.iter().filter(|l| l.row == run.row && row_candidates(l.label)).collect();
    let pending: Vec<&RunLabel> =
        run.labels.iter().filter(|l| l.row != run.row && row_candidates(l.label)).collect();
    // In a row of several labels the last one is the row's; the ones before are its groups.
    // 其他 and 总计 inside other words are no labels.
    let is_bare = run.row_text.is_empty();
    if let Some(last) = own.iter().rfind(|l| is_row_label(l.label)).or(own.last().filter(|_| is_bare)) {
        reward(last.label, 10.0, 5.0, &mut score);
        if is_row_label(last.label) {
            for (i, s) in score.iter_mut().enumerate() {
                if last.label != Label::Row3(Row::ALL[i]) {
                    *s -= 12.0;
                }
            }
        }
    } else {
        let is_stream = !run.is_grid;
        for (age, label) in pending.iter().rev().take(4).enumerate() {
            // One cell a line: the last label is the row's. In a torn grid any of the last ones can be.
            let weight = if is_stream && age == 0 { 9.0 } else { 4.0 / (1 + age) as f32 };
            reward(label.label, weight, weight / 2.0, &mut score);
        }
        let text = if run.row_text.is_empty() { &run.text } else { &run.row_text };
        for (slot, likeness) in score.iter_mut().zip(labels().likeness(text)) {
            if likeness > 0.45 {
                *slot += 8.0 * likeness;
            }
        }
        if run.text != run.row_text {
            // Several torn labels can stand here, so this is weak evidence: the order of the rows must win.
            for (slot, likeness) in score.iter_mut().zip(labels().likeness(&run.text)) {
                if likeness > 0.5 {
                    *slot += 2.0 * likeness;
                }
            }
        }
    }
    score
}

fn row_candidates(label: Label) -> bool {
    matches!(label, Label::Row3(_) | Label::Total | Label::Other)
}

fn reward(label: Label, sure: f32, doubtful: f32, score: &mut [f32; ROWS]) {
    match label {
        // 其他处理 is also the name of the group.
        Label::Row3(Row::OtherAll) => {
            score[Row::OtherAll as usize] += if sure < 10.0 { doubtful / 2.0 } else { sure }
        }
        Label::Row3(row) => score[row as usize] += sure,
        Label::Total => score[Row::Total as usize] += doubtful,
        Label::Other => score[Row::OtherOther as usize] += doubtful,
        _ => {}
    }
}

/// Lays the pieces over the rows. Gives each piece its row, or `None` when it is none of them.
fn align(pieces: &[Piece<'_>], out: &mut Table3) -> Vec<Option<Row>> {
    const SKIP_ROW: f32 = -0.4;
    const SKIP_PIECE: f32 = -2.0;
    let n = pieces.len();
    let all: Vec<[f32; ROWS]> = pieces.iter().map(scores).collect();
    let mut best = vec![[f32::NEG_INFINITY; ROWS + 1]; n + 1];
    let mut from = vec![[0u8; ROWS + 1]; n + 1];
    best[0][0] = 0.0;
    for i in 0..=n {
        for j in 0..=ROWS {
            let here = best[i][j];
            if here == f32::NEG_INFINITY {
                continue;
            }
            let mut relax = |i: usize, j: usize, value: f32, how: u8| {
                if value > best[i][j] {
                    best[i][j] = value;
                    from[i][j] = how;
                }
            };
            if j < ROWS {
                // The single row and the three rows exclude each other in print, so one of them is always skipped.
                let cost = if Row::ALL[j] == Row::OtherAll { 0.0 } else { SKIP_ROW };
                relax(i, j + 1, here + cost, 1);
            }
            if i < n {
                relax(i + 1, j, here + SKIP_PIECE, 2);
                if j < ROWS {
                    relax(i + 1, j + 1, here + all[i][j], 3);
                }
            }
        }
    }
    let mut placed = vec![None; n];
    let (mut i, mut j) = (n, ROWS);
    while i > 0 || j > 0 {
        match from[i][j] {
            1 => j -= 1,
            2 => i -= 1,
            _ => {
                (i, j) = (i - 1, j - 1);
                placed[i] = Some(Row::ALL[j]);
            }
        }
    }
    stragglers(pieces, &all, &mut placed);
    report_fit(pieces, &all, &placed, out);
    placed
}

/// A row that stands out of order still has its label.
fn stragglers(pieces: &[Piece<'_>], all: &[[f32; ROWS]], placed: &mut [Option<Row>]) {
    for i in 0..pieces.len() {
        if placed[i].is_some() {
            continue;
        }
        let free = |row: Row, placed: &[Option<Row>]| !placed.contains(&Some(row));
        let best = Row::ALL.into_iter().max_by(|a, b| all[i][*a as usize].total_cmp(&all[i][*b as usize]));
        if let Some(row) = best
            && all[i][row as usize] >= 9.0
            && free(row, placed)
        {
            placed[i] = Some(row);
        }
    }
}

fn report_fit(pieces: &[Piece<'_>], all: &[[f32; ROWS]], placed: &[Option<Row>], out: &mut Table3) {
    let mut sum = 0.0;
    let mut by_position = 0;
    let mut fuzzy = 0;
    for (i, row) in placed.iter().enumerate() {
        let Some(row) = row else { continue };
        let score = all[i][*row as usize];
        sum += (score / 10.0).clamp(0.0, 1.0);
        let exact =
            pieces[i].run.labels.iter().any(|l| l.label == Label::Row3(*row) || row_candidates(l.label));
        if !exact && score >= 4.0 {
            fuzzy += 1;
        } else if !exact {
            by_position += 1;
        }
    }
    let count = placed.iter().flatten().count();
    out.fit = if count == 0 { 0.0 } else { sum / count as f32 };
    for (count, code) in [(by_position, NoticeCode::RowByPosition), (fuzzy, NoticeCode::LabelFuzzy)] {
        if count > 0 {
            let mut notice = Notice::new(code, "");
            notice.count = count;
            out.notices.push(notice);
        }
    }
}

/// Applicant types as rows and the items of the form as columns.
fn transposed(runs: &[Run], header: &[RunLabel], notices: &mut Vec<Notice>) -> Option<Vec<(CellKey, Cell)>> {
    let mut by_row: Vec<(usize, Row, i32)> = Vec::new();
    for l in header {
        if let Label::Row3(row) = l.label {
            by_row.push((l.row, row, l.x));
        }
    }
    let (head, count) = by_row
        .iter()
        .map(|(r, _, _)| (*r, by_row.iter().filter(|(o, _, _)| o == r).count()))
        .max_by_key(|(_, count)| *count)?;
    let mut xs: Vec<(Row, i32)> = Vec::new();
    for (_, row, x) in by_row.iter().filter(|(r, _, _)| *r == head) {
        // A cell can name its group in front of its row; the last label is the row's.
        match xs.iter_mut().find(|(_, known)| known == x) {
            Some(slot) => slot.0 = *row,
            None => xs.push((*row, *x)),
        }
    }
    if count < 8 || xs.len() < 8 {
        return None;
    }
    let mut cells = Vec::new();
    for run in runs.iter().filter(|r| r.is_grid && r.row > head) {
        let column = run.labels.iter().rev().find_map(|l| match l.label {
            Label::Column3(c) if l.row == run.row => Some(c),
            Label::Other if l.row == run.row => Some(Applicant::Other),
            Label::Total if l.row == run.row => Some(Applicant::Total),
            _ => None,
        });
        let Some(column) = column else { continue };
        for val in &run.values {
            if let Some((row, _)) = xs.iter().find(|(_, x)| *x == val.x) {
                let key = CellKey::t3(*row, column);
                cells.push((key, cell(key, val, notices)));
            }
        }
    }
    if cells.len() < 8 {
        return None;
    }
    notices.push(Notice::new(NoticeCode::Transposed, ""));
    Some(cells)
}

/// Chooses among the splits of all glued rows those for which most column sums hold.
fn resolve(rows: Vec<(Row, &Piece<'_>, Vec<Split>)>, out: &mut Table3) {
    let mut known: Vec<(Row, Split)> = Vec::new();
    let mut open: Vec<(Row, Vec<Split>)> = Vec::new();
    for (row, piece, candidates) in &rows {
        match candidates.len() {
            0 => {
                let raw: Vec<&str> = piece.values.iter().map(|v| v.raw.as_str()).collect();
                out.notices.push(Notice::new(NoticeCode::DigitsSplitFailed, raw.join(" ")));
            }
            1 => known.push((*row, candidates[0].clone())),
            _ => open.push((*row, candidates.clone())),
        }
    }
    for (key, cell) in &out.cells {
        // Rows that were not glued take part in the sums.
        if let (Some((row, column)), Some(n)) = (key.as_t3(), cell.value.number())
            && let Ok(n) = u64::try_from(n)
        {
            match known.iter_mut().find(|(r, _)| *r == row) {
                Some((_, split)) => split[column as usize] = n,
                None => {
                    let mut split = vec![0; COLUMNS];
                    split[column as usize] = n;
                    known.push((row, split));
                }
            }
        }
    }
    let ambiguous = choose(&mut known, open, &mut out.notices);
    let mut split_rows = 0;
    for (row, piece, _) in &rows {
        let Some((_, split)) = known.iter().find(|(r, _)| r == row) else { continue };
        split_rows += 1;
        let Some(first) = piece.values.iter().find(|v| v.kind == Kind::Number) else { continue };
        for (column, n) in Applicant::ALL.into_iter().zip(split) {
            let key = CellKey::t3(*row, column);
            let val = Val { number: Some((*n).into()), raw: n.to_string(), ..(*first).clone() };
            let cell = cell(key, &val, &mut out.notices);
            out.cells.push((key, cell));
        }
    }
    if split_rows > 0 && !ambiguous {
        let mut notice = Notice::new(NoticeCode::DigitsSplit, "");
        notice.count = split_rows;
        out.notices.push(notice);
    }
}

/// Tries the open rows together; tells whether more than one choice was best.
fn choose(
    known: &mut Vec<(Row, Split)>,
    mut open: Vec<(Row, Vec<Split>)>,
    notices: &mut Vec<Notice>,
) -> bool {
    const MOST_COMBINATIONS: usize = 200_000;
    if open.is_empty() {
        return false;
    }
    open.sort_by_key(|(_, c)| c.len());
    let mut combinations = 1usize;
    let mut tried = 0;
    while tried < open.len() && combinations.saturating_mul(open[tried].1.len()) <= MOST_COMBINATIONS {
        combinations *= open[tried].1.len();
        tried += 1;
    }
    for (row, candidates) in open.iter().skip(tried) {
        notices.push(Notice::new(
            NoticeCode::DigitsSplitAmbiguous,
            format!("{} ({})", row.label(), candidates.len()),
        ));
        known.push((*row, candidates[0].clone()));
    }
    open.truncate(tried);
    let base = Sums::of(known);
    let mut pick = vec![0usize; open.len()];
    let mut best: (i32, Vec<usize>, usize) = (i32::MIN, pick.clone(), 0);
    loop {
        let mut sums = base;
        for ((row, candidates), choice) in open.iter().zip(&pick) {
            sums.add(*row, &candidates[*choice]);
        }
        let score = sums.holding();
        if score > best.0 {
            best = (score, pick.clone(), 1);
        } else if score == best.0 {
            best.2 += 1;
        }
        let Some(at) = (0..pick.len()).find(|i| pick[*i] + 1 < open[*i].1.len()) else { break };
        pick[at] += 1;
        pick[..at].fill(0);
    }
    let is_ambiguous = best.2 > 1;
    for ((row, candidates), choice) in open.into_iter().zip(&best.1) {
        if is_ambiguous {
            let split: Vec<String> = candidates[*choice].iter().map(u64::to_string).collect();
            notices.push(Notice::new(
                NoticeCode::DigitsSplitAmbiguous,
                format!("{} → {}", row.label(), split.join(" / ")),
            ));
        }
        known.push((row, candidates[*choice].clone()));
    }
    is_ambiguous || tried < usize::MAX && combinations == 0
}

/// Running sums per column: what came in, what was settled, the printed total, what goes on.
#[derive(Clone, Copy, Default)]
struct Sums {
    inflow: [i64; COLUMNS],
    endings: [i64; COLUMNS],
    total: [i64; COLUMNS],
    outflow: [i64; COLUMNS],
}

impl Sums {
    fn of(rows: &[(Row, Split)]) -> Sums {
        let mut sums = Sums::default();
        rows.iter().for_each(|(row, split)| sums.add(*row, split));
        sums
    }

    fn add(&mut self, row: Row, split: &Split) {
        let target = match row {
            Row::New | Row::CarriedIn => &mut self.inflow,
            Row::Total => &mut self.total,
            Row::CarriedOut => &mut self.outflow,
            _ => &mut self.endings,
        };
        for (slot, n) in target.iter_mut().zip(split) {
            // Digits that were read together make any number; all rows of a column still fit.
            *slot += i64::try_from(*n).unwrap_or(i64::MAX).min(i64::MAX / 64);
        }
    }

    /// How many of the 14 column rules hold.
    fn holding(&self) -> i32 {
        (0..COLUMNS)
            .map(|c| {
                i32::from(self.inflow[c] == self.total[c] + self.outflow[c])
                    + i32::from(self.endings[c] == self.total[c])
            })
            .sum()
    }
}
