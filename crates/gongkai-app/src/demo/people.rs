//! The people of the made-up district: one in every role, at three agencies, and the three administrators.

use gongkai_domain::permission::Role;

use super::district::GOVERNMENT;

/// What everybody in the demonstration types. Not a secret: the page where one signs in shows it.
pub const PASSWORD: &str = "Chengchuan-2026";

/// A person of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct DemoPerson {
    /// What is typed to sign in; also the id.
    pub login: &'static str,
    /// The name.
    pub name: &'static str,
    /// Where.
    pub agency: &'static str,
    /// As what.
    pub role: Role,
}

const fn person(login: &'static str, name: &'static str, agency: &'static str, role: Role) -> DemoPerson {
    DemoPerson { login, name, agency, role }
}

const EDUCATION: &str = "chengchuan-education";
const HOUSING: &str = "chengchuan-housing";
/// The general office of the district's government, which oversees how its agencies disclose.
const OFFICE: &str = "chengchuan-office";
const TOWN: &str = "chengchuan-liudi";

/// Everybody.
pub const PEOPLE: [DemoPerson; 30] = [
    person("edu.drafter", "周雨晴", EDUCATION, Role::Drafter),
    person("edu.first", "韩立新", EDUCATION, Role::FirstReviewer),
    person("edu.secrecy", "罗文静", EDUCATION, Role::SecrecyReviewer),
    person("edu.second", "沈国栋", EDUCATION, Role::SecondReviewer),
    person("edu.final", "陆海燕", EDUCATION, Role::FinalReviewer),
    person("edu.case", "方晓东", EDUCATION, Role::CaseOfficer),
    person("edu.head", "贺敏", EDUCATION, Role::OfficeHead),
    person("housing.drafter", "任思远", HOUSING, Role::Drafter),
    person("housing.first", "邵建平", HOUSING, Role::FirstReviewer),
    person("housing.secrecy", "康宁", HOUSING, Role::SecrecyReviewer),
    person("housing.second", "梅雪", HOUSING, Role::SecondReviewer),
    person("housing.final", "尹志强", HOUSING, Role::FinalReviewer),
    person("town.drafter", "倪春生", TOWN, Role::Drafter),
    person("town.first", "柏青", TOWN, Role::FirstReviewer),
    person("town.secrecy", "祝安", TOWN, Role::SecrecyReviewer),
    person("town.second", "卓然", TOWN, Role::SecondReviewer),
    person("town.final", "蒲江", TOWN, Role::FinalReviewer),
    person("housing.case", "穆青", HOUSING, Role::CaseOfficer),
    person("housing.head", "雷振华", HOUSING, Role::OfficeHead),
    person("office.case", "温静", OFFICE, Role::CaseOfficer),
    person("office.head", "池卫东", OFFICE, Role::OfficeHead),
    person("district", "詹明远", GOVERNMENT, Role::DistrictOffice),
    person("gov.drafter", "苏和平", GOVERNMENT, Role::Drafter),
    person("gov.first", "田守信", GOVERNMENT, Role::FirstReviewer),
    person("gov.secrecy", "文慎之", GOVERNMENT, Role::SecrecyReviewer),
    person("gov.second", "向前", GOVERNMENT, Role::SecondReviewer),
    person("gov.final", "纪元", GOVERNMENT, Role::FinalReviewer),
    person("admin.system", "系统管理员", GOVERNMENT, Role::SystemAdmin),
    person("admin.security", "安全管理员", GOVERNMENT, Role::SecurityAdmin),
    person("admin.audit", "审计管理员", GOVERNMENT, Role::AuditAdmin),
];

/// Who does what at an agency; agencies without people of their own are served by the office's.
pub fn team(agency: &str) -> [&'static str; 5] {
    let at = match agency {
        HOUSING => "housing",
        TOWN => "town",
        _ => "edu",
    };
    match at {
        "housing" => {
            ["housing.drafter", "housing.first", "housing.secrecy", "housing.second", "housing.final"]
        }
        "town" => ["town.drafter", "town.first", "town.secrecy", "town.second", "town.final"],
        _ => ["edu.drafter", "edu.first", "edu.secrecy", "edu.second", "edu.final"],
    }
}

/// The agencies with people of their own.
pub const STAFFED: [&str; 3] = [EDUCATION, HOUSING, TOWN];
