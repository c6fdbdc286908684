//! Which registers there are: those that are shipped, and those that an agency declares for itself.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use gongkai_domain::permission::Right;
use gongkai_domain::register::{Field, FieldKind, PublicForm, Register, Term, TermLength, Validity};
use serde::Deserialize;

use super::at;
use crate::App;
use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::documents::{DocumentError, FieldFault};

const SHIPPED: &str =
    concat!(include_str!("../../seed/registers.toml"), "\n", include_str!("../../seed/ledgers.toml"));
/// Longest declaration of an agency. Unit: bytes.
const LIMIT: usize = 64 << 10;
/// Most fields of a register.
const MOST_FIELDS: usize = 40;

/// Groups of registers in the order of the list: code, Chinese, English.
pub const GROUPS: [(&str, &str, &str); 7] = [
    ("catalogue", "目录", "Catalogues"),
    ("channels", "公开渠道", "Channels"),
    ("interaction", "互动交流", "Interaction"),
    ("people", "机构与制度", "People and rules"),
    ("places", "场所与活动", "Places and events"),
    ("other", "其他台账", "Other"),
    ("own", "本机关自设", "The agency’s own"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRow {
    #[serde(default)]
    register: Vec<RegisterRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterRow {
    code: String,
    zh: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    about_zh: String,
    #[serde(default)]
    about_en: String,
    #[serde(default)]
    group: String,
    dated_by: Option<String>,
    #[serde(default)]
    is_public: bool,
    fields: Vec<FieldRow>,
    #[serde(default)]
    terms: Vec<TermRow>,
    validity: Option<ValidityRow>,
    takes_public_entries: Option<PublicRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermRow {
    zh: String,
    #[serde(default)]
    en: String,
    from: String,
    to: String,
    term_days: Option<u16>,
    term_working_days: Option<u16>,
    term_months: Option<u16>,
    unless: Option<String>,
    #[serde(default)]
    alarm: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidityRow {
    from: String,
    until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicRow {
    of: String,
    link: String,
    fields: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    opens: Option<String>,
    closes: String,
    places: Option<String>,
    takes: Option<String>,
    #[serde(default = "keep_days")]
    keep_days: u16,
}

fn keep_days() -> u16 {
    90
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRow {
    code: String,
    zh: String,
    #[serde(default)]
    en: String,
    kind: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    personal: bool,
    #[serde(default = "yes")]
    sums: bool,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

fn yes() -> bool {
    true
}

/// Registers as they are declared in TOML.
///
/// # Errors
///
/// What is wrong, in Chinese and in English.
pub fn parse(text: &str) -> Result<Vec<Register>, (String, String)> {
    let file: FileRow = toml::from_str(text)
        .map_err(|e| (format!("写法有误：{e}"), format!("this is not well formed: {e}")))?;
    file.register.into_iter().map(of_row).collect()
}

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 40
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn of_row(row: RegisterRow) -> Result<Register, (String, String)> {
    let code = row.code.clone();
    let wrong = |zh: &str, en: &str| Err((format!("{code}：{zh}"), format!("{code}: {en}")));
    if !is_code(&row.code) || row.zh.trim().is_empty() {
        return wrong(
            "代码应为小写字母、数字和连字符，名称不能为空",
            "codes are of small letters, digits and hyphens, and a name is needed",
        );
    }
    if row.fields.is_empty() || row.fields.len() > MOST_FIELDS {
        return wrong("字段应为1至40个", "it has 1 to 40 fields");
    }
    let mut fields = Vec::new();
    for f in row.fields {
        let Some(kind) = FieldKind::parse(&f.kind).filter(|_| is_code(&f.code)) else {
            return wrong(
                "字段的代码或类型（text、long、count、amount、day、choice、flag、link）有误",
                "a field has a wrong code, or a kind other than text, long, count, amount, day, choice, flag, link",
            );
        };
        if kind == FieldKind::Choice && f.options.is_empty() {
            return wrong("选项字段须列出选项", "a choice needs options");
        }
        let en = if f.en.is_empty() { f.zh.clone() } else { f.en };
        fields.push(Field {
            code: f.code,
            zh: f.zh,
            en,
            kind,
            is_required: f.required,
            is_personal: f.personal,
            is_sum: f.sums,
            options: f.options,
            aliases: f.aliases,
        });
    }
    let codes: BTreeSet<&str> = fields.iter().map(|f| f.code.as_str()).collect();
    if codes.len() != fields.len() {
        return wrong("字段代码重复", "two fields have the same code");
    }
    if let Some(day) = &row.dated_by
        && !fields
            .iter()
            .any(|f| f.code == *day && f.kind == FieldKind::Day && f.is_required && !f.is_personal)
    {
        return wrong("dated_by 应为一个必填的日期字段", "dated_by names a required field of kind day");
    }
    let has = |code: &str, kind: FieldKind| fields.iter().any(|f| f.code == code && f.kind == kind);
    let terms: Vec<Option<Term>> = row.terms.into_iter().map(term_of).collect();
    let is_term = |t: &Option<Term>| {
        t.as_ref().is_some_and(|t| {
            let flag = t.unless.as_ref().is_none_or(|f| has(f, FieldKind::Flag));
            has(&t.from, FieldKind::Day) && has(&t.to, FieldKind::Day) && flag
        })
    };
    if !terms.iter().all(is_term) {
        return wrong(
            "terms 的 from、to 应为日期字段，unless 应为是否字段，期限至多写一种",
            "a term goes from a field of kind day to another, unless a flag, with one length at most",
        );
    }
    let validity = row.validity.map(|v| Validity { from: v.from, until: v.until });
    if !validity.iter().all(|v| has(&v.from, FieldKind::Day) && has(&v.until, FieldKind::Day)) {
        return wrong("validity 的 from、until 应为日期字段", "validity names two fields of kind day");
    }
    let public = row.takes_public_entries.map(|p| PublicForm {
        of: p.of,
        link: p.link,
        fields: p.fields,
        optional: p.optional,
        opens: p.opens,
        closes: p.closes,
        places: p.places,
        takes: p.takes,
        keep_days: p.keep_days,
    });
    let asks_well = |p: &PublicForm| {
        let known = |code: &String| fields.iter().any(|f| f.code == *code);
        let takes = p.takes.as_ref().is_none_or(|t| has(t, FieldKind::Count));
        // What is free text of a stranger stays out of the record, where nothing can be deleted.
        let apart = fields
            .iter()
            .filter(|f| p.fields.contains(&f.code))
            .all(|f| f.is_personal || !matches!(f.kind, FieldKind::Text | FieldKind::Long | FieldKind::Link));
        known(&p.link) && p.fields.iter().all(known) && takes && apart && row.dated_by.is_some()
    };
    if !public.iter().all(asks_well) {
        return wrong(
            "takes_public_entries 应列出本台账的字段，文字字段须为 personal，并须有 dated_by",
            "takes_public_entries names fields of this register, text ones personal, and dated_by is needed",
        );
    }
    let en = if row.en.is_empty() { row.zh.clone() } else { row.en };
    Ok(Register {
        code: row.code,
        zh: row.zh,
        en,
        about_zh: row.about_zh,
        about_en: row.about_en,
        group: row.group,
        dated_by: row.dated_by,
        is_public: row.is_public,
        fields,
        terms: terms.into_iter().flatten().collect(),
        validity,
        public,
    })
}

/// A term; none where more than one length is given.
fn term_of(row: TermRow) -> Option<Term> {
    let length = match (row.term_days, row.term_working_days, row.term_months) {
        (None, None, None) => TermLength::SameDay,
        (Some(n), None, None) => TermLength::Days(n),
        (None, Some(n), None) => TermLength::WorkingDays(n),
        (None, None, Some(n)) => TermLength::Months(n),
        _ => return None,
    };
    let en = if row.en.is_empty() { row.zh.clone() } else { row.en };
    let (from, to) = (row.from, row.to);
    Some(Term { zh: row.zh, en, from, length, to, unless: row.unless, is_alarm: row.alarm })
}

/// The registers that every agency has.
pub fn shipped() -> &'static [Register] {
    static REGISTERS: OnceLock<Vec<Register>> = OnceLock::new();
    REGISTERS.get_or_init(|| parse(SHIPPED).expect("a test reads what is shipped"))
}

fn setting_of(agency_id: &str) -> String {
    format!("registers:{agency_id}")
}

/// The registers of an agency, its own last.
///
/// # Errors
///
/// If the database fails.
pub async fn of_agency(app: &App, agency_id: &str) -> Result<Vec<Register>, DocumentError> {
    let mut all = shipped().to_vec();
    if let Some(text) = app.store.setting(&setting_of(agency_id)).await? {
        // It was read when it was set; what a newer version cannot read is left out rather than in the way.
        all.extend(
            parse(&text).unwrap_or_default().into_iter().map(|r| Register { group: "own".into(), ..r }),
        );
    }
    Ok(all)
}

/// What an agency declares for itself, as it was typed.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn own_declaration(app: &App, by: &Signed, agency_id: &str) -> Result<String, DocumentError> {
    at(app, by, agency_id, Right::ReadWork).await?;
    Ok(app.store.setting(&setting_of(agency_id)).await?.unwrap_or_default())
}

/// Changes what an agency declares for itself. Entries of a register that goes stay in the record.
///
/// # Errors
///
/// If the person may not, the declaration is wrong, or the database fails.
pub async fn set_own(app: &App, by: &Signed, agency_id: &str, text: &str) -> Result<(), DocumentError> {
    let agency = at(app, by, agency_id, Right::ManageCatalogue).await?;
    let fault =
        |zh: String, en: String| DocumentError::Fields(vec![FieldFault { field: "registers", zh, en }]);
    if text.len() > LIMIT {
        return Err(fault("不得超过64 KB。".into(), "At most 64 KB.".into()));
    }
    let own = parse(text).map_err(|(zh, en)| fault(zh, en))?;
    if let Some(taken) = own.iter().find(|r| shipped().iter().any(|s| s.code == r.code)) {
        return Err(fault(
            format!("代码 {} 已被系统登记簿使用。", taken.code),
            format!("The code {} belongs to a register that is shipped.", taken.code),
        ));
    }
    let codes: Vec<&str> = own.iter().map(|r| r.code.as_str()).collect();
    let change = Change {
        agency_id: &agency.id,
        name: &setting_of(agency_id),
        value: text,
        subject_kind: "registers",
        kind: "registers_declared",
        payload: &serde_json::json!({ "registers": codes }).to_string(),
    };
    Ok(agency_setting::change(app, by, &change).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_well_declared() {
        let all = parse(SHIPPED).unwrap();
        let codes: BTreeSet<&str> = all.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes.len(), all.len());
        for register in &all {
            assert!(GROUPS.iter().any(|g| g.0 == register.group), "{}", register.code);
            assert!(!register.about_zh.is_empty() && !register.about_en.is_empty(), "{}", register.code);
            if let Some(public) = &register.public {
                let of = all.iter().find(|r| r.code == public.of).unwrap();
                let asked = [Some(&public.closes), public.opens.as_ref(), public.places.as_ref()];
                assert!(asked.into_iter().flatten().all(|f| of.field(f).is_some()), "{}", register.code);
                assert!(of.is_public, "{}: what is answered to is public", register.code);
            }
        }
    }

    #[test]
    fn wrong_declarations_are_refused_with_what_to_do() {
        for (text, says) in [
            ("nonsense", "写法有误"),
            ("[[register]]\ncode = \"A B\"\nzh = \"x\"\nfields = []", "小写字母"),
            ("[[register]]\ncode = \"a\"\nzh = \"x\"\nfields = []", "1至40"),
            (
                "[[register]]\ncode = \"a\"\nzh = \"x\"\nfields = [{ code = \"f\", zh = \"f\", kind = \"what\" }]",
                "类型",
            ),
            (
                "[[register]]\ncode = \"a\"\nzh = \"x\"\ndated_by = \"g\"\nfields = [{ code = \"f\", zh = \"f\", kind = \"day\" }]",
                "dated_by",
            ),
            (
                "[[register]]\ncode = \"a\"\nzh = \"x\"\nterms = [{ zh = \"t\", from = \"f\", to = \"f\", term_days = 1, term_months = 2 }]\nfields = [{ code = \"f\", zh = \"f\", kind = \"day\" }]",
                "期限",
            ),
            (
                "[[register]]\ncode = \"a\"\nzh = \"x\"\nvalidity = { from = \"f\", until = \"g\" }\nfields = [{ code = \"f\", zh = \"f\", kind = \"day\" }]",
                "validity",
            ),
        ] {
            let (zh, _) = parse(text).unwrap_err();
            assert!(zh.contains(says), "{text}: {zh}");
        }
    }
}
