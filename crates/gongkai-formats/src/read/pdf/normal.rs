//! Characters that PDF producers use in place of the ordinary ones.

/// The unified ideographs that the Kangxi radicals U+2F00–U+2FD5 look like, in their order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐\
彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而\
耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥\
鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Simplified forms of the CJK radicals supplement that a table of glyphs can name instead of the character.
const RADICALS: [(char, char); 24] = [
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺫', '罒'),
    ('⺮', '竹'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻥', '鱼'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻰', '龙'),
];

/// The character that a radical looks like; any other character itself. Text that was copied out of a PDF has them.
pub(in crate::read) fn ordinary(c: char) -> char {
    match c {
        '\u{2F00}'..='\u{2FD5}' => KANGXI.chars().nth((c as u32 - 0x2F00) as usize).unwrap_or(c),
        '\u{2E80}'..='\u{2EF3}' => {
            RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, plain)| *plain)
        }
        c => c,
    }
}

/// The ordinary spelling: radicals as characters, Latin ligatures as letters, every space as one of two.
///
/// Fonts often use one glyph for the character and for the radical, and the table made from the font then names
/// the radical.
pub(super) fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2E80}'..='\u{2FD5}' => out.push(ordinary(c)),
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            '\t' | '\n' | '\r' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => out.push(' '),
            // Zero-width characters and soft hyphens are never seen on the page.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// True for characters that fill a square: ideographs, kana, full-width forms and Chinese punctuation.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{A000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '①'..='⑳' | '■' | '□' | '●' | '○' | '◆' | '★')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_characters() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(normalize("⼀⽅⾏⿕"), "一方行龠");
        assert_eq!(normalize("⻓⻔"), "长门");
        assert_eq!(normalize("ﬁle\u{A0}1\u{200B}2"), "file 12");
    }
}
