//! How far a piece of background work has come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What the work is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressState {
    /// Nothing is to be loaded, or all of it is.
    Idle,
    /// So many of so many reports are there.
    Loading {
        /// Reports loaded.
        done: u32,
        /// Reports to load.
        total: u32,
    },
    /// It stopped because of an error; the log has it.
    Failed,
}

const IDLE: u32 = 0;
const LOADING: u32 = 1;
const FAILED: u32 = 2;

/// A handle that can be read while the work goes on.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    state: AtomicU32,
    done: AtomicU32,
    total: AtomicU32,
}

impl Progress {
    /// The work begins.
    pub fn begin(&self, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(u32::try_from(total).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.0.state.store(LOADING, Ordering::Release);
    }

    /// Some more is done.
    pub fn advance(&self, count: usize) {
        self.0.done.fetch_add(u32::try_from(count).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// All is done.
    pub fn finish(&self) {
        self.0.state.store(IDLE, Ordering::Release);
    }

    /// It did not work.
    pub fn fail(&self) {
        self.0.state.store(FAILED, Ordering::Release);
    }

    /// What the work is doing now.
    pub fn state(&self) -> ProgressState {
        match self.0.state.load(Ordering::Acquire) {
            LOADING => ProgressState::Loading {
                done: self.0.done.load(Ordering::Relaxed),
                total: self.0.total.load(Ordering::Relaxed),
            },
            FAILED => ProgressState::Failed,
            _ => ProgressState::Idle,
        }
    }
}
