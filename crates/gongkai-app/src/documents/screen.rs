//! The automatic check before a document goes to the reviewers.

use std::ops::Range;

use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::review::{Finding, Weight};
use gongkai_domain::disclosure::revision::{Attachment, HasText};
use gongkai_domain::disclosure::screen::{Hit, WordList, screen, secrecy_mark, secrecy_page};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_formats::inspect::{Inspected, inspect};
use gongkai_formats::read::sha256_hex;
use gongkai_formats::rich_text;
use gongkai_store::NewEvent;

use super::act::nothing_in_work;
use super::{DocumentError, FieldFault, Upload, attach};
use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::{App, Internal, now_ms};

/// Findings of one file at most; a table of a thousand numbers is one matter, not a thousand.
const MOST_OF_A_FILE: usize = 20;
/// Longest word list. Unit: bytes.
const WORDS_LIMIT: usize = 64 << 10;

/// The act of handing a document in, with what the check found.
pub async fn submission(app: &App, id: &str) -> Result<Act, DocumentError> {
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let work = kept.document.work.as_ref().ok_or_else(nothing_in_work)?;
    let revision = &work.revision;
    let body = app.store.text(&revision.body_sha256).await?.unwrap_or_default();
    let has_text = if body.trim().is_empty() { HasText::No } else { HasText::Yes };
    let words = words(app, &kept.agency_id).await?;
    let mut findings = of_text(&revision.title, &body, &words);
    for attachment in &revision.attachments {
        let bytes = app.files.get(&attachment.sha256).await.map_err(Internal::from)?;
        findings.extend(of_file(bytes, attachment, words.clone()).await?);
    }
    findings.extend(dead_links(app, &body).await?);
    Ok(Act::Submit { findings, has_text })
}

/// What is found in a title and a text.
pub(super) fn of_text(title: &str, body: &str, words: &WordList) -> Vec<Finding> {
    let mut findings: Vec<Finding> = screen(title, words).into_iter().map(|h| finding(h, "title")).collect();
    findings.extend(screen(&text_of(body), words).into_iter().map(|h| finding(h, "body")));
    findings
}

pub(super) fn text_of(body: &str) -> String {
    rich_text::to_text(&rich_text::clean(body)).text
}

fn finding(hit: Hit, place: &str) -> Finding {
    Finding {
        key: format!("{}:{place}:{}", hit.code, hit.span.0),
        code: hit.code.into(),
        weight: hit.weight,
        place: place.into(),
        excerpt: hit.excerpt,
        reason: hit.reason,
        reason_en: hit.reason_en,
    }
}

/// What is found in a file that can be read.
pub(super) async fn of_file(
    bytes: Vec<u8>,
    attachment: &Attachment,
    words: WordList,
) -> Result<Vec<Finding>, Internal> {
    let (name, is_picture) = (attachment.name.clone(), attachment.media.starts_with("image/"));
    let work = move || {
        let inspected = inspect(&bytes, &name);
        let mut hits = screen(inspected.text.as_deref().unwrap_or_default(), &words);
        // The heavy ones first, so that the limit leaves none of them out.
        hits.sort_by_key(|h| h.weight != Weight::Settle);
        hits.truncate(MOST_OF_A_FILE);
        let mut findings: Vec<Finding> = hits.into_iter().map(|h| finding(h, &name)).collect();
        findings.extend(out_of_sight(&inspected, &name, is_picture));
        findings
    };
    tokio::task::spawn_blocking(work).await.map_err(Internal::from)
}

/// What a file holds that one does not see when it is opened, and what of it could not be read.
fn out_of_sight(inspected: &Inspected, name: &str, is_picture: bool) -> Vec<Finding> {
    let finding = |number: usize, weight, excerpt: String, reason: String, reason_en: String| Finding {
        key: format!("file.hidden:{name}:{number}"),
        code: "file.hidden".into(),
        weight,
        place: name.to_owned(),
        excerpt,
        reason,
        reason_en,
    };
    let mut out: Vec<Finding> = (0..)
        .zip(&inspected.hidden)
        .take(MOST_OF_A_FILE)
        .map(|(number, hidden)| {
            let (place, excerpt) = (&hidden.place, hidden.excerpt.chars().take(60).collect());
            let reason = format!(
                "文件中有打开时看不到的内容：{}（{place}），请删除或确认可以公开。",
                hidden.kind.zh()
            );
            let reason_en = format!(
                "The file holds what one does not see: {} ({place}); take it out or make sure.",
                hidden.kind.en()
            );
            finding(number, Weight::Settle, excerpt, reason, reason_en)
        })
        .collect();
    // What a picture shows is looked at by people in any case.
    if let Some(problem) = inspected.problem.as_ref().filter(|_| !is_picture) {
        let reason = format!("文件未能完整检查（{problem}），请人工查看全部内容。");
        let reason_en = format!("The file could not be checked as a whole ({problem}); look at all of it.");
        out.push(finding(out.len(), Weight::Hint, String::new(), reason, reason_en));
    }
    out
}

/// Links to documents of this portal that are not there, and to places that only an office's own network has.
async fn dead_links(app: &App, body: &str) -> Result<Vec<Finding>, DocumentError> {
    let mut out = Vec::new();
    for (number, href) in body.match_indices("href=\"").map(|(at, p)| &body[at + p.len()..]).enumerate() {
        let href = &href[..href.find('"').unwrap_or(href.len())];
        let (reason, reason_en) = if is_intranet(href) {
            (
                "链接指向内部网络，公众无法打开。",
                "The link leads into an internal network that the public cannot reach.",
            )
        } else if let Some(id) = href.strip_prefix("/documents/") {
            let id = id.split(['/', '?', '#']).next().unwrap_or_default();
            let is_public =
                app.store.document(id).await?.is_some_and(|kept| kept.document.public().is_some());
            if is_public {
                continue;
            }
            ("链接的文件不存在或未公开。", "The document that it links to is not there or not public.")
        } else {
            continue;
        };
        out.push(Finding {
            key: format!("link.dead:body:{number}"),
            code: "link.dead".into(),
            weight: Weight::Settle,
            place: "body".into(),
            excerpt: href.chars().take(80).collect(),
            reason: reason.into(),
            reason_en: reason_en.into(),
        });
    }
    Ok(out)
}

/// Addresses of private networks (RFC 1918), of this machine, and of files.
fn is_intranet(href: &str) -> bool {
    let Some((scheme, rest)) = href.split_once("://") else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let is_private = match host.parse::<std::net::Ipv4Addr>() {
        Ok(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        Err(_) => host == "localhost" || host.is_empty(),
    };
    scheme == "file" || is_private
}

/// Whether a file may be taken in at all. A refusal is put on record with the file's hash; the file is not kept.
///
/// # Errors
///
/// If it bears a mark of secrecy, the virus scan finds something in it or does not answer, or the database fails.
pub async fn file(
    app: &App,
    by: &Signed,
    agency_id: &str,
    document_id: &str,
    upload: &Upload,
) -> Result<(), DocumentError> {
    attach::check_viruses(app, &upload.bytes).await?;
    match mark_of_file(upload).await? {
        Some((mark, sha256)) => {
            Err(refuse(app, Some(&by.user.id), agency_id, document_id, &mark, &sha256).await?)
        }
        None => Ok(()),
    }
}

/// Whether a file may be taken in at all, from whomever: it is not empty, not too large, not infected, and bears no mark of
/// secrecy.
///
/// # Errors
///
/// Why it may not, or if the database fails.
pub(crate) async fn check_new_file(
    app: &App,
    by: Option<&Signed>,
    agency_id: &str,
    upload: &Upload,
) -> Result<(), DocumentError> {
    attach::check_size(upload)?;
    attach::check_viruses(app, &upload.bytes).await?;
    match mark_of_file(upload).await? {
        Some((mark, sha256)) => {
            let by = by.map(|b| b.user.id.as_str());
            Err(refuse(app, by, agency_id, agency_id, &mark, &sha256).await?)
        }
        None => Ok(()),
    }
}

/// The mark of secrecy that a file bears, with the file's hash.
pub(super) async fn mark_of_file(upload: &Upload) -> Result<Option<(String, String)>, Internal> {
    let (bytes, name) = (upload.bytes.clone(), upload.name.clone());
    let work = move || {
        let text = inspect(&bytes, &name).text.unwrap_or_default();
        mark_of(&text).or_else(|| mark_of(&name)).map(|mark| (mark, sha256_hex(&bytes)))
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// The mark of secrecy that a text bears.
pub(super) fn mark_of(text: &str) -> Option<String> {
    secrecy_mark(text).map(|(from, to)| text[from..to].trim().to_owned())
}

/// Whether a text may be kept at all.
///
/// # Errors
///
/// If it bears a mark of secrecy, or the database fails.
pub(super) async fn text(
    app: &App,
    by: &Signed,
    agency_id: &str,
    document_id: &str,
    title: &str,
    body: &str,
) -> Result<(), DocumentError> {
    let Some(mark) = mark_of(&format!("{title}\n{}", text_of(body))) else { return Ok(()) };
    let sha256 = sha256_hex(body.as_bytes());
    Err(refuse(app, Some(&by.user.id), agency_id, document_id, &mark, &sha256).await?)
}

/// Puts a refusal on record; gives what to tell.
pub(super) async fn refuse(
    app: &App,
    actor_id: Option<&str>,
    agency_id: &str,
    document_id: &str,
    mark: &str,
    sha256: &str,
) -> Result<DocumentError, DocumentError> {
    let payload = serde_json::json!({ "sha256": sha256, "mark": mark }).to_string();
    let mut tx = app.store.begin().await?;
    let event = NewEvent {
        agency_id,
        subject_kind: "screening",
        subject_id: document_id,
        kind: "secrecy_refused",
        actor_id,
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    tx.commit().await?;
    let (zh, en) = secrecy_page(mark);
    Ok(DocumentError::File(zh, en))
}

/// Where the passages of a text stand that the check marks, with the codes of what they are.
///
/// # Errors
///
/// If the database fails.
pub async fn marked(app: &App, agency_id: &str, body: &str) -> Result<String, DocumentError> {
    let words = words(app, agency_id).await?;
    let plain = rich_text::to_text(&rich_text::clean(body));
    let spans: Vec<Range<usize>> =
        screen(&plain.text, &words).into_iter().map(|h| h.span.0..h.span.1).collect();
    Ok(if spans.is_empty() { body.to_owned() } else { plain.marked_html(&spans) })
}

fn setting_of(agency_id: &str) -> String {
    format!("screen.words.{agency_id}")
}

/// The word list of an agency.
pub(crate) async fn words(app: &App, agency_id: &str) -> Result<WordList, DocumentError> {
    let text = app.store.setting(&setting_of(agency_id)).await?.unwrap_or_default();
    // It was checked when it was put in.
    Ok(WordList::parse(&text).unwrap_or_default())
}

/// The word list of an agency as it was written.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn word_list(app: &App, by: &Signed, agency_id: &str) -> Result<String, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadWork, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(app.store.setting(&setting_of(agency_id)).await?.unwrap_or_default())
}

/// Changes the word list of an agency.
///
/// # Errors
///
/// If the person may not, a line is none, the list is too long, or the database fails.
pub async fn set_word_list(app: &App, by: &Signed, agency_id: &str, text: &str) -> Result<(), DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ManageCatalogue, Thing::Of { agency: &agency.id, regions: &regions })?;
    let fault = |zh: String, en: String| DocumentError::Fields(vec![FieldFault { field: "words", zh, en }]);
    if text.len() > WORDS_LIMIT {
        return Err(fault("词表超过64 KB。".into(), "The list is over 64 KB.".into()));
    }
    if let Err(e) = WordList::parse(text) {
        return Err(fault(
            format!(
                "第{}行“{}”无法识别；每行写作“电话 号码”“用语 误=正”“职务 姓名=职务”或“法规 名称”。",
                e.line, e.text
            ),
            format!(
                "Line {} is none of these: 电话 number, 用语 wrong=right, 职务 name=office, 法规 name: {}",
                e.line, e.text
            ),
        ));
    }
    let change = Change {
        agency_id: &agency.id,
        name: &setting_of(agency_id),
        value: text,
        subject_kind: "screening",
        kind: "word_list_changed",
        payload: &serde_json::json!({ "sha256": sha256_hex(text.as_bytes()) }).to_string(),
    };
    Ok(agency_setting::change(app, by, &change).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_internal_networks_are_told() {
        for inside in
            ["http://10.1.2.3/a", "http://192.168.0.1:8080", "file:///C:/a.doc", "http://localhost/x"]
        {
            assert!(is_intranet(inside), "{inside}");
        }
        for outside in ["https://www.gov.cn/", "/documents/1", "http://8.8.8.8/", "mailto:a@b.cn", "#top"] {
            assert!(!is_intranet(outside), "{outside}");
        }
    }
}
