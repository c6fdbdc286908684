//! Passwords: what is good enough, and how they are kept.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// What a password must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Unit: characters.
    pub min_chars: usize,
    /// How many of the four kinds (lower case, upper case, digit, other) it must have.
    pub min_kinds: usize,
    /// Failed attempts before the account is locked.
    pub max_failures: i64,
    /// How long a lock lasts. Unit: minutes.
    pub lock_minutes: i64,
    /// After so many days it must be changed (GB/T 22239 8.1.4.1: periodic change). 0 switches that off.
    pub max_age_days: i64,
}

impl Default for PasswordPolicy {
    fn default() -> PasswordPolicy {
        PasswordPolicy { min_chars: 10, min_kinds: 3, max_failures: 5, lock_minutes: 15, max_age_days: 90 }
    }
}

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too short.
    #[error("fewer than {0} characters")]
    Short(usize),
    /// Too few kinds of character.
    #[error("fewer than {0} kinds of character")]
    Plain(usize),
    /// It holds the login name.
    #[error("contains the login name")]
    HoldsLogin,
    /// So many people use it that it is tried first.
    #[error("widely used")]
    Common,
    /// Longer than anybody types; hashing it would only cost time.
    #[error("more than {0} bytes")]
    Long(usize),
}

/// The longest password that is hashed. Unit: bytes.
const MAX_BYTES: usize = 256;

/// The beginnings that guessers try first, in lower case.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "qwerty",
    "1qaz2wsx",
    "qazwsx",
    "12345678",
    "87654321",
    "11111111",
    "00000000",
    "66666666",
    "88888888",
    "abcd1234",
    "abc12345",
    "a1234567",
    "iloveyou",
    "woaini",
    "gongkai",
    "zhengwu",
    "welcome",
];

impl PasswordPolicy {
    /// Whether a password is good enough.
    ///
    /// # Errors
    ///
    /// Why it is not.
    pub fn judge(&self, password: &str, login: &str) -> Result<(), WeakPassword> {
        if password.len() > MAX_BYTES {
            return Err(WeakPassword::Long(MAX_BYTES));
        }
        if password.chars().count() < self.min_chars {
            return Err(WeakPassword::Short(self.min_chars));
        }
        let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
        let kinds = has(|c| c.is_lowercase())
            + has(|c| c.is_uppercase())
            + has(|c| c.is_ascii_digit())
            + has(|c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit());
        if kinds < self.min_kinds {
            return Err(WeakPassword::Plain(self.min_kinds));
        }
        let low = password.to_lowercase();
        if !login.is_empty() && low.contains(&login.to_lowercase()) {
            return Err(WeakPassword::HoldsLogin);
        }
        // A common word with little around it is still a common word.
        if COMMON.iter().any(|word| low.starts_with(word) && low.len() < word.len() + 5) {
            return Err(WeakPassword::Common);
        }
        Ok(())
    }
}

/// Argon2id with 19 MiB and 2 passes, the least that OWASP names for it; about 20 ms.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// What is kept of a password, as a PHC string.
///
/// Takes tens of milliseconds: call it where that does not hold others up.
pub fn hash(password: &str) -> String {
    argon2()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .expect("the system gives random bytes")
}

/// Whether this is the password behind a hash. An unreadable hash fits none.
pub fn fits(password: &str, hash: &str) -> bool {
    password.len() <= MAX_BYTES
        && PasswordHash::new(hash)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_told_what_is_wrong() {
        let policy = PasswordPolicy::default();
        for (password, fault) in [
            ("Ab1!", WeakPassword::Short(10)),
            ("abcdefghijkl", WeakPassword::Plain(3)),
            ("Wang.li-2026", WeakPassword::HoldsLogin),
            ("Password.123", WeakPassword::Common),
        ] {
            assert_eq!(policy.judge(password, "wang.li"), Err(fault), "{password}");
        }
        assert_eq!(policy.judge("春江潮水连海平 2026x", "wang.li"), Ok(()));
        assert_eq!(policy.judge(&"aB1".repeat(100), "x"), Err(WeakPassword::Long(256)));
    }

    #[test]
    fn a_hash_fits_its_password_only_and_never_repeats() {
        let first = hash("Correct-Horse-7");
        assert!(first.starts_with("$argon2id$"));
        assert!(fits("Correct-Horse-7", &first));
        assert!(!fits("correct-horse-7", &first));
        assert!(!fits("Correct-Horse-7", "plain"));
        assert_ne!(first, hash("Correct-Horse-7"));
    }
}
