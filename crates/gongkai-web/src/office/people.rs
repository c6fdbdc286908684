//! `/office/people`: accounts, made by the system administrator, and their roles, given by the security administrator.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::{self, AccountError, Member, Signed};
use gongkai_domain::permission::{GrantError, Refusal, Right, Role, Thing, may};
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// What is typed about a person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    login: String,
    name: String,
    email: String,
}

/// Which role at which agency.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoleAt {
    role: String,
    agency: String,
}

#[derive(Template)]
#[template(path = "office/people.html")]
struct PeoplePage {
    ctx: Ctx,
    members: Vec<Member>,
    agencies: Vec<(String, String)>,
    manages_accounts: bool,
    manages_roles: bool,
    own: String,
    typed: Typed,
    problem: Option<String>,
    /// Login and address of a one-time link that was just made; shown once.
    link: Option<(String, String)>,
}

impl PeoplePage {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        Role::ALL.iter().map(|r| (r.code(), self.ctx.pick(r.zh(), r.en()))).collect()
    }

    fn role<'a>(&self, role: &'a Role) -> &'a str {
        self.ctx.pick(role.zh(), role.en())
    }

    fn agency<'a>(&'a self, agency: &'a gongkai_app::Agency) -> &'a str {
        name(&self.ctx, agency)
    }

    fn state(&self, member: &Member) -> &'static str {
        match (member.user.status.as_str(), member.is_locked, member.user.password_hash.is_empty()) {
            ("disabled", ..) => self.ctx.pick("已停用", "Disabled"),
            (_, true, _) => self.ctx.pick("已锁定", "Locked"),
            (_, _, true) => self.ctx.pick("待设密码", "No password yet"),
            _ => self.ctx.pick("正常", "Active"),
        }
    }

    fn is_disabled(&self, member: &Member) -> bool {
        member.user.status == "disabled"
    }
}

struct Said {
    status: StatusCode,
    typed: Typed,
    problem: Option<String>,
    link: Option<(String, String)>,
}

impl Default for Said {
    fn default() -> Said {
        Said { status: StatusCode::OK, typed: Typed::default(), problem: None, link: None }
    }
}

async fn page(app: &App, ctx: Ctx, by: &Signed, said: Said) -> Result<Response, Failure> {
    let has = |right| may(&by.person, right, Thing::Whole).is_ok();
    let (manages_accounts, manages_roles) = (has(Right::ManageAccounts), has(Right::ManageRoles));
    if !manages_accounts && !manages_roles {
        return Err(Failure::Refused(Refusal::NoRole));
    }
    let members = accounts::members(app).await?;
    let agencies = accounts::places(app).await?;
    let agencies =
        agencies.into_iter().map(|a| (name(&ctx, &a).to_owned(), a.id)).map(|(n, id)| (id, n)).collect();
    let Said { status, typed, problem, link } = said;
    let own = by.user.id.clone();
    let page = html(&PeoplePage {
        ctx,
        members,
        agencies,
        manages_accounts,
        manages_roles,
        own,
        typed,
        problem,
        link,
    })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The list of everybody with an account.
pub async fn people(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    page(&app, ctx, &by, Said::default()).await
}

/// Why not, for people.
fn problem(ctx: &Ctx, error: AccountError) -> Result<String, Failure> {
    let word = match error {
        AccountError::NotFound => return Err(Failure::NotFound),
        AccountError::NoRight => return Err(Failure::Refused(Refusal::NoRole)),
        AccountError::Internal(error) => return Err(Failure::Internal(error)),
        AccountError::LoginTaken => ctx.pick(
            "登录名为空、含有空格或已被使用，请换一个。",
            "The login is empty, has a blank in it or is taken; choose another.",
        ),
        AccountError::OwnAccount => ctx.pick("不能停用自己的账户。", "Nobody can disable their own account."),
        AccountError::Grant(GrantError::OwnGrant) => {
            ctx.pick("不能为自己授予或取消角色。", "Nobody gives or takes their own roles.")
        }
        AccountError::Grant(GrantError::Separated { held, wanted }) => {
            let said = ctx.pick(
                "{held}与{wanted}须由不同人员担任（GB/T 22239 8.1.4.2）。",
                "{held} and {wanted} have to be different persons (GB/T 22239 8.1.4.2).",
            );
            let word = |r: Role| ctx.pick(r.zh(), r.en());
            return Ok(said.replace("{held}", word(held)).replace("{wanted}", word(wanted)));
        }
    };
    Ok(word.to_owned())
}

async fn answer(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    typed: Typed,
    result: Result<(), AccountError>,
) -> Result<Response, Failure> {
    match result {
        Ok(()) => Ok(see("/office/people")),
        Err(error) => {
            let problem = Some(problem(&ctx, error)?);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(app, ctx, by, Said { status, typed, problem, link: None }).await
        }
    }
}

/// Makes an account, and shows the one-time link for its password.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    match accounts::create_account(&app, &by, &typed.login, &typed.name, &typed.email).await {
        Ok(token) => {
            let link = Some((typed.login.trim().to_owned(), format!("/invitation/{token}")));
            page(&app, ctx, &by, Said { status: StatusCode::CREATED, link, ..Said::default() }).await
        }
        Err(error) => answer(&app, ctx, &by, typed, Err(error)).await,
    }
}

/// A new one-time link for an account.
pub async fn invite(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(user): Path<String>,
) -> Result<Response, Failure> {
    match accounts::renew_invitation(&app, &by, &user).await {
        Ok((login, token)) => {
            let link = Some((login, format!("/invitation/{token}")));
            page(&app, ctx, &by, Said { status: StatusCode::CREATED, link, ..Said::default() }).await
        }
        Err(error) => answer(&app, ctx, &by, Typed::default(), Err(error)).await,
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident => $verb:path;)*) => {$(
        $(#[$doc])*
        pub async fn $name(
            State(app): State<App>,
            ctx: Ctx,
            Staff(by): Staff,
            Path(user): Path<String>,
        ) -> Result<Response, Failure> {
            let result = $verb(&app, &by, &user).await;
            answer(&app, ctx, &by, Typed::default(), result).await
        }
    )*};
}

acts! {
    /// Disables an account.
    disable => accounts::disable;
    /// Lets a disabled account in again.
    enable => accounts::enable;
    /// Takes a lock off.
    unlock => accounts::unlock;
    /// Takes the second factor off, so that it is set up anew.
    reset_second_factor => accounts::reset_second_factor;
}

fn role(form: &RoleAt) -> Result<Role, Failure> {
    Role::parse(&form.role).ok_or_else(|| Failure::Invalid("role".into()))
}

/// Gives a role.
pub async fn give(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(user): Path<String>,
    Form(form): Form<RoleAt>,
) -> Result<Response, Failure> {
    let result = accounts::give_role(&app, &by, &user, &form.agency, role(&form)?).await;
    answer(&app, ctx, &by, Typed::default(), result).await
}

/// Takes a role.
pub async fn take(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(user): Path<String>,
    Form(form): Form<RoleAt>,
) -> Result<Response, Failure> {
    let result = accounts::take_role(&app, &by, &user, &form.agency, role(&form)?).await;
    answer(&app, ctx, &by, Typed::default(), result).await
}
