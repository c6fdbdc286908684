//! What the readers and writers promise together.

mod corpus;
mod random;
mod round_trip;
