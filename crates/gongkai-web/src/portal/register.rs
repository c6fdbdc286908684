//! `/registers/{agency}/{register}`: registers that an agency shows to everybody.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::registers::{self, RegisterPage};
use gongkai_app::{App, EntryRow};
use gongkai_domain::register::Field;
use serde::Deserialize;

use super::view;
use crate::error::Failure;
use crate::office;
use crate::page::{Ctx, html};

/// Of which year; of all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    year: String,
}

impl YearQuery {
    /// The year; none for all of them.
    pub fn year(&self) -> Option<i16> {
        self.year.trim().parse().ok()
    }
}

#[derive(Template)]
#[template(path = "portal/register.html")]
struct PublicRegister {
    ctx: Ctx,
    page: RegisterPage,
}

impl PublicRegister {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn fields(&self) -> Vec<&Field> {
        self.page.register.fields.iter().filter(|f| !f.is_personal).collect()
    }

    /// Whether the public can take part in its entries.
    fn takes_part(&self) -> bool {
        ["surveys", "open-days"].contains(&self.page.register.code.as_str())
    }

    fn value<'a>(&self, entry: &'a EntryRow, field: &&Field) -> &'a str {
        entry.fields.get(&field.code).map_or("", String::as_str)
    }
}

async fn find(
    app: &App,
    ctx: &Ctx,
    agency: &str,
    code: &str,
    query: &YearQuery,
) -> Result<RegisterPage, Failure> {
    let page = registers::public_register(app, agency, code, query.year()).await;
    page.map_err(|e| office::failure(ctx.lang, e))?.ok_or(Failure::NotFound)
}

/// The register.
pub async fn register(
    State(app): State<App>,
    ctx: Ctx,
    Path((agency, code)): Path<(String, String)>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    let page = find(&app, &ctx, &agency, &code, &query).await?;
    html(&PublicRegister { ctx, page })
}

/// The register as a table, `xlsx` or `csv`.
pub async fn export(
    State(app): State<App>,
    ctx: Ctx,
    Path((agency, code, format)): Path<(String, String, String)>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    let page = find(&app, &ctx, &agency, &code, &query).await?;
    office::registers::table(&page, &format)
}
