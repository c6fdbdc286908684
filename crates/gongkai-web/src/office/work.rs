//! `/office/documents/{id}`: where it stands, what was said, and what can be done next.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::documents::{self, TimelineEntry, WorkPage};
use gongkai_app::reports::DownloadFormat;
use gongkai_domain::china_time;
use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::document::Stage;
use gongkai_domain::disclosure::review::{Finding, Weight};
use gongkai_domain::disclosure::revision::HasText;
use serde::Deserialize;

use super::{failure, see, view};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name, size};

/// What is said with an act.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Word {
    /// Opinion, reason or note.
    text: String,
    /// The step that was seen.
    step: usize,
    /// The finding.
    key: String,
    /// `2026-03-02T09:30`, time of China.
    at: String,
}

/// A step of the review: its name, and `done`, `due` or nothing.
struct StepView {
    name: String,
    state: &'static str,
    by: String,
}

#[derive(Template)]
#[template(path = "office/work.html")]
struct WorkView {
    ctx: Ctx,
    id: String,
    page: WorkPage,
    title: String,
    stage: String,
    step: usize,
    steps: Vec<StepView>,
    why_not: Option<String>,
}

impl WorkView {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn is_public(&self) -> bool {
        self.page.kept.document.public().is_some()
    }

    fn is_withdrawn(&self) -> bool {
        self.page.kept.document.withdrawn.is_some()
    }

    fn when(&self, entry: &TimelineEntry) -> String {
        china_time::minute(entry.event.at_ms)
    }

    fn act(&self, entry: &TimelineEntry) -> String {
        view::act(&self.ctx, &entry.event.kind)
    }

    fn due(&self) -> Option<String> {
        self.page.due_on.map(|d| d.to_string())
    }

    fn faults(&self) -> Vec<String> {
        let word = |f: &gongkai_domain::disclosure::revision::Fault| self.ctx.pick(f.zh(), f.en()).to_owned();
        self.page.faults.iter().map(word).collect()
    }

    /// Findings of this round: the finding, and how it was settled.
    fn findings(&self) -> Vec<(Finding, Option<String>)> {
        let Some(work) = &self.page.kept.document.work else { return Vec::new() };
        let settled =
            |f: &Finding| work.settlements.iter().find(|s| s.key == f.key).map(|s| s.reason.clone());
        work.findings.iter().map(|f| (f.clone(), settled(f))).collect()
    }

    fn is_heavy(&self, finding: &Finding) -> bool {
        finding.weight == Weight::Settle
    }

    fn reason<'a>(&'a self, finding: &'a Finding) -> &'a str {
        self.ctx.pick(&finding.reason, &finding.reason_en)
    }

    /// Versions with a sheet of their own beside the one that is shown first.
    fn other_sheets(&self) -> Vec<u32> {
        let d = &self.page.kept.document;
        let shown = d.work.is_none() as usize;
        d.versions.iter().rev().skip(shown).map(|version| version.number).collect()
    }

    /// Files of the version in work, else of the public one: address, name, size, hash.
    fn files(&self) -> Vec<(String, String, String, String)> {
        let d = &self.page.kept.document;
        let revision = d.work.as_ref().map(|w| &w.revision).or(d.versions.last().map(|v| &v.revision));
        let file = |a: &gongkai_domain::disclosure::revision::Attachment| {
            let bytes = i64::try_from(a.size_bytes).unwrap_or(i64::MAX);
            (
                format!("/files/{}/{}", a.sha256, encode(&a.name)),
                a.name.clone(),
                size(bytes),
                a.sha256.clone(),
            )
        };
        revision.map(|r| r.attachments.iter().map(file).collect()).unwrap_or_default()
    }
}

fn steps(ctx: &Ctx, page: &WorkPage) -> Vec<StepView> {
    let d = &page.kept.document;
    let Some(work) = &d.work else { return Vec::new() };
    let due = match work.stage {
        Stage::InReview { step } => Some(step),
        Stage::Approved | Stage::Scheduled { .. } => Some(d.plan.steps().len()),
        Stage::Draft | Stage::SentBack => None,
    };
    let view = |(at, step): (usize, &gongkai_domain::disclosure::review::Step)| {
        let said = work.opinions.iter().rev().find(|o| o.round == work.round && o.step == at);
        StepView {
            name: ctx.pick(&step.name, &step.name_en).to_owned(),
            state: match due {
                Some(due) if at < due => "done",
                Some(due) if at == due => "due",
                _ => "",
            },
            by: said.map(|o| page.name(&o.by).to_owned()).unwrap_or_default(),
        }
    };
    d.plan.steps().iter().enumerate().map(view).collect()
}

/// The page.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let page = documents::show(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?;
    let d = &page.kept.document;
    let newest = d.work.as_ref().map(|w| &w.revision).or(d.versions.last().map(|v| &v.revision));
    let title = newest.map(|r| r.title.clone()).unwrap_or_default();
    let step = match d.work.as_ref().map(|w| w.stage) {
        Some(Stage::InReview { step }) => step,
        _ => 0,
    };
    let role = d.work.as_ref().and_then(|w| match w.stage {
        Stage::InReview { step } => d.plan.steps().get(step).map(|s| s.role.code()),
        _ => None,
    });
    let stage = match &d.work {
        Some(work) => view::stage(&ctx, work.stage.code(), role),
        None if d.withdrawn.is_some() => ctx.pick("已撤下", "Withdrawn").to_owned(),
        None => ctx.pick("已公开", "Public").to_owned(),
    };
    let zh = ctx.lang == crate::page::Lang::Zh;
    let why_not = page.why_not.as_ref().map(|e| if zh { e.zh() } else { e.en() });
    let steps = steps(&ctx, &page);
    html(&WorkView { title, stage, step, steps, why_not, id, page, ctx })
}

/// Which version a sheet is asked of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SheetQuery {
    /// Its number; without it the version in work, else the newest.
    version: Option<u32>,
}

/// The sheet of its review, to print, sign and file.
pub async fn review_sheet(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((id, format)): Path<(String, String)>,
    Query(query): Query<SheetQuery>,
) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let sheet = documents::review_sheet(&app, &by, &id, query.version, format)
        .await
        .map_err(|e| failure(ctx.lang, e))?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(&sheet.name));
    let headers = [
        (CONTENT_TYPE, sheet.media_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, sheet.bytes).into_response())
}

async fn act(app: &App, ctx: &Ctx, by: &Signed, id: &str, act: Act) -> Result<Response, Failure> {
    documents::act(app, by, id, act).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/documents/{id}")))
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident($word:ident) => $act:expr;)*) => {$(
        $(#[$doc])*
        pub async fn $name(
            State(app): State<App>,
            ctx: Ctx,
            Staff(by): Staff,
            Path(id): Path<String>,
            Form($word): Form<Word>,
        ) -> Result<Response, Failure> {
            act(&app, &ctx, &by, &id, $act).await
        }
    )*};
}

acts! {
    /// Hands it in. What the automatic check finds is added by the application.
    submit(_word) => Act::Submit { findings: Vec::new(), has_text: HasText::Yes };
    /// Gives the version in work up.
    discard(word) => Act::Discard { reason: word.text };
    /// Begins a correction.
    correct(word) => Act::OpenCorrection { note: word.text };
    /// Passes the step that is due.
    pass(word) => Act::Pass { step: word.step, opinion: word.text };
    /// Sends it back.
    send_back(word) => Act::SendBack { step: word.step, reason: word.text };
    /// Lets a finding stand.
    settle(word) => Act::Settle { key: word.key, reason: word.text };
    /// Publishes it now.
    publish(_word) => Act::Publish;
    /// Takes the time back.
    unschedule(_word) => Act::Unschedule;
    /// Takes the document down.
    withdraw(word) => Act::Withdraw { reason: word.text };
}

/// Publishes it at a time to come.
pub async fn schedule(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(word): Form<Word>,
) -> Result<Response, Failure> {
    let at_ms = china_time::parse_minute(&word.at).ok_or_else(|| Failure::Invalid("at".into()))?;
    act(&app, &ctx, &by, &id, Act::Schedule { at_ms }).await
}
