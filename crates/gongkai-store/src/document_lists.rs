//! Lists of documents, for the portal and for the office.

use crate::db::Sql;
use crate::{Store, StoreError};

row! {
    /// A document as lists show it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns are described in the migration")]
    pub struct DocumentRow {
        pub no: i64,
        pub id: String,
        pub agency_id: String,
        pub index_number: String,
        pub created_at_ms: i64,
        pub created_by: String,
        pub visibility: String,
        pub version: i64,
        pub title: String,
        pub summary: String,
        pub body_sha256: String,
        pub kind: String,
        pub genre: String,
        pub theme: String,
        pub group_code: String,
        pub audience: String,
        pub legal_item: String,
        pub column_id: String,
        /// The item of the agency's catalogue, by the entry's id.
        pub catalogue_item: String,
        pub number: String,
        pub issuer: String,
        pub source: String,
        pub attribute: String,
        pub formed_on: Option<String>,
        pub effective_on: Option<String>,
        pub expires_on: Option<String>,
        pub repealed_on: Option<String>,
        pub validity: String,
        pub keywords: String,
        pub term_days: Option<i64>,
        pub published_at_ms: Option<i64>,
        pub first_published_at_ms: Option<i64>,
        pub origin: String,
        pub withdrawn_at_ms: Option<i64>,
        pub withdrawn_reason: String,
        pub work_version: Option<i64>,
        pub work_title: Option<String>,
        pub work_stage: Option<String>,
        pub work_step: Option<i64>,
        pub work_role: Option<String>,
        /// The term of the step that is due. Unit: working days.
        pub work_step_days: Option<i64>,
        pub work_since_ms: Option<i64>,
        pub work_round: Option<i64>,
        pub work_formed_on: Option<String>,
        pub work_editor: Option<String>,
        pub work_unsettled: Option<i64>,
        pub scheduled_at_ms: Option<i64>,
    }
}

row! {
    /// A file of a document.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DocumentFile {
        /// Whose file.
        pub document_id: String,
        /// `public` or `work`.
        pub state: String,
        /// Its bytes, by hash.
        pub sha256: String,
        /// The name that readers see.
        pub name: String,
        /// The media type.
        pub media: String,
        /// Unit: bytes.
        pub size_bytes: i64,
    }
}

row! {
    /// A version that was published.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct VersionRow {
        /// 1, 2, ….
        pub version: i64,
        /// Its title.
        pub title: String,
        /// Its text.
        pub body_sha256: String,
        /// When it went out.
        pub published_at_ms: i64,
        /// What was corrected.
        pub note: String,
    }
}

row! {
    /// A column (栏目) of the platform.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Column {
        /// The id in addresses.
        pub id: String,
        /// Whose; `None` for all agencies.
        pub agency_id: Option<String>,
        /// The column above it.
        pub parent_id: Option<String>,
        /// Its name in Chinese.
        pub name: String,
        /// Its name in English.
        pub name_en: String,
        /// What is in it.
        pub description: String,
        /// `news`, `notice` or `static`: how often it has to be updated.
        pub pace: String,
        /// Its place among its siblings.
        pub position: i64,
    }
}

/// Which public documents a list shows. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Of this agency.
    pub agency: Option<String>,
    /// In this column.
    pub column: Option<String>,
    /// Of this item of Art. 20 or 21.
    pub legal_item: Option<String>,
    /// Of this item of the agency's catalogue.
    pub catalogue_item: Option<String>,
    /// Of one of these kinds; empty for all.
    pub kinds: Vec<String>,
    /// Of this 有效性.
    pub validity: Option<String>,
    /// Of this 主题分类.
    pub theme: Option<String>,
    /// Published from the first moment on, and before the second.
    pub published: Option<(i64, i64)>,
    /// Published before this moment, or at it with a smaller number: where the page before ended.
    pub before: Option<(i64, i64)>,
}

impl DocumentFilter {
    fn restrict(&self, sql: &mut Sql) {
        let texts = [
            (" AND agency_id = ", &self.agency),
            (" AND column_id = ", &self.column),
            (" AND legal_item = ", &self.legal_item),
            (" AND catalogue_item = ", &self.catalogue_item),
            (" AND validity = ", &self.validity),
            (" AND theme = ", &self.theme),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                sql.push(column).push_bind(value);
            }
        }
        if !self.kinds.is_empty() {
            sql.push(" AND kind IN (").push_list(&self.kinds).push(")");
        }
        if let Some((from_ms, until_ms)) = self.published {
            sql.push(" AND published_at_ms >= ").push_bind(from_ms);
            sql.push(" AND published_at_ms < ").push_bind(until_ms);
        }
    }
}

row! {
    /// A count for each year and name of an agency.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Counter {
        /// Whose.
        pub agency_id: String,
        /// Which year, in China.
        pub year: i64,
        /// What is counted.
        pub name: String,
        /// How often.
        pub value: i64,
    }
}

impl Store {
    /// Public documents, newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn public_documents(
        &self,
        filter: &DocumentFilter,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM documents WHERE visibility = 'public'");
        filter.restrict(&mut sql);
        if let Some((at_ms, no)) = filter.before {
            sql.push(" AND (published_at_ms < ").push_bind(at_ms);
            sql.push(" OR (published_at_ms = ").push_bind(at_ms);
            sql.push(" AND no < ").push_bind(no).push("))");
        }
        sql.push(" ORDER BY published_at_ms DESC, no DESC LIMIT ").push_bind(limit);
        sql.push(" OFFSET ").push_bind(offset);
        self.all(sql).await
    }

    /// How many public documents pass a filter.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_public_documents(&self, filter: &DocumentFilter) -> Result<i64, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM documents WHERE visibility = 'public'");
        filter.restrict(&mut sql);
        Ok(self.scalar(sql).await?.unwrap_or(0))
    }

    /// How many public documents each item of an agency's catalogue has, and when the newest went out: item, number,
    /// instant.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_by_catalogue_item(
        &self,
        agency_id: &str,
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        self.all(
            Sql::new(
                "SELECT catalogue_item, COUNT(*), MAX(published_at_ms) FROM documents WHERE agency_id = $1 \
                 AND visibility = 'public' AND catalogue_item <> '' GROUP BY catalogue_item ORDER BY catalogue_item",
            )
            .bind(agency_id),
        )
        .await
    }

    /// How many public documents an agency has in each column, and when the newest went out: column, number, instant.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_by_column(
        &self,
        agency_id: Option<&str>,
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let mut sql = Sql::new(
            "SELECT column_id, COUNT(*), MAX(published_at_ms) FROM documents WHERE visibility = 'public' \
             AND column_id <> ''",
        );
        if let Some(agency) = agency_id {
            sql.push(" AND agency_id = ").push_bind(agency);
        }
        sql.push(" GROUP BY column_id ORDER BY column_id");
        self.all(sql).await
    }

    /// When an agency published its oldest and its newest public document.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn published_span(&self, agency_id: &str) -> Result<Option<(i64, i64)>, StoreError> {
        let sql = Sql::new(
            "SELECT MIN(published_at_ms), MAX(published_at_ms) FROM documents WHERE agency_id = $1 \
             AND visibility = 'public'",
        );
        let span: Option<(Option<i64>, Option<i64>)> = self.optional(sql.bind(agency_id)).await?;
        Ok(span.and_then(|(first, last)| first.zip(last)))
    }

    /// How many documents of an agency were taken over with a date of publication that the server did not set.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_imported(&self, agency_id: &str) -> Result<i64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM documents WHERE agency_id = $1 AND origin <> ''");
        Ok(self.scalar(sql.bind(agency_id)).await?.unwrap_or(0))
    }

    /// Id and time of public documents, newest first; at most `limit`.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn public_addresses(
        &self,
        (from_ms, until_ms): (i64, i64),
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        self.all(
            Sql::new(
                "SELECT id, published_at_ms FROM documents WHERE visibility = 'public' AND published_at_ms >= $1 \
                 AND published_at_ms < $2 ORDER BY published_at_ms DESC, no DESC LIMIT $3",
            )
            .bind(from_ms)
            .bind(until_ms)
            .bind(limit),
        )
        .await
    }

    /// When the oldest public document was published.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn oldest_publication(&self) -> Result<Option<i64>, StoreError> {
        let sql = Sql::new("SELECT MIN(published_at_ms) FROM documents WHERE visibility = 'public'");
        Ok(self.scalar::<Option<i64>>(sql).await?.flatten())
    }

    /// How many public documents there are by a column of the table.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_by_legal_item(&self, agency: Option<&str>) -> Result<Vec<(String, i64)>, StoreError> {
        if let Some(agency) = agency {
            let sql = Sql::new(
                "SELECT legal_item, COUNT(*) FROM documents WHERE visibility = 'public' AND agency_id = $1 \
                 GROUP BY legal_item ORDER BY legal_item",
            );
            return self.all(sql.bind(agency)).await;
        }
        // From one item to the next along the index, and a count within it: neither database does that by itself.
        self.all(Sql::new(
            "WITH RECURSIVE items (item) AS (SELECT MIN(legal_item) FROM documents UNION ALL \
             SELECT (SELECT MIN(d.legal_item) FROM documents d WHERE d.legal_item > items.item) FROM items \
             WHERE items.item IS NOT NULL) \
             SELECT item, n FROM (SELECT item, (SELECT COUNT(*) FROM documents d WHERE d.legal_item = items.item \
             AND d.visibility = 'public') AS n FROM items WHERE item IS NOT NULL) counted WHERE n > 0 ORDER BY item",
        ))
        .await
    }

    /// How many public documents each agency has.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_by_agency(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.all(Sql::new(
            "SELECT id, n FROM (SELECT a.id, (SELECT COUNT(*) FROM documents d WHERE d.agency_id = a.id \
             AND d.visibility = 'public') AS n FROM agencies a) counted WHERE n > 0 ORDER BY id",
        ))
        .await
    }

    /// The agencies that have public documents.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn publishing_agencies(&self) -> Result<Vec<String>, StoreError> {
        self.column(Sql::new(
            "SELECT a.id FROM agencies a WHERE EXISTS (SELECT 1 FROM documents d WHERE d.agency_id = a.id \
             AND d.visibility = 'public') ORDER BY a.id",
        ))
        .await
    }

    /// For each column, how many public documents it has and when the newest went out.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn column_pulse(&self) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
        self.all(Sql::new(
            "SELECT id, n, newest FROM (SELECT c.id, (SELECT COUNT(*) FROM documents d WHERE d.column_id = c.id \
             AND d.visibility = 'public') AS n, (SELECT MAX(d.published_at_ms) FROM documents d \
             WHERE d.column_id = c.id AND d.visibility = 'public') AS newest FROM columns c) counted \
             WHERE n > 0 ORDER BY id",
        ))
        .await
    }

    /// The rows of documents by number, in no order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_by_no(&self, numbers: &[i64]) -> Result<Vec<DocumentRow>, StoreError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT * FROM documents WHERE no IN (");
        sql.push_list(numbers.iter().copied()).push(")");
        self.all(sql).await
    }

    /// The row of one document.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn document_row(&self, id: &str) -> Result<Option<DocumentRow>, StoreError> {
        self.optional(Sql::new("SELECT * FROM documents WHERE id = $1").bind(id)).await
    }

    /// The row of the document with this 索引号.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn document_by_index_number(&self, number: &str) -> Result<Option<DocumentRow>, StoreError> {
        self.optional(Sql::new("SELECT * FROM documents WHERE index_number = $1").bind(number)).await
    }

    /// When each agency last published.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn newest_by_agency(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.all(Sql::new(
            "SELECT id, newest FROM (SELECT a.id, (SELECT MAX(d.published_at_ms) FROM documents d \
             WHERE d.agency_id = a.id AND d.visibility = 'public') AS newest FROM agencies a) counted \
             WHERE newest IS NOT NULL ORDER BY id",
        ))
        .await
    }

    /// The versions of a document that were published, oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn versions_of(&self, id: &str) -> Result<Vec<VersionRow>, StoreError> {
        self.all(
            Sql::new(
                "SELECT version, title, body_sha256, published_at_ms, note FROM document_versions \
                 WHERE document_id = $1 ORDER BY version",
            )
            .bind(id),
        )
        .await
    }

    /// The files of a document's public version, in order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn public_files_of(&self, id: &str) -> Result<Vec<DocumentFile>, StoreError> {
        self.all(
            Sql::new(
                "SELECT document_id, state, sha256, name, media, size_bytes FROM document_files \
                 WHERE document_id = $1 AND state = 'public' ORDER BY position",
            )
            .bind(id),
        )
        .await
    }

    /// The lines from a document's public version: kind, id, title and visibility of the other.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn links_of(&self, id: &str) -> Result<Vec<(String, String, String)>, StoreError> {
        self.all(
            Sql::new(
                "SELECT l.kind, d.id, d.title FROM document_links l JOIN documents d ON d.id = l.to_id \
                 WHERE l.from_id = $1 AND d.visibility = 'public' ORDER BY l.kind, d.no",
            )
            .bind(id),
        )
        .await
    }

    /// What is in work at these agencies, the one that has waited longest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_in_work(&self, agencies: &[String]) -> Result<Vec<DocumentRow>, StoreError> {
        if agencies.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT * FROM documents WHERE work_stage IS NOT NULL AND agency_id IN (");
        sql.push_list(agencies).push(") ORDER BY work_since_ms, no");
        self.all(sql).await
    }

    /// Every document of an agency, newest act of publishing or begin first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn documents_of(
        &self,
        agency: &str,
        visibility: Option<&str>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM documents WHERE agency_id = ");
        sql.push_bind(agency);
        if let Some(visibility) = visibility {
            sql.push(" AND visibility = ").push_bind(visibility);
        }
        sql.push(" ORDER BY COALESCE(published_at_ms, created_at_ms) DESC, no DESC LIMIT ").push_bind(limit);
        sql.push(" OFFSET ").push_bind(offset);
        self.all(sql).await
    }

    /// Documents whose time to be published has come.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn due_documents(&self, now_ms: i64) -> Result<Vec<DocumentRow>, StoreError> {
        self.all(
            Sql::new("SELECT * FROM documents WHERE scheduled_at_ms <= $1 ORDER BY scheduled_at_ms, no")
                .bind(now_ms),
        )
        .await
    }

    /// Public documents that point to this one: kind of line, and the document.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn linked_from(&self, id: &str) -> Result<Vec<(String, String, String)>, StoreError> {
        self.all(
            Sql::new(
                "SELECT l.kind, d.id, d.title FROM document_links l JOIN documents d ON d.id = l.from_id \
                 WHERE l.to_id = $1 AND d.visibility = 'public' ORDER BY d.published_at_ms DESC, d.no DESC",
            )
            .bind(id),
        )
        .await
    }

    /// Every place where a file is used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn uses_of_file(&self, sha256: &str) -> Result<Vec<DocumentFile>, StoreError> {
        self.all(
            Sql::new(
                "SELECT document_id, state, sha256, name, media, size_bytes FROM document_files WHERE sha256 = $1 \
                 ORDER BY document_id, state",
            )
            .bind(sha256),
        )
        .await
    }

    /// The counts of an agency, or of all of them.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn counters(
        &self,
        agency: Option<&str>,
        year: Option<i64>,
    ) -> Result<Vec<Counter>, StoreError> {
        let mut sql = Sql::new("SELECT agency_id, year, name, value FROM counters WHERE 1 = 1");
        if let Some(agency) = agency {
            sql.push(" AND agency_id = ").push_bind(agency);
        }
        if let Some(year) = year {
            sql.push(" AND year = ").push_bind(year);
        }
        sql.push(" ORDER BY agency_id, year, name");
        self.all(sql).await
    }

    /// The columns, in order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn columns(&self) -> Result<Vec<Column>, StoreError> {
        self.all(Sql::new("SELECT * FROM columns ORDER BY position, id")).await
    }

    /// Puts a column, new or changed.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_column(&self, c: &Column) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO columns (id, agency_id, parent_id, name, name_en, description, pace, position) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
                 parent_id = excluded.parent_id, name = excluded.name, name_en = excluded.name_en, \
                 description = excluded.description, pace = excluded.pace, position = excluded.position",
            )
            .bind(&c.id)
            .bind(&c.agency_id)
            .bind(&c.parent_id)
            .bind(&c.name)
            .bind(&c.name_en)
            .bind(&c.description)
            .bind(&c.pace)
            .bind(c.position),
        )
        .await?;
        self.revision.advance();
        Ok(())
    }
}
