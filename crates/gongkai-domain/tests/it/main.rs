//! Integration tests of the domain.

mod rule_pages;
mod speed;
