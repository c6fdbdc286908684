//! Which value of a row belongs to which column.

use super::super::slots::{self, Slots};
use super::*;

/// Which value of a row belongs to which column.
pub(super) struct ColumnMap {
    /// The columns that the header names, in the order of the layout; standard when there is no usable header.
    order: Vec<Applicant>,
    /// Positions of the columns in the rows that are complete, by block.
    full: Vec<(usize, [i32; COLUMNS])>,
    /// Positions of the header's own labels.
    header: Vec<(Applicant, i32)>,
    /// Which of eight values is a column that the form does not have, such as a subtotal of the organisations.
    surplus: Option<usize>,
    /// Where the columns stand, when white space alone keeps them apart.
    slots: Option<Slots>,
}

impl ColumnMap {
    pub(super) fn new(
        header: &[RunLabel],
        pieces: &[Piece<'_>],
        placed: &[Option<Row>],
        rows: &[PhysicalRow<'_>],
    ) -> ColumnMap {
        let first_row = pieces.iter().map(|p| p.run.row).min().unwrap_or(usize::MAX);
        let named: Vec<(Applicant, i32, usize)> = header_columns(header, first_row);
        let order = likelier(order_of(&named), &named, pieces);
        let mut full = Vec::new();
        for piece in pieces.iter().filter(|p| p.filled() == COLUMNS && p.run.is_grid) {
            let mut xs = [0; COLUMNS];
            let filled = piece.values.iter().filter(|v| matches!(v.kind, Kind::Number | Kind::Mark));
            for (slot, val) in xs.iter_mut().zip(filled) {
                *slot = val.x;
            }
            full.push((piece.run.block, xs));
        }
        let header = named.into_iter().map(|(a, x, _)| (a, x)).collect();
        let slots = slots_of(pieces, placed, rows, first_row);
        ColumnMap { order, full, header, surplus: surplus_column(pieces), slots }
    }

    pub(super) fn place(&self, row: Row, piece: &Piece<'_>, out: &mut Table3) {
        let filled: Vec<&Val> =
            piece.values.iter().copied().filter(|v| matches!(v.kind, Kind::Number | Kind::Mark)).collect();
        let order: &[Applicant] = if self.order.len() == COLUMNS { &self.order } else { &Applicant::ALL };
        let mut put = |column: Applicant, val: &Val| {
            let key = CellKey::t3(row, column);
            let cell = cell(key, val, &mut out.notices);
            out.cells.push((key, cell));
        };
        if let (Some(surplus), true) = (self.surplus, filled.len() == COLUMNS + 1) {
            let kept = filled.iter().enumerate().filter(|(i, _)| *i != surplus).map(|(_, v)| *v);
            order.iter().zip(kept).for_each(|(c, v)| put(*c, v));
        } else if filled.len() == COLUMNS {
            order.iter().zip(filled).for_each(|(c, v)| put(*c, v));
        } else if filled.len() == self.order.len() && !self.order.is_empty() {
            self.order.iter().zip(filled).for_each(|(c, v)| put(*c, v));
        } else if piece.values.len() == COLUMNS {
            order.iter().zip(&piece.values).for_each(|(c, v)| put(*c, v));
        } else if piece.run.is_grid
            && let Some(placed) = self.by_position(piece, order)
        {
            let number = |(_, val): &(Applicant, &Val)| val.number.unwrap_or_default();
            let is_total = |p: &&(Applicant, &Val)| p.0 == Applicant::Total;
            let total: Decimal = placed.iter().filter(is_total).map(number).sum();
            let all: Decimal = placed.iter().map(number).sum();
            placed.into_iter().for_each(|(column, val)| put(column, val));
            // Where a place decides, the sum has to agree; glued or lost digits show here.
            if all != total + total {
                out.notices.push(Notice::new(NoticeCode::RowUnclear, row.label()));
            }
        } else if !filled.is_empty() {
            out.notices.push(Notice::new(NoticeCode::RowUnclear, row.label()));
        }
    }

    /// By the columns of a complete row of the same table, or by those of the header.
    fn by_position<'v>(&self, piece: &Piece<'v>, order: &[Applicant]) -> Option<Vec<(Applicant, &'v Val)>> {
        let slots: Vec<(Applicant, i32)> =
            match self.full.iter().find(|(b, _)| *b == piece.run.block).or(self.full.first()) {
                Some((_, xs)) => order.iter().copied().zip(xs.iter().copied()).collect(),
                None if self.header.len() >= 5 => self.header.clone(),
                None if self.slots.is_some() => Vec::new(),
                None => return None,
            };
        let is_exact = |val: &&Val| slots.iter().any(|(_, x)| *x == val.x);
        let values: Vec<&Val> = piece.values.to_vec();
        if values.iter().filter(|v| v.kind == Kind::Number).all(is_exact) {
            let placed =
                slots.iter().filter_map(|(c, x)| values.iter().find(|v| v.x == *x).map(|v| (*c, *v)));
            return Some(placed.collect());
        }
        // Display offsets of numbers differ by their width.
        if let (Some(at), true) = (&self.slots, order.len() == COLUMNS) {
            let filled = values.iter().filter(|v| v.kind != Kind::Blank);
            return Some(filled.map(|v| (order[slots::slot_of(at, v.x)], *v)).collect());
        }
        // Take the nearest column that is still free.
        let mut free = slots;
        free.sort_by_key(|(_, x)| *x);
        let mut placed = Vec::new();
        for val in values.iter().filter(|v| v.kind != Kind::Blank) {
            let nearest = (0..free.len()).min_by_key(|i| (free[*i].1 - val.x).abs())?;
            placed.push((free[nearest].0, *val));
            free.drain(..=nearest);
        }
        Some(placed)
    }
}

/// The seven columns of rows whose blank cells leave no trace.
///
/// Where there is a total to check them by, most of the column rules must hold with the blanks as zeros. Text that
/// has lost its spacing also falls into seven columns, but into wrong ones.
fn slots_of(
    pieces: &[Piece<'_>],
    placed: &[Option<Row>],
    rows: &[PhysicalRow<'_>],
    first_row: usize,
) -> Option<Slots> {
    /// Of the 14 rules that [`Sums`] counts.
    const FEWEST_HOLDING: i32 = 9;
    const HEADER_ROWS: usize = 14;
    let is_open = |p: &&Piece<'_>| p.run.is_grid && p.values.len() < COLUMNS && p.filled() > 0;
    pieces.iter().find(is_open)?;
    let xs = |p: &Piece<'_>| p.values.iter().filter(|v| v.kind != Kind::Blank).map(|v| v.x).collect();
    let values: Vec<Vec<i32>> =
        pieces.iter().filter(|p| p.run.is_grid && p.filled() <= COLUMNS).map(xs).collect();
    let end = first_row.min(rows.len());
    let header = slots::header_places(
        &rows[end.saturating_sub(HEADER_ROWS)..end],
        "自然人商业企科研机构社会公益组织法律服务其他它总合计",
    );
    let holding = |slots: &Slots| {
        let mut sums = Sums::default();
        for (piece, row) in pieces.iter().zip(placed) {
            let mut split = vec![0u64; COLUMNS];
            for val in piece.values.iter().filter(|v| v.kind == Kind::Number) {
                let number = val.number.and_then(|n| u64::try_from(n).ok());
                let slot = &mut split[slots::slot_of(slots, val.x)];
                *slot = slot.saturating_add(number.unwrap_or_default());
            }
            row.iter().for_each(|row| sums.add(*row, &split));
        }
        sums.holding()
    };
    let has_total = placed.contains(&Some(Row::Total));
    slots::find(&values, &header, COLUMNS)
        .into_iter()
        .map(|slots| (holding(&slots), slots))
        .rev()
        .max_by_key(|(holding, _)| *holding)
        .filter(|(holding, _)| !has_total || *holding >= FEWEST_HOLDING)
        .map(|(_, slots)| slots)
}

/// In rows of eight values, the one without which every row adds up.
fn surplus_column(pieces: &[Piece<'_>]) -> Option<usize> {
    let rows: Vec<Vec<Decimal>> = pieces
        .iter()
        .map(|p| p.values.iter().filter_map(|v| v.number).collect::<Vec<Decimal>>())
        .filter(|r| r.len() == COLUMNS + 1 && r.iter().any(|n| !n.is_zero()))
        .collect();
    if rows.is_empty() {
        return None;
    }
    // From the right, so that a subtotal behind its parts is taken before a part that happens to equal it.
    (0..COLUMNS).rev().find(|skip| {
        rows.iter().all(|row| {
            let parts: Decimal =
                row[..COLUMNS].iter().enumerate().filter(|(i, _)| i != skip).map(|(_, n)| *n).sum();
            parts == row[COLUMNS]
        })
    })
}

/// The column labels of the header above the first row of values.
fn header_columns(header: &[RunLabel], first_row: usize) -> Vec<(Applicant, i32, usize)> {
    let mut named: Vec<(Applicant, i32, usize)> = Vec::new();
    let is_column = |l: &&RunLabel| matches!(l.label, Label::Column3(_)) && l.row <= first_row;
    let Some(last) = header.iter().filter(is_column).map(|l| l.row).max() else { return named };
    let first =
        header.iter().filter(is_column).filter(|l| l.row + 12 >= last).map(|l| l.row).min().unwrap_or(last);
    for l in header.iter().filter(|l| (first..=last + 2).contains(&l.row) && l.row < first_row.max(last + 1))
    {
        let column = match l.label {
            Label::Column3(c) => c,
            Label::Other => Applicant::Other,
            Label::Total => Applicant::Total,
            _ => continue,
        };
        if !named.iter().any(|(c, _, _)| *c == column) {
            named.push((column, l.x, l.row));
        }
    }
    named
}

/// The order of the columns. Only a header in one row can say that it is another than the official one.
fn order_of(named: &[(Applicant, i32, usize)]) -> Vec<Applicant> {
    let is_one_row = named.windows(2).all(|w| w[0].2 == w[1].2);
    let is_spread = named.windows(2).all(|w| w[0].1 != w[1].1);
    let mut order = named.to_vec();
    if is_one_row && is_spread {
        order.sort_by_key(|(_, x, _)| *x);
    } else {
        order.sort_by_key(|(c, _, _)| *c);
    }
    let has_ends =
        named.iter().any(|n| n.0 == Applicant::Natural) && named.iter().any(|n| n.0 == Applicant::Total);
    if named.len() >= 4 && has_ends { order.into_iter().map(|(c, _, _)| c).collect() } else { Vec::new() }
}

/// The printed order of the columns, unless the official one makes more rows add up. A header of several rows that
/// was flattened into one has 总计 in the middle.
fn likelier(
    printed: Vec<Applicant>,
    named: &[(Applicant, i32, usize)],
    pieces: &[Piece<'_>],
) -> Vec<Applicant> {
    let mut official = printed.clone();
    official.sort();
    if official == printed {
        return printed;
    }
    let holding = |order: &[Applicant]| -> usize {
        let adds_up = |piece: &&Piece<'_>| {
            let numbers: Vec<Decimal> = piece.values.iter().filter_map(|v| v.number).collect();
            let total = order.iter().position(|c| *c == Applicant::Total);
            numbers.len() == order.len()
                && total.is_some_and(|t| numbers.iter().sum::<Decimal>() == numbers[t] + numbers[t])
        };
        pieces.iter().filter(adds_up).count()
    };
    let (as_printed, as_official) = (holding(&printed), holding(&official));
    // Where the numbers do not tell, 总计 in front of a kind of applicant gives the flattened header away.
    let is_flattened = printed.last() != Some(&Applicant::Total) && named.len() == COLUMNS;
    if as_official > as_printed || as_official == as_printed && is_flattened { official } else { printed }
}
