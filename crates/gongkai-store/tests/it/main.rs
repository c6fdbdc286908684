//! The store, on every database there is.

mod documents;
mod jobs;
mod people;
mod platforms;
mod reports;
mod requests;
