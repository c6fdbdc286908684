//! The tables of open data with what each column means. No table has anything that tells of an applicant.

use gongkai_formats::columns::{Column, Kind, Schema};

const fn text(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Text, meaning }
}

const fn int(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Int, meaning }
}

const fn number(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Number, meaning }
}

const fn day(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Day, meaning }
}

const REPORT: Column =
    text("report_id", "报告编号，即网址 /reports/{id} / id of the report, as in /reports/{id}");
const AGENCY: Column = text("agency_id", "机关编号 / id of the agency");
const YEAR: Column = int("year", "报告年度 / the year of the report");

/// Agencies.
pub static AGENCIES: Schema = Schema {
    name: "agencies",
    row: "一个机关 / an agency",
    columns: &[
        AGENCY,
        text("name", "名称 / name"),
        text("name_en", "英文名称 / name in English"),
        text("kind", "government 政府、office 办公室、department 部门、town 乡镇街道 / what it is"),
        text("level", "province、city、county、township / level of government"),
        text("parent_id", "汇总到哪个机关 / into whose report its numbers go"),
        int("roster_position", "名册次序 / place on the roster"),
    ],
};

/// Reports.
pub static REPORTS: Schema = Schema {
    name: "reports",
    row: "一份已公布的年报的一个版本 / a version of a published annual report",
    columns: &[
        REPORT,
        AGENCY,
        YEAR,
        int("version", "版次，1为首次公布 / 1 for the first publication"),
        text("format", "2021、2019 或 legacy 格式 / the official form it follows"),
        text("title", "标题 / title as printed"),
        day("signed_on", "落款日期 / date under the text"),
        day("published_on", "公布日期 / day of publication"),
        int("errors", "错误级问题数 / findings of level error"),
        int("warnings", "警告级问题数 / findings of level warning"),
        int("infos", "提示级问题数 / findings of level info"),
        Column {
            name: "text_similarity",
            kind: Kind::Real,
            meaning: "第一、五部分与上年的相似度，0至1 / likeness of chapters 1 and 5 to last year's, 0 to 1",
        },
        text("sha256", "内容校验值 / hash over what it says"),
    ],
};

/// Cells.
pub static CELLS: Schema = Schema {
    name: "cells",
    row: "报告中的一个单元格，键见数据字典 / a cell of a report; see the dictionary for keys",
    columns: &[
        REPORT,
        AGENCY,
        YEAR,
        int("version", "版次 / version of the report"),
        text("key", "单元格的键，如 t3.granted.total / key of the cell"),
        text("state", "number、blank 空白、not_applicable 不适用、illegible 无法识别 / what the cell says"),
        number("value", "数值；空白不是零 / the number; a blank is not a zero"),
        text("raw", "原样文字 / the text as printed"),
    ],
};

/// Findings.
pub static FINDINGS: Schema = Schema {
    name: "findings",
    row: "检查规则在一份报告中发现的一个问题 / what a rule says of a report",
    columns: &[
        REPORT,
        AGENCY,
        YEAR,
        int("version", "版次 / version of the report"),
        text("rule", "规则代码，见 /reports/rules / code of the rule"),
        text("severity", "error、warning、info"),
        text("verdict", "fail，或 conditional（空白若为0则成立）/ fail, or conditional"),
        text("message_zh", "说明 / what is wrong, in Chinese"),
        text("message_en", "英文说明 / what is wrong, in English"),
        text("cells", "涉及单元格的键，空格分隔 / keys of the cells"),
        number("left", "比较式左边 / left side of the comparison"),
        number("right", "比较式右边 / right side of the comparison"),
    ],
};

/// Documents.
pub static DOCUMENTS: Schema = Schema {
    name: "documents",
    row: "一份已公开文件的元数据，不含正文 / what a public document is, without its text",
    columns: &[
        text("document_id", "文件编号，即网址 /documents/{id} / id, as in /documents/{id}"),
        AGENCY,
        text("index_number", "索引号 / index number"),
        text("title", "标题 / title"),
        text("number", "发文字号 / document number"),
        text("kind", "文件类别代码 / code of the kind"),
        text("theme", "主题分类代码 / code of the theme"),
        text("column", "栏目 / column"),
        text("validity", "有效性代码 / code of its force"),
        day("formed_on", "成文日期 / formed on"),
        day("effective_on", "施行日期 / in force from"),
        day("expires_on", "失效日期 / in force until"),
        day("repealed_on", "废止日期 / repealed on"),
        int("version", "版次 / version"),
        day("first_published_on", "首次公开日期 / first public on"),
        day("published_on", "本版公开日期 / this version public on"),
    ],
};

/// Registers.
pub static REGISTERS: Schema = Schema {
    name: "registers",
    row: "公开台账中一条记录的一个字段；涉及个人的字段不在其中 / a field of an entry of a public register; what is about persons is left out",
    columns: &[
        AGENCY,
        text("register", "台账代码 / code of the register"),
        text("register_zh", "台账名称 / name of the register"),
        text("entry_id", "记录编号 / id of the entry"),
        day("on", "所属日期 / the day by which it is counted"),
        text("field", "字段代码 / code of the field"),
        text("field_zh", "字段名称 / name of the field"),
        text("value", "值 / value"),
    ],
};

/// All of them, in the order of the page.
pub static TABLES: [&Schema; 6] = [&AGENCIES, &REPORTS, &CELLS, &FINDINGS, &DOCUMENTS, &REGISTERS];

/// The name of a kind in the dictionary.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Int => "integer",
        Kind::Number => "decimal(18,4)",
        Kind::Real => "double",
        Kind::Day => "date",
        Kind::Flag => "boolean",
    }
}
