//! Splitting digits that stand glued together, by the sums of the form.

/// Most candidates that are kept for one row.
pub const MAX_CANDIDATES: usize = 4096;

/// Most steps of one search, so that no input takes longer than some milliseconds.
const MAX_STEPS: u32 = 400_000;

/// Most digits of a row that are tried.
const MAX_DIGITS: usize = 64;

/// One way to split: the parts in order.
pub type Split = Vec<u64>;

/// What has to hold for the parts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// Nothing.
    Free,
    /// In every block of this many parts, the last is the sum of those before it.
    LastOf(usize),
}

/// Every way to split `tokens` into `count` numbers so that `sum` holds.
///
/// A token is a string of digits; numbers never cross the border of a token, and only 0 begins with 0.
/// Gives nothing when a token holds something else than digits or when there are too many digits.
pub fn splits(tokens: &[&str], count: usize, sum: Sum) -> Vec<Split> {
    let digits: usize = tokens.iter().map(|t| t.len()).sum();
    let is_clean = tokens.iter().all(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()));
    let mut search =
        Search { tokens, count, sum, parts: Vec::with_capacity(count), found: Vec::new(), steps: 0 };
    if is_clean && digits <= MAX_DIGITS && digits >= count && tokens.len() <= count {
        search.descend(0, 0, digits);
    }
    search.found
}

struct Search<'a> {
    tokens: &'a [&'a str],
    count: usize,
    sum: Sum,
    parts: Split,
    found: Vec<Split>,
    steps: u32,
}

impl Search<'_> {
    fn descend(&mut self, token: usize, at: usize, digits_left: usize) {
        self.steps += 1;
        if self.found.len() >= MAX_CANDIDATES || self.steps > MAX_STEPS {
            return;
        }
        if self.parts.len() == self.count {
            if digits_left == 0 {
                self.found.push(self.parts.clone());
            }
            return;
        }
        let left = self.count - self.parts.len();
        let Some(text) = self.tokens.get(token) else { return };
        if digits_left < left {
            return;
        }
        let rest = &text[at..];
        let expected = self.expected();
        let longest = if rest.starts_with('0') { 1 } else { rest.len().min(12) };
        for len in 1..=longest {
            let value: u64 = rest[..len].parse().expect("digits only");
            if expected.is_some_and(|e| e != value) {
                // Longer prefixes only grow.
                if expected.is_some_and(|e| value > e) {
                    break;
                }
                continue;
            }
            self.parts.push(value);
            if len == rest.len() {
                self.descend(token + 1, 0, digits_left - len);
            } else {
                self.descend(token, at + len, digits_left - len);
            }
            self.parts.pop();
        }
    }

    /// The value that the next part must have, when it closes a block.
    fn expected(&self) -> Option<u64> {
        match self.sum {
            Sum::LastOf(block) if self.parts.len() % block == block - 1 => {
                Some(self.parts[self.parts.len() + 1 - block..].iter().sum())
            }
            Sum::LastOf(_) | Sum::Free => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_with_one_split() {
        assert_eq!(splits(&["21710000218"], 7, Sum::LastOf(7)), [[217, 1, 0, 0, 0, 0, 218]]);
        assert_eq!(splits(&["640020470"], 7, Sum::LastOf(7)), [[64, 0, 0, 2, 0, 4, 70]]);
        assert_eq!(splits(&["23", "0", "00", "0", "023"], 7, Sum::LastOf(7)), [[23, 0, 0, 0, 0, 0, 23]]);
    }

    #[test]
    fn three_blocks_of_five() {
        let found = splits(&["21317000001324019"], 15, Sum::LastOf(5));
        assert_eq!(found, [[2, 1, 3, 1, 7, 0, 0, 0, 0, 0, 13, 2, 4, 0, 19]]);
    }

    #[test]
    fn what_cannot_be_split() {
        assert!(splits(&["12"], 7, Sum::Free).is_empty());
        assert!(splits(&["1a34567"], 7, Sum::Free).is_empty());
        assert!(splits(&["0123456"], 3, Sum::LastOf(3)).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_true_split_is_among_the_candidates(parts in prop::collection::vec(0u64..500, 6)) {
            let mut row = parts.clone();
            row.push(parts.iter().sum());
            let glued: String = row.iter().map(u64::to_string).collect();
            let found = splits(&[&glued], 7, Sum::LastOf(7));
            prop_assert!(found.contains(&row) || found.len() >= MAX_CANDIDATES);
        }
    }
}
