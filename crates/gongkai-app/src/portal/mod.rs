//! What the public sees: lists, documents, search, the guide. One verb a file.

mod agency;
mod display;
mod document;
mod download;
mod file;
mod home;
mod legal;
mod list;
mod policies;
mod search;
mod sitemap;
mod suggest;

pub use gongkai_formats::rich_text::diff::{Change, ChangeKind, PieceKind};

pub use agency::{AgencyPage, GuidePage, agency, guide};
pub use display::{Display, display};
pub use document::{Page, VersionPage, document, version};
pub use download::{DownloadForm, download};
pub use file::{ServedFile, file};
pub use home::{Home, home};
pub use legal::{Legal, LegalItem, legal};
pub use list::{Cursor, DocumentList, list};
pub use policies::{POLICY_KINDS, Policy, PolicyPage, policies};
pub use search::{Found, SearchOrder, SearchPage, newest_hits, search};
pub use sitemap::{Sitemap, sitemap};
pub use suggest::suggest;
