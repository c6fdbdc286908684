//! Excel 97–2003 workbooks (BIFF8) and those of Excel 5 and 95 (BIFF5).

use encoding_rs::{Encoding, GB18030};

use super::compound::{Compound, f64_at, u16_at, u32_at};
use super::sheet::{DateSystem, Region, Sheet, Shown};
use crate::read::ReadError;
use crate::read::sniff::Media;

pub(crate) const BOF: u16 = 0x0809;
pub(crate) const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

/// Reads all sheets.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let damaged = |detail: &str| ReadError::Damaged { kind: "XLS", detail: detail.to_owned() };
    let file = Compound::open(bytes).ok_or_else(|| damaged("not a compound file"))?;
    let stream = file.stream(&["Workbook", "Book"]).ok_or_else(|| damaged("there is no workbook stream"))?;
    let globals = Globals::read(&stream)?;
    let mut sheets = Vec::new();
    for entry in &globals.sheets {
        let mut sheet = Sheet::new(entry.name.clone(), entry.is_hidden);
        sheet.is_very_hidden = entry.is_very_hidden;
        read_sheet(stream.get(entry.start..).unwrap_or_default(), &globals, &mut sheet)?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What holds for all sheets.
pub(crate) struct Globals {
    pub(crate) is_biff8: bool,
    encoding: &'static Encoding,
    dates: DateSystem,
    pub(crate) sheets: Vec<SheetEntry>,
    strings: Vec<String>,
    formats: Vec<Shown>,
}

pub(crate) struct SheetEntry {
    pub(crate) name: String,
    is_hidden: bool,
    is_very_hidden: bool,
    pub(crate) start: usize,
}

/// One record with those that continue it.
pub(crate) struct Record<'a> {
    pub(crate) kind: u16,
    pub(crate) parts: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    pub(crate) fn data(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// The records of a stream, up to its end or the first damage.
pub(crate) struct Records<'a> {
    pub(crate) rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn part(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = (u16_at(self.rest, 0)?, usize::from(u16_at(self.rest, 2)?));
        let data = self.rest.get(4..4 + length)?;
        self.rest = &self.rest[4 + length..];
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.part()?;
        let mut parts = vec![data];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            parts.push(self.part()?.1);
        }
        Some(Record { kind, parts })
    }
}

impl Globals {
    pub(crate) fn read(stream: &[u8]) -> Result<Globals, ReadError> {
        let mut globals = Globals {
            is_biff8: true,
            encoding: GB18030,
            dates: DateSystem::Windows,
            sheets: Vec::new(),
            strings: Vec::new(),
            formats: Vec::new(),
        };
        let mut custom: Vec<(u16, Shown)> = Vec::new();
        let mut cell_formats = Vec::new();
        for record in (Records { rest: stream }) {
            let data = record.data();
            match record.kind {
                BOF => globals.is_biff8 = u16_at(data, 0) != Some(0x0500),
                // FilePass
                0x002F => return Err(Media::Encrypted.refusal().unwrap_or(ReadError::Empty)),
                // CodePage
                0x0042 => globals.encoding = code_page(u16_at(data, 0)),
                // DateMode
                0x0022 if u16_at(data, 0) == Some(1) => globals.dates = DateSystem::Macintosh,
                // BoundSheet
                0x0085 => globals.sheets.extend(globals.sheet_entry(data)),
                // SST
                0x00FC => globals.strings = shared_strings(&record.parts),
                // Format
                0x041E => {
                    let code = match globals.is_biff8 {
                        true => data.get(2..).and_then(|d| Text::new(&[d]).string()),
                        false => data.get(3..).map(|d| globals.encoding.decode(d).0.into_owned()),
                    };
                    let shown = Shown::by_code(&code.unwrap_or_default());
                    custom.extend(u16_at(data, 0).map(|id| (id, shown)));
                }
                // XF
                0x00E0 => cell_formats.push(u16_at(data, 2).unwrap_or(0)),
                EOF => break,
                _ => {}
            }
        }
        let shown = |id: u16| {
            let known = custom.iter().find(|(custom, _)| *custom == id);
            known.map_or_else(|| Shown::by_id(u32::from(id)), |(_, shown)| *shown)
        };
        globals.formats = cell_formats.into_iter().map(shown).collect();
        Ok(globals)
    }

    /// A worksheet; charts and macro sheets have another type.
    fn sheet_entry(&self, data: &[u8]) -> Option<SheetEntry> {
        let start = u32_at(data, 0)? as usize;
        let (state, kind, length) = (*data.get(4)?, *data.get(5)?, usize::from(*data.get(6)?));
        let name = match self.is_biff8 {
            true => Text::new(&[data.get(7..)?]).characters(length)?,
            false => self.encoding.decode(data.get(7..7 + length)?).0.into_owned(),
        };
        (kind == 0).then_some(SheetEntry {
            name,
            is_hidden: state & 3 != 0,
            is_very_hidden: state & 3 == 2,
            start,
        })
    }

    fn number(&self, value: f64, format: Option<u16>) -> String {
        let shown = format.and_then(|f| self.formats.get(usize::from(f))).copied().unwrap_or_default();
        shown.text(value, self.dates)
    }

    /// The text of a label or of a formula.
    pub(crate) fn text(&self, parts: &[&[u8]]) -> String {
        let data = parts.first().copied().unwrap_or_default();
        let text = match self.is_biff8 {
            true => Text::new(parts).string(),
            false => {
                let length = usize::from(u16_at(data, 0).unwrap_or(0));
                let bytes = data.get(2..).map(|d| &d[..length.min(d.len())]);
                bytes.map(|b| self.encoding.decode(b).0.into_owned())
            }
        };
        text.unwrap_or_default()
    }
}

fn code_page(page: Option<u16>) -> &'static Encoding {
    match page {
        Some(950) => encoding_rs::BIG5,
        Some(1252) => encoding_rs::WINDOWS_1252,
        _ => GB18030,
    }
}

fn read_sheet(stream: &[u8], globals: &Globals, sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut depth = 0;
    // Where the text of a formula belongs, which comes in the next record.
    let mut formula = (0, 0);
    for record in (Records { rest: stream }) {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // Charts that stand in the sheet have records of the same kinds.
            _ if depth > 1 => {}
            // Formula
            0x0006 => {
                formula = place(record.data());
                if let Some(text) = formula_value(record.data(), globals) {
                    sheet.put(formula.0, formula.1, &text)?;
                }
            }
            // String
            0x0207 => sheet.put(formula.0, formula.1, &globals.text(&record.parts))?,
            // MulRk, MulBlank
            0x00BD | 0x00BE => read_several(&record, globals, sheet)?,
            // Row: bit 5 of its flags says that it has no height.
            0x0208 if u16_at(record.data(), 12).is_some_and(|flags| flags & 0x20 != 0) => {
                sheet.hide_row(place(record.data()).0);
            }
            // ColInfo
            0x007D if u16_at(record.data(), 8).is_some_and(|flags| flags & 1 != 0) => {
                let (first, last) = place(record.data());
                sheet.hide_columns(first, last);
            }
            // MergedCells
            0x00E5 => read_merged(record.data(), sheet)?,
            _ => {
                if let Some(text) = cell_text(&record, globals) {
                    let (row, column) = place(record.data());
                    sheet.put(row, column, &text)?;
                }
            }
        }
    }
    Ok(())
}

fn place(data: &[u8]) -> (u32, u32) {
    let at = |i| u16_at(data, i).map_or(0, u32::from);
    (at(0), at(2))
}

/// The text of a record that holds one cell; `None` for other records.
fn cell_text(record: &Record<'_>, globals: &Globals) -> Option<String> {
    let data = record.data();
    let format = u16_at(data, 4);
    match record.kind {
        // Blank
        0x0201 => Some(String::new()),
        // Number
        0x0203 => Some(globals.number(f64_at(data, 6)?, format)),
        // RK
        0x027E => Some(globals.number(packed_number(u32_at(data, 6)?), format)),
        // Label, RString
        0x0204 | 0x00D6 => {
            let mut parts = record.parts.clone();
            *parts.first_mut()? = data.get(6..)?;
            Some(globals.text(&parts))
        }
        // LabelSst
        0x00FD => globals.strings.get(u32_at(data, 6)? as usize).cloned(),
        // BoolErr
        0x0205 => match (data.get(6)?, data.get(7)?) {
            (value, 0) => Some(if *value == 0 { "FALSE" } else { "TRUE" }.to_owned()),
            _ => Some("#N/A".to_owned()),
        },
        _ => None,
    }
}

/// The value of a formula; `None` if it is a text, which the next record holds.
fn formula_value(data: &[u8], globals: &Globals) -> Option<String> {
    if u16_at(data, 12)? != 0xFFFF {
        return Some(globals.number(f64_at(data, 6)?, u16_at(data, 4)));
    }
    match data.get(6)? {
        1 => Some(if data.get(8) == Some(&0) { "FALSE" } else { "TRUE" }.to_owned()),
        2 => Some("#N/A".to_owned()),
        _ => None,
    }
}

/// A row of numbers or of blank cells in one record.
fn read_several(record: &Record<'_>, globals: &Globals, sheet: &mut Sheet) -> Result<(), ReadError> {
    let data = record.data();
    let (row, first) = place(data);
    let width = if record.kind == 0x00BD { 6 } else { 2 };
    let end = data.len().saturating_sub(2);
    let cells = data.get(4..end).unwrap_or_default().chunks_exact(width);
    for (column, cell) in (first..).zip(cells) {
        let text = match u32_at(cell, 2) {
            Some(packed) => globals.number(packed_number(packed), u16_at(cell, 0)),
            None => String::new(),
        };
        sheet.put(row, column, &text)?;
    }
    Ok(())
}

fn read_merged(data: &[u8], sheet: &mut Sheet) -> Result<(), ReadError> {
    for region in data.get(2..).unwrap_or_default().chunks_exact(8) {
        let at = |i| u16_at(region, i).map_or(0, u32::from);
        sheet.merge(Region { top: at(0), bottom: at(2), left: at(4), right: at(6) })?;
    }
    Ok(())
}

/// A number in 30 bits: an integer or the upper half of a float, perhaps times 100.
fn packed_number(packed: u32) -> f64 {
    let value = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed as i32 >> 2),
    };
    if packed & 1 == 1 { value / 100.0 } else { value }
}

fn shared_strings(parts: &[&[u8]]) -> Vec<String> {
    let mut strings = Vec::new();
    let mut text = Text::new(parts);
    text.skip(8);
    while let Some(string) = text.string() {
        strings.push(string);
    }
    strings
}

/// Strings that may go on in the next record, which then says again how wide its characters are.
pub(crate) struct Text<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Text<'a> {
    pub(crate) fn new(parts: &[&'a [u8]]) -> Text<'a> {
        Text { parts: parts.to_vec(), part: 0, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.parts.get(self.part).and_then(|part| part.get(self.at..)).unwrap_or_default()
    }

    /// Goes to the next record at the end of one.
    fn cross(&mut self) -> bool {
        let at_end = self.rest().is_empty() && self.part + 1 < self.parts.len();
        if at_end {
            self.part += 1;
            self.at = 0;
        }
        at_end
    }

    fn byte(&mut self) -> Option<u8> {
        while self.cross() {}
        let byte = self.rest().first().copied()?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 {
            while self.cross() {}
            let step = self.rest().len().min(bytes);
            if step == 0 {
                return;
            }
            self.at += step;
            bytes -= step;
        }
    }

    /// A string with its length before it.
    pub(crate) fn string(&mut self) -> Option<String> {
        let length = self.u16()?;
        self.characters(usize::from(length))
    }

    /// A string of this many characters, with its flags before it.
    pub(crate) fn characters(&mut self, length: usize) -> Option<String> {
        let mut flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let mut units: Vec<u16> = Vec::with_capacity(length.min(4096));
        while units.len() < length {
            if self.cross() {
                flags = self.byte()?;
            }
            let wanted = length - units.len();
            let rest = self.rest();
            let taken = match flags & 1 {
                0 => {
                    let narrow = &rest[..wanted.min(rest.len())];
                    units.extend(narrow.iter().map(|b| u16::from(*b)));
                    narrow.len()
                }
                _ => {
                    let wide = rest.as_chunks::<2>().0;
                    let wide = &wide[..wanted.min(wide.len())];
                    units.extend(wide.iter().map(|unit| u16::from_le_bytes(*unit)));
                    wide.len() * 2
                }
            };
            if taken == 0 {
                return None;
            }
            self.at += taken;
        }
        self.skip(runs * 4 + extra);
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::workbook;
    use super::*;

    #[test]
    fn cells_of_every_kind() {
        let sheets = read(&workbook()).expect("a workbook");
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].name, "表一");
        let shown = format!("{:?}", sheets[0]);
        for text in [
            "(0, 0): \"规章\"",
            "(0, 1): \"96171.6\"",
            "(1, 0): \"行政许可\"",
            "(1, 1): \"7\"",
            "(1, 2): \"12.34\"",
            "(2, 1): \"无\"",
            "right: 2",
        ] {
            assert!(shown.contains(text), "{text} in {shown}");
        }
    }

    #[test]
    fn damage_anywhere_is_no_panic() {
        let good = workbook();
        for i in 0..good.len() {
            let mut bad = good.clone();
            bad[i] ^= 0xFF;
            let _ = read(&bad);
            let _ = read(&good[..i]);
        }
    }

    #[test]
    fn packed_numbers() {
        assert_eq!(packed_number((-5i32 << 2 | 2) as u32), -5.0);
        assert_eq!(packed_number(0x3FF0_0000), 1.0);
        assert_eq!(packed_number(0x3FF0_0001), 0.01);
    }
}
