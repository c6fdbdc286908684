//! How far it is.

use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use gongkai_domain::check::Severity;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::summary::Counts;
use crate::words::Lang;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A bar, for a terminal.
    Bar,
    /// A line a part, for logs.
    Lines,
    /// Not at all.
    Quiet,
}

/// What shows it. All of it goes to standard error.
pub struct Progress {
    manner: Manner,
    lang: Lang,
    bar: ProgressBar,
    bad: Mutex<Bad>,
}

struct Bad {
    unreadable: u64,
    errors: u64,
    shown: Instant,
}

impl Progress {
    /// Nothing done yet.
    pub fn new(manner: Manner, lang: Lang) -> Progress {
        let target = match manner {
            Manner::Bar => ProgressDrawTarget::stderr(),
            Manner::Lines | Manner::Quiet => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{bar:32} {human_pos}/{human_len} {per_sec} {eta} {msg}";
        bar.set_style(ProgressStyle::with_template(template).expect("the template is a literal"));
        let bad = Mutex::new(Bad { unreadable: 0, errors: 0, shown: Instant::now() });
        Progress { manner, lang, bar, bad }
    }

    /// One more file will be read.
    pub fn expect_one_more(&self) {
        self.bar.inc_length(1);
    }

    /// A file has been read.
    pub fn one_done(&self, counts: &Counts) {
        if self.manner != Manner::Bar {
            return;
        }
        self.bar.inc(counts.files);
        let Ok(mut bad) = self.bad.lock() else { return };
        bad.unreadable += counts.unreadable;
        bad.errors += counts.of(Severity::Error);
        if bad.shown.elapsed() > Duration::from_millis(200) {
            bad.shown = Instant::now();
            self.bar.set_message(self.lang.batch_bad(bad.unreadable, bad.errors));
        }
    }

    /// A part is on the disk.
    pub fn part_done(&self, part: u32, counts: &Counts) {
        if self.manner == Manner::Lines {
            let line = self.lang.batch_part(part, counts.files, counts.reports, counts.unreadable);
            // A log that nobody reads any more is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// All done.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
