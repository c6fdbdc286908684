//! `/requests`: ask for information, and follow what was asked, without an account.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::FieldFault;
use gongkai_app::reports::DownloadFormat;
use gongkai_app::requests::{
    self, ApplicantForm, CaseFile, FORMS, OwnKey, Receipt, RequestError, SentLetter, Suggestion, Tracked,
    WAYS,
};
use gongkai_app::{Agency, App, applicants, messages};
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::Delivery;
use gongkai_domain::request::{EventKind, Remedy};
use serde::Deserialize;

use super::account::Own;
use super::view;
use crate::error::Failure;
use crate::office::requests::failure;
use crate::office::requests::files::read_file;
use crate::office::requests::letters::sent_file;
use crate::office::requests::redact::cuts_in_words;
use crate::page::{Ctx, html};

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    #[serde(flatten)]
    form: ApplicantForm,
    /// A field that people do not see.
    website: String,
}

/// A choice of a list: code, name, whether it is chosen.
pub type Choice = (&'static str, &'static str, bool);

/// The kinds of applicants, in the order of table 3.
pub fn applicants(ctx: &Ctx, chosen: &str) -> Vec<Choice> {
    let all = Applicant::PARTS.into_iter();
    all.map(|a| (a.as_str(), ctx.pick(a.label(), a.label_en()), a.as_str() == chosen)).collect()
}

/// The choices of a list of codes.
pub fn choices(ctx: &Ctx, list: &[(&'static str, &'static str, &'static str)], chosen: &str) -> Vec<Choice> {
    list.iter().map(|(code, zh, en)| (*code, ctx.pick(zh, en), *code == chosen)).collect()
}

#[derive(Template)]
#[template(path = "portal/request_new.html")]
struct NewPage {
    ctx: Ctx,
    agencies: Vec<(String, String)>,
    typed: Typed,
    challenge: Challenge,
    faults: Vec<FieldFault>,
}

impl NewPage {
    fn applicants(&self) -> Vec<Choice> {
        applicants(&self.ctx, &self.typed.form.applicant)
    }

    fn ways(&self) -> Vec<Choice> {
        choices(&self.ctx, &WAYS, &self.typed.form.way)
    }

    fn forms(&self) -> Vec<Choice> {
        choices(&self.ctx, &FORMS, &self.typed.form.form)
    }

    fn is_agency(&self, id: &str) -> bool {
        self.typed.form.agency_id == id
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| self.ctx.pick(&f.zh, &f.en))
    }
}

async fn show_form(app: &App, ctx: Ctx, typed: Typed, faults: Vec<FieldFault>) -> Result<Response, Failure> {
    let agencies = messages::addressees(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), view::name(&ctx, a).to_owned())).collect();
    let challenge = challenge::ask(app).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&NewPage { ctx, agencies, typed, challenge, faults })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The form of Art. 29.
pub async fn form(State(app): State<App>, ctx: Ctx, Query(query): Query<Typed>) -> Result<Response, Failure> {
    // Only the agency comes from the address: nothing of a person stands in one.
    let form = ApplicantForm { agency_id: query.form.agency_id, ..ApplicantForm::default() };
    show_form(&app, ctx, Typed { form, ..Typed::default() }, Vec::new()).await
}

#[derive(Template)]
#[template(path = "portal/request_receipt.html")]
struct ReceiptPage {
    ctx: Ctx,
    receipt: Receipt,
    agency: Agency,
}

impl ReceiptPage {
    fn agency_name(&self) -> &str {
        view::name(&self.ctx, &self.agency)
    }
}

/// Takes a request.
pub async fn submit(
    State(app): State<App>,
    ctx: Ctx,
    Own(own): Own,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    if !typed.website.is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    match requests::submit(&app, &typed.form).await {
        Ok(receipt) => {
            if let Some(session) = &own {
                applicants::link(&app, session, &receipt.id).await?;
            }
            let agency = gongkai_app::documents::agency(&app, &typed.form.agency_id).await?;
            let agency = agency.ok_or(Failure::NotFound)?;
            let page = html(&ReceiptPage { ctx, receipt, agency })?;
            Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
        }
        Err(RequestError::Fields(faults)) => show_form(&app, ctx, typed, faults).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// With what a request is found again. It is sent in the body: codes belong into no address and no log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Key {
    agency: String,
    number: String,
    code: String,
    /// What the applicant does.
    kind: String,
    text: String,
    letter: String,
    format: String,
}

#[derive(Template)]
#[template(path = "portal/request_find.html")]
struct FindPage {
    ctx: Ctx,
    agencies: Vec<(String, String)>,
    key: Key,
    problem: &'static str,
}

impl FindPage {
    fn is_agency(&self, id: &str) -> bool {
        self.key.agency == id
    }
}

async fn show_find(app: &App, ctx: Ctx, key: Key, is_wrong: bool) -> Result<Response, Failure> {
    let agencies = messages::publishing(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), view::name(&ctx, a).to_owned())).collect();
    let problem =
        ctx.pick("编号或查询码不对，请核对回执。", "Number and code do not fit; look at the receipt.");
    let problem = if is_wrong { problem } else { "" };
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = html(&FindPage { ctx, agencies, key, problem })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// Where number and code are typed.
pub async fn find(State(app): State<App>, ctx: Ctx, Query(query): Query<Key>) -> Result<Response, Failure> {
    show_find(&app, ctx, Key { agency: query.agency, ..Key::default() }, false).await
}

/// A letter on the page of a request.
struct TrackedLetter<'a> {
    letter: &'a SentLetter,
    /// When and how it went.
    sent: String,
}

#[derive(Template)]
#[template(path = "portal/request_track.html")]
struct TrackPage {
    ctx: Ctx,
    page: Tracked,
    key: Key,
    problem: String,
}

impl TrackPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn other<'a>(&'a self, agency: &'a Agency) -> &'a str {
        view::name(&self.ctx, agency)
    }

    fn state(&self) -> &'static str {
        let state = self.page.kept.case.state();
        self.ctx.pick(state.zh(), state.en())
    }

    /// What happened, as far as it concerns the applicant.
    fn events(&self) -> Vec<(String, &'static str)> {
        let is_shown = |kind: EventKind| {
            !matches!(
                kind,
                EventKind::Assigned
                    | EventKind::ConsultationAddressed
                    | EventKind::EvidenceFiled
                    | EventKind::AnswerDrafted
                    | EventKind::AnswerApproved
                    | EventKind::AnswerSentBack
                    | EventKind::Reversed
            )
        };
        let events = self.page.kept.events.iter().map(|e| (e.0.on, e.0.event.kind()));
        events
            .filter(|e| is_shown(e.1))
            .map(|(on, kind)| (on.to_string(), self.ctx.pick(kind.zh(), kind.en())))
            .collect()
    }

    /// Letters that were sent: name, number, how it went and when, and what it says.
    fn letters(&self) -> Vec<TrackedLetter<'_>> {
        let line = |letter: &SentLetter| {
            let way = letter.row.way.as_deref().and_then(Delivery::parse);
            let way = way.map_or("", |w| self.ctx.pick(w.zh(), w.en()));
            let post = letter.row.post_number.as_deref().unwrap_or_default();
            format!("{} {way} {post}", letter.row.sent_on.as_deref().unwrap_or_default())
                .trim_end()
                .to_owned()
        };
        let all = self.page.letters.iter();
        all.map(|letter| TrackedLetter { letter, sent: line(letter) }).collect()
    }

    /// Own files and what was released: id, name, size, what it is.
    /// Files: id, name, size, whose, and what was cut out.
    fn files(&self) -> Vec<(&str, &str, String, &'static str, String)> {
        let kind = |kind: &str| match kind {
            "released" => self.ctx.pick("提供的信息", "released"),
            _ => self.ctx.pick("您提交的", "yours"),
        };
        let all = self.page.files.iter();
        let line = |f: &'_ CaseFile| {
            // What is only marked yet is nothing that the applicant is told.
            let is_copy = f.row.copy_of.is_some();
            let cuts = if is_copy { cuts_in_words(&self.ctx, f) } else { String::new() };
            (view::size(f.row.size_bytes), kind(&f.row.kind), cuts)
        };
        all.map(|f| {
            let (size, kind, cuts) = line(f);
            (f.row.id.as_str(), f.name.as_str(), size, kind, cuts)
        })
        .collect()
    }

    /// What became of a suggestion to publish it: the sentence, and the document.
    fn suggestion(&self) -> Option<(String, Option<&str>)> {
        let pick = |zh: &str, en: &str| self.ctx.pick(zh, en).to_owned();
        Some(match self.page.suggestion.as_ref()? {
            Suggestion::Open => (
                pick(
                    "您建议将该信息纳入主动公开，本机关正在研究。",
                    "Your suggestion to publish it is being looked at.",
                ),
                None,
            ),
            Suggestion::Accepted(Some(id)) => {
                (pick("该信息已纳入主动公开：", "It is public now: "), Some(id.as_str()))
            }
            Suggestion::Accepted(None) => (
                pick(
                    "该信息已决定纳入主动公开，正在办理发布。",
                    "It was decided to publish it; that is under way.",
                ),
                None,
            ),
            Suggestion::Declined(reason) => {
                let before = self
                    .ctx
                    .pick("您的主动公开建议未被采纳：", "Your suggestion to publish it was declined: ");
                (format!("{before}{reason}"), None)
            }
        })
    }

    fn acts(&self) -> Vec<(&'static str, &'static str)> {
        self.page.acts.iter().map(|k| (k.code(), self.ctx.pick(k.zh(), k.en()))).collect()
    }

    fn ending(&self) -> Option<(&'static str, &'static str, String)> {
        let ended = self.page.kept.case.ended?;
        let name = self.ctx.pick(ended.ending.zh(), ended.ending.en());
        Some((name, ended.ending.article(), self.remedy(ended.ending.remedy(ended.on))))
    }

    fn remedy(&self, remedy: Remedy) -> String {
        let review = self.ctx.pick(
            "自收到答复之日起60日内可以向复议机关申请行政复议",
            "Within 60 days of receipt you can apply for administrative review",
        );
        match remedy {
            Remedy::ReviewFirst => format!(
                "{review}{}",
                self.ctx.pick(
                    "；对复议决定不服的，可以自收到复议决定书之日起15日内向人民法院起诉。须先申请复议，不能直接起诉。",
                    "; against its decision you can sue within 15 days. Review has to come first."
                )
            ),
            Remedy::Choice => format!(
                "{review}{}",
                self.ctx.pick("，也可以自知道之日起6个月内直接向人民法院提起行政诉讼。", ", or sue within six months.")
            ),
            Remedy::ReviewOnly => format!("{review}{}", self.ctx.pick("。", ".")),
            Remedy::None => String::new(),
        }
    }
}

async fn show_tracked(app: &App, ctx: Ctx, key: Key, problem: String) -> Result<Response, Failure> {
    match requests::track(app, &key.agency, &key.number, &key.code).await {
        Ok(page) => {
            let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let page = html(&TrackPage { ctx, page, key, problem })?;
            Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
        }
        Err(RequestError::NotFound) => show_find(app, ctx, key, true).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// The page of a request in the history of an account.
pub(super) async fn show_own(app: &App, ctx: Ctx, own: OwnKey) -> Result<Response, Failure> {
    let key = Key { agency: own.agency, number: own.number, code: own.code, ..Key::default() };
    show_tracked(app, ctx, key, String::new()).await
}

/// The page of a request, by number and code.
pub async fn track(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    show_tracked(&app, ctx, key, String::new()).await
}

/// Something that the applicant does.
pub async fn act(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    let who = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    let problem = match requests::applicant_act(&app, who, &key.kind, &key.text).await {
        Ok(()) => String::new(),
        Err(RequestError::Refused(why)) => ctx.pick(&why.zh(), &why.en()).to_owned(),
        Err(RequestError::Fields(faults)) => {
            faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ")
        }
        Err(RequestError::NotFound) => String::new(),
        Err(error) => return Err(failure(ctx.lang, error)),
    };
    show_tracked(&app, ctx, key, problem).await
}

/// A letter that was sent, as a file.
pub async fn letter(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&key.format).ok_or(Failure::NotFound)?;
    let who = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    match requests::tracked_letter(&app, who, &key.letter, format).await {
        Ok(file) => Ok(sent_file(file)),
        Err(RequestError::NotFound) => show_find(&app, ctx, key, true).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// A file of a request, for its applicant.
pub async fn file(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    let who = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    match requests::tracked_file(&app, who, &key.letter).await {
        Ok(file) => Ok(sent_file(file)),
        Err(RequestError::NotFound) => show_find(&app, ctx, key, true).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// A file that the applicant adds.
pub async fn add_file(State(app): State<App>, ctx: Ctx, form: Multipart) -> Result<Response, Failure> {
    let (upload, fields) = read_file(form).await?;
    let value = |name: &str| fields.iter().find(|f| f.0 == name).map_or("", |f| f.1.as_str()).to_owned();
    let key = Key { agency: value("agency"), number: value("number"), code: value("code"), ..Key::default() };
    let who = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    let problem = match requests::tracked_upload(&app, who, upload).await {
        Ok(()) | Err(RequestError::NotFound) => String::new(),
        Err(RequestError::Fields(faults)) => {
            faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ")
        }
        Err(error) => return Err(failure(ctx.lang, error)),
    };
    show_tracked(&app, ctx, key, problem).await
}

#[derive(Template)]
#[template(path = "portal/request_paper.html")]
struct PaperPage {
    ctx: Ctx,
}

/// The form to be printed (Art. 29).
pub async fn paper(ctx: Ctx) -> Result<Response, Failure> {
    html(&PaperPage { ctx })
}
