//! Every word that the command line says to people, in both languages, in this one place.
//!
//! What a rule says is the rule's own; official labels are the dictionary's.

use gongkai_domain::calendar::{Day, DayKind};
use gongkai_domain::check::{Message, Severity};
use gongkai_domain::report::{NoticeCode, Place, Subject};
use gongkai_domain::roll_up::UnitStatus;
use gongkai_formats::read::ReadError;

/// The language that people are spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language that the environment asks for: Chinese for a Chinese locale, English otherwise.
    pub fn of_environment() -> Lang {
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        match asked {
            Some(locale) if locale.starts_with("zh") => Lang::Zh,
            _ => Lang::En,
        }
    }

    /// The sentence in this language.
    pub fn of(self, message: &Message) -> &str {
        match self {
            Lang::Zh => &message.zh,
            Lang::En => &message.en,
        }
    }

    /// One of two.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The sentence of a notice.
    pub fn notice(self, code: NoticeCode) -> &'static str {
        match self {
            Lang::Zh => code.zh(),
            Lang::En => code.en(),
        }
    }

    /// What a fact counts.
    pub fn subject(self, subject: Subject) -> &'static str {
        match self {
            Lang::Zh => subject.zh(),
            Lang::En => subject.en(),
        }
    }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        impl Lang {
            $(
                #[doc = $en]
                pub fn $name(self) -> &'static str {
                    self.pick($zh, $en)
                }
            )*
        }
    };
}

words! {
    format = "式样", "format";
    title = "标题", "title";
    period = "统计期间", "period";
    signature = "落款", "signature";
    signed_on = "落款日期", "signed on";
    published_on = "公布日期", "published on";
    source = "来源", "source";
    confidence = "识别把握", "confidence";
    cells = "单元格", "cells";
    notices = "读取说明", "notices";
    facts = "文中数据", "stated in the text";
    chapters = "章节", "chapters";
    extra_rows = "式样以外的行", "rows outside the form";
    legacy_rows = "2019年以前的统计项", "rows of a form before 2019";
    table = "表", "table";
    note = "说明", "note";
    why = "依据", "why";
    help = "建议", "help";
    conditional = "以空白处为0为前提", "holds only if the blanks are 0";
    blank = "空", "blank";
    absent = "缺", "absent";
    allowed = "已允许", "allowed";
    unknown = "未识别", "not found";
    nothing_found = "未发现问题", "nothing found";
    error_word = "错误", "error";
}

impl Lang {
    /// The name of a severity.
    pub fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.pick("错误", "error"),
            Severity::Warning => self.pick("警告", "warning"),
            Severity::Info => self.pick("提示", "info"),
        }
    }

    /// `3 errors`, `1 warning`.
    pub fn count_of(self, severity: Severity, count: usize) -> String {
        match self {
            Lang::Zh => format!("{} {count}", self.severity(severity)),
            Lang::En if severity == Severity::Info => format!("{count} info"),
            Lang::En => {
                format!("{count} {}{}", self.severity(severity), if count == 1 { "" } else { "s" })
            }
        }
    }

    /// The last line about several reports.
    pub fn check_total(self, reports: usize, counts: &str) -> String {
        match self {
            Lang::Zh => format!("共 {reports} 份报告：{counts}"),
            Lang::En => format!("{reports} reports: {counts}"),
        }
    }

    /// How many rows of an excerpt are not shown.
    pub fn rows_left_out(self, count: usize) -> String {
        match self {
            Lang::Zh => format!("（另有 {count} 行，略）"),
            Lang::En => format!("({count} more rows left out)"),
        }
    }

    /// A place in the words of a person: `table 3, row 4, column 2`.
    pub fn place(self, place: &Place) -> String {
        let parts = [
            (self.pick("第{}页", "page {}"), place.page),
            (self.pick("第{}个表", "table {}"), place.table),
            (self.pick("第{}行", "row {}"), place.row),
            (self.pick("第{}列", "column {}"), place.column),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(words, number)| Some(words.replace("{}", &number?.to_string())))
            .collect();
        said.join(self.pick("", ", "))
    }

    /// Why a file was not read, and what to do about it.
    pub fn read_error(self, error: &ReadError) -> String {
        match (self, error) {
            (Lang::En, error) => error.to_string(),
            (Lang::Zh, ReadError::Unsupported { kind, convert_to }) => {
                format!("不支持 {kind} 文件，请先转换为 {}", convert_to.replace(" or ", " 或 "))
            }
            (Lang::Zh, ReadError::Damaged { kind, detail }) => format!("{kind} 文件已损坏：{detail}"),
            (Lang::Zh, ReadError::TooLarge { what, limit }) => format!("超过上限（{what}：{limit}）"),
            (Lang::Zh, ReadError::Empty) => "文件是空的".to_owned(),
            (Lang::Zh, ReadError::NoTextLayer) => "PDF 没有文字层，请先做文字识别（OCR）".to_owned(),
        }
    }
}

/// What is said of the calendar.
impl Lang {
    /// Off or worked.
    pub fn day_kind(self, kind: DayKind) -> &'static str {
        match kind {
            DayKind::Off => self.pick("休", "off "),
            DayKind::Work => self.pick("班", "work"),
        }
    }

    /// Why a day counts or does not.
    pub fn day(self, day: Day<'_>) -> String {
        match day {
            Day::Weekday => self.pick("工作日", "weekday").to_owned(),
            Day::Weekend => self.pick("周末", "weekend").to_owned(),
            Day::Holiday { name } => format!("{}{name}", self.pick("放假：", "holiday: ")),
            Day::MakeUp { name } => format!("{}{name}", self.pick("调休上班：", "worked in exchange: ")),
            Day::Regional { kind, name, region } => {
                format!("{} {region}{}{name}", self.day_kind(kind).trim(), self.pick("：", ": "))
            }
        }
    }

    /// What was taken in.
    pub fn calendar_imported(self, name: &str, days: usize) -> String {
        match self {
            Lang::Zh => format!("{name}：{days} 天"),
            Lang::En => format!("{name}: {days} days"),
        }
    }

    /// The sum of a year.
    pub fn working_days_of(self, year: i16, count: u32) -> String {
        match self {
            Lang::Zh => format!("{year}年共 {count} 个工作日"),
            Lang::En => format!("{count} working days in {year}"),
        }
    }

    /// Why there is no sum.
    pub fn december_waits(self, next_year: i16) -> String {
        match self {
            Lang::Zh => format!("12月最后一周要等{next_year}年的通知才能确定"),
            Lang::En => format!("the last week of December waits for the notice for {next_year}"),
        }
    }
}

/// What a comparison says.
impl Lang {
    /// The head of the cells.
    pub fn diff_cells(self, changed: usize, same: usize) -> String {
        match self {
            Lang::Zh => format!("单元格：{changed} 个不同，{same} 个相同"),
            Lang::En => format!("cells: {changed} differ, {same} are the same"),
        }
    }

    /// Why there is no difference between two numbers.
    pub fn diff_incomparable(self) -> &'static str {
        self.pick("口径不同，不可比", "do not count the same thing")
    }

    /// The head of a chapter.
    pub fn diff_chapter(self, chapter: u8, percent: f64, same: usize, changed: usize) -> String {
        match self {
            Lang::Zh => format!("第{chapter}章：相似度 {percent:.0}%，{same} 句相同，{changed} 处不同"),
            Lang::En => {
                format!(
                    "chapter {chapter}: {percent:.0} % alike, {same} sentences the same, {changed} differ"
                )
            }
        }
    }

    /// Why the rules across years did not run.
    pub fn diff_not_consecutive(self) -> &'static str {
        self.pick(
            "两份报告不是相邻年度，未执行跨年规则",
            "the reports are not of consecutive years; the rules across years did not run",
        )
    }

    /// The last line.
    pub fn diff_across(self, findings: usize) -> String {
        match self {
            Lang::Zh => format!("跨年规则：{findings} 个问题"),
            Lang::En => format!("rules across years: {findings} findings"),
        }
    }
}

/// What a roll-up says.
impl Lang {
    /// The first line.
    pub fn roll_up_head(self, year: i16, units: usize, counted: usize) -> String {
        match self {
            Lang::Zh => format!("{year} 年度：名录 {units} 个单位，计入 {counted} 个"),
            Lang::En => format!("{year}: {units} units on the roster, {counted} counted"),
        }
    }

    /// What became of a unit.
    pub fn unit_status(self, status: UnitStatus) -> &'static str {
        match status {
            UnitStatus::Counted => self.pick("已计入", "counted"),
            UnitStatus::Summed => self.pick("由下级汇总", "the sum of its units"),
            UnitStatus::Missing => self.pick("缺报", "no report"),
            UnitStatus::WrongYear => self.pick("年度不符", "reports of other years only"),
            UnitStatus::WrongForm => self.pick("式样不符，未计入", "not in the form of the year, left out"),
            UnitStatus::Covered => self.pick("已含在上级报告中", "covered by the report of the unit above"),
            UnitStatus::NamedTwice => self.pick("名录中重复", "named twice on the roster"),
        }
    }

    /// A report of nobody on the roster.
    pub fn roll_up_unlisted(self) -> &'static str {
        self.pick("不在名录中", "not on the roster")
    }

    /// Further reports of the same year.
    pub fn roll_up_double(self, files: &str) -> String {
        match self {
            Lang::Zh => format!("；重复报送，未计入：{files}"),
            Lang::En => format!("; reported more than once, not counted: {files}"),
        }
    }

    /// Sums that hold only if blanks are 0.
    pub fn roll_up_blanks(self, cells: usize) -> String {
        match self {
            Lang::Zh => format!("有 {cells} 个合计数以部分单位的空白处为0为前提，明细见 --to json"),
            Lang::En => format!("{cells} sums hold only if cells that units left blank are 0; see --to json"),
        }
    }
}

/// What the search for near copies says.
impl Lang {
    /// `chapter 1: 93 % alike`
    pub fn similar_pair(self, chapter: u8, percent: f64) -> String {
        match self {
            Lang::Zh => format!("第{chapter}章 相似度 {percent:.0}%"),
            Lang::En => format!("chapter {chapter}: {percent:.0} % alike"),
        }
    }

    /// The last line.
    pub fn similar_total(self, pairs: usize, reports: usize, percent: f64) -> String {
        match self {
            Lang::Zh => format!("{reports} 份报告中有 {pairs} 对章节相似度不低于 {percent:.0}%"),
            Lang::En => {
                format!("{pairs} pairs of chapters in {reports} reports are at least {percent:.0} % alike")
            }
        }
    }

    /// How many pairs were left out.
    pub fn similar_more(self, pairs: usize) -> String {
        match self {
            Lang::Zh => format!("另有 {pairs} 对未列出，可用 --limit 调整"),
            Lang::En => format!("{pairs} more pairs are not shown; see --limit"),
        }
    }
}

/// What a batch says.
impl Lang {
    /// Beside the bar.
    pub fn batch_bad(self, unreadable: u64, errors: u64) -> String {
        match self {
            Lang::Zh => format!("无法读取 {unreadable}，错误 {errors}"),
            Lang::En => format!("{unreadable} unreadable, {errors} errors"),
        }
    }

    /// A line a part.
    pub fn batch_part(self, part: u32, files: u64, reports: u64, unreadable: u64) -> String {
        match self {
            Lang::Zh => format!("第 {part} 部分已写入：文件 {files}，报告 {reports}，无法读取 {unreadable}"),
            Lang::En => {
                format!("part {part} written: {files} files, {reports} reports, {unreadable} unreadable")
            }
        }
    }

    /// The first line at the end.
    pub fn batch_done(self, files: u64, seconds: f64, rate: f64) -> String {
        match self {
            Lang::Zh => format!("读取 {files} 个文件，用时 {seconds:.1} 秒，每秒 {rate:.0} 个\n"),
            Lang::En => format!("{files} files in {seconds:.1} s, {rate:.0} a second\n"),
        }
    }

    /// What earlier runs had done.
    pub fn batch_earlier(self, files: u64) -> String {
        match self {
            Lang::Zh => format!("此前已完成 {files} 个文件，未重复读取\n"),
            Lang::En => format!("{files} files were finished earlier and not read again\n"),
        }
    }

    /// Files that are not what they were.
    pub fn batch_changed(self, files: u64) -> String {
        match self {
            Lang::Zh => format!("有 {files} 个文件在读取后又有改动，结果仍是旧的；可用 --fresh 重做\n"),
            Lang::En => {
                format!(
                    "{files} files have changed since they were read and keep their old rows; --fresh redoes all\n"
                )
            }
        }
    }

    /// Totals.
    pub fn batch_totals(self, reports: u64, clean: u64, unreadable: u64, cells: u64, facts: u64) -> String {
        match self {
            Lang::Zh => format!(
                "报告 {reports} 份，其中没有错误级问题的 {clean} 份；无法读取的文件 {unreadable} 个；单元格 {cells}，文中数据 {facts}\n"
            ),
            Lang::En => format!(
                "{reports} reports, {clean} without an error; {unreadable} files unreadable; {cells} cells, {facts} facts\n"
            ),
        }
    }

    /// Findings by severity.
    pub fn batch_findings(self, counts: &str) -> String {
        match self {
            Lang::Zh => format!("问题：{counts}\n"),
            Lang::En => format!("findings: {counts}\n"),
        }
    }

    /// The rules that found most.
    pub fn batch_rules(self, counts: &str) -> String {
        match self {
            Lang::Zh => format!("最常见：{counts}\n"),
            Lang::En => format!("most often: {counts}\n"),
        }
    }
}
