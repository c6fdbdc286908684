//! Accounts of applicants: apart from those of the office, outside of the record, gone when their owner says so.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// An account.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Applicant {
        /// Its id.
        pub id: String,
        /// `email` or `telephone`.
        pub kind: String,
        /// The address, sealed.
        pub sealed: String,
        /// Since when.
        pub created_at_ms: i64,
    }
}

row! {
    /// A code that was sent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ApplicantCode {
        /// Its id.
        pub id: String,
        /// `email` or `telephone`.
        pub kind: String,
        /// The keyed hash of the address.
        pub tag: String,
        /// The keyed hash of the code.
        pub code_hash: String,
        /// Where it goes and what it says, sealed.
        pub sealed: String,
        /// How often it was tried.
        pub tries: i64,
        /// When it was asked for.
        pub created_at_ms: i64,
        /// Until when it can be used.
        pub expires_at_ms: i64,
    }
}

impl Store {
    /// The account of an open session that was used since a moment and began since another.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn applicant_of_session(
        &self,
        token_sha256: &str,
        (seen_since_ms, begun_since_ms): (i64, i64),
    ) -> Result<Option<Applicant>, StoreError> {
        let sql = Sql::new(
            "SELECT a.id, a.kind, a.sealed, a.created_at_ms FROM applicant_sessions s JOIN applicants a \
             ON a.id = s.applicant_id WHERE s.token_sha256 = $1 AND s.seen_at_ms >= $2 AND s.created_at_ms >= $3",
        );
        self.optional(sql.bind(token_sha256).bind(seen_since_ms).bind(begun_since_ms)).await
    }

    /// The requests of an account, the last linked first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requests_of_applicant(&self, applicant_id: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT request_id FROM applicant_requests WHERE applicant_id = $1 \
                   ORDER BY linked_at_ms DESC, request_id";
        self.column(Sql::new(sql).bind(applicant_id)).await
    }

    /// A code that was sent.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn applicant_code(&self, id: &str) -> Result<Option<ApplicantCode>, StoreError> {
        self.optional(Sql::new("SELECT * FROM applicant_codes WHERE id = $1").bind(id)).await
    }

    /// The newest codes that can still be used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn applicant_codes(&self, now_ms: i64, limit: i64) -> Result<Vec<ApplicantCode>, StoreError> {
        let sql =
            "SELECT * FROM applicant_codes WHERE expires_at_ms > $1 ORDER BY created_at_ms DESC, id LIMIT $2";
        self.all(Sql::new(sql).bind(now_ms).bind(limit)).await
    }

    /// Every sealed address of accounts and codes: table, id, value.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sealed_applicants(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.all(Sql::new("SELECT id, sealed FROM applicants ORDER BY id")).await
    }
}

impl Tx {
    /// How many codes an address, or everybody (an empty tag), asked for since a moment.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_applicant_codes(&mut self, tag: &str, since_ms: i64) -> Result<i64, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM applicant_codes WHERE created_at_ms > ");
        sql.push_bind(since_ms);
        if !tag.is_empty() {
            sql.push(" AND tag = ").push_bind(tag);
        }
        Ok(self.scalar(sql).await?.unwrap_or(0))
    }

    /// Keeps a code.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_applicant_code(&mut self, code: &ApplicantCode) -> Result<(), StoreError> {
        let sql = Sql::new(
            "INSERT INTO applicant_codes (id, kind, tag, code_hash, sealed, tries, created_at_ms, expires_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        self.execute(
            sql.bind(&code.id)
                .bind(&code.kind)
                .bind(&code.tag)
                .bind(&code.code_hash)
                .bind(&code.sealed)
                .bind(code.tries)
                .bind(code.created_at_ms)
                .bind(code.expires_at_ms),
        )
        .await?;
        Ok(())
    }

    /// Counts a try of a code and gives it as it was before.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn try_applicant_code(&mut self, id: &str) -> Result<Option<ApplicantCode>, StoreError> {
        let found = self.optional(Sql::new("SELECT * FROM applicant_codes WHERE id = $1").bind(id)).await?;
        self.execute(Sql::new("UPDATE applicant_codes SET tries = tries + 1 WHERE id = $1").bind(id)).await?;
        Ok(found)
    }

    /// Spends a code: it opens nothing any more, and where it went is forgotten. It goes on to be counted.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn spend_applicant_code(&mut self, id: &str) -> Result<(), StoreError> {
        let sql = "UPDATE applicant_codes SET code_hash = '', sealed = '', expires_at_ms = 0 WHERE id = $1";
        self.execute(Sql::new(sql).bind(id)).await?;
        Ok(())
    }

    /// Deletes codes that were asked for before a moment, and sessions that were not used since another.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sweep_applicants(&mut self, codes_ms: i64, sessions_ms: i64) -> Result<(), StoreError> {
        let codes = Sql::new("DELETE FROM applicant_codes WHERE created_at_ms < $1");
        self.execute(codes.bind(codes_ms)).await?;
        let sessions = Sql::new("DELETE FROM applicant_sessions WHERE seen_at_ms < $1");
        self.execute(sessions.bind(sessions_ms)).await?;
        Ok(())
    }

    /// The account with an address, made where there is none.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn applicant(&mut self, new: &Applicant, tag: &str) -> Result<Applicant, StoreError> {
        let insert = Sql::new(
            "INSERT INTO applicants (id, kind, tag, sealed, created_at_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (tag) DO NOTHING",
        );
        self.execute(
            insert.bind(&new.id).bind(&new.kind).bind(tag).bind(&new.sealed).bind(new.created_at_ms),
        )
        .await?;
        let select = Sql::new("SELECT id, kind, sealed, created_at_ms FROM applicants WHERE tag = $1");
        Ok(self.optional(select.bind(tag)).await?.unwrap_or_else(|| new.clone()))
    }

    /// Begins a session.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn begin_applicant_session(
        &mut self,
        token_sha256: &str,
        applicant_id: &str,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = Sql::new(
            "INSERT INTO applicant_sessions (token_sha256, applicant_id, created_at_ms, seen_at_ms) \
             VALUES ($1, $2, $3, $3)",
        );
        self.execute(sql.bind(token_sha256).bind(applicant_id).bind(at_ms)).await?;
        Ok(())
    }

    /// Notes that a session is used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn see_applicant_session(&mut self, token_sha256: &str, at_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE applicant_sessions SET seen_at_ms = $2 WHERE token_sha256 = $1";
        self.execute(Sql::new(sql).bind(token_sha256).bind(at_ms)).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn end_applicant_session(&mut self, token_sha256: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM applicant_sessions WHERE token_sha256 = $1";
        self.execute(Sql::new(sql).bind(token_sha256)).await?;
        Ok(())
    }

    /// Puts a request into the history of an account.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn link_applicant(
        &mut self,
        applicant_id: &str,
        request_id: &str,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = Sql::new(
            "INSERT INTO applicant_requests (applicant_id, request_id, linked_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (applicant_id, request_id) DO NOTHING",
        );
        self.execute(sql.bind(applicant_id).bind(request_id).bind(at_ms)).await?;
        Ok(())
    }

    /// Seals an address anew.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn reseal_applicant(&mut self, id: &str, sealed: &str) -> Result<(), StoreError> {
        self.execute(Sql::new("UPDATE applicants SET sealed = $2 WHERE id = $1").bind(id).bind(sealed))
            .await?;
        Ok(())
    }

    /// Deletes an account with its sessions and its history. The requests themselves are files of their agencies.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delete_applicant(&mut self, id: &str) -> Result<(), StoreError> {
        let codes = "DELETE FROM applicant_codes WHERE tag IN (SELECT tag FROM applicants WHERE id = $1)";
        for sql in [
            codes,
            "DELETE FROM applicant_requests WHERE applicant_id = $1",
            "DELETE FROM applicant_sessions WHERE applicant_id = $1",
            "DELETE FROM applicants WHERE id = $1",
        ] {
            self.execute(Sql::new(sql).bind(id)).await?;
        }
        Ok(())
    }
}
