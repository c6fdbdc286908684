//! Registers: what an agency keeps besides documents and requests, each declared by its fields.
//!
//! From a declaration follow the form, the list, import and export, and what is counted. Reports count the entries of a
//! period and the sums of their numbers (domain of chapter 1: consultations, hotline, training, boards …).

mod term;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::disclosure::revision::named;

pub use term::{Due, Term, TermLength, Validity};

named! {
    /// What a field holds.
    FieldKind {
        /// One line.
        Text = "text", "文字", "Text";
        /// Several lines.
        Long = "long", "长文字", "Long text";
        /// A whole number that is not negative.
        Count = "count", "数量", "Count";
        /// An amount, an exact decimal. Unit: as its label says.
        Amount = "amount", "金额", "Amount";
        /// A day.
        Day = "day", "日期", "Day";
        /// One of the options.
        Choice = "choice", "选项", "Choice";
        /// 是 or 否.
        Flag = "flag", "是否", "Yes or no";
        /// A web address.
        Link = "link", "链接", "Link";
    }
}

/// A field of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its code, unique in the register.
    pub code: String,
    /// Its label.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether an entry needs it.
    pub is_required: bool,
    /// Whether it is about a person: kept apart from the record, never public, deleted by term.
    pub is_personal: bool,
    /// Whether its numbers may be added up; those of a stock, such as followers, may not.
    pub is_sum: bool,
    /// For a choice: what can be chosen.
    pub options: Vec<String>,
    /// Other headings that stand for it in tables of other programs.
    pub aliases: Vec<String>,
}

/// A register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Its code, which is part of addresses.
    pub code: String,
    /// Its name.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What is kept in it, and why (with the article or document that asks for it).
    pub about_zh: String,
    /// The same in English.
    pub about_en: String,
    /// The group that it is listed under.
    pub group: String,
    /// The day field by which entries belong to a period; none for inventories, which count as they stand.
    pub dated_by: Option<String>,
    /// Whether its entries are shown on the portal.
    pub is_public: bool,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// What has to follow an entry, and by when.
    pub terms: Vec<Term>,
    /// From which day to which day an entry holds, for people and rules.
    pub validity: Option<Validity>,
    /// How the public adds entries, if it may.
    pub public: Option<PublicForm>,
}

/// A form for everybody. What it takes is looked at by the office before any of it is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicForm {
    /// The register to whose entries the public answers: a survey, an open day.
    pub of: String,
    /// The field in which an answer keeps the id of what it answers to.
    pub link: String,
    /// The fields that the form asks for.
    pub fields: Vec<String>,
    /// Those of them that may stay empty.
    pub optional: Vec<String>,
    /// The day field of the other register from which on answers are taken; taken at once without it.
    pub opens: Option<String>,
    /// The day field of the other register after which none are taken.
    pub closes: String,
    /// The count field of the other register that says how many places there are.
    pub places: Option<String>,
    /// The count field of an answer that says how many places it takes.
    pub takes: Option<String>,
    /// So many days after the end, what the answers say of persons is deleted.
    pub keep_days: u16,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFault {
    /// The field's code.
    pub field: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The longest text of a field. Unit: characters.
pub const LONGEST: usize = 5_000;

impl Register {
    /// The field with this code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.code == code)
    }

    /// The field that a heading of a table means: its code, its label in either language, or another name.
    pub fn field_of_heading(&self, heading: &str) -> Option<&Field> {
        let wanted = plain(heading);
        self.fields.iter().find(|f| {
            let names = [&f.code, &f.zh, &f.en];
            names.into_iter().chain(&f.aliases).any(|name| plain(name) == wanted)
        })
    }

    /// What was typed, tidied: white space cut, numbers and days in their one form, empty fields left out.
    ///
    /// # Errors
    ///
    /// What is wrong with each field.
    pub fn tidy(
        &self,
        typed: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, Vec<ValueFault>> {
        let (mut out, mut faults) = (BTreeMap::new(), Vec::new());
        for field in &self.fields {
            let text = typed.get(&field.code).map_or("", |t| t.trim());
            if text.is_empty() {
                if field.is_required {
                    faults.push(field.fault("请填写", "is needed"));
                }
                continue;
            }
            match field.tidy(text) {
                Ok(value) => {
                    out.insert(field.code.clone(), value);
                }
                Err((zh, en)) => faults.push(field.fault(&zh, &en)),
            }
        }
        if faults.is_empty() { Ok(out) } else { Err(faults) }
    }

    /// The day by which an entry with these values belongs to a period.
    pub fn day(&self, values: &BTreeMap<String, String>) -> Option<Date> {
        values.get(self.dated_by.as_ref()?)?.parse().ok()
    }
}

impl Field {
    fn fault(&self, zh: &str, en: &str) -> ValueFault {
        ValueFault {
            field: self.code.clone(),
            zh: format!("{}：{zh}。", self.zh),
            en: format!("{}: {en}.", self.en),
        }
    }

    /// Whether its values are added up.
    pub fn adds_up(&self) -> bool {
        self.is_sum && matches!(self.kind, FieldKind::Count | FieldKind::Amount)
    }

    fn tidy(&self, text: &str) -> Result<String, (String, String)> {
        match self.kind {
            FieldKind::Text | FieldKind::Long => {
                if text.chars().count() > LONGEST {
                    return Err((format!("不得超过{LONGEST}字"), format!("at most {LONGEST} characters")));
                }
                Ok(text.into())
            }
            FieldKind::Count => count(text)
                .map(|n| n.to_string())
                .ok_or(("请填写整数，如 1200 或 1.2万".into(), "a whole number, such as 1200".into())),
            FieldKind::Amount => amount(text)
                .map(|n| n.normalize().to_string())
                .ok_or(("请填写金额，如 12.5".into(), "an amount, such as 12.5".into())),
            FieldKind::Day => day(text)
                .map(|d| d.to_string())
                .ok_or(("请填写日期，如 2026-03-02".into(), "a day, such as 2026-03-02".into())),
            FieldKind::Choice => match self.options.iter().find(|o| o.as_str() == text) {
                Some(option) => Ok(option.clone()),
                None => Err((
                    format!("应为：{}", self.options.join("、")),
                    format!("one of {}", self.options.join(", ")),
                )),
            },
            FieldKind::Flag => match text {
                "是" | "√" | "✓" | "✔" | "■" | "☑" | "yes" | "true" | "1" | "on" => {
                    Ok("是".into())
                }
                "否" | "×" | "✗" | "□" | "☐" | "no" | "false" | "0" => Ok("否".into()),
                _ => Err(("请填写是或否".into(), "yes or no".into())),
            },
            FieldKind::Link => {
                if text.starts_with("http://") || text.starts_with("https://") {
                    Ok(text.into())
                } else {
                    Err(("请填写以 http 开头的网址".into(), "an address that begins with http".into()))
                }
            }
        }
    }
}

/// A heading without what differs between tables: white space, brackets with units, case.
fn plain(text: &str) -> String {
    let cut = text.split(['（', '(']).next().unwrap_or(text);
    cut.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn decimal(text: &str) -> Option<Decimal> {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (digits, factor) = match text.strip_suffix('万') {
        Some(digits) => (digits.to_string(), 10_000),
        None => (text, 1),
    };
    let number: Decimal = digits.parse().ok()?;
    let limit = Decimal::from(1_000_000_000_000_i64);
    number.checked_mul(Decimal::from(factor)).filter(|n| *n >= Decimal::ZERO && *n <= limit)
}

fn count(text: &str) -> Option<Decimal> {
    decimal(text).filter(|n| n.fract().is_zero()).map(|n| n.trunc())
}

fn amount(text: &str) -> Option<Decimal> {
    decimal(text)
}

/// `2026-03-02`, `2026/3/2`, `2026.3.2`, `2026年3月2日`, `20260302`, with or without a time behind.
fn day(text: &str) -> Option<Date> {
    let text = text.split([' ', 'T']).next().unwrap_or(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut parts = text.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty());
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    // Monthly figures name the month only.
    let day = parts.next().map_or(Some(1), |d| d.parse().ok())?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok().filter(|d| (1949..=2199).contains(&d.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn field(code: &str, kind: FieldKind) -> Field {
        Field {
            code: code.into(),
            zh: format!("{code}中"),
            en: code.into(),
            kind,
            is_required: false,
            is_personal: false,
            is_sum: true,
            options: vec!["微信".into(), "微博".into()],
            aliases: if code == "reads" { vec!["阅读次数".into()] } else { Vec::new() },
        }
    }

    fn register() -> Register {
        let mut first = field("on", FieldKind::Day);
        first.is_required = true;
        Register {
            code: "r".into(),
            zh: "登记".into(),
            en: "Register".into(),
            about_zh: String::new(),
            about_en: String::new(),
            group: "g".into(),
            dated_by: Some("on".into()),
            is_public: false,
            fields: vec![
                first,
                field("reads", FieldKind::Count),
                field("fee", FieldKind::Amount),
                field("where", FieldKind::Choice),
                field("done", FieldKind::Flag),
                field("link", FieldKind::Link),
            ],
            terms: Vec::new(),
            validity: None,
            public: None,
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    #[test]
    fn values_have_one_form_each() {
        let tidy = register()
            .tidy(&typed(&[
                ("on", "2026年3月2日"),
                ("reads", "6.1万"),
                ("fee", "1,094,730.20"),
                ("where", "微信"),
                ("done", "■"),
                ("link", "https://a.example/"),
                ("unknown", "x"),
            ]))
            .unwrap();
        assert_eq!(
            tidy,
            typed(&[
                ("on", "2026-03-02"),
                ("reads", "61000"),
                ("fee", "1094730.2"),
                ("where", "微信"),
                ("done", "是"),
                ("link", "https://a.example/")
            ])
        );
        assert_eq!(register().day(&tidy).unwrap().to_string(), "2026-03-02");
    }

    #[test]
    fn every_wrong_value_is_named_with_what_to_do() {
        let wrong = [
            ("reads", "-3"),
            ("reads", "2.5"),
            ("fee", "x"),
            ("where", "电视"),
            ("done", "也许"),
            ("link", "javascript:alert(1)"),
            ("on", "2026-13-01"),
        ];
        for (code, value) in wrong {
            let mut all = typed(&[("on", "2026-01-01")]);
            all.insert(code.into(), value.into());
            let faults = register().tidy(&all).unwrap_err();
            assert_eq!((faults.len(), faults[0].field.as_str()), (1, code), "{value}");
        }
        assert_eq!(register().tidy(&typed(&[])).unwrap_err()[0].zh, "on中：请填写。");
    }

    #[test]
    fn headings_of_other_programs_are_known() {
        let register = register();
        for heading in ["阅读次数", " 阅读次数 （次）", "READS", "reads中"] {
            assert_eq!(
                register.field_of_heading(heading).map(|f| f.code.as_str()),
                Some("reads"),
                "{heading}"
            );
        }
        assert!(register.field_of_heading("转发").is_none());
        assert_eq!(day("2026-03").map(|d| d.to_string()).as_deref(), Some("2026-03-01"));
        assert_eq!(day("20260302").map(|d| d.to_string()).as_deref(), Some("2026-03-02"));
        assert_eq!(day("2026-03-02 10:30").map(|d| d.to_string()).as_deref(), Some("2026-03-02"));
    }
}
