//! Reports side by side: what is kept of a report besides its cells, and the rows that comparisons and open data are made of.

use std::fmt::Write;

use gongkai_domain::report::AnnualReport;
use gongkai_domain::similar::similarity_of;

use crate::db::{Sql, Tx};
use crate::events::sha256;
use crate::save::{NewReport, kind_of};
use crate::{Store, StoreError};

row! {
    /// A report as comparisons see it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct BenchmarkReport {
        /// The id in addresses.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// The agency's name in Chinese.
        pub agency: String,
        /// The agency's name in English.
        pub agency_en: String,
        /// `government`, `office`, `department` or `town`.
        pub kind: String,
        /// The year it was filed for.
        pub year: i64,
        /// 1 for the first publication.
        pub version: i64,
        /// `2021`, `2019` or `legacy`.
        pub format: String,
        /// The title as printed.
        pub title: Option<String>,
        /// ISO date under the text.
        pub signed_on: Option<String>,
        /// ISO date of publication.
        pub published_on: Option<String>,
        /// Findings of level error.
        pub errors: i64,
        /// Findings of level warning.
        pub warnings: i64,
        /// Findings of level info.
        pub infos: i64,
        /// Of the file it was read from; empty where it was not read from one.
        pub source_sha256: String,
        /// Over cells, head and text; empty where it is not yet made.
        pub content_sha256: String,
        /// How alike its text is to last year's, 0 to 1.
        pub text_similarity: Option<f64>,
    }
}

row! {
    /// Requests that took as long: received and first answered on the same days.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AnswerTimes {
        /// Whose.
        pub agency_id: String,
        /// ISO date of receipt.
        pub received_on: String,
        /// ISO date of the answer that counts.
        pub counted_on: String,
        /// How many.
        pub requests: i64,
    }
}

row! {
    /// What a rule said of a report when it came in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct KeptFinding {
        /// The report.
        pub report_id: String,
        /// The rule's code.
        pub code: String,
        /// `error`, `warning` or `info`.
        pub severity: String,
        /// `fail` or `conditional`.
        pub verdict: String,
        /// What is wrong, in Chinese.
        pub message_zh: String,
        /// What is wrong, in English.
        pub message_en: String,
        /// Keys of the cells, parted by blanks.
        pub cell_keys: String,
        /// Left side of the comparison.
        pub left_amount: Option<String>,
        /// Right side of the comparison.
        pub right_amount: Option<String>,
    }
}

row! {
    /// A cell of a report.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OpenCell {
        /// The report.
        pub report_id: String,
        /// The key.
        pub cell_key: String,
        /// `number`, `blank`, `not_applicable` or `illegible`.
        pub kind: String,
        /// The number.
        pub amount: Option<String>,
        /// The text as printed.
        pub raw: String,
    }
}

row! {
    /// What a public document is, without its text.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OpenDocument {
        /// The id in addresses.
        pub id: String,
        /// Whose.
        pub agency_id: String,
        /// 索引号.
        pub index_number: String,
        /// The title.
        pub title: String,
        /// 发文字号.
        pub number: String,
        /// The kind's code.
        pub kind: String,
        /// The theme's code.
        pub theme: String,
        /// The column.
        pub column_id: String,
        /// A code of 有效性.
        pub validity: String,
        /// 成文日期.
        pub formed_on: Option<String>,
        /// 施行日期.
        pub effective_on: Option<String>,
        /// 失效日期.
        pub expires_on: Option<String>,
        /// 废止日期.
        pub repealed_on: Option<String>,
        /// The public version.
        pub version: i64,
        /// When it became public first.
        pub first_published_at_ms: Option<i64>,
        /// When this version became public.
        pub published_at_ms: Option<i64>,
    }
}

/// The chapters whose text is compared with that of the year before.
const COMPARED: [u8; 2] = [1, 5];

impl Store {
    /// Every report of a region, by agency, year and version.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn benchmark_reports(&self, region: &str) -> Result<Vec<BenchmarkReport>, StoreError> {
        let sql = Sql::new(
            "SELECT r.id, r.agency_id, a.name AS agency, a.name_en AS agency_en, a.kind, r.year, r.version, r.format, \
             r.title, r.signed_on, r.published_on, r.errors, r.warnings, r.infos, r.source_sha256, r.content_sha256, \
             r.text_similarity FROM reports r JOIN agencies a ON a.id = r.agency_id WHERE a.region_id = $1 \
             ORDER BY COALESCE(a.roster_position, 0), a.id, r.year, r.version",
        );
        self.all(sql.bind(region)).await
    }

    /// Numbers of cells of reports: report, key, number. Of all reports of the region where no ids are given.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn benchmark_cells(
        &self,
        region: &str,
        ids: Option<&[String]>,
        keys: &[&str],
    ) -> Result<Vec<(String, String, String)>, StoreError> {
        let mut sql = Sql::new("SELECT report_id, cell_key, amount FROM cells WHERE cell_key IN (");
        sql.push_list(keys.iter().copied()).push(") AND amount IS NOT NULL AND report_id IN (");
        match ids {
            Some(ids) => sql.push_list(ids),
            None => sql
                .push("SELECT r.id FROM reports r JOIN agencies a ON a.id = r.agency_id WHERE a.region_id = ")
                .push_bind(region),
        };
        sql.push(")");
        self.all(sql).await
    }

    /// From receipt to the answer that counts, of every answered request of a region.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn answer_times(&self, region: &str) -> Result<Vec<AnswerTimes>, StoreError> {
        let sql = Sql::new(
            "SELECT q.agency_id, q.received_on, q.counted_on, COUNT(*) AS requests FROM requests q \
             JOIN agencies a ON a.id = q.agency_id WHERE a.region_id = $1 AND q.received_on IS NOT NULL \
             AND q.counted_on IS NOT NULL GROUP BY q.agency_id, q.received_on, q.counted_on",
        );
        self.all(sql.bind(region)).await
    }

    /// Findings of every report of a region, in the order of reports and places.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn findings_of_region(&self, region: &str) -> Result<Vec<KeptFinding>, StoreError> {
        let mut sql = Sql::new(FINDINGS);
        sql.push(
            " JOIN reports r ON r.id = f.report_id JOIN agencies a ON a.id = r.agency_id WHERE a.region_id = ",
        );
        sql.push_bind(region).push(" ORDER BY f.report_id, f.position");
        self.all(sql).await
    }

    /// Findings of reports.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn findings_of_reports(&self, ids: &[String]) -> Result<Vec<KeptFinding>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(FINDINGS);
        sql.push(" WHERE f.report_id IN (").push_list(ids).push(") ORDER BY f.report_id, f.position");
        self.all(sql).await
    }

    /// Cells of reports.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn cells_of_reports(&self, ids: &[String]) -> Result<Vec<OpenCell>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql =
            Sql::new("SELECT report_id, cell_key, kind, amount, raw FROM cells WHERE report_id IN (");
        sql.push_list(ids).push(") ORDER BY report_id, cell_key");
        self.all(sql).await
    }

    /// Public documents of a region in the order of ids, so many after one.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn open_documents(
        &self,
        region: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<OpenDocument>, StoreError> {
        let sql = Sql::new(
            "SELECT d.id, d.agency_id, d.index_number, d.title, d.number, d.kind, d.theme, d.column_id, d.validity, \
             d.formed_on, d.effective_on, d.expires_on, d.repealed_on, d.version, d.first_published_at_ms, \
             d.published_at_ms FROM documents d JOIN agencies a ON a.id = d.agency_id WHERE a.region_id = $1 \
             AND d.visibility = 'public' AND d.id > $2 ORDER BY d.id LIMIT $3",
        );
        self.all(sql.bind(region).bind(after).bind(most)).await
    }

    /// How many public documents and entries a region has, and when the newest of them changed: what a version of its open
    /// data depends on besides the reports.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn open_state(&self, region: &str) -> Result<[i64; 5], StoreError> {
        let documents = Sql::new(
            "SELECT COUNT(*), COALESCE(MAX(d.published_at_ms), 0) FROM documents d JOIN agencies a ON a.id = d.agency_id \
             WHERE a.region_id = $1 AND d.visibility = 'public'",
        );
        let entries = Sql::new(
            "SELECT COUNT(*), COALESCE(MAX(e.changed_at_ms), 0) FROM register_entries e \
             JOIN agencies a ON a.id = e.agency_id WHERE a.region_id = $1",
        );
        let documents: Vec<(i64, i64)> = self.all(documents.bind(region)).await?;
        let entries: Vec<(i64, i64)> = self.all(entries.bind(region)).await?;
        let (documents, entries) = (documents.first().copied(), entries.first().copied());
        let ((documents, d_ms), (entries, e_ms)) =
            (documents.unwrap_or_default(), entries.unwrap_or_default());
        Ok([documents, d_ms, entries, e_ms, d_ms.max(e_ms)])
    }

    /// Makes what is derived of reports that were put before it was kept, some at a time; gives how many it was.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn fill_report_content(&self, most: i64) -> Result<usize, StoreError> {
        let ids: Vec<String> = self
            .column(
                Sql::new("SELECT id FROM reports WHERE content_sha256 = '' ORDER BY id LIMIT $1").bind(most),
            )
            .await?;
        let reports = self.reports_by_id(&ids).await?;
        let mut tx = self.begin().await?;
        for kept in &reports {
            tx.put_content(&kept.id, &kept.report).await?;
            let at = (kept.agency_id.as_str(), i64::from(kept.year));
            tx.put_similarity(&kept.id, at).await?;
        }
        tx.touch_public();
        tx.commit().await?;
        Ok(reports.len())
    }
}

const FINDINGS: &str = "SELECT f.report_id, f.code, f.severity, f.verdict, f.message_zh, f.message_en, f.cell_keys, \
     f.left_amount, f.right_amount FROM findings f";

/// A hash over what a report says: its form, days, cells and text.
fn content_of(report: &AnnualReport) -> String {
    let mut text = String::new();
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let _ = writeln!(
        text,
        "{}\t{}\t{}\t{}",
        report.format.as_str(),
        report.year.unwrap_or(0),
        day(report.signed_on),
        day(report.published_on)
    );
    for (key, cell) in report.cells.iter() {
        let number = cell.value.number().map(|n| n.normalize().to_string()).unwrap_or_default();
        let _ = writeln!(text, "{key}\t{}\t{number}", kind_of(cell.value));
    }
    for chapter in &report.chapters {
        let _ = writeln!(text, "{}", chapter.number);
        for paragraph in &chapter.paragraphs {
            let _ = writeln!(text, "\t{}", paragraph.text);
        }
    }
    sha256(text.as_bytes())
}

impl Tx {
    /// What is derived of a report that was just put: its hash, how alike it is to last year's, and next year's to it.
    pub(crate) async fn derive_content(&mut self, new: &NewReport) -> Result<(), StoreError> {
        self.put_content(&new.id, &new.report).await?;
        let year = i64::from(new.year);
        self.put_similarity(&new.id, (&new.agency_id, year)).await?;
        let next = Sql::new("SELECT id FROM reports WHERE agency_id = $1 AND year = $2");
        let next: Vec<(String,)> = self.all(next.bind(&new.agency_id).bind(year + 1)).await?;
        for (id,) in next {
            self.put_similarity(&id, (&new.agency_id, year + 1)).await?;
        }
        Ok(())
    }

    async fn put_content(&mut self, id: &str, report: &AnnualReport) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE reports SET content_sha256 = $1 WHERE id = $2");
        self.execute(sql.bind(content_of(report)).bind(id)).await?;
        Ok(())
    }

    async fn put_similarity(&mut self, id: &str, (agency_id, year): (&str, i64)) -> Result<(), StoreError> {
        let before = Sql::new(
            "SELECT id FROM reports WHERE agency_id = $1 AND year = $2 ORDER BY version DESC LIMIT 1",
        );
        let before = self.scalar::<String>(before.bind(agency_id).bind(year - 1)).await?;
        let name = Sql::new("SELECT name FROM agencies WHERE id = $1").bind(agency_id);
        let name = self.scalar::<String>(name).await?.unwrap_or_default();
        let alike = match before {
            Some(before) => {
                let (ours, theirs) = (self.text_of(id).await?, self.text_of(&before).await?);
                let both = !ours.is_empty() && !theirs.is_empty();
                both.then(|| similarity_of(&ours, &[&name], &theirs, &[&name]))
            }
            None => None,
        };
        let sql = Sql::new("UPDATE reports SET text_similarity = $1 WHERE id = $2");
        self.execute(sql.bind(alike).bind(id)).await?;
        Ok(())
    }

    async fn text_of(&mut self, report_id: &str) -> Result<String, StoreError> {
        let mut sql = Sql::new(
            "SELECT p.body FROM paragraphs p JOIN chapters c ON c.report_id = p.report_id AND c.position = p.chapter \
             WHERE p.report_id = ",
        );
        sql.push_bind(report_id).push(" AND c.number IN (").push_list(COMPARED);
        sql.push(") ORDER BY p.chapter, p.position");
        let rows: Vec<(String,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|r| r.0).collect::<Vec<_>>().join("\n"))
    }
}
