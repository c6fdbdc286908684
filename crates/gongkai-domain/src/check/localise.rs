//! Which cells of table 3 are wrong, when row sums and column sums cross.
//!
//! Every cell stands in one row sum and in one or two column sums, so a wrong cell breaks a pattern of sums that few
//! others break. The search asks which of the usual slips, undone, makes all sums hold at once: one wrong cell;
//! totals left at 0; two neighbours or two rows exchanged; a row or a column moved by one place; digits of one
//! number in two cells; at last any two or three cells.

use alloc::format;
use alloc::vec::Vec;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::equation::{Equation, State, applicants, balance, endings, judge};
use super::{Fix, LARGEST, Message, wording};
use crate::report::{AnnualReport, Applicant, CELL_COUNT, CellKey, Row};

/// What the crossing sums say.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The smallest set of cells that could be wrong; where several sets of the same size would do, all of them.
    pub suspects: Vec<CellKey>,
    /// What would mend every sum. `None` where there is more than one way.
    pub fix: Option<Fix>,
}

/// A kind of slip, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    Cell,
    EmptyTotals,
    Swap,
    SwapRows,
    ShiftedRow,
    ShiftedColumn,
    Digits,
    Cells,
}

/// New values that make all sums hold.
#[derive(Debug, Clone, PartialEq)]
struct Repair {
    slip: Slip,
    changes: Vec<(CellKey, i64)>,
}

/// Finds the cells that could be wrong. `None` when no sum of table 3 is broken or no usual slip explains them.
pub fn localise(report: &AnnualReport) -> Option<Diagnosis> {
    let system = System::of(report)?;
    let single = system.single_cells();
    if !single.is_empty() {
        return Some(diagnose(single));
    }
    if let Some(repair) = system.empty_totals() {
        return Some(diagnose(alloc::vec![repair]));
    }
    let structural = system.structural();
    if !structural.is_empty() {
        return Some(diagnose(structural));
    }
    let several = system.several_cells();
    (!several.is_empty()).then(|| diagnose(several))
}

/// Beyond this many suspects the set says nothing.
const MOST_SUSPECTS: usize = 16;

fn diagnose(mut repairs: Vec<Repair>) -> Diagnosis {
    let smallest = repairs.iter().map(|r| r.changes.len()).min().unwrap_or_default();
    repairs.retain(|r| r.changes.len() == smallest);
    let mut suspects: Vec<CellKey> = repairs.iter().flat_map(|r| r.changes.iter().map(|c| c.0)).collect();
    suspects.sort_unstable();
    suspects.dedup();
    if repairs.len() > 1 && suspects.len() > MOST_SUSPECTS {
        suspects.clear();
    }
    let fix = match repairs.as_slice() {
        [only] => Some(only.fix()),
        _ => None,
    };
    Diagnosis { suspects, fix }
}

impl Repair {
    fn fix(&self) -> Fix {
        let cells: Vec<CellKey> = self.changes.iter().map(|c| c.0).collect();
        let names = wording::list(&cells);
        let (zh, en) = match self.slip {
            Slip::Cell => (
                format!("仅将{}改为{}，全部行、列即可平衡。", names.zh, self.changes[0].1),
                format!(
                    "changing {} alone to {} makes every row and column hold",
                    names.en, self.changes[0].1
                ),
            ),
            Slip::EmptyTotals => (
                format!("总计似未填写：按分项之和补填{}，全部行、列即可平衡。", names.zh),
                format!(
                    "totals seem not to be filled in: with the sums of their parts in {} everything holds",
                    names.en
                ),
            ),
            Slip::Swap => (
                format!("相邻两格似填反：{}互换后，全部行、列即可平衡。", names.zh),
                format!("two neighbours seem exchanged: with {} swapped everything holds", names.en),
            ),
            Slip::SwapRows => (
                format!("相邻两行似填反：两行互换后（涉及{}），全部行、列即可平衡。", names.zh),
                format!("two rows seem exchanged: swapped back ({}) everything holds", names.en),
            ),
            Slip::ShiftedRow => (
                format!("一行数字似错位一列：移回后（涉及{}），全部行、列即可平衡。", names.zh),
                format!("a row seems moved by one column: moved back ({}) everything holds", names.en),
            ),
            Slip::ShiftedColumn => (
                format!("一列数字似错位一行：移回后（涉及{}），全部行、列即可平衡。", names.zh),
                format!("a column seems moved by one row: moved back ({}) everything holds", names.en),
            ),
            Slip::Digits => (
                format!(
                    "一个数字似被拆入相邻两格（或两个数字并入一格）：{}还原后，全部行、列即可平衡。",
                    names.zh
                ),
                format!(
                    "the digits of one number seem to stand in two cells, or of two in one: with {} restored everything holds",
                    names.en
                ),
            ),
            Slip::Cells => (
                format!("同时更正{}，全部行、列即可平衡。", names.zh),
                format!("correcting {} together makes everything hold", names.en),
            ),
        };
        let changes = self.changes.iter().map(|(k, n)| (*k, Decimal::from(*n))).collect();
        Fix { message: Message::new(zh, en), changes }
    }
}

/// Sums of table 3 whose cells are all known, with what each is off by.
struct System {
    /// The rows that the report has, in printed order.
    rows: Vec<Row>,
    values: Vec<Option<i64>>,
    /// For each cell, the sums it stands in and on which side.
    places: Vec<Vec<(usize, i64)>>,
    equations: Vec<Equation>,
    off: Vec<i64>,
}

impl System {
    /// `None` when nothing is broken, or when a number is not whole.
    fn of(report: &AnnualReport) -> Option<System> {
        let rows: Vec<Row> = Row::ALL
            .into_iter()
            .filter(|r| Applicant::ALL.iter().any(|c| report.cells.get(CellKey::t3(*r, *c)).is_some()))
            .collect();
        let columns = Applicant::ALL.into_iter();
        let all = columns
            .clone()
            .map(balance)
            .chain(columns.map(|c| endings(report, c)))
            .chain(rows.iter().copied().map(applicants));
        let mut system = System {
            rows: rows.clone(),
            values: alloc::vec![None; CELL_COUNT],
            places: alloc::vec![Vec::new(); CELL_COUNT],
            equations: Vec::new(),
            off: Vec::new(),
        };
        for equation in all {
            let judged = judge(&report.cells, equation);
            if equation.keys().any(|k| report.cells.number(k).is_none()) {
                continue;
            }
            let index = system.equations.len();
            for (side, keys) in [(1, &equation.left), (-1, &equation.right)] {
                for key in keys.as_slice() {
                    let number = report.cells.number(*key).filter(|n| n.fract().is_zero())?;
                    system.values[key.index()] = Some(count(number)?);
                    system.places[key.index()].push((index, side));
                }
            }
            system.equations.push(equation);
            system.off.push(if judged.state == State::Holds {
                0
            } else {
                count(judged.left.saturating_sub(judged.right))?
            });
        }
        system.off.iter().any(|n| *n != 0).then_some(system)
    }

    fn value(&self, row: Row, column: Applicant) -> Option<i64> {
        self.values[CellKey::t3(row, column).index()]
    }

    /// The changes as a repair, if they mend everything, change something, and make no number negative.
    fn accept(&self, slip: Slip, changes: Vec<(CellKey, Option<i64>)>) -> Option<Repair> {
        let mut off = self.off.clone();
        let mut kept = Vec::with_capacity(changes.len());
        for (key, new) in changes {
            let (old, new) = (self.values[key.index()]?, new.filter(|n| *n >= 0)?);
            if old != new {
                kept.push((key, new));
            }
            for (equation, side) in &self.places[key.index()] {
                off[*equation] = off[*equation].saturating_add(side * (new - old));
            }
        }
        (!kept.is_empty() && off.iter().all(|n| *n == 0)).then_some(Repair { slip, changes: kept })
    }

    /// One wrong cell.
    fn single_cells(&self) -> Vec<Repair> {
        let Some(broken) = self.off.iter().position(|n| *n != 0) else { return Vec::new() };
        let repair = |(key, side): (CellKey, i64)| {
            let new = self.values[key.index()]? - self.off[broken] * side;
            self.accept(Slip::Cell, alloc::vec![(key, Some(new))])
        };
        self.cells_of(broken).filter_map(repair).collect()
    }

    fn cells_of(&self, equation: usize) -> impl Iterator<Item = (CellKey, i64)> + '_ {
        let equation = &self.equations[equation];
        let left = equation.left.as_slice().iter().map(|k| (*k, 1));
        left.chain(equation.right.as_slice().iter().map(|k| (*k, -1)))
    }

    /// Several totals at 0 over parts that are not.
    fn empty_totals(&self) -> Option<Repair> {
        let sum = |row: Row| Applicant::PARTS.iter().map(|c| self.value(row, *c)).sum::<Option<i64>>();
        let changes: Vec<_> = self
            .rows
            .iter()
            .filter(|row| self.value(**row, Applicant::Total) == Some(0))
            .filter_map(|row| {
                Some((CellKey::t3(*row, Applicant::Total), Some(sum(*row).filter(|n| *n > 0)?)))
            })
            .collect();
        self.accept(Slip::EmptyTotals, changes)
    }

    /// Slips that move numbers about.
    fn structural(&self) -> Vec<Repair> {
        let mut found: Vec<Repair> = Vec::new();
        let mut add = |repair: Option<Repair>| {
            if let Some(mut repair) = repair {
                repair.changes.sort_unstable();
                if !found.iter().any(|r| r.changes == repair.changes) {
                    found.push(repair);
                }
            }
        };
        for row in &self.rows {
            for pair in Applicant::ALL.windows(2) {
                add(self.swap(CellKey::t3(*row, pair[0]), CellKey::t3(*row, pair[1])));
            }
            self.row_shifts(*row).into_iter().for_each(&mut add);
            self.digit_slips(*row).into_iter().for_each(&mut add);
        }
        for pair in self.rows.windows(2) {
            for column in Applicant::ALL {
                add(self.swap(CellKey::t3(pair[0], column), CellKey::t3(pair[1], column)));
            }
            add(self.swap_rows(pair[0], pair[1]));
        }
        for column in Applicant::ALL {
            self.column_shifts(column).into_iter().for_each(&mut add);
        }
        found
    }

    fn swap(&self, a: CellKey, b: CellKey) -> Option<Repair> {
        let (old_a, old_b) = (self.values[a.index()]?, self.values[b.index()]?);
        self.accept(Slip::Swap, alloc::vec![(a, Some(old_b)), (b, Some(old_a))])
    }

    fn swap_rows(&self, a: Row, b: Row) -> Option<Repair> {
        let cross =
            |c: Applicant| [(CellKey::t3(a, c), self.value(b, c)), (CellKey::t3(b, c), self.value(a, c))];
        self.accept(Slip::SwapRows, Applicant::ALL.into_iter().flat_map(cross).collect())
    }

    /// The row with its numbers moved back by one column, to the left and to the right. What fell off at the end
    /// follows from the row's own sum.
    fn row_shifts(&self, row: Row) -> Vec<Option<Repair>> {
        let Some(old) = Applicant::ALL.iter().map(|c| self.value(row, *c)).collect::<Option<Vec<i64>>>()
        else {
            return Vec::new();
        };
        let mut out = Vec::new();
        // Moved right and the total lost: the first cell is a filler.
        let mut left: Vec<i64> = old[1..].to_vec();
        left.push(left.iter().sum());
        // Moved left and the first number lost: the total stands in the last part's place.
        let mut right = alloc::vec![old[5] - old[..5].iter().sum::<i64>()];
        right.extend(&old[..6]);
        // The same among the six parts, the total in its place.
        let part = |from: &[i64], lost: i64, at_end: bool| {
            let mut parts = from.to_vec();
            parts.insert(if at_end { parts.len() } else { 0 }, lost);
            parts.push(old[6]);
            parts
        };
        let parts_left = part(&old[1..6], old[6] - old[1..6].iter().sum::<i64>(), true);
        let parts_right = part(&old[..5], old[6] - old[..5].iter().sum::<i64>(), false);
        for new in [left, right, parts_left, parts_right] {
            out.push(self.with_row(Slip::ShiftedRow, row, &new));
        }
        out
    }

    fn with_row(&self, slip: Slip, row: Row, new: &[i64]) -> Option<Repair> {
        let change = |(c, n): (Applicant, &i64)| (CellKey::t3(row, c), Some(*n));
        self.accept(slip, Applicant::ALL.into_iter().zip(new).map(change).collect())
    }

    /// The column with a run of its numbers moved back by one row, up and down; a 0 fills the gap.
    fn column_shifts(&self, column: Applicant) -> Vec<Option<Repair>> {
        let Some(old) = self.rows.iter().map(|r| self.value(*r, column)).collect::<Option<Vec<i64>>>() else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for start in 0..old.len().saturating_sub(2) {
            for (up, filler) in [(true, start), (false, old.len() - 1)] {
                // The place that the moved numbers vacated is a 0 in what was published.
                if old[filler] != 0 {
                    continue;
                }
                let mut new = old.clone();
                let run = &mut new[start..];
                if up {
                    run.rotate_left(1)
                } else {
                    run.rotate_right(1)
                }
                let changes = self.rows.iter().zip(&new).map(|(r, n)| (CellKey::t3(*r, column), Some(*n)));
                out.push(self.accept(Slip::ShiftedColumn, changes.collect()));
            }
        }
        out
    }

    fn digit_slips(&self, row: Row) -> Vec<Option<Repair>> {
        let Some(old) = Applicant::ALL.iter().map(|c| self.value(row, *c)).collect::<Option<Vec<i64>>>()
        else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for at in 0..5 {
            let Some(joined) = concatenate(old[at], old[at + 1]) else { continue };
            let mut new = old.clone();
            (new[at], new[at + 1]) = (joined, 0);
            out.push(self.with_row(Slip::Digits, row, &new));
            // The extra cell pushed the rest to the right and the total off the table.
            new.remove(at + 1);
            new.push(new.iter().sum());
            out.push(self.with_row(Slip::Digits, row, &new));
        }
        out
    }

    /// Any two, then any three cells.
    fn several_cells(&self) -> Vec<Repair> {
        for size in 2..=3 {
            let mut search = Search { system: self, found: Vec::new(), budget: 6000 };
            search.step(&mut self.off.clone(), &mut Vec::new(), size);
            let Search { mut found, .. } = search;
            for changes in &mut found {
                changes.sort_unstable();
            }
            found.sort_unstable();
            found.dedup();
            if !found.is_empty() {
                return found.into_iter().map(|changes| Repair { slip: Slip::Cells, changes }).collect();
            }
        }
        Vec::new()
    }
}

/// `1` and `2` are `12`; a number does not begin with 0.
pub(crate) fn concatenate(a: i64, b: i64) -> Option<i64> {
    if a <= 0 || b < 0 {
        return None;
    }
    let scale = 10_i64.checked_pow(b.checked_ilog10().unwrap_or(0) + 1)?;
    a.checked_mul(scale)?.checked_add(b).filter(|n| *n < LARGEST)
}

/// Depth-first: the first broken sum must be mended by one of its cells.
struct Search<'a> {
    system: &'a System,
    found: Vec<Vec<(CellKey, i64)>>,
    budget: u32,
}

impl Search<'_> {
    fn step(&mut self, off: &mut [i64], chosen: &mut Vec<(CellKey, i64)>, left: usize) {
        let broken = off.iter().filter(|n| **n != 0).count();
        if broken == 0 {
            self.found.push(chosen.clone());
            return;
        }
        // A cell stands in three sums at most.
        if left == 0 || broken > 3 * left || self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let Some(equation) =
            (0..off.len()).filter(|i| off[*i] != 0).min_by_key(|i| self.system.equations[*i].keys().count())
        else {
            return;
        };
        let cells: Vec<(CellKey, i64)> = self.system.cells_of(equation).collect();
        for (key, side) in cells {
            let Some(old) = self.system.values[key.index()] else { continue };
            let delta = -off[equation] * side;
            if old + delta < 0 || chosen.iter().any(|c| c.0 == key) {
                continue;
            }
            let places = &self.system.places[key.index()];
            places.iter().for_each(|(e, s)| off[*e] += s * delta);
            chosen.push((key, old + delta));
            self.step(off, chosen, left - 1);
            chosen.pop();
            places.iter().for_each(|(e, s)| off[*e] -= s * delta);
        }
    }
}

/// A whole number with room to be added up a thousand times; what is larger was never a count of applications.
pub(crate) fn count(number: Decimal) -> Option<i64> {
    number.to_i64().filter(|n| (-LARGEST..=LARGEST).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::consistent_report;
    use crate::report::sample::Dice;
    use crate::report::{Cell, Format};
    use proptest::prelude::*;

    /// Large reports only: where most cells are 0, most slips change nothing.
    fn busy_report(seed: u64, format: Format) -> AnnualReport {
        let busy = |r: &AnnualReport| {
            r.cells.number(CellKey::t3(Row::New, Applicant::Total)).is_some_and(|n| n > Decimal::from(900))
        };
        (0..)
            .map(|i| consistent_report(seed.wrapping_add(i), format))
            .find(busy)
            .expect("one in five is large")
    }

    fn number(report: &AnnualReport, key: CellKey) -> Decimal {
        report.cells.number(key).expect("a sample has every number")
    }

    fn set(report: &mut AnnualReport, key: CellKey, n: Decimal) {
        report.cells.insert(key, Cell::number(n));
    }

    fn apply(report: &mut AnnualReport, fix: &Fix) {
        for (key, n) in &fix.changes {
            set(report, *key, *n);
        }
    }

    /// The fix restores the report; or the sums leave several ways open, and the faulty cells are among the suspects.
    fn assert_restored(whole: &AnnualReport, broken: AnnualReport) {
        if broken == *whole {
            return;
        }
        let diagnosis = localise(&broken).expect("a single slip is explained");
        let mut mended = broken.clone();
        match &diagnosis.fix {
            Some(fix) => {
                apply(&mut mended, fix);
                assert_eq!(values(&mended), values(whole));
            }
            None => {
                let wrong = whole.cells.iter().filter(|(k, c)| broken.cells.number(*k) != c.value.number());
                assert!(
                    wrong
                        .map(|(k, _)| k)
                        .all(|k| { diagnosis.suspects.is_empty() || diagnosis.suspects.contains(&k) })
                );
            }
        }
    }

    fn values(report: &AnnualReport) -> Vec<Option<Decimal>> {
        report.cells.iter().map(|(_, c)| c.value.number()).collect()
    }

    fn any_cell(dice: &mut Dice, format: Format) -> CellKey {
        let rows: Vec<Row> = Row::printed_in(format).collect();
        CellKey::t3(*dice.pick(&rows), *dice.pick(&Applicant::ALL))
    }

    fn formats() -> impl Strategy<Value = Format> {
        prop_oneof![Just(Format::F2021), Just(Format::F2019)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_consistent_report_has_nothing_to_localise(seed: u64, format in formats()) {
            prop_assert_eq!(localise(&consistent_report(seed, format)), None);
        }

        #[test]
        fn one_wrong_cell_is_named_and_mended(seed: u64, format in formats(), n in 0_i64..2000) {
            let whole = busy_report(seed, format);
            let mut dice = Dice::new(seed);
            let key = any_cell(&mut dice, format);
            let mut broken = whole.clone();
            set(&mut broken, key, Decimal::from(n));
            if number(&whole, key) != Decimal::from(n) {
                let diagnosis = localise(&broken).expect("a wrong cell is found");
                prop_assert_eq!(&diagnosis.suspects, &[key]);
                assert_restored(&whole, broken);
            }
        }

        #[test]
        fn swapped_neighbours_are_swapped_back(seed: u64, format in formats(), at in 0_usize..6) {
            let whole = busy_report(seed, format);
            let (row, _) = any_cell(&mut Dice::new(seed), format).as_t3().expect("table 3");
            let (a, b) = (CellKey::t3(row, Applicant::ALL[at]), CellKey::t3(row, Applicant::ALL[at + 1]));
            let mut broken = whole.clone();
            set(&mut broken, a, number(&whole, b));
            set(&mut broken, b, number(&whole, a));
            if values(&broken) != values(&whole) {
                assert_restored(&whole, broken);
            }
        }

        #[test]
        fn a_row_moved_by_one_column_is_moved_back(seed: u64, format in formats(), right: bool) {
            let whole = busy_report(seed, format);
            let (row, _) = any_cell(&mut Dice::new(seed), format).as_t3().expect("table 3");
            let mut moved: Vec<Decimal> = Applicant::ALL.iter().map(|c| number(&whole, CellKey::t3(row, *c))).collect();
            if right {
                moved.pop();
                moved.insert(0, Decimal::ZERO);
            } else {
                moved.remove(0);
                moved.push(Decimal::ZERO);
            }
            let mut broken = whole.clone();
            for (column, n) in Applicant::ALL.into_iter().zip(moved) {
                set(&mut broken, CellKey::t3(row, column), n);
            }
            if values(&broken) != values(&whole) {
                assert_restored(&whole, broken);
            }
        }

        #[test]
        fn totals_left_at_zero_are_filled_in(seed: u64, format in formats(), count in 1_usize..12) {
            let whole = busy_report(seed, format);
            let mut dice = Dice::new(seed);
            let mut broken = whole.clone();
            for _ in 0..count {
                let (row, _) = any_cell(&mut dice, format).as_t3().expect("table 3");
                set(&mut broken, CellKey::t3(row, Applicant::Total), Decimal::ZERO);
            }
            if values(&broken) != values(&whole) {
                assert_restored(&whole, broken);
            }
        }

        #[test]
        fn a_column_moved_by_one_row_is_moved_back(seed: u64, format in formats(), start in 0_usize..18) {
            let whole = busy_report(seed, format);
            let (_, column) = any_cell(&mut Dice::new(seed), format).as_t3().expect("table 3");
            let rows: Vec<Row> = Row::printed_in(format).collect();
            // What falls off at the end is lost for good unless it is a 0.
            if number(&whole, CellKey::t3(Row::CarriedOut, column)) != Decimal::ZERO {
                return Ok(());
            }
            let mut moved: Vec<Decimal> = rows.iter().map(|r| number(&whole, CellKey::t3(*r, column))).collect();
            moved[start..].rotate_right(1);
            let mut broken = whole.clone();
            for (row, n) in rows.iter().zip(moved) {
                set(&mut broken, CellKey::t3(*row, column), n);
            }
            if values(&broken) != values(&whole) {
                assert_restored(&whole, broken);
            }
        }

        #[test]
        fn split_digits_are_joined(seed: u64, format in formats()) {
            let whole = busy_report(seed, format);
            let rows: Vec<Row> = Row::printed_in(format).collect();
            for row in rows {
                let old: Vec<Decimal> = Applicant::ALL.iter().map(|c| number(&whole, CellKey::t3(row, *c))).collect();
                if old[0] < Decimal::TEN || old[1] != Decimal::ZERO {
                    continue;
                }
                let (tens, ones) = ((old[0] / Decimal::TEN).floor(), old[0] % Decimal::TEN);
                let mut broken = whole.clone();
                set(&mut broken, CellKey::t3(row, Applicant::Natural), tens);
                set(&mut broken, CellKey::t3(row, Applicant::Enterprise), ones);
                // The tens before a 0 are one wrong cell like any other.
                assert_restored(&whole, broken);
                break;
            }
        }

        #[test]
        fn two_wrong_cells_are_among_the_suspects(seed: u64, a in 1_i64..50, b in 60_i64..99) {
            let whole = busy_report(seed, Format::F2021);
            let mut dice = Dice::new(seed);
            let (first, second) = (any_cell(&mut dice, Format::F2021), any_cell(&mut dice, Format::F2021));
            let mut broken = whole.clone();
            set(&mut broken, first, number(&whole, first) + Decimal::from(a));
            let n = number(&broken, second);
            set(&mut broken, second, n + Decimal::from(b));
            if let Some(fix) = localise(&broken).and_then(|d| d.fix) {
                let mut mended = broken.clone();
                apply(&mut mended, &fix);
                prop_assert_eq!(localise(&mended), None);
            }
        }
    }
}
