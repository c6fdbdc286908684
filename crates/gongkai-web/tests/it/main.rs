//! Every page in both languages, through the router and nothing below it.

mod agencies;
mod app;
mod applicants;
mod assessment;
mod benchmark;
mod campaigns;
mod channels;
mod compile;
mod coverage;
mod import;
mod inbox;
mod lessons;
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
mod take_part;
mod visibility;
