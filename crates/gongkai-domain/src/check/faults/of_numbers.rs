//! Faults of the tables.

use rust_decimal::Decimal;

use super::{Fault, wrong};
use crate::report::{Applicant, Cell, CellKey, Format, Outcome, Procedure, Row};

/// The rules that compare with a number of table 3, and that follow from any change of it.
const SUMS: &[&str] = &["R01", "R02", "R03", "P04", "R06", "R09", "X01", "X02", "X03", "X04", "X16", "Y08"];

/// The rules that compare with a number of table 4.
const CASES: &[&str] = &["R04", "R06", "X05", "X06", "Y08"];

pub(super) const FAULTS: &[Fault] = &[
    wrong("a leaf is one too many", "R03", SUMS, |f| f.add(CellKey::t3(Row::Granted, Applicant::Natural), 1)),
    wrong("an inflow is one too many", "R01", SUMS, |f| {
        f.add(CellKey::t3(Row::New, Applicant::Enterprise), 1)
    }),
    wrong("a row total is one too many", "R03", SUMS, |f| {
        f.add(CellKey::t3(Row::RefusedRepeat, Applicant::Total), 1)
    }),
    wrong("the total of endings is too small", "R01", SUMS, |f| {
        let key = CellKey::t3(Row::Total, Applicant::Natural);
        f.number(key).filter(|n| *n > Decimal::ONE)?;
        f.add(key, -1)
    }),
    wrong("an ending is in no total", "R02", SUMS, |f| {
        f.is(Format::F2021)?;
        f.add(CellKey::t3(Row::OtherOther, Applicant::Natural), 1)?;
        f.add(CellKey::t3(Row::OtherOther, Applicant::Total), 1)
    }),
    wrong("an ending of the older form is in no total", "P04", SUMS, |f| {
        f.is(Format::F2019)?;
        f.add(CellKey::t3(Row::OtherAll, Applicant::Natural), 1)?;
        f.add(CellKey::t3(Row::OtherAll, Applicant::Total), 1)
    }),
    wrong("more is carried out than came in", "R09", SUMS, |f| {
        let came = f.number(CellKey::t3(Row::New, Applicant::Other))?
            + f.number(CellKey::t3(Row::CarriedIn, Applicant::Other))?;
        f.set(CellKey::t3(Row::CarriedOut, Applicant::Other), came + Decimal::TWO);
        Some(())
    }),
    wrong("the digits of a number are in two cells", "F10", SUMS, |f| {
        let at = |row, column| CellKey::t3(row, column);
        let row = Row::ALL.into_iter().find(|row| {
            let natural = f.number(at(*row, Applicant::Natural)).unwrap_or_default();
            let enterprise = f.number(at(*row, Applicant::Enterprise));
            let is_split = natural > Decimal::TEN && natural < Decimal::ONE_HUNDRED;
            is_split && !(natural % Decimal::TEN).is_zero() && enterprise == Some(Decimal::ZERO)
        })?;
        let natural = f.number(at(row, Applicant::Natural))?;
        f.set(at(row, Applicant::Natural), (natural / Decimal::TEN).trunc());
        f.set(at(row, Applicant::Enterprise), natural % Decimal::TEN);
        Some(())
    }),
    wrong("an outcome of table 4 is one too many", "R04", CASES, |f| {
        f.add(CellKey::t4(Procedure::Direct, Outcome::Corrected), 1)
    }),
    wrong("a total of table 4 is left at 0", "R04", CASES, |f| {
        let key = CellKey::t4(Procedure::Review, Outcome::Total);
        f.number(key).filter(|n| !n.is_zero())?;
        f.set(key, 0);
        Some(())
    }),
    wrong("a part is more than the total", "R06", CASES, |f| {
        let total = f.number(CellKey::t4(Procedure::Review, Outcome::Total))?;
        f.set(CellKey::t4(Procedure::Review, Outcome::Upheld), total + Decimal::TEN);
        Some(())
    }),
    wrong("many lawsuits are brought directly", "Y08", CASES, |f| {
        f.report.year.filter(|y| *y >= 2024)?;
        f.add(CellKey::t4(Procedure::Direct, Outcome::Upheld), 5_000)?;
        f.add(CellKey::t4(Procedure::Direct, Outcome::Total), 5_000)
    }),
    wrong("a count is not whole", "R05", &["P02"], |f| {
        f.set(CellKey::t2("t2.license.decisions"), Decimal::new(25, 1));
        Some(())
    }),
    wrong("more documents are new than there can be", "R07", &["R08", "X07"], |f| {
        f.is(Format::F2021)?;
        f.set(CellKey::t2("t2.normative.issued"), 900);
        Some(())
    }),
    wrong("more documents are new than in force", "R08", &["X07"], |f| {
        f.is(Format::F2021)?;
        f.set(CellKey::t2("t2.normative.issued"), 8);
        f.set(CellKey::t2("t2.normative.repealed"), 3);
        f.set(CellKey::t2("t2.normative.valid"), 6);
        Some(())
    }),
    wrong("a bureau makes rules", "R10", &[], |f| {
        f.report.agency.as_ref().filter(|a| a.ends_with('局'))?;
        let (new, stock) = match f.report.format {
            Format::F2021 => ("t2.rules.issued", "t2.rules.valid"),
            Format::F2019 => ("t2.rules.made", "t2.rules.total_public"),
            Format::Legacy => return None,
        };
        f.set(CellKey::t2(new), 2);
        f.set(CellKey::t2(stock), 2);
        Some(())
    }),
    wrong("a petitions bureau imposes penalties", "R11", &["R10", "P02", "U01", "X14"], |f| {
        f.rename("鹿鸣县信访局");
        f.set(CellKey::t2("t2.penalty.decisions"), 12);
        Some(())
    }),
    wrong("items go that were not there", "P01", &[], |f| {
        f.is(Format::F2019)?;
        f.set(CellKey::t2("t2.fees.items_last_year"), 2);
        f.set(CellKey::t2("t2.fees.items_change"), -3);
        Some(())
    }),
    wrong("the decisions are the sum of the items", "P02", &[], |f| {
        f.is(Format::F2019)?;
        f.set(CellKey::t2("t2.license.items_last_year"), 10);
        f.set(CellKey::t2("t2.license.items_change"), 4);
        f.set(CellKey::t2("t2.license.decisions"), 14);
        Some(())
    }),
    wrong("more is newly published than in all", "P03", &[], |f| {
        f.is(Format::F2019)?;
        f.set(CellKey::t2("t2.normative.published"), 12);
        f.set(CellKey::t2("t2.normative.total_public"), 5);
        Some(())
    }),
    wrong("what was procured has no unit", "P05", &[], |f| {
        f.is(Format::F2019)?;
        f.set(CellKey::t2("t2.procurement.amount_yuan"), 1_234_567);
        Some(())
    }),
    wrong("the fees are in 元", "U01", &["R10", "X14"], |f| {
        f.rename("鹿鸣县水利局");
        f.set(CellKey::t2("t2.fees.amount_wan"), 345_600);
        Some(())
    }),
    wrong("a cell is blank", "F04", &[], |f| {
        f.report.cells.insert(CellKey::t2("t2.penalty.decisions"), Cell::blank());
        Some(())
    }),
    wrong("the form is not the year's", "F03", &["U03", "Y08"], |f| {
        f.move_to(if f.report.format == Format::F2019 { 2023 } else { 2020 })
    }),
];
