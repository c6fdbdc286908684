//! Which unit of a roster a report belongs to, by the name it carries.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::roster::Roster;

/// Finds units by the names on their reports.
pub(super) struct Names {
    exact: BTreeMap<String, usize>,
    /// Names written backwards, so that a common ending is a common beginning.
    backwards: BTreeMap<String, usize>,
    region: String,
}

/// The name without white space and brackets' style differences.
fn folded(name: &str) -> String {
    let fold = |c| match c {
        '(' => '（',
        ')' => '）',
        c => c,
    };
    name.chars().filter(|c| !c.is_whitespace()).map(fold).collect()
}

impl Names {
    pub(super) fn of(roster: &Roster) -> Names {
        let mut exact = BTreeMap::new();
        let mut backwards = BTreeMap::new();
        for (i, unit) in roster.units().iter().enumerate().filter(|(i, _)| roster.repeats(*i).is_none()) {
            for name in core::iter::once(&unit.name).chain(&unit.aliases) {
                let name = folded(name);
                backwards.entry(name.chars().rev().collect()).or_insert(i);
                exact.entry(name).or_insert(i);
            }
        }
        let region = roster.root().map(|root| folded(&roster.units()[root].name)).unwrap_or_default();
        Names { exact, backwards, region }
    }

    /// The unit whose report carries this name: the very name or alias, or the only one that ends alike, where what
    /// the longer name has more is the region's: 甲市乙区丙局 and 乙区丙局.
    pub(super) fn find(&self, agency: &str) -> Option<usize> {
        let name = folded(agency);
        if let Some(unit) = self.exact.get(&name) {
            return Some(*unit);
        }
        let backwards: String = name.chars().rev().collect();
        let mut found: Vec<usize> = Vec::new();
        // Units with a longer name that ends in this one.
        for (longer, unit) in self.backwards.range(backwards.clone()..) {
            let Some(more) = longer.strip_prefix(backwards.as_str()) else { break };
            if is_place(&more.chars().rev().collect::<String>()) && !found.contains(unit) {
                found.push(*unit);
            }
        }
        // Units with a shorter name that this one ends in.
        for (at, _) in backwards.char_indices().skip(2) {
            if let Some(unit) = self.backwards.get(&backwards[..at]) {
                let more: String = backwards[at..].chars().rev().collect();
                let ours = self.region.is_empty()
                    || self.region.contains(more.as_str())
                    || more.contains(self.region_place());
                if is_place(&more) && ours && !found.contains(unit) {
                    found.push(*unit);
                }
            }
        }
        match found[..] {
            [unit] => Some(unit),
            _ => None,
        }
    }

    /// 甲县 of 甲县人民政府.
    fn region_place(&self) -> &str {
        self.region.trim_end_matches("人民政府")
    }
}

/// True for what may stand before a unit's name: one or more places.
fn is_place(text: &str) -> bool {
    text.ends_with(['省', '市', '区', '县', '州', '盟', '旗', '镇', '乡'])
        || ["人民政府", "自治州", "自治县", "开发区", "管委会"].iter().any(|w| text.ends_with(w))
}
