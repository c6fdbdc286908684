//! `/office/agencies/{agency}/requests`: the work list, a case, and what is done in it.

pub mod bundle;
pub mod desk;
pub mod exchange;
pub mod files;
pub mod inbox;
mod lessons;
pub mod letters;
pub mod new;
pub mod proceedings;
pub mod proposals;
pub mod public;
pub mod redact;
pub mod settings;

use std::borrow::Cow;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::requests::{
    self, CaseFile, CasePage, Handover, NextAct, ProceedingRow, RequestError, Table4, Tally, TypedAct,
};
use gongkai_app::{App, LetterRow, RequestRow};
use gongkai_domain::china_time;
use gongkai_domain::report::{Applicant, Outcome, Procedure, Row};
use gongkai_domain::request::event::{Consulted, Delivery, Notice, Reopening, Reply};
use gongkai_domain::request::{
    ClockState, ClockView, DayMark, Ending, EventKind, Evidence, Letter, State as CaseState,
};
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, Lang, html};
use crate::portal::view::{name, size};

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

/// Something to choose: its code and its name.
type Choice<'a> = (&'a str, Cow<'a, str>);

/// A letter in the list of a case: its name, its state in words, and how that looks.
struct LetterLine<'a> {
    row: &'a LetterRow,
    words: (&'static str, &'static str, &'static str),
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

    fn for_others(&self) -> Vec<&NextAct> {
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
                    | EventKind::ConsultationAddressed
                    | EventKind::ConsultationEnded
                    | EventKind::Reversed
            ),
            "until" => kind == EventKind::Delayed,
            "amount" => kind == EventKind::Charged,
            "reason" => matches!(kind, EventKind::AnswerSentBack | EventKind::Reversed),
            "to" => kind == EventKind::Transferred,
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
    fn list(&self, act: &NextAct) -> Option<(&'static str, Vec<Choice<'_>>)> {
        macro_rules! all {
            ($field:literal, $list:expr) => {
                Some((
                    $field,
                    $list.iter().map(|c| (c.code(), Cow::from(self.ctx.pick(c.zh(), c.en())))).collect(),
                ))
            };
        }
        match act.line.kind {
            EventKind::Assigned => {
                let people = self.page.colleagues.iter().map(|(id, name)| (id.as_str(), Cow::from(name)));
                Some(("to", people.collect()))
            }
            EventKind::ConsultationAddressed | EventKind::HandedOver => {
                let others = self.others().into_iter().map(|(id, name)| (id, Cow::from(name)));
                Some(("to", others.collect()))
            }
            EventKind::NoticeServed => all!("notice", Notice::ALL),
            EventKind::ConsultationSent => all!("whom", Consulted::ALL),
            EventKind::ConsultationEnded => all!("reply", Reply::ALL),
            EventKind::EvidenceFiled => all!("evidence", Evidence::ALL),
            EventKind::AnswerDrafted => {
                let answers = Ending::ALL.iter().filter(|e| !e.is_abandonment());
                let name = |e: &Ending| lessons::marked(&self.ctx, *e, &self.page.lessons);
                Some(("ending", answers.map(|e| (e.code(), name(e))).collect()))
            }
            EventKind::Lapsed => all!("ending", [Ending::NoCorrection, Ending::FeeUnpaid]),
            EventKind::Delivered => all!("way", Delivery::ALL),
            EventKind::Reopened => all!("ground", Reopening::ALL),
            _ => None,
        }
    }

    /// The agencies that a case can go to, or that can be asked: id and name.
    fn others(&self) -> Vec<(&str, &str)> {
        self.page.others.iter().map(|a| (a.id.as_str(), name(&self.ctx, a))).collect()
    }

    fn other_name<'a>(&self, h: &'a Handover) -> &'a str {
        name(&self.ctx, &h.agency)
    }

    fn other_state(&self, h: &Handover) -> &'static str {
        self.ctx.pick(h.state.zh(), h.state.en())
    }

    /// What agencies that were asked have written.
    fn opinions(&self) -> Vec<(&str, &str)> {
        let all = self.page.person.fields.iter();
        all.filter_map(|f| Some((f.0.strip_prefix("opinion-")?, f.1.as_str()))).collect()
    }

    fn letter(&self, act: &NextAct) -> &'static str {
        act.line.letter.map_or("", |l| self.ctx.pick(l.zh(), l.en()))
    }

    /// Letters that can be begun.
    fn new_letters(&self) -> Vec<(&'static str, &'static str)> {
        let all = requests::letters_of(&self.page.kept.case);
        all.into_iter().map(|l| (l.code(), self.ctx.pick(l.zh(), l.en()))).collect()
    }

    /// Letters that were begun.
    fn letters(&self) -> Vec<LetterLine<'_>> {
        let line = |row: &'_ LetterRow| {
            let (state, look) = letters::state(&self.ctx, &row.state);
            let name = Letter::parse(&row.kind).map_or("", |l| self.ctx.pick(l.zh(), l.en()));
            (name, state, look)
        };
        self.page.letters.iter().map(|row| LetterLine { row, words: line(row) }).collect()
    }

    /// Reviews and suits: the entry, what there is to say of it, and whether its answer is late.
    fn proceedings(&self) -> Vec<(&ProceedingRow, String, bool)> {
        let said = |p: &ProceedingRow| match (p.value("result"), p.answer_due) {
            ("", Some(due)) => {
                let words = self.ctx.pick("提交答复的期限：", "answer due: ");
                (format!("{words}{due}"), due.to_string() < self.today)
            }
            ("", None) => (self.ctx.pick("已提交答复，尚未审结", "answered, pending").to_owned(), false),
            (result, _) => (format!("{result} {}", p.value("ended_on")), false),
        };
        let all = self.page.proceedings.iter();
        all.map(|p| {
            let (words, is_late) = said(p);
            (p, words, is_late)
        })
        .collect()
    }

    /// Whether an act picks the ground of an answer.
    fn takes_ground(&self, act: &NextAct) -> bool {
        act.line.kind == EventKind::AnswerDrafted
    }

    fn lessons(&self) -> lessons::LessonList<'_> {
        lessons::LessonList { ctx: &self.ctx, agency_id: &self.page.agency.id, lessons: &self.page.lessons }
    }

    /// What a file can be: code and name.
    fn file_kinds(&self) -> Vec<(&'static str, &'static str)> {
        let released = ("released", self.ctx.pick("拟提供给申请人的文件", "To be released"));
        let other = ("", self.ctx.pick("其他材料", "Other papers"));
        let evidence = Evidence::ALL.iter().map(|e| (e.code(), self.ctx.pick(e.zh(), e.en())));
        [released].into_iter().chain(evidence).chain([other]).collect()
    }

    fn file_kind(&self, file: &CaseFile) -> &'static str {
        match file.row.kind.as_str() {
            "applicant" => self.ctx.pick("申请人提交", "of the applicant"),
            "released" => self.ctx.pick("提供给申请人", "released"),
            _ => self.ctx.pick("卷内材料", "of the file"),
        }
    }

    /// Whether passages can be cut out of a file here.
    fn can_be_redacted(&self, file: &CaseFile) -> bool {
        self.ctx.redacts && file.row.media == "application/pdf" && file.row.copy_of.is_none()
    }

    /// Whether a text can be set as a PDF, to cut passages out of that.
    fn can_be_set(&self, file: &CaseFile) -> bool {
        self.ctx.redacts && self.ctx.sets_pages && requests::is_text(file)
    }

    /// What was cut out of a copy, or is to be cut out of a paper.
    fn cuts(&self, file: &CaseFile) -> String {
        redact::cuts_in_words(&self.ctx, file)
    }

    fn is_closed(&self) -> bool {
        let state = self.page.kept.case.state();
        !state.is_open() && state != CaseState::Answered
    }

    fn size(&self, file: &CaseFile) -> String {
        size(file.row.size_bytes)
    }

    fn percent(&self, likeness: &f64) -> String {
        format!("{:.0}%", likeness * 100.0)
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
    table4: Table4,
    cell: CellQuery,
}

impl TallyPage {
    fn outcomes(&self) -> Vec<&'static str> {
        Outcome::ALL.into_iter().map(|o| self.ctx.pick(o.label(), o.label_en())).collect()
    }

    /// Table 4: each procedure with its outcomes; the last is the total.
    fn table4(&self) -> Vec<(&'static str, Vec<Cell>)> {
        let block = |procedure: Procedure| {
            let of = self.table4.counts.get(&procedure);
            let count = |outcome: Outcome| match outcome {
                Outcome::Total => of.map_or(0, |c| c.values().sum()),
                outcome => of.and_then(|c| c.get(&outcome)).copied().unwrap_or(0),
            };
            let cell = |outcome: Outcome| {
                let (row, who) = (procedure.as_str(), outcome.as_str());
                let is_open = self.cell.row == row && self.cell.who == who;
                (count(outcome), format!("?row={row}&who={who}#proceedings"), is_open)
            };
            let name = self.ctx.pick(procedure.label(), procedure.label_en());
            (name, Outcome::ALL.into_iter().map(cell).collect())
        };
        Procedure::ALL.into_iter().map(block).collect()
    }

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
    let is_of_4 = wanted.is_some_and(|(row, _)| Procedure::ALL.iter().any(|p| p.as_str() == row));
    let (of_3, of_4) = if is_of_4 { (None, wanted) } else { (wanted, None) };
    let page = requests::tally(&app, &by, (&agency, year), of_3).await.map_err(|e| failure(ctx.lang, e))?;
    let table4 = requests::table4(&app, &by, (&agency, year), of_4).await;
    let table4 = table4.map_err(|e| failure(ctx.lang, e))?;
    html(&TallyPage { page, table4, ctx, cell })
}
