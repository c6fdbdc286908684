//! Platforms in the office: let in, given a new token, shut out; where they are told, and what they were told.

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, Delivery, NewEvent, Platform, SYSTEM_CHAIN, Tx};
use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::hooks::{HookEvent, new_secret, secret_place};
use super::{AddressFault, PlatformError};
use crate::accounts::{Signed, secret};
use crate::documents::FieldFault;
use crate::jobs::webhook;
use crate::{App, Internal, now_ms, outbound};

/// Longest name. Unit: characters.
const NAME: usize = 100;
/// Longest life of a token. Unit: days.
const LONGEST_DAYS: i64 = 732;
/// Deliveries on a page.
const SHOWN: i64 = 50;

/// What is typed of a platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// What the office calls it.
    pub name: String,
    /// Ids of the agencies; `*` for all.
    pub agencies: Vec<String>,
    /// The last day of the token.
    pub expires_on: String,
}

/// A platform in the list.
#[derive(Debug, Clone)]
pub struct PlatformRow {
    /// The platform.
    pub platform: Platform,
    /// The agencies of its scope by name; none where it is all of them.
    pub agencies: Vec<Agency>,
    /// Whether it can come in now.
    pub is_open: bool,
}

/// A platform that was just let in, or given something new, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadePlatform {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The token, or the secret that signs.
    pub secret: String,
}

/// The page of a platform.
#[derive(Debug, Clone)]
pub struct PlatformPage {
    /// The platform.
    pub row: PlatformRow,
    /// What it was told last, newest first.
    pub deliveries: Vec<Delivery>,
    /// Every agency, for the scope.
    pub agencies: Vec<Agency>,
}

fn fault(field: &'static str, zh: &str, en: &str) -> PlatformError {
    PlatformError::Fields(vec![FieldFault { field, zh: zh.into(), en: en.into() }])
}

fn need(by: &Signed) -> Result<(), PlatformError> {
    Ok(may(&by.person, Right::ManageAccounts, Thing::Whole)?)
}

async fn record(
    app: &App,
    tx: &mut Tx,
    by: &Signed,
    (id, kind): (&str, &str),
    particulars: Value,
) -> Result<(), Internal> {
    let payload = particulars.to_string();
    let event = NewEvent {
        agency_id: SYSTEM_CHAIN,
        subject_kind: "platform",
        subject_id: id,
        kind,
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    Ok(())
}

fn row(platform: Platform, agencies: &[Agency], now: i64) -> PlatformRow {
    let scope: Vec<&str> = platform.scope.split(' ').collect();
    let agencies = agencies.iter().filter(|a| scope.contains(&a.id.as_str())).cloned().collect();
    let is_open = platform.revoked_at_ms.is_none() && platform.expires_at_ms > now;
    PlatformRow { platform, agencies, is_open }
}

/// Every platform, and every agency that a scope can have.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn platforms(app: &App, by: &Signed) -> Result<(Vec<PlatformRow>, Vec<Agency>), PlatformError> {
    need(by)?;
    let (agencies, now) = (app.store.agencies().await?, now_ms());
    let rows = app.store.platforms().await?.into_iter().map(|p| row(p, &agencies, now)).collect();
    Ok((rows, agencies))
}

/// One platform with what it was told.
///
/// # Errors
///
/// If there is none, the person may not, or the database fails.
pub async fn platform(app: &App, by: &Signed, id: &str) -> Result<PlatformPage, PlatformError> {
    need(by)?;
    let found = app.store.platform(id).await?.ok_or(PlatformError::NotFound)?;
    let agencies = app.store.agencies().await?;
    let deliveries = app.store.deliveries(id, SHOWN).await?;
    Ok(PlatformPage { row: row(found, &agencies, now_ms()), deliveries, agencies })
}

/// The end of the last day of a token.
fn expiry(typed: &str, now: i64) -> Result<i64, PlatformError> {
    let today = china_time::day(now);
    let on: Option<Date> = typed.trim().parse().ok();
    let last = today.checked_add(Span::new().days(LONGEST_DAYS)).unwrap_or(today);
    let on = on.filter(|on| *on >= today && *on <= last).ok_or_else(|| {
        let (zh, en) =
            ("请填写令牌的有效期，最长两年。", "Say until when the token is good: at most two years.");
        fault("expires_on", zh, en)
    })?;
    Ok(china_time::instant(on.at(23, 59, 59, 0)))
}

/// Lets a platform in; gives its token, which is kept as a hash only.
///
/// # Errors
///
/// If the person may not, a field holds what it cannot, or the database fails.
pub async fn create(app: &App, by: &Signed, wish: &Wish) -> Result<MadePlatform, PlatformError> {
    need(by)?;
    let now = now_ms();
    let name = wish.name.trim();
    if name.is_empty() || name.chars().count() > NAME {
        return Err(fault("name", "请填写平台名称，不超过100字。", "The name has 1 to 100 characters."));
    }
    let expires_at_ms = expiry(&wish.expires_on, now)?;
    let scope = scope(&wish.agencies, &app.store.agencies().await?)?;
    let token = token();
    let platform = Platform {
        id: secret::id(),
        name: name.to_owned(),
        token_sha256: secret::token_sha256(&token),
        scope,
        expires_at_ms,
        created_by: by.user.id.clone(),
        created_at_ms: now,
        used_at_ms: None,
        revoked_at_ms: None,
        hook_url: String::new(),
        hook_events: String::new(),
        hook_secret: String::new(),
    };
    let particulars = json!({ "name": name, "scope": platform.scope, "expires_on": wish.expires_on.trim() });
    let mut tx = app.store.begin().await?;
    tx.put_platform(&platform).await?;
    record(app, &mut tx, by, (&platform.id, "platform.created"), particulars).await?;
    tx.commit().await?;
    Ok(MadePlatform { id: platform.id, name: platform.name, secret: token })
}

/// A token that scanners of secrets can tell.
fn token() -> String {
    format!("gkp_{}", secret::token())
}

fn scope(wanted: &[String], agencies: &[Agency]) -> Result<String, PlatformError> {
    if wanted.iter().any(|id| id == "*") {
        return Ok("*".into());
    }
    let known: Vec<&str> =
        agencies.iter().map(|a| a.id.as_str()).filter(|id| wanted.iter().any(|w| w == id)).collect();
    if known.is_empty() {
        return Err(fault(
            "agencies",
            "请选择该平台可以提交到的机关。",
            "Choose to which agencies it hands in.",
        ));
    }
    Ok(known.join(" "))
}

/// The platform, to be changed by somebody who may.
async fn changed(app: &App, by: &Signed, id: &str) -> Result<(Tx, Platform), PlatformError> {
    need(by)?;
    let mut tx = app.store.begin().await?;
    let platform = tx.platform(id).await?.ok_or(PlatformError::NotFound)?;
    Ok((tx, platform))
}

/// Gives a platform a new token; the old one ends at once. Its numbers and what it is told stay.
///
/// # Errors
///
/// If there is none, the person may not, the day cannot be, or the database fails.
pub async fn renew(app: &App, by: &Signed, id: &str, until: &str) -> Result<MadePlatform, PlatformError> {
    let expires_at_ms = expiry(until, now_ms())?;
    let (mut tx, mut platform) = changed(app, by, id).await?;
    let token = token();
    platform.token_sha256 = secret::token_sha256(&token);
    (platform.expires_at_ms, platform.revoked_at_ms) = (expires_at_ms, None);
    tx.put_platform(&platform).await?;
    let particulars = json!({ "name": platform.name, "expires_on": until.trim() });
    record(app, &mut tx, by, (id, "platform.renewed"), particulars).await?;
    tx.commit().await?;
    Ok(MadePlatform { id: platform.id, name: platform.name, secret: token })
}

/// Shuts a platform out: its token ends, and it is told nothing any more.
///
/// # Errors
///
/// If there is none, the person may not, or the database fails.
pub async fn revoke(app: &App, by: &Signed, id: &str) -> Result<(), PlatformError> {
    let (mut tx, mut platform) = changed(app, by, id).await?;
    if platform.revoked_at_ms.is_none() {
        platform.revoked_at_ms = Some(now_ms());
        tx.put_platform(&platform).await?;
        record(app, &mut tx, by, (id, "platform.revoked"), json!({ "name": platform.name })).await?;
    }
    Ok(tx.commit().await?)
}

/// Says where a platform is told of what, with a new secret that is shown once.
///
/// # Errors
///
/// If there is none, the person may not, the address is not sent to, nothing is chosen, or the machine fails.
pub async fn set_hook(
    app: &App,
    by: &Signed,
    id: &str,
    address: &str,
    events: &[String],
) -> Result<MadePlatform, PlatformError> {
    need(by)?;
    let url = outbound::address(address, app.settings.platforms.reach).map_err(|why| {
        let (zh, en) = why.words();
        fault("address", zh, en)
    })?;
    let events: Vec<&str> =
        HookEvent::ALL.into_iter().map(HookEvent::code).filter(|c| events.iter().any(|e| e == c)).collect();
    if events.is_empty() {
        return Err(fault("events", "请至少选择一种事件。", "Choose at least one event."));
    }
    let made = new_secret()?;
    let sealed = app.keys.seal(&secret_place(id), &made).map_err(Internal::Files)?;
    let (mut tx, mut platform) = changed(app, by, id).await?;
    (platform.hook_url, platform.hook_events, platform.hook_secret) = (url.into(), events.join(" "), sealed);
    tx.put_platform(&platform).await?;
    let particulars = json!({ "name": platform.name, "events": platform.hook_events });
    record(app, &mut tx, by, (id, "platform.hook-changed"), particulars).await?;
    tx.commit().await?;
    Ok(MadePlatform { id: platform.id, name: platform.name, secret: made })
}

impl AddressFault {
    /// What to tell, in both languages.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            AddressFault::NotOne => {
                ("请填写以 https:// 开头的网址。", "Give an address that begins with https://.")
            }
            AddressFault::Secret => {
                ("网址中不能有用户名和密码。", "No name and no password stand in the address.")
            }
            AddressFault::Plain => (
                "网址应以 https:// 开头；平台在政务内网的，请系统管理员设置 platforms.inside。",
                "It begins with https://; for a platform inside a government network set platforms.inside.",
            ),
            AddressFault::Private => (
                "这是内网地址；平台在政务内网的，请系统管理员设置 platforms.inside。",
                "This is a private address; for a platform inside a government network set platforms.inside.",
            ),
            AddressFault::NoTls => (
                "此程序构建时没有包含 TLS（功能 tls），不能使用 https 网址。",
                "This build speaks no TLS (feature tls), so that no https address can be used.",
            ),
        }
    }
}

/// Tells a platform nothing any more.
///
/// # Errors
///
/// If there is none, the person may not, or the database fails.
pub async fn end_hook(app: &App, by: &Signed, id: &str) -> Result<(), PlatformError> {
    let (mut tx, mut platform) = changed(app, by, id).await?;
    for text in [&mut platform.hook_url, &mut platform.hook_events, &mut platform.hook_secret] {
        text.clear();
    }
    tx.put_platform(&platform).await?;
    record(app, &mut tx, by, (id, "platform.hook-ended"), json!({ "name": platform.name })).await?;
    Ok(tx.commit().await?)
}

/// Sends something again that a platform was told, as it was: same id, same body.
///
/// # Errors
///
/// If there is none, the person may not, or the database fails.
pub async fn send_again(app: &App, by: &Signed, id: &str, delivery_id: &str) -> Result<(), PlatformError> {
    need(by)?;
    let delivery = app.store.delivery(delivery_id).await?.filter(|d| d.platform_id == id);
    let delivery = delivery.ok_or(PlatformError::NotFound)?;
    let mut tx = app.store.begin().await?;
    webhook::again(&mut tx, &delivery.id, now_ms()).await?;
    let particulars = json!({ "delivery": delivery.id });
    record(app, &mut tx, by, (id, "platform.told-again"), particulars).await?;
    Ok(tx.commit().await?)
}
