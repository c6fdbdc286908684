//! What the readers and writers promise together.

mod corpus;
mod pdf;
mod pdf_builder;
mod layouts;
mod random;
mod round_trip;
