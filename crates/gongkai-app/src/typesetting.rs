//! Pages as PDF. What sets them is a heavy part that not every build has; the program hands it in.

use std::fmt;
use std::sync::Arc;

pub use gongkai_formats::write::bundle::Bundle;
pub use gongkai_formats::write::print::Print;

use crate::{App, Internal};

/// The media type of PDF.
pub const PDF: &str = "application/pdf";

/// Sets pages.
pub trait Typesetter: fmt::Debug + Send + Sync {
    /// A document as PDF.
    ///
    /// # Errors
    ///
    /// If the engine gives up, with its words.
    fn pdf(&self, document: &Print) -> Result<Vec<u8>, String>;

    /// Papers bound into one PDF with the list of them. What cannot be bound is listed and goes with it as a file.
    ///
    /// # Errors
    ///
    /// If the engine gives up, with its words.
    fn bind(&self, bundle: &Bundle) -> Result<Vec<u8>, String>;
}

impl App {
    /// The same with something that sets pages.
    pub fn with_typesetter(self, typesetter: Arc<dyn Typesetter>) -> App {
        App { typesetter: Some(typesetter), ..self }
    }

    /// Whether documents can be had as PDF here.
    pub fn sets_pages(&self) -> bool {
        self.typesetter.is_some()
    }

    /// A document as PDF; nothing where this build, or this machine for want of fonts, sets no pages.
    pub(crate) async fn pdf(&self, document: Print) -> Result<Option<Vec<u8>>, Internal> {
        let Some(typesetter) = self.typesetter.clone() else { return Ok(None) };
        let set = tokio::task::spawn_blocking(move || typesetter.pdf(&document)).await?;
        set.map(Some).map_err(Internal::Typesetting)
    }

    /// Papers bound into one PDF; nothing where no pages are set here.
    pub(crate) async fn bind(&self, bundle: Bundle) -> Result<Option<Vec<u8>>, Internal> {
        let Some(typesetter) = self.typesetter.clone() else { return Ok(None) };
        let bound = tokio::task::spawn_blocking(move || typesetter.bind(&bundle)).await?;
        bound.map(Some).map_err(Internal::Typesetting)
    }
}
