//! How often a platform may ask. Counted in memory, by each server for itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A window of the count. Unit: milliseconds.
const WINDOW_MS: i64 = 60_000;

/// Counts by platform. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Limits(Arc<Mutex<BTreeMap<String, (i64, u32)>>>);

impl Limits {
    /// Counts a request; where it is one too many, in how many seconds another may come.
    pub(super) fn take(&self, id: &str, per_minute: u32, now_ms: i64) -> Result<(), i64> {
        let window = now_ms.div_euclid(WINDOW_MS);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Only platforms that are let in are counted, so that there are never many.
        let count = counts.entry(id.to_owned()).or_insert((window, 0));
        if count.0 != window {
            *count = (window, 0);
        }
        if count.1 >= per_minute {
            return Err(((window + 1) * WINDOW_MS - now_ms) / 1000 + 1);
        }
        count.1 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn so_many_a_minute_and_then_others_wait() {
        let limits = Limits::default();
        assert_eq!([1, 2, 3].map(|_| limits.take("a", 2, 90_000)), [Ok(()), Ok(()), Err(31)]);
        assert_eq!(limits.take("b", 2, 90_000), Ok(()), "each has its own");
        assert_eq!(limits.take("a", 2, 120_000), Ok(()), "the next minute");
    }
}
