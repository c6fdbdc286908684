//! Closed lists of words and characters, looked for all at once.
//!
//! Reading counts asks again and again which of twenty words stands in a clause. Going through the clause once for
//! each word costs more than everything else together. Here every character is asked which words begin, or end, with
//! it: nearly always none.

/// A list of words, each with what it means.
pub(crate) struct Lexicon<const N: usize, T: Copy + 'static = ()> {
    entries: [(&'static str, T); N],
    by_first: Index<N>,
    by_last: Index<N>,
}

/// Entries by the low eight bits of one of their characters: chains in the order of the list. 0 is the end, other
/// numbers are one more than an entry's position.
struct Index<const N: usize> {
    heads: [u8; 256],
    next: [u8; N],
}

impl<const N: usize> Lexicon<N> {
    /// Words without a meaning of their own.
    pub(crate) const fn words(words: [&'static str; N]) -> Lexicon<N> {
        let mut entries = [("", ()); N];
        let mut i = 0;
        while i < N {
            entries[i].0 = words[i];
            i += 1;
        }
        Lexicon::new(entries)
    }
}

impl<const N: usize, T: Copy + 'static> Lexicon<N, T> {
    /// Words with their meanings. The order counts where several could be meant.
    pub(crate) const fn new(entries: [(&'static str, T); N]) -> Lexicon<N, T> {
        assert!(N < 255, "an entry's number fits a byte");
        let mut by_first = Index { heads: [0; 256], next: [0; N] };
        let mut by_last = Index { heads: [0; 256], next: [0; N] };
        let mut i = N;
        while i > 0 {
            let word = entries[i - 1].0.as_bytes();
            by_first.put(low_bits(word, 0), i);
            by_last.put(low_bits(word, last_start(word)), i);
            i -= 1;
        }
        Lexicon { entries, by_first, by_last }
    }

    /// All entries, in the order of the list.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'static str, T)> {
        self.entries.iter().copied()
    }

    /// The entries that `text` starts with, in the order of the list.
    pub(crate) fn starting(&'static self, text: &str) -> impl Iterator<Item = (&'static str, T)> {
        let chain = text.chars().next().into_iter().flat_map(|c| self.by_first.chain(c));
        chain.map(|i| self.entries[i]).filter(move |(word, _)| text.starts_with(word))
    }

    /// The entries that `text` ends with, in the order of the list.
    pub(crate) fn ending(&'static self, text: &str) -> impl Iterator<Item = (&'static str, T)> {
        let chain = text.chars().next_back().into_iter().flat_map(|c| self.by_last.chain(c));
        chain.map(|i| self.entries[i]).filter(move |(word, _)| text.ends_with(word))
    }

    /// Every place where a word stands, from left to right.
    pub(crate) fn find(&'static self, text: &str) -> impl Iterator<Item = (usize, &'static str, T)> {
        let begins = text.char_indices().filter(|(_, c)| self.by_first.has(*c));
        begins.flat_map(move |(at, _)| self.starting(&text[at..]).map(move |(word, means)| (at, word, means)))
    }

    /// Whether one of the words stands in the text.
    pub(crate) fn is_in(&'static self, text: &str) -> bool {
        text.char_indices().any(|(at, c)| self.by_first.has(c) && self.starts(&text[at..]))
    }

    /// Whether the text starts with one of the words.
    pub(crate) fn starts(&'static self, text: &str) -> bool {
        self.starting(text).next().is_some()
    }

    /// Whether the text ends with one of the words.
    pub(crate) fn ends(&'static self, text: &str) -> bool {
        self.ending(text).next().is_some()
    }

    /// The text without the first word of the list that it starts with.
    pub(crate) fn strip_start<'t>(&'static self, text: &'t str) -> Option<&'t str> {
        self.starting(text).next().map(|(word, _)| &text[word.len()..])
    }

    /// The text without the first word of the list that it ends with.
    pub(crate) fn strip_end<'t>(&'static self, text: &'t str) -> Option<&'t str> {
        self.ending(text).next().map(|(word, _)| &text[..text.len() - word.len()])
    }
}

impl<const N: usize> Index<N> {
    const fn put(&mut self, bits: usize, number: usize) {
        self.next[number - 1] = self.heads[bits];
        self.heads[bits] = number as u8;
    }

    fn has(&self, c: char) -> bool {
        self.heads[c as usize & 0xff] != 0
    }

    fn chain(&self, c: char) -> impl Iterator<Item = usize> {
        let position = |number: u8| usize::from(number).checked_sub(1);
        core::iter::successors(position(self.heads[c as usize & 0xff]), move |i| position(self.next[*i]))
    }
}

/// Where the last character of a word starts.
const fn last_start(word: &[u8]) -> usize {
    let mut at = word.len() - 1;
    while word[at] & 0xc0 == 0x80 {
        at -= 1;
    }
    at
}

/// The low eight bits of the character at a byte.
const fn low_bits(word: &[u8], at: usize) -> usize {
    let code = match word[at] {
        0..0x80 => word[at] as u32,
        0x80..0xe0 => (word[at] as u32 & 0x1f) << 6 | word[at + 1] as u32 & 0x3f,
        0xe0..0xf0 => (word[at + 1] as u32 & 0x3f) << 6 | word[at + 2] as u32 & 0x3f,
        0xf0.. => (word[at + 2] as u32 & 0x3f) << 6 | word[at + 3] as u32 & 0x3f,
    };
    code as usize & 0xff
}

/// A set of characters, most of which a text does not have.
pub(crate) struct Characters {
    all: &'static str,
    low_bits: [bool; 256],
}

impl Characters {
    /// The characters of a string.
    pub(crate) const fn new(all: &'static str) -> Characters {
        let mut set = Characters { all, low_bits: [false; 256] };
        let mut at = 0;
        while at < all.len() {
            if all.as_bytes()[at] & 0xc0 != 0x80 {
                set.low_bits[low_bits(all.as_bytes(), at)] = true;
            }
            at += 1;
        }
        set
    }

    /// Whether the character is one of them.
    pub(crate) fn has(&self, c: char) -> bool {
        self.low_bits[c as usize & 0xff] && self.all.contains(c)
    }
}

/// The text without a word as often as it starts with it; a pattern would set up a search for it first.
pub(crate) fn trim_start<'t>(mut text: &'t str, word: &str) -> &'t str {
    while let Some(rest) = text.strip_prefix(word) {
        text = rest;
    }
    text
}

/// Whether an ASCII digit stands in the text. Without a branch, so that many bytes are looked at in one step.
pub(crate) fn has_digit(text: &str) -> bool {
    text.bytes().fold(false, |found, b| found | b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    static WORDS: Lexicon<7, u8> =
        Lexicon::new([("公开", 0), ("公报", 1), ("公", 2), ("20", 3), ("·年", 4), ("年", 5), ("𠀀年", 6)]);
    static PLAIN: Lexicon<2> = Lexicon::words(["公开", "-"]);

    #[test]
    fn words_are_found_in_the_order_of_the_text_and_then_of_the_list() {
        let found: Vec<(usize, u8)> = WORDS.find("信息公开20·年").map(|(at, _, n)| (at, n)).collect();
        assert_eq!(found, [(6, 0), (6, 2), (12, 3), (14, 4), (16, 5)]);
        assert_eq!(WORDS.ending("𠀀年").map(|(_, n)| n).collect::<Vec<_>>(), [5, 6]);
        assert_eq!(WORDS.strip_start("公报期"), Some("期"));
        assert_eq!((PLAIN.strip_end("信息公开"), PLAIN.strip_start("信息")), (Some("信息"), None));
        assert!(PLAIN.starts("-1") && !PLAIN.ends("") && PLAIN.is_in("不公开的"));
    }

    proptest! {
        #[test]
        fn a_walk_finds_what_a_search_for_each_word_finds(text in "[公开报信息年20·𠀀甬]{0,12}") {
            let mut expected: Vec<(usize, &str)> = Vec::new();
            for (word, _) in WORDS.entries {
                expected.extend((0..text.len()).filter(|at| text.get(*at..).is_some_and(|t| t.starts_with(word))).map(|at| (at, word)));
            }
            let mut found: Vec<(usize, &str)> = WORDS.find(&text).map(|(at, word, _)| (at, word)).collect();
            prop_assert_eq!(WORDS.is_in(&text), !found.is_empty());
            prop_assert_eq!(WORDS.ends(&text), WORDS.entries.iter().any(|(word, _)| text.ends_with(word)));
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(has_digit(&text), text.contains(['2', '0']));
        }

        #[test]
        fn a_set_has_its_characters_and_no_others(c in "[公开报甬·2\\u{4e00}-\\u{9fff}]") {
            static SET: Characters = Characters::new("公·2");
            let c = c.chars().next().unwrap_or_default();
            prop_assert_eq!(SET.has(c), "公·2".contains(c));
        }
    }
}
