//! Who sends a request.

use gongkai_domain::permission::Person;
use gongkai_store::{Session, User};

use super::secret;
use crate::{App, Internal, now_ms};

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The account.
    pub user: User,
    /// The session.
    pub session: Session,
    /// Who asks: a stranger until the session is complete.
    pub person: Person,
}

/// After so long a use is noted again. Unit: milliseconds.
const NOTE_EVERY_MS: i64 = 60_000;

/// Who has this token, if its session goes on.
///
/// # Errors
///
/// If the database fails.
pub async fn who(app: &App, token: &str) -> Result<Option<Signed>, Internal> {
    let now = now_ms();
    let hash = secret::token_sha256(token);
    let Some(session) = app.store.session(&hash, now).await? else { return Ok(None) };
    if now - session.seen_at_ms > app.settings.sessions.idle_minutes * 60_000 {
        return Ok(None);
    }
    let Some(user) = app.store.user(&session.user_id).await?.filter(|u| u.status == "active") else {
        return Ok(None);
    };
    if now - session.seen_at_ms > NOTE_EVERY_MS {
        app.store.touch_session(&hash, now).await?;
    }
    let person = if session.complete {
        Person::Staff { id: user.id.clone(), grants: app.store.grants_of(&user.id).await? }
    } else {
        Person::Stranger
    };
    Ok(Some(Signed { user, session, person }))
}
