//! Decisions drawn from bytes: the same bytes always make the same ones, and none are needed to go on.

use gongkai_domain::report::{CELL_COUNT, CellKey, Format};
use rust_decimal::Decimal;

/// Words at which the readers and the rules look; a byte from 128 on is one of them.
const WORDS: [&str; 64] = [
    "政府信息公开",
    "工作年度报告",
    "申请",
    "件",
    "条",
    "，",
    "。",
    "；",
    "、",
    "其中",
    "（",
    "）",
    "《",
    "》",
    "“",
    "”",
    "2021年",
    "2022年度",
    "二〇二三年",
    "1月",
    "31日",
    "十",
    "百",
    "万",
    "亿",
    "余",
    "约",
    "超过",
    "元",
    "%",
    ".",
    ",",
    "-",
    "0",
    "1",
    "7",
    "99",
    "12345678901234567890",
    "未收到",
    "没有",
    "全年",
    "新收",
    "上年结转",
    "结转下年度继续办理",
    "行政复议",
    "行政诉讼",
    "规范性文件",
    "规章",
    "现行有效",
    "行政许可",
    "信息处理费",
    "微信公众号",
    "网站",
    "培训",
    "次",
    "个工作日",
    "答复",
    "一是",
    "（一）",
    "一、",
    "政务信息公开条例",
    "13800000000",
    "局",
    "某县人民政府",
];

/// Bytes that are used up one after the other; zeros follow the last.
pub struct Draw<'a> {
    bytes: &'a [u8],
}

impl<'a> Draw<'a> {
    /// Draws from these bytes.
    pub fn new(bytes: &'a [u8]) -> Draw<'a> {
        Draw { bytes }
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    /// The next two bytes.
    pub fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// A number below `end`, which is at most 65 536.
    pub fn below(&mut self, end: usize) -> usize {
        let drawn = if end <= 256 { usize::from(self.byte()) } else { usize::from(self.u16()) };
        drawn % end
    }

    /// One of the three forms.
    pub fn format(&mut self) -> Format {
        [Format::F2021, Format::F2019, Format::Legacy][self.below(3)]
    }

    /// One of all cells.
    pub fn key(&mut self) -> CellKey {
        CellKey::from_index(self.below(CELL_COUNT))
    }

    /// A whole number of up to as many digits.
    pub fn whole(&mut self, digits: usize) -> i64 {
        let bytes = [self.byte(), self.byte(), self.byte(), self.byte()];
        i64::from(u32::from_le_bytes(bytes)) % 10i64.pow(self.below(digits) as u32 + 1)
    }

    /// Any number that a decimal can hold.
    pub fn decimal(&mut self) -> Decimal {
        match self.below(6) {
            0 => Decimal::MAX,
            1 => Decimal::MIN,
            2 => Decimal::new(i64::MAX, 0),
            3 => Decimal::new(self.whole(9), self.below(29) as u32),
            4 => -Decimal::from(self.whole(9)),
            _ => Decimal::from(self.whole(4)),
        }
    }

    /// Text: up to 255 pieces, each a word or a few bytes of the input.
    pub fn text(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..self.byte() {
            match self.byte() {
                word @ 128.. => out.push_str(WORDS[usize::from(word) % WORDS.len()]),
                length => {
                    let (some, rest) = self.bytes.split_at(usize::from(length % 16).min(self.bytes.len()));
                    out.push_str(&String::from_utf8_lossy(some));
                    self.bytes = rest;
                }
            }
            if self.is_empty() {
                break;
            }
        }
        out
    }
}
