//! `/office/agencies/{agency}/catalogue`: the items of the 标准目录 as a list to work through.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::catalogue::{self, Catalogue, Item};
use gongkai_domain::disclosure::catalogue::ItemState;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// Which items; all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StateQuery {
    state: String,
}

#[derive(Template)]
#[template(path = "office/catalogue.html")]
struct CataloguePage {
    ctx: Ctx,
    page: Catalogue,
    state: String,
}

impl CataloguePage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn items(&self) -> Vec<&Item> {
        let wanted = ItemState::parse(&self.state);
        self.page.items.iter().filter(|i| wanted.is_none_or(|w| i.state == w)).collect()
    }

    /// Each state with its code, its name and how many items have it.
    fn tabs(&self) -> Vec<(&'static str, &'static str, usize)> {
        let all = ("", self.ctx.pick("全部", "All"), self.page.items.len());
        let state = |s: &ItemState| (s.code(), self.ctx.pick(s.zh(), s.en()), self.page.count(*s));
        std::iter::once(all).chain(ItemState::ALL.iter().map(state)).collect()
    }

    fn is_state(&self, code: &str) -> bool {
        self.state == code
    }

    fn word(&self, item: &Item) -> &'static str {
        self.ctx.pick(item.state.zh(), item.state.en())
    }

    fn severity(&self, item: &Item) -> &'static str {
        match item.state {
            ItemState::Overdue => "error",
            ItemState::Empty | ItemState::DueSoon => "warning",
            ItemState::Current | ItemState::OnRequest => "info",
        }
    }

    fn day(&self, day: &Option<jiff::civil::Date>) -> String {
        day.map(|d| d.to_string()).unwrap_or_default()
    }
}

/// The items, all or of one state.
pub async fn working_list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(query): Query<StateQuery>,
) -> Result<Response, Failure> {
    let page = catalogue::working_list(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&CataloguePage { ctx, page, state: query.state })
}
