//! Names and telephone numbers in the text were looked at.

use super::prelude::*;
use crate::check::{TextSpan, prose};
use crate::lexicon::{Lexicon, has_digit};

rule! {
    /// # F09 正文中的人名和电话号码已复核
    ///
    /// ## 做什么
    ///
    /// 列出正文中的手机号码、固定电话，以及职务后的人名（“局长某某任组长”），提示复核是否应当公开。
    ///
    /// ## 为什么
    ///
    /// 年度报告长期在网上公开，人员变动后姓名和号码很快过时；手机号码属于个人信息。
    ///
    /// ## 示例
    ///
    /// “成立了由党组书记、局长某某任组长、副局长某某为副组长的领导小组”。
    ///
    /// ## 依据
    ///
    /// 《个人信息保护法》第十三条、第二十八条；第十五条。
    ///
    /// ## 局限
    ///
    /// 人名按职务、常见姓氏和“任、为、担任、同志”等字识别，可能漏报。公开的办公电话没有问题，只需确认。
    ///
    /// # F09 Names and telephone numbers in the text were looked at
    ///
    /// ## What it does
    ///
    /// Lists mobile and fixed telephone numbers in the text and names that follow an office (“局长某某任组长”), so that someone looks whether they should be public.
    ///
    /// ## Why it matters
    ///
    /// The report stays on line for years; names and numbers are soon out of date, and a mobile number is personal information.
    ///
    /// ## Example
    ///
    /// “A leading group with director so-and-so as its head was set up.”
    ///
    /// ## Source
    ///
    /// Personal Information Protection Law Art. 13, 28; Art. 15.
    ///
    /// ## Limits
    ///
    /// A name is recognised by the office before it, a common surname and the words after it; some will be missed. An office number is fine and only needs a look.
    "F09", "personal-details", Info,
    "正文中的人名和电话号码已复核",
    "names and telephone numbers in the text were looked at"
}

/// The commonest surnames, for the guess whether two or three characters are a name.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤戚";

static OFFICES: Lexicon<12> = Lexicon::words([
    "书记", "局长", "主任", "镇长", "乡长", "县长", "区长", "市长", "处长", "科长", "厅长", "主席",
]);

const AFTER_A_NAME: [&str; 5] = ["任", "为", "担任", "同志", "兼"];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let (mut names, mut phones) = (None, None);
    let (mut name_count, mut phone_count) = (0_usize, 0_usize);
    for spot in prose::paragraphs(subject.report) {
        for (at, office, ()) in OFFICES.find(spot.text) {
            let start = at + office.len();
            if let Some(length) = name_at(&spot.text[start..]) {
                name_count += 1;
                names.get_or_insert_with(|| spot.span(start, start + length));
            }
        }
        if !has_digit(spot.text) {
            continue;
        }
        for (start, end) in telephones(spot.text) {
            phone_count += 1;
            phones.get_or_insert_with(|| spot.span(start, end));
        }
    }
    let name = names.map(|text| {
        let message = Message::new(
            format!("正文点名{name_count}处工作人员，请确认有必要公开。"),
            format!(
                "the text names {name_count} official{}; make sure that it has to",
                wording::plural(name_count)
            ),
        );
        finding(message, text)
    });
    let phone = phones.map(|text| {
        let message = Message::new(
            format!("正文有{phone_count}个电话号码，请确认是可以公开的办公电话。"),
            format!(
                "the text has {phone_count} telephone number{}; make sure they are public ones",
                wording::plural(phone_count)
            ),
        );
        finding(message, text)
    });
    name.into_iter().chain(phone).collect()
}

fn finding(message: Message, text: TextSpan) -> Finding {
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.text = Some(text);
    finding
}

/// Length in bytes of the name at the start of the text.
fn name_at(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let surname = chars.next().filter(|c| SURNAMES.contains(*c))?;
    let mut length = surname.len_utf8();
    for _ in 0..2 {
        length += chars.next().filter(|c| prose::is_han(*c))?.len_utf8();
        if AFTER_A_NAME.iter().any(|w| text[length..].starts_with(w)) {
            return Some(length);
        }
    }
    None
}

/// Byte ranges of what looks like a telephone number: 11 digits from 13 to 19, or 7 and 8 digits after an area code.
fn telephones(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let run = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let first = run(i);
        let mut end = i + first;
        let mobile = first == 11 && bytes[i] == b'1' && (b'3'..=b'9').contains(&bytes[i + 1]);
        let mut fixed = false;
        if (3..=4).contains(&first) && bytes[i] == b'0' && bytes.get(end) == Some(&b'-') {
            let second = run(end + 1);
            fixed = (7..=8).contains(&second);
            if fixed {
                end += 1 + second;
            }
        }
        if mobile || fixed {
            out.push((i, end));
        }
        i = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_text(text: &str, found: usize) {
        let mut report = consistent_report(SEED, Format::F2021);
        report.chapters[1].paragraphs[0].text = text.into();
        assert_eq!(run_on(&RULE, &report).len(), found, "{text}");
    }

    #[test]
    fn names_after_an_office_are_found() {
        check_text("成立由局长李四光任组长、副局长王五为副组长的领导小组。", 1);
        check_text("由局党组书记、局长任组长，副局长任副组长。", 0);
        check_text("由主要负责同志任组长，办公室主任为成员。", 0);
    }

    #[test]
    fn telephone_numbers_are_found_and_counts_are_not() {
        check_text("咨询热线0577-67862615。", 1);
        check_text("联系电话13800000000，局长李四光任组长。", 2);
        check_text("全年公开12345678901234条，浏览量61072次，2020-2021年。", 0);
        check_text("", 0);
    }
}
