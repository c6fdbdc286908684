//! Reports of another year or in another form.

use super::prelude::*;
use crate::roll_up::{UnitStatus, View};

rule! {
    /// # G06 所属单位报告的年度和格式正确
    ///
    /// ## 做什么
    ///
    /// 列出年度不对、格式不是当年式样的报告。这些报告不计入汇总。
    ///
    /// ## 为什么
    ///
    /// 去年的报告、旧格式的报告混入汇总，会使数字错位。
    ///
    /// ## 示例
    ///
    /// 汇总2023年报告时，某局报送的是2019年格式。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号。
    ///
    /// ## 局限
    ///
    /// 上年的报告随同提供用于核对结转的，如该单位另有当年报告，不在此列。
    ///
    /// # G06 The units’ reports are of the right year and form
    ///
    /// ## What it does
    ///
    /// Lists the reports that are of another year or not in the form of the year. They are left out of the sum.
    ///
    /// ## Why it matters
    ///
    /// A report of last year, or in a form that was replaced, puts numbers into the wrong cells.
    ///
    /// ## Example
    ///
    /// Among the reports for 2023 one bureau sent the form of 2019.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// Reports of the year before that are given for the carry-over are not listed when the unit has one of the year as well.
    "G06", "unit-report-of-wrong-year-or-form", Error,
    "所属单位报告的年度和格式正确",
    "the units’ reports are of the right year and form"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (i, state) in view.rolled.units.iter().enumerate() {
        let name = &view.roster.units()[i].name;
        let year = view.rolled.year;
        let message = match (state.status, state.report) {
            (UnitStatus::WrongForm, Some(report)) => {
                let form = view.reports[report].format.as_str();
                Message::new(
                    format!("“{name}”的{year}年度报告使用{form}格式，未计入汇总。"),
                    format!("{name}’s report for {year} is in the {form} form and was left out"),
                )
            }
            (UnitStatus::WrongYear, _) => {
                let years: Vec<String> =
                    state.other_years.iter().map(|r| year_of(view.reports[*r].year)).collect();
                let years = years.join("、");
                Message::new(
                    format!("“{name}”只有{years}年度的报告，没有{year}年度的，未计入汇总。"),
                    format!("{name} has reports of {years} only and none of {year}; they were left out"),
                )
            }
            _ => continue,
        };
        out.push(Finding::new(RULE.code, RULE.severity, message));
    }
    out
}

fn year_of(year: Option<i16>) -> String {
    year.map_or_else(|| "?".to_string(), |year| year.to_string())
}
