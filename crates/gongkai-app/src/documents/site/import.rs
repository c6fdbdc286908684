//! A folder taken over, document by document. A run that was broken off is run again: what is there is not taken twice.

use std::collections::{HashMap, HashSet};

use gongkai_domain::china_time;
use gongkai_domain::disclosure::document::Event;
use gongkai_domain::disclosure::index_number::IndexNumber;
use gongkai_domain::disclosure::review::{Finding, Weight};
use gongkai_domain::disclosure::revision::{Attachment, Attribute, Fault, HasText, Link, Revision};
use gongkai_domain::disclosure::screen::WordList;
use gongkai_formats::import::{Content, Field, ImportedDocument};
use gongkai_formats::read::encoding;
use gongkai_formats::rich_text;
use gongkai_store::{Agency, Column, DocumentAct, sha256};
use jiff::civil::Date;

use super::folder::{Folder, Picture};
use super::manifest::{self, Row};
use super::{RowReport, RowState, SiteError, SiteImport, Told};
use crate::documents::attach::{self, Upload};
use crate::documents::draft::Draft;
use crate::documents::import::{self, ImportNoteKind, Reading};
use crate::documents::{DocumentError, create, review_steps, screen};
use crate::{App, Internal, catalogue, now_ms};

/// Longest 索引号 that is kept. Unit: characters.
const LONGEST_INDEX_NUMBER: usize = 60;
/// Findings of the check that a row tells.
const TOLD_FINDINGS: usize = 5;

/// Takes a folder over; `told` hears of each row, with how many there are. Nobody's rights are asked: this is for who
/// runs the server.
///
/// # Errors
///
/// If the folder cannot be used, there is no such agency, or the machine fails. What was taken by then stays, and the
/// next run goes on from there.
pub async fn import_site(
    app: &App,
    what: &SiteImport,
    mut told: impl FnMut(&RowReport, usize),
) -> Result<Vec<RowReport>, SiteError> {
    let folder = Folder::open(&what.folder)?;
    let rows = manifest::rows(&folder)?;
    let agencies = app.store.agencies().await?;
    if !agencies.iter().any(|a| a.id == what.agency_id) {
        return Err(SiteError::NoAgency(what.agency_id.clone()));
    }
    let mut site = Site {
        app,
        what,
        folder,
        agencies,
        columns: app.store.columns().await?,
        words: HashMap::new(),
        codes: HashMap::new(),
        items: HashMap::new(),
        ids: HashMap::new(),
        seen: HashSet::new(),
        numbers: HashSet::new(),
    };
    if site.code(&what.agency_id).await?.is_empty() {
        return Err(SiteError::NoCode(what.agency_id.clone()));
    }
    // Rows may point to each other in any order.
    for row in &rows {
        if let Some(agency) = site.agency(row) {
            let id = id_of(&agency.id, row.key());
            for name in [row.value("id"), row.value("index_number")].into_iter().filter(|n| !n.is_empty()) {
                site.ids.entry(name.to_owned()).or_insert_with(|| id.clone());
            }
        }
    }
    let mut reports = Vec::with_capacity(rows.len());
    for row in &rows {
        let report = site.take(row).await?;
        told(&report, rows.len());
        reports.push(report);
    }
    Ok(reports)
}

/// The id here of a document there: the same in every run.
fn id_of(agency_id: &str, key: &str) -> String {
    sha256(format!("{agency_id}\n{key}").as_bytes()).chars().take(20).collect()
}

struct Site<'a> {
    app: &'a App,
    what: &'a SiteImport,
    folder: Folder,
    agencies: Vec<Agency>,
    columns: Vec<Column>,
    words: HashMap<String, WordList>,
    codes: HashMap<String, String>,
    /// Items of the catalogue of each agency: id and name.
    items: HashMap<String, Vec<(String, String)>>,
    /// Ids and index numbers of the old site, with the ids here.
    ids: HashMap<String, String>,
    seen: HashSet<String>,
    numbers: HashSet<String>,
}

/// A document read, with all that belongs to it, before anything is kept.
struct Taken {
    draft: Draft,
    body: String,
    pictures: Vec<Upload>,
    files: Vec<(Upload, &'static str)>,
    index_number: String,
    published_at_ms: Option<i64>,
    findings: Vec<Finding>,
}

/// Why a row is not taken.
enum Stop {
    Row(Told),
    Mark { mark: String, sha256: String },
    Machine(SiteError),
}

impl From<SiteError> for Stop {
    fn from(error: SiteError) -> Stop {
        Stop::Machine(error)
    }
}

impl From<Internal> for Stop {
    fn from(error: Internal) -> Stop {
        Stop::Machine(error.into())
    }
}

impl From<Told> for Stop {
    fn from(told: Told) -> Stop {
        Stop::Row(told)
    }
}

impl Site<'_> {
    fn agency(&self, row: &Row) -> Option<&Agency> {
        let named = row.value("agency");
        let wanted = if named.is_empty() { &self.what.agency_id } else { named };
        self.agencies.iter().find(|a| a.id == wanted || a.name == wanted)
    }

    async fn code(&mut self, agency_id: &str) -> Result<String, SiteError> {
        if let Some(code) = self.codes.get(agency_id) {
            return Ok(code.clone());
        }
        let code = self.app.store.profile(agency_id).await?.unwrap_or_default().unified_code;
        self.codes.insert(agency_id.to_owned(), code.clone());
        Ok(code)
    }

    async fn words(&mut self, agency_id: &str) -> Result<WordList, SiteError> {
        if let Some(words) = self.words.get(agency_id) {
            return Ok(words.clone());
        }
        let words = screen::words(self.app, agency_id).await.map_err(machine)?;
        self.words.insert(agency_id.to_owned(), words.clone());
        Ok(words)
    }

    async fn items(&mut self, agency_id: &str) -> Result<Vec<(String, String)>, SiteError> {
        if let Some(items) = self.items.get(agency_id) {
            return Ok(items.clone());
        }
        let items = catalogue::choices(self.app, agency_id).await?;
        self.items.insert(agency_id.to_owned(), items.clone());
        Ok(items)
    }

    async fn take(&mut self, row: &Row) -> Result<RowReport, SiteError> {
        let mut report = RowReport {
            row: row.number,
            file: row.value("text").to_owned(),
            title: row.value("title").to_owned(),
            state: RowState::Refused,
            id: String::new(),
            index_number: String::new(),
            notes: Vec::new(),
        };
        match self.try_to_take(row, &mut report).await {
            Ok(()) => Ok(report),
            Err(Stop::Machine(error)) => Err(error),
            Err(Stop::Row(why)) => {
                report.notes.insert(0, why);
                Ok(report)
            }
            Err(Stop::Mark { mark, sha256 }) => {
                let agency = self.agency(row).map_or(self.what.agency_id.clone(), |a| a.id.clone());
                if !self.what.is_dry_run {
                    screen::refuse(self.app, None, &agency, &agency, &mark, &sha256)
                        .await
                        .map_err(machine)?;
                }
                let why = Told::new(
                    format!("带有国家秘密标志“{mark}”，未导入，请按保密规定处理"),
                    format!("it bears a mark of state secrets ({mark})"),
                );
                report.notes = vec![why];
                Ok(report)
            }
        }
    }

    async fn try_to_take(&mut self, row: &Row, report: &mut RowReport) -> Result<(), Stop> {
        let Some(agency) = self.agency(row).cloned() else {
            let named = row.value("agency");
            return Err(Told::new(format!("没有机关“{named}”"), format!("there is no agency {named}")).into());
        };
        if row.key().is_empty() {
            return Err(Told::new("没有标题和文件", "neither a title nor a file").into());
        }
        if self.what.is_bound && agency.id != self.what.agency_id {
            let name = &agency.name;
            let why = Told::new(
                format!("属于“{name}”，请由该机关导入"),
                format!("it belongs to {name}, which takes its own"),
            );
            return Err(why.into());
        }
        report.id = id_of(&agency.id, row.key());
        if !self.seen.insert(report.id.clone()) {
            return Err(Told::new("与前面的一行重复", "the same as a row before it").into());
        }
        if let Some(known) = self.app.store.document_row(&report.id).await.map_err(SiteError::from)? {
            (report.state, report.title) = (RowState::Known, known.title);
            report.index_number = known.index_number;
            return Ok(());
        }
        let taken = self.read(row, &agency, report).await?;
        report.title.clone_from(&taken.draft.title);
        let has_text = if taken.body.trim().is_empty() { HasText::No } else { HasText::Yes };
        let revision = self.revision(&taken, row, &mut report.notes).await?;
        let mut faults = revision.faults(has_text);
        if !taken.files.is_empty() {
            // The files are kept last of all.
            faults.retain(|f| *f != Fault::NoContent);
        }
        for fault in &faults {
            report.notes.push(Told::new(fault.zh(), fault.en()));
        }
        if faults.iter().any(|f| matches!(f, Fault::NoTitle | Fault::NoContent)) {
            return Err(Told::new("没有标题或内容", "without a title or without anything in it").into());
        }
        report.state = state(&taken, &mut report.notes);
        if !self.what.is_dry_run {
            self.keep(&agency, taken, revision, report).await?;
        }
        Ok(())
    }

    /// Reads the text and the files of a row. Nothing is kept yet.
    async fn read(&mut self, row: &Row, agency: &Agency, report: &mut RowReport) -> Result<Taken, Stop> {
        let path = row.value("text").to_owned();
        let mut taken = Taken {
            draft: Draft { kind: self.what.kind.clone(), column: self.what.column.clone(), ..Draft::new() },
            body: String::new(),
            pictures: Vec::new(),
            files: Vec::new(),
            index_number: String::new(),
            published_at_ms: None,
            findings: Vec::new(),
        };
        let mut linked: Vec<(String, String)> = Vec::new();
        if path.ends_with(".body.html") {
            // A text that was written out here: nothing in it is a head.
            let upload = self.folder.read("", &path)?;
            let (text, _) = encoding::decode(&upload.bytes);
            taken.body = rich_text::clean(&text).html();
        } else if !path.is_empty() {
            linked = self.read_document(&path, agency, &mut taken, &mut report.notes).await?;
        }
        let items = self.items(&agency.id).await?;
        row.put_over(&mut taken.draft, (&self.columns, &items), &mut report.notes);
        if let Some(at_ms) = row.published_at_ms(&mut report.notes) {
            taken.published_at_ms = Some(at_ms);
        }
        if !row.value("index_number").is_empty() {
            row.value("index_number").clone_into(&mut taken.index_number);
        }
        let mut wanted: Vec<(String, String)> =
            row.attachments().map(|a| (String::new(), a.to_owned())).collect();
        wanted.extend(linked.into_iter().map(|(href, _)| (path.clone(), href)));
        for (from, name) in wanted {
            let upload = match self.folder.read(&from, &name) {
                Ok(upload) => upload,
                Err(missing) => {
                    report.notes.push(missing);
                    continue;
                }
            };
            match attach::media_of(&upload.bytes) {
                Some(media) => taken.files.push((upload, media)),
                None => report.notes.push(Told::new(
                    format!("附件“{name}”不是可以公开的文件类型"),
                    format!("{name} is not of a kind that is published"),
                )),
            }
        }
        self.check(agency, &mut taken).await?;
        Ok(taken)
    }

    /// What may not be taken at all: malicious code, and marks of secrecy.
    async fn look_at(&self, upload: &Upload) -> Result<(), Stop> {
        attach::check_viruses(self.app, &upload.bytes).await.map_err(|error| match error {
            DocumentError::File(zh, en) => Stop::Row(Told { zh, en }),
            other => Stop::Machine(machine(other)),
        })?;
        match screen::mark_of_file(upload).await? {
            Some((mark, sha256)) => Err(Stop::Mark { mark, sha256 }),
            None => Ok(()),
        }
    }

    /// Reads a page or document; gives the files that it links to, with their names.
    async fn read_document(
        &self,
        path: &str,
        agency: &Agency,
        taken: &mut Taken,
        notes: &mut Vec<Told>,
    ) -> Result<Vec<(String, String)>, Stop> {
        let mut upload = self.folder.read("", path)?;
        self.look_at(&upload).await?;
        let mut beside: Vec<Picture> = Vec::new();
        if !matches!(upload.bytes.get(..4), Some(b"PK\x03\x04" | b"%PDF")) {
            (upload.bytes, beside) = self.folder.with_pictures(path, upload.bytes);
        }
        let (imported, looked) = import::read(upload).await.map_err(|error| match error {
            DocumentError::File(zh, en) => Stop::Row(Told { zh, en }),
            other => Stop::Machine(machine(other)),
        })?;
        let mut reading = Reading::of(&imported, &looked, &agency.name, &self.columns);
        taken.body = std::mem::take(&mut reading.draft.body);
        taken.draft = Draft {
            kind: taken.draft.kind.clone(),
            column: if reading.draft.column.is_empty() {
                taken.draft.column.clone()
            } else {
                reading.draft.column.clone()
            },
            ..reading.draft
        };
        let told = reading.notes.into_iter().filter(|n| n.kind != ImportNoteKind::Found);
        notes.extend(told.map(|n| Told { zh: n.zh, en: n.en }));
        taken.index_number = imported.shown(Field::IndexNumber);
        let day: Option<Date> = imported.date(Field::PublishedOn);
        taken.published_at_ms = day.and_then(|day| manifest::moment(&day.to_string()));
        taken.pictures = pictures(&imported, beside);
        let mut linked = Vec::new();
        for file in imported.attachments {
            match file.content {
                Content::Linked { href } => linked.push((href, file.name)),
                Content::Inside { bytes, .. } => {
                    let upload = Upload { name: attach::safe_name(&file.name), bytes };
                    if let Some(media) = attach::media_of(&upload.bytes) {
                        taken.files.push((upload, media));
                    }
                }
            }
        }
        Ok(linked)
    }

    /// The automatic check, as before a publication here.
    async fn check(&mut self, agency: &Agency, taken: &mut Taken) -> Result<(), Stop> {
        let text = format!("{}\n{}", taken.draft.title, screen::text_of(&taken.body));
        if let Some(mark) = screen::mark_of(&text) {
            return Err(Stop::Mark { mark, sha256: sha256(taken.body.as_bytes()) });
        }
        let words = self.words(&agency.id).await?;
        taken.findings = screen::of_text(&taken.draft.title, &taken.body, &words);
        for (upload, media) in &taken.files {
            self.look_at(upload).await?;
            let like = Attachment {
                sha256: String::new(),
                name: upload.name.clone(),
                media: (*media).to_owned(),
                size_bytes: 0,
            };
            taken.findings.extend(screen::of_file(upload.bytes.clone(), &like, words.clone()).await?);
        }
        Ok(())
    }

    async fn revision(&self, taken: &Taken, row: &Row, notes: &mut Vec<Told>) -> Result<Revision, Stop> {
        let mut draft = taken.draft.clone();
        let mut links = Vec::new();
        for (kind, to) in row.links(notes) {
            let here = match self.ids.get(&to) {
                Some(id) => Some(id.clone()),
                None => {
                    let found =
                        self.app.store.document_by_index_number(&to).await.map_err(SiteError::from)?;
                    found.map(|row| row.id)
                }
            };
            match here {
                Some(to) => links.push(Link { kind, to }),
                None => notes.push(Told::new(
                    format!("没有编号或索引号为“{to}”的文件，未建立关联"),
                    format!("there is no document {to} to link to"),
                )),
            }
        }
        let hash = sha256(taken.body.as_bytes());
        loop {
            match draft.revision(&hash, links.clone(), Vec::new()) {
                Ok(revision) => return Ok(revision),
                Err(faults) => {
                    let before = draft.clone();
                    for fault in faults {
                        drop_field(&mut draft, fault.field);
                        notes.push(Told::new(
                            format!("{}，未采用", fault.zh),
                            format!("{}; left out", fault.en),
                        ));
                    }
                    if draft == before {
                        return Err(Told::new("字段无法识别", "fields that cannot be read").into());
                    }
                }
            }
        }
    }

    async fn keep(
        &mut self,
        agency: &Agency,
        taken: Taken,
        mut revision: Revision,
        report: &mut RowReport,
    ) -> Result<(), Stop> {
        let app = self.app;
        for picture in taken.pictures {
            let media = attach::media_of(&picture.bytes).unwrap_or("application/octet-stream");
            revision.attachments.push(create::keep(app, picture.bytes, &picture.name, media).await?);
        }
        for (upload, media) in taken.files {
            let kept = attach::keep_clean(app, upload, media).await?;
            if revision.attachments.iter().all(|known| known.sha256 != kept.sha256) {
                revision.attachments.push(kept);
            }
        }
        let now = now_ms();
        let code = self.code(&agency.id).await?;
        let wanted = taken.index_number.trim().to_owned();
        let is_usable = !wanted.is_empty()
            && wanted.chars().count() <= LONGEST_INDEX_NUMBER
            && !wanted.chars().any(|c| c.is_whitespace() || c.is_control())
            && !self.numbers.contains(&wanted)
            && app.store.document_by_index_number(&wanted).await.map_err(SiteError::from)?.is_none();
        let plan = review_steps::plan_of(app, &agency.id).await.map_err(machine)?;
        let store = |e: gongkai_store::StoreError| Stop::Machine(e.into());
        let mut tx = app.store.begin().await.map_err(store)?;
        tx.put_text(&taken.body).await.map_err(store)?;
        let index_number = if is_usable {
            wanted
        } else {
            if !wanted.is_empty() {
                report.notes.push(Told::new(
                    format!("索引号“{wanted}”已被使用或无效，已分配新的索引号"),
                    format!("the index number {wanted} is in use or none; there is a new one"),
                ));
            }
            let stated = taken.published_at_ms.map(|at| china_time::day(at).year());
            let year = revision.formed_on.map(Date::year).or(stated);
            let year = year.unwrap_or_else(|| china_time::day(now).year());
            let serial = tx.next_serial(&code, i64::from(year)).await.map_err(store)?;
            IndexNumber::allocate(&code, year, u32::try_from(serial).unwrap_or(u32::MAX))
                .map_err(|_| Stop::Machine(SiteError::NoCode(agency.id.clone())))?
                .to_string()
        };
        self.numbers.insert(index_number.clone());
        report.index_number.clone_from(&index_number);
        let event = match taken.published_at_ms.filter(|_| report.state == RowState::Public) {
            Some(stated_at_ms) => {
                Event::Imported { index_number, revision, stated_at_ms, origin: self.what.origin.clone() }
            }
            None => Event::Created { index_number, revision, plan },
        };
        let act = DocumentAct {
            agency_id: &agency.id,
            document_id: &report.id,
            event: &event,
            actor_id: None,
            at_ms: now,
        };
        tx.record_document(&act, app.settings().chain_hash).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(())
    }
}

fn machine(error: DocumentError) -> SiteError {
    match error {
        DocumentError::Internal(error) => SiteError::Internal(error),
        other => SiteError::Internal(Internal::Seed(other.to_string())),
    }
}

/// Whether it can be public at once, with what stands against it.
fn state(taken: &Taken, notes: &mut Vec<Told>) -> RowState {
    let before = notes.len();
    let stopping = || taken.findings.iter().filter(|f| f.weight == Weight::Settle);
    for finding in stopping().take(TOLD_FINDINGS) {
        notes.push(Told::new(
            format!("{}：{}", finding.excerpt, finding.reason),
            format!("{}: {}", finding.excerpt, finding.reason_en),
        ));
    }
    let more = stopping().count().saturating_sub(TOLD_FINDINGS);
    if more > 0 {
        notes.push(Told::new(format!("另有 {more} 处需要复核"), format!("{more} more passages to look at")));
    }
    if taken.draft.attribute != Attribute::Proactive.code() {
        notes.push(Told::new("公开属性不是主动公开", "it is not for everybody"));
    }
    if taken.published_at_ms.is_none() {
        notes.push(Told::new("没有原发布时间", "it does not say when it was published"));
    }
    if taken.published_at_ms.is_some_and(|at| at > now_ms()) {
        notes.push(Told::new("原发布时间在将来", "it says that it was published in the future"));
    }
    if notes.len() == before { RowState::Public } else { RowState::Draft }
}

/// The pictures of a text in its order: those inside the file, and those beside it.
fn pictures(imported: &ImportedDocument, beside: Vec<Picture>) -> Vec<Upload> {
    let mut found = Vec::new();
    for sha256 in imported.body.images() {
        let inside = imported.images.iter().find(|i| i.sha256 == sha256).map(|i| (i.media, &i.bytes));
        let picture =
            inside.or_else(|| beside.iter().find(|p| p.sha256 == sha256).map(|p| (p.media, &p.bytes)));
        let Some((media, bytes)) = picture else { continue };
        let name = format!("图{}.{}", found.len() + 1, media.rsplit('/').next().unwrap_or("bin"));
        found.push(Upload { name, bytes: bytes.clone() });
    }
    found
}

/// Empties a field that cannot stand, or gives it its usual value.
fn drop_field(draft: &mut Draft, field: &str) {
    let usual = Draft::new();
    let slot: (&mut String, String) = match field {
        "number" => (&mut draft.number, usual.number),
        "formed_on" => (&mut draft.formed_on, usual.formed_on),
        "effective_on" => (&mut draft.effective_on, usual.effective_on),
        "expires_on" => (&mut draft.expires_on, usual.expires_on),
        "repealed_on" => (&mut draft.repealed_on, usual.repealed_on),
        "kind" => (&mut draft.kind, usual.kind),
        "genre" => (&mut draft.genre, usual.genre),
        "theme" => (&mut draft.theme, usual.theme),
        "group" => (&mut draft.group, usual.group),
        "audience" => (&mut draft.audience, usual.audience),
        "legal_item" => (&mut draft.legal_item, usual.legal_item),
        "validity" => (&mut draft.validity, usual.validity),
        "attribute" => (&mut draft.attribute, usual.attribute),
        _ => return,
    };
    *slot.0 = slot.1;
}
