//! The terms that an agency sets for corrections and complaints: the Regulations give none.

use gongkai_domain::permission::Right;
use gongkai_store::Agency;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{MatterError, agency_of, wrong};
use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::{App, Internal};

/// What an agency sets. Terms are in working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatterSettings {
    /// In which a correction is settled and told: as an answer (Art. 33 ¶2), for want of a term in Art. 41.
    pub correction: u16,
    /// In which a complaint is settled and told: the same, for want of a term in Art. 47 and 51.
    pub complaint: u16,
    /// In which a person shows that records are wrong.
    pub evidence: u16,
    /// In which an agency that is complained of says what it has to say.
    pub statement: u16,
    /// In which an order is carried out.
    pub mending: u16,
    /// Whether the time in which evidence is awaited is left out of the term. Cautious: it is not.
    pub is_evidence_left_out: bool,
}

impl Default for MatterSettings {
    fn default() -> MatterSettings {
        MatterSettings {
            correction: 20,
            complaint: 20,
            evidence: 15,
            statement: 10,
            mending: 20,
            is_evidence_left_out: false,
        }
    }
}

/// The longest term that can be set: longer than any that the law has for a like matter.
const LONGEST: u16 = 60;

fn name(agency_id: &str) -> String {
    format!("matter-settings:{agency_id}")
}

/// What an agency has set.
///
/// # Errors
///
/// If the database fails.
pub(super) async fn of(app: &App, agency_id: &str) -> Result<MatterSettings, Internal> {
    let found = app.store.setting(&name(agency_id)).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The agency and what it has set.
///
/// # Errors
///
/// If the person may not see its matters, or the database fails.
pub async fn matter_settings(
    app: &App,
    by: &Signed,
    agency_id: &str,
) -> Result<(Agency, MatterSettings), MatterError> {
    let agency = agency_of(app, by, agency_id, Right::ReadRequests).await?;
    let settings = of(app, &agency.id).await?;
    Ok((agency, settings))
}

/// Changes what an agency has set. What has begun keeps the term of its first day.
///
/// # Errors
///
/// If the person does not decide there, a term is none or too long, or the database fails.
pub async fn set_matter_settings(
    app: &App,
    by: &Signed,
    agency_id: &str,
    settings: &MatterSettings,
) -> Result<(), MatterError> {
    let agency = agency_of(app, by, agency_id, Right::ApproveAnswers).await?;
    let s = settings;
    if [s.correction, s.complaint, s.evidence, s.statement, s.mending]
        .iter()
        .any(|d| !(1..=LONGEST).contains(d))
    {
        return Err(wrong("days", "期限应为1至60个工作日。", "Terms are of 1 to 60 working days."));
    }
    let value = serde_json::to_string(settings).map_err(|e| Internal::Seed(e.to_string()))?;
    let payload = json!(settings).to_string();
    let change = Change {
        agency_id: &agency.id,
        name: &name(&agency.id),
        value: &value,
        subject_kind: "matter-settings",
        kind: "matter_settings_changed",
        payload: &payload,
    };
    Ok(agency_setting::change(app, by, &change).await?)
}
