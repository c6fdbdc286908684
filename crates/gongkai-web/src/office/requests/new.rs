//! A request that came by letter, fax or word of mouth, written down by the office.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::documents::FieldFault;
use gongkai_app::inbox;
use gongkai_app::requests::{self, ApplicantForm, RequestError};
use gongkai_domain::china_time;
use gongkai_domain::request::event::Channel;
use jiff::civil::Date;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::requests::{Choice, applicants, choices};

/// A request that came another way, as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedRequest {
    channel: String,
    submitted_on: String,
    received_on: String,
    /// The mail that it came by.
    mail: String,
    #[serde(flatten)]
    form: ApplicantForm,
}

#[derive(Template)]
#[template(path = "office/request_new.html")]
struct NewPage {
    ctx: Ctx,
    agency_id: String,
    typed: TypedRequest,
    faults: Vec<FieldFault>,
    today: String,
}

impl NewPage {
    fn applicants(&self) -> Vec<Choice> {
        applicants(&self.ctx, &self.typed.form.applicant)
    }

    fn channels(&self) -> Vec<Choice> {
        let all = Channel::ALL
            .iter()
            .filter(|c| is_written_down(**c) || (**c == Channel::Online && !self.typed.mail.is_empty()));
        all.map(|c| (c.code(), self.ctx.pick(c.zh(), c.en()), self.typed.channel == c.code())).collect()
    }

    fn fields(&self) -> Vec<(&'static str, &'static str, &str)> {
        let t = &self.typed.form;
        let pick = |zh, en| self.ctx.pick(zh, en);
        vec![
            ("name", pick("姓名或名称", "Name"), &t.name),
            (
                "identity",
                pick("身份证明号码或统一社会信用代码", "Number of the identity document"),
                &t.identity,
            ),
            ("contact", pick("联系人", "Contact"), &t.contact),
            ("telephone", pick("电话", "Telephone"), &t.telephone),
            ("address", pick("通信地址", "Address"), &t.address),
            ("email", pick("电子邮箱", "E-mail"), &t.email),
        ]
    }

    fn lists(&self) -> Vec<(&'static str, &'static str, Vec<Choice>)> {
        let choose = |list, chosen| choices(&self.ctx, list, chosen);
        vec![
            ("way", self.ctx.pick("获取信息的途径", "Way"), choose(&requests::WAYS, &self.typed.form.way)),
            (
                "form",
                self.ctx.pick("提供信息的形式", "Form"),
                choose(&requests::FORMS, &self.typed.form.form),
            ),
        ]
    }
}

/// Whether somebody of the office writes down what comes so.
fn is_written_down(channel: Channel) -> bool {
    !matches!(channel, Channel::Online | Channel::Handover)
}

fn show_new(
    ctx: Ctx,
    agency_id: String,
    typed: TypedRequest,
    faults: Vec<FieldFault>,
) -> Result<Response, Failure> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let today = china_time::day(gongkai_app::now_ms()).to_string();
    let page = html(&NewPage { ctx, agency_id, typed, faults, today })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// From which mail the form is filled.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromMail {
    mail: String,
}

/// The form for requests by letter, fax or word of mouth, or filled from a mail.
pub async fn blank(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(from): Query<FromMail>,
) -> Result<Response, Failure> {
    if from.mail.is_empty() {
        return show_new(ctx, agency, TypedRequest::default(), Vec::new());
    }
    let found = inbox::form_of(&app, &by, &agency, &from.mail).await;
    let (form, mail) = found.map_err(|e| failure(ctx.lang, e))?;
    let typed = TypedRequest {
        channel: Channel::Online.code().into(),
        submitted_on: mail.came_on,
        received_on: String::new(),
        mail: mail.id,
        form,
    };
    show_new(ctx, agency, typed, Vec::new())
}

/// Writes one down.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<TypedRequest>,
) -> Result<Response, Failure> {
    let today = china_time::day(gongkai_app::now_ms());
    // From which day a term runs is not guessed: a day that cannot be read goes back to who typed it.
    let mut faults = Vec::new();
    let submitted_on = day("submitted_on", &typed.submitted_on, &mut faults).unwrap_or(today);
    let received_on = day("received_on", &typed.received_on, &mut faults);
    let is_mail = !typed.mail.is_empty();
    let channel = Channel::parse(&typed.channel);
    let channel = channel.filter(|c| is_written_down(*c) || (is_mail && *c == Channel::Online));
    if channel.is_none() {
        let (zh, en) = ("请选择渠道。".to_owned(), "Choose how it came.".to_owned());
        faults.push(FieldFault { field: "channel", zh, en });
    }
    let Some(channel) = channel.filter(|_| faults.is_empty()) else {
        return show_new(ctx, agency, typed, faults);
    };
    let form = ApplicantForm { agency_id: agency.clone(), ..typed.form.clone() };
    let (days, mail) = ((submitted_on, received_on), Some(typed.mail.as_str()).filter(|_| is_mail));
    match requests::submit_from_mail(&app, &by, &form, channel, days, mail).await {
        Ok(receipt) => Ok(see(&format!("/office/agencies/{agency}/requests/{}", receipt.id))),
        Err(RequestError::Fields(faults)) => show_new(ctx, agency, typed, faults),
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// A day that was typed; nothing if the field is empty, and a fault if it is no day.
fn day(field: &'static str, typed: &str, faults: &mut Vec<FieldFault>) -> Option<Date> {
    let typed = typed.trim();
    let day = typed.parse().ok();
    if day.is_none() && !typed.is_empty() {
        faults.push(FieldFault {
            field,
            zh: format!("“{typed}”不是日期，请写成 2026-01-31 的样子。"),
            en: format!("“{typed}” is no date; write it like 2026-01-31."),
        });
    }
    day
}
