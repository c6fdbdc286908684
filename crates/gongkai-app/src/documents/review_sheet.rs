//! 信息公开审查表: how a version was reviewed, from the record, to print, sign and file.

use std::collections::BTreeMap;

use gongkai_domain::china_time::minute;
use gongkai_domain::disclosure::document::{Document, Event, Stage, Version, Work};
use gongkai_domain::disclosure::review::{self, Weight};
use gongkai_domain::disclosure::revision::Revision;
use gongkai_domain::disclosure::vocabulary::{LEGAL_ITEMS, find};
use gongkai_formats::write::document::{Finding, Opinion, ReviewSheet, review_sheet as write};
use gongkai_formats::write::print::Print;

use super::{DocumentError, WorkPage, show};
use crate::accounts::Signed;
use crate::reports::{Download, DownloadFormat};
use crate::{App, Internal, now_ms};

/// The sheet of a version as DOCX or PDF; without a number of the one in work, else of the newest that is public.
///
/// # Errors
///
/// If there is no such document or version, the person may not see it, or the database fails.
pub async fn review_sheet(
    app: &App,
    by: &Signed,
    id: &str,
    version: Option<u32>,
    format: DownloadFormat,
) -> Result<Download, DocumentError> {
    let page = show::show(app, by, id).await?;
    let d = &page.kept.document;
    let in_work = d.work.as_ref().filter(|work| version.is_none_or(|asked| asked == work.version));
    let published = match in_work {
        Some(_) => None,
        None => d.versions.iter().rev().find(|v| version.is_none_or(|asked| asked == v.number)),
    };
    let reviewed = match published {
        Some(version) => before_publication(app, &page, version.number).await?,
        None => None,
    };
    // What was found and settled is not kept with a published version; it is in the record before it.
    let work = in_work.or(reviewed.as_ref().and_then(|document| document.work.as_ref()));
    let revision = work.map(|work| &work.revision).or(published.map(|version| &version.revision));
    let revision = revision.ok_or(DocumentError::NotFound)?;
    let mut sheet = filed(app, &page, revision).await?;
    sheet.published_at = time_of(work, published);
    if let Some(work) = work {
        reviewed_by(&mut sheet, d, work, &page.names);
    }
    sheet.printed_at = minute(now_ms());
    let name = format!("审查表-{}.{}", d.index_number.replace('/', "-"), format.extension());
    let bytes = match format {
        DownloadFormat::Docx => {
            Some(tokio::task::spawn_blocking(move || write(&sheet)).await.map_err(Internal::from)?)
        }
        DownloadFormat::Pdf => app.pdf(Print::review_sheet(&sheet)).await?,
        _ => None,
    };
    let bytes = bytes.ok_or(DocumentError::NotFound)?;
    Ok(Download { name, media_type: format.media_type(), bytes })
}

/// The document just before this version of it went out; nothing if it came from an old site.
async fn before_publication(
    app: &App,
    page: &WorkPage,
    number: u32,
) -> Result<Option<Document>, DocumentError> {
    // The timeline has the newest act first.
    for entry in page.timeline.iter().filter(|entry| entry.event.kind == Event::Published.kind()) {
        let before = app.store.document_before(&page.kept.id, entry.event.seq).await?;
        if let Some(kept) = before
            && kept.document.work.as_ref().is_some_and(|work| work.version == number)
        {
            return Ok(Some(kept.document));
        }
    }
    Ok(None)
}

/// What the version is and how it is filed.
async fn filed(app: &App, page: &WorkPage, revision: &Revision) -> Result<ReviewSheet, DocumentError> {
    let agency = if revision.issuer.is_empty() { &page.agency.name } else { &revision.issuer };
    let mut basis = basis(&revision.legal_item);
    if basis.is_empty() && !revision.column.is_empty() {
        let columns = app.store.columns().await?;
        let column = columns.into_iter().find(|column| column.id == revision.column);
        basis = column.map(|column| format!("栏目：{}", column.name)).unwrap_or_default();
    }
    Ok(ReviewSheet {
        title: revision.title.clone(),
        index_number: page.kept.document.index_number.clone(),
        number: revision.number.clone(),
        agency: agency.clone(),
        attribute: revision.attribute.zh().to_owned(),
        attribute_reason: revision.attribute_reason.clone(),
        basis,
        ..ReviewSheet::default()
    })
}

/// The article and item of the Regulations that a code stands for. Art. 21 lists its matters without numbers.
fn basis(code: &str) -> String {
    const NUMERALS: [&str; 15] =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"];
    let Some(term) = find(LEGAL_ITEMS, code) else { return String::new() };
    let item = code.strip_prefix("20-").and_then(|n| NUMERALS.get(n.parse::<usize>().ok()?.checked_sub(1)?));
    match item {
        Some(item) => format!("《政府信息公开条例》第二十条第（{item}）项：{}", term.zh),
        None => format!("《政府信息公开条例》第二十一条：{}", term.zh),
    }
}

fn time_of(work: Option<&Work>, published: Option<&Version>) -> String {
    match (published, work.map(|work| work.stage)) {
        (Some(version), _) if version.origin.is_empty() => minute(version.published_at_ms),
        (Some(version), _) => format!("{}（据原网站：{}）", minute(version.published_at_ms), version.origin),
        (None, Some(Stage::Scheduled { at_ms })) => format!("定于{}", minute(at_ms)),
        (None, _) => String::new(),
    }
}

fn reviewed_by(sheet: &mut ReviewSheet, d: &Document, work: &Work, names: &BTreeMap<String, String>) {
    let name = |id: &str| names.get(id).map_or(id, String::as_str).to_owned();
    sheet.drafted_by = work.editors.iter().map(|id| name(id)).collect::<Vec<_>>().join("、");
    if work.version > 1 {
        sheet.correction = format!("第{}版：{}", work.version, work.note);
    }
    for (at, step) in d.plan.steps().iter().enumerate() {
        let said: Vec<&review::Opinion> = work.opinions.iter().filter(|o| o.step == at).collect();
        let is_waiting = said.iter().all(|opinion| opinion.round != work.round);
        sheet.opinions.extend(said.into_iter().map(|opinion| {
            let earlier = opinion.round != work.round;
            let step = if earlier {
                format!("{}（第{}次）", opinion.name, opinion.round)
            } else {
                opinion.name.clone()
            };
            Opinion {
                step,
                decision: opinion.decision.zh().to_owned(),
                words: opinion.text.clone(),
                by: name(&opinion.by),
                at: minute(opinion.at_ms),
            }
        }));
        if is_waiting {
            sheet.opinions.push(Opinion { step: step.name.clone(), ..Opinion::default() });
        }
    }
    // It is checked when it is handed in; a change takes what was found away.
    sheet.is_checked = work.stage != Stage::Draft;
    sheet.findings = work
        .findings
        .iter()
        .map(|finding| {
            let settled = work.settlements.iter().find(|settlement| settlement.key == finding.key);
            let settled = match (settled, finding.weight) {
                (Some(s), _) => format!("{}（{}，{}）", s.reason, name(&s.by), minute(s.at_ms)),
                (None, Weight::Hint) => "提示，不须处理".to_owned(),
                (None, Weight::Settle) => String::new(),
            };
            let place = match finding.place.as_str() {
                "title" => "标题",
                "body" => "正文",
                file => file,
            };
            Finding { found: format!("{place}“{}”：{}", finding.excerpt, finding.reason), settled }
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_regulations_is_written_out() {
        assert_eq!(
            basis("20-11"),
            "《政府信息公开条例》第二十条第（十一）项：扶贫、教育、医疗、社会保障、促进就业"
        );
        assert_eq!(basis("21-02"), "《政府信息公开条例》第二十一条：土地征收、房屋征收");
        assert_eq!(basis(""), "");
        for term in LEGAL_ITEMS {
            assert!(basis(term.code).ends_with(term.zh), "{}", term.code);
        }
    }
}
