//! What a report counts, asked of the rows that the record makes: groups for the numbers, lists for the sets behind them.

use crate::db::Sql;
use crate::requests::{COLUMNS, RequestRow};
use crate::{Store, StoreError};

/// The day by which a request belongs to a year. One that was withdrawn before its receipt was confirmed was received when
/// it was handed in: it came, and it ended.
const RECEIVED: &str =
    "(CASE WHEN received_on IS NULL AND counted_on IS NOT NULL THEN submitted_on ELSE received_on END)";

row! {
    /// Requests that stand alike to a period.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PeriodTally {
        /// Whose.
        pub agency_id: String,
        /// The column of table 3.
        pub applicant: String,
        /// Whether they were received in the period; else before.
        pub is_new: bool,
        /// The ending that reports count, where it is in the period; else they were still open on its last day.
        pub ending: Option<String>,
        /// How many.
        pub requests: i64,
    }
}

row! {
    /// A document of Art. 20 (1) with the days of its force.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ForceRow {
        /// Its id.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// `rules` or `normative`.
        pub kind: String,
        /// Its title.
        pub title: String,
        /// 发文字号.
        pub number: String,
        /// 成文日期.
        pub formed_on: Option<String>,
        /// 废止日期.
        pub repealed_on: Option<String>,
        /// 失效日期.
        pub expires_on: Option<String>,
        /// A code of 有效性.
        pub validity: String,
    }
}

/// The requests of one number: which stand so to a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestsOf {
    /// Received in the period (true), before it (false), or either.
    pub is_new: Option<bool>,
    /// Ended in the period with one of these endings, by code; still open on its last day where the list is empty and
    /// `is_open` is set.
    pub endings: Vec<String>,
    /// Still open on the last day.
    pub is_open: bool,
    /// The column of table 3; all when nothing.
    pub applicant: Option<String>,
}

impl Store {
    /// How many requests of agencies stand alike to a period, ends included; all agencies when the list is empty.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn tally_period(
        &self,
        agencies: &[String],
        (from, to): (&str, &str),
    ) -> Result<Vec<PeriodTally>, StoreError> {
        let mut sql = Sql::new("SELECT agency_id, applicant, ");
        sql.push(RECEIVED).push(" >= ").push_bind(from).push(" AS is_new, ");
        sql.push("CASE WHEN counted_on <= ").push_bind(to).push(" THEN counted_ending END AS ending, ");
        sql.push("COUNT(*) AS requests FROM requests WHERE ").push(RECEIVED).push(" <= ").push_bind(to);
        sql.push(" AND (counted_on IS NULL OR counted_on >= ").push_bind(from).push(")");
        if !agencies.is_empty() {
            sql.push(" AND agency_id IN (").push_list(agencies.iter().map(String::as_str)).push(")");
        }
        sql.push(" GROUP BY 1, 2, 3, 4");
        self.all(sql).await
    }

    /// The requests behind a number, the newest receipt first, and how many there are: so many after so many.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests_of_cell(
        &self,
        agency_id: &str,
        (from, to): (&str, &str),
        of: &RequestsOf,
        (limit, offset): (i64, i64),
    ) -> Result<(Vec<RequestRow>, i64), StoreError> {
        let filtered = |mut sql: Sql| {
            sql.push(" FROM requests WHERE agency_id = ").push_bind(agency_id);
            sql.push(" AND ").push(RECEIVED).push(" <= ").push_bind(to);
            sql.push(" AND (counted_on IS NULL OR counted_on >= ").push_bind(from).push(")");
            if let Some(is_new) = of.is_new {
                sql.push(" AND ").push(RECEIVED).push(if is_new { " >= " } else { " < " }).push_bind(from);
            }
            if of.is_open {
                sql.push(" AND (counted_on IS NULL OR counted_on > ").push_bind(to).push(")");
            } else if !of.endings.is_empty() {
                sql.push(" AND counted_on <= ").push_bind(to);
                sql.push(" AND counted_ending IN (")
                    .push_list(of.endings.iter().map(String::as_str))
                    .push(")");
            }
            if let Some(applicant) = &of.applicant {
                sql.push(" AND applicant = ").push_bind(applicant);
            }
            sql
        };
        let count = self.scalar(filtered(Sql::new("SELECT COUNT(*)"))).await?.unwrap_or(0);
        let mut list = Sql::new("SELECT ");
        list.push(COLUMNS);
        let mut list = filtered(list);
        list.push(" ORDER BY COALESCE(received_on, submitted_on) DESC, number DESC LIMIT ").push_bind(limit);
        list.push(" OFFSET ").push_bind(offset);
        Ok((self.all(list).await?, count))
    }

    /// Requests that came by the last day of a period and fit no number: their receipt was never confirmed, or they ended
    /// before they were received.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests_without_place(
        &self,
        agency_id: &str,
        (from, to): (&str, &str),
    ) -> Result<Vec<RequestRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM requests WHERE agency_id = ").push_bind(agency_id);
        sql.push(" AND submitted_on <= ").push_bind(to);
        sql.push(" AND ((received_on IS NULL AND counted_on IS NULL) OR (counted_on < received_on AND counted_on >= ");
        sql.push_bind(from).push(")) ORDER BY submitted_on, number");
        self.all(sql).await
    }

    /// Public documents of agencies of the kinds that table 2 counts.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_of_force(&self, agencies: &[String]) -> Result<Vec<ForceRow>, StoreError> {
        let mut sql = Sql::new(
            "SELECT id, agency_id, kind, title, number, formed_on, repealed_on, expires_on, validity FROM documents \
             WHERE visibility = 'public' AND kind IN ('rules', 'normative')",
        );
        if !agencies.is_empty() {
            sql.push(" AND agency_id IN (").push_list(agencies.iter().map(String::as_str)).push(")");
        }
        sql.push(" ORDER BY formed_on DESC, id");
        self.all(sql).await
    }

    /// How many documents of an agency were first published between two instants, by kind and column.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_published(
        &self,
        agency_id: &str,
        (from_ms, until_ms): (i64, i64),
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        let sql = Sql::new(
            "SELECT kind, column_id, COUNT(*) FROM documents WHERE agency_id = $1 AND first_published_at_ms >= $2 \
             AND first_published_at_ms < $3 GROUP BY kind, column_id ORDER BY kind, column_id",
        );
        self.all(sql.bind(agency_id).bind(from_ms).bind(until_ms)).await
    }
}
