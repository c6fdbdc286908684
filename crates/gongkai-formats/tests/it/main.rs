//! What the readers and writers promise together.

mod random;
mod round_trip;
