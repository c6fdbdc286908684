//! Accounts, roles, sessions and one-time links.

use gongkai_domain::permission::{Grant, Role};
use sqlx::FromRow;

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// An account.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct User {
        /// The id in addresses and in the record.
        pub id: String,
        /// What is typed to sign in.
        pub login: String,
        /// The person's name.
        pub name: String,
        /// Where mail goes; may be empty.
        pub email: String,
        /// Argon2id, PHC string; empty until the person has set one.
        pub password_hash: String,
        /// When the password was set.
        pub password_changed_at_ms: Option<i64>,
        /// Key of the second factor; empty until there is one.
        pub totp_secret: String,
        /// Whether a code of it was given once.
        pub totp_confirmed: bool,
        /// The last step of time whose code was used.
        pub totp_step: i64,
        /// Subject at the identity provider.
        pub oidc_subject: Option<String>,
        /// `active` or `disabled`.
        pub status: String,
        /// Failed attempts since the last success.
        pub failed_count: i64,
        /// Until when it is locked.
        pub locked_until_ms: Option<i64>,
        /// When it was made.
        pub created_at_ms: i64,
    }
}

row! {
    /// A session of somebody who signed in.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Session {
        /// Hash of the token in the cookie.
        pub token_sha256: String,
        /// The id in lists.
        pub id: String,
        /// Whose it is.
        pub user_id: String,
        /// When it began.
        pub created_at_ms: i64,
        /// When it was last used, to the minute.
        pub seen_at_ms: i64,
        /// When it ends at the latest.
        pub expires_at_ms: i64,
        /// Whether the second factor was given.
        pub complete: bool,
        /// What the browser says it is.
        pub agent: String,
        /// Where the request came from.
        pub address: String,
    }
}

row! {
    /// A one-time link.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Invitation {
        /// Hash of the token in the link.
        pub token_sha256: String,
        /// `first-admin` or `password`.
        pub purpose: String,
        /// For whom.
        pub user_id: Option<String>,
        /// When it ends.
        pub expires_at_ms: i64,
        /// When it was used.
        pub used_at_ms: Option<i64>,
    }
}

row! {
    struct GrantRow {
        agency_id: String,
        region_id: String,
        role: String,
    }
}

impl GrantRow {
    fn into_grant(self) -> Result<Grant, StoreError> {
        let role = Role::parse(&self.role).ok_or(StoreError::Corrupt {
            table: "grants",
            what: "role",
            value: self.role,
        })?;
        Ok(Grant { agency: self.agency_id, region: self.region_id, role })
    }
}

const GRANTS: &str = "SELECT g.agency_id, a.region_id, g.role FROM grants g JOIN agencies a ON a.id = g.agency_id \
                      WHERE g.user_id = $1 ORDER BY g.agency_id, g.role";

impl Store {
    /// The account with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn user(&self, id: &str) -> Result<Option<User>, StoreError> {
        self.optional(Sql::new("SELECT * FROM users WHERE id = $1").bind(id)).await
    }

    /// The account that signs in with this.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>, StoreError> {
        self.optional(Sql::new("SELECT * FROM users WHERE login = $1").bind(login)).await
    }

    /// The account behind a subject of the identity provider.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn user_by_subject(&self, subject: &str) -> Result<Option<User>, StoreError> {
        self.optional(Sql::new("SELECT * FROM users WHERE oidc_subject = $1").bind(subject)).await
    }

    /// The accounts with an e-mail address; its case does not matter.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn users_by_email(&self, email: &str) -> Result<Vec<User>, StoreError> {
        self.all(Sql::new("SELECT * FROM users WHERE lower(email) = lower($1) ORDER BY id").bind(email)).await
    }

    /// Every account, by login.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.all(Sql::new("SELECT * FROM users ORDER BY login")).await
    }

    /// How many accounts there are.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_users(&self) -> Result<i64, StoreError> {
        Ok(self.scalar(Sql::new("SELECT COUNT(*) FROM users")).await?.unwrap_or(0))
    }

    /// The roles of an account.
    ///
    /// # Errors
    ///
    /// If the database fails or holds a role that does not exist.
    pub async fn grants_of(&self, user_id: &str) -> Result<Vec<Grant>, StoreError> {
        let rows: Vec<GrantRow> = self.all(Sql::new(GRANTS).bind(user_id)).await?;
        rows.into_iter().map(GrantRow::into_grant).collect()
    }

    /// Everybody with a role at an agency, with the role, by name.
    ///
    /// # Errors
    ///
    /// If the database fails or holds a role that does not exist.
    pub async fn people_of(&self, agency_id: &str) -> Result<Vec<(User, Role)>, StoreError> {
        struct Row {
            user: User,
            role: String,
        }
        impl<'r, R: sqlx::Row> FromRow<'r, R> for Row
        where
            User: FromRow<'r, R>,
            &'static str: sqlx::ColumnIndex<R>,
            String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        {
            fn from_row(row: &'r R) -> sqlx::Result<Row> {
                Ok(Row { user: User::from_row(row)?, role: row.try_get("role")? })
            }
        }
        let rows: Vec<Row> = self
            .all(
                Sql::new(
                    "SELECT u.*, g.role FROM users u JOIN grants g ON g.user_id = u.id WHERE g.agency_id = $1 \
                     ORDER BY u.name, g.role",
                )
                .bind(agency_id),
            )
            .await?;
        rows.into_iter()
            .map(|row| {
                let role = Role::parse(&row.role).ok_or(StoreError::Corrupt {
                    table: "grants",
                    what: "role",
                    value: row.role,
                })?;
                Ok((row.user, role))
            })
            .collect()
    }

    /// The session behind a token's hash, if it has not ended.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn session(&self, token_sha256: &str, now_ms: i64) -> Result<Option<Session>, StoreError> {
        self.optional(
            Sql::new("SELECT * FROM sessions WHERE token_sha256 = $1 AND expires_at_ms > $2")
                .bind(token_sha256)
                .bind(now_ms),
        )
        .await
    }

    /// The open sessions of an account, last used first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sessions_of(&self, user_id: &str, now_ms: i64) -> Result<Vec<Session>, StoreError> {
        self.all(
            Sql::new(
                "SELECT * FROM sessions WHERE user_id = $1 AND expires_at_ms > $2 ORDER BY seen_at_ms DESC, id",
            )
            .bind(user_id)
            .bind(now_ms),
        )
        .await
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn touch_session(&self, token_sha256: &str, now_ms: i64) -> Result<(), StoreError> {
        self.execute(
            Sql::new("UPDATE sessions SET seen_at_ms = $1 WHERE token_sha256 = $2")
                .bind(now_ms)
                .bind(token_sha256),
        )
        .await?;
        Ok(())
    }

    /// The link behind a token's hash, if it can still be used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn invitation(
        &self,
        token_sha256: &str,
        now_ms: i64,
    ) -> Result<Option<Invitation>, StoreError> {
        self.optional(
            Sql::new(
                "SELECT * FROM invitations WHERE token_sha256 = $1 AND expires_at_ms > $2 AND used_at_ms IS NULL",
            )
            .bind(token_sha256)
            .bind(now_ms),
        )
        .await
    }
}

impl Tx {
    /// Puts an account, new or changed.
    ///
    /// # Errors
    ///
    /// If the database fails, or the login is taken.
    pub async fn put_user(&mut self, u: &User) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO users (id, login, name, email, password_hash, password_changed_at_ms, totp_secret, \
                 totp_confirmed, totp_step, oidc_subject, status, failed_count, locked_until_ms, created_at_ms) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO UPDATE SET \
                 login = excluded.login, name = excluded.name, email = excluded.email, \
                 password_hash = excluded.password_hash, password_changed_at_ms = excluded.password_changed_at_ms, \
                 totp_secret = excluded.totp_secret, totp_confirmed = excluded.totp_confirmed, \
                 totp_step = excluded.totp_step, oidc_subject = excluded.oidc_subject, status = excluded.status, \
                 failed_count = excluded.failed_count, locked_until_ms = excluded.locked_until_ms",
            )
            .bind(&u.id)
            .bind(&u.login)
            .bind(&u.name)
            .bind(&u.email)
            .bind(&u.password_hash)
            .bind(u.password_changed_at_ms)
            .bind(&u.totp_secret)
            .bind(u.totp_confirmed)
            .bind(u.totp_step)
            .bind(&u.oidc_subject)
            .bind(&u.status)
            .bind(u.failed_count)
            .bind(u.locked_until_ms)
            .bind(u.created_at_ms),
        )
        .await?;
        Ok(())
    }

    /// The account with this id, kept from others' changes until the transaction ends.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn user(&mut self, id: &str) -> Result<Option<User>, StoreError> {
        let mut select = Sql::new("SELECT * FROM users WHERE id = $1").bind(id);
        select.push(self.dialect().for_update());
        self.optional(select).await
    }

    /// Gives a role; giving it twice changes nothing.
    ///
    /// # Errors
    ///
    /// If the database fails, or there is no such account or agency.
    pub async fn put_grant(
        &mut self,
        user_id: &str,
        agency_id: &str,
        role: Role,
        granted_by: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO grants (user_id, agency_id, role, granted_by, granted_at_ms) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, agency_id, role) DO NOTHING",
            )
            .bind(user_id)
            .bind(agency_id)
            .bind(role.code())
            .bind(granted_by)
            .bind(now_ms),
        )
        .await?;
        Ok(())
    }

    /// Takes a role.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delete_grant(
        &mut self,
        user_id: &str,
        agency_id: &str,
        role: Role,
    ) -> Result<bool, StoreError> {
        let sql = Sql::new("DELETE FROM grants WHERE user_id = $1 AND agency_id = $2 AND role = $3")
            .bind(user_id)
            .bind(agency_id)
            .bind(role.code());
        Ok(self.execute(sql).await? > 0)
    }

    /// Begins a session.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_session(&mut self, s: &Session) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO sessions (token_sha256, id, user_id, created_at_ms, seen_at_ms, expires_at_ms, complete, \
                 agent, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(&s.token_sha256)
            .bind(&s.id)
            .bind(&s.user_id)
            .bind(s.created_at_ms)
            .bind(s.seen_at_ms)
            .bind(s.expires_at_ms)
            .bind(s.complete)
            .bind(&s.agent)
            .bind(&s.address),
        )
        .await?;
        Ok(())
    }

    /// Ends one session.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delete_session(&mut self, token_sha256: &str) -> Result<(), StoreError> {
        self.execute(Sql::new("DELETE FROM sessions WHERE token_sha256 = $1").bind(token_sha256)).await?;
        Ok(())
    }

    /// Ends one of a person's sessions by its id in lists.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delete_session_by_id(&mut self, user_id: &str, id: &str) -> Result<bool, StoreError> {
        let sql = Sql::new("DELETE FROM sessions WHERE user_id = $1 AND id = $2").bind(user_id).bind(id);
        Ok(self.execute(sql).await? > 0)
    }

    /// Ends all sessions of an account, but one if it is named.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn delete_sessions_of(&mut self, user_id: &str, but: Option<&str>) -> Result<u64, StoreError> {
        self.execute(
            Sql::new("DELETE FROM sessions WHERE user_id = $1 AND token_sha256 <> $2")
                .bind(user_id)
                .bind(but.unwrap_or_default()),
        )
        .await
    }

    /// Forgets sessions and links that have ended.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sweep_sessions(&mut self, now_ms: i64) -> Result<u64, StoreError> {
        let sessions =
            self.execute(Sql::new("DELETE FROM sessions WHERE expires_at_ms <= $1").bind(now_ms)).await?;
        let links =
            self.execute(Sql::new("DELETE FROM invitations WHERE expires_at_ms <= $1").bind(now_ms)).await?;
        Ok(sessions + links)
    }

    /// Keeps a one-time link.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn put_invitation(&mut self, i: &Invitation) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "INSERT INTO invitations (token_sha256, purpose, user_id, expires_at_ms, used_at_ms) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(&i.token_sha256)
            .bind(&i.purpose)
            .bind(&i.user_id)
            .bind(i.expires_at_ms)
            .bind(i.used_at_ms),
        )
        .await?;
        Ok(())
    }

    /// Uses a one-time link up; false if it was used or has ended.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn use_invitation(&mut self, token_sha256: &str, now_ms: i64) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "UPDATE invitations SET used_at_ms = $1 WHERE token_sha256 = $2 AND used_at_ms IS NULL \
             AND expires_at_ms > $1",
        )
        .bind(now_ms)
        .bind(token_sha256);
        Ok(self.execute(sql).await? > 0)
    }
}
