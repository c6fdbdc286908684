//! `/office/agencies/{agency}/requests/inbox`: mails that may be requests.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::inbox::{self, Inbox, Letter, MailRow, NotKept};
use gongkai_app::requests::RequestError;
use gongkai_app::{Agency, App};
use serde::Deserialize;

use super::failure;
use super::letters::sent_file;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::{name, size};

fn state(ctx: &Ctx, state: &str) -> (&'static str, &'static str) {
    match state {
        "registered" => (ctx.pick("已登记", "Registered"), "ok"),
        "set-aside" => (ctx.pick("已搁置", "Set aside"), "info"),
        _ => (ctx.pick("待办理", "Waiting"), "warning"),
    }
}

/// Who sent it, as a list shows it.
fn sender(letter: &Letter) -> &str {
    if letter.from_name.is_empty() { &letter.from_address } else { &letter.from_name }
}

#[derive(Template)]
#[template(path = "office/inbox.html")]
struct ListPage {
    ctx: Ctx,
    page: Inbox,
}

impl ListPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn state(&self, mail: &MailRow) -> (&'static str, &'static str) {
        state(&self.ctx, &mail.row.state)
    }

    /// Subject and sender.
    fn words<'a>(&'a self, mail: &'a MailRow) -> (&'a str, &'a str) {
        let Some(letter) = &mail.letter else {
            return (self.ctx.pick("（无法解密）", "(cannot be opened)"), "");
        };
        let subject = match letter.kept {
            NotKept::Secret => self.ctx.pick("（未保存）", "(not kept)"),
            _ if letter.subject.is_empty() => self.ctx.pick("（无主题）", "(no subject)"),
            _ => letter.subject.as_str(),
        };
        (subject, sender(letter))
    }

    fn files(&self, mail: &MailRow) -> usize {
        mail.letter.as_ref().map_or(0, |l| l.attachments.len())
    }
}

/// The mails of an agency.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let page = inbox::inbox(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&ListPage { ctx, page })
}

#[derive(Template)]
#[template(path = "office/inbox_mail.html")]
struct ShowPage {
    ctx: Ctx,
    agency: Agency,
    mail: MailRow,
    letter: Letter,
    problem: String,
}

impl ShowPage {
    fn state(&self) -> (&'static str, &'static str) {
        state(&self.ctx, &self.mail.row.state)
    }

    fn is_open(&self) -> bool {
        self.mail.row.state == "open"
    }

    fn is_kept(&self) -> bool {
        !self.mail.row.sha256.is_empty()
    }

    /// Place, name and size of what came with it.
    fn files(&self) -> Vec<(usize, &str, String)> {
        let all = self.letter.attachments.iter().enumerate();
        let bytes = |n: usize| size(i64::try_from(n).unwrap_or(i64::MAX));
        all.map(|(at, a)| (at, a.name.as_str(), bytes(a.size_bytes))).collect()
    }

    /// What to tell where the mail was not kept as it came.
    fn warning(&self) -> &'static str {
        let pick = |zh, en| self.ctx.pick(zh, en);
        if self.mail.letter.is_none() {
            return pick(
                "来件无法解密：数据目录中缺少密钥文件 keys/requests.keys，请系统管理员放回。",
                "It cannot be opened: the file keys/requests.keys is missing from the data folder.",
            );
        }
        match self.letter.kept {
            NotKept::Kept => "",
            NotKept::Large => pick(
                "邮件超过32 MB，只保存了信头；全文请在邮箱中查看。",
                "The mail is over 32 MB: its head alone was kept. See it in the mailbox.",
            ),
            NotKept::Secret => pick(
                "邮件带有国家秘密标志，本系统不得存储，内容没有保存；请按保密规定处理邮箱中的原件。",
                "The mail bears a mark of state secrets, which may not be kept here, and was not; deal with the one in the \
                 mailbox as the rules on secrecy say.",
            ),
            NotKept::Infected => pick(
                "邮件中发现恶意代码，附件没有保存。",
                "Something harmful was found in the mail; it was not kept as it came.",
            ),
        }
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, mail): (&str, &str),
    problem: String,
) -> Result<Response, Failure> {
    let (agency, mail) = inbox::mail(app, by, agency, mail).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let letter = mail.letter.clone().unwrap_or_default();
    let page = html(&ShowPage { ctx, agency, mail, letter, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// One mail.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, mail)): Path<(String, String)>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, (&agency, &mail), String::new()).await
}

/// Something that came with a mail, by its place; `raw` is the mail as it came.
pub async fn file(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, mail, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let number = match file.as_str() {
        "raw" => None,
        place => Some(place.parse().map_err(|_| Failure::NotFound)?),
    };
    let found = inbox::attachment(&app, &by, &agency, &mail, number).await;
    Ok(sent_file(found.map_err(|e| failure(ctx.lang, e))?))
}

/// Why a mail is no request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Aside {
    reason: String,
}

/// Sets a mail aside.
pub async fn set_aside(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, mail)): Path<(String, String)>,
    Form(typed): Form<Aside>,
) -> Result<Response, Failure> {
    match inbox::set_aside(&app, &by, &agency, &mail, &typed.reason).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/requests/inbox"))),
        Err(RequestError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            page(&app, ctx, &by, (&agency, &mail), problem).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
