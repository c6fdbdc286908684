//! Opening a file within the limits.

use gongkai_domain::request::redaction::Unfit;
use gongkai_formats::inspect::check_expansion;
use gongkai_formats::read::ReadError;
use hayro::hayro_syntax::page::{Page, Pages};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::MOST_PAGES;

/// An open file.
pub(crate) struct Source(Pdf);

impl Source {
    /// Opens a file; one that is protected against changes alone is opened without a word.
    pub fn open(bytes: &[u8]) -> Result<Source, Unfit> {
        check_expansion(bytes).map_err(|error| match error {
            ReadError::TooLarge { .. } => Unfit::TooLarge,
            _ => Unfit::Damaged,
        })?;
        let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unfit::Password,
            _ => Unfit::Damaged,
        })?;
        match pdf.pages().len() {
            0 => Err(Unfit::Damaged),
            n if n > MOST_PAGES as usize => Err(Unfit::Pages(MOST_PAGES)),
            _ => Ok(Source(pdf)),
        }
    }

    pub fn pages(&self) -> &Pages<'_> {
        self.0.pages()
    }

    /// A page, from 1.
    pub fn page(&self, number: u32) -> Result<&Page<'_>, Unfit> {
        let index = (number as usize).checked_sub(1);
        index.and_then(|i| self.pages().get(i)).ok_or(Unfit::Outside(number))
    }
}
