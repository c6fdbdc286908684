//! Checking is cheap beside reading. The bound is generous, so that a busy machine does not fail it.

use std::time::{Duration, Instant};

use gongkai_domain::check::{Subject, check};
use gongkai_domain::report::Format;
use gongkai_domain::report::sample::consistent_report;

#[test]
fn a_check_takes_microseconds_not_milliseconds() {
    let reports: Vec<_> = (0..40).map(|seed| consistent_report(seed, Format::F2021)).collect();
    let best = (0..20)
        .map(|_| {
            let start = Instant::now();
            let found: usize = reports.iter().map(|r| check(Subject::published(r)).len()).sum();
            assert!(found < 1000);
            start.elapsed() / reports.len() as u32
        })
        .min()
        .expect("twenty rounds");
    // Unoptimised builds are an order of magnitude slower.
    let bound = if cfg!(debug_assertions) { Duration::from_millis(10) } else { Duration::from_micros(300) };
    assert!(best < bound, "a check took {best:?}");
}
