//! Makes the inputs that the fuzz targets begin with: `fuzz_seeds FOLDER`, usually `fuzz/corpus`.
//!
//! All of them are written here from made-up reports, so that nothing of a real one gets into the repository. A dictionary of
//! the words of the form is written beside the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai_domain::report::sample::{Dice, consistent_report};
use gongkai_domain::report::{AnnualReport, CellKey, Format, cells_of};
use gongkai_formats::write;
use zip::ZipArchive;

#[path = "../tests/it/layout_text.rs"]
mod layout_text;
#[path = "../tests/it/pdf_builder.rs"]
#[expect(dead_code, reason = "the tests draw more than this needs")]
mod pdf_builder;
#[path = "../src/read/workbook/testing.rs"]
mod xls;

use pdf_builder::{PageBuilder, PdfBuilder, to_unicode_cmap, width};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Seeds of the reports that everything is made of: one with few numbers and one with many.
const SEEDS: [u64; 2] = [4, 11];

fn main() -> Outcome {
    let folder: PathBuf = std::env::args().nth(1).ok_or("usage: fuzz_seeds FOLDER")?.into();
    for seed in SEEDS {
        for format in [Format::F2021, Format::F2019, Format::Legacy] {
            let report = consistent_report(seed, format);
            let name = format!("{}-{seed}", format.as_str());
            documents(&folder, &name, &report)?;
            if format != Format::Legacy {
                layouts(&folder, &name, &report, seed)?;
                pdfs(&folder, &name, &report)?;
            }
        }
    }
    parts(&folder)?;
    drawn(&folder)?;
    let dictionary = folder.parent().unwrap_or(Path::new(".")).join("form.dict");
    fs::write(dictionary, words_of_the_form())?;
    Ok(())
}

fn put(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> Outcome {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
}

/// The report in every format that is written, and the main parts of the packed ones.
fn documents(folder: &Path, name: &str, report: &AnnualReport) -> Outcome {
    let html = write::html::write(report);
    put(folder, "read_html", &format!("{name}.html"), html.as_bytes())?;
    put(folder, "read_any", &format!("{name}.html"), html.as_bytes())?;
    let (docx, xlsx) = (write::docx::write(report), write::xlsx::write(report));
    put(folder, "read_docx", &format!("{name}.xml"), &part(&docx, "word/document.xml")?)?;
    put(folder, "read_workbook", &format!("{name}.xml"), &part(&xlsx, "xl/worksheets/sheet1.xml")?)?;
    put(folder, "read_any", &format!("{name}.docx"), &docx)?;
    put(folder, "read_any", &format!("{name}.xlsx"), &xlsx)?;
    for (ending, text) in [
        ("md", write::md::write(report)),
        ("cells", write::cells::write(report)),
        ("json", write::json::write(report)),
        ("csv", write::csv::write(report)),
    ] {
        put(folder, "read_text", &format!("{name}.{ending}"), text.as_bytes())?;
        put(folder, "read_any", &format!("{name}.{ending}"), text.as_bytes())?;
    }
    Ok(())
}

fn part(package: &[u8], name: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(package))?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(name)?, &mut bytes)?;
    Ok(bytes)
}

fn layouts(folder: &Path, name: &str, report: &AnnualReport, seed: u64) -> Outcome {
    for (layout, write) in layout_text::LAYOUTS {
        let text = write(report, &mut Dice::new(seed));
        let layout = layout.replace([' ', ','], "-");
        put(folder, "read_text", &format!("{name}-{layout}.txt"), text.as_bytes())?;
    }
    Ok(())
}

/// The cells of table 3 and 4 as a ruled table, and the text above it.
fn pdfs(folder: &Path, name: &str, report: &AnnualReport) -> Outcome {
    let mut page = PageBuilder::a4();
    page.text(120.0, 60.0, 16.0, report.title.as_deref().unwrap_or_default());
    let lines: Vec<String> = report.chapters.iter().map(|c| c.text()).collect();
    for (i, line) in lines.iter().flat_map(|l| l.lines()).take(8).enumerate() {
        let some: String = line.chars().take(40).collect();
        page.text(60.0, 90.0 + 16.0 * i as f32, 10.0, &some);
    }
    let rows: Vec<Vec<CellKey>> = table_3(report.format);
    let top = 240.0;
    for (i, row) in rows.iter().enumerate() {
        let y = top + 16.0 * i as f32;
        page.line(60.0, y, 540.0, y);
        page.text(64.0, y + 12.0, 9.0, row.first().map_or("", |key| key.def().row));
        for (j, key) in row.iter().enumerate() {
            let x = 330.0 + 30.0 * j as f32;
            let number = report.cells.number(*key).map(|n| n.to_string()).unwrap_or_default();
            page.text(x + 15.0 - width(&number, 9.0) / 2.0, y + 12.0, 9.0, &number);
        }
    }
    let bottom = top + 16.0 * rows.len() as f32;
    page.line(60.0, bottom, 540.0, bottom).line(60.0, top, 60.0, bottom);
    for j in 0..=7 {
        page.line(330.0 + 30.0 * j as f32, top, 330.0 + 30.0 * j as f32, bottom);
    }
    let content = [b"c".as_slice(), page.content.as_bytes()].concat();
    put(folder, "read_pdf", &format!("{name}.content"), &content)?;
    let file = PdfBuilder::of_pages([page]).build();
    put(folder, "read_pdf", &format!("{name}.pdf"), &file)?;
    put(folder, "read_any", &format!("{name}.pdf"), &file)
}

fn table_3(format: Format) -> Vec<Vec<CellKey>> {
    let mut rows: Vec<Vec<CellKey>> = Vec::new();
    for key in cells_of(format).filter(|key| key.table() == 3) {
        match rows.last_mut() {
            Some(row) if row[0].def().row == key.def().row && row.len() < 7 => row.push(key),
            _ => rows.push(vec![key]),
        }
    }
    rows
}

/// Small parts that show one construction each.
fn parts(folder: &Path) -> Outcome {
    put(folder, "read_workbook", "small.xls", &xls::workbook())?;
    put(folder, "read_any", "small.xls", &xls::workbook())?;
    let ods = "<office:document-content><office:body><office:spreadsheet><table:table table:name='a'>\
        <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-spanned='2'><text:p>申请<text:s text:c='2'/>人</text:p></table:table-cell>\
        <table:covered-table-cell/><table:table-cell table:number-columns-repeated='3' office:value-type='float' office:value='0'><text:p>0</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet></office:body></office:document-content>";
    put(folder, "read_workbook", "small-ods.xml", ods.as_bytes())?;
    let sheet = "<worksheet><sheetData><row r='2'><c r='B2' t='s'><v>0</v></c><c r='C2' s='1'><f>SUM(A1)</f><v>45311</v></c></row>\
        <row r='4'><c r='B4' t='inlineStr'><is><t>合计</t></is></c></row></sheetData><mergeCells><mergeCell ref='B2:D4'/></mergeCells></worksheet>";
    put(folder, "read_workbook", "small-xlsx.xml", sheet.as_bytes())?;
    let word = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='1'/><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>一</w:t><w:tab/><w:br/></w:r></w:p>\
        <w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl></w:body></w:document>";
    put(folder, "read_docx", "small.xml", word.as_bytes())?;
    let page = "<!DOCTYPE html><meta charset=gbk><title>a</title><table><tr><td rowspan=2 colspan=3>1<table><tr><th>2</table><td>&nbsp;3<tr><td>4</table><p>5<br>6<script>7</script><ul><li>8</ul>";
    put(folder, "read_html", "small.html", page.as_bytes())?;
    let operators = "cq 1 0 0 1 9 9 cm 0 0 99 99 re W n BT /F 9 Tf 3 Tr 2 Tc 1 Tw 90 Tz 9 TL 1 Ts 9 700 Td [<4E00> -250 <5E74>] TJ T* <0031> ' ET Q 9 9 m 99 9 l 9 99 1 2 3 4 c h S /X Do";
    put(folder, "read_pdf", "small.content", operators.as_bytes())?;
    put(folder, "read_pdf", "small.unicode", ["u", &to_unicode_cmap()].concat().as_bytes())?;
    let encoding = "e/CMapName /A def /WMode 1 def 1 begincodespacerange <00> <FF> endcodespacerange 1 begincidrange <00> <FF> 1 endcidrange 1 begincidchar <20> 7 endcidchar";
    put(folder, "read_pdf", "small.encoding", encoding.as_bytes())?;
    put(folder, "read_pdf", "small.compact", &compact_font(b"o"))?;
    put(folder, "read_pdf", "small.named", &compact_font(b"1"))?;
    put(folder, "read_pdf", "small.truetype", &true_type_font())?;
    let body = b" 1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj 3 0 obj<</MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</A<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding<</Differences[1/a/b]>>>>>>>>>>endobj 4 0 obj<</Length 30>>stream\nBT /A 9 Tf 9 9 Td (\\001b) Tj ET\nendstream endobj";
    put(folder, "read_pdf", "small.body", body)
}

/// A compact font (CFF) with two glyphs, of which the second is a box.
fn compact_font(kind: &[u8]) -> Vec<u8> {
    let index = |items: &[&[u8]]| {
        let mut out = (items.len() as u16).to_be_bytes().to_vec();
        if items.is_empty() {
            return out;
        }
        out.push(1);
        let mut offset = 1u8;
        out.push(offset);
        for item in items {
            offset += item.len() as u8;
            out.push(offset);
        }
        items.iter().for_each(|item| out.extend_from_slice(item));
        out
    };
    let head = [vec![1, 0, 4, 1], index(&[b"A"])].concat();
    // The number before operator 17 is where the glyphs begin, written in three bytes.
    let glyphs_at = head.len() + index(&[&[28, 0, 0, 17]]).len() + 4;
    let top = [28, (glyphs_at >> 8) as u8, glyphs_at as u8, 17];
    let square = [139, 139, 21, 239, 139, 5, 139, 239, 5, 39, 139, 5, 14];
    let glyphs = index(&[&[14], &square]);
    [kind, &head, &index(&[&top]), &index(&[]), &index(&[]), &glyphs].concat()
}

/// A TrueType font with two glyphs, of which the second is a triangle.
fn true_type_font() -> Vec<u8> {
    let words = |words: &[u16]| words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
    let glyph =
        [words(&[1, 0, 0, 500, 500, 2, 0]), vec![1, 1, 1], words(&[0, 500, 0xFE0C, 0, 0, 500]), vec![0]];
    let glyph = glyph.concat();
    let head = words(&[
        1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 500, 0, 8, 2, 0, 0,
    ]);
    let wide = words(&[1, 0, 800, 0xFF38, 0, 500, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    let most = words(&[1, 0, 2, 3, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let map =
        words(&[0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, 0x31, 0xFFFF, 0, 0x31, 0xFFFF, 0xFFD0, 1, 0, 0]);
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", map),
        (b"glyf", glyph.clone()),
        (b"head", head),
        (b"hhea", wide),
        (b"hmtx", words(&[500, 0, 500, 0])),
        (b"loca", words(&[0, 0, glyph.len() as u16 / 2])),
        (b"maxp", most),
    ];
    let mut out = [b"t".to_vec(), words(&[1, 0, tables.len() as u16, 64, 2, 48])].concat();
    let mut at = 12 + 16 * tables.len();
    for (name, data) in &tables {
        out.extend_from_slice(*name);
        [0, at as u32, data.len() as u32].iter().for_each(|n| out.extend_from_slice(&n.to_be_bytes()));
        at += data.len().next_multiple_of(4);
    }
    for (_, mut data) in tables {
        data.resize(data.len().next_multiple_of(4), 0);
        out.append(&mut data);
    }
    out
}

/// Bytes from which reports are drawn.
fn drawn(folder: &Path) -> Outcome {
    for seed in 0..24 {
        let mut dice = Dice::new(seed);
        let length = 8 + 24 * seed;
        let bytes: Vec<u8> = (0..length).map(|_| dice.bits() as u8).collect();
        put(folder, "check_report", &format!("{seed}"), &bytes)?;
        put(folder, "write_then_read", &format!("{seed}"), &[&[seed as u8], &bytes[..]].concat())?;
    }
    Ok(())
}

/// Labels of the form and marks of the formats, in the notation of libFuzzer.
fn words_of_the_form() -> String {
    let marks = [
        "<table>",
        "<tr>",
        "<td rowspan=2>",
        "<td colspan=3>",
        "</table>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
        "<w:vMerge/>",
        "<w:gridSpan w:val='2'/>",
        "<row r='2'>",
        "<c r='B2'>",
        "<mergeCell ref='A1:B2'/>",
        "table:number-rows-repeated='9'",
        "table:number-columns-spanned='2'",
        " Tj",
        " Td",
        " TJ",
        " Tm",
        " cm",
        " re",
        " Do",
        "BT ",
        "ET ",
        " obj",
        "endobj",
        "stream\n",
        "endstream",
        " | ",
        "\t",
        "　",
        "０",
        "１",
        "(wù)",
        "申請",
        "、",
        "。",
        "件",
        "万元",
        "元",
        "beginbfrange",
        "endbfrange",
        "begincidrange",
        "endcidrange",
        "usecmap",
        "report.format\t2021",
    ];
    let mut words: BTreeSet<&str> = marks.into_iter().collect();
    for key in [Format::F2021, Format::F2019].into_iter().flat_map(cells_of) {
        words.extend([key.def().row, key.def().column, key.def().section]);
    }
    let mut out = String::from("# Written by the example fuzz_seeds of gongkai-formats.\n");
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        let escaped: String = word.bytes().map(|b| format!("\\x{b:02x}")).collect();
        out += &format!("\"{escaped}\"\n");
    }
    out
}
