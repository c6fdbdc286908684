//! The files below a folder.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::journal::Known;

/// A file to read, or a folder that could not be looked into.
#[derive(Debug)]
pub struct Entry {
    /// Path below the folder, and stamp.
    pub known: Known,
    /// Where to read it; the reason if it cannot be reached.
    pub path: Result<PathBuf, String>,
}

/// Every file below `folder`, in no particular order. Links are not followed, so the walk ends; what a batch
/// wrote below `folder` earlier is left out.
pub fn files(folder: &Path, out: &Path) -> impl Iterator<Item = Entry> + Send + use<> {
    let folder = folder.to_owned();
    let out = out.canonicalize().ok();
    let walk = WalkDir::new(&folder).into_iter().filter_entry(move |entry| {
        !entry.file_type().is_dir() || out.is_none() || entry.path().canonicalize().ok() != out
    });
    walk.filter_map(move |entry| match entry {
        Ok(entry) if !entry.file_type().is_file() => None,
        Ok(entry) => {
            let stamp = entry.metadata().map_or(0, |metadata| stamp(&metadata));
            let known = Known { path: below(&folder, entry.path()), stamp };
            Some(Entry { known, path: Ok(entry.into_path()) })
        }
        Err(error) => {
            let path = error.path().map_or_else(String::new, |path| below(&folder, path));
            Some(Entry { known: Known { path, stamp: 0 }, path: Err(error.to_string()) })
        }
    })
}

/// The path below the folder, with `/` on every system.
fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Size and time of change as one number.
fn stamp(metadata: &Metadata) -> u64 {
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let changed = changed.map_or(0, |time| time.as_secs().rotate_left(20) ^ u64::from(time.subsec_nanos()));
    metadata.len().rotate_left(40) ^ changed
}
