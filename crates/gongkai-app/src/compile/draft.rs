//! What people add to the numbers of a year: the text of chapters 1, 5 and 6, and numbers typed over with a reason.

use std::collections::BTreeMap;
use std::str::FromStr;

use gongkai_domain::compile::Period;
use gongkai_domain::permission::Right;
use gongkai_domain::report::{CellKey, Unit};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal, now_ms, registers};

/// Longest text of a chapter. Unit: bytes.
const LONGEST: usize = 64 << 10;

/// A number that somebody typed over the computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The number, as a plain decimal.
    pub value: String,
    /// Why.
    pub reason: String,
    /// By whom: the name.
    pub by: String,
    /// When.
    pub at_ms: i64,
}

/// The draft of a year as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportDraft {
    /// One more with every change, so that two people do not overwrite one another.
    pub version: i64,
    /// The text by chapter, 0 for the preamble; a chapter that nobody wrote is not there.
    pub chapters: BTreeMap<u8, String>,
    /// Numbers typed over, by cell.
    pub overrides: BTreeMap<String, Override>,
    /// The day under the text.
    pub signed_on: Option<String>,
    /// The document that it was handed in as.
    pub document: Option<String>,
}

/// The text as a form has it.
#[derive(Debug, Clone, Default)]
pub struct TypedChapters {
    /// The version that the form was made of.
    pub version: i64,
    /// The text by chapter.
    pub chapters: BTreeMap<u8, String>,
    /// The day under the text, or nothing.
    pub signed_on: String,
}

fn setting_of(agency_id: &str, year: i16) -> String {
    format!("report-draft:{agency_id}:{year}")
}

/// The draft of a year; an empty one where nobody has begun.
pub(super) async fn stored(app: &App, agency_id: &str, year: i16) -> Result<ReportDraft, Internal> {
    let Some(text) = app.store.setting(&setting_of(agency_id, year)).await? else {
        return Ok(ReportDraft::default());
    };
    serde_json::from_str(&text).map_err(|e| Internal::Seed(format!("report draft {agency_id} {year}: {e}")))
}

/// Whether somebody has begun the report of a year.
pub(crate) async fn is_begun(app: &App, agency_id: &str, year: i16) -> Result<bool, Internal> {
    Ok(app.store.setting(&setting_of(agency_id, year)).await?.is_some())
}

pub(super) async fn keep(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    draft: &mut ReportDraft,
    (kind, payload): (&str, serde_json::Value),
) -> Result<(), Internal> {
    draft.version += 1;
    let value = serde_json::to_string(draft).map_err(|e| Internal::Seed(e.to_string()))?;
    let change = Change {
        agency_id,
        name: &setting_of(agency_id, year),
        value: &value,
        subject_kind: "report",
        kind,
        payload: &payload.to_string(),
    };
    agency_setting::change(app, by, &change).await
}

fn fault(field: &'static str, zh: &str, en: &str) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field, zh: zh.into(), en: en.into() }])
}

/// Saves the text of a year.
///
/// # Errors
///
/// If the person may not, somebody saved meanwhile, a field is wrong, or the database fails.
pub async fn save_text(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    typed: &TypedChapters,
) -> Result<(), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::Draft).await?;
    let mut draft = stored(app, &agency.id, year).await?;
    if draft.version != typed.version {
        return Err(fault(
            "version",
            "有人在您编辑期间保存过。您的文字仍在下面，请与已保存的内容核对后再次保存。",
            "Somebody saved while you were writing. Your text is below; compare it with what is saved, and save again.",
        ));
    }
    if typed.chapters.values().any(|text| text.len() > LONGEST) {
        return Err(fault("chapters", "每一部分不得超过64 KB。", "At most 64 KB a chapter."));
    }
    let signed_on = match typed.signed_on.trim() {
        "" => None,
        day => Some(day.parse::<Date>().map_err(|_| {
            fault("signed_on", "落款日期请写成 2027-01-20。", "Write the day under the text as 2027-01-20.")
        })?),
    };
    let chapters: BTreeMap<u8, String> = typed
        .chapters
        .iter()
        .filter(|(number, text)| **number <= 6 && !text.trim().is_empty())
        .map(|(number, text)| (*number, text.replace("\r\n", "\n").trim().to_owned()))
        .collect();
    let signed_on = signed_on.map(|d| d.to_string());
    if draft.chapters == chapters && draft.signed_on == signed_on {
        return Ok(());
    }
    let changed: Vec<u8> = (0..=6).filter(|n| draft.chapters.get(n) != chapters.get(n)).collect();
    (draft.chapters, draft.signed_on) = (chapters, signed_on);
    let hash = gongkai_store::sha256(format!("{:?}", draft.chapters).as_bytes());
    let payload = serde_json::json!({ "year": year, "chapters": changed, "text": hash });
    Ok(keep(app, by, (&agency.id, year), &mut draft, ("report_text_saved", payload)).await?)
}

/// Types a number over the computed one, with a reason.
///
/// # Errors
///
/// If the person may not, there is no such cell, the number or the reason is missing, or the database fails.
pub async fn put_override(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    key: CellKey,
    (value, reason): (&str, &str),
) -> Result<(), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::Draft).await?;
    Period::year(year).ok_or(DocumentError::NotFound)?;
    let number = Decimal::from_str(&value.trim().replace(['，', ','], "")).ok();
    let unit = key.def().unit;
    let is_sound = |n: &Decimal| match unit {
        Unit::Piece => n.fract().is_zero() && !n.is_sign_negative(),
        Unit::Item => n.fract().is_zero(),
        Unit::WanYuan | Unit::Yuan => !n.is_sign_negative() && n.scale() <= 6,
    };
    let Some(number) = number.filter(is_sound) else {
        return Err(match unit {
            Unit::Piece | Unit::Item => fault("value", "请填写整数。", "Type a whole number."),
            Unit::WanYuan | Unit::Yuan => {
                fault("value", "请填写金额，如 12.5。", "Type an amount, such as 12.5.")
            }
        });
    };
    if reason.trim().is_empty() {
        return Err(fault(
            "reason",
            "改动计算结果须写明理由。",
            "A number is typed over only with a reason.",
        ));
    }
    let mut draft = stored(app, &agency.id, year).await?;
    let reason = reason.trim().chars().take(500).collect::<String>();
    let value = number.normalize().to_string();
    let payload = serde_json::json!({ "year": year, "cell": key.as_str(), "value": value, "reason": reason });
    let typed = Override { value, reason, by: by.user.name.clone(), at_ms: now_ms() };
    draft.overrides.insert(key.as_str().to_owned(), typed);
    Ok(keep(app, by, (&agency.id, year), &mut draft, ("report_cell_overridden", payload)).await?)
}

/// Goes back to the computed number.
///
/// # Errors
///
/// If the person may not, nothing was typed over it, or the database fails.
pub async fn drop_override(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    key: CellKey,
) -> Result<(), DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::Draft).await?;
    let mut draft = stored(app, &agency.id, year).await?;
    draft.overrides.remove(key.as_str()).ok_or(DocumentError::NotFound)?;
    let payload = serde_json::json!({ "year": year, "cell": key.as_str() });
    Ok(keep(app, by, (&agency.id, year), &mut draft, ("report_cell_restored", payload)).await?)
}
