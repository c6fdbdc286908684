//! `/office/agencies/{agency}/requests`: the work list, a case, and what is done in it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::FieldFault;
use gongkai_app::requests::{
    self, ApplicantForm, CasePage, DeskCase, NextAct, RequestDesk, RequestError, Tally, TypedAct,
};
use gongkai_app::{App, RequestRow};
use gongkai_domain::china_time;
use gongkai_domain::report::{Applicant, Row};
use gongkai_domain::request::event::{Channel, Consulted, Delivery, Notice, Reopening, Reply};
use gongkai_domain::request::{
    ClockState, ClockView, DayMark, Ending, EventKind, Evidence, Letter, State as CaseState,
};
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, Lang, html};
use crate::portal::requests::{Choice, applicants};
use crate::portal::view::{encode, name};

/// What to tell when something about a request is refused.
pub fn failure(lang: Lang, error: RequestError) -> Failure {
    match error {
        RequestError::NotFound => Failure::NotFound,
        RequestError::Forbidden(refusal) => Failure::Refused(refusal),
        RequestError::Refused(why) => Failure::NotNow(refusal(lang, &why)),
        RequestError::Fields(faults) => {
            let words: Vec<&str> = faults.iter().map(|f| lang.pick(&f.zh, &f.en)).collect();
            Failure::NotNow(words.join(lang.pick("；", "; ")))
        }
        RequestError::Calendar(gap) => {
            let why = gongkai_domain::request::Refused::Calendar(gap);
            Failure::NotNow(refusal(lang, &why))
        }
        RequestError::Internal(e) => Failure::Internal(e),
    }
}

/// The reason with the article behind it.
fn refusal(lang: Lang, why: &gongkai_domain::request::Refused) -> String {
    let text = lang.pick(&why.zh(), &why.en()).to_owned();
    match why.article() {
        "" => text,
        article => format!("{text}（{article}）"),
    }
}

/// Cases in which state; the open ones when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StateQuery {
    state: String,
}

#[derive(Template)]
#[template(path = "office/requests.html")]
struct DeskPage {
    ctx: Ctx,
    page: RequestDesk,
    state: String,
}

impl DeskPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn year(&self) -> i16 {
        china_time::day(gongkai_app::now_ms()).year()
    }

    fn tabs(&self) -> Vec<(&'static str, &'static str, usize)> {
        let of = |wanted: &dyn Fn(CaseState) -> bool| {
            self.page.counts.iter().filter(|c| wanted(c.0)).map(|c| c.1).sum::<usize>()
        };
        let open = of(&|s| s.is_open() || s == CaseState::Answered);
        let mut tabs = vec![("", self.ctx.pick("待办", "Open"), open)];
        tabs.extend(self.page.counts.iter().map(|(s, n)| (s.code(), self.ctx.pick(s.zh(), s.en()), *n)));
        tabs
    }

    fn is_state(&self, code: &str) -> bool {
        self.state == code
    }

    fn word(&self, case: &DeskCase) -> &'static str {
        CaseState::parse(&case.row.state).map_or("", |s| self.ctx.pick(s.zh(), s.en()))
    }

    fn due(&self, case: &DeskCase) -> String {
        case.standing.as_ref().and_then(|s| s.due).map(|d| d.to_string()).unwrap_or_default()
    }

    fn left(&self, case: &DeskCase) -> String {
        let Some(standing) = &case.standing else { return String::new() };
        match (standing.is_stopped, standing.days_left) {
            (true, _) => self.ctx.pick("暂停", "stopped").to_owned(),
            (false, Some(days)) if days < 0 => {
                format!(
                    "{}{}{}",
                    self.ctx.pick("逾期", "late by "),
                    -days,
                    self.ctx.pick("个工作日", " working days")
                )
            }
            (false, Some(days)) => {
                format!(
                    "{}{days}{}",
                    self.ctx.pick("还剩", ""),
                    self.ctx.pick("个工作日", " working days left")
                )
            }
            _ => String::new(),
        }
    }

    fn received<'a>(&self, case: &'a DeskCase) -> &'a str {
        case.row.received_on.as_deref().unwrap_or(&case.row.submitted_on)
    }
}

/// The cases of an agency, the most urgent first.
pub async fn desk(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(query): Query<StateQuery>,
) -> Result<Response, Failure> {
    let page = requests::desk(&app, &by, &agency, CaseState::parse(&query.state)).await;
    html(&DeskPage { page: page.map_err(|e| failure(ctx.lang, e))?, state: query.state, ctx })
}

#[derive(Template)]
#[template(path = "office/request.html")]
struct ShowPage {
    ctx: Ctx,
    page: CasePage,
    today: String,
}

impl ShowPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn state(&self) -> &'static str {
        let state = self.page.kept.case.state();
        self.ctx.pick(state.zh(), state.en())
    }

    fn applicant(&self) -> &'static str {
        let a = self.page.kept.case.applicant;
        self.ctx.pick(a.label(), a.label_en())
    }

    fn person(&self) -> Vec<(&'static str, &str)> {
        let fields = [
            ("name", "姓名或名称", "Name"),
            ("identity", "身份证明", "Identity"),
            ("contact", "联系人", "Contact"),
            ("telephone", "电话", "Telephone"),
            ("address", "地址", "Address"),
            ("email", "电子邮箱", "E-mail"),
            ("way", "获取途径", "Way"),
            ("form", "提供形式", "Form"),
            ("help", "所需帮助", "Help"),
        ];
        let word = |field: &str| {
            let value = self.page.person.value(field);
            let list: &[(&'static str, &'static str, &'static str)] = match field {
                "way" => &requests::WAYS,
                "form" => &requests::FORMS,
                _ => return value,
            };
            list.iter().find(|c| c.0 == value).map_or(value, |c| self.ctx.pick(c.1, c.2))
        };
        let all = fields.into_iter().map(|(field, zh, en)| (self.ctx.pick(zh, en), word(field)));
        all.filter(|f| !f.1.is_empty()).collect()
    }

    fn said(&self) -> Vec<&str> {
        let own = self.page.person.fields.iter().filter(|f| f.0.starts_with("applicant-"));
        own.map(|f| f.1.as_str()).collect()
    }

    fn clock(&self, clock: &ClockView) -> (&'static str, &'static str, &'static str, &'static str) {
        let severity = match clock.state {
            ClockState::Missed => "error",
            ClockState::Running => "info",
            ClockState::Stopped => "warning",
            ClockState::Met | ClockState::Over => "ok",
        };
        let pick = |zh, en| self.ctx.pick(zh, en);
        (
            pick(clock.kind.zh(), clock.kind.en()),
            pick(clock.state.zh(), clock.state.en()),
            severity,
            clock.kind.article(),
        )
    }

    fn clock_due(&self, clock: &ClockView) -> String {
        clock.due.map(|d| d.to_string()).unwrap_or_default()
    }

    /// The count of days in weeks: each with its days, as number in the month, class and what it is.
    fn days(&self) -> Vec<(String, &'static str, String)> {
        let Ok(standing) = &self.page.standing else { return Vec::new() };
        let line = |day: &gongkai_domain::request::DayLine| {
            let (class, text) = match &day.mark {
                DayMark::Start(kind) => ("start", gongkai_domain::request::clock::reason(*kind).to_owned()),
                DayMark::Counted(n) if day.is_make_up => ("counted", format!("{n}（调休上班）")),
                DayMark::Counted(n) => ("counted", n.to_string()),
                DayMark::Weekend => ("off", self.ctx.pick("周末", "weekend").to_owned()),
                DayMark::Holiday(name) => ("off", name.clone()),
                DayMark::Consultation => {
                    ("paused", self.ctx.pick("征求意见，不计入", "consultation, not counted").to_owned())
                }
            };
            (day.on.to_string(), class, text)
        };
        standing.days.iter().map(line).collect()
    }

    fn word(&self, kind: &EventKind) -> &'static str {
        self.ctx.pick(kind.zh(), kind.en())
    }

    /// The acts of this person; those that others do stand apart.
    fn own(&self) -> Vec<&NextAct> {
        self.page.next.iter().filter(|n| n.is_own).collect()
    }

    fn others(&self) -> Vec<&NextAct> {
        self.page.next.iter().filter(|n| !n.is_own).collect()
    }

    fn limit(&self, act: &NextAct) -> &'static str {
        self.ctx.pick(act.line.limit, act.line.limit_en)
    }

    fn takes(&self, act: &NextAct, field: &str) -> bool {
        let kind = act.line.kind;
        match field {
            "days" => matches!(
                kind,
                EventKind::CorrectionAsked
                    | EventKind::Extended
                    | EventKind::ReasonsAsked
                    | EventKind::Reopened
            ),
            "number" => matches!(
                kind,
                EventKind::ConsultationSent
                    | EventKind::ConsultationServed
                    | EventKind::ConsultationEnded
                    | EventKind::Reversed
            ),
            "until" => kind == EventKind::Delayed,
            "amount" => kind == EventKind::Charged,
            "reason" => matches!(kind, EventKind::AnswerSentBack | EventKind::Reversed),
            "to" => matches!(kind, EventKind::Assigned | EventKind::Transferred),
            _ => false,
        }
    }

    fn days_of(&self, act: &NextAct) -> &'static str {
        match act.line.kind {
            EventKind::Extended | EventKind::Reopened => "20",
            _ => "15",
        }
    }

    fn next_number(&self, act: &NextAct) -> usize {
        let sent = self.page.kept.case.consultations.len();
        match act.line.kind {
            EventKind::ConsultationSent => sent + 1,
            EventKind::Reversed => self.page.events.len().saturating_sub(1),
            _ => sent.max(1),
        }
    }

    /// The list that an act chooses from: the field, and code and name of each choice.
    fn list(&self, act: &NextAct) -> Option<(&'static str, Vec<(&'static str, &'static str)>)> {
        macro_rules! all {
            ($field:literal, $list:expr) => {
                Some(($field, $list.iter().map(|c| (c.code(), self.ctx.pick(c.zh(), c.en()))).collect()))
            };
        }
        match act.line.kind {
            EventKind::NoticeServed => all!("notice", Notice::ALL),
            EventKind::ConsultationSent => all!("whom", Consulted::ALL),
            EventKind::ConsultationEnded => all!("reply", Reply::ALL),
            EventKind::EvidenceFiled => all!("evidence", Evidence::ALL),
            EventKind::AnswerDrafted => {
                let answers: Vec<&Ending> = Ending::ALL.iter().filter(|e| !e.is_abandonment()).collect();
                all!("ending", answers)
            }
            EventKind::Lapsed => all!("ending", [Ending::NoCorrection, Ending::FeeUnpaid]),
            EventKind::Delivered => all!("way", Delivery::ALL),
            EventKind::Reopened => all!("ground", Reopening::ALL),
            _ => None,
        }
    }

    fn letter(&self, act: &NextAct) -> &'static str {
        act.line.letter.map_or("", |l| self.ctx.pick(l.zh(), l.en()))
    }

    fn letters(&self) -> Vec<(&'static str, &'static str)> {
        let all = requests::letters_of(&self.page.kept.case);
        all.into_iter().map(|l| (l.code(), self.ctx.pick(l.zh(), l.en()))).collect()
    }

    fn draft(&self) -> Option<(&'static str, bool)> {
        let draft = self.page.kept.case.draft.as_ref()?;
        Some((self.ctx.pick(draft.ending.zh(), draft.ending.en()), draft.approved_by.is_some()))
    }
}

async fn show_case(
    app: &App,
    ctx: Ctx,
    by: &gongkai_app::accounts::Signed,
    path: (&str, &str),
    reason: Option<&str>,
) -> Result<Response, Failure> {
    let page = requests::show(app, by, path, reason).await.map_err(|e| failure(ctx.lang, e))?;
    let today = china_time::day(gongkai_app::now_ms()).to_string();
    let page = html(&ShowPage { ctx, page, today })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// A case.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
) -> Result<Response, Failure> {
    show_case(&app, ctx, &by, (&agency, &request), None).await
}

/// Why somebody looks at contact and identity.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// A case with contact and identity in full, which is put on record.
pub async fn open(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    show_case(&app, ctx, &by, (&agency, &request), Some(&reason.reason)).await
}

/// An act as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedForm {
    kind: String,
    on: String,
    days: String,
    number: String,
    whom: String,
    reply: String,
    until: String,
    amount: String,
    notice: String,
    evidence: String,
    ending: String,
    way: String,
    ground: String,
    reason: String,
    to: String,
}

/// Something happens in a case.
pub async fn act(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(t): Form<TypedForm>,
) -> Result<Response, Failure> {
    let typed = TypedAct {
        kind: t.kind,
        on: t.on,
        days: t.days,
        number: t.number,
        whom: t.whom,
        reply: t.reply,
        until: t.until,
        amount: t.amount,
        notice: t.notice,
        evidence: t.evidence,
        ending: t.ending,
        way: t.way,
        ground: t.ground,
        reason: t.reason,
        to: t.to,
    };
    requests::act(&app, &by, (&agency, &request), &typed).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}")))
}

/// Which cell of the table; none when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CellQuery {
    row: String,
    who: String,
}

/// A number of the table, the address of its set, and whether that is open.
type Cell = (usize, String, bool);

#[derive(Template)]
#[template(path = "office/tally.html")]
struct TallyPage {
    ctx: Ctx,
    page: Tally,
    cell: CellQuery,
}

impl TallyPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn columns(&self) -> Vec<&'static str> {
        Applicant::ALL.into_iter().map(|a| self.ctx.pick(a.label(), a.label_en())).collect()
    }

    /// Each row of the form: its label, and each count with the address of its set and whether that is open.
    fn rows(&self) -> Vec<(String, Vec<Cell>)> {
        let line = |(row, counts): &(Row, [usize; 7])| {
            let label = match (self.ctx.lang, row.group()) {
                (Lang::En, _) => row.label_en().to_owned(),
                (_, "") => row.label().to_owned(),
                (_, group) => format!("{group} {}", row.label()),
            };
            let cells = counts.iter().zip(Applicant::ALL);
            let cells = cells.map(|(n, a)| {
                let is_open = self.cell.row == row.as_str() && self.cell.who == a.as_str();
                (*n, format!("?row={}&who={}#set", row.as_str(), a.as_str()), is_open)
            });
            (label, cells.collect())
        };
        self.page.rows.iter().map(line).collect()
    }

    fn word(&self, row: &RequestRow) -> &'static str {
        CaseState::parse(&row.state).map_or("", |s| self.ctx.pick(s.zh(), s.en()))
    }

    fn ending(&self, row: &RequestRow) -> &'static str {
        let ending = row.counted_ending.as_deref().and_then(Ending::parse);
        ending.map_or("", |e| self.ctx.pick(e.zh(), e.en()))
    }

    fn received<'a>(&self, row: &'a RequestRow) -> &'a str {
        row.received_on.as_deref().unwrap_or_default()
    }

    fn counted<'a>(&self, row: &'a RequestRow) -> &'a str {
        row.counted_on.as_deref().unwrap_or_default()
    }
}

/// Table 3 of a year from the cases.
pub async fn tally(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
    Query(cell): Query<CellQuery>,
) -> Result<Response, Failure> {
    let wanted = if cell.row.is_empty() { None } else { Some((cell.row.as_str(), cell.who.as_str())) };
    let page = requests::tally(&app, &by, (&agency, year), wanted).await;
    html(&TallyPage { page: page.map_err(|e| failure(ctx.lang, e))?, ctx, cell })
}

/// A letter of a case, as DOCX.
pub async fn letter(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let kind = Letter::parse(&letter).ok_or(Failure::NotFound)?;
    let made = requests::letter(&app, &by, (&agency, &request), kind).await;
    let (file, bytes) = made.map_err(|e| failure(ctx.lang, e))?;
    let headers = [
        (CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&file))),
    ];
    Ok((headers, bytes).into_response())
}

/// A request that came another way, as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedRequest {
    channel: String,
    submitted_on: String,
    received_on: String,
    applicant: String,
    name: String,
    identity: String,
    contact: String,
    telephone: String,
    address: String,
    email: String,
    wanted: String,
    way: String,
    form: String,
    help: String,
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
        applicants(&self.ctx, &self.typed.applicant)
    }

    fn channels(&self) -> Vec<Choice> {
        let all = Channel::ALL.iter().filter(|c| **c != Channel::Online);
        all.map(|c| (c.code(), self.ctx.pick(c.zh(), c.en()), self.typed.channel == c.code())).collect()
    }

    fn fields(&self) -> Vec<(&'static str, &'static str, &str)> {
        let t = &self.typed;
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
        let choose = |list: &[(&'static str, &'static str, &'static str)], chosen: &str| {
            list.iter().map(|(code, zh, en)| (*code, self.ctx.pick(zh, en), *code == chosen)).collect()
        };
        vec![
            ("way", self.ctx.pick("获取信息的途径", "Way"), choose(&requests::WAYS, &self.typed.way)),
            ("form", self.ctx.pick("提供信息的形式", "Form"), choose(&requests::FORMS, &self.typed.form)),
        ]
    }
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

/// The form for requests by letter, fax or word of mouth.
pub async fn blank(ctx: Ctx, Path(agency): Path<String>) -> Result<Response, Failure> {
    show_new(ctx, agency, TypedRequest::default(), Vec::new())
}

/// Writes one down.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<TypedRequest>,
) -> Result<Response, Failure> {
    let t = typed.clone();
    let form = ApplicantForm {
        agency_id: agency.clone(),
        applicant: t.applicant,
        name: t.name,
        identity: t.identity,
        contact: t.contact,
        telephone: t.telephone,
        address: t.address,
        email: t.email,
        wanted: t.wanted,
        way: t.way,
        form: t.form,
        help: t.help,
        ..ApplicantForm::default()
    };
    let channel = Channel::parse(&typed.channel).unwrap_or(Channel::Person);
    let today = china_time::day(gongkai_app::now_ms());
    let submitted_on = typed.submitted_on.trim().parse().unwrap_or(today);
    let received_on = typed.received_on.trim().parse().ok();
    match requests::submit_for(&app, &by, &form, channel, (submitted_on, received_on)).await {
        Ok(receipt) => Ok(see(&format!("/office/agencies/{agency}/requests/{}", receipt.id))),
        Err(RequestError::Fields(faults)) => show_new(ctx, agency, typed, faults),
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
