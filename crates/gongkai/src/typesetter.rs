//! What sets pages, handed to the application.

#[cfg(feature = "pdf")]
use std::sync::Arc;

use gongkai_app::App;

/// The application with what sets pages, where this build has it and the machine has fonts.
#[cfg(feature = "pdf")]
pub fn with_typesetter(app: App) -> App {
    match gongkai_pdf::Fonts::find(&gongkai_pdf::PdfOptions::default()) {
        Ok(fonts) => app.with_typesetter(Arc::new(set::Setter(fonts))),
        Err(error) => {
            tracing::warn!("no PDF: {error}");
            app
        }
    }
}

/// The application as it is: this build sets no pages.
#[cfg(not(feature = "pdf"))]
pub fn with_typesetter(app: App) -> App {
    app
}

#[cfg(feature = "pdf")]
mod set {
    use gongkai_app::typesetting::Typesetter;
    use gongkai_formats::write::bundle::Bundle;
    use gongkai_formats::write::print::Print;
    use gongkai_pdf::Fonts;

    #[derive(Debug)]
    pub(super) struct Setter(pub(super) Fonts);

    impl Typesetter for Setter {
        fn pdf(&self, document: &Print) -> Result<Vec<u8>, String> {
            gongkai_pdf::print(document, &self.0).map_err(|error| error.to_string())
        }

        fn bind(&self, bundle: &Bundle) -> Result<Vec<u8>, String> {
            gongkai_pdf::bind(bundle, &self.0).map_err(|error| error.to_string())
        }
    }
}
