//! A report as text in the layouts that copies of real pages have.

use gongkai_domain::report::sample::Dice;
use gongkai_domain::report::{AnnualReport, Applicant, CellKey, Format, Outcome, Procedure, Row, cells_of};

/// A layout writes a report as text.
pub type Layout = fn(&AnnualReport, &mut Dice) -> String;

/// Every layout with its name.
pub const LAYOUTS: [(&str, Layout); 14] = [
    ("pipes", pipes),
    ("tabs with drifting groups", drifting_tabs),
    ("one cell a line", cells),
    ("one cell a line, mirrored", mirrored),
    ("glued", glued),
    ("columns of spaces", spaces),
    ("single spaces", single_spaces),
    ("markdown with groups on every row", markdown),
    ("transposed", transposed),
    ("outcomes as rows", outcome_rows),
    ("wide csv", wide_csv),
    ("long csv", long_csv),
    ("sentences for table 2", sentences),
    ("full width", full_width),
];

pub fn text(report: &AnnualReport, key: CellKey) -> String {
    report.cells.number(key).map(|n| n.normalize().to_string()).unwrap_or_default()
}

pub fn title(report: &AnnualReport) -> String {
    format!(
        "{}{}年政府信息公开工作年度报告\n",
        report.agency.as_deref().unwrap_or_default(),
        report.year.unwrap_or_default()
    )
}

/// A block of table 2: its name, its headers, and its rows with their cells.
type Section = (&'static str, Vec<&'static str>, Vec<(&'static str, Vec<CellKey>)>);

/// Table 2 by section: heading, header labels, rows with their keys.
fn table2(report: &AnnualReport) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for key in printed_table2(report.format) {
        let def = key.def();
        if sections.last().is_none_or(|s| s.0 != def.section) {
            sections.push((def.section, Vec::new(), Vec::new()));
        }
        let section = sections.last_mut().expect("pushed above");
        let column = if report.format == Format::F2019 && def.column == "本年处理决定数量" {
            "处理决定数量"
        } else {
            def.column
        };
        if !section.1.contains(&column) {
            section.1.push(column);
        }
        match section.2.last_mut() {
            Some((row, keys)) if *row == def.row => keys.push(key),
            _ => section.2.push((def.row, vec![key])),
        }
    }
    sections
}

/// The cells of table 2 in the order of the printed form.
fn printed_table2(format: Format) -> Vec<CellKey> {
    let mut keys: Vec<CellKey> = cells_of(format).filter(|k| k.table() == 2).collect();
    if format == Format::F2019 {
        let rank = |k: &CellKey| {
            let name = k.as_str();
            let row = [
                "rules",
                "normative",
                "license",
                "other_service",
                "penalty",
                "coercion",
                "fees",
                "procurement",
            ]
            .iter()
            .position(|r| name.contains(&format!(".{r}.")));
            (row, u8::from(name.ends_with("decisions")))
        };
        keys.sort_by_key(rank);
    }
    keys
}

pub fn rows3(report: &AnnualReport) -> Vec<(Row, Vec<String>)> {
    Row::printed_in(report.format)
        .map(|r| (r, Applicant::ALL.into_iter().map(|a| text(report, CellKey::t3(r, a))).collect()))
        .collect()
}

pub fn row4(report: &AnnualReport) -> Vec<String> {
    Procedure::ALL
        .into_iter()
        .flat_map(|p| Outcome::ALL.into_iter().map(move |o| CellKey::t4(p, o)))
        .map(|k| text(report, k))
        .collect()
}

const HEADINGS: [&str; 5] = [
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];
const BALANCE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
const COLUMNS: [&str; 5] = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];
const NARRATIVE: &str =
    "一、总体情况\n本年度通过门户网站发布信息120余条，召开培训会2次，办理行政许可相关咨询35件。\n";

/// Labels of a row of table 3 as the cells in front of its numbers; a group only on its first row.
fn labels3(row: Row) -> Vec<&'static str> {
    let starts_group =
        matches!(row, Row::DeniedSecret | Row::UnableNotHeld | Row::RefusedPetition | Row::OtherNoCorrection);
    let mut labels = Vec::new();
    if row == Row::Granted {
        labels.push("三、本年度办理结果");
    }
    if starts_group {
        labels.push(row.group());
    }
    labels.push(row.label());
    labels
}

pub fn by_rows(report: &AnnualReport, separator: &str, tail: &str) -> String {
    let mut out = title(report) + NARRATIVE + HEADINGS[0] + "\n";
    for (section, header, rows) in table2(report) {
        out += &format!("{section}{separator}{tail}\n信息内容{separator}{}{tail}\n", header.join(separator));
        for (row, keys) in rows {
            let values: Vec<String> = keys.iter().map(|k| text(report, *k)).collect();
            out += &format!("{row}{separator}{}{tail}\n", values.join(separator));
        }
    }
    out += &format!("{}\n{BALANCE}{separator}申请人情况{tail}\n", HEADINGS[1]);
    out +=
        &format!("自然人{separator}法人或其他组织{separator}总计{tail}\n{}{tail}\n", COLUMNS.join(separator));
    for (row, values) in rows3(report) {
        out += &format!("{}{separator}{}{tail}\n", labels3(row).join(separator), values.join(separator));
    }
    out += &format!("{}\n行政复议{separator}行政诉讼{tail}\n", HEADINGS[2]);
    let outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"].join(separator);
    out += &format!("{outcomes}{separator}未经复议直接起诉{separator}复议后起诉{tail}\n");
    out += &format!("{outcomes}{separator}{outcomes}{tail}\n{}{tail}\n", row4(report).join(separator));
    out + &format!("{}\n力度不够，继续改进。\n{}\n未收取信息处理费。\n", HEADINGS[3], HEADINGS[4])
}

fn pipes(report: &AnnualReport, _: &mut Dice) -> String {
    by_rows(report, "  | ", "  | ||")
}

fn single_spaces(report: &AnnualReport, _: &mut Dice) -> String {
    by_rows(report, " ", "")
}

fn drifting_tabs(report: &AnnualReport, dice: &mut Dice) -> String {
    let plain = by_rows(report, "\t", "\t\t");
    let mut out = String::new();
    for line in plain.lines() {
        // A page header in the middle of table 3, and rows that begin one column later.
        if line.starts_with("2.其他法律") {
            out += "3/6\t\t某某局工作年度报告\t\t\t\n";
        }
        out += if line.contains('\t') && dice.percent(30) { "\t" } else { "" };
        out += line;
        out += "\n";
    }
    out
}

fn cells(report: &AnnualReport, _: &mut Dice) -> String {
    let glue = by_rows(report, "\n", "");
    glue.replace("商业企业", "商业\n企业").replace('\n', "\n\n")
}

fn mirrored(report: &AnnualReport, _: &mut Dice) -> String {
    let damaged: String = cells(report, &mut Dice::new(0))
        .chars()
        .flat_map(|c| {
            let (c, pinyin) = match c {
                '务' => ('務', "(wù)"),
                '请' => ('請', "(qǐng)"),
                '开' => ('開', "(kāi)"),
                '结' => ('結', "(jié)"),
                '规' => ('規', "(guī)"),
                '数' => ('數', "(shù)"),
                '机' => ('機', "(jī)"),
                '条' => ('條', ""),
                '处' => ('處', "(chù)"),
                c => (c, ""),
            };
            std::iter::once(c).chain(pinyin.chars())
        })
        .collect();
    damaged
        .lines()
        .map(|l| if l.ends_with(|c: char| c.is_ascii_digit()) { format!("{l}?\n") } else { format!("{l}\n") })
        .collect()
}

fn glued(report: &AnnualReport, _: &mut Dice) -> String {
    let body: String = by_rows(report, "", "").lines().skip(1).collect();
    format!("标题: {}发布时间: 2025-03-10 15:35\n{body}", title(report))
}

fn spaces(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = String::new();
    for line in by_rows(report, "      ", "").lines() {
        // A long label wraps: its second half stands below its numbers.
        match line.strip_prefix("5.要求行政机关确认或重新出具已获取信息") {
            Some(numbers) => out += &format!("5.要求行政机关确认或重新\n      {numbers}\n出具已获取信息\n"),
            None => out += &format!("{line}\n"),
        }
    }
    out
}

fn markdown(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = format!("# {}\n## {}\n\n", title(report).trim(), HEADINGS[0]);
    for (section, header, rows) in table2(report) {
        out += &format!(
            "### {section}\n\n| 信息内容 | {} |\n|---|{}\n",
            header.join(" | "),
            "---|".repeat(header.len())
        );
        for (row, keys) in rows {
            let values: Vec<String> = keys.iter().map(|k| text(report, *k)).collect();
            out += &format!("| {row} | {} |\n", values.join(" | "));
        }
        out += "\n";
    }
    out += &format!(
        "## {}\n\n| 办理情况 | | 自然人 | {} | 总计 |\n|---|---|{}\n",
        HEADINGS[1],
        COLUMNS.join(" | "),
        "---|".repeat(7)
    );
    for (row, values) in rows3(report) {
        out += &format!("| {} | {} | {} |\n", row.group(), row.label(), values.join(" | "));
    }
    out += &format!(
        "\n## {}\n\n| 类别 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|---|\n",
        HEADINGS[2]
    );
    for (procedure, values) in Procedure::ALL.into_iter().zip(row4(report).chunks(5)) {
        out += &format!("| {} | {} |\n", procedure.label(), values.join(" | "));
    }
    out
}

fn transposed(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = markdown(report, &mut Dice::new(0));
    let start = out.find("| 办理情况").expect("table 3");
    let end = out.find("\n## 四").expect("table 4");
    let rows = rows3(report);
    let head: Vec<String> = rows.iter().map(|(r, _)| format!("{}{}", r.group(), r.label())).collect();
    let mut table = format!("申请人情况\t{}\n", head.join("\t"));
    for (i, applicant) in Applicant::ALL.into_iter().enumerate() {
        let values: Vec<&str> = rows.iter().map(|(_, v)| v[i].as_str()).collect();
        table += &format!("{}\t{}\n", applicant.label(), values.join("\t"));
    }
    out.replace_range(start..end, &table);
    out
}

fn outcome_rows(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = markdown(report, &mut Dice::new(0));
    let start = out.find("| 类别").expect("table 4");
    out.truncate(start);
    out += "| 结果 | 行政复议 | 未经复议直接起诉 | 复议后起诉 |\n|---|---|---|---|\n";
    let values = row4(report);
    for (i, outcome) in Outcome::ALL.into_iter().enumerate() {
        out += &format!("| {} | {} | {} | {} |\n", outcome.label(), values[i], values[5 + i], values[10 + i]);
    }
    out
}

fn wide_csv(report: &AnnualReport, dice: &mut Dice) -> String {
    let keys: Vec<CellKey> = report.cells.iter().map(|(k, _)| k).collect();
    let by_key = dice.percent(50);
    let head: Vec<String> =
        keys.iter().map(|k| if by_key { k.to_string() } else { k.def().label() }).collect();
    let values: Vec<String> = keys.iter().map(|k| text(report, *k)).collect();
    format!(
        "机关名称,年度,{}\n{},{},{}\n",
        head.join(","),
        report.agency.as_deref().unwrap_or_default(),
        report.year.unwrap_or_default(),
        values.join(",")
    )
}

fn long_csv(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = title(report);
    for (_, _, rows) in table2(report) {
        for (row, keys) in rows {
            for key in keys {
                out += &format!("{row},{},{}\n", key.def().column, text(report, key));
            }
        }
    }
    out + &by_rows(report, ",", "")
        .lines()
        .skip_while(|l| !l.starts_with("三、收到"))
        .map(|l| format!("{l}\n"))
        .collect::<String>()
}

fn sentences(report: &AnnualReport, _: &mut Dice) -> String {
    let mut out = title(report) + HEADINGS[0] + "。";
    for (section, _, rows) in table2(report) {
        for (row, keys) in rows {
            let parts: Vec<String> = keys
                .iter()
                .map(|k| {
                    format!("{}{}", k.def().column.split('（').next().expect("a part"), text(report, *k))
                })
                .collect();
            out += &format!("{section}：{row}，{}。", parts.join("，"));
        }
    }
    let rest = by_rows(report, " | ", "");
    out + "\n" + &rest[rest.find("三、收到").expect("chapter 3")..]
}

fn full_width(report: &AnnualReport, dice: &mut Dice) -> String {
    let plain = pipes(report, dice);
    let head = plain.find("二、主动公开政府").expect("chapter 2");
    let wide: String = plain[head..]
        .chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '０' as u32).expect("a wide digit"),
            c => c,
        })
        .collect();
    format!("{}{wide}", &plain[..head])
}
