//! `/catalogue/{agency}`, the 标准目录, and `/directory/{agency}`, the 目录 of Art. 12.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::catalogue::{self, Catalogue, DIRECTORY_LIMIT, Directory, Item};
use gongkai_app::{Agency, App, DocumentRow, grid};
use serde::Deserialize;

use super::list::year_ms;
use super::view;
use crate::error::Failure;
use crate::page::{Ctx, html};

/// The columns of the official table (国办发〔2019〕54号): the field, its head, and the head over it.
const OFFICIAL: [(&str, &str, &str); 13] = [
    ("item1", "一级事项", "公开事项"),
    ("item2", "二级事项", "公开事项"),
    ("content", "公开内容（要素）", ""),
    ("basis", "公开依据", ""),
    ("term", "公开时限", ""),
    ("subject", "公开主体", ""),
    ("channel", "公开渠道和载体", ""),
    ("everybody", "全社会", "公开对象"),
    ("groups", "特定群体", "公开对象"),
    ("proactive", "主动", "公开方式"),
    ("on_request", "依申请", "公开方式"),
    ("county", "县级", "公开层级"),
    ("town", "乡级", "公开层级"),
];

/// What stands in a cell of the official table: a tick for yes, nothing for no.
fn cell<'a>(item: &'a Item, field: &str) -> &'a str {
    match item.value(field) {
        "是" => "√",
        "否" => "",
        text => text,
    }
}

#[derive(Template)]
#[template(path = "portal/catalogue.html")]
struct CataloguePage {
    ctx: Ctx,
    page: Catalogue,
}

impl CataloguePage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    /// The items in runs of the same first level: the first of each with the length of its run, the others with 0.
    fn rows(&self) -> Vec<(usize, &Item)> {
        let runs = self.page.items.chunk_by(|a, b| a.value("item1") == b.value("item1"));
        runs.flat_map(|run| {
            run.iter().enumerate().map(|(at, item)| (if at == 0 { run.len() } else { 0 }, item))
        })
        .collect()
    }

    fn cell<'a>(&self, item: &'a &Item, field: &str) -> &'a str {
        cell(item, field)
    }
}

/// The catalogue with what is published under each item.
pub async fn catalogue(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let page = catalogue::public(&app, &agency).await?.ok_or(Failure::NotFound)?;
    html(&CataloguePage { ctx, page })
}

fn file(agency: &Agency, title: &str, format: &str, bytes: Vec<u8>) -> Response {
    let media = match format {
        "csv" => "text/csv; charset=utf-8",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let name = view::encode(&format!("{}{title}.{format}", agency.name));
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
    ];
    (headers, bytes).into_response()
}

/// The catalogue as the official table with its merged heads.
pub async fn catalogue_xlsx(State(app): State<App>, Path(agency): Path<String>) -> Result<Response, Failure> {
    let page = catalogue::public(&app, &agency).await?.ok_or(Failure::NotFound)?;
    let heads: Vec<(&str, &str)> =
        std::iter::once(("序号", "")).chain(OFFICIAL.iter().map(|o| (o.1, o.2))).collect();
    let rows: Vec<Vec<String>> = (1..)
        .zip(&page.items)
        .map(|(number, item): (usize, &Item)| {
            let cells = OFFICIAL.iter().map(|o| cell(item, o.0).to_owned());
            std::iter::once(number.to_string()).chain(cells).collect()
        })
        .collect();
    let title = format!("{}政务公开标准目录", page.agency.name);
    let bytes = grid::official_xlsx(&title, &heads, &rows, 1);
    Ok(file(&page.agency, "政务公开标准目录", "xlsx", bytes))
}

/// Of which year; of all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    year: String,
}

/// Lines that the page shows; the rest is in the files.
const SHOWN: i64 = 500;

#[derive(Template)]
#[template(path = "portal/directory.html")]
struct DirectoryPage {
    ctx: Ctx,
    page: Directory,
    year: String,
    years: Vec<i16>,
}

impl DirectoryPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn formed<'a>(&self, row: &'a DocumentRow) -> &'a str {
        row.formed_on.as_deref().unwrap_or_default()
    }

    fn is_year(&self, year: &i16) -> bool {
        self.page.year == Some(*year)
    }
}

async fn find(app: &App, agency: &str, query: &YearQuery, limit: i64) -> Result<Directory, Failure> {
    let year: Option<i16> = query.year.trim().parse().ok();
    let published = year.and_then(year_ms);
    let found = catalogue::directory(app, agency, (year.filter(|_| published.is_some()), published), limit);
    found.await?.ok_or(Failure::NotFound)
}

/// The directory: index number, name, summary, and the day each document was made (Art. 12).
pub async fn directory(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    let page = find(&app, &agency, &query, SHOWN).await?;
    let years = catalogue::years(&app, &agency).await?;
    html(&DirectoryPage { ctx, page, year: query.year, years })
}

/// The directory as a table, `xlsx` or `csv`.
pub async fn directory_export(
    State(app): State<App>,
    Path((agency, format)): Path<(String, String)>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    let page = find(&app, &agency, &query, DIRECTORY_LIMIT).await?;
    let head = ["索引号", "名称", "内容概述", "生成日期", "发文字号", "发布日期", "有效性"];
    let row = |r: &DocumentRow| {
        let validity = gongkai_domain::disclosure::revision::Validity::parse(&r.validity);
        vec![
            r.index_number.clone(),
            r.title.clone(),
            r.summary.clone(),
            r.formed_on.clone().unwrap_or_default(),
            r.number.clone(),
            view::day(r.published_at_ms),
            validity.map(|v| v.zh().to_owned()).unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let title = "政府信息公开目录";
    let bytes = match format.as_str() {
        "xlsx" => grid::xlsx(title, &head, &rows),
        "csv" => grid::csv(&head, &rows).into_bytes(),
        _ => return Err(Failure::NotFound),
    };
    Ok(file(&page.agency, title, &format, bytes))
}
