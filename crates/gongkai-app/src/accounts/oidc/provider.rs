//! The talk with the provider.

use std::time::Duration;

use gongkai_store::User;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde_json::json;

use super::{Begun, CALLBACK, MINUTES, OidcError};
use crate::accounts::SignedIn;
use crate::accounts::record::record;
use crate::accounts::sign_in::begin as begin_session;
use crate::settings::{Oidc, OidcSecondFactor, SecondFactorRule};
use crate::{App, Internal, now_ms};

/// How long the provider may take to answer. Unit: seconds.
const PATIENCE_S: u64 = 20;
/// The longest answer that is read. Unit: bytes.
const ANSWER_LIMIT: usize = 1 << 20;
/// What the browser keeps is sealed for this place.
const PLACE: &str = "oidc-sign-in";

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("it does not answer")]
    Client(#[from] reqwest::Error),
    #[error("its answer is none")]
    Answer(#[from] openidconnect::http::Error),
    #[error("its answer is too long")]
    TooLong,
}

#[derive(Debug, Clone)]
struct Http(reqwest::Client);

impl Http {
    fn new() -> Result<Http, OidcError> {
        // Which implementation of TLS; an error says that one was chosen before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A provider that sends elsewhere is not followed: it could lead into the own network.
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(PATIENCE_S))
            .build();
        Ok(Http(client.map_err(refused)?))
    }

    async fn send(self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.extend(answer.headers().iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            body.extend_from_slice(&piece);
            if body.len() > ANSWER_LIMIT {
                return Err(HttpError::TooLong);
            }
        }
        Ok(response.body(body)?)
    }
}

/// What went wrong, without what was sent.
fn refused(error: impl std::error::Error) -> OidcError {
    OidcError::Provider(crate::chain(&error))
}

fn set(app: &App) -> Result<&Oidc, OidcError> {
    app.settings.oidc.as_ref().ok_or(OidcError::NotSet)
}

fn back(app: &App) -> Result<RedirectUrl, OidcError> {
    let address = &app.settings.site.address;
    if address.is_empty() {
        return Err(OidcError::NoAddress);
    }
    RedirectUrl::new(format!("{address}{CALLBACK}")).map_err(|_| OidcError::NoAddress)
}

async fn discovered(http: &Http, oidc: &Oidc) -> Result<CoreProviderMetadata, OidcError> {
    let issuer = IssuerUrl::new(oidc.issuer.clone()).map_err(refused)?;
    let client = |request: HttpRequest| http.clone().send(request);
    CoreProviderMetadata::discover_async(issuer, &client).await.map_err(refused)
}

pub(super) async fn ask(app: &App) -> Result<(), OidcError> {
    discovered(&Http::new()?, set(app)?).await.map(|_| ())
}

pub(super) async fn begin(app: &App, next: &str) -> Result<Begun, OidcError> {
    let oidc = set(app)?;
    let back = back(app)?;
    let metadata = discovered(&Http::new()?, oidc).await?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(oidc.client_id.clone()),
        Some(ClientSecret::new(oidc.client_secret.clone())),
    )
    .set_redirect_uri(back);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (address, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".into()))
        .set_pkce_challenge(challenge)
        .url();
    let kept = json!({ "state": state.secret(), "nonce": nonce.secret(), "verifier": verifier.secret(),
        "until_ms": now_ms() + MINUTES * 60_000, "next": next });
    let kept = app.keys.seal(PLACE, &kept.to_string()).map_err(Internal::Files)?;
    Ok(Begun { address: address.to_string(), kept })
}

pub(super) async fn finish(
    app: &App,
    kept: &str,
    (state, code): (&str, &str),
    agent: &str,
) -> Result<(SignedIn, String), OidcError> {
    let oidc = set(app)?;
    let kept = app.keys.open(PLACE, kept).map_err(|_| OidcError::Stale)?;
    let kept: serde_json::Value = serde_json::from_str(&kept).map_err(|_| OidcError::Stale)?;
    let text = |name: &str| kept[name].as_str().unwrap_or_default().to_owned();
    let is_late = kept["until_ms"].as_i64().is_none_or(|until| until < now_ms());
    if is_late || state.is_empty() || state != text("state") {
        return Err(OidcError::Stale);
    }
    let http = Http::new()?;
    let metadata = discovered(&http, oidc).await?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(oidc.client_id.clone()),
        Some(ClientSecret::new(oidc.client_secret.clone())),
    )
    .set_redirect_uri(back(app)?);
    let sender = |request: HttpRequest| http.clone().send(request);
    let answer = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(refused)?
        .set_pkce_verifier(PkceCodeVerifier::new(text("verifier")))
        .request_async(&sender)
        .await
        .map_err(refused)?;
    let token = answer.id_token().ok_or_else(|| OidcError::Provider("it sent no ID token".into()))?;
    let verifier = client.id_token_verifier();
    let claims = token.claims(&verifier, &Nonce::new(text("nonce"))).map_err(refused)?;
    // A subject is unique at its issuer only.
    let subject = format!("{} {}", claims.issuer().as_str(), claims.subject().as_str());
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    let user = account(app, &subject, email.map(|e| e.as_str())).await?;
    let asks_here = oidc.second_factor == OidcSecondFactor::Own
        && (user.totp_confirmed || app.settings.second_factor == SecondFactorRule::Required);
    let token = begin_session(app, &user, !asks_here, agent, "").await?;
    Ok((SignedIn { token, is_complete: !asks_here }, text("next")))
}

/// The account of a subject; the first time that of the address the provider vouches for, which is then bound to it.
async fn account(app: &App, subject: &str, email: Option<&str>) -> Result<User, OidcError> {
    if let Some(user) = app.store.user_by_subject(subject).await? {
        return if user.status == "active" { Ok(user) } else { Err(OidcError::Unknown) };
    }
    let found = match email.filter(|e| !e.is_empty()) {
        Some(email) => app.store.users_by_email(email).await?,
        None => Vec::new(),
    };
    // Two accounts with one address are nobody's in particular.
    let [user] = found.as_slice() else { return Err(OidcError::Unknown) };
    let mut tx = app.store.begin().await?;
    let user = tx.user(&user.id).await?.filter(|u| u.status == "active" && u.oidc_subject.is_none());
    let mut user = user.ok_or(OidcError::Unknown)?;
    user.oidc_subject = Some(subject.to_owned());
    tx.put_user(&user).await?;
    record(app, &mut tx, &user.id, "user.oidc-linked", Some(&user.id), json!({ "subject": subject })).await?;
    tx.commit().await?;
    Ok(user)
}
