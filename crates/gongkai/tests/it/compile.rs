//! `gongkai report compile` beside a running service.

use crate::server::Server;
use crate::support::run;

/// The lines of cells of table 3 and 4: key and value.
fn numbers(cells: &str) -> Vec<(String, String)> {
    let lines =
        cells.lines().filter(|l| l.starts_with("t2.") || l.starts_with("t3.") || l.starts_with("t4."));
    lines
        .map(|l| l.split('\t'))
        .filter_map(|mut l| Some((l.next()?.to_owned(), l.next()?.to_owned())))
        .collect()
}

#[test]
fn a_year_is_compiled_to_what_was_published_and_a_period_to_less() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    server.wait_for_demo();
    let data = data.to_str().unwrap();
    let compile = |more: &[&str]| {
        let always = ["report", "compile", "--data", data, "--agency", "chengchuan-housing", "--to", "cells"];
        run(folder.path(), &[&always[..], more].concat())
    };
    let year = compile(&["--year", "2024"]);
    assert_eq!((year.status, year.err.as_str()), (0, ""), "{}", year.out);
    let published = server.get("/reports/chengchuan-housing-2024/download/cells", "").unwrap().body;
    let compiled = numbers(&year.out);
    assert_eq!(compiled.len(), 200);
    assert_eq!(compiled, numbers(&published));

    let count = |cells: &[(String, String)], key: &str| -> u32 {
        cells.iter().find(|c| c.0 == key).unwrap().1.parse().unwrap()
    };
    let halves = ["2024-H1", "2024-H2"].map(|p| numbers(&compile(&["--period", p]).out));
    let sum: u32 = halves.iter().map(|h| count(h, "t3.new.total")).sum();
    assert_eq!(sum, count(&compiled, "t3.new.total"));
    assert_eq!(count(&halves[0], "t3.carried_out.total"), count(&halves[1], "t3.carried_in.total"));
    let as_of = numbers(&compile(&["--year", "2024", "--as-of", "2024-06-30"]).out);
    assert_eq!(as_of, halves[0]);

    let wrong = compile(&["--period", "2024-H3"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("2025-Q3"), "{}", wrong.err);
    let nobody =
        run(folder.path(), &["report", "compile", "--data", data, "--agency", "nobody", "--year", "2024"]);
    assert!(nobody.status == 2 && nobody.err.contains("nobody"), "{}", nobody.err);
}
