//! What is acknowledged survives the end of the process, a full disk harms nothing, and a backup under load is whole.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::server::{Answer, Server, demo_in};
use crate::support::run;

/// How often the server is killed; `GONGKAI_KILLS` says another number for a longer run.
const KILLS: u64 = 6;

/// The form of a draft with this title.
pub fn draft(title: &str) -> String {
    draft_of(title, title)
}

fn draft_of(title: &str, text: &str) -> String {
    format!(
        "title={title}&body=%3Cp%3E{text}%3C%2Fp%3E&kind=policy&genre=notice&theme=general&group=policy&audience=all\
         &legal_item=20-08&validity=valid&attribute=proactive&formed_on=2026-11-20"
    )
}

/// The steps that a document takes to the portal, each acknowledged by a redirect.
const STEPS: [(&str, &str, &str); 6] = [
    ("edu.drafter", "submit", ""),
    ("edu.first", "pass", "step=0&text=ok"),
    ("edu.secrecy", "pass", "step=1&text=ok"),
    ("edu.second", "pass", "step=2&text=ok"),
    ("edu.final", "pass", "step=3&text=ok"),
    ("edu.final", "publish", ""),
];

/// What one client was told: the document, and how many steps of it were acknowledged.
pub type Told = (String, usize);

/// The people of one bureau, signed in.
pub struct Bureau {
    pub agency: String,
    cookies: Vec<(&'static str, String)>,
}

impl Bureau {
    pub fn sign_in(server: &Server) -> Bureau {
        let people = ["edu.drafter", "edu.first", "edu.secrecy", "edu.second", "edu.final"];
        let cookies: Vec<(&str, String)> = people.map(|p| (p, server.sign_in(p))).into();
        Bureau { agency: server.agency(&cookies[0].1), cookies }
    }

    pub fn cookie(&self, person: &str) -> &str {
        let found = self.cookies.iter().find(|(p, _)| *p == person);
        &found.expect("one of them").1
    }

    pub fn documents(&self) -> String {
        format!("/office/agencies/{}/documents", self.agency)
    }
}

/// An acknowledgement; nothing where the server or its database is gone.
fn taken(answer: std::io::Result<Answer>) -> Option<Answer> {
    let answer = answer.ok().filter(|a| a.status != 503)?;
    assert_eq!(answer.status, 303, "{}", answer.body);
    Some(answer)
}

/// Writes documents and takes them to the portal until the server or its database is gone, or it is told to stop.
pub fn work(server: &Server, bureau: &Bureau, client: &str, stop: &AtomicBool) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for number in 0.. {
        let form = draft(&format!("load-{client}-{number}"));
        let made = server.post(&bureau.documents(), &form, bureau.cookie("edu.drafter"));
        let Some(made) = taken(made) else { return told };
        let id = made.header("location").and_then(|l| l.rsplit('/').next()).expect("an address").to_owned();
        told.push((id.clone(), 0));
        for (done, (person, act, form)) in (1..).zip(STEPS) {
            if stop.load(Ordering::Relaxed) {
                return told;
            }
            let path = format!("/office/documents/{id}/{act}");
            let Some(_) = taken(server.post(&path, form, bureau.cookie(person))) else {
                return told;
            };
            told.last_mut().expect("it was put there").1 = done;
        }
    }
    told
}

/// Whether the server still has what was acknowledged; one step more may have happened without an answer.
pub fn check(server: &Server, bureau: &Bureau, told: &[Told]) {
    let cookie = bureau.cookie("edu.drafter");
    for (id, steps) in told {
        let page = server.get(&format!("/office/documents/{id}"), cookie).expect("an answer");
        assert_eq!(page.status, 200, "{id} was acknowledged and is gone");
        // The way it went is a list with one entry for its beginning and one for each step.
        let timeline = page.body.split("class=\"timeline\"").nth(1).expect("what was done");
        let entries = timeline.matches("<li>").count();
        assert!(
            (steps + 1..=steps + 2).contains(&entries),
            "{id}: {steps} steps acknowledged, {entries} entries"
        );
        let public = server.get(&format!("/documents/{id}"), "").expect("an answer").status;
        if *steps == STEPS.len() {
            assert_eq!(public, 200, "{id} was published");
        }
        if *steps < STEPS.len() - 1 {
            assert_eq!(public, 404, "{id} was not published");
        }
    }
}

fn verify(folder: &Path) {
    let verified = run(folder, &["verify", "--data", "data"]);
    assert_eq!(verified.status, 0, "{} {}", verified.out, verified.err);
}

#[test]
fn a_killed_server_has_everything_that_it_acknowledged() {
    let kills = std::env::var("GONGKAI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().expect("a folder");
    let data = demo_in(folder.path());
    let mut acknowledged = 0;
    let server = Server::start(&data);
    // Sessions are in the database, so they outlive the server as well.
    let bureau = Bureau::sign_in(&server);
    server.kill();
    for kill in 0..kills {
        let server = Server::start(&data);
        let stop = AtomicBool::new(false);
        let told: Vec<Told> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..3)
                .map(|client| {
                    let (server, bureau, stop) = (&server, &bureau, &stop);
                    scope.spawn(move || work(server, bureau, &format!("{kill}-{client}"), stop))
                })
                .collect();
            // Some other moment each time.
            std::thread::sleep(Duration::from_millis(150 + kill * 7_919 % 900));
            Command::new("kill").args(["-9", &server.id()]).status().expect("kill runs");
            clients.into_iter().flat_map(|c| c.join().expect("a client")).collect()
        });
        server.kill();
        acknowledged += told.iter().map(|t| t.1 + 1).sum::<usize>();
        let again = Server::start(&data);
        check(&again, &bureau, &told);
        again.kill();
        if kill % 10 == 0 {
            verify(folder.path());
        }
    }
    assert!(acknowledged > 0, "there was something to lose");
    verify(folder.path());
    eprintln!("killed {kills} times; {acknowledged} acknowledged acts, none lost");
}

#[test]
fn a_backup_under_load_restores_to_the_same_portal() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = demo_in(folder.path());
    let server = Server::start(&data);
    // Pages of the portal that the load does not change, and what was acknowledged before the backup began.
    let pages = ["/legal", "/guide", "/sitemap.xml", "/api/v1/documents?q=%E5%85%AC%E7%A4%BA", "/reports"];
    let bureau = Bureau::sign_in(&server);
    let before = told_for(&server, &bureau, Duration::from_millis(1_500));
    let portal: Vec<String> = pages.iter().map(|p| server.get(p, "").expect("an answer").body).collect();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let drafts = scope.spawn(|| drafts_only(&server, &stop));
        let backup = run(folder.path(), &["backup", "backup", "--data", "data"]);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(backup.status, 0, "{}", backup.err);
        assert!(drafts.join().expect("a client") > 0, "there was load meanwhile");
    });
    server.kill();
    std::fs::remove_dir_all(&data).expect("the old folder goes");

    let restored = run(folder.path(), &["restore", "backup", "--data", "data"]);
    assert_eq!(restored.status, 0, "{}", restored.err);
    verify(folder.path());
    let again = Server::start(&data);
    check(&again, &bureau, &before);
    for (path, body) in pages.iter().zip(&portal) {
        assert_eq!(&again.get(path, "").expect("an answer").body, body, "{path}");
    }
    for address in addresses(&portal[2]) {
        assert_eq!(again.get(&address, "").expect("an answer").status, 200, "{address}");
    }
    assert_eq!(
        run(folder.path(), &["restore", "backup", "--data", "data"]).status,
        2,
        "nothing is overwritten"
    );
}

/// What a client was told in some time.
fn told_for(server: &Server, bureau: &Bureau, time: Duration) -> Vec<Told> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let client = scope.spawn(|| work(server, bureau, "before", &stop));
        std::thread::sleep(time);
        stop.store(true, Ordering::Relaxed);
        client.join().expect("a client")
    })
}

/// Writes drafts, which the portal does not show; gives how many.
fn drafts_only(server: &Server, stop: &AtomicBool) -> usize {
    let cookie = server.sign_in("housing.drafter");
    let agency = server.agency(&cookie);
    let mut made = 0;
    while !stop.load(Ordering::Relaxed) {
        let form = draft(&format!("draft-{made}"));
        let answer = server.post(&format!("/office/agencies/{agency}/documents"), &form, &cookie);
        assert_eq!(answer.expect("an answer").status, 303);
        made += 1;
    }
    made
}

/// Every 40th address of a site map, as paths.
fn addresses(sitemap: &str) -> Vec<String> {
    let path = |part: &str| {
        let address = part.split("</loc>").next()?;
        let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
        Some(rest[rest.find('/')?..].to_owned())
    };
    sitemap.split("<loc>").skip(1).step_by(40).filter_map(path).collect()
}

/// A folder on a file system with little room; `tests/small-disk.sh` makes one and says where.
const SMALL_DISK: &str = "GONGKAI_TEST_SMALL_DISK";

#[test]
fn a_limit_of_file_sizes_is_told_and_leaves_no_half_of_an_act() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = demo_in(folder.path());
    // No file of the process can grow much beyond what the database has now.
    let size = std::fs::metadata(data.join("gongkai.sqlite")).expect("a database").len();
    let limit = size / 512 + 1_000;
    let mut shell = Command::new("sh");
    shell.current_dir(folder.path()).env("LC_ALL", "C").arg("-c").arg(format!(
        "trap '' XFSZ; ulimit -f {limit}; exec \"$0\" serve --demo --listen 127.0.0.1:0 --data data"
    ));
    shell.arg(env!("CARGO_BIN_EXE_gongkai"));
    let server = Server::of(shell);
    fill_up(folder.path(), &data, server, || ());
}

#[test]
fn a_full_disk_is_told_and_leaves_no_half_of_an_act() {
    let Some(disk) = std::env::var_os(SMALL_DISK) else {
        not_tested(SMALL_DISK, "a full file system is NOT tested, only a limit of file sizes");
        return;
    };
    let folder = tempfile::tempdir_in(disk).expect("a folder on the small disk");
    let data = demo_in(folder.path());
    let server = Server::start(&data);
    // Some room is left for the acts before the end; room is made again by taking this away.
    let ballast = folder.path().join("ballast");
    let room = 4 << 20;
    write_until_full(&ballast);
    let size = std::fs::metadata(&ballast).expect("it was written").len();
    let file = std::fs::File::options().write(true).open(&ballast).expect("it opens");
    file.set_len(size.saturating_sub(room)).expect("it shrinks");
    // What is open keeps its room when it is removed.
    drop(file);
    fill_up(folder.path(), &data, server, || std::fs::remove_file(&ballast).expect("it goes"));
}

/// Writes until there is no room.
fn write_until_full(path: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).expect("a file");
    let block = vec![7_u8; 1 << 16];
    for _ in 0..1 << 16 {
        if let Err(error) = file.write_all(&block) {
            assert_eq!(error.kind(), std::io::ErrorKind::StorageFull, "{error}");
            return;
        }
    }
    panic!("the disk is not small: 4 GiB fit");
}

/// Says past the capture of the test runner that something was left out: a half run must not look like a whole one.
pub fn not_tested(variable: &str, what: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{variable} is not set: {what}");
}

/// Writes documents until the server has no room for them; `make_room` gives some back after its end.
fn fill_up(folder: &Path, data: &Path, mut server: Server, make_room: impl FnOnce()) {
    let bureau = Bureau::sign_in(&server);
    let (path, cookie) = (bureau.documents(), bureau.cookie("edu.drafter"));
    let long = "lorem".repeat(60_000);
    let mut made = Vec::new();
    let refused = loop {
        let title = format!("full-{}", made.len());
        let form = draft_of(&title, &format!("{title}{long}"));
        let answer = server.post(&path, &form, cookie).expect("an answer");
        if answer.status != 303 {
            break answer;
        }
        made.push(answer.header("location").and_then(|l| l.rsplit('/').next()).expect("an id").to_owned());
        assert!(made.len() < 2_000, "the limit is never reached");
    };
    assert!([503, 507].contains(&refused.status), "{}: {}", refused.status, refused.body);
    assert!(refused.body.contains("没有保存"), "it says that nothing was saved");
    assert_eq!(server.get("/documents", "").expect("an answer").status, 200, "the portal goes on");
    assert!(server.is_running());
    server.kill();
    make_room();
    verify(folder);

    let again = Server::start(data);
    let told: Vec<Told> = made.into_iter().map(|id| (id, 0)).collect();
    check(&again, &bureau, &told);
    assert_eq!(again.post(&path, &draft("room-again"), cookie).expect("an answer").status, 303);
}
