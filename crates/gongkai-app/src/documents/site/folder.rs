//! The folder of a site: what may be read of it, and the pictures beside a saved page.

use std::fs;
use std::path::{Component, Path, PathBuf};

use gongkai_formats::read::sha256_hex;
use gongkai_formats::read::sniff::picture_media;

use super::super::attach::{ATTACHMENT_LIMIT, Upload, safe_name};
use super::{SiteError, Told};

/// Endings of files that are documents of their own when there is no manifest.
const ENDINGS: [&str; 8] = ["html", "htm", "shtml", "mht", "mhtml", "docx", "pdf", "md"];
/// Most documents in one run.
pub(super) const MOST: usize = 200_000;

/// A picture that stood beside a page.
pub(super) struct Picture {
    pub(super) sha256: String,
    pub(super) media: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// A folder, and nothing outside of it.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Folder, SiteError> {
        let found = path.canonicalize();
        found.map(Folder).map_err(|error| SiteError::Folder { path: path.to_owned(), error })
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Every document in it, by path, in order. Folders of a saved page (`x_files`, `x.files`) hold its parts.
    pub(super) fn documents(&self) -> Result<Vec<String>, SiteError> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            let failed = |error| SiteError::Folder { path: folder.clone(), error };
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') {
                    continue;
                }
                if kind.is_dir() {
                    if !name.ends_with("_files") && !name.ends_with(".files") {
                        folders.push(path);
                    }
                    continue;
                }
                let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
                if kind.is_file()
                    && ENDINGS.contains(&ending.as_str())
                    && let Ok(inside) = path.strip_prefix(&self.0)
                {
                    found.push(inside.to_string_lossy().replace('\\', "/"));
                }
                if found.len() > MOST {
                    return Err(SiteError::TooMany(MOST));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The file at a path that stands in a manifest or a page, if it is in the folder.
    fn inside(&self, from: &str, path: &str) -> Option<PathBuf> {
        let path = path.split(['?', '#']).next().unwrap_or_default().replace('\\', "/");
        let path = unescaped(&path);
        let base = match path.strip_prefix('/') {
            Some(_) => "",
            None => from.rsplit_once('/').map_or("", |(folder, _)| folder),
        };
        let mut whole = self.0.join(base);
        for part in Path::new(path.trim_start_matches('/')).components() {
            match part {
                Component::Normal(part) => whole.push(part),
                Component::CurDir => {}
                Component::ParentDir => {
                    whole.pop();
                }
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        // A link inside the folder may lead out of it.
        let whole = whole.canonicalize().ok()?;
        (whole.starts_with(&self.0) && whole.is_file()).then_some(whole)
    }

    /// The bytes of a file that a manifest, or a page at `from`, names.
    pub(super) fn read(&self, from: &str, path: &str) -> Result<Upload, Told> {
        let missing =
            || Told::new(format!("找不到文件“{path}”"), format!("there is no file {path} in the folder"));
        let whole = self.inside(from, path).ok_or_else(missing)?;
        let size = fs::metadata(&whole).map_err(|_| missing())?.len();
        if size > ATTACHMENT_LIMIT as u64 {
            return Err(Told::new(format!("文件“{path}”超过 32 MB"), format!("{path} is over 32 MB")));
        }
        let bytes = fs::read(&whole).map_err(|e| {
            Told::new(format!("无法读取文件“{path}”：{e}"), format!("{path} cannot be read: {e}"))
        })?;
        if bytes.is_empty() {
            return Err(Told::new(format!("文件“{path}”是空的"), format!("{path} is empty")));
        }
        let name = whole.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Upload { name: safe_name(&name), bytes })
    }

    /// A page whose pictures in the folder are told by their hash, with these pictures.
    pub(super) fn with_pictures(&self, from: &str, page: Vec<u8>) -> (Vec<u8>, Vec<Picture>) {
        let (mut out, mut pictures, mut rest) = (Vec::with_capacity(page.len()), Vec::new(), &page[..]);
        // Addresses are looked for in the bytes, so that the encoding of the page does not matter.
        while let Some(at) = find(rest, b"src=") {
            let (before, after) = rest.split_at(at + 4);
            out.extend_from_slice(before);
            rest = after;
            let quote = match rest.first() {
                Some(q @ (b'"' | b'\'')) => *q,
                _ => continue,
            };
            let Some(end) = rest.iter().skip(1).position(|b| *b == quote) else { continue };
            let address = &rest[1..=end];
            let known = std::str::from_utf8(address).ok().filter(|a| !a.contains("://") && a.len() < 1_000);
            let picture = known.and_then(|a| self.picture(from, a));
            out.push(quote);
            match picture {
                Some(picture) => {
                    out.extend_from_slice(format!("sha256:{}", picture.sha256).as_bytes());
                    pictures.push(picture);
                }
                None => out.extend_from_slice(address),
            }
            rest = &rest[end + 1..];
        }
        out.extend_from_slice(rest);
        (out, pictures)
    }

    fn picture(&self, from: &str, address: &str) -> Option<Picture> {
        let Upload { bytes, .. } = self.read(from, address).ok()?;
        let media = picture_media(&bytes)?;
        Some(Picture { sha256: sha256_hex(&bytes), media, bytes })
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w.eq_ignore_ascii_case(what))
}

/// `%E6%96%87` in an address as it is in the name of a file.
fn unescaped(path: &str) -> String {
    let bytes = path.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|_| *byte == b'%') {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("secret.txt"), "secret").unwrap();
        let inner = outer.path().join("site");
        fs::create_dir_all(inner.join("a")).unwrap();
        fs::write(inner.join("a/页 1.html"), "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outer.path().join("secret.txt"), inner.join("link.txt")).unwrap();
        let folder = Folder::open(&inner).unwrap();
        for path in ["../secret.txt", "a/../../secret.txt", "link.txt", "/etc/passwd", "a"] {
            assert!(folder.read("", path).is_err(), "{path}");
        }
        for (from, path) in [
            ("", "a/页 1.html"),
            ("", "/a/%E9%A1%B5%201.html?v=1"),
            ("a/b.html", "./页 1.html"),
            ("a/b.html", "../a/页 1.html"),
        ] {
            assert!(folder.read(from, path).is_ok(), "{path} from {from}");
        }
    }

    #[test]
    fn parts_of_saved_pages_are_no_documents() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b/1.html", "b/1_files/frame.html", "a.PDF", ".hidden.html", "x.css"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        assert_eq!(Folder::open(folder.path()).unwrap().documents().unwrap(), ["a.PDF", "b/1.html"]);
    }
}
