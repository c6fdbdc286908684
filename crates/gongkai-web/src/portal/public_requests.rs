//! `/agencies/{agency}/requests`: what was asked of an agency and how it ended, without those who asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::requests::{PUBLIC_PAGE, PublicList, PublicQuery, public_requests};
use gongkai_app::{App, PublicRow, grid};
use gongkai_domain::china_time;
use gongkai_domain::report::Row;
use serde::Deserialize;

use super::feed::{base, escape, xml};
use super::view::{self, address, encode};
use crate::error::Failure;
use crate::page::{Ctx, Lang, html};

/// Entries of a feed.
const ENTRIES: usize = 50;
/// Entries of a table; more than any agency decides in years.
const MOST: usize = 50_000;

/// Which entries, as an address has them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    year: String,
    outcome: String,
    q: String,
    page: String,
}

impl Typed {
    /// What is meant; what cannot be read restricts nothing.
    pub fn query(&self) -> PublicQuery {
        PublicQuery {
            year: self.year.trim().parse().ok(),
            outcome: Row::ALL.into_iter().find(|r| r.as_str() == self.outcome),
            words: self.q.chars().take(100).collect(),
            page: self.page.trim().parse().unwrap_or(1),
        }
    }
}

/// A row of table 3 as the outcome of a request: the group and the item, without what only the form needs.
pub fn outcome(lang: Lang, row: Row) -> String {
    if lang == Lang::En {
        return row.label_en().to_owned();
    }
    let plain = |label: &'static str| {
        let label = label.split("（区分").next().unwrap_or(label);
        let after = label.split_once('）').filter(|p| p.0.starts_with('（')).map_or(label, |p| p.1);
        after.split_once('.').filter(|p| p.0.len() == 1).map_or(after, |p| p.1)
    };
    match row.group() {
        "" => plain(row.label()).to_owned(),
        group => format!("{}：{}", plain(group), plain(row.label())),
    }
}

#[derive(Template)]
#[template(path = "portal/public_requests.html")]
struct RegisterPage {
    ctx: Ctx,
    list: PublicList,
    typed: Typed,
}

impl RegisterPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.list.agency)
    }

    fn outcome(&self, row: &Row) -> String {
        outcome(self.ctx.lang, *row)
    }

    fn outcomes(&self) -> Vec<(&'static str, String, bool)> {
        let all = self.list.outcomes.iter();
        all.map(|r| (r.as_str(), self.outcome(r), r.as_str() == self.typed.outcome)).collect()
    }

    fn look(&self, row: &Row) -> &'static str {
        match row {
            Row::Granted => "ok",
            Row::Partial => "warning",
            _ => "info",
        }
    }

    fn document<'a>(&self, entry: &'a PublicRow) -> Option<(&'a str, &'a str)> {
        Some((entry.document_id.as_deref()?, entry.document_title.as_deref().unwrap_or_default()))
    }

    fn received<'a>(&self, entry: &'a PublicRow) -> &'a str {
        entry.received_on.as_deref().unwrap_or("–")
    }

    fn is_year(&self, year: &str) -> bool {
        self.typed.year == year
    }

    /// The same entries elsewhere: under `tail`, on a page where one is named.
    fn at(&self, tail: &str, page: usize) -> String {
        let (t, page) = (&self.typed, if page > 1 { page.to_string() } else { String::new() });
        let path = format!("/agencies/{}/requests{tail}", self.list.agency.id);
        address(&path, &[("year", t.year.as_str()), ("outcome", &t.outcome), ("q", &t.q), ("page", &page)])
    }
}

async fn found(app: &App, agency: &str, query: &PublicQuery, per_page: usize) -> Result<PublicList, Failure> {
    public_requests(app, agency, query, per_page).await?.ok_or(Failure::NotFound)
}

/// The register.
pub async fn register(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    let list = found(&app, &agency, &typed.query(), PUBLIC_PAGE).await?;
    html(&RegisterPage { ctx, list, typed })
}

/// The same entries as a feed.
pub async fn feed(
    State(app): State<App>,
    Path(agency): Path<String>,
    Query(typed): Query<Typed>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let list = found(&app, &agency, &PublicQuery { page: 1, ..typed.query() }, ENTRIES).await?;
    let (base, name) = (base(&app, &headers), escape(&list.agency.name));
    let page = format!("{base}/agencies/{}/requests", list.agency.id);
    let updated = list.entries.iter().map(|e| e.0.published_at_ms).max().unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
         <title>{name}：依申请公开办理结果</title>\n<id>{page}</id>\n<link rel=\"self\" href=\"{page}/feed.atom\"/>\n\
         <link href=\"{page}\"/>\n<author><name>{name}</name></author>\n<updated>{}</updated>\n",
        china_time::utc(updated),
    );
    for (entry, row) in &list.entries {
        out.push_str(&format!(
            "<entry><title>{}</title><id>{page}#{}</id><link href=\"{page}#{}\"/><updated>{}</updated>\
             <summary>{}，{}</summary></entry>\n",
            escape(&entry.wording),
            entry.id,
            entry.id,
            china_time::utc(entry.published_at_ms),
            entry.ended_on,
            escape(&outcome(Lang::Zh, *row)),
        ));
    }
    out.push_str("</feed>\n");
    Ok(xml("application/atom+xml; charset=utf-8", out))
}

/// The same entries as a table, `csv` or `xlsx`.
pub async fn export(
    State(app): State<App>,
    Path((agency, format)): Path<(String, String)>,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    let list = found(&app, &agency, &PublicQuery { page: 1, ..typed.query() }, MOST).await?;
    let head = ["申请内容", "收到日期", "办结日期", "办理结果", "已公开的文件"];
    let rows: Vec<Vec<String>> = list
        .entries
        .iter()
        .map(|(e, row)| {
            let document = e.document_id.as_ref().map(|id| format!("/documents/{id}")).unwrap_or_default();
            let received = e.received_on.clone().unwrap_or_default();
            vec![e.wording.clone(), received, e.ended_on.clone(), outcome(Lang::Zh, *row), document]
        })
        .collect();
    let (media, bytes) = match format.as_str() {
        "csv" => ("text/csv; charset=utf-8", grid::csv(&head, &rows).into_bytes()),
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            grid::xlsx("依申请公开办理结果", &head, &rows),
        ),
        _ => return Err(Failure::NotFound),
    };
    let file = encode(&format!("{}依申请公开办理结果.{format}", list.agency.name));
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{file}")),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_reads_without_the_numbers_of_the_form() {
        assert_eq!(outcome(Lang::Zh, Row::Granted), "予以公开");
        assert_eq!(outcome(Lang::Zh, Row::Partial), "部分公开");
        assert_eq!(outcome(Lang::Zh, Row::DeniedSecret), "不予公开：属于国家秘密");
        assert_eq!(outcome(Lang::En, Row::Granted), "Granted");
    }
}
