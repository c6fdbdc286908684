//! `/documents/{id}` and its earlier versions.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::portal::{self, Page, VersionPage};
use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::LinkKind;
use gongkai_domain::disclosure::vocabulary::{AUDIENCES, GENRES, GROUPS, LEGAL_ITEMS, THEMES};

use super::view;
use crate::error::Failure;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "portal/document.html")]
struct DocumentPage {
    ctx: Ctx,
    page: Page,
    facts: Vec<(&'static str, String)>,
    published: String,
}

impl DocumentPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    /// Where else it was published: channel, particulars, link, day.
    fn elsewhere(&self) -> Vec<(&str, &str, &str, &str)> {
        let value =
            |at: usize, field: &str| self.page.elsewhere[at].fields.get(field).map_or("", String::as_str);
        (0..self.page.elsewhere.len())
            .map(|at| (value(at, "channel"), value(at, "issue"), value(at, "link"), value(at, "on")))
            .collect()
    }

    fn ended(&self) -> Option<&'static str> {
        view::validity(&self.ctx, &self.page.row.validity).filter(|_| self.page.row.validity != "valid")
    }

    fn column(&self) -> Option<(String, String)> {
        let column = self.page.column.as_ref()?;
        Some((column.id.clone(), self.ctx.pick(&column.name, &column.name_en).to_owned()))
    }

    fn files(&self) -> Vec<(String, String, String)> {
        let file = |f: &gongkai_app::DocumentFile| {
            let href = format!("/files/{}/{}", f.sha256, view::encode(&f.name));
            (href, f.name.clone(), view::size(f.size_bytes))
        };
        self.page.files.iter().map(file).collect()
    }

    /// Lines to and from other documents: how, where to, the title.
    fn related(&self) -> Vec<(String, String, String)> {
        let kind = |code: &str, back: bool| {
            let kind = LinkKind::parse(code);
            let word = match (kind, back) {
                (Some(LinkKind::Interprets), true) => self.ctx.pick("有解读", "Explained by"),
                (Some(LinkKind::Supersedes), true) => self.ctx.pick("已被代替", "Replaced by"),
                (Some(LinkKind::Repeals), true) => self.ctx.pick("已被废止", "Repealed by"),
                (Some(LinkKind::Amends), true) => self.ctx.pick("已被修改", "Amended by"),
                (Some(kind), _) => self.ctx.pick(kind.zh(), kind.en()),
                (None, _) => "",
            };
            word.to_owned()
        };
        let there =
            self.page.links.iter().map(|l| (kind(&l.0, false), format!("/documents/{}", l.1), l.2.clone()));
        let back = self
            .page
            .linked_from
            .iter()
            .map(|l| (kind(&l.0, true), format!("/documents/{}", l.1), l.2.clone()));
        there.chain(back).collect()
    }

    /// Number, whether it is this one, when, what was corrected.
    fn versions(&self) -> Vec<(i64, bool, String, String)> {
        let version = |v: &gongkai_app::VersionRow| {
            let when = china_time::minute(v.published_at_ms);
            (v.version, v.version == self.page.row.version, when, v.note.clone())
        };
        self.page.versions.iter().map(version).collect()
    }

    /// Where it stands for good; empty where the installation does not know its own address.
    fn address(&self) -> String {
        match self.ctx.site().address.as_str() {
            "" => String::new(),
            site => format!("{site}/documents/{}", self.page.row.id),
        }
    }

    /// The address as a QR code.
    fn qr(&self) -> String {
        super::qr::svg(&self.address()).unwrap_or_default()
    }

    /// How to quote it.
    fn citation(&self) -> String {
        let row = &self.page.row;
        let issuer = if row.issuer.is_empty() { &self.page.agency.name } else { &row.issuer };
        let number = if row.number.is_empty() { String::new() } else { format!("（{}）", row.number) };
        format!(
            "{issuer}：《{}》{number}，{}发布，第{}版，索引号{}。",
            row.title,
            view::day(row.published_at_ms),
            row.version,
            row.index_number
        )
    }

    /// What it is, for search engines (schema.org).
    fn json_ld(&self) -> String {
        let row = &self.page.row;
        let is_policy = portal::POLICY_KINDS.contains(&row.kind.as_str());
        let force = match row.validity.as_str() {
            "valid" | "amended" => "https://schema.org/InForce",
            _ => "https://schema.org/NotInForce",
        };
        let issuer = if row.issuer.is_empty() { &self.page.agency.name } else { &row.issuer };
        let mut ld = serde_json::json!({
            "@context": "https://schema.org",
            "@type": if is_policy { "Legislation" } else { "Article" },
            "name": row.title,
            "headline": row.title,
            "identifier": row.index_number,
            "inLanguage": "zh-CN",
            "datePublished": row.first_published_at_ms.map(china_time::utc),
            "dateModified": row.published_at_ms.map(china_time::utc),
            "publisher": { "@type": "GovernmentOrganization", "name": issuer },
            "isAccessibleForFree": true,
        });
        if is_policy {
            ld["legislationIdentifier"] = row.number.clone().into();
            ld["legislationLegalForce"] = force.into();
            ld["legislationDate"] = row.formed_on.clone().into();
        }
        if !self.address().is_empty() {
            ld["url"] = self.address().into();
        }
        // Data in a page must not end the element that it stands in.
        ld.to_string().replace('<', "\\u003c")
    }

    fn withdrawn(&self) -> String {
        view::day(self.page.row.withdrawn_at_ms)
    }
}

/// What the table over the text says (domain of 8.6), without what is empty.
fn facts(ctx: &Ctx, page: &Page) -> Vec<(&'static str, String)> {
    let row = &page.row;
    let issuer = if row.issuer.is_empty() { view::name(ctx, &page.agency) } else { &row.issuer };
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    let validity = view::validity(ctx, &row.validity).unwrap_or_default();
    let facts = [
        (ctx.pick("索引号", "Index number"), row.index_number.clone()),
        (ctx.pick("发文机关", "Issued by"), issuer.to_owned()),
        (ctx.pick("发文字号", "Number"), row.number.clone()),
        (ctx.pick("类别", "Kind"), view::kind(ctx, &row.kind).to_owned()),
        (ctx.pick("公文种类", "Genre"), view::term(ctx, GENRES, &row.genre)),
        (ctx.pick("主题分类", "Theme"), view::term(ctx, THEMES, &row.theme)),
        (ctx.pick("组配分类", "Group"), view::term(ctx, GROUPS, &row.group_code)),
        (ctx.pick("服务对象", "Audience"), view::term(ctx, AUDIENCES, &row.audience)),
        (ctx.pick("法定主动公开内容", "Item of law"), view::term(ctx, LEGAL_ITEMS, &row.legal_item)),
        (ctx.pick("成文日期", "Signed"), day(&row.formed_on)),
        (ctx.pick("发布日期", "Published"), view::day(row.published_at_ms)),
        (ctx.pick("施行日期", "In force from"), day(&row.effective_on)),
        (ctx.pick("失效日期", "Expires"), day(&row.expires_on)),
        (ctx.pick("废止日期", "Repealed"), day(&row.repealed_on)),
        (ctx.pick("有效性", "Validity"), validity.to_owned()),
        (ctx.pick("信息来源", "Source"), row.source.clone()),
        (ctx.pick("关键词", "Keywords"), row.keywords.clone()),
    ];
    facts.into_iter().filter(|f| !f.1.is_empty()).collect()
}

/// A document; the stone of one that was taken down answers 410.
pub async fn document(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let page = portal::document(&app, &id).await?.ok_or(Failure::NotFound)?;
    let is_gone = page.is_withdrawn();
    let facts = facts(&ctx, &page);
    let published = page.row.published_at_ms.map(china_time::minute).unwrap_or_default();
    let page = html(&DocumentPage { facts, published, page, ctx })?;
    if is_gone {
        // A page that explains itself must not be replaced by the usual one for errors.
        return Ok((StatusCode::GONE, [("x-explained", "1")], page).into_response());
    }
    Ok(page)
}

/// The document as a file to take away.
pub async fn download(
    State(app): State<App>,
    Path((id, form)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let form = portal::DownloadForm::parse(&form).ok_or(Failure::NotFound)?;
    let (name, bytes) = portal::download(&app, &id, form).await?.ok_or(Failure::NotFound)?;
    let headers = [
        (CONTENT_TYPE, form.media().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", view::encode(&name))),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Template)]
#[template(path = "portal/version.html")]
struct OldPage {
    ctx: Ctx,
    page: VersionPage,
}

/// A piece of a comparison: class, and words.
type Piece = (&'static str, String);

impl OldPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn when(&self) -> String {
        china_time::minute(self.page.version.published_at_ms)
    }

    /// What the next version changed: parts that are not the same, each as marked words.
    fn changes(&self) -> Vec<Vec<Piece>> {
        use gongkai_app::portal::ChangeKind;
        let part = |c: &gongkai_app::portal::Change| -> Option<Vec<Piece>> {
            match c.kind {
                ChangeKind::Same | ChangeKind::Restyled => None,
                ChangeKind::Added => Some(vec![("ins", c.new.as_ref()?.text.clone())]),
                ChangeKind::Removed => Some(vec![("del", c.old.as_ref()?.text.clone())]),
                ChangeKind::Edited => Some(
                    c.pieces
                        .iter()
                        .map(|p| {
                            let class = match p.kind {
                                gongkai_app::portal::PieceKind::Added => "ins",
                                gongkai_app::portal::PieceKind::Removed => "del",
                                gongkai_app::portal::PieceKind::Same => "",
                            };
                            (class, p.text.clone())
                        })
                        .collect(),
                ),
            }
        };
        self.page.changes.iter().filter_map(part).collect()
    }
}

/// An earlier version, with what the next one changed.
pub async fn version(
    State(app): State<App>,
    ctx: Ctx,
    Path((id, number)): Path<(String, i64)>,
) -> Result<Response, Failure> {
    let page = portal::version(&app, &id, number).await?.ok_or(Failure::NotFound)?;
    html(&OldPage { ctx, page })
}
