//! Running the rules over what is known of a report.

use gongkai_domain::check::{Finding, Subject, check};
use gongkai_domain::report::AnnualReport;

/// Rules that read the chapters, besides all of the X family.
const NEED_TEXT: [&str; 7] = ["F01", "F05", "F06", "F09", "U02", "U03", "U04"];

/// What the rules say. Where only the numbers of a report are kept, the rules that read its text are left out: a text
/// that is not here is not one that the agency failed to write.
pub fn judge(report: &AnnualReport, previous: Option<&AnnualReport>) -> Vec<Finding> {
    let mut findings = check(Subject { report, previous, own_filing: false });
    if report.chapters.iter().all(|c| c.paragraphs.is_empty()) {
        findings.retain(|f| !f.code.starts_with('X') && !NEED_TEXT.contains(&f.code));
    }
    findings
}
