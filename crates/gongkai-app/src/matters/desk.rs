//! The corrections and complaints of an agency, the most urgent first.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::matter::{MatterKind, standing};
use gongkai_domain::permission::Right;
use gongkai_store::{Agency, MatterFilter, MatterRow};
use jiff::civil::Date;

use super::{MatterError, agency_of};
use crate::accounts::Signed;
use crate::requests::{names, open};
use crate::{App, now_ms};

/// A matter of the list.
#[derive(Debug, Clone)]
pub struct MatterLine {
    /// The row.
    pub row: MatterRow,
    /// The last day on which the person is told in time, while they are not.
    pub due: Option<Date>,
    /// Whether it is over.
    pub is_late: bool,
    /// The beginning of what is asked for.
    pub wanted: String,
    /// Who deals with it, by name; may be empty.
    pub officer: String,
}

/// The matters of an agency.
#[derive(Debug, Clone)]
pub struct MatterDesk {
    /// Whose.
    pub agency: Agency,
    /// The matters: those that are open by their last day, then the others, the newest first.
    pub lines: Vec<MatterLine>,
    /// How many are open of each kind.
    pub counts: Vec<(MatterKind, usize)>,
    /// The year of a holiday notice that is missing.
    pub missing_notice: Option<i16>,
}

/// Characters of a description in a list.
const SHOWN: usize = 60;
/// Matters that a list shows at most.
const MOST: usize = 500;

/// The matters of an agency: of one kind, or all; the open ones, or all.
///
/// # Errors
///
/// If the person may not see them, or the machine fails.
pub async fn matter_desk(
    app: &App,
    by: &Signed,
    agency_id: &str,
    (kind, is_open): (Option<MatterKind>, bool),
) -> Result<MatterDesk, MatterError> {
    let agency = agency_of(app, by, agency_id, Right::ReadRequests).await?;
    let filter =
        MatterFilter { agency_id: Some(agency.id.clone()), is_open: true, ..MatterFilter::default() };
    let open_rows = app.store.matters(&filter).await?;
    let count = |k: &MatterKind| (*k, open_rows.iter().filter(|r| r.kind == k.code()).count());
    let counts = MatterKind::ALL.iter().map(count).collect();
    let mut rows = app.store.matters(&MatterFilter { kind, is_open, ..filter }).await?;
    rows.reverse();
    rows.truncate(MOST);
    let today = china_time::day(now_ms());
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let sealed: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let names = names(app).await?;
    let (mut lines, mut missing_notice) = (Vec::new(), None);
    for row in rows {
        let (mut due, mut is_late) = (None, false);
        if row.told_on.is_none()
            && row.state != "withdrawn"
            && let Some(kept) = app.store.matter(&row.id).await?
        {
            match standing(&kept.matter, &app.calendar, today) {
                Ok(s) => (due, is_late) = (Some(s.due), s.is_overdue),
                Err(gap) => missing_notice = Some(gap.year),
            }
        }
        let wanted = sealed.get(&row.id).and_then(|s| open(app, &row.id, "wanted", s).ok());
        let officer = row.assigned_to.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        lines.push(MatterLine {
            due,
            is_late,
            wanted: wanted.unwrap_or_default().chars().take(SHOWN).collect(),
            officer: officer.unwrap_or_default(),
            row,
        });
    }
    lines.sort_by_key(|l| (l.due.is_none(), l.due));
    Ok(MatterDesk { agency, lines, counts, missing_notice })
}
