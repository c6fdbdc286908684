//! Makes papers for tests.

use super::crypt::{ID, Lock};

/// A file under construction: objects by number, from 1. The first is the catalogue, the second the tree of pages.
pub struct Paper {
    /// Entries of the catalogue.
    pub catalog: String,
    /// Pages.
    pub pages: Vec<Sheet>,
    /// Further objects, from number 3 on: entries of the dictionary, and the stream where there is one.
    pub objects: Vec<(String, Option<Vec<u8>>)>,
    /// Encryption.
    pub lock: Option<Lock>,
    /// The number of `/Info`.
    pub info: Option<u32>,
}

/// A page.
pub struct Sheet {
    /// Left, bottom, right and top.
    pub media: [f32; 4],
    /// The same of what is shown.
    pub crop: Option<[f32; 4]>,
    /// Clockwise, in degrees.
    pub rotate: i32,
    /// What is drawn.
    pub content: String,
    /// Further entries.
    pub entries: String,
    /// Further resources.
    pub resources: String,
}

impl Sheet {
    pub fn new() -> Sheet {
        Sheet {
            media: [0.0, 0.0, 400.0, 600.0],
            crop: None,
            rotate: 0,
            content: String::new(),
            entries: String::new(),
            resources: String::new(),
        }
    }

    /// Writes in Helvetica, on a line that begins at a place measured from the bottom left corner.
    pub fn text(mut self, x: f32, y: f32, size: f32, text: &str) -> Sheet {
        self.content += &format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n");
        self
    }

    pub fn raw(mut self, operators: &str) -> Sheet {
        self.content += operators;
        self.content.push('\n');
        self
    }

    /// A box of the media, as it is seen: left, top, right and bottom in points.
    pub fn seen(&self, [left, bottom, right, top]: [f32; 4]) -> [f32; 4] {
        let [x0, y0, x1, y1] = self.crop.unwrap_or(self.media);
        match self.rotate {
            90 => [bottom - y0, left - x0, top - y0, right - x0],
            180 => [x1 - right, bottom - y0, x1 - left, top - y0],
            270 => [y1 - top, x1 - right, y1 - bottom, x1 - left],
            _ => [left - x0, y1 - top, right - x0, y1 - bottom],
        }
    }
}

impl Paper {
    pub fn of(pages: impl IntoIterator<Item = Sheet>) -> Paper {
        Paper {
            catalog: String::new(),
            pages: pages.into_iter().collect(),
            objects: Vec::new(),
            lock: None,
            info: None,
        }
    }

    /// Adds an object and gives its number.
    pub fn object(&mut self, entries: impl Into<String>) -> u32 {
        self.objects.push((entries.into(), None));
        self.objects.len() as u32 + 2
    }

    /// Adds a stream and gives its number.
    pub fn stream(&mut self, entries: impl Into<String>, data: &[u8]) -> u32 {
        self.objects.push((entries.into(), Some(data.to_vec())));
        self.objects.len() as u32 + 2
    }

    pub fn build(mut self) -> Vec<u8> {
        let font = self.object("/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding");
        let mut kids = Vec::new();
        for page in std::mem::take(&mut self.pages) {
            let content = self.stream("", page.content.as_bytes());
            let numbers = |b: [f32; 4]| format!("[{} {} {} {}]", b[0], b[1], b[2], b[3]);
            let crop = page.crop.map_or(String::new(), |c| format!("/CropBox {}", numbers(c)));
            kids.push(self.object(format!(
                "/Type /Page /Parent 2 0 R /MediaBox {} {crop} /Rotate {} /Contents {content} 0 R {} \
                 /Resources << /Font << /F {font} 0 R >> {} >>",
                numbers(page.media),
                page.rotate,
                page.entries,
                page.resources
            )));
        }
        let kids: Vec<String> = kids.iter().map(|k| format!("{k} 0 R")).collect();
        let tree = format!("/Type /Pages /Count {} /Kids [{}]", kids.len(), kids.join(" "));
        let catalog = format!("/Type /Catalog /Pages 2 0 R {}", self.catalog);
        let mut objects = vec![(catalog, None), (tree, None)];
        objects.append(&mut self.objects);
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut offsets = Vec::new();
        for (number, (entries, data)) in (1u32..).zip(&objects) {
            offsets.push(out.len());
            match data {
                None => out.extend(format!("{number} 0 obj\n<< {entries} >>\nendobj\n").bytes()),
                Some(data) => {
                    let data = self.lock.as_ref().map_or(data.clone(), |lock| lock.encrypt(number, data));
                    let length = data.len();
                    let head = format!("{number} 0 obj\n<< {entries} /Length {length} >>\nstream\n");
                    out.extend(head.bytes());
                    out.extend(data);
                    out.extend(b"\nendstream\nendobj\n");
                }
            }
        }
        let xref = out.len();
        let count = objects.len() + 1;
        out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
        for offset in offsets {
            out.extend(format!("{offset:010} 00000 n \n").bytes());
        }
        let id: String = ID.iter().map(|b| format!("{b:02X}")).collect();
        let lock = self.lock.as_ref().map_or(String::new(), |l| format!("/Encrypt {}", l.dictionary()));
        let info = self.info.map_or(String::new(), |i| format!("/Info {i} 0 R"));
        let trailer = format!(
            "trailer\n<< /Size {count} /Root 1 0 R /ID [<{id}> <{id}>] {lock} {info} >>\nstartxref\n{xref}\n%%EOF\n"
        );
        out.extend(trailer.bytes());
        out
    }
}
