//! From paragraphs to facts.

use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::line::{Line, ends_sentence};
use super::mention::{Mention, mentions};
use super::negation::zeros;
use super::subject::{
    Act, Hit, carried, ending, is_application_flow, is_items, is_publishing, last_act, last_noun,
    trim_fillers,
};
use super::words::{
    all_answered, are_joined, ends_with_act, is_application_channel, is_application_tail, is_change,
    is_dispute_tail, named_year, says_nothing,
};
use crate::lexicon::{Lexicon, trim_start};
use crate::number::{Script, bound_before};
use crate::report::{Bound, Chapter, Fact, Paragraph, Subject};

/// Every count that the chapters' texts state, in the order of the text.
///
/// Numbers of another year (`2022年为31件`, `较上年增加3件`), shares, dates, ordinals, document numbers and phone
/// numbers are no counts. A count in 万元 is given in 元.
pub fn extract(chapters: &[Chapter]) -> Vec<Fact> {
    let lines: Vec<Vec<Line>> = chapters.iter().map(|c| Line::read(&c.paragraphs)).collect();
    let year = report_year(&lines);
    let mut facts = Vec::new();
    for (chapter, lines) in chapters.iter().zip(&lines) {
        let mut about_applications = chapter.number == 3;
        let mut named_before = false;
        for line in lines {
            // What an earlier piece of the same text spoke of still counts.
            named_before &= line.continues;
            let mut reader = Reader {
                text: &line.text,
                chapter: chapter.number,
                year,
                about_applications: about_applications || named_before,
                named: Vec::new(),
                queue: Vec::new(),
                out: Vec::new(),
            };
            reader.read();
            facts.extend(reader.out.iter().map(|f| f.to_fact(chapter.number, line, &chapter.paragraphs)));
            let names_applications = line.text.contains("申请");
            named_before |= names_applications;
            // A heading on its own line names what the next paragraphs are about.
            if !line.continues && line.text.chars().count() <= 30 {
                about_applications = chapter.number == 3 || names_applications;
            }
        }
    }
    facts
}

/// The year that the statistics period names, or else the one that the text names first.
fn report_year(lines: &[Vec<Line>]) -> Option<i32> {
    let mut first = None;
    for line in lines.iter().flatten().take(40) {
        for (i, _) in line.text.match_indices('年') {
            let Some(year) = year_before(&line.text[..i]) else { continue };
            if line.text[i..].starts_with("年1月1日") {
                return Some(year);
            }
            first = first.or(Some(year));
        }
    }
    first
}

/// The year whose four digits end `text`.
fn year_before(text: &str) -> Option<i32> {
    let digits = text.get(text.len().checked_sub(4)?..)?;
    let year: i32 = digits.parse().ok()?;
    ((1990..2100).contains(&year) && !text[..text.len() - 4].ends_with(|c: char| c.is_ascii_digit()))
        .then_some(year)
}

/// A fact whose place is still that of the folded line.
struct Found {
    subject: Subject,
    count: Decimal,
    unit: &'static str,
    bound: Bound,
    start: usize,
    end: usize,
    is_part: bool,
}

impl Found {
    fn to_fact(&self, chapter: u8, line: &Line, paragraphs: &[Paragraph]) -> Fact {
        let (paragraph, span) = line.source(self.start, self.end, paragraphs);
        let stop = |c: char| matches!(c, ',' | ';') || ends_sentence(c);
        let from = line.text[..self.start].rfind(stop).map_or(0, |i| i + first_len(&line.text[i..]));
        let to = line.text[self.end..].find(stop).map_or(line.text.len(), |i| self.end + i);
        Fact {
            subject: self.subject,
            count: self.count.normalize(),
            unit: String::from(self.unit),
            bound: self.bound,
            chapter,
            paragraph,
            span,
            clause: line.shown(from, to, paragraphs),
            is_part: self.is_part,
            place: paragraphs[paragraph].place,
        }
    }
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// What the words around a count say that it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    One(Subject),
    /// A break-down of the subject: `复议维持2件`.
    PartOf(Subject),
    /// Two subjects counted together: `行政复议、行政诉讼`.
    Joint(Subject, Subject),
    /// Something that has no subject here.
    Other,
}

struct Reader<'a> {
    text: &'a str,
    chapter: u8,
    year: Option<i32>,
    about_applications: bool,
    /// The subject found for each count so far.
    named: Vec<Option<Subject>>,
    /// Subjects that wait for their count: `行政复议、行政诉讼分别为3件、2件`.
    queue: Vec<Subject>,
    out: Vec<Found>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let zeros = zeros(self.text);
        let all = mentions(self.text);
        for zero in &zeros {
            if !self.is_of_another_year(zero.start) {
                self.push(zero.subject, Decimal::ZERO, "", Bound::Exact, (zero.start, zero.end), false);
            }
        }
        for i in 0..all.len() {
            let negated = zeros.iter().any(|z| (z.start..z.end).contains(&all[i].start));
            let subject = if negated { None } else { self.name(&all, i) };
            self.named.push(subject);
        }
        self.derive_answered(&all);
        self.out.sort_by_key(|f| (f.start, f.end));
    }

    fn push(
        &mut self,
        subject: Subject,
        count: Decimal,
        unit: &'static str,
        bound: Bound,
        (start, end): (usize, usize),
        is_part: bool,
    ) {
        self.out.push(Found { subject, count, unit, bound, start, end, is_part });
    }

    /// Names one count, and returns its subject for the counts behind it.
    fn name(&mut self, all: &[Mention], i: usize) -> Option<Subject> {
        let m = &all[i];
        let left = self.left_of(all, i);
        if self.is_of_another_year(m.start) || is_change(left) {
            return None;
        }
        let mut class = self.classify(all, i, left);
        if m.listed
            && i > 0
            && all[i - 1].listed
            && class == Class::Other
            && self.queue.is_empty()
            && let Some(Some(before)) = self.named.get(i - 1)
        {
            class = Class::PartOf(*before);
        }
        let queued = !self.queue.is_empty()
            && (m.listed || trim_fillers(left).trim_matches(['、', '和', ',']).is_empty());
        if queued {
            class = Class::One(self.queue.remove(0));
        } else {
            self.queue.clear();
        }
        self.settle(all, i, left, class)
    }

    /// Decides on parts and on joint subjects, and records the fact.
    fn settle(&mut self, all: &[Mention], i: usize, left: &str, class: Class) -> Option<Subject> {
        let m = &all[i];
        let span = (m.start, m.end);
        let whole = m.part_of.and_then(|(whole, _)| self.named.get(whole).copied().flatten());
        let (subject, is_part) = match class {
            Class::One(subject) => {
                // 收办3607件，其中自然人申请3493件: a kind of what the whole counts.
                let kind = subject == Subject::ApplicationsReceived
                    && whole.is_some_and(is_application_flow)
                    && last_act(left).is_none();
                let subject = if kind { whole? } else { subject };
                let same = whole == Some(subject);
                let publishing = is_publishing(subject) && whole.is_some_and(is_publishing);
                // A general 信息 inside a channel's list is that channel's.
                let subject = if publishing && subject == Subject::ItemsPublished { whole? } else { subject };
                (subject, m.part_of.is_some() && (same || publishing))
            }
            Class::PartOf(subject) => (subject, true),
            Class::Joint(a, b) => return self.settle_joint(m, left, a, b),
            Class::Other => match whole.filter(|_| same_unit_as_whole(all, m)) {
                Some(whole) => (whole, true),
                None => (Subject::Other, m.part_of.is_some()),
            },
        };
        let stated = subject != Subject::Other;
        if !stated && (m.unit.is_empty() || m.script == Script::Chinese) {
            return None;
        }
        if m.script == Script::Chinese && !self.chinese_counts(m, left, is_part) {
            return None;
        }
        self.push(subject, m.value, m.unit, m.bound, span, is_part);
        stated.then_some(subject)
    }

    fn settle_joint(&mut self, m: &Mention, left: &str, a: Subject, b: Subject) -> Option<Subject> {
        let span = (m.start, m.end);
        let tail = left.trim_end_matches([':', '共']);
        if m.value.is_zero() || tail.ends_with('各') || tail.ends_with("各为") || tail.ends_with("均为")
        {
            self.push(a, m.value, m.unit, m.bound, span, false);
            self.push(b, m.value, m.unit, m.bound, span, false);
            return Some(b);
        }
        if left.contains("分别") {
            self.queue.push(b);
            self.push(a, m.value, m.unit, m.bound, span, false);
            return Some(a);
        }
        let both = match (a, b) {
            (Subject::Reviews, Subject::Lawsuits) | (Subject::Lawsuits, Subject::Reviews) => {
                Subject::ReviewsAndLawsuits
            }
            _ if is_publishing(a) && is_publishing(b) => Subject::ItemsPublished,
            _ => Subject::Other,
        };
        if both != Subject::Other || !m.unit.is_empty() && m.script == Script::Digits {
            self.push(both, m.value, m.unit, m.bound, span, m.part_of.is_some() && both == Subject::Other);
        }
        (both != Subject::Other).then_some(both)
    }

    /// A Chinese numeral is a count only right behind or right before its noun: 申请七件, and not 一项重要工作.
    fn chinese_counts(&self, m: &Mention, left: &str, is_part: bool) -> bool {
        let near =
            last_noun(left, m.unit).is_some_and(|hit| trim_fillers(&left[hit.end..]).chars().count() <= 2);
        let one = m.value == Decimal::ONE;
        near || (m.bound != Bound::Exact && !one) || (is_part && !one) || m.value.is_zero()
    }

    /// The text between the last boundary before a count and the count itself, without 约 and the like.
    fn left_of(&self, all: &[Mention], i: usize) -> &'a str {
        let to = bound_before(&self.text[..all[i].start]).map_or(all[i].start, |(_, start)| start);
        let floor = if i > 0 { all[i - 1].end.min(to) } else { 0 };
        let stop = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')') || ends_sentence(c);
        let from = self.text[floor..to]
            .rfind(stop)
            .map_or(floor, |p| floor + p + first_len(&self.text[floor + p..]));
        if from == to && self.text[..from].ends_with(')') {
            // 答复申请（含上年结转18件）805件: what is counted stands before the brackets.
            let open = self.text[..from].rfind('(').unwrap_or(from);
            let floor = (0..i).rev().map(|p| all[p].end).find(|end| *end <= open).unwrap_or(0);
            let start = self.text[floor..open]
                .rfind(stop)
                .map_or(floor, |p| floor + p + first_len(&self.text[floor + p..]));
            return self.text[start..open].trim_start_matches(['、', '和', '及']);
        }
        self.text[from..to].trim_start_matches(['、', '和', '及'])
    }

    /// The text from a count to the next boundary or count.
    fn right_of(&self, all: &[Mention], i: usize) -> &'a str {
        let from = all[i].end;
        let ceiling = all.get(i + 1).map_or(self.text.len(), |next| next.start.max(from));
        let stop = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '、') || ends_sentence(c);
        let to = self.text[from..ceiling].find(stop).map_or(ceiling, |p| from + p);
        &self.text[from..to]
    }

    /// The clause before `left`, if no count stands in it and no sentence or `;` ends before it.
    fn clause_before(&self, all: &[Mention], i: usize, left: &str) -> Option<&'a str> {
        let left_start = left.as_ptr() as usize - self.text.as_ptr() as usize;
        let before = self.text[..left_start].trim_end_matches(['、', '和', '及']);
        let floor = if i > 0 { all[i - 1].end } else { 0 };
        let last = before.chars().next_back().filter(|c| matches!(c, ',' | ':' | ')'))?;
        let mut end = before.len() - last.len_utf8();
        if last == ')' {
            end = before[..end].rfind('(')?;
        }
        let stop = |c: char| matches!(c, ',' | ';' | ':' | ')') || ends_sentence(c);
        let start = before[..end].rfind(stop).map_or(0, |p| p + first_len(&before[p..]));
        (start >= floor.min(end) || last == ')').then(|| &before[start..end])
    }

    fn classify(&self, all: &[Mention], i: usize, left: &str) -> Class {
        let m = &all[i];
        let right = self.right_of(all, i);
        if let Some(class) = self.by_flow(all, i, left, right) {
            return class;
        }
        if last_noun(left, m.unit).is_none()
            && let Some(class) = self.by_documents(all, i, left)
        {
            return class;
        }
        let own = self.by_nouns(left, m, false);
        // 通过网站开展12次意见征集: the noun behind the count says more than the channel before it.
        let behind = || {
            if right.is_empty() {
                return None;
            }
            let window = alloc::format!("{left}{right}");
            let hit = last_noun(&window, m.unit).filter(|hit| hit.end > left.len())?;
            self.by_nouns(&window[..hit.end], m, true)
        };
        match own {
            Some(Class::One(subject)) if is_publishing(subject) => {
                let better = behind().filter(|c| !matches!(c, Class::One(s) if is_publishing(*s)));
                return better.unwrap_or(Class::One(subject));
            }
            Some(class) => return class,
            None => {}
        }
        if let Some(class) = behind() {
            return class;
        }
        if let Some(class) = self.by_topic(all, i, left) {
            return class;
        }
        if says_nothing(left) {
            let clause = self.clause_before(all, i, left);
            if let Some(class) = clause.and_then(|c| self.by_nouns(&alloc::format!("{c}{left}"), m, true)) {
                return class;
            }
        }
        Class::Other
    }

    /// 上年结转, 结转下年度, 予以公开 and the other words of how applications move.
    fn by_flow(&self, all: &[Mention], i: usize, left: &str, right: &str) -> Option<Class> {
        let m = &all[i];
        if !["件", "条", "份", "宗", "起", "例", "项", "个", "件次", "条次", ""].contains(&m.unit)
        {
            return None;
        }
        let about = self.about_applications || self.text[..m.start].contains("申请");
        if !about {
            return None;
        }
        if let Some(subject) = carried(left).or_else(|| carried(right)) {
            return Some(Class::One(subject));
        }
        if let Some(found) = ending(left) {
            return Some(found.map_or(Class::Other, Class::One));
        }
        let whole = m.part_of.and_then(|(whole, _)| self.named.get(whole).copied().flatten());
        let sibling = i.checked_sub(1).and_then(|p| self.named.get(p).copied().flatten());
        let in_flow = whole.is_some_and(is_application_flow)
            || sibling.is_some_and(|s| is_application_flow(s) && s != Subject::ApplicationsReceived);
        let tail = trim_start(trim_fillers(left), "其中").trim_start_matches([',', ':']);
        match tail {
            "新收" | "本年新收" | "当年新收" => Some(Class::One(Subject::ApplicationsReceived)),
            "公开" | "全部公开" | "主动公开" if in_flow => Some(Class::One(Subject::Granted)),
            "其他" | "其它" | "其他类" | "其他情形" | "作其他处理" if in_flow => {
                Some(Class::One(Subject::OtherEndings))
            }
            _ => None,
        }
    }

    /// By the noun that stands last in the window. `loose` when the window ends with the noun itself.
    fn by_nouns(&self, window: &str, m: &Mention, loose: bool) -> Option<Class> {
        let Some(hit) = last_noun(window, m.unit) else {
            let items = ["条", "篇", "件", "则", "份", "项", "期", "条次", ""].contains(&m.unit);
            return (items && is_items(trim_fillers(window))).then_some(Class::One(Subject::ItemsPublished));
        };
        if let Some(before) = last_noun(&window[..hit.start], m.unit).filter(|b| b.subject != hit.subject)
            && are_joined(&window[before.end..hit.start])
        {
            return Some(Class::Joint(before.subject, hit.subject));
        }
        match hit.subject {
            Subject::ApplicationsReceived => self.application(window, hit, loose),
            Subject::Reviews | Subject::Lawsuits => self.dispute(window, hit),
            Subject::NormativeIssued => Some(normative(window)),
            Subject::Rules => Some(rules(window)),
            Subject::ConsultationsAnswered
                if self.text[..m.start].contains("热线") && !window.contains("留言") =>
            {
                let sentence = self.sentence_before(m.start);
                Some(Class::One(if sentence.contains("热线") {
                    Subject::HotlineCalls
                } else {
                    hit.subject
                }))
            }
            Subject::WebsiteItems | Subject::WechatItems | Subject::WeiboItems | Subject::NewMediaItems => {
                Some(Class::One(channel(window, hit, m.unit)))
            }
            Subject::MediaItems if window[hit.end..].contains("新媒体") => Some(Class::Other),
            subject => Some(Class::One(subject)),
        }
    }

    fn sentence_before(&self, at: usize) -> &'a str {
        let start = self.text[..at].rfind(ends_sentence).map_or(0, |i| i + first_len(&self.text[i..]));
        &self.text[start..at]
    }

    fn application(&self, window: &str, hit: Hit, loose: bool) -> Option<Class> {
        static NOT_ONE_MORE: Lexicon<14> = Lexicon::words([
            "撤回", "撤销", "延期", "逾期", "超期", "重复", "补正", "告知", "转交", "转办", "引导", "移交",
            "引发", "作为",
        ]);
        let after = &window[hit.end..];
        if NOT_ONE_MORE.is_in(window) || !is_application_tail(after) {
            return Some(Class::Other);
        }
        let act = match last_act(after) {
            Some(Act::Answered) => Some(Act::Answered),
            Some(Act::Handled) => Some(Act::Handled),
            Some(Act::Received) => Some(Act::Received),
            None => last_act(&window[..hit.start]),
        };
        if act.is_none() && (loose || after.starts_with("信息") || self.chapter == 5) {
            return Some(Class::Other);
        }
        let both = window.contains("受理并") || window.contains("收到并");
        Some(Class::One(match act {
            Some(Act::Answered) if !both => Subject::ApplicationsAnswered,
            Some(Act::Handled) => Subject::ApplicationsHandled,
            _ => Subject::ApplicationsReceived,
        }))
    }

    /// Reviews and lawsuits about disclosure; an office that decides reviews counts its own work otherwise.
    fn dispute(&self, window: &str, hit: Hit) -> Option<Class> {
        if !is_dispute_tail(&window[hit.end..]) {
            return Some(Class::Other);
        }
        static DECIDING: Lexicon<9> =
            Lexicon::words(["审理", "审结", "办理", "受理", "办结", "代理", "出庭", "审查", "调解"]);
        let works_on_it = DECIDING.is_in(&window[..hit.start]);
        let about_disclosure =
            self.chapter == 4 || window.contains("信息公开") || window.contains("政务公开");
        if (works_on_it || window.contains("应诉")) && !about_disclosure {
            return Some(Class::Other);
        }
        static OUTCOMES: Lexicon<11> = Lexicon::words([
            "维持",
            "纠正",
            "撤销",
            "驳回",
            "终止",
            "纠错",
            "未审结",
            "其他结果",
            "胜诉",
            "败诉",
            "责令",
        ]);
        let kind = ["未经复议", "复议后", "经复议"].iter().any(|w| window.contains(w));
        let part = OUTCOMES.is_in(window) || kind;
        Some(if part { Class::PartOf(hit.subject) } else { Class::One(hit.subject) })
    }

    /// `制发规范性文件2件，废止0件，公开2件`: still of the normative documents.
    fn by_documents(&self, all: &[Mention], i: usize, left: &str) -> Option<Class> {
        let sentence_start = all[i].start - self.sentence_before(all[i].start).len();
        let named = (0..i).rev().filter(|p| all[*p].start >= sentence_start).find_map(|p| self.named[p]);
        let of_documents = matches!(
            named,
            Some(Subject::NormativeIssued | Subject::NormativeRepealed | Subject::NormativeValid)
        );
        static SAYS: Lexicon<9> =
            Lexicon::words(["公开", "发布", "废止", "失效", "有效", "制发", "制定", "备案", "清理"]);
        let short = || left.chars().count() <= 10 && !left.contains("信息") && SAYS.is_in(left);
        (of_documents && short()).then(|| normative(&alloc::format!("{left}规范性文件")))
    }

    /// The subject of the last count in the same sentence that is no part.
    fn topic(&self, all: &[Mention], i: usize) -> Option<Subject> {
        let sentence_start = all[i].start - self.sentence_before(all[i].start).len();
        let topic =
            (0..i).rev().find(|p| all[*p].part_of.is_none()).filter(|p| all[*p].start >= sentence_start);
        topic.and_then(|p| self.named.get(p).copied().flatten())
    }

    /// By what the sentence spoke of before: `制发规范性文件2件，废止0件`, `收到申请5件，已答复5件`.
    fn by_topic(&self, all: &[Mention], i: usize, left: &str) -> Option<Class> {
        let m = &all[i];
        let topic = self.topic(all, i);
        let tail = trim_fillers(left);
        let act = last_act(tail).filter(|_| ends_with_act(tail));
        let piece = ["件", "条", "份", "宗", "起", "例", "项", "件次", ""].contains(&m.unit);
        if topic == Some(Subject::GazetteIssues) && ["份", "册", "本"].contains(&m.unit) {
            return Some(Class::One(Subject::GazetteCopies));
        }
        let flow = topic.is_some_and(is_application_flow)
            || (topic.is_none()
                && piece
                && (self.about_applications || self.heading_of_applications(m.start)));
        if flow && piece {
            match act {
                Some(Act::Answered) => return Some(Class::One(Subject::ApplicationsAnswered)),
                Some(Act::Received) if topic.is_none() => {
                    return Some(Class::One(Subject::ApplicationsReceived));
                }
                _ => {}
            }
            if topic.is_some() && is_application_channel(tail) {
                return Some(Class::PartOf(Subject::ApplicationsReceived));
            }
        }
        if tail.ends_with("处理决定") {
            let sentence = self.sentence_before(m.start);
            let near =
                [("许可", Subject::Licenses), ("处罚", Subject::Penalties), ("强制", Subject::Coercions)];
            let found =
                near.into_iter().filter_map(|(w, s)| Some((sentence.rfind(w)?, s))).max_by_key(|(p, _)| *p);
            return found.map(|(_, subject)| Class::One(subject));
        }
        None
    }

    /// True when the paragraph begins with a heading such as （二）依申请公开情况.
    fn heading_of_applications(&self, at: usize) -> bool {
        let head_end = self.text.find(['。', ',', ':']).unwrap_or(0);
        head_end < at && head_end <= 60 && self.text[..head_end].contains("申请公开")
    }

    /// True when the clause speaks of another year than the report's.
    fn is_of_another_year(&self, at: usize) -> bool {
        let clause =
            self.text[..at].rfind([',', ';', '(', ')', '。']).map_or(0, |i| i + first_len(&self.text[i..]));
        let own = &self.text[clause..at];
        static LAST_YEAR: Lexicon<11> = Lexicon::words([
            "去年",
            "上年同期",
            "往年",
            "同期",
            "上一年度为",
            "上年为",
            "上年度为",
            "同比",
            "环比",
            "较上年",
            "比上年",
        ]);
        if LAST_YEAR.is_in(own) {
            return true;
        }
        // 22件（2022年为31件）: a year alone in brackets is compared with, whatever the report's year.
        let bracketed = self.text[..clause].ends_with('(');
        if bracketed && named_year(own).is_some() && own.trim_end_matches(['为', '是', '有']).ends_with('年')
        {
            return true;
        }
        let Some(year) = self.year else { return false };
        named_year(self.sentence_before(at)).is_some_and(|named| named != year)
    }

    /// `收到申请5件，均已答复`: as many were answered as were received.
    fn derive_answered(&mut self, all: &[Mention]) {
        let sentences: Vec<usize> =
            all.iter().map(|m| m.start - self.sentence_before(m.start).len()).collect();
        for i in 0..all.len() {
            if self.named[i] != Some(Subject::ApplicationsReceived) || all[i].part_of.is_some() {
                continue;
            }
            let rest = &self.text[all[i].end..];
            let end = rest.find(ends_sentence).unwrap_or(rest.len());
            let flow_later = (0..all.len()).any(|j| {
                j != i
                    && sentences[j] == sentences[i]
                    && self.named[j]
                        .is_some_and(|s| is_application_flow(s) && s != Subject::ApplicationsReceived)
            });
            if flow_later {
                continue;
            }
            if let Some((start, length)) = all_answered(&rest[..end]) {
                let span = (all[i].end + start, all[i].end + start + length);
                self.push(
                    Subject::ApplicationsAnswered,
                    all[i].value,
                    all[i].unit,
                    all[i].bound,
                    span,
                    false,
                );
            } else if let Some(start) = rest[..end].find("均未公开") {
                let span = (all[i].end + start, all[i].end + start + "均未公开".len());
                self.push(Subject::Granted, Decimal::ZERO, all[i].unit, Bound::Exact, span, false);
            }
        }
    }
}

fn same_unit_as_whole(all: &[Mention], m: &Mention) -> bool {
    m.unit.is_empty() || m.part_of.is_some_and(|(whole, _)| all[whole].unit == m.unit)
}

/// 制发, 废止 or 现行有效 of normative documents; other counts of them (published, filed, reviewed) have no subject.
fn normative(window: &str) -> Class {
    let has = |words: &[&str]| words.iter().any(|w| window.contains(w));
    if has(&["刊登", "备案", "审查", "审核", "解读", "修改", "修订", "清理出"]) {
        return Class::Other;
    }
    if has(&["废止", "失效"]) {
        return Class::One(Subject::NormativeRepealed);
    }
    if has(&["现行有效", "继续有效"]) {
        // What is published of those in force is not how many are in force.
        let published = has(&["公开", "发布", "公布", "上传"]);
        return if published { Class::Other } else { Class::One(Subject::NormativeValid) };
    }
    if has(&["制发", "制定", "制作", "出台", "印发", "新制"]) {
        return Class::One(Subject::NormativeIssued);
    }
    Class::Other
}

fn rules(window: &str) -> Class {
    let other = ["刊登", "规章以外", "法规规章", "备案", "审查", "修改", "废止", "清理"];
    if other.iter().any(|w| window.contains(w)) { Class::Other } else { Class::One(Subject::Rules) }
}

/// The channel of a publishing clause. Several channels together are publishing in general; a Weibo, WeChat or
/// other account stands for itself even where 新媒体 introduces it.
fn channel(window: &str, hit: Hit, unit: &str) -> Subject {
    let mut subject = hit.subject;
    let mut to = hit.start;
    while let Some(before) = last_noun(&window[..to], unit) {
        let channel = matches!(
            before.subject,
            Subject::WebsiteItems
                | Subject::WechatItems
                | Subject::WeiboItems
                | Subject::NewMediaItems
                | Subject::MediaItems
        );
        if channel && before.subject != subject {
            match (before.subject, subject) {
                (Subject::NewMediaItems, _) => {}
                (s, Subject::NewMediaItems) => subject = s,
                // 在政府网站和微信公众号发布: no single channel.
                _ => return Subject::ItemsPublished,
            }
        }
        to = before.start;
    }
    subject
}
