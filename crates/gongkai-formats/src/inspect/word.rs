//! Word documents: comments, recorded changes, hidden text, and all their text.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Report, office};
use crate::read::ReadError;
use crate::read::docx::main_part;
use crate::read::package::Package;
use crate::read::xml::{self, Attributes, Node};

pub(super) fn look(bytes: &[u8], report: &mut Report) -> Result<(), ReadError> {
    let mut package = Package::open(bytes, "DOCX")?;
    let main = main_part(&mut package)?;
    let folder = main.rfind('/').map_or("", |at| &main[..=at]).to_owned();
    let invisible = match package.text(&format!("{folder}styles.xml"))? {
        Some(text) => invisible_styles(&text),
        None => BTreeSet::new(),
    };
    let mut commented = BTreeMap::new();
    let mut parts = vec![main.clone()];
    let mut names = package.names();
    names.sort_unstable();
    let is_more = |name: &String| {
        let file = name.strip_prefix(&folder).unwrap_or_default();
        ["header", "footer", "footnotes", "endnotes"].iter().any(|start| file.starts_with(start))
            && file.ends_with(".xml")
    };
    parts.extend(names.into_iter().filter(is_more));
    for part in parts {
        let Some(text) = package.text(&part)? else { continue };
        // In the main part a place is the number of the paragraph alone.
        let file = if part == main { "" } else { part[folder.len()..].trim_end_matches(".xml") };
        let mut pass = Pass::new(file, &invisible, report);
        xml::read(&text, "DOCX", |node| {
            pass.visit(node);
            Ok(())
        })?;
        if file.is_empty() {
            commented = pass.commented;
        }
    }
    if let Some(text) = package.text(&format!("{folder}comments.xml"))? {
        comments(&text, &commented, report)?;
    }
    office::look(&mut package, report)
}

/// The styles whose text is not shown.
fn invisible_styles(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut style = None;
    // A damaged list of styles costs only itself.
    let _ = xml::read(text, "DOCX", |node| {
        match node {
            Node::Start("style", attributes) => style = attributes.get("styleId"),
            Node::End("style") => style = None,
            Node::Start("vanish", attributes) if attributes.is_on() => found.extend(style.clone()),
            _ => {}
        }
        Ok(())
    });
    found
}

fn comments(text: &str, commented: &BTreeMap<String, u32>, report: &mut Report) -> Result<(), ReadError> {
    let (mut place, mut words) = (String::new(), String::new());
    let mut in_text = false;
    xml::read(text, "DOCX", |node| {
        match node {
            Node::Start("comment", attributes) => {
                let at = attributes.get("id").and_then(|id| commented.get(&id).copied());
                place = at.map(|paragraph| format!("¶{paragraph} ")).unwrap_or_default();
                place.push_str(&attributes.get("author").unwrap_or_default());
                words.clear();
            }
            Node::Start("t", _) => in_text = true,
            Node::End("t") => in_text = false,
            Node::End("p") => words.push('\n'),
            Node::Text(text) if in_text => words.push_str(text),
            Node::End("comment") => {
                report.line(&words);
                report.hide(Kind::Comment, &place, &words);
            }
            _ => {}
        }
        Ok(())
    })
}

/// A passage that was added or deleted.
struct Change {
    kind: Kind,
    author: String,
    text: String,
}

/// One pass over the text of a part.
struct Pass<'a> {
    file: &'a str,
    invisible: &'a BTreeSet<String>,
    report: &'a mut Report,
    /// The paragraph of each comment.
    commented: BTreeMap<String, u32>,
    paragraph: u32,
    line: String,
    hidden: String,
    changes: Vec<Change>,
    in_run: bool,
    in_text: bool,
    is_run_hidden: bool,
    is_paragraph_hidden: bool,
    skipped: u32,
}

impl<'a> Pass<'a> {
    fn new(file: &'a str, invisible: &'a BTreeSet<String>, report: &'a mut Report) -> Pass<'a> {
        Pass {
            file,
            invisible,
            report,
            commented: BTreeMap::new(),
            paragraph: 0,
            line: String::new(),
            hidden: String::new(),
            changes: Vec::new(),
            in_run: false,
            in_text: false,
            is_run_hidden: false,
            is_paragraph_hidden: false,
            skipped: 0,
        }
    }

    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Start(..) if self.skipped > 0 => self.skipped += 1,
            Node::End(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Text(_) if self.skipped > 0 => {}
            Node::Start(name, attributes) => self.start(name, attributes),
            Node::End(name) => self.end(name),
            Node::Text(text) if self.in_text => self.text(text),
            Node::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        let is_invisible = |style: Option<String>| style.is_some_and(|s| self.invisible.contains(&s));
        match name {
            // What old programs show instead of something new says the same again.
            "Fallback" => self.skipped = 1,
            // How it looked before is not how it looks.
            _ if name.ends_with("PrChange") => self.skipped = 1,
            "p" => {
                self.paragraph += 1;
                self.is_paragraph_hidden = false;
            }
            "pStyle" => self.is_paragraph_hidden = is_invisible(attributes.get("val")),
            "r" => (self.in_run, self.is_run_hidden) = (true, false),
            "rStyle" if self.in_run => self.is_run_hidden |= is_invisible(attributes.get("val")),
            // Outside of a run it is only the sign that ends the paragraph.
            "vanish" if self.in_run => self.is_run_hidden = attributes.is_on(),
            "t" | "delText" => self.in_text = true,
            "tab" | "br" | "cr" if self.in_run => self.text(" "),
            "ins" | "moveTo" => self.begin(Kind::Insertion, attributes),
            "del" | "moveFrom" => self.begin(Kind::Deletion, attributes),
            "commentReference" | "commentRangeStart" => {
                if let Some(id) = attributes.get("id") {
                    self.commented.entry(id).or_insert(self.paragraph);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" | "delText" => self.in_text = false,
            "r" => self.in_run = false,
            "ins" | "moveTo" | "del" | "moveFrom" => {
                // Signs for paragraphs and rows have no text.
                if let Some(change) = self.changes.pop().filter(|change| !change.text.trim().is_empty()) {
                    let place = self.place(&change.author);
                    self.report.hide(change.kind, place, &change.text);
                }
            }
            "p" => {
                let (line, hidden) = (std::mem::take(&mut self.line), std::mem::take(&mut self.hidden));
                self.report.line(&line);
                if !hidden.trim().is_empty() {
                    let place = self.place("");
                    self.report.hide(Kind::HiddenText, place, &hidden);
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, kind: Kind, attributes: &Attributes<'_>) {
        let author = attributes.get("author").unwrap_or_default();
        self.changes.push(Change { kind, author, text: String::new() });
    }

    fn text(&mut self, text: &str) {
        self.line.push_str(text);
        if self.is_run_hidden || self.is_paragraph_hidden {
            self.hidden.push_str(text);
        }
        if let Some(change) = self.changes.last_mut() {
            change.text.push_str(text);
        }
    }

    fn place(&self, author: &str) -> String {
        let file = if self.file.is_empty() { String::new() } else { format!("{} ", self.file) };
        format!("{file}¶{} {author}", self.paragraph)
    }
}
