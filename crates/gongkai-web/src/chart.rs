//! Charts as SVG that a screen reader can tell, each with its numbers in a table beside it.

use std::fmt::Write as _;

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// How long it is.
    pub value: f64,
    /// The value as people write it.
    pub text: String,
    /// Which colour of the series.
    pub series: usize,
}

/// A year of the applications chart.
#[derive(Debug, Clone, PartialEq)]
pub struct YearColumn {
    /// The year.
    pub year: i64,
    /// Received in the year.
    pub received: f64,
    /// Carried in from the year before.
    pub carried: f64,
    /// Answered in the year.
    pub answered: f64,
    /// Whether it is the year of the report at hand.
    pub current: bool,
}

/// What a chart is called and what it tells, for those who do not see it.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// The id that names belong to.
    pub id: &'a str,
    /// The name.
    pub title: &'a str,
    /// What it shows.
    pub desc: &'a str,
}

pub(crate) fn begin(out: &mut String, caption: Caption<'_>, width: u32, height: u32, numbers: &str) {
    let Caption { id, title, desc } = caption;
    let _ = write!(
        out,
        r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{} {}</desc>"#,
        escape(title),
        escape(desc),
        escape(numbers)
    );
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Columns of received and carried-in applications by year, with a line of those answered.
pub fn years(caption: Caption<'_>, columns: &[YearColumn]) -> String {
    const W: f64 = 440.0;
    const H: f64 = 232.0;
    const LEFT: f64 = 38.0;
    const TOP: f64 = 22.0;
    const BOTTOM: f64 = 26.0;
    let top =
        nice_ceiling(columns.iter().map(|c| (c.received + c.carried).max(c.answered)).fold(0.0, f64::max));
    let plot = H - TOP - BOTTOM;
    let y = |value: f64| TOP + plot * (1.0 - value / top);
    let mut out = String::new();
    let numbers: Vec<String> = columns
        .iter()
        .map(|c| format!("{}: {} + {} → {}", c.year, c.received, c.carried, c.answered))
        .collect();
    begin(&mut out, caption, W as u32, H as u32, &numbers.join("; "));
    for i in 0..=4 {
        let value = top * f64::from(i) / 4.0;
        let _ = write!(
            out,
            r#"<line class="grid" x1="{LEFT}" x2="{W}" y1="{0:.1}" y2="{0:.1}"/><text class="tick" x="{1}" y="{2:.1}" text-anchor="end">{3}</text>"#,
            y(value),
            LEFT - 6.0,
            y(value) + 4.0,
            trim(value)
        );
    }
    let step = (W - LEFT) / columns.len().max(1) as f64;
    let width = (step * 0.5).min(54.0);
    let mut line = String::new();
    for (i, c) in columns.iter().enumerate() {
        let middle = LEFT + step * (i as f64 + 0.5);
        let x = middle - width / 2.0;
        let class = if c.current { " now" } else { "" };
        let _ = write!(
            out,
            r#"<rect class="s1{class}" x="{x:.1}" y="{:.1}" width="{width:.1}" height="{:.1}"/>"#,
            y(c.received),
            plot * c.received / top
        );
        let _ = write!(
            out,
            r#"<rect class="s2{class}" x="{x:.1}" y="{:.1}" width="{width:.1}" height="{:.1}"/>"#,
            y(c.received + c.carried),
            plot * c.carried / top
        );
        let _ = write!(
            out,
            r#"<text class="num" x="{middle:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            y((c.received + c.carried).max(c.answered)) - 7.0,
            trim(c.received)
        );
        let _ = write!(
            out,
            r#"<text class="tick{class}" x="{middle:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            H - 8.0,
            c.year
        );
        let _ = write!(line, "{}{middle:.1},{:.1}", if i == 0 { "" } else { " " }, y(c.answered));
    }
    let _ = write!(out, r#"<polyline class="line" points="{line}"/>"#);
    for point in line.split(' ').filter_map(|p| p.split_once(',')) {
        let _ = write!(out, r#"<circle class="dot" cx="{}" cy="{}" r="3.5"/>"#, point.0, point.1);
    }
    out.push_str("</svg>");
    out
}

/// Horizontal bars, longest scale first come.
pub fn bars(caption: Caption<'_>, bars: &[Bar], label_width: f64) -> String {
    const W: f64 = 440.0;
    const ROW: f64 = 33.0;
    let height = ROW * bars.len() as f64 + 4.0;
    let top = bars.iter().map(|b| b.value).fold(0.0, f64::max).max(1.0);
    let room = W - label_width - 92.0;
    let mut out = String::new();
    let numbers: Vec<String> = bars.iter().map(|b| format!("{}: {}", b.label, b.text)).collect();
    begin(&mut out, caption, W as u32, height as u32, &numbers.join("; "));
    for (i, bar) in bars.iter().enumerate() {
        let y = ROW * i as f64 + 4.0;
        let length = (room * bar.value / top).max(if bar.value > 0.0 { 2.0 } else { 0.0 });
        let _ = write!(
            out,
            r#"<text class="name" x="{0:.1}" y="{1:.1}" text-anchor="end">{2}</text><rect class="track" x="{3:.1}" y="{4:.1}" width="{room:.1}" height="18" rx="3"/><rect class="s{5}" x="{3:.1}" y="{4:.1}" width="{length:.1}" height="18" rx="3"/><text class="num" x="{6:.1}" y="{1:.1}">{7}</text>"#,
            label_width - 8.0,
            y + 17.5,
            escape(&bar.label),
            label_width,
            y + 4.0,
            bar.series,
            label_width + room + 8.0,
            escape(&bar.text)
        );
    }
    out.push_str("</svg>");
    out
}

/// The next number that divides into four well.
fn nice_ceiling(value: f64) -> f64 {
    let mut top = 4.0;
    while top < value {
        // 4, 8, 20, 40, 80, 200 …
        top *= if trim(top).starts_with('8') { 2.5 } else { 2.0 };
    }
    top
}

fn trim(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        for (value, top) in
            [(0.0, 4.0), (5.0, 8.0), (9.0, 20.0), (41.0, 80.0), (120.0, 200.0), (801.0, 2000.0)]
        {
            assert_eq!(nice_ceiling(value), top);
        }
    }

    #[test]
    fn a_chart_tells_its_numbers_in_words() {
        let bar = Bar { label: "a<b".into(), value: 3.0, text: "3 (100%)".into(), series: 1 };
        let svg = bars(Caption { id: "c", title: "T", desc: "D" }, &[bar], 90.0);
        assert!(svg.contains("<desc id=\"c-d\">D a&lt;b: 3 (100%)</desc>"), "{svg}");
        assert!(!svg.contains("style="));
    }
}
