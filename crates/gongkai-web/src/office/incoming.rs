//! `/office/agencies/{agency}/incoming`: what other agencies put on an agency's desk: consultations, questions about complaints,
//! orders.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::matters::{self, Concern, Owed};
use gongkai_app::requests::{self, Ask};
use gongkai_app::{Agency, App};
use gongkai_domain::china_time;
use gongkai_domain::request::event::Reply;
use jiff::civil::Date;
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

#[derive(Template)]
#[template(path = "office/incoming.html")]
struct IncomingPage {
    ctx: Ctx,
    agency: Agency,
    asks: Vec<Ask>,
    concerns: Vec<Concern>,
    today: Date,
}

impl IncomingPage {
    fn name<'a>(&'a self, agency: &'a Agency) -> &'a str {
        name(&self.ctx, agency)
    }

    fn whom(&self, ask: &Ask) -> &'static str {
        self.ctx.pick(ask.whom.zh(), ask.whom.en())
    }

    fn reply(&self, ask: &Ask) -> Option<&'static str> {
        ask.reply.map(|r| self.ctx.pick(r.zh(), r.en()))
    }

    fn is_late(&self, ask: &Ask) -> bool {
        ask.due.is_some_and(|due| self.today > due)
    }

    fn day(&self, day: &Option<Date>) -> String {
        day.map(|d| d.to_string()).unwrap_or_default()
    }

    fn replies(&self) -> Vec<(&'static str, &'static str)> {
        let all = Reply::ALL.iter().filter(|r| **r != Reply::Silent);
        all.map(|r| (r.code(), self.ctx.pick(r.zh(), r.en()))).collect()
    }

    /// What is owed in a complaint: the word, its look, and what is to be written; nothing when all is done.
    fn owed(&self, concern: &Concern) -> Option<(&'static str, &'static str)> {
        match concern.owed {
            Owed::Statement => Some((
                self.ctx.pick("待说明", "To be answered"),
                self.ctx.pick("说明", "What there is to say"),
            )),
            Owed::Mending => Some((
                self.ctx.pick("责令改正", "To be mended"),
                self.ctx.pick("整改情况", "What was mended"),
            )),
            Owed::Nothing => None,
        }
    }
}

/// The page.
pub async fn incoming(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let asks = requests::asks(&app, &by, &agency).await;
    let (found, asks) = asks.map_err(|e| super::requests::failure(ctx.lang, e))?;
    let concerns = matters::concerns(&app, &by, &agency).await;
    let concerns = concerns.map_err(|e| super::matters::failure(ctx.lang, e))?;
    let today = china_time::day(gongkai_app::now_ms());
    let page = html(&IncomingPage { ctx, agency: found, asks, concerns, today })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// An opinion, or what an agency has to say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    reply: String,
    text: String,
}

/// Answers a consultation.
pub async fn answer_ask(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, number)): Path<(String, String, i64)>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let reply = (said.reply.as_str(), said.text.as_str());
    let done = requests::answer_ask(&app, &by, &agency, (&request, number), reply).await;
    done.map_err(|e| super::requests::failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/incoming")))
}

/// Answers a question about a complaint, or tells that an order was carried out.
pub async fn answer_concern(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, matter)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let done = matters::answer_concern(&app, &by, (&agency, &matter), &said.text).await;
    done.map_err(|e| super::matters::failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/incoming")))
}
