//! Random boxes over random text.

use gongkai_domain::request::redaction::{Area, Cut, Ground};
use gongkai_redact::Redactor;
use proptest::prelude::*;

use super::paper::{Paper, Sheet};
use super::result::{Taken, squeezed};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Letters stand in a grid, each once, so that a letter tells where it stood.
    #[test]
    fn no_glyph_inside_of_a_box_survives(
        letters in Just(('A'..='Z').chain('a'..='z').collect::<Vec<char>>()).prop_shuffle(),
        boxes in prop::collection::vec((0u32..800, 0u32..800, 5u32..250, 5u32..250), 1..5),
        rotate in prop::sample::select(vec![0, 90, 180, 270]),
    ) {
        let mut page = Sheet::new();
        (page.media, page.rotate) = ([0.0, 0.0, 240.0, 240.0], rotate);
        let mut places = Vec::new();
        for (i, letter) in letters.iter().enumerate() {
            let (x, y) = (12.0 + (i % 8) as f32 * 28.0, 12.0 + (i / 8) as f32 * 31.0);
            page = page.text(x, y, 16.0, &letter.to_string());
            // All letters are wider than this, and higher than this.
            places.push((*letter, page.seen([x + 1.5, y + 0.5, x + 3.0, y + 8.0])));
        }
        let cuts: Vec<Cut> = boxes
            .iter()
            .map(|(left, top, width, height)| {
                let area = Area { left: *left, top: *top, width: *width, height: *height };
                Cut { page: 1, area, ground: Ground::Process }
            })
            .collect();
        let paper = Paper::of([page]).build();
        let copy = Taken::apart(Redactor::new().redact(&paper, &cuts).expect("a copy").bytes);
        // The words on the boxes are Chinese, so every Latin letter is one of the page.
        let text = squeezed(&copy.text);
        for (letter, [left, top, right, bottom]) in places {
            let points = |tenths: u32| tenths as f32 * 72.0 / 254.0;
            let is_cut = cuts.iter().any(|c| {
                left < points(c.area.right())
                    && right > points(c.area.left)
                    && top < points(c.area.bottom())
                    && bottom > points(c.area.top)
            });
            prop_assert!(!(is_cut && text.contains(letter)), "{letter} survives in {text}");
        }
        for cut in &cuts {
            let [left, top, right, bottom] =
                [cut.area.left, cut.area.top, cut.area.right(), cut.area.bottom()].map(|t| t as f32 * 72.0 / 254.0);
            copy.is_one_colour(0, (240.0, 240.0), [left, top, right.min(239.0), bottom.min(239.0)]);
        }
    }
}
