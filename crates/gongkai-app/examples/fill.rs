//! Adds many documents to a data folder that holds the demonstration, and says how fast they went in.
//!
//! `cargo run --release -p gongkai-app --example fill -- gongkai-data 1000000`

use std::path::PathBuf;
use std::time::Instant;

use gongkai_app::{App, fill_demo, load_demo};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (args.next(), args.next()) else {
        return Err("usage: fill FOLDER COUNT".into());
    };
    let count: usize = count.parse()?;
    let app = App::open(&PathBuf::from(folder)).await?;
    load_demo(&app).await?;
    let begun = Instant::now();
    let mut done = 0;
    fill_demo(&app, count, |more| {
        done += more;
        if done % 50_000 == 0 {
            eprintln!("{done} documents, {:.0} a second", done as f64 / begun.elapsed().as_secs_f64());
        }
    })
    .await?;
    println!("{count} documents, {:.0} a second", count as f64 / begun.elapsed().as_secs_f64());
    Ok(())
}
