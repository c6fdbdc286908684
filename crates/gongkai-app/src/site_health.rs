//! What an inspection would find today, and the annual table of the website, both out of the record.

use gongkai_domain::china_time;
use gongkai_domain::disclosure::site_health::{
    ColumnState, Pace, Veto, column_state, is_overdue_message, vetoes,
};
use gongkai_domain::permission::Right;
use gongkai_store::{Agency, Column, DocumentFilter, EntryFilter, EntryRow};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::registers;
use crate::{App, Internal, now_ms};

/// A column of the site with what an inspection asks of it.
#[derive(Debug, Clone)]
pub struct ColumnHealth {
    /// The column.
    pub column: Column,
    /// How often it is to be renewed.
    pub pace: Pace,
    /// How many public documents the agency has in it.
    pub documents: i64,
    /// The day of the newest.
    pub newest_on: Option<Date>,
    /// Days since then.
    pub days: Option<i32>,
    /// How it stands.
    pub state: ColumnState,
}

/// What an inspection would find.
#[derive(Debug, Clone)]
pub struct SiteHealth {
    /// Whose columns; none for the whole site.
    pub agency: Agency,
    /// The day it holds for.
    pub today: Date,
    /// The columns.
    pub columns: Vec<ColumnHealth>,
    /// Messages without an answer, oldest first; the flag says that one is older than 3 months.
    pub unanswered: Vec<(EntryRow, bool)>,
    /// What entries of registers owe that is late.
    pub owed: Vec<registers::Owed>,
    /// Documents that were taken over with a date of publication that the server did not set: how many.
    pub imported: i64,
    /// What fails an inspection by itself.
    pub vetoes: Vec<Veto>,
}

/// What an inspection of an agency's columns would find today.
///
/// # Errors
///
/// If the person may not see it, or the database fails.
pub async fn site_health(app: &App, by: &Signed, agency_id: &str) -> Result<SiteHealth, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    let today = china_time::day(now_ms());
    let counts = app.store.documents_by_column(Some(agency_id)).await?;
    let own = |c: &Column| c.agency_id.as_deref().is_none_or(|id| id == agency_id);
    let columns: Vec<ColumnHealth> = app
        .store
        .columns()
        .await?
        .into_iter()
        .filter(own)
        .map(|column| {
            let found = counts.iter().find(|c| c.0 == column.id);
            let newest_on = found.map(|c| china_time::day(c.2));
            let pace = Pace::parse(&column.pace).unwrap_or(Pace::Static);
            let days = newest_on.and_then(|day| (today - day).get_days().into());
            let state = column_state(pace, newest_on, today);
            ColumnHealth { column, pace, documents: found.map_or(0, |c| c.1), newest_on, days, state }
        })
        .collect();
    let unanswered = unanswered(app, agency_id, today).await?;
    let received: Vec<Date> = unanswered.iter().filter_map(|m| m.0.on_day.as_ref()?.parse().ok()).collect();
    let states: Vec<ColumnState> = columns.iter().map(|c| c.state).collect();
    let newest = columns.iter().filter_map(|c| c.newest_on).max();
    let vetoes = vetoes(&states, newest, &received, today);
    let imported = app.store.count_imported(agency_id).await?;
    let mut owed = registers::owed(app, agency_id).await?;
    owed.retain(|o| o.is_late && o.register.code != "consultations");
    Ok(SiteHealth { agency, today, columns, unanswered, owed, imported, vetoes })
}

/// Messages of the last year that have no answer, oldest first.
async fn unanswered(app: &App, agency_id: &str, today: Date) -> Result<Vec<(EntryRow, bool)>, Internal> {
    let from = today.checked_sub(1.year()).unwrap_or(today);
    let filter = EntryFilter {
        agency_id: Some(agency_id.into()),
        register: Some("consultations".into()),
        period: Some((from.to_string(), today.to_string())),
    };
    let mut entries = app.store.entries(&filter).await?;
    entries.reverse();
    let is_void = |e: &EntryRow| e.fields.get("void").is_some_and(|v| v == "是");
    let is_open = |e: &EntryRow| e.fields.get("answered_on").is_none_or(String::is_empty) && !is_void(e);
    let late = |e: &EntryRow| {
        let received = e.on_day.as_ref().and_then(|d| d.parse().ok());
        received.is_some_and(|day| is_overdue_message(day, today))
    };
    Ok(entries
        .into_iter()
        .filter(is_open)
        .map(|e| {
            let is_late = late(&e);
            (e, is_late)
        })
        .collect())
}

/// A line of 《政府网站工作年度报表》 (国办函〔2018〕12号).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The section.
    pub section: &'static str,
    /// What is asked.
    pub label: &'static str,
    /// The unit.
    pub unit: &'static str,
    /// The answer; none where the record does not know it.
    pub value: Option<String>,
    /// Where the number comes from: an address in the office that opens the set.
    pub source: Option<String>,
}

/// The annual table of a website.
#[derive(Debug, Clone)]
pub struct WebsiteReport {
    /// Whose.
    pub agency: Agency,
    /// Of which year.
    pub year: i16,
    /// Its lines, in the order of the form.
    pub lines: Vec<ReportLine>,
}

/// The annual table of an agency's website, as far as the record knows the numbers.
///
/// # Errors
///
/// If the person may not see it, the year is none, or the database fails.
pub async fn website_report(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
) -> Result<WebsiteReport, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    if !(2000..=2199).contains(&year) {
        return Err(DocumentError::NotFound);
    }
    let period = (date(year, 1, 1), date(year, 12, 31));
    let mut lines = Lines { app, agency: &agency, year, period, lines: Vec::new() };
    lines.unknown("网站访问", &[("独立用户访问总量", "个"), ("网站总访问量", "次")]);
    lines.documents("信息发布总数", &[]).await?;
    lines.documents("概况类信息更新量", &["institution"]).await?;
    lines.documents("政务动态信息更新量", &["news"]).await?;
    lines.rest("信息公开目录信息更新量");
    lines.section("解读回应");
    lines.documents("解读信息发布总数", &["interpretation"]).await?;
    lines.register("回应公众关注热点或重大舆情数量", "次", "responses", Take::Entries(|_| true)).await?;
    let open = [("政务服务事项数量", "项"), ("可全程在线办理数量", "项"), ("办件量总数", "件")];
    lines.unknown("办事服务", &open);
    lines.section("互动交流");
    let answered = |e: &EntryRow| e.fields.get("answered_on").is_some_and(|d| !d.is_empty());
    lines.register("收到留言数量", "条", "consultations", Take::Entries(|_| true)).await?;
    lines.register("办结留言数量", "条", "consultations", Take::Entries(answered)).await?;
    lines.register("平均办理时间", "天", "consultations", Take::MeanDays).await?;
    let public = |e: &EntryRow| e.fields.get("public_answer").is_some_and(|v| v == "是");
    lines.register("公开答复数量", "条", "consultations", Take::Entries(public)).await?;
    lines.register("征集调查期数", "期", "surveys", Take::Entries(|_| true)).await?;
    lines.register("征集调查收到意见数量", "条", "surveys", Take::Sum("received")).await?;
    let told = |e: &EntryRow| e.fields.get("result").is_some_and(|v| v == "是");
    lines.register("公布调查结果期数", "期", "surveys", Take::Entries(told)).await?;
    lines.section("安全防护");
    let checked = |e: &EntryRow| e.fields.get("kind").is_some_and(|v| v == "检测评估");
    lines.register("安全检测评估次数", "次", "security", Take::Entries(checked)).await?;
    lines.register("发现问题数量", "个", "security", Take::Sum("found")).await?;
    lines.register("问题整改数量", "个", "security", Take::Sum("mended")).await?;
    let drilled = |e: &EntryRow| e.fields.get("kind").is_some_and(|v| v == "应急演练");
    lines.register("开展应急演练", "次", "security", Take::Entries(drilled)).await?;
    lines.section("移动新媒体");
    lines.accounts().await?;
    Ok(WebsiteReport { year, lines: lines.lines, agency: agency.clone() })
}

/// What of a register a line counts.
enum Take {
    /// The entries that pass.
    Entries(fn(&EntryRow) -> bool),
    /// The sum of a field.
    Sum(&'static str),
    /// The mean of the days between receipt and answer, of those that were answered.
    MeanDays,
}

struct Lines<'a> {
    app: &'a App,
    agency: &'a Agency,
    year: i16,
    period: (Date, Date),
    lines: Vec<ReportLine>,
}

impl Lines<'_> {
    fn section(&mut self, section: &'static str) {
        self.lines.push(ReportLine { section, label: "", unit: "", value: None, source: None });
    }

    fn push(
        &mut self,
        label: &'static str,
        unit: &'static str,
        value: Option<String>,
        source: Option<String>,
    ) {
        let section = self.lines.last().map_or("信息发布", |l| l.section);
        self.lines.push(ReportLine { section, label, unit, value, source });
    }

    /// What only the statistics of the web server or another system know.
    fn unknown(&mut self, section: &'static str, labels: &[(&'static str, &'static str)]) {
        self.section(section);
        for (label, unit) in labels {
            self.push(label, unit, None, None);
        }
        if section == "网站访问" {
            self.section("信息发布");
        }
    }

    async fn documents(&mut self, label: &'static str, kinds: &[&str]) -> Result<(), Internal> {
        let instant = |d: Date| china_time::instant(d.at(0, 0, 0, 0));
        let end = self.period.1.tomorrow().unwrap_or(self.period.1);
        let filter = DocumentFilter {
            agency: Some(self.agency.id.clone()),
            kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
            published: Some((instant(self.period.0), instant(end))),
            ..DocumentFilter::default()
        };
        let count = self.app.store.count_public_documents(&filter).await?;
        let kind = kinds.first().copied().unwrap_or_default();
        let source = format!("/documents?agency={}&kind={kind}&year={}", self.agency.id, self.year);
        self.push(label, "条", Some(count.to_string()), Some(source));
        Ok(())
    }

    /// What is neither about the agency nor news.
    fn rest(&mut self, label: &'static str) {
        let number = |at: usize| -> i64 {
            let line = self.lines.get(self.lines.len().wrapping_sub(at));
            line.and_then(|l| l.value.as_ref()?.parse().ok()).unwrap_or(0)
        };
        let rest = number(3) - number(2) - number(1);
        self.push(label, "条", Some(rest.to_string()), None);
    }

    async fn register(
        &mut self,
        label: &'static str,
        unit: &'static str,
        code: &'static str,
        take: Take,
    ) -> Result<(), Internal> {
        let register = registers::shipped().iter().find(|r| r.code == code);
        let register = register.ok_or_else(|| Internal::Seed(format!("register {code}")))?;
        let count = registers::count(self.app, &self.agency.id, register, Some(self.period)).await?;
        let value = match take {
            Take::Entries(passes) => Some(count.entries.iter().filter(|e| passes(e)).count().to_string()),
            Take::Sum(field) => count.sums.iter().find(|s| s.0 == field).map(|s| s.1.normalize().to_string()),
            Take::MeanDays => mean_days(&count.entries),
        };
        let source = format!("/office/agencies/{}/registers/{code}?year={}", self.agency.id, self.year);
        self.push(label, unit, value, Some(source));
        Ok(())
    }

    /// Posts of the year, and followers at its end, of each platform.
    async fn accounts(&mut self) -> Result<(), Internal> {
        self.register("发布数量（全部账号）", "条", "account-figures", Take::Sum("posts")).await?;
        self.register("阅读数量（全部账号）", "次", "account-figures", Take::Sum("reads")).await?;
        let register = registers::shipped().iter().find(|r| r.code == "account-figures");
        let register = register.ok_or_else(|| Internal::Seed("register account-figures".into()))?;
        let figures = registers::count(self.app, &self.agency.id, register, Some(self.period)).await?;
        let mut seen = std::collections::BTreeMap::new();
        // The newest comes first: a stock is what it was last.
        for entry in &figures.entries {
            let (Some(account), Some(n)) = (entry.fields.get("account"), entry.fields.get("followers"))
            else {
                continue;
            };
            seen.entry(account.clone()).or_insert_with(|| n.parse::<i64>().unwrap_or(0));
        }
        let source =
            format!("/office/agencies/{}/registers/account-figures?year={}", self.agency.id, self.year);
        let total = seen.values().fold(0_i64, |a, b| a.saturating_add(*b));
        let value = if seen.is_empty() { None } else { Some(total.to_string()) };
        self.push("年末关注数（全部账号）", "人", value, Some(source));
        Ok(())
    }
}

fn mean_days(entries: &[EntryRow]) -> Option<String> {
    let days: Vec<i64> = entries
        .iter()
        .filter_map(|e| {
            let received: Date = e.on_day.as_ref()?.parse().ok()?;
            let answered: Date = e.fields.get("answered_on")?.parse().ok()?;
            Some(i64::from((answered - received).get_days()))
        })
        .collect();
    let count = i64::try_from(days.len()).ok().filter(|n| *n > 0)?;
    let tenths = days.iter().sum::<i64>() * 10 / count;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}
