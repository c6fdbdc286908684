//! What comes from elsewhere in the made-up district: a platform with what it handed in, and mails that wait.

use gongkai_domain::china_time;
use gongkai_store::{Delivery, InboxMail, Platform, PlatformRequest, Tx};
use serde_json::json;

use super::people::STAFFED;
use crate::accounts::secret;
use crate::inbox::{Letter, demo_mail};
use crate::platforms::HookEvent;
use crate::{App, Internal, now_ms};

const AGENCY: &str = STAFFED[0];
const PLATFORM: &str = "demo-platform";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Puts them. The token of the platform was never written down, and it is told nothing any more, so that the demonstration
/// sends nothing to anybody.
pub async fn put(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let now = now_ms();
    tx.put_platform(&Platform {
        id: PLATFORM.into(),
        name: "示范省政务公开一体化平台".into(),
        token_sha256: secret::token_sha256(&secret::token()),
        scope: AGENCY.into(),
        expires_at_ms: now + 300 * DAY_MS,
        created_by: "admin.system".into(),
        created_at_ms: now - 65 * DAY_MS,
        used_at_ms: Some(now - DAY_MS / 3),
        revoked_at_ms: None,
        hook_url: String::new(),
        hook_events: String::new(),
        hook_secret: String::new(),
    })
    .await?;
    for (serial, case) in [("000187", "r01"), ("000042", "r06")] {
        let request_id = format!("{AGENCY}-{case}");
        let number = format!("SZ-2026-{serial}");
        tx.put_platform_request(&PlatformRequest {
            platform_id: PLATFORM.into(),
            platform_number: number.clone(),
            request_id: request_id.clone(),
            content_tag: String::new(),
            created_at_ms: now - 3 * DAY_MS,
        })
        .await?;
        put_delivery(tx, (&request_id, &number), case == "r01", now).await?;
    }
    let mails = [
        (
            1,
            Letter {
                from_name: "苏晓".into(),
                from_address: "su.xiao@example.org".into(),
                subject: "申请公开2025年校车安全检查结果".into(),
                text: "您好：\n我是学生家长，想申请公开2025年秋季学期本区校车安全检查的结果和整改情况，电子版即可。\n联系电话 0999-5550123。"
                    .into(),
                ..Letter::default()
            },
        ),
        (
            4,
            Letter {
                from_name: "启明教具商行".into(),
                from_address: "sales@example.org".into(),
                subject: "教具优惠，欢迎选购".into(),
                text: "新学期教具八折，附产品目录，欢迎来电。".into(),
                ..Letter::default()
            },
        ),
    ];
    for (ago, letter) in mails {
        let mail: InboxMail = demo_mail(app, tx, AGENCY, &letter, now - ago * DAY_MS).await?;
        tx.put_inbox_mail(&mail).await?;
    }
    Ok(())
}

async fn put_delivery(
    tx: &mut Tx,
    (request_id, number): (&str, &str),
    is_taken: bool,
    now: i64,
) -> Result<(), Internal> {
    let event = if is_taken { HookEvent::Received } else { HookEvent::StateChanged };
    let at = now - 2 * DAY_MS;
    let data = json!({ "number": number, "agency": AGENCY, "state": "in-process", "due_on": null });
    let body = json!({ "type": event.code(), "timestamp": china_time::utc(at), "data": data });
    tx.put_delivery(&Delivery {
        id: format!("msg_demo{number}"),
        platform_id: PLATFORM.into(),
        request_id: request_id.to_owned(),
        event: event.code().into(),
        body: body.to_string(),
        attempts: if is_taken { 1 } else { 16 },
        status: Some(if is_taken { 204 } else { 503 }),
        error: (!is_taken).then(|| "it answered 503".to_owned()),
        created_at_ms: at,
        tried_at_ms: Some(at + 1_000),
        delivered_at_ms: is_taken.then_some(at + 1_000),
    })
    .await?;
    Ok(())
}
