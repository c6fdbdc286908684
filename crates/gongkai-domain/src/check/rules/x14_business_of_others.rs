//! The text does not tell of another agency’s business.

use super::prelude::*;
use crate::check::agency::{Kind, kind};
use crate::check::prose;

rule! {
    /// # X14 正文没有其他机关的业务
    ///
    /// ## 做什么
    ///
    /// 由机关名称判断其业务领域；正文出现明显属于其他领域的专门法律（如信访局的报告写“公路法宣传”）时提示。
    ///
    /// ## 为什么
    ///
    /// 这是从其他单位复制的典型痕迹。
    ///
    /// ## 示例
    ///
    /// 某区信访局：“大力开展公路法宣传教育活动”。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号关于“内容雷同”的规定。
    ///
    /// ## 局限
    ///
    /// 只查名称能说明领域的部门和有限的专门法律；政府、乡镇街道、综合性机构不查。
    ///
    /// # X14 The text does not tell of another agency’s business
    ///
    /// ## What it does
    ///
    /// The agency’s name tells its field; where the text speaks of a special law of another field (a petitions bureau that teaches the Highway Law), it says so.
    ///
    /// ## Why it matters
    ///
    /// A typical trace of another unit’s report.
    ///
    /// ## Example
    ///
    /// A district’s petitions bureau: “大力开展公路法宣传教育活动”.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号 on copied content.
    ///
    /// ## Limits
    ///
    /// Only departments whose name tells their field, and a short list of laws; governments, townships and bodies of many fields are not checked.
    "X14", "business-of-another-agency", Info,
    "正文没有其他机关的业务",
    "the text does not tell of another agency’s business"
}

/// A special law, and the words of which the name of an agency that deals with it has one.
const LAWS: [(&str, &[&str]); 22] = [
    ("公路法", &["交通", "公路", "运输"]),
    ("道路交通安全法", &["公安", "交警", "交通", "教育", "应急"]),
    ("土地管理法", &["自然资源", "国土", "规划", "农业", "土地"]),
    ("森林法", &["林", "自然资源", "园林"]),
    ("草原法", &["草", "林", "自然资源", "农"]),
    ("渔业法", &["渔", "农", "水"]),
    ("水法", &["水", "环境"]),
    ("防洪法", &["水", "应急"]),
    ("食品安全法", &["市场", "食品", "药品", "卫生", "农", "教育", "商务"]),
    ("药品管理法", &["市场", "药品", "卫生", "医"]),
    ("义务教育法", &["教育", "教体"]),
    ("律师法", &["司法"]),
    ("税收征收管理法", &["税务", "财政"]),
    ("城乡规划法", &["规划", "自然资源", "住", "建设", "城"]),
    ("建筑法", &["住", "建", "城"]),
    ("烟草专卖法", &["烟草"]),
    ("气象法", &["气象"]),
    ("社会保险法", &["社会保障", "人社", "医疗保障", "医保", "税务"]),
    ("就业促进法", &["社会保障", "人社", "残联"]),
    ("动物防疫法", &["农", "畜", "牧"]),
    ("旅游法", &["旅"]),
    ("文物保护法", &["文", "旅"]),
];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let Some(agency) = report.agency.as_deref().filter(|a| kind(a) == Kind::Department) else {
        return Vec::new();
    };
    let many_fields = ["发展和改革", "发展改革", "综合行政执法", "行政审批", "政务服务", "司法", "应急管理"];
    if many_fields.iter().any(|w| agency.contains(w)) {
        return Vec::new();
    }
    // A law's name ends with 法 and then not with the words that only contain the character.
    let ends = |rest: &str| !rest.starts_with(['院', '律', '规', '定', '制', '人', '官', '治', '庭', '学']);
    let mut findings = Vec::new();
    for spot in prose::paragraphs(report) {
        for (at, word) in spot.text.match_indices('法') {
            let end = at + word.len();
            if !ends(&spot.text[end..]) {
                continue;
            }
            let before = &spot.text[..end];
            let Some((law, fields)) = LAWS.iter().find(|(law, _)| before.ends_with(law)) else { continue };
            if fields.iter().any(|f| agency.contains(f)) {
                continue;
            }
            let message = Message::new(
                format!("{agency}的报告写到“{law}”，似为其他机关的业务，疑从他处复制。"),
                format!(
                    "the report of {agency} speaks of “{law}”, which looks like another agency’s business; it may be copied"
                ),
            );
            let mut finding = Finding::new(RULE.code, RULE.severity, message);
            finding.text = Some(spot.span(end - law.len(), end));
            findings.push(finding);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_agency(agency: &str, text: &str, found: usize) {
        let mut report = report_saying(text);
        report.agency = Some(agency.into());
        assert_eq!(run_on(&RULE, &report).len(), found, "{agency} {text}");
    }

    #[test]
    fn each_agency_teaches_its_own_laws() {
        let text = "大力开展公路法宣传教育活动。";
        check_agency("鹿鸣县信访局", text, 1);
        check_agency("鹿鸣县交通运输局", text, 0);
        check_agency("鹿鸣县人民政府", text, 0);
        check_agency("鹿鸣县信访局", "收到人民法院的公路法院通知，依法办理。", 0);
        check_agency("鹿鸣县信访局", "", 0);
    }
}
