//! A correction is asked for, or a complaint is made.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::disclosure::screen::secrecy_mark;
use gongkai_domain::matter::{Actor, Event, MatterKind, Recorded, allowed};
use gongkai_domain::permission::Right;
use gongkai_domain::request::event::Channel;
use gongkai_store::{Agency, MatterAct};
use jiff::civil::Date;
use serde::Deserialize;

use super::{MatterError, agency_of, settings};
use crate::accounts::{Signed, secret};
use crate::agency_history::ended;
use crate::challenge::{self, ChallengeFault};
use crate::documents::FieldFault;
use crate::requests::{code_of, seal};
use crate::sealed::Sealer;
use crate::{App, Internal, now_ms};

/// The form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MatterForm {
    /// Whose records are wrong, or which agency is complained of.
    #[serde(rename = "agency")]
    pub agency_id: String,
    /// Whether who complains does not say who they are: not empty then.
    pub anonymous: String,
    /// Name.
    pub name: String,
    /// Number of the identity document.
    pub identity: String,
    /// Telephone.
    pub telephone: String,
    /// Post address.
    pub address: String,
    /// E-mail.
    pub email: String,
    /// Which record is wrong and how it is right, or what is complained of.
    pub wanted: String,
    /// What shows it.
    pub proof: String,
    /// The token of the sum that was asked.
    pub token: String,
    /// Its answer.
    pub answer: String,
}

/// What the person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterReceipt {
    /// The id here.
    pub id: String,
    /// The agency that deals with it.
    pub agency: Agency,
    /// The number of the matter.
    pub number: String,
    /// With the number it opens the page where the matter is followed.
    pub code: String,
}

/// Longest text. Unit: characters.
const TEXT: usize = 3_000;
/// Longest other field. Unit: characters.
const LINE: usize = 200;

impl MatterForm {
    fn is_anonymous(&self) -> bool {
        !self.anonymous.is_empty()
    }

    /// What is sealed. Who is anonymous leaves nothing, even where something was typed before.
    fn private(&self) -> Vec<(&'static str, String)> {
        let of_person = [
            ("name", &self.name),
            ("identity", &self.identity),
            ("telephone", &self.telephone),
            ("address", &self.address),
            ("email", &self.email),
        ];
        let is_kept = !self.is_anonymous();
        let of_person = of_person.into_iter().filter(|_| is_kept);
        let all = of_person.chain([("wanted", &self.wanted), ("proof", &self.proof)]);
        all.map(|(f, v)| (f, v.trim().to_owned())).filter(|f| !f.1.is_empty()).collect()
    }

    fn faults(&self, kind: MatterKind) -> Vec<FieldFault> {
        let mut found = Vec::new();
        let mut put = |field, zh: &str, en: &str| {
            found.push(FieldFault { field, zh: zh.into(), en: en.into() });
        };
        let is_correction = kind == MatterKind::Correction;
        let is_named = !self.is_anonymous();
        if is_correction && !is_named {
            put("anonymous", "更正申请须说明申请人，不能匿名。", "A correction is not anonymous.");
        }
        if is_named && self.name.trim().is_empty() {
            put("name", "请填写姓名或者名称。", "The name is needed.");
        }
        if is_correction && self.identity.trim().is_empty() {
            let zh = "请填写身份证明号码，以确认记录与您本人相关。";
            put("identity", zh, "The number of an identity document: the records must be about you.");
        }
        if is_named && [&self.telephone, &self.address, &self.email].iter().all(|t| t.trim().is_empty()) {
            let zh = "请至少填写一种联系方式：电话、地址或者电子邮箱。";
            put("telephone", zh, "Give at least one way to be reached: telephone, address or e-mail.");
        }
        if self.wanted.trim().is_empty() {
            match kind {
                MatterKind::Correction => put(
                    "wanted",
                    "请写明哪项记录不准确，应当如何更正。",
                    "Say which record is wrong, and how it is right.",
                ),
                MatterKind::Complaint => {
                    put("wanted", "请写明投诉举报的事项。", "Say what you complain of.");
                }
            }
        }
        if is_correction && self.proof.trim().is_empty() {
            let zh = "请写明能够证明记录不准确的证据（第四十一条）。";
            put("proof", zh, "Say what shows that the record is wrong (Art. 41).");
        }
        for (field, text) in [("wanted", &self.wanted), ("proof", &self.proof)] {
            if text.chars().count() > TEXT {
                put(field, "内容不得超过3000字。", "At most 3000 characters.");
            }
            if secrecy_mark(text).is_some() {
                let zh = "内容带有国家秘密标志，本系统不得接收，也没有保存。";
                put(
                    field,
                    zh,
                    "It bears a mark of state secrets, which may not be kept here; nothing was kept.",
                );
            }
        }
        for (field, text) in [
            ("name", &self.name),
            ("identity", &self.identity),
            ("telephone", &self.telephone),
            ("address", &self.address),
            ("email", &self.email),
        ] {
            if text.chars().count() > LINE {
                put(field, "内容过长，不得超过200字。", "Too long: at most 200 characters.");
            }
        }
        found
    }
}

/// The department that oversees how an agency discloses (Art. 3, 47): the general office of the government above it, or that
/// government; for a government the one above, and where this platform has none, itself, so that nothing is lost.
pub(super) async fn overseer(app: &App, about: &Agency) -> Result<Agency, MatterError> {
    let Some(parent) = &about.parent_id else { return Ok(about.clone()) };
    let agencies = app.store.agencies().await?;
    let is_office =
        |a: &&Agency| a.kind == "office" && a.parent_id.as_ref() == Some(parent) && a.id != about.id;
    let found = agencies.iter().find(is_office).or_else(|| agencies.iter().find(|a| a.id == *parent));
    Ok(found.unwrap_or(about).clone())
}

/// Takes a matter over the portal.
///
/// # Errors
///
/// If there is no such agency, something is missing, the sum is not answered, or the machine fails.
pub async fn submit(app: &App, kind: MatterKind, form: &MatterForm) -> Result<MatterReceipt, MatterError> {
    let named = app.store.agency(&form.agency_id).await?.ok_or(MatterError::NotFound)?;
    let (agency, about) = match kind {
        MatterKind::Correction => (named, String::new()),
        MatterKind::Complaint => (overseer(app, &named).await?, named.id),
    };
    let today = china_time::day(now_ms());
    put(app, (&agency, about), (kind, form), (Channel::Online, today), None).await
}

/// Writes a matter down that came to an agency another way; a complaint names the agency that it is about in the form.
///
/// # Errors
///
/// If the person may not, something is missing, or the machine fails.
pub async fn submit_for(
    app: &App,
    by: &Signed,
    agency_id: &str,
    (kind, form): (MatterKind, &MatterForm),
    (channel, filed_on): (Channel, Date),
) -> Result<MatterReceipt, MatterError> {
    let agency = agency_of(app, by, agency_id, Right::HandleRequests).await?;
    let about = match kind {
        MatterKind::Correction => String::new(),
        MatterKind::Complaint => app.store.agency(&form.agency_id).await?.map(|a| a.id).unwrap_or_default(),
    };
    put(app, (&agency, about), (kind, form), (channel, filed_on), Some(by)).await
}

async fn put(
    app: &App,
    (agency, about): (&Agency, String),
    (kind, form): (MatterKind, &MatterForm),
    (channel, filed_on): (Channel, Date),
    by: Option<&Signed>,
) -> Result<MatterReceipt, MatterError> {
    let mut faults = form.faults(kind);
    faults.extend(ended(app, agency).await?);
    let set = settings::of(app, &agency.id).await?;
    let term = WorkingDays(if kind == MatterKind::Correction { set.correction } else { set.complaint });
    let (checker, sealer) = (challenge::checker(app).await?, Sealer::of(app).await?);
    let (id, now) = (secret::id(), now_ms());
    let mut sealed = Vec::new();
    for (field, value) in form.private() {
        sealed.push((field, seal(app, &id, field, &value)?));
    }
    let is_anonymous = form.is_anonymous();
    let filed = Event::Filed { kind, channel, is_anonymous, term, about, from: String::new() };
    let mut tx = app.store.begin().await?;
    // The sum stays good for another try while something else is to be mended.
    if by.is_none()
        && faults.is_empty()
        && let Err(fault) = checker.take(&mut tx, &form.token, &form.answer).await?
    {
        let (zh, en) = (ChallengeFault::zh(fault).to_owned(), ChallengeFault::en(fault).to_owned());
        faults.push(FieldFault { field: "answer", zh, en });
    }
    if !faults.is_empty() {
        return Err(MatterError::Fields(faults));
    }
    let actor_id = by.map(|b| b.user.id.as_str());
    let recorded = Recorded { event: filed, on: filed_on, by: actor_id.unwrap_or_default().to_owned() };
    let actor = if by.is_some() { Actor::Officer } else { Actor::Person };
    allowed(&[], &recorded, actor, &app.calendar, china_time::day(now))?;
    let year = filed_on.year();
    let serial = tx.next_serial(&format!("matter:{}:{}", kind.code(), agency.id), i64::from(year)).await?;
    let number = format!("{}{year}-{serial:04}", kind.prefix());
    let act = MatterAct {
        agency_id: &agency.id,
        matter_id: &id,
        event: &recorded.event,
        on: filed_on,
        number: &number,
        actor_id,
        at_ms: now,
    };
    tx.record_matter(&act, app.settings.chain_hash).await?;
    for (field, value) in &sealed {
        tx.put_request_private(&id, field, value).await?;
    }
    tx.commit().await.map_err(Internal::from)?;
    Ok(MatterReceipt { code: code_of(&sealer, &id), id, agency: agency.clone(), number })
}
