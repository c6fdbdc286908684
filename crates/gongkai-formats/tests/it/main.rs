//! What the readers and writers promise together.

mod corpus;
<<<<<<< HEAD
mod pdf;
mod pdf_builder;
=======
mod layouts;
>>>>>>> 083c1a4 (read: read one report from fourteen layouts to the same cells)
mod random;
mod round_trip;
