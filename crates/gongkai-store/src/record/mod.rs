//! How acts stand in the record: a kind and a JSON payload each.
//!
//! The domain is not serializable (I6); these types are what is stored, and change only with a new kind or an
//! optional field, since a record is read for ever.

mod campaign;
mod document;
mod matter;
mod request;

pub use campaign::{decode_campaign, decode_unit, encode_campaign, encode_unit};
pub use document::{Undecodable, decode_document, encode_document};
pub use matter::{decode_matter, encode_matter, matter_kind};
pub use request::{decode_request, encode_request, request_kind};
