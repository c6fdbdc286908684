//! Where a unit hands its report in: `/hand-in/{token}` without an account, and under its report page for its own people.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::campaigns::{self, UnitPage};
use gongkai_app::documents::{DocumentError, Upload};
use gongkai_app::reports::Sheet;
use gongkai_domain::campaign::Way;

use crate::error::Failure;
use crate::guard::Staff;
use crate::office::campaigns::ChangesView;
use crate::office::campaigns::HandInsView;
use crate::office::{failure, see, sentences};
use crate::page::{Ctx, html};
use crate::reports::read_upload;
use crate::reports::view::{FindingsView, PlacesView, SheetView};

#[derive(Template)]
#[template(path = "portal/hand_in.html")]
struct Page {
    ctx: Ctx,
    page: UnitPage,
    /// Where its forms go.
    base: String,
    /// The report page of the unit; empty for who came by the link.
    report: String,
    problem: String,
}

impl Page {
    fn standing(&self) -> &'static str {
        let standing = self.page.unit.standing();
        self.ctx.pick(standing.zh(), standing.en())
    }

    fn may_hand_in(&self) -> bool {
        self.page.campaign.is_open && self.page.unit.accepted().is_none()
    }

    fn hand_ins(&self) -> HandInsView<'_> {
        HandInsView { ctx: &self.ctx, page: &self.page, files: String::new() }
    }

    fn changes<'a>(&'a self, changes: &'a [campaigns::CellChanged]) -> ChangesView<'a> {
        let (before, after) = (self.ctx.pick("上一版", "Before"), self.ctx.pick("本次", "Now"));
        ChangesView { ctx: &self.ctx, changes, before, after }
    }

    fn sheet<'a>(&'a self, sheet: &'a Sheet) -> SheetView<'a> {
        SheetView { ctx: &self.ctx, sheet, prefix: String::new() }
    }

    fn findings<'a>(&'a self, sheet: &'a Sheet) -> FindingsView<'a> {
        FindingsView::of(&self.ctx, sheet, "")
    }

    fn places<'a>(&'a self, sheet: &'a Sheet) -> PlacesView<'a> {
        PlacesView { ctx: &self.ctx, sheet, prefix: String::new() }
    }
}

fn shown(
    ctx: Ctx,
    page: UnitPage,
    (base, report): (String, String),
    problem: String,
) -> Result<Response, Failure> {
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&Page { ctx, page, base, report, problem })?;
    let headers = [
        ("x-explained", "1"),
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex"),
        ("referrer-policy", "no-referrer"),
    ];
    Ok((status, headers, page).into_response())
}

async fn link_page(app: &App, ctx: Ctx, token: &str, problem: String) -> Result<Response, Failure> {
    let page = campaigns::of_link(app, token).await.map_err(|e| failure(ctx.lang, e))?;
    shown(ctx, page, (format!("/hand-in/{token}"), String::new()), problem)
}

/// The page of the link.
pub async fn by_link(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    link_page(&app, ctx, &token, String::new()).await
}

/// Takes a file by the link, and shows what is found in it.
pub async fn upload_by_link(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let (campaign, row) = campaigns::owner(&app, &token).await?.ok_or(Failure::NotFound)?;
    let (bytes, name) = read_upload(multipart).await?.unwrap_or_default();
    let upload = Upload { name, bytes };
    let done = campaigns::take(&app, None, (&campaign, &row), Way::Link, upload).await;
    after_link(&app, ctx, &token, done).await
}

/// Hands the file in by the link.
pub async fn hand_in_by_link(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let (campaign, row) = campaigns::owner(&app, &token).await?.ok_or(Failure::NotFound)?;
    let done = campaigns::hand_in(&app, None, (&campaign, &row)).await;
    after_link(&app, ctx, &token, done).await
}

async fn after_link(
    app: &App,
    ctx: Ctx,
    token: &str,
    done: Result<(), DocumentError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(see(&format!("/hand-in/{token}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            link_page(app, ctx, token, problem).await
        }
    }
}

async fn own_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year): (&str, i16),
    problem: String,
) -> Result<Response, Failure> {
    let page = campaigns::of_agency(app, by, agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let report = format!("/office/agencies/{agency}/report/{year}");
    shown(ctx, page.ok_or(Failure::NotFound)?, (format!("{report}/campaign"), report), problem)
}

/// The same for the people of the unit.
pub async fn own(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    own_page(&app, ctx, &by, (&agency, year), String::new()).await
}

async fn after_own(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year): (&str, i16),
    done: Result<(), DocumentError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/report/{year}/campaign"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            own_page(app, ctx, by, (agency, year), problem).await
        }
    }
}

/// Takes a file of the unit's people.
pub async fn upload_own(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let (bytes, name) = read_upload(multipart).await?.unwrap_or_default();
    let page = campaigns::of_agency(&app, &by, &agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let page = page.ok_or(Failure::NotFound)?;
    let of = (&page.campaign, &page.row);
    let done = campaigns::take(&app, Some(&by), of, Way::Upload, Upload { name, bytes }).await;
    after_own(&app, ctx, &by, (&agency, year), done).await
}

/// Hands in the file of the unit's people.
pub async fn hand_in_own(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    let page = campaigns::of_agency(&app, &by, &agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let page = page.ok_or(Failure::NotFound)?;
    let done = campaigns::hand_in(&app, Some(&by), (&page.campaign, &page.row)).await;
    after_own(&app, ctx, &by, (&agency, year), done).await
}

/// Hands in the report that was compiled here, as it stands.
pub async fn hand_in_compiled(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    let done = campaigns::hand_in_compiled(&app, &by, &agency, year).await;
    after_own(&app, ctx, &by, (&agency, year), done).await
}
