//! The store, on every database there is.

mod documents;
mod reports;
