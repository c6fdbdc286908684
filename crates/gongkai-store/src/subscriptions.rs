//! Who wants to be told of new documents by mail. Rows of people, outside of the record: they are deleted, not withdrawn.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// A wish to be told.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Subscription {
        /// Its id.
        pub id: String,
        /// Where mails go.
        pub email: String,
        /// `zh` or `en`.
        pub lang: String,
        /// What is wanted, as a JSON object.
        pub wish: String,
        /// When it was asked for.
        pub created_at_ms: i64,
        /// When the address said that it was itself.
        pub confirmed_at_ms: Option<i64>,
        /// What was published before this moment was told.
        pub told_until_ms: i64,
    }
}

impl Store {
    /// The subscription with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn subscription(&self, id: &str) -> Result<Option<Subscription>, StoreError> {
        self.optional(Sql::new("SELECT * FROM subscriptions WHERE id = $1").bind(id)).await
    }

    /// Confirmed subscriptions after one, by id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn subscriptions_after(&self, id: &str, limit: i64) -> Result<Vec<Subscription>, StoreError> {
        let sql =
            "SELECT * FROM subscriptions WHERE confirmed_at_ms IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";
        self.all(Sql::new(sql).bind(id).bind(limit)).await
    }
}

impl Tx {
    /// Puts a subscription that waits for its confirmation; gives the one of the same address and wish where there is one.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_subscription(&mut self, s: &Subscription) -> Result<Subscription, StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO subscriptions (id, email, lang, wish, created_at_ms, told_until_ms) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email, wish) DO UPDATE SET lang = excluded.lang",
            )
            .bind(&s.id)
            .bind(&s.email)
            .bind(&s.lang)
            .bind(&s.wish)
            .bind(s.created_at_ms)
            .bind(s.told_until_ms),
        )
        .await?;
        let sql = "SELECT * FROM subscriptions WHERE email = $1 AND wish = $2";
        let found = self.optional(Sql::new(sql).bind(&s.email).bind(&s.wish)).await?;
        Ok(found.unwrap_or_else(|| s.clone()))
    }

    /// How many subscriptions an address has, confirmed or not.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_subscriptions(&mut self, email: &str) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM subscriptions WHERE email = $1";
        Ok(self.scalar(Sql::new(sql).bind(email)).await?.unwrap_or(0))
    }

    /// Notes that the address said it was itself; what is published from then on is told.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn confirm_subscription(&mut self, id: &str, at_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE subscriptions SET confirmed_at_ms = $2, told_until_ms = $2 \
                   WHERE id = $1 AND confirmed_at_ms IS NULL";
        self.execute(Sql::new(sql).bind(id).bind(at_ms)).await?;
        Ok(())
    }

    /// Notes until when it was told.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn told_subscription(&mut self, id: &str, until_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE subscriptions SET told_until_ms = $2 WHERE id = $1";
        self.execute(Sql::new(sql).bind(id).bind(until_ms)).await?;
        Ok(())
    }

    /// Deletes one.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn end_subscription(&mut self, id: &str) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM subscriptions WHERE id = $1").bind(id)).await?;
        Ok(())
    }

    /// Deletes those that were asked for before a moment and never confirmed.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sweep_subscriptions(&mut self, before_ms: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM subscriptions WHERE confirmed_at_ms IS NULL AND created_at_ms < $1";
        self.execute(Sql::new(sql).bind(before_ms)).await?;
        Ok(())
    }
}
