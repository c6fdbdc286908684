//! Entries by the public: comments on a draft, people who sign up for an open day. The office looks at each before anything of
//! it is public; what is of persons is kept apart, and deleted in a term after the end.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::disclosure::screen::secrecy_mark;
use gongkai_domain::register::{Field, PublicForm, Register};
use gongkai_store::{Agency, EntryFilter, EntryRow};
use jiff::ToSpan;
use jiff::civil::Date;

use super::{of_agency, write};
use crate::agency_history::ended;
use crate::challenge::{self, ChallengeFault};
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal, now_ms};

/// Longest text of a field. Unit: characters.
const LONGEST: usize = 3_000;
/// The flag field that says that an entry may be shown.
const SHOWN: &str = "shown";

/// Something that the public can take part in.
#[derive(Debug, Clone)]
pub struct TakePart {
    /// Whose.
    pub agency: Agency,
    /// The register of what it is about.
    pub about: Register,
    /// The entry that it is about.
    pub entry: EntryRow,
    /// The register that takes the entries of the public.
    pub register: Register,
    /// Whether entries are taken today.
    pub is_open: bool,
    /// Places that are left, where they are limited.
    pub places_left: Option<i64>,
    /// How many entries have come.
    pub received: usize,
    /// Those that the office shows, without what is of persons.
    pub shown: Vec<EntryRow>,
}

impl TakePart {
    /// The fields that the form asks for, with whether each is needed.
    pub fn fields(&self) -> Vec<(&Field, bool)> {
        let Some(form) = &self.register.public else { return Vec::new() };
        let asked = |code: &String| Some((self.register.field(code)?, !form.optional.contains(code)));
        form.fields.iter().filter_map(asked).collect()
    }
}

/// What somebody typed.
#[derive(Debug, Clone, Default)]
pub struct PublicEntry {
    /// Values by field.
    pub values: BTreeMap<String, String>,
    /// The sum that was asked.
    pub token: String,
    /// Its answer.
    pub answer: String,
}

fn day(entry: &EntryRow, field: &str) -> Option<Date> {
    entry.fields.get(field)?.parse().ok()
}

fn is_open(form: &PublicForm, entry: &EntryRow, today: Date) -> bool {
    let begun = form.opens.as_ref().is_none_or(|f| day(entry, f).is_some_and(|from| from <= today));
    begun && day(entry, &form.closes).is_some_and(|until| today <= until)
}

/// How many places an entry takes.
fn taken(form: &PublicForm, fields: &BTreeMap<String, String>) -> i64 {
    let count = form.takes.as_ref().and_then(|f| fields.get(f)).and_then(|n| n.parse().ok());
    count.unwrap_or(1)
}

fn places(form: &PublicForm, entry: &EntryRow) -> Option<i64> {
    form.places.as_ref().and_then(|f| entry.fields.get(f)).and_then(|n| n.parse().ok())
}

/// The register that takes entries about those of another one.
fn takes(all: &[Register], about: &str) -> Option<Register> {
    all.iter().find(|r| r.public.as_ref().is_some_and(|p| p.of == about)).cloned()
}

/// Something that the public can take part in; nothing where there is no such entry or it is not public.
///
/// # Errors
///
/// If the database fails.
pub async fn take_part(
    app: &App,
    agency_id: &str,
    entry_id: &str,
) -> Result<Option<TakePart>, DocumentError> {
    let Some(agency) = app.store.agency(agency_id).await? else { return Ok(None) };
    let entry = app.store.entry(entry_id).await?.filter(|e| e.agency_id == agency_id && !e.is_withdrawn);
    let Some(entry) = entry else { return Ok(None) };
    let all = of_agency(app, agency_id).await?;
    let about = all.iter().find(|r| r.code == entry.register && r.is_public).cloned();
    let Some((about, register)) = about.zip(takes(&all, &entry.register)) else { return Ok(None) };
    let Some(form) = register.public.clone() else { return Ok(None) };
    let filter = EntryFilter {
        agency_id: Some(agency_id.into()),
        register: Some(register.code.clone()),
        period: None,
    };
    let mut came = app.store.entries(&filter).await?;
    came.retain(|e| e.fields.get(&form.link) == Some(&entry.id));
    let places_left =
        places(&form, &entry).map(|n| n - came.iter().map(|e| taken(&form, &e.fields)).sum::<i64>());
    let today = china_time::day(now_ms());
    let is_open = is_open(&form, &entry, today);
    let received = came.len();
    came.retain(|e| e.fields.get(SHOWN).is_some_and(|v| v == "是"));
    Ok(Some(TakePart { agency, about, entry, register, is_open, places_left, received, shown: came }))
}

/// What the public can take part in at an agency today: entry, and its register.
///
/// # Errors
///
/// If the database fails.
pub async fn open_now(app: &App, agency_id: &str) -> Result<Vec<(Register, EntryRow)>, DocumentError> {
    let all = of_agency(app, agency_id).await?;
    let today = china_time::day(now_ms());
    let mut open = Vec::new();
    for form in all.iter().filter_map(|r| r.public.as_ref()) {
        let Some(about) = all.iter().find(|r| r.code == form.of && r.is_public) else { continue };
        let filter = EntryFilter {
            agency_id: Some(agency_id.into()),
            register: Some(about.code.clone()),
            period: None,
        };
        let entries = app.store.entries(&filter).await?.into_iter();
        open.extend(entries.filter(|e| is_open(form, e, today)).map(|e| (about.clone(), e)));
    }
    Ok(open)
}

fn fault(zh: impl Into<String>, en: impl Into<String>) -> FieldFault {
    FieldFault { field: "entry", zh: zh.into(), en: en.into() }
}

fn faults(part: &TakePart, values: &BTreeMap<String, String>) -> Vec<FieldFault> {
    let mut found = Vec::new();
    if !part.is_open {
        found.push(fault("不在征集或报名时间内。", "It is not open today."));
    }
    for (field, is_needed) in part.fields() {
        let text = values.get(&field.code).map_or("", String::as_str);
        if is_needed && text.is_empty() {
            found.push(fault(format!("{}：请填写。", field.zh), format!("{}: is needed.", field.en)));
        }
        if text.chars().count() > LONGEST {
            let en = format!("{}: at most 3000 characters.", field.en);
            found.push(fault(format!("{}：不得超过3000字。", field.zh), en));
        }
        // Nothing that is marked as secret may be stored here, whoever sends it.
        if secrecy_mark(text).is_some() {
            found.push(fault(
                "内容带有国家秘密标志，本系统不得接收，也没有保存。",
                "The text bears a mark of state secrets, which may not be kept here; nothing was kept.",
            ));
        }
    }
    found
}

/// Takes an entry of the public.
///
/// # Errors
///
/// If there is nothing to take part in, something is missing, no place is left, the sum is not answered, or the database fails.
pub async fn enter(
    app: &App,
    agency_id: &str,
    entry_id: &str,
    typed: &PublicEntry,
) -> Result<(), DocumentError> {
    let part = take_part(app, agency_id, entry_id).await?.ok_or(DocumentError::NotFound)?;
    let (Some(form), Some(dated)) = (&part.register.public, &part.register.dated_by) else {
        return Err(DocumentError::NotFound);
    };
    let asked = form.fields.iter();
    let mut values: BTreeMap<String, String> =
        asked.filter_map(|f| Some((f.clone(), typed.values.get(f)?.trim().to_owned()))).collect();
    let mut found = faults(&part, &values);
    found.extend(ended(app, &part.agency).await?);
    values.insert(dated.clone(), china_time::day(now_ms()).to_string());
    values.insert(form.link.clone(), part.entry.id.clone());
    let tidy = match part.register.tidy(&values) {
        Ok(tidy) => tidy,
        Err(more) if found.is_empty() => return Err(write::faults(more)),
        Err(_) => return Err(DocumentError::Fields(found)),
    };
    if form.takes.is_some() && taken(form, &tidy) < 1 {
        found.push(fault("人数应为1以上。", "At least 1."));
    }
    let checker = challenge::checker(app).await?;
    let mut tx = app.store.begin().await?;
    if found.is_empty()
        && let Err(wrong) = checker.take(&mut tx, &typed.token, &typed.answer).await?
    {
        found.push(fault(ChallengeFault::zh(wrong), ChallengeFault::en(wrong)));
    }
    if !found.is_empty() {
        return Err(DocumentError::Fields(found));
    }
    write::put(app, &mut tx, agency_id, &part.register, tidy, None).await?;
    // Counted with this one, behind the chain that it was put on: two who come at once do not both get the last place.
    if let Some(places) = places(form, &part.entry) {
        let came = tx.entries_of(agency_id, &part.register.code).await?;
        let came = came.iter().filter(|e| e.fields.get(&form.link) == Some(&part.entry.id));
        if came.map(|e| taken(form, &e.fields)).sum::<i64>() > places {
            return Err(DocumentError::Fields(vec![fault(
                "名额不足，没有保存。",
                "There are not enough places left; nothing was kept.",
            )]));
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Deletes what entries of the public say of persons, so many days after the end as the register says. Gives how many entries.
///
/// # Errors
///
/// If the database fails.
pub async fn forget_persons(app: &App, today: Date) -> Result<usize, Internal> {
    let mut forgotten = 0;
    for register in super::shipped().iter().filter(|r| r.public.is_some()) {
        let Some(form) = &register.public else { continue };
        let filter = EntryFilter { agency_id: None, register: Some(register.code.clone()), period: None };
        for entry in app.store.entries_with_private(&filter).await? {
            let about = match entry.fields.get(&form.link) {
                Some(id) => app.store.entry(id).await?,
                None => None,
            };
            // Without a last day the day on which it came counts.
            let end = about.and_then(|a| day(&a, &form.closes));
            let end = end.or_else(|| entry.on_day.as_ref().and_then(|d| d.parse().ok()));
            let is_over = end.is_some_and(|end| today > end.saturating_add(i64::from(form.keep_days).days()));
            if !is_over {
                continue;
            }
            let mut tx = app.store.begin().await?;
            for field in register.fields.iter().filter(|f| f.is_personal) {
                tx.put_private(&entry.id, &field.code, "").await?;
            }
            tx.commit().await?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}
