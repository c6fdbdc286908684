//! The set behind a number.

use gongkai_domain::compile::{Period, row_in};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::{Applicant, CellKey, Format, Outcome, Procedure, Row};
use gongkai_domain::request::Ending;
use gongkai_store::{Agency, EntryRow, ForceRow, RequestRow, RequestsOf};
use rust_decimal::Decimal;

use super::count::{self, Compiled, Ledgers};
use super::{draft, ends};
use crate::App;
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::requests::{ProceedingRow, proceedings_of};

/// Lines of a set a page.
const PAGE: i64 = 200;

/// What a number counts.
#[derive(Debug, Clone)]
pub enum Members {
    /// Requests: those of the page, how many there are in all.
    Requests(Vec<RequestRow>, i64),
    /// Requests that the person may count but not see.
    Hidden(i64),
    /// Reviews or suits.
    Proceedings(Vec<ProceedingRow>),
    /// Documents of the site, and lines of the register of those that are not on it.
    Documents(Vec<ForceRow>, Vec<EntryRow>),
    /// Lines of a register, each with its share of the number: the register's code, the lines.
    Entries(&'static str, Vec<(EntryRow, Decimal)>),
    /// Reports of units, of which the government's is the sum.
    Reports(Vec<crate::campaigns::ReportPart>),
    /// No record is kept of it.
    NotKept,
}

/// A number with what it counts.
#[derive(Debug, Clone)]
pub struct MembersPage {
    /// Whose.
    pub agency: Agency,
    /// Over which period.
    pub period: Period,
    /// Which number.
    pub key: CellKey,
    /// What the records say; nothing where none is kept.
    pub computed: Option<Decimal>,
    /// What is typed over it, in the report of a year.
    pub typed: Option<draft::Override>,
    /// What it counts.
    pub members: Members,
    /// The page of the list, from 1.
    pub page: i64,
    /// Whether there are more pages.
    pub has_more: bool,
    /// Whether the person may type over it.
    pub may_write: bool,
}

/// The set behind a number of a period.
///
/// # Errors
///
/// If the person may not, the form has no such cell, or the database fails.
pub async fn members(
    app: &App,
    by: &Signed,
    (agency_id, period): (&str, Period),
    key: CellKey,
    page: i64,
) -> Result<MembersPage, DocumentError> {
    let Compiled { agency, format, cells, .. } = super::compile(app, by, agency_id, period).await?;
    if !key.is_in(format) {
        return Err(DocumentError::NotFound);
    }
    let page = page.clamp(1, 100_000);
    let regions = [agency.region_id.clone()];
    let thing = Thing::Of { agency: &agency.id, regions: &regions };
    let sum = match period.as_year() {
        Some(year) => crate::campaigns::sum_for(app, &agency, year).await?,
        None => None,
    };
    let members = if let Some(sum) = sum {
        Members::Reports(sum.parts(key))
    } else if let Some((row, applicant)) = key.as_t3() {
        let of = requests_of(format, row, applicant);
        let (from, to) = ends(period);
        let window = (PAGE, (page - 1) * PAGE);
        let (list, count) = app.store.requests_of_cell(&agency.id, (&from, &to), &of, window).await?;
        match may(&by.person, Right::ReadRequests, thing) {
            Ok(()) => Members::Requests(list, count),
            Err(_) => Members::Hidden(count),
        }
    } else if let Some((procedure, outcome)) = key.as_t4() {
        let all = proceedings_of(app, &agency.id).await?;
        let is_in = |p: &ProceedingRow| in_table_4(p, period, (procedure, outcome));
        Members::Proceedings(all.into_iter().filter(is_in).collect())
    } else {
        of_table_2(&Ledgers::of(app, &agency.id).await?, format, period, key)
    };
    let has_more = matches!(&members, Members::Requests(_, count) if page * PAGE < *count);
    let typed = match period.as_year() {
        Some(year) => draft::stored(app, &agency.id, year).await?.overrides.remove(key.as_str()),
        None => None,
    };
    let may_write = may(&by.person, Right::Draft, thing).is_ok() && period.as_year().is_some();
    let computed = cells.number(key);
    Ok(MembersPage { agency, period, key, computed, typed, members, page, has_more, may_write })
}

fn in_table_4(row: &ProceedingRow, period: Period, (procedure, outcome): (Procedure, Outcome)) -> bool {
    let counted = row.proceeding.filter(|p| p.procedure == procedure).and_then(|p| p.counted_in(period));
    counted.is_some_and(|c| c == outcome || outcome == Outcome::Total)
}

/// Which requests a cell of table 3 counts.
fn requests_of(format: Format, row: Row, applicant: Applicant) -> RequestsOf {
    let applicant = (applicant != Applicant::Total).then(|| applicant.as_str().to_owned());
    let of_row = |wanted: Option<Row>| {
        let fits = |e: &&Ending| wanted.is_none_or(|row| row_in(format, e.row()) == row);
        Ending::ALL.iter().filter(fits).map(|e| e.code().to_owned()).collect()
    };
    let of = RequestsOf { applicant, ..RequestsOf::default() };
    match row {
        Row::New => RequestsOf { is_new: Some(true), ..of },
        Row::CarriedIn => RequestsOf { is_new: Some(false), ..of },
        Row::CarriedOut => RequestsOf { is_open: true, ..of },
        Row::Total => RequestsOf { endings: of_row(None), ..of },
        // A row that no ending has is empty; a code that there is not finds nothing.
        row => match of_row(Some(row)) {
            endings if endings.is_empty() => RequestsOf { endings: vec!["none".into()], ..of },
            endings => RequestsOf { endings, ..of },
        },
    }
}

fn of_table_2(ledgers: &Ledgers, format: Format, period: Period, key: CellKey) -> Members {
    for kind in ["rules", "normative"] {
        let Some(cells) = count::stock_cells(format, kind) else { continue };
        let Some(at) = cells.iter().position(|c| *c == key) else { continue };
        let is_counted =
            |of: gongkai_domain::compile::StockOf| [of.is_issued, of.is_repealed, of.is_valid][at];
        let documents = ledgers
            .documents
            .iter()
            .filter(|row| row.kind == kind && count::stock_of_document(row, period).is_some_and(is_counted));
        let entries = ledgers.entries.get(count::LEDGERS[0]).into_iter().flatten().filter(|entry| {
            count::stock_of_entry(entry, period)
                .is_some_and(|(of_kind, of)| of_kind == kind && is_counted(of))
        });
        return Members::Documents(documents.cloned().collect(), entries.cloned().collect());
    }
    let amount =
        |entry: &EntryRow, field: &str| entry.fields.get(field).and_then(|n| n.parse::<Decimal>().ok());
    if key == count::fee_cell() {
        let lines = ledgers.in_period(count::LEDGERS[2], period);
        let lines = lines.filter_map(|e| Some((e.clone(), amount(e, "amount")? / Decimal::from(10_000))));
        return Members::Entries(count::LEDGERS[2], lines.collect());
    }
    let is_decision = |e: &&EntryRow| {
        e.fields.get("kind").and_then(|k| count::decision_cell(k)).is_some_and(|cell| cell == key)
    };
    if key.as_str().ends_with(".decisions") && !key.as_str().contains("other_service") {
        let lines = ledgers.in_period(count::LEDGERS[1], period).filter(is_decision);
        return Members::Entries(
            count::LEDGERS[1],
            lines.filter_map(|e| Some((e.clone(), amount(e, "count")?))).collect(),
        );
    }
    Members::NotKept
}
