//! `/corrections`, `/complaints`, `/matters`: have a record about oneself corrected, complain about how an agency discloses, and
//! follow it, without an account.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::FieldFault;
use gongkai_app::matters::{self, MatterError, MatterForm, MatterReceipt, TrackedMatter};
use gongkai_app::reports::DownloadFormat;
use gongkai_app::{Agency, App, messages};
use gongkai_domain::matter::{EventKind, MatterKind};
use serde::Deserialize;

use super::view;
use crate::error::Failure;
use crate::office::matters::failure;
use crate::office::requests::letters::sent_file;
use crate::page::{Ctx, html};

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    #[serde(flatten)]
    form: MatterForm,
    /// A field that people do not see.
    website: String,
}

#[derive(Template)]
#[template(path = "portal/matter_new.html")]
struct NewPage {
    ctx: Ctx,
    kind: MatterKind,
    agencies: Vec<(String, String)>,
    form: MatterForm,
    challenge: Challenge,
    faults: Vec<FieldFault>,
}

impl NewPage {
    fn is_correction(&self) -> bool {
        self.kind == MatterKind::Correction
    }

    fn address(&self) -> &'static str {
        if self.is_correction() { "/corrections/new" } else { "/complaints/new" }
    }

    fn is_agency(&self, id: &str) -> bool {
        self.form.agency_id == id
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| self.ctx.pick(&f.zh, &f.en))
    }
}

async fn show_form(
    app: &App,
    ctx: Ctx,
    kind: MatterKind,
    form: MatterForm,
    faults: Vec<FieldFault>,
) -> Result<Response, Failure> {
    let agencies = messages::addressees(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), view::name(&ctx, a).to_owned())).collect();
    let challenge = challenge::ask(app).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&NewPage { ctx, kind, agencies, form, challenge, faults })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// Only the agency comes from an address: nothing of a person stands in one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    agency: String,
}

/// The form of a correction (Art. 41).
pub async fn correction(
    State(app): State<App>,
    ctx: Ctx,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let form = MatterForm { agency_id: which.agency, ..MatterForm::default() };
    show_form(&app, ctx, MatterKind::Correction, form, Vec::new()).await
}

/// The form of a complaint (Art. 47, 51).
pub async fn complaint(
    State(app): State<App>,
    ctx: Ctx,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let form = MatterForm { agency_id: which.agency, ..MatterForm::default() };
    show_form(&app, ctx, MatterKind::Complaint, form, Vec::new()).await
}

#[derive(Template)]
#[template(path = "portal/matter_receipt.html")]
struct ReceiptPage {
    ctx: Ctx,
    kind: MatterKind,
    receipt: MatterReceipt,
}

impl ReceiptPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.receipt.agency)
    }
}

async fn send(app: &App, ctx: Ctx, kind: MatterKind, typed: Typed) -> Result<Response, Failure> {
    if !typed.website.is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    match matters::submit(app, kind, &typed.form).await {
        Ok(receipt) => {
            let page = html(&ReceiptPage { ctx, kind, receipt })?;
            Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
        }
        Err(MatterError::Fields(faults)) => show_form(app, ctx, kind, typed.form, faults).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// Takes a correction.
pub async fn send_correction(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    send(&app, ctx, MatterKind::Correction, typed).await
}

/// Takes a complaint.
pub async fn send_complaint(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    send(&app, ctx, MatterKind::Complaint, typed).await
}

/// With what a matter is found again, sent in the body: codes belong into no address and no log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Key {
    agency: String,
    number: String,
    code: String,
    kind: String,
    text: String,
    format: String,
}

#[derive(Template)]
#[template(path = "portal/matter_find.html")]
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
pub async fn find(State(app): State<App>, ctx: Ctx, Query(which): Query<Which>) -> Result<Response, Failure> {
    show_find(&app, ctx, Key { agency: which.agency, ..Key::default() }, false).await
}

#[derive(Template)]
#[template(path = "portal/matter_track.html")]
struct TrackPage {
    ctx: Ctx,
    page: TrackedMatter,
    key: Key,
    problem: String,
}

impl TrackPage {
    fn agency<'a>(&'a self, agency: &'a Agency) -> &'a str {
        view::name(&self.ctx, agency)
    }

    fn kind(&self) -> &'static str {
        let kind = self.page.kept.matter.kind;
        self.ctx.pick(kind.zh(), kind.en())
    }

    fn state(&self) -> &'static str {
        let state = self.page.kept.matter.state();
        self.ctx.pick(state.zh(), state.en())
    }

    /// What happened, as far as it concerns who filed it.
    fn events(&self) -> Vec<(String, &'static str)> {
        let is_shown = |kind: EventKind| {
            !matches!(
                kind,
                EventKind::Assigned | EventKind::Proposed | EventKind::SentBack | EventKind::Reversed
            )
        };
        let events = self.page.kept.events.iter().map(|e| (e.0.on, e.0.event.kind()));
        let shown = events.filter(|e| is_shown(e.1));
        shown.map(|(on, kind)| (on.to_string(), self.ctx.pick(kind.zh(), kind.en()))).collect()
    }

    fn settlement(&self) -> Option<(&'static str, &'static str)> {
        self.page.kept.matter.told?;
        let (settlement, _) = self.page.kept.matter.settled()?;
        Some((self.ctx.pick(settlement.zh(), settlement.en()), settlement.article()))
    }

    fn acts(&self) -> Vec<(&'static str, &'static str)> {
        let word = |kind: &EventKind| match kind {
            EventKind::EvidenceReceived => self.ctx.pick("补充证据材料", "Send what shows it"),
            kind => self.ctx.pick(kind.zh(), kind.en()),
        };
        self.page.acts.iter().map(|k| (k.code(), word(k))).collect()
    }
}

async fn show_tracked(app: &App, ctx: Ctx, key: Key, problem: String) -> Result<Response, Failure> {
    match matters::track(app, (&key.agency, &key.number, &key.code)).await {
        Ok(page) => {
            let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let page = html(&TrackPage { ctx, page, key, problem })?;
            Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
        }
        Err(MatterError::NotFound) => show_find(app, ctx, key, true).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// The page of a matter, by number and code.
pub async fn track(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    show_tracked(&app, ctx, key, String::new()).await
}

/// Something that who filed it does.
pub async fn act(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    let of = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    let problem = match matters::person_act(&app, of, (&key.kind, &key.text)).await {
        Ok(()) | Err(MatterError::NotFound) => String::new(),
        Err(MatterError::Refused(why)) => ctx.pick(&why.zh(), &why.en()).to_owned(),
        Err(MatterError::Fields(faults)) => {
            faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ")
        }
        Err(error) => return Err(failure(ctx.lang, error)),
    };
    show_tracked(&app, ctx, key, problem).await
}

/// The letter, as a file.
pub async fn letter(State(app): State<App>, ctx: Ctx, Form(key): Form<Key>) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&key.format).ok_or(Failure::NotFound)?;
    let of = (key.agency.as_str(), key.number.as_str(), key.code.as_str());
    match matters::tracked_matter_letter(&app, of, format).await {
        Ok(file) => Ok(sent_file(file)),
        Err(MatterError::NotFound) => show_find(&app, ctx, key, true).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
