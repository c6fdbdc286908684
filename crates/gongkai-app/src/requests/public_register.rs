//! The public register of an agency's requests: what was asked, in words of the office that somebody let pass, when, and how
//! it ended. Nothing of an applicant stands in it, and nothing that was released: that is public as a document or not at all.

use std::collections::BTreeMap;

use gongkai_domain::disclosure::review::Weight;
use gongkai_domain::disclosure::screen::{screen, secrecy_mark};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::Row;
use gongkai_domain::request::{Ending, Refused};
use gongkai_store::{Agency, KeptRequest, PublicAct, PublicFilter, PublicRow, PublicWording};

use super::letters::names;
use super::settings;
use super::{RequestError, case_of, fault, open};
use crate::accounts::{Signed, secret};
use crate::documents::{FieldFault, words};
use crate::{App, Internal, now_ms};

/// Entries of a page.
pub const PUBLIC_PAGE: usize = 30;
/// Longest wording. Unit: characters.
const LONGEST: usize = 300;
/// Entries and cases on the office's list.
const MOST: i64 = 200;

/// Which entries somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicQuery {
    /// Decided in this year.
    pub year: Option<i16>,
    /// With an ending of this row of table 3.
    pub outcome: Option<Row>,
    /// With these words.
    pub words: String,
    /// The page, from 1.
    pub page: usize,
}

/// Entries as everybody sees them.
#[derive(Debug, Clone)]
pub struct PublicList {
    /// Whose.
    pub agency: Agency,
    /// The entries, the newest decisions first, each with the row of table 3.
    pub entries: Vec<(PublicRow, Row)>,
    /// How many there are on all pages.
    pub total: usize,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// Years in which something was decided, the newest first.
    pub years: Vec<String>,
    /// Rows of table 3 that occur, in their order.
    pub outcomes: Vec<Row>,
}

/// Whether an agency shows a register of its requests.
///
/// # Errors
///
/// If the database fails.
pub async fn has_public_register(app: &App, agency_id: &str) -> Result<bool, Internal> {
    Ok(settings::of(app, agency_id).await?.public_register)
}

/// A page of an agency's public register; nothing where it shows none.
///
/// # Errors
///
/// If the database fails.
pub async fn public_requests(
    app: &App,
    agency_id: &str,
    query: &PublicQuery,
    per_page: usize,
) -> Result<Option<PublicList>, Internal> {
    let Some(agency) = app.store.agency(agency_id).await? else { return Ok(None) };
    if !has_public_register(app, agency_id).await? {
        return Ok(None);
    }
    let endings = |row: Row| Ending::ALL.iter().filter(move |e| e.row() == row).map(|e| e.code().to_owned());
    let filter = PublicFilter {
        agency_id: agency_id.to_owned(),
        year: query.year,
        endings: query.outcome.map(|row| endings(row).collect()).unwrap_or_default(),
        words: query.words.clone(),
    };
    let total = usize::try_from(app.store.count_public_requests(&filter).await?).unwrap_or(0);
    let pages = total.div_ceil(per_page).max(1);
    let page = query.page.clamp(1, pages);
    let at = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let rows = app.store.public_requests(&filter, (at(per_page), at((page - 1) * per_page))).await?;
    let entries = rows.into_iter().filter_map(|r| Ending::parse(&r.ending).map(|e| (r, e.row()))).collect();
    let known = app.store.public_request_years(agency_id).await?;
    let mut years: Vec<String> = known.iter().map(|k| k.0.clone()).collect();
    years.dedup();
    let occurs = |row: &Row| known.iter().any(|k| Ending::parse(&k.1).is_some_and(|e| e.row() == *row));
    let outcomes = Row::ALL.into_iter().filter(occurs).collect();
    Ok(Some(PublicList { agency, entries, total, page, pages, years, outcomes }))
}

/// What betrays the applicant of a request in a text that everybody shall see, or must not stand there: the screening, and a
/// comparison with what the applicant told of themselves.
pub(super) async fn betrays(
    app: &App,
    agency_id: &str,
    request_ids: &[&str],
    (field, text): (&'static str, &str),
) -> Result<Vec<FieldFault>, RequestError> {
    let mut found = Vec::new();
    if secrecy_mark(text).is_some() {
        let (zh, en) =
            ("内容带有国家秘密标志，没有保存。", "It bears a mark of state secrets; nothing was kept.");
        found.push(fault(field, zh, en));
        return Ok(found);
    }
    let list = words(app, agency_id).await.map_err(|error| match error {
        crate::documents::DocumentError::Internal(e) => RequestError::Internal(e),
        _ => RequestError::NotFound,
    })?;
    let hits = screen(text, &list).into_iter();
    for hit in hits.filter(|h| h.weight == Weight::Settle || h.code.starts_with("personal.")) {
        let zh = format!("“{}”：{}", hit.excerpt, hit.reason);
        let en = format!("“{}”: {}", hit.excerpt, hit.reason_en);
        found.push(fault(field, &zh, &en));
    }
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let said = plain(text);
    const OWN: [&str; 6] = ["name", "identity", "contact", "telephone", "address", "email"];
    for id in request_ids {
        for (own, sealed) in app.store.request_private(id).await? {
            if !OWN.contains(&own.as_str()) {
                continue;
            }
            let value = plain(&open(app, id, &own, &sealed)?);
            if value.chars().count() >= 2 && said.contains(&value) {
                let (zh, en) = (
                    "文字中出现了申请人的姓名、名称、证件号码或者联系方式，请改写。",
                    "It names the applicant or how they are reached; write it otherwise.",
                );
                found.push(fault(field, zh, en));
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// The entry of a case, in the office.
#[derive(Debug, Clone)]
pub struct WordingPage {
    /// Whose.
    pub agency: Agency,
    /// The case.
    pub kept: KeptRequest,
    /// What the applicant asked for, to write after; empty where its key is not there.
    pub wanted: String,
    /// The entry.
    pub entry: Option<PublicWording>,
    /// The document it names: title, and whether everybody sees it.
    pub document: Option<(String, bool)>,
    /// Whether the agency shows a register.
    pub is_on: bool,
    /// Whether this person may write it.
    pub may_write: bool,
    /// Whether this person may let it pass.
    pub may_approve: bool,
    /// Whether it is their own, which somebody else has to let pass.
    pub is_own: bool,
    /// Names of people by id.
    pub names: BTreeMap<String, String>,
}

fn has(by: &Signed, agency: &Agency, right: Right) -> bool {
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions }).is_ok()
}

/// The entry of a case.
///
/// # Errors
///
/// If there is no such case, the person may not, or the machine fails.
pub async fn wording_page(app: &App, by: &Signed, of: (&str, &str)) -> Result<WordingPage, RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::ReadRequests).await?;
    let private = app.store.request_private(&kept.id).await?;
    let wanted = private.iter().find(|p| p.0 == "wanted");
    let wanted = wanted.and_then(|(f, s)| open(app, &kept.id, f, s).ok()).unwrap_or_default();
    let entry = app.store.wording_of(&kept.id).await?;
    let document = match entry.as_ref().and_then(|e| e.document_id.as_deref()) {
        Some(id) => app.store.document_row(id).await?.map(|d| (d.title.clone(), d.visibility == "public")),
        None => None,
    };
    let is_own = entry.as_ref().is_some_and(|e| e.drafted_by == by.user.id);
    Ok(WordingPage {
        is_on: has_public_register(app, &agency.id).await?,
        may_write: has(by, &agency, Right::HandleRequests),
        may_approve: has(by, &agency, Right::ApproveAnswers),
        is_own,
        names: names(app).await?,
        agency,
        kept,
        wanted,
        entry,
        document,
    })
}

/// Writes the entry of a case; what was public before is not until somebody lets it pass again.
///
/// # Errors
///
/// If the case has not ended, the words betray somebody, the document is not there, the person may not, or the machine fails.
pub async fn draft_wording(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    (wording, document): (&str, &str),
) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::HandleRequests).await?;
    if kept.case.ended.is_none() {
        let (zh, en) = ("申请尚未办结。", "The request has not ended.");
        return Err(RequestError::Fields(vec![fault("wording", zh, en)]));
    }
    let (wording, document) = (wording.trim(), document.trim());
    let mut faults = Vec::new();
    if wording.is_empty() {
        faults.push(fault("wording", "请写明申请公开了什么信息。", "Say what was asked for."));
    }
    if wording.chars().count() > LONGEST {
        faults.push(fault("wording", "不得超过300字。", "At most 300 characters."));
    }
    faults.extend(betrays(app, &agency.id, &[&kept.id], ("wording", wording)).await?);
    let document = if document.is_empty() {
        None
    } else {
        let row = match app.store.document_row(document).await? {
            Some(row) => Some(row),
            None => app.store.document_by_index_number(document).await?,
        };
        if row.is_none() {
            let (zh, en) = ("没有这个索引号的文件。", "There is no document with this index number.");
            faults.push(fault("document", zh, en));
        }
        row.map(|r| r.id)
    };
    if !faults.is_empty() {
        return Err(RequestError::Fields(faults));
    }
    let act = PublicAct::Drafted { request: kept.id.clone(), wording: wording.to_owned(), document };
    let mut tx = app.store.begin().await?;
    let id = tx.wording_of(&kept.id).await?.map_or_else(secret::id, |e| e.id);
    let at = (agency.id.as_str(), id.as_str());
    tx.record_request_public(at, &act, &by.user.id, now_ms(), app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}

/// Lets an entry pass: from now on everybody sees it, where the agency shows a register.
///
/// # Errors
///
/// If it is the person's own, the words betray somebody, the person may not, or the machine fails.
pub async fn approve_wording(app: &App, by: &Signed, of: (&str, &str)) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::ApproveAnswers).await?;
    let entry = app.store.wording_of(&kept.id).await?.ok_or(RequestError::NotFound)?;
    let faults = betrays(app, &agency.id, &[&kept.id], ("wording", &entry.wording)).await?;
    if !faults.is_empty() {
        return Err(RequestError::Fields(faults));
    }
    let mut tx = app.store.begin().await?;
    let now = tx.wording_of(&kept.id).await?.filter(|e| e.state == "draft" && e.wording == entry.wording);
    let Some(entry) = now else { return Err(RequestError::NotFound) };
    if entry.drafted_by == by.user.id {
        return Err(Refused::OwnDraft.into());
    }
    let at = (agency.id.as_str(), entry.id.as_str());
    tx.record_request_public(at, &PublicAct::Approved, &by.user.id, now_ms(), app.settings.chain_hash)
        .await?;
    Ok(tx.commit().await?)
}

/// Takes an entry off.
///
/// # Errors
///
/// If there is none, the reason is missing, the person may not, or the machine fails.
pub async fn withdraw_wording(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    reason: &str,
) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, of, Right::HandleRequests).await?;
    if reason.trim().is_empty() {
        return Err(Refused::Reason.into());
    }
    let act = PublicAct::Withdrawn { reason: reason.trim().to_owned() };
    let mut tx = app.store.begin().await?;
    let entry = tx.wording_of(&kept.id).await?.filter(|e| e.state != "withdrawn");
    let entry = entry.ok_or(RequestError::NotFound)?;
    let at = (agency.id.as_str(), entry.id.as_str());
    tx.record_request_public(at, &act, &by.user.id, now_ms(), app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}

/// The office's list of entries, and of cases that have none.
#[derive(Debug, Clone)]
pub struct RegisterDesk {
    /// Whose.
    pub agency: Agency,
    /// Whether everybody sees it.
    pub is_on: bool,
    /// The entries.
    pub entries: Vec<PublicWording>,
    /// Ended cases without an entry: id, number, ending, and what was asked.
    pub missing: Vec<(String, String, Ending, String)>,
}

/// The office's list.
///
/// # Errors
///
/// If the person may not, or the machine fails.
pub async fn register_desk(app: &App, by: &Signed, agency_id: &str) -> Result<RegisterDesk, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let entries = app.store.wordings(&agency.id, MOST).await?;
    let rows = app.store.requests_without_wording(&agency.id, MOST).await?;
    let ids: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
    let sealed: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let missing = rows.into_iter().filter_map(|(id, number, ending)| {
        let wanted = sealed.get(&id).and_then(|s| open(app, &id, "wanted", s).ok()).unwrap_or_default();
        Some((id, number, Ending::parse(&ending)?, wanted))
    });
    let missing = missing.collect();
    Ok(RegisterDesk { is_on: has_public_register(app, &agency.id).await?, agency, entries, missing })
}
