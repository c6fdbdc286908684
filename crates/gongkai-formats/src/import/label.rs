//! Labels and what stands beside them: the header of a page, `索引号 | 文号 | 成文日期 …`, in any layout.

use gongkai_domain::report::Place;

use super::found::{Field, Found, Source};
use super::value;
use crate::read::document::{Block, Document, Table};
use crate::read::fold::is_blank;

/// Labels, the longest of a kind first. Those with `true` say what they are even without a colon.
const LABELS: &[(&str, Field, bool)] = &[
    ("索引号", Field::IndexNumber, true),
    ("索取号", Field::IndexNumber, true),
    ("信息索引", Field::IndexNumber, true),
    ("发文字号", Field::Number, true),
    ("发文文号", Field::Number, true),
    ("文件编号", Field::Number, true),
    ("公文编号", Field::Number, true),
    ("文件字号", Field::Number, true),
    ("文号", Field::Number, true),
    ("字号", Field::Number, false),
    ("信息名称", Field::Title, true),
    ("公文名称", Field::Title, true),
    ("文件名称", Field::Title, true),
    ("文件标题", Field::Title, true),
    ("信息标题", Field::Title, true),
    ("标题", Field::Title, false),
    ("名称", Field::Title, false),
    ("发布机构", Field::Agency, true),
    ("发文机关", Field::Agency, true),
    ("发文单位", Field::Agency, true),
    ("发布单位", Field::Agency, true),
    ("发布机关", Field::Agency, true),
    ("制定机关", Field::Agency, true),
    ("公开机构", Field::Agency, true),
    ("发文机构", Field::Agency, true),
    ("成文日期", Field::SignedOn, true),
    ("成文时间", Field::SignedOn, true),
    ("生成日期", Field::SignedOn, true),
    ("生成时间", Field::SignedOn, true),
    ("发文日期", Field::SignedOn, true),
    ("发文时间", Field::SignedOn, true),
    ("签发日期", Field::SignedOn, true),
    ("印发日期", Field::SignedOn, true),
    ("发布日期", Field::PublishedOn, true),
    ("发布时间", Field::PublishedOn, true),
    ("公开日期", Field::PublishedOn, true),
    ("公开时间", Field::PublishedOn, true),
    ("公布日期", Field::PublishedOn, true),
    ("发表时间", Field::PublishedOn, true),
    ("施行日期", Field::EffectiveOn, true),
    ("实施日期", Field::EffectiveOn, true),
    ("生效日期", Field::EffectiveOn, true),
    ("生效时间", Field::EffectiveOn, true),
    ("执行日期", Field::EffectiveOn, true),
    ("废止日期", Field::ExpiresOn, true),
    ("废止时间", Field::ExpiresOn, true),
    ("失效日期", Field::ExpiresOn, true),
    ("失效时间", Field::ExpiresOn, true),
    ("有效期至", Field::ExpiresOn, true),
    ("有效性", Field::Validity, true),
    ("文件状态", Field::Validity, true),
    ("效力状态", Field::Validity, true),
    ("时效性", Field::Validity, true),
    ("公开属性", Field::Attribute, true),
    ("公开方式", Field::Attribute, true),
    ("公开类别", Field::Attribute, true),
    ("公开形式", Field::Attribute, true),
    ("主题分类", Field::Theme, true),
    ("信息分类", Field::Theme, true),
    ("主题导航", Field::Theme, true),
    ("体裁分类", Field::Genre, true),
    ("公文种类", Field::Genre, true),
    ("组配分类", Field::Group, true),
    ("服务对象分类", Field::Audience, true),
    ("服务对象", Field::Audience, true),
    ("主题词", Field::Keywords, true),
    ("关键词", Field::Keywords, true),
    ("关键字", Field::Keywords, true),
    ("内容概述", Field::Summary, true),
    ("内容概要", Field::Summary, true),
    ("内容摘要", Field::Summary, true),
    ("信息来源", Field::Origin, true),
    ("来源", Field::Origin, false),
    ("所属栏目", Field::Column, true),
];

/// A label in a text.
struct Spotted {
    field: Field,
    /// Byte ranges of the label, and of what follows up to the next one.
    label: (usize, usize),
    value_from: usize,
    has_colon: bool,
}

/// The field that a header of a table names, if the text is a label and nothing else.
pub(super) fn field_of(text: &str) -> Option<Field> {
    let bare: String = text.chars().filter(|c| !is_blank(*c) && !"：:【】［］[]＊*".contains(*c)).collect();
    LABELS.iter().find(|(label, ..)| *label == bare).map(|(_, field, _)| *field)
}

/// How many different labels a text holds.
pub(super) fn count(text: &str) -> usize {
    let mut fields: Vec<Field> = spot(text).iter().filter(|s| s.has_colon).map(|s| s.field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

/// Everything that stands beside a label.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Table(table) => in_table(table, &mut found),
            Block::Line(line) => {
                let next = match document.blocks.get(at + 1) {
                    Some(Block::Line(next)) => Some(next.text.as_str()),
                    _ => None,
                };
                in_text(&line.text, next, line.place, &mut found);
            }
        }
    }
    found
}

fn push(field: Field, label: &str, raw: &str, place: Place, found: &mut Vec<Found>) {
    let Some((value, confidence)) = value::read(field, raw) else { return };
    let source = Source::Label { label: value::tidy(label), place };
    found.push(Found { field, value, raw: raw.trim().to_owned(), source, confidence });
}

fn in_table(table: &Table, found: &mut Vec<Found>) {
    for cell in &table.cells {
        let Some(field) = field_of(&cell.text) else {
            in_text(&cell.text, None, cell.place, found);
            continue;
        };
        let right = |other: &&crate::read::document::TableCell| {
            other.row == cell.row && other.column == cell.column + cell.column_span
        };
        if let Some(value) = table.cells.iter().find(right).filter(|value| field_of(&value.text).is_none()) {
            push(field, &cell.text, &value.text, value.place, found);
        }
    }
}

fn in_text(text: &str, next: Option<&str>, place: Place, found: &mut Vec<Found>) {
    let spotted = spot(text);
    for (i, one) in spotted.iter().enumerate() {
        let end = spotted.get(i + 1).map_or(text.len(), |next| next.label.0);
        let label = &text[one.label.0..one.label.1];
        let raw = text[one.value_from..end].trim_matches(|c: char| is_blank(c) || "【[|】]".contains(c));
        if !raw.is_empty() {
            if one.has_colon {
                push(one.field, label, raw, place, found);
            }
        } else if spotted.len() == 1
            && let Some(next) = next.filter(|next| spot(next).is_empty())
            && (one.has_colon
                || LABELS.iter().any(|(l, f, certain)| *certain && *f == one.field && text.trim() == *l))
        {
            push(one.field, label, next, place, found);
        }
    }
}

/// The labels of a text, in order. White space inside a label does not count: `索 引 号`.
fn spot(text: &str) -> Vec<Spotted> {
    let chars: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_blank(*c)).collect();
    let mut out: Vec<Spotted> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let is_boundary = match at.checked_sub(1).map(|before| chars[before]) {
            None => true,
            // Only what begins a word is a label: 原发文字号 is another.
            Some((byte, c)) => byte + c.len_utf8() < chars[at].0 || "：:|【[］]】（(；;，,>＞。".contains(c),
        };
        let matches =
            |label: &str| label.chars().enumerate().all(|(i, c)| chars.get(at + i).is_some_and(|x| x.1 == c));
        let label = LABELS.iter().filter(|_| is_boundary).find(|(label, ..)| matches(label));
        let Some((label, field, _)) = label else {
            at += 1;
            continue;
        };
        let length = label.chars().count();
        let last = chars[at + length - 1];
        let mut next = at + length;
        while chars.get(next).is_some_and(|(_, c)| "】]］".contains(*c)) {
            next += 1;
        }
        let has_colon = chars.get(next).is_some_and(|(_, c)| matches!(c, '：' | ':')) || next > at + length;
        let is_alone = chars.len() == length;
        if has_colon || is_alone {
            let from = chars.get(next).filter(|(_, c)| matches!(c, '：' | ':'));
            let value_from = match from {
                Some((byte, c)) => byte + c.len_utf8(),
                None => chars.get(next).map_or(text.len(), |(byte, _)| *byte),
            };
            let end = last.0 + last.1.len_utf8();
            out.push(Spotted { field: *field, label: (chars[at].0, end), value_from, has_colon });
            at = next;
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::html;

    fn told(page: &str) -> Vec<String> {
        find(&html::parse(page)).iter().map(|f| format!("{}={}", f.field.code(), f.value.shown())).collect()
    }

    #[test]
    fn every_layout_of_the_header_says_the_same() {
        let expected = [
            "index_number=000014349/2018-00222",
            "number=国办发〔2018〕5号",
            "signed_on=2018-03-02",
            "agency=某市人民政府办公室",
            "validity=有效",
        ];
        let pages = [
            "<table><tr><td>索 引 号：<td>000014349/2018-00222<td>发文字号<td>国办发[2018]5号<tr><td>成文日期<td>2018年3月2日<td>发布机构：<td>某市人民政府办公室<tr><td>有效性<td>有效<td><td></table>",
            "<ul><li><b>索引号：</b>000014349/2018-00222<li>文号： 国办发〔2018〕5号<li>成文日期：2018-03-02<li>发文机关：某市人民政府办公室<li>【有效性】有效</ul>",
            "<p>索引号：000014349/2018-00222　文号：国办发（2018）5号 成文日期：2018/3/2　发布机构：某市人民政府办公室 有效性：有效</p>",
            "<dl><dt>索引号<dd>000014349/2018-00222<dt>发文字号<dd>国办发〔2018〕5号<dt>成文日期<dd>2018.3.2<dt>发布机构<dd>某市人民政府办公室<dt>有效性<dd>有效</dl>",
            "<table><tr><td>索引号：000014349/2018-00222<td>文件编号：国办发〔2018〕5号<tr><td>生成日期：2018年03月02日<td>发布机构：某市人民政府办公室<tr><td>时效性：有效<td></table>",
        ];
        for page in pages {
            assert_eq!(told(page), expected, "{page}");
        }
    }

    #[test]
    fn empty_values_and_epochs_are_not_found() {
        assert_eq!(
            told(
                "<table><tr><td>废止日期<td>1970-01-01<td>文号<td>无<tr><td>索引号<td><td>有效性<td>/</table>"
            ),
            [""; 0]
        );
    }

    #[test]
    fn words_in_a_sentence_are_no_labels() {
        assert_eq!(told("<p>请填写原发文字号：一并报送。各单位名称以公布为准，本标题如下</p>"), [""; 0]);
    }
}
