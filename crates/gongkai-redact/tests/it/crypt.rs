//! Encryption of test files with an empty user password: RC4 and AES of 128 bits, as the Standard security handler of
//! ISO 32000-1 (7.6) has them.

use aes::Aes128;
use aes::cipher::{Block, BlockCipherEncrypt as _, KeyInit as _};
use md5::{Digest as _, Md5};

/// What pads a password.
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];
/// The identifier of the file.
pub const ID: [u8; 16] = *b"0123456789abcdef";
/// Nothing is allowed.
const PERMISSIONS: i32 = -3904;

/// How a file is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    Rc4,
    Aes,
}

/// A key with what the file says of it.
pub struct Lock {
    cipher: Cipher,
    key: [u8; 16],
    owner: Vec<u8>,
    user: Vec<u8>,
}

fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Md5::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0usize;
    for i in 0..256 {
        j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) % 256;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0usize, 0usize);
    let mut next = || {
        i = (i + 1) % 256;
        j = (j + usize::from(state[i])) % 256;
        state.swap(i, j);
        state[(usize::from(state[i]) + usize::from(state[j])) % 256]
    };
    data.iter().map(|byte| byte ^ next()).collect()
}

/// RC4 twenty times, with the key changed each time.
fn rc4_rounds(key: &[u8], data: &[u8]) -> Vec<u8> {
    (0..20u8).fold(data.to_vec(), |data, round| {
        let key: Vec<u8> = key.iter().map(|k| k ^ round).collect();
        rc4(&key, &data)
    })
}

fn padded(password: &str) -> [u8; 32] {
    let mut out = [0; 32];
    let bytes: Vec<u8> = password.bytes().chain(PADDING).take(32).collect();
    out.copy_from_slice(&bytes);
    out
}

impl Lock {
    /// With a user password, which may be empty.
    pub fn new(cipher: Cipher, user_password: &str) -> Lock {
        let mut owner_key = md5(&[&padded("the owner")]);
        for _ in 0..50 {
            owner_key = md5(&[&owner_key]);
        }
        let owner = rc4_rounds(&owner_key, &padded(user_password));
        let mut key = md5(&[&padded(user_password), &owner, &PERMISSIONS.to_le_bytes(), &ID]);
        for _ in 0..50 {
            key = md5(&[&key]);
        }
        let mut user = rc4_rounds(&key, &md5(&[&PADDING, &ID]));
        user.resize(32, 0);
        Lock { cipher, key, owner, user }
    }

    /// The bytes of an object, encrypted.
    pub fn encrypt(&self, object: u32, data: &[u8]) -> Vec<u8> {
        let number = object.to_le_bytes();
        let salt: &[u8] = if self.cipher == Cipher::Aes { b"sAlT" } else { b"" };
        let key = md5(&[&self.key, &number[..3], &[0, 0], salt]);
        match self.cipher {
            Cipher::Rc4 => rc4(&key, data),
            Cipher::Aes => cbc(&key, data),
        }
    }

    /// The dictionary `/Encrypt`.
    pub fn dictionary(&self) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02X}")).collect::<String>();
        let (owner, user) = (hex(&self.owner), hex(&self.user));
        let how = match self.cipher {
            Cipher::Rc4 => "/V 2 /R 3 /Length 128".to_owned(),
            Cipher::Aes => "/V 4 /R 4 /Length 128 /StmF /StdCF /StrF /StdCF \
                 /CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >>"
                .to_owned(),
        };
        format!("<< /Filter /Standard {how} /P {PERMISSIONS} /O <{owner}> /U <{user}> >>")
    }
}

fn cbc(key: &[u8; 16], data: &[u8]) -> Vec<u8> {
    let cipher = Aes128::new(key.into());
    let mut before = *b"initial vector!!";
    let mut out = before.to_vec();
    let fill = 16 - data.len() % 16;
    let mut padded = data.to_vec();
    padded.extend(std::iter::repeat_n(fill as u8, fill));
    for chunk in padded.chunks(16) {
        let mut block: [u8; 16] = std::array::from_fn(|i| chunk[i] ^ before[i]);
        let mut turned = Block::<Aes128>::from(block);
        cipher.encrypt_block(&mut turned);
        block.copy_from_slice(&turned);
        out.extend(block);
        before = block;
    }
    out
}
