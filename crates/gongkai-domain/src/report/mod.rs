//! The statutory annual report (政府信息公开工作年度报告) as a value.
//!
//! Source: 国办公开办函〔2021〕30号 (2021 format), 国办公开办函〔2019〕60号 (2019 format), Art. 50.

mod cell;
mod dictionary;
mod fact;
mod notice;
mod place;
pub mod sample;

pub use cell::{Cell, Cells, Value};
pub use dictionary::{
    Aggregation, Applicant, CELL_COUNT, CellDef, CellKey, Outcome, Procedure, Row, Unit, cells_of, dictionary,
};
pub use fact::{Bound, Fact, Subject};
pub use notice::{Notice, NoticeCode};
pub use place::Place;

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

/// Which official form a report follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// 国办公开办函〔2021〕30号, report years 2021 and later: 200 numbers.
    F2021,
    /// 国办公开办函〔2019〕60号, report years 2019 and 2020: 198 numbers.
    F2019,
    /// Before 2019: label and value pairs, never fed into cross-year checks.
    Legacy,
}

impl Format {
    /// The public name: `2021`, `2019` or `legacy`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::F2021 => "2021",
            Format::F2019 => "2019",
            Format::Legacy => "legacy",
        }
    }

    /// The inverse of [`Format::as_str`].
    pub fn parse(name: &str) -> Option<Format> {
        [Format::F2021, Format::F2019, Format::Legacy].into_iter().find(|f| f.as_str() == name)
    }

    /// The form that is in force for a report year.
    pub fn in_force_for(year: i16) -> Format {
        match year {
            2021.. => Format::F2021,
            2019 | 2020 => Format::F2019,
            _ => Format::Legacy,
        }
    }
}

/// One paragraph of a chapter, with the place it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// The repaired text, without surrounding white space.
    pub text: String,
    /// Where it stands in the source.
    pub place: Place,
}

/// One of the six chapters.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// 1 to 6, the number that the official form gives it. 0 for text before the first chapter (the preamble).
    pub number: u8,
    /// The heading as the document gives it, repaired.
    pub heading: String,
    /// Where the heading stands.
    pub place: Place,
    /// The running text, tables left out.
    pub paragraphs: Vec<Paragraph>,
}

impl Chapter {
    /// The chapter's text, one paragraph a line.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (i, p) in self.paragraphs.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            out.push_str(&p.text);
        }
        out
    }
}

/// A row of a pre-2019 statistics form, or a row that the official form does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeRow {
    /// The table it stands in: 2, 3 or 4; 0 for a legacy form.
    pub table: u8,
    /// Its label as printed, repaired.
    pub label: String,
    /// The unit as printed, empty where there is none.
    pub unit: String,
    /// Its values in order. A legacy row has the year's value and then the cumulative one.
    pub values: Vec<Cell>,
}

/// Where a report was read from. Provenance travels with every exported number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// SHA-256 of the bytes, lower-case hexadecimal; empty when unknown.
    pub sha256: String,
    /// What the bytes are: `html`, `docx`, `pdf`, `text` …
    pub media: String,
    /// How the cells were extracted, for example `grid`, `stream`, `glued`, `pdf-ruled`.
    pub extraction: String,
    /// Version of the reader.
    pub reader: String,
}

/// A statutory annual report. Table cells that the document does not have are absent, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnualReport {
    /// The form it follows, whatever its year.
    pub format: Format,
    /// The title line as printed, repaired.
    pub title: Option<String>,
    /// The agency's full name as the document gives it, repaired.
    pub agency: Option<String>,
    /// The report year.
    pub year: Option<i16>,
    /// First and last day of the statistics period, if stated.
    pub period: Option<(Date, Date)>,
    /// The agency named under the text.
    pub signature: Option<String>,
    /// The date under the text.
    pub signed_on: Option<Date>,
    /// The day of publication, where the document carries it.
    pub published_on: Option<Date>,
    /// The numbers of chapters 2 to 4.
    pub cells: Cells,
    /// The preamble (number 0) and the chapters in the order of the document. A number can occur twice or not at all.
    pub chapters: Vec<Chapter>,
    /// Rows that the official form does not have.
    pub extra_rows: Vec<FreeRow>,
    /// Rows of a pre-2019 form.
    pub legacy_rows: Vec<FreeRow>,
    /// Counts that the text states.
    pub facts: Vec<Fact>,
    /// What the reader repaired, guessed or left open.
    pub notices: Vec<Notice>,
    /// The document it was read from.
    pub source: Source,
    /// 0 to 1: how well the document fitted the form. 1 where nothing had to be guessed.
    pub confidence: f32,
}

impl AnnualReport {
    /// An empty report of the given form.
    pub fn empty(format: Format) -> AnnualReport {
        AnnualReport {
            format,
            title: None,
            agency: None,
            year: None,
            period: None,
            signature: None,
            signed_on: None,
            published_on: None,
            cells: Cells::default(),
            chapters: Vec::new(),
            extra_rows: Vec::new(),
            legacy_rows: Vec::new(),
            facts: Vec::new(),
            notices: Vec::new(),
            source: Source::default(),
            confidence: 1.0,
        }
    }

    /// The first chapter with this number.
    pub fn chapter(&self, number: u8) -> Option<&Chapter> {
        self.chapters.iter().find(|c| c.number == number)
    }

    /// True when （六）其他处理 is a single row, as in the 2019 form, whatever the form of the report.
    pub fn has_single_other_row(&self) -> bool {
        Applicant::ALL.into_iter().any(|a| self.cells.get(CellKey::t3(Row::OtherAll, a)).is_some())
    }
}
