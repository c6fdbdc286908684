//! What cuts passages out of PDF files, handed to the application.

use gongkai_app::App;

/// The application with what cuts passages out of files, where this build has it.
#[cfg(feature = "redact")]
pub fn with_redactor(app: App) -> App {
    app.with_redactor(std::sync::Arc::new(cut::Cutter(
        std::sync::Mutex::new(gongkai_redact::Redactor::new()),
    )))
}

/// The application as it is: this build cuts nothing out.
#[cfg(not(feature = "redact"))]
pub fn with_redactor(app: App) -> App {
    app
}

#[cfg(feature = "redact")]
mod cut {
    use std::sync::{Mutex, PoisonError};

    use gongkai_app::redacting::Redactor;
    use gongkai_domain::request::redaction::{Cut, Page, Redacted, Unfit};

    /// One file at a time: a page at 300 dpi takes a hundred megabytes while it is drawn.
    #[derive(Debug)]
    pub(super) struct Cutter(pub(super) Mutex<gongkai_redact::Redactor>);

    impl Redactor for Cutter {
        fn pages(&self, pdf: &[u8]) -> Result<Vec<Page>, Unfit> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).pages(pdf)
        }

        fn picture(&self, pdf: &[u8], page: u32) -> Result<Vec<u8>, Unfit> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).picture(pdf, page)
        }

        fn redact(&self, pdf: &[u8], cuts: &[Cut]) -> Result<Redacted, Unfit> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).redact(pdf, cuts)
        }
    }
}
