//! Everything of an installation in one folder, and back.
//!
//! A backup holds a snapshot of the embedded database, every file that it refers to, and `manifest.json`, which says
//! what there is and its hashes. Files are written once and never changed, so the snapshot is taken first and the
//! files follow: whatever the snapshot refers to was on the disk before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gongkai_store::{Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::files::Files;
use crate::{App, Internal, now_ms};

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `gongkai backup 1`; another number is another shape.
    pub format: String,
    /// The version of the program that made it.
    pub version: String,
    /// When. Unit: milliseconds since 1970, UTC.
    pub made_at_ms: i64,
    /// How many acts the record has.
    pub acts: i64,
    /// SHA-256 of the database.
    pub database_sha256: String,
    /// SHA-256 of every file, in order.
    pub files: Vec<String>,
}

const FORMAT: &str = "gongkai backup 1";
const DATABASE: &str = "gongkai.sqlite";
const MANIFEST: &str = "manifest.json";

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target is there already.
    #[error("{0} is there already")]
    Occupied(PathBuf),
    /// It is no backup, or one of another version.
    #[error("{0} is no backup that this version can read")]
    NotABackup(PathBuf),
    /// Something in the backup was changed or is missing.
    #[error("{0} is missing or was changed")]
    Damaged(String),
    /// What was restored does not follow from its own record.
    #[error("the restored record is not whole: {0}")]
    NotWhole(String),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> BackupError {
        BackupError::Internal(error.into())
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> BackupError {
        BackupError::Internal(error.into())
    }
}

impl App {
    /// Makes a backup in a folder that is not there yet, while the service goes on. The folder appears when it is
    /// complete.
    ///
    /// # Errors
    ///
    /// If the folder is there, the database is not the embedded one, a file is missing, or there is no room.
    pub async fn backup(&self, to: &Path) -> Result<Manifest, BackupError> {
        if to.exists() {
            return Err(BackupError::Occupied(to.to_owned()));
        }
        let beside = beside(to);
        let made = self.backup_into(&beside).await;
        finish(made, &beside, to)
    }

    async fn backup_into(&self, folder: &Path) -> Result<Manifest, BackupError> {
        fs::create_dir_all(folder)?;
        self.store.snapshot(&folder.join(DATABASE)).await?;
        // The snapshot is asked, not the database, which may have more by now.
        let snapshot = Store::open(folder).await?;
        let target = Files::in_folder(&folder.join("files"));
        let mut files = Vec::new();
        loop {
            let page = snapshot.files_after(files.last().map_or("", String::as_str), 500).await?;
            if page.is_empty() {
                break;
            }
            for file in page {
                let bytes = self.files.get(&file.sha256).await;
                let bytes = bytes.map_err(|_| BackupError::Damaged(file.sha256.clone()))?;
                target.put(bytes).await?;
                files.push(file.sha256);
            }
        }
        let acts = snapshot.acts().await?;
        snapshot.close().await;
        let manifest = Manifest {
            format: FORMAT.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            made_at_ms: now_ms(),
            acts,
            database_sha256: hash_of(&folder.join(DATABASE))?,
            files,
        };
        let text = serde_json::to_string_pretty(&manifest).map_err(io::Error::other)?;
        fs::write(folder.join(MANIFEST), text + "\n")?;
        fs::File::open(folder.join(MANIFEST))?.sync_all()?;
        Ok(manifest)
    }
}

/// Puts a backup into a data folder that is not there yet or empty, and verifies what was put there.
///
/// # Errors
///
/// If the folder holds anything, the backup is none, was changed or is incomplete, or what it holds is not whole. Then
/// the folder is as it was.
pub async fn restore(from: &Path, to: &Path) -> Result<Manifest, BackupError> {
    if to.exists() && fs::read_dir(to)?.next().is_some() {
        return Err(BackupError::Occupied(to.to_owned()));
    }
    let not_one = || BackupError::NotABackup(from.to_owned());
    let text = fs::read_to_string(from.join(MANIFEST)).map_err(|_| not_one())?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| not_one())?;
    if manifest.format != FORMAT {
        return Err(not_one());
    }
    let beside = beside(to);
    let restored = restore_into(&manifest, from, &beside).await.map(|()| manifest);
    if restored.is_ok() && to.exists() {
        fs::remove_dir(to)?;
    }
    finish(restored, &beside, to)
}

async fn restore_into(manifest: &Manifest, from: &Path, folder: &Path) -> Result<(), BackupError> {
    let damaged = |what: &str| BackupError::Damaged(what.to_owned());
    fs::create_dir_all(folder)?;
    fs::copy(from.join(DATABASE), folder.join(DATABASE)).map_err(|_| damaged(DATABASE))?;
    if hash_of(&folder.join(DATABASE))? != manifest.database_sha256 {
        return Err(damaged(DATABASE));
    }
    let (source, target) = (Files::in_folder(&from.join("files")), Files::in_folder(&folder.join("files")));
    for hash in &manifest.files {
        let bytes = source.get(hash).await.map_err(|_| damaged(hash))?;
        target.put(bytes).await?;
    }
    let app = App::open(folder).await?;
    let verdict = app.verify().await?;
    app.store.close().await;
    if !verdict.is_sound() {
        return Err(BackupError::NotWhole(format!("{:?} {:?}", verdict.broken, verdict.wrong_rows)));
    }
    Ok(())
}

/// A name in the same folder, so that a rename makes it the real one.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", crate::accounts::secret::id()))
}

/// Gives the complete folder its name, or takes the incomplete one away.
fn finish<T>(result: Result<T, BackupError>, beside: &Path, to: &Path) -> Result<T, BackupError> {
    match result {
        Ok(made) => {
            fs::rename(beside, to)?;
            Ok(made)
        }
        Err(error) => {
            let _ = fs::remove_dir_all(beside);
            Err(error)
        }
    }
}

fn hash_of(path: &Path) -> io::Result<String> {
    use sha2::Digest;
    use std::io::Read;
    let mut hasher = sha2::Sha256::new();
    let mut file = fs::File::open(path)?;
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => hasher.update(&block[..read]),
        }
    }
    Ok(gongkai_store::hex(&hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::path_of;
    use gongkai_store::FileEntry;

    async fn with_a_file(folder: &Path) -> (App, String) {
        let app = App::open(folder).await.unwrap();
        let sha256 = app.files.put(b"attachment".to_vec()).await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        let entry = FileEntry {
            sha256: sha256.clone(),
            size_bytes: 10,
            media: "text/plain".into(),
            name_hint: "a.txt".into(),
            created_at_ms: 1,
        };
        tx.put_file(&entry).await.unwrap();
        tx.commit().await.unwrap();
        (app, sha256)
    }

    #[tokio::test]
    async fn a_backup_comes_back_and_a_changed_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (app, sha256) = with_a_file(&at("data")).await;
        app.store.set_setting("x", "1").await.unwrap();
        let manifest = app.backup(&at("backup")).await.unwrap();
        assert_eq!(manifest.files, std::slice::from_ref(&sha256));
        assert!(matches!(app.backup(&at("backup")).await, Err(BackupError::Occupied(_))));

        assert_eq!(restore(&at("backup"), &at("again")).await.unwrap(), manifest);
        let again = App::open(&at("again")).await.unwrap();
        assert_eq!(again.store.setting("x").await.unwrap().as_deref(), Some("1"));
        assert_eq!(again.files.get(&sha256).await.unwrap(), b"attachment");
        assert!(matches!(restore(&at("backup"), &at("again")).await, Err(BackupError::Occupied(_))));
        assert!(matches!(restore(&at("data"), &at("no")).await, Err(BackupError::NotABackup(_))));

        fs::write(path_of(&at("backup").join("files"), &sha256), b"changed").unwrap();
        assert!(
            matches!(restore(&at("backup"), &at("no")).await, Err(BackupError::Damaged(w)) if w == sha256)
        );
        assert!(!at("no").exists(), "nothing is left of an attempt");
        fs::write(at("backup").join(DATABASE), b"changed").unwrap();
        assert!(
            matches!(restore(&at("backup"), &at("no")).await, Err(BackupError::Damaged(w)) if w == DATABASE)
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nor beside it");
    }

    #[tokio::test]
    async fn a_missing_file_is_found_by_verify_and_keeps_a_backup_from_being_made() {
        let folder = tempfile::tempdir().unwrap();
        let (app, sha256) = with_a_file(&folder.path().join("data")).await;
        assert!(app.verify().await.unwrap().is_sound());
        fs::remove_file(path_of(&folder.path().join("data/files"), &sha256)).unwrap();
        assert_eq!(app.verify().await.unwrap().wrong_rows, [("files", sha256)]);
        let to = folder.path().join("backup");
        assert!(matches!(app.backup(&to).await, Err(BackupError::Damaged(_))));
        assert!(!to.exists());
    }
}
