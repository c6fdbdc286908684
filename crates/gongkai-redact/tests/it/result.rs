//! Takes a copy apart: its objects, its text, its pictures.

use gongkai_formats::inspect::inspect;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use memchr::memmem;

/// A copy.
pub struct Taken {
    pub bytes: Vec<u8>,
    /// All its text, as our reader finds it.
    pub text: String,
}

impl Taken {
    pub fn apart(bytes: Vec<u8>) -> Taken {
        let text = inspect(&bytes, "copy.pdf").text.unwrap_or_default();
        Taken { bytes, text }
    }

    /// Fails if a word is anywhere: in the text, or in any encoding in any object, packed or not.
    #[track_caller]
    pub fn is_without(&self, word: &str) {
        assert!(!squeezed(&self.text).contains(word), "{word} is in the text: {}", self.text);
        for (name, haystack) in self.everything() {
            let lower = haystack.to_ascii_lowercase();
            for needle in spellings(word) {
                let found = memmem::find(&lower, &needle.to_ascii_lowercase()).is_some();
                assert!(!found, "{word} is in {name}");
            }
        }
    }

    /// Fails if a word cannot be found by search.
    #[track_caller]
    pub fn says(&self, word: &str) {
        assert!(squeezed(&self.text).contains(&squeezed(word)), "{word} is not in: {}", self.text);
    }

    /// The file as it is, and every stream of it unpacked.
    fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let pdf = Pdf::new(self.bytes.clone()).expect("a PDF");
        let mut all = vec![("the file".to_owned(), self.bytes.clone())];
        for object in pdf.objects() {
            let name = format!("{object:?}").chars().take(60).collect::<String>();
            if let Object::Stream(stream) = object {
                all.push((name, stream.decoded_data().map(|d| d.into_owned()).unwrap_or_default()));
            }
        }
        all
    }

    /// Fails if the file holds any of what a copy has not.
    #[track_caller]
    pub fn is_bare(&self) {
        let names = [
            "/Outlines",
            "/AcroForm",
            "/Names",
            "/EmbeddedFile",
            "/Metadata",
            "/OCProperties",
            "/OCG",
            "/JavaScript",
            "/JS",
            "/Annots",
            "/OpenAction",
            "/AA",
            "/Info",
            "/PieceInfo",
            "/StructTreeRoot",
            "/Encrypt",
            "/Filespec",
            "/Thumb",
            "/Rotate",
            "/CropBox",
            "/URI",
            "/Widget",
            "/Prev",
            "/FontFile ",
            "/ActualText",
        ];
        let text: String = self.bytes.iter().map(|b| char::from(*b)).collect();
        for name in names {
            assert!(!text.contains(name), "{name}");
        }
        // Nothing is in streams of objects, so that the names above would be seen.
        assert!(!text.contains("/ObjStm"));
        let pdf = Pdf::new(self.bytes.clone()).expect("a PDF");
        let mut fonts = 0;
        for object in pdf.objects() {
            let dict = match &object {
                Object::Dict(dict) => dict.clone(),
                Object::Stream(stream) => stream.dict().clone(),
                other => panic!("{other:?}"),
            };
            let kind = dict.get::<Name<'_>>("Type").map(|n| String::from_utf8_lossy(n.as_ref()).into_owned());
            let known = ["Catalog", "Pages", "Page", "Font", "FontDescriptor", "XObject"];
            assert!(kind.as_deref().is_none_or(|k| known.contains(&k)), "{kind:?}");
            fonts += u32::from(kind.as_deref() == Some("Font"));
        }
        // The one that draws nothing, with its descendant.
        assert_eq!(fonts, 2);
    }

    /// The picture of a page, from 0: width, height, and the brightness of each pixel.
    pub fn picture(&self, page: usize) -> (usize, usize, Vec<u8>) {
        let pdf = Pdf::new(self.bytes.clone()).expect("a PDF");
        let page = &pdf.pages()[page];
        let image: Stream<'_> = page.resources().get_x_object(&Name::new_unescaped(b"P")).expect("a picture");
        let dict: &Dict<'_> = image.dict();
        let (width, height): (usize, usize) =
            (dict.get("Width").expect("a width"), dict.get("Height").expect("a height"));
        let data = image.decoded_data().expect("a stream").into_owned();
        let bits: u32 = dict.get("BitsPerComponent").expect("bits");
        let palette = dict.get::<Array<'_>>("ColorSpace");
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                grey.push(match (bits, &palette) {
                    (4, None) => {
                        let pair = data[y * width.div_ceil(2) + x / 2];
                        (if x % 2 == 0 { pair >> 4 } else { pair & 15 }) * 17
                    }
                    (8, Some(_)) => data[y * width + x],
                    _ => panic!("a picture of another kind"),
                });
            }
        }
        (width, height, grey)
    }

    /// Fails if a box of a page, in points as it is seen, is not of one colour.
    #[track_caller]
    pub fn is_one_colour(&self, page: usize, size: (f32, f32), [left, top, right, bottom]: [f32; 4]) {
        let (width, height, pixels) = self.picture(page);
        let (x, y) = (width as f32 / size.0, height as f32 / size.1);
        let mut colours = std::collections::BTreeSet::new();
        for row in (top * y).ceil() as usize..((bottom * y).floor() as usize).min(height) {
            for column in (left * x).ceil() as usize..((right * x).floor() as usize).min(width) {
                colours.insert(pixels[row * width + column]);
            }
        }
        assert_eq!(colours.len(), 1, "{colours:?}");
    }
}

/// Without white space: a reader may part words.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A word in every way in which a PDF can spell it.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>().into_bytes();
    let octal: String = word.bytes().map(|b| format!("\\{b:03o}")).collect();
    let plain = word.as_bytes().to_vec();
    vec![hex(&plain), hex(&utf16), octal.into_bytes(), plain, utf16, little]
}
