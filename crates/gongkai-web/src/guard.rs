//! Who asks, and whether they may: every address has a gate, and one middleware keeps all of them.

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{COOKIE, HOST, LOCATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::{self, Signed};
use gongkai_app::{App, Internal, documents, platforms};
use gongkai_domain::permission::{Person, Refusal, Right, Thing, may};

use crate::api::platform;
use crate::error::Failure;
use crate::portal::view::encode;

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Everybody.
    Public,
    /// Everybody with an account, signed in.
    Account,
    /// Who has the right at the agency `{agency}` of the path.
    Agency(Right),
    /// Who has the right at the agency of the document `{id}` of the path.
    Document(Right),
    /// Who has the right on the whole installation.
    Whole(Right),
    /// A platform with a token.
    Platform,
}

/// The cookie of a session.
pub const SESSION: &str = "gongkai_session";

/// Who asks: somebody signed in, or nobody that we know.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Signed>);

impl Visitor {
    /// Who asks, for questions of permission.
    pub fn person(&self) -> Person {
        self.0.as_ref().map_or(Person::Stranger, |s| s.person.clone())
    }
}

/// Somebody signed in, on addresses whose gate lets nobody else pass.
#[derive(Debug, Clone)]
pub struct Staff(pub Signed);

/// The token of the session in the cookies.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|c| c.to_str().ok())
        .flat_map(|c| c.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|pair| pair.0 == SESSION)
        .map(|pair| pair.1)
}

async fn signed(app: &App, headers: &HeaderMap) -> Result<Option<Signed>, Internal> {
    match token(headers) {
        Some(token) => accounts::who(app, token).await,
        None => Ok(None),
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visitor, Failure> {
        if let Some(Staff(known)) = parts.extensions.get::<Staff>() {
            return Ok(Visitor(Some(known.clone())));
        }
        Ok(Visitor(signed(app, &parts.headers).await?.filter(|s| s.session.complete)))
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Staff, Failure> {
        parts.extensions.get::<Staff>().cloned().ok_or(Failure::Refused(Refusal::NotSignedIn))
    }
}

/// Lets pass who may, and sends strangers to where one signs in.
pub async fn keep(
    State((app, gate)): State<(App, Gate)>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::POST && !is_own(request.headers()) {
        return Failure::OtherSite.into_response();
    }
    if gate == Gate::Public {
        return next.run(request).await;
    }
    if gate == Gate::Platform {
        return keep_platform(&app, request, next).await;
    }
    let found = match signed(&app, request.headers()).await {
        Ok(found) => found.filter(|s| s.session.complete),
        Err(error) => return Failure::Internal(error).into_response(),
    };
    let Some(found) = found else {
        return stranger(&request);
    };
    let param = |name: &str| params.iter().find(|p| p.0 == name).map(|p| p.1.to_owned());
    let passes = match gate {
        Gate::Public | Gate::Account | Gate::Platform => Ok(()),
        Gate::Whole(right) => may(&found.person, right, Thing::Whole).map_err(Failure::Refused),
        Gate::Agency(right) => at_agency(&app, &found, right, param("agency")).await,
        Gate::Document(right) => match documents::agency_of(&app, &param("id").unwrap_or_default()).await {
            Ok(agency) => at_agency(&app, &found, right, agency).await,
            Err(error) => Err(Failure::Internal(error)),
        },
    };
    if let Err(failure) = passes {
        return failure.into_response();
    }
    request.extensions_mut().insert(Staff(found));
    let mut response = next.run(request).await;
    response.headers_mut().insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
    response
}

/// Lets a platform pass that bears a good token.
async fn keep_platform(app: &App, mut request: Request, next: Next) -> Response {
    let Some(token) = platform::bearer(request.headers()) else { return platform::shut_out(None) };
    match platforms::caller(app, token).await {
        Ok(caller) => request.extensions_mut().insert(platform::Called(caller)),
        Err(error) => return platform::shut_out(Some(error)),
    };
    let mut response = next.run(request).await;
    response.headers_mut().insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
    response
}

async fn at_agency(app: &App, by: &Signed, right: Right, agency: Option<String>) -> Result<(), Failure> {
    let agency = documents::agency(app, &agency.unwrap_or_default()).await?;
    // Nobody learns from the answer which ids exist elsewhere: what is not there is refused like what is not theirs.
    let Some(agency) = agency else {
        let has_right = by.person.grants().iter().any(|g| right.roles().contains(&g.role));
        return Err(Failure::Refused(if has_right { Refusal::OtherAgency } else { Refusal::NoRole }));
    };
    let regions = [agency.region_id];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions }).map_err(Failure::Refused)
}

/// A page is asked for again after signing in; anything else is refused.
fn stranger(request: &Request) -> Response {
    if request.method() != Method::GET {
        return Failure::Refused(Refusal::NotSignedIn).into_response();
    }
    let next = request.uri().path_and_query().map_or("/office", |p| p.as_str());
    (StatusCode::SEE_OTHER, [(LOCATION, format!("/sign-in?next={}", encode(next)))]).into_response()
}

/// Whether a form comes from a page of ours. Programs that are no browsers say nothing, and carry no cookies of others.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|o| o.1 == host),
        _ => true,
    }
}

/// Where to go after signing in: only addresses of this site.
pub fn own_address(next: &str) -> &str {
    let is_own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']);
    if is_own { next } else { "/office" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(own_address("/office/documents/x?a=b"), "/office/documents/x?a=b");
        for elsewhere in ["https://example.org/", "//example.org", "/\\example.org", "", "office"] {
            assert_eq!(own_address(elsewhere), "/office", "{elsewhere}");
        }
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            headers
        };
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(is_own(&headers(&[("origin", "http://a.example:80"), ("host", "a.example:80")])));
        assert!(!is_own(&headers(&[("origin", "http://b.example"), ("host", "a.example")])));
        assert!(!is_own(&headers(&[("origin", "null"), ("host", "a.example")])));
        assert!(is_own(&headers(&[])));
    }
}
