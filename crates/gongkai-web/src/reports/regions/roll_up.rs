//! `/reports/regions/{region}/{year}`

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::reports::{self, RollUpPage, RollUpUnit, Sum};
use gongkai_domain::roll_up::UnitStatus;
use rust_decimal::Decimal;

use crate::error::Failure;
use crate::form::FormView;
use crate::page::{Ctx, html};
use crate::reports::view::FindingsView;
use crate::show;

#[derive(Template)]
#[template(path = "reports/regions/roll_up.html")]
struct Page {
    ctx: Ctx,
    page: RollUpPage,
}

impl Page {
    fn region(&self) -> &str {
        self.ctx.pick(&self.page.region.name, &self.page.region.name_en)
    }

    fn forms(&self) -> Vec<FormView<'_>> {
        self.page.tables.iter().map(|t| FormView::new(&self.ctx, t, "")).collect()
    }

    fn findings(&self) -> FindingsView<'_> {
        FindingsView {
            ctx: &self.ctx,
            findings: &self.page.findings,
            sentences: &[],
            prefix: String::new(),
            has_panel: Box::new(|key| self.page.sums.iter().any(|s| s.key == key)),
            base: String::new(),
        }
    }

    fn is_year(&self, year: &i64) -> bool {
        *year == i64::from(self.page.year)
    }

    fn label(&self, sum: &Sum) -> String {
        show::label(self.ctx.lang, sum.key)
    }

    fn name<'r>(&self, unit: &'r RollUpUnit) -> &'r str {
        self.ctx.lang.pick(&unit.agency.name, &unit.agency.name_en)
    }

    fn unit(&self, index: &usize) -> &RollUpUnit {
        &self.page.units[*index]
    }

    /// How many units the roster has; the government at its top is their sum.
    fn roster(&self) -> usize {
        self.page.units.iter().filter(|u| u.agency.roster_position.is_some()).count()
    }

    fn counted(&self) -> usize {
        self.page.with_status(UnitStatus::Counted).count()
    }

    fn missing(&self) -> Vec<&RollUpUnit> {
        if self.page.has_roster { self.page.with_status(UnitStatus::Missing).collect() } else { Vec::new() }
    }

    fn doubles(&self) -> Vec<&RollUpUnit> {
        self.page.units.iter().filter(|u| !u.doubles.is_empty()).collect()
    }

    fn excluded(&self) -> Vec<&RollUpUnit> {
        self.page.excluded()
    }

    fn differing(&self) -> Vec<&Sum> {
        self.page.sums.iter().filter(|s| self.difference(s).is_some_and(|d| !d.is_zero())).collect()
    }

    fn difference(&self, sum: &Sum) -> Option<Decimal> {
        sum.published.map(|p| p - sum.total)
    }

    fn published(&self, sum: &Sum) -> String {
        sum.published.map_or("–".into(), show::grouped)
    }
}

/// The sum of a region's units in a year.
pub async fn roll_up(
    State(app): State<App>,
    ctx: Ctx,
    Path((region, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    let page = reports::roll_up(&app, &region, year).await?.ok_or(Failure::NotFound)?;
    html(&Page { ctx, page })
}
