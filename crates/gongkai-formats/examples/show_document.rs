//! Prints the lines and tables that a container reader finds in a file: `show_document FILE`.

use gongkai_formats::read::{Block, docx, encoding, html, sniff, workbook};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: show_document FILE")?;
    let bytes = std::fs::read(path)?;
    let document = match sniff::sniff(&bytes) {
        sniff::Media::Html => html::parse(&encoding::decode(&bytes).0),
        sniff::Media::Docx => docx::parse(&bytes)?,
        sniff::Media::Xlsx | sniff::Media::Xls | sniff::Media::Ods => workbook::parse(&bytes)?,
        other => return Err(format!("{other:?} is not shown").into()),
    };
    println!("{} {:?} {:?}", document.extraction, document.meta, document.notices);
    for block in &document.blocks {
        match block {
            Block::Line(line) => println!("{} {:?}", "#".repeat(usize::from(line.heading)), line.text),
            Block::Table(table) => {
                println!("table {} × {}", table.rows, table.columns);
                for cell in &table.cells {
                    let lead = if cell.column == 0 { "\n   " } else { "" };
                    print!("{lead} r{}c{}", cell.row, cell.column);
                    if (cell.row_span, cell.column_span) != (1, 1) {
                        print!("+{}×{}", cell.row_span, cell.column_span);
                    }
                    print!(" {:?}", cell.text);
                }
                println!();
            }
        }
    }
    Ok(())
}
