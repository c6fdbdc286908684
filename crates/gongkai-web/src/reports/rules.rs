//! `/reports/rules`

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::reports::{self, RuleListing};

use crate::error::Failure;
use crate::page::{Ctx, html};
use crate::show;

#[derive(Template)]
#[template(path = "reports/rules.html")]
struct RulesPage {
    ctx: Ctx,
    families: Vec<(&'static str, Vec<RuleListing>)>,
}

/// Every rule, by family.
pub async fn rules(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let mut families: Vec<(&'static str, Vec<RuleListing>)> = Vec::new();
    for rule in reports::rules(&app).await? {
        let family = show::family(&ctx, rule.rule.code);
        match families.iter_mut().find(|f| f.0 == family) {
            Some(known) => known.1.push(rule),
            None => families.push((family, vec![rule])),
        }
    }
    html(&RulesPage { ctx, families })
}
