//! What the service sends to others of its own accord: one request over a connection whose address was looked at first.
//!
//! The name is looked up here, every address that it has is judged, and the connection goes to the address that was
//! judged: a name that leads elsewhere at the second look reaches nothing.

mod reach;
#[cfg(feature = "tls")]
pub(crate) mod tls;

use std::fmt;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::{Host, Url};

use crate::settings::Reach;
use reach::is_public;

/// How long the other side may take, all in all. Unit: seconds.
const PATIENCE_S: u64 = 15;
/// The longest answer that is read. Unit: bytes.
const ANSWER_LIMIT: usize = 64 << 10;

/// Why an address is not sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It is none, or of another kind than http and https.
    #[error("it is no web address")]
    NotOne,
    /// It has a name or a password in it.
    #[error("it has a name or a password in it")]
    Secret,
    /// It is not encrypted, and the setting does not let that pass.
    #[error("it is not https, and platforms.inside is not set")]
    Plain,
    /// It leads into the own network, and the setting does not let that pass.
    #[error("it leads into the own network, and platforms.inside is not set")]
    Private,
    /// This build speaks no TLS.
    #[error("this build speaks no TLS")]
    NoTls,
}

/// Why something could not be sent. No part of what was sent stands in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// Not to this address.
    #[error(transparent)]
    Address(#[from] AddressFault),
    /// It does not answer in time.
    #[error("it does not answer within {PATIENCE_S} s")]
    Slow,
    /// It cannot be reached, or breaks off.
    #[error("it cannot be reached")]
    Network(#[source] io::Error),
    /// What it says is no HTTP.
    #[error("its answer is none")]
    Http(#[source] hyper::Error),
}

impl From<io::Error> for SendError {
    fn from(error: io::Error) -> SendError {
        SendError::Network(error)
    }
}

/// Something that bytes go over in both directions.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Stream for T {}

/// An address that may be sent to, as far as can be told without looking its name up.
///
/// # Errors
///
/// Why it may not.
pub fn address(text: &str, reach: Reach) -> Result<Url, AddressFault> {
    let url = Url::parse(text.trim()).map_err(|_| AddressFault::NotOne)?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(AddressFault::NotOne);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressFault::Secret);
    }
    if reach == Reach::Public {
        if url.scheme() != "https" {
            return Err(AddressFault::Plain);
        }
        let is_own = match url.host() {
            Some(Host::Ipv4(ip)) => !is_public(ip.into()),
            Some(Host::Ipv6(ip)) => !is_public(ip.into()),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => true,
        };
        if is_own {
            return Err(AddressFault::Private);
        }
    }
    if url.scheme() == "https" && cfg!(not(feature = "tls")) {
        return Err(AddressFault::NoTls);
    }
    Ok(url)
}

/// Sends a body to an address and gives the status of the answer. Redirects are not followed.
pub(crate) async fn post(
    to: &str,
    headers: &[(&'static str, String)],
    body: String,
    reach: Reach,
) -> Result<u16, SendError> {
    let url = address(to, reach)?;
    match timeout(Duration::from_secs(PATIENCE_S), send(&url, headers, body, reach)).await {
        Ok(done) => done,
        Err(_) => Err(SendError::Slow),
    }
}

async fn send(
    url: &Url,
    headers: &[(&'static str, String)],
    body: String,
    reach: Reach,
) -> Result<u16, SendError> {
    let stream = connect(url, reach).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(SendError::Http)?;
    let driver = tokio::spawn(connection);
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::post(path)
        .header(HOST, host)
        .header(USER_AGENT, concat!("gongkai/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(|_| AddressFault::NotOne)?;
    let answer = sender.send_request(request).await.map_err(SendError::Http)?;
    let status = answer.status().as_u16();
    // What it says besides the status is of no interest; it is read so that it can finish.
    let _ = Limited::new(answer.into_body(), ANSWER_LIMIT).collect().await;
    driver.abort();
    Ok(status)
}

async fn connect(url: &Url, reach: Reach) -> Result<Box<dyn Stream>, SendError> {
    let name = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(ip)) => ip.to_string(),
        Some(Host::Ipv6(ip)) => ip.to_string(),
        None => return Err(AddressFault::NotOne.into()),
    };
    let port = url.port_or_known_default().ok_or(AddressFault::NotOne)?;
    let found: Vec<_> = lookup_host((name.as_str(), port)).await?.collect();
    // One address of several that leads inside is enough: who sets such a name means no good.
    if reach == Reach::Public && found.iter().any(|a| !is_public(a.ip())) {
        return Err(AddressFault::Private.into());
    }
    let stream = TcpStream::connect(found.as_slice()).await?;
    if url.scheme() == "http" {
        return Ok(Box::new(stream));
    }
    #[cfg(feature = "tls")]
    return Ok(Box::new(tls::over(stream, &name).await?));
    #[cfg(not(feature = "tls"))]
    Err(AddressFault::NoTls.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_looked_at_before_it_is_kept() {
        for (text, fault) in [
            ("", AddressFault::NotOne),
            ("platform", AddressFault::NotOne),
            ("ftp://platform.example", AddressFault::NotOne),
            ("https://user:pass@platform.example/", AddressFault::Secret),
            ("http://platform.example/hook", AddressFault::Plain),
            ("https://localhost/hook", AddressFault::Private),
            ("https://127.0.0.1/hook", AddressFault::Private),
            ("https://2130706433/hook", AddressFault::Private),
            ("https://0x7f.1/hook", AddressFault::Private),
            ("https://[::1]/hook", AddressFault::Private),
            ("https://[::ffff:10.0.0.1]/hook", AddressFault::Private),
            ("https://192.168.3.4:8443/hook", AddressFault::Private),
        ] {
            assert_eq!(address(text, Reach::Public).err(), Some(fault), "{text}");
        }
        for text in ["http://platform.example/hook", "http://10.1.2.3:8080/hook?a=b"] {
            assert_eq!(address(text, Reach::Inside).err(), None, "{text}");
        }
        let tls = address("https://platform.example/hook", Reach::Public).err();
        assert_eq!(tls, cfg!(not(feature = "tls")).then_some(AddressFault::NoTls));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let url = Url::parse("https://localhost:1/").unwrap();
        let refused = connect(&url, Reach::Public).await.err().unwrap();
        assert!(matches!(refused, SendError::Address(AddressFault::Private)), "{refused}");
    }
}
