//! What the guide (Art. 12) says of an agency.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// What the guide says of an agency, and what became of it.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct AgencyProfile {
        /// Which agency.
        pub agency_id: String,
        /// 统一社会信用代码, 18 characters; the first part of its index numbers.
        pub unified_code: String,
        /// The office that handles disclosure (Art. 4).
        pub office: String,
        /// Where it is.
        pub address: String,
        /// When it is open.
        pub hours: String,
        /// Its telephone.
        pub telephone: String,
        /// Its fax.
        pub fax: String,
        /// Its mail address.
        pub email: String,
        /// Its website.
        pub website: String,
        /// What the agency does.
        pub duties: String,
        /// `active`, `merged`, `split` or `abolished`.
        pub status: String,
        /// The day it was set up.
        pub valid_from_on: Option<String>,
        /// The day it ended.
        pub valid_to_on: Option<String>,
        /// The agency that goes on with its work.
        pub succeeded_by: Option<String>,
    }
}

impl Store {
    /// The profile of an agency.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn profile(&self, agency_id: &str) -> Result<Option<AgencyProfile>, StoreError> {
        self.optional(Sql::new("SELECT * FROM agency_profiles WHERE agency_id = $1").bind(agency_id)).await
    }

    /// Every profile.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn profiles(&self) -> Result<Vec<AgencyProfile>, StoreError> {
        self.all(Sql::new("SELECT * FROM agency_profiles ORDER BY agency_id")).await
    }

    /// Puts a profile, new or changed.
    ///
    /// # Errors
    ///
    /// If the database fails, or there is no such agency.
    pub async fn put_profile(&self, p: &AgencyProfile) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.put_profile(p).await?;
        tx.commit().await
    }
}

impl Tx {
    /// Puts a profile, new or changed.
    ///
    /// # Errors
    ///
    /// If the database fails, or there is no such agency.
    pub async fn put_profile(&mut self, p: &AgencyProfile) -> Result<(), StoreError> {
        self.touch_public();
        self.execute(
            Sql::new(
                "INSERT INTO agency_profiles (agency_id, unified_code, office, address, hours, telephone, fax, email, \
                 website, duties, status, valid_from_on, valid_to_on, succeeded_by) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
                 ON CONFLICT (agency_id) DO UPDATE SET unified_code = excluded.unified_code, \
                 office = excluded.office, address = excluded.address, hours = excluded.hours, \
                 telephone = excluded.telephone, fax = excluded.fax, email = excluded.email, \
                 website = excluded.website, duties = excluded.duties, status = excluded.status, \
                 valid_from_on = excluded.valid_from_on, valid_to_on = excluded.valid_to_on, \
                 succeeded_by = excluded.succeeded_by",
            )
            .bind(&p.agency_id)
            .bind(&p.unified_code)
            .bind(&p.office)
            .bind(&p.address)
            .bind(&p.hours)
            .bind(&p.telephone)
            .bind(&p.fax)
            .bind(&p.email)
            .bind(&p.website)
            .bind(&p.duties)
            .bind(&p.status)
            .bind(&p.valid_from_on)
            .bind(&p.valid_to_on)
            .bind(&p.succeeded_by),
        )
        .await?;
        Ok(())
    }
}
