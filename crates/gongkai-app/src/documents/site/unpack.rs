//! An archive of a site laid out as a folder.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use gongkai_formats::read::encoding;
use zip::ZipArchive;

/// Most files in an archive.
const MOST_FILES: usize = 200_000;
/// Most bytes that an archive may unfold to.
const MOST_BYTES: u64 = 8 << 30;

/// Lays an archive out in a folder that is not there yet.
///
/// # Errors
///
/// If it is no archive, unfolds to more than is taken, or the disk fails.
pub(super) fn unpack(archive: &Path, into: &Path) -> io::Result<()> {
    let invalid = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let mut archive = ZipArchive::new(File::open(archive)?).map_err(|_| invalid("it is no ZIP archive"))?;
    if archive.len() > MOST_FILES {
        return Err(invalid("it has more than 200,000 files"));
    }
    fs::create_dir_all(into)?;
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| invalid("it is damaged or encrypted"))?;
        let Some(path) = inside(&name(entry.name_raw())) else { continue };
        if entry.is_dir() || path.as_os_str().is_empty() {
            continue;
        }
        let target = into.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        // What an entry says of its size is not believed.
        let written = io::copy(&mut io::Read::take(&mut entry, left + 1), &mut File::create(&target)?)
            .map_err(|e| if e.kind() == io::ErrorKind::StorageFull { e } else { invalid("it is damaged") })?;
        left = left.checked_sub(written).ok_or_else(|| invalid("it unfolds to more than 8 GB"))?;
    }
    Ok(())
}

/// Names are UTF-8, or what Chinese Windows writes.
fn name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding::decode(raw).0,
    }
}

/// A path that leads nowhere else; nothing for one that would.
fn inside(name: &str) -> Option<PathBuf> {
    let name = name.replace('\\', "/");
    let path = Path::new(&name);
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => out.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    #[test]
    fn an_archive_is_laid_out_and_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for name in ["页面/1.html", "../out.html", "/abs.html", "a\\b.html"] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(name.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        let into = folder.path().join("x/site");
        unpack(&path, &into).unwrap();
        assert_eq!(fs::read_to_string(into.join("页面/1.html")).unwrap(), "页面/1.html");
        assert!(into.join("a/b.html").is_file());
        assert!(!folder.path().join("x/out.html").exists() && !into.join("abs.html").exists());
        fs::write(&path, "no archive").unwrap();
        assert_eq!(unpack(&path, &into).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn names_of_chinese_windows_are_read() {
        assert_eq!(name(b"\xd2\xb3\xc3\xe6/\xcd\xa8\xd6\xaa.html"), "页面/通知.html");
        assert_eq!(name("页面.html".as_bytes()), "页面.html");
    }
}
