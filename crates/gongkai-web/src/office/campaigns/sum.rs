//! The sum of the accepted reports, and what it would be without a unit.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::campaigns::{self, ReportPart, SumPage};
use gongkai_domain::report::CellKey;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::error::Failure;
use crate::form::FormView;
use crate::guard::Staff;
use crate::office::failure;
use crate::page::{Ctx, html};
use crate::reports::view::FindingsView;
use crate::show;

/// A unit that is left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Without {
    without: String,
}

#[derive(Template)]
#[template(path = "office/campaign_sum.html")]
struct Page {
    ctx: Ctx,
    page: SumPage,
    without: String,
}

impl Page {
    fn campaign(&self) -> String {
        format!("/office/agencies/{}/campaigns/{}", self.page.agency.id, self.page.sum.campaign.year)
    }

    fn forms(&self) -> Vec<FormView<'_>> {
        self.page.sheet.tables.iter().map(|t| FormView::new(&self.ctx, t, "")).collect()
    }

    fn findings(&self) -> FindingsView<'_> {
        FindingsView::of(&self.ctx, &self.page.sheet, "")
    }

    fn keys(&self) -> Vec<(CellKey, Decimal)> {
        self.page.sum.rolled.sums.iter().map(|s| (s.key, s.total)).collect()
    }

    fn parts(&self, key: &CellKey) -> Vec<ReportPart> {
        let all = self.page.sum.parts(*key);
        all.into_iter().filter(|p| p.value.is_none_or(|n| !n.is_zero())).collect()
    }

    fn label(&self, key: &CellKey) -> String {
        show::label(self.ctx.lang, *key)
    }

    fn number(&self, n: &Decimal) -> String {
        show::grouped(*n)
    }

    fn change(&self, before: &Decimal, after: &Decimal) -> String {
        show::signed(*after - *before)
    }

    fn accepted(&self) -> usize {
        self.page.sum.units.len() - self.page.sum.missing().len()
    }

    fn is_without(&self, id: &str) -> bool {
        self.without == id
    }

    fn government(&self) -> Option<(String, &str)> {
        let government = self.page.sum.government.as_ref()?;
        let address = format!("/office/agencies/{}/report/{}", government.id, self.page.sum.campaign.year);
        Some((address, self.ctx.pick(&government.name, &government.name_en)))
    }
}

/// The sum of a campaign.
pub async fn roll_up(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
    Query(query): Query<Without>,
) -> Result<Response, Failure> {
    let page = campaigns::roll_up(&app, &by, &agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    html(&Page { ctx, page, without: query.without })
}
