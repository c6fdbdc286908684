//! The binary as its users meet it.

mod batch;
mod calendar;
mod check;
mod compare;
mod read;
mod readme;
mod render;
mod screen;
mod similar;
mod support;
