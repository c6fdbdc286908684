//! What the public sees: lists, documents, search, the guide. One verb a file.

mod agency;
mod document;
mod file;
mod home;
mod legal;
mod list;
mod search;

pub use gongkai_formats::rich_text::diff::{Change, ChangeKind, PieceKind};

pub use agency::{AgencyPage, GuidePage, agency, guide};
pub use document::{Page, VersionPage, document, version};
pub use file::{ServedFile, file};
pub use home::{Home, home};
pub use legal::{Legal, LegalItem, legal};
pub use list::{Cursor, DocumentList, list};
pub use search::{Found, SearchOrder, SearchPage, search};
