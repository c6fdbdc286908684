//! The district's numbers: every sum holds, and every year begins where the year before ended.

use gongkai_domain::report::sample::Dice;
use gongkai_domain::report::{Applicant, Cell, CellKey, Cells, Format, Outcome, Procedure, Row, cells_of};
use rust_decimal::Decimal;

use super::district::Unit;

/// What one year hands to the next.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Applications not yet answered, by applicant type.
    applications: [i64; 6],
    /// Reviews and lawsuits not yet decided.
    pending: [i64; 3],
    /// Normative documents in force.
    normative: i64,
}

impl Carried {
    /// What the unit brought from 2020.
    pub fn from_2020(unit: &Unit, dice: &mut Dice) -> Carried {
        let mut applications = [0; 6];
        applications[0] = dice.between(0, unit.applications / 12);
        Carried { applications, pending: [0; 3], normative: unit.normative }
    }
}

/// Of 1000 applications, how many come from each applicant type.
const COLUMN_WEIGHTS: [i64; 6] = [832, 61, 6, 11, 68, 22];

/// Of 1000 endings, how many end in each row, where the unit's business does not say otherwise.
const ENDINGS: [(Row, i64); 21] = [
    (Row::Granted, 402),
    (Row::Partial, 138),
    (Row::DeniedSecret, 1),
    (Row::DeniedLaw, 6),
    (Row::DeniedSafety, 3),
    (Row::DeniedThirdParty, 21),
    (Row::DeniedInternal, 13),
    (Row::DeniedProcess, 27),
    (Row::DeniedEnforcement, 24),
    (Row::DeniedQuery, 18),
    (Row::UnableNotHeld, 196),
    (Row::UnableNeedsMaking, 32),
    (Row::UnableStillUnclear, 9),
    (Row::RefusedPetition, 34),
    (Row::RefusedRepeat, 17),
    (Row::RefusedPublication, 2),
    (Row::RefusedExcessive, 4),
    (Row::RefusedConfirm, 3),
    (Row::OtherNoCorrection, 19),
    (Row::OtherFeeUnpaid, 3),
    (Row::OtherOther, 28),
];

/// Fills all 200 cells of a unit's year and returns what goes over to the next.
pub fn fill_year(cells: &mut Cells, unit: &Unit, year: i16, before: &Carried, dice: &mut Dice) -> Carried {
    let normative = fill_table_2(cells, unit, year, before.normative, dice);
    let applications = fill_table_3(cells, unit, year, &before.applications, dice);
    let pending = fill_table_4(cells, unit, before, dice);
    Carried { applications, pending, normative }
}

fn put(cells: &mut Cells, key: CellKey, value: impl Into<Decimal>) {
    cells.insert(key, Cell::number(value));
}

/// A usual year's number, up or down by a fifth, and growing a little each year.
fn around(base: i64, year: i16, dice: &mut Dice) -> i64 {
    let growth = 100 + 4 * (i64::from(year) - 2021);
    base * growth * dice.between(82, 118) / 10_000
}

fn fill_table_2(cells: &mut Cells, unit: &Unit, year: i16, stock: i64, dice: &mut Dice) -> i64 {
    for name in ["t2.rules.issued", "t2.rules.repealed", "t2.rules.valid"] {
        put(cells, CellKey::t2(name), 0);
    }
    let most = unit.normative / 4;
    let (issued, repealed) = (dice.between(0, most), dice.between(0, most).min(stock));
    let valid = stock + issued - repealed;
    put(cells, CellKey::t2("t2.normative.issued"), issued);
    put(cells, CellKey::t2("t2.normative.repealed"), repealed);
    put(cells, CellKey::t2("t2.normative.valid"), valid);
    let [license, penalty, coercion] = unit.decisions.map(|base| around(base, year, dice));
    put(cells, CellKey::t2("t2.license.decisions"), license);
    put(cells, CellKey::t2("t2.penalty.decisions"), penalty);
    put(cells, CellKey::t2("t2.coercion.decisions"), coercion);
    let yuan = around(unit.fees_yuan, year, dice) / 10 * 10;
    put(cells, CellKey::t2("t2.fees.amount_wan"), Decimal::new(yuan, 4).normalize());
    valid
}

fn fill_table_3(cells: &mut Cells, unit: &Unit, year: i16, carried: &[i64; 6], dice: &mut Dice) -> [i64; 6] {
    for key in cells_of(Format::F2021).filter(|k| k.table() == 3) {
        put(cells, key, 0);
    }
    let mut new = [0; 6];
    for _ in 0..around(unit.applications, year, dice) {
        new[weighted(&COLUMN_WEIGHTS, dice)] += 1;
    }
    let weights: Vec<i64> = ENDINGS.iter().map(|(row, weight)| weight_for(unit, *row, *weight)).collect();
    let mut carried_out = [0; 6];
    for (i, column) in Applicant::PARTS.into_iter().enumerate() {
        let pool = new[i] + carried[i];
        carried_out[i] = if pool == 0 { 0 } else { dice.between(0, pool / 7) };
        let ended = pool - carried_out[i];
        let mut counts = [0i64; ENDINGS.len()];
        for _ in 0..ended {
            counts[weighted(&weights, dice)] += 1;
        }
        for ((row, _), count) in ENDINGS.iter().zip(counts) {
            put(cells, CellKey::t3(*row, column), count);
        }
        put(cells, CellKey::t3(Row::New, column), new[i]);
        put(cells, CellKey::t3(Row::CarriedIn, column), carried[i]);
        put(cells, CellKey::t3(Row::Total, column), ended);
        put(cells, CellKey::t3(Row::CarriedOut, column), carried_out[i]);
    }
    for row in Row::printed_in(Format::F2021) {
        let sum: Decimal = Applicant::PARTS.iter().filter_map(|c| cells.number(CellKey::t3(row, *c))).sum();
        put(cells, CellKey::t3(row, Applicant::Total), sum);
    }
    carried_out
}

/// A unit's business shows in how its applications end.
fn weight_for(unit: &Unit, row: Row, weight: i64) -> i64 {
    match (unit.id, row) {
        ("chengchuan-police", Row::DeniedEnforcement) => weight * 7,
        ("chengchuan-land", Row::DeniedQuery) => weight * 5,
        ("chengchuan-petitions", Row::RefusedPetition) => weight * 12,
        ("chengchuan-housing", Row::DeniedThirdParty) => weight * 3,
        _ => weight,
    }
}

fn weighted(weights: &[i64], dice: &mut Dice) -> usize {
    let mut left = dice.between(0, weights.iter().sum::<i64>() - 1);
    for (i, weight) in weights.iter().enumerate() {
        if left < *weight {
            return i;
        }
        left -= weight;
    }
    0
}

fn fill_table_4(cells: &mut Cells, unit: &Unit, before: &Carried, dice: &mut Dice) -> [i64; 3] {
    let share = [12, 26, 45];
    let mut pending = [0; 3];
    let mut concluded_reviews = 0;
    for (i, procedure) in Procedure::ALL.into_iter().enumerate() {
        let most = match procedure {
            Procedure::Review | Procedure::Direct => unit.applications / share[i],
            // A lawsuit after review needs a review that was concluded.
            Procedure::AfterReview => concluded_reviews / 2,
        };
        let total = before.pending[i] + if most == 0 { 0 } else { dice.between(0, most) };
        pending[i] = dice.between(0, total / 4);
        let corrected = dice.between(0, (total - pending[i]) / 3);
        let other = dice.between(0, (total - pending[i] - corrected) / 3);
        let upheld = total - pending[i] - corrected - other;
        let values = [upheld, corrected, other, pending[i], total];
        for (outcome, value) in Outcome::ALL.into_iter().zip(values) {
            put(cells, CellKey::t4(procedure, outcome), value);
        }
        if procedure == Procedure::Review {
            concluded_reviews = total - pending[i];
        }
    }
    pending
}

/// The sum of the units' cells: what the district itself must publish.
pub fn sum_of<'a>(units: impl Iterator<Item = &'a Cells> + Clone) -> Cells {
    let mut sum = Cells::default();
    for key in cells_of(Format::F2021) {
        let total: Decimal = units.clone().filter_map(|cells| cells.number(key)).sum();
        put(&mut sum, key, total);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::district::{UNITS, YEARS};
    use super::*;

    #[test]
    fn sums_hold_and_years_follow_each_other() {
        let mut dice = Dice::new(1);
        for unit in &UNITS {
            let mut carried = Carried::from_2020(unit, &mut dice);
            for year in YEARS {
                let mut cells = Cells::default();
                let next = fill_year(&mut cells, unit, year, &carried, &mut dice);
                assert_eq!(cells.len(), 200);
                let total = |row| cells.number(CellKey::t3(row, Applicant::Total)).unwrap();
                assert_eq!(
                    total(Row::New) + total(Row::CarriedIn),
                    total(Row::Total) + total(Row::CarriedOut)
                );
                assert_eq!(total(Row::CarriedIn), carried.applications.iter().sum::<i64>().into());
                carried = next;
            }
        }
    }
}
