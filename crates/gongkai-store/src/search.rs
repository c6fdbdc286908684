//! Full text over what is public, inside the database.
//!
//! Words are cut by jieba before they reach it, so both databases see the same terms, and the index changes in the
//! transaction that publishes or withdraws. Relevance is weighed over the newest [`CANDIDATES`] hits.

use std::collections::HashSet;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::db::{Dialect, Sql, Tx};
use crate::{Store, StoreError};

/// So many hits are weighed, the newest first, when there are more.
pub const CANDIDATES: usize = 1000;

/// The longest query. Unit: characters.
const QUERY_CHARS: usize = 100;

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(Jieba::new)
}

/// Opens the dictionary, which the first search would have to wait for.
pub fn warm_up() {
    jieba();
}

/// What is indexed of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexEntry<'a> {
    pub title: &'a str,
    pub number: &'a str,
    /// Clean HTML.
    pub body: &'a str,
    pub summary: &'a str,
}

/// The terms a text is found by: every word of the dictionary that it holds, in lower case, without signs.
///
/// All of them and not one way to cut the text, so that a word of a query is found whatever stands around it.
pub fn terms(text: &str) -> Vec<String> {
    jieba().cut_all(text).iter().filter_map(|token| term(token.word)).collect()
}

/// The terms of a query. A single character restricts nothing beside a longer word, so it is left out then.
fn query_terms(query: &str) -> Vec<String> {
    let mut words: Vec<String> =
        jieba().cut(query, false).iter().filter_map(|token| term(token.word)).collect();
    words.sort();
    words.dedup();
    if words.iter().any(|w| is_long(w)) {
        words.retain(|w| is_long(w));
    }
    words
}

fn term(word: &str) -> Option<String> {
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (!word.is_empty()).then_some(word)
}

fn is_long(word: &str) -> bool {
    word.is_ascii() || word.chars().nth(1).is_some()
}

/// The words of clean HTML.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push(' ');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    out.push_str(rest);
    for (entity, sign) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        if out.contains(entity) {
            out = out.replace(entity, sign);
        }
    }
    out
}

/// Which hits are wanted. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFilter {
    /// Of this agency.
    pub agency: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this 有效性.
    pub validity: Option<String>,
    /// Published in this year, in China.
    pub year: Option<i64>,
}

impl SearchFilter {
    fn restrict(&self, sql: &mut Sql) {
        let texts = [
            (" AND d.agency_id = ", &self.agency),
            (" AND d.kind = ", &self.kind),
            (" AND d.validity = ", &self.validity),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                sql.push(column).push_bind(value);
            }
        }
    }
}

row! {
    /// One hit.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Hit {
        /// The document's number.
        pub no: i64,
        /// Lower is better.
        pub score: f64,
        /// The agency.
        pub agency_id: String,
        /// What it is.
        pub kind: String,
        /// When it went out.
        pub published_at_ms: i64,
    }
}

/// The hits of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// The terms that were looked for.
    pub terms: Vec<String>,
    /// What was found, best first or newest first.
    pub hits: Vec<Hit>,
    /// Whether there were more than could be weighed.
    pub is_cut: bool,
}

impl Tx {
    pub(crate) async fn index(&mut self, no: i64, entry: &IndexEntry<'_>) -> Result<(), StoreError> {
        self.unindex(no).await?;
        let joined = |text: &str| terms(text).join(" ");
        let (title, number) = (joined(entry.title), joined(entry.number));
        let body = joined(&format!("{} {}", entry.summary, plain(entry.body)));
        let sql = match self.dialect() {
            Dialect::Sqlite => {
                Sql::new("INSERT INTO document_search (rowid, title, number, body) VALUES ($1, $2, $3, $4)")
            }
            Dialect::Postgres => Sql::new(
                "INSERT INTO document_search (no, terms) VALUES ($1, setweight(to_tsvector('simple', $2), 'A') \
                 || setweight(to_tsvector('simple', $3), 'B') || setweight(to_tsvector('simple', $4), 'D'))",
            ),
        };
        self.execute(sql.bind(no).bind(title).bind(number).bind(body)).await?;
        Ok(())
    }

    pub(crate) async fn unindex(&mut self, no: i64) -> Result<(), StoreError> {
        let sql = match self.dialect() {
            Dialect::Sqlite => "DELETE FROM document_search WHERE rowid = $1",
            Dialect::Postgres => "DELETE FROM document_search WHERE no = $1",
        };
        self.execute(Sql::new(sql).bind(no)).await?;
        Ok(())
    }
}

impl Store {
    /// Looks for public documents with all the words of a query.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn search(&self, query: &str, filter: &SearchFilter) -> Result<Hits, StoreError> {
        let query: String = query.chars().take(QUERY_CHARS).collect();
        let words = query_terms(&query);
        if words.is_empty() {
            return Ok(Hits::default());
        }
        let mut hits: Vec<Hit> = Vec::new();
        let mut is_cut = false;
        for sql in self.searches(&words) {
            let mut sql = sql;
            filter.restrict(&mut sql);
            let found: Vec<Hit> = self.all(sql).await?;
            is_cut = found.len() > CANDIDATES;
            let known: HashSet<i64> = hits.iter().map(|h| h.no).collect();
            hits.extend(found.into_iter().take(CANDIDATES).filter(|h| !known.contains(&h.no)));
            // What comes after counts less, and there is no room for it.
            if is_cut {
                break;
            }
        }
        if let Some(year) = filter.year {
            hits.retain(|h| crate::documents::year_in_china(h.published_at_ms) == year);
        }
        hits.sort_by(|a, b| a.score.total_cmp(&b.score).then(b.published_at_ms.cmp(&a.published_at_ms)));
        hits.truncate(CANDIDATES);
        Ok(Hits { terms: words, hits, is_cut })
    }

    /// The newest public documents with the words of a query in their title or number; the last word may be begun only.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn titles(&self, query: &str, limit: i64) -> Result<Vec<i64>, StoreError> {
        let query: String = query.chars().take(QUERY_CHARS).collect();
        let words = query_terms(&query);
        let Some(sql) = self.searches(&words).into_iter().next().filter(|_| !words.is_empty()) else {
            return Ok(Vec::new());
        };
        let found: Vec<Hit> = self.all(sql).await?;
        Ok(found.into_iter().map(|h| h.no).take(usize::try_from(limit).unwrap_or(0)).collect())
    }

    /// The statements whose hits together answer a query, what matters most first; the last one finds everything.
    ///
    /// SQLite's own measure of relevance counts for each word in how many of all documents it stands, which takes
    /// longer than all the rest when there are a million. So hits in the title and the number come first, then those
    /// in the text, and among equals the newest.
    fn searches(&self, words: &[String]) -> Vec<Sql> {
        let limit = CANDIDATES + 1;
        match self.dialect() {
            Dialect::Sqlite => {
                let quoted: Vec<String> = words
                    .iter()
                    .map(|w| if is_long(w) { format!("\"{w}\"") } else { format!("\"{w}\" *") })
                    .collect();
                let all = quoted.join(" AND ");
                let tiers = [("0.0", format!("{{title number}} : ({all})")), ("1.0", all)];
                let search = |(score, asked): (&str, String)| {
                    let mut sql = Sql::new(
                        "SELECT d.no, s.score, d.agency_id, d.kind, d.published_at_ms FROM (SELECT rowid AS no, ",
                    );
                    sql.push(score)
                        .push(" AS score FROM document_search WHERE document_search MATCH ")
                        .push_bind(asked);
                    sql.push(" ORDER BY rowid DESC LIMIT ").push_bind(limit);
                    // A cross join keeps the order: the planner would walk through all public documents first.
                    sql.push(") s CROSS JOIN documents d WHERE d.no = s.no AND d.visibility = 'public'");
                    sql
                };
                tiers.map(search).into()
            }
            Dialect::Postgres => {
                let quoted: Vec<String> = words
                    .iter()
                    .map(|w| if is_long(w) { format!("'{w}'") } else { format!("'{w}':*") })
                    .collect();
                let mut sql = Sql::new(
                    "SELECT d.no, -CAST(ts_rank(s.terms, s.query) AS DOUBLE PRECISION) AS score, d.agency_id, d.kind, \
                     d.published_at_ms FROM (SELECT i.no, i.terms, q.query FROM document_search i, \
                     to_tsquery('simple', ",
                );
                sql.push_bind(quoted.join(" & "));
                sql.push(") AS q (query) WHERE i.terms @@ q.query ORDER BY i.no DESC LIMIT ")
                    .push_bind(limit);
                sql.push(") s JOIN documents d ON d.no = s.no WHERE d.visibility = 'public'");
                vec![sql]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_signs_dropped() {
        let words = terms("关于公布2026年义务教育招生办法的通知（教发〔2026〕3号）");
        for word in ["义务", "教育", "招生", "2026", "通知"] {
            assert!(words.iter().any(|w| w == word), "{word}: {words:?}");
        }
        assert!(words.iter().all(|w| w.chars().all(char::is_alphanumeric)));
        assert!(terms("，。 \"' --").is_empty());
    }

    #[test]
    fn a_word_of_a_query_is_a_term_of_every_text_with_it() {
        let text = terms("校车驾驶人须持证上岗，办法自2026年3月1日起施行。");
        for query in ["校车 驾驶人", "持证上岗", "施行", "2026年"] {
            let words = query_terms(query);
            assert!(
                !words.is_empty() && words.iter().all(|w| text.contains(w)),
                "{query}: {words:?} in {text:?}"
            );
        }
        assert_eq!(query_terms("人"), ["人"]);
    }

    #[test]
    fn tags_are_no_words() {
        assert_eq!(plain("<p>甲&amp;乙</p><p class=\"x\">丙"), " 甲&乙  丙");
        assert_eq!(plain("a < b"), "a  ");
    }
}
