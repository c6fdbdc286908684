//! `/legal`: the items of Art. 20 and 21.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::portal::{self, Legal, LegalItem};
use serde::Deserialize;

use super::view;
use crate::error::Failure;
use crate::page::{Ctx, html};

/// Of which agency; of all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LegalQuery {
    agency: String,
}

#[derive(Template)]
#[template(path = "portal/legal.html")]
struct LegalPage {
    ctx: Ctx,
    legal: Legal,
    agency: String,
}

impl LegalPage {
    fn name(&self, item: &LegalItem) -> &'static str {
        self.ctx.pick(item.term.zh, item.term.en)
    }

    fn href(&self, item: &LegalItem) -> String {
        view::address("/documents", &[("item", item.term.code), ("agency", &self.agency)])
    }

    fn agencies(&self) -> Vec<(String, String)> {
        let one = |a: &(gongkai_app::Agency, i64)| (a.0.id.clone(), view::name(&self.ctx, &a.0).to_owned());
        self.legal.agencies.iter().map(one).collect()
    }
}

/// What the law says must be public, with how much of it there is.
pub async fn legal(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<LegalQuery>,
) -> Result<Response, Failure> {
    let agency = query.agency.trim().to_owned();
    let asked = Some(agency.as_str()).filter(|a| !a.is_empty());
    let legal = portal::legal(&app, asked).await?.ok_or(Failure::NotFound)?;
    html(&LegalPage { ctx, legal, agency })
}
