//! The portal: what agencies have published, for everybody. One page a file.

pub mod agency;
pub mod catalogue;
pub mod display;
mod document;
pub mod embed;
pub mod feed;
mod file;
pub mod hand_in;
mod home;
mod legal;
mod list;
pub mod matters;
pub mod messages;
mod policies;
mod qr;
pub mod record;
pub mod register;
pub mod requests;
mod search;
pub mod subscribe;
pub mod view;

pub use agency::{agency, guide, guide_of};
pub use document::{document, download, version};
pub use file::file;
pub use home::home;
pub use legal::legal;
pub use list::{DocumentsQuery, list};
pub use policies::policies;
pub use search::{SearchQuery, search, suggest};
