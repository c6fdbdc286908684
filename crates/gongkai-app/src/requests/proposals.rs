//! Proposals to publish what was released on request (Art. 44): suggested by an applicant, or asked for by several. What is
//! proposed follows from the requests; what is decided of it is put on record, and applicants see it with their request.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::{Ending, Refused};
use gongkai_store::{Agency, KeptRequest, ProposalAct, ProposalRow};

use super::files::{CaseFile, file_bytes, files_of};
use super::public_register::betrays;
use super::same_applicant::{ALIKE, likeness};
use super::settings;
use super::{RequestError, fault, open};
use crate::accounts::{Signed, secret};
use crate::documents::{self, DocumentError, Draft, Upload};
use crate::{App, Internal, now_ms};

/// Released requests that are compared.
const MOST: i64 = 300;
/// Endings with which information was released.
const RELEASED: [Ending; 2] = [Ending::Granted, Ending::Partial];

/// A request that a proposal rests on.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// What it asks for; empty where its key is not there.
    pub wanted: String,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether its applicant suggested publication.
    pub is_suggested: bool,
    /// What was released.
    pub files: Vec<CaseFile>,
}

/// Something that could be published.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The requests that asked for it, the newest first.
    pub requests: Vec<Asked>,
    /// How many different applicants they have.
    pub applicants: usize,
}

impl Proposal {
    /// Whether an applicant suggested it.
    pub fn is_suggested(&self) -> bool {
        self.requests.iter().any(|r| r.is_suggested)
    }

    /// Whether it was released, so that it can be published.
    pub fn is_released(&self) -> bool {
        self.requests.iter().any(|r| r.ending.is_some_and(|e| RELEASED.contains(&e)))
    }
}

/// A decision, the number of the request, and the document: its title, and whether everybody sees it.
pub type Decided = (ProposalRow, String, Option<(String, bool)>);

/// The office's list of proposals.
#[derive(Debug, Clone)]
pub struct ProposalDesk {
    /// Whose.
    pub agency: Agency,
    /// What is to be decided.
    pub open: Vec<Proposal>,
    /// What was decided, the newest first: the decision, the number of the request, and the document with its title.
    pub decided: Vec<Decided>,
    /// Columns of the portal: id, name, English name.
    pub columns: Vec<(String, String, String)>,
    /// From how many applicants on something is proposed.
    pub after: u32,
    /// Whether this person can accept: that begins a draft.
    pub may_accept: bool,
}

/// What becomes of a suggestion, as the applicant is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// Nothing was decided yet.
    Open,
    /// It was accepted; the document, once it is public.
    Accepted(Option<String>),
    /// It was not, and why.
    Declined(String),
}

/// What became of the suggestion of a case; nothing where there was none and nothing was published.
pub(super) async fn suggestion_of(app: &App, kept: &KeptRequest) -> Result<Option<Suggestion>, RequestError> {
    let is_suggested = kept.case.is_suggested;
    let Some(row) = app.store.proposal_of(&kept.id).await? else {
        return Ok(is_suggested.then_some(Suggestion::Open));
    };
    if row.state != "accepted" {
        return Ok(is_suggested.then_some(Suggestion::Declined(row.reason)));
    }
    let document = match &row.document_id {
        Some(id) => app.store.document_row(id).await?.filter(|d| d.visibility == "public").map(|d| d.id),
        None => None,
    };
    Ok((is_suggested || document.is_some()).then_some(Suggestion::Accepted(document)))
}

/// A released request as far as it is compared.
struct Compared {
    id: String,
    wanted: String,
    tag: String,
}

/// Puts those that ask for the same together, in their order; each group begins with its first.
fn groups(all: Vec<Compared>) -> Vec<Vec<Compared>> {
    let mut groups: Vec<Vec<Compared>> = Vec::new();
    for one in all {
        let found = groups.iter_mut().find(|g| likeness(&g[0].wanted, &one.wanted) >= ALIKE);
        match found {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn applicants(group: &[Compared]) -> usize {
    group.iter().map(|c| c.tag.as_str()).collect::<BTreeSet<_>>().len()
}

/// Sets of requests that are proposed, with how many applicants each has.
async fn candidates(
    app: &App,
    agency_id: &str,
    after: u32,
) -> Result<Vec<(Vec<String>, usize)>, RequestError> {
    let codes: Vec<&str> = RELEASED.iter().map(|e| e.code()).collect();
    let released = app.store.ended_requests(agency_id, &codes, MOST).await?;
    let ids: Vec<String> = released.into_iter().map(|r| r.0).collect();
    let sealed: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let tags: BTreeMap<String, String> =
        app.store.request_private_of("tag", &ids).await?.into_iter().collect();
    let compared = ids.iter().filter_map(|id| {
        let wanted = open(app, id, "wanted", sealed.get(id)?).ok()?;
        // Where nothing identifies an applicant the request stands for one of its own.
        let tag = tags.get(id).cloned().unwrap_or_else(|| id.clone());
        Some(Compared { id: id.clone(), wanted, tag })
    });
    let compared: Vec<Compared> = compared.collect();
    let groups = tokio::task::spawn_blocking(move || groups(compared)).await.map_err(Internal::from)?;
    let suggested: BTreeSet<String> = app.store.suggested_requests(agency_id).await?.into_iter().collect();
    let mut out: Vec<(Vec<String>, usize)> = Vec::new();
    let mut placed = BTreeSet::new();
    for group in groups {
        let is_enough = after > 0 && applicants(&group) >= after as usize;
        if is_enough || group.iter().any(|c| suggested.contains(&c.id)) {
            placed.extend(group.iter().map(|c| c.id.clone()));
            let applicants = applicants(&group);
            out.push((group.into_iter().map(|c| c.id).collect(), applicants));
        }
    }
    // Suggested, and released to nobody (yet).
    out.extend(suggested.into_iter().filter(|id| !placed.contains(id)).map(|id| (vec![id], 1)));
    Ok(out)
}

async fn asked(app: &App, kept: KeptRequest) -> Result<Asked, RequestError> {
    let private = app.store.request_private(&kept.id).await?;
    let wanted = private.iter().find(|p| p.0 == "wanted");
    let wanted = wanted.and_then(|(f, s)| open(app, &kept.id, f, s).ok()).unwrap_or_default();
    let mut files = files_of(app, &kept.id).await?;
    files.retain(|f| f.row.kind == "released");
    let ending = kept.case.ended.map(|e| e.ending);
    Ok(Asked {
        wanted,
        files,
        ending,
        is_suggested: kept.case.is_suggested,
        number: kept.number,
        id: kept.id,
    })
}

/// The proposals of an agency.
///
/// # Errors
///
/// If the person may not, or the machine fails.
pub async fn proposals(app: &App, by: &Signed, agency_id: &str) -> Result<ProposalDesk, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    let thing = Thing::Of { agency: &agency.id, regions: &regions };
    may(&by.person, Right::ReadRequests, thing)?;
    let after = settings::of(app, &agency.id).await?.propose_after;
    let rows = app.store.proposals_of(&agency.id).await?;
    let known: BTreeSet<&str> = rows.iter().map(|r| r.request_id.as_str()).collect();
    let mut open = Vec::new();
    for (ids, applicants) in candidates(app, &agency.id, after).await? {
        // What was decided comes again when somebody new asks for it.
        if ids.iter().all(|id| known.contains(id.as_str())) {
            continue;
        }
        let kept = app.store.requests_by_ids(&ids).await?;
        let mut requests = Vec::new();
        for id in &ids {
            if let Some(kept) = kept.iter().find(|k| k.id == *id && k.agency_id == agency.id) {
                requests.push(asked(app, kept.clone()).await?);
            }
        }
        // A suggestion that was reversed proposes nothing.
        let is_enough = after > 0 && applicants >= after as usize;
        if is_enough || requests.iter().any(|r| r.is_suggested) {
            open.push(Proposal { requests, applicants });
        }
    }
    let ids: Vec<String> = rows.iter().map(|r| r.request_id.clone()).collect();
    let numbers: BTreeMap<String, String> =
        app.store.requests_by_ids(&ids).await?.into_iter().map(|k| (k.id, k.number)).collect();
    let mut decided = Vec::new();
    for row in rows {
        let document = match &row.document_id {
            Some(id) => {
                app.store.document_row(id).await?.map(|d| (d.title.clone(), d.visibility == "public"))
            }
            None => None,
        };
        let number = numbers.get(&row.request_id).cloned().unwrap_or_default();
        decided.push((row, number, document));
    }
    let columns = app.store.columns().await?.into_iter().map(|c| (c.id, c.name, c.name_en)).collect();
    let may_accept = may(&by.person, Right::Draft, thing).is_ok();
    Ok(ProposalDesk { open, decided, columns, after, may_accept, agency })
}

/// The requests of a decision; every one of the agency.
async fn requests_of(app: &App, agency_id: &str, ids: &[String]) -> Result<Vec<KeptRequest>, RequestError> {
    const LIMIT: usize = 300;
    let unique: BTreeSet<&String> = ids.iter().collect();
    let unique: Vec<String> = unique.into_iter().take(LIMIT).cloned().collect();
    let kept = app.store.requests_by_ids(&unique).await?;
    if unique.is_empty() || kept.len() != unique.len() || kept.iter().any(|k| k.agency_id != agency_id) {
        return Err(RequestError::NotFound);
    }
    Ok(kept)
}

/// What is typed to accept a proposal.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// The requests that asked for it.
    pub requests: Vec<String>,
    /// The title of the document.
    pub title: String,
    /// Its text, as paragraphs of plain text.
    pub text: String,
    /// The column it belongs into.
    pub column: String,
    /// Which released files go with it: request and file, with a stroke between.
    pub files: Vec<String>,
}

/// Accepts a proposal: begins a document in work, with the released files. It is public once it went the way of every document.
///
/// # Errors
///
/// If nothing was released, the words betray an applicant, the person may not, or the machine fails.
pub async fn accept_proposal(
    app: &App,
    by: &Signed,
    agency_id: &str,
    typed: &Accepted,
) -> Result<String, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    let thing = Thing::Of { agency: &agency.id, regions: &regions };
    may(&by.person, Right::HandleRequests, thing)?;
    may(&by.person, Right::Draft, thing)?;
    let kept = requests_of(app, &agency.id, &typed.requests).await?;
    let is_released = |k: &KeptRequest| k.case.ended.is_some_and(|e| RELEASED.contains(&e.ending));
    if !kept.iter().any(is_released) {
        let (zh, en) = ("该信息没有提供给申请人，不能据此主动公开。", "It was released to nobody.");
        return Err(RequestError::Fields(vec![fault("title", zh, en)]));
    }
    let ids: Vec<&str> = kept.iter().map(|k| k.id.as_str()).collect();
    let mut faults = betrays(app, &agency.id, &ids, ("title", &typed.title)).await?;
    faults.extend(betrays(app, &agency.id, &ids, ("text", &typed.text)).await?);
    if !faults.is_empty() {
        return Err(RequestError::Fields(faults));
    }
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
    let lines = typed.text.lines().map(str::trim).filter(|l| !l.is_empty());
    let draft = Draft {
        title: typed.title.trim().to_owned(),
        body: lines.map(|l| format!("<p>{}</p>", escape(l))).collect(),
        column: typed.column.clone(),
        issuer: agency.name.clone(),
        ..Draft::new()
    };
    let id = documents::create(app, by, &agency.id, &draft).await.map_err(of_document)?;
    for chosen in &typed.files {
        let Some((request, file)) = chosen.split_once('/') else { continue };
        let Some(of) = kept.iter().find(|k| k.id == request && is_released(k)) else { continue };
        let files = files_of(app, &of.id).await?;
        let Some(file) = files.iter().find(|f| f.row.id == file && f.row.kind == "released") else {
            continue;
        };
        let bytes = file_bytes(app, &of.id, file).await?;
        let upload = Upload { name: file.name.clone(), bytes };
        documents::attach(app, by, &id, upload).await.map_err(of_document)?;
    }
    let act =
        ProposalAct::Accepted { requests: kept.iter().map(|k| k.id.clone()).collect(), document: id.clone() };
    put(app, by, &agency.id, &act).await?;
    Ok(id)
}

/// Declines a proposal; applicants who suggested it are told why with their request.
///
/// # Errors
///
/// If the reason is missing, the person may not, or the machine fails.
pub async fn decline_proposal(
    app: &App,
    by: &Signed,
    agency_id: &str,
    requests: &[String],
    reason: &str,
) -> Result<(), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let kept = requests_of(app, &agency.id, requests).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refused::Reason.into());
    }
    // The reason is told to every one of them, and stands in the record.
    let ids: Vec<&str> = kept.iter().map(|k| k.id.as_str()).collect();
    let faults = betrays(app, &agency.id, &ids, ("reason", reason)).await?;
    if !faults.is_empty() {
        return Err(RequestError::Fields(faults));
    }
    let requests = kept.into_iter().map(|k| k.id).collect();
    put(app, by, &agency.id, &ProposalAct::Declined { requests, reason: reason.chars().take(500).collect() })
        .await
}

async fn put(app: &App, by: &Signed, agency_id: &str, act: &ProposalAct) -> Result<(), RequestError> {
    let mut tx = app.store.begin().await?;
    let at = (agency_id, &*secret::id());
    tx.record_proposal(at, act, &by.user.id, now_ms(), app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}

fn of_document(error: DocumentError) -> RequestError {
    match error {
        DocumentError::NotFound => RequestError::NotFound,
        DocumentError::Refused(refusal) => RequestError::Forbidden(refusal),
        DocumentError::Fields(faults) => RequestError::Fields(faults),
        DocumentError::File(zh, en) => RequestError::Fields(vec![fault("files", &zh, &en)]),
        DocumentError::NoCode => {
            let (zh, en) = ("本机关尚未登记统一社会信用代码。", "The agency has no unified code yet.");
            RequestError::Fields(vec![fault("title", zh, en)])
        }
        DocumentError::Act(error) => RequestError::Fields(vec![fault("title", &error.zh(), &error.en())]),
        DocumentError::Internal(error) => RequestError::Internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_ask_for_the_same_are_counted_by_applicant() {
        let one = |id: &str, wanted: &str, tag: &str| Compared {
            id: id.into(),
            wanted: wanted.into(),
            tag: tag.into(),
        };
        let groups = groups(vec![
            one("a", "2024年学前教育专项资金分配表", "x"),
            one("b", "某小学食堂承包合同", "x"),
            one("c", "2024年学前教育专项资金分配表。", "x"),
            one("d", "申请公开2024年学前教育专项资金分配表", "y"),
        ]);
        let ids: Vec<Vec<&str>> = groups.iter().map(|g| g.iter().map(|c| c.id.as_str()).collect()).collect();
        assert_eq!(ids, [vec!["a", "c", "d"], vec!["b"]]);
        assert_eq!(applicants(&groups[0]), 2, "the same person twice is one");
    }
}
