//! The binary as its users meet it.

mod batch;
mod check;
mod read;
mod render;
mod similar;
mod support;
