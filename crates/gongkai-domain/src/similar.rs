//! Near copies: how alike two texts are, and an index that finds the like ones among very many.
//!
//! A text is a set of shingles, runs of five characters, after digits, punctuation, white space and the names of
//! the agency are made equal. Likeness is the Jaccard index of two sets. The index keeps a MinHash signature per
//! text and compares only texts that share a band of it, so that it grows with the number of texts and not with
//! the number of pairs. Everything is deterministic for a seed.

use alloc::string::String;
use alloc::vec::Vec;

/// How many characters a shingle has.
const SHINGLE: usize = 5;

/// How an index hashes, and what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Bands of a signature; two texts are compared when one band is equal.
    pub bands: usize,
    /// Numbers in a band. Texts of likeness `s` are compared with probability `1 - (1 - s^rows)^bands`.
    pub rows: usize,
    /// Texts with fewer shingles than this are left out: 无 and its like are equal everywhere.
    pub min_shingles: usize,
    /// Whether the shingles are kept, for an exact comparison.
    pub keep: Keep,
    /// Seed of the hashes.
    pub seed: u64,
}

/// What an index keeps of a text beside its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keep {
    /// Nothing: pairs are judged by their signatures, with a standard error of at most 0.05.
    Signatures,
    /// The hashed shingles, 8 bytes per character: pairs are judged exactly.
    Shingles,
}

impl Default for Params {
    /// 32 bands of 4: of texts that are 0.5 alike 87 % are compared, 0.6: 98.8 %, 0.7: 99.98 %.
    fn default() -> Params {
        Params { bands: 32, rows: 4, min_shingles: 40, keep: Keep::Signatures, seed: 0x676f_6e67_6b61_6921 }
    }
}

/// Two chapters that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarPair {
    /// The report inserted with the smaller id.
    pub a: u32,
    /// The other report.
    pub b: u32,
    /// The chapter's number in both.
    pub chapter: u8,
    /// Jaccard index of the shingles, 0 to 1.
    pub similarity: f64,
    /// Whether the shingles were compared, or only the signatures.
    pub exact: bool,
}

/// An index of chapters for near copies.
///
/// Memory per chapter: `4 × bands × rows` bytes of signature (512 with the default) and 8 bytes beside it; 300 000
/// chapters of 100 000 reports take 160 MB. [`Keep::Shingles`] adds 8 bytes per character of text.
#[derive(Debug, Clone)]
pub struct SimilarityIndex {
    params: Params,
    entries: Vec<Entry>,
    signatures: Vec<u32>,
    shingles: Vec<Vec<u64>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    id: u32,
    chapter: u8,
}

/// A bucket with more members than this is not compared pair by pair: a boilerplate text that thousands share would
/// make millions of pairs. Its members are compared with the first and with their neighbours.
const CROWD: usize = 64;

impl SimilarityIndex {
    /// An empty index.
    pub fn new(params: Params) -> SimilarityIndex {
        let params = Params { bands: params.bands.max(1), rows: params.rows.max(1), ..params };
        SimilarityIndex { params, entries: Vec::new(), signatures: Vec::new(), shingles: Vec::new() }
    }

    /// Puts a chapter of a report in. Returns false when the text is too short to be compared.
    pub fn insert(&mut self, id: u32, chapter: u8, text: &str) -> bool {
        self.insert_of(id, chapter, text, &[])
    }

    /// Puts a chapter in whose agency is known, so that its names do not make two copies different.
    pub fn insert_of(&mut self, id: u32, chapter: u8, text: &str, agency: &[&str]) -> bool {
        let shingles = shingles(text, agency, self.params.seed);
        if shingles.len() < self.params.min_shingles.max(1) {
            return false;
        }
        self.entries.push(Entry { id, chapter });
        self.sign(&shingles);
        if self.params.keep == Keep::Shingles {
            self.shingles.push(shingles);
        }
        true
    }

    /// How many chapters the index has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when nothing was put in.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Pairs of the same chapter of different reports that are at least so much alike, the most alike first.
    ///
    /// Where a great many share one text, each is paired with the first of them and its neighbours only.
    pub fn pairs(&self, threshold: f64) -> Vec<SimilarPair> {
        let mut pairs: Vec<SimilarPair> = self
            .candidates()
            .into_iter()
            .map(|(i, j)| self.judge(i, j))
            .filter(|p| p.similarity >= threshold)
            .collect();
        pairs.sort_by(|x, y| {
            y.similarity.total_cmp(&x.similarity).then((x.a, x.b, x.chapter).cmp(&(y.a, y.b, y.chapter)))
        });
        pairs
    }

    fn width(&self) -> usize {
        self.params.bands * self.params.rows
    }

    fn signature(&self, i: usize) -> &[u32] {
        &self.signatures[i * self.width()..(i + 1) * self.width()]
    }

    /// One-permutation MinHash: each shingle falls into one bin, and the least in each bin is kept. An empty bin
    /// takes the number of another one, chosen by hashing, so that equal sets have equal signatures.
    fn sign(&mut self, shingles: &[u64]) {
        let width = self.width();
        let base = self.signatures.len();
        self.signatures.resize(base + width, u32::MAX);
        let mut filled = alloc::vec![false; width];
        for shingle in shingles {
            let bin = ((u128::from(*shingle) * width as u128) >> 64) as usize;
            let value = mix(*shingle ^ self.params.seed) as u32;
            let slot = &mut self.signatures[base + bin];
            *slot = (*slot).min(value);
            filled[bin] = true;
        }
        let kept: Vec<u32> = self.signatures[base..].to_vec();
        for bin in 0..width {
            let mut attempt = 0u64;
            let mut from = bin;
            while !filled[from] {
                attempt += 1;
                from = (mix(((bin as u64) << 32) ^ attempt ^ self.params.seed) % width as u64) as usize;
            }
            self.signatures[base + bin] = kept[from];
        }
    }

    /// Pairs that share a band. One band is sorted at a time, so memory does not grow with the number of bands.
    fn candidates(&self) -> Vec<(u32, u32)> {
        let mut out: Vec<(u32, u32)> = Vec::new();
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(self.entries.len());
        for band in 0..self.params.bands {
            keys.clear();
            for (i, entry) in self.entries.iter().enumerate() {
                let rows = &self.signature(i)[band * self.params.rows..(band + 1) * self.params.rows];
                let key =
                    rows.iter().fold(mix(u64::from(entry.chapter)), |key, row| mix(key ^ u64::from(*row)));
                keys.push((key, i as u32));
            }
            keys.sort_unstable();
            for bucket in keys.chunk_by(|x, y| x.0 == y.0).filter(|bucket| bucket.len() > 1) {
                self.pairs_of(bucket, &mut out);
            }
            if out.len() > 1 << 20 {
                out.sort_unstable();
                out.dedup();
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn pairs_of(&self, bucket: &[(u64, u32)], out: &mut Vec<(u32, u32)>) {
        let mut add = |x: u32, y: u32| {
            if self.entries[x as usize].id != self.entries[y as usize].id {
                out.push((x.min(y), x.max(y)));
            }
        };
        for (n, (_, x)) in bucket.iter().enumerate() {
            if bucket.len() <= CROWD {
                bucket[n + 1..].iter().for_each(|(_, y)| add(*x, *y));
            } else if n > 0 {
                add(bucket[0].1, *x);
                add(bucket[n - 1].1, *x);
            }
        }
    }

    fn judge(&self, i: u32, j: u32) -> SimilarPair {
        let (x, y) = (i as usize, j as usize);
        let (similarity, exact) = match self.params.keep {
            Keep::Shingles => (jaccard(&self.shingles[x], &self.shingles[y]), true),
            Keep::Signatures => {
                let equal = self.signature(x).iter().zip(self.signature(y)).filter(|(a, b)| a == b).count();
                (equal as f64 / self.width() as f64, false)
            }
        };
        let (first, second) = (self.entries[x], self.entries[y]);
        let (a, b) = (first.id.min(second.id), first.id.max(second.id));
        SimilarPair { a, b, chapter: first.chapter, similarity, exact }
    }
}

/// How alike two texts are, 0 to 1, whatever their digits, punctuation and white space. Two empty texts are alike.
pub fn similarity(a: &str, b: &str) -> f64 {
    similarity_of(a, &[], b, &[])
}

/// How alike two texts are when the names of their agencies do not count either.
pub fn similarity_of(a: &str, agency_a: &[&str], b: &str, agency_b: &[&str]) -> f64 {
    jaccard(&shingles(a, agency_a, 0), &shingles(b, agency_b, 0))
}

/// The text as it is compared: digits become one `0` a run, punctuation and white space are dropped, and names of
/// the agency (the full name and the part behind each 省, 市, 区, 县 in it) become `机关`.
pub fn normalise(text: &str, agency: &[&str]) -> String {
    let names = short_names(agency);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(name) = names.iter().find(|name| rest.starts_with(**name)) {
            out.push_str("机关");
            rest = &rest[name.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_numeric() && crate::number::digit(c).is_some() {
            if !out.ends_with('0') {
                out.push('0');
            }
        } else if c.is_alphanumeric() {
            out.push(c);
        }
    }
    out
}

/// The names and their endings, longest first: 甲市乙区丙局, 乙区丙局. An ending of two characters (丙局) is too
/// short to be a name.
fn short_names<'a>(agency: &[&'a str]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in agency.iter().filter(|name| !name.is_empty()) {
        names.push(name);
        for (i, c) in name.char_indices() {
            let ending = &name[i + c.len_utf8()..];
            if matches!(c, '省' | '市' | '区' | '县' | '州' | '盟' | '旗') && ending.chars().count() >= 3
            {
                names.push(ending);
            }
        }
    }
    names.sort_by_key(|name| core::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Hashes of the distinct shingles, sorted. A text shorter than a shingle is one shingle.
fn shingles(text: &str, agency: &[&str], seed: u64) -> Vec<u64> {
    let chars: Vec<char> = normalise(text, agency).chars().collect();
    let hash =
        |window: &[char]| window.iter().fold(seed, |key, c| mix(key.rotate_left(9) ^ u64::from(*c as u32)));
    let mut out: Vec<u64> = match chars.len() {
        0 => Vec::new(),
        1..SHINGLE => alloc::vec![hash(&chars)],
        _ => chars.windows(SHINGLE).map(hash).collect(),
    };
    out.sort_unstable();
    out.dedup();
    out
}

/// Jaccard index of two sorted sets.
fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            core::cmp::Ordering::Less => i += 1,
            core::cmp::Ordering::Greater => j += 1,
            core::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    common as f64 / (a.len() + b.len() - common) as f64
}

/// A 64-bit mixer with good avalanche (the finaliser of splitmix64).
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    /// A text of `n` characters that depends on the seed alone.
    fn text(seed: u64, n: usize) -> String {
        (0..n)
            .map(|i| {
                char::from_u32(0x4e00 + (mix(seed << 20 ^ i as u64) % 3000) as u32).expect("a Han character")
            })
            .collect()
    }

    /// The text with about one of `every` characters replaced.
    fn edited(original: &str, every: u64, seed: u64) -> String {
        let change =
            |(i, c): (usize, char)| if mix(seed ^ i as u64).is_multiple_of(every) { '改' } else { c };
        original.chars().enumerate().map(change).collect()
    }

    #[test]
    fn digits_punctuation_and_the_agency_do_not_make_a_difference() {
        let a = "2022年，甲市乙区丙丁局主动公开信息１２３条。";
        let b = "2023年 甲市戊区己庚局主动公开信息4567条";
        assert_eq!(similarity_of(a, &["甲市乙区丙丁局"], b, &["甲市戊区己庚局"]), 1.0);
        assert!(similarity(a, b) < 1.0);
        assert_eq!(normalise("乙区丙丁局（2022年）", &["甲市乙区丙丁局"]), "机关0年");
        assert_eq!(similarity("", ""), 1.0);
        assert_eq!(similarity("无。", "无"), 1.0);
    }

    #[test]
    fn near_copies_are_found_and_others_are_not() {
        for keep in [Keep::Signatures, Keep::Shingles] {
            let mut index = SimilarityIndex::new(Params { keep, ..Params::default() });
            let (mut planted, mut alike) = (0, 0);
            for i in 0..300u32 {
                let original = text(u64::from(i), 400);
                let copy = edited(&original, 40, u64::from(i) + 7);
                index.insert(2 * i, 1, &original);
                index.insert(2 * i + 1, 1, &copy);
                planted += usize::from(similarity(&original, &copy) >= 0.7);
            }
            for pair in index.pairs(0.6) {
                assert_eq!(pair.a / 2, pair.b / 2, "unrelated texts were paired");
                assert_eq!(pair.exact, keep == Keep::Shingles);
                alike += 1;
            }
            assert!(planted > 200, "the edits are too many to test with: {planted}");
            assert!(alike * 100 >= planted * 97, "{alike} of {planted} found");
        }
    }

    #[test]
    fn a_boilerplate_of_thousands_does_not_make_millions_of_pairs() {
        let mut index = SimilarityIndex::new(Params::default());
        let shared = text(1, 200);
        for id in 0..3000 {
            index.insert(id, 5, &shared);
        }
        let pairs = index.pairs(0.9);
        assert!(pairs.len() < 3000 * 3, "{}", pairs.len());
        let mut named: Vec<u32> = pairs.iter().flat_map(|p| [p.a, p.b]).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named.len(), 3000);
    }

    #[test]
    fn short_texts_and_different_chapters_are_not_compared() {
        let mut index = SimilarityIndex::new(Params::default());
        assert!(!index.insert(1, 6, "无。"));
        assert!(index.insert(1, 1, &text(3, 100)));
        assert!(index.insert(2, 5, &text(3, 100)));
        assert!(index.pairs(0.1).is_empty());
    }

    proptest! {
        #[test]
        fn identical_texts_are_always_found(seed in any::<u64>(), n in 50usize..400, keys in any::<u64>()) {
            let params = Params { seed: keys, ..Params::default() };
            let mut index = SimilarityIndex::new(params);
            index.insert(1, 1, &text(seed, n));
            index.insert(2, 1, &text(seed.wrapping_add(1), n));
            index.insert(3, 1, &format!(" {} ", text(seed, n)));
            let pairs = index.pairs(0.99);
            prop_assert_eq!(pairs.len(), 1);
            prop_assert_eq!((pairs[0].a, pairs[0].b, pairs[0].similarity), (1, 3, 1.0));
        }

        #[test]
        fn likeness_is_symmetric_and_bounded(a in "[一-龥0-9，。]{0,80}", b in "[一-龥0-9，。]{0,80}") {
            let s = similarity(&a, &b);
            prop_assert!((0.0..=1.0).contains(&s));
            prop_assert_eq!(s, similarity(&b, &a));
            prop_assert_eq!(similarity(&a, &a), 1.0);
        }

        #[test]
        fn the_signature_estimates_the_exact_likeness(seed in 0u64..1000, every in 8u64..60) {
            let original = text(seed, 600);
            let copy = edited(&original, every, seed);
            let mut index = SimilarityIndex::new(Params::default());
            index.insert(1, 1, &original);
            index.insert(2, 1, &copy);
            let estimate = index.judge(0, 1).similarity;
            // Four standard errors of 128 draws.
            prop_assert!((estimate - similarity(&original, &copy)).abs() < 0.18);
        }
    }
}
