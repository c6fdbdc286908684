//! Redaction, on files that the tests make themselves.

mod crypt;
mod cut;
mod paper;
mod random;
mod result;
