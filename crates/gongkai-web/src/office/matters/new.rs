//! A correction or complaint that came by letter, fax or word of mouth, written down by the office.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::FieldFault;
use gongkai_app::matters::{self, MatterError, MatterForm};
use gongkai_app::{App, messages};
use gongkai_domain::china_time;
use gongkai_domain::matter::MatterKind;
use gongkai_domain::request::event::Channel;
use jiff::civil::Date;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::requests::Choice;
use crate::portal::view::name;

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    channel: String,
    filed_on: String,
    #[serde(flatten)]
    form: MatterForm,
}

/// Which kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    kind: String,
}

#[derive(Template)]
#[template(path = "office/matter_new.html")]
struct NewPage {
    ctx: Ctx,
    agency_id: String,
    kind: MatterKind,
    agencies: Vec<(String, String)>,
    typed: Typed,
    faults: Vec<FieldFault>,
    today: String,
}

impl NewPage {
    fn is_correction(&self) -> bool {
        self.kind == MatterKind::Correction
    }

    fn title(&self) -> &'static str {
        match self.kind {
            MatterKind::Correction => self.ctx.pick("登记更正申请", "Write a correction down"),
            MatterKind::Complaint => self.ctx.pick("登记投诉举报", "Write a complaint down"),
        }
    }

    fn channels(&self) -> Vec<Choice> {
        let all = Channel::ALL.iter().filter(|c| !matches!(c, Channel::Online | Channel::Handover));
        all.map(|c| (c.code(), self.ctx.pick(c.zh(), c.en()), self.typed.channel == c.code())).collect()
    }

    fn is_about(&self, id: &str) -> bool {
        self.typed.form.agency_id == id
    }

    fn fields(&self) -> Vec<(&'static str, &'static str, &str)> {
        let t = &self.typed.form;
        let pick = |zh, en| self.ctx.pick(zh, en);
        vec![
            ("name", pick("姓名或名称", "Name"), &t.name),
            ("identity", pick("身份证明号码", "Number of the identity document"), &t.identity),
            ("telephone", pick("电话", "Telephone"), &t.telephone),
            ("address", pick("通信地址", "Address"), &t.address),
            ("email", pick("电子邮箱", "E-mail"), &t.email),
        ]
    }
}

async fn show_new(
    app: &App,
    ctx: Ctx,
    (agency_id, kind): (String, MatterKind),
    typed: Typed,
    faults: Vec<FieldFault>,
) -> Result<Response, Failure> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let today = china_time::day(gongkai_app::now_ms()).to_string();
    let agencies = messages::addressees(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), name(&ctx, a).to_owned())).collect();
    let page = html(&NewPage { ctx, agency_id, kind, agencies, typed, faults, today })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The form.
pub async fn blank(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let kind = MatterKind::parse(&which.kind).unwrap_or(MatterKind::Correction);
    show_new(&app, ctx, (agency, kind), Typed::default(), Vec::new()).await
}

/// Writes one down.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let kind = MatterKind::parse(&typed.kind).unwrap_or(MatterKind::Correction);
    let mut faults = Vec::new();
    let mut put = |field, zh: &str, en: &str| {
        faults.push(FieldFault { field, zh: zh.into(), en: en.into() });
    };
    // From which day a term runs is not guessed.
    let filed_on: Option<Date> = typed.filed_on.trim().parse().ok();
    if filed_on.is_none() {
        put("filed_on", "请填写日期，例如 2026-01-31。", "Enter a day, as 2026-01-31.");
    }
    let channel = Channel::parse(&typed.channel);
    let channel = channel.filter(|c| !matches!(c, Channel::Online | Channel::Handover));
    if channel.is_none() {
        put("channel", "请选择渠道。", "Choose how it came.");
    }
    let (Some(filed_on), Some(channel)) = (filed_on, channel) else {
        return show_new(&app, ctx, (agency, kind), typed, faults).await;
    };
    match matters::submit_for(&app, &by, &agency, (kind, &typed.form), (channel, filed_on)).await {
        Ok(receipt) => Ok(see(&format!("/office/agencies/{agency}/matters/{}", receipt.id))),
        Err(MatterError::Fields(faults)) => show_new(&app, ctx, (agency, kind), typed, faults).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
