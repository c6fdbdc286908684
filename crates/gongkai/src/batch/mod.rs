//! A folder of any size: read and checked in parallel, written as Parquet and CSV.
//!
//! One thread walks, some read and check, one writes. Between them are bounded queues, so memory does not grow
//! with the folder; the walker waits for the readers and they for the writer.

mod journal;
mod progress;
mod read_one;
mod rows;
mod summary;
mod walk;
mod write_parts;

#[cfg(test)]
mod schema_page;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

use gongkai_domain::check::Finding;
use gongkai_domain::report::AnnualReport;
use rayon::iter::{ParallelBridge, ParallelIterator};

use self::journal::{Done, Head, Journal, Refusal, Standing};
use self::progress::Progress;
use self::read_one::Reading;
use self::walk::Entry;
use self::write_parts::Parts;
use crate::input::Failure;
use crate::words::Lang;

pub use self::progress::Manner;
pub use self::summary::Counts;

/// Version of the tables; see `docs/batch.md`. It changes when a column does.
const SCHEMA_VERSION: u32 = 1;
/// How many files may be between two threads, for each thread that reads.
const QUEUED: usize = 4;

/// What is to be done.
pub struct Job<'a> {
    /// The folder to read.
    pub folder: &'a Path,
    /// The folder to write.
    pub out: &'a Path,
    /// How many files make a part.
    pub part_files: usize,
    /// How many threads read; 0 for one a core.
    pub threads: usize,
    /// Whether to go on where an earlier run stopped, or to begin anew.
    pub resume: Resume,
    /// The settings of the check in words; parts made with different settings do not mix.
    pub settings: String,
    /// How progress is shown.
    pub manner: Manner,
    /// The language of what is said.
    pub lang: Lang,
}

/// Whether to go on where an earlier run stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// Go on.
    Yes,
    /// Begin anew, and remove what an earlier run wrote.
    Anew,
}

/// What came of it.
pub struct Outcome {
    /// Totals, those of earlier runs into the same folder included.
    pub counts: Counts,
    /// Files that earlier runs had finished.
    pub earlier: u64,
    /// Files that have changed since an earlier run read them; their old rows stand.
    pub changed: u64,
    /// Seconds that this run took.
    pub seconds: f64,
}

/// Reads and checks everything below a folder.
///
/// `check` is handed each report. A panic in it or in a reader is recorded as that file's error.
pub fn run<C>(job: &Job<'_>, check: C) -> Result<Outcome, Failure>
where
    C: Fn(&AnnualReport) -> Vec<Finding> + Sync,
{
    let started = Instant::now();
    let (journal, done) = open(job)?;
    let earlier = journal.counts.files;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(job.threads)
        .build()
        .map_err(|error| Failure::usage(format!("无法启动线程：{error}"), format!("no threads: {error}")))?;
    let progress = Progress::new(job.manner, job.lang);
    read_one::keep_panics_quiet();

    let (send, receive) = sync_channel::<Reading>(QUEUED * pool.current_num_threads());
    let parts = Parts::open(job.out, job.part_files, journal).map_err(|e| Failure::file(job.out, e))?;
    let shared = Shared { job, done: &done, check: &check, progress: &progress };
    let (written, changed) = thread::scope(|scope| {
        let writer = scope.spawn(|| parts.write_all(receive, &progress));
        let counter = (job.manner == Manner::Bar).then(|| scope.spawn(|| shared.count_ahead()));
        let changed = pool.install(|| shared.read_all(&send));
        drop(send);
        if let Some(counter) = counter {
            let _ = counter.join();
        }
        (writer.join().expect("the writer does not panic"), changed)
    });
    progress.finish();
    let counts = written.map_err(|error| Failure::file(job.out, error))?;
    Ok(Outcome { counts, earlier, changed, seconds: started.elapsed().as_secs_f64() })
}

fn open(job: &Job<'_>) -> Result<(Journal, Done), Failure> {
    let folder = job.folder;
    if !folder.is_dir() {
        let shown = folder.display();
        return Err(Failure::usage(format!("{shown}：不是文件夹"), format!("{shown}: not a folder")));
    }
    fs::create_dir_all(job.out).map_err(|error| Failure::file(job.out, error))?;
    if job.resume == Resume::Anew {
        let journal = job.out.join(journal::FILE);
        match fs::remove_file(&journal) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::file(journal, error));
            }
            _ => {}
        }
    }
    let head = Head {
        gongkai: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SCHEMA_VERSION,
        settings: job.settings.clone(),
    };
    Journal::open(job.out, &head).map_err(|refusal| refused(job.out, refusal))
}

fn refused(out: &Path, refusal: Refusal) -> Failure {
    let shown = out.display();
    match refusal {
        Refusal::Io(error) => Failure::file(out, error),
        Refusal::Busy => Failure::usage(
            format!("{shown}：另一个 batch 正在写入"),
            format!("{shown}: another batch is writing there"),
        ),
        Refusal::Otherwise(head) => Failure::usage(
            format!(
                "{shown}：已有结果由版本 {} 或另一组设置生成，不能混合；请换一个文件夹，或用 --fresh 重做",
                head.gongkai
            ),
            format!(
                "{shown}: made with version {} or other settings, which do not mix; \
                 choose another folder, or begin anew with --fresh",
                head.gongkai
            ),
        ),
    }
}

/// What the threads share.
struct Shared<'a, C> {
    job: &'a Job<'a>,
    done: &'a Done,
    check: &'a C,
    progress: &'a Progress,
}

impl<C: Fn(&AnnualReport) -> Vec<Finding> + Sync> Shared<'_, C> {
    fn walk(&self) -> impl Iterator<Item = Entry> + Send + use<C> {
        walk::files(self.job.folder, self.job.out)
    }

    /// Counts the files, so that the bar has an end. It only looks at folders, and is long done first.
    fn count_ahead(&self) {
        for entry in self.walk() {
            if self.done.standing(&entry.known) == Standing::New {
                self.progress.expect_one_more();
            }
        }
    }

    /// Reads every file that is new; returns how many have changed since they were read.
    fn read_all(&self, send: &std::sync::mpsc::SyncSender<Reading>) -> u64 {
        self.walk()
            .par_bridge()
            .map(|entry| match self.done.standing(&entry.known) {
                Standing::Done => 0,
                Standing::Changed => 1,
                Standing::New => {
                    // The writer hangs up when the disk is full; it tells why.
                    let _ = send.send(read_one::read(entry, self.check));
                    0
                }
            })
            .sum()
    }
}

/// The folder of a table's Parquet files, for what is said at the end.
pub fn files_of(out: &Path) -> Vec<PathBuf> {
    rows::SCHEMAS.iter().map(|schema| out.join(format!("{}.csv", schema.name))).collect()
}
