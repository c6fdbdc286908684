//! A real server process with the demonstration, and a client for it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::support::binary;

/// How long anything may take on a slow machine before the test fails.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running server; it is killed when it is dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|l| l.split_once(':'));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    }
}

impl Server {
    /// Starts one on a data folder, and waits until it answers.
    pub fn start(data: &Path) -> Server {
        let mut command = binary(data.parent().expect("a folder above"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Server::of(command)
    }

    /// Starts whatever ends in `gongkai serve --listen 127.0.0.1:0`.
    pub fn of(mut command: Command) -> Server {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log());
        let mut child = command.spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("it says its address");
        let address = line.trim().rsplit("http://").next().unwrap_or_default().trim_end_matches('/');
        let address = address.parse().unwrap_or_else(|_| panic!("an address in {line:?}"));
        Server { child, address }
    }

    /// Waits until everything of the demonstration is there.
    pub fn wait_for_demo(&self) {
        let begun = Instant::now();
        loop {
            let state = self.get("/readyz", "").map(|a| a.body).unwrap_or_default();
            // Before loading begins nothing is being loaded either; reports come last.
            let is_idle = state.contains("\"loading\":null");
            if is_idle && self.get("/reports", "").is_ok_and(|a| a.body.contains("rowgroup")) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the demonstration loads: {state}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The page at a path; an error when the server is gone.
    pub fn get(&self, path: &str, cookie: &str) -> std::io::Result<Answer> {
        self.send(format!("GET {path} HTTP/1.0\r\nHost: test\r\nCookie: {cookie}\r\n\r\n").as_bytes())
    }

    /// What a form leads to.
    pub fn post(&self, path: &str, form: &str, cookie: &str) -> std::io::Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.0\r\nHost: test\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            form.len()
        );
        self.send(&[head.as_bytes(), form.as_bytes()].concat())
    }

    fn send(&self, request: &[u8]) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
        let length = head
            .lines()
            .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        let answer = Answer {
            status: status.ok_or(std::io::ErrorKind::InvalidData)?,
            head: head.to_owned(),
            body: body.to_owned(),
        };
        // Half an answer acknowledges nothing.
        if length.is_some_and(|l: usize| l != body.len()) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer)
    }

    /// Signs somebody of the demonstration in; gives their cookie.
    pub fn sign_in(&self, login: &str) -> String {
        let answer =
            self.post("/sign-in", &format!("login={login}&password=Chengchuan-2026"), "").expect("an answer");
        assert_eq!(answer.status, 303, "{login} signs in: {}", answer.body);
        answer.header("set-cookie").and_then(|c| c.split(';').next()).expect("a cookie").to_owned()
    }

    /// The agency on somebody's desk.
    pub fn agency(&self, cookie: &str) -> String {
        let desk = self.get("/office", cookie).expect("an answer").body;
        let from = desk.find("/office/agencies/").expect("the desk leads to the agency") + 17;
        desk[from..].split('/').next().expect("an id").to_owned()
    }

    /// Ends it at once, as a power switch would.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The number of the process.
    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where servers say what went wrong: `GONGKAI_TEST_LOG` names a file, for who looks into a failure.
fn log() -> Stdio {
    let file = std::env::var_os("GONGKAI_TEST_LOG")
        .and_then(|p| fs::File::options().append(true).create(true).open(p).ok());
    file.map_or_else(Stdio::null, Stdio::from)
}

/// A data folder with the demonstration, a copy for each test.
pub fn demo_in(folder: &Path) -> PathBuf {
    static LOADED: OnceLock<tempfile::TempDir> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::start(&folder.path().join("data"));
        server.wait_for_demo();
        server.kill();
        folder
    });
    let data = folder.join("data");
    copy(&loaded.path().join("data"), &data);
    data
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
