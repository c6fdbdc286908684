//! Words that messages share.

use alloc::format;
use alloc::string::String;

use super::Message;
use crate::report::CellKey;

/// How many cells a message names before it says how many more there are.
const NAMED: usize = 6;

/// `（一）予以公开·自然人`
pub(crate) fn zh(key: CellKey) -> String {
    key.def().label()
}

/// `Granted · Natural persons`
pub(crate) fn en(key: CellKey) -> String {
    key.def().label_en()
}

/// The cells by their labels, the first few of them by name.
pub(crate) fn list(keys: &[CellKey]) -> Message {
    let mut out = Message::new("", "");
    for (i, key) in keys.iter().take(NAMED).enumerate() {
        if i > 0 {
            out.zh.push('、');
            out.en.push_str("; ");
        }
        out.zh.push_str(&format!("“{}”", zh(*key)));
        out.en.push_str(&format!("“{}”", en(*key)));
    }
    if keys.len() > NAMED {
        out.zh.push_str(&format!("等{}处", keys.len()));
        out.en.push_str(&format!(" and {} more", keys.len() - NAMED));
    }
    out
}

/// `s` for any count but one.
pub(crate) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
