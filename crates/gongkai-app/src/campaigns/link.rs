//! The link of a unit that has no account: a secret of 256 bits, kept as a hash, good while the campaign takes reports.

use gongkai_domain::campaign::UnitEvent;
use gongkai_store::{CampaignRow, CampaignUnitRow};

use super::hand_in::record;
use super::unit_at;
use crate::accounts::{Signed, secret};
use crate::documents::DocumentError;
use crate::{App, Internal};

/// Makes a new link of a unit, the one before ends. Gives its address; it cannot be shown again.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn make_link(
    app: &App,
    by: &Signed,
    of: (&str, i16),
    unit_id: &str,
) -> Result<String, DocumentError> {
    let (campaign, row) = unit_at(app, by, of, unit_id).await?;
    let token = secret::token();
    let event = UnitEvent::LinkMade { hash: secret::token_sha256(&token) };
    record(app, Some(by), (&campaign, &row), event).await?;
    Ok(format!("{}/hand-in/{token}", app.settings.site.address.trim_end_matches('/')))
}

/// Whose link it is, while the campaign takes reports and the unit is asked for one.
///
/// # Errors
///
/// If the database fails.
pub async fn owner(app: &App, token: &str) -> Result<Option<(CampaignRow, CampaignUnitRow)>, Internal> {
    if token.len() != 64 {
        return Ok(None);
    }
    let Some(row) = app.store.campaign_unit_by_link(&secret::token_sha256(token)).await? else {
        return Ok(None);
    };
    let campaign = app.store.campaign_row(&row.campaign_id).await?;
    Ok(campaign.filter(|c| c.is_open && row.is_asked).map(|c| (c, row)))
}
