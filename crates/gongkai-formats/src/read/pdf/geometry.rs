//! Points, boxes and transformations on a page. The origin is the top left corner and y grows downwards.

/// An affine transformation `[a b c d e f]` as PDF writes it: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn translate(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First `inner`, then `self`.
    pub fn then_inner(self, inner: Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let [p, q, r, s, t, u] = inner.0;
        Matrix([
            a * p + c * q,
            b * p + d * q,
            a * r + c * s,
            b * r + d * s,
            a * t + c * u + e,
            b * t + d * u + f,
        ])
    }

    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The transformation of a direction, without the shift.
    pub fn apply_vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, _, _] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// False once numbers have overflowed; such drawings are off every page.
    pub fn is_finite(self) -> bool {
        self.0.iter().all(|n| n.is_finite())
    }
}

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Bounds {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Bounds {
    /// The smallest box around two opposite corners, in any order.
    pub fn of_corners(a: (f64, f64), b: (f64, f64)) -> Bounds {
        Bounds {
            left: a.0.min(b.0) as f32,
            top: a.1.min(b.1) as f32,
            right: a.0.max(b.0) as f32,
            bottom: a.1.max(b.1) as f32,
        }
    }

    /// The smallest box around both.
    pub fn union(self, other: Bounds) -> Bounds {
        Bounds {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What both cover; empty boxes have their right side left of their left one.
    pub fn intersection(self, other: Bounds) -> Bounds {
        Bounds {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The box grown by a margin on every side.
    pub fn grown(self, margin: f32) -> Bounds {
        Bounds {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    pub fn width(self) -> f32 {
        self.right - self.left
    }

    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    pub fn center(self) -> (f32, f32) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    pub fn contains(self, (x, y): (f32, f32)) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }

    pub fn to_array(self) -> [f32; 4] {
        [self.left, self.top, self.right, self.bottom]
    }
}

/// The smallest box around all of them; `None` if there are none.
pub(super) fn bounds_of(all: impl IntoIterator<Item = Bounds>) -> Option<Bounds> {
    all.into_iter().reduce(Bounds::union)
}

/// By how many clockwise quarter turns the writing on a page is turned, beyond the page's own rotation.
///
/// A landscape table is often printed sideways on an upright page. Its glyphs and lines are turned back before
/// anything else is looked at, and places are turned forth again when they are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Turn {
    #[default]
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    /// The turn of writing whose "up" points to `(x, y)` on a page whose y grows downwards; `None` if it is slanted.
    pub fn of_up_vector((x, y): (f64, f64)) -> Option<Turn> {
        // Five degrees of slack: scans with a text layer are seldom straight.
        const SLACK: f64 = 0.087;
        if x.abs() <= SLACK * y.abs() {
            Some(if y <= 0.0 { Turn::None } else { Turn::Half })
        } else if y.abs() <= SLACK * x.abs() {
            Some(if x >= 0.0 { Turn::Quarter } else { Turn::ThreeQuarters })
        } else {
            None
        }
    }

    /// Turns a box on a page of the given size (as it is printed) so that the writing stands upright.
    pub fn upright(self, b: Bounds, (width, height): (f32, f32)) -> Bounds {
        match self {
            Turn::None => b,
            Turn::Quarter => {
                Bounds { left: b.top, top: width - b.right, right: b.bottom, bottom: width - b.left }
            }
            Turn::Half => Bounds {
                left: width - b.right,
                top: height - b.bottom,
                right: width - b.left,
                bottom: height - b.top,
            },
            Turn::ThreeQuarters => {
                Bounds { left: height - b.bottom, top: b.left, right: height - b.top, bottom: b.right }
            }
        }
    }

    /// The inverse of [`Turn::upright`]; the size is still the one of the page as it is printed.
    pub fn printed(self, b: Bounds, (width, height): (f32, f32)) -> Bounds {
        match self {
            Turn::None | Turn::Half => self.upright(b, (width, height)),
            Turn::Quarter => Turn::ThreeQuarters.upright(b, (height, width)),
            Turn::ThreeQuarters => Turn::Quarter.upright(b, (height, width)),
        }
    }

    /// What remains of a glyph's turn when the page has been turned back by `page`.
    pub fn relative_to(self, page: Turn) -> Turn {
        let quarters = (self.quarters() + 4 - page.quarters()) % 4;
        Turn::ALL[quarters]
    }

    /// All turns, by their number of quarters.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];

    pub fn quarters(self) -> usize {
        match self {
            Turn::None => 0,
            Turn::Quarter => 1,
            Turn::Half => 2,
            Turn::ThreeQuarters => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_and_its_inverse_cancel() {
        let size = (595.0, 842.0);
        let b = Bounds { left: 10.0, top: 20.0, right: 40.0, bottom: 25.0 };
        for turn in Turn::ALL {
            assert_eq!(turn.printed(turn.upright(b, size), size), b, "{turn:?}");
        }
    }

    #[test]
    fn writing_that_runs_down_the_page_is_a_quarter_turn() {
        // Its letters have their heads to the right, and its first letter is topmost.
        let turn = Turn::of_up_vector((1.0, 0.0)).expect("not slanted");
        assert_eq!(turn, Turn::Quarter);
        let page = (100.0, 200.0);
        let first = turn.upright(Bounds { left: 80.0, top: 10.0, right: 90.0, bottom: 20.0 }, page);
        let second = turn.upright(Bounds { left: 80.0, top: 20.0, right: 90.0, bottom: 30.0 }, page);
        assert!(first.right <= second.left);
        let next_line = turn.upright(Bounds { left: 60.0, top: 10.0, right: 70.0, bottom: 20.0 }, page);
        assert!(first.bottom <= next_line.top);
    }
}
