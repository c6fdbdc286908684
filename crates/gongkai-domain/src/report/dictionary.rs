//! The one dictionary of the report's cells.
//!
//! It drives reading, checks, forms, the API, CSV headers, the open-data dictionary and help.
//! 200 leaves of the 2021 form, 198 of the 2019 form; table 3 and table 4 are shared.

use super::Format;

/// The columns of table 3 (申请人情况), in printed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicant {
    /// 自然人
    Natural,
    /// 商业企业
    Enterprise,
    /// 科研机构
    Research,
    /// 社会公益组织
    PublicInterest,
    /// 法律服务机构
    LegalService,
    /// 其他
    Other,
    /// 总计
    Total,
}

impl Applicant {
    /// All seven columns in printed order.
    pub const ALL: [Applicant; 7] = [
        Applicant::Natural,
        Applicant::Enterprise,
        Applicant::Research,
        Applicant::PublicInterest,
        Applicant::LegalService,
        Applicant::Other,
        Applicant::Total,
    ];

    /// The six columns that add up to 总计.
    pub const PARTS: [Applicant; 6] = [
        Applicant::Natural,
        Applicant::Enterprise,
        Applicant::Research,
        Applicant::PublicInterest,
        Applicant::LegalService,
        Applicant::Other,
    ];

    /// The stable name in keys.
    pub fn as_str(self) -> &'static str {
        COLUMN_NAMES[self as usize]
    }

    /// The official header.
    pub fn label(self) -> &'static str {
        COLUMN_LABELS[self as usize].0
    }

    /// The header in English.
    pub fn label_en(self) -> &'static str {
        COLUMN_LABELS[self as usize].1
    }
}

const COLUMN_NAMES: [&str; 7] =
    ["natural", "enterprise", "research", "public_interest", "legal_service", "other", "total"];

const COLUMN_LABELS: [(&str, &str); 7] = [
    ("自然人", "Natural persons"),
    ("商业企业", "Enterprises"),
    ("科研机构", "Research bodies"),
    ("社会公益组织", "Public-interest organisations"),
    ("法律服务机构", "Legal-service bodies"),
    ("其他", "Other"),
    ("总计", "Total"),
];

macro_rules! rows {
    ($($variant:ident, $name:literal, $group:literal, $item:literal, $en:literal, $article:literal;)*) => {
        /// The rows of table 3, in printed order.
        ///
        /// `OtherAll` is （六）其他处理 as a single row, the way the 2019 form prints it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Row { $(#[doc = concat!($group, $item)] $variant,)* }

        impl Row {
            /// All 26 rows: the 25 of the 2021 form and `OtherAll`.
            pub const ALL: [Row; ROW_COUNT] = [$(Row::$variant,)*];
        }

        const ROW_DATA: [RowData; ROW_COUNT] = [$(RowData {
            name: $name, group: $group, item: $item, en: $en, article: $article,
        },)*];

        const T3_KEYS: [[&str; 7]; ROW_COUNT] = [$([
            concat!("t3.", $name, ".natural"),
            concat!("t3.", $name, ".enterprise"),
            concat!("t3.", $name, ".research"),
            concat!("t3.", $name, ".public_interest"),
            concat!("t3.", $name, ".legal_service"),
            concat!("t3.", $name, ".other"),
            concat!("t3.", $name, ".total"),
        ],)*];
    };
}

struct RowData {
    name: &'static str,
    group: &'static str,
    item: &'static str,
    en: &'static str,
    article: &'static str,
}

const ROW_COUNT: usize = 26;

rows! {
    New, "new", "", "一、本年新收政府信息公开申请数量", "New applications received", "Art. 31";
    CarriedIn, "carried_in", "", "二、上年结转政府信息公开申请数量", "Carried in from last year", "";
    Granted, "granted", "", "（一）予以公开", "Granted", "Art. 36 (1), (2)";
    Partial, "partial", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "Partly granted", "Art. 37";
    DeniedSecret, "denied.secret", "（三）不予公开", "1.属于国家秘密", "Denied: state secret", "Art. 14";
    DeniedLaw, "denied.law", "（三）不予公开", "2.其他法律行政法规禁止公开", "Denied: forbidden by law", "Art. 14";
    DeniedSafety, "denied.safety", "（三）不予公开", "3.危及“三安全一稳定”", "Denied: security and stability", "Art. 14";
    DeniedThirdParty, "denied.third_party", "（三）不予公开", "4.保护第三方合法权益", "Denied: third-party rights", "Art. 15, 32";
    DeniedInternal, "denied.internal", "（三）不予公开", "5.属于三类内部事务信息", "Denied: internal affairs", "Art. 16 ¶1";
    DeniedProcess, "denied.process", "（三）不予公开", "6.属于四类过程性信息", "Denied: deliberative process", "Art. 16 ¶2";
    DeniedEnforcement, "denied.enforcement", "（三）不予公开", "7.属于行政执法案卷", "Denied: enforcement file", "Art. 16 ¶2";
    DeniedQuery, "denied.query", "（三）不予公开", "8.属于行政查询事项", "Denied: special query regime", "Art. 36 (7)";
    UnableNotHeld, "unable.not_held", "（四）无法提供", "1.本机关不掌握相关政府信息", "Unable: not held", "Art. 36 (4), (5)";
    UnableNeedsMaking, "unable.needs_making", "（四）无法提供", "2.没有现成信息需要另行制作", "Unable: would have to be made", "Art. 38";
    UnableStillUnclear, "unable.still_unclear", "（四）无法提供", "3.补正后申请内容仍不明确", "Unable: still unclear after correction", "Art. 30";
    RefusedPetition, "refused.petition", "（五）不予处理", "1.信访举报投诉类申请", "Not processed: petition or complaint", "Art. 39 ¶1";
    RefusedRepeat, "refused.repeat", "（五）不予处理", "2.重复申请", "Not processed: repeated", "Art. 36 (6)";
    RefusedPublication, "refused.publication", "（五）不予处理", "3.要求提供公开出版物", "Not processed: public publication", "Art. 39 ¶2";
    RefusedExcessive, "refused.excessive", "（五）不予处理", "4.无正当理由大量反复申请", "Not processed: excessive without reason", "Art. 35";
    RefusedConfirm, "refused.confirm", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息", "Not processed: confirm or reissue", "";
    OtherAll, "other.all", "", "（六）其他处理", "Other endings (single row)", "";
    OtherNoCorrection, "other.no_correction", "（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "Other: not corrected in time", "Art. 30";
    OtherFeeUnpaid, "other.fee_unpaid", "（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "Other: fee not paid in time", "国办函〔2020〕109号";
    OtherOther, "other.other", "（六）其他处理", "3.其他", "Other: other", "";
    Total, "total", "", "（七）总计", "Total of endings", "";
    CarriedOut, "carried_out", "", "四、结转下年度继续办理", "Carried out to next year", "";
}

impl Row {
    /// The stable name in keys, for example `denied.secret`.
    pub fn as_str(self) -> &'static str {
        ROW_DATA[self as usize].name
    }

    /// The official label of the row itself, for example `1.属于国家秘密`.
    pub fn label(self) -> &'static str {
        ROW_DATA[self as usize].item
    }

    /// The official label of the group it stands in, for example `（三）不予公开`; empty for none.
    pub fn group(self) -> &'static str {
        ROW_DATA[self as usize].group
    }

    /// The label in English.
    pub fn label_en(self) -> &'static str {
        ROW_DATA[self as usize].en
    }

    /// The legal source; empty where the form alone makes the row.
    pub fn article(self) -> &'static str {
        ROW_DATA[self as usize].article
    }

    /// The rows that a form prints, in order.
    pub fn printed_in(format: Format) -> impl Iterator<Item = Row> {
        Row::ALL.into_iter().filter(move |row| match row {
            Row::OtherAll => format == Format::F2019,
            Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther => format == Format::F2021,
            _ => format != Format::Legacy,
        })
    }

    /// True for the rows that add up to （七）总计.
    pub fn is_ending(self) -> bool {
        !matches!(self, Row::New | Row::CarriedIn | Row::Total | Row::CarriedOut)
    }
}

/// The three blocks of table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Procedure {
    /// 行政复议
    Review,
    /// 行政诉讼 — 未经复议直接起诉
    Direct,
    /// 行政诉讼 — 复议后起诉
    AfterReview,
}

impl Procedure {
    /// All three in printed order.
    pub const ALL: [Procedure; 3] = [Procedure::Review, Procedure::Direct, Procedure::AfterReview];

    /// The stable name in keys.
    pub fn as_str(self) -> &'static str {
        ["review", "direct", "after_review"][self as usize]
    }

    /// The official header.
    pub fn label(self) -> &'static str {
        ["行政复议", "未经复议直接起诉", "复议后起诉"][self as usize]
    }

    /// The header in English.
    pub fn label_en(self) -> &'static str {
        ["Administrative review", "Lawsuit without review", "Lawsuit after review"][self as usize]
    }
}

/// The five columns of each block of table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Corrected,
    /// 其他结果
    Other,
    /// 尚未审结
    Pending,
    /// 总计
    Total,
}

impl Outcome {
    /// All five in printed order.
    pub const ALL: [Outcome; 5] =
        [Outcome::Upheld, Outcome::Corrected, Outcome::Other, Outcome::Pending, Outcome::Total];

    /// The four that add up to 总计.
    pub const PARTS: [Outcome; 4] = [Outcome::Upheld, Outcome::Corrected, Outcome::Other, Outcome::Pending];

    /// The stable name in keys.
    pub fn as_str(self) -> &'static str {
        ["upheld", "corrected", "other", "pending", "total"][self as usize]
    }

    /// The official header.
    pub fn label(self) -> &'static str {
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"][self as usize]
    }

    /// The header in English.
    pub fn label_en(self) -> &'static str {
        ["Upheld", "Corrected", "Other", "Pending", "Total"][self as usize]
    }
}

/// The unit of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 件: whole numbers, not negative.
    Piece,
    /// 项: items of a list; a change may be negative.
    Item,
    /// 万元: exact decimal, usually up to 4 places.
    WanYuan,
    /// 元: exact decimal, 2 places.
    Yuan,
}

impl Unit {
    /// As printed.
    pub fn label(self) -> &'static str {
        ["件", "项", "万元", "元"][self as usize]
    }
}

/// How a figure adds up over units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aggregation {
    /// The region's figure is the sum of its units' figures.
    Sum,
}

struct T2 {
    key: &'static str,
    section: &'static str,
    row: &'static str,
    column: &'static str,
    en: &'static str,
    unit: Unit,
    article: &'static str,
}

const fn t2(
    key: &'static str,
    section: &'static str,
    row: &'static str,
    column: &'static str,
    en: &'static str,
    unit: Unit,
    article: &'static str,
) -> T2 {
    T2 { key, section, row, column, en, unit, article }
}

const S1: &str = "第二十条第（一）项";
const S5: &str = "第二十条第（五）项";
const S6: &str = "第二十条第（六）项";
const S8: &str = "第二十条第（八）项";
const S9: &str = "第二十条第（九）项";

// One line a cell, whatever its length: this is a table.
#[rustfmt::skip]
const T2_2021: [T2; 10] = [
    t2("t2.rules.issued", S1, "规章", "本年制发件数", "Rules issued this year", Unit::Piece, "Art. 20 (1)"),
    t2("t2.rules.repealed", S1, "规章", "本年废止件数", "Rules repealed this year", Unit::Piece, "Art. 20 (1)"),
    t2("t2.rules.valid", S1, "规章", "现行有效件数", "Rules in force", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.issued", S1, "行政规范性文件", "本年制发件数", "Normative documents issued this year", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.repealed", S1, "行政规范性文件", "本年废止件数", "Normative documents repealed this year", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.valid", S1, "行政规范性文件", "现行有效件数", "Normative documents in force", Unit::Piece, "Art. 20 (1)"),
    t2("t2.license.decisions", S5, "行政许可", "本年处理决定数量", "Licensing decisions", Unit::Piece, "Art. 20 (5)"),
    t2("t2.penalty.decisions", S6, "行政处罚", "本年处理决定数量", "Penalty decisions", Unit::Piece, "Art. 20 (6)"),
    t2("t2.coercion.decisions", S6, "行政强制", "本年处理决定数量", "Coercive decisions", Unit::Piece, "Art. 20 (6)"),
    t2("t2.fees.amount_wan", S8, "行政事业性收费", "本年收费金额（单位：万元）", "Administrative fees collected", Unit::WanYuan, "Art. 20 (8)"),
];

/// The cells of table 2 that only the 2019 form has. `license.decisions`, `penalty.decisions` and
/// `coercion.decisions` are the same figures in both forms and stand once.
// One line a cell, whatever its length: this is a table.
#[rustfmt::skip]
const T2_2019: [T2; 19] = [
    t2("t2.rules.made", S1, "规章", "本年新制作数量", "Rules newly made", Unit::Piece, "Art. 20 (1)"),
    t2("t2.rules.published", S1, "规章", "本年新公开数量", "Rules newly published", Unit::Piece, "Art. 20 (1)"),
    t2("t2.rules.total_public", S1, "规章", "对外公开总数量", "Rules public in total", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.made", S1, "规范性文件", "本年新制作数量", "Normative documents newly made", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.published", S1, "规范性文件", "本年新公开数量", "Normative documents newly published", Unit::Piece, "Art. 20 (1)"),
    t2("t2.normative.total_public", S1, "规范性文件", "对外公开总数量", "Normative documents public in total", Unit::Piece, "Art. 20 (1)"),
    t2("t2.license.items_last_year", S5, "行政许可", "上一年项目数量", "Licence items last year", Unit::Item, "Art. 20 (5)"),
    t2("t2.license.items_change", S5, "行政许可", "本年增/减", "Change of licence items", Unit::Item, "Art. 20 (5)"),
    t2("t2.other_service.items_last_year", S5, "其他对外管理服务事项", "上一年项目数量", "Other service items last year", Unit::Item, "Art. 20 (5)"),
    t2("t2.other_service.items_change", S5, "其他对外管理服务事项", "本年增/减", "Change of other service items", Unit::Item, "Art. 20 (5)"),
    t2("t2.other_service.decisions", S5, "其他对外管理服务事项", "处理决定数量", "Other service decisions", Unit::Piece, "Art. 20 (5)"),
    t2("t2.penalty.items_last_year", S6, "行政处罚", "上一年项目数量", "Penalty items last year", Unit::Item, "Art. 20 (6)"),
    t2("t2.penalty.items_change", S6, "行政处罚", "本年增/减", "Change of penalty items", Unit::Item, "Art. 20 (6)"),
    t2("t2.coercion.items_last_year", S6, "行政强制", "上一年项目数量", "Coercion items last year", Unit::Item, "Art. 20 (6)"),
    t2("t2.coercion.items_change", S6, "行政强制", "本年增/减", "Change of coercion items", Unit::Item, "Art. 20 (6)"),
    t2("t2.fees.items_last_year", S8, "行政事业性收费", "上一年项目数量", "Fee items last year", Unit::Item, "Art. 20 (8)"),
    t2("t2.fees.items_change", S8, "行政事业性收费", "本年增/减", "Change of fee items", Unit::Item, "Art. 20 (8)"),
    t2("t2.procurement.projects", S9, "政府集中采购", "采购项目数量", "Procurement projects", Unit::Item, "Art. 20 (9)"),
    t2("t2.procurement.amount_yuan", S9, "政府集中采购", "采购总金额", "Procurement amount", Unit::Yuan, "Art. 20 (9)"),
];

const T4_KEYS: [[&str; 5]; 3] = [
    ["t4.review.upheld", "t4.review.corrected", "t4.review.other", "t4.review.pending", "t4.review.total"],
    ["t4.direct.upheld", "t4.direct.corrected", "t4.direct.other", "t4.direct.pending", "t4.direct.total"],
    [
        "t4.after_review.upheld",
        "t4.after_review.corrected",
        "t4.after_review.other",
        "t4.after_review.pending",
        "t4.after_review.total",
    ],
];

const T2_2021_END: usize = T2_2021.len();
const T2_END: usize = T2_2021_END + T2_2019.len();
const T3_END: usize = T2_END + ROW_COUNT * 7;

/// How many different cells there are over both forms.
pub const CELL_COUNT: usize = T3_END + 15;

/// The key of a cell: an index into the dictionary, ordered by table, row and column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey(u16);

impl core::fmt::Debug for CellKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::fmt::Display for CellKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl CellKey {
    /// A cell of table 3.
    pub const fn t3(row: Row, column: Applicant) -> CellKey {
        CellKey((T2_END + row as usize * 7 + column as usize) as u16)
    }

    /// A cell of table 4.
    pub const fn t4(procedure: Procedure, outcome: Outcome) -> CellKey {
        CellKey((T3_END + procedure as usize * 5 + outcome as usize) as u16)
    }

    /// The key with this public name, for example `t3.denied.secret.natural`.
    pub fn parse(name: &str) -> Option<CellKey> {
        match name.get(..3)? {
            "t2." => (0..T2_END).map(CellKey::from_index).find(|k| k.as_str() == name),
            "t3." => {
                let (row, column) = name[3..].rsplit_once('.')?;
                let row = Row::ALL.into_iter().find(|r| r.as_str() == row)?;
                let column = Applicant::ALL.into_iter().find(|c| c.as_str() == column)?;
                Some(CellKey::t3(row, column))
            }
            "t4." => (T3_END..CELL_COUNT).map(CellKey::from_index).find(|k| k.as_str() == name),
            _ => None,
        }
    }

    /// The cell of table 2 with this public name.
    ///
    /// # Panics
    ///
    /// If there is none: the name is a literal in our own code.
    pub fn t2(name: &str) -> CellKey {
        CellKey::parse(name).unwrap_or_else(|| panic!("{name} is not a key of table 2"))
    }

    /// The public name.
    pub fn as_str(self) -> &'static str {
        let i = self.0 as usize;
        if i < T2_2021_END {
            T2_2021[i].key
        } else if i < T2_END {
            T2_2019[i - T2_2021_END].key
        } else if i < T3_END {
            T3_KEYS[(i - T2_END) / 7][(i - T2_END) % 7]
        } else {
            T4_KEYS[(i - T3_END) / 5][(i - T3_END) % 5]
        }
    }

    /// Position in the dictionary.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The key at a position of the dictionary.
    ///
    /// # Panics
    ///
    /// If the position is not below [`CELL_COUNT`].
    pub fn from_index(index: usize) -> CellKey {
        assert!(index < CELL_COUNT, "cell index {index} is past the dictionary");
        CellKey(index as u16)
    }

    /// Which table: 2, 3 or 4.
    pub fn table(self) -> u8 {
        match self.0 as usize {
            i if i < T2_END => 2,
            i if i < T3_END => 3,
            _ => 4,
        }
    }

    /// Row and column, for a cell of table 3.
    pub fn as_t3(self) -> Option<(Row, Applicant)> {
        let i = (self.0 as usize).checked_sub(T2_END).filter(|i| *i < ROW_COUNT * 7)?;
        Some((Row::ALL[i / 7], Applicant::ALL[i % 7]))
    }

    /// Procedure and outcome, for a cell of table 4.
    pub fn as_t4(self) -> Option<(Procedure, Outcome)> {
        let i = (self.0 as usize).checked_sub(T3_END)?;
        Some((Procedure::ALL[i / 5], Outcome::ALL[i % 5]))
    }

    /// True when the form has this cell.
    pub fn is_in(self, format: Format) -> bool {
        let i = self.0 as usize;
        match format {
            Format::Legacy => false,
            Format::F2021 if i < T2_END => i < T2_2021_END,
            Format::F2019 if i < T2_2021_END => {
                matches!(
                    self.as_str(),
                    "t2.license.decisions" | "t2.penalty.decisions" | "t2.coercion.decisions"
                )
            }
            Format::F2019 if i < T2_END => true,
            Format::F2021 | Format::F2019 => match self.as_t3() {
                Some((row, _)) => Row::printed_in(format).any(|r| r == row),
                None => true,
            },
        }
    }

    /// Everything that is known about the cell.
    pub fn def(self) -> CellDef {
        let i = self.0 as usize;
        if i < T2_END {
            let d = if i < T2_2021_END { &T2_2021[i] } else { &T2_2019[i - T2_2021_END] };
            CellDef {
                key: self,
                section: d.section,
                row: d.row,
                column: d.column,
                row_en: d.en,
                column_en: "",
                unit: d.unit,
                article: d.article,
                aggregation: Aggregation::Sum,
            }
        } else if let Some((row, column)) = self.as_t3() {
            CellDef {
                key: self,
                section: row.group(),
                row: row.label(),
                column: column.label(),
                row_en: row.label_en(),
                column_en: column.label_en(),
                unit: Unit::Piece,
                article: row.article(),
                aggregation: Aggregation::Sum,
            }
        } else {
            let (procedure, outcome) = (Procedure::ALL[(i - T3_END) / 5], Outcome::ALL[(i - T3_END) % 5]);
            CellDef {
                key: self,
                section: if procedure == Procedure::Review { "" } else { "行政诉讼" },
                row: procedure.label(),
                column: outcome.label(),
                row_en: procedure.label_en(),
                column_en: outcome.label_en(),
                unit: Unit::Piece,
                article: "Art. 50 (3)",
                aggregation: Aggregation::Sum,
            }
        }
    }
}

/// What the dictionary says of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellDef {
    /// The key.
    pub key: CellKey,
    /// The block or group it stands in, as printed; may be empty.
    pub section: &'static str,
    /// The official row label. For table 4, the procedure.
    pub row: &'static str,
    /// The official column header.
    pub column: &'static str,
    /// The row in English; for table 2, row and column together.
    pub row_en: &'static str,
    /// The column in English; empty for table 2.
    pub column_en: &'static str,
    /// The unit.
    pub unit: Unit,
    /// The legal source; may be empty.
    pub article: &'static str,
    /// How the figure adds up over units.
    pub aggregation: Aggregation,
}

impl CellDef {
    /// 2, 3 or 4; the chapter has the same number.
    pub fn chapter(&self) -> u8 {
        self.key.table()
    }

    /// Section, row and column as one Chinese label, for lists and messages.
    pub fn label(&self) -> alloc::string::String {
        match self.key.table() {
            2 => alloc::format!("{}·{}", self.row, self.column),
            3 => {
                let row = self.row.split("（区分").next().unwrap_or(self.row);
                match self.section {
                    "" => alloc::format!("{row}·{}", self.column),
                    section => alloc::format!("{section}{row}·{}", self.column),
                }
            }
            _ => alloc::format!("{}·{}", self.row, self.column),
        }
    }

    /// Row and column as one English label.
    pub fn label_en(&self) -> alloc::string::String {
        match self.column_en {
            "" => self.row_en.into(),
            column => alloc::format!("{} · {column}", self.row_en),
        }
    }
}

/// Every cell of both forms, in order.
pub fn dictionary() -> impl Iterator<Item = CellDef> {
    (0..CELL_COUNT).map(|i| CellKey::from_index(i).def())
}

/// The cells of one form, in printed order by table.
pub fn cells_of(format: Format) -> impl Iterator<Item = CellKey> {
    (0..CELL_COUNT).map(CellKey::from_index).filter(move |k| k.is_in(format))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn the_forms_have_200_and_198_cells() {
        assert_eq!(cells_of(Format::F2021).count(), 200);
        assert_eq!(cells_of(Format::F2019).count(), 198);
        assert_eq!(cells_of(Format::Legacy).count(), 0);
    }

    #[test]
    fn every_key_is_unique_and_reads_back() {
        let names: BTreeSet<_> = dictionary().map(|d| d.key.as_str()).collect();
        assert_eq!(names.len(), CELL_COUNT);
        for def in dictionary() {
            assert_eq!(CellKey::parse(def.key.as_str()), Some(def.key));
        }
        assert_eq!(CellKey::parse("t3.denied.nothing.natural"), None);
        assert_eq!(CellKey::parse("天"), None);
    }

    #[test]
    fn every_leaf_is_in_exactly_one_row_sum_and_one_column_sum() {
        // Table 3: a leaf is an ending row × a part column. Its row sum is the row's 总计, its column sum the
        // column's （七）总计. No leaf is in two, and no sum is its own part.
        for format in [Format::F2021, Format::F2019] {
            let rows: alloc::vec::Vec<Row> = Row::printed_in(format).collect();
            for key in cells_of(format).filter(|k| k.table() == 3) {
                let (row, column) = key.as_t3().expect("table 3");
                let row_sums = rows.iter().filter(|r| **r == row && column != Applicant::Total).count();
                let column_sums = usize::from(row.is_ending());
                assert_eq!(row_sums, usize::from(Applicant::PARTS.contains(&column)), "{key}");
                assert_eq!(column_sums, usize::from(rows.contains(&row) && row.is_ending()), "{key}");
            }
            let endings = rows.iter().filter(|r| r.is_ending()).count();
            assert_eq!(endings, if format == Format::F2021 { 21 } else { 19 });
        }
    }
}
