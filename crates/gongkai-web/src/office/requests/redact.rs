//! 区分处理: boxes on the pages of a paper, and the copy for release.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::requests::{self, CaseFile, RedactionPage, TypedCut};
use gongkai_domain::request::redaction::{Area, Doubt, Ground};
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// Lines for boxes that are typed.
const BLANK: usize = 2;

/// A line of the form.
struct Line {
    /// Its number in the form.
    number: usize,
    /// Empty for one that is to be typed.
    page: String,
    /// Left, top, width and height in millimetres.
    place: [String; 4],
    ground: Option<Ground>,
    note: String,
    /// What the automatic check found; empty for a box of a person.
    found: String,
}

impl Line {
    fn is_proposed(&self) -> bool {
        !self.found.is_empty()
    }

    fn is_blank(&self) -> bool {
        self.page.is_empty()
    }
}

/// What the page says after a copy was made.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Made {
    copy: String,
    saved: String,
}

#[derive(Template)]
#[template(path = "office/redact.html")]
struct RedactView {
    ctx: Ctx,
    page: RedactionPage,
    lines: Vec<Line>,
    made: Made,
}

/// Millimetres from tenths.
fn millimetres(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn place(area: Area) -> [String; 4] {
    [area.left, area.top, area.width, area.height].map(millimetres)
}

fn lines(page: &RedactionPage) -> Vec<Line> {
    let mut lines = Vec::new();
    for at in &page.cuts {
        lines.push(Line {
            number: lines.len(),
            page: at.cut.page.to_string(),
            place: place(at.cut.area),
            ground: Some(at.cut.ground),
            note: at.note.clone(),
            found: String::new(),
        });
    }
    for (number, proposed) in &page.suggestions {
        lines.push(Line {
            number: lines.len(),
            page: number.to_string(),
            place: place(proposed.area),
            ground: Some(proposed.ground),
            note: String::new(),
            found: proposed.excerpt.clone(),
        });
    }
    for _ in 0..BLANK {
        let place = [const { String::new() }; 4];
        let number = lines.len();
        let (note, found) = (String::new(), String::new());
        lines.push(Line { number, page: String::new(), place, ground: None, note, found });
    }
    lines
}

impl RedactView {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn case(&self) -> String {
        format!("/office/agencies/{}/requests/{}", self.page.agency.id, self.page.kept.id)
    }

    fn address(&self) -> String {
        format!("{}/files/{}", self.case(), self.page.file.row.id)
    }

    fn nth(&self, number: &usize) -> String {
        match self.ctx.lang {
            crate::page::Lang::Zh => format!("第{number}页"),
            crate::page::Lang::En => format!("Page {number}"),
        }
    }

    fn grounds(&self) -> Vec<(&'static str, String)> {
        let words = |g: &Ground| format!("{} {}", g.article(), self.ctx.pick(g.zh(), g.en()));
        Ground::ALL.iter().map(|g| (g.code(), words(g))).collect()
    }

    fn is_ground(&self, line: &Line, code: &str) -> bool {
        line.ground.is_some_and(|g| g.code() == code)
    }

    /// Boxes on a page, from 1: the line, whether it is proposed, and its place in tenths of a millimetre.
    fn boxes(&self, number: &usize) -> Vec<(usize, bool, Area)> {
        let own = self.page.cuts.iter().map(|c| (c.cut.page, c.cut.area));
        let proposed = self.page.suggestions.iter().map(|s| (s.0, s.1.area));
        let all = own.chain(proposed).enumerate();
        let count = self.page.cuts.len();
        let here = all.filter(|(_, (page, _))| *page as usize == *number);
        here.map(|(line, (_, area))| (line, line >= count, area)).collect()
    }

    /// What has to be looked at in the copy, from the address: `2.font` and the like.
    fn doubts(&self) -> Vec<String> {
        let told = |one: &str| {
            let (page, doubt) = one.split_once('.')?;
            let (page, doubt) = (page.parse::<u32>().ok()?, Doubt::parse(doubt)?);
            Some(match self.ctx.lang {
                crate::page::Lang::Zh => format!("第{page}页{}", doubt.zh()),
                crate::page::Lang::En => format!("page {page}: {}", doubt.en()),
            })
        };
        self.made.copy.split(',').filter_map(told).collect()
    }

    fn copy_name(&self) -> String {
        format!("{}（区分处理）.pdf", self.page.file.name.trim_end_matches(".pdf"))
    }
}

/// What is cut out of a file: `遮盖2处：第1页 第十五条 个人隐私；…`.
pub fn cuts_in_words(ctx: &Ctx, file: &CaseFile) -> String {
    let mut by_ground: BTreeMap<(u32, &str, &str), u32> = BTreeMap::new();
    for cut in &file.cuts {
        let ground = ctx.pick(cut.ground.zh(), cut.ground.en());
        *by_ground.entry((cut.page, cut.ground.article(), ground)).or_default() += 1;
    }
    let all: Vec<String> = by_ground
        .iter()
        .map(|((page, article, ground), count)| {
            let times = if *count > 1 { format!("×{count}") } else { String::new() };
            match ctx.lang {
                crate::page::Lang::Zh => format!("第{page}页 {article} {ground}{times}"),
                crate::page::Lang::En => format!("p. {page} {article} {ground}{times}"),
            }
        })
        .collect();
    let count = file.cuts.len();
    let what = if file.row.copy_of.is_some() {
        ctx.pick("已遮盖", "cut: ")
    } else {
        ctx.pick("标注", "marked: ")
    };
    let head = format!("{what}{count}{}", ctx.pick("处：", " — "));
    format!("{head}{}", all.join(ctx.pick("；", "; ")))
}

/// The pages of a paper with its boxes.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
    Query(made): Query<Made>,
) -> Result<Response, Failure> {
    let page = requests::redaction_page(&app, &by, (&agency, &request), &file).await;
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    let lines = lines(&page);
    let page = html(&RedactView { ctx, page, lines, made })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// A page of a paper as a picture.
pub async fn picture(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file, page)): Path<(String, String, String, u32)>,
) -> Result<Response, Failure> {
    let picture = requests::page_picture(&app, &by, (&agency, &request), &file, page).await;
    let picture = picture.map_err(|e| failure(ctx.lang, e))?;
    Ok(([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "no-store")], picture).into_response())
}

/// The boxes that a form has: each line that is used. Fields are named after the number of their line.
fn typed(fields: &[(String, String)]) -> Vec<TypedCut> {
    let mut all: BTreeMap<usize, BTreeMap<&str, &str>> = BTreeMap::new();
    for (name, value) in fields {
        let Some((field, number)) = name.split_once('-') else { continue };
        let Ok(number) = number.parse() else { continue };
        all.entry(number).or_default().insert(field, value.as_str());
    }
    let used = all.into_values().filter(|line| {
        let is_filled =
            ["x", "y", "width", "height"].iter().any(|f| line.get(f).is_some_and(|v| !v.trim().is_empty()));
        line.contains_key("use") && is_filled
    });
    let cut = |line: BTreeMap<&str, &str>| {
        let value = |field: &str| line.get(field).copied().unwrap_or_default().to_owned();
        TypedCut {
            page: value("page"),
            x: value("x"),
            y: value("y"),
            width: value("width"),
            height: value("height"),
            ground: value("ground"),
            note: value("note"),
        }
    };
    used.map(cut).collect()
}

/// Puts boxes on a paper.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let marked = requests::mark_cuts(&app, &by, (&agency, &request), &file, &typed(&fields)).await;
    marked.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/files/{file}/redact?saved=1")))
}

/// Puts boxes on a paper, and makes the copy for release.
pub async fn copy(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let place = (agency.as_str(), request.as_str());
    let marked = requests::mark_cuts(&app, &by, place, &file, &typed(&fields)).await;
    marked.map_err(|e| failure(ctx.lang, e))?;
    let name = fields.iter().find(|f| f.0 == "name").map_or("", |f| f.1.as_str());
    let made = requests::made_copy(&app, &by, place, &file, name).await;
    let doubts = made.map_err(|e| failure(ctx.lang, e))?;
    let mut told: Vec<String> =
        doubts.iter().map(|(page, doubt)| format!("{page}.{}", doubt.code())).collect();
    // An address is not endless.
    told.truncate(50);
    told.insert(0, "made".into());
    let told = told.join(",");
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/files/{file}/redact?copy={told}")))
}

/// Sets a text as a PDF, and goes on with that.
pub async fn set(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let set = requests::set_as_pdf(&app, &by, (&agency, &request), &file).await;
    let id = set.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/files/{id}/redact")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_not_used_are_left_out_of_the_form() {
        let fields = [
            ("use-0", "1"),
            ("page-0", "1"),
            ("x-0", "10"),
            ("y-0", "20"),
            ("width-0", "30"),
            ("height-0", "5"),
            ("ground-0", "privacy"),
            ("note-0", "姓名"),
            ("page-1", "2"),
            ("x-1", "1"),
            ("use-2", "1"),
            ("page-2", ""),
            ("x-2", " "),
            ("name", "copy.pdf"),
            ("x-y", "1"),
        ];
        let fields: Vec<(String, String)> = fields.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let cuts = typed(&fields);
        assert_eq!(cuts.len(), 1);
        assert_eq!((cuts[0].page.as_str(), cuts[0].note.as_str()), ("1", "姓名"));
    }
}
