//! Zip containers (DOCX, XLSX, ODS), opened with limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::ReadError;
use super::limits::{ZIP_ENTRIES, ZIP_EXPANDED_BYTES, ZIP_RATIO, ZIP_RATIO_FROM_BYTES};

/// An opened zip container that counts what it has expanded.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    kind: &'static str,
    expanded: u64,
}

impl<'a> Package<'a> {
    /// Opens a container; `kind` names it in errors.
    pub(crate) fn open(bytes: &'a [u8], kind: &'static str) -> Result<Package<'a>, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| ReadError::Damaged { kind, detail: error.to_string() })?;
        if archive.len() > ZIP_ENTRIES {
            return Err(ReadError::TooLarge { what: "number of zip entries", limit: ZIP_ENTRIES as u64 });
        }
        Ok(Package { archive, kind, expanded: 0 })
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of all parts.
    pub(crate) fn names(&self) -> Vec<String> {
        self.archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }

    /// A part's bytes, or `None` if there is no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let kind = self.kind;
        let damaged = |detail: String| ReadError::Damaged { kind, detail: format!("{name}: {detail}") };
        let file = self.archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let packed = file.compressed_size().max(1);
        let left = ZIP_EXPANDED_BYTES - self.expanded;
        let by_ratio = packed.saturating_mul(ZIP_RATIO).max(ZIP_RATIO_FROM_BYTES);
        let limit = left.min(by_ratio);
        let mut bytes = Vec::new();
        // The size in the directory can lie, so what comes out is counted; one byte more than allowed tells.
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
        if bytes.len() as u64 > limit {
            return Err(match limit == left {
                true => ReadError::TooLarge { what: "expanded zip size in bytes", limit: ZIP_EXPANDED_BYTES },
                false => ReadError::TooLarge { what: "zip expansion ratio", limit: ZIP_RATIO },
            });
        }
        self.expanded += bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// A part's text, or `None` if there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.part(name)?.map(|bytes| match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => super::encoding::decode(error.as_bytes()).0,
        }))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    /// A zip file of these parts.
    pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(6));
        for (name, bytes) in parts {
            writer.start_file(*name, options).expect("a name");
            writer.write_all(bytes).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    #[test]
    fn parts_are_read_by_name() {
        let bytes = pack(&[("word/document.xml", b"<w:p/>"), ("mimetype", b"x")]);
        let mut package = Package::open(&bytes, "DOCX").expect("a zip file");
        assert!(package.has("mimetype"));
        assert_eq!(package.part("word/document.xml"), Ok(Some(b"<w:p/>".to_vec())));
        assert_eq!(package.part("nothing"), Ok(None));
    }

    #[test]
    fn a_zip_bomb_is_refused() {
        let zeros = vec![0; 8 << 20];
        let bytes = pack(&[("a.xml", &zeros)]);
        assert!(bytes.len() < 20_000);
        let mut package = Package::open(&bytes, "DOCX").expect("a zip file");
        let error = package.part("a.xml").expect_err("too large");
        assert_eq!(error, ReadError::TooLarge { what: "zip expansion ratio", limit: ZIP_RATIO });
    }

    #[test]
    fn too_many_parts_are_refused() {
        let names: Vec<String> = (0..=ZIP_ENTRIES).map(|i| i.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        let error = Package::open(&pack(&parts), "DOCX").err().expect("too many");
        assert!(matches!(error, ReadError::TooLarge { .. }));
    }

    #[test]
    fn rubbish_is_damaged() {
        assert!(matches!(Package::open(b"PK\x03\x04", "DOCX"), Err(ReadError::Damaged { .. })));
    }
}
