//! `/reports`

use std::borrow::Borrow;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::reports::{self, List};
use gongkai_app::{App, ListedReport, ReportFilter, ReportOrder};
use serde::Deserialize;

use crate::error::Failure;
use crate::page::{Ctx, html};

/// The filter as the address has it. An empty field does not restrict.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    region: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    errors: String,
    #[serde(default)]
    sort: String,
}

impl ListQuery {
    /// The filter that is meant.
    pub fn filter(&self) -> ReportFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        ReportFilter {
            region: given(&self.region),
            agency: given(&self.agency).filter(|_| !self.region.is_empty()),
            year: self.year.trim().parse().ok(),
            code: given(&self.code).map(|c| c.to_uppercase()),
            words: given(&self.q),
            only_errors: !self.errors.is_empty(),
            order: match self.sort.as_str() {
                "year" => ReportOrder::Year,
                "findings" => ReportOrder::Findings,
                "applications" => ReportOrder::Applications,
                _ => ReportOrder::Roster,
            },
        }
    }

    /// The address of the same list in another order.
    fn sorted_by(&self, sort: &str) -> String {
        let mut out = String::from("/reports?");
        let fields = [
            ("region", &self.region),
            ("agency", &self.agency),
            ("year", &self.year),
            ("code", &self.code),
            ("q", &self.q),
            ("errors", &self.errors),
        ];
        for (name, value) in fields.iter().filter(|f| !f.1.is_empty()) {
            out.push_str(&format!("{name}={}&", url_encode(value)));
        }
        out.push_str("sort=");
        out.push_str(sort);
        out
    }
}

fn url_encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "reports/list.html")]
struct ListPage {
    ctx: Ctx,
    query: ListQuery,
    list: List,
}

impl ListPage {
    fn is_filtered(&self) -> bool {
        ReportFilter { order: ReportOrder::default(), ..self.list.filter.clone() } != ReportFilter::default()
    }

    fn is_sorted_by(&self, order: impl Borrow<ReportOrder>) -> bool {
        self.list.filter.order == *order.borrow()
    }

    fn aria_sort(&self, order: impl Borrow<ReportOrder>) -> &'static str {
        let order = *order.borrow();
        match (self.is_sorted_by(order), order) {
            (false, _) => "none",
            (true, ReportOrder::Roster) => "ascending",
            (true, _) => "descending",
        }
    }

    /// Whether a new region begins with this line.
    fn begins_region(&self, index: &usize) -> bool {
        self.is_sorted_by(ReportOrder::Roster)
            && (*index == 0 || self.list.reports[*index].region_id != self.list.reports[*index - 1].region_id)
    }

    fn is_year(&self, year: &i64) -> bool {
        self.list.filter.year.map(i64::from) == Some(*year)
    }

    fn published<'a>(&self, report: &'a ListedReport) -> &'a str {
        report.published_on.as_deref().unwrap_or("–")
    }
}

/// The reports by region, agency and year.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    let list = reports::list(&app, query.filter()).await?;
    html(&ListPage { ctx, query, list })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_field_does_not_restrict() {
        let query = ListQuery { year: "2024".into(), q: " 教育 ".into(), ..ListQuery::default() };
        let filter = query.filter();
        assert_eq!((filter.year, filter.words.as_deref(), filter.region), (Some(2024), Some("教育"), None));
        assert_eq!(query.sorted_by("year"), "/reports?year=2024&q=%20%E6%95%99%E8%82%B2%20&sort=year");
    }
}
