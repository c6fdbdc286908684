//! Ruling lines: scattered strokes and thin boxes become long lines, and lines that meet become frames of tables.

use super::geometry::Bounds;

/// A level or upright line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// Its y if it is level, its x if it is upright.
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// The lines of one table.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub level: Vec<Segment>,
    pub upright: Vec<Segment>,
}

/// A line is made of dots if they are no thicker than this.
const DOT: f32 = 3.2;
/// Pieces of a line that are this close in its direction are one line.
const JOIN_ALONG: f32 = 3.0;
/// Pieces of a line that are this close across its direction are one line.
const JOIN_ACROSS: f32 = 1.2;
/// Lines that end this close to another one meet it.
const TOUCH: f32 = 2.5;
/// Shorter lines are marks, not rulings.
const MIN_LENGTH: f32 = 5.0;
/// More lines than these on a page are a drawing, not tables.
const MAX_SEGMENTS: usize = 20_000;
/// More pairs of lines than these are not looked at.
const MAX_PAIRS: usize = 4_000_000;

/// The frames on a page, from top to bottom.
pub(super) fn frames(rules: &[Bounds]) -> Vec<Frame> {
    let mut level = Vec::new();
    let mut upright = Vec::new();
    for rule in rules {
        let (x, y) = rule.center();
        let dot = rule.width() <= DOT && rule.height() <= DOT;
        if dot || rule.width() >= rule.height() {
            level.push(Segment { at: y, from: rule.left, to: rule.right });
        }
        if dot || rule.height() > rule.width() {
            upright.push(Segment { at: x, from: rule.top, to: rule.bottom });
        }
    }
    let level = merge(level);
    let upright = merge(upright);
    if level.len() + upright.len() > MAX_SEGMENTS {
        return Vec::new();
    }
    connect(level, upright)
}

/// Joins pieces that lie on one line.
fn merge(mut pieces: Vec<Segment>) -> Vec<Segment> {
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first() {
        let limit = first.at + JOIN_ACROSS;
        let end = rest.partition_point(|s| s.at <= limit);
        let (group, later) = rest.split_at_mut(end);
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut current = group[0];
        for piece in &group[1..] {
            if piece.from <= current.to + JOIN_ALONG {
                current.to = current.to.max(piece.to);
            } else {
                out.push(current);
                current = *piece;
            }
        }
        out.push(current);
        rest = later;
    }
    out.retain(|s| s.to - s.from >= MIN_LENGTH);
    out
}

/// Groups lines that meet.
fn connect(level: Vec<Segment>, mut upright: Vec<Segment>) -> Vec<Frame> {
    upright.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut groups = Groups::new(level.len() + upright.len());
    let mut pairs = 0;
    for (i, line) in level.iter().enumerate() {
        let first = upright.partition_point(|u| u.at < line.from - TOUCH);
        for (j, crossing) in upright.iter().enumerate().skip(first) {
            pairs += 1;
            if crossing.at > line.to + TOUCH || pairs > MAX_PAIRS {
                break;
            }
            if line.at >= crossing.from - TOUCH && line.at <= crossing.to + TOUCH {
                groups.union(i, level.len() + j);
            }
        }
    }
    let mut by_root: std::collections::BTreeMap<usize, Frame> = std::collections::BTreeMap::new();
    for (i, line) in level.iter().enumerate() {
        by_root.entry(groups.root(i)).or_default().level.push(*line);
    }
    for (j, line) in upright.iter().enumerate() {
        by_root.entry(groups.root(level.len() + j)).or_default().upright.push(*line);
    }
    let mut frames: Vec<Frame> =
        by_root.into_values().filter(|f| f.level.len() + f.upright.len() >= 3).collect();
    frames.sort_by(|a, b| a.top().total_cmp(&b.top()));
    frames
}

impl Frame {
    fn top(&self) -> f32 {
        let level = self.level.iter().map(|s| s.at);
        level.chain(self.upright.iter().map(|s| s.from)).fold(f32::INFINITY, f32::min)
    }
}

/// Disjoint sets of numbers.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_make_a_line_and_lines_that_meet_make_a_frame() {
        let dot = |x: f32| Bounds { left: x, top: 10.0, right: x + 1.0, bottom: 11.0 };
        let mut rules: Vec<Bounds> = (0..50).map(|i| dot(i as f32 * 2.0)).collect();
        rules.push(Bounds { left: 0.0, top: 10.0, right: 0.5, bottom: 60.0 });
        rules.push(Bounds { left: 98.0, top: 10.0, right: 98.5, bottom: 60.0 });
        rules.push(Bounds { left: 200.0, top: 0.0, right: 300.0, bottom: 0.0 });
        let frames = frames(&rules);
        assert_eq!(frames.len(), 1);
        assert_eq!((frames[0].level.len(), frames[0].upright.len()), (1, 2));
    }
}
