//! Writing a document.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::{self, DocumentError, Draft, FieldFault, ImportNote, ImportNoteKind, Upload};
use gongkai_app::{App, catalogue};
use gongkai_domain::disclosure::revision::{Attribute, Kind, Validity};
use gongkai_domain::disclosure::vocabulary::{AUDIENCES, GENRES, GROUPS, LEGAL_ITEMS, THEMES, Term};
use serde::Deserialize;

use super::{failure, see};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    body: String,
    summary: String,
    kind: String,
    genre: String,
    theme: String,
    group: String,
    audience: String,
    legal_item: String,
    column: String,
    catalogue_item: String,
    number: String,
    issuer: String,
    source: String,
    formed_on: String,
    effective_on: String,
    expires_on: String,
    repealed_on: String,
    validity: String,
    attribute: String,
    attribute_reason: String,
    keywords: String,
    links: String,
    term_days: String,
}

impl Typed {
    fn draft(self) -> Draft {
        Draft {
            title: self.title,
            body: as_html(self.body),
            summary: self.summary,
            kind: self.kind,
            genre: self.genre,
            theme: self.theme,
            group: self.group,
            audience: self.audience,
            legal_item: self.legal_item,
            column: self.column,
            catalogue_item: self.catalogue_item,
            number: self.number,
            issuer: self.issuer,
            source: self.source,
            formed_on: self.formed_on,
            effective_on: self.effective_on,
            expires_on: self.expires_on,
            repealed_on: self.repealed_on,
            validity: self.validity,
            attribute: self.attribute,
            attribute_reason: self.attribute_reason,
            keywords: self.keywords,
            links: self.links,
            term_days: self.term_days,
        }
    }
}

/// Plain text from a browser without the editor: one paragraph a line.
fn as_html(body: String) -> String {
    if body.contains('<') {
        return body;
    }
    body.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|l| format!("<p>{}</p>", l.replace('&', "&amp;")))
        .collect()
}

/// A list to choose from: the field, its name, the choices.
struct Choice {
    field: &'static str,
    label: &'static str,
    value: String,
    options: Vec<(String, String)>,
    is_optional: bool,
}

/// A field to type in: the field, its name, its value, its type, a hint.
struct Field {
    field: &'static str,
    label: &'static str,
    value: String,
    input: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "office/edit.html")]
struct EditPage {
    ctx: Ctx,
    heading: &'static str,
    action: String,
    back: String,
    draft: Draft,
    faults: Vec<FieldFault>,
    columns: Vec<(String, String)>,
    /// Items of the agency's catalogue, by id.
    items: Vec<(String, String)>,
    /// Where a file goes that a draft is to be made from; only on the page of a new document.
    import: Option<String>,
    /// What is to be told about the file that the draft was made from.
    notes: Vec<ImportNote>,
}

impl EditPage {
    /// What an import tells, in groups: the heading and the notes.
    fn groups(&self) -> Vec<(&'static str, Vec<&str>)> {
        let p = |zh, en| self.ctx.pick(zh, en);
        let groups = [
            (ImportNoteKind::Unsure, p("请核对", "Please check")),
            (ImportNoteKind::LeftOut, p("没有带入", "Left out")),
            (ImportNoteKind::Found, p("已填入", "Filled in")),
        ];
        let notes = |kind| {
            let of_kind = self.notes.iter().filter(|note| note.kind == kind);
            of_kind.map(|note| self.ctx.pick(&note.zh, &note.en)).collect::<Vec<_>>()
        };
        groups
            .into_iter()
            .map(|(kind, heading)| (heading, notes(kind)))
            .filter(|(_, notes)| !notes.is_empty())
            .collect()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| self.ctx.pick(&f.zh, &f.en))
    }

    fn terms(&self, list: &'static [Term]) -> Vec<(String, String)> {
        list.iter().map(|t| (t.code.to_owned(), self.ctx.pick(t.zh, t.en).to_owned())).collect()
    }

    fn choices(&self) -> Vec<Choice> {
        let d = &self.draft;
        let p = |zh: &'static str, en: &'static str| self.ctx.pick(zh, en);
        let choice = |field, label, value: &String, options, is_optional| Choice {
            field,
            label,
            value: value.clone(),
            options,
            is_optional,
        };
        let kinds = Kind::ALL.iter().map(|k| (k.code().to_owned(), p(k.zh(), k.en()).to_owned())).collect();
        let ends =
            Validity::ALL.iter().map(|v| (v.code().to_owned(), p(v.zh(), v.en()).to_owned())).collect();
        let open =
            Attribute::ALL.iter().map(|a| (a.code().to_owned(), p(a.zh(), a.en()).to_owned())).collect();
        vec![
            choice("kind", p("类别", "Kind"), &d.kind, kinds, false),
            choice("column", p("栏目", "Column"), &d.column, self.columns.clone(), true),
            choice(
                "catalogue_item",
                p("标准目录事项", "Item of the catalogue"),
                &d.catalogue_item,
                self.items.clone(),
                true,
            ),
            choice(
                "legal_item",
                p("法定主动公开内容", "Item of law"),
                &d.legal_item,
                self.terms(LEGAL_ITEMS),
                true,
            ),
            choice("genre", p("公文种类", "Genre"), &d.genre, self.terms(GENRES), false),
            choice("theme", p("主题分类", "Theme"), &d.theme, self.terms(THEMES), false),
            choice("group", p("组配分类", "Group"), &d.group, self.terms(GROUPS), false),
            choice("audience", p("服务对象", "Audience"), &d.audience, self.terms(AUDIENCES), false),
            choice("validity", p("有效性", "Validity"), &d.validity, ends, false),
            choice("attribute", p("公开属性", "Disclosure"), &d.attribute, open, false),
        ]
    }

    fn fields(&self) -> Vec<Field> {
        let d = &self.draft;
        let p = |zh: &'static str, en: &'static str| self.ctx.pick(zh, en);
        let field = |field, label, value: &String, input, hint| Field {
            field,
            label,
            value: value.clone(),
            input,
            hint,
        };
        vec![
            field(
                "number",
                p("发文字号", "Number"),
                &d.number,
                "text",
                p("如 城教发〔2026〕12号", "as 城教发〔2026〕12号"),
            ),
            field(
                "issuer",
                p("发文机关（联合发文时填写）", "Issuer, if not the agency"),
                &d.issuer,
                "text",
                "",
            ),
            field(
                "formed_on",
                p("成文日期", "Signed on"),
                &d.formed_on,
                "date",
                p("公开期限自此日起算", "the term runs from it"),
            ),
            field("effective_on", p("施行日期", "In force from"), &d.effective_on, "date", ""),
            field("expires_on", p("失效日期", "Expires on"), &d.expires_on, "date", ""),
            field("repealed_on", p("废止日期", "Repealed on"), &d.repealed_on, "date", ""),
            field(
                "term_days",
                p("公开时限（工作日）", "Term, working days"),
                &d.term_days,
                "text",
                p("不填为法定 20 个工作日", "empty: 20 by law"),
            ),
            field(
                "keywords",
                p("关键词", "Keywords"),
                &d.keywords,
                "text",
                p("用空格分开", "divided by spaces"),
            ),
            field("source", p("信息来源", "Source"), &d.source, "text", ""),
            field(
                "attribute_reason",
                p("不主动公开的理由", "Reason, if not published"),
                &d.attribute_reason,
                "text",
                "",
            ),
        ]
    }
}

/// A form to be shown.
struct Shown {
    /// Whose.
    agency: String,
    heading: &'static str,
    /// Where it goes, and where the way back leads.
    addresses: (String, String),
    draft: Draft,
    faults: Vec<FieldFault>,
    import: Option<String>,
    notes: Vec<ImportNote>,
}

impl Shown {
    fn new(ctx: &Ctx, agency: &str, draft: Draft) -> Shown {
        Shown {
            agency: agency.to_owned(),
            heading: ctx.pick("起草文件", "New document"),
            addresses: (format!("/office/agencies/{agency}/documents"), "/office".into()),
            draft,
            faults: Vec::new(),
            import: Some(format!("/office/agencies/{agency}/documents/import")),
            notes: Vec::new(),
        }
    }

    fn change(ctx: &Ctx, (agency, id): (&str, &str), draft: Draft) -> Shown {
        Shown {
            agency: agency.to_owned(),
            heading: ctx.pick("修改文件", "Change the document"),
            addresses: (format!("/office/documents/{id}/edit"), format!("/office/documents/{id}")),
            draft,
            faults: Vec::new(),
            import: None,
            notes: Vec::new(),
        }
    }
}

async fn page(app: &App, ctx: Ctx, shown: Shown) -> Result<Response, Failure> {
    let Shown { agency, heading, addresses: (action, back), draft, faults, import, notes } = shown;
    let items = catalogue::choices(app, &agency).await?;
    let columns = documents::columns(app).await?;
    let columns = columns
        .into_iter()
        .map(|c| {
            let name = ctx.pick(&c.name, &c.name_en).to_owned();
            (c.id, name)
        })
        .collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&EditPage { ctx, heading, action, back, draft, faults, columns, items, import, notes })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// An empty form.
pub async fn blank(
    State(app): State<App>,
    ctx: Ctx,
    _: Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let shown = Shown::new(&ctx, &agency, Draft::new());
    page(&app, ctx, shown).await
}

/// Begins a document; what cannot be taken comes back with what was typed.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let draft = typed.draft();
    match documents::create(&app, &by, &agency, &draft).await {
        Ok(id) => Ok(see(&format!("/office/documents/{id}"))),
        Err(DocumentError::Fields(faults)) => {
            let shown = Shown { faults, ..Shown::new(&ctx, &agency, draft) };
            page(&app, ctx, shown).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// Begins a document from a file, and shows its form with what there is to tell about the file.
pub async fn import(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let Some((bytes, name)) = crate::reports::read_upload(multipart).await? else {
        return Ok(see(&format!("/office/agencies/{agency}/documents/new")));
    };
    let fail = |error| failure(ctx.lang, error);
    let imported = documents::import(&app, &by, &agency, Upload { name, bytes }).await.map_err(fail)?;
    let shown = documents::show(&app, &by, &imported.id).await.map_err(fail)?;
    let Some(work) = &shown.kept.document.work else {
        return Ok(see(&format!("/office/documents/{}", imported.id)));
    };
    let draft = Draft::of(&work.revision, &shown.body);
    let change = Shown::change(&ctx, (&agency, &imported.id), draft);
    let shown = Shown { notes: imported.notes, ..change };
    page(&app, ctx, shown).await
}

/// The form of the version in work.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let shown = documents::show(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?;
    let Some(work) = &shown.kept.document.work else {
        return Ok(see(&format!("/office/documents/{id}")));
    };
    let draft = Draft::of(&work.revision, &shown.body);
    let shown = Shown::change(&ctx, (&shown.kept.agency_id, &id), draft);
    page(&app, ctx, shown).await
}

/// Changes the version in work.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let draft = typed.draft();
    match documents::edit(&app, &by, &id, &draft).await {
        Ok(()) => Ok(see(&format!("/office/documents/{id}"))),
        Err(DocumentError::Fields(faults)) => {
            let kept = documents::show(&app, &by, &id).await.map_err(|e| failure(ctx.lang, e))?.kept;
            let shown = Shown { faults, ..Shown::change(&ctx, (&kept.agency_id, &id), draft) };
            page(&app, ctx, shown).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// Takes a file in.
pub async fn attach(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    if let Some((bytes, name)) = crate::reports::read_upload(multipart).await? {
        documents::attach(&app, &by, &id, Upload { name, bytes }).await.map_err(|e| failure(ctx.lang, e))?;
    }
    Ok(see(&format!("/office/documents/{id}")))
}

/// Takes a file off.
pub async fn detach(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    documents::detach(&app, &by, &id, &sha256).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/documents/{id}")))
}
