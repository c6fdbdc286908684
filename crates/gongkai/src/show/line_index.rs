//! Byte places as lines and columns.

/// The decoded text of a document with the starts of its lines.
pub struct LineIndex {
    text: String,
    starts: Vec<usize>,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl LineIndex {
    /// Indexes a text.
    pub fn new(text: String) -> LineIndex {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        LineIndex { text, starts }
    }

    /// The line and column of a byte; `None` past the end or inside a character.
    pub fn locate(&self, byte: usize) -> Option<LineColumn> {
        let line = self.line_of(byte)?;
        let before = self.text.get(self.starts[line]..byte)?;
        Some(LineColumn { line: line + 1, column: before.chars().count() + 1 })
    }

    /// The line that a byte stands in, without its end, and the byte at which it starts.
    pub fn line_at(&self, byte: usize) -> Option<(&str, usize)> {
        let line = self.line_of(byte)?;
        let start = self.starts[line];
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        Some((self.text.get(start..end)?.trim_end_matches(['\n', '\r']), start))
    }

    fn line_of(&self, byte: usize) -> Option<usize> {
        (byte <= self.text.len()).then(|| self.starts.partition_point(|start| *start <= byte) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let index = LineIndex::new("总计\r\n件3\n".to_owned());
        assert_eq!(index.locate(0), Some(LineColumn { line: 1, column: 1 }));
        assert_eq!(index.locate(11), Some(LineColumn { line: 2, column: 2 }));
        assert_eq!(index.line_at(11), Some(("件3", 8)));
        assert_eq!(index.locate(9), None);
        assert_eq!(index.locate(99), None);
    }
}
