//! Web pages saved as one MIME file (MHTML): takes the page out.

use super::ReadError;

/// How deep parts may contain parts.
const DEPTH: usize = 4;

/// The bytes of the first HTML part, its transfer encoding undone.
///
/// # Errors
///
/// If there is none.
pub(crate) fn page(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let none = || ReadError::Damaged { kind: "MHTML", detail: "there is no HTML part".to_owned() };
    html_part(bytes, DEPTH).ok_or_else(none)
}

fn html_part(entity: &[u8], depth: usize) -> Option<Vec<u8>> {
    let (head, body) = split_head(entity);
    let content_type = header(&head, "content-type").unwrap_or("text/plain");
    if content_type.to_ascii_lowercase().starts_with("text/html") {
        return Some(decode_transfer(body, header(&head, "content-transfer-encoding").unwrap_or("")));
    }
    let boundary = parameter(content_type, "boundary").filter(|b| !b.is_empty())?;
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut from = None;
    for at in memchr::memmem::find_iter(body, delimiter.as_bytes()) {
        // A delimiter stands at the start of a line.
        if at > 0 && body[at - 1] != b'\n' {
            continue;
        }
        parts.extend(from.map(|from| &body[from..at]));
        from = Some(at + delimiter.len());
    }
    parts.extend(from.map(|from| &body[from..]));
    let depth = depth.checked_sub(1)?;
    parts.into_iter().find_map(|part| html_part(part.trim_ascii_start(), depth))
}

/// Header lines, continued ones joined, and what comes after the empty line.
fn split_head(entity: &[u8]) -> (Vec<String>, &[u8]) {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = entity;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        if line.trim_ascii().is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
        match lines.last_mut() {
            Some(last) if text.starts_with([' ', '\t']) => last.push_str(&text),
            _ => lines.push(text),
        }
    }
    (lines, rest)
}

fn header<'a>(head: &'a [String], name: &str) -> Option<&'a str> {
    let pairs = head.iter().filter_map(|line| line.split_once(':'));
    let mut values = pairs.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim())
}

fn parameter(value: &str, name: &str) -> Option<String> {
    let pairs = value.split(';').skip(1).filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

fn decode_transfer(body: &[u8], encoding: &str) -> Vec<u8> {
    match encoding.to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    }
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        rest = match after {
            [b'\r', b'\n', tail @ ..] | [b'\n', tail @ ..] => tail,
            [high, low, tail @ ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    tail
                }
                _ => {
                    out.push(b'=');
                    after
                }
            },
            _ => after,
        };
    }
    out.extend_from_slice(rest);
    out
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|d| d as u8)
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: &str) {
        assert_eq!(String::from_utf8(page(file.as_bytes()).expect("a page")).expect("text"), expected);
    }

    #[test]
    fn the_page_is_found_and_decoded() {
        check(
            "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----x\"\r\n\r\n\
             preamble\r\n------x\r\nContent-Type: image/png\r\n\r\nabc\r\n------x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p class=3D\"a\">=E8=A7=84=\r\n=E7=AB=A0</p>=zz=\r\n------x--\r\n",
            "<p class=\"a\">规章</p>=zz",
        );
        check(
            "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+6KeE\n56ugPC9w\nPg==",
            "<p>规章</p>",
        );
    }

    #[test]
    fn no_page_is_said() {
        assert!(page(b"").is_err());
        assert!(
            page(b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/plain\n\na\n--x--")
                .is_err()
        );
        let nested = "Content-Type: multipart/related; boundary=x\n\n--x\n".repeat(50);
        assert!(page(nested.as_bytes()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn anything_ends(body in "(Content-Type: (text/html|multipart/x; boundary=b)\n|--b|=[0-9A-F]{0,2}|\n|a){0,30}") {
            let _ = page(body.as_bytes());
        }
    }
}
