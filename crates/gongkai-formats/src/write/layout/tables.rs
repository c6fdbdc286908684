//! The three tables of the form, cell by cell.

use gongkai_domain::report::{
    AnnualReport, Applicant, Cell, CellKey, Cells, Format, FreeRow, Outcome, Procedure, Row,
};

use super::{LayoutCell, LayoutTable, Role, print_cell};

/// The tables of a report, in the order of their chapters. A pre-2019 report has one, of labels and values.
pub fn tables(report: &AnnualReport) -> Vec<LayoutTable> {
    if report.format == Format::Legacy {
        return legacy_table(report).into_iter().collect();
    }
    [table_2(report), table_3(report), table_4(report)].into_iter().flatten().collect()
}

/// Which cells to print: those that the report has, or all of its form while it has none.
struct Shown<'a> {
    cells: &'a Cells,
    format: Format,
}

impl Shown<'_> {
    fn has(&self, key: CellKey) -> bool {
        if self.cells.is_empty() { key.is_in(self.format) } else { self.cells.get(key).is_some() }
    }

    fn text(&self, key: CellKey) -> String {
        self.cells.get(key).map(|c| print_cell(key, c)).unwrap_or_default()
    }
}

fn shown(report: &AnnualReport) -> Shown<'_> {
    Shown { cells: &report.cells, format: report.format }
}

/// Collects cells row by row.
struct Grid {
    number: u8,
    columns: u32,
    rows: u32,
    cells: Vec<LayoutCell>,
}

impl Grid {
    fn new(number: u8, columns: usize) -> Grid {
        Grid { number, columns: u32::try_from(columns).unwrap_or(u32::MAX), rows: 0, cells: Vec::new() }
    }

    fn put(&mut self, at: (u32, u32), span: (u32, u32), role: Role, text: impl Into<String>) {
        let (row, column) = at;
        let (row_span, column_span) = span;
        self.cells.push(LayoutCell { row, column, row_span, column_span, role, text: text.into() });
    }

    /// Rows beyond the form: the label over the label columns, the values below the value columns.
    fn put_free_rows(&mut self, rows: &[FreeRow], label_columns: u32) {
        let number = self.number;
        for free in rows.iter().filter(|r| r.table == number) {
            let row = self.rows;
            let slots = self.columns.saturating_sub(label_columns) as usize;
            let label = match slots {
                0 => format!("{} {}", free.label, join_raw(&free.values)),
                _ => free.label.clone(),
            };
            self.put((row, 0), (1, label_columns.min(self.columns)), Role::Label, label);
            for slot in 0..slots {
                let text = match free.values.get(slot) {
                    // More values than columns: the last column takes the rest, so that none is lost.
                    Some(_) if slot + 1 == slots => join_raw(&free.values[slot..]),
                    Some(cell) => print_free(cell),
                    None => String::new(),
                };
                self.put((row, label_columns + slot as u32), (1, 1), Role::Free, text);
            }
            self.rows += 1;
        }
    }

    fn finish(mut self, header_rows: u32, widths: Vec<u16>) -> LayoutTable {
        self.cells.sort_by_key(|c| (c.row, c.column));
        LayoutTable {
            number: self.number,
            rows: self.rows,
            columns: self.columns,
            header_rows,
            widths,
            cells: self.cells,
        }
    }
}

fn print_free(cell: &Cell) -> String {
    match cell.value.number() {
        Some(n) => n.to_string(),
        None => cell.raw.clone(),
    }
}

fn join_raw(values: &[Cell]) -> String {
    values.iter().map(print_free).collect::<Vec<_>>().join(" ")
}

/// One block of table 2: rows × columns of keys `t2.<row>.<column>` under one 项 of Art. 20.
struct Block {
    form: Format,
    rows: &'static [&'static str],
    columns: &'static [&'static str],
}

const fn block(form: Format, rows: &'static [&'static str], columns: &'static [&'static str]) -> Block {
    Block { form, rows, columns }
}

/// Both forms' blocks in the order of Art. 20, so that a report that mixes them loses nothing.
const BLOCKS: [Block; 9] = [
    block(Format::F2021, &["rules", "normative"], &["issued", "repealed", "valid"]),
    block(Format::F2019, &["rules", "normative"], &["made", "published", "total_public"]),
    block(Format::F2021, &["license"], &["decisions"]),
    block(Format::F2019, &["license", "other_service"], &["items_last_year", "items_change", "decisions"]),
    block(Format::F2021, &["penalty", "coercion"], &["decisions"]),
    block(Format::F2019, &["penalty", "coercion"], &["items_last_year", "items_change", "decisions"]),
    block(Format::F2021, &["fees"], &["amount_wan"]),
    block(Format::F2019, &["fees"], &["items_last_year", "items_change"]),
    block(Format::F2019, &["procurement"], &["projects", "amount_yuan"]),
];

impl Block {
    fn key(&self, row: &str, column: &str) -> CellKey {
        CellKey::t2(&format!("t2.{row}.{column}"))
    }

    fn keys(&self) -> impl Iterator<Item = CellKey> + '_ {
        self.rows.iter().flat_map(|r| self.columns.iter().map(|c| self.key(r, c)))
    }

    /// True when the report prints this block. The three `decisions` are in both forms: they alone do not call
    /// for the other form's block, and where the larger block of the 2019 form is printed they stand in it.
    fn is_printed(&self, shown: &Shown<'_>) -> bool {
        let other = if self.form == Format::F2021 { Format::F2019 } else { Format::F2021 };
        let own = |k: &CellKey| !k.is_in(other);
        let any_own = |b: &Block| b.keys().filter(own).any(|k| shown.has(k));
        if self.form != shown.format {
            return any_own(self);
        }
        let taken = self.form == Format::F2021
            && self.keys().all(|k| k.is_in(Format::F2019))
            && BLOCKS.iter().any(|b| {
                b.form == Format::F2019
                    && b.rows[0] == self.rows[0]
                    && b.keys().filter(|k| !k.is_in(Format::F2021)).any(|k| shown.has(k))
            });
        !taken && self.keys().any(|k| shown.has(k))
    }
}

fn table_2(report: &AnnualReport) -> Option<LayoutTable> {
    const COLUMNS: usize = 4;
    let shown = shown(report);
    let mut grid = Grid::new(2, COLUMNS);
    for block in BLOCKS.iter().filter(|b| b.is_printed(&shown)) {
        let columns: Vec<&str> = block
            .columns
            .iter()
            .copied()
            .filter(|c| block.rows.iter().any(|r| shown.has(block.key(r, c))))
            .collect();
        let rows = block.rows.iter().filter(|r| columns.iter().any(|c| shown.has(block.key(r, c))));
        let spans = value_spans(columns.len());
        let first = block.key(block.rows[0], block.columns[0]).def();
        grid.put((grid.rows, 0), (1, COLUMNS as u32), Role::Section, first.section);
        grid.put((grid.rows + 1, 0), (1, 1), Role::Header, "信息内容");
        for (column, (at, span)) in columns.iter().zip(&spans) {
            let label = match block.form {
                Format::F2019 if *column == "decisions" => "处理决定数量",
                _ => block.key(block.rows[0], column).def().column,
            };
            grid.put((grid.rows + 1, *at), (1, *span), Role::Header, label);
        }
        grid.rows += 2;
        for row in rows {
            grid.put((grid.rows, 0), (1, 1), Role::Label, block.key(row, block.columns[0]).def().row);
            for (column, (at, span)) in columns.iter().zip(&spans) {
                let key = block.key(row, column);
                grid.put((grid.rows, *at), (1, *span), Role::Value(key), shown.text(key));
            }
            grid.rows += 1;
        }
    }
    grid.put_free_rows(&report.extra_rows, 1);
    (grid.rows > 0).then(|| grid.finish(0, vec![280, 240, 240, 240]))
}

/// Where the value columns of a block stand in the three columns beside the label, and how wide they are.
fn value_spans(columns: usize) -> Vec<(u32, u32)> {
    match columns {
        0 | 1 => vec![(1, 3)],
        2 => vec![(1, 1), (2, 2)],
        _ => vec![(1, 1), (2, 1), (3, 1)],
    }
}

const BALANCE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

fn table_3(report: &AnnualReport) -> Option<LayoutTable> {
    const LABELS: u32 = 3;
    let shown = shown(report);
    let rows: Vec<Row> = Row::ALL
        .into_iter()
        .filter(|r| Applicant::ALL.into_iter().any(|a| shown.has(CellKey::t3(*r, a))))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns: Vec<Applicant> =
        Applicant::ALL.into_iter().filter(|a| rows.iter().any(|r| shown.has(CellKey::t3(*r, *a)))).collect();
    let mut grid = Grid::new(3, LABELS as usize + columns.len());
    header_3(&mut grid, &columns);
    for (i, row) in rows.iter().enumerate() {
        label_3(&mut grid, &rows, i);
        for (j, column) in columns.iter().enumerate() {
            let key = CellKey::t3(*row, *column);
            grid.put((grid.rows, LABELS + j as u32), (1, 1), Role::Value(key), shown.text(key));
        }
        grid.rows += 1;
    }
    grid.put_free_rows(&report.extra_rows, LABELS);
    let value = 525 / columns.len() as u16;
    let mut widths = vec![65, 115, 1000 - 65 - 115 - value * columns.len() as u16];
    widths.resize(widths.len() + columns.len(), value);
    Some(grid.finish(3, widths))
}

fn header_3(grid: &mut Grid, columns: &[Applicant]) {
    let is_legal = |a: &Applicant| !matches!(a, Applicant::Natural | Applicant::Total);
    grid.put((0, 0), (3, 3), Role::Header, BALANCE);
    grid.put((0, 3), (1, columns.len() as u32), Role::Header, "申请人情况");
    let legal = columns.iter().filter(|a| is_legal(a)).count() as u32;
    for (i, column) in columns.iter().enumerate() {
        let at = 3 + i as u32;
        if !is_legal(column) {
            grid.put((1, at), (2, 1), Role::Header, column.label());
            continue;
        }
        if i == 0 || !is_legal(&columns[i - 1]) {
            grid.put((1, at), (1, legal), Role::Header, "法人或其他组织");
        }
        grid.put((2, at), (1, 1), Role::Header, column.label());
    }
    grid.rows = 3;
}

/// Puts the label of a row and, above it, those of the group and the part that begin with it.
fn label_3(grid: &mut Grid, rows: &[Row], i: usize) {
    let row = rows[i];
    let at = grid.rows;
    let in_results = |r: &Row| r.is_ending() || *r == Row::Total;
    if !in_results(&row) {
        grid.put((at, 0), (1, 3), Role::Label, row.label());
        return;
    }
    let run = |same: &dyn Fn(&Row) -> bool| rows[i..].iter().take_while(|r| same(r)).count() as u32;
    if i == 0 || !in_results(&rows[i - 1]) {
        grid.put((at, 0), (run(&in_results), 1), Role::Group, "三、本年度办理结果");
    }
    match row.group() {
        "" => grid.put((at, 1), (1, 2), Role::Label, row.label()),
        group => {
            if i == 0 || rows[i - 1].group() != group {
                grid.put((at, 1), (run(&|r| r.group() == group), 1), Role::Group, group);
            }
            grid.put((at, 2), (1, 1), Role::Label, row.label());
        }
    }
}

fn table_4(report: &AnnualReport) -> Option<LayoutTable> {
    let shown = shown(report);
    let columns: Vec<(Procedure, Outcome)> = Procedure::ALL
        .into_iter()
        .flat_map(|p| Outcome::ALL.into_iter().map(move |o| (p, o)))
        .filter(|(p, o)| shown.has(CellKey::t4(*p, *o)))
        .collect();
    if columns.is_empty() {
        return None;
    }
    let count = |f: &dyn Fn(Procedure) -> bool| columns.iter().filter(|(p, _)| f(*p)).count() as u32;
    let reviews = count(&|p| p == Procedure::Review);
    let lawsuits = columns.len() as u32 - reviews;
    let mut grid = Grid::new(4, columns.len());
    if reviews > 0 {
        grid.put((0, 0), (1, reviews), Role::Header, "行政复议");
    }
    if lawsuits > 0 {
        grid.put((0, reviews), (1, lawsuits), Role::Header, "行政诉讼");
    }
    let mut at = reviews;
    for procedure in [Procedure::Direct, Procedure::AfterReview] {
        let n = count(&|p| p == procedure);
        if n > 0 {
            grid.put((1, at), (1, n), Role::Header, procedure.label());
        }
        at += n;
    }
    for (i, (procedure, outcome)) in columns.iter().enumerate() {
        let (row, span) = if *procedure == Procedure::Review { (1, 2) } else { (2, 1) };
        grid.put((row, i as u32), (span, 1), Role::Header, outcome.label());
        let key = CellKey::t4(*procedure, *outcome);
        grid.put((3, i as u32), (1, 1), Role::Value(key), shown.text(key));
    }
    grid.rows = 4;
    grid.put_free_rows(&report.extra_rows, 1);
    let width = 1000 / columns.len() as u16;
    Some(grid.finish(3, vec![width; columns.len()]))
}

/// The statistics form before 2019: 指标名称, 计量单位, the year, 历年累计.
fn legacy_table(report: &AnnualReport) -> Option<LayoutTable> {
    let rows = &report.legacy_rows;
    let values = rows.iter().map(|r| r.values.len()).max()?.max(1);
    let has_unit = rows.iter().any(|r| !r.unit.is_empty());
    let labels = 1 + usize::from(has_unit);
    let mut grid = Grid::new(0, labels + values);
    grid.put((0, 0), (1, 1), Role::Header, "指标名称");
    if has_unit {
        grid.put((0, 1), (1, 1), Role::Header, "计量单位");
    }
    for i in 0..values {
        let text = match (values, i) {
            (1, _) => "统计数".into(),
            (2, 0) => report.year.map_or_else(|| "本年".into(), |y| format!("{y}年")),
            (2, 1) => "历年累计".into(),
            _ => format!("统计数{}", i + 1),
        };
        grid.put((0, (labels + i) as u32), (1, 1), Role::Header, text);
    }
    grid.rows = 1;
    for free in rows {
        grid.put((grid.rows, 0), (1, 1), Role::Label, free.label.as_str());
        if has_unit {
            grid.put((grid.rows, 1), (1, 1), Role::Label, free.unit.as_str());
        }
        for i in 0..values {
            let text = free.values.get(i).map(print_free).unwrap_or_default();
            grid.put((grid.rows, (labels + i) as u32), (1, 1), Role::Free, text);
        }
        grid.rows += 1;
    }
    let value = (400 / values as u16).min(150);
    let unit = if has_unit { 120 } else { 0 };
    let mut widths = vec![1000 - unit - value * values as u16];
    widths.extend(has_unit.then_some(unit));
    widths.resize(labels + values, value);
    Some(grid.finish(1, widths))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::cells_of;

    fn filled(format: Format) -> AnnualReport {
        let mut report = AnnualReport::empty(format);
        for key in cells_of(format) {
            report.cells.insert(key, Cell::number(0));
        }
        report
    }

    /// Every place of the grid is covered by exactly one cell.
    #[track_caller]
    fn assert_covered(table: &LayoutTable) {
        let mut seen = vec![0u8; (table.rows * table.columns) as usize];
        for cell in &table.cells {
            for row in cell.row..cell.row + cell.row_span {
                for column in cell.column..cell.column + cell.column_span {
                    seen[(row * table.columns + column) as usize] += 1;
                }
            }
        }
        let bad =
            seen.iter().position(|n| *n != 1).map(|i| (i as u32 / table.columns, i as u32 % table.columns));
        assert_eq!(bad, None, "table {} has a gap or an overlap", table.number);
        assert_eq!(table.widths.len(), table.columns as usize);
    }

    fn span_of(table: &LayoutTable, text: &str) -> (u32, u32) {
        let cell = table.cells.iter().find(|c| c.text.starts_with(text)).expect("the label is there");
        (cell.row_span, cell.column_span)
    }

    #[test]
    fn the_2021_form_has_its_official_spans() {
        let all = tables(&filled(Format::F2021));
        let [two, three, four] = &all[..] else { panic!("three tables") };
        all.iter().for_each(assert_covered);
        assert_eq!(two.rows, 14);
        assert_eq!(span_of(two, "本年处理决定数量"), (1, 3));
        assert_eq!((three.rows, three.columns), (28, 10));
        assert_eq!(span_of(three, "三、本年度办理结果"), (22, 1));
        assert_eq!(span_of(three, "（三）不予公开"), (8, 1));
        assert_eq!(span_of(three, "（四）无法提供"), (3, 1));
        assert_eq!(span_of(three, "（五）不予处理"), (5, 1));
        assert_eq!(span_of(three, "（六）其他处理"), (3, 1));
        assert_eq!(span_of(three, "（七）总计"), (1, 2));
        assert_eq!(span_of(three, "（本列数据"), (3, 3));
        assert_eq!((four.rows, four.columns), (4, 15));
        assert_eq!(span_of(four, "行政诉讼"), (1, 10));
    }

    #[test]
    fn the_2019_form_has_its_official_spans() {
        let all = tables(&filled(Format::F2019));
        all.iter().for_each(assert_covered);
        assert_eq!(all[0].rows, 18);
        assert_eq!(span_of(&all[1], "三、本年度办理结果"), (20, 1));
        assert_eq!(span_of(&all[1], "（六）其他处理"), (1, 2));
    }

    #[test]
    fn every_cell_of_the_report_is_printed_once_even_where_the_forms_are_mixed() {
        let mut mixed = filled(Format::F2019);
        for key in cells_of(Format::F2021) {
            mixed.cells.insert(key, Cell::number(1));
        }
        let mut other = mixed.clone();
        other.format = Format::F2021;
        for report in [filled(Format::F2021), filled(Format::F2019), mixed, other] {
            let printed: Vec<CellKey> = tables(&report)
                .iter()
                .flat_map(|t| t.cells.iter())
                .filter_map(|c| if let Role::Value(key) = c.role { Some(key) } else { None })
                .collect();
            for (key, _) in report.cells.iter() {
                assert_eq!(printed.iter().filter(|k| **k == key).count(), 1, "{key}");
            }
        }
    }

    #[test]
    fn missing_rows_and_columns_are_left_out_and_the_spans_shrink() {
        let mut report = filled(Format::F2021);
        for applicant in Applicant::ALL {
            report.cells.remove(CellKey::t3(Row::DeniedSecret, applicant));
            report.cells.remove(CellKey::t3(Row::DeniedQuery, applicant));
        }
        for row in Row::ALL {
            report.cells.remove(CellKey::t3(row, Applicant::LegalService));
        }
        report.cells.remove(CellKey::t4(Procedure::Direct, Outcome::Pending));
        let all = tables(&report);
        all.iter().for_each(assert_covered);
        assert_eq!(span_of(&all[1], "三、本年度办理结果"), (20, 1));
        assert_eq!(span_of(&all[1], "（三）不予公开"), (6, 1));
        assert_eq!(span_of(&all[1], "法人或其他组织"), (1, 4));
        assert_eq!(span_of(&all[2], "未经复议直接起诉"), (1, 4));
    }

    #[test]
    fn an_empty_report_gives_the_form_to_fill_in() {
        let values = |format| {
            let all = tables(&AnnualReport::empty(format));
            all.iter().for_each(assert_covered);
            all.iter().flat_map(|t| &t.cells).filter(|c| matches!(c.role, Role::Value(_))).count()
        };
        assert_eq!(values(Format::F2021), 200);
        assert_eq!(values(Format::F2019), 198);
        assert!(tables(&AnnualReport::empty(Format::Legacy)).is_empty());
    }

    #[test]
    fn rows_beyond_the_form_and_rows_of_an_old_form_keep_all_their_values() {
        let row = |table, n: usize| FreeRow {
            table,
            label: "其中：线上".into(),
            unit: "件".into(),
            values: (0..n).map(|i| Cell::number(i as i64)).collect(),
        };
        let mut report = filled(Format::F2021);
        report.extra_rows = vec![row(2, 1), row(3, 9), row(4, 3)];
        tables(&report).iter().for_each(assert_covered);
        assert!(tables(&report)[1].cells.iter().any(|c| c.text == "6 7 8"));

        let mut old = AnnualReport::empty(Format::Legacy);
        old.legacy_rows = vec![row(0, 1), row(0, 2)];
        tables(&old).iter().for_each(assert_covered);
    }
}
