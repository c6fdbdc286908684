//! The outcome of a check for other programs. The shape is described in `docs/check-json.md`.

use std::io::Write;

use gongkai_domain::check::{Checked, Finding, Fix};
use gongkai_domain::report::{AnnualReport, CellKey, Notice, Place};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::excerpt::Origin;
use crate::input::Failure;
use crate::output;

/// A value as text, for a file.
pub fn text(value: &Value) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    Ok(text + "\n")
}

/// A value on standard output.
pub fn write(value: &Value) -> Result<(), Failure> {
    let mut out = output::for_machines();
    out.write_all(text(value)?.as_bytes())?;
    Ok(out.flush()?)
}

/// One report with its findings.
pub fn report(path: &str, checked: &Checked, origin: &Origin<'_>) -> Value {
    let report: &AnnualReport = origin.report;
    let suppressed = checked.suppressed.iter().map(|suppressed| {
        let mut value = finding(&suppressed.finding, origin);
        value["reason"] = json!(suppressed.reason);
        value
    });
    json!({
        "file": path,
        "sha256": known(&report.source.sha256),
        "media": known(&report.source.media),
        "extraction": known(&report.source.extraction),
        "reader": known(&report.source.reader),
        "format": report.format.as_str(),
        "agency": report.agency,
        "year": report.year,
        "confidence": (f64::from(report.confidence) * 1000.0).round() / 1000.0,
        "findings": checked.findings.iter().map(|found| finding(found, origin)).collect::<Vec<_>>(),
        "allowed": suppressed.collect::<Vec<_>>(),
        "notices": report.notices.iter().map(notice).collect::<Vec<_>>(),
    })
}

fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// One finding.
pub fn finding(finding: &Finding, origin: &Origin<'_>) -> Value {
    let place = origin.place(finding);
    let at = place.and_then(|place| origin.text?.locate(place.bytes?.0 as usize));
    json!({
        "code": finding.code,
        "severity": finding.severity.as_str(),
        "verdict": finding.verdict.as_str(),
        "message": { "zh": finding.message.zh, "en": finding.message.en },
        "cells": finding.cells.iter().map(|key| cell(*key, origin.report)).collect::<Vec<_>>(),
        "suspects": finding.suspects.iter().map(|key| key.as_str()).collect::<Vec<_>>(),
        "left": finding.left.map(number),
        "right": finding.right.map(number),
        "place": place.as_ref().map(place_text),
        "line": at.map(|at| at.line),
        "column": at.map(|at| at.column),
        "text": finding.text.map(|span| json!({
            "chapter": span.chapter,
            "paragraph": span.paragraph,
            "span": [span.span.0, span.span.1],
            "excerpt": excerpt(origin.report, span),
        })),
        "fix": finding.fix.as_ref().map(fix),
    })
}

fn excerpt(report: &AnnualReport, span: gongkai_domain::check::TextSpan) -> Option<&str> {
    report.chapters.get(span.chapter)?.paragraphs.get(span.paragraph)?.text.get(span.span.0..span.span.1)
}

fn cell(key: CellKey, report: &AnnualReport) -> Value {
    let cell = report.cells.get(key);
    json!({
        "key": key.as_str(),
        "value": report.cells.number(key).map(number),
        "raw": cell.map(|cell| cell.raw.as_str()),
        "place": cell.map(|cell| place_text(&cell.place)),
    })
}

fn fix(fix: &Fix) -> Value {
    let changes =
        fix.changes.iter().map(|(key, value)| json!({ "key": key.as_str(), "value": number(*value) }));
    json!({
        "message": { "zh": fix.message.zh, "en": fix.message.en },
        "changes": changes.collect::<Vec<_>>(),
    })
}

fn notice(notice: &Notice) -> Value {
    json!({
        "code": notice.code.as_str(),
        "detail": known(&notice.detail),
        "place": notice.place.as_ref().map(place_text),
        "count": notice.count,
    })
}

/// Numbers are texts, as a float would round an amount.
fn number(number: Decimal) -> Value {
    Value::String(number.to_string())
}

fn place_text(place: &Place) -> String {
    place.to_string()
}
