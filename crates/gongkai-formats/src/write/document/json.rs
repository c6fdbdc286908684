//! What an import found, as JSON for programs.

use serde_json::{Value as Json, json};

use crate::import::{Content, Field, Found, ImportedDocument, Value};
use crate::rich_text::to_text;

/// Writes all that an import found: each field with its value, place and confidence, the text as HTML and as plain text.
pub fn write(document: &ImportedDocument) -> String {
    let mut fields = serde_json::Map::new();
    for field in Field::ALL {
        let all: Vec<Json> = document.all(*field).map(found).collect();
        if !all.is_empty() {
            fields.insert(field.code().to_owned(), Json::Array(all));
        }
    }
    let attachments = document.attachments.iter().map(|attachment| match &attachment.content {
        Content::Inside { sha256, media, bytes } => json!({
            "name": attachment.name, "sha256": sha256, "media": media, "size_bytes": bytes.len(),
        }),
        Content::Linked { href } => json!({ "name": attachment.name, "href": href }),
    });
    let images = document.images.iter().map(
        |image| json!({ "sha256": image.sha256, "media": image.media, "size_bytes": image.bytes.len() }),
    );
    let notices = document.notices.iter().map(
        |notice| json!({ "code": notice.code.as_str(), "detail": notice.detail, "count": notice.count }),
    );
    let removed = document.removed;
    let whole = json!({
        "file": document.file,
        "sha256": document.sha256,
        "media": document.media,
        "found": fields,
        "html": document.body.html(),
        "text": to_text(&document.body).text,
        "attachments": attachments.collect::<Vec<_>>(),
        "images": images.collect::<Vec<_>>(),
        "left_out": document.left_out,
        "removed": {
            "images": removed.images, "links": removed.links, "active": removed.active, "strikes": removed.strikes,
        },
        "notices": notices.collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&whole).unwrap_or_default();
    out.push('\n');
    out
}

fn found(found: &Found) -> Json {
    let value = match &found.value {
        Value::Words(words) => json!(words),
        Value::Validity(validity) => json!(validity.code()),
        Value::Attribute(attribute) => json!(attribute.code()),
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
    };
    json!({
        "value": value,
        "raw": found.raw,
        "source": found.source.shown(),
        "confidence": found.confidence.code(),
    })
}
