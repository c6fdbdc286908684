//! The code that opens an account: six digits, sent by mail or telephone, good for ten minutes and five tries.

use gongkai_store::{Applicant, ApplicantCode, Job, Tx};
use lettre::message::header::ContentType;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{session, sms};
use crate::accounts::secret;
use crate::challenge::{self, ChallengeFault};
use crate::documents::FieldFault;
use crate::jobs::{JobError, builder, deliver, finish, queue};
use crate::requests::RequestError;
use crate::settings::MailRoute;
use crate::{App, Internal, now_ms};

/// The kind of job that sends one.
pub(crate) const KIND: &str = "applicant-code";
/// How long a code holds. Unit: milliseconds.
const HOLDS_MS: i64 = 10 * 60 * 1000;
/// How often it can be tried.
const TRIES: i64 = 5;
/// What an address can ask for in a minute and in an hour, and everybody together in an hour.
const LIMITS: [(i64, i64); 2] = [(60 * 1000, 1), (60 * 60 * 1000, 5)];
const ALL_IN_HOUR: i64 = 600;
/// How long codes are counted after they were sent. Unit: milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// What is sealed of a code until it is used.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Sending {
    to: String,
    code: String,
    is_chinese: bool,
}

/// What is typed to get a code.
#[derive(Debug, Clone, Default)]
pub struct AskedCode {
    /// `email` or `telephone`.
    pub kind: String,
    /// The address.
    pub address: String,
    /// Whether it is told in Chinese.
    pub is_chinese: bool,
    /// The sum that was asked, and its answer.
    pub token: String,
    /// The answer.
    pub answer: String,
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}

/// Whether codes are sent by mail, and by telephone.
pub fn offers(app: &App) -> (bool, bool) {
    let settings = app.settings();
    (settings.mail != MailRoute::None || settings.is_demo, settings.sms.is_some() || settings.is_demo)
}

/// An address in the one form by which it is found again.
fn plain(kind: &str, address: &str) -> Option<String> {
    match kind {
        "email" => {
            let plain = address.trim().to_lowercase();
            (plain.len() <= 254 && plain.parse::<lettre::Address>().is_ok()).then_some(plain)
        }
        "telephone" => {
            let digits: String = address.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.strip_prefix("86").filter(|d| d.len() == 11).unwrap_or(&digits).to_owned();
            let is_mobile = digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10");
            is_mobile.then_some(digits)
        }
        _ => None,
    }
}

fn place(id: &str) -> String {
    format!("applicant-code/{id}")
}

fn hash_of(app: &App, id: &str, code: &str) -> Result<String, Internal> {
    app.keys.tag("applicant-code", &format!("{id}:{code}")).map_err(Internal::Files)
}

fn random_code() -> String {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000)
}

/// Sends a code; gives its id. What comes back does not tell whether the address has an account.
///
/// # Errors
///
/// If the address is none, codes are asked for too often, the sum is not answered, or the machine fails.
pub async fn request_code(app: &App, asked: &AskedCode) -> Result<String, RequestError> {
    let (by_mail, by_telephone) = offers(app);
    let is_offered = if asked.kind == "telephone" { by_telephone } else { by_mail };
    let to = plain(&asked.kind, &asked.address).filter(|_| is_offered);
    let checker = challenge::checker(app).await?;
    let now = now_ms();
    let Some(to) = to else {
        let (zh, en) = ("请填写有效的电子邮箱或者手机号码。", "Enter an e-mail address or a mobile number.");
        return Err(RequestError::Fields(vec![fault("address", zh, en)]));
    };
    let tag = app.keys.tag("applicant-account", &format!("{}:{to}", asked.kind)).map_err(Internal::Files)?;
    let (id, code) = (secret::id(), random_code());
    let sending = Sending { to, code: code.clone(), is_chinese: asked.is_chinese };
    let sealed = serde_json::to_string(&sending).map_err(|e| Internal::Seed(e.to_string()))?;
    let new = ApplicantCode {
        code_hash: hash_of(app, &id, &code)?,
        sealed: app.keys.seal(&place(&id), &sealed).map_err(Internal::Files)?,
        kind: asked.kind.clone(),
        tag,
        tries: 0,
        created_at_ms: now,
        expires_at_ms: now + HOLDS_MS,
        id,
    };
    let mut tx = app.store.begin().await?;
    if let Err(wrong) = checker.take(&mut tx, &asked.token, &asked.answer).await? {
        let wrong = fault("answer", ChallengeFault::zh(wrong), ChallengeFault::en(wrong));
        return Err(RequestError::Fields(vec![wrong]));
    }
    tx.sweep_applicants(now - KEPT_MS, now - session::IDLE_MS).await?;
    let mut is_too_often = tx.count_applicant_codes("", now - LIMITS[1].0).await? >= ALL_IN_HOUR;
    for (within_ms, most) in LIMITS {
        is_too_often |= tx.count_applicant_codes(&new.tag, now - within_ms).await? >= most;
    }
    if is_too_often {
        // The sum was answered; what it took stays taken.
        tx.commit().await?;
        let (zh, en) =
            ("验证码发送过于频繁，请稍后再试。", "Codes were asked for too often; try again later.");
        return Err(RequestError::Fields(vec![fault("address", zh, en)]));
    }
    tx.put_applicant_code(&new).await?;
    let payload = json!({ "code": new.id }).to_string();
    queue(&mut tx, KIND, &payload, Some(&format!("{KIND}:{}", new.id)), now).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Opens the account with the code that was sent; one is made where there is none. Gives the token of the session.
///
/// # Errors
///
/// If the code is wrong, too old, or was tried too often, or the machine fails.
pub async fn enter_code(app: &App, id: &str, code: &str) -> Result<String, RequestError> {
    let now = now_ms();
    let typed: String = code.chars().filter(char::is_ascii_digit).collect();
    let hash = hash_of(app, id, &typed)?;
    let mut tx = app.store.begin().await?;
    let found = tx.try_applicant_code(id).await?;
    let right = found.filter(|c| c.expires_at_ms > now && c.tries < TRIES && c.code_hash == hash);
    let Some(right) = right else {
        // That it was tried stays counted.
        tx.commit().await?;
        let (zh, en) = (
            "验证码不对或者已经失效，请核对后重试，或者重新获取。",
            "The code is wrong or too old; try again or get a new one.",
        );
        return Err(RequestError::Fields(vec![fault("code", zh, en)]));
    };
    let sending = sending_of(app, &right)?;
    let new = session::new_applicant(app, &right.kind, &sending.to, now)?;
    let owner: Applicant = tx.applicant(&new, &right.tag).await?;
    tx.spend_applicant_code(id).await?;
    let token = begin(&mut tx, &owner, now).await?;
    tx.commit().await?;
    Ok(token)
}

async fn begin(tx: &mut Tx, owner: &Applicant, now: i64) -> Result<String, Internal> {
    let token = secret::token();
    tx.begin_applicant_session(&secret::token_sha256(&token), &owner.id, now).await?;
    Ok(token)
}

fn sending_of(app: &App, code: &ApplicantCode) -> Result<Sending, Internal> {
    let text = app.keys.open(&place(&code.id), &code.sealed).map_err(Internal::Files)?;
    serde_json::from_str(&text).map_err(|e| Internal::Seed(e.to_string()))
}

/// Sends a code that waits.
pub(crate) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let id = payload["code"].as_str().unwrap_or_default();
    // One that was used meanwhile, or is too old, goes nowhere.
    let code = app.store.applicant_code(id).await?.filter(|c| c.expires_at_ms > now_ms());
    if let Some(code) = code {
        let sending = sending_of(app, &code)?;
        match code.kind.as_str() {
            "telephone" => sms::send(app, &sending.to, &sending.code).await?,
            _ if app.settings.mail == MailRoute::None => {}
            _ => mail(app, job, &sending).await?,
        }
    }
    finish(app.store.begin().await?, job).await
}

async fn mail(app: &App, job: &Job, sending: &Sending) -> Result<(), JobError> {
    let site = &app.settings.site.name;
    let (subject, text) = if sending.is_chinese {
        (
            format!("{site}：登录验证码"),
            format!("您的验证码是 {}，十分钟内有效。如果不是您本人操作，不必理会。\n", sending.code),
        )
    } else {
        (
            format!("{site}: your code"),
            format!(
                "Your code is {}. It holds for ten minutes. If you did not ask for it, do nothing.\n",
                sending.code
            ),
        )
    };
    let failed = |_| JobError::Failed("the code cannot be written as a mail".into());
    let message = builder(app, job, &sending.to, &subject)?.header(ContentType::TEXT_PLAIN);
    deliver(app, job, message.body(text).map_err(failed)?).await
}

/// A code on the page of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoCode {
    /// Where it goes.
    pub to: String,
    /// The code.
    pub code: String,
    /// When it was asked for.
    pub at_ms: i64,
}

/// The codes that can be used now; nothing outside of the demonstration.
///
/// # Errors
///
/// If the machine fails.
pub async fn demo_codes(app: &App) -> Result<Option<Vec<DemoCode>>, Internal> {
    const MOST: i64 = 20;
    if !app.settings.is_demo {
        return Ok(None);
    }
    let codes = app.store.applicant_codes(now_ms(), MOST).await?;
    let shown = codes.iter().filter_map(|c| {
        let Sending { to, code, .. } = sending_of(app, c).ok()?;
        Some(DemoCode { to, code, at_ms: c.created_at_ms })
    });
    Ok(Some(shown.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(plain("email", " Ab@Example.ORG ").as_deref(), Some("ab@example.org"));
        assert_eq!(plain("telephone", "+86 139-1234-5678").as_deref(), Some("13912345678"));
        for (kind, wrong) in
            [("email", "x"), ("email", ""), ("telephone", "0512-6666"), ("telephone", "10086"), ("", "a@b.c")]
        {
            assert_eq!(plain(kind, wrong), None, "{wrong}");
        }
        assert!(random_code().len() == 6);
    }
}
