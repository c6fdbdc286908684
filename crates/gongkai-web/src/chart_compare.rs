//! Charts of comparisons: a small one for each measure over the years, and units as dots with their intervals.

use std::fmt::Write as _;

use crate::chart::{Caption, begin, escape};

/// A year of a small chart.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendYear {
    /// The year.
    pub year: i16,
    /// The value of all units together.
    pub value: Option<f64>,
    /// The interval of that value.
    pub interval: Option<(f64, f64)>,
    /// Between which values the middle half of the units lies.
    pub quarters: Option<(f64, f64)>,
    /// The value as people write it.
    pub text: String,
}

/// A measure over the years: the line of all units together with its intervals, on the band of the middle half of the units.
pub fn trend(caption: Caption<'_>, years: &[TrendYear], whole: Option<f64>) -> String {
    const W: f64 = 260.0;
    const H: f64 = 128.0;
    const LEFT: f64 = 18.0;
    const TOP: f64 = 24.0;
    const BOTTOM: f64 = 22.0;
    let known = || years.iter().flat_map(|y| [y.value, y.interval.map(|i| i.1), y.quarters.map(|q| q.1)]);
    let highest = known().flatten().fold(0.0, f64::max);
    // A share never needs more than the whole; one of few per cent is not pressed flat by it.
    let top = whole.map_or(highest * 1.15, |whole| (highest * 1.15).min(whole)).max(1e-9);
    let y = |value: f64| TOP + (H - TOP - BOTTOM) * (1.0 - (value / top).clamp(0.0, 1.0));
    let step = (W - 2.0 * LEFT) / (years.len().max(2) - 1) as f64;
    let x = |i: usize| if years.len() == 1 { W / 2.0 } else { LEFT + step * i as f64 };
    let mut out = String::new();
    let numbers: Vec<String> = years.iter().map(|y| format!("{}: {}", y.year, y.text)).collect();
    begin(&mut out, caption, W as u32, H as u32, &numbers.join("; "));
    let _ = write!(out, r#"<line class="grid" x1="0" x2="{W}" y1="{0:.1}" y2="{0:.1}"/>"#, y(0.0));
    band(&mut out, years, &x, &y);
    let mut run: Vec<String> = Vec::new();
    for (i, year) in years.iter().enumerate() {
        match year.value {
            Some(value) => run.push(format!("{:.1},{:.1}", x(i), y(value))),
            None => line(&mut out, &mut run),
        }
    }
    line(&mut out, &mut run);
    for (i, year) in years.iter().enumerate() {
        let is_end = i == 0 || i + 1 == years.len();
        if let Some((low, high)) = year.interval {
            let _ = write!(
                out,
                r#"<line class="whisker" x1="{0:.1}" x2="{0:.1}" y1="{1:.1}" y2="{2:.1}"/>"#,
                x(i),
                y(low),
                y(high)
            );
        }
        if let Some(value) = year.value {
            let _ = write!(out, r#"<circle class="dot" cx="{:.1}" cy="{:.1}" r="3"/>"#, x(i), y(value));
        }
        if is_end {
            let anchor = match (i, years.len()) {
                (_, 1) => "middle",
                (0, _) => "start",
                _ => "end",
            };
            let at = match anchor {
                "start" => 0.0,
                "end" => W,
                _ => W / 2.0,
            };
            let _ = write!(
                out,
                r#"<text class="num" x="{at:.1}" y="14" text-anchor="{anchor}">{}</text><text class="tick" x="{at:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
                escape(&year.text),
                H - 6.0,
                year.year
            );
        }
    }
    out.push_str("</svg>");
    out
}

fn line(out: &mut String, run: &mut Vec<String>) {
    if run.len() > 1 {
        let _ = write!(out, r#"<polyline class="line" points="{}"/>"#, run.join(" "));
    }
    run.clear();
}

/// The middle half of the units, as one shape for each run of years that have it.
fn band(out: &mut String, years: &[TrendYear], x: &impl Fn(usize) -> f64, y: &impl Fn(f64) -> f64) {
    let known: Vec<(usize, (f64, f64))> =
        years.iter().enumerate().filter_map(|(i, year)| Some((i, year.quarters?))).collect();
    for run in known.chunk_by(|a, b| a.0 + 1 == b.0).filter(|r| r.len() > 1) {
        let upper = run.iter().map(|(i, q)| format!("{:.1},{:.1}", x(*i), y(q.1)));
        let lower = run.iter().rev().map(|(i, q)| format!("{:.1},{:.1}", x(*i), y(q.0)));
        let points: Vec<String> = upper.chain(lower).collect();
        let _ = write!(out, r#"<polygon class="band" points="{}"/>"#, points.join(" "));
    }
}

/// A unit as a dot on its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// The value as people write it.
    pub text: String,
    /// Whether it has too few cases for a rank.
    pub is_faint: bool,
}

/// Units, one a line, with the value of all of them as an upright line. A fine scale says what the ends are.
pub fn dots(
    caption: Caption<'_>,
    rows: &[DotRow],
    all: Option<(f64, String)>,
    (whole, scale): (Option<f64>, [String; 2]),
) -> String {
    const W: f64 = 720.0;
    const ROW: f64 = 24.0;
    const TOP: f64 = 26.0;
    const LABEL: f64 = 214.0;
    const TEXT: f64 = 104.0;
    let height = TOP + ROW * rows.len() as f64 + 4.0;
    let highest = rows.iter().map(|r| r.interval.map_or(r.value, |i| i.1.max(r.value))).fold(0.0, f64::max);
    let highest = all.iter().map(|a| a.0).fold(highest, f64::max);
    let top = whole.unwrap_or(highest).max(1e-9);
    let room = W - LABEL - TEXT;
    let x = |value: f64| LABEL + room * (value / top).clamp(0.0, 1.0);
    let mut out = String::new();
    let numbers: Vec<String> = rows.iter().map(|r| format!("{}: {}", r.label, r.text)).collect();
    begin(&mut out, caption, W as u32, height as u32, &numbers.join("; "));
    let [low, high] = scale;
    let _ = write!(
        out,
        r#"<text class="tick" x="{LABEL}" y="14">{}</text><text class="tick" x="{:.1}" y="14" text-anchor="end">{}</text>"#,
        escape(&low),
        LABEL + room,
        escape(&high)
    );
    if let Some((value, text)) = all {
        let (at, half) = (x(value), 70.0);
        // Its name keeps off the names of the ends.
        let name_at = at.clamp(LABEL + half, LABEL + room - half);
        let _ = write!(
            out,
            r#"<line class="all" x1="{at:.1}" x2="{at:.1}" y1="{:.1}" y2="{height:.1}"/><text class="num" x="{name_at:.1}" y="14" text-anchor="middle">{}</text>"#,
            TOP - 6.0,
            escape(&text)
        );
    }
    for (i, row) in rows.iter().enumerate() {
        let middle = TOP + ROW * (i as f64 + 0.5);
        let faint = if row.is_faint { " faint" } else { "" };
        let _ = write!(
            out,
            r#"<line class="grid" x1="{LABEL}" x2="{:.1}" y1="{middle:.1}" y2="{middle:.1}"/><text class="name" x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            LABEL + room,
            LABEL - 10.0,
            middle + 4.5,
            escape(&short(&row.label))
        );
        if let Some((low, high)) = row.interval {
            let _ = write!(
                out,
                r#"<line class="whisker{faint}" x1="{:.1}" x2="{:.1}" y1="{middle:.1}" y2="{middle:.1}"/>"#,
                x(low),
                x(high)
            );
        }
        let _ = write!(
            out,
            r#"<circle class="dot{faint}" cx="{:.1}" cy="{middle:.1}" r="4.5"/><text class="num" x="{:.1}" y="{:.1}">{}</text>"#,
            x(row.value),
            LABEL + room + 10.0,
            middle + 4.5,
            escape(&row.text)
        );
    }
    out.push_str("</svg>");
    out
}

/// A name that fits beside the chart. What is cut off is in the description and in the table.
fn short(name: &str) -> String {
    const MOST: usize = 31;
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    let whole: usize = name.chars().map(width).sum();
    if whole <= MOST {
        return name.to_owned();
    }
    // The end of an agency's name tells it from its neighbours.
    let mut kept: Vec<char> = Vec::new();
    let mut room = MOST - 1;
    for c in name.chars().rev() {
        let Some(rest) = room.checked_sub(width(c)) else { break };
        room = rest;
        kept.push(c);
    }
    kept.push('…');
    kept.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPTION: Caption<'_> = Caption { id: "c", title: "T", desc: "D" };

    #[test]
    fn a_year_without_a_number_breaks_the_line() {
        let year = |year, value: Option<f64>| TrendYear {
            year,
            value,
            interval: value.map(|v| (v * 0.9, v * 1.1)),
            quarters: None,
            text: value.map_or("–".into(), |v| v.to_string()),
        };
        let years = [year(2021, Some(0.5)), year(2022, None), year(2023, Some(0.6)), year(2024, Some(0.7))];
        let svg = trend(CAPTION, &years, Some(1.0));
        assert_eq!(svg.matches("<polyline").count(), 1, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("2022: –") && !svg.contains("style="));
    }

    #[test]
    fn every_unit_has_a_dot_and_its_name_fits() {
        let row = |label: &str| DotRow {
            label: label.into(),
            value: 0.4,
            interval: Some((0.2, 0.6)),
            text: "40% (4/10)".into(),
            is_faint: false,
        };
        let rows = [row("短"), row("示范市澄川区人力资源和社会保障及医疗保障局")];
        let scale = ["0".to_owned(), "100%".to_owned()];
        let svg = dots(CAPTION, &rows, Some((0.5, "全区 50%".into())), (Some(1.0), scale));
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains(">…") && svg.contains("医疗保障局</text>"), "{svg}");
    }
}
