//! `/office/agencies/{agency}/campaigns`: the yearly campaign of the district's disclosure office.

mod sum;
mod unit;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::campaigns::{
    self, CampaignLine, CampaignList, CampaignPage, State as Stage, TypedTerms, TypedUnit,
};
use gongkai_app::reports::Download;
use gongkai_domain::campaign::{Way, legal_on};
use gongkai_domain::china_time;
use serde::Deserialize;

use super::{failure, see, sentences};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::encode;

pub use sum::roll_up;
pub use unit::{ChangesView, HandInsView, edit, file, hand_in, judge, link, show, upload};

/// A file that is saved, and never shown as a page of ours.
pub(crate) fn saved(file: Download) -> Response {
    let headers = [
        (CONTENT_TYPE, file.media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&file.name))),
    ];
    (headers, file.bytes).into_response()
}

/// A page that explains what is wrong with what was typed.
fn explained(page: Response, problem: &str) -> Response {
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response()
}

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    year: String,
    internal_on: String,
    notice: String,
    act: String,
    name: String,
    email: String,
    above: String,
    excused: String,
}

impl Typed {
    fn terms(&self) -> TypedTerms {
        TypedTerms { internal_on: self.internal_on.clone(), notice: self.notice.clone() }
    }

    fn unit(&self) -> TypedUnit {
        TypedUnit {
            name: self.name.clone(),
            email: self.email.clone(),
            above: self.above.clone(),
            excused: self.excused.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "office/campaigns.html")]
struct ListPage {
    ctx: Ctx,
    page: CampaignList,
    typed: Typed,
    problem: String,
}

impl ListPage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.page.region.name, &self.page.region.name_en)
    }

    fn year(&self) -> String {
        if self.typed.year.is_empty() { self.page.next_year.to_string() } else { self.typed.year.clone() }
    }

    fn internal_on(&self) -> String {
        match self.typed.internal_on.as_str() {
            "" => format!("{}-01-15", self.page.next_year + 1),
            typed => typed.to_owned(),
        }
    }
}

async fn list_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    typed: Typed,
    problem: String,
) -> Result<Response, Failure> {
    let page = campaigns::list(app, by, agency).await.map_err(|e| failure(ctx.lang, e))?;
    let shown = html(&ListPage { ctx, page, typed, problem: problem.clone() })?;
    Ok(explained(shown, &problem))
}

/// The campaigns of the region.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    list_page(&app, ctx, &by, &agency, Typed::default(), String::new()).await
}

/// Opens the campaign of a year.
pub async fn open(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let year = typed.year.trim().parse().unwrap_or(0);
    match campaigns::open(&app, &by, &agency, year, &typed.terms()).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/campaigns/{year}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            list_page(&app, ctx, &by, &agency, typed, problem).await
        }
    }
}

/// Which lines of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    state: String,
    done: String,
}

#[derive(Template)]
#[template(path = "office/campaign.html")]
struct OnePage {
    ctx: Ctx,
    page: CampaignPage,
    which: Which,
    typed: Typed,
    problem: String,
}

impl OnePage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.page.region.name, &self.page.region.name_en)
    }

    fn base(&self) -> String {
        format!("/office/agencies/{}/campaigns/{}", self.page.agency.id, self.page.campaign.year)
    }

    fn tabs(&self) -> Vec<(&'static str, &'static str, usize)> {
        let word = |s: Stage| (s.code(), self.ctx.pick(s.zh(), s.en()), self.page.count(s));
        let all = Stage::ALL.into_iter().map(word).filter(|t| t.2 > 0);
        let late = ("late", self.ctx.pick("逾期", "Late"), self.page.late());
        std::iter::once(("", self.ctx.pick("全部", "All"), self.page.lines.len()))
            .chain(all)
            .chain(std::iter::once(late).filter(|t| t.2 > 0))
            .collect()
    }

    fn figures(&self) -> Vec<(&'static str, usize, &'static str)> {
        let n = |s| self.page.count(s);
        let asked = self.page.lines.len() - n(Stage::Excused);
        let done = n(Stage::Accepted) + n(Stage::Published);
        let late = self.page.late();
        vec![
            (self.ctx.pick("应报单位", "Asked"), asked, ""),
            (
                self.ctx.pick("待审核", "To be judged"),
                n(Stage::HandedIn),
                if n(Stage::HandedIn) > 0 { "warn" } else { "" },
            ),
            (self.ctx.pick("已通过或发布", "Accepted or published"), done, ""),
            (self.ctx.pick("未报送", "Not handed in"), n(Stage::NotBegun) + n(Stage::InWork), ""),
            (self.ctx.pick("已退回", "Returned"), n(Stage::Returned), ""),
            (self.ctx.pick("逾期", "Late"), late, if late > 0 { "bad" } else { "" }),
        ]
    }

    fn lines(&self) -> Vec<&CampaignLine> {
        let is_wanted = |l: &&CampaignLine| match self.which.state.as_str() {
            "" => true,
            "late" => l.is_late,
            state => l.state.code() == state,
        };
        self.page.lines.iter().filter(is_wanted).collect()
    }

    fn above(&self, line: &CampaignLine) -> &str {
        self.page.lines.iter().find(|l| l.row.id == line.row.above).map_or("", |l| l.row.name.as_str())
    }

    fn state(&self, line: &CampaignLine) -> &'static str {
        self.ctx.pick(line.state.zh(), line.state.en())
    }

    fn class(&self, line: &CampaignLine) -> &'static str {
        match line.state {
            _ if line.is_late => "error",
            Stage::Returned | Stage::HandedIn => "warning",
            _ => "info",
        }
    }

    fn way(&self, line: &CampaignLine) -> &'static str {
        Way::parse(&line.row.way).map_or("", |w| self.ctx.pick(w.zh(), w.en()))
    }

    fn on(&self, at: &Option<i64>) -> String {
        at.map(|ms| china_time::day(ms).to_string()).unwrap_or_default()
    }

    fn done(&self) -> Option<String> {
        let many: usize = self.which.done.parse().ok()?;
        Some(self.ctx.pick("已提醒 {} 个单位。", "{} units were reminded.").replace("{}", &many.to_string()))
    }
}

async fn one_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year): (&str, i16),
    (which, typed, problem): (Which, Typed, String),
) -> Result<Response, Failure> {
    let page = campaigns::page(app, by, agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let shown = html(&OnePage { ctx, page, which, typed, problem: problem.clone() })?;
    Ok(explained(shown, &problem))
}

/// A campaign with its units.
pub async fn campaign(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    one_page(&app, ctx, &by, (&agency, year), (which, Typed::default(), String::new())).await
}

/// The list as a file.
pub async fn export(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, format)): Path<(String, i16, String)>,
) -> Result<Response, Failure> {
    let page = campaigns::page(&app, &by, &agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(saved(campaigns::export(&page, &format).ok_or(Failure::NotFound)?))
}

/// Changes what is asked for, closes, reopens, adds a unit, reminds.
pub async fn act(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let of = (agency.as_str(), year);
    let base = format!("/office/agencies/{agency}/campaigns/{year}");
    let mut to = base.clone();
    let done = match typed.act.as_str() {
        "terms" => campaigns::change_terms(&app, &by, of, &typed.terms()).await,
        "close" => campaigns::set_open(&app, &by, of, false).await,
        "reopen" => campaigns::set_open(&app, &by, of, true).await,
        "add" => campaigns::put_unit(&app, &by, of, None, &typed.unit()).await,
        "remind" => {
            campaigns::remind(&app, &by, &agency, year).await.map(|n| to = format!("{base}?done={n}"))
        }
        _ => return Err(Failure::Invalid("act".into())),
    };
    match done {
        Ok(()) => Ok(see(&to)),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            one_page(&app, ctx, &by, of, (Which::default(), typed, problem)).await
        }
    }
}

/// The legal day of a year, for pages.
pub(crate) fn legal(year: &i64) -> String {
    i16::try_from(*year).map(|y| legal_on(y).to_string()).unwrap_or_default()
}
