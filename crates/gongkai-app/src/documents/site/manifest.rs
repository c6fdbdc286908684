//! The manifest: a table with one row a document.

use std::fs;

use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::{Attribute, Kind, LinkKind, Revision, Validity};
use gongkai_domain::disclosure::vocabulary::{AUDIENCES, GENRES, GROUPS, LEGAL_ITEMS, THEMES, Term};
use gongkai_formats::grid;
use gongkai_store::Column;
use jiff::civil::{Date, DateTime};

use super::super::draft::Draft;
use super::folder::{Folder, MOST};
use super::{MANIFESTS, SiteError, Told};

/// The columns: the name in the first row, and what else it may be called.
pub const COLUMNS: [(&str, &[&str]); 28] = [
    ("id", &["编号", "原编号"]),
    ("agency", &["机关", "机关编号"]),
    ("title", &["标题", "名称"]),
    ("text", &["正文文件", "文件", "正文", "路径"]),
    ("attachments", &["附件"]),
    ("published_at", &["发布时间", "发布日期", "公开日期"]),
    ("index_number", &["索引号", "索引"]),
    ("number", &["发文字号", "文号"]),
    ("issuer", &["发文机关", "发布机构"]),
    ("source", &["信息来源", "来源"]),
    ("formed_on", &["成文日期", "生成日期", "形成日期"]),
    ("effective_on", &["施行日期"]),
    ("expires_on", &["失效日期"]),
    ("repealed_on", &["废止日期"]),
    ("validity", &["有效性", "时效性"]),
    ("kind", &["类型", "信息类型"]),
    ("genre", &["公文种类", "体裁分类", "体裁"]),
    ("theme", &["主题分类"]),
    ("group", &["组配分类"]),
    ("audience", &["服务对象", "服务对象分类"]),
    ("legal_item", &["法定主动公开内容", "公开事项"]),
    ("column", &["栏目"]),
    ("catalogue_item", &["标准目录事项"]),
    ("keywords", &["关键词", "主题词"]),
    ("summary", &["内容概述", "概述"]),
    ("attribute", &["公开属性", "公开方式"]),
    ("attribute_reason", &["公开属性理由", "不公开理由"]),
    ("links", &["关联文件", "关系"]),
];

/// Divides the files of a cell, and its links.
pub(super) const DIVIDER: char = '|';

/// A document of the old site as a row says it.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// The row of the manifest, from 1 for its head.
    pub(super) number: Option<usize>,
    values: Vec<(&'static str, String)>,
}

impl Row {
    pub(super) fn of_file(path: String) -> Row {
        Row { number: None, values: vec![("text", path)] }
    }

    pub(super) fn value(&self, column: &str) -> &str {
        self.values.iter().find(|v| v.0 == column).map_or("", |v| v.1.as_str())
    }

    pub(super) fn attachments(&self) -> impl Iterator<Item = &str> {
        self.value("attachments").split([DIVIDER, '\n']).map(str::trim).filter(|a| !a.is_empty())
    }

    /// What tells this document from the others of the same site, run after run.
    pub(super) fn key(&self) -> &str {
        ["id", "text", "index_number", "title"]
            .iter()
            .map(|c| self.value(c))
            .find(|v| !v.is_empty())
            .unwrap_or("")
    }

    /// Puts what the row says over what the file says.
    pub(super) fn put_over(
        &self,
        draft: &mut Draft,
        (columns, items): (&[Column], &[(String, String)]),
        notes: &mut Vec<Told>,
    ) {
        let plain: [(&str, &mut String); 7] = [
            ("title", &mut draft.title),
            ("summary", &mut draft.summary),
            ("number", &mut draft.number),
            ("issuer", &mut draft.issuer),
            ("source", &mut draft.source),
            ("keywords", &mut draft.keywords),
            ("attribute_reason", &mut draft.attribute_reason),
        ];
        for (column, slot) in plain {
            put(slot, self.value(column));
        }
        for (column, slot) in [
            ("formed_on", &mut draft.formed_on),
            ("effective_on", &mut draft.effective_on),
            ("expires_on", &mut draft.expires_on),
            ("repealed_on", &mut draft.repealed_on),
        ] {
            match (self.value(column), day(self.value(column))) {
                ("", _) => {}
                (_, Some(day)) => *slot = day.to_string(),
                (text, None) => notes.push(not_one(column, text)),
            }
        }
        let mut word = |column: &'static str, slot: &mut String, find: &dyn Fn(&str) -> Option<String>| {
            let text = self.value(column);
            match find(text) {
                _ if text.is_empty() => {}
                Some(code) => *slot = code,
                None => notes.push(not_one(column, text)),
            }
        };
        word("kind", &mut draft.kind, &|t| {
            Kind::ALL.iter().find(|k| k.code() == t || k.zh() == t).map(|k| k.code().into())
        });
        word("validity", &mut draft.validity, &|t| {
            Validity::ALL.iter().find(|v| v.code() == t || v.zh() == t).map(|v| v.code().into())
        });
        word("attribute", &mut draft.attribute, &|t| {
            Attribute::ALL.iter().find(|a| a.code() == t || a.zh() == t).map(|a| a.code().into())
        });
        word("column", &mut draft.column, &|t| {
            columns.iter().find(|c| c.id == t || c.name == t).map(|c| c.id.clone())
        });
        word("catalogue_item", &mut draft.catalogue_item, &|t| {
            items.iter().find(|i| i.1 == t).map(|i| i.0.clone())
        });
        let lists: [(&'static str, &'static [Term], &mut String); 5] = [
            ("genre", GENRES, &mut draft.genre),
            ("theme", THEMES, &mut draft.theme),
            ("group", GROUPS, &mut draft.group),
            ("audience", AUDIENCES, &mut draft.audience),
            ("legal_item", LEGAL_ITEMS, &mut draft.legal_item),
        ];
        for (column, list, slot) in lists {
            word(column, slot, &|t| term(list, t).map(|w| w.code.into()));
        }
    }

    /// When the old site says that it was published.
    pub(super) fn published_at_ms(&self, notes: &mut Vec<Told>) -> Option<i64> {
        let text = self.value("published_at");
        let found = moment(text);
        if found.is_none() && !text.is_empty() {
            notes.push(not_one("published_at", text));
        }
        found
    }

    /// The lines to other documents: what it is to the other, and the other's number.
    pub(super) fn links(&self, notes: &mut Vec<Told>) -> Vec<(LinkKind, String)> {
        let mut found = Vec::new();
        for line in self.value("links").split([DIVIDER, '\n']).map(str::trim).filter(|l| !l.is_empty()) {
            let parts = line.split_once(char::is_whitespace);
            let kind = parts.and_then(|(kind, _)| {
                LinkKind::ALL.iter().copied().find(|k| k.code() == kind || k.zh() == kind)
            });
            match (kind, parts) {
                (Some(kind), Some((_, to))) => found.push((kind, to.trim().to_owned())),
                _ => notes.push(not_one("links", line)),
            }
        }
        found
    }
}

/// The word of a list that is meant: by its code, its name, or one part of its name that no other has.
fn term(list: &'static [Term], text: &str) -> Option<&'static Term> {
    if let Some(exact) = list.iter().find(|w| w.code == text || w.zh == text) {
        return Some(exact);
    }
    let mut with_part = list.iter().filter(|w| w.zh.split('、').any(|part| part == text));
    with_part.next().filter(|_| with_part.next().is_none())
}

fn put(slot: &mut String, text: &str) {
    if !text.is_empty() {
        text.clone_into(slot);
    }
}

/// What a column is called in Chinese.
fn zh(column: &str) -> &str {
    COLUMNS.iter().find(|c| c.0 == column).and_then(|c| c.1.first()).copied().unwrap_or_default()
}

fn not_one(column: &str, text: &str) -> Told {
    Told::new(
        format!("{}：无法识别“{text}”，未采用", zh(column)),
        format!("{column}: {text} is none; left out"),
    )
}

/// A day as tables write it.
fn day(text: &str) -> Option<Date> {
    let plain = text.trim().replace(['年', '月', '/', '.'], "-").replace('日', " ");
    let plain = plain.split([' ', 'T']).next()?.trim_end_matches('-');
    let mut parts = plain.split('-').map(|p| p.parse::<i16>());
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// An instant in China as tables write it; a day alone is its noon, so that it is that day wherever one looks from.
pub(super) fn moment(text: &str) -> Option<i64> {
    let day = day(text)?;
    let clock = text.trim().split_once([' ', 'T', '日']).map_or("", |(_, clock)| clock.trim());
    let mut parts = clock.split(':').map(|p| p.trim().parse::<i8>());
    let (hour, minute) = match (parts.next(), parts.next()) {
        (Some(Ok(hour)), Some(Ok(minute))) => (hour, minute),
        _ => (12, 0),
    };
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    let at = DateTime::new(day.year(), day.month(), day.day(), hour, minute, second, 0).ok()?;
    Some(china_time::instant(at))
}

/// The rows of a folder.
pub(super) fn rows(folder: &Folder) -> Result<Vec<Row>, SiteError> {
    let Some(path) = MANIFESTS.iter().map(|n| folder.path().join(n)).find(|p| p.is_file()) else {
        let found = folder.documents()?;
        if found.is_empty() {
            return Err(SiteError::Empty(folder.path().to_owned()));
        }
        return Ok(found.into_iter().map(Row::of_file).collect());
    };
    let bytes = fs::read(&path).map_err(|error| SiteError::Folder { path: path.clone(), error })?;
    let grids = grid::read(&bytes).map_err(|e| SiteError::Manifest(format!("{}: {e}", path.display())))?;
    let mut lines = grids.into_iter().next().map(|g| g.rows).unwrap_or_default().into_iter();
    let head = lines.next().unwrap_or_default();
    let name = |text: &String| {
        let text = text.trim().trim_start_matches('\u{feff}');
        COLUMNS.iter().find(|c| c.0 == text || c.1.contains(&text)).map(|c| c.0)
    };
    let heads: Vec<Option<&'static str>> = head.iter().map(name).collect();
    if !heads.contains(&Some("title")) && !heads.contains(&Some("text")) {
        return Err(SiteError::Manifest(format!("{}: {}", path.display(), head.join(" "))));
    }
    let row = |(number, cells): (usize, Vec<String>)| {
        let values =
            heads.iter().zip(cells).filter_map(|(h, cell)| Some(((*h)?, unguarded(cell.trim()).to_owned())));
        Row { number: Some(number), values: values.collect() }
    };
    let rows: Vec<Row> = (2..).zip(lines).map(row).collect();
    match rows.len() {
        0 => Err(SiteError::Empty(folder.path().to_owned())),
        1..=MOST => Ok(rows),
        _ => Err(SiteError::TooMany(MOST)),
    }
}

/// A cell without the quote that keeps a spreadsheet from calculating it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '@', '-'])).unwrap_or(cell)
}

/// A revision as a row; `files` are the paths of its attachments, `links` its lines by 索引号, `item` is the name of its
/// item in the catalogue.
pub(super) fn row_of(
    r: &Revision,
    (id, agency_id, index_number): (&str, &str, &str),
    published_at_ms: i64,
    (text, files, links, item): (String, Vec<String>, Vec<String>, String),
) -> Vec<String> {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let divider = DIVIDER.to_string();
    let value = |column: &str| match column {
        "id" => id.to_owned(),
        "agency" => agency_id.to_owned(),
        "title" => r.title.clone(),
        "text" => text.clone(),
        "attachments" => files.join(&divider),
        "published_at" => china_time::at(published_at_ms).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "index_number" => index_number.to_owned(),
        "number" => r.number.clone(),
        "issuer" => r.issuer.clone(),
        "source" => r.source.clone(),
        "formed_on" => day(r.formed_on),
        "effective_on" => day(r.effective_on),
        "expires_on" => day(r.expires_on),
        "repealed_on" => day(r.repealed_on),
        "validity" => r.validity.zh().to_owned(),
        "kind" => r.kind.zh().to_owned(),
        "genre" => r.genre.clone(),
        "theme" => r.theme.clone(),
        "group" => r.group.clone(),
        "audience" => r.audience.clone(),
        "legal_item" => r.legal_item.clone(),
        "column" => r.column.clone(),
        "catalogue_item" => item.clone(),
        "keywords" => r.keywords.join(" "),
        "summary" => r.summary.clone(),
        "attribute" => r.attribute.zh().to_owned(),
        "attribute_reason" => r.attribute_reason.clone(),
        "links" => links.join(&divider),
        _ => String::new(),
    };
    COLUMNS.iter().map(|c| value(c.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_moments_are_read_as_tables_write_them() {
        for text in [
            "2020-03-02",
            "2020/3/2",
            "2020年3月2日",
            "2020.03.02",
            "2020-03-02 08:30",
            "2020年03月02日 08:30",
        ] {
            assert_eq!(day(text), Some(date(2020, 3, 2)), "{text}");
        }
        for text in ["", "去年", "2020-13-02", "2020-03", "1-2-3-4"] {
            assert_eq!(day(text), None, "{text}");
        }
        let at = |text: &str| china_time::minute(moment(text).unwrap());
        assert_eq!(at("2020-03-02 08:30:15"), "2020-03-02 08:30");
        assert_eq!(at("2020年3月2日 8:05"), "2020-03-02 08:05");
        assert_eq!(at("2020-03-02"), "2020-03-02 12:00");
    }
}
