//! Who may depend on whom (I1, I7).

use std::fs;

use toml::{Table, Value};

use crate::none;

/// The arrows. What is not here is not allowed.
const ARROWS: [(&str, &[&str]); 10] = [
    ("gongkai-domain", &[]),
    ("gongkai-formats", &["gongkai-domain"]),
    ("gongkai-pdf", &["gongkai-domain", "gongkai-formats"]),
    ("gongkai-redact", &["gongkai-domain", "gongkai-formats"]),
    ("gongkai-store", &["gongkai-domain"]),
    ("gongkai-app", &["gongkai-domain", "gongkai-formats", "gongkai-store"]),
    ("gongkai-web", &["gongkai-app", "gongkai-domain"]),
    (
        "gongkai",
        &[
            "gongkai-app",
            "gongkai-domain",
            "gongkai-formats",
            "gongkai-pdf",
            "gongkai-redact",
            "gongkai-store",
            "gongkai-web",
        ],
    ),
    (
        "gongkai-testkit",
        &["gongkai-app", "gongkai-domain", "gongkai-formats", "gongkai-store", "gongkai-web"],
    ),
    ("xtask", &["gongkai-domain", "gongkai-formats"]),
];

/// All that the domain may use: values without input or output.
const DOMAIN_USES: [&str; 4] = ["aho-corasick", "jiff", "rust_decimal", "thiserror"];

/// Crates that only one of ours may name.
const ONE_OWNER: [(&str, &[&str]); 4] = [
    ("sqlx", &["gongkai-store"]),
    ("axum", &["gongkai-web"]),
    ("askama", &["gongkai-web"]),
    ("clap", &["gongkai"]),
];

/// What a pure crate must not use.
const IMPURE: [&str; 7] = ["tokio", "sqlx", "axum", "reqwest", "rayon", "hyper", "ureq"];

struct Manifest {
    name: String,
    table: Table,
}

impl Manifest {
    fn dependencies(&self) -> Vec<String> {
        let table = self.table.get("dependencies").and_then(Value::as_table);
        table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
    }
}

fn manifests() -> Vec<Manifest> {
    let root = xtask::root();
    let text = fs::read_to_string(root.join("Cargo.toml")).expect("the workspace has a manifest");
    let workspace: Table = text.parse().expect("it is TOML");
    let members = workspace["workspace"]["members"].as_array().expect("a list").clone();
    let read = |member: &Value| {
        let path = root.join(member.as_str().expect("a path")).join("Cargo.toml");
        let table: Table = fs::read_to_string(&path).expect("a member has a manifest").parse().expect("TOML");
        Manifest { name: table["package"]["name"].as_str().expect("a name").to_owned(), table }
    };
    members.iter().map(read).collect()
}

#[test]
fn dependencies_point_one_way() {
    let mut faults = Vec::new();
    for manifest in manifests() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == manifest.name) else {
            faults.push(format!("{} is not in the list of arrows", manifest.name));
            continue;
        };
        let ours = |name: &String| ARROWS.iter().any(|(ours, _)| ours == name);
        for used in manifest.dependencies().iter().filter(|name| ours(name)) {
            if !allowed.contains(&used.as_str()) {
                faults.push(format!("{} depends on {used}", manifest.name));
            }
        }
    }
    none(&faults, "web → app → {formats, store} → domain; the test kit is only ever a dev-dependency");
}

#[test]
fn the_domain_uses_values_only() {
    let all = manifests();
    let domain = all.iter().find(|manifest| manifest.name == "gongkai-domain").expect("there is a domain");
    let faults: Vec<String> =
        domain.dependencies().into_iter().filter(|name| !DOMAIN_USES.contains(&name.as_str())).collect();
    none(&faults, "I1: the domain cannot do input or output, nor be serialized");
}

#[test]
fn one_crate_knows_sql_and_one_knows_http() {
    let mut faults = Vec::new();
    for manifest in manifests() {
        for used in manifest.dependencies() {
            let owner = ONE_OWNER.iter().find(|(name, _)| *name == used);
            if owner.is_some_and(|(_, owners)| !owners.contains(&manifest.name.as_str())) {
                faults.push(format!("{} depends on {used}", manifest.name));
            }
            let pure = ["gongkai-domain", "gongkai-formats", "gongkai-pdf", "gongkai-redact"];
            let pure = pure.contains(&manifest.name.as_str());
            if pure && IMPURE.contains(&used.as_str()) {
                faults.push(format!("{} is pure and depends on {used}", manifest.name));
            }
        }
    }
    none(&faults, "I7: one crate knows SQL, one knows HTTP, one knows the command line");
}

#[test]
fn every_crate_says_what_it_is_and_takes_the_common_lints() {
    let mut faults = Vec::new();
    for Manifest { name, table } in manifests() {
        let package = table["package"].as_table().expect("a table");
        if !package.contains_key("description") {
            faults.push(format!("{name} has no description"));
        }
        let lints = table.get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool);
        if lints != Some(true) {
            faults.push(format!("{name} does not take the lints of the workspace"));
        }
    }
    none(&faults, "a manifest says what the crate is; lints are the same everywhere");
}
