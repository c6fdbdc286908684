//! What becomes of an agency: renamed, merged, divided, abolished. Its numbers stay where they were.
//!
//! An agency keeps its id through a change of name, and what it published under the earlier one says so. One that ended
//! keeps its documents, its requests and its reports; nothing new begins there, and its pages lead to those that go on.

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, AgencyProfile, NewEvent, SYSTEM_CHAIN, StoredEvent};
use jiff::civil::Date;
use serde_json::json;

use crate::accounts::Signed;
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal, now_ms};

/// What can become of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// 更名.
    Renamed,
    /// 并入另一机关.
    Merged,
    /// 分设为几个机关.
    Split,
    /// 撤销.
    Abolished,
}

impl ChangeKind {
    /// Every one.
    pub const ALL: [ChangeKind; 4] =
        [ChangeKind::Renamed, ChangeKind::Merged, ChangeKind::Split, ChangeKind::Abolished];

    /// The code in forms and in the record.
    pub fn code(self) -> &'static str {
        match self {
            ChangeKind::Renamed => "renamed",
            ChangeKind::Merged => "merged",
            ChangeKind::Split => "split",
            ChangeKind::Abolished => "abolished",
        }
    }

    /// The kind with this code.
    pub fn parse(code: &str) -> Option<ChangeKind> {
        ChangeKind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            ChangeKind::Renamed => "更名",
            ChangeKind::Merged => "并入",
            ChangeKind::Split => "分设",
            ChangeKind::Abolished => "撤销",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            ChangeKind::Renamed => "Renamed",
            ChangeKind::Merged => "Merged into another",
            ChangeKind::Split => "Divided",
            ChangeKind::Abolished => "Abolished",
        }
    }

    fn event(self) -> String {
        format!("agency.{}", self.code())
    }
}

/// What is typed about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// What became of it.
    pub kind: ChangeKind,
    /// Since when, `2026-01-01`.
    pub on: String,
    /// Its new name; for a change of name only.
    pub name: String,
    /// Its new name in English; may be empty.
    pub name_en: String,
    /// The ids of the agencies that go on: one for a merger, two or more for a division, none or one else.
    pub successors: Vec<String>,
    /// The document that says so, such as 机构编制批复.
    pub basis: String,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Since when.
    pub on: String,
    /// The name before; for a change of name only.
    pub name_before: String,
    /// The ids of the agencies that go on.
    pub successors: Vec<String>,
    /// The document that says so.
    pub basis: String,
}

impl Change {
    fn of(event: &StoredEvent) -> Option<Change> {
        let kind = ChangeKind::parse(event.kind.strip_prefix("agency.")?)?;
        let payload: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
        let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        let successors = payload["successors"].as_array().map(Vec::as_slice).unwrap_or_default();
        Some(Change {
            kind,
            on: text("on"),
            name_before: text("name_before"),
            successors: successors.iter().filter_map(|s| s.as_str()).map(str::to_owned).collect(),
            basis: text("basis"),
        })
    }
}

/// What became of an agency, oldest first, with the agencies that its changes name.
///
/// # Errors
///
/// If the database fails.
pub async fn agency_history(app: &App, id: &str) -> Result<(Vec<Change>, Vec<Agency>), Internal> {
    let events = app.store.events_of("agency", id).await?;
    let changes: Vec<Change> = events.iter().filter_map(Change::of).collect();
    let mut named = Vec::new();
    for successor in changes.iter().flat_map(|c| &c.successors) {
        named.extend(app.store.agency(successor).await?);
    }
    Ok((changes, named))
}

/// Whether anything new may begin at an agency.
pub fn goes_on(profile: &AgencyProfile) -> bool {
    matches!(profile.status.as_str(), "" | "active")
}

/// Why nothing may begin at an agency; nothing if it may.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn ended(app: &App, agency: &Agency) -> Result<Option<FieldFault>, Internal> {
    let profile = app.store.profile(&agency.id).await?.unwrap_or_default();
    Ok((!goes_on(&profile)).then(|| FieldFault {
        field: "agency",
        zh: format!("{}已不再存在，请在承继其职能的机关办理。", agency.name),
        en: format!("{} has ended; turn to the agency that goes on with its work.", agency.name_en),
    }))
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}

fn faults(
    agency: &Agency,
    profile: &AgencyProfile,
    change: &NewChange,
    others: &[Agency],
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !goes_on(profile) {
        faults.push(fault(
            "kind",
            "该机关已不再存在，不能再变更。",
            "This agency has ended; nothing more becomes of it.",
        ));
    }
    if change.on.trim().parse::<Date>().is_err() {
        faults.push(fault(
            "on",
            "请填写变更日期，如 2026-01-01。",
            "Give the day of the change, such as 2026-01-01.",
        ));
    }
    if change.basis.trim().is_empty() {
        faults.push(fault(
            "basis",
            "请填写变更依据，如机构编制批复文号。",
            "Give the document that says so.",
        ));
    }
    let name = change.name.trim();
    if change.kind == ChangeKind::Renamed {
        if name.is_empty() || name == agency.name {
            faults.push(fault("name", "请填写新的名称。", "Give the new name."));
        } else if others.iter().any(|a| a.name == name && a.id != agency.id) {
            faults.push(fault("name", "已有同名机关。", "There is an agency of this name."));
        }
    }
    let is_other = |id: &String| *id != agency.id && others.iter().any(|a| a.id == *id);
    let right = match change.kind {
        ChangeKind::Renamed => change.successors.is_empty(),
        ChangeKind::Merged => change.successors.len() == 1,
        ChangeKind::Split => change.successors.len() >= 2,
        ChangeKind::Abolished => change.successors.len() <= 1,
    };
    if !right || !change.successors.iter().all(is_other) {
        faults.push(fault(
            "successors",
            "请选择承继职能的机关：并入选一个，分设选两个以上，撤销可选一个，更名不选。请先增加新设的机关。",
            "Choose the agencies that go on: one for a merger, two or more for a division, one or none where it is \
             abolished, none for a change of name. Add new agencies first.",
        ));
    }
    faults
}

/// Records what became of an agency.
///
/// # Errors
///
/// If the person is not the system administrator, there is no such agency, something is missing, or the database fails.
pub async fn change_agency(
    app: &App,
    by: &Signed,
    id: &str,
    change: &NewChange,
) -> Result<(), DocumentError> {
    may(&by.person, Right::ManageAgencies, Thing::Whole)?;
    let agency = app.store.agency(id).await?.ok_or(DocumentError::NotFound)?;
    let profile = app.store.profile(id).await?;
    let mut profile =
        profile.unwrap_or_else(|| AgencyProfile { agency_id: id.into(), ..AgencyProfile::default() });
    let faults = faults(&agency, &profile, change, &app.store.agencies().await?);
    if !faults.is_empty() {
        return Err(DocumentError::Fields(faults));
    }
    let mut tx = app.store.begin().await?;
    let mut particulars = json!({ "on": change.on.trim(), "basis": change.basis.trim() });
    if change.kind == ChangeKind::Renamed {
        particulars["name_before"] = json!(agency.name);
        particulars["name"] = json!(change.name.trim());
        let name_en = match change.name_en.trim() {
            "" => change.name.trim(),
            name => name,
        };
        let renamed =
            Agency { name: change.name.trim().to_owned(), name_en: name_en.to_owned(), ..agency.clone() };
        tx.put_agency(&renamed).await?;
    } else {
        particulars["successors"] = json!(change.successors);
        profile.status = change.kind.code().to_owned();
        profile.valid_to_on = Some(change.on.trim().to_owned());
        profile.succeeded_by = change.successors.first().cloned();
        tx.put_profile(&profile).await?;
    }
    let payload = particulars.to_string();
    let event = NewEvent {
        agency_id: SYSTEM_CHAIN,
        subject_kind: "agency",
        subject_id: id,
        kind: &change.kind.event(),
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}
