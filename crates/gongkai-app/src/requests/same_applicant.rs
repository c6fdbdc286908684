//! What the same applicant asked before: repeats (Art. 36 (6)), and how many in a month (Art. 42).

use gongkai_domain::request::fee::{Quote, quote};
use gongkai_domain::similar::similarity;
use gongkai_store::{KeptRequest, RequestRow};

use super::{RequestError, open};
use crate::{App, Internal};

/// Requests of one applicant that are compared.
const MOST: usize = 200;
/// From which likeness on two descriptions are shown as the same.
pub(super) const ALIKE: f64 = 0.6;

/// Another request of the same applicant.
#[derive(Debug, Clone)]
pub struct Other {
    /// The request.
    pub row: RequestRow,
    /// What it asks for.
    pub wanted: String,
    /// How like it is to this one, 0 to 1.
    pub likeness: f64,
}

impl Other {
    /// Whether it seems to ask for the same.
    pub fn is_alike(&self) -> bool {
        self.likeness >= ALIKE
    }
}

/// What the same applicant asked of the agency.
#[derive(Debug, Clone)]
pub struct SameApplicant {
    /// The other requests, the most alike first.
    pub others: Vec<Other>,
    /// How many the agency received from the applicant in the calendar month of this one, this one included.
    pub in_month: u32,
    /// What this one would cost by piece; never charged without somebody's decision.
    pub quote: Quote,
}

/// The tag that an applicant's requests share: of the identity document, or of name and telephone where none was given.
pub(super) fn tag_of(app: &App, identity: &str, name: &str, telephone: &str) -> Result<String, Internal> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
    };
    let identity = plain(identity);
    let text = if identity.is_empty() { format!("{}/{}", plain(name), plain(telephone)) } else { identity };
    app.keys.tag("applicant", &text).map_err(Internal::Files)
}

/// What the applicant of a case asked besides; nothing where their data are gone or cannot be opened.
pub(super) async fn same_applicant(
    app: &App,
    kept: &KeptRequest,
    wanted: &str,
) -> Result<Option<SameApplicant>, RequestError> {
    let private = app.store.request_private(&kept.id).await?;
    let Some((_, tag)) = private.into_iter().find(|(field, _)| field == "tag") else { return Ok(None) };
    let mut rows = app.store.requests_with_tag(&kept.agency_id, &tag).await?;
    let received = |row: &RequestRow| row.received_on.clone().unwrap_or_else(|| row.submitted_on.clone());
    let own = rows.iter().find(|r| r.id == kept.id).map(&received).unwrap_or_default();
    let in_month: Vec<&RequestRow> = rows.iter().filter(|r| received(r).get(..7) == own.get(..7)).collect();
    // Those of the same day are counted in the order of their numbers.
    let is_before = |row: &&&RequestRow| {
        let (on, number) = (received(row), &row.number);
        (on.as_str(), number.as_str()) < (own.as_str(), kept.number.as_str())
    };
    let before = u32::try_from(in_month.iter().filter(is_before).count()).unwrap_or(u32::MAX);
    let count = u32::try_from(in_month.len()).unwrap_or(u32::MAX);
    rows.retain(|r| r.id != kept.id);
    rows.truncate(MOST);
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let sealed = app.store.request_private_of("wanted", &ids).await?;
    let mut others: Vec<Other> = rows
        .into_iter()
        .map(|row| {
            let text = sealed.iter().find(|(id, _)| *id == row.id);
            let text = text.and_then(|(id, s)| open(app, id, "wanted", s).ok()).unwrap_or_default();
            let likeness = likeness(wanted, &text);
            Other { row, wanted: text, likeness }
        })
        .collect();
    others.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    Ok(Some(SameApplicant { others, in_month: count, quote: quote(before, None) }))
}

/// Short texts are the same or not; longer ones are compared.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if !a.is_empty() && plain(a) == plain(b) { 1.0 } else { similarity(a, b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tag_is_the_same_for_one_person_and_tells_nothing() {
        let app = App::in_memory().await.unwrap();
        let of = |identity: &str, name: &str| tag_of(&app, identity, name, "1").unwrap();
        assert_eq!(of("11010119900101001x", "王明"), of(" 110101 19900101 001X", "王 明"));
        assert_ne!(of("110101199001010011", "王明"), of("110101199001010022", "王明"));
        assert_ne!(of("", "王明"), of("", "王明明"));
        assert!(!of("", "王明").contains("王明") && of("", "王明").len() == 64);
        assert!(likeness("校舍鉴定报告。", "校舍鉴定报告") > 0.99);
        assert!(likeness("校舍鉴定报告", "食堂承包合同") < ALIKE);
    }
}
