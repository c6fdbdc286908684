//! What is written as PDF reads back to the same cells.

#[path = "../../gongkai-formats/tests/it/random.rs"]
#[expect(dead_code, reason = "the formats that keep everything use the rest of it")]
mod random;

use std::collections::BTreeMap;

use gongkai_domain::report::{AnnualReport, CellKey, Format, Value};
use gongkai_formats::read;
use gongkai_pdf::{Fonts, PdfError, PdfOptions, pdf_with};

/// The fonts of the machine. Without any there is nothing to write with, and the error must say what to install.
fn fonts() -> Option<Fonts> {
    match Fonts::find(&PdfOptions::default()) {
        Ok(fonts) => Some(fonts),
        Err(PdfError::NoFont) => {
            assert!(PdfError::NoFont.to_string().contains("fonts-noto-cjk"));
            None
        }
        Err(other) => panic!("{other}"),
    }
}

fn said(report: &AnnualReport) -> BTreeMap<CellKey, Value> {
    report.cells.iter().map(|(k, c)| (k, c.value)).collect()
}

fn differences(got: &AnnualReport, want: &AnnualReport) -> Vec<String> {
    let (g, w) = (said(got), said(want));
    let keys: std::collections::BTreeSet<_> = g.keys().chain(w.keys()).copied().collect();
    let mut out: Vec<String> = keys
        .into_iter()
        .filter(|k| g.get(k) != w.get(k))
        .map(|k| format!("{k}: read {:?}, written {:?}", g.get(&k), w.get(&k)))
        .collect();
    if (&got.agency, got.year, got.format) != (&want.agency, want.year, want.format) {
        out.push(format!("{:?} {:?} {:?}", got.agency, got.year, got.format));
    }
    out
}

#[test]
fn scratch() {
    let Some(fonts) = fonts() else { return };
    let mut bad = 0;
    for seed in 0..60 {
        for format in [Format::F2021, Format::F2019, Format::Legacy] {
            let report = random::printable(seed, format);
            let bytes = pdf_with(&report, &fonts).expect("fonts were found");
            let got = read::read_report(&bytes, "report.pdf").expect("our own PDF");
            let d = differences(&got, &report);
            if !d.is_empty() {
                bad += 1;
                println!("seed {seed} {format:?} {} {} differences: {}", got.source.extraction, d.len(), d.iter().take(4).cloned().collect::<Vec<_>>().join(" | "));
            }
        }
    }
    println!("bad {bad}");
}
