//! The binary as its users meet it.

mod batch;
mod check;
mod compare;
mod read;
mod readme;
mod render;
mod similar;
mod support;
