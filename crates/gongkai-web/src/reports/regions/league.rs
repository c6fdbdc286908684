//! `/reports/regions/{region}/{year}/league`

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::reports::{self, FEW_CASES, League, LeagueOrder, LeagueRow};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::error::Failure;
use crate::page::{Ctx, html};
use crate::show;
use crate::words::fill;

/// The order.
#[derive(Debug, Default, Deserialize)]
pub struct LeagueQuery {
    #[serde(default)]
    pub sort: String,
}

/// The order that an address asks for.
pub fn order(name: &str) -> LeagueOrder {
    match name {
        "received" => LeagueOrder::Received,
        "disclosed" => LeagueOrder::Disclosed,
        "findings" => LeagueOrder::Findings,
        "timeliness" => LeagueOrder::Timeliness,
        "reviews" => LeagueOrder::Reviews,
        _ => LeagueOrder::Roster,
    }
}

#[derive(Template)]
#[template(path = "reports/regions/league.html")]
struct LeaguePage {
    ctx: Ctx,
    league: League,
    columns: Vec<(&'static str, LeagueOrder, &'static str)>,
}

impl LeaguePage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.league.region.name, &self.league.region.name_en)
    }

    fn aria_sort(&self, order: &LeagueOrder) -> &'static str {
        match (*order == self.league.order, order) {
            (false, _) => "none",
            (true, LeagueOrder::Roster) => "ascending",
            (true, _) => "descending",
        }
    }

    fn is_year(&self, year: &i64) -> bool {
        *year == i64::from(self.league.year)
    }

    fn number(&self, n: &Option<Decimal>) -> String {
        n.map_or("–".into(), show::grouped)
    }

    fn percent(&self, row: &LeagueRow) -> String {
        row.disclosed_percent.map_or("–".into(), show::percent)
    }

    /// The share as a number for `<meter>`.
    fn meter(&self, row: &LeagueRow) -> String {
        row.disclosed_percent.unwrap_or_default().round_dp(1).to_string()
    }

    fn days(&self, row: &LeagueRow) -> String {
        let w = self.ctx.w;
        match row.days_late {
            None => w.league_unknown.into(),
            Some(0) => w.league_on_time.into(),
            Some(n) if n < 0 => fill(w.league_early, &[&-n]),
            Some(n) => fill(w.league_late, &[&n]),
        }
    }

    fn is_late(&self, row: &LeagueRow) -> bool {
        row.days_late.is_some_and(|d| d > 0)
    }

    fn reviews(&self, row: &LeagueRow) -> String {
        match row.reviews {
            Some((all, corrected)) if !all.is_zero() => {
                format!("{} ({})", show::grouped(all), show::grouped(corrected))
            }
            Some(_) => "0".into(),
            None => "–".into(),
        }
    }
}

/// A region's units side by side.
pub async fn league(
    State(app): State<App>,
    ctx: Ctx,
    Path((region, year)): Path<(String, i16)>,
    Query(query): Query<LeagueQuery>,
) -> Result<Response, Failure> {
    let league = reports::league(&app, &region, year, order(&query.sort)).await?.ok_or(Failure::NotFound)?;
    let w = ctx.w;
    let columns = vec![
        (w.league_unit, LeagueOrder::Roster, "roster"),
        (w.col_received, LeagueOrder::Received, "received"),
        (w.league_disclosed, LeagueOrder::Disclosed, "disclosed"),
        (w.league_days, LeagueOrder::Timeliness, "timeliness"),
        (w.league_reviews, LeagueOrder::Reviews, "reviews"),
        (w.col_findings, LeagueOrder::Findings, "findings"),
    ];
    html(&LeaguePage { ctx, league, columns })
}
