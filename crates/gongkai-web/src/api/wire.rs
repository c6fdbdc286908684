//! The shapes of the JSON answers. Numbers of reports are strings, so that no decimal is rounded on its way.

use gongkai_app::ListedReport;
use gongkai_app::reports::{CellDetail, Comparison, League, ReportPage, RollUpPage, RuleListing, Sheet};
use gongkai_domain::check::Finding;
use gongkai_domain::report::{CellKey, Notice, Value as CellValue};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn number(n: Option<Decimal>) -> Value {
    n.map_or(Value::Null, |n| Value::String(n.normalize().to_string()))
}

fn keys(keys: &[CellKey]) -> Vec<&'static str> {
    keys.iter().map(|k| k.as_str()).collect()
}

/// A line of a list.
pub fn listed(r: &ListedReport) -> Value {
    json!({
        "id": r.id, "agency": { "id": r.agency_id, "name": r.agency, "name_en": r.agency_en },
        "region": { "id": r.region_id, "name": r.region, "name_en": r.region_en },
        "year": r.year, "version": r.version, "format": r.format, "published_on": r.published_on,
        "findings": { "error": r.errors, "warning": r.warnings, "info": r.infos },
        "applications": {
            "received": r.received, "carried_in": r.carried_in, "answered": r.answered, "granted": r.granted,
            "partly_granted": r.partial, "carried_out": r.carried_out,
        },
        "self": format!("/api/v1/reports/{}", r.id),
    })
}

fn cell(c: &CellDetail) -> Value {
    let state = match c.value {
        CellValue::Number(_) => "number",
        CellValue::Blank => "blank",
        CellValue::NotApplicable => "not_applicable",
        CellValue::Illegible => "illegible",
    };
    json!({ "key": c.key.as_str(), "state": state, "value": number(c.value.number()), "raw": c.raw, "place": c.place.to_string() })
}

fn finding(f: &Finding) -> Value {
    let fix = f.fix.as_ref().map(|fix| {
        let changes: Vec<Value> = fix
            .changes
            .iter()
            .map(|(key, n)| json!({ "key": key.as_str(), "value": number(Some(*n)) }))
            .collect();
        json!({ "zh": fix.message.zh, "en": fix.message.en, "changes": changes })
    });
    json!({
        "code": f.code, "severity": f.severity.as_str(), "verdict": f.verdict.as_str(),
        "message": { "zh": f.message.zh, "en": f.message.en }, "cells": keys(&f.cells), "suspects": keys(&f.suspects),
        "left": number(f.left), "right": number(f.right), "fix": fix,
        "rule": format!("/api/v1/reports/rules/{}", f.code),
    })
}

fn notice(n: &Notice) -> Value {
    json!({ "code": n.code.as_str(), "zh": n.code.zh(), "en": n.code.en(), "detail": n.detail, "count": n.count,
        "place": n.place.map(|p| p.to_string()) })
}

/// A report with what is known of it.
pub fn sheet(sheet: &Sheet) -> Value {
    let r = &sheet.report;
    let chapters: Vec<Value> = r
        .chapters
        .iter()
        .map(|c| json!({ "number": c.number, "heading": c.heading, "text": c.text() }))
        .collect();
    let facts: Vec<Value> = r
        .facts
        .iter()
        .map(|f| {
            json!({ "subject": f.subject.as_str(), "count": number(Some(f.count)), "unit": f.unit,
                "bound": f.bound.as_str(), "part": f.is_part, "chapter": f.chapter, "clause": f.clause,
                "place": f.place.to_string() })
        })
        .collect();
    json!({
        "format": r.format.as_str(), "title": r.title, "agency": r.agency, "year": r.year,
        "period": r.period.map(|p| json!([p.0.to_string(), p.1.to_string()])),
        "signature": r.signature, "signed_on": r.signed_on.map(|d| d.to_string()),
        "published_on": r.published_on.map(|d| d.to_string()), "confidence": r.confidence,
        "source": { "file": r.source.file, "sha256": r.source.sha256, "media": r.source.media,
            "extraction": r.source.extraction, "reader": r.source.reader },
        "cells": sheet.cells.iter().map(cell).collect::<Vec<_>>(),
        "chapters": chapters, "facts": facts,
        "notices": r.notices.iter().map(notice).collect::<Vec<_>>(),
        "findings": sheet.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// A kept report.
pub fn report_page(page: &ReportPage) -> Value {
    json!({
        "id": page.id, "year": page.year, "version": page.version,
        "agency": { "id": page.agency.id, "name": page.agency.name, "name_en": page.agency.name_en },
        "region": { "id": page.region.id, "name": page.region.name, "name_en": page.region.name_en },
        "report": sheet(&page.sheet), "previous": page.previous,
        "years": page.years.iter().map(listed).collect::<Vec<_>>(),
    })
}

/// Two reports.
pub fn comparison(c: &Comparison) -> Value {
    let cells: Vec<Value> = c
        .cells
        .iter()
        .map(|cell| {
            json!({ "key": cell.key.as_str(), "a": number(cell.a), "b": number(cell.b),
            "change": number(cell.change), "same": cell.is_same })
        })
        .collect();
    let chapters: Vec<Value> = c
        .chapters
        .iter()
        .map(|ch| {
            json!({ "number": ch.number, "similarity": ch.similarity, "only_a": ch.only_a, "only_b": ch.only_b })
        })
        .collect();
    json!({ "a": c.a.id, "b": c.b.id, "cells": cells, "chapters": chapters })
}

/// A region's sum.
pub fn roll_up(page: &RollUpPage) -> Value {
    let id = |i: &usize| page.units[*i].report.as_ref().map(|r| r.id.clone());
    let sums: Vec<Value> = page
        .sums
        .iter()
        .map(|s| {
            let parts: Vec<Value> =
                s.parts.iter().map(|(i, n)| json!({ "report": id(i), "value": number(Some(*n)) })).collect();
            json!({ "key": s.key.as_str(), "sum": number(Some(s.total)), "published": number(s.published),
                "parts": parts, "unknown": s.unknown.iter().map(id).collect::<Vec<_>>() })
        })
        .collect();
    let units: Vec<Value> = page
        .units
        .iter()
        .map(|u| {
            json!({ "id": u.agency.id, "name": u.agency.name, "name_en": u.agency.name_en,
                "status": u.status.as_str(), "report": u.report.as_ref().map(listed),
                "doubles": u.doubles.iter().map(listed).collect::<Vec<_>>() })
        })
        .collect();
    json!({
        "region": page.region.id, "year": page.year,
        "published": page.published.as_ref().map(listed),
        "units": units,
        "findings": page.findings.iter().map(finding).collect::<Vec<_>>(),
        "sums": sums,
    })
}

/// A region's units.
pub fn league(league: &League) -> Value {
    let rows: Vec<Value> = league
        .rows
        .iter()
        .map(|r| {
            json!({ "report": listed(&r.report), "received": number(r.received), "answered": number(r.answered),
                "disclosed_percent": number(r.disclosed_percent.map(|p| p.round_dp(2))), "few_cases": r.few_cases,
                "days_late": r.days_late })
        })
        .collect();
    json!({ "region": league.region.id, "year": league.year, "rows": rows })
}

/// A rule.
pub fn rule(listing: &RuleListing) -> Value {
    let r = listing.rule;
    json!({ "code": r.code, "name": r.name, "severity": r.severity.as_str(),
        "title": { "zh": r.title_zh, "en": r.title_en }, "findings": listing.findings, "reports_count": listing.reports })
}
