//! A unit of a campaign: its versions, what is wrong in them, and what the office does.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::campaigns::{self, CellChanged, TypedUnit, UnitPage};
use gongkai_app::documents::{DocumentError, Upload};
use gongkai_app::reports::Sheet;
use gongkai_domain::campaign::{Answer, Remark, Standing, Version, Way};
use gongkai_domain::check::Severity;
use gongkai_domain::china_time;
use gongkai_domain::report::CellKey;
use rust_decimal::Decimal;

use super::{explained, saved};
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::{failure, see, sentences};
use crate::page::{Ctx, html};
use crate::reports::read_upload;
use crate::reports::view::{FindingsView, PlacesView, SheetView};
use crate::show;

/// The versions of a unit with their answers, as the office and the unit see them.
#[derive(Template)]
#[template(path = "parts/hand_ins.html")]
pub struct HandInsView<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// The unit.
    pub page: &'a UnitPage,
    /// Where the files of the versions are; empty where they are not offered.
    pub files: String,
}

impl HandInsView<'_> {
    fn versions(&self) -> Vec<(usize, &Version)> {
        let mut all: Vec<(usize, &Version)> = (1..).zip(&self.page.unit.versions).collect();
        all.reverse();
        all
    }

    fn way(&self, version: &Version) -> &'static str {
        self.ctx.pick(version.hand_in.way.zh(), version.hand_in.way.en())
    }

    fn on(&self, at_ms: &i64) -> String {
        china_time::at(*at_ms).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn who(&self, id: &str) -> &str {
        self.page.people.get(id).map_or("", String::as_str)
    }

    fn answer<'v>(&self, version: &'v Version) -> Option<(&'v str, &'v [Remark], &'v i64)> {
        match &version.answer {
            Some((Answer::Returned(comment, remarks), _, at)) => {
                Some((comment.as_str(), remarks.as_slice(), at))
            }
            _ => None,
        }
    }

    fn is_accepted(&self, version: &Version) -> bool {
        matches!(version.answer, Some((Answer::Accepted, ..)))
    }

    fn about(&self, remark: &Remark) -> String {
        CellKey::parse(&remark.about)
            .map_or_else(|| remark.about.clone(), |key| show::label(self.ctx.lang, key))
    }
}

/// A table of numbers that are not the same.
#[derive(Template)]
#[template(path = "parts/changes.html")]
pub struct ChangesView<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// The numbers.
    pub changes: &'a [CellChanged],
    /// What the first column of numbers is called.
    pub before: &'static str,
    /// What the second is called.
    pub after: &'static str,
}

impl ChangesView<'_> {
    fn number(&self, n: &Option<Decimal>) -> String {
        n.map_or("–".into(), show::grouped)
    }

    fn label(&self, key: &CellKey) -> String {
        show::label(self.ctx.lang, *key)
    }
}

#[derive(Template)]
#[template(path = "office/campaign_unit.html")]
struct Page {
    ctx: Ctx,
    agency: String,
    page: UnitPage,
    others: Vec<(String, String)>,
    /// The link, shown once.
    link: String,
    problem: String,
}

impl Page {
    fn campaign(&self) -> String {
        format!("/office/agencies/{}/campaigns/{}", self.agency, self.page.campaign.year)
    }

    fn base(&self) -> String {
        format!("{}/units/{}", self.campaign(), self.page.row.id)
    }

    fn standing(&self) -> &'static str {
        let standing = self.page.unit.standing();
        self.ctx.pick(standing.zh(), standing.en())
    }

    fn hand_ins(&self) -> HandInsView<'_> {
        HandInsView { ctx: &self.ctx, page: &self.page, files: format!("{}/versions", self.base()) }
    }

    fn changes(&self) -> ChangesView<'_> {
        let (before, after) = (self.ctx.pick("上一版", "Before"), self.ctx.pick("本版", "Now"));
        ChangesView { ctx: &self.ctx, changes: &self.page.changes, before, after }
    }

    fn deviations(&self) -> ChangesView<'_> {
        let (before, after) = (self.ctx.pick("单位记录", "Records"), self.ctx.pick("报送", "Handed in"));
        ChangesView { ctx: &self.ctx, changes: &self.page.deviations, before, after }
    }

    fn sheet<'a>(&'a self, sheet: &'a Sheet) -> SheetView<'a> {
        SheetView { ctx: &self.ctx, sheet, prefix: String::new() }
    }

    fn findings<'a>(&'a self, sheet: &'a Sheet) -> FindingsView<'a> {
        FindingsView::of(&self.ctx, sheet, "")
    }

    fn places<'a>(&'a self, sheet: &'a Sheet) -> PlacesView<'a> {
        PlacesView { ctx: &self.ctx, sheet, prefix: String::new() }
    }

    /// What a word can be said on: the cell or the rule, what is found, a proposal.
    fn remarkable<'a>(&self, sheet: &'a Sheet) -> Vec<(String, &'static str, &'a str)> {
        let found = sheet.findings.iter().filter(|f| f.severity != Severity::Info);
        found
            .map(|f| {
                let key = f.suspects.first().or(f.cells.first().filter(|_| f.cells.len() == 1));
                let about = key.map_or_else(|| f.code.to_owned(), |k| k.as_str().to_owned());
                (about, f.severity.as_str(), self.ctx.pick(&f.message.zh, &f.message.en))
            })
            .collect()
    }

    fn cells(&self, sheet: &Sheet) -> Vec<(String, String)> {
        let keys = gongkai_domain::report::cells_of(sheet.report.format);
        keys.map(|k| (k.as_str().to_owned(), show::label(self.ctx.lang, k))).collect()
    }

    fn may_judge(&self) -> bool {
        matches!(self.page.unit.standing(), Standing::HandedIn | Standing::Accepted)
    }

    fn may_accept(&self) -> bool {
        self.page.unit.standing() == Standing::HandedIn
    }

    fn may_list(&self) -> bool {
        self.page.unit.accepted().is_some()
            && !self.page.is_here
            && !self.page.row.unit_agency.is_empty()
            && self.page.row.listed.is_empty()
    }

    fn excused(&self) -> &str {
        self.page.unit.excused.as_deref().unwrap_or_default()
    }
}

async fn unit_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year, unit): (&str, i16, &str),
    (link, problem): (String, String),
) -> Result<Response, Failure> {
    let refused = |e| failure(ctx.lang, e);
    let page = campaigns::unit(app, by, (agency, year), unit).await.map_err(refused)?;
    let all = campaigns::page(app, by, agency, year).await.map_err(refused)?;
    let others = all.lines.into_iter().map(|l| (l.row.id, l.row.name)).filter(|o| o.0 != unit).collect();
    let shown = html(&Page { ctx, agency: agency.to_owned(), page, others, link, problem: problem.clone() })?;
    Ok(explained(shown, &problem))
}

type Address = Path<(String, i16, String)>;

async fn after(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year, unit): (&str, i16, &str),
    done: Result<(), DocumentError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/campaigns/{year}/units/{unit}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            unit_page(app, ctx, by, (agency, year, unit), (String::new(), problem)).await
        }
    }
}

/// The unit.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
) -> Result<Response, Failure> {
    unit_page(&app, ctx, &by, (&agency, year, &unit), (String::new(), String::new())).await
}

/// Changes its line of the roster.
pub async fn edit(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let value = |field: &str| form.get(field).cloned().unwrap_or_default();
    let typed = TypedUnit {
        name: value("name"),
        email: value("email"),
        above: value("above"),
        excused: value("excused"),
    };
    let done = campaigns::put_unit(&app, &by, (&agency, year), Some(&unit), &typed).await;
    after(&app, ctx, &by, (&agency, year, &unit), done).await
}

/// Makes a new link and shows it, once.
pub async fn link(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
) -> Result<Response, Failure> {
    match campaigns::make_link(&app, &by, (&agency, year), &unit).await {
        Ok(link) => unit_page(&app, ctx, &by, (&agency, year, &unit), (link, String::new())).await,
        Err(error) => after(&app, ctx, &by, (&agency, year, &unit), Err(error)).await,
    }
}

/// Takes a file for the unit.
pub async fn upload(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let (bytes, name) = read_upload(multipart).await?.unwrap_or_default();
    let page = campaigns::unit(&app, &by, (&agency, year), &unit).await.map_err(|e| failure(ctx.lang, e))?;
    let of = (&page.campaign, &page.row);
    let done = campaigns::take(&app, Some(&by), of, Way::Upload, Upload { name, bytes }).await;
    after(&app, ctx, &by, (&agency, year, &unit), done).await
}

/// Hands the file in for the unit.
pub async fn hand_in(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
) -> Result<Response, Failure> {
    let page = campaigns::unit(&app, &by, (&agency, year), &unit).await.map_err(|e| failure(ctx.lang, e))?;
    let done = campaigns::hand_in(&app, Some(&by), (&page.campaign, &page.row)).await;
    after(&app, ctx, &by, (&agency, year, &unit), done).await
}

/// Accepts, gives back, or lists. The form has `about-N` and `remark-N` for each remark.
pub async fn judge(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit)): Address,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let value = |field: &str| form.get(field).map(String::as_str).unwrap_or_default();
    let of = (agency.as_str(), year);
    let done = match value("act") {
        "accept" => campaigns::accept(&app, &by, of, &unit).await,
        "list" => campaigns::list_report(&app, &by, of, &unit).await.map(|_| ()),
        _ => {
            let remark = |(field, about): (&String, &String)| {
                let number = field.strip_prefix("about-")?;
                let text = form.get(&format!("remark-{number}"))?.clone();
                Some(Remark { about: about.clone(), text })
            };
            let remarks = form.iter().filter_map(remark).collect();
            campaigns::give_back(&app, &by, of, &unit, (value("comment"), remarks)).await
        }
    };
    after(&app, ctx, &by, (&agency, year, &unit), done).await
}

/// The file of a version.
pub async fn file(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, unit, number)): Path<(String, i16, String, usize)>,
) -> Result<Response, Failure> {
    let refused = |e| failure(ctx.lang, e);
    let page = campaigns::unit(&app, &by, (&agency, year), &unit).await.map_err(refused)?;
    Ok(saved(campaigns::version_file(&app, &page.row, number).await.map_err(refused)?))
}
