//! The keys that seal what is of persons. They are not in the database: a copy of it tells nobody's name.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::ciphers::{Cipher, NONCE};

/// The file with the keys: a line each, `id hex`; the last one seals, all of them open.
pub const FILE: &str = "keys/requests.keys";

/// Where the keys are, and which cipher seals. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keys {
    place: Arc<Place>,
    cipher: Cipher,
}

#[derive(Debug)]
struct Place {
    file: Option<PathBuf>,
    ring: OnceLock<Ring>,
}

struct Ring {
    /// The first line: it makes tags.
    first: String,
    newest: String,
    keys: BTreeMap<String, [u8; 32]>,
    /// Keys that came while the program ran, the newest last.
    added: Mutex<Vec<(String, [u8; 32])>>,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Keys belong into no log.
        write!(f, "Ring({} keys)", self.keys.len())
    }
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{FILE}: {why}"))
}

impl Ring {
    fn new() -> io::Result<Ring> {
        let newest = gongkai_store::hex(&random::<4>()?);
        Ok(Ring {
            keys: BTreeMap::from([(newest.clone(), random()?)]),
            first: newest.clone(),
            newest,
            added: Mutex::default(),
        })
    }

    fn parse(text: &str) -> io::Result<Ring> {
        let (mut keys, mut first, mut newest) = (BTreeMap::new(), String::new(), String::new());
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let (id, hex) = line.trim().split_once(' ').ok_or_else(|| invalid("a line is no key"))?;
            let key = bytes_of(hex.trim()).and_then(|b| <[u8; 32]>::try_from(b).ok());
            keys.insert(id.to_owned(), key.ok_or_else(|| invalid("a key is not 64 digits"))?);
            if first.is_empty() {
                id.clone_into(&mut first);
            }
            id.clone_into(&mut newest);
        }
        if keys.is_empty() {
            Err(invalid("no key in it"))
        } else {
            Ok(Ring { first, newest, keys, added: Mutex::default() })
        }
    }

    /// The key that seals, with its id.
    fn sealing(&self) -> io::Result<(String, [u8; 32])> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(newest) = added.last() {
            return Ok(newest.clone());
        }
        let key = self.keys.get(&self.newest).ok_or_else(|| invalid("no key in it"))?;
        Ok((self.newest.clone(), *key))
    }

    /// The key with an id.
    fn key(&self, id: &str) -> Option<[u8; 32]> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        self.keys.get(id).or_else(|| added.iter().find(|k| k.0 == id).map(|k| &k.1)).copied()
    }

    fn text(&self) -> String {
        let line = |(id, key): (&String, &[u8; 32])| format!("{id} {}\n", gongkai_store::hex(key));
        // The first makes tags and the last seals: their places are kept.
        let mut ids: Vec<&String> = self.keys.keys().collect();
        ids.sort_by_key(|id| (**id == self.newest, **id != self.first));
        ids.into_iter().filter_map(|id| Some(line((id, self.keys.get(id)?)))).collect()
    }
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()).collect()
}

impl Keys {
    fn at(file: Option<PathBuf>) -> Keys {
        Keys { place: Arc::new(Place { file, ring: OnceLock::new() }), cipher: Cipher::default() }
    }

    /// The same keys with the cipher that seals from now on. Each opens whatever sealed.
    pub fn with_cipher(self, cipher: Cipher) -> Keys {
        Keys { cipher, ..self }
    }

    /// In a file of the data folder, which is made with the first key when it is first needed.
    pub fn in_folder(data: &Path) -> Keys {
        Keys::at(Some(data.join(FILE)))
    }

    /// In memory, for as long as the handle lives.
    pub fn in_memory() -> Keys {
        Keys::at(None)
    }

    /// Adds a key, which seals from now on: here at once, in other programs when they start.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; then the keys are as they were.
    pub fn add(&self) -> io::Result<()> {
        use std::io::Write;
        let ring = self.ring()?;
        let (id, key): (String, [u8; 32]) = (gongkai_store::hex(&random::<4>()?), random()?);
        if let Some(file) = &self.place.file {
            let mut out = fs::OpenOptions::new().append(true).open(file)?;
            out.write_all(format!("{id} {}\n", gongkai_store::hex(&key)).as_bytes())?;
            out.sync_all()?;
        }
        ring.added.lock().unwrap_or_else(PoisonError::into_inner).push((id, key));
        Ok(())
    }

    /// How many keys there are.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is broken.
    pub fn count(&self) -> io::Result<usize> {
        let added = |ring: &Ring| ring.added.lock().unwrap_or_else(PoisonError::into_inner).len();
        Ok(self.known()?.map_or(0, |ring| ring.keys.len() + added(ring)))
    }

    /// The keys that are there; nothing before the first was made.
    fn known(&self) -> io::Result<Option<&Ring>> {
        if let Some(ring) = self.place.ring.get() {
            return Ok(Some(ring));
        }
        let Some(file) = &self.place.file else { return Ok(None) };
        match fs::read_to_string(file) {
            Ok(text) => {
                let ring = Ring::parse(&text)?;
                Ok(Some(self.place.ring.get_or_init(|| ring)))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// The keys, with a first one where there was none.
    fn ring(&self) -> io::Result<&Ring> {
        if let Some(ring) = self.known()? {
            return Ok(ring);
        }
        let ring = match &self.place.file {
            None => Ring::new()?,
            Some(file) => made(file)?,
        };
        Ok(self.place.ring.get_or_init(|| ring))
    }

    /// Seals a text for one place; elsewhere it cannot be opened. The sealed form begins with the cipher that made it.
    ///
    /// # Errors
    ///
    /// If there is no key and none can be made.
    pub fn seal(&self, place: &str, text: &str) -> io::Result<String> {
        let (id, sealed) = self.sealed(place, text.as_bytes())?;
        Ok(format!("{}:{id}:{}", self.cipher.mark(), gongkai_store::hex(&sealed)))
    }

    /// Seals bytes for one place: cipher and id of the key, a zero, nonce and message.
    ///
    /// # Errors
    ///
    /// If there is no key and none can be made.
    pub fn seal_bytes(&self, place: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (id, sealed) = self.sealed(place, bytes)?;
        let mut out = format!("{}:{id}\0", self.cipher.mark()).into_bytes();
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// The id of the key that seals; nonce and message.
    fn sealed(&self, place: &str, message: &[u8]) -> io::Result<(String, Vec<u8>)> {
        let (id, key) = self.ring()?.sealing()?;
        let nonce: [u8; NONCE] = random()?;
        let sealed = self.cipher.seal(&key, nonce, place.as_bytes(), message);
        let mut out = nonce.to_vec();
        out.extend(sealed.ok_or_else(|| invalid("cannot seal"))?);
        Ok((id, out))
    }

    /// Opens nonce and message. To read never makes a key: in a restored installation the old file is still to come.
    fn opened(&self, place: &str, (cipher, id): (Cipher, &str), sealed: &[u8]) -> io::Result<Vec<u8>> {
        let key = self.known()?.and_then(|ring| ring.key(id));
        let key = key.ok_or_else(|| invalid(&format!("the key {id} is not in it")))?;
        let (nonce, message) = sealed.split_at_checked(NONCE).ok_or_else(|| invalid("a broken value"))?;
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| invalid("a broken value"))?;
        let opened = cipher.open(&key, nonce, place.as_bytes(), message);
        opened.ok_or_else(|| invalid("a value was changed, or moved from another place"))
    }

    /// Opens bytes that were sealed for a place.
    ///
    /// # Errors
    ///
    /// If their key is not there, or they were changed or moved.
    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let broken = || invalid("a broken value");
        let (made_with, rest) = head(sealed).ok_or_else(broken)?;
        self.opened(place, made_with, rest)
    }

    /// A tag of a text for one purpose: the same for the same text, and nobody without the key can make it or find the
    /// text by trying. 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// If there is no key and none can be made.
    pub fn tag(&self, purpose: &str, text: &str) -> io::Result<String> {
        let ring = self.ring()?;
        // The first key, which stays when others come: tags would have to be made again with another.
        let key = ring.keys.get(&ring.first).ok_or_else(|| invalid("no key in it"))?;
        // Hashed twice with the key in front, so that nobody can go on from a known tag.
        let key = gongkai_store::hex(key);
        let inner = gongkai_store::sha256(format!("{key}:{purpose}:{text}").as_bytes());
        Ok(gongkai_store::sha256(format!("{key}:{inner}").as_bytes()))
    }

    /// Opens what was sealed for a place.
    ///
    /// # Errors
    ///
    /// If its key is not there, or it was changed or moved.
    pub fn open(&self, place: &str, sealed: &str) -> io::Result<String> {
        let (made_with, hex) = text_head(sealed).ok_or_else(|| invalid("a sealed value of another kind"))?;
        let bytes = bytes_of(hex).ok_or_else(|| invalid("a broken value"))?;
        let text = self.opened(place, made_with, &bytes)?;
        String::from_utf8(text).map_err(|_| invalid("a broken value"))
    }
}

/// With which cipher and key a text was sealed, and the rest of it.
fn text_head(sealed: &str) -> Option<((Cipher, &str), &str)> {
    let mut parts = sealed.splitn(3, ':');
    let cipher = parts.next().and_then(Cipher::of_mark)?;
    Some(((cipher, parts.next()?), parts.next()?))
}

/// The same of bytes.
fn head(sealed: &[u8]) -> Option<((Cipher, &str), &[u8])> {
    let end = sealed.iter().take(64).position(|b| *b == 0)?;
    let (mark, id) = std::str::from_utf8(&sealed[..end]).ok()?.split_once(':')?;
    Some(((Cipher::of_mark(mark)?, id), &sealed[end + 1..]))
}

/// With which cipher, and under the key of which id, a text was sealed.
pub fn made_with(sealed: &str) -> Option<(Cipher, &str)> {
    text_head(sealed).map(|h| h.0)
}

/// The same of bytes.
pub fn bytes_made_with(sealed: &[u8]) -> Option<(Cipher, &str)> {
    head(sealed).map(|h| h.0)
}

/// Makes the file with a first key, or reads what another server made meanwhile.
fn made(file: &Path) -> io::Result<Ring> {
    use std::io::Write;
    let folder = file.parent().ok_or_else(|| invalid("it has no folder"))?;
    fs::create_dir_all(folder)?;
    let ring = Ring::new()?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut out) => {
            out.write_all(ring.text().as_bytes())?;
            out.sync_all()?;
            Ok(ring)
        }
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ring::parse(&fs::read_to_string(file)?),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let keys = Keys::in_memory();
        let sealed = keys.seal("request-1/name", "王明").unwrap();
        assert!(!sealed.contains("王明"));
        assert_ne!(sealed, keys.seal("request-1/name", "王明").unwrap(), "never twice the same");
        assert_eq!(keys.open("request-1/name", &sealed).unwrap(), "王明");
        assert!(keys.open("request-2/name", &sealed).is_err());
        let last = if sealed.ends_with('0') { '1' } else { '0' };
        let changed = format!("{}{last}", &sealed[..sealed.len() - 1]);
        for wrong in ["", "a1:x:00", "b1:x:00", changed.as_str()] {
            assert!(keys.open("request-1/name", wrong).is_err(), "{wrong}");
        }
        assert!(Keys::in_memory().open("request-1/name", &sealed).is_err(), "another key");
    }

    #[test]
    fn what_one_cipher_sealed_opens_whichever_is_set() {
        let aes = Keys::in_memory();
        let sm4 = aes.clone().with_cipher(Cipher::Sm4Gcm);
        let (old, new) = (aes.seal("p", "王明").unwrap(), sm4.seal("p", "王明").unwrap());
        assert!(old.starts_with("a1:") && new.starts_with("s1:"), "{old} {new}");
        for keys in [&aes, &sm4] {
            assert_eq!(
                (keys.open("p", &old).unwrap(), keys.open("p", &new).unwrap()),
                ("王明".into(), "王明".into())
            );
        }
        assert!(
            aes.open("p", &format!("a1{}", &new[2..])).is_err(),
            "the cipher cannot be passed off as another"
        );
        let (old, new) = (aes.seal_bytes("p", b"paper").unwrap(), sm4.seal_bytes("p", b"paper").unwrap());
        assert_eq!(bytes_made_with(&old).map(|m| m.0), Some(Cipher::Aes256Gcm));
        assert_eq!(bytes_made_with(&new).map(|m| m.0), Some(Cipher::Sm4Gcm));
        assert_eq!(
            (aes.open_bytes("p", &new).unwrap(), sm4.open_bytes("p", &old).unwrap()),
            (b"paper".to_vec(), b"paper".to_vec())
        );
        assert_eq!(made_with("nothing"), None);
    }

    #[test]
    fn bytes_open_in_their_place_only() {
        let keys = Keys::in_memory();
        let bytes = vec![7_u8; 100_000];
        let mut sealed = keys.seal_bytes("request-1/file-1", &bytes).unwrap();
        assert!(!sealed.windows(8).any(|w| w == [7; 8]));
        assert_eq!(keys.open_bytes("request-1/file-1", &sealed).unwrap(), bytes);
        assert!(keys.open_bytes("request-1/file-2", &sealed).is_err());
        for wrong in [&b""[..], b"a1:x", b"a1:x\0short", &sealed[..20]] {
            assert!(keys.open_bytes("request-1/file-1", wrong).is_err());
        }
        sealed[40] ^= 1;
        assert!(keys.open_bytes("request-1/file-1", &sealed).is_err());
    }

    #[test]
    fn a_key_outlives_the_program_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = Keys::in_folder(folder.path()).seal("p", "x").unwrap();
        let again = Keys::in_folder(folder.path());
        assert_eq!(again.open("p", &sealed).unwrap(), "x");
        assert!(
            !format!("{again:?}").contains(&fs::read_to_string(folder.path().join(FILE)).unwrap()[9..40])
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // A second key seals, and the first still opens.
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap() + &format!("new {}\n", "ab".repeat(32));
        fs::write(&path, text).unwrap();
        let rotated = Keys::in_folder(folder.path());
        assert_eq!(rotated.open("p", &sealed).unwrap(), "x");
        assert!(rotated.seal("p", "x").unwrap().starts_with("a1:new:"));
        let restored = tempfile::tempdir().unwrap();
        assert!(Keys::in_folder(restored.path()).open("p", &sealed).is_err());
        assert!(!restored.path().join(FILE).exists(), "reading makes no key");
        fs::write(&path, "nonsense").unwrap();
        assert!(Keys::in_folder(folder.path()).seal("p", "x").is_err(), "never a new key over a broken file");
    }
}
