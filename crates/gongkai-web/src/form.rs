//! The official form as an HTML table, each number a link to where it comes from.

use askama::Template;
use gongkai_app::reports::{FormCell, FormTable, Role};
use gongkai_domain::check::Severity;
use gongkai_domain::report::{CellKey, Unit};
use rust_decimal::Decimal;

use crate::page::Ctx;
use crate::show;

/// One of the three tables.
#[derive(Template)]
#[template(path = "parts/form.html")]
pub struct FormView<'a> {
    ctx: &'a Ctx,
    table: &'a FormTable,
    /// Put before ids, where a page has several reports.
    prefix: String,
    /// Where a number leads, its key left out; empty for its panel on the same page.
    base: String,
    /// Numbers that somebody typed.
    typed: Vec<CellKey>,
}

impl<'a> FormView<'a> {
    /// A table of a report. `prefix` keeps ids apart where a page has several reports.
    pub fn new(ctx: &'a Ctx, table: &'a FormTable, prefix: &str) -> FormView<'a> {
        FormView { ctx, table, prefix: prefix.to_owned(), base: String::new(), typed: Vec::new() }
    }

    /// The same with numbers that lead to pages of their own, and marks on those that somebody typed.
    pub fn leading_to(self, base: &str, typed: &[CellKey]) -> FormView<'a> {
        FormView { base: base.to_owned(), typed: typed.to_vec(), ..self }
    }

    fn href(&self, key: &CellKey) -> String {
        if self.base.is_empty() {
            format!("#{}cell-{key}", self.prefix)
        } else {
            format!("{}{key}", self.base)
        }
    }

    /// 件, or 万元 and the like where the table mixes units.
    fn unit(&self) -> &'static str {
        match self.table.number {
            3 | 4 => Unit::Piece.label(),
            _ => "",
        }
    }

    fn text<'t>(&self, cell: &'t FormCell) -> &'t str {
        show::form_text(self.ctx.lang, &cell.text)
    }

    fn shown(&self, cell: &FormCell) -> String {
        match cell.text.parse::<Decimal>() {
            Ok(n) if !cell.text.starts_with('+') => show::grouped(n),
            _ => cell.text.clone(),
        }
    }

    fn scope(&self, cell: &FormCell, row: &usize) -> &'static str {
        match cell.role {
            Role::Group => "rowgroup",
            Role::Label => "row",
            Role::Section => "colgroup",
            _ if *row < self.table.header_rows && cell.column_span > 1 => "colgroup",
            _ => "col",
        }
    }

    fn class(&self, cell: &FormCell) -> String {
        let mut class = String::from(match cell.role {
            Role::Section => "section",
            Role::Header => "head",
            Role::Group => "group",
            Role::Label => "label",
            Role::Value => "value",
        });
        if cell.role == Role::Header && cell.column == 0 {
            class.push_str(" corner");
        }
        if cell.role == Role::Value {
            if cell.text.is_empty() {
                class.push_str(" blank");
            } else if cell.text == "0" {
                class.push_str(" zero");
            }
            if cell.key.is_some_and(|k| self.typed.contains(&k)) {
                class.push_str(" typed");
            }
        }
        match cell.mark {
            Some(Severity::Error) => class.push_str(" mark error"),
            Some(Severity::Warning) => class.push_str(" mark warning"),
            Some(Severity::Info) => class.push_str(" mark info"),
            None => {}
        }
        class
    }
}
