//! 区分处理: boxes on the pages of a paper, each with its ground, and a copy without what they cover (Art. 37).
//!
//! Boxes are in the record like everything that happens in a case; what somebody notes beside one is sealed. The paper itself
//! is never changed: the copy is another file of the case, released with the answer as other papers are.

use std::collections::BTreeMap;

use gongkai_domain::disclosure::screen::WordList;
use gongkai_domain::permission::Right;
use gongkai_domain::request::redaction::{Area, Cut, Doubt, Ground, Page, Suggestion, Unfit, suggestions};
use gongkai_domain::request::{Evidence, Refused};
use gongkai_formats::import::import_document;
use gongkai_formats::read::ReadError;
use gongkai_formats::write::document::Publication;
use gongkai_formats::write::print::Print;
use gongkai_store::{Agency, CutRow, FileAct, KeptRequest};

use super::act::actors;
use super::files::{CaseFile, Kept, files_of, opened, put};
use super::{RequestError, case_of, fault, open, seal};
use crate::accounts::Signed;
use crate::documents::{DocumentError, Upload, safe_name, words};
use crate::redacting::Redactor;
use crate::typesetting::PDF;
use crate::{App, Internal, now_ms};

/// A box with what was noted beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutAt {
    /// The box.
    pub cut: Cut,
    /// What was noted; may be empty.
    pub note: String,
}

/// A box as a form has it, in millimetres.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of a box")]
pub struct TypedCut {
    pub page: String,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    pub ground: String,
    pub note: String,
}

/// A paper with its boxes.
#[derive(Debug, Clone)]
pub struct RedactionPage {
    /// Whose.
    pub agency: Agency,
    /// The case.
    pub kept: KeptRequest,
    /// The paper.
    pub file: CaseFile,
    /// Its pages.
    pub pages: Vec<Page>,
    /// What is to be cut.
    pub cuts: Vec<CutAt>,
    /// What the automatic check proposes, by page; nothing that a box covers already.
    pub suggestions: Vec<(u32, Suggestion)>,
}

fn unfit(why: Unfit) -> RequestError {
    RequestError::Fields(vec![fault("file", &why.zh(), &why.en())])
}

fn notes_field(file_id: &str) -> String {
    format!("cuts-{file_id}")
}

/// The paper of a case that is to be cut, with its bytes.
async fn paper(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
) -> Result<(Agency, KeptRequest, CaseFile, Vec<u8>), RequestError> {
    let (agency, kept) = case_of(app, by, place, Right::HandleRequests).await?;
    let files = files_of(app, &kept.id).await?;
    let is_it = |f: &CaseFile| f.row.id == file_id && f.row.media == PDF && app.redacts();
    let file = files.into_iter().find(is_it).ok_or(RequestError::NotFound)?;
    let bytes = opened(app, &kept, &file).await?.bytes;
    Ok((agency, kept, file, bytes))
}

/// Boxes as the database has them.
pub(super) fn cut_of(row: &CutRow) -> Option<Cut> {
    let number = |n: i64| u32::try_from(n).ok();
    Some(Cut {
        page: number(row.page)?,
        area: Area {
            left: number(row.x)?,
            top: number(row.y)?,
            width: number(row.width)?,
            height: number(row.height)?,
        },
        ground: Ground::parse(&row.ground)?,
    })
}

fn row_of(cut: &Cut) -> CutRow {
    let Area { left, top, width, height } = cut.area;
    CutRow {
        page: cut.page.into(),
        x: left.into(),
        y: top.into(),
        width: width.into(),
        height: height.into(),
        ground: cut.ground.code().into(),
    }
}

async fn cuts_of(app: &App, kept: &KeptRequest, file_id: &str) -> Result<Vec<CutAt>, RequestError> {
    let rows = app.store.request_cuts(file_id).await?;
    let field = notes_field(file_id);
    let private = app.store.request_private(&kept.id).await?;
    let sealed = private.iter().find(|(f, _)| *f == field);
    let notes = sealed.and_then(|(f, sealed)| open(app, &kept.id, f, sealed).ok()).unwrap_or_default();
    // One line a box; a note has no line breaks.
    let mut notes = notes.split('\n');
    let with_note = |row: &CutRow| {
        let note = notes.next().unwrap_or_default().to_owned();
        Some(CutAt { cut: cut_of(row)?, note })
    };
    Ok(rows.iter().filter_map(with_note).collect())
}

/// What was cut out of the papers that a case releases, as the letter lists it; empty where nothing was.
pub(super) async fn cuts_of_case(app: &App, request_id: &str) -> Result<String, RequestError> {
    /// A letter lists no more; the rest is on the boxes themselves.
    const MOST: usize = 400;
    let mut all = Vec::new();
    let files = files_of(app, request_id).await?;
    for file in files.iter().filter(|f| f.row.kind == "released" && f.row.copy_of.is_some()) {
        let mut counts: BTreeMap<(u32, Ground), usize> = BTreeMap::new();
        for cut in &file.cuts {
            *counts.entry((cut.page, cut.ground)).or_default() += 1;
        }
        let of_page = |((page, ground), count): (&(u32, Ground), &usize)| {
            format!("第{page}页{count}处，{}，{}", ground.article(), ground.zh())
        };
        let cuts: Vec<String> = counts.iter().map(of_page).collect();
        all.push(format!("《{}》{}", file.name.trim_end_matches(".pdf"), cuts.join("；")));
    }
    Ok(all.join("；").chars().take(MOST).collect())
}

/// A paper with its boxes, and what the automatic check proposes.
///
/// # Errors
///
/// If there is no such PDF, the person may not, it cannot be dealt with, or the machine fails.
pub async fn redaction_page(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
) -> Result<RedactionPage, RequestError> {
    let (agency, kept, file, bytes) = paper(app, by, place, file_id).await?;
    let cuts = cuts_of(app, &kept, file_id).await?;
    let words = words(app, &agency.id).await.map_err(|error| match error {
        DocumentError::Internal(e) => RequestError::Internal(e),
        _ => RequestError::NotFound,
    })?;
    let look = move |redactor: &dyn Redactor| redactor.pages(&bytes).map(|p| (propose(&p, &words), p));
    let found = app.with_pdf(look).await?.ok_or(RequestError::NotFound)?;
    let (mut suggestions, pages) = found.map_err(unfit)?;
    suggestions.retain(|(page, s)| !cuts.iter().any(|c| c.cut.page == *page && c.cut.area.covers(s.area)));
    Ok(RedactionPage { agency, kept, file, pages, cuts, suggestions })
}

fn propose(pages: &[Page], words: &WordList) -> Vec<(u32, Suggestion)> {
    let of_page = |(number, page)| suggestions(page, words).into_iter().map(move |s| (number, s));
    (1..).zip(pages).flat_map(of_page).collect()
}

/// A page of a paper as PNG.
///
/// # Errors
///
/// If there is none, the person may not, or the machine fails.
pub async fn page_picture(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
    page: u32,
) -> Result<Vec<u8>, RequestError> {
    let (_, _, _, bytes) = paper(app, by, place, file_id).await?;
    let drawn = app.with_pdf(move |redactor| redactor.picture(&bytes, page)).await?;
    drawn.ok_or(RequestError::NotFound)?.map_err(|why| match why {
        Unfit::Outside(_) => RequestError::NotFound,
        why => unfit(why),
    })
}

/// Tenths of a millimetre from millimetres as typed.
fn tenths(text: &str) -> Option<u32> {
    let millimetres: f64 = text.trim().parse().ok()?;
    let tenths = (millimetres * 10.0).round();
    // A page is never wider than 20 m.
    (0.0..=200_000.0).contains(&tenths).then_some(tenths as u32)
}

fn typed(cut: &TypedCut, number: usize) -> Result<CutAt, RequestError> {
    let wrong = |zh: &str, en: &str| {
        let (zh, en) = (format!("第{number}处：{zh}"), format!("Box {number}: {en}"));
        RequestError::Fields(vec![fault("cuts", &zh, &en)])
    };
    let place =
        || wrong("请填写页码，以及以毫米计的位置和大小。", "enter page, and place and size in millimetres.");
    let page = cut.page.trim().parse().ok().filter(|page| *page > 0).ok_or_else(place)?;
    let read = |text: &str| tenths(text).ok_or_else(place);
    let area = Area {
        left: read(&cut.x)?,
        top: read(&cut.y)?,
        width: read(&cut.width)?,
        height: read(&cut.height)?,
    };
    if area.width == 0 || area.height == 0 {
        return Err(place());
    }
    let ground = Ground::parse(&cut.ground).ok_or_else(|| wrong("请选择理由。", "choose the ground."))?;
    let note: String = cut.note.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    Ok(CutAt { cut: Cut { page, area, ground }, note: note.trim().to_owned() })
}

/// Puts boxes on a paper, in place of those that it has.
///
/// # Errors
///
/// If a box is not one, or not on its page, the person may not, or the machine fails.
pub async fn mark_cuts(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
    all: &[TypedCut],
) -> Result<(), RequestError> {
    /// Boxes of a paper.
    const MOST: usize = 2_000;
    let (agency, kept, _, bytes) = paper(app, by, place, file_id).await?;
    if kept.case.archived_on.is_some() {
        let (state, kind) = (kept.case.state(), gongkai_domain::request::EventKind::EvidenceFiled);
        return Err(Refused::State { state, kind }.into());
    }
    if all.len() > MOST {
        return Err(unfit(Unfit::Cuts(MOST as u32)));
    }
    let cuts: Vec<CutAt> =
        (1..).zip(all).map(|(number, cut)| typed(cut, number)).collect::<Result<_, RequestError>>()?;
    let pages = app.with_pdf(move |redactor| redactor.pages(&bytes)).await?;
    let pages = pages.ok_or(RequestError::NotFound)?.map_err(unfit)?;
    for CutAt { cut, .. } in &cuts {
        let page =
            pages.get(cut.page as usize - 1).filter(|p| cut.area.left < p.width && cut.area.top < p.height);
        page.ok_or_else(|| unfit(Unfit::Outside(cut.page)))?;
    }
    if cuts == cuts_of(app, &kept, file_id).await? {
        return Ok(());
    }
    let notes: Vec<&str> = cuts.iter().map(|c| c.note.as_str()).collect();
    let notes = if notes.iter().all(|n| n.is_empty()) { String::new() } else { notes.join("\n") };
    let field = notes_field(file_id);
    let sealed = seal(app, &kept.id, &field, &notes)?;
    let act = FileAct::Marked { cuts: cuts.iter().map(|c| row_of(&c.cut)).collect() };
    let mut tx = app.store.begin().await?;
    let at = (agency.id.as_str(), file_id);
    tx.record_request_file(at, &act, Some(&by.user.id), now_ms(), app.settings.chain_hash).await?;
    tx.put_request_private(&kept.id, &field, &sealed).await?;
    Ok(tx.commit().await?)
}

/// Makes the copy for release: a file of the case of its own, with the boxes as its list of cuts, which is the reason for each
/// cut that an answer granting a part must rest on. Gives what has to be looked at in it.
///
/// # Errors
///
/// If there are no boxes, the person may not, the paper cannot be dealt with, or the machine fails.
pub async fn made_copy(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
    name: &str,
) -> Result<Vec<(u32, Doubt)>, RequestError> {
    let (agency, kept, file, bytes) = paper(app, by, place, file_id).await?;
    let cuts: Vec<Cut> = cuts_of(app, &kept, file_id).await?.into_iter().map(|c| c.cut).collect();
    let of = file.row.id.clone();
    let act = FileAct::Redacted { of, cuts: cuts.iter().map(row_of).collect() };
    let made = app.with_pdf(move |redactor| redactor.redact(&bytes, &cuts)).await?;
    let made = made.ok_or(RequestError::NotFound)?.map_err(unfit)?;
    let name = match name.trim() {
        "" => format!("{}（区分处理）", file.name.trim_end_matches(".pdf")),
        name => name.trim_end_matches(".pdf").to_owned(),
    };
    let upload = Upload { name: safe_name(&format!("{name}.pdf")), bytes: made.bytes };
    let actor = actors(by, &agency.id, &agency.region_id).last().copied();
    let actor = actor.unwrap_or(gongkai_domain::request::Actor::Officer);
    let needs = kept.case.state().is_open() && !kept.case.holds(Evidence::ReasonPerCut);
    let evidence = needs.then_some(Evidence::ReasonPerCut);
    put(app, &kept, Kept { kind: "released", evidence, act: Some(act) }, upload, Some((by, actor))).await?;
    Ok(made.doubts)
}

/// Whether a paper is a text, which can be set as a PDF to cut passages out of that.
pub fn is_text(file: &CaseFile) -> bool {
    const KINDS: [&str; 2] = [
        "text/plain; charset=utf-8",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ];
    KINDS.contains(&file.row.media.as_str()) && !file.name.is_empty()
}

/// Sets a text of a case as a PDF, which becomes a paper of its own. What a text has out of sight (recorded changes, comments,
/// properties) does not come along.
///
/// # Errors
///
/// If there is no such text, it cannot be read, the person may not, or the machine fails.
pub async fn set_as_pdf(
    app: &App,
    by: &Signed,
    place: (&str, &str),
    file_id: &str,
) -> Result<String, RequestError> {
    let (agency, kept) = case_of(app, by, place, Right::HandleRequests).await?;
    let files = files_of(app, &kept.id).await?;
    let file = files.into_iter().find(|f| f.row.id == file_id && is_text(f) && app.redacts());
    let file = file.ok_or(RequestError::NotFound)?;
    let bytes = opened(app, &kept, &file).await?.bytes;
    let name = file.name.clone();
    let read = tokio::task::spawn_blocking(move || {
        let imported = import_document(&bytes, &name)?;
        Ok::<Print, ReadError>(Print::publication(&Publication::from(&imported)))
    });
    let unread = |_| {
        let (zh, en) =
            ("该文件无法读取，请转换为 PDF 后上传。", "The file cannot be read; convert it to PDF.");
        RequestError::Fields(vec![fault("file", zh, en)])
    };
    let print = read.await.map_err(Internal::from)?.map_err(unread)?;
    // Nothing in it tells who wrote it, nor which day it is.
    let print = Print { author: String::new(), description: String::new(), ..print };
    let pdf = app.pdf(print).await?.ok_or(RequestError::NotFound)?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let upload = Upload { name: safe_name(&format!("{stem}.pdf")), bytes: pdf };
    let actor = actors(by, &agency.id, &agency.region_id).last().copied();
    let actor = actor.unwrap_or(gongkai_domain::request::Actor::Officer);
    put(app, &kept, Kept { kind: "file", evidence: None, act: None }, upload, Some((by, actor))).await
}
