//! How values of the domain are written for people.

use std::borrow::Borrow;

use gongkai_domain::check::Severity;
use gongkai_domain::report::{Applicant, Bound, CellKey, Outcome, Place, Procedure, Row, Value};
use rust_decimal::Decimal;

use crate::page::{Ctx, Lang};
use crate::words::fill;

/// A number with thousands separated: `11,398,889`, `-1,234.5`.
pub fn grouped(n: impl Borrow<Decimal>) -> String {
    let text = n.borrow().normalize().to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A number of a list, as the database has it.
pub fn amount(text: &Option<String>) -> String {
    match text.as_deref().and_then(|t| t.parse::<Decimal>().ok()) {
        Some(n) => grouped(n),
        None => "–".into(),
    }
}

/// With its sign: `+4`, `-2`, `0`.
pub fn signed(n: impl Borrow<Decimal>) -> String {
    let n = *n.borrow();
    let sign = if n > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", grouped(n))
}

/// One decimal: `62.5%`.
pub fn percent(n: Decimal) -> String {
    format!("{}%", n.round_dp(1).normalize())
}

/// What a cell says.
pub fn value(ctx: &Ctx, value: impl Borrow<Value>) -> String {
    match *value.borrow() {
        Value::Number(n) => grouped(n),
        Value::Blank => ctx.w.value_blank.into(),
        Value::NotApplicable => ctx.w.value_na.into(),
        Value::Illegible => ctx.w.value_illegible.into(),
    }
}

/// What a cell is called.
pub fn label(lang: impl Borrow<Lang>, key: impl Borrow<CellKey>) -> String {
    let key = *key.borrow();
    match lang.borrow() {
        Lang::Zh => key.def().label(),
        Lang::En => key.def().label_en(),
    }
}

/// A label of the official form in the reader's language; the Chinese one where there is no other.
pub fn form_text(lang: Lang, text: &str) -> &str {
    if lang == Lang::Zh {
        return text;
    }
    let rows = Row::ALL.iter().find(|r| r.label() == text && r.label() != "3.其他").map(|r| r.label_en());
    let columns = Applicant::ALL.iter().find(|a| a.label() == text).map(|a| a.label_en());
    let procedures = Procedure::ALL.iter().find(|p| p.label() == text).map(|p| p.label_en());
    let outcomes = Outcome::ALL.iter().find(|o| o.label() == text).map(|o| o.label_en());
    rows.or(columns).or(procedures).or(outcomes).or_else(|| other_label(text)).unwrap_or(text)
}

fn other_label(text: &str) -> Option<&'static str> {
    const LABELS: &[(&str, &str)] = &[
        ("3.其他", "Other: other"),
        ("第二十条第（一）项", "Art. 20 (1)"),
        ("第二十条第（五）项", "Art. 20 (5)"),
        ("第二十条第（六）项", "Art. 20 (6)"),
        ("第二十条第（八）项", "Art. 20 (8)"),
        ("第二十条第（九）项", "Art. 20 (9)"),
        ("信息内容", "Kind of information"),
        ("本年制发件数", "Issued this year"),
        ("本年废止件数", "Repealed this year"),
        ("现行有效件数", "In force"),
        ("本年新制作数量", "Newly made"),
        ("本年新公开数量", "Newly published"),
        ("对外公开总数量", "Public in total"),
        ("上一年项目数量", "Items last year"),
        ("本年增/减", "Change"),
        ("处理决定数量", "Decisions"),
        ("采购项目数量", "Projects"),
        ("采购总金额", "Amount (yuan)"),
        ("本年处理决定数量", "Decisions this year"),
        ("本年收费金额（单位：万元）", "Collected this year (10,000 yuan)"),
        ("规章", "Rules"),
        ("规范性文件", "Normative documents"),
        ("行政规范性文件", "Normative documents"),
        ("行政许可", "Licences"),
        ("其他对外管理服务事项", "Other services"),
        ("行政处罚", "Penalties"),
        ("行政强制", "Coercive measures"),
        ("行政事业性收费", "Administrative fees"),
        ("政府集中采购", "Central procurement"),
        ("申请人情况", "Applicants"),
        ("法人或其他组织", "Organisations"),
        ("三、本年度办理结果", "Endings this year"),
        ("（三）不予公开", "Denied"),
        ("（四）无法提供", "Unable to provide"),
        ("（五）不予处理", "Not processed"),
        ("（六）其他处理", "Other endings"),
        ("行政诉讼", "Lawsuits"),
    ];
    if text.contains("勾稽关系") {
        return Some("In each column: received + carried in = total of endings + carried out");
    }
    LABELS.iter().find(|l| l.0 == text).map(|l| l.1)
}

/// Where something stands, in words.
pub fn place(ctx: &Ctx, place: &Place) -> String {
    let w = ctx.w;
    let mut parts = Vec::new();
    for (sentence, n) in [
        (w.place_page, place.page),
        (w.place_table, place.table),
        (w.place_row, place.row),
        (w.place_column, place.column),
    ] {
        parts.extend(n.map(|n| fill(sentence, &[&n])));
    }
    parts.extend(place.bytes.map(|(a, b)| fill(w.place_bytes, &[&format!("{a}–{b}")])));
    if parts.is_empty() { w.place_unknown.into() } else { parts.join(ctx.pick("，", ", ")) }
}

/// The severities, worst first, with their classes.
pub const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];

/// The severity as people call it.
pub fn severity(ctx: &Ctx, severity: impl Borrow<Severity>) -> &'static str {
    match severity.borrow() {
        Severity::Error => ctx.w.severity_error,
        Severity::Warning => ctx.w.severity_warning,
        Severity::Info => ctx.w.severity_info,
    }
}

/// How exact a count is; empty when it is exact.
pub fn bound(ctx: &Ctx, bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::AtLeast => ctx.w.at_least,
        Bound::About => ctx.w.about,
    }
}

/// The family of a rule, by the letter of its code.
pub fn family(ctx: &Ctx, code: &str) -> &'static str {
    match code.as_bytes().first() {
        Some(b'R') => ctx.w.family_r,
        Some(b'Y') => ctx.w.family_y,
        Some(b'P') => ctx.w.family_p,
        Some(b'X') => ctx.w.family_x,
        Some(b'U') => ctx.w.family_u,
        Some(b'F') => ctx.w.family_f,
        Some(b'G') => ctx.w.family_g,
        _ => ctx.w.family_other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::{Format, cells_of};

    #[test]
    fn thousands_are_separated() {
        for (n, text) in [("0", "0"), ("999", "999"), ("11398889", "11,398,889"), ("-1234.50", "-1,234.5")] {
            assert_eq!(grouped(n.parse::<Decimal>().unwrap()), text);
        }
        assert_eq!(signed(Decimal::from(4)), "+4");
        assert_eq!(percent("62.54".parse().unwrap()), "62.5%");
    }

    #[test]
    fn every_row_label_of_both_forms_has_english() {
        for key in cells_of(Format::F2021).chain(cells_of(Format::F2019)) {
            let def = key.def();
            for text in [def.row, def.column] {
                assert!(form_text(Lang::En, text).is_ascii(), "{text}");
            }
        }
    }
}
