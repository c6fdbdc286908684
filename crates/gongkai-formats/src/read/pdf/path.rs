//! The path under construction, and the straight thin lines in it.

use super::geometry::{Bounds, Matrix};

/// A filled box thinner than this is a line.
const MAX_FILLED_WIDTH: f32 = 3.0;
/// How far the ends of a line may be off its axis, in points.
const MAX_SLOPE: f32 = 0.8;
/// Longer paths are pictures.
const MAX_POINTS: usize = 20_000;

/// Points of one stretch of a path.
#[derive(Debug, Default)]
struct Piece {
    points: Vec<(f64, f64)>,
    curved: bool,
}

/// The current path of a content stream, in user space.
#[derive(Debug, Default)]
pub(super) struct Path {
    pieces: Vec<Piece>,
    count: usize,
}

impl Path {
    pub fn clear(&mut self) {
        self.pieces.clear();
        self.count = 0;
    }

    pub fn move_to(&mut self, x: f64, y: f64) {
        if self.admit() {
            self.pieces.push(Piece { points: vec![(x, y)], curved: false });
        }
    }

    pub fn line_to(&mut self, x: f64, y: f64) {
        if self.pieces.is_empty() {
            self.move_to(x, y);
        } else if self.admit()
            && let Some(piece) = self.pieces.last_mut()
        {
            piece.points.push((x, y));
        }
    }

    pub fn curve_to(&mut self, x: f64, y: f64) {
        self.line_to(x, y);
        if let Some(piece) = self.pieces.last_mut() {
            piece.curved = true;
        }
    }

    pub fn close(&mut self) {
        let Some(first) = self.pieces.last().and_then(|piece| piece.points.first()).copied() else { return };
        self.line_to(first.0, first.1);
        // Drawing goes on from the first point.
        self.move_to(first.0, first.1);
    }

    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.move_to(x, y);
        self.line_to(x + width, y);
        self.line_to(x + width, y + height);
        self.line_to(x, y + height);
        self.close();
    }

    fn admit(&mut self) -> bool {
        self.count += 1;
        self.count <= MAX_POINTS
    }

    /// The upright and level edges of the path.
    pub fn stroked_rules(&self, ctm: Matrix) -> Vec<Bounds> {
        let mut out = Vec::new();
        for piece in self.pieces.iter().filter(|piece| !piece.curved) {
            for ends in piece.points.windows(2) {
                let edge =
                    Bounds::of_corners(ctm.apply(ends[0].0, ends[0].1), ctm.apply(ends[1].0, ends[1].1));
                let (width, height) = (edge.width(), edge.height());
                let thin = width.min(height) <= MAX_SLOPE;
                if thin && width.max(height) > 0.0 && width.max(height).is_finite() {
                    out.push(edge);
                }
            }
        }
        out
    }

    /// The pieces that are so thin that they are seen as lines.
    pub fn filled_rules(&self, ctm: Matrix) -> Vec<Bounds> {
        let mut out = Vec::new();
        for piece in self.pieces.iter().filter(|piece| !piece.curved && piece.points.len() > 1) {
            let points = piece.points.iter().map(|p| ctm.apply(p.0, p.1));
            let Some(bounds) = super::geometry::bounds_of(points.map(|p| Bounds::of_corners(p, p))) else {
                continue;
            };
            let (width, height) = (bounds.width(), bounds.height());
            if width.min(height) <= MAX_FILLED_WIDTH && width.max(height).is_finite() {
                out.push(bounds);
            }
        }
        out
    }
}

impl Path {
    /// The smallest box around the path on the page; `None` if it has no points.
    pub fn bounds(&self, ctm: Matrix) -> Option<Bounds> {
        let points = self.pieces.iter().flat_map(|piece| &piece.points).map(|p| ctm.apply(p.0, p.1));
        super::geometry::bounds_of(points.map(|p| Bounds::of_corners(p, p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroked_box_has_four_edges_and_a_thin_filled_one_is_a_line() {
        let mut path = Path::default();
        path.rect(10.0, 10.0, 100.0, 50.0);
        assert_eq!(path.stroked_rules(Matrix::IDENTITY).len(), 4);
        assert!(path.filled_rules(Matrix::IDENTITY).is_empty());
        path.clear();
        path.rect(10.0, 10.0, 100.0, 0.5);
        let line = Bounds { left: 10.0, top: 10.0, right: 110.0, bottom: 10.5 };
        assert_eq!(path.filled_rules(Matrix::IDENTITY), [line]);
    }

    #[test]
    fn slopes_and_curves_are_no_rules() {
        let mut path = Path::default();
        path.move_to(0.0, 0.0);
        path.line_to(50.0, 50.0);
        path.move_to(0.0, 0.0);
        path.curve_to(50.0, 0.0);
        assert!(path.stroked_rules(Matrix::IDENTITY).is_empty());
    }
}
