//! A cell is a value, blank, not applicable or illegible; never a silent zero.

use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::{CELL_COUNT, CellKey, Place};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A number, exact. Counts are 件; for the unit of an amount see the dictionary.
    Number(Decimal),
    /// The cell is there and empty.
    Blank,
    /// `/`, `—`, `-` or `无` in place of a number.
    NotApplicable,
    /// Something is there that is not a number; the raw text tells.
    Illegible,
}

impl Value {
    /// The number, if it is one.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Value::Number(n) => Some(n),
            Value::Blank | Value::NotApplicable | Value::Illegible => None,
        }
    }
}

/// One cell of a table, with the text and the place it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What the cell says.
    pub value: Value,
    /// The text as printed, surrounding white space removed.
    pub raw: String,
    /// Where it stands in the source.
    pub place: Place,
}

impl Cell {
    /// A number without a source, as a computed report has it.
    pub fn number(value: impl Into<Decimal>) -> Cell {
        let value = value.into();
        Cell { value: Value::Number(value), raw: alloc::format!("{value}"), place: Place::default() }
    }

    /// A blank cell without a source.
    pub fn blank() -> Cell {
        Cell { value: Value::Blank, raw: String::new(), place: Place::default() }
    }
}

/// The cells of a report by key. A key that is absent is not in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    slots: Vec<Option<Cell>>,
    filled: usize,
}

impl Default for Cells {
    fn default() -> Self {
        let mut slots = Vec::with_capacity(CELL_COUNT);
        slots.resize_with(CELL_COUNT, || None);
        Cells { slots, filled: 0 }
    }
}

impl Cells {
    /// The cell, if the document has it.
    pub fn get(&self, key: CellKey) -> Option<&Cell> {
        self.slots[key.index()].as_ref()
    }

    /// The cell's number; `None` when the cell is absent, blank, not applicable or illegible.
    pub fn number(&self, key: CellKey) -> Option<Decimal> {
        self.get(key).and_then(|c| c.value.number())
    }

    /// Puts a cell, and returns the one it replaced.
    pub fn insert(&mut self, key: CellKey, cell: Cell) -> Option<Cell> {
        let old = self.slots[key.index()].replace(cell);
        if old.is_none() {
            self.filled += 1;
        }
        old
    }

    /// Takes a cell away.
    pub fn remove(&mut self, key: CellKey) -> Option<Cell> {
        let old = self.slots[key.index()].take();
        if old.is_some() {
            self.filled -= 1;
        }
        old
    }

    /// All cells that the document has, in the order of the dictionary.
    pub fn iter(&self) -> impl Iterator<Item = (CellKey, &Cell)> {
        self.slots.iter().enumerate().filter_map(|(i, c)| c.as_ref().map(|c| (CellKey::from_index(i), c)))
    }

    /// How many cells the document has.
    pub fn len(&self) -> usize {
        self.filled
    }

    /// True when the document has no cell at all.
    pub fn is_empty(&self) -> bool {
        self.filled == 0
    }
}
