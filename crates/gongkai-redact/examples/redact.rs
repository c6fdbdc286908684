//! Cuts one box out of a PDF, and says how long it took:
//! `cargo run --release -p gongkai-redact --example redact -- IN.pdf OUT.pdf PAGE LEFT TOP WIDTH HEIGHT` (millimetres).

use std::time::Instant;

use gongkai_domain::request::redaction::{Area, Cut, Ground};
use gongkai_redact::Redactor;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, page, place @ ..] = args.as_slice() else {
        return Err("IN.pdf OUT.pdf PAGE LEFT TOP WIDTH HEIGHT".into());
    };
    let tenths: Vec<u32> =
        place.iter().map(|mm| mm.parse::<f32>().map(|mm| (mm * 10.0) as u32)).collect::<Result<_, _>>()?;
    let [left, top, width, height] = tenths[..] else { return Err("four numbers make a box".into()) };
    let area = Area { left, top, width, height };
    let cut = Cut { page: page.parse()?, area, ground: Ground::Privacy };
    let bytes = std::fs::read(from)?;
    let redactor = Redactor::new();
    let begun = Instant::now();
    let pages = redactor.pages(&bytes)?.len();
    let read = begun.elapsed();
    let picture = redactor.picture(&bytes, 1)?.len();
    let drawn = begun.elapsed() - read;
    let copy = redactor.redact(&bytes, &[cut])?;
    let made = begun.elapsed() - drawn - read;
    println!(
        "{pages} pages: read in {read:.0?}, a page for the screen in {drawn:.0?} ({picture} bytes), copy made in \
         {made:.0?} ({} bytes)",
        copy.bytes.len()
    );
    for (page, doubt) in copy.doubts {
        println!("page {page}: {}", doubt.en());
    }
    std::fs::write(to, copy.bytes)?;
    Ok(())
}
