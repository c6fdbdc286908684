//! Who publishes reports, and where.

use crate::db::{Sql, Tx};
use crate::{Store, StoreError};

row! {
    /// A region: a place with one government and its units.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Region {
        /// The id in addresses.
        pub id: String,
        /// Its name in Chinese.
        pub name: String,
        /// Its name in English.
        pub name_en: String,
        /// Whether it is invented, for the demonstration.
        pub made_up: bool,
    }
}

row! {
    /// An agency that publishes a report each year.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Agency {
        /// The id in addresses.
        pub id: String,
        /// The region it belongs to.
        pub region_id: String,
        /// The government whose report its numbers go into.
        pub parent_id: Option<String>,
        /// Its name in Chinese.
        pub name: String,
        /// Its name in English.
        pub name_en: String,
        /// `province`, `city`, `county` or `township`.
        pub level: String,
        /// `government`, `office`, `department` or `town`.
        pub kind: String,
        /// Its place on the region's roster, if it is on it.
        pub roster_position: Option<i64>,
    }
}

impl Store {
    /// Puts regions and agencies; one that is there already is replaced.
    ///
    /// # Errors
    ///
    /// If the database fails or an agency names a region or parent that is not there.
    pub async fn save_agencies(&self, regions: &[Region], agencies: &[Agency]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for r in regions {
            tx.execute(
                Sql::new("INSERT INTO regions (id, name, name_en, made_up) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE \
                 SET name = excluded.name, name_en = excluded.name_en, made_up = excluded.made_up")
                .bind(&r.id)
                .bind(&r.name)
                .bind(&r.name_en)
                .bind(r.made_up),
            )
            .await?;
        }
        for agency in agencies {
            tx.put_agency(agency).await?;
        }
        tx.touch_public();
        tx.commit().await
    }

    /// Every region that has an agency, by name.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn regions(&self) -> Result<Vec<Region>, StoreError> {
        self.all(Sql::new("SELECT id, name, name_en, made_up FROM regions ORDER BY made_up DESC, name")).await
    }

    /// The region with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn region(&self, id: &str) -> Result<Option<Region>, StoreError> {
        self.optional(Sql::new("SELECT id, name, name_en, made_up FROM regions WHERE id = $1").bind(id)).await
    }

    /// The agencies of a region: the government first, then the roster in its order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn agencies_of(&self, region_id: &str) -> Result<Vec<Agency>, StoreError> {
        self.all(
            Sql::new(
                "SELECT id, region_id, parent_id, name, name_en, level, kind, roster_position FROM agencies \
             WHERE region_id = $1 ORDER BY COALESCE(roster_position, 0), name",
            )
            .bind(region_id),
        )
        .await
    }

    /// Every agency: by region, the government first, then the roster in its order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn agencies(&self) -> Result<Vec<Agency>, StoreError> {
        self.all(Sql::new(
            "SELECT id, region_id, parent_id, name, name_en, level, kind, roster_position FROM agencies \
             ORDER BY region_id, COALESCE(roster_position, 0), name",
        ))
        .await
    }

    /// The agency with this id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn agency(&self, id: &str) -> Result<Option<Agency>, StoreError> {
        self.optional(Sql::new("SELECT id, region_id, parent_id, name, name_en, level, kind, roster_position FROM agencies WHERE id = $1").bind(id)).await
    }
}

impl Tx {
    /// Puts an agency; one that is there already is replaced.
    ///
    /// # Errors
    ///
    /// If the database fails or it names a region or parent that is not there.
    pub async fn put_agency(&mut self, a: &Agency) -> Result<(), StoreError> {
        self.touch_public();
        self.execute(
            Sql::new(
                "INSERT INTO agencies (id, region_id, parent_id, name, name_en, level, kind, roster_position) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
                 region_id = excluded.region_id, parent_id = excluded.parent_id, name = excluded.name, \
                 name_en = excluded.name_en, level = excluded.level, kind = excluded.kind, \
                 roster_position = excluded.roster_position",
            )
            .bind(&a.id)
            .bind(&a.region_id)
            .bind(&a.parent_id)
            .bind(&a.name)
            .bind(&a.name_en)
            .bind(&a.level)
            .bind(&a.kind)
            .bind(a.roster_position),
        )
        .await?;
        Ok(())
    }
}
