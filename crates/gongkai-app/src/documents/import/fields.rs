//! From what was found in a file to the fields of a draft.

use gongkai_domain::disclosure::vocabulary::{AUDIENCES, GENRES, GROUPS, THEMES, Term};
use gongkai_formats::import::{Confidence, Content, Field, Found, ImportedDocument, Source, Value};
use gongkai_formats::inspect::{Inspected, Kind};
use gongkai_store::Column;

use super::super::draft::Draft;
use super::{ImportNote, ImportNoteKind};

/// Pieces of text that were left out are told at most so many, and shown this far. Unit: characters.
const MOST_PIECES: usize = 20;
const PIECE_CHARS: usize = 60;

/// Where a word goes in a draft.
type Slot = fn(&mut Draft) -> &mut String;

/// A draft with what there is to tell about it.
pub(in crate::documents) struct Reading {
    pub(in crate::documents) draft: Draft,
    pub(in crate::documents) notes: Vec<ImportNote>,
}

impl Reading {
    /// Fills in what can be filled in. `agency` is the name of whose draft it will be.
    pub(in crate::documents) fn of(
        imported: &ImportedDocument,
        looked: &Inspected,
        agency: &str,
        columns: &[Column],
    ) -> Reading {
        let draft = Draft { body: imported.body.html(), ..Draft::new() };
        let mut reading = Reading { draft, notes: Vec::new() };
        reading.title(imported);
        reading.plain_fields(imported);
        reading.issuer(imported, agency);
        reading.words(imported, columns);
        reading.genre(imported);
        reading.drop_what_cannot_stand();
        reading.pieces(imported);
        reading.lost(imported);
        reading.hidden(looked);
        reading
    }

    fn note(&mut self, kind: ImportNoteKind, zh: String, en: String) {
        self.notes.push(ImportNote { kind, zh, en });
    }

    pub(in crate::documents) fn unsure(&mut self, zh: String, en: String) {
        self.note(ImportNoteKind::Unsure, zh, en);
    }

    pub(in crate::documents) fn left_out(&mut self, zh: String, en: String) {
        self.note(ImportNoteKind::LeftOut, zh, en);
    }

    /// Tells what a field was found to be, and what contradicts it.
    fn found(&mut self, imported: &ImportedDocument, field: Field) -> Option<String> {
        let mut all = imported.all(field);
        let best = all.next()?;
        let value = best.value.shown();
        let others: Vec<String> =
            all.map(|other| format!("{}{}", other.value.shown(), place(other).0)).collect();
        let (name, english, shown) = (field.zh(), name_en(field), shortened(&value));
        let (place, place_en) = place(best);
        match (others.is_empty(), best.confidence) {
            (true, Confidence::High) => {
                self.note(
                    ImportNoteKind::Found,
                    format!("{name}：{shown}{place}"),
                    format!("{english}: {shown}{place_en}"),
                );
            }
            (true, _) => self.unsure(
                format!("{name}：{shown}{place}，系推断，请核对"),
                format!("{english}: {shown}{place_en}; inferred, please check"),
            ),
            (false, _) => self.unsure(
                format!("{name}：{shown}{place}，文件中另有 {}，请核对", others.join("、")),
                format!("{english}: {shown}{place_en}; the file also says {}", others.join(", ")),
            ),
        }
        Some(value)
    }

    fn title(&mut self, imported: &ImportedDocument) {
        if let Some(title) = self.found(imported, Field::Title) {
            self.draft.title = title;
            return;
        }
        let name = imported.file.rsplit_once('.').map_or(imported.file.as_str(), |(name, _)| name);
        self.draft.title = name.to_owned();
        self.unsure(
            "标题：文件中没有找到，暂用文件名".into(),
            "title: not found in the file; its name stands in for it".into(),
        );
    }

    fn plain_fields(&mut self, imported: &ImportedDocument) {
        let mut take = |field| self.found(imported, field).unwrap_or_default();
        let (number, summary, origin) = (take(Field::Number), take(Field::Summary), take(Field::Origin));
        let (formed, effective, expires) =
            (take(Field::SignedOn), take(Field::EffectiveOn), take(Field::ExpiresOn));
        let keywords = take(Field::Keywords);
        take(Field::Validity);
        take(Field::Attribute);
        let draft = &mut self.draft;
        (draft.number, draft.summary, draft.source, draft.keywords) = (number, summary, origin, keywords);
        (draft.formed_on, draft.effective_on, draft.expires_on) = (formed, effective, expires);
        if let Some(Value::Validity(validity)) = imported.best(Field::Validity).map(|found| &found.value) {
            draft.validity = validity.code().into();
        }
        if let Some(Value::Attribute(attribute)) = imported.best(Field::Attribute).map(|found| &found.value) {
            draft.attribute = attribute.code().into();
        }
    }

    /// The agency that signed, if it is not the one whose draft it is.
    fn issuer(&mut self, imported: &ImportedDocument, agency: &str) {
        let issuer = imported.shown(Field::Agency);
        if issuer.is_empty() || issuer == agency {
            return;
        }
        self.unsure(
            format!("发文机关：文件署名“{issuer}”，与本机关名称不同，已填入“发文机关”，请核对"),
            format!(
                "issuer: the file is signed by {issuer}, which is not the name of this agency; please check"
            ),
        );
        self.draft.issuer = issuer;
    }

    /// Fields with a list of words: only a word of the list is taken.
    fn words(&mut self, imported: &ImportedDocument, columns: &[Column]) {
        let lists: [(Field, &'static [Term], Slot); 4] = [
            (Field::Genre, GENRES, |draft| &mut draft.genre),
            (Field::Theme, THEMES, |draft| &mut draft.theme),
            (Field::Group, GROUPS, |draft| &mut draft.group),
            (Field::Audience, AUDIENCES, |draft| &mut draft.audience),
        ];
        for (field, list, slot) in lists {
            let shown = imported.shown(field);
            match list.iter().find(|term| term.zh == shown) {
                Some(term) => {
                    self.found(imported, field);
                    *slot(&mut self.draft) = term.code.into();
                }
                None => self.no_such_word(field, &shown),
            }
        }
        let shown = imported.shown(Field::Column);
        match columns.iter().find(|column| column.name == shown) {
            Some(column) => {
                self.found(imported, Field::Column);
                self.draft.column.clone_from(&column.id);
            }
            None => self.no_such_word(Field::Column, &shown),
        }
    }

    fn no_such_word(&mut self, field: Field, shown: &str) {
        if !shown.is_empty() {
            self.unsure(
                format!("{}：文件中写的“{shown}”不在列表中，请选择", field.zh()),
                format!("{}: {shown} is not in the list; please choose", name_en(field)),
            );
        }
    }

    /// Official documents are named for what they are: the end of the title says the genre.
    fn genre(&mut self, imported: &ImportedDocument) {
        if imported.best(Field::Genre).is_some() {
            return;
        }
        let title = self.draft.title.trim_end_matches(['）', ')', '》']);
        let named = GENRES.iter().filter(|term| title.ends_with(term.zh)).max_by_key(|term| term.zh.len());
        if let Some(term) = named {
            self.draft.genre = term.code.into();
            self.unsure(
                format!("公文种类：按标题填为“{}”，请核对", term.zh),
                format!("genre: {} by the title; please check", term.en),
            );
        }
    }

    /// What a form would refuse is told and left empty, so that the rest is not lost.
    fn drop_what_cannot_stand(&mut self) {
        let Err(faults) = self.draft.revision("", Vec::new(), Vec::new()) else { return };
        let new = Draft::new();
        for fault in faults {
            let draft = &mut self.draft;
            match fault.field {
                "number" => draft.number.clear(),
                "formed_on" => draft.formed_on.clear(),
                "effective_on" => draft.effective_on.clear(),
                "expires_on" => draft.expires_on.clear(),
                _ => *draft = Draft { title: draft.title.clone(), body: draft.body.clone(), ..new.clone() },
            }
            self.unsure(format!("{}，未填入", fault.zh), format!("{}; left empty", fault.en));
        }
    }

    /// Data that a draft has no place for.
    pub(super) fn not_taken(&mut self, imported: &ImportedDocument) {
        let index = imported.shown(Field::IndexNumber);
        if !index.is_empty() {
            self.left_out(
                format!("索引号：{index} 未沿用，已分配新的索引号"),
                format!("index number: {index} is not used; the draft has a new one"),
            );
        }
        let published = imported.shown(Field::PublishedOn);
        if !published.is_empty() {
            self.left_out(
                format!("发布日期：{published} 未填入，以在本平台发布的时间为准"),
                format!("published on: {published} is not used; the time of publication here counts"),
            );
        }
        for file in &imported.attachments {
            if let Content::Linked { href } = &file.content {
                self.left_out(
                    format!("附件“{}”：只有网址 {href}，没有下载，请自行上传", file.name),
                    format!("{}: there is only an address, {href}; please upload it", file.name),
                );
            }
        }
    }

    /// What of the file is not in the text.
    fn pieces(&mut self, imported: &ImportedDocument) {
        let known: Vec<String> = [&self.draft.title, &self.draft.number].map(|text| squeezed(text)).into();
        let pieces: Vec<&String> = imported
            .left_out
            .iter()
            .filter(|piece| !piece.trim().is_empty() && !known.contains(&squeezed(piece)))
            .collect();
        for piece in pieces.iter().take(MOST_PIECES) {
            let piece = shortened(piece);
            self.left_out(format!("没有放入正文：{piece}"), format!("not in the text: {piece}"));
        }
        if pieces.len() > MOST_PIECES {
            let more = pieces.len() - MOST_PIECES;
            self.left_out(
                format!("没有放入正文：另有 {more} 段"),
                format!("not in the text: {more} more pieces"),
            );
        }
    }

    /// What cleaning and reading took away or mended.
    fn lost(&mut self, imported: &ImportedDocument) {
        let removed = imported.removed;
        let counted = [
            (
                removed.images,
                "张图片在别的网址上，没有取回",
                "pictures are at other addresses and were not fetched",
            ),
            (
                removed.links,
                "个链接的网址不能使用，只保留文字",
                "links have addresses that are not allowed; their text stayed",
            ),
            (removed.active, "处脚本或嵌入内容已去除", "scripts or embedded things were taken out"),
        ];
        for (count, zh, en) in counted.into_iter().filter(|(count, ..)| *count > 0) {
            self.left_out(format!("{count} {zh}"), format!("{count} {en}"));
        }
        if removed.strikes > 0 {
            let count = removed.strikes;
            self.unsure(
                format!("{count} 处带删除线的文字已作为正文，请核对"),
                format!("{count} passages that were struck out are text now; please check"),
            );
        }
        if removed.is_cut {
            self.left_out(
                "表格过大，超出部分没有读入".into(),
                "a table is too large; the rest of it was not read".into(),
            );
        }
        if imported.media == "pdf" {
            self.unsure(
                "PDF 的段落和表格是按版面推断的，请通读核对".into(),
                "paragraphs and tables of a PDF are inferred from where things stand; please read it through"
                    .into(),
            );
        }
        for notice in &imported.notices {
            self.unsure(notice.code.zh().to_owned(), notice.code.en().to_owned());
        }
    }

    /// What the file has out of sight.
    fn hidden(&mut self, looked: &Inspected) {
        for kind in Kind::ALL {
            let count = looked.hidden.iter().filter(|hidden| hidden.kind == *kind).count();
            match kind {
                _ if count == 0 => {}
                // Files inside are told one by one.
                Kind::EmbeddedFile => {}
                Kind::Insertion => self.unsure(
                    format!("{} {count} 处，已作为正文", kind.zh()),
                    format!("{}: {count}, taken as text", kind.en()),
                ),
                _ => self.left_out(
                    format!("{} {count} 处，没有放入草稿", kind.zh()),
                    format!("{}: {count}, not in the draft", kind.en()),
                ),
            }
        }
    }
}

/// The name of a field in English.
fn name_en(field: Field) -> String {
    field.code().replace('_', " ")
}

/// Where something was found, for people.
fn place(found: &Found) -> (String, String) {
    match &found.source {
        Source::Label { label, .. } => {
            let label = label.trim().trim_end_matches(['：', ':']);
            (format!("（“{label}”）"), format!(" (beside {label})"))
        }
        Source::Body(block) => (format!("（文件第{}段）", block + 1), format!(" (paragraph {})", block + 1)),
        Source::Meta(name) => (format!("（文件属性 {name}）"), format!(" (property {name})")),
        Source::Manifest { row } => (format!("（清单第{row}行）"), format!(" (row {row})")),
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn shortened(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = text.char_indices().nth(PIECE_CHARS) {
        text.truncate(at);
        text.push('…');
    }
    text
}
