//! What a copy has, and what it has not.

use gongkai_domain::request::redaction::{Area, Cut, Doubt, Ground, Unfit};
use gongkai_redact::{MOST_CUTS, Redactor};

use super::crypt::{Cipher, Lock};
use super::paper::{Paper, Sheet};
use super::result::Taken;

/// What must not be found in a copy. Its letters are in no other word of the tests.
const SECRET: &str = "ZQXJK";

/// A box of a page as it is seen, in points.
fn cut(page: u32, [left, top, right, bottom]: [f32; 4]) -> Cut {
    let tenths = |points: f32| (points * 254.0 / 72.0).round() as u32;
    let (left, top) = (tenths(left), tenths(top));
    let area = Area { left, top, width: tenths(right) - left, height: tenths(bottom) - top };
    Cut { page, area, ground: Ground::Privacy }
}

/// Three lines, the middle one of which is to be cut.
fn sheet() -> Sheet {
    Sheet::new().text(60.0, 400.0, 14.0, "above stays").text(60.0, 360.0, 14.0, SECRET).text(
        60.0,
        320.0,
        14.0,
        "below stays",
    )
}

/// Where the middle line is, from the bottom left corner.
const PLACE: [f32; 4] = [55.0, 352.0, 130.0, 376.0];

#[track_caller]
fn taken(paper: Vec<u8>, cuts: &[Cut]) -> Taken {
    Taken::apart(Redactor::new().redact(&paper, cuts).expect("a copy").bytes)
}

#[test]
fn what_is_under_a_box_is_gone_and_the_rest_is_found_by_search() {
    let seen = sheet().seen(PLACE);
    let copy = taken(Paper::of([sheet()]).build(), &[cut(1, seen)]);
    copy.is_without(SECRET);
    copy.says("above stays");
    copy.says("below stays");
    copy.says("第十五条 个人隐私");
    copy.is_one_colour(0, (400.0, 600.0), seen);
    copy.is_bare();
    let (width, height, pixels) = copy.picture(0);
    // 300 dpi: 400 points are 1666 pixels.
    assert_eq!((width, height), (1666, 2500));
    assert!(pixels.contains(&255));
}

#[test]
fn a_box_is_where_it_is_seen_on_turned_and_cropped_pages() {
    for rotate in [0, 90, 180, 270] {
        for crop in [None, Some([40.0, 200.0, 300.0, 500.0])] {
            let mut page = sheet().text(60.0, 60.0, 14.0, "OUTSIDE");
            (page.rotate, page.crop) = (rotate, crop);
            let [x0, y0, x1, y1] = crop.unwrap_or(page.media);
            let (w, h) = (x1 - x0, y1 - y0);
            let size = if rotate % 180 == 0 { (w, h) } else { (h, w) };
            let seen = page.seen(PLACE);
            let copy = taken(Paper::of([page]).build(), &[cut(1, seen)]);
            copy.is_without(SECRET);
            copy.is_one_colour(0, size, seen);
            copy.is_bare();
            for word in ["above stays", "below stays"] {
                copy.says(word);
            }
            if crop.is_some() {
                // What lies outside of the page is nothing that a reader sees.
                copy.is_without("OUTSIDE");
            }
        }
    }
}

#[test]
fn a_file_that_is_only_protected_against_changes_is_dealt_with() {
    for cipher in [Cipher::Rc4, Cipher::Aes] {
        let seen = sheet().seen(PLACE);
        let mut paper = Paper::of([sheet()]);
        paper.lock = Some(Lock::new(cipher, ""));
        let bytes = paper.build();
        assert!(!bytes.windows(5).any(|w| w == SECRET.as_bytes()), "it is encrypted");
        let copy = taken(bytes, &[cut(1, seen)]);
        copy.is_without(SECRET);
        copy.says("above stays");
        copy.is_bare();

        let mut closed = Paper::of([sheet()]);
        closed.lock = Some(Lock::new(cipher, "password"));
        assert_eq!(Redactor::new().redact(&closed.build(), &[cut(1, seen)]), Err(Unfit::Password));
    }
}

#[test]
fn whatever_else_the_file_has_is_not_in_the_copy() {
    let mut paper = Paper::of([]);
    let form = "/BBox [0 0 90 20] /Type /XObject /Subtype /Form";
    let look = paper.stream(
        format!(
            "{form} /Resources << /Font << /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        ),
        b"BT /H 12 Tf 2 5 Td (field seen) Tj ET",
    );
    let field = paper.object(format!(
        "/Type /Annot /Subtype /Widget /FT /Tx /T (FIELDNAME) /V (FIELDVALUE) /TU (FIELDHELP) /Rect [60 240 150 260] \
         /F 4 /AP << /N {look} 0 R >> /AA << /K << /S /JavaScript /JS (SCRIPTKEY) >> >>"
    ));
    let note = paper
        .object("/Type /Annot /Subtype /Text /Contents (NOTETEXT) /T (NOTEAUTHOR) /Rect [0 0 20 20] /F 2");
    let link =
        paper.object("/Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://LINKED) >>");
    let attached = paper.stream("/Type /EmbeddedFile", b"ATTACHED");
    let file = paper.object(format!("/Type /Filespec /F (ATTACHNAME) /EF << /F {attached} 0 R >>"));
    let metadata = paper.stream("/Type /Metadata /Subtype /XML", b"<x>XMPTEXT</x>");
    let outline = paper.object("/Title (OUTLINED) /Parent 3 0 R");
    let outlines = paper.object(format!("/Type /Outlines /First {outline} 0 R /Last {outline} 0 R /Count 1"));
    let layer = paper.object("/Type /OCG /Name (LAYERNAME)");
    let thumb = paper.stream("/Width 8 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"THUMBNAI");
    let private = paper.stream("", b"PIECES");
    paper.info = Some(paper.object("/Title (INFOTITLE) /Author (INFOAUTHOR)"));
    let mut page = sheet().raw("/OC /L BDC").text(60.0, 280.0, 14.0, "LAYERED").raw("EMC");
    page = page.raw("/Span << /ActualText (ACTUALLY) >> BDC").text(60.0, 200.0, 14.0, "spanned").raw("EMC");
    page.resources = format!("/Properties << /L {layer} 0 R >>");
    page.entries = format!(
        "/Annots [{field} 0 R {note} 0 R {link} 0 R] /Thumb {thumb} 0 R /PieceInfo << /X << /Private {private} 0 R >> >>"
    );
    let seen = page.seen(PLACE);
    paper.pages.push(page);
    paper.catalog = format!(
        "/AcroForm << /Fields [{field} 0 R] >> /Metadata {metadata} 0 R /Outlines {outlines} 0 R \
         /Names << /EmbeddedFiles << /Names [(a) {file} 0 R] >> /JavaScript << /Names [(j) << /S /JavaScript \
         /JS (SCRIPTNAMED) >>] >> >> /OpenAction << /S /JavaScript /JS (SCRIPTOPEN) >> \
         /OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>"
    );
    let bytes = paper.build();
    let copy = taken(bytes.clone(), &[cut(1, seen)]);
    for word in [
        SECRET,
        "FIELDNAME",
        "FIELDVALUE",
        "FIELDHELP",
        "SCRIPTKEY",
        "NOTETEXT",
        "NOTEAUTHOR",
        "LINKED",
        "ATTACHED",
        "ATTACHNAME",
        "XMPTEXT",
        "OUTLINED",
        "LAYERNAME",
        "LAYERED",
        "THUMBNAI",
        "PIECES",
        "INFOTITLE",
        "INFOAUTHOR",
        "ACTUALLY",
        "SCRIPTNAMED",
        "SCRIPTOPEN",
    ] {
        assert!(bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} is in the paper");
        copy.is_without(word);
    }
    copy.is_bare();
    // What is seen stays: also the value of a field, as it looks.
    for word in ["above stays", "field seen", "spanned"] {
        copy.says(word);
    }
}

#[test]
fn what_was_only_painted_over_is_not_laid_under_the_picture() {
    let page = sheet()
        .text(60.0, 250.0, 14.0, "UNDERBAR")
        .raw("0 g 50 240 200 30 re f")
        .raw("1 g")
        .text(60.0, 200.0, 14.0, "WHITEONWHITE")
        .raw("0 g 0 0 10 10 re W n")
        .text(60.0, 150.0, 14.0, "CLIPPED");
    let seen = page.seen(PLACE);
    let copy = taken(Paper::of([page]).build(), &[cut(1, seen)]);
    for word in ["UNDERBAR", "WHITEONWHITE", "CLIPPED", SECRET] {
        copy.is_without(word);
    }
    copy.says("below stays");
}

#[test]
fn a_picture_under_a_box_is_painted_over_and_its_bytes_are_gone() {
    let mut paper = Paper::of([]);
    // Stripes that are seen nowhere else.
    let pixels: Vec<u8> = (0..64u32 * 64).map(|i| if (i / 3) % 2 == 0 { 0x5A } else { 0xA5 }).collect();
    let entries =
        "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8";
    let image = paper.stream(entries, &pixels);
    let mut page = sheet().raw("q 100 0 0 100 60 100 cm /I Do Q");
    page.resources = format!("/XObject << /I {image} 0 R >>");
    let seen = page.seen([59.0, 99.0, 161.0, 201.0]);
    paper.pages.push(page);
    let copy = taken(paper.build(), &[cut(1, seen)]);
    copy.is_one_colour(0, (400.0, 600.0), seen);
    copy.says("above stays");
    let (_, _, seen_pixels) = copy.picture(0);
    assert!(!seen_pixels.iter().any(|p| (0x50..0xB0).contains(p)
        && *p != 0x55
        && *p != 0x66
        && *p != 0x77
        && *p != 0x88
        && *p != 0x99
        && *p != 0xAA));
    assert!(!copy.bytes.windows(64).any(|w| w == &pixels[..64]));
}

#[test]
fn a_photograph_is_packed_as_one_and_a_box_on_it_is_black() {
    let mut paper = Paper::of([]);
    let colours: Vec<u8> =
        (0..128u32 * 128 * 3).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let entries =
        "/Type /XObject /Subtype /Image /Width 128 /Height 128 /ColorSpace /DeviceRGB /BitsPerComponent 8";
    let image = paper.stream(entries, &colours);
    let mut page = sheet().raw("q 380 0 0 580 10 10 cm /I Do Q");
    page.resources = format!("/XObject << /I {image} 0 R >>");
    paper.pages.push(page);
    let copy = taken(paper.build(), &[cut(1, [50.0, 50.0, 150.0, 150.0])]);
    assert!(copy.bytes.windows(10).any(|w| w == b"/DCTDecode"));
    // The text was under the photograph.
    copy.is_without("above");
    copy.is_bare();
    // Drawn again, the box is black in its midst.
    let png = Redactor::new().picture(&copy.bytes, 1).expect("a picture");
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn text_under_a_scan_stays_where_the_scan_shows_it() {
    // A scan: bars where the words are, and the words under it, invisible, as text recognition lays them.
    let page = Sheet::new()
        .raw("0.2 g 60 400 6 10 re f 70 400 6 10 re f 80 400 6 10 re f 60 340 6 10 re f 70 340 6 10 re f 0 g 3 Tr")
        .text(60.0, 400.0, 14.0, "read")
        .text(60.0, 340.0, 14.0, SECRET)
        .text(60.0, 200.0, 14.0, "NOWHERE");
    let seen = page.seen([50.0, 330.0, 150.0, 360.0]);
    let copy = taken(Paper::of([page]).build(), &[cut(1, seen)]);
    copy.says("rea");
    copy.is_without(SECRET);
    copy.is_without("NOWHERE");
}

#[test]
fn pages_without_a_box_lose_what_is_not_seen_too() {
    let other = Sheet::new().text(60.0, 400.0, 14.0, "second page").raw("/GS gs");
    let copy = taken(Paper::of([sheet(), other]).build(), &[cut(1, sheet().seen(PLACE))]);
    copy.says("second page");
    copy.is_without(SECRET);
    copy.is_bare();
}

#[test]
fn earlier_versions_in_the_file_are_gone() {
    // The page is replaced by an update that is appended; the first version stands before it.
    let mut bytes = Paper::of([sheet().text(60.0, 500.0, 14.0, "EARLIER")]).build();
    let begin = bytes.len();
    let content = "BT /F 14 Tf 60 400 Td (above stays) Tj ET";
    let object = format!("4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n", content.len());
    let old = bytes.windows(9).rposition(|w| w == b"startxref").expect("an end");
    let old: String =
        bytes[old + 10..].iter().map(|b| char::from(*b)).take_while(char::is_ascii_digit).collect();
    bytes.extend(object.bytes());
    let xref = bytes.len();
    bytes.extend(
        format!("xref\n4 1\n{begin:010} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {old} >>\nstartxref\n{xref}\n%%EOF\n")
            .bytes(),
    );
    let copy = taken(bytes, &[cut(1, [200.0, 20.0, 220.0, 40.0])]);
    copy.says("above stays");
    copy.is_without("EARLIER");
    copy.is_without(SECRET);
    copy.is_bare();
}

#[test]
fn characters_are_what_the_file_says_they_are() {
    // The glyphs of Latin letters that the file calls by Chinese names.
    let mut paper = Paper::of([]);
    let cmap = paper.stream(
        "",
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def \
         1 begincodespacerange <00> <FF> endcodespacerange 3 beginbfchar <41> <5F2080009716> <42> <738B59279524> <43> <516C5F00> \
         endbfchar endcmap end end"
            .as_bytes(),
    );
    let font =
        paper.object(format!("/Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {cmap} 0 R"));
    let content = format!("/Font << /F {font} 0 R >>");
    let mut page = Sheet::new().text(60.0, 400.0, 20.0, "AB").text(60.0, 300.0, 20.0, "C");
    page.resources = content;
    paper.pages.push(page);
    let copy = taken(paper.build(), &[cut(1, [50.0, 170.0, 200.0, 215.0])]);
    copy.says("公开");
    copy.is_without("张耀霖");
    copy.is_without("王大锤");
}

#[test]
fn what_cannot_be_dealt_with_is_said_in_words() {
    let redactor = Redactor::new();
    let paper = Paper::of([sheet()]).build();
    let inside = cut(1, [10.0, 10.0, 20.0, 20.0]);
    assert_eq!(redactor.redact(b"no paper at all", &[inside]), Err(Unfit::Damaged));
    assert_eq!(redactor.redact(&paper, &[]), Err(Unfit::Nothing));
    assert_eq!(redactor.redact(&paper, &[cut(2, [10.0, 10.0, 20.0, 20.0])]), Err(Unfit::Outside(2)));
    assert_eq!(redactor.redact(&paper, &[cut(1, [500.0, 10.0, 520.0, 20.0])]), Err(Unfit::Outside(1)));
    assert_eq!(redactor.redact(&paper, &vec![inside; MOST_CUTS as usize + 1]), Err(Unfit::Cuts(MOST_CUTS)));
    let many = Paper::of((0..=gongkai_redact::MOST_PAGES).map(|_| Sheet::new())).build();
    assert_eq!(redactor.redact(&many, &[inside]), Err(Unfit::Pages(gongkai_redact::MOST_PAGES)));
    let mut wall = sheet();
    wall.media = [0.0, 0.0, 14_000.0, 14_000.0];
    assert_eq!(redactor.redact(&Paper::of([wall]).build(), &[inside]), Err(Unfit::PageSize(1)));
    for unfit in [Unfit::Password, Unfit::TooLarge, Unfit::TooSlow(3)] {
        assert!(!unfit.zh().is_empty() && !unfit.en().is_empty());
    }
}

#[test]
fn a_picture_that_cannot_be_drawn_is_named() {
    let mut paper = Paper::of([]);
    let image = paper.stream(
        "/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
        b"this is no photograph",
    );
    let mut page = sheet().raw("q 100 0 0 100 60 100 cm /I Do Q");
    page.resources = format!("/XObject << /I {image} 0 R >>");
    paper.pages.push(page);
    let copy = Redactor::new().redact(&paper.build(), &[cut(1, sheet().seen(PLACE))]).expect("a copy");
    assert_eq!(copy.doubts, [(1, Doubt::Picture)]);
}

#[test]
fn the_pages_of_a_paper_are_told_with_what_is_on_them() {
    let mut turned = sheet();
    turned.rotate = 90;
    let pages = Redactor::new().pages(&Paper::of([sheet(), turned]).build()).expect("pages");
    let sizes: Vec<(u32, u32)> = pages.iter().map(|p| (p.width, p.height)).collect();
    assert_eq!(sizes, [(1_411, 2_117), (2_117, 1_411)]);
    let text: String = pages[0].glyphs.iter().map(|g| g.text.as_str()).collect();
    assert!(text.contains(SECRET) && text.contains("above stays"), "{text}");
}
