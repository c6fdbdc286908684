//! 主动公开: documents from draft to archive.
//!
//! A document is the sum of its events. What may be done to it, and by whom not, is decided here; who may act in which
//! role is in [`permission`](crate::permission).

pub mod act;
pub mod catalogue;
pub mod deadline;
pub mod document;
pub mod document_number;
pub mod index_number;
pub mod review;
pub mod revision;
pub mod screen;
pub mod site_health;
pub mod vocabulary;
