//! `docs/batch.md` has the tables as they are written: a test compares, and rewrites on request.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::rows::SCHEMAS;
use gongkai_formats::columns::Kind;

const BEGIN: &str = "<!-- tables: written by a test, see the end of the page -->\n";
const END: &str = "<!-- end of tables -->\n";

fn tables() -> String {
    let mut out = String::new();
    for schema in SCHEMAS {
        let _ = write!(out, "### `{}`\n\nOne row is {}.\n\n", schema.name, schema.row);
        out.push_str("| column | Parquet | meaning |\n|---|---|---|\n");
        for column in schema.columns {
            let kind = match column.kind {
                Kind::Text => "STRING",
                Kind::Int => "INT64",
                Kind::Number => "DECIMAL(18, 4)",
                Kind::Real => "DOUBLE",
                Kind::Day => "DATE",
                Kind::Flag => "BOOLEAN",
            };
            let _ = writeln!(out, "| `{}` | {kind} | {} |", column.name, column.meaning);
        }
        out.push('\n');
    }
    out
}

/// `GONGKAI_BLESS=1 cargo test -p gongkai schema_page` rewrites the page.
#[test]
fn the_page_describes_the_tables_that_are_written() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/batch.md");
    let page = fs::read_to_string(&path).expect("docs/batch.md is there");
    let (before, rest) = page.split_once(BEGIN).expect("the page has the begin mark");
    let (found, after) = rest.split_once(END).expect("the page has the end mark");
    let wanted = format!("\n{}", tables());
    if std::env::var_os("GONGKAI_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).expect("the page can be written");
    } else {
        assert!(found == wanted, "docs/batch.md is stale: GONGKAI_BLESS=1 cargo test -p gongkai schema_page");
    }
}
