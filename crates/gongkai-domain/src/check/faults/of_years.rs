//! Faults that last year's report shows.

use rust_decimal::Decimal;

use super::{Fault, Kept, wrong, wrong_document};
use crate::report::{Applicant, Cell, CellKey, Cells, Format, Outcome, Procedure, Row};

fn add(cells: &mut Cells, key: CellKey, n: i64) -> Option<()> {
    let sum = cells.number(key)? + Decimal::from(n);
    cells.insert(key, Cell::number(sum));
    Some(())
}

pub(super) const FAULTS: &[Fault] = &[
    wrong("what was carried out did not come in", "Y01", &["Y02"], |f| {
        let before = f.with_year_before()?;
        add(&mut before.cells, CellKey::t3(Row::CarriedOut, Applicant::Total), 3)
    }),
    wrong("what was carried out came in for others", "Y02", &[], |f| {
        let before = f.with_year_before()?;
        add(&mut before.cells, CellKey::t3(Row::CarriedOut, Applicant::Natural), 1)
    }),
    wrong("documents in force are lost", "Y03", &["Y06"], |f| {
        f.is(Format::F2021)?;
        let before = f.with_year_before()?;
        add(&mut before.cells, CellKey::t2("t2.normative.valid"), 30)
    }),
    wrong("pending reviews are lost", "Y04", &["Y05", "Y06"], |f| {
        let total = f.number(CellKey::t4(Procedure::Review, Outcome::Total))?;
        let before = f.with_year_before()?;
        let key = CellKey::t4(Procedure::Review, Outcome::Pending);
        before.cells.insert(key, Cell::number(total + Decimal::TWO));
        Some(())
    }),
    wrong("lawsuits follow reviews that were not", "Y05", &["X05", "X06", "Y06"], |f| {
        f.with_year_before()?;
        f.add(CellKey::t4(Procedure::AfterReview, Outcome::Upheld), 5_000)?;
        f.add(CellKey::t4(Procedure::AfterReview, Outcome::Total), 5_000)
    }),
    wrong("a number is forty times last year's", "Y06", &["P02"], |f| {
        f.set(CellKey::t2("t2.license.decisions"), 480);
        let before = f.with_year_before()?;
        before.cells.insert(CellKey::t2("t2.license.decisions"), Cell::number(12));
        Some(())
    }),
    wrong_document("the text is last year's", "Y07", &[], |f| {
        let chapters = f.report.chapters.clone();
        f.with_year_before()?.chapters = chapters;
        Some(())
    }),
    Fault {
        kept: Kept::Numbers,
        ..wrong("items do not follow from last year's", "Y09", &[], |f| {
            f.is(Format::F2019)?;
            let before = f.with_year_before()?;
            add(&mut before.cells, CellKey::t2("t2.license.items_change"), 3)
        })
    },
];
