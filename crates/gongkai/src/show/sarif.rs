//! SARIF 2.1.0 (OASIS), for code-review tools and continuous integration.

use std::path::Path;

use gongkai_domain::check::{Checked, Finding, Rule, Severity, Verdict, rules};
use serde_json::{Value, json};

use super::excerpt::Origin;
use super::line_index::LineIndex;
use crate::words::Lang;

/// A report that was checked, and what its places count in.
pub struct Run<'a> {
    /// Path as given on the command line.
    pub path: &'a str,
    /// The outcome.
    pub checked: &'a Checked,
    /// The report and its text.
    pub origin: Origin<'a>,
}

/// A file that could not be read, and why.
pub struct Unread {
    /// Path as given on the command line.
    pub path: String,
    /// Why.
    pub message: String,
}

/// One log for all reports.
pub fn log(runs: &[Run<'_>], unread: &[Unread], lang: Lang) -> Value {
    let results: Vec<Value> = runs.iter().flat_map(|run| results_of(run, lang)).collect();
    let notifications = unread.iter().map(|unread| {
        json!({
            "level": "error",
            "message": { "text": unread.message },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact(&unread.path) } }],
        })
    });
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gongkai",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": lang.pick("zh-CN", "en"),
                "rules": rules().iter().map(|rule| descriptor(rule, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": unread.is_empty(),
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule, lang: Lang) -> Value {
    json!({
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": { "text": lang.pick(rule.title_zh, rule.title_en) },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

/// `row-sum-mismatch` as `RowSumMismatch`, the form that viewers expect.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    name.split('-').map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn results_of<'a>(run: &'a Run<'_>, lang: Lang) -> impl Iterator<Item = Value> + use<'a> {
    let counted = run.checked.findings.iter().map(move |finding| result(run, finding, lang));
    let silenced = run.checked.suppressed.iter().map(move |suppressed| {
        let mut value = result(run, &suppressed.finding, lang);
        value["suppressions"] = json!([{ "kind": "external", "justification": suppressed.reason }]);
        value
    });
    counted.chain(silenced)
}

fn result(run: &Run<'_>, finding: &Finding, lang: Lang) -> Value {
    let mut message = lang.of(&finding.message).to_owned();
    if finding.verdict == Verdict::Conditional {
        message.push('\n');
        message.push_str(lang.conditional());
    }
    if let Some(fix) = &finding.fix {
        message.push('\n');
        message.push_str(lang.of(&fix.message));
    }
    let mut value = json!({
        "ruleId": finding.code,
        // What holds only if blanks are 0 is for a person to judge.
        "kind": if finding.verdict == Verdict::Conditional { "review" } else { "fail" },
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [location(run, finding)],
        "properties": {
            "verdict": finding.verdict.as_str(),
            "agency": run.origin.report.agency,
            "year": run.origin.report.year,
        },
    });
    // The standard allows a level other than none only for failures.
    if finding.verdict == Verdict::Conditional {
        value["level"] = json!("none");
        value["properties"]["severity"] = json!(finding.severity.as_str());
    }
    if let Some(index) = rules().iter().position(|rule| rule.code == finding.code) {
        value["ruleIndex"] = json!(index);
    }
    value
}

fn location(run: &Run<'_>, finding: &Finding) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(run.path) });
    let place = run.origin.place(finding);
    if let Some(region) = place.and_then(|place| region(run.origin.text?, place.bytes?)) {
        physical["region"] = region;
    }
    let named = if finding.suspects.is_empty() { &finding.cells } else { &finding.suspects };
    let mut value = json!({ "physicalLocation": physical });
    if !named.is_empty() {
        let logical = named.iter().map(|key| json!({ "fullyQualifiedName": key.as_str(), "kind": "member" }));
        value["logicalLocations"] = logical.collect();
    }
    if let Some(place) = place.filter(|place| *place != Default::default()) {
        value["message"] = json!({ "text": place.to_string() });
    }
    value
}

/// Lines and columns of the decoded text.
fn region(text: &LineIndex, (start, end): (u32, u32)) -> Option<Value> {
    let from = text.locate(start as usize)?;
    let mut region = json!({ "startLine": from.line, "startColumn": from.column });
    if let Some(to) = text.locate(end as usize).filter(|_| end > start) {
        region["endLine"] = json!(to.line);
        region["endColumn"] = json!(to.column);
    }
    Some(region)
}

/// A path as a URI reference: relative ones stay relative, so that a viewer finds them in the repository.
fn artifact(path: &str) -> Value {
    let shown = if path == "-" { "stdin" } else { path };
    let mut uri = if Path::new(shown).is_absolute() { "file://".to_owned() } else { String::new() };
    for byte in shown.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    json!({ "uri": uri })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(artifact("a b/报告.html")["uri"], "a%20b/%E6%8A%A5%E5%91%8A.html");
        assert_eq!(artifact("-")["uri"], "stdin");
    }

    #[test]
    fn names_are_pascal_case() {
        assert_eq!(pascal("row-sum-mismatch"), "RowSumMismatch");
    }
}
