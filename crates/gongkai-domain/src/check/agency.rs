//! What an agency's name says about it. Conservative: what the name does not settle is unknown.

/// Whether a body may make rules (规章): departments of the State Council; governments of provinces, and of
/// prefecture-level cities and autonomous prefectures (Legislation Law Art. 91, 93).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RulePower {
    /// The name is that of a body that may, or could be.
    Possible,
    /// The name is that of a body that may not.
    None,
    /// The name does not tell.
    Unknown,
}

/// What kind of body it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A people's government above the township, or its office.
    Government,
    /// A township, town or sub-district.
    Township,
    /// A department: 局, 委, 厅 …
    Department,
    /// Anything else, such as a management committee of a zone.
    Unknown,
}

const DEPARTMENT_ENDINGS: [&str; 8] = ["局", "厅", "委", "委员会", "支队", "大队", "总队", "分局"];
const MUNICIPALITIES: [&str; 4] = ["北京市", "天津市", "上海市", "重庆市"];

/// The kind of body with this name.
pub(crate) fn kind(name: &str) -> Kind {
    let name = name.trim();
    if name.contains("管委会") || name.contains("管理委员会") {
        Kind::Unknown
    } else if is_township(name) {
        Kind::Township
    } else if name.contains("人民政府") {
        Kind::Government
    } else if DEPARTMENT_ENDINGS.iter().any(|e| name.ends_with(e)) {
        Kind::Department
    } else {
        Kind::Unknown
    }
}

fn is_township(name: &str) -> bool {
    let place = name.strip_suffix("办事处").or_else(|| name.strip_suffix("人民政府")).unwrap_or(name);
    ["街道", "镇", "乡"].iter().any(|e| place.ends_with(e))
}

/// Whether the body with this name may make rules.
pub(crate) fn rule_power(name: &str) -> RulePower {
    let name = name.trim();
    if is_township(name) {
        return RulePower::None;
    }
    let government = name
        .strip_suffix("人民政府")
        .or_else(|| name.strip_suffix("人民政府办公厅"))
        .or_else(|| name.strip_suffix("人民政府办公室"));
    match (government, kind(name)) {
        (Some(place), _) => of_government(place),
        (None, Kind::Department) => of_department(name),
        (None, _) if name.ends_with('市') || name.ends_with('省') || name.ends_with("自治州") => {
            of_government(name)
        }
        (None, _) => RulePower::Unknown,
    }
}

fn of_government(place: &str) -> RulePower {
    let ends = |endings: &[&str]| endings.iter().any(|e| place.ends_with(e));
    if ends(&["省", "自治区", "自治州"]) || MUNICIPALITIES.contains(&place) {
        return RulePower::Possible;
    }
    if ends(&["县", "区", "旗", "镇", "乡"]) {
        return RulePower::None;
    }
    let Some(city) = place.strip_suffix('市') else { return RulePower::Unknown };
    // A city inside a prefecture is a county-level city; one that stands alone, or after a province, may be either.
    if city.contains('市') || city.contains("自治州") || city.contains('盟') || city.contains("地区") {
        RulePower::None
    } else {
        RulePower::Possible
    }
}

fn of_department(name: &str) -> RulePower {
    let national = ["国家", "国务院", "中国", "中华人民共和国"].iter().any(|p| name.starts_with(p));
    // 市场 is a market, not a city.
    let is_place = |(i, c): (usize, char)| match c {
        '市' => !name[i..].starts_with("市场"),
        c => matches!(c, '省' | '县' | '区' | '旗' | '州' | '盟' | '镇' | '乡'),
    };
    let local = name.char_indices().any(is_place);
    match (national, local) {
        // The bodies that a ministry runs in a place carry both, and none may make rules, but the name alone could
        // also be that of a national body with a place in it.
        (true, true) | (false, false) => RulePower::Unknown,
        (true, false) => RulePower::Possible,
        (false, true) => RulePower::None,
    }
}

/// The last day by which last year's report must be out, as month and day: Art. 49.
///
/// 31 January for departments, 31 March for governments. Townships and what is neither get the later day, since
/// Art. 49 does not name them.
pub(crate) fn publication_limit(name: Option<&str>) -> (i8, i8) {
    match name.map(kind) {
        Some(Kind::Department) => (1, 31),
        Some(Kind::Government | Kind::Township | Kind::Unknown) | None => (3, 31),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_power(name: &str, power: RulePower) {
        assert_eq!(rule_power(name), power, "{name}");
    }

    #[test]
    fn provinces_prefectures_and_ministries_may_make_rules() {
        for name in [
            "云南省人民政府",
            "上海市人民政府",
            "宿迁市人民政府",
            "上海市人民政府办公厅",
            "国家统计局",
            "国家市场监督管理总局",
            "测试市",
            "恩施土家族苗族自治州人民政府",
            "新疆维吾尔自治区人民政府",
        ] {
            check_power(name, RulePower::Possible);
        }
    }

    #[test]
    fn counties_townships_and_local_departments_may_not() {
        for name in [
            "淮安市洪泽区人民政府",
            "西宁市城中区城乡建设局",
            "桃江县松木塘镇人民政府",
            "宣威市公安局",
            "曲靖市宣威市人民政府",
            "越秀区北京街道",
            "文成县人力资源和社会保障局",
            "四川省教育厅",
            "上海市科委",
        ] {
            check_power(name, RulePower::None);
        }
    }

    #[test]
    fn what_the_name_does_not_settle_is_unknown() {
        for name in ["平潭综合实验区", "教育局", "国家税务总局泰安市税务局", "某某中心", ""]
        {
            check_power(name, RulePower::Unknown);
        }
    }

    #[test]
    fn departments_are_due_in_january_and_governments_in_march() {
        assert_eq!(publication_limit(Some("文成县人力资源和社会保障局")), (1, 31));
        assert_eq!(publication_limit(Some("淮安市人民政府")), (3, 31));
        assert_eq!(publication_limit(Some("桃江县松木塘镇人民政府")), (3, 31));
        assert_eq!(publication_limit(None), (3, 31));
    }
}
