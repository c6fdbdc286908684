//! The site under a path of another, such as `/zwgk` behind the server of an existing portal.
//!
//! Pages are made as if the site stood at the root of its host; the server in front takes the prefix off what comes in.
//! Here it is put in front of every address that goes out: in attributes of HTML, in feeds and maps, in JSON, in
//! redirects and in the paths of cookies.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use gongkai_app::App;

/// Attributes and members that hold addresses of this site, as they begin.
const STARTS: [&str; 8] = [
    "href=\"/",
    "src=\"/",
    "action=\"/",
    "data-poll=\"/",
    "data-suggest=\"/",
    "\"href\":\"/",
    "\"self\":\"/",
    "\"next\":\"/",
];

/// Puts the prefix in front, where there is one.
pub async fn put_in_front(State(app): State<App>, request: Request, next: Next) -> Response {
    let prefix = app.settings().site.prefix().to_owned();
    let response = next.run(request).await;
    if prefix.is_empty() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    rewrite_headers(&mut parts.headers, &prefix);
    let media = parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !(media.starts_with("text/html") || media.contains("json")) {
        return Response::from_parts(parts, body);
    }
    match to_bytes(body, usize::MAX).await.map(|b| String::from_utf8(b.into())) {
        Ok(Ok(text)) => {
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(rewrite(&text, &prefix)))
        }
        // A body of ours is whole and text.
        _ => Response::from_parts(parts, Body::empty()),
    }
}

fn rewrite_headers(headers: &mut HeaderMap, prefix: &str) {
    let changed =
        |headers: &HeaderMap, name: HeaderName, change: &dyn Fn(&str) -> String| -> Vec<HeaderValue> {
            let values = headers.get_all(&name).iter().filter_map(|v| v.to_str().ok());
            values.filter_map(|v| HeaderValue::from_str(&change(v)).ok()).collect()
        };
    let redirect = |to: &str| if is_own(to) { format!("{prefix}{to}") } else { to.to_owned() };
    let cookie = |c: &str| c.replace("Path=/", &format!("Path={prefix}/"));
    for (name, change) in
        [(LOCATION, &redirect as &dyn Fn(&str) -> String), (SET_COOKIE, &cookie as &dyn Fn(&str) -> String)]
    {
        let values = changed(headers, name.clone(), change);
        headers.remove(&name);
        for value in values {
            headers.append(name.clone(), value);
        }
    }
}

fn is_own(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//")
}

/// The text with the prefix in front of every address of this site.
fn rewrite(text: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    // All of the starts end in a quotation mark and a stroke; text of people has its quotation marks escaped.
    while let Some(at) = rest.find("\"/") {
        let end = at + 2;
        let is_address = STARTS.iter().any(|s| rest[..end].ends_with(s)) && !rest[end..].starts_with('/');
        out.push_str(&rest[..at + 1]);
        if is_address {
            out.push_str(prefix);
        }
        out.push('/');
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_site_gets_the_prefix_and_no_other() {
        let page = "<a href=\"/documents?x=1\">\"/a\"</a><img src=\"/files/1\"><form action=\"/search\"><a href=\"//other/\"><a href=\"https://x/\"><a href=\"#m\">";
        let with = rewrite(page, "/zwgk");
        assert_eq!(
            with,
            "<a href=\"/zwgk/documents?x=1\">\"/a\"</a><img src=\"/zwgk/files/1\"><form action=\"/zwgk/search\"><a href=\"//other/\"><a href=\"https://x/\"><a href=\"#m\">"
        );
        assert_eq!(rewrite("{\"href\":\"/documents/1\"}", "/p"), "{\"href\":\"/p/documents/1\"}");
    }
}
