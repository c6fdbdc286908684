//! What a document says and how it is filed, at one moment. A new revision replaces the old one whole.

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them, in the order of forms.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// What is stored and stands in addresses.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// The one with this code.
            pub fn parse(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }

            /// In Chinese.
            pub fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)* }
            }

            /// In English.
            pub fn en(self) -> &'static str {
                match self { $($name::$variant => $en,)* }
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What a document is, as far as the annual report and the lists must know it.
    Kind {
        /// 规章: counted in table 2.
        Rules = "rules", "规章", "Rules";
        /// 行政规范性文件: counted in table 2.
        Normative = "normative", "行政规范性文件", "Normative document";
        /// Another official document.
        Policy = "policy", "其他政策文件", "Policy document";
        /// 政策解读.
        Interpretation = "interpretation", "政策解读", "Explanation of a policy";
        /// 公告公示.
        Announcement = "announcement", "公告公示", "Public notice";
        /// 规划计划.
        Plan = "plan", "规划计划", "Plan";
        /// 财政预决算.
        Budget = "budget", "财政预决算", "Budget or final accounts";
        /// 统计数据.
        Statistics = "statistics", "统计数据", "Statistics";
        /// 行政执法: one decision or a list of decisions.
        Enforcement = "enforcement", "行政执法", "Enforcement";
        /// 人事信息.
        Personnel = "personnel", "人事信息", "Personnel";
        /// 机构信息: functions, heads, contact.
        Institution = "institution", "机构信息", "About the agency";
        /// 制度: rules of how disclosure is organised.
        Mechanism = "mechanism", "信息公开制度", "How disclosure is organised";
        /// 年度报告.
        AnnualReport = "annual-report", "政府信息公开年报", "Annual report";
        /// 工作动态.
        News = "news", "工作动态", "News";
    }
}

named! {
    /// 公开属性. The Regulations know disclosure and its absence; the three values are practice.
    Attribute {
        /// 主动公开.
        Proactive = "proactive", "主动公开", "Published";
        /// 依申请公开: kept, given on request.
        OnRequest = "on-request", "依申请公开", "On request";
        /// 不予公开.
        Withheld = "withheld", "不予公开", "Withheld";
    }
}

named! {
    /// 有效性.
    Validity {
        /// 有效.
        Valid = "valid", "有效", "In force";
        /// 已修改: in force with changes.
        Amended = "amended", "已修改", "Amended";
        /// 失效: its term ended.
        Expired = "expired", "失效", "Expired";
        /// 废止: ended by another document.
        Repealed = "repealed", "废止", "Repealed";
    }
}

named! {
    /// What one document is to another.
    LinkKind {
        /// 解读: explains the other.
        Interprets = "interprets", "解读", "Explains";
        /// 代替: takes the other's place; the other is repealed.
        Supersedes = "supersedes", "代替", "Replaces";
        /// 废止: ends the other.
        Repeals = "repeals", "废止", "Repeals";
        /// 修改: changes the other, which stays in force.
        Amends = "amends", "修改", "Amends";
        /// 相关: to be read with the other.
        Related = "related", "相关", "Related to";
    }
}

impl LinkKind {
    /// What the other document's validity becomes when the linking one is published.
    pub fn validity_of_target(self) -> Option<Validity> {
        match self {
            LinkKind::Supersedes | LinkKind::Repeals => Some(Validity::Repealed),
            LinkKind::Amends => Some(Validity::Amended),
            LinkKind::Interprets | LinkKind::Related => None,
        }
    }
}

/// A line from one document to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// What this document is to the other.
    pub kind: LinkKind,
    /// The other's id.
    pub to: String,
}

/// A file that belongs to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its bytes, by hash (SHA-256, lower-case hex).
    pub sha256: String,
    /// The name that readers see and save it under.
    pub name: String,
    /// The media type, found from the bytes.
    pub media: String,
    /// Unit: bytes.
    pub size_bytes: u64,
}

/// What a document says and how it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// 标题, without number or agency put before it.
    pub title: String,
    /// The text, by hash; a clean subset of HTML.
    pub body_sha256: String,
    /// 内容概述; empty where the text speaks for itself.
    pub summary: String,
    /// What it is.
    pub kind: Kind,
    /// 公文种类: a code of [`GENRES`](super::vocabulary::GENRES) or of the agency.
    pub genre: String,
    /// 主题分类: a code of [`THEMES`](super::vocabulary::THEMES) or of the agency.
    pub theme: String,
    /// 组配分类: a code of [`GROUPS`](super::vocabulary::GROUPS) or of the agency.
    pub group: String,
    /// 服务对象分类: a code of [`AUDIENCES`](super::vocabulary::AUDIENCES) or of the agency.
    pub audience: String,
    /// The item of Art. 20 or 21: a code of [`LEGAL_ITEMS`](super::vocabulary::LEGAL_ITEMS), or empty.
    pub legal_item: String,
    /// The column (栏目) it is listed in, by id; empty where the item alone lists it.
    pub column: String,
    /// The item of the 标准目录 that it fulfils: the id of an entry of the agency's catalogue, or empty.
    pub catalogue_item: String,
    /// 发文字号, normalised; empty where there is none.
    pub number: String,
    /// 发文机关 as written, where it is not the agency's own name (joint documents); else empty.
    pub issuer: String,
    /// 信息来源, where the text was taken from elsewhere.
    pub source: String,
    /// 成文日期: the day it was signed. The term of Art. 26 runs from it.
    pub formed_on: Option<Date>,
    /// 施行日期.
    pub effective_on: Option<Date>,
    /// 失效日期.
    pub expires_on: Option<Date>,
    /// 废止日期.
    pub repealed_on: Option<Date>,
    /// 有效性.
    pub validity: Validity,
    /// 公开属性.
    pub attribute: Attribute,
    /// Why it is not 主动公开, with the article; empty where it is.
    pub attribute_reason: String,
    /// 关键词.
    pub keywords: Vec<String>,
    /// Lines to other documents.
    pub links: Vec<Link>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// A term shorter than Art. 26, in working days after `formed_on`, that the catalogue sets for it.
    pub term_days: Option<u16>,
}

impl Revision {
    /// An empty one of a kind, to be filled in.
    pub fn new(title: &str, body_sha256: &str, kind: Kind) -> Revision {
        Revision {
            title: title.into(),
            body_sha256: body_sha256.into(),
            summary: String::new(),
            kind,
            genre: "other".into(),
            theme: "other".into(),
            group: "other".into(),
            audience: "all".into(),
            legal_item: String::new(),
            column: String::new(),
            catalogue_item: String::new(),
            number: String::new(),
            issuer: String::new(),
            source: String::new(),
            formed_on: None,
            effective_on: None,
            expires_on: None,
            repealed_on: None,
            validity: Validity::Valid,
            attribute: Attribute::Proactive,
            attribute_reason: String::new(),
            keywords: Vec::new(),
            links: Vec::new(),
            attachments: Vec::new(),
            term_days: None,
        }
    }

    /// What is still missing or impossible before it can be submitted for review.
    pub fn faults(&self, has_text: HasText) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.title.trim().is_empty() {
            faults.push(Fault::NoTitle);
        }
        if has_text == HasText::No && self.attachments.is_empty() {
            faults.push(Fault::NoContent);
        }
        if self.formed_on.is_none() {
            faults.push(Fault::NoDate);
        }
        if self.attribute != Attribute::Proactive && self.attribute_reason.trim().is_empty() {
            faults.push(Fault::NoReason);
        }
        if self.attribute == Attribute::Proactive && self.legal_item.is_empty() && self.column.is_empty() {
            faults.push(Fault::NoPlace);
        }
        if let (Some(effective), Some(expires)) = (self.effective_on, self.expires_on)
            && expires < effective
        {
            faults.push(Fault::ExpiresBeforeEffect);
        }
        if self.validity == Validity::Repealed && self.repealed_on.is_none() {
            faults.push(Fault::NoRepealDate);
        }
        faults
    }
}

/// Whether the text behind a hash has any word or picture; only who loaded it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasText {
    /// It has.
    Yes,
    /// It is empty.
    No,
}

named! {
    /// Why a revision cannot be submitted.
    Fault {
        /// No title.
        NoTitle = "no-title", "缺少标题", "The title is missing";
        /// Neither text nor file.
        NoContent = "no-content", "正文和附件都是空的", "There is neither text nor a file";
        /// No 成文日期.
        NoDate = "no-date", "缺少成文日期（条例第二十六条的期限从该日起算）", "The date of the document is missing (the term of Art. 26 runs from it)";
        /// Not 主动公开, without a reason.
        NoReason = "no-reason", "非主动公开须写明理由和依据", "What is not published needs a reason and its article";
        /// In no list.
        NoPlace = "no-place", "须选择栏目或第二十条、第二十一条的事项", "Choose a column or an item of Art. 20 or 21";
        /// 失效日期 before 施行日期.
        ExpiresBeforeEffect = "expires-before-effect", "失效日期早于施行日期", "It expires before it takes effect";
        /// Repealed without a day.
        NoRepealDate = "no-repeal-date", "已废止的文件须填废止日期", "A repealed document needs the day of repeal";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_revision_says_what_is_missing() {
        let mut r = Revision::new(" ", "", Kind::Normative);
        assert_eq!(r.faults(HasText::No), [Fault::NoTitle, Fault::NoContent, Fault::NoDate, Fault::NoPlace]);
        r.title = "办法".into();
        r.formed_on = Some(date(2026, 3, 2));
        r.legal_item = "20-01".into();
        assert_eq!(r.faults(HasText::Yes), []);
        r.attribute = Attribute::Withheld;
        r.effective_on = Some(date(2026, 4, 1));
        r.expires_on = Some(date(2026, 3, 1));
        r.validity = Validity::Repealed;
        assert_eq!(
            r.faults(HasText::Yes),
            [Fault::NoReason, Fault::ExpiresBeforeEffect, Fault::NoRepealDate]
        );
    }

    #[test]
    fn codes_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(*kind));
        }
        for link in LinkKind::ALL {
            assert_eq!(LinkKind::parse(link.code()), Some(*link));
        }
        assert_eq!(LinkKind::Repeals.validity_of_target(), Some(Validity::Repealed));
        assert_eq!(Validity::parse("gone"), None);
    }
}
