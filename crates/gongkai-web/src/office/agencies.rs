//! `/office/agencies`: the agencies of the installation, and what the guide says of each.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::agencies::{self, KINDS, NewAgency};
use gongkai_app::agency_history::{ChangeKind, NewChange, agency_history, change_agency, goes_on};
use gongkai_app::{Agency, AgencyProfile, App, Region};
use serde::Deserialize;

use super::{failure, see, sentences};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::agency::change_words;
use crate::portal::view::name;

/// What is typed about a new agency.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    name_en: String,
    region: String,
    parent: String,
    kind: String,
    unified_code: String,
}

#[derive(Template)]
#[template(path = "office/agencies.html")]
struct AgenciesPage {
    ctx: Ctx,
    regions: Vec<Region>,
    agencies: Vec<(Agency, AgencyProfile)>,
    typed: Typed,
    problem: String,
}

impl AgenciesPage {
    fn name<'a>(&'a self, agency: &'a Agency) -> &'a str {
        name(&self.ctx, agency)
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        KINDS.iter().map(|k| (k.0, self.ctx.pick(k.1, k.2))).collect()
    }

    fn kind<'a>(&self, agency: &'a Agency) -> &'a str {
        KINDS.iter().find(|k| k.0 == agency.kind).map_or(agency.kind.as_str(), |k| self.ctx.pick(k.1, k.2))
    }

    fn region(&self, region: &Region) -> String {
        self.ctx.pick(&region.name, &region.name_en).to_owned()
    }
}

async fn page(app: &App, ctx: Ctx, by: &Signed, typed: Typed, problem: String) -> Result<Response, Failure> {
    let (regions, agencies) = agencies::agencies(app, by).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&AgenciesPage { ctx, regions, agencies, typed, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// All agencies.
pub async fn list(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    page(&app, ctx, &by, Typed::default(), String::new()).await
}

/// Adds one.
pub async fn add(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let t = typed.clone();
    let new = NewAgency {
        name: t.name,
        name_en: t.name_en,
        region: t.region,
        parent: t.parent,
        kind: t.kind,
        unified_code: t.unified_code,
    };
    match agencies::add_agency(&app, &by, &new).await {
        Ok(id) => Ok(see(&format!("/office/agencies/{id}/profile"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            page(&app, ctx, &by, typed, problem).await
        }
    }
}

/// What the guide says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Guide {
    unified_code: String,
    office: String,
    address: String,
    hours: String,
    telephone: String,
    fax: String,
    email: String,
    website: String,
    duties: String,
}

#[derive(Template)]
#[template(path = "office/profile.html")]
struct ProfilePage {
    ctx: Ctx,
    agency: Agency,
    guide: Guide,
    problem: String,
    /// What became of it; nothing for who may not change that.
    history: Option<History>,
}

/// What became of an agency, and what can.
struct History {
    /// A sentence a change.
    changes: Vec<String>,
    /// Whether more can become of it.
    goes_on: bool,
    /// The agencies that may go on with its work.
    others: Vec<(String, String)>,
    typed: TypedChange,
}

impl History {
    fn kinds(&self, ctx: &Ctx) -> Vec<(&'static str, &'static str)> {
        ChangeKind::ALL.iter().map(|k| (k.code(), ctx.pick(k.zh(), k.en()))).collect()
    }

    fn is_chosen(&self, id: &String) -> bool {
        self.typed.successors.contains(id)
    }
}

impl ProfilePage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    /// Field, what it is called, what it holds.
    fn fields(&self) -> [(&'static str, &'static str, &str); 8] {
        let (c, g) = (&self.ctx, &self.guide);
        [
            ("unified_code", c.pick("统一社会信用代码", "Unified code"), &g.unified_code),
            ("office", c.pick("政府信息公开工作机构", "Disclosure office"), &g.office),
            ("address", c.pick("办公地址", "Address"), &g.address),
            ("hours", c.pick("办公时间", "Hours"), &g.hours),
            ("telephone", c.pick("联系电话", "Telephone"), &g.telephone),
            ("fax", c.pick("传真", "Fax"), &g.fax),
            ("email", c.pick("电子邮箱", "Mail"), &g.email),
            ("website", c.pick("网站", "Website"), &g.website),
        ]
    }
}

fn guide_of(p: AgencyProfile) -> Guide {
    Guide {
        unified_code: p.unified_code,
        office: p.office,
        address: p.address,
        hours: p.hours,
        telephone: p.telephone,
        fax: p.fax,
        email: p.email,
        website: p.website,
        duties: p.duties,
    }
}

/// The form with what the guide says of an agency.
pub async fn profile(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (agency, p) = agencies::profile(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?;
    let guide = guide_of(p);
    let history = history(&app, &ctx, &by, &agency, TypedChange::default()).await?;
    html(&ProfilePage { ctx, agency, guide, problem: String::new(), history })
}

/// What became of an agency, for the system administrator.
async fn history(
    app: &App,
    ctx: &Ctx,
    by: &Signed,
    agency: &Agency,
    typed: TypedChange,
) -> Result<Option<History>, Failure> {
    let Ok((_, all)) = agencies::agencies(app, by).await else { return Ok(None) };
    let (changes, named) = agency_history(app, &agency.id).await?;
    let changes = changes.iter().map(|c| change_words(ctx, c, &named)).collect();
    let goes_on = all.iter().find(|(a, _)| a.id == agency.id).is_none_or(|(_, p)| goes_on(p));
    let others = all.iter().filter(|(a, _)| a.id != agency.id);
    let others = others.map(|(a, _)| (a.id.clone(), name(ctx, a).to_owned())).collect();
    Ok(Some(History { changes, goes_on, others, typed }))
}

/// What is typed about a change; the ids of the agencies that go on may come several times.
#[derive(Debug, Clone, Default)]
pub struct TypedChange {
    kind: String,
    on: String,
    name: String,
    name_en: String,
    successors: Vec<String>,
    basis: String,
}

impl TypedChange {
    fn of(pairs: Vec<(String, String)>) -> TypedChange {
        let mut typed = TypedChange::default();
        for (field, value) in pairs {
            match field.as_str() {
                "kind" => typed.kind = value,
                "on" => typed.on = value,
                "name" => typed.name = value,
                "name_en" => typed.name_en = value,
                "basis" => typed.basis = value,
                "successors" if !value.is_empty() => typed.successors.push(value),
                _ => {}
            }
        }
        typed
    }
}

/// Records what became of it.
pub async fn change(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let typed = TypedChange::of(pairs);
    let kind = ChangeKind::parse(&typed.kind).ok_or(Failure::NotFound)?;
    let t = typed.clone();
    let new = NewChange {
        kind,
        on: t.on,
        name: t.name,
        name_en: t.name_en,
        successors: t.successors,
        basis: t.basis,
    };
    match change_agency(&app, &by, &id, &new).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{id}/profile"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            let (agency, p) = agencies::profile(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?;
            let history = history(&app, &ctx, &by, &agency, typed).await?;
            let page = html(&ProfilePage { ctx, agency, guide: guide_of(p), problem, history })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
    }
}

/// Changes it.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(guide): Form<Guide>,
) -> Result<Response, Failure> {
    let trimmed = |text: &String| text.trim().to_owned();
    let changed = AgencyProfile {
        agency_id: id.clone(),
        unified_code: trimmed(&guide.unified_code),
        office: trimmed(&guide.office),
        address: trimmed(&guide.address),
        hours: trimmed(&guide.hours),
        telephone: trimmed(&guide.telephone),
        fax: trimmed(&guide.fax),
        email: trimmed(&guide.email),
        website: trimmed(&guide.website),
        duties: trimmed(&guide.duties),
        ..AgencyProfile::default()
    };
    match agencies::save_profile(&app, &by, &changed).await {
        Ok(()) => Ok(see(&format!("/guide/{id}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            let (agency, _) = agencies::profile(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?;
            let history = history(&app, &ctx, &by, &agency, TypedChange::default()).await?;
            let page = html(&ProfilePage { ctx, agency, guide, problem, history })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
    }
}
