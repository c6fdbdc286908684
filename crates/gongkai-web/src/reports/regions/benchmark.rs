//! `/reports/regions/{region}/benchmark`: units side by side over years.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_app::reports::{self, Benchmark, BenchmarkUnit, Question, Trend, UsedReport};
use gongkai_app::{App, grid};
use gongkai_domain::benchmark::{Better, Formula, MEASURES, Measure, Measured, Point};
use gongkai_domain::china_time;
use gongkai_domain::report::CellKey;
use serde::Deserialize;
use serde_json::json;

use crate::chart::Caption;
use crate::chart_compare::{DotRow, TrendYear, dots, trend};
use crate::error::Failure;
use crate::page::{Ctx, Lang, html};
use crate::show;

/// Units on a page.
const A_PAGE: usize = 50;
/// Units in the chart.
const A_CHART: usize = 30;

/// What is compared, as the address has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BenchmarkQuery {
    years: String,
    measure: String,
    without: String,
    page: String,
    // What the form sends; it leads to an address with `years`.
    from: String,
    to: String,
}

impl BenchmarkQuery {
    fn question(&self) -> Result<Question, Failure> {
        let years = match self.years.trim() {
            "" => None,
            text => {
                let (from, to) = text.split_once('-').unwrap_or((text, text));
                let year = |t: &str| t.trim().parse::<i16>().map_err(|_| Failure::NotFound);
                Some((year(from)?, year(to)?))
            }
        };
        let without = self.without.split(',').map(str::trim).filter(|u| !u.is_empty());
        let without = without.map(str::to_owned).collect();
        Ok(Question { years, measure: self.measure.trim().to_owned(), without })
    }
}

/// The address of a comparison, always written the same way.
fn address(region: &str, ending: &str, years: &str, measure: &str, without: &[&str]) -> String {
    let mut out = format!("/reports/regions/{region}/benchmark{ending}?years={years}&measure={measure}");
    if !without.is_empty() {
        out.push_str("&without=");
        out.push_str(&without.join(","));
    }
    out
}

struct Small {
    measure: &'static Measure,
    svg: String,
    href: String,
}

#[derive(Template)]
#[template(path = "reports/regions/benchmark.html")]
struct BenchmarkPage {
    ctx: Ctx,
    b: Benchmark,
    smalls: Vec<Small>,
    chart: String,
    /// How many units the chart leaves out.
    not_drawn: usize,
    page: usize,
    today: String,
}

/// A number as people write it.
fn text_of(lang: Lang, measure: &Measure, value: f64) -> String {
    match measure.measured {
        Measured::Share => {
            let percent = format!("{:.1}", value * 100.0);
            format!("{}%", percent.strip_suffix(".0").unwrap_or(&percent))
        }
        Measured::Count => show::grouped(rust_decimal::Decimal::from(value.round() as i64)),
        Measured::WorkingDays => format!("{value:.0} {}", lang.pick("个工作日", "working days")),
    }
}

/// The share with what it is of: `62.5% (5/8)`.
fn point_text(lang: Lang, measure: &Measure, point: &Point) -> String {
    let value = text_of(lang, measure, point.value);
    match point.hits.filter(|_| measure.formula != Formula::OnTime) {
        Some(hits) => format!("{value} ({hits:.0}/{:.0})", point.cases),
        None => value,
    }
}

fn whole(measure: &Measure) -> Option<f64> {
    (measure.measured == Measured::Share).then_some(1.0)
}

fn small(ctx: &Ctx, b: &Benchmark, t: &Trend, href: String) -> Small {
    let m = t.measure;
    let year = |i: usize| {
        let point = t.region[i];
        TrendYear {
            year: b.years[i],
            value: point.map(|p| p.value),
            interval: point.and_then(|p| p.interval),
            // A sum is not on the scale of one unit.
            quarters: t.quarters[i].filter(|_| m.measured != Measured::Count).map(|q| (q.0, q.2)),
            text: point.map_or("–".into(), |p| text_of(ctx.lang, m, p.value)),
        }
    };
    let years: Vec<TrendYear> = (0..b.years.len()).map(year).collect();
    let id = format!("small-{}", m.code);
    let caption = Caption { id: &id, title: ctx.pick(m.zh, m.en), desc: ctx.pick(m.about_zh, m.about_en) };
    Small { measure: m, svg: trend(caption, &years, whole(m)), href }
}

fn chart(ctx: &Ctx, b: &Benchmark) -> (String, usize) {
    let m = b.measure;
    let known: Vec<&BenchmarkUnit> = b.units.iter().filter(|u| last(u).is_some()).collect();
    if m.formula == Formula::OnTime || known.is_empty() {
        return (String::new(), 0);
    }
    let rows: Vec<DotRow> = known
        .iter()
        .take(A_CHART)
        .filter_map(|u| {
            let point = last(u)?;
            Some(DotRow {
                label: ctx.pick(&u.name, &u.name_en).to_owned(),
                value: point.value,
                interval: point.interval,
                text: point_text(ctx.lang, m, point),
                is_faint: m.better != Better::Neither && u.ranks.last().copied().flatten().is_none(),
            })
        })
        .collect();
    let is_sum = m.measured == Measured::Count;
    let all = b.trend().and_then(|t| t.region.last().copied().flatten()).filter(|_| !is_sum);
    let all =
        all.map(|p| (p.value, format!("{} {}", ctx.pick("全区", "Region"), text_of(ctx.lang, m, p.value))));
    let highest = rows.iter().map(|r| r.interval.map_or(r.value, |i| i.1)).fold(0.0, f64::max);
    let scale = match whole(m) {
        Some(_) => ["0%".to_owned(), "100%".to_owned()],
        None => ["0".to_owned(), text_of(ctx.lang, m, highest)],
    };
    let desc = ctx.pick(
        "每个单位一点，横线为95%置信区间，竖线为全区。",
        "A dot for each unit, its line the 95% interval; the upright line is the region.",
    );
    let caption = Caption { id: "chart-units", title: ctx.pick(m.zh, m.en), desc };
    let rest = known.len() - rows.len();
    (dots(caption, &rows, all, (whole(m), scale)), rest)
}

fn last(unit: &BenchmarkUnit) -> Option<&Point> {
    unit.points.last().and_then(|p| p.0.as_ref())
}

impl BenchmarkPage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.b.region.name, &self.b.region.name_en)
    }

    fn name<'a>(&self, m: &'a Measure) -> &'a str {
        self.ctx.lang.pick(m.zh, m.en)
    }

    fn about<'a>(&self, m: &'a Measure) -> &'a str {
        self.ctx.lang.pick(m.about_zh, m.about_en)
    }

    fn measures(&self) -> &'static [Measure] {
        MEASURES
    }

    fn is_chosen(&self, m: &Measure) -> bool {
        m.code == self.b.measure.code
    }

    /// The formula over the keys of the cells.
    fn formula(&self) -> String {
        let sum = |keys: &[CellKey]| keys.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(" + ");
        match self.b.measure.formula {
            Formula::Sum(keys) => sum(keys),
            Formula::Share(hits, cases) => format!("({}) ÷ ({})", sum(hits), sum(cases)),
            Formula::OnTime => "published_on ≤ year + 1 - 01 - 31".into(),
            Formula::Errors => "count(findings.severity = error)".into(),
            Formula::Similarity => "jaccard(shingles(year), shingles(year − 1))".into(),
            Formula::MedianDays => "median(working_days(received_on, counted_on))".into(),
            Formula::NinetiethDays => "quantile(working_days(received_on, counted_on), 0.9)".into(),
        }
    }

    fn better(&self) -> &str {
        match self.b.measure.better {
            Better::Higher => self.ctx.pick("越高越好", "higher is better"),
            Better::Lower => self.ctx.pick("越低越好", "lower is better"),
            Better::Neither => self.ctx.pick("不排名", "not ranked"),
        }
    }

    fn years_text(&self) -> String {
        years_text(&self.b)
    }

    fn is_from(&self, year: &i16) -> bool {
        self.b.years.first() == Some(year)
    }

    fn is_to(&self, year: &i16) -> bool {
        self.b.years.last() == Some(year)
    }

    fn without(&self) -> Vec<&str> {
        self.b.without.iter().map(|a| a.id.as_str()).collect()
    }

    fn without_text(&self) -> String {
        self.without().join(",")
    }

    fn here(&self, ending: &str) -> String {
        address(&self.b.region.id, ending, &self.years_text(), self.b.measure.code, &self.without())
    }

    /// The same without one more unit.
    fn leave_out(&self, unit: &BenchmarkUnit) -> String {
        let mut without = self.without();
        without.push(&unit.id);
        without.sort_unstable();
        address(&self.b.region.id, "", &self.years_text(), self.b.measure.code, &without)
    }

    /// The same with a unit again.
    fn put_back(&self, id: &str) -> String {
        let mut without = self.without();
        without.retain(|w| *w != id);
        address(&self.b.region.id, "", &self.years_text(), self.b.measure.code, &without)
    }

    fn shown(&self) -> &[BenchmarkUnit] {
        let from = ((self.page - 1) * A_PAGE).min(self.b.units.len());
        &self.b.units[from..(from + A_PAGE).min(self.b.units.len())]
    }

    fn pages(&self) -> usize {
        self.b.units.len().div_ceil(A_PAGE).max(1)
    }

    fn page_href(&self, page: usize) -> String {
        format!("{}&page={page}", self.here(""))
    }

    fn value(&self, point: &Option<Point>) -> String {
        let m = self.b.measure;
        match point {
            None => "–".into(),
            Some(p) if m.formula == Formula::OnTime => if p.value > 0.5 {
                self.ctx.pick("按期", "in time")
            } else {
                self.ctx.pick("逾期", "late")
            }
            .into(),
            Some(p) => text_of(self.ctx.lang, m, p.value),
        }
    }

    fn region_text(&self, point: &Option<Point>) -> String {
        point.map_or("–".into(), |p| text_of(self.ctx.lang, self.b.measure, p.value))
    }

    /// Cases and interval under a value; empty where it has none.
    fn under(&self, point: &Option<Point>) -> String {
        let Some(p) = point else { return String::new() };
        let m = self.b.measure;
        let mut parts = Vec::new();
        if matches!(m.formula, Formula::Share(..)) || m.is_of_records() {
            parts.push(format!("n={:.0}", p.cases));
        }
        if let Some((low, high)) = p.interval {
            let end = |v: f64| match m.measured {
                Measured::Share => format!("{:.0}", v * 100.0),
                _ => format!("{v:.0}"),
            };
            let sign = if m.measured == Measured::Share { "%" } else { "" };
            parts.push(format!("{}–{}{sign}", end(low), end(high)));
        }
        parts.join(" · ")
    }

    fn rank(&self, unit: &BenchmarkUnit) -> String {
        match unit.ranks.last().copied().flatten() {
            Some(rank) => rank.to_string(),
            None if self.b.measure.better != Better::Neither && last(unit).is_some() => {
                self.ctx.pick("件数少", "few cases").into()
            }
            None => "–".into(),
        }
    }

    fn is_ranked(&self) -> bool {
        self.b.measure.better != Better::Neither
    }

    fn report_href(&self, report: &Option<UsedReport>) -> String {
        report.as_ref().map(|r| format!("/reports/{}", r.id)).unwrap_or_default()
    }

    fn region_point(&self, index: &usize) -> Option<Point> {
        self.b.trend().and_then(|t| t.region[*index])
    }

    fn citation(&self) -> String {
        citation(&self.ctx, &self.b, &self.today)
    }
}

fn years_text(b: &Benchmark) -> String {
    match (b.years.first(), b.years.last()) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from}-{to}"),
        _ => String::new(),
    }
}

fn citation(ctx: &Ctx, b: &Benchmark, today: &str) -> String {
    let without: Vec<&str> = b.without.iter().map(|a| a.id.as_str()).collect();
    let path = address(&b.region.id, "", &years_text(b), b.measure.code, &without);
    let here = format!("{}{path}", ctx.site().address);
    let name = ctx.pick(&b.region.name, &b.region.name_en);
    let measure = ctx.pick(b.measure.zh, b.measure.en);
    match ctx.lang {
        Lang::Zh => format!(
            "{name}政府信息公开年度报告对比：{measure}，{}年，{} 份报告，数据版本 {}，{today} 取自 {here}",
            years_text(b),
            b.reports,
            b.data_version
        ),
        Lang::En => format!(
            "{name}, disclosure reports compared: {measure}, {}, {} reports, data version {}, taken on {today} from {here}",
            years_text(b),
            b.reports,
            b.data_version
        ),
    }
}

fn today() -> String {
    china_time::day(gongkai_app::now_ms()).to_string()
}

async fn answer(app: &App, region: &str, query: &BenchmarkQuery) -> Result<Benchmark, Failure> {
    reports::benchmark(app, region, &query.question()?).await?.ok_or(Failure::NotFound)
}

/// Units side by side.
pub async fn benchmark(
    State(app): State<App>,
    ctx: Ctx,
    Path(region): Path<String>,
    Query(query): Query<BenchmarkQuery>,
) -> Result<Response, Failure> {
    if let (Ok(from), Ok(to)) = (query.from.parse::<i16>(), query.to.parse::<i16>()) {
        let years = format!("{}-{}", from.min(to), from.max(to));
        let question = query.question()?;
        let without: Vec<&str> = question.without.iter().map(String::as_str).collect();
        // Only what could be a name of ours goes into an address.
        let is_name = |t: &str| t.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let is_known = question.measure.is_empty() || Measure::find(&question.measure).is_some();
        if !is_known
            || !is_name(&region)
            || !is_name(&question.measure)
            || !without.iter().all(|w| is_name(w))
        {
            return Err(Failure::NotFound);
        }
        let to = address(&region, "", &years, &question.measure, &without);
        return Ok(Redirect::to(&to).into_response());
    }
    let b = answer(&app, &region, &query).await?;
    let without: Vec<&str> = b.without.iter().map(|a| a.id.as_str()).collect();
    let smalls = b.trends.iter().map(|t| {
        let href = address(&b.region.id, "", &years_text(&b), t.measure.code, &without);
        small(&ctx, &b, t, format!("{href}#h-measure"))
    });
    let smalls = smalls.collect();
    let (chart, not_drawn) = chart(&ctx, &b);
    let pages = b.units.len().div_ceil(A_PAGE).max(1);
    let page = query.page.parse().unwrap_or(1).clamp(1, pages);
    html(&BenchmarkPage { ctx, smalls, chart, not_drawn, page, today: today(), b })
}

/// The same as `csv` or `json`.
pub async fn benchmark_file(
    State(app): State<App>,
    ctx: Ctx,
    Path((region, format)): Path<(String, String)>,
    Query(query): Query<BenchmarkQuery>,
) -> Result<Response, Failure> {
    let b = answer(&app, &region, &query).await?;
    let rows = reports::benchmark_rows(&b);
    let name = format!("benchmark-{}-{}-{}", b.region.id, b.measure.code, years_text(&b));
    let (media, body) = match format.as_str() {
        "csv" => ("text/csv; charset=utf-8", grid::csv(&reports::BENCHMARK_COLUMNS, &rows)),
        "json" => ("application/json", as_json(&ctx, &b, &rows)),
        _ => return Err(Failure::NotFound),
    };
    Ok((
        [
            (CONTENT_TYPE, media.to_owned()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{format}\"")),
        ],
        body,
    )
        .into_response())
}

fn as_json(ctx: &Ctx, b: &Benchmark, rows: &[Vec<String>]) -> String {
    let numbers = ["year", "value", "hits", "cases", "low", "high", "rank", "report_version"];
    let field = |(name, text): (&&str, &String)| {
        let value = match text.as_str() {
            "" => serde_json::Value::Null,
            text if numbers.contains(name) => {
                serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::from(text))
            }
            text => serde_json::Value::from(text),
        };
        ((*name).to_owned(), value)
    };
    let row = |row: &Vec<String>| {
        serde_json::Value::Object(reports::BENCHMARK_COLUMNS.iter().zip(row).map(field).collect())
    };
    let m = b.measure;
    json!({
        "measure": {
            "code": m.code, "zh": m.zh, "en": m.en, "about_zh": m.about_zh, "about_en": m.about_en,
            "unit": reports::unit_of(m), "fewest_cases": m.fewest,
        },
        "years": b.years,
        "without": b.without.iter().map(|a| &a.id).collect::<Vec<_>>(),
        "data_version": b.data_version,
        "citation": citation(ctx, b, &today()),
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
    })
    .to_string()
}
