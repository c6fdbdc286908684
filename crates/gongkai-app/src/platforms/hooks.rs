//! What a platform is told of the requests that it handed in: that something happened, and how the case stands. Nothing of a
//! person; who wants to know more asks with the token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gongkai_domain::china_time;
use gongkai_domain::request::{Event, standing};
use gongkai_store::{Delivery, KeptRequest, Platform, Tx};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::accounts::secret;
use crate::jobs::webhook;
use crate::{App, Internal, now_ms};

/// What a platform can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookEvent {
    /// It was received.
    Received,
    /// Its state changed.
    StateChanged,
    /// It was answered, or ended another way.
    Answered,
    /// A letter went to the applicant.
    LetterSent,
}

impl HookEvent {
    /// Every kind.
    pub const ALL: [HookEvent; 4] =
        [HookEvent::Received, HookEvent::StateChanged, HookEvent::Answered, HookEvent::LetterSent];

    /// Its type in what is sent.
    pub fn code(self) -> &'static str {
        match self {
            HookEvent::Received => "request.received",
            HookEvent::StateChanged => "request.state_changed",
            HookEvent::Answered => "request.answered",
            HookEvent::LetterSent => "request.letter_sent",
        }
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            HookEvent::Received => "收到申请",
            HookEvent::StateChanged => "状态变化",
            HookEvent::Answered => "作出答复或办结",
            HookEvent::LetterSent => "向申请人发出文书",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            HookEvent::Received => "Request received",
            HookEvent::StateChanged => "State changed",
            HookEvent::Answered => "Answered or ended",
            HookEvent::LetterSent => "Letter sent to the applicant",
        }
    }

    /// The kind with a type.
    pub fn parse(code: &str) -> Option<HookEvent> {
        HookEvent::ALL.into_iter().find(|e| e.code() == code)
    }
}

/// What seals the secret of a platform is bound to it.
pub(super) fn secret_place(platform_id: &str) -> String {
    format!("platform/{platform_id}/hook-secret")
}

/// The secret that signs what a platform is told, as it was shown: `whsec_` and Base64.
pub(crate) fn hook_secret(app: &App, platform: &Platform) -> Result<String, Internal> {
    app.keys.open(&secret_place(&platform.id), &platform.hook_secret).map_err(Internal::Files)
}

/// Seals the secrets of platforms anew; gives how many.
pub(crate) async fn reseal(app: &App) -> Result<usize, Internal> {
    let mut count = 0;
    for known in app.store.platforms().await? {
        let mut tx = app.store.begin().await?;
        let Some(mut platform) = tx.platform(&known.id).await?.filter(|p| !p.hook_secret.is_empty()) else {
            continue;
        };
        let secret = hook_secret(app, &platform)?;
        platform.hook_secret =
            app.keys.seal(&secret_place(&platform.id), &secret).map_err(Internal::Files)?;
        tx.put_platform(&platform).await?;
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}

/// A new secret.
pub(super) fn new_secret() -> Result<String, Internal> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Internal::Files(std::io::Error::other(e)))?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}

/// The signature of a message: version, and HMAC-SHA256 over id, time and body.
pub(crate) fn signature(secret: &str, id: &str, at_s: i64, body: &str) -> String {
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length will do");
    mac.update(format!("{id}.{at_s}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Tells that a request was received.
pub(crate) async fn received(app: &App, tx: &mut Tx, request_id: &str) -> Result<(), Internal> {
    tell(app, tx, request_id, &[HookEvent::Received]).await
}

/// Tells what followed from an act in a case.
pub(crate) async fn after_act(
    app: &App,
    tx: &mut Tx,
    before: &KeptRequest,
    event: &Event,
) -> Result<(), Internal> {
    // Most cases were handed in by nobody.
    if tx.platform_of(&before.id).await?.is_none() {
        return Ok(());
    }
    let after = tx.request(&before.id).await?;
    let mut events = Vec::new();
    if after.is_some_and(|a| a.case.state() != before.case.state()) {
        events.push(HookEvent::StateChanged);
    }
    if matches!(event, Event::Answered | Event::Lapsed { .. } | Event::Withdrawn) {
        events.push(HookEvent::Answered);
    }
    tell(app, tx, &before.id, &events).await
}

/// Tells that a letter went to the applicant.
pub(crate) async fn sent_letter(app: &App, tx: &mut Tx, request_id: &str) -> Result<(), Internal> {
    tell(app, tx, request_id, &[HookEvent::LetterSent]).await
}

async fn tell(app: &App, tx: &mut Tx, request_id: &str, events: &[HookEvent]) -> Result<(), Internal> {
    if events.is_empty() {
        return Ok(());
    }
    let Some((platform, number)) = tx.platform_of(request_id).await? else { return Ok(()) };
    if platform.hook_url.is_empty() || platform.revoked_at_ms.is_some() {
        return Ok(());
    }
    let Some(kept) = tx.request(request_id).await? else { return Ok(()) };
    let now = now_ms();
    for event in events {
        if !platform.hook_events.split(' ').any(|code| code == event.code()) {
            continue;
        }
        let delivery = Delivery {
            id: format!("msg_{}", secret::id()),
            platform_id: platform.id.clone(),
            request_id: request_id.to_owned(),
            event: event.code().to_owned(),
            body: body(app, *event, &kept, &number, now),
            attempts: 0,
            status: None,
            error: None,
            created_at_ms: now,
            tried_at_ms: None,
            delivered_at_ms: None,
        };
        tx.put_delivery(&delivery).await?;
        webhook::queue(tx, &delivery.id, now).await?;
    }
    Ok(())
}

fn body(app: &App, event: HookEvent, kept: &KeptRequest, number: &str, now: i64) -> String {
    let standing = standing(&kept.case, &app.calendar, china_time::day(now)).ok();
    let due = standing.and_then(|s| s.due).map(|d| d.to_string());
    json!({
        "type": event.code(),
        "timestamp": china_time::utc(now),
        "data": {
            "number": number,
            "agency": kept.agency_id,
            "case_number": kept.number,
            "state": kept.case.state().code(),
            "due_on": due,
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification (standard-webhooks, its test vectors).
    #[test]
    fn the_signature_is_that_of_the_convention() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = r#"{"test": 2432232314}"#;
        let made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        for event in HookEvent::ALL {
            assert_eq!(HookEvent::parse(event.code()), Some(event));
        }
    }
}
