//! Every page in both languages, through the router and nothing below it.

mod agencies;
mod app;
mod campaigns;
mod channels;
mod import;
mod inbox;
mod matters;
mod memory;
mod office;
mod openapi;
mod pages;
mod people;
mod platforms;
mod portal;
mod redaction;
mod registers;
mod requests;
mod screening;
mod visibility;
