//! The labels of the official forms and how they are found in a folded text.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use gongkai_domain::report::{Applicant, Outcome, Procedure, Row};

use super::fold::fold;

/// The rows of table 2 of both forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row2 {
    /// 规章
    Rules,
    /// 行政规范性文件, 规范性文件
    Normative,
    /// 行政许可
    License,
    /// 其他对外管理服务事项
    OtherService,
    /// 行政处罚
    Penalty,
    /// 行政强制
    Coercion,
    /// 行政事业性收费
    Fees,
    /// 政府集中采购
    Procurement,
}

impl Row2 {
    /// The part of the key: `t2.<name>.<column>`.
    pub fn name(self) -> &'static str {
        ["rules", "normative", "license", "other_service", "penalty", "coercion", "fees", "procurement"]
            [self as usize]
    }
}

/// The columns of table 2 of both forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column2 {
    /// 本年制发件数
    Issued,
    /// 本年废止件数
    Repealed,
    /// 现行有效件数
    Valid,
    /// 本年处理决定数量, 处理决定数量
    Decisions,
    /// 本年收费金额
    AmountWan,
    /// 本年新制作数量
    Made,
    /// 本年新公开数量
    Published,
    /// 对外公开总数量
    TotalPublic,
    /// 上一年项目数量
    ItemsLastYear,
    /// 本年增/减
    ItemsChange,
    /// 采购项目数量
    Projects,
    /// 采购总金额
    AmountYuan,
}

impl Column2 {
    /// The part of the key: `t2.<row>.<name>`.
    pub fn name(self) -> &'static str {
        [
            "issued",
            "repealed",
            "valid",
            "decisions",
            "amount_wan",
            "made",
            "published",
            "total_public",
            "items_last_year",
            "items_change",
            "projects",
            "amount_yuan",
        ][self as usize]
    }
}

/// What a piece of text stands for in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// A row of table 3.
    Row3(Row),
    /// A group heading of table 3 that is not a row: 三、本年度办理结果, （三）不予公开 …
    Group3,
    /// A column of table 3 that no other table has.
    Column3(Applicant),
    /// 申请人情况, 法人或其他组织, the balance sentence.
    Head3,
    /// A row of table 2.
    Row2(Row2),
    /// A column of table 2.
    Column2(Column2),
    /// 第二十条第（…）项, 信息内容.
    Section2,
    /// A block of table 4.
    Procedure4(Procedure),
    /// 行政诉讼, above two blocks of table 4.
    Lawsuit4,
    /// A column of table 4 that no other table has.
    Outcome4(Outcome),
    /// 总计: a column of tables 3 and 4, or the row （七）总计.
    Total,
    /// 其他: a column of table 3, or the row 3.其他.
    Other,
    /// The heading of a chapter, with its number.
    Chapter(u8),
    /// 指标名称, 计量单位, 历年累计: the head of a pre-2019 form.
    Legacy,
}

impl Label {
    /// The table that the label belongs to; 0 for none or several.
    pub fn table(self) -> u8 {
        match self {
            Label::Row2(_) | Label::Column2(_) | Label::Section2 => 2,
            Label::Row3(_) | Label::Group3 | Label::Column3(_) | Label::Head3 => 3,
            Label::Procedure4(_) | Label::Lawsuit4 | Label::Outcome4(_) => 4,
            Label::Total | Label::Other | Label::Chapter(_) | Label::Legacy => 0,
        }
    }
}

/// Official labels and the ways they are shortened or varied in published reports. Folded before use.
fn spellings() -> Vec<(Label, &'static str)> {
    use Label::{Column2 as C2, Row2 as R2, Row3 as R3};
    let mut all: Vec<(Label, &'static str)> = vec![
        (R3(Row::New), "一、本年新收政府信息公开申请数量"),
        (R3(Row::New), "一、本年新收申请数量"),
        (R3(Row::New), "一、本年新收"),
        (R3(Row::New), "一、新收政府信息公开申请数量"),
        (R3(Row::CarriedIn), "二、上年结转政府信息公开申请数量"),
        (R3(Row::CarriedIn), "二、上年结转申请数量"),
        (R3(Row::CarriedIn), "二、上年度结转政府信息公开申请数量"),
        (R3(Row::CarriedIn), "二、上年结转"),
        (R3(Row::Granted), "（一）予以公开"),
        (R3(Row::Partial), "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
        (R3(Row::Partial), "（二）部分公开区分处理的，只计这一情形，不计其他情形"),
        (R3(Row::Partial), "（二）部分公开"),
        (R3(Row::DeniedSecret), "1.属于国家秘密"),
        (R3(Row::DeniedLaw), "2.其他法律行政法规禁止公开"),
        (R3(Row::DeniedLaw), "2.其他法律、行政法规规定禁止公开"),
        (R3(Row::DeniedLaw), "2.其他法律法规禁止公开"),
        (R3(Row::DeniedSafety), "3.危及“三安全一稳定”"),
        (R3(Row::DeniedSafety), "3.三安全一稳定"),
        (R3(Row::DeniedThirdParty), "4.保护第三方合法权益"),
        (R3(Row::DeniedInternal), "5.属于三类内部事务信息"),
        (R3(Row::DeniedProcess), "6.属于四类过程性信息"),
        (R3(Row::DeniedEnforcement), "7.属于行政执法案卷"),
        (R3(Row::DeniedEnforcement), "7.属于行政执法案卷信息"),
        (R3(Row::DeniedQuery), "8.属于行政查询事项"),
        (R3(Row::UnableNotHeld), "1.本机关不掌握相关政府信息"),
        (R3(Row::UnableNeedsMaking), "2.没有现成信息需要另行制作"),
        (R3(Row::UnableStillUnclear), "3.补正后申请内容仍不明确"),
        (R3(Row::RefusedPetition), "1.信访举报投诉类申请"),
        (R3(Row::RefusedRepeat), "2.重复申请"),
        (R3(Row::RefusedPublication), "3.要求提供公开出版物"),
        (R3(Row::RefusedExcessive), "4.无正当理由大量反复申请"),
        (R3(Row::RefusedConfirm), "5.要求行政机关确认或重新出具已获取信息"),
        (R3(Row::OtherAll), "（六）其他处理"),
        (R3(Row::OtherAll), "（六）其它处理"),
        (R3(Row::OtherNoCorrection), "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        (R3(Row::OtherNoCorrection), "1.申请人无正当理由逾期不补正"),
        (R3(Row::OtherNoCorrection), "1.逾期不补正"),
        (R3(Row::OtherFeeUnpaid), "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        (R3(Row::OtherFeeUnpaid), "2.申请人逾期未按收费通知要求缴纳费用"),
        (R3(Row::OtherFeeUnpaid), "2.逾期不缴费"),
        (R3(Row::OtherFeeUnpaid), "2.逾期未缴费"),
        (R3(Row::Total), "（七）总计"),
        (R3(Row::Total), "（七）合计"),
        (R3(Row::CarriedOut), "四、结转下年度继续办理"),
        (R3(Row::CarriedOut), "四、结转下年继续办理"),
        (R3(Row::CarriedOut), "四、结转下年度"),
        (Label::Group3, "三、本年度办理结果"),
        (Label::Group3, "三、本年办理结果"),
        (Label::Group3, "（三）不予公开"),
        (Label::Group3, "（四）无法提供"),
        (Label::Group3, "（五）不予处理"),
        (Label::Head3, "申请人情况"),
        (Label::Head3, "法人或其他组织"),
        (Label::Head3, "法人或者其他组织"),
        (Label::Head3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
        (Label::Head3, "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"),
        (R2(Row2::Rules), "规章"),
        (R2(Row2::Normative), "行政规范性文件"),
        (R2(Row2::Normative), "规范性文件"),
        (R2(Row2::License), "行政许可"),
        (R2(Row2::OtherService), "其他对外管理服务事项"),
        (R2(Row2::OtherService), "其它对外管理服务事项"),
        (R2(Row2::Penalty), "行政处罚"),
        (R2(Row2::Coercion), "行政强制"),
        (R2(Row2::Fees), "行政事业性收费"),
        (R2(Row2::Procurement), "政府集中采购"),
        (C2(Column2::Issued), "本年制发件数"),
        (C2(Column2::Repealed), "本年废止件数"),
        (C2(Column2::Valid), "现行有效件数"),
        (C2(Column2::Decisions), "本年处理决定数量"),
        (C2(Column2::Decisions), "处理决定数量"),
        (C2(Column2::AmountWan), "本年收费金额（单位：万元）"),
        (C2(Column2::AmountWan), "本年收费金额（单位：万元，保留4位小数）"),
        (C2(Column2::AmountWan), "本年收费金额（万元）"),
        (C2(Column2::AmountWan), "本年收费金额"),
        (C2(Column2::Made), "本年新制作数量"),
        (C2(Column2::Published), "本年新公开数量"),
        (C2(Column2::TotalPublic), "对外公开总数量"),
        (C2(Column2::ItemsLastYear), "上一年项目数量"),
        (C2(Column2::ItemsLastYear), "上年项目数量"),
        (C2(Column2::ItemsChange), "本年增/减"),
        (C2(Column2::ItemsChange), "本年增减"),
        (C2(Column2::ItemsChange), "本年增/"),
        (C2(Column2::Projects), "采购项目数量"),
        (C2(Column2::AmountYuan), "采购总金额"),
        (C2(Column2::AmountYuan), "采购总金额（元）"),
        (C2(Column2::AmountYuan), "采购总金额（单位：元）"),
        (C2(Column2::AmountYuan), "采购总金额（万元）"),
        (C2(Column2::AmountYuan), "采购总金额（单位：万元）"),
        (Label::Section2, "第二十条第（一）项"),
        (Label::Section2, "第二十条第（五）项"),
        (Label::Section2, "第二十条第（六）项"),
        (Label::Section2, "第二十条第（八）项"),
        (Label::Section2, "第二十条第（九）项"),
        (Label::Section2, "信息内容"),
        (Label::Procedure4(Procedure::Review), "行政复议"),
        (Label::Lawsuit4, "行政诉讼"),
        (Label::Procedure4(Procedure::Direct), "未经复议直接起诉"),
        (Label::Procedure4(Procedure::AfterReview), "复议后起诉"),
        (Label::Procedure4(Procedure::AfterReview), "经复议后起诉"),
        (Label::Procedure4(Procedure::Direct), "行政诉讼未经复议直接起诉"),
        (Label::Procedure4(Procedure::AfterReview), "行政诉讼复议后起诉"),
        (Label::Outcome4(Outcome::Upheld), "结果维持"),
        (Label::Outcome4(Outcome::Corrected), "结果纠正"),
        (Label::Outcome4(Outcome::Other), "其他结果"),
        (Label::Outcome4(Outcome::Other), "其它结果"),
        (Label::Outcome4(Outcome::Pending), "尚未审结"),
        (Label::Total, "总计"),
        (Label::Total, "合计"),
        (Label::Other, "其他"),
        (Label::Other, "其它"),
        (R3(Row::OtherOther), "3.其他"),
        (R3(Row::OtherOther), "3.其它"),
        (Label::Legacy, "指标名称"),
        (Label::Legacy, "计量单位"),
        (Label::Legacy, "历年累计"),
    ];
    for applicant in Applicant::PARTS {
        if applicant != Applicant::Other {
            all.push((Label::Column3(applicant), applicant.label()));
        }
    }
    let headings: [(u8, &[&str]); 6] = [
        (1, &["一、总体情况"]),
        (2, &["二、主动公开政府信息情况", "二、主动公开政府信息的情况"]),
        (
            3,
            &[
                "三、收到和处理政府信息公开申请情况",
                "三、收到和处理政府信息公开申请的情况",
                "三、收到和处理政务信息公开申请情况",
            ],
        ),
        (
            4,
            &[
                "四、政府信息公开行政复议、行政诉讼情况",
                "四、政府信息公开行政复议和行政诉讼情况",
                "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            ],
        ),
        (
            5,
            &[
                "五、存在的主要问题及改进情况",
                "五、政府信息公开工作存在的主要问题及改进情况",
                "五、政府信息公开工作存在的主要问题及改进措施",
                "五、存在的主要问题及改进措施",
                "五、存在问题及改进情况",
            ],
        ),
        (6, &["六、其他需要报告的事项", "六、其它需要报告的事项", "六、需要报告的其他事项"]),
    ];
    for (number, names) in headings {
        all.extend(names.iter().map(|n| (Label::Chapter(number), *n)));
    }
    all
}

/// Finds labels in folded text.
pub struct Labels {
    automaton: AhoCorasick,
    of_pattern: Vec<Label>,
    rows: Vec<(Row, Vec<char>)>,
}

/// A label found in a folded text, with its byte range there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub label: Label,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The labels of all forms, built once.
pub fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(Labels::new)
}

impl Labels {
    fn new() -> Labels {
        let mut patterns: Vec<(Label, String)> = Vec::new();
        let mut rows: Vec<(Row, Vec<char>)> = Vec::new();
        for (label, spelling) in spellings() {
            let folded = fold(spelling).text;
            if let Label::Row3(row) = label {
                let bare = without_number(&folded);
                rows.push((row, bare.chars().collect()));
                // A number alone can be lost, and 3.其他 without its number is the column 其他.
                if row != Row::OtherOther && row != Row::Total {
                    patterns.push((label, bare.to_owned()));
                }
                if let Some((digit, rest)) = folded.split_once('.') {
                    patterns.push((label, format!("{digit}{rest}")));
                }
            } else if label == Label::Group3 {
                patterns.push((label, without_number(&folded).to_owned()));
            }
            patterns.push((label, folded));
        }
        patterns.sort_by(|a, b| a.1.cmp(&b.1));
        patterns.dedup_by(|a, b| a.1 == b.1);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(patterns.iter().map(|(_, p)| p))
            .expect("the patterns are few and fixed");
        Labels { automaton, of_pattern: patterns.into_iter().map(|(l, _)| l).collect(), rows }
    }

    /// The labels in a folded text, leftmost and longest first.
    pub fn find<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = Found> + 'a {
        self.automaton.find_iter(folded).map(|m| Found {
            label: self.of_pattern[m.pattern().as_usize()],
            start: m.start(),
            end: m.end(),
        })
    }

    /// How near a folded text comes to a row of table 3: 1 for its label, 0 for nothing in common.
    pub fn likeness(&self, folded: &str) -> [f32; Row::ALL.len()] {
        let mut best = [0f32; Row::ALL.len()];
        let text: Vec<char> =
            without_number(folded).chars().filter(|c| !c.is_ascii_digit()).take(64).collect();
        if text.len() < 2 {
            return best;
        }
        for (row, label) in &self.rows {
            let common = common_subsequence(&text, label);
            let score = 2.0 * common as f32 / (text.len() + label.len()) as f32;
            let slot = &mut best[*row as usize];
            *slot = slot.max(score);
        }
        best
    }
}

impl Labels {
    /// The row of table 2 whose label a short folded text was before one of its characters was damaged.
    pub fn near_row2(&self, folded: &str) -> Option<Row2> {
        const NAMES: [(Row2, &str); 8] = [
            (Row2::Normative, "行政规范性文件"),
            (Row2::Normative, "规范性文件"),
            (Row2::License, "行政许可"),
            (Row2::OtherService, "其他对外管理服务事项"),
            (Row2::Penalty, "行政处罚"),
            (Row2::Coercion, "行政强制"),
            (Row2::Fees, "行政事业性收费"),
            (Row2::Procurement, "政府集中采购"),
        ];
        let count = folded.chars().take(12).count();
        if !(4..12).contains(&count) {
            return None;
        }
        let differs_once = |name: &str| {
            let wrong = name.chars().zip(folded.chars()).filter(|(a, b)| a != b).count();
            name.chars().count() == count && wrong == 1
        };
        let mut near = NAMES.into_iter().filter(|(_, name)| differs_once(name));
        match (near.next(), near.next()) {
            (Some((row, _)), None) => Some(row),
            _ => None,
        }
    }
}

/// The label without 一、 （一） or 1. in front.
fn without_number(folded: &str) -> &str {
    let mut rest = folded;
    if let Some(inner) = rest.strip_prefix('(')
        && let Some(end) = inner.find(')')
        && end <= 6
    {
        rest = &inner[end + 1..];
    }
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < rest.len() {
        rest = digits.trim_start_matches(['.', ',']);
    }
    if let Some((number, tail)) = rest.split_once('、')
        && number.chars().count() <= 2
        && number.chars().all(|c| "一二三四五六七八九十".contains(c))
    {
        rest = tail;
    }
    rest
}

fn common_subsequence(a: &[char], b: &[char]) -> usize {
    let mut row = [0u8; 80];
    let b = &b[..b.len().min(79)];
    for ca in a {
        let mut diagonal = 0;
        for (j, cb) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if ca == cb { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    usize::from(row[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Label> {
        labels().find(&fold(text).text).map(|f| f.label).collect()
    }

    #[test]
    fn labels_are_found_in_glued_text() {
        use Label::{Row3, *};
        assert_eq!(
            found("（三）不予公开1.属于国家秘密40000042.其他法律行政法规禁止公开0000000"),
            [Group3, Row3(Row::DeniedSecret), Row3(Row::DeniedLaw)]
        );
        assert_eq!(found("3.其他1100002（七）总计217"), [Row3(Row::OtherOther), Row3(Row::Total)]);
        assert_eq!(found("其他 总计"), [Other, Total]);
    }

    #[test]
    fn every_row_label_is_its_own() {
        for row in Row::ALL {
            let text = format!("{}{}", row.group(), row.label());
            assert_eq!(found(&text).last(), Some(&Label::Row3(row)), "{text}");
        }
    }

    #[test]
    fn a_damaged_label_is_nearest_to_its_row() {
        for (text, row) in [
            ("2.其他法律行政止公开", Row::DeniedLaw),
            ("5.要求行政机关确认或重新", Row::RefusedConfirm),
            ("一、本年新收政府言息公开申请数量", Row::New),
        ] {
            let likeness = labels().likeness(&fold(text).text);
            let best = (0..likeness.len()).max_by(|a, b| likeness[*a].total_cmp(&likeness[*b]));
            assert_eq!(best, Some(row as usize), "{text}");
        }
    }
}
