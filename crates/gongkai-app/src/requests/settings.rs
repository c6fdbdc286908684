//! What an agency sets for its requests: how letters are numbered, who reviews, what its letters say besides the law.

use std::collections::BTreeMap;

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::Letter;
use gongkai_store::Agency;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{RequestError, fault};
use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::{App, Internal};

/// What an agency sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestSettings {
    /// What stands before the year in the numbers of letters: `依申请公开〔2026〕3号`.
    pub prefix: String,
    /// The authority for a review; empty: the government above the agency.
    pub review_body: String,
    /// Where a review is applied for on the web (复议法22二款); empty where there is none.
    pub review_address: String,
    /// Whether everybody sees a register of its requests, without their applicants.
    pub public_register: bool,
    /// From how many applicants on something that was released is proposed for publication (Art. 44); 0: never.
    pub propose_after: u32,
    /// For a kind of letter, paragraphs that stand before its last: what the agency adds.
    pub extras: BTreeMap<String, String>,
}

impl Default for RequestSettings {
    fn default() -> RequestSettings {
        RequestSettings {
            prefix: "依申请公开".into(),
            review_body: String::new(),
            review_address: String::new(),
            public_register: false,
            propose_after: 3,
            extras: BTreeMap::new(),
        }
    }
}

/// Longest text of a setting. Unit: characters.
const LONGEST: usize = 1_000;

fn name(agency_id: &str) -> String {
    format!("request-settings:{agency_id}")
}

/// What an agency has set.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn of(app: &App, agency_id: &str) -> Result<RequestSettings, Internal> {
    let found = app.store.setting(&name(agency_id)).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The agency and what it has set.
///
/// # Errors
///
/// If the person may not see its requests, or the database fails.
pub async fn request_settings(
    app: &App,
    by: &Signed,
    agency_id: &str,
) -> Result<(Agency, RequestSettings), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok((agency, of(app, agency_id).await?))
}

/// Changes what an agency has set.
///
/// # Errors
///
/// If the person does not sign answers, a text is too long, or the database fails.
pub async fn set_request_settings(
    app: &App,
    by: &Signed,
    agency_id: &str,
    settings: &RequestSettings,
) -> Result<(), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ApproveAnswers, Thing::Of { agency: &agency.id, regions: &regions })?;
    let texts = [&settings.prefix, &settings.review_body, &settings.review_address];
    if texts.into_iter().chain(settings.extras.values()).any(|t| t.chars().count() > LONGEST) {
        let (zh, en) = ("内容过长，不得超过1000字。", "Too long: at most 1000 characters.");
        return Err(RequestError::Fields(vec![fault("settings", zh, en)]));
    }
    let prefix = settings.prefix.trim();
    if prefix.is_empty() || prefix.contains(['〔', '〕']) {
        let (zh, en) =
            ("请填写文书代字，如“某教公开”，不含年份和括号。", "Give the prefix, without year and brackets.");
        return Err(RequestError::Fields(vec![fault("prefix", zh, en)]));
    }
    let address = settings.review_address.trim();
    if !address.is_empty() && !address.starts_with("https://") && !address.starts_with("http://") {
        let (zh, en) = ("网址应以 https:// 开头。", "The address begins with https://.");
        return Err(RequestError::Fields(vec![fault("review_address", zh, en)]));
    }
    let extras = settings
        .extras
        .iter()
        .filter(|(kind, text)| Letter::parse(kind).is_some() && !text.trim().is_empty());
    let kept = RequestSettings {
        prefix: prefix.to_owned(),
        review_body: settings.review_body.trim().to_owned(),
        review_address: address.to_owned(),
        public_register: settings.public_register,
        propose_after: settings.propose_after.min(1_000),
        extras: extras.map(|(kind, text)| (kind.clone(), text.trim().to_owned())).collect(),
    };
    let value = serde_json::to_string(&kept).map_err(|e| Internal::Seed(e.to_string()))?;
    let payload = json!(kept).to_string();
    let change = Change {
        agency_id,
        name: &name(agency_id),
        value: &value,
        subject_kind: "request-settings",
        kind: "request_settings_changed",
        payload: &payload,
    };
    Ok(agency_setting::change(app, by, &change).await?)
}
