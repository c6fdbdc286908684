//! The second factor: codes by time (RFC 6238), as every authenticator makes them.

use totp_rs::{Builder, Secret, Totp};

/// A key for codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    base32: String,
}

/// Unit: bytes. RFC 4226 asks for 16 and recommends 20.
const KEY_BYTES: usize = 20;

impl SecondFactor {
    /// A new key.
    pub fn new() -> SecondFactor {
        let mut bytes = vec![0u8; KEY_BYTES];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        SecondFactor { base32: Secret::from(bytes).to_base32() }
    }

    /// The key behind its stored form, if it is one.
    pub fn parse(base32: &str) -> Option<SecondFactor> {
        let key = SecondFactor { base32: base32.to_owned() };
        key.totp().map(|_| key)
    }

    /// What is stored, and typed into an authenticator that has no camera.
    pub fn base32(&self) -> &str {
        &self.base32
    }

    /// The address that an authenticator reads from a QR code.
    pub fn address(&self, account: &str, issuer: &str) -> String {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|b| match b {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
                    _ => format!("%{b:02X}"),
                })
                .collect()
        };
        let (account, issuer) = (encode(account), encode(issuer));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.base32)
    }

    /// The step of time that a code belongs to, if it is right now or was or will be 30 seconds away.
    ///
    /// Whoever calls keeps the step, and takes none that is not later: a code works once.
    pub fn step_of(&self, code: &str, now_s: u64) -> Option<u64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        self.totp()?.check(&code, now_s)
    }

    /// The code of a moment.
    pub fn code_at(&self, now_s: u64) -> String {
        self.totp().map(|totp| totp.generate(now_s).to_string()).unwrap_or_default()
    }

    fn totp(&self) -> Option<Totp> {
        let secret = Secret::try_from_base32(&self.base32).ok()?;
        Builder::new().with_secret(secret).with_skew(1).build().ok()
    }
}

impl Default for SecondFactor {
    fn default() -> SecondFactor {
        SecondFactor::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, SHA-1, the last six digits.
        let key = SecondFactor::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").expect("a key");
        assert_eq!(key.code_at(59), "287082");
        assert_eq!(key.code_at(1_111_111_109), "081804");
    }

    #[test]
    fn a_code_is_taken_half_a_minute_early_or_late_and_tells_its_step() {
        let key = SecondFactor::new();
        let now = 1_800_000_000;
        let code = key.code_at(now);
        let step = key.step_of(&code, now).expect("right");
        assert_eq!(key.step_of(&code, now + 29), Some(step));
        assert_eq!(key.step_of(&format!("{} {}", &code[..3], &code[3..]), now), Some(step));
        assert_eq!(key.step_of(&code, now + 120), None);
        assert_eq!(SecondFactor::parse("not base32!"), None);
        assert!(key.address("li.na", "公开").starts_with("otpauth://totp/%E5%85%AC%E5%BC%80:li.na?secret="));
    }
}
