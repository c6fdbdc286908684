//! The register of requests from a table and to a table: last year's from elsewhere, this year's to elsewhere.
//!
//! A row is a case, its columns are days. What happened is put together from the days and has to make a case by the same
//! rules as any other; what was signed by whom is not known of earlier systems, and whoever imports stands for it.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::{Channel, Consulted, Delivery, Reply};
use gongkai_domain::request::{Case, Ending, Event, Recorded, standing};
use gongkai_formats::grid::{self, Grid};
use gongkai_store::{Agency, KeptRequest, RequestFilter, RequestHistory};
use jiff::civil::Date;

use super::same_applicant::tag_of;
use super::{RequestError, open, seal};
use crate::accounts::{Signed, secret};
use crate::documents::FieldFault;
use crate::{App, Internal, now_ms};

/// Rows a table at most.
pub const MOST: usize = 50_000;
/// Cases that are recorded in one transaction.
const BATCH: usize = 500;
/// Rows that are looked at for the head.
const HEAD_ROWS: usize = 12;

/// The columns: code, heading, other headings.
const COLUMNS: [(&str, &str, &[&str]); 27] = [
    ("number", "申请编号", &["编号", "登记号", "登记编号", "受理编号"]),
    ("applicant", "申请人类型", &["申请人类别", "申请主体"]),
    ("name", "申请人", &["申请人姓名", "姓名", "申请人名称", "姓名或名称"]),
    ("identity", "身份证明", &["证件号码", "身份证号", "统一社会信用代码"]),
    ("telephone", "电话", &["联系电话", "手机"]),
    ("address", "地址", &["通信地址", "联系地址"]),
    ("email", "电子邮箱", &["邮箱"]),
    ("channel", "申请渠道", &["渠道", "申请方式", "申请途径"]),
    ("submitted", "提交日期", &["申请日期", "申请时间"]),
    ("received", "收到日期", &["收到申请日期", "受理日期", "登记日期"]),
    ("wanted", "申请内容", &["申请公开内容", "所需信息", "内容描述"]),
    ("correction_asked", "告知补正日期", &["补正告知日期"]),
    ("correction_received", "收到补正日期", &["补正日期"]),
    ("consulted", "征求第三方意见日期", &["征求意见日期"]),
    ("consulted_back", "第三方反馈日期", &["意见反馈日期"]),
    ("consulted_reply", "第三方意见", &["反馈意见"]),
    ("extended", "延期日期", &["延期告知日期"]),
    ("extended_days", "延期天数", &["延长工作日"]),
    ("charged", "收费通知日期", &[]),
    ("amount", "收费金额", &["金额"]),
    ("paid", "缴费日期", &[]),
    ("ending", "办理结果", &["答复结果", "处理结果", "答复类型"]),
    ("answered", "答复日期", &["答复时间", "办结日期"]),
    ("delivered", "送达日期", &["送达时间"]),
    ("way", "送达方式", &["答复方式"]),
    ("archived", "归档日期", &[]),
    ("remark", "备注", &["说明"]),
];

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Its number in the table, from 1.
    pub row: usize,
    /// The number of the request; empty where one will be given.
    pub number: String,
    /// What it asks for, its beginning.
    pub wanted: String,
    /// Why it is not taken, in Chinese and English; nothing where it is.
    pub fault: Option<(String, String)>,
    /// Whether a request of this number is there.
    pub is_known: bool,
    /// What to look at, in Chinese and English.
    pub notes: Vec<(String, String)>,
}

/// What would become, or became, of a table.
#[derive(Debug, Clone)]
pub struct RequestImport {
    /// Headings that stand for no column: they are left out.
    pub unknown: Vec<String>,
    /// The rows.
    pub rows: Vec<ImportedRow>,
    /// How many events they make.
    pub events: usize,
}

impl RequestImport {
    /// How many rows are taken.
    pub fn good(&self) -> usize {
        self.rows.iter().filter(|r| r.fault.is_none() && !r.is_known).count()
    }
}

/// A row that makes a case.
struct Taken {
    row: usize,
    number: String,
    year: i16,
    events: Vec<Recorded>,
    private: Vec<(&'static str, String)>,
}

fn told(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

fn file_fault(zh: String, en: String) -> RequestError {
    RequestError::Fields(vec![FieldFault { field: "file", zh, en }])
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"：:（）()*".contains(*c)).collect()
}

/// The head of a table: its row, and for each of our columns which of its own.
fn head(grid: &Grid) -> Option<(usize, BTreeMap<&'static str, usize>, Vec<String>)> {
    let of_row = |cells: &Vec<String>| {
        let (mut found, mut unknown) = (BTreeMap::new(), Vec::new());
        for (at, cell) in cells.iter().enumerate().filter(|(_, c)| !c.trim().is_empty()) {
            let is_it = |c: &&(&str, &str, &[&str])| {
                [c.0, c.1].iter().chain(c.2).any(|name| plain(name) == plain(cell))
            };
            match COLUMNS.iter().find(is_it) {
                Some(column) => {
                    found.entry(column.0).or_insert(at);
                }
                None => unknown.push(cell.trim().to_owned()),
            }
        }
        (found, unknown)
    };
    let rows = grid.rows.iter().take(HEAD_ROWS).enumerate().map(|(at, cells)| (at, of_row(cells)));
    let best = rows.max_by_key(|(at, (found, _))| (found.len(), std::cmp::Reverse(*at)));
    best.filter(|(_, (found, _))| found.len() >= 3).map(|(at, (found, unknown))| (at, found, unknown))
}

/// A day as tables have it.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.get(..10).unwrap_or(text).parse() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let [year, month, day, ..] = parts.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The ending that a text means: its name, its code, or the label of its row in table 3 where one ending alone has that.
fn ending(text: &str) -> Option<Ending> {
    let wanted = plain(text);
    let by_name = Ending::ALL.iter().copied().find(|e| plain(e.zh()) == wanted || e.code() == text.trim());
    by_name.or_else(|| {
        let label = |e: &Ending| {
            let label: String =
                e.row().label().chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
            plain(&label)
        };
        let mut alike = Ending::ALL.iter().copied().filter(|e| label(e) == wanted);
        match (alike.next(), alike.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    })
}

struct Reader<'a> {
    columns: &'a BTreeMap<&'static str, usize>,
    cells: &'a [String],
}

impl Reader<'_> {
    fn text(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|at| self.cells.get(*at)).map_or("", |t| t.trim())
    }

    fn day(&self, column: &'static str) -> Result<Option<Date>, (String, String)> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let name = COLUMNS.iter().find(|c| c.0 == column).map_or(column, |c| c.1);
        day(text)
            .map(Some)
            .ok_or_else(|| (format!("“{name}”不是日期：{text}"), format!("{column} is no day: {text}")))
    }
}

/// The events of a row in their order, and who asks.
fn taken(row: usize, r: &Reader<'_>, by: &str, today: Date) -> Result<Taken, (String, String)> {
    let wanted = plain(r.text("applicant"));
    let applicant = Applicant::PARTS
        .into_iter()
        .find(|a| plain(a.label()) == wanted || a.as_str() == r.text("applicant"))
        .or_else(|| matches!(wanted.as_str(), "公民" | "个人" | "自然人").then_some(Applicant::Natural))
        .ok_or_else(|| {
            told(
                "申请人类型应为自然人、商业企业、科研机构、社会公益组织、法律服务机构或其他",
                "the kind of applicant is not one of the six",
            )
        })?;
    let channel = r.text("channel");
    let channel = Channel::ALL
        .iter()
        .copied()
        .find(|c| c.code() == channel || plain(c.zh()).starts_with(&plain(channel)) && !channel.is_empty())
        .or(match channel {
            "" | "网上" | "网络" | "网站" | "在线" => Some(Channel::Online),
            "信函" | "来信" => Some(Channel::Post),
            "现场" | "窗口" => Some(Channel::Person),
            _ => None,
        })
        .ok_or_else(|| (format!("不认识的申请渠道“{channel}”"), format!("unknown channel {channel}")))?;
    let received = r.day("received")?;
    let submitted = r.day("submitted")?.or(received);
    let submitted =
        submitted.ok_or_else(|| told("没有提交日期和收到日期", "neither submitted nor received"))?;
    if r.text("wanted").is_empty() {
        return Err(told("没有申请内容", "it does not say what is asked for"));
    }
    let mut events: Vec<(Date, Event)> = vec![(submitted, Event::Submitted { applicant, channel })];
    let mut push = |on: Option<Date>, event: Event| events.extend(on.map(|on| (on, event)));
    push(received, Event::Registered);
    push(r.day("correction_asked")?, Event::CorrectionAsked { term: WorkingDays(15) });
    push(r.day("correction_received")?, Event::CorrectionReceived);
    push(r.day("consulted")?, Event::ConsultationSent { number: 1, whom: Consulted::ThirdParty });
    let reply = r.text("consulted_reply");
    let reply = match reply {
        "" => Reply::Silent,
        text => Reply::ALL
            .iter()
            .copied()
            .find(|c| c.code() == text || c.zh() == text)
            .unwrap_or(if text.contains("不同意") { Reply::Refused } else { Reply::Agreed }),
    };
    push(r.day("consulted_back")?, Event::ConsultationEnded { number: 1, reply });
    let days = r.text("extended_days").parse().unwrap_or(20);
    push(r.day("extended")?, Event::Extended { days: WorkingDays(days) });
    let amount = r.text("amount").trim_end_matches(".00").parse().unwrap_or(0);
    push(r.day("charged")?, Event::Charged { amount });
    push(r.day("paid")?, Event::Paid);
    let answered = r.day("answered")?;
    let result = r.text("ending");
    if !result.is_empty() || answered.is_some() {
        let ending = ending(result)
            .ok_or_else(|| (format!("不认识的办理结果“{result}”"), format!("unknown result {result}")))?;
        let on = answered.ok_or_else(|| told("有办理结果，没有答复日期", "a result without its day"))?;
        match ending {
            Ending::Withdrawn => push(Some(on), Event::Withdrawn),
            Ending::NoCorrection | Ending::FeeUnpaid => push(Some(on), Event::Lapsed { ending }),
            _ => {
                push(Some(on), Event::AnswerDrafted { ending });
                push(Some(on), Event::AnswerApproved);
                push(Some(on), Event::Answered);
            }
        }
        let way = r.text("way");
        let way =
            Delivery::ALL.iter().copied().find(|w| w.code() == way || plain(w.zh()).starts_with(&plain(way)));
        push(r.day("delivered")?, Event::Delivered { way: way.unwrap_or(Delivery::Post) });
        push(r.day("archived")?, Event::Archived);
    }
    // Days decide, and on one day the order of the columns.
    events.sort_by_key(|e| e.0);
    if let Some((on, _)) = events.iter().find(|e| e.0 > today) {
        return Err((format!("{on}在将来"), format!("{on} is in the future")));
    }
    let by = |event: &Event| match event {
        Event::Submitted { .. } | Event::CorrectionReceived | Event::Paid | Event::Withdrawn => String::new(),
        _ => by.to_owned(),
    };
    let events: Vec<Recorded> =
        events.into_iter().map(|(on, event)| Recorded { by: by(&event), event, on }).collect();
    if let Err(broken) = Case::replay(&events) {
        let (zh, en) = (broken.kind.zh(), broken.kind.en());
        let on = events.get(broken.position).map(|e| e.on.to_string()).unwrap_or_default();
        return Err((
            format!("各日期先后矛盾：{on}不能“{zh}”"),
            format!("the days contradict each other: {en} cannot be on {on}"),
        ));
    }
    let private = ["name", "identity", "telephone", "address", "email", "wanted", "remark"];
    let private =
        private.into_iter().map(|f| (f, r.text(f).to_owned())).filter(|f| !f.1.is_empty()).collect();
    Ok(Taken { row, number: r.text("number").to_owned(), year: submitted.year(), events, private })
}

async fn at(app: &App, by: &Signed, agency_id: &str, right: Right) -> Result<Agency, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(agency)
}

/// What a table would become, or with `is_sure` what it became.
///
/// # Errors
///
/// If the person does not deal with requests, the file is no table or has no head that is known, or the machine fails.
/// What was taken by then stays; the next run takes the rest.
pub async fn import_requests(
    app: &App,
    by: &Signed,
    agency_id: &str,
    bytes: Vec<u8>,
    is_sure: bool,
) -> Result<RequestImport, RequestError> {
    let agency = at(app, by, agency_id, Right::HandleRequests).await?;
    let read = tokio::task::spawn_blocking(move || grid::read(&bytes)).await.map_err(Internal::from)?;
    let grids = read.map_err(|e| {
        file_fault(
            format!("无法读取该文件（{e}）。请上传 XLSX、XLS、ODS 或 CSV。"),
            format!("The file cannot be read ({e}). Upload XLSX, XLS, ODS or CSV."),
        )
    })?;
    let found = grids.iter().filter_map(|g| head(g).map(|h| (g, h))).max_by_key(|(_, h)| h.1.len());
    let Some((grid, (head_row, columns, unknown))) = found else {
        let names: Vec<&str> = COLUMNS.iter().map(|c| c.1).collect();
        let names = names.join("、");
        return Err(file_fault(
            format!("没有找到表头。第一行应有这些列名：{names}。"),
            format!("No head was found. The first row should name these columns: {names}."),
        ));
    };
    if grid.rows.len() > head_row + 1 + MOST {
        let (zh, en) = (format!("一次最多导入{MOST}行。"), format!("At most {MOST} rows."));
        return Err(file_fault(zh, en));
    }
    let filter = RequestFilter { agency_id: Some(agency.id.clone()), ..RequestFilter::default() };
    let mut known: BTreeSet<String> =
        app.store.requests(&filter).await?.into_iter().map(|r| r.number).collect();
    let today = china_time::day(now_ms());
    let (mut rows, mut takes, mut events) = (Vec::new(), Vec::new(), 0);
    for (index, cells) in grid.rows.iter().enumerate().skip(head_row + 1) {
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let reader = Reader { columns: &columns, cells };
        let mut row = ImportedRow {
            row: index + 1,
            number: reader.text("number").to_owned(),
            wanted: reader.text("wanted").chars().take(60).collect(),
            fault: None,
            is_known: false,
            notes: Vec::new(),
        };
        match taken(index + 1, &reader, &by.user.id, today) {
            Err(fault) => row.fault = Some(fault),
            Ok(taken) => {
                row.is_known = !taken.number.is_empty() && !known.insert(taken.number.clone());
                if !row.is_known {
                    row.notes = notes(app, &taken.events);
                    events += taken.events.len();
                    takes.push(taken);
                }
            }
        }
        rows.push(row);
    }
    if is_sure {
        for some in takes.chunks(BATCH) {
            record(app, &agency, some, &mut rows, &mut known).await?;
        }
    }
    Ok(RequestImport { unknown, rows, events })
}

/// What to look at in a history: an answer after its last day.
fn notes(app: &App, events: &[Recorded]) -> Vec<(String, String)> {
    let Ok(Some(case)) = Case::replay(events) else { return Vec::new() };
    let Some(ended) = case.ended else { return Vec::new() };
    match standing(&case, &app.calendar, ended.on) {
        Ok(s) if s.due.is_some_and(|due| ended.on > due) => {
            let due = s.due.map(|d| d.to_string()).unwrap_or_default();
            vec![(format!("答复晚于届满日{due}"), format!("answered after its last day {due}"))]
        }
        _ => Vec::new(),
    }
}

async fn record(
    app: &App,
    agency: &Agency,
    takes: &[Taken],
    rows: &mut [ImportedRow],
    known: &mut BTreeSet<String>,
) -> Result<(), RequestError> {
    let now = now_ms();
    // Sealing is work for the processor, not for the database.
    let mut ready = Vec::with_capacity(takes.len());
    for taken in takes {
        let id = secret::id();
        let value = |f: &str| taken.private.iter().find(|p| p.0 == f).map_or("", |p| p.1.as_str());
        let mut sealed = vec![("tag", tag_of(app, value("identity"), value("name"), value("telephone"))?)];
        for (field, text) in &taken.private {
            sealed.push((field, seal(app, &id, field, text)?));
        }
        ready.push((taken, id, sealed));
    }
    let mut tx = app.store.begin().await?;
    for (taken, id, sealed) in &ready {
        let mut number = taken.number.clone();
        while number.is_empty() || (taken.number.is_empty() && !known.insert(number.clone())) {
            let serial = tx.next_serial(&format!("request:{}", agency.id), i64::from(taken.year)).await?;
            number = format!("{}-{serial:04}", taken.year);
        }
        let history = RequestHistory {
            agency_id: &agency.id,
            request_id: id,
            number: &number,
            events: &taken.events,
            at_ms: now,
        };
        tx.import_request(&history, app.settings.chain_hash).await?;
        tx.put_new_request_private(id, sealed).await?;
        if let Some(row) = rows.iter_mut().find(|r| r.row == taken.row) {
            row.number = number;
        }
    }
    Ok(tx.commit().await?)
}

/// The register of a year as a table that can be imported again: heads and rows. Identity and contact are left out; they
/// leave the house by one case at a time, with a reason.
///
/// # Errors
///
/// If the person may not see the cases, or the machine fails.
pub async fn export_requests(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
) -> Result<(Vec<&'static str>, Vec<Vec<String>>), RequestError> {
    let agency = at(app, by, agency_id, Right::ReadRequests).await?;
    let filter = RequestFilter {
        agency_id: Some(agency.id.clone()),
        received: Some((format!("{year}-01-01"), format!("{year}-12-31"))),
        ..RequestFilter::default()
    };
    let rows = app.store.requests(&filter).await?;
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let wanted: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let mut cases: BTreeMap<String, KeptRequest> =
        app.store.requests_by_ids(&ids).await?.into_iter().map(|k| (k.id.clone(), k)).collect();
    let columns: Vec<&(&str, &str, &[&str])> = COLUMNS
        .iter()
        .filter(|c| !matches!(c.0, "name" | "identity" | "telephone" | "address" | "email" | "remark"))
        .collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(kept) = cases.remove(&row.id) else { continue };
        let text = wanted.get(&row.id).and_then(|s| open(app, &row.id, "wanted", s).ok()).unwrap_or_default();
        lines.push(columns.iter().map(|c| value(c.0, &kept, &text)).collect());
    }
    Ok((columns.iter().map(|c| c.1).collect(), lines))
}

fn value(column: &str, kept: &KeptRequest, wanted: &str) -> String {
    let case = &kept.case;
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let third = case.consultations.iter().find(|c| c.whom == Consulted::ThirdParty);
    match column {
        "number" => kept.number.clone(),
        "applicant" => case.applicant.label().to_owned(),
        "channel" => case.channel.zh().to_owned(),
        "submitted" => case.submitted_on.to_string(),
        "received" => day(case.received_on),
        "wanted" => wanted.to_owned(),
        "correction_asked" => day(case.correction.map(|c| c.asked_on)),
        "correction_received" => day(case.correction.and_then(|c| c.received_on)),
        "consulted" => day(third.map(|c| c.sent_on)),
        "consulted_back" => day(third.and_then(|c| c.ended).map(|e| e.0)),
        "consulted_reply" => third.and_then(|c| c.ended).map(|e| e.1.zh().to_owned()).unwrap_or_default(),
        "extended" => day(case.extension.map(|e| e.0)),
        "extended_days" => case.extension.map(|e| e.1.0.to_string()).unwrap_or_default(),
        "charged" => day(case.charge.map(|c| c.on)),
        "amount" => case.charge.map(|c| c.amount.to_string()).unwrap_or_default(),
        "paid" => day(case.charge.and_then(|c| c.paid_on)),
        "ending" => case.ended.map(|e| e.ending.zh().to_owned()).unwrap_or_default(),
        "answered" => day(case.ended.map(|e| e.on)),
        "delivered" => day(case.delivered.map(|d| d.0)),
        "way" => case.delivered.map(|d| d.1.zh().to_owned()).unwrap_or_default(),
        "archived" => day(case.archived_on),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        let wanted = jiff::civil::date(2025, 3, 7);
        for text in
            ["2025-03-07", "2025/3/7", "2025年3月7日", "2025.3.7", "2025-03-07 09:30:00", " 2025-3-7 "]
        {
            assert_eq!(day(text), Some(wanted), "{text}");
        }
        for text in ["", "三月七日", "2025-13-07", "45723"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn endings_are_found_by_name_code_and_row() {
        for e in Ending::ALL {
            assert_eq!(ending(e.zh()), Some(*e), "{}", e.zh());
            assert_eq!(ending(e.code()), Some(*e));
        }
        assert_eq!(ending("予以公开"), Some(Ending::Granted));
        assert_eq!(ending("本机关不掌握相关政府信息"), None, "two endings have this row");
        assert_eq!(ending("某某"), None);
    }
}
