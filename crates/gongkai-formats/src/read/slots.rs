//! Columns that white space alone keeps apart. Where a row has blank cells, only the place of its values tells which
//! columns they belong to, and only all rows together, with the words of the header, tell where the columns are.

use super::rows::PhysicalRow;

/// Widest gap inside one column, in characters of the line: numbers of different length, centred or flush right.
const WIDEST_GAP: i32 = 6;

/// From where to where each column reaches.
pub(super) type Slots = Vec<(i32, i32)>;

/// Exactly `count` columns in which no row has two values, in the ways that the header and the values alone give.
pub(super) fn find(rows: &[Vec<i32>], header: &[i32], count: usize) -> Vec<Slots> {
    let values: Vec<i32> = rows.iter().flatten().copied().collect();
    let with_header: Vec<i32> = values.iter().chain(header).copied().collect();
    let mut found: Vec<Slots> =
        [with_header, values].into_iter().filter_map(|xs| joined(xs, rows, count)).collect();
    found.dedup();
    found
}

/// Joins the nearest neighbours until there are `count` columns left.
fn joined(mut xs: Vec<i32>, rows: &[Vec<i32>], count: usize) -> Option<Slots> {
    xs.sort_unstable();
    xs.dedup();
    let mut slots: Slots = xs.into_iter().map(|x| (x, x)).collect();
    let is_split = |from: i32, to: i32| {
        let has_both = |row: &Vec<i32>| row.iter().filter(|x| (from..=to).contains(*x)).count() > 1;
        rows.iter().any(has_both)
    };
    if !rows.iter().all(|row| row.windows(2).all(|w| w[0] < w[1])) {
        return None;
    }
    while slots.len() > count {
        let nearest = (1..slots.len())
            .filter(|i| !is_split(slots[i - 1].0, slots[*i].1))
            .min_by_key(|i| slots[*i].0 - slots[i - 1].1)?;
        if slots[nearest].0 - slots[nearest - 1].1 > WIDEST_GAP {
            return None;
        }
        slots[nearest - 1].1 = slots[nearest].1;
        slots.remove(nearest);
    }
    (slots.len() == count).then_some(slots)
}

/// The column of a value; the nearest one for a value outside of all.
pub(super) fn slot_of(slots: &[(i32, i32)], x: i32) -> usize {
    let distance = |(from, to): &(i32, i32)| (from - x).max(x - to).max(0);
    (0..slots.len()).min_by_key(|i| distance(&slots[*i])).unwrap_or(0)
}

/// Where pieces of column labels stand in the rows of a header: short texts of nothing but characters of the labels.
pub(super) fn header_places(rows: &[PhysicalRow<'_>], alphabet: &str) -> Vec<i32> {
    const LONGEST: usize = 6;
    let is_piece = |text: &str| {
        let mut chars = text.chars().filter(|c| !c.is_whitespace());
        (1..=LONGEST).contains(&text.chars().count()) && chars.all(|c| alphabet.contains(c))
    };
    rows.iter().flat_map(|r| &r.cells).filter(|c| is_piece(c.text)).map(|c| c.x).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_from_all_rows_together() {
        let rows = [vec![10, 31], vec![20], vec![11, 21, 30]];
        let found = find(&rows, &[], 3);
        assert_eq!(found, [[(10, 11), (20, 21), (30, 31)]]);
        assert_eq!(slot_of(&found[0], 29), 2);
    }

    #[test]
    fn a_column_without_values_comes_from_the_header() {
        assert_eq!(find(&[vec![10, 30]], &[10, 20, 31], 3), [[(10, 10), (20, 20), (30, 31)]]);
        assert!(find(&[vec![10, 30]], &[], 3).is_empty());
    }

    #[test]
    fn two_values_of_a_row_are_never_in_one_column() {
        assert_eq!(find(&[vec![10, 12, 20], vec![17]], &[], 3), [[(10, 10), (12, 12), (17, 20)]]);
        assert!(find(&[vec![10, 12, 20], vec![30]], &[], 3).is_empty());
    }
}
