//! `/office/agencies/{agency}/documents`

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::documents::{self, AgencyDocuments};
use gongkai_app::{App, DocumentRow};
use serde::Deserialize;

use super::{failure, view};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{address, day, name};

/// Which of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfficeQuery {
    show: String,
    page: String,
}

#[derive(Template)]
#[template(path = "office/list.html")]
struct OfficeList {
    ctx: Ctx,
    show: String,
    list: AgencyDocuments,
}

impl OfficeList {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.list.agency)
    }

    fn title<'a>(&self, row: &'a DocumentRow) -> &'a str {
        row.work_title.as_deref().unwrap_or(&row.title)
    }

    fn state(&self, row: &DocumentRow) -> String {
        let work = row.work_stage.as_deref().map(|s| view::stage(&self.ctx, s, row.work_role.as_deref()));
        let shown = match row.visibility.as_str() {
            "public" => self.ctx.pick("已公开", "Public"),
            "withdrawn" => self.ctx.pick("已撤下", "Withdrawn"),
            _ => "",
        };
        [shown.to_owned(), work.unwrap_or_default()]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn tabs(&self) -> [(&'static str, &'static str); 4] {
        let p = |zh, en| self.ctx.pick(zh, en);
        [
            ("", self.ctx.w.list_all),
            ("work", p("未公开", "Not public")),
            ("public", p("已公开", "Public")),
            ("withdrawn", p("已撤下", "Withdrawn")),
        ]
    }

    fn day(&self, row: &DocumentRow) -> String {
        day(row.published_at_ms)
    }

    fn page(&self, step: i64) -> String {
        let page = (self.list.page + step).to_string();
        address(
            &format!("/office/agencies/{}/documents", self.list.agency.id),
            &[("show", &self.show), ("page", &page)],
        )
    }
}

/// Every document of an agency.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(query): Query<OfficeQuery>,
) -> Result<Response, Failure> {
    let show = match query.show.as_str() {
        known @ ("public" | "work" | "withdrawn") => known.to_owned(),
        _ => String::new(),
    };
    let asked = Some(show.as_str()).filter(|s| !s.is_empty());
    let page = query.page.trim().parse().unwrap_or(1);
    let list = documents::agency_documents(&app, &by, &agency, asked, page)
        .await
        .map_err(|e| failure(ctx.lang, e))?;
    html(&OfficeList { ctx, show, list })
}
