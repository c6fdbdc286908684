//! Messages of the public: questions, suggestions, and errors that somebody found (我为政府网站找错).
//!
//! They are entries of the register of consultations, so that they are answered, counted and watched like all others.
//! What the sender writes of themselves is kept apart from the record.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::disclosure::screen::{WordList, screen, secrecy_mark};
use gongkai_store::{Agency, EntryFilter, EntryRow};

use crate::agency_history::{ended, goes_on};
use crate::challenge::{self, ChallengeFault};
use crate::documents::{DocumentError, FieldFault};
use crate::registers;
use crate::{App, Internal, now_ms};

/// The register that takes them.
const REGISTER: &str = "consultations";
/// What a message can be.
pub const KINDS: [&str; 5] = ["咨询", "建议", "投诉", "举报", "纠错"];
/// Longest subject. Unit: characters.
const SUBJECT: usize = 80;
/// Longest text. Unit: characters.
const TEXT: usize = 3_000;
/// Answers that the page of an agency shows.
const SHOWN: usize = 200;

/// A message as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// To whom.
    pub agency_id: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// In one line, without anything about persons.
    pub subject: String,
    /// What is asked or told.
    pub text: String,
    /// How the sender can be reached; may be empty.
    pub contact: String,
    /// The page that it is about, as a path; may be empty.
    pub page: String,
    /// The sum that was asked.
    pub token: String,
    /// Its answer.
    pub answer: String,
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}

/// Whether a text has numbers of persons.
fn has_personal(text: &str) -> bool {
    screen(text, &WordList::default()).iter().any(|hit| hit.code.starts_with("personal."))
}

fn faults(message: &Message) -> Vec<FieldFault> {
    let mut found = Vec::new();
    let length = |text: &str| text.trim().chars().count();
    if !KINDS.contains(&message.kind.as_str()) {
        found.push(fault("kind", "请选择类别。", "Choose what it is."));
    }
    match length(&message.subject) {
        0 => found.push(fault("subject", "请填写主题。", "The subject is needed.")),
        n if n > SUBJECT => {
            found.push(fault("subject", "主题不得超过80字。", "The subject has at most 80 characters."));
        }
        // The subject goes into the record, where nothing can be deleted.
        _ if has_personal(&message.subject) => found.push(fault(
            "subject",
            "主题中请不要写证件号码、手机号码等个人信息，可写在内容或联系方式中。",
            "Please leave identity and telephone numbers out of the subject; they may stand in the text or the contact.",
        )),
        _ => {}
    }
    match length(&message.text) {
        0 => found.push(fault("text", "请填写内容。", "The text is needed.")),
        n if n > TEXT => {
            found.push(fault("text", "内容不得超过3000字。", "The text has at most 3000 characters."));
        }
        _ => {}
    }
    // Nothing that is marked as secret may be stored here (保密法 Art. 31), whoever sends it.
    if [&message.subject, &message.text, &message.contact].iter().any(|t| secrecy_mark(t).is_some()) {
        found.push(fault(
            "text",
            "内容带有国家秘密标志，本系统不得接收，也没有保存。请通过保密渠道联系该机关。",
            "The text bears a mark of state secrets, which may not be kept here; nothing was kept.",
        ));
    }
    if length(&message.contact) > 200 {
        found.push(fault("contact", "联系方式过长。", "The contact is too long."));
    }
    found
}

/// Takes a message; gives its number.
///
/// # Errors
///
/// If there is no such agency, something is missing, the sum is not answered, or the database fails.
pub async fn send(app: &App, message: &Message) -> Result<String, DocumentError> {
    let agency = app.store.agency(&message.agency_id).await?.ok_or(DocumentError::NotFound)?;
    let mut found = faults(message);
    found.extend(ended(app, &agency).await?);
    let checker = challenge::checker(app).await?;
    let register = registers::shipped().iter().find(|r| r.code == REGISTER);
    let register = register.ok_or_else(|| Internal::Seed(format!("register {REGISTER}")))?;
    let today = china_time::day(now_ms()).to_string();
    let page = message.page.trim();
    let values: BTreeMap<String, String> = [
        ("on", today.as_str()),
        ("kind", &message.kind),
        ("subject", &message.subject),
        ("text", &message.text),
        ("contact", &message.contact),
        ("page", if page.starts_with('/') && page.len() <= 300 { page } else { "" }),
        ("source", "门户网站"),
    ]
    .into_iter()
    .map(|(field, value)| (field.to_owned(), value.trim().to_owned()))
    .collect();
    let mut tx = app.store.begin().await?;
    // The sum stays good for another try while something else is to be mended.
    if found.is_empty()
        && let Err(wrong) = checker.take(&mut tx, &message.token, &message.answer).await?
    {
        found.push(fault("answer", ChallengeFault::zh(wrong), ChallengeFault::en(wrong)));
    }
    if !found.is_empty() {
        return Err(DocumentError::Fields(found));
    }
    let values = register.tidy(&values).map_err(registers::faults)?;
    let id = registers::put(app, &mut tx, &agency.id, register, values, None).await?;
    tx.commit().await?;
    Ok(id)
}

/// Which public answers. An empty part does not restrict.
#[derive(Debug, Clone, Default)]
pub struct AnswersQuery {
    /// One of [`KINDS`].
    pub kind: String,
    /// What the message is about, one of [`topics`].
    pub topic: String,
    /// Words of the subject or the answer, all of them.
    pub words: String,
}

/// What messages are about.
pub fn topics() -> &'static [String] {
    let register = registers::shipped().iter().find(|r| r.code == REGISTER);
    register.and_then(|r| r.field("topic")).map_or(&[][..], |f| f.options.as_slice())
}

/// The public answers of an agency, newest first.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Whose.
    pub agency: Agency,
    /// The messages with their answers.
    pub entries: Vec<EntryRow>,
}

/// The answers that an agency made public; nothing where there is no such agency.
///
/// # Errors
///
/// If the database fails.
pub async fn answers(app: &App, agency_id: &str, wanted: &AnswersQuery) -> Result<Option<Answers>, Internal> {
    let Some(agency) = app.store.agency(agency_id).await? else { return Ok(None) };
    let filter =
        EntryFilter { agency_id: Some(agency_id.into()), register: Some(REGISTER.into()), period: None };
    let mut entries = app.store.entries(&filter).await?;
    let has = |e: &EntryRow, field: &str| e.fields.get(field).is_some_and(|v| !v.is_empty());
    entries.retain(|e| e.fields.get("public_answer").is_some_and(|v| v == "是") && has(e, "answer"));
    let value = |e: &EntryRow, field: &str| e.fields.get(field).cloned().unwrap_or_default();
    let fits = |e: &EntryRow, field: &str, wanted: &str| wanted.is_empty() || value(e, field) == wanted;
    let words = wanted.words.trim().to_lowercase();
    let says = |e: &EntryRow| {
        let text = format!("{} {}", value(e, "subject"), value(e, "answer")).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    entries.retain(|e| fits(e, "kind", &wanted.kind) && fits(e, "topic", &wanted.topic) && says(e));
    entries.truncate(SHOWN);
    Ok(Some(Answers { agency, entries }))
}

/// The agencies that can be written to: those that publish and have not ended.
///
/// # Errors
///
/// If the database fails.
pub async fn addressees(app: &App) -> Result<Vec<Agency>, Internal> {
    let ended: Vec<String> = app
        .store
        .profiles()
        .await?
        .into_iter()
        .filter(|profile| !goes_on(profile))
        .map(|profile| profile.agency_id)
        .collect();
    let mut agencies = publishing(app).await?;
    agencies.retain(|a| !ended.contains(&a.id));
    Ok(agencies)
}

/// The agencies that publish or did.
///
/// # Errors
///
/// If the database fails.
pub async fn publishing(app: &App) -> Result<Vec<Agency>, Internal> {
    let publishing = app.store.publishing_agencies().await?;
    let mut agencies = app.store.agencies().await?;
    agencies.retain(|a| publishing.contains(&a.id));
    Ok(agencies)
}
