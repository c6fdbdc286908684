//! Which platform asks.

use gongkai_store::{NewEvent, Platform};
use serde_json::json;

use super::{PlatformError, reaches};
use crate::accounts::secret;
use crate::{App, Internal, now_ms};

/// After so long a use is noted again. Unit: milliseconds.
const NOTE_EVERY_MS: i64 = 60_000;

/// A platform that is let in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The platform.
    pub platform: Platform,
}

/// Why a token lets nobody in.
#[derive(Debug, thiserror::Error)]
pub enum CallerError {
    /// There is none, or nobody has it, or it was taken back.
    #[error("no such token")]
    Unknown,
    /// Its time is over.
    #[error("the token has ended")]
    Ended,
    /// Too many requests; so many seconds to wait.
    #[error("too many requests")]
    TooMany(i64),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

/// Who has this token. Each use counts against the limit of the platform.
///
/// # Errors
///
/// If the token is not good, the platform asks too often, or the database fails.
pub async fn caller(app: &App, token: &str) -> Result<Caller, CallerError> {
    let now = now_ms();
    let found = app.store.platform_by_token(&secret::token_sha256(token)).await.map_err(Internal::from)?;
    let platform = found.ok_or(CallerError::Unknown)?;
    app.limits.take(&platform.id, app.settings.platforms.per_minute, now).map_err(CallerError::TooMany)?;
    let refused = if platform.revoked_at_ms.is_some() {
        Some(CallerError::Unknown)
    } else if platform.expires_at_ms <= now {
        Some(CallerError::Ended)
    } else {
        None
    };
    if let Some(why) = refused {
        let caller = Caller { platform };
        caller.note(app, gongkai_store::SYSTEM_CHAIN, "platform.refused", &why.to_string()).await?;
        return Err(why);
    }
    if platform.used_at_ms.is_none_or(|at| now - at > NOTE_EVERY_MS) {
        app.store.touch_platform(&platform.id, now).await.map_err(Internal::from)?;
    }
    Ok(Caller { platform })
}

impl Caller {
    /// Whether the scope of the token has an agency; a refusal is put on record.
    pub(super) async fn need(&self, app: &App, agency_id: &str) -> Result<(), PlatformError> {
        if reaches(&self.platform, agency_id) {
            return Ok(());
        }
        let why = PlatformError::Scope;
        self.note(app, gongkai_store::SYSTEM_CHAIN, "platform.refused", &why.to_string()).await?;
        Err(why)
    }

    /// Puts a use on record. What it is about is an id, never anything of a person.
    pub(super) async fn note(
        &self,
        app: &App,
        agency_id: &str,
        kind: &str,
        about: &str,
    ) -> Result<(), Internal> {
        let mut tx = app.store.begin().await?;
        self.note_in(app, &mut tx, agency_id, kind, about).await?;
        Ok(tx.commit().await?)
    }

    /// The same in a transaction.
    pub(crate) async fn note_in(
        &self,
        app: &App,
        tx: &mut gongkai_store::Tx,
        agency_id: &str,
        kind: &str,
        about: &str,
    ) -> Result<(), Internal> {
        let payload = json!({ "platform": self.platform.name, "about": about }).to_string();
        let event = NewEvent {
            agency_id,
            subject_kind: "platform",
            subject_id: &self.platform.id,
            kind,
            actor_id: Some(&self.platform.id),
            at_ms: now_ms(),
            payload: &payload,
        };
        tx.append(&event, app.settings.chain_hash).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_that_ended_or_was_taken_back_lets_nobody_in() {
        let app = App::in_memory().await.unwrap();
        let platform = |id: &str, expires_at_ms, revoked_at_ms| Platform {
            id: id.into(),
            name: id.into(),
            token_sha256: secret::token_sha256(id),
            scope: "*".into(),
            expires_at_ms,
            created_by: String::new(),
            created_at_ms: 0,
            used_at_ms: None,
            revoked_at_ms,
            hook_url: String::new(),
            hook_events: String::new(),
            hook_secret: String::new(),
        };
        let mut tx = app.store.begin().await.unwrap();
        for p in [
            platform("good", i64::MAX, None),
            platform("ended", now_ms(), None),
            platform("back", i64::MAX, Some(1)),
        ] {
            tx.put_platform(&p).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(caller(&app, "good").await.unwrap().platform.id, "good");
        assert!(app.store.platform("good").await.unwrap().unwrap().used_at_ms.is_some());
        assert!(matches!(caller(&app, "ended").await, Err(CallerError::Ended)));
        assert!(matches!(caller(&app, "back").await, Err(CallerError::Unknown)));
        assert!(matches!(caller(&app, "nobody").await, Err(CallerError::Unknown)));
        let filter = gongkai_store::EventFilter::default();
        let events = app.store.list_events(&filter, 10).await.unwrap();
        let refused: Vec<_> = events.iter().map(|e| (e.kind.as_str(), e.subject_id.as_str())).collect();
        assert_eq!(refused, [("platform.refused", "back"), ("platform.refused", "ended")]);
    }
}
