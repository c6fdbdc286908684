//! The manual page of a rule: Chinese first, then English, each with the same sections.

use gongkai_domain::check::Rule;

use crate::words::Lang;

/// The half of the page in this language.
pub fn in_language(rule: &Rule, lang: Lang) -> &'static str {
    let page = rule.page.trim();
    let title = format!("\n# {}", rule.code);
    match page.find(&title) {
        None => page,
        Some(at) => lang.pick(page[..at].trim_end(), page[at..].trim()),
    }
}

/// Why a rule matters: the first paragraph of that section, as one line. The rule's title if there is none.
pub fn why(rule: &Rule, lang: Lang) -> String {
    let heading = lang.pick("## 为什么", "## Why it matters");
    let lines = in_language(rule, lang).lines().skip_while(|line| line.trim() != heading).skip(1);
    let paragraph = lines.skip_while(|line| line.trim().is_empty());
    let words: Vec<&str> =
        paragraph.map(str::trim).take_while(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if words.is_empty() {
        return lang.pick(rule.title_zh, rule.title_en).to_owned();
    }
    words.join(lang.pick("", " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::check::rules;

    #[test]
    fn every_rule_says_in_both_languages_why_it_matters() {
        for rule in rules() {
            for (lang, title) in [(Lang::Zh, rule.title_zh), (Lang::En, rule.title_en)] {
                assert_ne!(why(rule, lang), title, "{} has no section on why", rule.code);
                assert!(in_language(rule, lang).starts_with(&format!("# {}", rule.code)), "{}", rule.code);
            }
            assert_ne!(in_language(rule, Lang::Zh), in_language(rule, Lang::En), "{}", rule.code);
        }
    }
}
