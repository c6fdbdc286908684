//! Letters of a case: written from the tables of the law, completed by the officer, passed by somebody else, numbered and
//! sent. Since it is passed its words are fixed; before, they follow the case.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::request::event::{Consulted, Delivery, Notice};
use gongkai_domain::request::letter::{LetterText, blanks, filled, letter as text_of, pieces};
use gongkai_domain::request::{Actor, Case, Event, Letter, Recorded, Refused, standing};
use gongkai_formats::rich_text::RichText;
use gongkai_formats::write::document::{self as write, Publication};
use gongkai_formats::write::print::Print;
use gongkai_store::{Agency, KeptRequest, LetterAct, LetterRow};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::{actors, record};
use super::letter_facts::facts;
use super::redaction::cuts_of_case;
use super::settings::{self, RequestSettings};
use super::{RequestError, fault, open, seal};
use crate::accounts::{Signed, secret};
use crate::jobs::letter_mail;
use crate::reports::{Download, DownloadFormat};
use crate::{App, Internal, now_ms, platforms};

/// The letters that a case has by now, in the order of their codes.
pub fn letters_of(case: &Case) -> Vec<Letter> {
    let asked = |whom| case.consultations.iter().any(|c| c.whom == whom);
    let third = asked(Consulted::ThirdParty);
    let agencies = asked(Consulted::JointAgency) || asked(Consulted::OtherAgency);
    let ending = case.ended.map(|e| e.ending).or(case.draft.as_ref().map(|d| d.ending));
    let all = [
        (case.received_on.is_some(), Letter::L02),
        (case.correction.is_some(), Letter::L03),
        (case.extension.is_some(), Letter::L04),
        (third, Letter::L05),
        (third, Letter::L06),
        (agencies, Letter::L07),
        (case.reasons.is_some(), Letter::L08),
        (case.delayed.is_some(), Letter::L09),
        (case.charge.is_some(), Letter::L21),
        (third, Letter::L25),
    ];
    let mut letters: Vec<Letter> = all.into_iter().filter(|l| l.0).map(|l| l.1).collect();
    letters.extend(ending.map(|e| e.letter()));
    letters
}

/// Whether a letter goes to the applicant; others go to third parties and agencies.
pub fn is_to_applicant(kind: Letter) -> bool {
    !matches!(kind, Letter::L05 | Letter::L07 | Letter::L25 | Letter::L27)
}

/// Whether a letter tells how a case ends.
fn is_answer(kind: Letter, case: &Case) -> bool {
    let ending = case.ended.map(|e| e.ending).or(case.draft.as_ref().map(|d| d.ending));
    ending.is_some_and(|e| e.letter() == kind)
}

/// What the officer adds to a letter, and, once it is passed, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Content {
    /// What is filled in where the text is open, in its order.
    fills: Vec<String>,
    /// Paragraphs before the last.
    extra: String,
    /// The words as they were passed.
    fixed: Option<Fixed>,
}

/// A letter as it was passed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Fixed {
    title: String,
    to: String,
    paragraphs: Vec<String>,
}

fn field(letter_id: &str) -> String {
    format!("letter-{letter_id}")
}

/// A case with its agency, for somebody who works on it.
struct Desk {
    agency: Agency,
    kept: KeptRequest,
    actors: Vec<Actor>,
}

async fn desk(app: &App, by: &Signed, (agency_id, request_id): (&str, &str)) -> Result<Desk, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let actors = actors(by, &agency.id, &agency.region_id);
    if actors.is_empty() {
        return Err(RequestError::NotFound);
    }
    let kept = app.store.request(request_id).await?.filter(|k| k.agency_id == agency.id);
    Ok(Desk { kept: kept.ok_or(RequestError::NotFound)?, agency, actors })
}

async fn row_of(app: &App, desk: &Desk, letter_id: &str) -> Result<(LetterRow, Letter), RequestError> {
    let row = app.store.letter(letter_id).await?.filter(|l| l.request_id == desk.kept.id);
    let row = row.ok_or(RequestError::NotFound)?;
    let kind = Letter::parse(&row.kind).ok_or(RequestError::NotFound)?;
    Ok((row, kind))
}

async fn content_of(app: &App, request_id: &str, letter_id: &str) -> Result<Content, RequestError> {
    let name = field(letter_id);
    let sealed = app.store.request_private(request_id).await?;
    let Some((_, sealed)) = sealed.into_iter().find(|(f, _)| *f == name) else {
        return Ok(Content::default());
    };
    let text = open(app, request_id, &name, &sealed)?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn sealed_content(
    app: &App,
    request_id: &str,
    letter_id: &str,
    content: &Content,
) -> Result<String, Internal> {
    let text = serde_json::to_string(content).map_err(|e| Internal::Seed(e.to_string()))?;
    seal(app, request_id, &field(letter_id), &text)
}

/// The text of a letter before it is filled in: the tables of the law, and what the agency always adds.
async fn blank_text(app: &App, desk: &Desk, kind: Letter) -> Result<LetterText, RequestError> {
    let facts = facts(app, &desk.agency, &desk.kept).await?;
    let today = china_time::day(now_ms());
    // Where a notice is missing the letter leaves the day open.
    let standing = standing(&desk.kept.case, &app.calendar, today).ok();
    let text = text_of(kind, &desk.kept.case, standing.as_ref(), &facts).ok_or(RequestError::NotFound)?;
    let RequestSettings { extras, .. } = settings::of(app, &desk.agency.id).await?;
    Ok(with_extra(text, extras.get(kind.code()).map_or("", String::as_str)))
}

/// A text with paragraphs more before its last, which says how the office is reached.
pub(super) fn with_extra(mut text: LetterText, extra: &str) -> LetterText {
    let last = text.paragraphs.pop();
    text.paragraphs.extend(extra.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned));
    text.paragraphs.extend(last);
    text
}

/// The text as it stands: fixed, or made anew from the case.
async fn text_now(
    app: &App,
    desk: &Desk,
    kind: Letter,
    content: &Content,
) -> Result<LetterText, RequestError> {
    if let Some(fixed) = content.fixed.clone() {
        return Ok(LetterText { title: fixed.title, to: fixed.to, paragraphs: fixed.paragraphs });
    }
    let mut text = blank_text(app, desk, kind).await?;
    let mut whole = vec![text.to.clone()];
    whole.append(&mut text.paragraphs);
    let mut whole = filled(&whole, &content.fills);
    text.to = whole.remove(0);
    text.paragraphs = whole;
    Ok(with_extra(text, &content.extra))
}

/// A piece of a paragraph: fixed words, or what is open with its number and what stands there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterPiece {
    /// Words that cannot be changed.
    Fixed(String),
    /// What is to be filled in: its number from 0, what it is, and what was filled in.
    Open(usize, String, String),
}

/// A letter as the office sees it.
#[derive(Debug, Clone)]
pub struct LetterPage {
    /// The agency.
    pub agency: Agency,
    /// The id of the case.
    pub request_id: String,
    /// Its number.
    pub request_number: String,
    /// The letter.
    pub row: LetterRow,
    /// What kind it is.
    pub kind: Letter,
    /// Its title.
    pub title: String,
    /// The addressee and the paragraphs, in pieces.
    pub paragraphs: Vec<Vec<LetterPiece>>,
    /// What the officer has added.
    pub extra: String,
    /// Whether this person can change it.
    pub may_edit: bool,
    /// Whether this person can let it pass, and why not.
    pub may_approve: bool,
    /// Whether it is their own, which somebody else has to let pass.
    pub is_own: bool,
    /// Whether it can be sent.
    pub may_send: bool,
    /// How many places are open still.
    pub open: usize,
    /// How the applicant wants the answer: a code of the form.
    pub wanted_way: String,
    /// Names of people by id.
    pub names: BTreeMap<String, String>,
}

/// A letter of a case.
///
/// # Errors
///
/// If there is none, the person may not, or the machine fails.
pub async fn letter_page(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
) -> Result<LetterPage, RequestError> {
    let desk = desk(app, by, of).await?;
    let (row, kind) = row_of(app, &desk, letter_id).await?;
    let content = content_of(app, &desk.kept.id, letter_id).await?;
    let now = text_now(app, &desk, kind, &content).await?;
    let open_now = blanks(std::slice::from_ref(&now.to)).len() + blanks(&now.paragraphs).len();
    let is_draft = row.state == "draft";
    // What was cut out of the released papers is proposed where the letter lists it.
    let cuts = if kind == Letter::L12 { cuts_of_case(app, &desk.kept.id).await? } else { String::new() };
    let mut number = 0;
    let mut piece = |piece: Result<&str, &str>| match piece {
        Ok(fixed) => LetterPiece::Fixed(fixed.to_owned()),
        Err(what) => {
            let proposed = if what.starts_with("逐处列明") { cuts.clone() } else { String::new() };
            let fill = content.fills.get(number).cloned().unwrap_or(proposed);
            number += 1;
            LetterPiece::Open(number - 1, what.to_owned(), fill)
        }
    };
    let shown = if is_draft { blank_text(app, &desk, kind).await? } else { now };
    let whole = std::iter::once(&shown.to).chain(&shown.paragraphs);
    let paragraphs = whole.map(|p| pieces(p).into_iter().map(&mut piece).collect()).collect();
    let is_own = row.drafted_by == by.user.id;
    let is_approver = desk.actors.contains(&Actor::Approver);
    let private = app.store.request_private(&desk.kept.id).await?;
    let way = private.iter().find(|(f, _)| f == "way");
    let wanted_way = way.and_then(|(f, s)| open(app, &desk.kept.id, f, s).ok()).unwrap_or_default();
    Ok(LetterPage {
        request_id: desk.kept.id.clone(),
        request_number: desk.kept.number.clone(),
        kind,
        title: shown.title,
        paragraphs,
        extra: content.extra,
        may_edit: is_draft,
        may_approve: is_draft && is_approver && !is_own && open_now == 0,
        is_own,
        may_send: row.state == "approved",
        open: open_now,
        wanted_way,
        names: names(app).await?,
        agency: desk.agency,
        row,
    })
}

/// Names of people by id.
pub(crate) async fn names(app: &App) -> Result<BTreeMap<String, String>, Internal> {
    Ok(app.store.users().await?.into_iter().map(|u| (u.id, u.name)).collect())
}

/// Begins a letter; gives its id.
///
/// # Errors
///
/// If the case has no such letter, the person may not, or the machine fails.
pub async fn draft_letter(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    kind: &str,
) -> Result<String, RequestError> {
    let desk = desk(app, by, of).await?;
    let kind = Letter::parse(kind).filter(|k| letters_of(&desk.kept.case).contains(k));
    let kind = kind.ok_or(RequestError::NotFound)?;
    let id = secret::id();
    let act = LetterAct::Drafted { request: desk.kept.id.clone(), letter: kind.code().to_owned() };
    let mut tx = app.store.begin().await?;
    tx.record_letter((&desk.agency.id, &id), &act, Some(&by.user.id), now_ms(), app.settings.chain_hash)
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// Completes a letter.
///
/// # Errors
///
/// If it was passed, the person may not, or the machine fails.
pub async fn edit_letter(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
    (fills, extra): (Vec<String>, &str),
) -> Result<(), RequestError> {
    const LONGEST: usize = 3_000;
    let desk = desk(app, by, of).await?;
    let (row, _) = row_of(app, &desk, letter_id).await?;
    if row.state != "draft" {
        return Err(passed());
    }
    if fills.iter().map(String::as_str).chain([extra]).any(|t| t.chars().count() > LONGEST) {
        let (zh, en) = ("内容过长，每处不得超过3000字。", "Too long: at most 3000 characters each.");
        return Err(RequestError::Fields(vec![fault("letter", zh, en)]));
    }
    let content = Content { fills, extra: extra.trim().to_owned(), fixed: None };
    let sealed = sealed_content(app, &desk.kept.id, letter_id, &content)?;
    let mut tx = app.store.begin().await?;
    let still = tx.letter(letter_id).await?.is_some_and(|l| l.state == "draft");
    if !still {
        return Err(passed());
    }
    let at = (desk.agency.id.as_str(), letter_id);
    tx.record_letter(at, &LetterAct::Edited, Some(&by.user.id), now_ms(), app.settings.chain_hash).await?;
    tx.put_request_private(&desk.kept.id, &field(letter_id), &sealed).await?;
    Ok(tx.commit().await?)
}

fn passed() -> RequestError {
    let (zh, en) =
        ("文书已审签或作废，不能再修改。", "The letter was passed or is void; it cannot be changed.");
    RequestError::Fields(vec![fault("letter", zh, en)])
}

/// Lets a letter pass: it gets its number, and its words are fixed. With an answer the answer passes (Art. 17).
///
/// # Errors
///
/// If something is open in it, it is the person's own, the file does not hold what it rests on, or the machine fails.
pub async fn approve_letter(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
) -> Result<(), RequestError> {
    let desk = desk(app, by, of).await?;
    let (row, kind) = row_of(app, &desk, letter_id).await?;
    if row.state != "draft" {
        return Err(passed());
    }
    if !desk.actors.contains(&Actor::Approver) {
        let kind = gongkai_domain::request::EventKind::AnswerApproved;
        return Err(Refused::Actor { actor: Actor::Officer, kind }.into());
    }
    if row.drafted_by == by.user.id {
        return Err(Refused::OwnDraft.into());
    }
    let mut content = content_of(app, &desk.kept.id, letter_id).await?;
    let text = text_now(app, &desk, kind, &content).await?;
    let open = blanks(std::slice::from_ref(&text.to)).len() + blanks(&text.paragraphs).len();
    if open > 0 {
        let zh = format!("还有{open}处〔〕没有填写，请先补全。");
        let en = format!("{open} places are open still; fill them in first.");
        return Err(RequestError::Fields(vec![fault("letter", &zh, &en)]));
    }
    content.fixed = Some(Fixed { title: text.title, to: text.to, paragraphs: text.paragraphs });
    let sealed = sealed_content(app, &desk.kept.id, letter_id, &content)?;
    let prefix = settings::of(app, &desk.agency.id).await?.prefix;
    let now = now_ms();
    let today = china_time::day(now);
    let mut tx = app.store.begin().await?;
    if tx.letter(letter_id).await?.is_none_or(|l| l.state != "draft") {
        return Err(passed());
    }
    let kept = tx.request(&desk.kept.id).await?.ok_or(RequestError::NotFound)?;
    let waits =
        kept.case.ended.is_none() && kept.case.draft.as_ref().is_some_and(|d| d.approved_by.is_none());
    if waits && is_answer(kind, &kept.case) {
        let passed = Recorded { event: Event::AnswerApproved, on: today, by: by.user.id.clone() };
        record(app, &mut tx, &kept, &passed, Actor::Approver).await?;
    }
    let year = today.year();
    let serial = tx.next_serial(&format!("letter:{}", desk.agency.id), i64::from(year)).await?;
    let act =
        LetterAct::Approved { number: format!("{prefix}〔{year}〕{serial}号"), on: today.to_string() };
    let at = (desk.agency.id.as_str(), letter_id);
    tx.record_letter(at, &act, Some(&by.user.id), now, app.settings.chain_hash).await?;
    tx.put_request_private(&desk.kept.id, &field(letter_id), &sealed).await?;
    Ok(tx.commit().await?)
}

/// Voids a letter that was not sent.
///
/// # Errors
///
/// If it was sent, the reason is missing, the person may not, or the machine fails.
pub async fn void_letter(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
    reason: &str,
) -> Result<(), RequestError> {
    let desk = desk(app, by, of).await?;
    let (row, _) = row_of(app, &desk, letter_id).await?;
    if reason.trim().is_empty() {
        return Err(Refused::Reason.into());
    }
    if !matches!(row.state.as_str(), "draft" | "approved") {
        return Err(RequestError::NotFound);
    }
    let act = LetterAct::Voided { reason: reason.trim().to_owned() };
    let mut tx = app.store.begin().await?;
    let at = (desk.agency.id.as_str(), letter_id);
    tx.record_letter(at, &act, Some(&by.user.id), now_ms(), app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}

/// Sends a letter that was passed, and records in the case what follows from it: an answer is given and delivered, a
/// notice is served.
///
/// # Errors
///
/// If it was not passed, the way cannot be, the law or the state of the case forbids it, or the machine fails.
pub async fn send_letter(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
    (way, post_number): (&str, &str),
) -> Result<(), RequestError> {
    let desk = desk(app, by, of).await?;
    let (row, kind) = row_of(app, &desk, letter_id).await?;
    let wrong = |field, zh: &str, en: &str| RequestError::Fields(vec![fault(field, zh, en)]);
    if row.state != "approved" {
        return Err(wrong("letter", "文书尚未审签，不能发出。", "The letter was not passed yet."));
    }
    let way = Delivery::parse(way).ok_or_else(|| wrong("way", "请选择送达方式。", "Choose how it goes."))?;
    let post_number = post_number.trim();
    if way == Delivery::Post && post_number.is_empty() {
        return Err(wrong("post_number", "邮寄的请填写邮件号码。", "Give the number of the post."));
    }
    if !is_to_applicant(kind) && matches!(way, Delivery::Portal | Delivery::Email) {
        let (zh, en) = (
            "该文书不是发给申请人的，请邮寄或当面送达。",
            "It does not go to the applicant: by post, or in person.",
        );
        return Err(wrong("way", zh, en));
    }
    if way == Delivery::Email {
        let private = app.store.request_private(&desk.kept.id).await?;
        if !private.iter().any(|(f, _)| f == "email") {
            return Err(wrong("way", "申请人没有留电子邮箱。", "The applicant gave no e-mail address."));
        }
    }
    let now = now_ms();
    let today = china_time::day(now);
    let mut tx = app.store.begin().await?;
    if tx.letter(letter_id).await?.is_none_or(|l| l.state != "approved") {
        return Err(wrong("letter", "文书尚未审签或已发出。", "The letter was not passed, or was sent."));
    }
    for event in follows(kind, way, &desk.kept.case) {
        let kept = tx.request(&desk.kept.id).await?.ok_or(RequestError::NotFound)?;
        let new = Recorded { event, on: today, by: by.user.id.clone() };
        record(app, &mut tx, &kept, &new, desk.actors.last().copied().unwrap_or(Actor::Officer)).await?;
    }
    let sent = LetterAct::Sent {
        way: way.code().to_owned(),
        post_number: if way == Delivery::Post { post_number.to_owned() } else { String::new() },
        on: today.to_string(),
    };
    let at = (desk.agency.id.as_str(), letter_id);
    tx.record_letter(at, &sent, Some(&by.user.id), now, app.settings.chain_hash).await?;
    if way == Delivery::Email {
        letter_mail::queue(&mut tx, letter_id, now).await?;
    }
    if is_to_applicant(kind) {
        platforms::sent_letter(app, &mut tx, &desk.kept.id).await?;
    }
    Ok(tx.commit().await?)
}

/// What follows in a case from the sending of a letter.
fn follows(kind: Letter, way: Delivery, case: &Case) -> Vec<Event> {
    // When what goes by post arrives is not known yet.
    let is_there = way != Delivery::Post;
    if is_answer(kind, case) {
        let mut events = Vec::new();
        if case.ended.is_none() {
            events.push(Event::Answered);
        }
        if case.delivered.is_none()
            && case.ended.is_none_or(|e| e.ending != gongkai_domain::request::Ending::Withdrawn)
        {
            events.push(Event::Delivered { way });
        }
        return events;
    }
    let is_unserved = |served: Option<Date>| served.is_none() && is_there;
    match kind {
        Letter::L03
            if case.correction.is_some_and(|c| is_unserved(c.served_on) && c.received_on.is_none()) =>
        {
            vec![Event::NoticeServed { notice: Notice::Correction }]
        }
        Letter::L21 if case.charge.is_some_and(|c| is_unserved(c.served_on) && c.paid_on.is_none()) => {
            vec![Event::NoticeServed { notice: Notice::Fee }]
        }
        _ => Vec::new(),
    }
}

/// A letter as a file.
///
/// # Errors
///
/// If there is none, the form is not to be had here, the person may not, or the machine fails.
pub async fn letter_file(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    letter_id: &str,
    format: DownloadFormat,
) -> Result<Download, RequestError> {
    let desk = desk(app, by, of).await?;
    let (row, kind) = row_of(app, &desk, letter_id).await?;
    let content = content_of(app, &desk.kept.id, letter_id).await?;
    let text = text_now(app, &desk, kind, &content).await?;
    written(app, &desk.agency, Head::of(&row, kind, &desk.kept.number), text, format).await
}

/// A letter that was passed, as what goes on paper.
pub(super) async fn letter_print(
    app: &App,
    agency: &Agency,
    kept: &KeptRequest,
    letter_id: &str,
) -> Result<Print, RequestError> {
    let row = app.store.letter(letter_id).await?.filter(|l| l.request_id == kept.id);
    let row = row.ok_or(RequestError::NotFound)?;
    let fixed = content_of(app, &kept.id, letter_id).await?.fixed.ok_or(RequestError::NotFound)?;
    let text = LetterText { title: fixed.title, to: fixed.to, paragraphs: fixed.paragraphs };
    let signed_on = row.approved_on.as_ref().and_then(|on| on.parse().ok());
    Ok(Print::publication(&publication(agency, &row.number, signed_on, text)))
}

/// A letter as a document.
pub(super) fn publication(
    agency: &Agency,
    number: &str,
    signed_on: Option<Date>,
    text: LetterText,
) -> Publication {
    // The addressee stands at the margin, what follows is indented (GB/T 9704 7.3).
    let body = format!("{}：\n\u{3000}\u{3000}{}", text.to, text.paragraphs.join("\n\u{3000}\u{3000}"));
    // A line of the title has 18 characters of 二号.
    let title = match text.title.strip_prefix(&agency.name) {
        Some(rest) if text.title.chars().count() > 18 => format!("{}\n{rest}", agency.name),
        _ => text.title,
    };
    Publication {
        title,
        number: if number.is_empty() { "（草稿，未审签）".into() } else { number.to_owned() },
        body: RichText::from_plain(&body),
        signature: agency.name.clone(),
        signed_on,
        ..Publication::default()
    }
}

/// What stands over and under a letter, and what its file is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// Its number; a draft has none.
    pub(crate) number: String,
    /// When it was signed.
    pub(crate) signed_on: Option<Date>,
    /// The name of the file, without what stands for its format.
    pub(crate) file: String,
}

impl Head {
    fn of(row: &LetterRow, kind: Letter, request_number: &str) -> Head {
        Head {
            number: row.number.clone(),
            signed_on: row.approved_on.as_ref().and_then(|on| on.parse().ok()),
            file: format!("{request_number} {}", kind.zh()),
        }
    }
}

/// A letter as a file.
pub(crate) async fn written(
    app: &App,
    agency: &Agency,
    head: Head,
    text: LetterText,
    format: DownloadFormat,
) -> Result<Download, RequestError> {
    let name = format!("{}.{}", head.file, format.extension());
    written_as(app, publication(agency, &head.number, head.signed_on, text), name, format).await
}

/// A document as a file.
pub(super) async fn written_as(
    app: &App,
    publication: Publication,
    name: String,
    format: DownloadFormat,
) -> Result<Download, RequestError> {
    let bytes = match format {
        DownloadFormat::Docx => {
            let task = tokio::task::spawn_blocking(move || write::docx(&publication, &|_| None));
            Some(task.await.map_err(Internal::from)?)
        }
        DownloadFormat::Pdf => app.pdf(Print::publication(&publication)).await?,
        _ => None,
    };
    let bytes = bytes.ok_or(RequestError::NotFound)?;
    Ok(Download { name, media_type: format.media_type(), bytes })
}

/// A letter that was sent to the applicant, with its words.
#[derive(Debug, Clone)]
pub struct SentLetter {
    /// The letter.
    pub row: LetterRow,
    /// What kind it is.
    pub kind: Letter,
    /// Its title.
    pub title: String,
    /// The addressee, and the paragraphs.
    pub paragraphs: Vec<String>,
}

/// The letters of a case that were sent to the applicant, newest first.
pub(crate) async fn sent_letters(app: &App, kept: &KeptRequest) -> Result<Vec<SentLetter>, RequestError> {
    let mut out = Vec::new();
    for row in app.store.letters_of(&kept.id).await?.into_iter().rev() {
        let Some(kind) = Letter::parse(&row.kind).filter(|k| row.state == "sent" && is_to_applicant(*k))
        else {
            continue;
        };
        let Some(fixed) = content_of(app, &kept.id, &row.id).await?.fixed else { continue };
        let mut paragraphs = vec![format!("{}：", fixed.to)];
        paragraphs.extend(fixed.paragraphs);
        out.push(SentLetter { row, kind, title: fixed.title, paragraphs });
    }
    Ok(out)
}

/// A letter that was sent to the applicant, as a file.
pub(crate) async fn sent_file(
    app: &App,
    agency: &Agency,
    kept: &KeptRequest,
    letter_id: &str,
    format: DownloadFormat,
) -> Result<Download, RequestError> {
    let sent = sent_letters(app, kept).await?.into_iter().find(|l| l.row.id == letter_id);
    let sent = sent.ok_or(RequestError::NotFound)?;
    let mut paragraphs = sent.paragraphs;
    let to = paragraphs.remove(0).trim_end_matches('：').to_owned();
    let text = LetterText { title: sent.title, to, paragraphs };
    written(app, agency, Head::of(&sent.row, sent.kind, &kept.number), text, format).await
}

/// A letter to be mailed: the address, the subject, the words, and the file. Nothing where the applicant's data are gone.
pub(crate) async fn to_mail(app: &App, letter_id: &str) -> Result<Option<LetterMail>, RequestError> {
    let Some(row) = app.store.letter(letter_id).await? else { return Ok(None) };
    let Some(kept) = app.store.request(&row.request_id).await? else { return Ok(None) };
    let agency = app.store.agency(&row.agency_id).await?.ok_or(RequestError::NotFound)?;
    let private = app.store.request_private(&kept.id).await?;
    let Some((field, sealed)) = private.iter().find(|(f, _)| f == "email") else { return Ok(None) };
    let to = open(app, &kept.id, field, sealed)?;
    let Some(sent) = sent_letters(app, &kept).await?.into_iter().find(|l| l.row.id == letter_id) else {
        return Ok(None);
    };
    let format = if app.sets_pages() { DownloadFormat::Pdf } else { DownloadFormat::Docx };
    let file = sent_file(app, &agency, &kept, letter_id, format).await?;
    let text = format!("{}\n\n{}\n\n{}\n", sent.title, sent.row.number, sent.paragraphs.join("\n\n"));
    Ok(Some(LetterMail { to, subject: format!("{}（{}）", sent.title, sent.row.number), text, file }))
}

/// A letter to be mailed.
pub(crate) struct LetterMail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) file: Download,
}
