//! Registers from tables and to tables.

use std::collections::BTreeSet;

use gongkai_domain::permission::Right;
use gongkai_domain::register::Register;
use gongkai_formats::grid::{self, Grid};

use super::list::{Count, RegisterPage};
use super::write::{Typed, put, register_of};
use super::{at, count};
use crate::App;
use crate::accounts::Signed;
use crate::documents::DocumentError;

/// Rows that are looked at for the head of a table.
const HEAD_ROWS: usize = 12;
/// Rows a file at most.
const MOST: usize = 5_000;

/// A row of a table that is to become an entry.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Its number in the table, from 1.
    pub number: usize,
    /// The values, or what is wrong with them in Chinese and English.
    pub values: Result<Typed, Vec<(String, String)>>,
    /// Whether the register has the same entry, or an earlier row of the table.
    pub is_double: bool,
}

/// What a table would become.
#[derive(Debug, Clone)]
pub struct Import {
    /// The register.
    pub register: Register,
    /// Headings that stand for no field: their columns are left out.
    pub unknown: Vec<String>,
    /// The rows.
    pub rows: Vec<ImportRow>,
}

impl Import {
    /// How many rows become entries.
    pub fn good(&self) -> usize {
        self.rows.iter().filter(|r| r.values.is_ok() && !r.is_double).count()
    }
}

fn unreadable(zh: &str, en: &str) -> DocumentError {
    DocumentError::File(zh.into(), en.into())
}

/// What a table would become, without keeping anything.
///
/// # Errors
///
/// If the person may not, the file is no table or has no known heading, or the database fails.
pub async fn preview(
    app: &App,
    by: &Signed,
    agency_id: &str,
    code: &str,
    bytes: Vec<u8>,
) -> Result<Import, DocumentError> {
    at(app, by, agency_id, Right::RecordChannel).await?;
    let register = register_of(app, agency_id, code).await?;
    let known = count(app, agency_id, &register, None).await?;
    let read = tokio::task::spawn_blocking(move || grid::read(&bytes)).await;
    let grids = read.map_err(|e| DocumentError::Internal(e.into()))?.map_err(|e| {
        let text = e.to_string();
        unreadable(
            &format!("无法读取该文件（{text}）。请上传 XLSX、XLS、ODS 或 CSV。"),
            &format!("The file cannot be read ({text}). Upload XLSX, XLS, ODS or CSV."),
        )
    })?;
    let found =
        grids.iter().filter_map(|g| head(&register, g).map(|h| (g, h))).max_by_key(|(_, h)| h.1.len());
    let Some((grid, (at_row, columns))) = found else {
        return Err(unreadable(
            &format!("没有找到表头。第一行应有这些列名：{}。", labels(&register)),
            &format!("No head was found. The first row should name these columns: {}.", labels(&register)),
        ));
    };
    if grid.rows.len() > at_row + 1 + MOST {
        return Err(unreadable(
            &format!("一次最多导入{MOST}行，请分成几个文件。"),
            &format!("A file has at most {MOST} rows; divide it."),
        ));
    }
    let unknown = unknown(&register, grid, at_row);
    let mut seen: BTreeSet<Typed> = known.entries.into_iter().map(|e| e.fields).collect();
    let mut rows = Vec::new();
    for (index, cells) in grid.rows.iter().enumerate().skip(at_row + 1) {
        let typed: Typed = columns
            .iter()
            .filter_map(|(column, field)| Some((field.clone(), cells.get(*column)?.clone())))
            .filter(|(_, value)| !value.trim().is_empty())
            .collect();
        if typed.is_empty() {
            continue;
        }
        let values =
            register.tidy(&typed).map_err(|faults| faults.into_iter().map(|f| (f.zh, f.en)).collect());
        let is_double = values.as_ref().is_ok_and(|v: &Typed| {
            let shown: Typed = v
                .iter()
                .filter(|(c, _)| !register.field(c).is_some_and(|f| f.is_personal))
                .map(|(c, v)| (c.clone(), v.clone()))
                .collect();
            !seen.insert(shown)
        });
        rows.push(ImportRow { number: index + 1, values, is_double });
    }
    Ok(Import { register, unknown, rows })
}

/// The head of a table: its row, and which column is which field. Heads of two rows have their second row first.
fn head(register: &Register, grid: &Grid) -> Option<(usize, Vec<(usize, String)>)> {
    let of_row = |cells: &Vec<String>| -> Vec<(usize, String)> {
        let mut taken = BTreeSet::new();
        let field = |(at, text): (usize, &String)| Some((at, register.field_of_heading(text)?.code.clone()));
        cells.iter().enumerate().filter_map(field).filter(|(_, code)| taken.insert(code.clone())).collect()
    };
    let rows = grid.rows.iter().take(HEAD_ROWS).enumerate();
    let mut best: Option<(usize, Vec<(usize, String)>)> = None;
    for (row, cells) in rows {
        let mut columns = of_row(cells);
        // A merged head says the rest in the row above.
        if let Some(above) = row.checked_sub(1).and_then(|r| grid.rows.get(r)) {
            for (at, code) in of_row(above) {
                if columns.iter().all(|c| c.0 != at && c.1 != code) {
                    columns.push((at, code));
                }
            }
        }
        let is_better = best.as_ref().is_none_or(|b| columns.len() > b.1.len());
        if !of_row(cells).is_empty() && is_better {
            best = Some((row, columns));
        }
    }
    best
}

fn unknown(register: &Register, grid: &Grid, row: usize) -> Vec<String> {
    let cells = grid.rows.get(row).map(Vec::as_slice).unwrap_or_default();
    let no_field = |text: &&String| !text.is_empty() && register.field_of_heading(text).is_none();
    cells.iter().filter(no_field).cloned().collect()
}

fn labels(register: &Register) -> String {
    register.fields.iter().map(|f| f.zh.as_str()).collect::<Vec<_>>().join("、")
}

/// Makes entries of the good rows of a table; gives how many.
///
/// # Errors
///
/// If the person may not, the file is no table, or the database fails; then nothing was kept.
pub async fn import(
    app: &App,
    by: &Signed,
    agency_id: &str,
    code: &str,
    bytes: Vec<u8>,
) -> Result<usize, DocumentError> {
    let import = preview(app, by, agency_id, code, bytes).await?;
    let mut tx = app.store.begin().await?;
    let mut made = 0;
    for row in import.rows.into_iter().filter(|r| !r.is_double) {
        if let Ok(values) = row.values {
            put(app, &mut tx, agency_id, &import.register, values, Some(&by.user.id)).await?;
            made += 1;
        }
    }
    tx.commit().await?;
    Ok(made)
}

/// The entries of a page as a table: its head and rows, without what is personal.
pub fn export(page: &RegisterPage) -> (Vec<&str>, Vec<Vec<String>>) {
    let fields: Vec<_> = page.register.fields.iter().filter(|f| !f.is_personal).collect();
    let Count { entries, .. } = &page.count;
    let row = |e: &gongkai_store::EntryRow| {
        fields.iter().map(|f| e.fields.get(&f.code).cloned().unwrap_or_default()).collect()
    };
    (fields.iter().map(|f| f.zh.as_str()).collect(), entries.iter().map(row).collect())
}
