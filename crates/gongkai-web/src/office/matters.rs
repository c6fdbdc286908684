//! `/office/agencies/{agency}/matters`: corrections and complaints, and what is done in them.

pub mod new;
pub mod settings;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::matters::{
    self, MatterDesk, MatterError, MatterLine, MatterLink, MatterPage, NextMatterAct, TypedMatterAct,
};
use gongkai_app::reports::DownloadFormat;
use gongkai_app::{Agency, App};
use gongkai_domain::china_time;
use gongkai_domain::matter::{EventKind, MatterClock, MatterKind, Refused, Settlement, State as MatterState};
use gongkai_domain::request::ClockState;
use gongkai_domain::request::event::Delivery;
use serde::Deserialize;

use super::requests::letters::sent_file;
use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, Lang, html};
use crate::portal::view::name;

/// What to tell when something about a matter is refused.
pub fn failure(lang: Lang, error: MatterError) -> Failure {
    match error {
        MatterError::NotFound => Failure::NotFound,
        MatterError::Forbidden(refusal) => Failure::Refused(refusal),
        MatterError::Refused(why) => Failure::NotNow(refusal(lang, &why)),
        MatterError::Fields(faults) => {
            let words: Vec<&str> = faults.iter().map(|f| lang.pick(&f.zh, &f.en)).collect();
            Failure::NotNow(words.join(lang.pick("；", "; ")))
        }
        MatterError::Calendar(gap) => Failure::NotNow(refusal(lang, &Refused::Calendar(gap))),
        MatterError::Internal(e) => Failure::Internal(e),
    }
}

/// The reason with the article behind it.
fn refusal(lang: Lang, why: &Refused) -> String {
    let text = lang.pick(&why.zh(), &why.en()).to_owned();
    match why.article() {
        "" => text,
        article => format!("{text}（{article}）"),
    }
}

/// Which matters: of a kind, all kinds when empty; `all` shows those that are over as well.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    kind: String,
    all: String,
}

#[derive(Template)]
#[template(path = "office/matters.html")]
struct ListPage {
    ctx: Ctx,
    page: MatterDesk,
    query: ListQuery,
}

impl ListPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn tabs(&self) -> Vec<(&'static str, &'static str, usize)> {
        let all = self.page.counts.iter().map(|c| c.1).sum();
        let mut tabs = vec![("", self.ctx.pick("全部待办", "Open"), all)];
        tabs.extend(self.page.counts.iter().map(|(k, n)| (k.code(), self.ctx.pick(k.zh(), k.en()), *n)));
        tabs
    }

    fn is_kind(&self, code: &str) -> bool {
        self.query.kind == code
    }

    fn kind(&self, line: &MatterLine) -> &'static str {
        MatterKind::parse(&line.row.kind).map_or("", |k| self.ctx.pick(k.zh(), k.en()))
    }

    fn state(&self, line: &MatterLine) -> &'static str {
        match line.row.owed.as_str() {
            "mending" => self.ctx.pick("等待整改", "To be mended"),
            _ => MatterState::parse(&line.row.state).map_or("", |s| self.ctx.pick(s.zh(), s.en())),
        }
    }

    fn due(&self, line: &MatterLine) -> String {
        line.due.map(|d| d.to_string()).unwrap_or_default()
    }
}

/// The matters of an agency.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    let which = (MatterKind::parse(&query.kind), query.all.is_empty());
    let page = matters::matter_desk(&app, &by, &agency, which).await.map_err(|e| failure(ctx.lang, e))?;
    html(&ListPage { ctx, page, query })
}

#[derive(Template)]
#[template(path = "office/matter.html")]
struct ShowPage {
    ctx: Ctx,
    page: MatterPage,
    today: String,
}

impl ShowPage {
    fn name<'a>(&'a self, agency: &'a Agency) -> &'a str {
        name(&self.ctx, agency)
    }

    fn kind(&self) -> &'static str {
        let kind = self.page.kept.matter.kind;
        self.ctx.pick(kind.zh(), kind.en())
    }

    fn is_correction(&self) -> bool {
        self.page.kept.matter.kind == MatterKind::Correction
    }

    fn state(&self) -> &'static str {
        let state = self.page.kept.matter.state();
        self.ctx.pick(state.zh(), state.en())
    }

    fn person(&self) -> Vec<(&'static str, &str)> {
        let fields = [
            ("name", "姓名或名称", "Name"),
            ("identity", "身份证明", "Identity"),
            ("telephone", "电话", "Telephone"),
            ("address", "地址", "Address"),
            ("email", "电子邮箱", "E-mail"),
        ];
        let all = fields.into_iter().map(|(f, zh, en)| (self.ctx.pick(zh, en), self.page.value(f)));
        all.filter(|f| !f.1.is_empty()).collect()
    }

    /// What was said in the course of it: by whom, and the words.
    fn said(&self) -> Vec<(&'static str, &str)> {
        let fields = [
            ("asked", "要求补充的材料", "Evidence that is asked for"),
            ("question", "要求被投诉机关说明的问题", "What the agency concerned is asked"),
            ("statement", "被投诉机关的说明", "What the agency concerned says"),
            ("reason", "拟办意见（写入告知书）", "Grounds of the proposal, as the letter has them"),
            ("mended", "整改情况", "What was mended"),
        ];
        let own = self.page.fields.iter().filter(|f| f.0.starts_with("said-"));
        let own = own.map(|f| (self.ctx.pick("提出人的补充", "What the person added"), f.1.as_str()));
        let all = fields.into_iter().map(|(f, zh, en)| (self.ctx.pick(zh, en), self.page.value(f)));
        all.chain(own).filter(|f| !f.1.is_empty()).collect()
    }

    fn clocks(&self) -> Vec<(&MatterClock, &'static str, &'static str, &'static str)> {
        let Ok(standing) = &self.page.standing else { return Vec::new() };
        let severity = |state| match state {
            ClockState::Missed => "error",
            ClockState::Running => "info",
            ClockState::Stopped => "warning",
            ClockState::Met | ClockState::Over => "ok",
        };
        let pick = |zh, en| self.ctx.pick(zh, en);
        let all = standing.clocks.iter();
        all.map(|c| (c, pick(c.kind.zh(), c.kind.en()), pick(c.state.zh(), c.state.en()), severity(c.state)))
            .collect()
    }

    fn word(&self, kind: &EventKind) -> &'static str {
        self.ctx.pick(kind.zh(), kind.en())
    }

    fn own(&self) -> Vec<&NextMatterAct> {
        self.page.next.iter().filter(|n| n.is_own).collect()
    }

    fn for_others(&self) -> Vec<&NextMatterAct> {
        self.page.next.iter().filter(|n| !n.is_own).collect()
    }

    fn limit(&self, act: &NextMatterAct) -> &'static str {
        self.ctx.pick(act.line.limit, act.line.limit_en)
    }

    fn days_of(&self, act: &NextMatterAct) -> Option<u16> {
        let set = &self.page.settings;
        match act.line.kind {
            EventKind::EvidenceAsked => Some(set.evidence),
            EventKind::StatementAsked => Some(set.statement),
            EventKind::Proposed if !self.is_correction() => Some(set.mending),
            _ => None,
        }
    }

    fn list(&self, act: &NextMatterAct) -> Option<(&'static str, Vec<(&str, &str)>)> {
        match act.line.kind {
            EventKind::Assigned => {
                let people = self.page.colleagues.iter().map(|(id, name)| (id.as_str(), name.as_str()));
                Some(("to", people.collect()))
            }
            EventKind::PassedOn => {
                let others = self.page.others.iter().map(|a| (a.id.as_str(), name(&self.ctx, a)));
                Some(("to", others.collect()))
            }
            EventKind::Proposed => {
                let kind = self.page.kept.matter.kind;
                let is_taken = self.page.kept.matter.accepted_on.is_some();
                let fits = |s: &&Settlement| {
                    s.of().contains(&kind)
                        && (is_taken || matches!(s, Settlement::Elsewhere | Settlement::PassedOn))
                };
                let all = Settlement::ALL.iter().filter(fits);
                Some(("settlement", all.map(|s| (s.code(), self.ctx.pick(s.zh(), s.en()))).collect()))
            }
            EventKind::Told => {
                let fits = |w: &&Delivery| !self.page.kept.matter.is_anonymous || **w == Delivery::Portal;
                let all = Delivery::ALL.iter().rev().filter(fits);
                Some(("way", all.map(|w| (w.code(), self.ctx.pick(w.zh(), w.en()))).collect()))
            }
            _ => None,
        }
    }

    /// What the words of an act are called; nothing for acts without.
    fn words(&self, act: &NextMatterAct) -> Option<&'static str> {
        let pick = |zh, en| Some(self.ctx.pick(zh, en));
        match act.line.kind {
            EventKind::EvidenceAsked => pick("需要补充什么", "What is to be shown"),
            EventKind::StatementAsked => pick(
                "需要说明的问题（被投诉机关可见，请勿写提出人信息）",
                "What it is asked (it sees this: nothing of who complains)",
            ),
            EventKind::Proposed => pick(
                "理由（写入告知书；责令改正的被投诉机关可见）",
                "Grounds (for the letter; the agency concerned sees those of an order)",
            ),
            EventKind::StatementReceived => pick("说明内容", "What it says"),
            EventKind::EvidenceReceived => pick("补充的内容", "What came"),
            EventKind::Mended => pick("整改情况", "What was mended"),
            EventKind::SentBack | EventKind::Reversed => pick("理由", "Reason"),
            _ => None,
        }
    }

    fn is_proposal(&self, act: &NextMatterAct) -> bool {
        act.line.kind == EventKind::Proposed
    }

    fn is_reversal(&self, act: &NextMatterAct) -> bool {
        act.line.kind == EventKind::Reversed
    }

    fn last_number(&self) -> usize {
        self.page.events.len().saturating_sub(1)
    }

    fn proposal(&self) -> Option<(&'static str, bool)> {
        let proposal = self.page.kept.matter.proposal.as_ref()?;
        let settlement = proposal.settlement;
        Some((self.ctx.pick(settlement.zh(), settlement.en()), proposal.decided_on.is_some()))
    }

    fn link(&self, link: &MatterLink) -> &'static str {
        match link.is_from {
            true => self.ctx.pick("转送自", "Passed on by"),
            false => self.ctx.pick("已转送", "Passed on to"),
        }
    }
}

async fn show_matter(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    path: (&str, &str),
    reason: Option<&str>,
) -> Result<Response, Failure> {
    let page = matters::show(app, by, path, reason).await.map_err(|e| failure(ctx.lang, e))?;
    let today = china_time::day(gongkai_app::now_ms()).to_string();
    let page = html(&ShowPage { ctx, page, today })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// A matter.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, matter)): Path<(String, String)>,
) -> Result<Response, Failure> {
    show_matter(&app, ctx, &by, (&agency, &matter), None).await
}

/// Why somebody looks at contact and identity.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// A matter with contact and identity in full, which is put on record.
pub async fn open(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, matter)): Path<(String, String)>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    show_matter(&app, ctx, &by, (&agency, &matter), Some(&reason.reason)).await
}

/// An act as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedForm {
    kind: String,
    on: String,
    days: String,
    settlement: String,
    way: String,
    to: String,
    number: String,
    text: String,
    other: String,
}

/// Something is done in a matter.
pub async fn act(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, matter)): Path<(String, String)>,
    Form(t): Form<TypedForm>,
) -> Result<Response, Failure> {
    let typed = TypedMatterAct {
        kind: t.kind,
        on: t.on,
        days: t.days,
        settlement: t.settlement,
        way: t.way,
        to: t.to,
        number: t.number,
        text: t.text,
        other: t.other,
    };
    matters::act(&app, &by, (&agency, &matter), &typed).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/matters/{matter}")))
}

/// The letter as a file.
pub async fn letter(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, matter, format)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let file = matters::matter_letter_file(&app, &by, (&agency, &matter), format).await;
    Ok(sent_file(file.map_err(|e| failure(ctx.lang, e))?))
}
