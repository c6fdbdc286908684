//! What the reader repaired, guessed or left open.

use alloc::string::String;

use super::Place;

/// A remark of the reader. Reading never fails because of a document's faults; it says them here.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What kind of remark.
    pub code: NoticeCode,
    /// The particulars in the document's own words or numbers; may be empty.
    pub detail: String,
    /// Where, if it is at one place.
    pub place: Option<Place>,
    /// How many times, for repairs that were made in many places.
    pub count: u32,
}

impl Notice {
    /// A remark made once.
    pub fn new(code: NoticeCode, detail: impl Into<String>) -> Notice {
        Notice { code, detail: detail.into(), place: None, count: 1 }
    }
}

macro_rules! notice_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $zh:literal, $en:literal;)*) => {
        /// The kinds of remark. The names are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoticeCode { $($(#[$doc])* $variant,)* }

        impl NoticeCode {
            /// Every kind.
            pub const ALL: &[NoticeCode] = &[$(NoticeCode::$variant,)*];

            /// The stable name, in the `cells` and JSON formats.
            pub fn as_str(self) -> &'static str {
                match self { $(NoticeCode::$variant => $name,)* }
            }

            /// One sentence for people, in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(NoticeCode::$variant => $zh,)* }
            }

            /// One sentence for people, in English.
            pub fn en(self) -> &'static str {
                match self { $(NoticeCode::$variant => $en,)* }
            }
        }
    };
}

notice_codes! {
    /// The bytes were not in the encoding that the header claims.
    EncodingMismatch = "encoding-mismatch", "文件声明的编码与实际不符，已按实际编码读取", "the file is not in the encoding it claims; the real one was used";
    /// Some bytes had no meaning in the encoding.
    EncodingReplaced = "encoding-replaced", "部分字节无法解码，已用替代符号表示", "some bytes could not be decoded and were replaced";
    /// Traditional characters were turned into simplified ones.
    TraditionalToSimplified = "traditional-to-simplified", "繁体字已转为简体字", "traditional characters were turned into simplified ones";
    /// Pinyin in brackets after characters was dropped.
    PinyinRemoved = "pinyin-removed", "汉字后括注的拼音已去除", "pinyin in brackets after characters was dropped";
    /// A date had lost its 年 or 月.
    DateRepaired = "date-repaired", "日期缺少年、月、日字样，已按唯一合理读法补全", "a date had lost its 年, 月 or 日 and was completed in the only way that makes a date";
    /// A date can be read in more than one way.
    DateAmbiguous = "date-ambiguous", "日期有多种读法，未予采用", "a date can be read in more than one way and was left open";
    /// Question marks stood in place of white space.
    QuestionMarksRemoved = "question-marks-removed", "代替空格的问号已去除", "question marks in place of white space were dropped";
    /// Radicals stood in the place of characters, as in text copied out of a PDF.
    RadicalsReplaced = "radicals-replaced", "康熙部首等形近字符已换为通用汉字", "radicals were turned into the characters they look like";
    /// A letter or a circle stood in a cell in the place of a digit.
    DigitRepaired = "digit-repaired", "形似数字的字母或符号已按数字读取", "a letter or a sign that looks like a digit was read as one";
    /// Full-width digits or letters were turned into ASCII.
    FullWidthFolded = "full-width-folded", "全角数字或字母已转为半角", "full-width digits or letters were turned into ASCII";
    /// Thousands separators were dropped.
    ThousandsSeparatorRemoved = "thousands-separator-removed", "数字中的千位分隔符已去除", "thousands separators in numbers were dropped";
    /// A label was broken by spaces or line breaks.
    LabelJoined = "label-joined", "表格标签中的空格或换行已去除", "spaces or line breaks inside table labels were dropped";
    /// A label was matched although it is not spelled as in the form.
    LabelFuzzy = "label-fuzzy", "表格标签与官方式样不完全一致，按最接近者识别", "a table label differs from the official one and was matched to the nearest";
    /// A page header or page number inside a table was skipped.
    PageFurnitureSkipped = "page-furniture-skipped", "表格中夹杂的页眉、页码已跳过", "a page header or page number inside a table was skipped";
    /// A cell held its label again, or text beside its number.
    CellTextStripped = "cell-text-stripped", "单元格中数字以外的文字已去除", "text beside the number in a cell was dropped";
    /// A row had no label and was placed by its position.
    RowByPosition = "row-by-position", "某行缺少标签，按其位置识别", "a row without a label was placed by its position";
    /// Glued digits were split by the sums.
    DigitsSplit = "digits-split", "粘连的数字已按表内勾稽关系拆分", "digits without separators were split by the sums of the table";
    /// More than one split of glued digits fits.
    DigitsSplitAmbiguous = "digits-split-ambiguous", "粘连的数字有多种拆分方式均成立，取最合理者，请核对原文", "glued digits can be split in more than one way; the most plausible was taken, check the source";
    /// Glued digits could not be split so that the sums hold.
    DigitsSplitFailed = "digits-split-failed", "粘连的数字无法拆分", "glued digits could not be split";
    /// The table is transposed: applicant types are its rows.
    Transposed = "transposed", "表格行列互换，已还原", "the table is transposed and was turned back";
    /// A row of the official form is not in the document.
    RowMissing = "row-missing", "缺少官方式样中的行", "a row of the official form is missing";
    /// A column of the official form is not in the document.
    ColumnMissing = "column-missing", "缺少官方式样中的列", "a column of the official form is missing";
    /// The document has a row that the official form does not have.
    RowExtra = "row-extra", "有官方式样以外的行，已保留", "there is a row that the official form does not have; it was kept";
    /// （六）其他处理 is one row in a 2021 report, or three in a 2019 one.
    MixedFormats = "mixed-formats", "报告混用了2019年与2021年两种式样", "the report mixes the forms of 2019 and 2021";
    /// An amount was given in another unit than the form's.
    UnitConverted = "unit-converted", "金额单位与官方式样不同，已换算", "an amount was given in another unit than the form's and was converted";
    /// A cell holds something that is not a number.
    CellIllegible = "cell-illegible", "单元格内容无法识别为数字", "a cell holds something that is not a number";
    /// A row had too few or too many values to know which is which.
    RowUnclear = "row-unclear", "某行数字个数与表头不符，无法确定对应关系", "a row has too few or too many numbers to tell which is which";
    /// A table occurs twice with different numbers.
    TableRepeated = "table-repeated", "同一表格出现多次", "a table occurs more than once";
    /// No table of the form was found.
    NoTables = "no-tables", "未找到官方式样的表格", "no table of the official form was found";
    /// The title was not found.
    NoTitle = "no-title", "未找到报告标题", "no title was found";
    /// The agency was taken from elsewhere than the title.
    AgencyFromText = "agency-from-text", "标题中没有机关名称，取自正文或落款", "the agency was taken from the text or the signature, since the title does not name it";
    /// The year was taken from elsewhere than the title.
    YearFromText = "year-from-text", "标题中没有年度，取自正文", "the year was taken from the text, since the title does not name it";
    /// Several ways of extraction were tried.
    ExtractionChosen = "extraction-chosen", "尝试了多种提取方式，取表内勾稽关系最吻合者", "several ways of extraction were tried; the one whose sums hold best was taken";
    /// The document fits the form badly.
    LowConfidence = "low-confidence", "识别把握不大，请对照原文核对", "the document fits the form badly; check the numbers against the source";
    /// A hidden sheet of a workbook was left out.
    HiddenSheetSkipped = "hidden-sheet-skipped", "隐藏的工作表未读取", "a hidden sheet was not read";
    /// A limit was reached and the rest was left out.
    LimitReached = "limit-reached", "超过读取上限，其余部分未读取", "a limit was reached and the rest was not read";
}
