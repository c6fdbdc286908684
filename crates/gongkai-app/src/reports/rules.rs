//! The manual of the rules, and how often each fires here.

use gongkai_domain::check::Rule;
use gongkai_store::{ListedReport, ReportFilter, ReportOrder, RuleCount};

use crate::{App, Internal};

/// A rule and how often it fires.
#[derive(Debug, Clone, Copy)]
pub struct RuleListing {
    /// The rule.
    pub rule: &'static Rule,
    /// Findings over all reports.
    pub findings: i64,
    /// Reports with such a finding.
    pub reports: i64,
}

/// Every rule.
///
/// # Errors
///
/// If the database fails.
pub async fn rules(app: &App) -> Result<Vec<RuleListing>, Internal> {
    let counts = app.store.rule_counts().await?;
    Ok(gongkai_domain::check::rules().iter().map(|rule| listing(rule, &counts)).collect())
}

/// One rule and the reports it fires in; `None` when there is no such rule.
///
/// # Errors
///
/// If the database fails.
pub async fn rule(app: &App, code: &str) -> Result<Option<(RuleListing, Vec<ListedReport>)>, Internal> {
    let Some(rule) = gongkai_domain::check::rules().iter().find(|r| r.code.eq_ignore_ascii_case(code)) else {
        return Ok(None);
    };
    let filter = ReportFilter {
        code: Some(rule.code.to_owned()),
        order: ReportOrder::Year,
        ..ReportFilter::default()
    };
    let reports = app.store.list_reports(&filter).await?;
    Ok(Some((listing(rule, &app.store.rule_counts().await?), reports)))
}

fn listing(rule: &'static Rule, counts: &[RuleCount]) -> RuleListing {
    let count = counts.iter().find(|c| c.code == rule.code);
    RuleListing { rule, findings: count.map_or(0, |c| c.findings), reports: count.map_or(0, |c| c.reports) }
}
