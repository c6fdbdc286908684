//! `/agencies/{agency}` and the guides (指南, Art. 12).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::agency_history::{Change, ChangeKind, goes_on};
use gongkai_app::portal::{self, AgencyPage, GuidePage};
use gongkai_app::requests::has_public_register;
use gongkai_app::{Agency, AgencyProfile, App, EntryRow, assessment, registers};

use super::view::{self, Line, lines};
use crate::error::Failure;
use crate::office;
use crate::page::{Ctx, Lang, html};

/// How the office is reached, without what is not known.
fn contact(ctx: &Ctx, p: &AgencyProfile) -> Vec<(&'static str, String)> {
    let all = [
        (ctx.pick("公开工作机构", "Disclosure office"), &p.office),
        (ctx.pick("办公地址", "Address"), &p.address),
        (ctx.pick("办公时间", "Hours"), &p.hours),
        (ctx.pick("联系电话", "Telephone"), &p.telephone),
        (ctx.pick("传真", "Fax"), &p.fax),
        (ctx.pick("电子邮箱", "E-mail"), &p.email),
        (ctx.pick("统一社会信用代码", "Unified code"), &p.unified_code),
    ];
    all.into_iter().filter(|f| !f.1.is_empty()).map(|(name, value)| (name, value.clone())).collect()
}

#[derive(Template)]
#[template(path = "portal/agency.html")]
struct AgencyView {
    ctx: Ctx,
    page: AgencyPage,
    lines: Vec<Line>,
    contact: Vec<(&'static str, String)>,
    has_register: bool,
    /// What the public can take part in today: id, title, register.
    open: Vec<(String, String, String)>,
    /// Public registers: code, name, number of entries.
    kept: Vec<(String, String, i64)>,
    /// Whether the public is asked about it now.
    is_evaluated: bool,
}

impl AgencyView {
    fn name(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    /// Whether requests and messages can be sent to it.
    fn goes_on(&self) -> bool {
        goes_on(&self.page.profile)
    }

    /// What became of it, a sentence a change, newest first.
    fn history(&self) -> Vec<String> {
        self.page.history.iter().rev().map(|c| change_words(&self.ctx, c, &self.page.successors)).collect()
    }

    /// Those that go on with its work.
    fn successors(&self) -> Vec<(&str, &str)> {
        if self.goes_on() {
            return Vec::new();
        }
        self.page.successors.iter().map(|a| (a.id.as_str(), view::name(&self.ctx, a))).collect()
    }
}

/// A change of an agency in words.
pub fn change_words(ctx: &Ctx, change: &Change, named: &[Agency]) -> String {
    let names: Vec<&str> =
        named.iter().filter(|a| change.successors.contains(&a.id)).map(|a| view::name(ctx, a)).collect();
    let names = names.join(ctx.pick("、", ", "));
    let what = match (change.kind, ctx.lang == Lang::Zh) {
        (ChangeKind::Renamed, true) => format!("由“{}”更名", change.name_before),
        (ChangeKind::Renamed, false) => format!("was {} before", change.name_before),
        (ChangeKind::Merged, true) => format!("并入{names}"),
        (ChangeKind::Merged, false) => format!("merged into {names}"),
        (ChangeKind::Split, true) => format!("分设为{names}"),
        (ChangeKind::Split, false) => format!("divided into {names}"),
        (ChangeKind::Abolished, true) if names.is_empty() => "撤销".to_owned(),
        (ChangeKind::Abolished, true) => format!("撤销，职能由{names}承继"),
        (ChangeKind::Abolished, false) if names.is_empty() => "abolished".to_owned(),
        (ChangeKind::Abolished, false) => format!("abolished; {names} goes on with its work"),
    };
    let basis = if change.basis.is_empty() { String::new() } else { format!("（{}）", change.basis) };
    format!("{} {what}{basis}", change.on)
}

/// An agency with its documents and reports.
pub async fn agency(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let page = portal::agency(&app, &id).await?.ok_or(Failure::NotFound)?;
    let lines = lines(&ctx, &page.newest, &[]);
    let contact = contact(&ctx, &page.profile);
    let has_register = has_public_register(&app, &id).await?;
    let open = registers::open_now(&app, &id).await.map_err(|e| office::failure(ctx.lang, e))?;
    let title = |e: &EntryRow| ["title", "topic"].iter().find_map(|f| e.fields.get(*f)).cloned();
    let open = open
        .iter()
        .map(|(r, e)| (e.id.clone(), title(e).unwrap_or_default(), ctx.pick(&r.zh, &r.en).to_owned()))
        .collect();
    let kept = registers::public_with_entries(&app, &id).await.map_err(|e| office::failure(ctx.lang, e))?;
    let kept = kept.iter().map(|(r, n)| (r.code.clone(), ctx.pick(&r.zh, &r.en).to_owned(), *n)).collect();
    let is_evaluated = assessment::evaluation(&app, &id).await?.is_some_and(|e| e.open.is_some());
    html(&AgencyView { ctx, page, lines, contact, has_register, open, kept, is_evaluated })
}

#[derive(Template)]
#[template(path = "portal/guide.html")]
struct GuideView {
    ctx: Ctx,
    page: GuidePage,
    contact: Vec<(&'static str, String)>,
    duties: String,
    name: String,
    id: String,
}

impl GuideView {
    fn entries(&self) -> Vec<(String, String, bool)> {
        let entry = |(agency, _): &(gongkai_app::Agency, AgencyProfile)| {
            (agency.id.clone(), view::name(&self.ctx, agency).to_owned(), agency.id == self.id)
        };
        self.page.entries.iter().map(entry).collect()
    }
}

/// `/guide`: the guide of the first agency, with a list of all.
pub async fn guide(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    show(&app, ctx, None).await
}

/// `/guide/{agency}`
pub async fn guide_of(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    show(&app, ctx, Some(&agency)).await
}

async fn show(app: &App, ctx: Ctx, agency: Option<&str>) -> Result<Response, Failure> {
    let page = portal::guide(app, agency).await?.ok_or(Failure::NotFound)?;
    let shown = page.shown.clone();
    let profile = shown.as_ref().map(|s| s.1.clone()).unwrap_or_default();
    html(&GuideView {
        contact: contact(&ctx, &profile),
        duties: profile.duties,
        name: shown.as_ref().map(|s| view::name(&ctx, &s.0).to_owned()).unwrap_or_default(),
        id: shown.map(|s| s.0.id).unwrap_or_default(),
        ctx,
        page,
    })
}
