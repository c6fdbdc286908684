//! Feeds, the map of the site, and what crawlers may read.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use gongkai_app::{App, DocumentFilter, portal};
use gongkai_domain::china_time;

use super::DocumentsQuery;
use crate::error::Failure;

/// Entries of a feed.
const ENTRIES: i64 = 50;
/// Addresses of the map; newer documents first.
const ADDRESSES: usize = 5000;

/// The address of this site: the one that is set, else the one that was asked.
fn base(app: &App, headers: &HeaderMap) -> String {
    let set = app.settings().site.address.trim_end_matches('/');
    if !set.is_empty() {
        return set.to_owned();
    }
    let host = headers.get(HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    format!("http://{}", escape(host))
}

fn escape(text: &str) -> String {
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

fn xml(media: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
}

/// `/feed.atom`: the newest documents of a list.
pub async fn atom(
    State(app): State<App>,
    Query(query): Query<DocumentsQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let list = portal::list(&app, query.filter(), None, ENTRIES).await?;
    let base = base(&app, &headers);
    let updated = list.rows.iter().filter_map(|r| r.published_at_ms).max().unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>{}</title>\n<id>{base}/feed.atom</id>\n<link rel=\"self\" href=\"{base}/feed.atom\"/>\n<link href=\"{base}/documents\"/>\n<updated>{}</updated>\n",
        escape(&app.settings().site.name),
        china_time::utc(updated),
    );
    for row in &list.rows {
        let agency = list.agencies.iter().find(|a| a.id == row.agency_id);
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

/// `/sitemap.xml`
pub async fn sitemap(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    let base = base(&app, &headers);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in ["/", "/documents", "/legal", "/guide", "/reports"] {
        out.push_str(&format!("<url><loc>{base}{path}</loc></url>\n"));
    }
    let mut cursor = None;
    let mut count = 0;
    while count < ADDRESSES {
        let list = portal::list(&app, DocumentFilter::default(), cursor, 100).await?;
        for row in &list.rows {
            let day = super::view::day(row.published_at_ms);
            out.push_str(&format!(
                "<url><loc>{base}/documents/{}</loc><lastmod>{day}</lastmod></url>\n",
                row.id
            ));
        }
        count += list.rows.len();
        cursor = list.next;
        if cursor.is_none() {
            break;
        }
    }
    out.push_str("</urlset>\n");
    Ok(xml("application/xml; charset=utf-8", out))
}

/// `/robots.txt`: everything but the office.
pub async fn robots(State(app): State<App>, headers: HeaderMap) -> String {
    format!(
        "User-agent: *\nDisallow: /office\nDisallow: /sign-in\nDisallow: /search\nSitemap: {}/sitemap.xml\n",
        base(&app, &headers)
    )
}
