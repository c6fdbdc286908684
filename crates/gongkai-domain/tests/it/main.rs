//! Integration tests of the domain.

mod planted;
mod rule_pages;
mod speed;
