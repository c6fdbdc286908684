//! The little Markdown that rule pages are written in: headings, paragraphs, lists, tables, code, emphasis, links.

/// Markdown as HTML. Text is escaped; nothing of it reaches the page as markup of its own.
pub fn to_html(markdown: &str) -> String {
    let mut out = String::new();
    let mut lines = markdown.lines().map(|l| l.strip_prefix(' ').unwrap_or(l)).peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if trimmed.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|l| !l.trim().starts_with("```")).collect();
            out.push_str(&format!("<pre><code>{}</code></pre>", escape(&code.join("\n"))));
        } else if let Some(heading) = trimmed.strip_prefix('#') {
            let depth = 1 + heading.chars().take_while(|c| *c == '#').count();
            // The page has its own h1.
            let level = (depth + 1).min(6);
            out.push_str(&format!("<h{level}>{}</h{level}>", inline(heading.trim_start_matches('#').trim())));
        } else if item(trimmed).is_some() {
            let mut items = vec![item(trimmed).unwrap_or_default().to_owned()];
            while let Some(next) = lines.peek().copied() {
                match item(next.trim()) {
                    Some(text) => items.push(text.to_owned()),
                    // A line that goes on with the item before.
                    None if next.starts_with("  ") && !next.trim().is_empty() => {
                        if let Some(last) = items.last_mut() {
                            last.push(' ');
                            last.push_str(next.trim());
                        }
                    }
                    None => break,
                }
                lines.next();
            }
            let items: String = items.iter().map(|i| format!("<li>{}</li>", inline(i))).collect();
            out.push_str(&format!("<ul>{items}</ul>"));
        } else if trimmed.starts_with('|') {
            let mut rows = vec![trimmed];
            while let Some(next) = lines.peek().copied().filter(|l| l.trim().starts_with('|')) {
                rows.push(next.trim());
                lines.next();
            }
            out.push_str(&table(&rows));
        } else {
            let mut text = trimmed.to_owned();
            while let Some(next) = lines.peek().copied() {
                let next = next.trim();
                if next.is_empty() || next.starts_with(['#', '|', '`']) || item(next).is_some() {
                    break;
                }
                // Chinese lines join without a space.
                if text.chars().last().is_some_and(|c| c.is_ascii()) {
                    text.push(' ');
                }
                text.push_str(next);
                lines.next();
            }
            out.push_str(&format!("<p>{}</p>", inline(&text)));
        }
    }
    out
}

fn item(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}

fn table(rows: &[&str]) -> String {
    let cells =
        |row: &str| -> Vec<String> { row.trim_matches('|').split('|').map(|c| inline(c.trim())).collect() };
    let mut out = String::from("<div class=\"scroll\" tabindex=\"0\"><table class=\"data\">");
    for (i, row) in rows.iter().enumerate() {
        if row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) {
            continue;
        }
        let tag = if i == 0 { "th" } else { "td" };
        let cells: String = cells(row).iter().map(|c| format!("<{tag}>{c}</{tag}>")).collect();
        out.push_str(&format!("<tr>{cells}</tr>"));
    }
    out.push_str("</table></div>");
    out
}

/// `code`, **strong** and plain text.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split('`').enumerate() {
        if i % 2 == 1 {
            out.push_str(&format!("<code>{}</code>", escape(part)));
            continue;
        }
        for (j, piece) in part.split("**").enumerate() {
            if j % 2 == 1 {
                out.push_str(&format!("<strong>{}</strong>", escape(piece)));
            } else {
                out.push_str(&escape(piece));
            }
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn headings_lists_tables_and_text_come_out() {
        let html = to_html(
            "# 标题\n\n第一行\n第二行 `a<b`。\n\n- 甲\n- **乙**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        );
        assert_eq!(
            html,
            "<h2>标题</h2><p>第一行第二行 <code>a&lt;b</code>。</p><ul><li>甲</li><li><strong>乙</strong></li></ul>\
             <div class=\"scroll\" tabindex=\"0\"><table class=\"data\"><tr><th>a</th><th>b</th></tr>\
             <tr><td>1</td><td>2</td></tr></table></div>"
        );
    }

    #[test]
    fn markup_in_the_text_stays_text() {
        assert_eq!(to_html("<script>"), "<p>&lt;script&gt;</p>");
    }
}
