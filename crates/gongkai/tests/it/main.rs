//! The binary as its users meet it.

mod batch;
mod calendar;
mod check;
mod compare;
mod compile;
mod config;
mod crash;
mod doctor;
mod lost_database;
mod read;
mod readme;
mod render;
mod screen;
mod selftest;
mod server;
mod similar;
mod support;
