//! The work list.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::requests::{self, DeskCase, DeskFilter, RequestDesk};
use gongkai_domain::china_time;
use gongkai_domain::request::State as CaseState;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
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
                    self.ctx.pick("还剩", ""),
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
