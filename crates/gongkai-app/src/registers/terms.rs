//! What entries of registers owe: what has to follow them by a day, and did not.

use gongkai_domain::calendar::WorkCalendar;
use gongkai_domain::china_time;
use gongkai_domain::register::{Register, Term};
use gongkai_store::{EntryFilter, EntryRow};
use jiff::ToSpan;
use jiff::civil::Date;

use super::of_agency;
use crate::documents::DocumentError;
use crate::{App, now_ms};

/// So many days ahead of its last day, what is owed is shown.
const SOON_DAYS: i64 = 7;

/// What an entry owes.
#[derive(Debug, Clone)]
pub struct Owed {
    /// The register.
    pub register: Register,
    /// The entry.
    pub entry: EntryRow,
    /// What has to be done.
    pub term: Term,
    /// The last day on which it is on time.
    pub due_on: Date,
    /// Whether that day is over.
    pub is_late: bool,
}

impl Owed {
    /// What the entry is about: its first line of text.
    pub fn title(&self) -> &str {
        let texts = ["subject", "title", "topic", "point", "what"];
        let first = texts.iter().find_map(|code| self.entry.fields.get(*code));
        let any = || self.register.fields.iter().find_map(|f| self.entry.fields.get(&f.code));
        first.or_else(any).map_or("", String::as_str)
    }
}

/// How the terms of a register were kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Entries with every term kept.
    pub kept: usize,
    /// Entries with a term that was not kept, or is over and open.
    pub broken: usize,
    /// Of these, entries for which something is still to be done: their ids.
    pub late: Vec<String>,
}

/// How the terms of entries were kept up to a day. Entries whose terms are still open count nowhere.
pub fn terms_of(register: &Register, entries: &[EntryRow], calendar: &WorkCalendar, today: Date) -> Terms {
    let mut terms = Terms::default();
    for entry in entries {
        let due = register.due(&entry.fields, calendar);
        let kept: Vec<Option<bool>> = due.iter().map(|d| d.was_kept(today)).collect();
        if kept.contains(&Some(false)) {
            terms.broken += 1;
        } else if kept.contains(&Some(true)) {
            terms.kept += 1;
        }
        if due.iter().any(|d| d.is_late(today)) {
            terms.late.push(entry.id.clone());
        }
    }
    terms
}

/// What the entries of an agency owe that is late or soon due, the oldest day first. What is late for more than a year is left out:
/// an inspection does not ask for it, and the register's own page has it.
///
/// # Errors
///
/// If the database fails.
pub async fn owed(app: &App, agency_id: &str) -> Result<Vec<Owed>, DocumentError> {
    let today = china_time::day(now_ms());
    let (from, until) = (today.saturating_sub(1.year()), today.saturating_add(SOON_DAYS.days()));
    let mut all = Vec::new();
    for register in of_agency(app, agency_id).await?.into_iter().filter(|r| !r.terms.is_empty()) {
        let filter = EntryFilter {
            agency_id: Some(agency_id.into()),
            register: Some(register.code.clone()),
            period: None,
        };
        for entry in app.store.entries(&filter).await? {
            let due = register.due(&entry.fields, &app.calendar);
            let open = due.iter().filter(|d| d.done_on.is_none());
            // Of several terms of one entry the heaviest is told: an alarm that is late, or what is due first.
            let told = open
                .filter_map(|d| d.due_on.map(|day| (d, day)))
                .filter(|(_, day)| *day >= from && *day <= until)
                .min_by_key(|(d, day)| (!(d.term.is_alarm && d.is_late(today)), *day));
            if let Some((d, due_on)) = told {
                let (term, is_late) = (d.term.clone(), d.is_late(today));
                all.push(Owed { register: register.clone(), entry, term, due_on, is_late });
            }
        }
    }
    all.sort_by(|a, b| (a.due_on, &a.entry.id).cmp(&(b.due_on, &b.entry.id)));
    Ok(all)
}
