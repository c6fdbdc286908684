//! Which units a region has, and under whom each stands.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What a unit is to the government above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// The government's own office, 办公厅（室）.
    Office,
    /// A department, 部门.
    Department,
    /// A government of its own: county, township, sub-district, zone. It may have units under it.
    Government,
}

impl UnitKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        ["office", "department", "government"][self as usize]
    }

    /// The kind with this stable or Chinese name.
    pub fn parse(name: &str) -> Option<UnitKind> {
        match name {
            "office" | "办公室" | "办公厅" => Some(UnitKind::Office),
            "department" | "部门" => Some(UnitKind::Department),
            "government" | "政府" | "人民政府" => Some(UnitKind::Government),
            _ => None,
        }
    }

    /// What the name of a unit says that it is.
    pub fn of_name(name: &str) -> UnitKind {
        let government = ["人民政府", "街道", "街道办事处", "管理委员会", "管委会", "镇", "乡"];
        if name.ends_with("政府办公室") || name.ends_with("政府办公厅") || name.ends_with("政府办")
        {
            UnitKind::Office
        } else if government.iter().any(|ending| name.ends_with(ending)) {
            UnitKind::Government
        } else {
            UnitKind::Department
        }
    }
}

/// One line of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The full name.
    pub name: String,
    /// Other names that its reports may carry.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: UnitKind,
    /// The name of the government it stands under; None at the top.
    pub parent: Option<String>,
}

impl Unit {
    /// A unit whose kind its name tells.
    pub fn new(name: impl Into<String>, parent: Option<&str>) -> Unit {
        let name = name.into();
        let kind = UnitKind::of_name(&name);
        Unit { name, aliases: Vec::new(), kind, parent: parent.map(String::from) }
    }
}

/// Why a roster cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// There is no unit in it.
    #[error("the roster has no unit")]
    Empty,
    /// There is no column for the names.
    #[error("the roster has no column `name` or `单位`")]
    NoNameColumn,
    /// A unit stands under one that is not in the roster.
    #[error("`{unit}` stands under `{parent}`, which is not in the roster")]
    UnknownParent {
        /// The unit.
        unit: String,
        /// What it says it stands under.
        parent: String,
    },
    /// A unit stands under itself, directly or through others.
    #[error("`{unit}` stands under itself")]
    Cycle {
        /// The unit.
        unit: String,
    },
    /// The kind of a unit is not one of ours.
    #[error("line {line}: `{kind}` is not office, department or government")]
    UnknownKind {
        /// Line of the file, from 1.
        line: usize,
        /// What stands there.
        kind: String,
    },
}

/// The units of a region, as a tree.
///
/// A unit may be named under two parents (bodies under vertical management, development zones); it is then
/// counted once, under the first, and the roll-up reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    units: Vec<Unit>,
    /// For each unit the index of its parent.
    parents: Vec<Option<usize>>,
    /// For each unit that repeats another's name the index of the first.
    repeats: Vec<Option<usize>>,
}

impl Roster {
    /// Builds the tree.
    ///
    /// # Errors
    ///
    /// If there is no unit, a parent is not in the list, or the units stand in a circle.
    pub fn new(units: Vec<Unit>) -> Result<Roster, RosterError> {
        if units.is_empty() {
            return Err(RosterError::Empty);
        }
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let repeats: Vec<Option<usize>> = units
            .iter()
            .enumerate()
            .map(|(i, unit)| {
                let at = *first.entry(unit.name.as_str()).or_insert(i);
                (at != i).then_some(at)
            })
            .collect();
        let mut parents = Vec::with_capacity(units.len());
        for unit in &units {
            parents.push(match unit.parent.as_deref().filter(|p| !p.is_empty()) {
                None => None,
                Some(parent) => Some(*first.get(parent).ok_or_else(|| RosterError::UnknownParent {
                    unit: unit.name.clone(),
                    parent: parent.to_string(),
                })?),
            });
        }
        let roster = Roster { units, parents, repeats };
        roster.refuse_circles()?;
        Ok(roster)
    }

    fn refuse_circles(&self) -> Result<(), RosterError> {
        // 0: not seen, 1: on the way up from the present unit, 2: known to reach the top.
        let mut state = alloc::vec![0u8; self.units.len()];
        for start in 0..self.units.len() {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(i) = at.filter(|i| state[*i] != 2) {
                if state[i] == 1 {
                    return Err(RosterError::Cycle { unit: self.units[i].name.clone() });
                }
                state[i] = 1;
                path.push(i);
                at = self.parents[i];
            }
            path.into_iter().for_each(|i| state[i] = 2);
        }
        Ok(())
    }

    /// Reads a roster from CSV with a header line: `name` (单位), and if there are `parent` (上级), `kind` (类型) and
    /// `aliases` (别名, divided by `;`). A first column without such a header is taken for the names.
    ///
    /// # Errors
    ///
    /// As [`Roster::new`], and if a kind is unknown.
    pub fn from_csv(text: &str) -> Result<Roster, RosterError> {
        let mut lines =
            text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
        let Some((_, header)) = lines.next() else { return Err(RosterError::Empty) };
        let header = fields(header);
        let column = |names: &[&str]| header.iter().position(|h| names.contains(&h.to_lowercase().as_str()));
        let name = column(&["name", "agency", "unit", "单位", "单位名称", "名称", "机关", "机关名称"])
            .ok_or(RosterError::NoNameColumn)?;
        let parent = column(&["parent", "上级", "上级单位", "所属", "主管单位"]);
        let kind = column(&["kind", "type", "类型", "单位类型"]);
        let aliases = column(&["aliases", "alias", "别名", "简称"]);
        let mut units = Vec::new();
        for (index, line) in lines {
            let row = fields(line);
            let get = |column: Option<usize>| column.and_then(|c| row.get(c)).map_or("", |f| f.trim());
            if get(Some(name)).is_empty() {
                continue;
            }
            let mut unit = Unit::new(get(Some(name)), Some(get(parent)).filter(|p| !p.is_empty()));
            if !get(kind).is_empty() {
                unit.kind = UnitKind::parse(get(kind)).ok_or_else(|| RosterError::UnknownKind {
                    line: index + 1,
                    kind: get(kind).to_string(),
                })?;
            }
            let others = get(aliases).split([';', '；', '、', '|']).map(str::trim).filter(|a| !a.is_empty());
            unit.aliases = others.map(String::from).collect();
            units.push(unit);
        }
        Roster::new(units)
    }

    /// The units in the order given.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The index of the government that a unit stands under.
    pub fn parent(&self, unit: usize) -> Option<usize> {
        self.parents[unit]
    }

    /// The index of the earlier line with the same name, for a unit that is named again.
    pub fn repeats(&self, unit: usize) -> Option<usize> {
        self.repeats[unit]
    }

    /// The unit at the top, if there is exactly one and others stand under it. A plain list has none.
    pub fn root(&self) -> Option<usize> {
        let mut tops =
            (0..self.units.len()).filter(|i| self.parents[*i].is_none() && self.repeats[*i].is_none());
        let top = tops.next()?;
        (tops.next().is_none() && self.parents.contains(&Some(top))).then_some(top)
    }

    /// True when the unit stands under `above`, at any depth, or is it.
    pub fn is_within(&self, unit: usize, above: usize) -> bool {
        let mut at = Some(unit);
        while let Some(i) = at {
            if i == above {
                return true;
            }
            at = self.parents[i];
        }
        false
    }
}

/// The fields of a line of CSV. A quoted field may hold commas and doubled quotes, but no line break.
fn fields(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = line.trim_end_matches('\r').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted || field.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => out.push(core::mem::take(&mut field).trim().to_string()),
            c => field.push(c),
        }
    }
    out.push(field.trim().to_string());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_is_read_from_csv() {
        let csv = "\u{feff}单位,类型,上级,别名\r\n甲县人民政府,政府,,\n甲县人民政府办公室,办公室,甲县人民政府,甲县政府办;县府办\n\
                   \"甲县财政局\",,甲县人民政府,\n";
        let roster = Roster::from_csv(csv).expect("a roster");
        assert_eq!(roster.units().len(), 3);
        assert_eq!(roster.root(), Some(0));
        assert_eq!(roster.units()[1].aliases, ["甲县政府办", "县府办"]);
        assert_eq!(roster.units()[2].kind, UnitKind::Department);
        assert_eq!(
            (roster.parent(2), roster.is_within(2, 0), roster.is_within(0, 2)),
            (Some(0), true, false)
        );
    }

    #[test]
    fn a_plain_list_has_no_root() {
        let roster = Roster::from_csv("name\n甲局\n乙局\n").expect("a roster");
        assert_eq!((roster.units().len(), roster.root()), (2, None));
    }

    #[test]
    fn what_is_not_a_tree_is_refused() {
        let check = |csv: &str, error: RosterError| assert_eq!(Roster::from_csv(csv), Err(error));
        check("", RosterError::Empty);
        check("name,parent\n", RosterError::Empty);
        check("a,b\n1,2\n", RosterError::NoNameColumn);
        check(
            "name,parent\n甲局,乙县\n",
            RosterError::UnknownParent { unit: "甲局".into(), parent: "乙县".into() },
        );
        check("name,parent\n甲,乙\n乙,甲\n", RosterError::Cycle { unit: "甲".into() });
        check("name,kind\n甲局,鱼\n", RosterError::UnknownKind { line: 2, kind: "鱼".into() });
    }

    #[test]
    fn a_unit_named_twice_is_known() {
        let csv =
            "name,parent\n甲市人民政府,\n乙区人民政府,甲市人民政府\n丙局,甲市人民政府\n丙局,乙区人民政府\n";
        let roster = Roster::from_csv(csv).expect("a roster");
        assert_eq!((roster.repeats(2), roster.repeats(3)), (None, Some(2)));
    }
}
