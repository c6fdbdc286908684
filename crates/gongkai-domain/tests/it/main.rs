//! Integration tests of the domain.

mod never_panics;
mod planted;
mod request_tables;
mod rule_pages;
mod speed;
