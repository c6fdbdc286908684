//! Who reports, about which year: title, agency, year, period, signature and dates.

use gongkai_domain::report::{Chapter, Notice, NoticeCode};
use jiff::civil::Date;

use super::chapters;
use super::dates::{self, Reading};
use super::document::{Block, Document};
use super::fold::{fold, half_width, is_blank, is_han};

/// How many lines from the top can hold the title.
const TITLE_LINES: usize = 120;

/// What a document says about itself.
#[derive(Debug, Default, Clone)]
pub struct Identity {
    /// The title as printed.
    pub title: Option<String>,
    /// The agency.
    pub agency: Option<String>,
    /// The report year.
    pub year: Option<i16>,
    /// The statistics period.
    pub period: Option<(Date, Date)>,
    /// The agency under the text.
    pub signature: Option<String>,
    /// The date under the text.
    pub signed_on: Option<Date>,
    /// The day of publication.
    pub published_on: Option<Date>,
    /// Remarks.
    pub notices: Vec<Notice>,
}

/// Finds out who reports about which year.
pub fn read(document: &Document, chapters: &[Chapter]) -> Identity {
    let mut id = Identity::default();
    let lines = short_lines(document);
    from_title(&lines, document, &mut id);
    let lines = lines.texts;
    from_meta_lines(&lines, document, &mut id);
    period(chapters, &lines, &mut id);
    signature(&lines, &mut id);
    if id.agency.is_none() || id.year.is_none() {
        from_name_and_year(&lines, &mut id);
    }
    if id.agency.is_none() {
        let found = id.signature.clone().or_else(|| from_text(chapters)).or_else(|| from_publisher(&lines));
        if found.is_some() {
            id.notices.push(Notice::new(NoticeCode::AgencyFromText, found.clone().unwrap_or_default()));
        }
        id.agency = found;
    }
    if id.year.is_none() {
        id.year = id.period.map(|(from, _)| from.year()).or_else(|| commonest_year(chapters, &lines));
        if let Some(year) = id.year {
            id.notices.push(Notice::new(NoticeCode::YearFromText, year.to_string()));
        }
    }
    if id.title.is_none() {
        id.notices.push(Notice::new(NoticeCode::NoTitle, ""));
    }
    id.agency = id.agency.map(|name| as_printed(name, &lines));
    id
}

/// Lines, and cells of one-cell rows, that are short enough to be a title, a signature or a date.
#[derive(Default)]
struct Lines<'a> {
    texts: Vec<&'a str>,
    /// For each, whether the container marks it as a heading.
    is_heading: Vec<bool>,
    /// How many of them stand before the first chapter.
    top: usize,
}

fn short_lines(document: &Document) -> Lines<'_> {
    let mut lines = Lines::default();
    let mut top = None;
    for block in &document.blocks {
        match block {
            Block::Line(line) => {
                let cut = line.text.char_indices().nth(90).map_or(line.text.len(), |(at, _)| at);
                // Of a long line only its beginning can be a title; mark it by keeping it whole or not at all.
                if cut == line.text.len() {
                    if top.is_none() && chapters::heading(&line.text).is_some() {
                        top = Some(lines.texts.len());
                    }
                    lines.push(&line.text, line.heading > 0);
                } else if lines.texts.len() < TITLE_LINES || top.is_none() {
                    lines.push(&line.text[..cut], false);
                }
            }
            Block::Table(table) => {
                for cell in table.cells.iter().take(6).filter(|c| c.text.chars().count() <= 90) {
                    cell.text.split('\n').for_each(|text| lines.push(text, false));
                }
            }
        }
    }
    lines.top = top.unwrap_or(lines.texts.len().min(TITLE_LINES));
    lines
}

impl<'a> Lines<'a> {
    fn push(&mut self, text: &'a str, is_heading: bool) {
        self.texts.push(text);
        self.is_heading.push(is_heading);
    }
}

/// A title that a page could have, where it stands, and what speaks for it.
struct Candidate {
    title: Title,
    first: usize,
    last: usize,
    quality: i32,
}

/// The name with the brackets that the document prints; folding has made them half-width.
fn as_printed(name: String, lines: &[&str]) -> String {
    if !name.contains('(') {
        return name;
    }
    let wide = name.replace('(', "（").replace(')', "）");
    let has_wide = |line: &&str| line.contains('（') && line.replace(is_blank, "").contains(&wide);
    if lines.iter().any(has_wide) { wide } else { name }
}

fn from_title(lines: &Lines<'_>, document: &Document, id: &mut Identity) {
    let top = &lines.texts[..lines.texts.len().min(lines.top.max(TITLE_LINES))];
    let mut found: Vec<Candidate> = Vec::new();
    let mut consider = |text: &str, weight: i32, first: usize, last: usize| {
        if let Some(title) = parse_title(text) {
            let named = 4 * i32::from(title.agency.is_some()) + 2 * i32::from(title.year.is_some());
            let marked = i32::from(lines.is_heading.get(first).is_some_and(|h| *h));
            found.push(Candidate { title, first, last, quality: weight + named + marked });
        }
    };
    // Every ending of a title has this character; most lines of a page do not.
    let may_end_title = |line: &&str| line.contains(['报', '報']);
    for i in 0..top.len() {
        if may_end_title(&top[i]) {
            consider(top[i], 1, i, i);
        }
        for len in 2..=3 {
            if let Some(parts) = top.get(i..i + len)
                && parts.iter().any(may_end_title)
                && parts.iter().all(|p| p.chars().count() <= 40)
                && parts[0].chars().any(is_han)
            {
                consider(&parts.concat(), 0, i, i + len - 1);
            }
        }
    }
    let own = document.meta.iter().filter(|(k, _)| k == "title").find_map(|(_, v)| parse_title(v));
    let is_worse =
        |c: &Candidate, o: &Candidate| o.quality > c.quality && o.first <= c.last && c.first <= o.last;
    let keep: Vec<bool> = found.iter().map(|c| !found.iter().any(|o| is_worse(c, o))).collect();
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(true));
    weigh(&mut found, own.as_ref(), lines.top);
    let named = |t: &Title| 4 * i32::from(t.agency.is_some()) + 2 * i32::from(t.year.is_some());
    let best = found.into_iter().rev().max_by_key(|c| c.quality);
    let best = match (best, own) {
        (Some(best), Some(own)) if named(&own) > best.quality => Some(own),
        (Some(best), _) => Some(best.title),
        (None, own) => own,
    };
    if let Some(title) = best {
        id.title = Some(title.text);
        id.agency = title.agency;
        id.year = title.year;
    }
}

/// A page can list the reports of other years and other agencies. The title of the page, the one that stands last
/// before the first chapter, and one that has no other title beside it are rather the report's own.
fn weigh(found: &mut [Candidate], own: Option<&Title>, top: usize) {
    let is_other = |a: &Title, b: &Title| {
        a.year != b.year && a.year.is_some() && b.year.is_some()
            || a.agency != b.agency && a.agency.is_some() && b.agency.is_some()
    };
    let last = found.iter().filter(|c| c.last < top).map(|c| c.last).max();
    for i in 0..found.len() {
        let c = &found[i];
        let in_list = found.iter().any(|o| {
            let gap = o.first.saturating_sub(c.last).max(c.first.saturating_sub(o.last));
            (1..=LIST_GAP).contains(&gap) && is_other(&o.title, &c.title)
        });
        let mut quality = if in_list { -3 } else { 0 };
        quality += if own.is_some_and(|own| is_other(own, &c.title)) { -2 } else { 0 };
        quality +=
            if own.is_some_and(|own| own.agency.is_some() && own.agency == c.title.agency) { 1 } else { 0 };
        quality += if own.is_some_and(|own| own.year.is_some() && own.year == c.title.year) { 1 } else { 0 };
        quality += if Some(c.last) == last { 2 } else { 0 };
        found[i].quality += quality;
    }
}

/// Lines between the entries of a list: each can have a day and a number of readers.
const LIST_GAP: usize = 3;

struct Title {
    text: String,
    agency: Option<String>,
    year: Option<i16>,
}

const TITLE_ENDS: [&str; 8] = [
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "政务公开工作年度报告",
    "政务信息公开工作年度报告",
    "信息公开工作年度报告",
    "政府信息公开工作年报",
    "政府信息公开年报",
    "信息公开年度报告",
];

fn parse_title(line: &str) -> Option<Title> {
    let folded = fold(line).text.replace(' ', "");
    if folded.chars().count() > 70 {
        return None;
    }
    let (start, end) = TITLE_ENDS
        .iter()
        .filter_map(|e| folded.find(e).map(|at| (at, at + e.len())))
        .min_by_key(|(s, e)| (*s, usize::MAX - *e))?;
    let tail = &folded[end..];
    // A sentence that mentions the report, or the name of the form, is not its title.
    let is_mention =
        ["根据", "按照", "格式", "本报告", "印发", "关于", "通知", "编制", "现将", "如下", "依据", "栏目"]
            .iter()
            .any(|w| folded.contains(w));
    let has_quote = line.contains('《') && !line.trim_start().starts_with('《');
    if is_mention || has_quote || tail.chars().count() > 40 {
        return None;
    }
    let head = last_piece(line, &folded[..start]);
    let (year, rest) = take_year(&head);
    let mut agency = Some(rest).filter(|a| is_name(a));
    if agency.is_none() && tail.starts_with('(') {
        agency = tail.trim_start_matches('(').split(')').next().map(str::to_owned).filter(|a| is_name(a));
    }
    let year = year.or_else(|| take_year(tail).0);
    let text: String =
        line.trim_matches(|c: char| is_blank(c) || matches!(c, '#' | '*' | '|' | '-')).to_owned();
    let text = text.rsplit_once(['：', ':']).map_or(text.clone(), |(_, t)| t.trim().to_owned());
    Some(Title { text, agency, year })
}

/// What stands in front of the words of the title, without what a page puts before it (`标题:`, `首页 >`).
fn last_piece(line: &str, folded_head: &str) -> String {
    let key = ["标题", "当前位置", "您的位置", "名称", "首页", "正文"];
    let cut = line.rfind([':', '：', '>', '»', '|', '_', '《']);
    match cut {
        Some(at) => {
            let len = line[at..].chars().next().map_or(1, char::len_utf8);
            let tail = fold(&line[at + len..]).text.replace(' ', "");
            let end = TITLE_ENDS.iter().filter_map(|e| tail.find(e)).min();
            match end {
                Some(end) => tail[..end].to_owned(),
                None => folded_head.to_owned(),
            }
        }
        None => key.iter().find_map(|k| folded_head.strip_prefix(k)).unwrap_or(folded_head).to_owned(),
    }
}

/// Takes the year out: `…2023年度`, `2019年…`.
fn take_year(text: &str) -> (Option<i16>, String) {
    let bytes = text.as_bytes();
    for at in 0..bytes.len().saturating_sub(3) {
        let digits = &bytes[at..at + 4];
        let is_alone = (at == 0 || !bytes[at - 1].is_ascii_digit())
            && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit);
        if is_alone && digits.iter().all(u8::is_ascii_digit) && matches!(&digits[..2], b"20" | b"19") {
            let year = text[at..at + 4].parse().ok();
            let rest = text[at + 4..].trim_start_matches('年').trim_start_matches("度");
            return (year, format!("{}{}", &text[..at], rest));
        }
    }
    (None, text.to_owned())
}

/// Endings of the names of agencies.
const NAME_ENDS: [&str; 46] = [
    "政府",
    "局",
    "委员会",
    "委",
    "办公室",
    "办公厅",
    "办",
    "厅",
    "部",
    "院",
    "署",
    "中心",
    "街道",
    "办事处",
    "乡",
    "镇",
    "区",
    "县",
    "市",
    "省",
    "旗",
    "州",
    "盟",
    "管委会",
    "大队",
    "支队",
    "总队",
    "所",
    "站",
    "处",
    "会",
    "集团",
    "公司",
    "学校",
    "队",
    "协会",
    "联社",
    "社",
    "园",
    "组",
    "厂",
    "库",
    "馆",
    "台",
    "团",
    "工委",
];

fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=40).contains(&count)
        && text.chars().all(|c| is_han(c) || matches!(c, '(' | ')'))
        && NAME_ENDS.iter().any(|e| text.trim_end_matches(')').ends_with(e))
        && ![
            "政府",
            "本局",
            "我局",
            "本区",
            "全区",
            "全市",
            "全县",
            "我市",
            "我县",
            "我区",
            "信息",
            "中国政府",
        ]
        .contains(&text)
}

/// `发布时间: 2025-03-10` and the like, above the text.
fn from_meta_lines(lines: &[&str], document: &Document, id: &mut Identity) {
    let day = |text: &str| dates::find(&fold(text).text).first().and_then(|r| r.date());
    for line in lines.iter().take(TITLE_LINES) {
        let Some((key, value)) = line.split_once([':', '：']) else { continue };
        let key: String = key.chars().filter(|c| is_han(*c)).collect();
        if key.ends_with("发布时间")
            || key.ends_with("发布日期")
            || key.ends_with("公开日期")
            || key.ends_with("发文日期")
        {
            id.published_on = id.published_on.or_else(|| day(value));
        }
    }
    if id.published_on.is_none() {
        id.published_on = document.meta.iter().find(|(k, _)| k == "published").and_then(|(_, v)| day(v));
    }
}

fn from_publisher(lines: &[&str]) -> Option<String> {
    lines.iter().take(TITLE_LINES).find_map(|line| {
        let (key, value) = line.split_once([':', '：'])?;
        let key: String = key.chars().filter(|c| is_han(*c)).collect();
        let value: String = fold(value).text;
        let is_publisher = ["发布机构", "信息来源", "来源", "发布单位", "公开主体", "发文机关"]
            .iter()
            .any(|k| key.ends_with(k));
        (is_publisher && is_name(&value)).then_some(value)
    })
}

/// The period that the preamble states.
fn period(chapters: &[Chapter], lines: &[&str], id: &mut Identity) {
    let texts = chapters.iter().flat_map(|c| c.paragraphs.iter().map(|p| p.text.as_str())).take(40);
    for text in texts.chain(lines.iter().copied().take(60)) {
        if !(text.contains("统计") || text.contains("期限")) || !text.contains('至') && !text.contains('到')
        {
            continue;
        }
        let folded = fold(text).text;
        let readings = dates::find(&folded);
        for pair in readings.windows(2) {
            if pair.contains(&Reading::Ambiguous) {
                id.notices.push(Notice::new(NoticeCode::DateAmbiguous, folded.clone()));
                return;
            }
            if let (Some(from), Some(to)) = (pair[0].date(), pair[1].date())
                && from.month() == 1
                && from.day() == 1
                && to > from
            {
                if pair.iter().any(|r| matches!(r, Reading::Repaired(_))) {
                    id.notices.push(Notice::new(NoticeCode::DateRepaired, format!("{from} – {to}")));
                }
                id.period = Some((from, to));
                return;
            }
        }
        // 2024年1月1日至12月31日: the second date has no year of its own.
        if let (Some(from), true) = (readings.first().and_then(|r| r.date()), folded.contains("12月31日"))
            && from.month() == 1
            && from.day() == 1
        {
            id.period = Date::new(from.year(), 12, 31).ok().map(|to| (from, to));
            return;
        }
    }
}

/// The name and the date under the text.
fn signature(lines: &[&str], id: &mut Identity) {
    for line in lines.iter().rev().filter(|l| l.chars().any(|c| !is_blank(c))).take(8) {
        let folded = fold(line).text;
        if folded.chars().count() > 40 {
            break;
        }
        let readings = dates::find(&folded);
        let is_date_alone = folded.chars().filter(|c| is_han(*c)).count() <= 12;
        if let ([reading], true, None) = (readings.as_slice(), is_date_alone, id.signed_on) {
            match reading {
                Reading::Ambiguous => id.notices.push(Notice::new(NoticeCode::DateAmbiguous, folded.clone())),
                Reading::Repaired(date) => {
                    id.signed_on = Some(*date);
                    id.notices.push(Notice::new(NoticeCode::DateRepaired, date.to_string()));
                }
                Reading::Plain(date) => id.signed_on = Some(*date),
            }
        }
        let name: String = folded.chars().take_while(|c| is_han(*c) || matches!(c, '(' | ')')).collect();
        let name =
            if is_agency(&name) { name } else { name.split('(').next().unwrap_or_default().to_owned() };
        if id.signature.is_none() && is_name(&name) && name.chars().count() >= 4 && is_agency(&name) {
            id.signature = Some(name);
        }
    }
}

/// A name with a place in it: 达川区人社局, not 办公室.
fn is_agency(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let strong = [
        "局",
        "委员会",
        "政府",
        "办公室",
        "办公厅",
        "厅",
        "办事处",
        "管委会",
        "委",
        "街道",
        "院",
        "部",
        "大队",
        "支队",
    ];
    let has_place =
        chars.iter().take(chars.len().saturating_sub(1)).skip(1).any(|c| "省市区县旗镇乡州盟".contains(*c))
            || name.starts_with("国家")
            || name.ends_with("街道");
    has_place && strong.iter().any(|e| name.trim_end_matches(')').ends_with(e))
}

/// A short line that is a name and a year: `东丽区教育局2019年`, `松木塘镇人民政府 2022年：…`.
fn from_name_and_year(lines: &[&str], id: &mut Identity) {
    for line in lines {
        let head = line.split(['：', ':', '。', '，']).next().unwrap_or(line);
        if !head.chars().any(|c| half_width(c).is_ascii_digit()) {
            continue;
        }
        let folded = fold(head).text.replace(' ', "");
        if folded.chars().count() > 40 {
            continue;
        }
        let (year, rest) = take_year(&folded);
        let name = rest.trim_end_matches("年度").trim_end_matches('年');
        if let (Some(year), true) = (year, is_name(name) && is_agency(name)) {
            id.agency.get_or_insert_with(|| name.to_owned());
            id.year.get_or_insert(year);
            return;
        }
    }
}

/// The first full name of an agency in the text of the report.
fn from_text(chapters: &[Chapter]) -> Option<String> {
    let order = [1u8, 0, 3, 5, 6];
    let paragraphs = order
        .iter()
        .flat_map(|n| chapters.iter().filter(move |c| c.number == *n))
        .flat_map(|c| c.paragraphs.iter().take(12));
    for paragraph in paragraphs {
        if let Some(name) = name_in(&paragraph.text) {
            return Some(name);
        }
    }
    None
}

/// （知识产权局）: the other name of the same office, behind the first one.
fn second_name(after: &str) -> &str {
    let Some(inner) = after.strip_prefix(['（', '(']) else { return "" };
    let Some(end) = inner.find(['）', ')']) else { return "" };
    let is_second = inner[..end].ends_with('局') && inner[..end].chars().all(is_han) && end <= 36;
    let open = after.len() - inner.len();
    let close = inner[end..].chars().next().map_or(0, char::len_utf8);
    if is_second { &after[..open + end + close] } else { "" }
}

fn name_in(text: &str) -> Option<String> {
    const ENDS: [&str; 8] = ["人民政府", "办事处", "委员会", "管委会", "办公室", "局", "厅", "街道"];
    const STARTS: &str = "在由对将向被让的以年了使按照据我本全经为各级是,";
    let stop_words = ["根据", "按照", "结合", "围绕", "年度", "开展", "现将", "通过", "做好"];
    let chars: Vec<(usize, char)> = text.char_indices().take(600).collect();
    for (i, (at, _)) in chars.iter().enumerate() {
        let Some(end) = ENDS.iter().find(|e| text[*at..].starts_with(**e)) else { continue };
        let end_at = at + end.len();
        let after = &text[end_at..];
        // 国家税务总局淇奥区税务局 is one name; the place and the second 局 are still to come.
        let goes_on = || after.chars().take(16).take_while(|c| is_han(*c)).collect::<String>().contains(end);
        if text[..end_at].ends_with("总局") && goes_on() {
            continue;
        }
        // 四川省人民政府办公厅关于印发… names the author of another document.
        if ENDS.iter().any(|e| after.starts_with(e)) || after.starts_with("关于") || after.starts_with("印发")
        {
            continue;
        }
        let begin = chars[..i]
            .iter()
            .rposition(|(_, c)| !is_han(*c) || STARTS.contains(*c))
            .map_or(chars[0].0, |p| chars.get(p + 1).map_or(*at, |(at, _)| *at));
        let mut name = &text[begin..end_at];
        for word in stop_words {
            if let Some(cut) = name.rfind(word) {
                name = &name[cut + word.len()..];
            }
        }
        let has_own_place = !name.starts_with(['区', '县', '市', '省', '镇', '乡']);
        if has_own_place && is_agency(name) && (4..=30).contains(&name.chars().count()) {
            return Some(format!("{name}{}", second_name(after)));
        }
    }
    None
}

/// The year that the text names most often, as a report year.
fn commonest_year(chapters: &[Chapter], lines: &[&str]) -> Option<i16> {
    let mut counts: Vec<(i16, u32)> = Vec::new();
    let texts = chapters.iter().flat_map(|c| c.paragraphs.iter().map(|p| p.text.as_str()));
    for text in texts.chain(lines.iter().copied().take(TITLE_LINES)) {
        let mut rest = text;
        while let Some(at) = rest.find('年') {
            let digits: String =
                rest[..at].chars().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect();
            let digits = fold(&digits).text;
            let tail = digits.trim_start_matches(|c: char| !c.is_ascii_digit());
            if let (4, Ok(year)) = (tail.len(), tail.parse::<i16>())
                && (2000..=2100).contains(&year)
            {
                match counts.iter_mut().find(|(y, _)| *y == year) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((year, 1)),
                }
            }
            rest = &rest[at + '年'.len_utf8()..];
        }
    }
    counts.into_iter().max_by_key(|(year, n)| (*n, i32::from(*year))).map(|(year, _)| year)
}
