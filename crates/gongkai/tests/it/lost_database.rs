//! Servers on one PostgreSQL: the database goes and comes back, and one of two servers is killed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::crash::{Bureau, Told, check, draft, not_tested, work};
use crate::server::Server;
use crate::support::{binary, run};

/// Set where a PostgreSQL is installed; the test then starts one of its own.
const POSTGRES: &str = "GONGKAI_TEST_POSTGRES";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/postgres.sh");

/// A PostgreSQL that can be broken and mended.
struct Cluster {
    folder: PathBuf,
    address: String,
    _keep: tempfile::TempDir,
}

impl Cluster {
    fn script(verb: &str, folder: &Path) -> String {
        let output = Command::new(SCRIPT).arg(verb).arg(folder).output().expect("the script runs");
        assert!(output.status.success(), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("an address")
    }

    fn start() -> Cluster {
        let keep = tempfile::tempdir().expect("a folder");
        // The owner of PostgreSQL has to reach it.
        open_to_all(keep.path());
        let folder = keep.path().join("postgres");
        std::fs::create_dir(&folder).expect("a folder");
        let address = Cluster::script("start", &folder).trim().to_owned();
        Cluster { folder, address, _keep: keep }
    }

    fn end_at_once(&self) {
        Cluster::script("break", &self.folder);
    }

    fn start_again(&self) {
        Cluster::script("mend", &self.folder);
    }

    /// A server on it.
    fn serve(&self, data: &Path) -> Server {
        let mut command = binary(data.parent().expect("a folder above"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--database", &self.address, "--data"]);
        command.arg(data);
        Server::of(command)
    }

    fn verify(&self, folder: &Path) {
        let verified = run(folder, &["verify", "--data", "data", "--database", &self.address]);
        assert_eq!(verified.status, 0, "{} {}", verified.out, verified.err);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may be broken just now; the folder goes with the test.
        let _ = Command::new(SCRIPT).arg("stop").arg(&self.folder).output();
    }
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("ours to change");
}

fn cluster() -> Option<Cluster> {
    if std::env::var_os(POSTGRES).is_none() {
        not_tested(POSTGRES, "a lost database and two servers on one are NOT tested");
        return None;
    }
    Some(Cluster::start())
}

/// Asks again until it is as it should be.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::yield_now();
    }
}

/// Runs clients, does something to the system when some acts were acknowledged, and gives all that was.
fn under_load(servers: &[&Server], bureau: &Bureau, name: &str, disturb: impl FnOnce()) -> Vec<Told> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let clients: Vec<_> = servers
            .iter()
            .cycle()
            .take(4)
            .enumerate()
            .map(|(number, server)| {
                let (stop, client) = (&stop, format!("{name}-{number}"));
                scope.spawn(move || work(server, bureau, &client, stop))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(1_500));
        disturb();
        std::thread::sleep(Duration::from_millis(500));
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().flat_map(|c| c.join().expect("a client")).collect()
    })
}

#[test]
fn a_lost_database_is_told_and_nothing_acknowledged_is_lost() {
    let Some(cluster) = cluster() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let mut server = cluster.serve(&data);
    server.wait_for_demo();
    let bureau = Bureau::sign_in(&server);

    let told = under_load(&[&server], &bureau, "before", || cluster.end_at_once());
    assert!(!told.is_empty(), "there was something to lose");

    let form = draft("meanwhile");
    let refused = server.post(&bureau.documents(), &form, bureau.cookie("edu.drafter")).expect("an answer");
    assert_eq!(refused.status, 503, "{}", refused.body);
    let page = server.get("/documents?page=3", "").expect("an answer");
    assert_eq!(page.status, 503, "a page that is not in memory: {}", page.body);
    assert!(page.body.contains("稍后"), "it says what to do: {}", page.body);
    assert_eq!(server.get("/readyz", "").expect("an answer").status, 503, "not ready");
    assert_eq!(server.get("/healthz", "").expect("an answer").status, 200, "but alive");
    assert!(server.is_running());

    cluster.start_again();
    until("it is ready again", || server.get("/readyz", "").is_ok_and(|a| a.status == 200));
    check(&server, &bureau, &told);
    let made = server.post(&bureau.documents(), &form, bureau.cookie("edu.drafter")).expect("an answer");
    assert_eq!(made.status, 303, "{}", made.body);
    cluster.verify(folder.path());
}

#[test]
fn one_of_two_servers_is_killed_and_the_other_goes_on() {
    let Some(cluster) = cluster() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let first = cluster.serve(&data);
    first.wait_for_demo();
    let second = cluster.serve(&data);
    // Signed in at the first, known at the second.
    let bureau = Bureau::sign_in(&first);
    let told = under_load(&[&first, &second], &bureau, "two", || {
        Command::new("kill").args(["-9", &first.id()]).status().expect("kill runs");
    });
    assert!(told.iter().any(|t| t.1 == 6), "some went the whole way");
    check(&second, &bureau, &told);

    // What one publishes, the other shows, in lists from memory too.
    let third = cluster.serve(&data);
    let list = format!("/documents?agency={}", bureau.agency);
    let before = third.get(&list, "").expect("an answer").body;
    assert_eq!(third.get(&list, "").expect("an answer").body, before, "from memory");
    let stop = AtomicBool::new(false);
    let published = std::thread::scope(|scope| {
        let client = scope.spawn(|| work(&second, &bureau, "seen-by-the-other", &stop));
        until("the other shows it", || {
            third.get(&list, "").is_ok_and(|a| a.body.contains("seen-by-the-other"))
        });
        stop.store(true, Ordering::Relaxed);
        client.join().expect("a client")
    });
    check(&third, &bureau, &published);
    cluster.verify(folder.path());
}
