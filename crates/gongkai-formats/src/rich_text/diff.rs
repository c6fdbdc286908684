//! What changed between two versions of a text, as data: block by block, and word by word inside a block.

use std::collections::BTreeMap;

use gongkai_domain::diff::common_subsequence;

use super::model::{Block, Cell, Inline, List, Table, joined, text_of};
use super::{RichText, html};

/// How many removed units an added one is compared with.
const LOOK_AHEAD: usize = 8;
/// Units with this share of common words are one unit that was edited.
const ALIKE: f64 = 0.4;
/// A common stretch this short between two changes is part of the change. Unit: words.
const ISLAND: usize = 1;

/// Something that is compared as a whole: a heading, a paragraph, an item of a list, a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The number of the block it stands in.
    pub block: usize,
    /// What it is.
    pub kind: UnitKind,
    /// Its text; cells are divided by tabs.
    pub text: String,
    /// It as HTML, to tell a change of its look.
    html: String,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A row of a table, or its caption.
    Row,
    /// A quotation.
    Quote,
    /// A line across the page.
    Rule,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened to it.
    pub kind: ChangeKind,
    /// As it was; `None` for what was added.
    pub old: Option<Unit>,
    /// As it is; `None` for what was removed.
    pub new: Option<Unit>,
    /// For an edited unit, its words. All that are not added make the old text, all that are not removed the new one.
    pub pieces: Vec<Piece>,
}

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Nothing.
    Same,
    /// It says the same and looks otherwise.
    Restyled,
    /// Some of its words are others.
    Edited,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// Words in a row with the same fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What happened to them.
    pub kind: PieceKind,
    /// The words.
    pub text: String,
}

/// What happened to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// In both.
    Same,
    /// Only in the new text.
    Added,
    /// Only in the old text.
    Removed,
}

/// Compares two versions of a text. All units of both are in the result, in reading order.
pub fn diff(old: &RichText, new: &RichText) -> Vec<Change> {
    let (old, new) = (units(old), units(new));
    let mut interned = Interned::default();
    let ids = |units: &[Unit], interned: &mut Interned| -> Vec<u32> {
        units.iter().map(|unit| interned.id(format!("{:?} {}", unit.kind, unit.text))).collect()
    };
    let (old_ids, new_ids) = (ids(&old, &mut interned), ids(&new, &mut interned));
    let kept = common_subsequence(&old_ids, &new_ids);
    let (mut old, mut new) = (old.into_iter().enumerate().peekable(), new.into_iter().enumerate().peekable());
    let mut changes = Vec::new();
    for (i, j) in kept.into_iter().chain([(usize::MAX, usize::MAX)]) {
        let mut removed = Vec::new();
        while let Some((_, unit)) = old.next_if(|(at, _)| *at < i) {
            removed.push(unit);
        }
        let mut added = Vec::new();
        while let Some((_, unit)) = new.next_if(|(at, _)| *at < j) {
            added.push(unit);
        }
        pair_up(removed, added, &mut changes);
        if let (Some((_, old)), Some((_, new))) = (old.next(), new.next()) {
            let kind = if old.html == new.html { ChangeKind::Same } else { ChangeKind::Restyled };
            changes.push(Change { kind, old: Some(old), new: Some(new), pieces: Vec::new() });
        }
    }
    changes
}

/// Puts each added unit beside the removed one it was made from, if one is like it; the order is kept.
fn pair_up(removed: Vec<Unit>, added: Vec<Unit>, out: &mut Vec<Change>) {
    let gone = |unit| Change { kind: ChangeKind::Removed, old: Some(unit), new: None, pieces: Vec::new() };
    let mut removed = removed.into_iter();
    for unit in added {
        let candidates = removed.as_slice().iter().take(LOOK_AHEAD);
        let like = candidates.map(|old| words_between(old, &unit)).position(|pieces| pieces.is_some());
        if let Some(like) = like {
            out.extend(removed.by_ref().take(like).map(gone));
            if let Some(old) = removed.next() {
                let pieces = words_between(&old, &unit).unwrap_or_default();
                out.push(Change { kind: ChangeKind::Edited, old: Some(old), new: Some(unit), pieces });
            }
        } else {
            out.push(Change { kind: ChangeKind::Added, old: None, new: Some(unit), pieces: Vec::new() });
        }
    }
    out.extend(removed.map(gone));
}

/// The words of two units of one kind, if they are alike.
fn words_between(old: &Unit, new: &Unit) -> Option<Vec<Piece>> {
    if old.kind != new.kind {
        return None;
    }
    let (a, b) = (words(&old.text), words(&new.text));
    let mut interned = Interned::default();
    let ids = |list: &[&str], interned: &mut Interned| -> Vec<u32> {
        list.iter().map(|word| interned.id((*word).to_owned())).collect()
    };
    let (a_ids, b_ids) = (ids(&a, &mut interned), ids(&b, &mut interned));
    let kept = common_subsequence(&a_ids, &b_ids);
    let share = 2.0 * kept.len() as f64 / (a.len() + b.len()).max(1) as f64;
    (share >= ALIKE).then(|| pieces(&a, &b, &kept))
}

/// Chinese characters one by one, other letters and digits in words, everything else one by one.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let is_joined = c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '_') && start.is_some();
        if is_joined {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            out.push(&text[from..at]);
        }
        out.push(&text[at..at + c.len_utf8()]);
    }
    if let Some(from) = start {
        out.push(&text[from..]);
    }
    out
}

/// The pieces that lead from the words `a` to the words `b`.
fn pieces(a: &[&str], b: &[&str], kept: &[(usize, usize)]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut push = |kind, text: String| {
        if !text.is_empty() {
            out.push(Piece { kind, text });
        }
    };
    let (mut i, mut j, mut at) = (0, 0, 0);
    while i < a.len() || j < b.len() {
        // A run of common words from here on.
        let run = kept[at..].iter().enumerate().take_while(|(n, pair)| **pair == (i + n, j + n)).count();
        let is_at_edge = (i == 0 && j == 0) || (i + run == a.len() && j + run == b.len());
        if run > ISLAND || (run > 0 && is_at_edge) {
            push(PieceKind::Same, a[i..i + run].concat());
            (i, j, at) = (i + run, j + run, at + run);
            continue;
        }
        // Up to the next run that is no island, everything is replaced.
        let (mut next, mut to) = (at, (a.len(), b.len()));
        while next < kept.len() {
            let (x, y) = kept[next];
            let length =
                kept[next..].iter().enumerate().take_while(|(n, pair)| **pair == (x + n, y + n)).count();
            let is_last = x + length == a.len() && y + length == b.len();
            if (length > ISLAND || is_last) && (x, y) != (i, j) {
                to = (x, y);
                break;
            }
            next += length;
        }
        push(PieceKind::Removed, a[i..to.0].concat());
        push(PieceKind::Added, b[j..to.1].concat());
        (i, j, at) = (to.0, to.1, next);
    }
    out
}

#[derive(Default)]
struct Interned(BTreeMap<String, u32>);

impl Interned {
    fn id(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(text).or_insert(next)
    }
}

fn units(text: &RichText) -> Vec<Unit> {
    let mut out = Vec::new();
    for (number, block) in text.blocks().iter().enumerate() {
        let mut push = |kind, text: String, blocks: &[Block]| {
            let html = html::write(blocks, &|sha256| sha256.to_owned()).html;
            out.push(Unit { block: number, kind, text, html });
        };
        match block {
            Block::Heading(heading) => {
                push(UnitKind::Heading, text_of(&heading.content), std::slice::from_ref(block))
            }
            Block::Paragraph(p) => {
                push(UnitKind::Paragraph, text_of(&p.content), std::slice::from_ref(block))
            }
            Block::List(list) => {
                for item in &list.items {
                    let alone = Block::List(List { first: list.first.map(|_| 1), items: vec![item.clone()] });
                    push(UnitKind::Item, joined(item, "\n"), &[alone]);
                }
            }
            Block::Table(table) => {
                if !table.caption.is_empty() {
                    push(UnitKind::Row, text_of(&table.caption), &[caption(&table.caption)]);
                }
                for row in &table.rows {
                    let alone = Table { rows: vec![row.clone()], ..Table::default() };
                    push(UnitKind::Row, row_text(row), &[Block::Table(alone)]);
                }
            }
            Block::Quote(blocks) => push(UnitKind::Quote, joined(blocks, "\n"), std::slice::from_ref(block)),
            Block::Rule => push(UnitKind::Rule, String::new(), &[Block::Rule]),
        }
    }
    out
}

fn row_text(row: &[Cell]) -> String {
    row.iter().map(|cell| joined(&cell.blocks, " ")).collect::<Vec<_>>().join("\t")
}

fn caption(content: &[Inline]) -> Block {
    Block::Table(Table { caption: content.to_vec(), ..Table::default() })
}

#[cfg(test)]
mod tests {
    use super::super::clean;
    use super::*;
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let sign = |kind| match kind {
            PieceKind::Same => "",
            PieceKind::Added => "+",
            PieceKind::Removed => "-",
        };
        diff(&clean(old), &clean(new))
            .into_iter()
            .map(|change| {
                let text = |unit: &Option<Unit>| unit.as_ref().map(|u| u.text.clone()).unwrap_or_default();
                match change.kind {
                    ChangeKind::Same => format!("= {}", text(&change.new)),
                    ChangeKind::Restyled => format!("~ {}", text(&change.new)),
                    ChangeKind::Added => format!("+ {}", text(&change.new)),
                    ChangeKind::Removed => format!("- {}", text(&change.old)),
                    ChangeKind::Edited => {
                        let pieces = change.pieces.iter();
                        pieces.map(|p| format!("{}[{}]", sign(p.kind), p.text)).collect()
                    }
                }
            })
            .collect()
    }

    #[test]
    fn a_corrected_number_is_one_word() {
        assert_eq!(
            told("<p>本年新收申请 12 件。</p><p>完。</p>", "<p>本年新收申请 15 件。</p><p>完。</p>"),
            ["[本年新收申请 ]-[12]+[15][ 件。]", "= 完。"]
        );
    }

    #[test]
    fn blocks_are_added_removed_and_restyled() {
        assert_eq!(
            told(
                "<h2>一、总则</h2><p>甲乙丙丁</p><ul><li>子<li>丑</ul>",
                "<h2>一、总则</h2><p>新的一段</p><p><b>甲乙丙丁</b></p><ul><li>子</ul>"
            ),
            ["= 一、总则", "+ 新的一段", "~ 甲乙丙丁", "= 子", "- 丑"]
        );
    }

    #[test]
    fn a_changed_cell_shows_in_its_row() {
        assert_eq!(
            told(
                "<table><tr><td>规章<td>3<tr><td>规范性文件<td>8</table>",
                "<table><tr><td>规章<td>3<tr><td>规范性文件<td>9</table>"
            ),
            ["= 规章\t3", "[规范性文件\t]-[8]+[9]"]
        );
    }

    proptest! {
        #[test]
        fn the_pieces_make_both_texts(a in "[甲乙丙ab1 ]{0,30}", b in "[甲乙丙ab1 ]{0,30}") {
            let (x, y) = (words(&a), words(&b));
            let mut interned = Interned::default();
            let xs: Vec<u32> = x.iter().map(|w| interned.id((*w).to_owned())).collect();
            let ys: Vec<u32> = y.iter().map(|w| interned.id((*w).to_owned())).collect();
            let pieces = pieces(&x, &y, &common_subsequence(&xs, &ys));
            let without = |kind| pieces.iter().filter(|p| p.kind != kind).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(without(PieceKind::Added), a);
            prop_assert_eq!(without(PieceKind::Removed), b);
        }

        #[test]
        fn every_unit_of_both_is_told_once(a in "(<p>[甲乙丙]{1,4}</p>){0,8}", b in "(<p>[甲乙丙]{1,4}</p>){0,8}") {
            let (old, new) = (clean(&a), clean(&b));
            let changes = diff(&old, &new);
            let texts = |pick: fn(&Change) -> &Option<Unit>| -> Vec<usize> {
                changes.iter().filter_map(|c| pick(c).as_ref().map(|u| u.block)).collect()
            };
            prop_assert_eq!(texts(|c| &c.old), (0..old.blocks().len()).collect::<Vec<_>>());
            prop_assert_eq!(texts(|c| &c.new), (0..new.blocks().len()).collect::<Vec<_>>());
        }
    }
}
