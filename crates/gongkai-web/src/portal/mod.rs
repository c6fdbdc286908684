//! The portal: what agencies have published, for everybody. One page a file.

pub mod account;
pub mod agency;
pub mod assessment;
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
pub mod open_data;
mod open_data_examples;
mod policies;
pub mod public_requests;
mod qr;
pub mod record;
pub mod register;
pub mod requests;
mod search;
pub mod subscribe;
pub mod take_part;
pub mod view;

pub use agency::{agency, guide, guide_of};
pub use document::{document, download, version};
pub use file::file;
pub use home::home;
pub use legal::legal;
pub use list::{DocumentsQuery, list};
pub use policies::policies;
pub use search::{SearchQuery, search, suggest};
