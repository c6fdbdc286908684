//! Agencies of the installation and what their guides say.

use gongkai_domain::disclosure::index_number::check_credit_code;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, AgencyProfile, NewEvent, Region, SYSTEM_CHAIN, Tx};
use serde_json::json;

use crate::accounts::{Signed, secret};
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal, now_ms};

/// What is typed about a new agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAgency {
    /// Its name in Chinese.
    pub name: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// The id of its region.
    pub region: String,
    /// The id of the agency above it; may be empty.
    pub parent: String,
    /// `government`, `office`, `department` or `town`.
    pub kind: String,
    /// 统一社会信用代码.
    pub unified_code: String,
}

/// Kinds of agencies: code, Chinese, English.
pub const KINDS: [(&str, &str, &str); 4] = [
    ("department", "部门", "Department"),
    ("office", "政府办公室", "Government office"),
    ("town", "乡镇、街道", "Town or sub-district"),
    ("government", "政府", "Government"),
];

/// The regions and agencies of the installation, each with its profile.
///
/// # Errors
///
/// If the person is not the system administrator, or the database fails.
pub async fn agencies(
    app: &App,
    by: &Signed,
) -> Result<(Vec<Region>, Vec<(Agency, AgencyProfile)>), DocumentError> {
    may(&by.person, Right::ManageAgencies, Thing::Whole)?;
    let profiles = app.store.profiles().await?;
    let with_profile = |agency: Agency| {
        let profile = profiles.iter().find(|p| p.agency_id == agency.id).cloned().unwrap_or_default();
        (agency, profile)
    };
    Ok((app.store.regions().await?, app.store.agencies().await?.into_iter().map(with_profile).collect()))
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}

fn code_fault(code: &str) -> Option<FieldFault> {
    check_credit_code(code).err().map(|_| {
        fault(
            "unified_code",
            "统一社会信用代码应为18位，且校验位正确；请对照法人证书核对。",
            "The unified code has 18 characters, the last of which is a check; compare it with the certificate.",
        )
    })
}

/// Adds an agency; gives its id.
///
/// # Errors
///
/// If the person is not the system administrator, something is missing or wrong, or the database fails.
pub async fn add_agency(app: &App, by: &Signed, new: &NewAgency) -> Result<String, DocumentError> {
    may(&by.person, Right::ManageAgencies, Thing::Whole)?;
    let (name, code) = (new.name.trim(), new.unified_code.trim());
    let mut faults = Vec::new();
    let others = app.store.agencies().await?;
    if name.is_empty() {
        faults.push(fault("name", "请填写机关名称。", "Give the agency a name."));
    }
    if others.iter().any(|a| a.name == name) {
        faults.push(fault("name", "已有同名机关。", "There is an agency of this name."));
    }
    faults.extend(code_fault(code));
    let regions = app.store.regions().await?;
    let region = regions.iter().find(|r| r.id == new.region);
    if region.is_none() {
        faults.push(fault("region", "请选择区域。", "Choose a region."));
    }
    let parent = others.iter().find(|a| a.id == new.parent);
    if parent.is_none() && !new.parent.is_empty() {
        faults.push(fault("parent", "请选择上级机关。", "Choose the agency above it."));
    }
    let kind = KINDS.iter().find(|k| k.0 == new.kind);
    if kind.is_none() {
        faults.push(fault("kind", "请选择机关类别。", "Choose a kind."));
    }
    let (Some(region), Some(kind), true) = (region, kind, faults.is_empty()) else {
        return Err(DocumentError::Fields(faults));
    };
    let agency = Agency {
        id: secret::id(),
        region_id: region.id.clone(),
        parent_id: parent.map(|p| p.id.clone()),
        name: name.into(),
        name_en: new.name_en.trim().into(),
        level: if kind.0 == "town" { "township".into() } else { "county".into() },
        kind: kind.0.into(),
        roster_position: i64::try_from(others.len() + 1).ok(),
    };
    let profile = AgencyProfile {
        agency_id: agency.id.clone(),
        unified_code: code.into(),
        status: "active".into(),
        ..AgencyProfile::default()
    };
    let mut tx = app.store.begin().await?;
    tx.put_agency(&agency).await?;
    tx.put_profile(&profile).await?;
    let particulars = json!({ "name": name, "unified_code": code });
    put_on_record(app, &mut tx, by, &agency.id, "agency.created", particulars).await?;
    tx.commit().await?;
    Ok(agency.id)
}

/// What the guide says of an agency.
///
/// # Errors
///
/// If there is no such agency, the person may not, or the database fails.
pub async fn profile(app: &App, by: &Signed, id: &str) -> Result<(Agency, AgencyProfile), DocumentError> {
    let agency = app.store.agency(id).await?.ok_or(DocumentError::NotFound)?;
    may_change(by, &agency)?;
    let empty = AgencyProfile { agency_id: id.into(), status: "active".into(), ..AgencyProfile::default() };
    let profile = app.store.profile(id).await?.unwrap_or(empty);
    Ok((agency, profile))
}

/// Changes what the guide says of an agency.
///
/// # Errors
///
/// If there is no such agency, the person may not, the code is wrong, or the database fails.
pub async fn save_profile(app: &App, by: &Signed, changed: &AgencyProfile) -> Result<(), DocumentError> {
    let (_, before) = profile(app, by, &changed.agency_id).await?;
    if let Some(fault) = code_fault(&changed.unified_code) {
        return Err(DocumentError::Fields(vec![fault]));
    }
    // What became of an agency is not changed by its guide.
    let profile = AgencyProfile {
        status: before.status,
        valid_from_on: before.valid_from_on,
        valid_to_on: before.valid_to_on,
        succeeded_by: before.succeeded_by,
        ..changed.clone()
    };
    let particulars = json!({ "unified_code": profile.unified_code, "office": profile.office,
        "address": profile.address, "hours": profile.hours, "telephone": profile.telephone });
    let mut tx = app.store.begin().await?;
    tx.put_profile(&profile).await?;
    put_on_record(app, &mut tx, by, &profile.agency_id, "agency.profile-changed", particulars).await?;
    tx.commit().await?;
    Ok(())
}

/// The system administrator sets agencies up; the head of their disclosure office keeps the guide.
fn may_change(by: &Signed, agency: &Agency) -> Result<(), DocumentError> {
    if may(&by.person, Right::ManageAgencies, Thing::Whole).is_ok() {
        return Ok(());
    }
    let regions = [agency.region_id.clone()];
    Ok(may(&by.person, Right::ManageCatalogue, Thing::Of { agency: &agency.id, regions: &regions })?)
}

async fn put_on_record(
    app: &App,
    tx: &mut Tx,
    by: &Signed,
    agency_id: &str,
    kind: &str,
    particulars: serde_json::Value,
) -> Result<(), Internal> {
    let payload = particulars.to_string();
    let event = NewEvent {
        agency_id: SYSTEM_CHAIN,
        subject_kind: "agency",
        subject_id: agency_id,
        kind,
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    Ok(())
}
