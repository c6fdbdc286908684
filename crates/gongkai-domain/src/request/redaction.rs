//! 区分处理 (Art. 37): what is cut out of a paper before it is released, and on which ground.
//!
//! A cut is a box on a page as it is seen, with the ground that the answer has to name. Nothing is cut without a person's
//! decision; the automatic check only proposes boxes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::disclosure::revision::named;
use crate::disclosure::screen::{WordList, screen};

named! {
    /// Why a passage is not released.
    Ground {
        /// 国家秘密.
        Secret = "secret", "国家秘密", "State secret";
        /// 法律、行政法规禁止公开.
        Law = "law", "法律、行政法规禁止公开", "Forbidden by law";
        /// 三安全一稳定.
        Safety = "safety", "危及“三安全一稳定”", "Security and stability";
        /// 个人隐私.
        Privacy = "privacy", "个人隐私", "Privacy";
        /// 商业秘密.
        TradeSecret = "trade-secret", "商业秘密", "Trade secret";
        /// 第三方其他合法权益.
        ThirdParty = "third-party", "第三方合法权益", "Third-party rights";
        /// 内部事务信息.
        Internal = "internal", "内部事务信息", "Internal affairs";
        /// 过程性信息.
        Process = "process", "过程性信息", "Deliberative process";
        /// 行政执法案卷信息.
        Enforcement = "enforcement", "行政执法案卷信息", "Enforcement file";
    }
}

impl Ground {
    /// The article of the Regulations, as it is written.
    pub fn article(self) -> &'static str {
        match self {
            Ground::Secret | Ground::Law | Ground::Safety => "第十四条",
            Ground::Privacy | Ground::TradeSecret | Ground::ThirdParty => "第十五条",
            Ground::Internal => "第十六条第一款",
            Ground::Process | Ground::Enforcement => "第十六条第二款",
        }
    }

    /// Article and ground, as they stand on the cut.
    pub fn label(self) -> String {
        format!("{} {}", self.article(), self.zh())
    }
}

/// A box on a page, measured from the top left corner of the page as it is seen. Unit: tenths of a millimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// From the left.
    pub left: u32,
    /// From the top.
    pub top: u32,
    /// To the right.
    pub width: u32,
    /// Downwards.
    pub height: u32,
}

impl Area {
    /// Where it ends on the right.
    pub fn right(self) -> u32 {
        self.left.saturating_add(self.width)
    }

    /// Where it ends below.
    pub fn bottom(self) -> u32 {
        self.top.saturating_add(self.height)
    }

    /// The smallest box around both.
    pub fn around(self, other: Area) -> Area {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Area { left, top, width: right - left, height: bottom - top }
    }

    /// Whether it covers all of another.
    pub fn covers(self, other: Area) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }
}

/// A passage that is cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The page, from 1.
    pub page: u32,
    /// Where on it.
    pub area: Area,
    /// Why.
    pub ground: Ground,
}

/// Characters on a page with the box that they fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph {
    /// Mostly one character.
    pub text: String,
    /// Its box.
    pub area: Area,
}

/// A page to somebody who cuts: how large it is, and what is written on it, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Unit: tenths of a millimetre.
    pub width: u32,
    /// Unit: tenths of a millimetre.
    pub height: u32,
    /// What is seen on it and known as characters; nothing of a scan without a text layer.
    pub glyphs: Vec<Glyph>,
}

/// A copy without what was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The new file.
    pub bytes: Vec<u8>,
    /// What somebody has to look at before it goes out, with the page.
    pub doubts: Vec<(u32, Doubt)>,
}

named! {
    /// What may look otherwise in a copy than in the paper.
    Doubt {
        /// A picture could not be drawn.
        Picture = "picture", "有图片无法绘制", "a picture could not be drawn";
        /// A font is not in the file and another stands for it.
        Font = "font", "有字体未嵌入，以其他字体代替", "a font is not in the file, another stands for it";
        /// The appearance of a note or field is missing.
        Field = "field", "有注释或表单域无法绘制", "a note or a field could not be drawn";
        /// Characters are seen that the file does not name; they cannot be searched for.
        Unnamed = "unnamed", "有文字不能检索", "some characters cannot be searched for";
    }
}

/// Why nothing can be cut out of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum Unfit {
    /// It needs a password to be opened.
    Password,
    /// It is none of the kind, or too damaged to be read.
    Damaged,
    /// It unpacks to too much, or is drawn in too many steps.
    TooLarge,
    /// It has more pages than this.
    Pages(u32),
    /// This page is too large.
    PageSize(u32),
    /// A cut is on a page that is not there, or outside of the page.
    Outside(u32),
    /// Nothing is to be cut.
    Nothing,
    /// More boxes than this.
    Cuts(u32),
    /// It took too long; so far the pages were done.
    TooSlow(u32),
}

impl Unfit {
    /// What to tell, in Chinese.
    pub fn zh(self) -> String {
        match self {
            Unfit::Password => "该 PDF 需要密码才能打开，请先另存为不设密码的文件后上传。".into(),
            Unfit::Damaged => "该文件不是 PDF 或者已损坏，无法处理。".into(),
            Unfit::TooLarge => "该文件展开后过大，无法处理。请拆分后上传。".into(),
            Unfit::Pages(most) => format!("页数超过{most}页，请拆分后处理。"),
            Unfit::PageSize(page) => format!("第{page}页幅面过大，无法处理。"),
            Unfit::Outside(page) => format!("遮盖框不在第{page}页的页面内。"),
            Unfit::Nothing => "没有遮盖框，无需制作副本。".into(),
            Unfit::Cuts(most) => format!("遮盖框超过{most}个。"),
            Unfit::TooSlow(done) => format!("处理时间过长，已在第{done}页后停止。请拆分后处理。"),
        }
    }

    /// The same in English.
    pub fn en(self) -> String {
        match self {
            Unfit::Password => {
                "The PDF needs a password to be opened; save it without one and add it again.".into()
            }
            Unfit::Damaged => "The file is no PDF, or is damaged.".into(),
            Unfit::TooLarge => "The file unpacks to too much; split it.".into(),
            Unfit::Pages(most) => format!("More than {most} pages; split it."),
            Unfit::PageSize(page) => format!("Page {page} is too large."),
            Unfit::Outside(page) => format!("A box is outside of page {page}."),
            Unfit::Nothing => "There is no box; no copy is needed.".into(),
            Unfit::Cuts(most) => format!("More than {most} boxes."),
            Unfit::TooSlow(done) => format!("It took too long and ended after page {done}; split it."),
        }
    }
}

/// A box that the automatic check proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where.
    pub area: Area,
    /// The ground that it proposes.
    pub ground: Ground,
    /// What was found; never changes.
    pub code: &'static str,
    /// The passage, masked.
    pub excerpt: String,
}

/// Space around what is found, so that nothing of it looks out. Unit: tenths of a millimetre.
const MARGIN: u32 = 5;

/// Personal data on a page, each line of a passage with a box of its own.
pub fn suggestions(page: &Page, words: &WordList) -> Vec<Suggestion> {
    let (text, places) = text_of(page);
    let mut out = Vec::new();
    for hit in screen(&text, words).into_iter().filter(|h| h.code.starts_with("personal.")) {
        let mut lines: Vec<Area> = Vec::new();
        let found = places.iter().filter(|p| p.0 < hit.span.1 && p.1 > hit.span.0);
        for area in found.map(|p| page.glyphs[p.2].area) {
            match lines.last_mut() {
                Some(line) if is_on_line(*line, area) => *line = line.around(area),
                _ => lines.push(area),
            }
        }
        out.extend(lines.into_iter().map(|line| Suggestion {
            area: grown(line),
            ground: Ground::Privacy,
            code: hit.code,
            excerpt: hit.excerpt.clone(),
        }));
    }
    out
}

fn grown(area: Area) -> Area {
    let (left, top) = (area.left.saturating_sub(MARGIN), area.top.saturating_sub(MARGIN));
    Area { left, top, width: area.right() + MARGIN - left, height: area.bottom() + MARGIN - top }
}

/// Whether a box follows on the line of another: at about the same height, to the right of its beginning.
fn is_on_line(line: Area, next: Area) -> bool {
    let shared = line.bottom().min(next.bottom()).saturating_sub(line.top.max(next.top));
    shared * 2 > line.height.min(next.height) && next.left >= line.left
}

/// The text of a page, and for each glyph where it stands in it.
fn text_of(page: &Page) -> (String, Vec<(usize, usize, usize)>) {
    let left = page.glyphs.iter().map(|g| g.area.left).min().unwrap_or(0);
    let right = page.glyphs.iter().map(|g| g.area.right()).max().unwrap_or(0);
    let mut text = String::new();
    let mut places = Vec::new();
    let mut before: Option<Area> = None;
    for (number, glyph) in page.glyphs.iter().enumerate() {
        let next = glyph.area;
        let is_parted = before.is_some_and(|before| {
            if is_on_line(before, next) {
                // A gap in a line parts columns.
                next.left > before.right() + before.height
            } else {
                // A full line goes on in the one below; an indent begins something new.
                let is_full = before.right() + 2 * before.height > right;
                !(is_full && next.top >= before.top && next.left < left + before.height)
            }
        });
        if is_parted {
            text.push('\n');
        }
        let from = text.len();
        text.push_str(&glyph.text);
        places.push((from, text.len(), number));
        before = Some(next);
    }
    (text, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    /// Characters of 4 mm in lines of 40.
    fn page(text: &str) -> Page {
        let mut page = Page { width: 2_100, height: 2_970, glyphs: Vec::new() };
        for (row, line) in (0..).zip(text.lines()) {
            for (column, c) in (0..).zip(line.chars()) {
                let area = Area { left: 200 + column * 40, top: 200 + row * 60, width: 40, height: 40 };
                page.glyphs.push(Glyph { text: c.to_string(), area });
            }
        }
        page
    }

    #[test]
    fn personal_data_are_proposed_with_a_box_around_them() {
        let found = suggestions(&page("申请人张某\n电话13800000000，可"), &WordList::default());
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.code, one.ground), ("personal.mobile", Ground::Privacy));
        assert_eq!(one.area, Area { left: 275, top: 255, width: 450, height: 50 });
        assert!(!one.excerpt.contains("13800000000"));
    }

    #[test]
    fn what_runs_over_the_end_of_a_line_gets_a_box_on_each_line() {
        let found = suggestions(&page("反映人家住青釉路18号3\n幢502室，路途较远可可"), &WordList::default());
        let tops: Vec<u32> = found.iter().map(|s| s.area.top).collect();
        assert_eq!(tops, [195, 255], "{found:?}");
        // A line that ends early ends what it says.
        let found =
            suggestions(&page("家住青釉路18号\n号码二十个字符在这一行里面写满了"), &WordList::default());
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn words_that_are_no_personal_data_are_not_proposed() {
        assert_eq!(suggestions(&page("机密★10年\n第1页"), &WordList::default()), []);
    }

    #[test]
    fn every_ground_names_an_article_of_refusal() {
        for ground in Ground::ALL {
            assert!(ground.label().starts_with("第十"), "{ground:?}");
            assert_eq!(Ground::parse(ground.code()), Some(*ground));
        }
    }

    #[test]
    fn a_box_covers_what_lies_in_it() {
        let outer = Area { left: 10, top: 10, width: 30, height: 20 };
        assert!(outer.covers(Area { left: 20, top: 10, width: 20, height: 5 }));
        assert!(!outer.covers(Area { left: 20, top: 10, width: 21, height: 5 }));
        assert_eq!(outer.around(Area { left: 0, top: 15, width: 5, height: 50 }).bottom(), 65);
    }
}
