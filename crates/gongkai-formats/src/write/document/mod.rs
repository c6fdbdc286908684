//! A document going out: as a standalone page, as DOCX in the layout of GB/T 9704, as Markdown, as JSON of an import;
//! and the sheet that says how it was reviewed.
//!
//! What is written can be imported again to the same text, tables and data.

mod docx;
mod html;
mod json;
mod md;
mod review_sheet;
mod word;

pub use docx::write as docx;
pub use html::write as html;
pub use json::write as json;
pub use md::write as md;
pub use review_sheet::{Finding, Opinion, ReviewSheet, write as review_sheet};

use jiff::civil::Date;

use crate::import::{Content, Field, ImportedDocument};
use crate::rich_text::RichText;

/// A document with what is printed around its text. What is empty is left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Publication {
    /// 标题; where it is long, in lines.
    pub title: String,
    /// 发文字号.
    pub number: String,
    /// The text, with addressees, signature and date if they are printed in it.
    pub body: RichText,
    /// The agency under the text, where the text does not have it.
    pub signature: String,
    /// The date under the text, where the text does not have it.
    pub signed_on: Option<Date>,
    /// What the header of a page says, in order: the field and its words.
    pub header: Vec<(Field, String)>,
    /// When it was published, as `YYYY-MM-DD HH:mm`.
    pub published_at: String,
    /// The site that it is on.
    pub site: Site,
    /// Names and addresses of its files.
    pub attachments: Vec<(String, String)>,
}

/// What a page says of its site (国办发〔2017〕47号, annex). What is empty is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// `SiteName`
    pub name: String,
    /// `SiteDomain`
    pub domain: String,
    /// `SiteIDCode`: 网站标识码.
    pub id_code: String,
    /// `ColumnName`
    pub column: String,
    /// `ColumnType`
    pub column_type: String,
    /// `ContentSource`
    pub content_source: String,
    /// `Author`
    pub author: String,
    /// `Keywords`
    pub keywords: Vec<String>,
    /// `Description`
    pub description: String,
    /// `Image`
    pub image: String,
    /// `Url`
    pub url: String,
}

impl Publication {
    /// What the header of a page says, 发文字号 first: name and words.
    fn facts(&self) -> Vec<(&str, &str)> {
        let number = (!self.number.is_empty()).then(|| (Field::Number.zh(), self.number.as_str()));
        number
            .into_iter()
            .chain(self.header.iter().map(|(field, words)| (field.zh(), words.as_str())))
            .collect()
    }
}

/// The bytes of a picture by its hash, for formats that carry pictures in the file.
pub type Pictures<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

impl From<&ImportedDocument> for Publication {
    fn from(imported: &ImportedDocument) -> Publication {
        let words = |field| imported.shown(field);
        let is_elsewhere = |field: &Field| matches!(field, Field::Title | Field::Number | Field::Addressees);
        let header = Field::ALL.iter().filter(|field| !is_elsewhere(field));
        let header = header.map(|field| (*field, words(*field))).filter(|(_, words)| !words.is_empty());
        let attachments = imported.attachments.iter().map(|attachment| match &attachment.content {
            Content::Linked { href } => (attachment.name.clone(), href.clone()),
            Content::Inside { .. } => (attachment.name.clone(), String::new()),
        });
        Publication {
            title: words(Field::Title),
            number: words(Field::Number),
            body: imported.body.clone(),
            signature: String::new(),
            signed_on: None,
            header: header.collect(),
            published_at: words(Field::PublishedOn),
            site: Site {
                column: words(Field::Column),
                content_source: words(Field::Origin),
                description: words(Field::Summary),
                ..Site::default()
            },
            attachments: attachments.collect(),
        }
    }
}

/// The date as documents print it: `2024年5月6日`.
fn printed(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests;
