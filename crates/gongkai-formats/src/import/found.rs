//! What was found about a document, with where it stood and how sure that is.

use gongkai_domain::disclosure::revision::{Attribute, Validity};
use gongkai_domain::report::Place;
use jiff::civil::Date;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $zh:literal;)*) => {
        /// What can be found about a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field, in the order of a catalogue.
            pub const ALL: &[Field] = &[$(Field::$variant,)*];

            /// The stable name, in JSON and in manifests.
            pub fn code(self) -> &'static str {
                match self { $(Field::$variant => $code,)* }
            }

            /// In Chinese, as manifests and pages head it.
            pub fn zh(self) -> &'static str {
                match self { $(Field::$variant => $zh,)* }
            }
        }
    };
}

fields! {
    /// 标题.
    Title = "title", "标题";
    /// 发文字号, normalised; several of a joint document are divided by `、`.
    Number = "number", "发文字号";
    /// 索引号.
    IndexNumber = "index_number", "索引号";
    /// 发布机构.
    Agency = "agency", "发布机构";
    /// 成文日期: the day it was signed.
    SignedOn = "signed_on", "成文日期";
    /// 发布日期: the day it went on the web.
    PublishedOn = "published_on", "发布日期";
    /// 施行日期.
    EffectiveOn = "effective_on", "施行日期";
    /// 废止日期 or 失效日期.
    ExpiresOn = "expires_on", "失效日期";
    /// 有效性.
    Validity = "validity", "有效性";
    /// 公开属性.
    Attribute = "attribute", "公开属性";
    /// 主题分类.
    Theme = "theme", "主题分类";
    /// 体裁分类 or 公文种类.
    Genre = "genre", "体裁分类";
    /// 组配分类.
    Group = "group", "组配分类";
    /// 服务对象分类.
    Audience = "audience", "服务对象";
    /// 主题词 or 关键词.
    Keywords = "keywords", "主题词";
    /// 内容概述.
    Summary = "summary", "内容概述";
    /// 信息来源.
    Origin = "source", "信息来源";
    /// 栏目.
    Column = "column", "栏目";
    /// 主送: to whom it is addressed.
    Addressees = "addressees", "主送";
}

/// What a field was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A day.
    Date(Date),
    /// 有效性.
    Validity(Validity),
    /// 公开属性.
    Attribute(Attribute),
    /// 主题词.
    Words(Vec<String>),
}

impl Value {
    /// As one would write it in a cell.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Date(date) => date.to_string(),
            Value::Validity(validity) => validity.zh().to_owned(),
            Value::Attribute(attribute) => attribute.zh().to_owned(),
            Value::Words(words) => words.join(" "),
        }
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Inferred, or written in a way that had to be mended. Somebody should look.
    Low,
    /// Found where it usually stands, without a label.
    Medium,
    /// The document says what it is.
    High,
}

impl Confidence {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A `meta` element or a property of the file, by its name.
    Meta(String),
    /// Beside a label.
    Label {
        /// The label as written.
        label: String,
        /// Where the label or its value stands in the file.
        place: Place,
    },
    /// In the text: the number of the block, counted before anything was taken out of the text.
    Body(usize),
    /// A cell of a manifest.
    Manifest {
        /// The row, from 1 for the header.
        row: usize,
    },
}

impl Source {
    /// For people and JSON: `meta:PubDate`, `label:索引号@table=1;row=2`, `body:3`.
    pub fn shown(&self) -> String {
        match self {
            Source::Meta(name) => format!("meta:{name}"),
            Source::Label { label, place } => format!("label:{label}@{place}"),
            Source::Body(block) => format!("body:{block}"),
            Source::Manifest { row } => format!("manifest:{row}"),
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it is about.
    pub field: Field,
    /// What it is.
    pub value: Value,
    /// As it was written.
    pub raw: String,
    /// Where.
    pub source: Source,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Puts the surest finding of each field first, keeping the order of the same confidence, and each value once.
pub(super) fn settle(found: &mut Vec<Found>) {
    found.sort_by(|a, b| {
        (a.field, std::cmp::Reverse(a.confidence)).cmp(&(b.field, std::cmp::Reverse(b.confidence)))
    });
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found.drain(..) {
        if !kept.iter().any(|k| k.field == one.field && k.value == one.value) {
            kept.push(one);
        }
    }
    *found = kept;
}
