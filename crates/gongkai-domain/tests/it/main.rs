//! Integration tests of the domain.

mod never_panics;
mod planted;
mod rule_pages;
mod speed;
