//! The evidence of a review or a suit, bound into one PDF: a cover with the list of evidence, what was asked, what was done,
//! how the term was counted, the letters, how they were delivered, and the papers of the file.
//!
//! What is in it is open: who makes it says what for, which is put on record.

use gongkai_domain::china_time;
use gongkai_domain::permission::Right;
use gongkai_domain::request::event::Delivery;
use gongkai_domain::request::{DayMark, Letter, Refused, clock, known_clocks, standing};
use gongkai_formats::write::bundle::{Bundle, Content, Paper, table};
use gongkai_formats::write::print::{Piece, Print};
use gongkai_store::{Agency, KeptRequest, LetterRow, NewEvent, sha256};

use super::files::{file_bytes, files_of};
use super::letters::{letter_print, names};
use super::proceedings::{ProceedingRow, of_request};
use super::show::{masked, particulars};
use super::{FORMS, RequestError, WAYS, case_of, fault, open};
use crate::accounts::Signed;
use crate::documents::media_of;
use crate::reports::Download;
use crate::typesetting::PDF;
use crate::{App, now_ms};

/// A paper that can be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// Its id in the form.
    pub id: String,
    /// What it is.
    pub name: String,
    /// What it proves, as it is proposed.
    pub proves: String,
}

/// What can be bound of a case.
#[derive(Debug, Clone)]
pub struct BundlePage {
    /// Whose.
    pub agency: Agency,
    /// The case.
    pub kept: KeptRequest,
    /// Its reviews and suits.
    pub proceedings: Vec<ProceedingRow>,
    /// The papers in their order.
    pub exhibits: Vec<Exhibit>,
}

/// What is to be bound.
#[derive(Debug, Clone, Default)]
pub struct BundleOrder {
    /// The review or suit, by entry; empty for none.
    pub entry: String,
    /// The papers in their order, each with what it proves.
    pub exhibits: Vec<(String, String)>,
    /// What for.
    pub reason: String,
}

fn exhibit(id: impl Into<String>, name: impl Into<String>, proves: &str) -> Exhibit {
    Exhibit { id: id.into(), name: name.into(), proves: proves.into() }
}

/// What a letter proves.
fn proof_of(kind: Letter) -> &'static str {
    match kind {
        Letter::L02 => "本机关收到申请的日期，并已告知申请人",
        Letter::L03 => "申请内容不明确，本机关已一次性告知补正",
        Letter::L04 => "答复期限依法延长，并已告知申请人",
        Letter::L05 | Letter::L06 => "申请的信息涉及第三方合法权益，本机关已依法征求意见",
        Letter::L07 => "本机关已依法征求其他行政机关意见",
        Letter::L08 | Letter::L09 => "申请的数量、频次明显超过合理范围，本机关已依法处理",
        Letter::L21 => "本机关已依法告知缴纳信息处理费",
        Letter::L25 => "决定公开已书面告知第三方",
        Letter::L15 => "经检索没有申请的信息，本机关已尽合理检索义务并答复",
        _ => "本机关已依法作出答复，内容和依据",
    }
}

async fn exhibits(app: &App, kept: &KeptRequest) -> Result<(Vec<Exhibit>, Vec<LetterRow>), RequestError> {
    let mut out = vec![
        exhibit("request", "政府信息公开申请", "申请人提出申请的时间、方式和内容"),
        exhibit("events", "办理过程记录", "本机关依法登记、办理和答复的过程"),
        exhibit("clock", "答复期限计算说明", "答复期限的起止和计算依据"),
    ];
    let letters: Vec<LetterRow> = app.store.letters_of(&kept.id).await?;
    let letters: Vec<LetterRow> =
        letters.into_iter().filter(|l| matches!(l.state.as_str(), "approved" | "sent")).collect();
    for row in &letters {
        if let Some(kind) = Letter::parse(&row.kind) {
            let name = format!("{} {}", kind.zh(), row.number);
            out.push(exhibit(format!("letter-{}", row.id), name, proof_of(kind)));
        }
    }
    if letters.iter().any(|l| l.state == "sent") || kept.case.delivered.is_some() {
        out.push(exhibit("delivery", "送达记录", "文书已依法送达申请人及其日期"));
    }
    for file in files_of(app, &kept.id).await? {
        let proves = match file.row.kind.as_str() {
            "applicant" => "申请人提交的材料",
            "released" => "本机关已向申请人提供的信息",
            _ => "",
        };
        let name = if file.name.is_empty() { file.row.id.clone() } else { file.name.clone() };
        out.push(exhibit(format!("file-{}", file.row.id), name, proves));
    }
    Ok((out, letters))
}

/// What can be bound of a case.
///
/// # Errors
///
/// If there is no such case, the person may not, or the machine fails.
pub async fn bundle_page(app: &App, by: &Signed, of: (&str, &str)) -> Result<BundlePage, RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::HandleRequests).await?;
    let (exhibits, _) = exhibits(app, &kept).await?;
    let proceedings = of_request(app, &agency.id, &kept.number).await?;
    Ok(BundlePage { agency, kept, proceedings, exhibits })
}

/// What was asked, as the file has it; what identifies the applicant is masked.
async fn request_text(app: &App, kept: &KeptRequest) -> Result<Vec<Piece>, RequestError> {
    const FIELDS: [(&str, &str); 9] = [
        ("name", "申请人"),
        ("identity", "身份证明号码"),
        ("contact", "联系人"),
        ("telephone", "电话"),
        ("address", "通信地址"),
        ("email", "电子邮箱"),
        ("way", "获取途径"),
        ("form", "提供形式"),
        ("help", "所需帮助"),
    ];
    let private = app.store.request_private(&kept.id).await?;
    let mut values = vec![
        ("申请编号".to_owned(), kept.number.clone()),
        ("提交日期".to_owned(), kept.case.submitted_on.to_string()),
        ("收到日期".to_owned(), kept.case.received_on.map(|d| d.to_string()).unwrap_or_default()),
        ("申请渠道".to_owned(), kept.case.channel.zh().to_owned()),
    ];
    let mut said = Vec::new();
    for (field, sealed) in &private {
        if field == "wanted" || field.starts_with("applicant-") {
            said.push(open(app, &kept.id, field, sealed)?);
        }
    }
    for (field, word) in FIELDS {
        let Some((_, sealed)) = private.iter().find(|p| p.0 == field) else { continue };
        let value = open(app, &kept.id, field, sealed)?;
        let value = match field {
            "identity" | "telephone" | "email" => masked(&value),
            "way" => WAYS.iter().find(|w| w.0 == value).map_or(value, |w| w.1.to_owned()),
            "form" => FORMS.iter().find(|w| w.0 == value).map_or(value, |w| w.1.to_owned()),
            _ => value,
        };
        values.push((word.to_owned(), value));
    }
    let rows: Vec<Vec<&str>> = values.iter().map(|(n, v)| vec![n.as_str(), v.as_str()]).collect();
    let mut pieces = vec![Piece::Table(table(&[260, 740], &[], &rows)), Piece::Heading("申请内容".into())];
    // The wanted text comes last in the order of names; what was added later stands after it.
    said.reverse();
    let lines = said.iter().flat_map(|text| text.lines()).map(str::trim).filter(|l| !l.is_empty());
    pieces.extend(lines.map(|l| Piece::Paragraph(l.to_owned())));
    Ok(pieces)
}

async fn events_text(app: &App, kept: &KeptRequest) -> Result<Vec<Piece>, RequestError> {
    let names = names(app).await?;
    let rows: Vec<Vec<String>> = (1..)
        .zip(&kept.events)
        .map(|(number, (r, at_ms)): (usize, _)| {
            let by = names.get(&r.by).cloned().unwrap_or_else(|| "申请人或系统".into());
            let text = match &r.event {
                gongkai_domain::request::Event::Assigned { to } => names.get(to).unwrap_or(to).clone(),
                event => particulars(event),
            };
            let what = format!("{}\n{text}", r.event.kind().zh()).trim().to_owned();
            vec![number.to_string(), r.on.to_string(), what, by, china_time::minute(*at_ms)]
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let head = ["序号", "日期", "事项", "记录人", "记录时间"];
    Ok(vec![
        Piece::Table(table(&[80, 170, 340, 190, 220], &head, &rows)),
        Piece::Paragraph("各项记录按时间先后逐条链接并计算杂凑值，事后改动可以被核验发现。".into()),
    ])
}

fn clock_text(app: &App, kept: &KeptRequest) -> Vec<Piece> {
    let today = china_time::day(now_ms());
    let clocks: Vec<Vec<String>> = known_clocks(&kept.case, &app.calendar, today)
        .iter()
        .map(|c| {
            let due = c.due.map(|d| d.to_string()).unwrap_or_else(|| "—".into());
            let (kind, state) = (c.kind.zh().to_owned(), c.state.zh().to_owned());
            vec![kind, c.from.to_string(), due, state, c.kind.article().to_owned()]
        })
        .collect();
    let rows: Vec<Vec<&str>> = clocks.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let mut pieces = vec![Piece::Table(table(
        &[170, 170, 170, 130, 360],
        &["期限", "起算日", "届满日", "状态", "依据"],
        &rows,
    ))];
    let Ok(standing) = standing(&kept.case, &app.calendar, today) else {
        pieces.push(Piece::Paragraph("缺少有关年度的节假日安排，不能逐日列出。".into()));
        return pieces;
    };
    pieces.push(Piece::Heading("逐日计算".into()));
    pieces.push(Piece::Paragraph(
        "收到申请当日不计算在内；征求意见所需时间不计算在内（条例第三十三条第三款）；工作日按国务院办公厅节假日安排。".into(),
    ));
    let days: Vec<Vec<String>> = standing
        .days
        .iter()
        .map(|day| {
            let what = match &day.mark {
                DayMark::Start(kind) => clock::reason(*kind).to_owned(),
                DayMark::Counted(n) if day.is_make_up => format!("第{n}个工作日（调休上班）"),
                DayMark::Counted(n) => format!("第{n}个工作日"),
                DayMark::Weekend => "周末，不计".into(),
                DayMark::Holiday(name) => format!("{name}，不计"),
                DayMark::Consultation => "征求意见，不计".into(),
            };
            vec![day.on.to_string(), what]
        })
        .collect();
    let rows: Vec<Vec<&str>> = days.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    pieces.push(Piece::Table(table(&[300, 700], &["日期", "计算"], &rows)));
    pieces
}

fn delivery_text(kept: &KeptRequest, letters: &[LetterRow]) -> Vec<Piece> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in letters.iter().filter(|l| l.state == "sent") {
        let kind = Letter::parse(&row.kind).map_or("", |k| k.zh());
        let way = row.way.as_deref().and_then(Delivery::parse).map_or("", |w| w.zh());
        let post = row.post_number.clone().unwrap_or_default();
        rows.push(vec![
            format!("{kind}\n{}", row.number),
            row.sent_on.clone().unwrap_or_default(),
            way.to_owned(),
            post,
        ]);
    }
    if let Some((on, way)) = kept.case.delivered {
        rows.push(vec!["答复送达".into(), on.to_string(), way.zh().to_owned(), String::new()]);
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let head = ["文书", "日期", "方式", "邮件号码"];
    vec![Piece::Table(table(&[400, 180, 180, 240], &head, &rows))]
}

/// Binds the papers of a case.
///
/// # Errors
///
/// If nothing is chosen, the reason is missing, no pages are set here, the person may not, or the machine fails.
pub async fn bundle(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    order: &BundleOrder,
) -> Result<Download, RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::HandleRequests).await?;
    if !app.sets_pages() {
        return Err(RequestError::NotFound);
    }
    if order.reason.trim().is_empty() {
        return Err(Refused::Reason.into());
    }
    let (known, letters) = exhibits(app, &kept).await?;
    let files = files_of(app, &kept.id).await?;
    let mut papers = Vec::new();
    for (id, proves) in &order.exhibits {
        let Some(exhibit) = known.iter().find(|e| e.id == *id) else { continue };
        let content = match id.as_str() {
            "request" => Content::Text(request_text(app, &kept).await?),
            "events" => Content::Text(events_text(app, &kept).await?),
            "clock" => Content::Text(clock_text(app, &kept)),
            "delivery" => Content::Text(delivery_text(&kept, &letters)),
            other => match (other.strip_prefix("letter-"), other.strip_prefix("file-")) {
                (Some(letter), _) => {
                    let Print { pieces, .. } = letter_print(app, &agency, &kept, letter).await?;
                    Content::Text(pieces)
                }
                (_, Some(file)) => {
                    let file = files.iter().find(|f| f.row.id == file).ok_or(RequestError::NotFound)?;
                    let bytes = file_bytes(app, &kept.id, file).await?;
                    let media = media_of(&bytes).unwrap_or("application/octet-stream");
                    Content::File { media, sha256: sha256(&bytes), bytes }
                }
                _ => continue,
            },
        };
        let proves: String = proves.trim().chars().take(300).collect();
        papers.push(Paper { name: exhibit.name.clone(), proves, content });
    }
    if papers.is_empty() {
        let (zh, en) = ("请至少选择一份材料。", "Choose at least one paper.");
        return Err(RequestError::Fields(vec![fault("exhibit", zh, en)]));
    }
    let proceedings = of_request(app, &agency.id, &kept.number).await?;
    let proceeding = proceedings.iter().find(|p| p.entry.id == order.entry);
    let is_suit = proceeding.is_some_and(|p| p.value("procedure").starts_with("行政诉讼"));
    let title = match proceeding {
        Some(_) if is_suit => "行政诉讼证据材料",
        Some(_) => "行政复议证据材料",
        None => "政府信息公开申请证据材料",
    };
    let mut facts =
        vec![("提交人".to_owned(), agency.name.clone()), ("申请编号".to_owned(), kept.number.clone())];
    if let Some(p) = proceeding {
        let body = if is_suit { "人民法院" } else { "复议机关" };
        let party = if is_suit { "原告" } else { "申请人" };
        for (word, field) in
            [("案由程序", "procedure"), ("案号", "reference"), (body, "body"), (party, "party")]
        {
            if !p.value(field).is_empty() {
                facts.push((word.to_owned(), p.value(field).to_owned()));
            }
        }
    }
    let today = china_time::day(now_ms());
    let bundle =
        Bundle { title: title.into(), agency: agency.name.clone(), dated: Some(today), facts, papers };
    let payload = serde_json::json!({ "reason": order.reason.trim() }).to_string();
    let mut tx = app.store.begin().await?;
    let event = NewEvent {
        agency_id: &agency.id,
        subject_kind: "request-private",
        subject_id: &kept.id,
        kind: "request_private.bound",
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings().chain_hash).await?;
    tx.commit().await?;
    let bytes = app.bind(bundle).await?.ok_or(RequestError::NotFound)?;
    Ok(Download { name: format!("{} {title}.pdf", kept.number), media_type: PDF, bytes })
}
