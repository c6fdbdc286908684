//! `/office/audit`

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::audit::{self, AuditEntry};
use gongkai_domain::china_time;
use serde::Deserialize;

use super::{failure, view};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};

/// On which thing; on all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    subject: String,
}

#[derive(Template)]
#[template(path = "office/audit.html")]
struct AuditPage {
    ctx: Ctx,
    subject: String,
    entries: Vec<AuditEntry>,
}

impl AuditPage {
    fn when(&self, entry: &AuditEntry) -> String {
        china_time::minute(entry.event.at_ms)
    }

    fn act(&self, entry: &AuditEntry) -> String {
        view::act(&self.ctx, &entry.event.kind)
    }

    /// The reason that was given, where one was.
    fn reason(&self, entry: &AuditEntry) -> String {
        let payload: serde_json::Value = serde_json::from_str(&entry.event.payload).unwrap_or_default();
        payload["reason"].as_str().unwrap_or_default().to_owned()
    }

    fn hash<'a>(&self, entry: &'a AuditEntry) -> &'a str {
        entry.event.hash.get(..12).unwrap_or(&entry.event.hash)
    }
}

/// The newest acts.
pub async fn audit(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Failure> {
    let subject = query.subject.trim().to_owned();
    let asked = Some(subject.as_str()).filter(|s| !s.is_empty());
    let entries = audit::audit(&app, &by, asked).await.map_err(|e| failure(ctx.lang, e))?;
    html(&AuditPage { ctx, subject, entries })
}
