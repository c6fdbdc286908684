//! The yearly campaign of a region's disclosure office: collect the reports, check them, give them back, accept them, add them up.

mod export;
mod hand_in;
mod judge;
mod link;
mod open;
mod remind;
mod show;
mod sum;

use gongkai_domain::campaign::Refusal;
use gongkai_domain::permission::Right;
use gongkai_domain::report::AnnualReport;
use gongkai_store::{CampaignActor, CampaignRow, CampaignUnitRow};

use crate::accounts::Signed;
use crate::documents::{DocumentError, FieldFault};
use crate::{Agency, App, Internal, now_ms, reading, registers};

pub use export::export;
pub use hand_in::{hand_in, hand_in_compiled, take, version_file};
pub use judge::{accept, give_back, list_report};
pub use link::{make_link, owner};
pub use open::{TypedTerms, TypedUnit, change_terms, open, put_unit, set_open};
pub use remind::remind;
pub(crate) use remind::remind_due;
pub use show::{
    CampaignLine, CampaignList, CampaignPage, CellChanged, Draft, State, UnitPage, list, of_agency, of_link,
    page, unit,
};
pub(crate) use sum::sum_for;
pub use sum::{CampaignSum, Moved, ReportPart, SumPage, roll_up};

fn fault(field: &'static str, zh: &str, en: &str) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field, zh: zh.into(), en: en.into() }])
}

impl From<Refusal> for DocumentError {
    fn from(refusal: Refusal) -> DocumentError {
        fault("campaign", refusal.zh(), refusal.en())
    }
}

/// The year of a campaign; it is kept as the database has it.
pub(crate) fn year_of(campaign: &CampaignRow) -> i16 {
    i16::try_from(campaign.year).unwrap_or(i16::MAX)
}

/// The campaign of a year in the region of an agency, for somebody who runs it.
async fn at(
    app: &App,
    by: &Signed,
    agency_id: &str,
    year: i16,
) -> Result<(Agency, CampaignRow), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::RunCampaign).await?;
    let campaign = app.store.campaign_of_year(&agency.region_id, year).await?;
    Ok((agency, campaign.ok_or(DocumentError::NotFound)?))
}

/// A unit of it.
async fn unit_at(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    unit_id: &str,
) -> Result<(CampaignRow, CampaignUnitRow), DocumentError> {
    let (_, campaign) = at(app, by, agency_id, year).await?;
    let row = app.store.campaign_unit_row(unit_id).await?.ok_or(DocumentError::NotFound)?;
    if row.campaign_id != campaign.id {
        return Err(DocumentError::NotFound);
    }
    Ok((campaign, row))
}

/// Who acts, in the chain of the agency that runs the campaign.
fn actor<'a>(campaign: &'a CampaignRow, by: Option<&'a Signed>) -> CampaignActor<'a> {
    let actor_id = by.map(|b| b.user.id.as_str());
    CampaignActor { agency_id: &campaign.agency_id, actor_id, at_ms: now_ms() }
}

/// A report that is kept as a text.
fn read_text(text: &str) -> Result<AnnualReport, Internal> {
    let read = reading::read(text.as_bytes(), "report.json").map_err(|e| Internal::Seed(e.to_string()))?;
    read.reports.into_iter().next_back().ok_or_else(|| Internal::Seed("no report".into()))
}

/// Whether somebody of an agency writes here.
async fn is_here(app: &App, agency_id: &str) -> Result<bool, Internal> {
    if agency_id.is_empty() {
        return Ok(false);
    }
    let people = app.store.people_of(agency_id).await?;
    Ok(people.iter().any(|(_, role)| Right::Draft.roles().contains(role)))
}
