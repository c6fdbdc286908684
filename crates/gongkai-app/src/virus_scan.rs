//! Files are shown to ClamAV before they are taken, where a daemon is set.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{App, Internal};

/// How long the daemon may take. Unit: seconds.
const PATIENCE_S: u64 = 60;
/// How much goes over in one piece. Unit: bytes.
const PIECE: usize = 64 << 10;
/// The longest answer that is read. Unit: bytes.
const ANSWER_LIMIT: u64 = 4096;

/// What the daemon said of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// Nothing was found, or none is set.
    Clean,
    /// The name of what was found.
    Infected(String),
}

/// Shows bytes to the daemon that is set. Where it does not answer, nothing is taken: an error, not a guess.
///
/// # Errors
///
/// If the daemon cannot be reached, or cannot scan the file.
pub(crate) async fn scan(app: &App, bytes: &[u8]) -> Result<Scan, Internal> {
    let address = app.settings.clamd.as_str();
    if address.is_empty() {
        return Ok(Scan::Clean);
    }
    let work = async {
        let mut stream = connect(address).await?;
        stream.write_all(b"zINSTREAM\0").await?;
        for piece in bytes.chunks(PIECE) {
            let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
            stream.write_all(&length.to_be_bytes()).await?;
            stream.write_all(piece).await?;
        }
        stream.write_all(&0_u32.to_be_bytes()).await?;
        answer(&mut stream).await
    };
    let said = timeout(Duration::from_secs(PATIENCE_S), work).await;
    let said = said.map_err(|_| io::Error::from(io::ErrorKind::TimedOut)).flatten();
    said.and_then(|said| understood(&said)).map_err(Internal::VirusScan)
}

/// Whether the daemon that is set answers.
///
/// # Errors
///
/// If it does not.
pub async fn ping(app: &App) -> io::Result<()> {
    let work = async {
        let mut stream = connect(&app.settings.clamd).await?;
        stream.write_all(b"zPING\0").await?;
        answer(&mut stream).await
    };
    match timeout(Duration::from_secs(PATIENCE_S), work).await.map_err(|_| io::ErrorKind::TimedOut)?? {
        said if said == "PONG" => Ok(()),
        said => Err(io::Error::other(said)),
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// `host:port`, or the path of a socket.
async fn connect(address: &str) -> io::Result<Box<dyn Stream>> {
    #[cfg(unix)]
    if address.starts_with('/') {
        return Ok(Box::new(tokio::net::UnixStream::connect(address).await?));
    }
    Ok(Box::new(TcpStream::connect(address).await?))
}

async fn answer(stream: &mut (dyn Stream + '_)) -> io::Result<String> {
    let mut said = Vec::new();
    stream.take(ANSWER_LIMIT).read_to_end(&mut said).await?;
    Ok(String::from_utf8_lossy(&said).trim_end_matches('\0').trim().to_owned())
}

/// `stream: OK`, `stream: NAME FOUND`, or an error in words.
fn understood(said: &str) -> io::Result<Scan> {
    let rest = said.strip_prefix("stream: ").unwrap_or(said);
    match rest.strip_suffix(" FOUND") {
        Some(name) => Ok(Scan::Infected(name.to_owned())),
        None if rest == "OK" => Ok(Scan::Clean),
        None => Err(io::Error::other(rest.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_daemon_says_is_understood_or_an_error() {
        assert_eq!(understood("stream: OK").unwrap(), Scan::Clean);
        let found = understood("stream: Win.Test.EICAR_HDB-1 FOUND").unwrap();
        assert_eq!(found, Scan::Infected("Win.Test.EICAR_HDB-1".into()));
        for error in ["INSTREAM size limit exceeded. ERROR", "", "OK?"] {
            assert!(understood(error).is_err(), "{error}");
        }
    }
}
