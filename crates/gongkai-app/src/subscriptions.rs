//! Being told of new documents by mail: asked for by anyone, begun when the address confirms, ended by one click.

use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::{Kind, Validity};
use gongkai_domain::disclosure::vocabulary::{LEGAL_ITEMS, THEMES, find};
use gongkai_store::{DocumentFilter, DocumentRow, SearchFilter, Subscription};
use serde::{Deserialize, Serialize};

use crate::accounts::secret;
use crate::challenge::{self, ChallengeFault};
use crate::documents::{DocumentError, FieldFault};
use crate::jobs::Mail;
use crate::sealed::Sealer;
use crate::settings::MailRoute;
use crate::{App, Internal, now_ms, portal};

const PURPOSE: &str = "subscription";
/// Most that an address can have.
const MOST: i64 = 50;
/// How long an address has to confirm. Unit: milliseconds.
pub(crate) const CONFIRM_MS: i64 = 3 * 24 * 60 * 60 * 1000;

/// What somebody wants to be told of: a list of documents or a search, as its address has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Words that a document has to have; empty for any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Of an agency, by id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// In a column, by id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Under an item of Art. 20 or 21, by code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// Of a kind, by code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Of a theme, by code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub theme: String,
    /// With a validity, by code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub validity: String,
}

impl Wish {
    /// The same without spaces around and not longer than an address has them.
    pub fn tidy(self) -> Wish {
        let tidy = |text: String| text.trim().chars().take(200).collect::<String>();
        Wish {
            words: tidy(self.words),
            agency: tidy(self.agency),
            column: tidy(self.column),
            item: tidy(self.item),
            kind: tidy(self.kind),
            theme: tidy(self.theme),
            validity: tidy(self.validity),
        }
    }

    fn filter(&self, published: (i64, i64)) -> DocumentFilter {
        let given = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        DocumentFilter {
            agency: given(&self.agency),
            column: given(&self.column),
            legal_item: given(&self.item),
            kinds: given(&self.kind).into_iter().collect(),
            validity: given(&self.validity),
            theme: given(&self.theme),
            published: Some(published),
            ..DocumentFilter::default()
        }
    }
}

/// What a wish is, in words; nothing where it names what is not there.
///
/// # Errors
///
/// If the database fails.
pub async fn described(app: &App, wish: &Wish, is_chinese: bool) -> Result<Option<String>, Internal> {
    let pick = |zh: &str, en: &str| if is_chinese { zh.to_owned() } else { en.to_owned() };
    let mut parts = Vec::new();
    if !wish.agency.is_empty() {
        let Some(agency) = app.store.agency(&wish.agency).await? else { return Ok(None) };
        parts
            .push(pick(&agency.name, if agency.name_en.is_empty() { &agency.name } else { &agency.name_en }));
    }
    if !wish.column.is_empty() {
        let columns = app.store.columns().await?;
        let Some(column) = columns.iter().find(|c| c.id == wish.column) else { return Ok(None) };
        parts.push(pick(&column.name, &column.name_en));
    }
    for (list, code) in [(LEGAL_ITEMS, &wish.item), (THEMES, &wish.theme)] {
        if !code.is_empty() {
            let Some(term) = find(list, code) else { return Ok(None) };
            parts.push(pick(term.zh, term.en));
        }
    }
    if !wish.kind.is_empty() {
        let Some(kind) = Kind::parse(&wish.kind) else { return Ok(None) };
        parts.push(pick(kind.zh(), kind.en()));
    }
    if !wish.validity.is_empty() {
        let Some(validity) = Validity::parse(&wish.validity) else { return Ok(None) };
        parts.push(pick(validity.zh(), validity.en()));
    }
    if !wish.words.is_empty() {
        parts.push(format!("“{}”", wish.words));
    }
    if parts.is_empty() {
        parts.push(pick("全部文件", "all documents"));
    }
    Ok(Some(parts.join(" · ")))
}

/// What is typed to ask for mails.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The address.
    pub email: String,
    /// What is wanted.
    pub wish: Wish,
    /// Whether mails are in Chinese.
    pub is_chinese: bool,
    /// The sum that was asked, and its answer.
    pub token: String,
    /// The answer.
    pub answer: String,
}

/// Whether this installation sends mails at all.
pub fn is_offered(app: &App) -> bool {
    app.settings.mail != MailRoute::None
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}

/// Sends a mail with a link by which the address confirms. What comes back does not tell whether the address was known.
///
/// # Errors
///
/// If no mails are sent here, the address is none, the sum is not answered, or the database fails.
pub async fn ask(app: &App, asked: &Asked) -> Result<(), DocumentError> {
    if !is_offered(app) {
        return Err(DocumentError::NotFound);
    }
    let wish = asked.wish.clone().tidy();
    let Some(description) = described(app, &wish, asked.is_chinese).await? else {
        return Err(DocumentError::NotFound);
    };
    let email = asked.email.trim();
    let mut found = Vec::new();
    if email.len() > 254 || email.parse::<lettre::Address>().is_err() {
        found.push(fault("email", "请填写有效的电子邮箱。", "Enter an e-mail address."));
    }
    let (checker, sealer) = (challenge::checker(app).await?, Sealer::of(app).await?);
    let now = now_ms();
    let mut tx = app.store.begin().await?;
    if found.is_empty()
        && let Err(wrong) = checker.take(&mut tx, &asked.token, &asked.answer).await?
    {
        found.push(fault("answer", ChallengeFault::zh(wrong), ChallengeFault::en(wrong)));
    }
    if !found.is_empty() {
        return Err(DocumentError::Fields(found));
    }
    tx.sweep_subscriptions(now - CONFIRM_MS).await?;
    if tx.count_subscriptions(email).await? < MOST {
        let new = Subscription {
            id: secret::id(),
            email: email.to_owned(),
            lang: if asked.is_chinese { "zh" } else { "en" }.into(),
            wish: serde_json::to_string(&wish).map_err(|e| Internal::Seed(e.to_string()))?,
            created_at_ms: now,
            confirmed_at_ms: None,
            told_until_ms: now,
        };
        let kept = tx.put_subscription(&new).await?;
        let link = link(app, &sealer, &kept.id);
        let mail = confirmation(app, &kept, &description, &link);
        // One an hour, however often somebody asks for an address that may not be theirs.
        let key = format!("mail:confirm:{}:{}", kept.id, now / 3_600_000);
        mail.queue(&mut tx, Some(&key), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn link(app: &App, sealer: &Sealer, id: &str) -> String {
    let site = app.settings.site.address.trim_end_matches('/');
    format!("{site}/subscriptions/{id}.{}", sealer.seal(PURPOSE, id))
}

fn confirmation(app: &App, subscription: &Subscription, description: &str, link: &str) -> Mail {
    let site = &app.settings.site.name;
    let (subject, text) = if subscription.lang == "zh" {
        (
            format!("{site}：请确认订阅"),
            format!(
                "有人用这个邮箱订阅了{site}的新公开文件：\n\n  {description}\n\n如果是您本人，请在三天内打开下面的链接确认；如果不是，不必理会，不会再收到邮件。\n\n{link}\n"
            ),
        )
    } else {
        (
            format!("{site}: please confirm"),
            format!(
                "Somebody asked {site} to tell this address of new documents:\n\n  {description}\n\nIf it was you, confirm within three days with the link below. If not, do nothing: no other mail will come.\n\n{link}\n"
            ),
        )
    };
    Mail { to: subscription.email.clone(), subject, text, unsubscribe: None }
}

/// A subscription as its owner sees it.
#[derive(Debug, Clone)]
pub struct Owned {
    /// The subscription.
    pub subscription: Subscription,
    /// What is wanted.
    pub wish: Wish,
}

/// The id in a link of a mail, if this installation made it.
async fn id_of(app: &App, token: &str) -> Result<Option<String>, Internal> {
    let Some((id, seal)) = token.split_once('.') else { return Ok(None) };
    Ok((Sealer::of(app).await?.seal(PURPOSE, id) == seal).then(|| id.to_owned()))
}

/// The subscription behind a link of a mail; nothing where it ended or was never asked for.
///
/// # Errors
///
/// If the database fails.
pub async fn owned(app: &App, token: &str) -> Result<Option<Owned>, Internal> {
    let Some(id) = id_of(app, token).await? else { return Ok(None) };
    let found = app.store.subscription(&id).await?;
    Ok(found.map(|subscription| Owned { wish: wish_of(&subscription), subscription }))
}

fn wish_of(subscription: &Subscription) -> Wish {
    serde_json::from_str(&subscription.wish).unwrap_or_default()
}

/// The address says that it asked.
///
/// # Errors
///
/// If the link is none of this installation, or the database fails.
pub async fn confirm(app: &App, token: &str) -> Result<(), DocumentError> {
    let id = id_of(app, token).await?.ok_or(DocumentError::NotFound)?;
    let mut tx = app.store.begin().await?;
    tx.confirm_subscription(&id, now_ms()).await?;
    Ok(tx.commit().await?)
}

/// The address wants no more mails; everything about it is deleted.
///
/// # Errors
///
/// If the link is none of this installation, or the database fails.
pub async fn end(app: &App, token: &str) -> Result<(), DocumentError> {
    let id = id_of(app, token).await?.ok_or(DocumentError::NotFound)?;
    let mut tx = app.store.begin().await?;
    tx.end_subscription(&id).await?;
    Ok(tx.commit().await?)
}

/// What is new for a subscription between two moments, newest first; at most 50.
async fn news(app: &App, wish: &Wish, (from_ms, to_ms): (i64, i64)) -> Result<Vec<DocumentRow>, Internal> {
    const LINES: i64 = 50;
    let filter = wish.filter((from_ms, to_ms));
    if wish.words.is_empty() {
        return Ok(app.store.public_documents(&filter, LINES, 0).await?);
    }
    let narrowed = SearchFilter {
        agency: filter.agency,
        kind: filter.kinds.into_iter().next(),
        validity: filter.validity,
        year: None,
    };
    let mut rows =
        portal::newest_hits(app, &wish.words, &narrowed, usize::try_from(LINES).unwrap_or(50)).await?;
    rows.retain(|r| {
        r.published_at_ms.is_some_and(|at| (from_ms..to_ms).contains(&at))
            && (wish.column.is_empty() || r.column_id == wish.column)
            && (wish.theme.is_empty() || r.theme == wish.theme)
            && (wish.item.is_empty() || r.legal_item == wish.item)
    });
    Ok(rows)
}

/// The mail that tells a subscription what is new until a moment; nothing where nothing is.
pub(crate) async fn digest(app: &App, s: &Subscription, until_ms: i64) -> Result<Option<Mail>, Internal> {
    let wish = wish_of(s);
    let rows = news(app, &wish, (s.told_until_ms, until_ms)).await?;
    let is_chinese = s.lang == "zh";
    let description = described(app, &wish, is_chinese).await?;
    let (Some(description), false) = (description, rows.is_empty()) else { return Ok(None) };
    let site = app.settings.site.address.trim_end_matches('/');
    let line = |r: &DocumentRow| {
        let day = r.published_at_ms.map(|at| china_time::day(at).to_string()).unwrap_or_default();
        format!("{day}  {}\n            {site}/documents/{}", r.title, r.id)
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    let unsubscribe = link(app, &Sealer::of(app).await?, &s.id);
    let (name, count) = (&app.settings.site.name, rows.len());
    let (subject, text) = if is_chinese {
        (
            format!("{name}：{description} 新公开 {count} 份文件"),
            format!("{}\n\n管理或取消订阅：{unsubscribe}\n", lines.join("\n")),
        )
    } else {
        (
            format!("{name}: {count} new documents, {description}"),
            format!("{}\n\nTo change or end this: {unsubscribe}\n", lines.join("\n")),
        )
    };
    Ok(Some(Mail { to: s.email.clone(), subject, text, unsubscribe: Some(unsubscribe) }))
}
