//! The platform of the made-up district: people, columns, guides, and documents at every stage.

use gongkai_domain::china_time;
use gongkai_domain::disclosure::document::Event;
use gongkai_domain::disclosure::index_number::{CreditCodeError, IndexNumber, check_credit_code};
use gongkai_domain::disclosure::review::ReviewPlan;
use gongkai_domain::disclosure::revision::{Kind, Link, LinkKind};
use gongkai_domain::report::sample::Dice;
use gongkai_store::{AgencyProfile, Column, DocumentAct, Tx};
use jiff::civil::{Date, DateTime, date};
use serde_json::json;

use super::SEED;
use super::district::{GOVERNMENT, GOVERNMENT_NAME, UNITS, Unit};
use super::documents::{self, MadeDocument};
use super::people::{PASSWORD, PEOPLE, STAFFED, team};
use crate::accounts::{new_demo_user, password, record_demo};
use crate::{App, Internal, now_ms};

/// The columns (栏目) of the platform: id, name, English name, and how often each is to be updated (19号).
const COLUMNS: [(&str, &str, &str, &str); 12] = [
    ("policy", "政策文件", "Policy documents", "notice"),
    ("interpretation", "政策解读", "Explanations", "notice"),
    ("notice", "通知公告", "Public notices", "notice"),
    ("plan", "规划计划", "Plans", "notice"),
    ("budget", "财政信息", "Budgets", "notice"),
    ("statistics", "统计数据", "Statistics", "notice"),
    ("enforcement", "行政执法", "Enforcement", "notice"),
    ("personnel", "人事信息", "Personnel", "notice"),
    ("institution", "机构信息", "The agencies", "static"),
    ("mechanism", "信息公开制度", "How disclosure is organised", "static"),
    ("news", "工作动态", "News", "news"),
    ("annual-report", "政府信息公开年报", "Annual reports", "static"),
];

/// Documents a unit brought along from its old site.
const OLD: usize = 112;
/// Documents a staffed unit has published on the platform this year.
const NEW: usize = 14;

/// How many documents are made.
pub fn count() -> usize {
    UNITS.len() * OLD + STAFFED.len() * (NEW + STAGES.len())
}

/// Stages in which something is in work.
const STAGES: [&str; 9] =
    ["draft", "draft-late", "first", "secrecy", "second", "final", "sent-back", "approved", "correction"];

/// Puts people, columns and guides.
pub async fn ground(app: &App) -> Result<(), Internal> {
    for (position, (id, name, name_en, pace)) in (1..).zip(COLUMNS) {
        app.store
            .put_column(&Column {
                id: id.into(),
                agency_id: None,
                parent_id: None,
                name: name.into(),
                name_en: name_en.into(),
                description: String::new(),
                pace: pace.into(),
                position,
            })
            .await?;
    }
    for (number, unit) in (1..).zip(&UNITS) {
        app.store.put_profile(&profile(unit.id, unit.name, number)).await?;
    }
    app.store.put_profile(&profile(GOVERNMENT, GOVERNMENT_NAME, 0)).await?;
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD)).await?;
    let has_entries = app.store.entry(&format!("{}-e00", STAFFED[0])).await?.is_some();
    let has_requests = app.store.request(&format!("{}-r01", STAFFED[0])).await?.is_some();
    let mut tx = app.store.begin().await?;
    if !has_entries {
        super::registers::put(app, &mut tx).await?;
    }
    if !has_requests {
        super::requests::put(app, &mut tx).await?;
        super::matters::put(app, &mut tx).await?;
        super::exchange::put(app, &mut tx).await?;
    }
    for p in PEOPLE {
        tx.put_user(&new_demo_user(p.login, p.name, &hash)).await?;
        tx.put_grant(p.login, p.agency, p.role, "admin.security", now_ms()).await?;
        let particulars = json!({ "login": p.login, "role": p.role.code(), "agency": p.agency });
        record_demo(app, &mut tx, p.login, particulars).await?;
    }
    tx.commit().await?;
    if has_requests { Ok(()) } else { super::requests::put_paper(app).await }
}

/// A made-up code with the right check character.
fn unified_code(number: usize) -> String {
    let stem = format!("11991702{number:02}20260{number:02}");
    let stem: String = stem.chars().cycle().take(17).collect();
    match check_credit_code(&format!("{stem}0")) {
        Err(CreditCodeError::Check { expected }) => format!("{stem}{expected}"),
        _ => format!("{stem}0"),
    }
}

fn profile(agency_id: &str, name: &str, number: usize) -> AgencyProfile {
    AgencyProfile {
        agency_id: agency_id.into(),
        unified_code: unified_code(number),
        office: format!("{name}政府信息公开办公室"),
        address: format!("示范市澄川区文昌路{}号", 10 + number),
        hours: "工作日 8:30–12:00，14:00–17:30".into(),
        telephone: format!("0999-55{:05}", 10_000 + number * 37),
        fax: format!("0999-55{:05}", 10_001 + number * 37),
        email: format!("xxgk{number:02}@example.org"),
        website: String::new(),
        duties: format!("负责本区{name}职责范围内的行政管理和公共服务。").replace("本区示范市澄川区", "本区"),
        status: "active".into(),
        valid_from_on: Some("2010-01-01".into()),
        valid_to_on: None,
        succeeded_by: None,
    }
}

/// Puts every document; tells after each batch how many more are there.
pub async fn documents(app: &App, told: impl Fn(usize)) -> Result<(), Internal> {
    let today = china_time::day(now_ms());
    for unit in UNITS.iter().filter(|u| STAFFED.contains(&u.id)) {
        if is_there(app, unit, "n00").await? {
            continue;
        }
        let mut tx = app.store.begin().await?;
        this_year(app, &mut tx, unit, today).await?;
        in_work(app, &mut tx, unit, today).await?;
        tx.commit().await?;
        told(NEW + STAGES.len());
    }
    for (number, unit) in UNITS.iter().enumerate() {
        if is_there(app, unit, "o000").await? {
            continue;
        }
        let mut tx = app.store.begin().await?;
        let mut dice = Dice::new(SEED ^ (number as u64 * 7919 + 17));
        for serial in 0..OLD {
            // From the beginning of 2021 to the end of last year, evenly.
            let days = 365 * i64::from(today.year() - 2021) * serial as i64 / OLD as i64;
            let formed = date(2021, 1, 4).checked_add(jiff::Span::new().days(days)).unwrap_or(today);
            let made = documents::document(unit, serial, formed, &mut dice);
            let published = at(after(formed, dice.between(2, 26)), 9 + (serial % 8) as i8);
            put_old(app, &mut tx, unit, serial, made, published).await?;
        }
        tx.commit().await?;
        told(OLD);
    }
    Ok(())
}

/// Taken-over documents a transaction when many are made.
const BATCH: usize = 500;

/// Adds many more documents that were taken over from an old site, to try how an installation bears them.
pub async fn fill(app: &App, count: usize, mut told: impl FnMut(usize)) -> Result<(), Internal> {
    let today = china_time::at(now_ms()).date();
    let mut done = 0;
    while done < count {
        let mut tx = app.store.begin().await?;
        let end = (done + BATCH).min(count);
        for number in done..end {
            let unit = &UNITS[number % UNITS.len()];
            let serial = OLD + number / UNITS.len();
            let mut dice = Dice::new(SEED ^ (number as u64).wrapping_mul(0x9E37_79B9));
            // Spread over the years, so that no index number comes near its limit.
            let formed = after(today, -(dice.between(30, 4_000)));
            let mut made = documents::document(unit, serial, formed, &mut dice);
            // Texts of real documents differ; equal ones would be kept once.
            made.body += &format!("<p>编号{}—{number}，共{}项。</p>\n", unit.short, dice.between(2, 900));
            put_old(app, &mut tx, unit, serial, made, at(after(formed, dice.between(2, 26)), 9)).await?;
        }
        tx.commit().await?;
        told(end - done);
        done = end;
    }
    Ok(())
}

/// Whether an earlier start, broken off, has made the documents of a unit. They are made all or none.
async fn is_there(app: &App, unit: &Unit, name: &str) -> Result<bool, Internal> {
    let id = format!("{}-{name}", unit.id.trim_start_matches("chengchuan-"));
    Ok(app.store.document_row(&id).await?.is_some())
}

fn after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// The instant of an hour of a day.
fn at(day: Date, hour: i8) -> i64 {
    china_time::instant(DateTime::from(day)) + i64::from(hour) * 3_600_000
}

async fn put_old(
    app: &App,
    tx: &mut Tx,
    unit: &Unit,
    serial: usize,
    mut made: MadeDocument,
    stated_at_ms: i64,
) -> Result<(), Internal> {
    // The register of the unit has its normative documents of those years.
    if made.revision.kind == Kind::Normative {
        made.revision.kind = Kind::Policy;
    }
    made.revision.body_sha256 = tx.put_text(&made.body).await?;
    let (id, index_number) = numbered(tx, unit, made.revision.formed_on, &format!("o{serial:03}")).await?;
    let event = Event::Imported {
        index_number,
        revision: made.revision,
        stated_at_ms,
        origin: "原区政府网站".into(),
    };
    act(app, tx, unit.id, &id, &event, None, now_ms()).await
}

/// The id and the 索引号 of a document.
async fn numbered(
    tx: &mut Tx,
    unit: &Unit,
    formed_on: Option<Date>,
    name: &str,
) -> Result<(String, String), Internal> {
    let number = UNITS.iter().position(|u| u.id == unit.id).map_or(0, |at| at + 1);
    let (prefix, year) = (unified_code(number), formed_on.map_or(2026, Date::year));
    let serial = tx.next_serial(&prefix, i64::from(year)).await?;
    let index_number = IndexNumber::allocate(&prefix, year, u32::try_from(serial).unwrap_or(1))
        .map_err(|error| Internal::Seed(error.to_string()))?
        .to_string();
    let short = unit.id.trim_start_matches("chengchuan-");
    Ok((format!("{short}-{name}"), index_number))
}

async fn act(
    app: &App,
    tx: &mut Tx,
    agency_id: &str,
    document_id: &str,
    event: &Event,
    actor_id: Option<&str>,
    at_ms: i64,
) -> Result<(), Internal> {
    let act = DocumentAct { agency_id, document_id, event, actor_id, at_ms };
    tx.record_document(&act, app.settings.chain_hash).await?;
    Ok(())
}

/// A document and the acts that bring it as far as asked.
struct Story<'a> {
    app: &'a App,
    unit: &'a Unit,
    id: String,
    /// The next act's moment; each takes some hours.
    now_ms: i64,
}

impl<'a> Story<'a> {
    async fn begin(
        app: &'a App,
        tx: &mut Tx,
        unit: &'a Unit,
        name: &str,
        mut made: MadeDocument,
        at_ms: i64,
    ) -> Result<Story<'a>, Internal> {
        made.revision.body_sha256 = tx.put_text(&made.body).await?;
        let (id, index_number) = numbered(tx, unit, made.revision.formed_on, name).await?;
        let mut story = Story { app, unit, id, now_ms: at_ms };
        let event = Event::Created { index_number, revision: made.revision, plan: ReviewPlan::default() };
        story.go(tx, event, 0).await?;
        Ok(story)
    }

    async fn go(&mut self, tx: &mut Tx, event: Event, person: usize) -> Result<(), Internal> {
        let actor = team(self.unit.id)[person];
        act(self.app, tx, self.unit.id, &self.id, &event, Some(actor), self.now_ms).await?;
        self.now_ms += 5 * 3_600_000;
        Ok(())
    }

    async fn pass(&mut self, tx: &mut Tx, steps: usize) -> Result<(), Internal> {
        self.go(tx, Event::Submitted { findings: Vec::new() }, 0).await?;
        let opinions = ["内容准确，同意。", "未发现涉密和敏感信息。", "同意发布。", "同意。"];
        for (step, opinion) in opinions.iter().enumerate().take(steps) {
            self.go(tx, Event::Passed { step, opinion: (*opinion).into() }, step + 1).await?;
        }
        Ok(())
    }
}

/// What a unit has published on the platform this year, with one correction and one withdrawal.
async fn this_year(app: &App, tx: &mut Tx, unit: &Unit, today: Date) -> Result<(), Internal> {
    let mut dice = Dice::new(SEED ^ unit.id.len() as u64 ^ 0x5EED);
    for serial in 0..NEW {
        let formed = after(today, -12 - 20 * serial as i64);
        let mut made = documents::document(unit, serial, formed, &mut dice);
        if serial == 2 {
            made.revision.title = format!("{}政府信息公开工作要点", unit.short);
        }
        if serial > 0 && made.revision.kind == Kind::Interpretation {
            let to = format!("{}-n{:02}", unit.id.trim_start_matches("chengchuan-"), serial - 1);
            made.revision.links.push(Link { kind: LinkKind::Interprets, to });
        }
        let correction = made.clone();
        let mut story =
            Story::begin(app, tx, unit, &format!("n{serial:02}"), made, at(after(formed, 1), 9)).await?;
        story.pass(tx, 4).await?;
        story.go(tx, Event::Published, 4).await?;
        if serial == 3 {
            correct(tx, &mut story, correction).await?;
        }
        if serial == 5 {
            let reason = "与另一文件重复发布".into();
            story.go(tx, Event::Withdrawn { reason }, 4).await?;
        }
    }
    Ok(())
}

async fn correct(tx: &mut Tx, story: &mut Story<'_>, made: MadeDocument) -> Result<(), Internal> {
    let body = format!("{}<p class=\"indent\">咨询电话：0999-5510037。</p>\n", made.body);
    let mut revision = made.revision;
    revision.body_sha256 = tx.put_text(&body).await?;
    story.go(tx, Event::CorrectionOpened { note: "补充咨询电话。".into() }, 0).await?;
    story.go(tx, Event::Edited { revision }, 0).await?;
    story.pass(tx, 4).await?;
    story.go(tx, Event::Published, 4).await
}

/// One document at every stage; some are late.
async fn in_work(app: &App, tx: &mut Tx, unit: &Unit, today: Date) -> Result<(), Internal> {
    let mut dice = Dice::new(SEED ^ 0xF00D ^ unit.id.len() as u64);
    for (number, stage) in STAGES.iter().enumerate() {
        let age = if matches!(*stage, "draft-late" | "second") { 44 } else { 3 + number as i64 * 3 };
        let formed = after(today, -age);
        let made = documents::document(unit, 40 + number * 3, formed, &mut dice);
        let begun = at(after(today, -(age.min(9))), 8);
        let mut story = Story::begin(app, tx, unit, &format!("w{number}"), made, begun).await?;
        match *stage {
            "first" => story.pass(tx, 0).await?,
            "secrecy" => story.pass(tx, 1).await?,
            "second" => story.pass(tx, 2).await?,
            "final" => story.pass(tx, 3).await?,
            "approved" => story.pass(tx, 4).await?,
            "sent-back" => {
                story.pass(tx, 1).await?;
                let reason = "表格中的金额与正文不一致，请核对后重报。".into();
                story.go(tx, Event::SentBack { step: 1, reason }, 2).await?;
            }
            "correction" => {
                story.pass(tx, 4).await?;
                story.go(tx, Event::Published, 4).await?;
                story.go(tx, Event::CorrectionOpened { note: "更正联系方式。".into() }, 0).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard_and_differ() {
        let codes: std::collections::BTreeSet<String> = (0..=UNITS.len()).map(unified_code).collect();
        assert_eq!(codes.len(), UNITS.len() + 1);
        for code in codes {
            assert_eq!(check_credit_code(&code), Ok(()), "{code}");
        }
    }
}
