//! `/policies`: policies with their explanations and what became of them.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::portal::{self, POLICY_KINDS, Policy, PolicyPage};
use gongkai_domain::disclosure::revision::{LinkKind, Validity};
use gongkai_domain::disclosure::vocabulary::THEMES;

use super::DocumentsQuery;
use super::view::{self, Line, line};
use crate::error::Failure;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "portal/policies.html")]
struct PoliciesPage {
    ctx: Ctx,
    query: DocumentsQuery,
    page: PolicyPage,
    next: Option<String>,
}

impl PoliciesPage {
    fn line(&self, policy: &Policy) -> Line {
        line(&self.ctx, &policy.row, Some(&policy.agency))
    }

    /// What became of it: how, where to, the title.
    fn changes<'a>(&self, policy: &'a Policy) -> Vec<(&'static str, String, &'a str)> {
        let word = |code: &str| match LinkKind::parse(code) {
            Some(LinkKind::Supersedes) => self.ctx.pick("已被代替", "Replaced by"),
            Some(LinkKind::Repeals) => self.ctx.pick("已被废止", "Repealed by"),
            _ => self.ctx.pick("已被修改", "Amended by"),
        };
        policy
            .changed_by
            .iter()
            .map(|(kind, id, title)| (word(kind), format!("/documents/{id}"), title.as_str()))
            .collect()
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        POLICY_KINDS.iter().map(|k| (*k, view::kind(&self.ctx, k))).collect()
    }

    fn themes(&self) -> Vec<(&'static str, &'static str)> {
        THEMES.iter().map(|t| (t.code, self.ctx.pick(t.zh, t.en))).collect()
    }

    fn validities(&self) -> Vec<(&'static str, &'static str)> {
        Validity::ALL.iter().map(|v| (v.code(), self.ctx.pick(v.zh(), v.en()))).collect()
    }
}

/// The library.
pub async fn policies(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<DocumentsQuery>,
) -> Result<Response, Failure> {
    let page = portal::policies(&app, query.filter(), query.cursor()?, query.limit()).await?;
    let next = page.list.next.map(|cursor| query.from("/policies", cursor));
    html(&PoliciesPage { ctx, query, page, next })
}
