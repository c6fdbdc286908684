//! `/open-data`: everything public as data.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream::poll_fn;
use gongkai_app::App;
use gongkai_app::open_data::{self, Format, Offer, TABLES, kind_name};
use gongkai_domain::china_time;
use tokio::sync::mpsc;

use super::open_data_examples::example;
use crate::error::Failure;
use crate::page::{Ctx, Lang, html};

#[derive(Template)]
#[template(path = "portal/open_data.html")]
struct OpenData {
    ctx: Ctx,
    offers: Vec<Offer>,
    today: String,
}

/// A column on the page.
struct ColumnLine {
    name: &'static str,
    kind: &'static str,
    meaning: &'static str,
}

/// A table on the page.
struct TableLine {
    name: &'static str,
    row: &'static str,
    columns: Vec<ColumnLine>,
}

impl OpenData {
    fn name<'a>(&self, offer: &'a Offer) -> &'a str {
        self.ctx.lang.pick(&offer.region.name, &offer.region.name_en)
    }

    /// A meaning has both languages, parted by a stroke between blanks; some need only one.
    fn meaning<'a>(&self, text: &'a str) -> &'a str {
        match (self.ctx.lang, text.rsplit_once(" / ")) {
            (_, None) => text,
            (Lang::Zh, Some((zh, _))) => zh,
            (Lang::En, Some((_, en))) => en,
        }
    }

    fn tables(&self) -> Vec<TableLine> {
        let line = |t: &'static open_data::Table| TableLine {
            name: t.name,
            row: t.row,
            columns: t
                .columns
                .iter()
                .map(|c| ColumnLine { name: c.name, kind: kind_name(c.kind), meaning: c.meaning })
                .collect(),
        };
        TABLES.into_iter().map(line).collect()
    }

    fn formats(&self) -> [&'static str; 3] {
        Format::ALL.map(Format::extension)
    }

    /// Where the examples read from.
    fn base(&self) -> String {
        let region = self.offers.iter().find(|o| o.reports > 1).map_or("REGION", |o| o.region.id.as_str());
        let address = &self.ctx.site().address;
        let address = if address.is_empty() { "https://HOST" } else { address };
        format!("{address}/open-data/{region}")
    }

    fn example(&self, name: &str) -> String {
        example(name, &self.base())
    }

    fn citation(&self, offer: &Offer) -> String {
        let name = self.name(offer);
        match self.ctx.lang {
            Lang::Zh => format!(
                "{name}政府信息公开数据，数据版本 {}，{} 取自 {}/open-data/{}",
                offer.version,
                self.today,
                self.ctx.site().address,
                offer.region.id
            ),
            Lang::En => format!(
                "{name}: data on government-information disclosure, version {}, taken on {} from {}/open-data/{}",
                offer.version,
                self.today,
                self.ctx.site().address,
                offer.region.id
            ),
        }
    }
}

/// What there is, what it means, and how to use it.
pub async fn open_data(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let mut offers = open_data::offers(&app).await?;
    offers.retain(|o| o.reports > 0 || o.documents > 0);
    offers.sort_by_key(|o| std::cmp::Reverse(o.reports));
    html(&OpenData { ctx, offers, today: china_time::day(gongkai_app::now_ms()).to_string() })
}

/// `dictionary.json` or `dictionary.csv`: what every table, column and cell means. The address that a citation names leads to
/// the region's place on the page.
pub async fn dictionary(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (media, body) = match file.as_str() {
        "dictionary.json" => ("application/json", open_data::dictionary_json()),
        "dictionary.csv" => ("text/csv; charset=utf-8", open_data::dictionary_csv()),
        region => {
            let offer = open_data::offer(&app, region).await?.ok_or(Failure::NotFound)?;
            return Ok(Redirect::to(&format!("/open-data#{}", offer.region.id)).into_response());
        }
    };
    let etag = format!("\"{}\"", &gongkai_app::sha256(body.as_bytes())[..20]);
    if is_known(&headers, &etag) {
        return Ok(unchanged(etag));
    }
    Ok(([(CONTENT_TYPE, media.to_owned()), (ETAG, etag), (CACHE_CONTROL, KEPT.to_owned())], body)
        .into_response())
}

/// Kept by whoever likes, and asked about again before it is used.
const KEPT: &str = "public, max-age=0, must-revalidate";

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|k| k.to_str().ok()).unwrap_or_default();
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.split(',').any(|tag| tag.trim() == "*" || plain(tag) == plain(etag))
}

fn unchanged(etag: String) -> Response {
    (StatusCode::NOT_MODIFIED, [(ETAG, etag), (CACHE_CONTROL, KEPT.to_owned())]).into_response()
}

/// A table of a region as a file.
pub async fn file(
    State(app): State<App>,
    Path((region, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (name, extension) = file.split_once('.').ok_or(Failure::NotFound)?;
    let table = open_data::table(name).ok_or(Failure::NotFound)?;
    let format = Format::parse(extension).ok_or(Failure::NotFound)?;
    let offer = open_data::offer(&app, &region).await?.ok_or(Failure::NotFound)?;
    // Weak: what is compressed on the way is the same file.
    let etag = format!("W/\"{}-{}-{}\"", offer.version, table.name, format.extension());
    if is_known(&headers, &etag) {
        return Ok(unchanged(etag));
    }
    let (to, mut from) = mpsc::channel(4);
    let region = offer.region.id.clone();
    tokio::spawn(async move { open_data::write(&app, &region, table, format, to).await });
    let disposition =
        format!("attachment; filename=\"{}-{}.{}\"", offer.region.id, table.name, format.extension());
    let body = Body::from_stream(poll_fn(move |context| from.poll_recv(context)));
    Ok((
        [
            (CONTENT_TYPE, format.media_type().to_owned()),
            (CONTENT_DISPOSITION, disposition),
            (ETAG, etag),
            (CACHE_CONTROL, KEPT.to_owned()),
        ],
        body,
    )
        .into_response())
}
