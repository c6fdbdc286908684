//! Mails of a mailbox that may be requests. What they say is sealed before it comes here; what is done with them stands in the
//! record too, but these rows are not made from it: they go when their time is over.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// A mail that was taken.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct InboxMail {
        /// Its id.
        pub id: String,
        /// Whose mailbox.
        pub agency_id: String,
        /// Folder, UIDVALIDITY and UID on the server.
        pub server_key: String,
        /// A tag of its Message-ID and content.
        pub message_tag: String,
        /// Of the sealed mail; empty where it was not kept.
        pub sha256: String,
        /// Before it was sealed.
        pub size_bytes: i64,
        /// What is shown of it, sealed.
        pub sealed: String,
        /// The day on which the server had it.
        pub came_on: String,
        /// When it was taken.
        pub taken_at_ms: i64,
        /// `open`, `registered` or `set-aside`.
        pub state: String,
        /// The request that it became.
        pub request_id: Option<String>,
        /// Why it was set aside.
        pub reason: Option<String>,
        /// By whom.
        pub ended_by: Option<String>,
        /// When.
        pub ended_at_ms: Option<i64>,
    }
}

/// How a mail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEnd<'a> {
    /// It became a request, with this id.
    Registered(&'a str),
    /// It is none, for this reason.
    SetAside(&'a str),
}

impl Store {
    /// Whether a mail was taken from this place on the server.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn has_inbox_mail(&self, server_key: &str) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM inbox_mails WHERE server_key = $1").bind(server_key);
        Ok(self.scalar::<i64>(sql).await?.is_some_and(|n| n > 0))
    }

    /// The mails of an agency, those that wait first, then the newest.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn inbox_mails(&self, agency_id: &str, limit: i64) -> Result<Vec<InboxMail>, StoreError> {
        let sql = Sql::new(
            "SELECT * FROM inbox_mails WHERE agency_id = $1 \
             ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, came_on DESC, taken_at_ms DESC, id LIMIT $2",
        );
        self.all(sql.bind(agency_id).bind(limit)).await
    }

    /// How many mails of an agency wait.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_inbox(&self, agency_id: &str) -> Result<i64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM inbox_mails WHERE agency_id = $1 AND state = 'open'");
        Ok(self.scalar(sql.bind(agency_id)).await?.unwrap_or(0))
    }

    /// The mail with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn inbox_mail(&self, id: &str) -> Result<Option<InboxMail>, StoreError> {
        self.optional(Sql::new("SELECT * FROM inbox_mails WHERE id = $1").bind(id)).await
    }

    /// Every mail, by id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn all_inbox_mails(&self) -> Result<Vec<InboxMail>, StoreError> {
        self.all(Sql::new("SELECT * FROM inbox_mails ORDER BY id")).await
    }
}

impl Tx {
    /// Puts a mail; false where it was taken before, from this place or another.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_inbox_mail(&mut self, m: &InboxMail) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "INSERT INTO inbox_mails (id, agency_id, server_key, message_tag, sha256, size_bytes, sealed, came_on, \
             taken_at_ms, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open') ON CONFLICT DO NOTHING",
        )
        .bind(&m.id)
        .bind(&m.agency_id)
        .bind(&m.server_key)
        .bind(&m.message_tag)
        .bind(&m.sha256)
        .bind(m.size_bytes)
        .bind(&m.sealed)
        .bind(&m.came_on)
        .bind(m.taken_at_ms);
        Ok(self.execute(sql).await? > 0)
    }

    /// Ends a mail of an agency that waits; false where none does.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn end_inbox_mail(
        &mut self,
        (agency_id, id): (&str, &str),
        end: MailEnd<'_>,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let (state, request_id, reason) = match end {
            MailEnd::Registered(request_id) => ("registered", Some(request_id), None),
            MailEnd::SetAside(reason) => ("set-aside", None, Some(reason)),
        };
        let sql = Sql::new(
            "UPDATE inbox_mails SET state = $1, request_id = $2, reason = $3, ended_by = $4, ended_at_ms = $5 \
             WHERE agency_id = $6 AND id = $7 AND state = 'open'",
        );
        let sql = sql.bind(state).bind(request_id).bind(reason).bind(by).bind(now_ms);
        Ok(self.execute(sql.bind(agency_id).bind(id)).await? > 0)
    }

    /// Puts what a mail is after it was sealed anew.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn reseal_inbox_mail(
        &mut self,
        id: &str,
        sha256: &str,
        sealed: &str,
    ) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE inbox_mails SET sha256 = $1, sealed = $2 WHERE id = $3");
        self.execute(sql.bind(sha256).bind(sealed).bind(id)).await?;
        Ok(())
    }
}
