//! Where in its source something was read.

use core::fmt;

/// A place in a document. Every part is optional, since each kind of file knows different ones.
///
/// Tables, rows, columns and pages count from 1, so that the numbers are those a person would say.
/// Bytes are a half-open range in the text as it was decoded to UTF-8 (for a file that is UTF-8 already,
/// in the file). A box is `[left, top, right, bottom]` in points (1/72 inch) from the page's top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// Which table of the document.
    pub table: Option<u32>,
    /// Which row of the table, or which line of a text.
    pub row: Option<u32>,
    /// Which column of the table.
    pub column: Option<u32>,
    /// Byte range in the decoded text.
    pub bytes: Option<(u32, u32)>,
    /// Page of a PDF, sheet of a workbook.
    pub page: Option<u32>,
    /// Box on the page, in points.
    pub bounds: Option<[f32; 4]>,
}

impl Place {
    /// A byte range alone.
    pub fn bytes(start: usize, end: usize) -> Place {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { bytes: Some((clip(start), clip(end))), ..Place::default() }
    }
}

impl fmt::Display for Place {
    /// `page=1;table=3;row=4;column=2;bytes=120-124;box=10.0,20.0,30.0,40.0`, with what is known of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sep = "";
        let numbers =
            [("page", self.page), ("table", self.table), ("row", self.row), ("column", self.column)];
        for (name, value) in numbers {
            if let Some(value) = value {
                write!(f, "{sep}{name}={value}")?;
                sep = ";";
            }
        }
        if let Some((start, end)) = self.bytes {
            write!(f, "{sep}bytes={start}-{end}")?;
            sep = ";";
        }
        if let Some([l, t, r, b]) = self.bounds {
            write!(f, "{sep}box={l:.1},{t:.1},{r:.1},{b:.1}")?;
        }
        Ok(())
    }
}

/// Why a printed place cannot be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place: expected parts such as table=3;row=4;bytes=120-124")]
pub struct PlaceError;

impl core::str::FromStr for Place {
    type Err = PlaceError;

    fn from_str(s: &str) -> Result<Place, PlaceError> {
        let mut place = Place::default();
        for part in s.split(';').filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(PlaceError)?;
            let number = || value.parse::<u32>().map_err(|_| PlaceError);
            match name {
                "page" => place.page = Some(number()?),
                "table" => place.table = Some(number()?),
                "row" => place.row = Some(number()?),
                "column" => place.column = Some(number()?),
                "bytes" => {
                    let (a, b) = value.split_once('-').ok_or(PlaceError)?;
                    place.bytes =
                        Some((a.parse().map_err(|_| PlaceError)?, b.parse().map_err(|_| PlaceError)?));
                }
                "box" => {
                    let mut bounds = [0f32; 4];
                    let mut parts = value.split(',');
                    for slot in &mut bounds {
                        *slot = parts.next().and_then(|p| p.parse().ok()).ok_or(PlaceError)?;
                    }
                    place.bounds = Some(bounds);
                }
                _ => return Err(PlaceError),
            }
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_place_prints_and_reads_back() {
        let place = Place {
            table: Some(3),
            row: Some(4),
            column: Some(2),
            bytes: Some((120, 124)),
            page: Some(1),
            bounds: Some([1.0, 2.5, 3.0, 4.0]),
        };
        assert_eq!(place.to_string().parse(), Ok(place));
        assert_eq!("".parse(), Ok(Place::default()));
        assert!("row".parse::<Place>().is_err());
    }
}
