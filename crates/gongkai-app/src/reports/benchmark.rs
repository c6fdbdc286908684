//! The units of a region side by side over years.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use gongkai_domain::benchmark::{self, Formula, MEASURES, Measure, Point};
use gongkai_domain::report::CellKey;
use gongkai_store::{Agency, BenchmarkReport, Region, sha256};
use jiff::civil::{Date, date};

use crate::{App, Internal, now_ms};

/// Most years side by side.
pub const MOST_YEARS: usize = 15;

/// What a comparison is of: its address says all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The first and the last year; the newest five where it is not said.
    pub years: Option<(i16, i16)>,
    /// The measure's code.
    pub measure: String,
    /// Units that are left out.
    pub without: BTreeSet<String>,
}

/// A unit over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchmarkUnit {
    /// The id.
    pub id: String,
    /// The name in Chinese.
    pub name: String,
    /// The name in English.
    pub name_en: String,
    /// By year: what is measured, and the report that it is from.
    pub points: Vec<(Option<Point>, Option<UsedReport>)>,
    /// By year: the rank.
    pub ranks: Vec<Option<u32>>,
}

/// A report that a comparison uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedReport {
    /// The id in addresses.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// Over what it says.
    pub sha256: String,
}

/// A measure of the whole region by year, and between which values the middle half of the units lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Which.
    pub measure: &'static Measure,
    /// By year: of all units together.
    pub region: Vec<Option<Point>>,
    /// By year: the first quarter, the middle and the third quarter of the units that have enough cases.
    pub quarters: Vec<Option<(f64, f64, f64)>>,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    /// The region.
    pub region: Region,
    /// Every year that the region has a report of, oldest first.
    pub all_years: Vec<i16>,
    /// The years that are compared, oldest first.
    pub years: Vec<i16>,
    /// The measure that the table is of.
    pub measure: &'static Measure,
    /// The units: ranked ones of the last year first, by rank; then by value.
    pub units: Vec<BenchmarkUnit>,
    /// Every measure of the region.
    pub trends: Vec<Trend>,
    /// The units that are left out.
    pub without: Vec<Agency>,
    /// How many reports were used.
    pub reports: usize,
    /// A hash over the reports that were used: ids, versions, hashes.
    pub data_version: String,
}

impl Benchmark {
    /// The trend of the measure of the table.
    pub fn trend(&self) -> Option<&Trend> {
        self.trends.iter().find(|t| t.measure.code == self.measure.code)
    }
}

/// A report with the numbers that measures are made of.
#[derive(Debug)]
struct Figures {
    report: BenchmarkReport,
    /// By the index of the measure: hits and cases, or a sum as hits.
    sums: Vec<Option<(f64, f64)>>,
}

/// What is kept of a region until something changes.
#[derive(Debug)]
struct Kept {
    revision: u64,
    minute: i64,
    figures: Vec<Arc<Figures>>,
    /// Working days of answers by agency and year, sorted.
    days: HashMap<(String, i16), Vec<u32>>,
}

/// Numbers of reports by region, kept in memory. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Benchmarks(Arc<Mutex<HashMap<String, Arc<Kept>>>>);

impl Benchmarks {
    fn get(&self, region: &str) -> Option<Arc<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(region).cloned()
    }

    fn put(&self, region: &str, kept: &Arc<Kept>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(region.to_owned(), Arc::clone(kept));
    }
}

/// Cells are asked for one by one up to so many reports, else of the whole region.
const ONE_BY_ONE: usize = 500;

async fn kept_of(app: &App, region: &str) -> Result<Arc<Kept>, Internal> {
    let (revision, minute) = (app.revision(), now_ms() / 60_000);
    let old = app.benchmarks.get(region);
    if let Some(kept) = old.as_ref().filter(|k| k.revision == revision && k.minute == minute) {
        return Ok(Arc::clone(kept));
    }
    let reports = app.store.benchmark_reports(region).await?;
    let reports = newest(reports);
    // A report that says the same is not read again.
    let known: HashMap<String, Arc<Figures>> =
        old.iter().flat_map(|k| &k.figures).map(|f| (f.report.id.clone(), Arc::clone(f))).collect();
    let is_known = |r: &BenchmarkReport| known.get(&r.id).is_some_and(|k| k.report == *r);
    let fresh: Vec<String> = reports.iter().filter(|r| !is_known(r)).map(|r| r.id.clone()).collect();
    let cells = cells_of(app, region, &fresh).await?;
    let figures = reports.into_iter().map(|report| match known.get(&report.id) {
        Some(kept) if kept.report == report => Arc::clone(kept),
        _ => {
            let sums = sums(cells.get(&report.id));
            Arc::new(Figures { report, sums })
        }
    });
    let figures: Vec<Arc<Figures>> = figures.collect();
    let days = days_of(app, region).await?;
    let kept = Arc::new(Kept { revision, minute, figures, days });
    app.benchmarks.put(region, &kept);
    Ok(kept)
}

/// Of several versions of a year the newest; governments publish sums and are left out.
fn newest(reports: Vec<BenchmarkReport>) -> Vec<BenchmarkReport> {
    let mut out: Vec<BenchmarkReport> = Vec::with_capacity(reports.len());
    for report in reports.into_iter().filter(|r| r.kind != "government") {
        if out.last().is_some_and(|l| l.agency_id == report.agency_id && l.year == report.year) {
            out.pop();
        }
        out.push(report);
    }
    out
}

type Numbers = Vec<(CellKey, f64)>;

async fn cells_of(app: &App, region: &str, ids: &[String]) -> Result<HashMap<String, Numbers>, Internal> {
    let mut out: HashMap<String, Numbers> = HashMap::new();
    if ids.is_empty() {
        return Ok(out);
    }
    let keys: Vec<&str> = benchmark::cells().into_iter().map(CellKey::as_str).collect();
    let some = Some(ids).filter(|ids| ids.len() <= ONE_BY_ONE);
    for (report, key, amount) in app.store.benchmark_cells(region, some, &keys).await? {
        let number = CellKey::parse(&key).zip(amount.parse::<f64>().ok());
        if let Some(number) = number {
            out.entry(report).or_default().push(number);
        }
    }
    Ok(out)
}

/// A blank is not a zero: a sum with a cell that has no number is none.
fn sums(numbers: Option<&Numbers>) -> Vec<Option<(f64, f64)>> {
    let number = |key: &CellKey| numbers?.iter().find(|n| n.0 == *key).map(|n| n.1);
    let sum = |keys: &[CellKey]| keys.iter().map(number).sum::<Option<f64>>();
    let of = |measure: &Measure| match measure.formula {
        Formula::Sum(keys) => sum(keys).map(|n| (n, n)),
        Formula::Share(hits, cases) => sum(hits).zip(sum(cases)),
        _ => None,
    };
    MEASURES.iter().map(of).collect()
}

async fn days_of(app: &App, region: &str) -> Result<HashMap<(String, i16), Vec<u32>>, Internal> {
    let times = app.store.answer_times(region).await?;
    let calendar = Arc::clone(&app.calendar);
    let counted = move || {
        // The days of a pair of dates are counted once.
        let mut known: HashMap<(Date, Date), Option<u32>> = HashMap::new();
        let mut out: HashMap<(String, i16), Vec<u32>> = HashMap::new();
        for time in times {
            let pair = time.received_on.parse::<Date>().ok().zip(time.counted_on.parse::<Date>().ok());
            let Some((from, to)) = pair.filter(|p| p.0 <= p.1) else { continue };
            let days =
                known.entry((from, to)).or_insert_with(|| calendar.working_days_between(from, to).ok());
            let Some(days) = *days else { continue };
            let all = out.entry((time.agency_id, to.year())).or_default();
            all.extend(std::iter::repeat_n(days, usize::try_from(time.requests).unwrap_or(0)));
        }
        out.values_mut().for_each(|days| days.sort_unstable());
        out
    };
    Ok(tokio::task::spawn_blocking(counted).await?)
}

fn in_time(report: &BenchmarkReport) -> Option<f64> {
    let published: Date = report.published_on.as_deref()?.parse().ok()?;
    let year = i16::try_from(report.year).ok()?.checked_add(1)?;
    Some(if published <= date(year, 1, 31) { 1.0 } else { 0.0 })
}

/// What a measure says of one report, or of the answers of one unit in a year.
fn point(at: usize, measure: &Measure, figures: Option<&Figures>, days: Option<&Vec<u32>>) -> Option<Point> {
    match measure.formula {
        Formula::Sum(_) => figures?.sums[at].map(|(n, _)| Point::plain(n, n)),
        Formula::Share(..) => figures?.sums[at].and_then(|(hits, cases)| Point::share(hits, cases)),
        Formula::OnTime => {
            let is = in_time(&figures?.report)?;
            Some(Point { interval: None, ..Point::share(is, 1.0)? })
        }
        Formula::Errors => Some(Point::plain(figures?.report.errors as f64, 1.0)),
        Formula::Similarity => figures?.report.text_similarity.map(|s| Point::plain(s, 1.0)),
        // Times of few answers would tell of single cases.
        Formula::MedianDays | Formula::NinetiethDays => {
            let days = days.filter(|d| d.len() >= measure.fewest as usize)?;
            if measure.formula == Formula::MedianDays {
                return benchmark::median(days);
            }
            Some(Point::plain(f64::from(benchmark::quantile(days, 0.9)?), days.len() as f64))
        }
    }
}

/// All units of a year together.
fn together(
    at: usize,
    measure: &Measure,
    of_year: &[(Option<&Figures>, Option<&Vec<u32>>)],
) -> Option<Point> {
    let figures = || of_year.iter().filter_map(|u| u.0);
    match measure.formula {
        Formula::Sum(_) => {
            let known: Vec<f64> = figures().filter_map(|f| f.sums[at]).map(|s| s.0).collect();
            let sum = known.iter().sum();
            (!known.is_empty()).then(|| Point::plain(sum, sum))
        }
        Formula::Share(..) => {
            let (hits, cases) = figures()
                .filter_map(|f| f.sums[at])
                .fold((0.0, 0.0), |(hits, cases), (h, c)| (hits + h, cases + c));
            Point::share(hits, cases)
        }
        Formula::OnTime => {
            let known: Vec<f64> = figures().filter_map(|f| in_time(&f.report)).collect();
            Point::share(known.iter().sum(), known.len() as f64)
        }
        Formula::Errors => {
            let known: Vec<f64> = figures().map(|f| f.report.errors as f64).collect();
            (!known.is_empty()).then(|| Point::plain(known.iter().sum(), known.len() as f64))
        }
        Formula::Similarity => {
            let known: Vec<f64> = figures().filter_map(|f| f.report.text_similarity).collect();
            let count = known.len() as f64;
            (count > 0.0).then(|| Point::plain(known.iter().sum::<f64>() / count, count))
        }
        Formula::MedianDays | Formula::NinetiethDays => {
            let mut days: Vec<u32> = of_year.iter().filter_map(|u| u.1).flatten().copied().collect();
            days.sort_unstable();
            point(at, measure, None, Some(&days))
        }
    }
}

/// The quarters of the units that have enough cases.
fn quarters(measure: &Measure, points: impl Iterator<Item = Option<Point>>) -> Option<(f64, f64, f64)> {
    let enough = |p: &Point| p.cases >= f64::from(measure.fewest);
    let mut values: Vec<f64> = points.flatten().filter(enough).map(|p| p.value).collect();
    if values.len() < 4 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let at = |part: f64| values[(((values.len() - 1) as f64) * part).round() as usize];
    Some((at(0.25), at(0.5), at(0.75)))
}

/// The answer to a question about a region; nothing where there is no such region, measure or year.
///
/// # Errors
///
/// If the database fails.
pub async fn benchmark(app: &App, region: &str, asked: &Question) -> Result<Option<Benchmark>, Internal> {
    let code = if asked.measure.is_empty() { "disclosed" } else { &asked.measure };
    let Some(measure) = Measure::find(code) else { return Ok(None) };
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let kept = kept_of(app, &region.id).await?;
    let all_years: BTreeSet<i16> =
        kept.figures.iter().filter_map(|f| i16::try_from(f.report.year).ok()).collect();
    let all_years: Vec<i16> = all_years.into_iter().collect();
    let years: Vec<i16> = match asked.years {
        Some((from, to)) => (from.max(1949)..=to.min(2199)).take(MOST_YEARS).collect(),
        None => all_years[all_years.len().saturating_sub(5)..].to_vec(),
    };
    if years.is_empty() && !all_years.is_empty() {
        return Ok(None);
    }
    let without = match asked.without.is_empty() {
        true => Vec::new(),
        false => {
            let mut agencies = app.store.agencies_of(&region.id).await?;
            agencies.retain(|a| asked.without.contains(&a.id));
            agencies
        }
    };
    let asked = asked.without.clone();
    let answer = move || answer(region, &kept, (all_years, years), measure, (asked, without));
    Ok(Some(tokio::task::spawn_blocking(answer).await?))
}

fn answer(
    region: Region,
    kept: &Kept,
    (all_years, years): (Vec<i16>, Vec<i16>),
    measure: &'static Measure,
    (left_out, without): (BTreeSet<String>, Vec<Agency>),
) -> Benchmark {
    // In the order of the roster.
    let mut units: Vec<(&BenchmarkReport, BTreeMap<i16, &Figures>)> = Vec::new();
    for figures in kept.figures.iter().filter(|f| !left_out.contains(&f.report.agency_id)) {
        let Ok(year) = i16::try_from(figures.report.year) else { continue };
        if units.last().is_none_or(|u| u.0.agency_id != figures.report.agency_id) {
            units.push((&figures.report, BTreeMap::new()));
        }
        if let Some(last) = units.last_mut() {
            last.1.insert(year, figures.as_ref());
        }
    }
    type OfYear<'a> = Vec<(Option<&'a Figures>, Option<&'a Vec<u32>>)>;
    let by_year: Vec<OfYear<'_>> = years
        .iter()
        .map(|year| {
            let days = |id: &str| kept.days.get(&(id.to_owned(), *year));
            units.iter().map(|u| (u.1.get(year).copied(), days(&u.0.agency_id))).collect()
        })
        .collect();
    let trends = MEASURES.iter().enumerate().map(|(at, m)| Trend {
        measure: m,
        region: by_year.iter().map(|of_year| together(at, m, of_year)).collect(),
        quarters: by_year
            .iter()
            .map(|of_year| quarters(m, of_year.iter().map(|u| point(at, m, u.0, u.1))))
            .collect(),
    });
    let trends = trends.collect();
    let at = MEASURES.iter().position(|m| m.code == measure.code).unwrap_or(0);
    let points: Vec<Vec<Option<Point>>> = by_year
        .iter()
        .map(|of_year| of_year.iter().map(|u| point(at, measure, u.0, u.1)).collect())
        .collect();
    let ranks: Vec<Vec<Option<u32>>> = points.iter().map(|p| benchmark::ranks(measure, p)).collect();
    let used = |figures: &Figures| UsedReport {
        id: figures.report.id.clone(),
        version: figures.report.version,
        sha256: hash_of(&figures.report).to_owned(),
    };
    let mut table: Vec<BenchmarkUnit> = units
        .iter()
        .enumerate()
        .map(|(i, (report, _))| BenchmarkUnit {
            id: report.agency_id.clone(),
            name: report.agency.clone(),
            name_en: report.agency_en.clone(),
            points: by_year.iter().zip(&points).map(|(y, p)| (p[i], y[i].0.map(used))).collect(),
            ranks: ranks.iter().map(|r| r[i]).collect(),
        })
        .collect();
    // A unit without a report in any of the years is not part of the comparison.
    table.retain(|u| u.points.iter().any(|p| p.0.is_some() || p.1.is_some()));
    sort(&mut table);
    let reports = by_year.iter().flatten().filter(|u| u.0.is_some()).count();
    let data_version = data_version(by_year.iter().flatten().filter_map(|u| u.0));
    Benchmark { region, all_years, years, measure, units: table, trends, without, reports, data_version }
}

/// By the rank of the last year, then by its value, the largest first; the roster decides among equals.
fn sort(units: &mut [BenchmarkUnit]) {
    let key = |u: &BenchmarkUnit| {
        let last = u.points.last().and_then(|p| p.0).map(|p| p.value);
        (u.ranks.last().copied().flatten().unwrap_or(u32::MAX), last)
    };
    units.sort_by(|a, b| {
        let ((a_rank, a_value), (b_rank, b_value)) = (key(a), key(b));
        let value = |v: Option<f64>| v.unwrap_or(f64::NEG_INFINITY);
        a_rank.cmp(&b_rank).then(value(b_value).total_cmp(&value(a_value)))
    });
}

fn hash_of(report: &BenchmarkReport) -> &str {
    if report.content_sha256.is_empty() { &report.source_sha256 } else { &report.content_sha256 }
}

fn data_version<'a>(used: impl Iterator<Item = &'a Figures>) -> String {
    let mut lines: Vec<String> = used.map(|f| line_of(&f.report)).collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())[..16].to_owned()
}

/// A report as it goes into a version of data: which it is, what it says, and what the rules say of it.
pub(crate) fn line_of(r: &BenchmarkReport) -> String {
    format!("{}\t{}\t{}\t{}/{}/{}\n", r.id, r.version, hash_of(r), r.errors, r.warnings, r.infos)
}

/// The columns of a comparison as a table.
pub const BENCHMARK_COLUMNS: [&str; 16] = [
    "region",
    "agency_id",
    "agency",
    "year",
    "measure",
    "value",
    "unit",
    "hits",
    "cases",
    "low",
    "high",
    "rank",
    "report_id",
    "report_version",
    "report_sha256",
    "data_version",
];

/// The lines of a comparison, one a unit and year: what the page shows, from the same answer.
pub fn benchmark_rows(benchmark: &Benchmark) -> Vec<Vec<String>> {
    let number = |n: f64| ((n * 10_000.0).round() / 10_000.0).to_string();
    let maybe = |n: Option<f64>| n.map(number).unwrap_or_default();
    let mut rows = Vec::new();
    for unit in &benchmark.units {
        for ((year, (point, report)), rank) in benchmark.years.iter().zip(&unit.points).zip(&unit.ranks) {
            if point.is_none() && report.is_none() {
                continue;
            }
            let used = report.as_ref();
            rows.push(vec![
                benchmark.region.id.clone(),
                unit.id.clone(),
                unit.name.clone(),
                year.to_string(),
                benchmark.measure.code.to_owned(),
                maybe(point.map(|p| p.value)),
                unit_of(benchmark.measure).to_owned(),
                maybe(point.and_then(|p| p.hits)),
                maybe(point.map(|p| p.cases)),
                maybe(point.and_then(|p| p.interval).map(|i| i.0)),
                maybe(point.and_then(|p| p.interval).map(|i| i.1)),
                rank.map(|r| r.to_string()).unwrap_or_default(),
                used.map(|r| r.id.clone()).unwrap_or_default(),
                used.map(|r| r.version.to_string()).unwrap_or_default(),
                used.map(|r| r.sha256.clone()).unwrap_or_default(),
                benchmark.data_version.clone(),
            ]);
        }
    }
    rows
}

/// The name of what a measure is counted in, for files.
pub fn unit_of(measure: &Measure) -> &'static str {
    match measure.measured {
        benchmark::Measured::Count => "count",
        benchmark::Measured::Share => "share",
        benchmark::Measured::WorkingDays => "working_days",
    }
}
