//! What a mail says, whatever its bytes are.

use proptest::prelude::*;

use super::parse::{attachments, letter, message_id};

/// A mail with a Chinese head in Base64, a text in GBK, a page and a file.
const MAIL: &str = "From: =?UTF-8?B?546L5piO?= <wang@example.org>\r\n\
Message-ID: <one@example.org>\r\n\
Subject: =?GB2312?B?1f64rtDFz6K5q7+qyerH6w==?=\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=b\r\n\r\n\
--b\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n\
yerH67mrv6rQo8nhvPi2qLGouOahow==\r\n\
--b\r\nContent-Type: application/pdf; name=\"../../etc/a.pdf\"\r\n\
Content-Disposition: attachment; filename=\"../../etc/a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
JVBERi0=\r\n--b--\r\n";

#[test]
fn head_text_and_files_of_a_mail_are_read() {
    let read = letter(MAIL.as_bytes());
    assert_eq!((read.from_name.as_str(), read.from_address.as_str()), ("王明", "wang@example.org"));
    assert_eq!(read.subject, "政府信息公开申请");
    assert_eq!(read.text, "申请公开校舍鉴定报告。");
    assert_eq!(message_id(MAIL.as_bytes()), "one@example.org");
    let files = attachments(MAIL.as_bytes());
    assert_eq!(files.len(), 1);
    assert!(!files[0].0.contains('/') && files[0].0.ends_with("a.pdf"), "{}", files[0].0);
    assert_eq!((files[0].1.as_slice(), read.attachments[0].size_bytes), (&b"%PDF-"[..], 5));
}

#[test]
fn a_page_is_read_as_text_and_nothing_of_it_is_run() {
    let mail = "From: a@example.org\r\nContent-Type: text/html\r\n\r\n<p>申请<b>公开</b></p><script>alert(1)</script>";
    let read = letter(mail.as_bytes());
    assert!(read.text.contains("申请") && !read.text.contains("<b>"), "{}", read.text);
}

proptest! {
    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..600), cut in 0usize..900) {
        let _ = (letter(&bytes), attachments(&bytes), message_id(&bytes));
        // A mail that is broken off, and one with noise in its middle.
        let at = (0..=cut.min(MAIL.len())).rev().find(|at| MAIL.is_char_boundary(*at)).unwrap_or(0);
        let mut broken = MAIL.as_bytes()[..at].to_vec();
        let _ = (letter(&broken), attachments(&broken));
        broken.extend(bytes);
        let read = letter(&broken);
        prop_assert!(!read.text.contains('\0') && read.subject.chars().count() <= 200);
    }
}
