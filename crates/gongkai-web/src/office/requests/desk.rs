//! The work list.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::requests::{self, DeskCase, DeskFilter, DueCalendar, DueDay, RequestDesk};
use gongkai_domain::china_time;
use gongkai_domain::request::State as CaseState;
use jiff::civil::Date;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};

/// Which cases: in a state, the open ones when empty; whose; with which words; on which page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    state: String,
    whose: String,
    q: String,
    page: usize,
}

#[derive(Template)]
#[template(path = "office/requests.html")]
struct DeskPage {
    ctx: Ctx,
    page: RequestDesk,
    query: DeskQuery,
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
        self.query.state == code
    }

    fn word(&self, case: &DeskCase) -> &'static str {
        CaseState::parse(&case.row.state).map_or("", |s| self.ctx.pick(s.zh(), s.en()))
    }

    fn due(&self, case: &DeskCase) -> String {
        case.light.due.map(|d| d.to_string()).unwrap_or_default()
    }

    fn left(&self, case: &DeskCase) -> String {
        match (case.light.is_stopped, case.light.days_left) {
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
                    self.ctx.pick("还剩", " "),
                    self.ctx.pick("个工作日", " working days left")
                )
            }
            _ => String::new(),
        }
    }

    fn whose(&self) -> [(&'static str, &'static str); 3] {
        [
            ("", self.ctx.pick("全部", "All")),
            ("mine", self.ctx.pick("我的", "Mine")),
            ("unassigned", self.ctx.pick("未分办", "Unassigned")),
        ]
    }

    fn is_whose(&self, code: &str) -> bool {
        self.query.whose == code
    }

    /// The address of a page of the list.
    fn turned(&self, page: usize) -> String {
        let (state, whose, words) = (&self.query.state, &self.query.whose, encode(&self.query.q));
        format!("?state={state}&whose={whose}&q={words}&page={page}")
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
    Query(query): Query<DeskQuery>,
) -> Result<Response, Failure> {
    let filter = DeskFilter {
        state: CaseState::parse(&query.state),
        whose: query.whose.clone(),
        words: query.q.clone(),
        page: query.page,
    };
    let page = requests::desk(&app, &by, &agency, &filter).await.map_err(|e| failure(ctx.lang, e))?;
    html(&DeskPage { page, query, ctx })
}

/// Gives the cases that were ticked to somebody: `request` comes once for each.
pub async fn assign(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let ids: Vec<String> = pairs.iter().filter(|p| p.0 == "request").map(|p| p.1.clone()).collect();
    let to = pairs.iter().find(|p| p.0 == "to").map_or("", |p| p.1.as_str());
    requests::assign(&app, &by, &agency, &ids, to).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests")))
}

/// Which month, `2026-12`; this one when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MonthQuery {
    month: String,
}

#[derive(Template)]
#[template(path = "office/request_calendar.html")]
struct CalendarPage {
    ctx: Ctx,
    page: DueCalendar,
    today: Date,
}

impl CalendarPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn named(&self, day: Date) -> String {
        match self.ctx.lang {
            crate::page::Lang::Zh => format!("{}年{}月", day.year(), day.month()),
            crate::page::Lang::En => format!("{}-{:02}", day.year(), day.month()),
        }
    }

    fn month(&self) -> String {
        self.named(self.page.first)
    }

    /// The year whose holiday notice is missing, so that working days of this month are not known.
    fn missing_notice(&self) -> Option<i16> {
        self.page.days.iter().find(|d| d.is_working.is_none()).map(|d| d.on.year())
    }

    /// The month before and the one after: as the address names them, and as people do.
    fn around(&self) -> [(String, String); 2] {
        let name = |day: Date| (format!("{}-{:02}", day.year(), day.month()), self.named(day));
        let before = self.page.first.yesterday().unwrap_or(self.page.first);
        let after = self.page.days.last().and_then(|d| d.on.tomorrow().ok()).unwrap_or(self.page.first);
        [name(before), name(after)]
    }

    fn weekdays(&self) -> [&'static str; 7] {
        match self.ctx.lang {
            crate::page::Lang::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
            crate::page::Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        }
    }

    /// Weeks from Monday on; days of other months are empty.
    fn weeks(&self) -> Vec<Vec<Option<&DueDay>>> {
        let lead = usize::try_from(self.page.first.weekday().to_monday_zero_offset()).unwrap_or(0);
        let mut cells: Vec<Option<&DueDay>> = vec![None; lead];
        cells.extend(self.page.days.iter().map(Some));
        while !cells.len().is_multiple_of(7) {
            cells.push(None);
        }
        cells.chunks(7).map(<[_]>::to_vec).collect()
    }

    fn class(&self, day: &DueDay) -> &'static str {
        if day.is_working == Some(false) { "off" } else { "" }
    }

    fn number(&self, day: &DueDay) -> i8 {
        day.on.day()
    }

    /// What a narrow window shows beside the number, where the days stand below each other.
    fn weekday(&self, day: &DueDay) -> &'static str {
        let place = usize::try_from(day.on.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.weekdays().get(place).copied().unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.page.days.iter().all(|d| d.cases.is_empty())
    }

    fn is_today(&self, day: &DueDay) -> bool {
        day.on == self.today
    }
}

/// A month with the last days of the open cases.
pub async fn calendar(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(query): Query<MonthQuery>,
) -> Result<Response, Failure> {
    let today = china_time::day(gongkai_app::now_ms());
    let month = format!("{}-01", query.month).parse().unwrap_or(today);
    let page = requests::due_calendar(&app, &by, &agency, month).await;
    html(&CalendarPage { page: page.map_err(|e| failure(ctx.lang, e))?, ctx, today })
}
