//! What Word, Excel and PowerPoint packages have in common: properties, files inside, pictures, macros.

use super::{Kind, Report};
use crate::read::ReadError;
use crate::read::package::Package;
use crate::read::sniff::{Media, sniff};
use crate::read::xml::{self, Node};

/// Elements of the properties and what we call them.
const NAMES: &[(&str, &str)] = &[
    ("creator", "author"),
    ("lastModifiedBy", "last_modified_by"),
    ("Company", "company"),
    ("Manager", "manager"),
    ("title", "title"),
    ("subject", "subject"),
    ("description", "description"),
    ("keywords", "keywords"),
    ("category", "category"),
    ("Template", "template"),
    ("Application", "application"),
    ("HyperlinkBase", "link_base"),
    ("created", "created"),
    ("modified", "modified"),
    ("lastPrinted", "last_printed"),
];

/// Looks at all parts that do not depend on the kind of package.
pub(super) fn look(package: &mut Package<'_>, report: &mut Report) -> Result<(), ReadError> {
    properties(package, report)?;
    let mut names = package.names();
    names.sort_unstable();
    for name in names {
        let file = name.rsplit('/').next().unwrap_or_default();
        if name.ends_with("vbaProject.bin") {
            report.hide(Kind::Macro, file, "");
        } else if name.contains("/embeddings/") {
            report.hide(Kind::EmbeddedFile, file, "");
            if let Some(bytes) = package.part(&name)? {
                report.inside(file, &bytes);
            }
        } else if name.contains("/media/")
            && let Some(bytes) = package.part(&name)?
            // Drawings in formats of their own say nothing of who or where.
            && sniff(&bytes) == Media::Image
        {
            report.inside(file, &bytes);
        }
    }
    Ok(())
}

fn properties(package: &mut Package<'_>, report: &mut Report) -> Result<(), ReadError> {
    for part in ["docProps/core.xml", "docProps/app.xml"] {
        let Some(text) = package.text(part)? else { continue };
        let (mut open, mut value) = (None, String::new());
        // Damaged properties cost only themselves.
        let _ = xml::read(&text, "properties", |node| {
            match node {
                Node::Start(name, _) => {
                    open = NAMES.iter().find(|(element, _)| *element == name).map(|(_, name)| *name);
                    value.clear();
                }
                Node::Text(text) if open.is_some() => value.push_str(text),
                Node::Text(_) => {}
                Node::End(_) => {
                    if let Some(name) = open.take() {
                        report.property(name, &value);
                    }
                }
            }
            Ok(())
        });
    }
    let Some(text) = package.text("docProps/custom.xml")? else { return Ok(()) };
    let (mut name, mut value) = (None, String::new());
    let _ = xml::read(&text, "properties", |node| {
        match node {
            Node::Start("property", attributes) => {
                name = attributes.get("name");
                value.clear();
            }
            Node::Text(text) if name.is_some() => value.push_str(text),
            Node::End("property") => {
                if let Some(name) = name.take() {
                    report.property(&format!("custom:{name}"), &value);
                }
            }
            _ => {}
        }
        Ok(())
    });
    Ok(())
}
