//! The binary as its users meet it.

mod batch;
mod calendar;
mod check;
mod compile;
mod compare;
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
