//! The report of a year as it stands: numbers, text, what the rules say, and what else does not fit.

use gongkai_domain::check::{Subject, check};
use gongkai_domain::china_time;
use gongkai_domain::compile::Period;
use gongkai_domain::facts;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::{AnnualReport, Cell, CellKey, Chapter, Format, Paragraph, Place};
use gongkai_domain::similar::similarity_of;
use gongkai_formats::write::layout;
use gongkai_store::{Agency, DocumentRow, ListedReport, ReportFilter, ReportOrder, StoredReport};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::count::{Unplaced, compile_of};
use super::draft::{ReportDraft, stored};
use super::live::{self, LiveNumber, MissingNumber};
use super::suggest;
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::reports::Sheet;
use crate::{App, Internal, now_ms, registers, requests};

/// From this likeness on a paragraph repeats another. Unit: 0 to 1.
const ALIKE: f64 = 0.9;
/// Paragraphs shorter than this are alike for want of words. Unit: characters.
const SHORT: usize = 40;

/// A number of the published report that is not what the records say, or what is typed over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Which.
    pub key: CellKey,
    /// As published.
    pub published: Option<Decimal>,
    /// As it would be published now.
    pub now: Option<Decimal>,
}

/// A paragraph that somebody wrote before.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// The chapter.
    pub chapter: u8,
    /// How it begins.
    pub text: String,
    /// Who wrote it, and for which year.
    pub agency: String,
    /// The year.
    pub year: i16,
    /// How alike, 0 to 1.
    pub similarity: f64,
}

/// A year in the list of reports of an agency.
#[derive(Debug, Clone, PartialEq)]
pub struct YearLine {
    /// The year.
    pub year: i16,
    /// Its newest published report.
    pub published: Option<ListedReport>,
    /// The day by which the law wants it published (Art. 49).
    pub due_on: Date,
    /// Whether that day has passed without a report.
    pub is_late: bool,
    /// Whether somebody has written.
    pub is_begun: bool,
}

/// The report of a year in work.
#[derive(Debug, Clone)]
pub struct ReportWork {
    /// Whose.
    pub agency: Agency,
    /// Of which year.
    pub year: i16,
    /// What is kept of it.
    pub draft: ReportDraft,
    /// The text with the names of live numbers, by chapter, as the form has it; suggested where nobody wrote.
    pub texts: Vec<(u8, String, bool)>,
    /// The report as it would be published.
    pub sheet: Sheet,
    /// The cells as the records have them.
    pub computed: gongkai_domain::report::Cells,
    /// What is in no cell.
    pub unplaced: Vec<Unplaced>,
    /// The numbers that a text can name.
    pub numbers: Vec<LiveNumber>,
    /// Names in the text that have no number.
    pub missing: Vec<MissingNumber>,
    /// Counts of the text that are not those of the records: the clause, the count stated, what the records have.
    pub stated: Vec<(String, Decimal, LiveNumber)>,
    /// Paragraphs that were written before.
    pub repeats: Vec<Repeat>,
    /// The newest published report of the year.
    pub published: Option<StoredReport>,
    /// Where it is not what it would be now.
    pub deviations: Vec<Deviation>,
    /// The published report of the year before, for its text.
    pub previous: Option<StoredReport>,
    /// The document that it was handed in as.
    pub document: Option<DocumentRow>,
    /// Whether the person may write.
    pub may_write: bool,
}

impl ReportWork {
    /// Whether nothing forbids to hand it in: everything has a place, every name a number, and no rule finds an error.
    pub fn is_ready(&self) -> bool {
        self.unplaced.is_empty()
            && self.missing.is_empty()
            && self.sheet.count(gongkai_domain::check::Severity::Error) == 0
    }

    /// Whether it is in review now.
    pub fn is_in_review(&self) -> bool {
        self.document.as_ref().is_some_and(|d| d.work_stage.is_some())
    }

    /// Counts of the reviews and suits in one number.
    pub fn disputes(&self) -> Decimal {
        live::disputes(&self.sheet.report.cells)
    }
}

/// By when the report of a year is published (Art. 49): of a government by 31 March, of others by 31 January.
pub fn due_on(agency: &Agency, year: i16) -> Date {
    let month = if agency.kind == "government" { 3 } else { 1 };
    jiff::civil::date(year.saturating_add(1), month, 31)
}

/// The years of an agency, the newest first: those with a report, and those that should have one.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn years(
    app: &App,
    by: &Signed,
    agency_id: &str,
) -> Result<(Agency, Vec<YearLine>), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    let today = china_time::day(now_ms());
    let published = published_of(app, &agency.id).await?;
    let first = published.iter().filter_map(|r| i16::try_from(r.year).ok()).min();
    let first = first.unwrap_or(today.year()).clamp(today.year().saturating_sub(12), today.year());
    let mut lines = Vec::new();
    for year in (first..=today.year()).rev() {
        let newest =
            published.iter().filter(|r| r.year == i64::from(year)).max_by_key(|r| r.version).cloned();
        let due_on = due_on(&agency, year);
        let draft = stored(app, &agency.id, year).await?;
        lines.push(YearLine {
            year,
            is_late: newest.is_none() && today > due_on,
            published: newest,
            due_on,
            is_begun: draft.version > 0,
        });
    }
    Ok((agency, lines))
}

async fn published_of(app: &App, agency_id: &str) -> Result<Vec<ListedReport>, Internal> {
    let order = ReportOrder::Year;
    let filter = ReportFilter { agency: Some(agency_id.to_owned()), order, ..ReportFilter::default() };
    Ok(app.store.list_reports(&filter).await?)
}

async fn newest(app: &App, all: &[ListedReport], year: i16) -> Result<Option<StoredReport>, Internal> {
    let listed = all.iter().filter(|r| r.year == i64::from(year)).max_by_key(|r| r.version);
    match listed {
        Some(listed) => Ok(app.store.report(&listed.id).await?),
        None => Ok(None),
    }
}

/// The report of a year as it stands.
///
/// # Errors
///
/// If the person may not, there is no such year, or the database fails.
pub async fn work(app: &App, by: &Signed, agency_id: &str, year: i16) -> Result<ReportWork, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    let period = Period::year(year).filter(|_| year >= 2019).ok_or(DocumentError::NotFound)?;
    let compiled = compile_of(app, agency, period).await?;
    let agency = compiled.agency;
    let draft = stored(app, &agency.id, year).await?;
    let mut cells = compiled.cells.clone();
    for (name, typed) in &draft.overrides {
        let number = typed.value.parse::<Decimal>().ok();
        if let Some((key, number)) = CellKey::parse(name).filter(|k| k.is_in(compiled.format)).zip(number) {
            cells.insert(key, Cell::number(number));
        }
    }
    let numbers = live::numbers(app, &agency.id, period, (compiled.format, &cells)).await?;
    let lessons = requests::lesson_sentences(&requests::lessons_of(app, &agency.id).await?, year);
    let suggested = suggest::suggest(&agency.name, year, &numbers, lessons);
    let texts: Vec<(u8, String, bool)> = [0, 1, 5, 6]
        .into_iter()
        .map(|n| match draft.chapters.get(&n) {
            Some(text) => (n, text.clone(), false),
            None => (n, suggested.get(&n).cloned().unwrap_or_default(), true),
        })
        .collect();
    let (report, missing) = report_of((&agency, period), compiled.format, cells, &texts, &draft, &numbers);
    let published = published_of(app, &agency.id).await?;
    let previous = newest(app, &published, year - 1).await?;
    let findings =
        check(Subject { report: &report, previous: previous.as_ref().map(|p| &p.report), own_filing: true });
    let stated = live::deviations(&report, &numbers);
    let stated = stated.map(|(fact, number)| (fact.clause.clone(), fact.count, number.clone())).collect();
    let repeats = repeats(app, &agency, year, (&report, previous.as_ref())).await?;
    let published = newest(app, &published, year).await?;
    let deviations = published.as_ref().map(|p| deviations(&p.report, &report)).unwrap_or_default();
    let document = match &draft.document {
        Some(id) => app.store.document_row(id).await?,
        None => None,
    };
    let regions = [agency.region_id.clone()];
    let may_write =
        may(&by.person, Right::Draft, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    Ok(ReportWork {
        agency,
        year,
        draft,
        texts,
        sheet: Sheet::checked(report, findings),
        computed: compiled.cells,
        unplaced: compiled.unplaced,
        numbers,
        missing,
        stated,
        repeats,
        published,
        deviations,
        previous,
        document,
        may_write,
    })
}

fn report_of(
    (agency, period): (&Agency, Period),
    format: Format,
    cells: gongkai_domain::report::Cells,
    texts: &[(u8, String, bool)],
    draft: &ReportDraft,
    numbers: &[LiveNumber],
) -> (AnnualReport, Vec<MissingNumber>) {
    let mut report = AnnualReport::empty(format);
    let year = period.from().year();
    report.title = Some(format!("{}{year}年政府信息公开工作年度报告", agency.name));
    report.agency = Some(agency.name.clone());
    report.year = Some(year);
    report.period = Some((period.from(), period.to()));
    report.signature = Some(agency.name.clone());
    report.signed_on = draft.signed_on.as_ref().and_then(|d| d.parse().ok());
    report.cells = cells;
    let mut missing = Vec::new();
    for number in 0..=6 {
        let text = texts.iter().find(|t| t.0 == number).map_or("", |t| t.1.as_str());
        let (text, unfilled) = live::fill(text, numbers);
        missing.extend(unfilled.into_iter().map(|(name, is_known)| MissingNumber {
            chapter: number,
            name,
            is_known,
        }));
        let paragraphs = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| Paragraph { text: line.to_owned(), place: Place::default() })
            .collect();
        let heading = if number == 0 { String::new() } else { layout::heading(number).to_owned() };
        report.chapters.push(Chapter { number, heading, place: Place::default(), paragraphs });
    }
    report.chapters.retain(|c| c.number > 0 || !c.paragraphs.is_empty());
    report.facts = facts::extract(&report.chapters);
    (report, missing)
}

/// Paragraphs of the text that stand in last year's report, or in this year's report of another agency of the region.
async fn repeats(
    app: &App,
    agency: &Agency,
    year: i16,
    (report, previous): (&AnnualReport, Option<&StoredReport>),
) -> Result<Vec<Repeat>, Internal> {
    let filter =
        ReportFilter { region: Some(agency.region_id.clone()), year: Some(year), ..ReportFilter::default() };
    let others = app.store.list_reports(&filter).await?;
    let ids: Vec<String> = others.iter().filter(|r| r.agency_id != agency.id).map(|r| r.id.clone()).collect();
    let others = app.store.reports_by_id(&ids).await?;
    let mut found = Vec::new();
    // What is demanded word for word, such as the basis of the report, is in the preamble and is not compared.
    for chapter in report.chapters.iter().filter(|c| matches!(c.number, 1 | 5)) {
        for paragraph in chapter.paragraphs.iter().filter(|p| p.text.chars().count() >= SHORT) {
            let mut best: Option<Repeat> = None;
            for other in previous.into_iter().chain(&others) {
                let name = other.report.agency.clone().unwrap_or_default();
                for theirs in other.report.chapter(chapter.number).iter().flat_map(|c| &c.paragraphs) {
                    let similarity = similarity_of(&paragraph.text, &[&agency.name], &theirs.text, &[&name]);
                    if similarity >= ALIKE && best.as_ref().is_none_or(|b| similarity > b.similarity) {
                        let text = paragraph.text.chars().take(60).collect();
                        let agency = name.clone();
                        best = Some(Repeat {
                            chapter: chapter.number,
                            text,
                            agency,
                            year: other.year,
                            similarity,
                        });
                    }
                }
            }
            found.extend(best);
        }
    }
    Ok(found)
}

fn deviations(published: &AnnualReport, now: &AnnualReport) -> Vec<Deviation> {
    let keys = gongkai_domain::report::cells_of(now.format);
    let normal = |n: Option<Decimal>| n.map(|n| n.normalize());
    keys.map(|key| Deviation {
        key,
        published: normal(published.cells.number(key)),
        now: normal(now.cells.number(key)),
    })
    .filter(|d| d.published != d.now)
    .collect()
}
