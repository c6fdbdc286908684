//! `/search`

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use gongkai_app::portal::{self, Found, SearchOrder, SearchPage};
use gongkai_app::{App, SearchFilter};
use serde::Deserialize;

use super::view;
use crate::error::Failure;
use crate::page::{Ctx, html};

/// What is looked for. An empty field does not restrict.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    /// Words, 发文字号 or 索引号.
    pub q: String,
    agency: String,
    kind: String,
    validity: String,
    year: String,
    sort: String,
    page: String,
}

/// Longer queries are cut. Unit: characters.
const LONGEST: usize = 200;

impl SearchQuery {
    /// The filter that is meant.
    pub fn filter(&self) -> SearchFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        SearchFilter {
            agency: given(&self.agency),
            kind: given(&self.kind),
            validity: given(&self.validity),
            year: self.year.trim().parse().ok(),
        }
    }

    /// The order that is meant.
    pub fn order(&self) -> SearchOrder {
        if self.sort == "newest" { SearchOrder::Newest } else { SearchOrder::Relevance }
    }

    /// The words.
    pub fn words(&self) -> String {
        self.q.trim().chars().take(LONGEST).collect()
    }

    /// The page, from 1.
    pub fn number(&self) -> usize {
        self.page.trim().parse().unwrap_or(1)
    }

    /// The feed of the same search.
    fn feed(&self) -> String {
        self.feed_as("/feed.atom")
    }

    fn mail(&self) -> String {
        self.feed_as("/subscribe")
    }

    fn feed_as(&self, path: &str) -> String {
        let fields = [
            ("q", self.q.as_str()),
            ("agency", &self.agency),
            ("kind", &self.kind),
            ("validity", &self.validity),
            ("year", &self.year),
        ];
        view::address(path, &fields)
    }

    /// The same search with one field otherwise.
    fn with(&self, field: &str, value: &str) -> String {
        let fields = [
            ("q", self.q.as_str()),
            ("agency", &self.agency),
            ("kind", &self.kind),
            ("validity", &self.validity),
            ("year", &self.year),
            ("sort", &self.sort),
            ("page", ""),
        ];
        let fields = fields.map(|(name, old)| if name == field { (name, value) } else { (name, old) });
        view::address("/search", &fields)
    }
}

#[derive(Template)]
#[template(path = "portal/search.html")]
struct SearchResult {
    ctx: Ctx,
    query: SearchQuery,
    found: Option<SearchPage>,
}

impl SearchResult {
    fn line(&self, found: &Found) -> view::Line {
        view::line(&self.ctx, &found.row, Some(&found.agency))
    }

    fn is_newest(&self) -> bool {
        self.query.order() == SearchOrder::Newest
    }

    /// Where a choice leads, what it is called, how many it has, whether it is made.
    fn agencies(&self, found: &SearchPage) -> Vec<(String, String, usize, bool)> {
        let choice = |(agency, n): &(gongkai_app::Agency, usize)| {
            let is_made = agency.id == self.query.agency;
            let href = self.query.with("agency", if is_made { "" } else { &agency.id });
            (href, view::name(&self.ctx, agency).to_owned(), *n, is_made)
        };
        found.agencies.iter().map(choice).collect()
    }

    fn kinds(&self, found: &SearchPage) -> Vec<(String, String, usize, bool)> {
        let choice = |(kind, n): &(String, usize)| {
            let is_made = *kind == self.query.kind;
            let href = self.query.with("kind", if is_made { "" } else { kind });
            (href, view::kind(&self.ctx, kind).to_owned(), *n, is_made)
        };
        found.kinds.iter().map(choice).collect()
    }

    fn page(&self, found: &SearchPage, step: i64) -> String {
        let number = i64::try_from(found.page).unwrap_or(1) + step;
        self.query.with("page", &number.to_string())
    }
}

/// Documents with all words of a query.
pub async fn search(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<SearchQuery>,
) -> Result<Response, Failure> {
    let words = query.words();
    let found = if words.is_empty() {
        None
    } else {
        Some(portal::search(&app, &words, &query.filter(), query.order(), query.number()).await?)
    };
    html(&SearchResult { ctx, query, found })
}

/// `/search/suggest?q=`: what somebody may mean while they type, as JSON.
pub async fn suggest(State(app): State<App>, Query(query): Query<SearchQuery>) -> Result<Response, Failure> {
    let found = portal::suggest(&app, &query.words()).await?;
    let list: Vec<serde_json::Value> =
        found.iter().map(|(text, href)| serde_json::json!({ "text": text, "href": href })).collect();
    Ok(axum::Json(list).into_response())
}
