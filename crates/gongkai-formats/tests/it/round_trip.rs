//! Every format that can be written can be read back.

use gongkai_domain::report::{AnnualReport, Format};
use gongkai_formats::{read, write};
use proptest::prelude::*;

use crate::random;

fn forms() -> impl Strategy<Value = Format> {
    prop_oneof![Just(Format::F2021), Just(Format::F2019), Just(Format::Legacy)]
}

/// A number's text is the value's own in formats that do not keep zeros at the end.
fn assert_same(got: &AnnualReport, want: &AnnualReport) {
    for (key, cell) in want.cells.iter() {
        assert_eq!(got.cells.get(key), Some(cell), "{key}");
    }
    assert_eq!(got, want);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cells_format_keeps_the_whole_report(seed: u64, format in forms()) {
        let report = random::anything(seed, format);
        let text = write::cells::write(&report);
        let back = read::cells::parse(&text).expect("our own format");
        assert_same(&back, &report);
        prop_assert_eq!(write::cells::write(&back), text);
    }

    #[test]
    fn json_keeps_the_whole_report(seed: u64, format in forms()) {
        let report = random::anything(seed, format);
        let text = write::json::write(&report);
        let back = read::json::parse(&text).expect("our own format");
        assert_same(&back, &report);
        prop_assert_eq!(write::json::write(&back), text);
    }
}
