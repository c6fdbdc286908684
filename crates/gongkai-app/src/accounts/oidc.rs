//! Signing in by an identity provider (OpenID Connect): the authorization code flow with PKCE.
//!
//! Nobody gets an account this way. Whoever comes back from the provider is let in if the subject belongs to an account
//! here, or, the first time, if the provider vouches for the e-mail address that the administrator gave an account.

#[cfg(feature = "oidc")]
mod provider;

use super::SignedIn;
use crate::{App, Internal};

/// Where the browser goes, and what it keeps until it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The address at the provider.
    pub address: String,
    /// Sealed; only this installation can read it.
    pub kept: String,
}

/// Why somebody who comes by the provider is not let in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// No provider is set, or this program was built without OpenID Connect.
    #[error("no identity provider is set, or this program was built without the feature oidc")]
    NotSet,
    /// `site.address` is not set, so that the provider does not know where to send people back.
    #[error("site.address is not set")]
    NoAddress,
    /// The way there was begun too long ago, elsewhere, or not at all.
    #[error("the sign-in was not begun here, or too long ago")]
    Stale,
    /// The provider does not answer, or its answer cannot be trusted.
    #[error("the identity provider: {0}")]
    Provider(String),
    /// The provider knows the person, and nobody here does.
    #[error("no account belongs to this person")]
    Unknown,
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<gongkai_store::StoreError> for OidcError {
    fn from(error: gongkai_store::StoreError) -> OidcError {
        OidcError::Internal(error.into())
    }
}

/// The path that the provider sends people back to.
#[cfg(feature = "oidc")]
const CALLBACK: &str = "/sign-in/oidc/callback";
/// How long the way there may take. Unit: minutes.
pub const MINUTES: i64 = 10;

/// Begins: asks the provider for its configuration, and makes what guards the way.
///
/// # Errors
///
/// If no provider or no public address is set, or the provider does not answer.
pub async fn begin_oidc(app: &App, next: &str) -> Result<Begun, OidcError> {
    #[cfg(feature = "oidc")]
    return provider::begin(app, next).await;
    #[cfg(not(feature = "oidc"))]
    {
        let _ = (app, next);
        Err(OidcError::NotSet)
    }
}

/// Takes what the provider sent the browser back with; begins a session, and says where to go.
///
/// # Errors
///
/// If the way was not begun here, the provider's word cannot be trusted, or nobody here belongs to it.
pub async fn finish_oidc(
    app: &App,
    kept: &str,
    (state, code): (&str, &str),
    agent: &str,
) -> Result<(SignedIn, String), OidcError> {
    #[cfg(feature = "oidc")]
    return provider::finish(app, kept, (state, code), agent).await;
    #[cfg(not(feature = "oidc"))]
    {
        let _ = (app, kept, state, code, agent);
        Err(OidcError::NotSet)
    }
}

/// Whether the provider that is set answers with its configuration.
///
/// # Errors
///
/// If it does not.
pub async fn ask_provider(app: &App) -> Result<(), OidcError> {
    #[cfg(feature = "oidc")]
    return provider::ask(app).await;
    #[cfg(not(feature = "oidc"))]
    {
        let _ = app;
        Err(OidcError::NotSet)
    }
}
