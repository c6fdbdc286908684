//! Platforms that hand requests in, the numbers that they gave them, and what they were told. Rows of access, like
//! accounts: what is done with them stands in the record, the rows are not made from it.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// A platform with its access.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Platform {
        /// Its id.
        pub id: String,
        /// What the office calls it.
        pub name: String,
        /// What is kept of its token.
        pub token_sha256: String,
        /// Ids of agencies, divided by blanks; `*` for all.
        pub scope: String,
        /// When the token ends.
        pub expires_at_ms: i64,
        /// Who let it in.
        pub created_by: String,
        /// When.
        pub created_at_ms: i64,
        /// When it was here last, to the minute.
        pub used_at_ms: Option<i64>,
        /// When it was shut out.
        pub revoked_at_ms: Option<i64>,
        /// Where it is told what happens; empty: nowhere.
        pub hook_url: String,
        /// Of what, by code, divided by blanks.
        pub hook_events: String,
        /// The secret that signs, sealed.
        pub hook_secret: String,
    }
}

row! {
    /// The number that a platform gave a request.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PlatformRequest {
        /// Whose number.
        pub platform_id: String,
        /// The number.
        pub platform_number: String,
        /// The request.
        pub request_id: String,
        /// A tag of all that was handed in.
        pub content_tag: String,
        /// When.
        pub created_at_ms: i64,
    }
}

row! {
    /// Something that a platform is told.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Delivery {
        /// Its id, the same in every try.
        pub id: String,
        /// Who is told.
        pub platform_id: String,
        /// Of which request.
        pub request_id: String,
        /// What happened, by code.
        pub event: String,
        /// What is sent.
        pub body: String,
        /// How often it was tried.
        pub attempts: i64,
        /// What the platform answered last.
        pub status: Option<i64>,
        /// Why the last try failed.
        pub error: Option<String>,
        /// When it happened.
        pub created_at_ms: i64,
        /// The last try.
        pub tried_at_ms: Option<i64>,
        /// When the platform took it.
        pub delivered_at_ms: Option<i64>,
    }
}

impl Store {
    /// Every platform, by name.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platforms(&self) -> Result<Vec<Platform>, StoreError> {
        self.all(Sql::new("SELECT * FROM platforms ORDER BY name, id")).await
    }

    /// The platform with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platform(&self, id: &str) -> Result<Option<Platform>, StoreError> {
        self.optional(Sql::new("SELECT * FROM platforms WHERE id = $1").bind(id)).await
    }

    /// The platform whose token has this hash, whether or not the token is good.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platform_by_token(&self, token_sha256: &str) -> Result<Option<Platform>, StoreError> {
        self.optional(Sql::new("SELECT * FROM platforms WHERE token_sha256 = $1").bind(token_sha256)).await
    }

    /// Notes that a platform was here.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn touch_platform(&self, id: &str, now_ms: i64) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE platforms SET used_at_ms = $1 WHERE id = $2");
        self.execute(sql.bind(now_ms).bind(id)).await?;
        Ok(())
    }

    /// The request to which a platform gave a number.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platform_request(
        &self,
        platform_id: &str,
        number: &str,
    ) -> Result<Option<PlatformRequest>, StoreError> {
        let sql = Sql::new("SELECT * FROM platform_requests WHERE platform_id = $1 AND platform_number = $2");
        self.optional(sql.bind(platform_id).bind(number)).await
    }

    /// The name of the platform that handed a request in, and its number there.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn handed_in_by(&self, request_id: &str) -> Result<Option<(String, String)>, StoreError> {
        let sql = Sql::new(
            "SELECT p.name, r.platform_number FROM platform_requests r JOIN platforms p ON p.id = r.platform_id \
             WHERE r.request_id = $1",
        );
        self.optional(sql.bind(request_id)).await
    }

    /// What a platform was told last, newest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn deliveries(&self, platform_id: &str, limit: i64) -> Result<Vec<Delivery>, StoreError> {
        let sql = Sql::new(
            "SELECT * FROM deliveries WHERE platform_id = $1 ORDER BY created_at_ms DESC, id LIMIT $2",
        );
        self.all(sql.bind(platform_id).bind(limit)).await
    }

    /// The delivery with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        self.optional(Sql::new("SELECT * FROM deliveries WHERE id = $1").bind(id)).await
    }
}

impl Tx {
    /// Puts a platform, new or changed.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_platform(&mut self, p: &Platform) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO platforms (id, name, token_sha256, scope, expires_at_ms, created_by, created_at_ms, \
                 used_at_ms, revoked_at_ms, hook_url, hook_events, hook_secret) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET \
                 name = excluded.name, token_sha256 = excluded.token_sha256, scope = excluded.scope, \
                 expires_at_ms = excluded.expires_at_ms, revoked_at_ms = excluded.revoked_at_ms, \
                 hook_url = excluded.hook_url, hook_events = excluded.hook_events, \
                 hook_secret = excluded.hook_secret",
            )
            .bind(&p.id)
            .bind(&p.name)
            .bind(&p.token_sha256)
            .bind(&p.scope)
            .bind(p.expires_at_ms)
            .bind(&p.created_by)
            .bind(p.created_at_ms)
            .bind(p.used_at_ms)
            .bind(p.revoked_at_ms)
            .bind(&p.hook_url)
            .bind(&p.hook_events)
            .bind(&p.hook_secret),
        )
        .await?;
        Ok(())
    }

    /// The platform with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platform(&mut self, id: &str) -> Result<Option<Platform>, StoreError> {
        self.optional(Sql::new("SELECT * FROM platforms WHERE id = $1").bind(id)).await
    }

    /// Notes the number that a platform gave a request.
    ///
    /// # Errors
    ///
    /// If the database fails, or the number was given before: a conflict.
    pub async fn put_platform_request(&mut self, r: &PlatformRequest) -> Result<(), StoreError> {
        let sql = Sql::new(
            "INSERT INTO platform_requests (platform_id, platform_number, request_id, content_tag, created_at_ms) \
             VALUES ($1, $2, $3, $4, $5)",
        );
        let sql = sql.bind(&r.platform_id).bind(&r.platform_number).bind(&r.request_id);
        self.execute(sql.bind(&r.content_tag).bind(r.created_at_ms)).await?;
        Ok(())
    }

    /// The platform that handed a request in, with its number; nothing where it came another way.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn platform_of(&mut self, request_id: &str) -> Result<Option<(Platform, String)>, StoreError> {
        let sql = Sql::new("SELECT * FROM platform_requests WHERE request_id = $1").bind(request_id);
        let Some(link): Option<PlatformRequest> = self.optional(sql).await? else { return Ok(None) };
        Ok(self.platform(&link.platform_id).await?.map(|p| (p, link.platform_number)))
    }

    /// Puts something that a platform is to be told.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_delivery(&mut self, d: &Delivery) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO deliveries (id, platform_id, request_id, event, body, attempts, status, error, \
                 created_at_ms, tried_at_ms, delivered_at_ms) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(&d.id)
            .bind(&d.platform_id)
            .bind(&d.request_id)
            .bind(&d.event)
            .bind(&d.body)
            .bind(d.attempts)
            .bind(d.status)
            .bind(d.error.as_deref())
            .bind(d.created_at_ms)
            .bind(d.tried_at_ms)
            .bind(d.delivered_at_ms),
        )
        .await?;
        Ok(())
    }

    /// Notes how a try went: what was answered, and why it failed.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn note_delivery(
        &mut self,
        id: &str,
        status: Option<i64>,
        error: Option<&str>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let delivered = if error.is_none() { Some(now_ms) } else { None };
        let sql = Sql::new(
            "UPDATE deliveries SET attempts = attempts + 1, status = $1, error = $2, tried_at_ms = $3, \
             delivered_at_ms = COALESCE(delivered_at_ms, $4) WHERE id = $5",
        );
        self.execute(sql.bind(status).bind(error).bind(now_ms).bind(delivered).bind(id)).await?;
        Ok(())
    }

    /// Forgets what platforms were told before a time.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sweep_deliveries(&mut self, before_ms: i64) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM deliveries WHERE created_at_ms < $1").bind(before_ms)).await?;
        Ok(())
    }
}
