//! The words that documents are sorted by: what the law orders to publish, and the usual classifications.
//!
//! A code never changes; labels are the words of the law or of the national lists. An agency may add words of its
//! own, which then live in its settings and begin with `x-`.

/// One word of a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What is stored and stands in addresses.
    pub code: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn term(code: &'static str, zh: &'static str, en: &'static str) -> Term {
    Term { code, zh, en }
}

/// The term with this code.
pub fn find(list: &'static [Term], code: &str) -> Option<&'static Term> {
    list.iter().find(|term| term.code == code)
}

/// What the Regulations order to publish: Art. 20 (1)–(15) for every agency, Art. 21 for cities, counties and towns.
pub static LEGAL_ITEMS: &[Term] = &[
    term("20-01", "行政法规、规章和规范性文件", "Regulations, rules and normative documents"),
    term("20-02", "机关职能、机构设置、联系方式和负责人", "Functions, structure, contact and heads"),
    term("20-03", "国民经济和社会发展规划、专项规划、区域规划", "Development plans"),
    term("20-04", "国民经济和社会发展统计信息", "Statistics"),
    term("20-05", "行政许可和其他对外管理服务事项", "Licences and other services"),
    term("20-06", "行政处罚、行政强制", "Penalties and coercive measures"),
    term("20-07", "财政预算、决算", "Budgets and final accounts"),
    term("20-08", "行政事业性收费项目及其依据、标准", "Administrative fees"),
    term("20-09", "政府集中采购项目", "Government procurement"),
    term("20-10", "重大建设项目的批准和实施", "Major construction projects"),
    term(
        "20-11",
        "扶贫、教育、医疗、社会保障、促进就业",
        "Poverty relief, education, health, social security, work",
    ),
    term("20-12", "突发公共事件的应急预案、预警和应对", "Emergency plans, warnings and responses"),
    term(
        "20-13",
        "环境保护、公共卫生、安全生产、食品药品、产品质量监督检查",
        "Inspections: environment, health, safety, food and drugs, products",
    ),
    term("20-14", "公务员招考和录用", "Recruitment of civil servants"),
    term(
        "20-15",
        "法律、法规、规章和国家有关规定要求公开的其他信息",
        "Other information that the law orders to publish",
    ),
    term("21-01", "市政建设、公共服务、公益事业", "Municipal works, public services and welfare"),
    term("21-02", "土地征收、房屋征收", "Requisition of land and houses"),
    term("21-03", "治安管理", "Public order"),
    term("21-04", "社会救助", "Social assistance"),
    term("21-05", "贯彻落实农业农村政策", "Rural policies"),
    term("21-06", "农田水利工程建设运营", "Irrigation works"),
    term("21-07", "农村土地承包经营权流转、宅基地使用情况审核", "Transfer of rural land rights, homesteads"),
    term("21-08", "筹资筹劳", "Levies of money and labour"),
];

/// 公文种类, the fifteen kinds of official document.
pub static GENRES: &[Term] = &[
    term("resolution", "决议", "Resolution"),
    term("decision", "决定", "Decision"),
    term("order", "命令（令）", "Order"),
    term("bulletin", "公报", "Bulletin"),
    term("proclamation", "公告", "Proclamation"),
    term("announcement", "通告", "Announcement"),
    term("opinion", "意见", "Opinion"),
    term("notice", "通知", "Notice"),
    term("circular", "通报", "Circular"),
    term("report", "报告", "Report"),
    term("request", "请示", "Request for instructions"),
    term("reply", "批复", "Reply"),
    term("bill", "议案", "Bill"),
    term("letter", "函", "Letter"),
    term("minutes", "纪要", "Minutes"),
    term("other", "其他", "Other"),
];

/// 主题分类, the national list of subjects.
pub static THEMES: &[Term] = &[
    term("general", "综合政务", "General administration"),
    term("economy", "国民经济管理、国有资产监管", "Economy and state assets"),
    term("finance", "财政、金融、审计", "Finance and audit"),
    term("land", "国土资源、能源", "Land and energy"),
    term("agriculture", "农业、林业、水利", "Agriculture, forestry, water"),
    term("industry", "工业、交通", "Industry and transport"),
    term("trade", "商贸、海关、旅游", "Trade and tourism"),
    term("market", "市场监管、安全生产监管", "Market and work safety"),
    term("urban", "城乡建设、环境保护", "Building and environment"),
    term("education", "科技、教育", "Science and education"),
    term("culture", "文化、广电、新闻出版", "Culture and media"),
    term("health", "卫生、体育", "Health and sport"),
    term("population", "人口与计划生育、妇女儿童工作", "Population, women and children"),
    term("labour", "劳动、人事、监察", "Labour and personnel"),
    term("justice", "公安、安全、司法", "Police and justice"),
    term("civil", "民政、扶贫、救灾", "Civil affairs and relief"),
    term("ethnic", "民族、宗教", "Ethnic and religious affairs"),
    term("foreign", "对外事务", "Foreign affairs"),
    term("hmt", "港澳台侨工作", "Hong Kong, Macao, Taiwan, overseas Chinese"),
    term("defence", "国防", "Defence"),
    term("other", "其他", "Other"),
];

/// 组配分类, the groups that platforms list documents in.
pub static GROUPS: &[Term] = &[
    term("institution", "机构信息", "The agency"),
    term("policy", "政策文件", "Policy documents"),
    term("interpretation", "政策解读", "Explanations"),
    term("plan", "规划计划", "Plans"),
    term("budget", "财政信息", "Money"),
    term("personnel", "人事信息", "Personnel"),
    term("enforcement", "行政执法", "Enforcement"),
    term("livelihood", "民生公益", "Public welfare"),
    term("statistics", "统计数据", "Statistics"),
    term("emergency", "应急管理", "Emergencies"),
    term("proposal", "建议提案", "Proposals of deputies"),
    term("notice", "公告公示", "Public notices"),
    term("news", "工作动态", "News"),
    term("mechanism", "政务公开保障机制", "How disclosure is organised"),
    term("other", "其他", "Other"),
];

/// 服务对象分类.
pub static AUDIENCES: &[Term] = &[
    term("all", "社会公众", "Everyone"),
    term("person", "自然人", "Persons"),
    term("enterprise", "企业", "Enterprises"),
    term("farmer", "农村居民", "Rural residents"),
    term("student", "学生", "Students"),
    term("elderly", "老年人", "Older people"),
    term("disabled", "残疾人", "Disabled people"),
    term("jobseeker", "求职人员", "Job seekers"),
    term("agency", "行政机关", "Agencies"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_the_law_is_whole() {
        for list in [LEGAL_ITEMS, GENRES, THEMES, GROUPS, AUDIENCES] {
            let codes: BTreeSet<&str> = list.iter().map(|t| t.code).collect();
            assert_eq!(codes.len(), list.len());
            assert!(list.iter().all(|t| !t.zh.is_empty() && !t.en.is_empty()));
        }
        assert_eq!(LEGAL_ITEMS.iter().filter(|t| t.code.starts_with("20-")).count(), 15);
        assert_eq!(find(LEGAL_ITEMS, "20-07").map(|t| t.zh), Some("财政预算、决算"));
        assert_eq!(find(GENRES, "nothing"), None);
    }
}
