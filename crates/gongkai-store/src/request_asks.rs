//! Consultations on the desks of agencies here: rows derived from the events of requests.

use crate::db::{Sql, Tx};
use crate::requests::KeptRequest;
use crate::{Store, StoreError};

row! {
    /// A consultation on the desk of an agency.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AskRow {
        /// In which request.
        pub request_id: String,
        /// Its number there.
        pub number: i64,
        /// Who asks.
        pub agency_id: String,
        /// Who is asked.
        pub asked_id: String,
        /// A code of who is asked: `joint-agency` or `other-agency`.
        pub whom: String,
        /// When it lay on the desk.
        pub served_on: String,
        /// When it was over.
        pub ended_on: Option<String>,
        /// What it brought.
        pub reply: Option<String>,
    }
}

impl Tx {
    /// Puts the rows of a request's consultations as they are now.
    pub(crate) async fn put_request_asks(&mut self, kept: &KeptRequest) -> Result<(), StoreError> {
        let delete = Sql::new("DELETE FROM request_asks WHERE request_id = $1");
        self.execute(delete.bind(&kept.id)).await?;
        for (number, asked_id) in &kept.case.addressed {
            // A case that is answered again has no consultations that were left open.
            let Some(one) = kept.case.consultation(*number) else { continue };
            self.execute(
                Sql::new(
                    "INSERT INTO request_asks (request_id, number, agency_id, asked_id, whom, served_on, ended_on, reply) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                )
                .bind(&kept.id)
                .bind(i64::from(*number))
                .bind(&kept.agency_id)
                .bind(asked_id)
                .bind(one.whom.code())
                .bind(one.served_on.unwrap_or(one.sent_on).to_string())
                .bind(one.ended.map(|e| e.0.to_string()))
                .bind(one.ended.map(|e| e.1.code())),
            )
            .await?;
        }
        Ok(())
    }
}

const COLUMNS: &str = "request_id, number, agency_id, asked_id, whom, served_on, ended_on, reply";

impl Store {
    /// The consultations that an agency is asked, those that wait first, the oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn asks_of(&self, asked_id: &str) -> Result<Vec<AskRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM request_asks WHERE asked_id = ").push_bind(asked_id);
        sql.push(" ORDER BY CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END, served_on, request_id, number");
        self.all(sql).await
    }
}
