//! `/reports/{id}`

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::reports::{self, DownloadFormat, ReportPage};
use gongkai_app::{App, ListedReport};
use gongkai_domain::check::Severity;
use gongkai_domain::report::{Chapter, Fact};

use super::view::{
    ChartView, Figure, FindingsView, PlacesView, SheetView, applicants_chart, endings_chart, figures,
};
use crate::chart::{self, Caption, YearColumn};
use crate::error::Failure;
use crate::page::{Ctx, html};
use crate::show;

#[derive(Template)]
#[template(path = "reports/show.html")]
struct ShowPage {
    ctx: Ctx,
    page: ReportPage,
    figures: Vec<Figure>,
    charts: Vec<ChartView>,
}

impl ShowPage {
    fn name(&self) -> &str {
        self.ctx.pick(&self.page.agency.name, &self.page.agency.name_en)
    }

    fn region(&self) -> &str {
        self.ctx.pick(&self.page.region.name, &self.page.region.name_en)
    }

    fn findings(&self) -> FindingsView<'_> {
        FindingsView::of(&self.ctx, &self.page.sheet, "")
    }

    fn sheet(&self) -> SheetView<'_> {
        SheetView { ctx: &self.ctx, sheet: &self.page.sheet, prefix: String::new() }
    }

    fn places(&self) -> PlacesView<'_> {
        PlacesView { ctx: &self.ctx, sheet: &self.page.sheet, prefix: String::new() }
    }

    fn count(&self, severity: Severity) -> usize {
        self.page.sheet.count(severity)
    }

    fn confidence(&self) -> String {
        format!("{:.0}%", self.page.sheet.report.confidence * 100.0)
    }

    /// The chapters with something to read.
    fn chapters(&self) -> Vec<&Chapter> {
        self.page.sheet.report.chapters.iter().filter(|c| !c.paragraphs.is_empty()).collect()
    }

    fn downloads(&self) -> Vec<DownloadFormat> {
        let is_here = |format: &DownloadFormat| self.ctx.sets_pages || *format != DownloadFormat::Pdf;
        DownloadFormat::ALL.into_iter().filter(is_here).collect()
    }

    fn fact_subject(&self, fact: &Fact) -> &'static str {
        if self.ctx.html_lang() == "en" { fact.subject.en() } else { fact.subject.zh() }
    }

    fn fact_count(&self, fact: &Fact) -> String {
        let bound = show::bound(&self.ctx, fact.bound);
        let space = if bound.is_empty() { "" } else { " " };
        format!("{bound}{space}{} {}", show::grouped(fact.count), fact.unit)
    }

    fn is_current(&self, report: &ListedReport) -> bool {
        report.id == self.page.id
    }
}

/// A report with its tables, findings, charts and places.
pub async fn show(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let page = reports::show(&app, &id).await?.ok_or(Failure::NotFound)?;
    let charts = vec![
        years_chart(&ctx, &page),
        endings_chart(&ctx, &page.sheet, ""),
        applicants_chart(&ctx, &page.sheet, ""),
    ];
    let figures = figures(&ctx, &page.sheet);
    html(&ShowPage { ctx, page, figures, charts })
}

fn years_chart(ctx: &Ctx, page: &ReportPage) -> ChartView {
    let number = |text: &Option<String>| text.as_deref().and_then(|t| t.parse().ok()).unwrap_or(0.0);
    // Of several versions of a year the last one counts.
    let mut last: Vec<&ListedReport> = Vec::new();
    for report in &page.years {
        if last.last().is_some_and(|r| r.year == report.year) {
            last.pop();
        }
        last.push(report);
    }
    let columns: Vec<YearColumn> = last
        .iter()
        .map(|r| YearColumn {
            year: r.year,
            received: number(&r.received),
            carried: number(&r.carried_in),
            answered: number(&r.answered),
            current: r.year == i64::from(page.year),
        })
        .collect();
    let w = ctx.w;
    let caption = Caption { id: "chart-years", title: w.chart_years, desc: w.chart_years_desc };
    ChartView {
        title: w.chart_years,
        svg: chart::years(caption, &columns),
        headers: vec![w.col_year, w.chart_new, w.chart_carried, w.chart_answered],
        rows: last
            .iter()
            .map(|r| {
                let cells = [&r.received, &r.carried_in, &r.answered];
                std::iter::once(r.year.to_string()).chain(cells.map(show::amount)).collect()
            })
            .collect(),
    }
}
