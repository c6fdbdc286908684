//! A small sum that a form for everybody asks for, so that programs do not fill it in by the thousand. It needs neither
//! pictures nor scripts, is read out by screen readers, and holds for one sending.

use gongkai_store::Tx;

use crate::accounts::secret;
use crate::sealed::Sealer;
use crate::{App, Internal, now_ms};

/// How long a sum holds. Unit: milliseconds.
const HOLDS_MS: i64 = 2 * 60 * 60 * 1000;
const PURPOSE: &str = "challenge";
const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A sum to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What comes back with the answer.
    pub token: String,
}

/// Why an answer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeFault {
    /// It is another number.
    Wrong,
    /// The sum is too old, was answered before, or never asked by this installation.
    Spent,
}

impl ChallengeFault {
    /// What to tell, in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            ChallengeFault::Wrong => "验证题的答案不对，请重新计算。",
            ChallengeFault::Spent => "验证题已过期，请回答新的一题。",
        }
    }

    /// The same in English.
    pub fn en(self) -> &'static str {
        match self {
            ChallengeFault::Wrong => "The answer to the sum is not right.",
            ChallengeFault::Spent => "The sum is too old; please answer the new one.",
        }
    }
}

/// What is sealed of a sum.
fn sealed_text(nonce: &str, expires_at_ms: i64, answer: u32) -> String {
    format!("{nonce}:{expires_at_ms}:{answer}")
}

/// A new sum.
///
/// # Errors
///
/// If the database fails.
pub async fn ask(app: &App) -> Result<Challenge, Internal> {
    let nonce = secret::id();
    let mut numbers = nonce.bytes().map(|b| u32::from(b) % 8 + 2);
    let (a, b) = (numbers.next().unwrap_or(2), numbers.next().unwrap_or(3));
    let expires_at_ms = now_ms() + HOLDS_MS;
    let mac = Sealer::of(app).await?.seal(PURPOSE, &sealed_text(&nonce, expires_at_ms, a + b));
    Ok(Challenge {
        zh: format!("{}加{}等于几？", DIGITS[a as usize], DIGITS[b as usize]),
        en: format!("What is {a} plus {b}?"),
        token: format!("{nonce}.{expires_at_ms}.{mac}"),
    })
}

/// The key by which answers are checked: to be read before the transaction begins.
#[derive(Debug)]
pub struct Checker(Sealer);

/// What checks answers.
///
/// # Errors
///
/// If the database fails.
pub async fn checker(app: &App) -> Result<Checker, Internal> {
    Ok(Checker(Sealer::of(app).await?))
}

impl Checker {
    /// Takes an answer, once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn take(
        &self,
        tx: &mut Tx,
        token: &str,
        answer: &str,
    ) -> Result<Result<(), ChallengeFault>, Internal> {
        let mut parts = token.split('.');
        let parts = (parts.next(), parts.next().and_then(|t| t.parse::<i64>().ok()), parts.next());
        let (Some(nonce), Some(expires_at_ms), Some(mac)) = parts else {
            return Ok(Err(ChallengeFault::Spent));
        };
        if expires_at_ms < now_ms() {
            return Ok(Err(ChallengeFault::Spent));
        }
        let Some(answer) = number(answer) else { return Ok(Err(ChallengeFault::Wrong)) };
        if self.0.seal(PURPOSE, &sealed_text(nonce, expires_at_ms, answer)) != mac {
            return Ok(Err(ChallengeFault::Wrong));
        }
        let is_first = tx.take_once(&format!("challenge:{nonce}"), expires_at_ms, now_ms()).await?;
        Ok(if is_first { Ok(()) } else { Err(ChallengeFault::Spent) })
    }
}

/// A number as people type it: half-width, full-width, or 十五.
fn number(text: &str) -> Option<u32> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            _ => c,
        })
        .collect();
    if let Ok(number) = plain.parse() {
        return Some(number);
    }
    let digit = |c: char| DIGITS.iter().position(|d| d.starts_with(c)).and_then(|d| u32::try_from(d).ok());
    let mut letters = plain.chars();
    match (letters.next()?, letters.next(), letters.next()) {
        ('十', None, _) => Some(10),
        ('十', Some(unit), None) => Some(10 + digit(unit)?),
        (unit, None, _) => digit(unit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer that a person would give.
    fn solve(challenge: &Challenge) -> u32 {
        challenge.en.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok()).sum()
    }

    #[tokio::test]
    async fn a_sum_is_answered_once_and_only_rightly() {
        let app = App::in_memory().await.unwrap();
        let challenge = ask(&app).await.unwrap();
        let checker = checker(&app).await.unwrap();
        let right = solve(&challenge);
        let mut tx = app.store.begin().await.unwrap();
        let mut take =
            async |token: &str, answer: String| checker.take(&mut tx, token, &answer).await.unwrap();
        assert_eq!(take(&challenge.token, (right + 1).to_string()).await, Err(ChallengeFault::Wrong));
        assert_eq!(take(&challenge.token, "许多".into()).await, Err(ChallengeFault::Wrong));
        assert_eq!(take("nonsense", right.to_string()).await, Err(ChallengeFault::Spent));
        assert_eq!(take(&challenge.token, right.to_string()).await, Ok(()));
        assert_eq!(take(&challenge.token, right.to_string()).await, Err(ChallengeFault::Spent));
        let later = challenge.token.replacen('.', ".9", 1);
        assert_eq!(take(&later, right.to_string()).await, Err(ChallengeFault::Wrong), "nobody makes it last");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, number_is) in [
            ("15", Some(15)),
            (" １５ ", Some(15)),
            ("十五", Some(15)),
            ("十", Some(10)),
            ("九", Some(9)),
            ("多", None),
        ] {
            assert_eq!(number(text), number_is, "{text}");
        }
    }
}
