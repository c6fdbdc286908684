//! Each working morning: who has something late or nearly due is told, in one mail.

use std::collections::BTreeMap;

use gongkai_domain::permission::{Right, Role};
use gongkai_store::{Agency, Job, User};

use super::send_mail::Mail;
use super::{JobError, day_of, finish};
use crate::campaigns;
use crate::documents::{DeskRow, rows_in_work};
use crate::requests::{Reminded, to_remind};
use crate::settings::MailRoute;
use crate::{App, now_ms};

pub(super) const KIND: &str = "remind";

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let day = day_of(job)?;
    let is_working = app.calendar.is_working_day(day).unwrap_or(true);
    let mut mails: BTreeMap<String, (User, Vec<String>)> = BTreeMap::new();
    if is_working && app.settings.mail != MailRoute::None {
        for agency in app.store.agencies().await? {
            collect(app, &agency, &mut mails).await?;
        }
    }
    campaigns::remind_due(app, day).await?;
    let mut tx = app.store.begin().await?;
    for (id, (user, lines)) in mails {
        let mail = Mail {
            to: user.email.clone(),
            subject: format!("{}：{}件事项到期提醒", app.settings.site.name, lines.len()),
            text: letter(app, &user, &lines),
            unsubscribe: None,
        };
        mail.queue(&mut tx, Some(&format!("mail:remind:{day}:{id}")), now_ms()).await?;
    }
    finish(tx, job).await
}

fn letter(app: &App, user: &User, lines: &[String]) -> String {
    let desk = format!("{}/office", app.settings.site.address);
    format!(
        "{}：\n\n下列事项已逾期或即将到期，请及时办理（《政府信息公开条例》第二十六条：自形成或者变更之日起20个工作日内公开；第三十三条：自收到申请之日起20个工作日内答复）。\n\n{}\n\n工作台：{desk}\n\n本邮件由系统自动发出，请勿回复。\n",
        user.name,
        lines.join("\n")
    )
}

/// Adds what is due at an agency to the mails of those who have to act.
async fn collect(
    app: &App,
    agency: &Agency,
    mails: &mut BTreeMap<String, (User, Vec<String>)>,
) -> Result<(), JobError> {
    let rows: Vec<DeskRow> = rows_in_work(app, agency).await?;
    let cases = to_remind(app, &agency.id).await?;
    if cases.is_empty() && rows.iter().all(|r| r.light().is_empty() && !r.is_step_late()) {
        return Ok(());
    }
    let people = app.store.people_of(&agency.id).await?;
    for case in &cases {
        let line = case_line(app, agency, case);
        for (user, _) in people.iter().filter(|(user, role)| deals_with(case, user, *role)) {
            add(mails, user, &line);
        }
    }
    for row in rows.iter().filter(|r| !r.light().is_empty() || r.is_step_late()) {
        let line = line(app, row);
        for (user, _) in people.iter().filter(|(user, role)| has_to_act(row, user, *role)) {
            add(mails, user, &line);
        }
    }
    Ok(())
}

fn add(mails: &mut BTreeMap<String, (User, Vec<String>)>, user: &User, line: &str) {
    if user.email.is_empty() || user.status != "active" {
        return;
    }
    let (_, lines) = mails.entry(user.id.clone()).or_insert_with(|| (user.clone(), Vec::new()));
    if !lines.iter().any(|known| known == line) {
        lines.push(line.to_owned());
    }
}

/// Whoever has the case; while nobody has it, those who deal with requests; and the head, once it is late.
fn deals_with(case: &Reminded, user: &User, role: Role) -> bool {
    match &case.key.assigned_to {
        Some(id) if *id == user.id => true,
        Some(_) => role == Role::OfficeHead && case.days_left < 0,
        None => Right::HandleRequests.roles().contains(&role),
    }
}

/// A case in a mail: its number and its day, and nothing of who asks for what.
fn case_line(app: &App, agency: &Agency, case: &Reminded) -> String {
    let due = match case.days_left {
        days @ ..0 => format!("已逾期{}个工作日（{}到期）", days.unsigned_abs(), case.due),
        days => format!("{}到期，还剩{days}个工作日", case.due),
    };
    format!(
        "· 依申请公开 {} 答复期限{due}\n  {}/office/agencies/{}/requests/{}",
        case.key.number, app.settings.site.address, agency.id, case.key.id
    )
}

/// Whether the next act on the document is this person's.
fn has_to_act(row: &DeskRow, user: &User, role: Role) -> bool {
    let is_editor = row.row.work_editor.as_deref().is_some_and(|e| e.split(' ').any(|id| id == user.id));
    match row.row.work_stage.as_deref() {
        Some("draft" | "sent-back") => is_editor,
        Some("in-review") => row.row.work_role.as_deref() == Some(role.code()) && !is_editor,
        Some("approved" | "scheduled") => Right::Release.roles().contains(&role),
        _ => false,
    }
}

fn line(app: &App, row: &DeskRow) -> String {
    let title = row.row.work_title.as_deref().unwrap_or(&row.row.title);
    let due = match &row.deadline {
        Some(d) if d.days_left < 0 => {
            format!("已逾期{}个工作日（{}到期）", d.days_left.unsigned_abs(), d.due_on)
        }
        Some(d) => format!("{}到期，还剩{}个工作日", d.due_on, d.days_left),
        None => String::new(),
    };
    let step = match &row.step {
        Some(s) if s.days_left < 0 => format!("本环节审查应于{}前完成", s.due_on),
        _ => String::new(),
    };
    let words: Vec<&str> = [due.as_str(), &step].into_iter().filter(|w| !w.is_empty()).collect();
    format!(
        "· 《{title}》 {}\n  {}/office/documents/{}",
        words.join("；"),
        app.settings.site.address,
        row.row.id
    )
}
