//! Lists of reports.

use crate::db::Sql;
use crate::{Store, StoreError};

row! {
    /// What a list shows of a report. Table totals are exact decimals as text, `None` where the cell has no number.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ListedReport {
        /// The id in addresses.
        pub id: String,
        /// Who filed it.
        pub agency_id: String,
        /// The agency's name in Chinese.
        pub agency: String,
        /// The agency's name in English.
        pub agency_en: String,
        /// `government`, `office`, `department` or `town`.
        pub kind: String,
        /// The agency's place on the roster.
        pub roster_position: Option<i64>,
        /// The region's id.
        pub region_id: String,
        /// The region's name in Chinese.
        pub region: String,
        /// The region's name in English.
        pub region_en: String,
        /// The year it was filed for.
        pub year: i64,
        /// 1 for the first publication.
        pub version: i64,
        /// `2021`, `2019` or `legacy`.
        pub format: String,
        /// ISO date of publication.
        pub published_on: Option<String>,
        /// ISO date under the text.
        pub signed_on: Option<String>,
        /// Findings of level error.
        pub errors: i64,
        /// Findings of level warning.
        pub warnings: i64,
        /// Findings of level info.
        pub infos: i64,
        /// Applications received in the year.
        pub received: Option<String>,
        /// Applications carried in from the year before.
        pub carried_in: Option<String>,
        /// Applications answered.
        pub answered: Option<String>,
        /// Answers that disclose all.
        pub granted: Option<String>,
        /// Answers that disclose a part.
        pub partial: Option<String>,
        /// Applications carried to the next year.
        pub carried_out: Option<String>,
        /// Administrative reviews.
        pub reviews: Option<String>,
        /// Reviews that corrected the agency.
        pub reviews_corrected: Option<String>,
    }
}

/// The order of a list. A second key makes every order complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportOrder {
    /// By region, then the roster, then the newest year.
    #[default]
    Roster,
    /// Newest year first.
    Year,
    /// Most errors first, then most warnings.
    Findings,
    /// Most applications first.
    Applications,
}

/// Which reports a list shows. An absent part does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportFilter {
    /// Of this region.
    pub region: Option<String>,
    /// Of this agency.
    pub agency: Option<String>,
    /// Of this year.
    pub year: Option<i16>,
    /// With a finding of this rule.
    pub code: Option<String>,
    /// With this in the agency's name or the title.
    pub words: Option<String>,
    /// With at least one finding of level error.
    pub only_errors: bool,
    /// The order.
    pub order: ReportOrder,
}

row! {
    /// How often a rule fired.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RuleCount {
        /// The rule's code.
        pub code: String,
        /// Over all reports.
        pub findings: i64,
        /// In how many reports.
        pub reports: i64,
    }
}

const LISTED: &str = "SELECT r.id, r.agency_id, a.name AS agency, a.name_en AS agency_en, a.kind, a.roster_position, \
     a.region_id, g.name AS region, g.name_en AS region_en, r.year, r.version, r.format, r.published_on, r.signed_on, \
     r.errors, r.warnings, r.infos, c1.amount AS received, c2.amount AS carried_in, c3.amount AS answered, \
     c4.amount AS granted, c5.amount AS partial, c6.amount AS carried_out, c7.amount AS reviews, \
     c8.amount AS reviews_corrected \
     FROM reports r JOIN agencies a ON a.id = r.agency_id JOIN regions g ON g.id = a.region_id \
     LEFT JOIN cells c1 ON c1.report_id = r.id AND c1.cell_key = 't3.new.total' \
     LEFT JOIN cells c2 ON c2.report_id = r.id AND c2.cell_key = 't3.carried_in.total' \
     LEFT JOIN cells c3 ON c3.report_id = r.id AND c3.cell_key = 't3.total.total' \
     LEFT JOIN cells c4 ON c4.report_id = r.id AND c4.cell_key = 't3.granted.total' \
     LEFT JOIN cells c5 ON c5.report_id = r.id AND c5.cell_key = 't3.partial.total' \
     LEFT JOIN cells c6 ON c6.report_id = r.id AND c6.cell_key = 't3.carried_out.total' \
     LEFT JOIN cells c7 ON c7.report_id = r.id AND c7.cell_key = 't4.review.total' \
     LEFT JOIN cells c8 ON c8.report_id = r.id AND c8.cell_key = 't4.review.corrected' \
     WHERE 1 = 1";

impl Store {
    /// The reports that pass a filter.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn list_reports(&self, filter: &ReportFilter) -> Result<Vec<ListedReport>, StoreError> {
        let mut query = Sql::new(LISTED);
        if let Some(region) = &filter.region {
            query.push(" AND a.region_id = ").push_bind(region);
        }
        if let Some(agency) = &filter.agency {
            query.push(" AND r.agency_id = ").push_bind(agency);
        }
        if let Some(year) = filter.year {
            query.push(" AND r.year = ").push_bind(i64::from(year));
        }
        if let Some(code) = &filter.code {
            query
                .push(" AND EXISTS (SELECT 1 FROM findings f WHERE f.report_id = r.id AND f.code = ")
                .push_bind(code);
            query.push(")");
        }
        if filter.only_errors {
            query.push(" AND r.errors > 0");
        }
        for word in filter.words.iter().flat_map(|w| w.split_whitespace()) {
            let pattern = like_pattern(word);
            query.push(" AND (a.name LIKE ").push_bind(pattern.clone());
            query.push(" ESCAPE '\\' OR LOWER(a.name_en) LIKE ").push_bind(pattern.to_lowercase());
            query.push(" ESCAPE '\\' OR r.title LIKE ").push_bind(pattern.clone());
            query.push(" ESCAPE '\\' OR g.name LIKE ").push_bind(pattern).push(" ESCAPE '\\')");
        }
        query.push(match filter.order {
            ReportOrder::Roster => {
                " ORDER BY g.made_up DESC, g.name, COALESCE(a.roster_position, 0), r.year DESC, r.version"
            }
            ReportOrder::Year => {
                " ORDER BY r.year DESC, g.made_up DESC, g.name, COALESCE(a.roster_position, 0), r.version"
            }
            ReportOrder::Findings => {
                " ORDER BY r.errors DESC, r.warnings DESC, r.infos DESC, r.year DESC, r.id"
            }
            ReportOrder::Applications => {
                " ORDER BY CAST(COALESCE(c1.amount, '0') AS DECIMAL) DESC, r.year DESC, r.id"
            }
        });
        self.all(query).await
    }

    /// The years of which there is a report, newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn years(&self) -> Result<Vec<i64>, StoreError> {
        self.column(Sql::new("SELECT DISTINCT year FROM reports ORDER BY year DESC")).await
    }

    /// How many reports there are.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_reports(&self) -> Result<i64, StoreError> {
        Ok(self.scalar(Sql::new("SELECT COUNT(*) FROM reports")).await?.unwrap_or(0))
    }

    /// How often each rule fired, by code.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn rule_counts(&self) -> Result<Vec<RuleCount>, StoreError> {
        self.all(Sql::new("SELECT code, COUNT(*) AS findings, COUNT(DISTINCT report_id) AS reports FROM findings GROUP BY code \
             ORDER BY code")).await
    }
}

/// A word as a pattern that matches it anywhere; what LIKE takes for wildcards is meant literally.
fn like_pattern(word: &str) -> String {
    format!("%{}", like_prefix(word))
}

/// The same for what begins with the word.
pub(crate) fn like_prefix(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::like_pattern;

    #[test]
    fn wildcards_in_a_word_are_literal() {
        assert_eq!(like_pattern("教育"), "%教育%");
        assert_eq!(like_pattern("100%_a\\"), "%100\\%\\_a\\\\%");
    }
}
