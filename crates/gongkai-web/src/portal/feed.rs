//! Feeds, the map of the site, and what crawlers may read.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use gongkai_app::portal::Sitemap;
use gongkai_app::{Agency, App, DocumentFilter, DocumentRow, SearchFilter, portal};
use gongkai_domain::china_time;

use serde::Deserialize;

use super::DocumentsQuery;
use crate::error::Failure;

/// Entries of a feed.
const ENTRIES: i64 = 50;

/// The address of this site: the one that is set, else the one that was asked.
pub(super) fn base(app: &App, headers: &HeaderMap) -> String {
    let set = app.settings().site.address.trim_end_matches('/');
    if !set.is_empty() {
        return set.to_owned();
    }
    let host = headers.get(HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    format!("http://{}", escape(host))
}

/// A text as XML has it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to say these.
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// An answer as XML.
pub(super) fn xml(media: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
}

/// The newest documents of a list or a search, with the agencies.
async fn newest(app: &App, query: &DocumentsQuery) -> Result<(Vec<DocumentRow>, Vec<Agency>), Failure> {
    let words = query.words();
    if words.is_empty() {
        let list = portal::list(app, query.filter(), None, ENTRIES).await?;
        return Ok((list.rows, list.agencies));
    }
    let filter = query.filter();
    let narrowed = SearchFilter {
        agency: filter.agency,
        kind: filter.kinds.into_iter().next(),
        validity: filter.validity,
        year: filter.published.map(|(from_ms, _)| i64::from(china_time::at(from_ms).year())),
    };
    let rows = portal::newest_hits(app, &words, &narrowed, usize::try_from(ENTRIES).unwrap_or(50)).await?;
    let agencies = portal::list(app, DocumentFilter::default(), None, 1).await?.agencies;
    Ok((rows, agencies))
}

fn title(app: &App, query: &DocumentsQuery) -> String {
    let site = escape(&app.settings().site.name);
    match query.words() {
        words if words.is_empty() => site,
        words => format!("{site}：{}", escape(&words)),
    }
}

/// `/feed.atom`: the newest documents of a list or a search.
pub async fn atom(
    State(app): State<App>,
    Query(query): Query<DocumentsQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (rows, agencies) = newest(&app, &query).await?;
    let base = base(&app, &headers);
    let own = format!("{base}{}", escape(&query.feed()));
    let updated = rows.iter().filter_map(|r| r.published_at_ms).max().unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>{}</title>\n<id>{own}</id>\n<link rel=\"self\" href=\"{own}\"/>\n<link href=\"{base}/documents\"/>\n<updated>{}</updated>\n",
        title(&app, &query),
        china_time::utc(updated),
    );
    for row in &rows {
        let agency = agencies.iter().find(|a| a.id == row.agency_id);
        out.push_str(&format!(
            "<entry><title>{}</title><id>{base}/documents/{}</id><link href=\"{base}/documents/{}\"/><published>{}</published><updated>{}</updated><author><name>{}</name></author><summary>{}</summary></entry>\n",
            escape(&row.title),
            row.id,
            row.id,
            china_time::utc(row.first_published_at_ms.unwrap_or_default()),
            china_time::utc(row.published_at_ms.unwrap_or_default()),
            escape(agency.map_or("", |a| &a.name)),
            escape(&row.summary),
        ));
    }
    out.push_str("</feed>\n");
    Ok(xml("application/atom+xml; charset=utf-8", out))
}

/// `/feed.rss`: the same as RSS 2.0.
pub async fn rss(
    State(app): State<App>,
    Query(query): Query<DocumentsQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (rows, _) = newest(&app, &query).await?;
    let base = base(&app, &headers);
    let title = title(&app, &query);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{title}</title><link>{base}/documents</link><description>{title}</description><language>zh-CN</language>\n"
    );
    for row in &rows {
        out.push_str(&format!(
            "<item><title>{}</title><link>{base}/documents/{}</link><guid>{base}/documents/{}</guid><pubDate>{}</pubDate><description>{}</description></item>\n",
            escape(&row.title),
            row.id,
            row.id,
            china_time::rfc2822(row.published_at_ms.unwrap_or_default()),
            escape(&row.summary),
        ));
    }
    out.push_str("</channel></rss>\n");
    Ok(xml("application/rss+xml; charset=utf-8", out))
}

/// Which month of the site map.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MonthQuery {
    /// `2026-11`; without it everything, or the list of months.
    month: String,
}

/// `/sitemap.xml`: every document, or with more of them than a map may have, the maps of the months.
pub async fn sitemap(
    State(app): State<App>,
    Query(query): Query<MonthQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let base = base(&app, &headers);
    let month = match query.month.as_str() {
        "" => None,
        text => Some(format!("{text}-01").parse().map_err(|_| Failure::Invalid("month".into()))?),
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    match portal::sitemap(&app, month).await? {
        Sitemap::Months(months) => {
            out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
            for first in months {
                let month = first.strftime("%Y-%m");
                out.push_str(&format!("<sitemap><loc>{base}/sitemap.xml?month={month}</loc></sitemap>\n"));
            }
            out.push_str("</sitemapindex>\n");
        }
        Sitemap::Addresses(documents) => {
            out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
            if month.is_none() {
                for path in ["/", "/documents", "/policies", "/legal", "/guide", "/reports"] {
                    out.push_str(&format!("<url><loc>{base}{path}</loc></url>\n"));
                }
            }
            for (id, at_ms) in documents {
                let day = china_time::day(at_ms);
                out.push_str(&format!(
                    "<url><loc>{base}/documents/{id}</loc><lastmod>{day}</lastmod></url>\n"
                ));
            }
            out.push_str("</urlset>\n");
        }
    }
    Ok(xml("application/xml; charset=utf-8", out))
}

/// `/robots.txt`: everything but the office.
pub async fn robots(State(app): State<App>, headers: HeaderMap) -> String {
    format!(
        "User-agent: *\nDisallow: /office\nDisallow: /sign-in\nDisallow: /account\nDisallow: /search\nSitemap: {}/sitemap.xml\n",
        base(&app, &headers)
    )
}
