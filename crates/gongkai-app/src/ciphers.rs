//! The ciphers that seal what is of persons. Which one seals is a setting; what is sealed says which one made it.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use sm4::Sm4;

/// Length of a nonce. Unit: bytes.
pub(crate) const NONCE: usize = 12;

/// SM4 in Galois counter mode (GB/T 32907; the mode of RFC 8998).
type Sm4GcmMode = AesGcm<Sm4, U12>;

/// What seals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cipher {
    /// AES with keys of 256 bits.
    #[default]
    Aes256Gcm,
    /// SM4, of the Chinese commercial ciphers.
    Sm4Gcm,
}

impl Cipher {
    /// Every cipher.
    pub const ALL: [Cipher; 2] = [Cipher::Aes256Gcm, Cipher::Sm4Gcm];

    /// Its name in settings.
    pub fn code(self) -> &'static str {
        match self {
            Cipher::Aes256Gcm => "aes-256-gcm",
            Cipher::Sm4Gcm => "sm4-gcm",
        }
    }

    /// The cipher with a name.
    pub fn parse(code: &str) -> Option<Cipher> {
        Cipher::ALL.into_iter().find(|c| c.code() == code)
    }

    /// With what a sealed value begins.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Cipher::Aes256Gcm => "a1",
            Cipher::Sm4Gcm => "s1",
        }
    }

    /// The cipher of a sealed value that begins so.
    pub(crate) fn of_mark(mark: &str) -> Option<Cipher> {
        Cipher::ALL.into_iter().find(|c| c.mark() == mark)
    }

    /// Seals a message with a nonce that is never used again; nothing where it is too long.
    pub(crate) fn seal(self, key: &[u8; 32], nonce: [u8; NONCE], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let (nonce, payload) = (Nonce::from(nonce), Payload { msg, aad });
        match self {
            Cipher::Aes256Gcm => Aes256Gcm::new(&(*key).into()).encrypt(&nonce, payload).ok(),
            Cipher::Sm4Gcm => Sm4GcmMode::new(&sm4_key(key).into()).encrypt(&nonce, payload).ok(),
        }
    }

    /// Opens a message; nothing where it was changed, moved, or sealed with another key.
    pub(crate) fn open(self, key: &[u8; 32], nonce: [u8; NONCE], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let (nonce, payload) = (Nonce::from(nonce), Payload { msg, aad });
        match self {
            Cipher::Aes256Gcm => Aes256Gcm::new(&(*key).into()).decrypt(&nonce, payload).ok(),
            Cipher::Sm4Gcm => Sm4GcmMode::new(&sm4_key(key).into()).decrypt(&nonce, payload).ok(),
        }
    }
}

/// SM4 has keys of 128 bits. It gets one of its own that follows from the key of the ring (HMAC-SM3), so that no bits of a
/// key serve two ciphers.
fn sm4_key(key: &[u8; 32]) -> [u8; 16] {
    let mut mac = Hmac::<Sm3>::new_from_slice(key).expect("a key of any length will do");
    mac.update(b"gongkai sm4-gcm");
    let whole = mac.finalize().into_bytes();
    let mut short = [0; 16];
    short.copy_from_slice(&whole[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
        digits.chunks(2).map(|d| u8::from_str_radix(&d.iter().collect::<String>(), 16).unwrap()).collect()
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn sm4_gcm_gives_the_known_answer() {
        let key = <[u8; 16]>::try_from(bytes("0123456789ABCDEFFEDCBA9876543210")).unwrap();
        let nonce = <[u8; 12]>::try_from(bytes("00001234567800000000ABCD")).unwrap();
        let aad = bytes("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let msg = bytes(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
             EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
        );
        let expected = bytes(
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
             D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
             83DE3541E4C2B58177E065A9BF7B62EC",
        );
        let mode = Sm4GcmMode::new(&key.into());
        let sealed = mode.encrypt(&Nonce::from(nonce), Payload { msg: &msg, aad: &aad }).unwrap();
        assert_eq!(sealed, expected);
        let opened = mode.decrypt(&Nonce::from(nonce), Payload { msg: &expected, aad: &aad }).unwrap();
        assert_eq!(opened, msg);
    }

    #[test]
    fn each_cipher_opens_its_own_and_nothing_that_was_changed() {
        let (key, nonce) = ([7; 32], [1; NONCE]);
        for cipher in Cipher::ALL {
            let mut sealed = cipher.seal(&key, nonce, b"place", b"text").unwrap();
            assert_eq!(cipher.open(&key, nonce, b"place", &sealed).unwrap(), b"text");
            assert_eq!(cipher.open(&key, nonce, b"elsewhere", &sealed), None);
            assert_eq!(cipher.open(&[8; 32], nonce, b"place", &sealed), None);
            for other in Cipher::ALL.into_iter().filter(|o| *o != cipher) {
                assert_eq!(other.open(&key, nonce, b"place", &sealed), None);
            }
            sealed[0] ^= 1;
            assert_eq!(cipher.open(&key, nonce, b"place", &sealed), None);
            assert_eq!(
                (Cipher::parse(cipher.code()), Cipher::of_mark(cipher.mark())),
                (Some(cipher), Some(cipher))
            );
        }
        assert_eq!(Cipher::parse("rot13"), None);
    }
}
