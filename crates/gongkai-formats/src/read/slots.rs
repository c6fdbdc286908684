//! Columns that white space alone keeps apart. Where a row has blank cells, only the place of its values tells which
//! columns they belong to, and only all rows together, with the words of the header, tell where the columns are.

use super::rows::PhysicalRow;

/// Widest gap inside one column, in characters of the line: numbers of different length, centred or flush right.
const WIDEST_GAP: i32 = 6;

/// From where to where each column reaches.
pub(super) type Slots = Vec<(i32, i32)>;

/// Finds exactly `count` columns in which no row has two values; `None` where there are more or fewer.
pub(super) fn find(rows: &[Vec<i32>], header: &[i32], count: usize) -> Option<Slots> {
    let values: Vec<i32> = rows.iter().flatten().copied().collect();
    let with_header: Vec<i32> = values.iter().chain(header).copied().collect();
    [with_header, values].into_iter().find_map(|mut xs| {
        xs.sort_unstable();
        (0..WIDEST_GAP).map(|gap| clusters(&xs, gap)).find(|slots| {
            let is_apart =
                |row: &Vec<i32>| row.windows(2).all(|w| slot_of(slots, w[0]) < slot_of(slots, w[1]));
            slots.len() == count && rows.iter().all(is_apart)
        })
    })
}

/// The column of a value; the nearest one for a value outside of all.
pub(super) fn slot_of(slots: &[(i32, i32)], x: i32) -> usize {
    let distance = |(from, to): &(i32, i32)| (from - x).max(x - to).max(0);
    (0..slots.len()).min_by_key(|i| distance(&slots[*i])).unwrap_or(0)
}

fn clusters(sorted: &[i32], gap: i32) -> Slots {
    let mut out: Slots = Vec::new();
    for x in sorted {
        match out.last_mut() {
            Some((_, to)) if x - *to <= gap => *to = *x,
            _ => out.push((*x, *x)),
        }
    }
    out
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
        let slots = find(&rows, &[], 3).expect("three columns");
        assert_eq!(slots, [(10, 11), (20, 21), (30, 31)]);
        assert_eq!(slot_of(&slots, 29), 2);
    }

    #[test]
    fn a_column_without_values_comes_from_the_header() {
        assert_eq!(find(&[vec![10, 30]], &[10, 20, 31], 3), Some(vec![(10, 10), (20, 20), (30, 31)]));
        assert_eq!(find(&[vec![10, 30]], &[], 3), None);
    }

    #[test]
    fn two_values_of_a_row_are_never_in_one_column() {
        assert_eq!(find(&[vec![10, 12, 20], vec![30]], &[], 3), None);
    }
}
