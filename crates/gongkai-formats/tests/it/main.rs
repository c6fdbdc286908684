//! What the readers and writers promise together.

mod corpus;
mod findings;
mod layouts;
mod pdf;
mod pdf_builder;
mod random;
mod round_trip;
