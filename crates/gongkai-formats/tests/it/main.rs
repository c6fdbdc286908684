//! What the readers and writers promise together.

mod containers;
mod corpus;
mod facts;
mod findings;
mod fuzz_corpus;
mod html_tables;
mod layout_text;
mod layouts;
mod pdf;
mod pdf_builder;
mod planted;
mod random;
mod rough;
mod round_trip;
