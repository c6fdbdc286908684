//! Which cell of the 2019 form corresponds to which of the 2021 form, and whether the two may be compared.

use alloc::vec::Vec;
use rust_decimal::Decimal;

use crate::report::{AnnualReport, Applicant, CellKey, Format, Outcome, Procedure, Row, cells_of};

/// Whether two cells of different forms may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparability {
    /// The same figure.
    Comparable,
    /// Nearly the same figure: a row was renamed or narrowed, so a difference need not be a fault.
    WithCare,
    /// Neighbours in the form that count different things, or a cell that the other form does not have.
    NotComparable,
}

impl Comparability {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Comparability::Comparable => "comparable",
            Comparability::WithCare => "with_care",
            Comparability::NotComparable => "not_comparable",
        }
    }
}

/// One line of the map: a cell of the 2019 form and what the 2021 form has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The cell of the 2019 form; None for a cell that is new in 2021.
    pub f2019: Option<CellKey>,
    /// The cells of the 2021 form that add up to it; empty for a cell that was dropped.
    pub f2021: Vec<CellKey>,
    /// Whether the two sides may be compared.
    pub comparability: Comparability,
}

/// Cells of table 2 whose name changed, with what became of them.
const TABLE_2: [(Option<&str>, Option<&str>, Comparability); 9] = {
    use Comparability::{NotComparable, WithCare};
    [
        (Some("t2.rules.made"), Some("t2.rules.issued"), WithCare),
        (Some("t2.normative.made"), Some("t2.normative.issued"), WithCare),
        // Cumulative number of published documents against the number in force.
        (Some("t2.rules.total_public"), Some("t2.rules.valid"), NotComparable),
        (Some("t2.normative.total_public"), Some("t2.normative.valid"), NotComparable),
        // A number of fee items against money.
        (Some("t2.fees.items_last_year"), Some("t2.fees.amount_wan"), NotComparable),
        (Some("t2.rules.published"), None, NotComparable),
        (Some("t2.normative.published"), None, NotComparable),
        (None, Some("t2.rules.repealed"), NotComparable),
        (None, Some("t2.normative.repealed"), NotComparable),
    ]
};

/// The whole map. Every cell of the 2019 form and every cell of the 2021 form stands in exactly one line.
pub fn field_map() -> Vec<Mapping> {
    let mut map: Vec<Mapping> = TABLE_2
        .iter()
        .map(|(old, new, comparability)| Mapping {
            f2019: old.map(CellKey::t2),
            f2021: new.map(CellKey::t2).into_iter().collect(),
            comparability: *comparability,
        })
        .collect();
    for key in cells_of(Format::F2019) {
        if map.iter().any(|m| m.f2019 == Some(key)) {
            continue;
        }
        let (f2021, comparability) = match key.as_t3() {
            Some((Row::OtherAll, column)) => (other_parts(column).to_vec(), Comparability::Comparable),
            _ if key.is_in(Format::F2021) => (alloc::vec![key], Comparability::Comparable),
            _ => (Vec::new(), Comparability::NotComparable),
        };
        map.push(Mapping { f2019: Some(key), f2021, comparability });
    }
    map.sort_by_key(|m| (m.f2019.or(m.f2021.first().copied()), m.f2021.first().copied()));
    map
}

/// The three cells of （六）其他处理 in the 2021 form.
pub fn other_parts(column: Applicant) -> [CellKey; 3] {
    [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther].map(|row| CellKey::t3(row, column))
}

/// （六）其他处理 of a report as one number: the single row where it has one, else the sum of its three rows.
///
/// None when the single row has no number, or one of the three has none.
pub fn other_endings(report: &AnnualReport, column: Applicant) -> Option<Decimal> {
    let single = CellKey::t3(Row::OtherAll, column);
    match report.cells.get(single) {
        Some(cell) => cell.value.number(),
        None => other_parts(column)
            .into_iter()
            .try_fold(Decimal::ZERO, |sum, key| report.cells.number(key).and_then(|n| sum.checked_add(n))),
    }
}

/// A cell of one form beside the corresponding cell of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The cell in the first report's form.
    pub a: Option<CellKey>,
    /// The cell in the second report's form.
    pub b: Option<CellKey>,
    /// Whether the two may be compared.
    pub comparability: Comparability,
}

/// The cells of two reports side by side, in the order of the dictionary.
///
/// （六）其他处理 is paired as the single row `other.all` when either report prints it so, whatever its form; use
/// [`other_endings`] for its value.
pub fn pairs(a: &AnnualReport, b: &AnnualReport) -> Vec<Pair> {
    let single_other = is_single_other(a) || is_single_other(b);
    let same = |key| Pair { a: Some(key), b: Some(key), comparability: Comparability::Comparable };
    let mut out: Vec<Pair> = match (a.format, b.format) {
        (Format::F2019, Format::F2021) => table_2(|old, new, c| Pair { a: old, b: new, comparability: c }),
        (Format::F2021, Format::F2019) => table_2(|old, new, c| Pair { a: new, b: old, comparability: c }),
        (Format::Legacy, Format::Legacy) => Vec::new(),
        (Format::Legacy, form) | (form, _) => cells_of(form).filter(|k| k.table() == 2).map(same).collect(),
    };
    for row in Row::ALL {
        let shown = match row {
            Row::OtherAll => single_other,
            Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther => !single_other,
            _ => true,
        };
        if shown && !out.is_empty() {
            out.extend(Applicant::ALL.into_iter().map(|column| same(CellKey::t3(row, column))));
        }
    }
    if !out.is_empty() {
        for procedure in Procedure::ALL {
            out.extend(Outcome::ALL.into_iter().map(|outcome| same(CellKey::t4(procedure, outcome))));
        }
    }
    out.sort_by_key(|pair| pair.a.or(pair.b));
    out
}

fn is_single_other(report: &AnnualReport) -> bool {
    match report.format {
        Format::F2019 => {
            !other_parts(Applicant::Total).into_iter().any(|key| report.cells.get(key).is_some())
        }
        Format::F2021 | Format::Legacy => report.has_single_other_row(),
    }
}

fn table_2(pair: impl Fn(Option<CellKey>, Option<CellKey>, Comparability) -> Pair) -> Vec<Pair> {
    let in_table_2 = |m: &Mapping| m.f2019.or(m.f2021.first().copied()).is_some_and(|k| k.table() == 2);
    field_map()
        .iter()
        .filter(|m| in_table_2(m))
        .map(|m| pair(m.f2019, m.f2021.first().copied(), m.comparability))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;
    use alloc::collections::BTreeMap;

    #[test]
    fn every_cell_of_both_forms_stands_in_exactly_one_line() {
        let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
        for line in field_map() {
            if let Some(key) = line.f2019 {
                *old.entry(key).or_insert(0) += 1;
            }
            for key in line.f2021 {
                *new.entry(key).or_insert(0) += 1;
            }
        }
        assert!(cells_of(Format::F2019).all(|k| old.get(&k) == Some(&1)) && old.len() == 198);
        assert!(cells_of(Format::F2021).all(|k| new.get(&k) == Some(&1)) && new.len() == 200);
    }

    #[test]
    fn the_map_says_what_may_be_compared() {
        let of = |name: &str| {
            let key = CellKey::parse(name).expect("a key");
            let line = field_map().into_iter().find(|m| m.f2019 == Some(key)).expect("a line");
            (line.f2021.iter().map(|k| k.as_str()).collect::<Vec<_>>(), line.comparability)
        };
        assert_eq!(of("t2.normative.made"), (alloc::vec!["t2.normative.issued"], Comparability::WithCare));
        assert_eq!(
            of("t2.license.decisions"),
            (alloc::vec!["t2.license.decisions"], Comparability::Comparable)
        );
        assert_eq!(of("t2.rules.total_public").1, Comparability::NotComparable);
        assert_eq!(of("t2.procurement.projects"), (alloc::vec![], Comparability::NotComparable));
        assert_eq!(of("t3.other.all.total").0.len(), 3);
        assert_eq!(of("t4.review.total").1, Comparability::Comparable);
    }

    #[test]
    fn other_endings_are_one_number_in_both_forms() {
        let mut old = AnnualReport::empty(Format::F2019);
        old.cells.insert(CellKey::t3(Row::OtherAll, Applicant::Total), Cell::number(7));
        assert_eq!(other_endings(&old, Applicant::Total), Some(Decimal::from(7)));
        let mut new = AnnualReport::empty(Format::F2021);
        for (key, n) in other_parts(Applicant::Total).into_iter().zip([1, 2, 4]) {
            new.cells.insert(key, Cell::number(n));
        }
        assert_eq!(other_endings(&new, Applicant::Total), Some(Decimal::from(7)));
        new.cells.remove(other_parts(Applicant::Total)[1]);
        assert_eq!(other_endings(&new, Applicant::Total), None);
    }

    #[test]
    fn a_pair_list_has_each_cell_once_whatever_the_forms() {
        let report = AnnualReport::empty;
        let (old, new) = (report(Format::F2019), report(Format::F2021));
        assert_eq!(pairs(&new, &new).len(), 200);
        assert_eq!(pairs(&old, &old).len(), 198);
        assert_eq!(pairs(&old, &new).len(), pairs(&new, &old).len());
        assert!(pairs(&old, &new).iter().filter(|p| p.a.is_some()).count() == 198);
    }
}
