//! 信息处理费 (国办函〔2020〕109号, since 2021-01-01): both tariffs, and the comparison. Whether to charge is a person's
//! decision; nothing here charges.

/// Applications of one applicant in one calendar month that cost nothing.
pub const FREE_PIECES: u32 = 10;
/// Pages of one application that cost nothing.
pub const FREE_PAGES: u32 = 30;

/// The price of the `k`-th application of an applicant in a calendar month, counted from 1. Unit: 元.
pub fn piece(k: u32) -> u64 {
    match k {
        0..=10 => 0,
        11..=30 => 100,
        _ => 100 * (u64::from((k - 31) / 10) + 2),
    }
}

/// The price of `count` applications of an applicant in a calendar month. Unit: 元.
pub fn pieces(count: u32) -> u64 {
    // Ten at a time above 30, so that a large number costs no more than a small one to count.
    let flat = u64::from(count.min(30).saturating_sub(FREE_PIECES)) * 100;
    let above = u64::from(count.saturating_sub(30));
    let (full, rest) = (above / 10, above % 10);
    // The n-th full step, from 0, costs 10 × 100 × (n + 2).
    let steps = (full * (full + 3) / 2).saturating_mul(1_000);
    steps.saturating_add(flat + rest * 100 * (full + 2))
}

/// The price of the pages of one application: sides of A4 or smaller. Unit: 元.
pub fn pages(count: u32) -> u64 {
    let tier = |from: u32, to: u32, rate: u64| u64::from(count.min(to).saturating_sub(from)) * rate;
    tier(FREE_PAGES, 100, 10) + tier(100, 200, 20) + tier(200, u32::MAX, 40)
}

/// What an application would cost by either tariff; never both (109号四).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Which application of the applicant in the calendar month of receipt it is, from 1.
    pub piece_number: u32,
    /// By piece. Unit: 元.
    pub by_piece: u64,
    /// By page; none where the applicant asked for no copies. Unit: 元.
    pub by_page: Option<u64>,
}

/// What the next application of an applicant would cost. `before` is how many the agency received from the same applicant
/// in the same calendar month before it, `copies` the pages that are to be copied.
pub fn quote(before: u32, copies: Option<u32>) -> Quote {
    let piece_number = before.saturating_add(1);
    Quote { piece_number, by_piece: piece(piece_number), by_page: copies.map(pages) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tariff_of_the_notice() {
        for (count, price) in [
            (0, 0),
            (10, 0),
            (11, 100),
            (30, 2000),
            (31, 2200),
            (40, 4000),
            (41, 4300),
            (50, 7000),
            (60, 11000),
        ] {
            assert_eq!(pieces(count), price, "{count} pieces");
        }
        for (count, price) in
            [(30, 0), (31, 10), (68, 380), (100, 700), (101, 720), (200, 2700), (201, 2740), (300, 6700)]
        {
            assert_eq!(pages(count), price, "{count} pages");
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        assert!(pieces(u32::MAX) > 0 && pages(u32::MAX) > 0 && piece(u32::MAX) > 0);
        assert_eq!(quote(u32::MAX, None).piece_number, u32::MAX);
    }

    proptest! {
        #[test]
        fn the_sum_is_the_sum_of_its_pieces(count in 0u32..2_000) {
            prop_assert_eq!(pieces(count), (1..=count).map(piece).sum::<u64>());
        }

        #[test]
        fn more_never_costs_less(a in 0u32..100_000, b in 0u32..100_000) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(pieces(low) <= pieces(high) && pages(low) <= pages(high) && piece(low) <= piece(high));
        }
    }
}
