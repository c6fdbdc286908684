//! `/documents`

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::portal::{self, Cursor, DocumentList};
use gongkai_app::subscriptions::Wish;
use gongkai_app::{App, DocumentFilter};
use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::{Kind, Validity};
use gongkai_domain::disclosure::vocabulary::{LEGAL_ITEMS, find};
use jiff::civil::Date;
use serde::Deserialize;

use super::view::{Line, address, lines};
use crate::error::Failure;
use crate::page::{Ctx, html};

/// The filter as the address has it. An empty field does not restrict.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DocumentsQuery {
    pub(super) agency: String,
    column: String,
    item: String,
    /// An item of an agency's catalogue, by the entry's id.
    catalogue: String,
    pub(super) kind: String,
    pub(super) validity: String,
    pub(super) theme: String,
    pub(super) year: String,
    q: String,
    before: String,
    limit: String,
}

impl DocumentsQuery {
    /// The filter that is meant.
    pub fn filter(&self) -> DocumentFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        DocumentFilter {
            agency: given(&self.agency),
            column: given(&self.column),
            legal_item: given(&self.item),
            catalogue_item: given(&self.catalogue),
            kinds: given(&self.kind).into_iter().collect(),
            validity: given(&self.validity),
            theme: given(&self.theme),
            published: self.year.trim().parse().ok().and_then(year_ms),
            before: None,
        }
    }

    /// Where the page before ended.
    ///
    /// # Errors
    ///
    /// If the address has something else there.
    pub fn cursor(&self) -> Result<Option<Cursor>, Failure> {
        match self.before.trim() {
            "" => Ok(None),
            text => Cursor::parse(text).map(Some).ok_or_else(|| Failure::Invalid("before".into())),
        }
    }

    /// So many a page: 20 unless told, at most 100.
    pub fn limit(&self) -> i64 {
        self.limit.trim().parse().unwrap_or(20)
    }

    /// The address of the same list from a place on.
    pub fn from(&self, path: &str, cursor: Cursor) -> String {
        let before = cursor.text();
        address(
            path,
            &[
                ("agency", &self.agency),
                ("column", &self.column),
                ("item", &self.item),
                ("catalogue", &self.catalogue),
                ("kind", &self.kind),
                ("validity", &self.validity),
                ("theme", &self.theme),
                ("year", &self.year),
                ("limit", &self.limit),
                ("before", &before),
            ],
        )
    }

    /// The words that a feed is narrowed to.
    pub fn words(&self) -> String {
        self.q.trim().chars().take(200).collect()
    }

    /// The same list as something to be told of by mail.
    pub fn wish(&self) -> Wish {
        Wish {
            words: self.words(),
            agency: self.agency.clone(),
            column: self.column.clone(),
            item: self.item.clone(),
            kind: self.kind.clone(),
            theme: self.theme.clone(),
            validity: self.validity.clone(),
        }
    }

    /// Where one asks for mails of the same list.
    pub fn mail(&self) -> String {
        self.feed_as("/subscribe")
    }

    /// The feed of the same list.
    pub fn feed(&self) -> String {
        self.feed_as("/feed.atom")
    }

    /// The feed of the same list under a path.
    pub fn feed_as(&self, path: &str) -> String {
        address(
            path,
            &[
                ("q", &self.q),
                ("agency", &self.agency),
                ("column", &self.column),
                ("item", &self.item),
                ("catalogue", &self.catalogue),
                ("kind", &self.kind),
                ("validity", &self.validity),
                ("theme", &self.theme),
                ("year", &self.year),
            ],
        )
    }
}

/// A calendar year in China, as its first moment and that of the next; nothing for a year that no document can have.
pub fn year_ms(year: i16) -> Option<(i64, i64)> {
    let first = |year: i16| Some(china_time::instant(Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0)));
    (1949..=2199).contains(&year).then_some(())?;
    Some((first(year)?, first(year + 1)?))
}

#[derive(Template)]
#[template(path = "portal/list.html")]
struct ListPage {
    ctx: Ctx,
    query: DocumentsQuery,
    list: DocumentList,
    lines: Vec<Line>,
    heading: String,
    next: Option<String>,
}

impl ListPage {
    fn description(&self) -> &str {
        let column = self.list.columns.iter().find(|c| c.id == self.query.column);
        column.map_or("", |c| c.description.as_str())
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        Kind::ALL.iter().map(|k| (k.code(), self.ctx.pick(k.zh(), k.en()))).collect()
    }

    fn validities(&self) -> Vec<(&'static str, &'static str)> {
        Validity::ALL.iter().map(|v| (v.code(), self.ctx.pick(v.zh(), v.en()))).collect()
    }

    fn items(&self) -> Vec<(&'static str, &'static str)> {
        LEGAL_ITEMS.iter().map(|t| (t.code, self.ctx.pick(t.zh, t.en))).collect()
    }
}

/// Public documents, newest first.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<DocumentsQuery>,
) -> Result<Response, Failure> {
    let list = portal::list(&app, query.filter(), query.cursor()?, query.limit()).await?;
    let lines = lines(&ctx, &list.rows, &list.agencies);
    let column = list.columns.iter().find(|c| c.id == query.column);
    let heading = column
        .map(|c| ctx.pick(&c.name, &c.name_en).to_owned())
        .or_else(|| find(LEGAL_ITEMS, &query.item).map(|t| ctx.pick(t.zh, t.en).to_owned()))
        .unwrap_or_else(|| ctx.w.nav_documents.to_owned());
    let next = list.next.map(|cursor| query.from("/documents", cursor));
    html(&ListPage { ctx, query, lines, heading, next, list })
}
