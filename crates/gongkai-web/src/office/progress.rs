//! `/office/progress`: how the agencies stand.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::documents::{self, Progress};

use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

#[derive(Template)]
#[template(path = "office/progress.html")]
struct ProgressPage {
    ctx: Ctx,
    rows: Vec<Progress>,
}

impl ProgressPage {
    fn name<'a>(&self, row: &'a Progress) -> &'a str {
        name(&self.ctx, &row.agency)
    }

    fn newest(&self, row: &Progress) -> String {
        row.newest_on.map_or_else(|| "–".into(), |d| d.to_string())
    }
}

/// The agencies whose progress this person may see; worst first.
pub async fn progress(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    let mut rows = documents::progress(&app, &by).await?;
    rows.sort_by(|a, b| {
        (b.late + b.requests.late, b.soon)
            .cmp(&(a.late + a.requests.late, a.soon))
            .then_with(|| name(&ctx, &a.agency).cmp(name(&ctx, &b.agency)))
    });
    html(&ProgressPage { ctx, rows })
}
