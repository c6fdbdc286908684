//! OLE compound files: just enough to take one stream out.
//!
//! Every chain is followed for at most as many sectors as the file has, so that a loop ends.

const FREE: u32 = 0xFFFF_FFFA;
const HEADER_BYTES: usize = 512;
const HEADER_FAT_SECTORS: usize = 109;
const MINI_SECTOR_BYTES: usize = 64;

/// An opened compound file.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_cutoff: u32,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: u32,
}

impl<'a> Compound<'a> {
    /// Opens a file; `None` if it is damaged.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let shift = u16_at(bytes, 30)?;
        if !(9..=12).contains(&shift) || bytes.len() < HEADER_BYTES {
            return None;
        }
        let mut file = Compound {
            bytes,
            sector_bytes: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u32_at(bytes, 56)?,
            entries: Vec::new(),
        };
        file.fat = file.read_fat()?;
        file.mini_fat = words(&file.chain(u32_at(bytes, 60)?));
        let directory = file.chain(u32_at(bytes, 48)?);
        file.entries = directory.as_chunks::<128>().0.iter().filter_map(entry).collect();
        file.mini_stream = file.chain(file.entries.first()?.start);
        Some(file)
    }

    /// The bytes of the first stream with one of these names.
    pub(crate) fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let named = |name: &&str| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        let entry = names.iter().find_map(named)?;
        let mut bytes = match entry.length < self.mini_cutoff {
            true => self.mini_chain(entry.start),
            false => self.chain(entry.start),
        };
        bytes.truncate(entry.length as usize);
        Some(bytes)
    }

    /// The names of its streams.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The file allocation table: its first sectors are listed in the header, more in a chain of their own.
    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> =
            (0..HEADER_FAT_SECTORS).filter_map(|i| u32_at(self.bytes, 76 + i * 4)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..self.sector_count() {
            let Some(list) = self.sector(next) else { break };
            let mut list = words(list);
            next = list.pop()?;
            sectors.extend(list);
        }
        sectors.truncate(self.sector_count());
        Some(sectors.into_iter().filter_map(|id| self.sector(id)).flat_map(words).collect())
    }

    fn sector_count(&self) -> usize {
        self.bytes.len() / self.sector_bytes + 1
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        if id >= FREE {
            return None;
        }
        let start = (id as usize + 1).checked_mul(self.sector_bytes)?;
        let end = (start + self.sector_bytes).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut id = start;
        for _ in 0..self.sector_count() {
            let Some(sector) = self.sector(id) else { break };
            bytes.extend_from_slice(sector);
            let Some(next) = self.fat.get(id as usize) else { break };
            id = *next;
        }
        bytes
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut id = start;
        for _ in 0..=self.mini_stream.len() / MINI_SECTOR_BYTES {
            let at = (id as usize).saturating_mul(MINI_SECTOR_BYTES);
            let end = at.saturating_add(MINI_SECTOR_BYTES).min(self.mini_stream.len());
            let Some(sector) = self.mini_stream.get(at..end) else { break };
            bytes.extend_from_slice(sector);
            let Some(next) = self.mini_fat.get(id as usize) else { break };
            id = *next;
        }
        bytes
    }
}

/// A directory entry that names a stream or the root.
fn entry(bytes: &[u8; 128]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?.min(62);
    let units = bytes[..length].as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
    let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    matches!(bytes[66], 2 | 5).then_some(Entry {
        name,
        start: u32_at(bytes, 116)?,
        length: u32_at(bytes, 120)?,
    })
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

/// Two bytes, the low one first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// Four bytes, the low one first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// Eight bytes as a number.
pub(crate) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(f64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::super::testing::pack;
    use super::*;

    #[test]
    fn a_stream_is_taken_out() {
        let stream: Vec<u8> = (0..5000u32).map(|i| i as u8).collect();
        let bytes = pack("Workbook", &stream);
        let file = Compound::open(&bytes).expect("a compound file");
        assert_eq!(file.stream(&["Book", "workbook"]).expect("a stream")[..5000], stream);
        assert_eq!(file.stream(&["WordDocument"]), None);
    }

    #[test]
    fn loops_end() {
        let mut bytes = pack("Workbook", &[1; 5000]);
        // The second sector of the stream is followed by its first.
        bytes[512 + 3 * 4..512 + 4 * 4].copy_from_slice(&2u32.to_le_bytes());
        assert!(Compound::open(&bytes).expect("a compound file").stream(&["Workbook"]).is_some());
        assert!(Compound::open(&bytes[..600]).is_none_or(|f| f.stream(&["Workbook"]).is_none()));
        assert!(Compound::open(b"").is_none());
    }
}
