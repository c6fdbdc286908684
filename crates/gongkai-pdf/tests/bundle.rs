//! Papers bound into one file, sound ones and broken ones.

use gongkai_formats::inspect::inspect;
use gongkai_formats::write::bundle::{Bundle, Content, Paper};
use gongkai_formats::write::print::{Piece, Print};
use gongkai_pdf::{Fonts, PdfError, PdfOptions, bind, print};

fn fonts() -> Option<Fonts> {
    match Fonts::find(&PdfOptions::default()) {
        Ok(fonts) => Some(fonts),
        // Without a font there is nothing to write with; `.ci/run` installs one.
        Err(PdfError::NoFont) => None,
        Err(other) => panic!("{other}"),
    }
}

fn paper(name: &str, content: Content) -> Paper {
    Paper { name: name.into(), proves: format!("{name}的证明对象"), content }
}

fn file(media: &'static str, bytes: &[u8]) -> Content {
    Content::File { media, sha256: "5a".repeat(32), bytes: bytes.to_vec() }
}

fn text(bytes: &[u8]) -> String {
    let text = inspect(bytes, "bundle.pdf").text.expect("it has text");
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

#[test]
fn papers_are_bound_with_a_list_and_numbers_and_broken_ones_are_not_lost() {
    let Some(fonts) = fonts() else { return };
    let pieces = |what: &str, count: usize| -> Vec<Piece> {
        (0..count).map(|n| Piece::Paragraph(format!("{what}第{n}段，说明办理经过。"))).collect()
    };
    let foreign = Print { title: "外来".into(), pieces: pieces("外来文件", 60), ..Print::default() };
    let foreign = print(&foreign, &fonts).expect("a PDF");
    let cut = &foreign[..foreign.len() / 3];
    let bundle = Bundle {
        title: "行政复议证据材料".into(),
        agency: "某区教育局".into(),
        dated: Some(jiff::civil::date(2026, 3, 2)),
        facts: vec![("案号".into(), "澄政复〔2026〕8号".into())],
        papers: vec![
            paper("申请", Content::Text(pieces("申请内容", 40))),
            paper("检索记录", file("application/pdf", &foreign)),
            paper("损坏的文件", file("application/pdf", cut)),
            paper("不是文件", file("application/pdf", b"%PDF-1.7\nnonsense")),
            paper("录音说明", file("text/plain; charset=utf-8", "录音整理".as_bytes())),
            paper("送达记录", Content::Text(pieces("送达", 2))),
        ],
    };
    let bound = bind(&bundle, &fonts).expect("it is bound");
    let text = text(&bound);
    for word in
        ["证据目录", "检索记录的证明对象", "外来文件第59段", "录音说明", "澄政复〔2026〕8号", "送达第1段"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    // The front has two pages, the request two, the search record three.
    assert!(text.contains("检索记录检索记录的证明对象5—7"), "{text}");
    assert!(text.contains("送达记录送达记录的证明对象8"), "{text}");
    assert_eq!(text.matches("另附的文件").count(), 1);
    assert!(text.contains("文件损坏，不能装订") && text.contains("不是PDF，作为附件随卷"), "{text}");
    assert!(contains(&bound, b"/Outlines") && contains(&bound, b"/EmbeddedFiles"), "bookmarks and files");
    assert!(bind(&bundle, &fonts).expect("again") == bound, "the same papers make the same file");
}

#[test]
fn a_bundle_of_broken_papers_alone_is_its_list() {
    let Some(fonts) = fonts() else { return };
    for bytes in
        [&b""[..], b"%PDF-", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>"]
    {
        let papers = vec![paper("坏", file("application/pdf", bytes))];
        let bundle = Bundle { title: "证据".into(), papers, ..Bundle::default() };
        assert!(text(&bind(&bundle, &fonts).expect("it is bound")).contains("另附"));
    }
}
