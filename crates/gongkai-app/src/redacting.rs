//! Cutting passages out of PDF files. What does it is a heavy part that not every build has; the program hands it in.

use std::fmt;
use std::sync::Arc;

use gongkai_domain::request::redaction::{Cut, Page, Redacted, Unfit};

use crate::{App, Internal};

/// Cuts passages out of PDF files.
pub trait Redactor: fmt::Debug + Send + Sync {
    /// The pages of a file, with what is written on them.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with.
    fn pages(&self, pdf: &[u8]) -> Result<Vec<Page>, Unfit>;

    /// A page as PNG for the screen; pages count from 1.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with.
    fn picture(&self, pdf: &[u8], page: u32) -> Result<Vec<u8>, Unfit>;

    /// A copy without what the boxes cover.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with.
    fn redact(&self, pdf: &[u8], cuts: &[Cut]) -> Result<Redacted, Unfit>;
}

impl App {
    /// The same with something that cuts passages out of files.
    pub fn with_redactor(self, redactor: Arc<dyn Redactor>) -> App {
        App { redactor: Some(redactor), ..self }
    }

    /// Whether passages can be cut out of files here.
    pub fn redacts(&self) -> bool {
        self.redactor.is_some()
    }

    /// Does something with a file, off the threads that serve requests; nothing where this build cannot.
    pub(crate) async fn with_pdf<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Redactor) -> T + Send + 'static,
    ) -> Result<Option<T>, Internal> {
        let Some(redactor) = self.redactor.clone() else { return Ok(None) };
        Ok(Some(tokio::task::spawn_blocking(move || work(&*redactor)).await?))
    }
}
