//! A report on a page: shared by the page of a kept report and that of a checked upload.

use askama::Template;
use gongkai_app::reports::{CellDetail, Excerpt, Sheet};
use gongkai_domain::check::{Finding, Verdict};
use gongkai_domain::report::{Applicant, CellKey, FreeRow, Row};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::chart::{self, Bar, Caption};
use crate::form::FormView;
use crate::page::Ctx;
use crate::show;
use crate::words::fill;

/// The tables with their panels.
#[derive(Template)]
#[template(path = "parts/sheet.html")]
pub struct SheetView<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// The report.
    pub sheet: &'a Sheet,
    /// Put before ids.
    pub prefix: String,
}

impl SheetView<'_> {
    fn forms(&self) -> Vec<FormView<'_>> {
        self.sheet.tables.iter().map(|t| FormView::new(self.ctx, t, &self.prefix)).collect()
    }

    fn free_cells(&self, row: &FreeRow) -> String {
        let texts: Vec<String> = row.values.iter().map(|c| show::value(self.ctx, c.value)).collect();
        texts.join(" / ")
    }
}

/// The panels that say where each number comes from.
#[derive(Template)]
#[template(path = "parts/places.html")]
pub struct PlacesView<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// The report.
    pub sheet: &'a Sheet,
    /// Put before ids.
    pub prefix: String,
}

impl PlacesView<'_> {
    fn label(&self, cell: &CellDetail) -> String {
        show::label(self.ctx.lang, cell.key)
    }

    fn finding(&self, index: &usize) -> &Finding {
        &self.sheet.findings[*index]
    }

    fn line(&self, excerpt: &Excerpt) -> String {
        fill(self.ctx.w.place_line, &[&excerpt.line])
    }
}

/// What the rules say.
#[derive(Template)]
#[template(path = "parts/findings.html")]
pub struct FindingsView<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// The findings.
    pub findings: &'a [Finding],
    /// For each, the words around its sentence.
    pub sentences: &'a [Option<Excerpt>],
    /// Put before ids.
    pub prefix: String,
    /// Whether the page has a panel for this cell.
    pub has_panel: Box<dyn Fn(CellKey) -> bool + 'a>,
    /// Where a cell leads, its key left out; empty for its panel on the same page.
    pub base: String,
}

impl<'a> FindingsView<'a> {
    /// The findings of a report.
    pub fn of(ctx: &'a Ctx, sheet: &'a Sheet, prefix: &str) -> FindingsView<'a> {
        FindingsView {
            ctx,
            findings: &sheet.findings,
            sentences: &sheet.sentences,
            prefix: prefix.into(),
            has_panel: Box::new(|key| sheet.report.cells.get(key).is_some()),
            base: String::new(),
        }
    }

    fn href(&self, key: &CellKey) -> String {
        if self.base.is_empty() {
            format!("#{}cell-{key}", self.prefix)
        } else {
            format!("{}{key}", self.base)
        }
    }

    fn sentence(&self, index: &usize) -> Option<&Excerpt> {
        self.sentences.get(*index).and_then(Option::as_ref)
    }

    fn is_conditional(&self, finding: &Finding) -> bool {
        finding.verdict == Verdict::Conditional
    }

    fn has_place(&self, key: &CellKey) -> bool {
        (self.has_panel)(*key)
    }

    fn label(&self, key: &CellKey) -> String {
        show::label(self.ctx.lang, *key)
    }

    /// The cells beyond the suspects, at most a dozen: a column has 25.
    fn cells<'f>(&self, finding: &'f Finding) -> Vec<&'f CellKey> {
        finding.cells.iter().filter(|k| !finding.suspects.contains(k)).take(12).collect()
    }

    fn more_cells(&self, finding: &Finding) -> usize {
        finding.cells.iter().filter(|k| !finding.suspects.contains(k)).count().saturating_sub(12)
    }
}

/// A figure over the fold.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// A small remark.
    pub note: String,
}

/// The figures over the fold.
pub fn figures(ctx: &Ctx, sheet: &Sheet) -> Vec<Figure> {
    let total = |row| sheet.report.cells.number(CellKey::t3(row, Applicant::Total));
    let text = |n: Option<Decimal>| n.map_or("–".into(), show::grouped);
    let mut out = vec![
        Figure { name: ctx.w.kpi_received, value: text(total(Row::New)), note: ctx.w.unit_piece.into() },
        Figure { name: ctx.w.kpi_answered, value: text(total(Row::Total)), note: ctx.w.unit_piece.into() },
    ];
    let share =
        total(Row::Granted).zip(total(Row::Partial)).zip(total(Row::Total)).and_then(|((a, b), all)| {
            (!all.is_zero()).then(|| show::percent((a + b) * Decimal::ONE_HUNDRED / all))
        });
    out.push(Figure { name: ctx.w.kpi_disclosed, value: share.unwrap_or("–".into()), note: String::new() });
    out.push(Figure {
        name: ctx.w.kpi_carried,
        value: text(total(Row::CarriedOut)),
        note: ctx.w.unit_piece.into(),
    });
    let disputes: Option<Decimal> = ["t4.review.total", "t4.direct.total", "t4.after_review.total"]
        .into_iter()
        .map(|name| CellKey::parse(name).and_then(|k| sheet.report.cells.number(k)))
        .sum();
    out.push(Figure { name: ctx.w.kpi_disputes, value: text(disputes), note: ctx.w.unit_piece.into() });
    out
}

/// A chart with its numbers in words.
#[derive(Debug, Clone)]
pub struct ChartView {
    /// Its name.
    pub title: &'static str,
    /// The SVG; empty when there is nothing to draw.
    pub svg: String,
    /// The headers of its table.
    pub headers: Vec<&'static str>,
    /// The rows of its table.
    pub rows: Vec<Vec<String>>,
}

/// How the year's applications ended.
pub fn endings_chart(ctx: &Ctx, sheet: &Sheet, prefix: &str) -> ChartView {
    let w = ctx.w;
    let groups: [(&'static str, &str); 6] = [
        (w.ending_granted, "granted"),
        (w.ending_partial, "partial"),
        (w.ending_denied, "denied."),
        (w.ending_unable, "unable."),
        (w.ending_refused, "refused."),
        (w.ending_other, "other."),
    ];
    let sum = |name: &str| -> Decimal {
        (Row::ALL.iter().filter(|r| r.as_str().starts_with(name)))
            .filter_map(|r| sheet.report.cells.number(CellKey::t3(*r, Applicant::Total)))
            .sum()
    };
    let parts: Vec<(&'static str, Decimal)> =
        groups.into_iter().map(|(name, key)| (name, sum(key))).collect();
    let id = format!("{prefix}chart-endings");
    let caption = Caption { id: &id, title: w.chart_endings, desc: w.chart_endings_desc };
    parts_chart(ctx, caption, w.chart_endings, &parts, ctx.pick("80", "100").parse().unwrap_or(90.0))
}

/// Who applied.
pub fn applicants_chart(ctx: &Ctx, sheet: &Sheet, prefix: &str) -> ChartView {
    let number = |a| sheet.report.cells.number(CellKey::t3(Row::New, a)).unwrap_or_default();
    let name = |a: Applicant| ctx.pick(a.label(), a.label_en());
    let parts: Vec<(&'static str, Decimal)> =
        Applicant::PARTS.into_iter().map(|a| (static_name(name(a), a), number(a))).collect();
    let id = format!("{prefix}chart-applicants");
    let caption = Caption { id: &id, title: ctx.w.chart_applicants, desc: ctx.w.chart_applicants_desc };
    parts_chart(ctx, caption, ctx.w.chart_applicants, &parts, ctx.pick("104", "176").parse().unwrap_or(120.0))
}

/// Labels live as long as the program; `pick` cannot say so.
fn static_name(name: &str, applicant: Applicant) -> &'static str {
    if name == applicant.label() { applicant.label() } else { applicant.label_en() }
}

fn parts_chart(
    ctx: &Ctx,
    caption: Caption<'_>,
    title: &'static str,
    parts: &[(&'static str, Decimal)],
    label_width: f64,
) -> ChartView {
    let all: Decimal = parts.iter().map(|p| p.1).sum();
    let share = |n: Decimal| show::percent(n * Decimal::ONE_HUNDRED / all);
    let headers = vec![title, ctx.w.place_value, ctx.w.chart_share];
    if all <= Decimal::ZERO {
        return ChartView { title, svg: String::new(), headers, rows: Vec::new() };
    }
    let bars: Vec<Bar> = (1..)
        .zip(parts)
        .map(|(series, (label, n))| Bar {
            label: (*label).into(),
            value: n.to_f64().unwrap_or(0.0),
            text: format!("{} · {}", show::grouped(*n), share(*n)),
            series,
        })
        .collect();
    let rows = parts.iter().map(|(label, n)| vec![(*label).into(), show::grouped(*n), share(*n)]).collect();
    ChartView { title, svg: chart::bars(caption, &bars, label_width), headers, rows }
}
