//! The whole document in order: title, chapters, tables in their chapters, signature and date.

use gongkai_domain::report::{AnnualReport, Format, Paragraph};
use jiff::civil::Date;

use super::{LayoutTable, tables};

/// One part of the printed document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block<'a> {
    /// The title line.
    Title(String),
    /// A chapter's heading.
    Heading {
        /// The chapter's number, 1 to 6.
        number: u8,
        /// As the document gives it, or the official one where the document has none.
        text: &'a str,
    },
    /// A sub-heading inside a chapter: （一）主动公开情况.
    Subheading(&'a str),
    /// A paragraph of running text.
    Paragraph(&'a str),
    /// One of the tables.
    Table(LayoutTable),
    /// The agency under the text.
    Signature(&'a str),
    /// The date under the text.
    Date(String),
}

/// The official heading of a chapter.
///
/// Source: 国办公开办函〔2021〕30号.
///
/// # Panics
///
/// If the number is not 1 to 6.
pub fn heading(number: u8) -> &'static str {
    match number {
        1 => "一、总体情况",
        2 => "二、主动公开政府信息情况",
        3 => "三、收到和处理政府信息公开申请情况",
        4 => "四、政府信息公开行政复议、行政诉讼情况",
        5 => "五、存在的主要问题及改进情况",
        6 => "六、其他需要报告的事项",
        _ => panic!("a report has six chapters, not a chapter {number}"),
    }
}

/// `2024年1月15日`
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The title line: the document's own, or one made of agency and year; `None` when neither is known.
pub fn title(report: &AnnualReport) -> Option<String> {
    if let Some(title) = &report.title {
        return Some(title.clone());
    }
    let year = report.year?;
    let agency = report.agency.as_deref().unwrap_or_default();
    Some(format!("{agency}{year}年政府信息公开工作年度报告"))
}

/// A title in two parts: the agency, and from the year on; or up to a bracket, and the bracket. A line that is too
/// long breaks between them, where the sense allows it. The second part is empty when there is no such place.
pub fn title_parts(title: &str) -> (&str, &str) {
    let year = title.find("20").filter(|at| *at > 0);
    let bracket = || title.rfind('（').filter(|at| *at > 0);
    title.split_at(year.or_else(bracket).unwrap_or(title.len()))
}

/// The document in printed order.
///
/// The chapters are those of the report, in its own order. A table whose chapter is missing brings the official
/// heading with it; a report without any chapter, as one computed from numbers, gets all six.
pub fn outline(report: &AnnualReport) -> Vec<Block<'_>> {
    let mut tables: Vec<LayoutTable> = tables(report);
    let mut blocks: Vec<Block<'_>> = title(report).map(Block::Title).into_iter().collect();
    let signed = signature_paragraphs(report);
    let text_of = |index: usize| {
        let paragraphs = &report.chapters[index].paragraphs;
        let is_last = index + 1 == report.chapters.len();
        &paragraphs[..paragraphs.len() - if is_last { signed } else { 0 }]
    };
    for (i, _) in report.chapters.iter().enumerate().filter(|(_, c)| c.number == 0) {
        push_text(&mut blocks, text_of(i), report.title.as_deref());
    }
    let mut tables_from = |number: std::ops::RangeInclusive<u8>| -> Vec<LayoutTable> {
        let (now, later) = tables.drain(..).partition(|t: &LayoutTable| number.contains(&t.number));
        tables = later;
        now
    };
    let official = report.chapters.iter().all(|c| c.number == 0) && report.format != Format::Legacy;
    if official {
        for number in 1..=6 {
            blocks.push(Block::Heading { number, text: heading(number) });
            blocks.extend(tables_from(number..=number).into_iter().map(Block::Table));
        }
    }
    for (i, chapter) in report.chapters.iter().enumerate().filter(|(_, c)| c.number > 0) {
        for table in tables_from(2..=chapter.number - 1) {
            blocks.push(Block::Heading { number: table.number, text: heading(table.number) });
            blocks.push(Block::Table(table));
        }
        blocks.push(Block::Heading { number: chapter.number, text: &chapter.heading });
        push_text(&mut blocks, text_of(i), None);
        blocks.extend(tables_from(chapter.number..=chapter.number).into_iter().map(Block::Table));
    }
    for table in tables_from(0..=u8::MAX) {
        if table.number > 0 {
            blocks.push(Block::Heading { number: table.number, text: heading(table.number) });
        }
        blocks.push(Block::Table(table));
    }
    push_signature(&mut blocks, report);
    blocks
}

fn bare(text: &str) -> String {
    text.replace([' ', '\u{3000}', '\n'], "")
}

/// The paragraphs of a chapter, without those at its beginning that are the title once more, in one line or several.
fn push_text<'a>(blocks: &mut Vec<Block<'a>>, paragraphs: &'a [Paragraph], title: Option<&str>) {
    let mut title = bare(title.unwrap_or_default());
    for paragraph in paragraphs {
        let text = paragraph.text.as_str();
        if text.is_empty() {
            continue;
        }
        if let Some(rest) = title.strip_prefix(&bare(text)).map(str::to_owned) {
            title = rest;
            continue;
        }
        title.clear();
        blocks.push(if is_subheading(text) { Block::Subheading(text) } else { Block::Paragraph(text) });
    }
}

/// A short line that begins with （一） and is no sentence.
fn is_subheading(text: &str) -> bool {
    let Some((number, rest)) = text.strip_prefix('（').and_then(|t| t.split_once('）')) else {
        return false;
    };
    let is_ordinal = !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十".contains(c));
    is_ordinal && rest.chars().count() <= 24 && !rest.contains(['。', '；', '，'])
}

/// How many paragraphs at the end of the last chapter are the signature and the date. Readers keep them there too,
/// and they are printed once, in their own place.
fn signature_paragraphs(report: &AnnualReport) -> usize {
    let Some(last) = report.chapters.last() else { return 0 };
    let signature = bare(report.signature.as_deref().unwrap_or_default());
    let is_date = |text: &str| {
        report.signed_on.is_some()
            && text.chars().count() <= 14
            && text.ends_with('日')
            && text.contains('年')
            && text.contains('月')
    };
    let is_signature = |text: &str| {
        let rest = if signature.is_empty() { None } else { text.strip_prefix(&signature) };
        is_date(text) || rest.is_some_and(|rest| rest.is_empty() || is_date(rest))
    };
    last.paragraphs.iter().rev().take_while(|p| is_signature(&bare(&p.text))).count()
}

fn push_signature<'a>(blocks: &mut Vec<Block<'a>>, report: &'a AnnualReport) {
    blocks.extend(report.signature.as_deref().map(Block::Signature));
    blocks.extend(report.signed_on.map(chinese_date).map(Block::Date));
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::{Cell, Chapter, Place, cells_of};

    fn chapter(number: u8, heading: &str, text: &[&str]) -> Chapter {
        Chapter {
            number,
            heading: heading.into(),
            place: Place::default(),
            paragraphs: text
                .iter()
                .map(|t| Paragraph { text: (*t).into(), place: Place::default() })
                .collect(),
        }
    }

    fn sketch(report: &AnnualReport) -> String {
        outline(report)
            .iter()
            .map(|b| match b {
                Block::Title(t) => format!("# {t}\n"),
                Block::Heading { text, .. } => format!("## {text}\n"),
                Block::Subheading(t) => format!("### {t}\n"),
                Block::Paragraph(t) => format!("{t}\n"),
                Block::Table(t) => format!("[{}]\n", t.number),
                Block::Signature(t) => format!("-- {t}\n"),
                Block::Date(t) => format!("-- {t}\n"),
            })
            .collect()
    }

    fn numbers_only() -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2021);
        for key in cells_of(Format::F2021) {
            report.cells.insert(key, Cell::number(0));
        }
        report.agency = Some("某县教育局".into());
        report.year = Some(2023);
        report
    }

    #[test]
    fn a_report_of_numbers_alone_gets_title_and_six_headings() {
        assert_eq!(
            sketch(&numbers_only()),
            "# 某县教育局2023年政府信息公开工作年度报告\n## 一、总体情况\n## 二、主动公开政府信息情况\n[2]\n\
             ## 三、收到和处理政府信息公开申请情况\n[3]\n## 四、政府信息公开行政复议、行政诉讼情况\n[4]\n\
             ## 五、存在的主要问题及改进情况\n## 六、其他需要报告的事项\n"
        );
    }

    #[test]
    fn chapters_keep_their_order_and_a_table_brings_its_missing_heading() {
        let mut report = numbers_only();
        report.title = Some("某县2023年年报".into());
        report.signature = Some("某县教育局".into());
        report.signed_on = Some(jiff::civil::date(2024, 1, 15));
        report.chapters = vec![
            chapter(0, "", &["某县", "2023年 年报", "根据条例编制。"]),
            chapter(1, "一、总体情况", &["（一）主动公开", "（二）很好。"]),
            chapter(3, "三、申请", &[]),
            chapter(5, "五、问题", &["无", "某县教育局 2024年1月15日"]),
        ];
        assert_eq!(
            sketch(&report),
            "# 某县2023年年报\n根据条例编制。\n## 一、总体情况\n### （一）主动公开\n（二）很好。\n\
             ## 二、主动公开政府信息情况\n[2]\n## 三、申请\n[3]\n## 四、政府信息公开行政复议、行政诉讼情况\n[4]\n\
             ## 五、问题\n无\n-- 某县教育局\n-- 2024年1月15日\n"
        );
    }
}
