//! A document as a page of its own: no script, nothing loaded from elsewhere but the pictures it is given addresses for.

use super::{Publication, printed};
use crate::write::markup::escape;
use crate::write::provenance::WRITER;

const STYLE: &str = include_str!("../html.css");
/// What a document has and a report has not.
const MORE_STYLE: &str = include_str!("document.css");

/// Writes a document; `address` gives the address of a picture by its hash.
pub fn write(document: &Publication, address: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(16 * 1024);
    head(document, &mut out);
    out.push_str("<article>\n");
    header(document, &mut out);
    out.push_str(&format!("<h1>{}</h1>\n", escape(&document.title)));
    if !document.number.is_empty() {
        out.push_str(&format!("<p class=\"align-center\">{}</p>\n", escape(&document.number)));
    }
    out.push_str("<div class=\"content\">\n");
    out.push_str(&document.body.html_with(address));
    let date = document.signed_on.map(printed).unwrap_or_default();
    for line in [document.signature.as_str(), &date] {
        if !line.is_empty() {
            out.push_str(&format!("<p class=\"align-right\">{}</p>\n", escape(line)));
        }
    }
    if !document.attachments.is_empty() {
        out.push_str("<h2>附件</h2>\n<ul class=\"files\">\n");
        for (name, address) in &document.attachments {
            let name = escape(name);
            match address.as_str() {
                "" => out.push_str(&format!("<li>{name}</li>\n")),
                address => out.push_str(&format!("<li><a href=\"{}\">{name}</a></li>\n", escape(address))),
            }
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</div>\n</article>\n</body>\n</html>\n");
    out
}

/// The elements in the order of the annex: site, column, article.
fn head(document: &Publication, out: &mut String) {
    let site = &document.site;
    let keywords = site.keywords.join(" ");
    let values = [
        ("generator", WRITER),
        ("SiteName", &site.name),
        ("SiteDomain", &site.domain),
        ("SiteIDCode", &site.id_code),
        ("ColumnName", &site.column),
        ("ColumnType", &site.column_type),
        ("ArticleTitle", &document.title),
        ("PubDate", &document.published_at),
        ("ContentSource", &site.content_source),
        ("Keywords", &keywords),
        ("Author", &site.author),
        ("Description", &site.description),
        ("Image", &site.image),
        ("Url", &site.url),
    ];
    out.push_str("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    for (name, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("<meta name=\"{name}\" content=\"{}\">\n", escape(value)));
    }
    let title = escape(&document.title);
    out.push_str(&format!("<title>{title}</title>\n<style>\n{STYLE}{MORE_STYLE}</style>\n</head>\n<body>\n"));
}

/// Label and value, two pairs a row, as government pages have it.
fn header(document: &Publication, out: &mut String) {
    let facts = document.facts();
    if facts.is_empty() {
        return;
    }
    out.push_str("<table class=\"facts\">\n<tbody>\n");
    for pairs in facts.chunks(2) {
        out.push_str("<tr>");
        for (name, words) in pairs {
            out.push_str(&format!("<th scope=\"row\">{}</th><td>{}</td>", escape(name), escape(words)));
        }
        if pairs.len() == 1 && facts.len() > 1 {
            out.push_str("<th></th><td></td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}
