//! The bytes of files, by hash: written once, never changed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::settings::S3;

#[cfg(feature = "s3")]
mod bucket;

/// Where bytes are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files(Arc<Place>);

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Memory(Mutex<BTreeMap<String, Vec<u8>>>),
    #[cfg(feature = "s3")]
    Bucket(bucket::Bucket),
}

impl Files {
    /// In a folder, which is made when the first file comes.
    pub fn in_folder(folder: &Path) -> Files {
        Files(Arc::new(Place::Folder(folder.to_owned())))
    }

    /// In memory, for as long as the handle lives.
    pub fn in_memory() -> Files {
        Files(Arc::new(Place::Memory(Mutex::default())))
    }

    /// In a bucket of a server that speaks S3. It is not asked for anything yet.
    ///
    /// # Errors
    ///
    /// If the address is none, or the program was built without S3.
    #[cfg_attr(not(feature = "s3"), expect(unused_variables, reason = "the feature uses it"))]
    pub fn in_bucket(s3: &S3) -> io::Result<Files> {
        #[cfg(feature = "s3")]
        return Ok(Files(Arc::new(Place::Bucket(bucket::Bucket::new(s3)?))));
        #[cfg(not(feature = "s3"))]
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this program was built without S3; build it with the feature s3",
        ))
    }

    /// Keeps bytes and gives their hash (SHA-256, lower-case hex). They are on the disk when this returns.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to, or the server does not take them.
    pub async fn put(&self, bytes: Vec<u8>) -> io::Result<String> {
        let hash = gongkai_store::sha256(&bytes);
        match &*self.0 {
            Place::Memory(map) => {
                map.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.clone(), bytes);
            }
            Place::Folder(folder) => {
                let path = path_of(folder, &hash);
                tokio::task::spawn_blocking(move || write(&path, &bytes))
                    .await
                    .map_err(io::Error::other)??;
            }
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.put(&hash, bytes).await?,
        }
        Ok(hash)
    }

    /// The bytes behind a hash.
    ///
    /// # Errors
    ///
    /// If there are none, or what is there is not what the hash says.
    pub async fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let bytes = match &*self.0 {
            Place::Memory(map) => {
                let map = map.lock().unwrap_or_else(PoisonError::into_inner);
                map.get(hash).cloned().ok_or(io::ErrorKind::NotFound)?
            }
            Place::Folder(folder) => tokio::fs::read(path_of(folder, hash)).await?,
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.get(hash).await?,
        };
        if gongkai_store::sha256(&bytes) == hash {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, format!("file {hash} was changed")))
        }
    }
}

/// Two levels of folders, so that none gets too many entries.
pub(crate) fn path_of(folder: &Path, hash: &str) -> PathBuf {
    folder.join(&hash[..2]).join(&hash[2..4]).join(hash)
}

/// Beside its place first, so that nobody ever sees half a file.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::fs;
    use std::io::Write;
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = path.with_extension(crate::accounts::secret::id());
    let result = (|| {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        fs::File::open(folder)?.sync_all()
    })();
    if result.is_err() {
        let _ = fs::remove_file(&beside);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_comes_back_and_what_was_changed_does_not() {
        let folder = tempfile::tempdir().unwrap();
        for files in [Files::in_memory(), Files::in_folder(folder.path())] {
            let hash = files.put(b"abc".to_vec()).await.unwrap();
            assert_eq!(files.put(b"abc".to_vec()).await.unwrap(), hash);
            assert_eq!(files.get(&hash).await.unwrap(), b"abc");
            for absent in ["../../etc/passwd", &"0".repeat(64)] {
                assert_eq!(files.get(absent).await.unwrap_err().kind(), io::ErrorKind::NotFound);
            }
        }
        let hash = gongkai_store::sha256(b"abc");
        std::fs::write(path_of(folder.path(), &hash), b"xyz").unwrap();
        let error = Files::in_folder(folder.path()).get(&hash).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
