use super::*;
use crate::report::{Chapter, Fact, Paragraph, Place, Subject};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn chapter(number: u8, text: &str) -> Chapter {
    Chapter {
        number,
        heading: "".into(),
        place: Place::default(),
        paragraphs: text.lines().map(|t| Paragraph { text: t.into(), place: Place::default() }).collect(),
    }
}

fn facts(text: &str) -> Vec<Fact> {
    extract(&[chapter(1, text)])
}

/// `subject=count unit`, `>=` or `~` for what is not exact, in brackets for a part.
fn shown(fact: &Fact) -> String {
    let sign = match fact.bound.as_str() {
        "exact" => "=",
        "at_least" => ">=",
        _ => "~",
    };
    let text = format!("{}{sign}{}{}", fact.subject.as_str(), fact.count, fact.unit);
    if fact.is_part { format!("({text})") } else { text }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_in(1, text, expected);
}

#[track_caller]
fn check_in(number: u8, text: &str, expected: &[&str]) {
    let found: Vec<String> = extract(&[chapter(number, text)]).iter().map(shown).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn publishing_is_told_apart_by_channel() {
    check(
        "2023年，全局共主动公开政府信息320条，其中政府网站210条，微信公众号110条。",
        &["items_published=320条", "(website_items=210条)", "(wechat_items=110条)"],
    );
    check(
        "通过县政府门户网站发布各类政务信息150余条，政务微博推送消息36条。",
        &["website_items>=150条", "weibo_items=36条"],
    );
    check("在政府网站和微信公众号发布信息88条。", &["items_published=88条"]);
    check(
        "“某某发布”公众号全年推文402篇，总阅读量超过12.5万次，粉丝8800人。",
        &["wechat_items=402篇", "reads>=125000次", "followers=8800人"],
    );
    check("制作短视频二十三条，各级媒体刊发稿件17篇。", &["videos=23条", "media_items=17篇"]);
    check(
        "通过网站开展12次意见征集，发布解读材料9件。",
        &["public_consultations=12次", "interpretations=9件"],
    );
}

#[test]
fn applications_are_followed_from_receipt_to_end() {
    check(
        "全年新收政府信息公开申请25件，上年结转2件，办结26件，结转下年度1件。",
        &[
            "applications_received=25件",
            "applications_carried_in=2件",
            "applications_answered=26件",
            "applications_carried_out=1件",
        ],
    );
    check(
        "共收到9件政府信息公开申请，均已按时答复。",
        &["applications_received=9件", "applications_answered=9件"],
    );
    check(
        "受理申请12件：予以公开5件、部分公开2件、不予公开1件、其他4件。",
        &[
            "applications_received=12件",
            "granted=5件",
            "partly_granted=2件",
            "denied=1件",
            "other_endings=4件",
        ],
    );
    check(
        "收到申请8件，其中网络申请6件、信函2件。",
        &["applications_received=8件", "(applications_received=6件)", "(applications_received=2件)"],
    );
    check("收到政务公开申请十一件。", &["applications_received=11件"]);
    check(
        "答复依申请公开（含上年结转1件）14件。",
        &["applications_carried_in=1件", "applications_answered=14件"],
    );
    check("予以公开及部分公开信息公开申请30件。", &["other=30件"]);
}

#[test]
fn other_applications_are_not_ours() {
    for text in [
        "受理行政许可申请1200件。",
        "全年收到行政复议申请33件。",
        "受理法律援助申请56件。",
        "依法处理撤回申请3件。",
        "引导申请人补正18件。",
        "作为依申请公开信息46条。",
        "网上咨询12件。",
    ] {
        let wrong = facts(text).into_iter().find(|f| f.subject == Subject::ApplicationsReceived);
        assert_eq!(wrong, None, "{text}");
    }
}

#[test]
fn words_for_none_are_zero() {
    check("2022年我局未收到政务公开申请。", &["applications_received=0"]);
    check(
        "全年没有收到申请，没有收取费用，没有复议和诉讼。",
        &["applications_received=0", "processing_fee=0", "reviews=0", "lawsuits=0"],
    );
    check(
        "无依申请公开，无政府信息公开行政复议、行政诉讼。",
        &["applications_received=0", "reviews=0", "lawsuits=0"],
    );
    check("未收到有关政府信息公开的行政复议申请。", &["reviews=0"]);
    check("未发生一起因政府信息公开引起的行政诉讼案件。", &["lawsuits=0"]);
    check("复议、诉讼均为零。", &["reviews=0", "lawsuits=0"]);
    check("收取信息处理费情况：无。", &["processing_fee=0"]);
    check("本年度暂未开展信息处理费收取工作。", &["processing_fee=0"]);
    check("未收到公民、法人或其他组织提出的政府信息公开申请。", &["applications_received=0"]);
    check("无上年结转政府信息公开申请。", &["applications_carried_in=0"]);
}

#[test]
fn words_that_only_look_like_none_are_not_zero() {
    for text in [
        "申请人无正当理由逾期不补正的，不再处理其政府信息公开申请。",
        "无法提供的申请已告知。",
        "无逾期答复申请。",
        "未收到信函申请。",
        "如未收到政府信息公开申请答复，可以投诉。",
        "行政复议无一被纠正。",
        "力争实现零复议、零诉讼。",
        "没有现成信息需要另行制作。",
        "逾期未按收费通知要求缴纳费用。",
        "行政机关依申请提供政府信息，不收取费用。",
    ] {
        check(text, &[]);
    }
}

#[test]
fn reviews_and_lawsuits_are_kept_apart() {
    check("因政府信息公开被申请行政复议3件、被提起行政诉讼1件。", &["reviews=3件", "lawsuits=1件"]);
    check("行政复议、行政诉讼案件分别为4件、2件。", &["reviews=4件", "lawsuits=2件"]);
    check("信息公开类行政复议和行政诉讼案件共5件。", &["reviews_and_lawsuits=5件"]);
    check(
        "涉及政府信息公开的行政复议案件6件，其中维持5件，纠正1件。",
        &["reviews=6件", "(reviews=5件)", "(reviews=1件)"],
    );
    // A review body's own business.
    check("全年办理行政复议案件215件。", &["other=215件"]);
    check_in(4, "行政复议2件。", &["reviews=2件"]);
}

#[test]
fn numbers_that_count_nothing_are_left_out() {
    for text in [
        "根据国办公开办函〔2021〕30号要求编制。",
        "2023年1月1日至12月31日。",
        "信息产生后的10日内公开，热线电话0571-87001234，24小时值守。",
        "占33.04%，提高2.5个百分点。",
        "12345政务服务热线。",
        "党的十九届五中全会，十八届人大五次会议。",
        "5G应用，三个“100”行动。",
        "1、公开内容充实。2、公开时间及时。",
        "本报告共分六个部分。",
    ] {
        check(text, &[]);
    }
}

#[test]
fn another_years_numbers_are_left_out() {
    check("2023年收到政府信息公开申请22件（2022年为31件）。", &["applications_received=22件"]);
    check("2023年收到政府信息公开申请22件，较上年增加3件。", &["applications_received=22件"]);
    check("2023年收到申请22件。2022年收到申请31件。", &["applications_received=22件"]);
    check("许可事项比上年减少42，处理决定630件。", &["licenses=630件"]);
}

#[test]
fn documents_are_issued_repealed_or_in_force() {
    check(
        "制发规范性文件6件，废止1件，现行有效40件。",
        &["normative_issued=6件", "normative_repealed=1件", "normative_valid=40件"],
    );
    check("新制作规范性文件3件，公开2件。", &["normative_issued=3件", "other=2件"]);
    check("集中公开现行有效规范性文件93件。", &["other=93件"]);
}

#[test]
fn the_rest_of_the_subjects_are_named() {
    check("编印政府公报12期，免费赠阅3万余册。", &["gazette_issues=12期", "gazette_copies>=30000册"]);
    check("办理人大代表建议7件、政协提案9件。", &["congress_proposals=7件", "cppcc_proposals=9件"]);
    check("收到区第十八届人大五次会议2项建议，均已答复。", &["congress_proposals=2项"]);
    check(
        "举办培训4次，召开专题会议3次，举办政府开放日活动2场，新闻发布会5场，在线访谈6期。",
        &["trainings=4次", "meetings=3次", "open_days=2场", "press_conferences=5场", "interviews=6期"],
    );
    check(
        "答复网民留言51条，办理12345热线工单780件。",
        &["consultations_answered=51条", "hotline_calls=780件"],
    );
    check("全年收取信息处理费共计380元。", &["processing_fee=380元"]);
    check("投资20万元购置设备。", &["other=200000元"]);
}

#[test]
fn a_fact_knows_its_place() {
    let chapters = [chapter(1, "第一段。\n全年　收到申请 １２ 件。")];
    let found = extract(&chapters);
    assert_eq!(found.len(), 1);
    let fact = &found[0];
    assert_eq!((fact.chapter, fact.paragraph), (1, 1));
    assert_eq!(&chapters[0].paragraphs[1].text[fact.span.0..fact.span.1], "１２ 件");
    assert_eq!(fact.clause, "全年收到申请12件");
}

#[test]
fn enumerations_are_checked_only_when_complete() {
    let bare = &enumerations("公开信息16条（按类别依次为2、5、9条）。")[0];
    assert_eq!((bare.split, bare.adds_up()), (Split::Partition, Some(true)));
    let wrong = &enumerations("公开信息100条，分渠道为20条、30条和40条。")[0];
    assert_eq!((wrong.adds_up(), wrong.sum()), (Some(false), Decimal::from(90)));
    let labelled = &enumerations("公开文件10篇，其中年报1篇、规划2篇、其他7篇。")[0];
    assert_eq!(labelled.adds_up(), Some(true));
    let some = &enumerations("发表文章47篇，其中省级2篇，市级12篇。")[0];
    assert_eq!((some.split, some.adds_up(), some.exceeds_whole()), (Split::Selection, None, false));
    let more = &enumerations("发表文章7篇，其中省级2篇，市级12篇。")[0];
    assert!(more.exceeds_whole());
    let inexact = &enumerations("公开信息100余条（网站60条、微信50条）。")[0];
    assert_eq!(inexact.adds_up(), None);
    assert!(enumerations("收到申请22件（2022年为31件）。").is_empty());
}

/// The counts of the public text cases that have a subject here, by the name they go by there.
fn subject_of(name: &str) -> Option<Subject> {
    Some(match name {
        "active_items" | "active_items_at_least" | "active_items_about" => Subject::ItemsPublished,
        "wechat_items" | "wechat_items_at_least" => Subject::WechatItems,
        "website_items" => Subject::WebsiteItems,
        "new_media_items" => Subject::NewMediaItems,
        "media_items" => Subject::MediaItems,
        "followers" => Subject::Followers,
        "requests_received" => Subject::ApplicationsReceived,
        "requests_handled" => Subject::ApplicationsHandled,
        "answered" | "finished" => Subject::ApplicationsAnswered,
        "carried_over" => Subject::ApplicationsCarriedIn,
        "carried_forward" => Subject::ApplicationsCarriedOut,
        "granted" => Subject::Granted,
        "partly" => Subject::PartlyGranted,
        "denied" => Subject::Denied,
        "unable" => Subject::Unable,
        "rejected" => Subject::NotProcessed,
        "other" => Subject::OtherEndings,
        "review" => Subject::Reviews,
        "litigation" => Subject::Lawsuits,
        "fee_collected" => Subject::ProcessingFee,
        "punishment" | "punishment_cases" => Subject::Penalties,
        "licensing" => Subject::Licenses,
        "messages" => Subject::ConsultationsAnswered,
        "hotline_orders" => Subject::HotlineCalls,
        "gazette_issues" => Subject::GazetteIssues,
        "gazette_copies" => Subject::GazetteCopies,
        "proposals" => Subject::CppccProposals,
        "interpretations" => Subject::Interpretations,
        "interviews" => Subject::Interviews,
        "consultations" => Subject::PublicConsultations,
        "press_conferences" | "press_events" => Subject::PressConferences,
        "regulations" => Subject::Rules,
        "normative_made" => Subject::NormativeIssued,
        _ => return None,
    })
}

/// The traditional characters of the cases; a reader repairs them before facts are looked for.
fn simplified(text: &str) -> String {
    const PAIRS: &str = "動动開开條条號号發发佈布關关戶户請请結结轉转辦办許许可可處处罰罚費费萬万礦矿產产規规劃划報报\
                         範范眾众於于來来圖图書书機机網网頁页務务會会議议復复訴诉訟讼與与為为長长";
    let pairs: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
    text.chars().map(|c| pairs.chunks(2).find(|p| p[0] == c).map_or(c, |p| p[1])).collect()
}

fn corpus() -> Option<std::path::PathBuf> {
    let mut dir = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    while dir.pop() {
        let found = dir.join("shared").join("corpus");
        if found.is_dir() {
            return Some(found);
        }
    }
    None
}

/// The value of a string member of a flat line of JSON.
fn member<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let start = line.find(&format!("\"{name}\": \""))? + name.len() + 5;
    Some(&line[start..start + line[start..].find('"')?])
}

/// The `facts` member: names with a number, or with several.
fn expected(line: &str) -> BTreeMap<String, Vec<Decimal>> {
    let start = line.find("\"facts\": {").expect("facts") + "\"facts\": {".len();
    let body = &line[start..start + line[start..].find('}').expect("closed")];
    let mut out = BTreeMap::new();
    for part in body.split("\": ").collect::<Vec<_>>().windows(2) {
        let name = part[0].rsplit('"').next().expect("a name").to_string();
        let values = part[1].rsplit_once(", \"").map_or(part[1], |(v, _)| v);
        let values = values.trim_matches(['[', ']', ' ']).split(',');
        out.insert(name, values.filter_map(|v| v.trim().parse().ok()).collect());
    }
    out
}

#[test]
fn the_public_cases_are_found() {
    let Some(corpus) = corpus() else {
        // Without the corpus the tests above still cover each kind of statement.
        return;
    };
    let cases = std::fs::read_to_string(corpus.join("text-cases.jsonl")).expect("readable");
    let (mut all, mut missed) = (0, vec![]);
    for line in cases.lines() {
        let text = simplified(member(line, "text").expect("text"));
        let found = facts(&text);
        let expected = expected(line);
        for (name, values) in &expected {
            let Some(subject) = subject_of(name) else { continue };
            for value in values {
                all += 1;
                if !found.iter().any(|f| f.subject == subject && f.count == *value) {
                    missed.push(format!("{name} {value}: {text}"));
                }
            }
        }
        for (name, subject) in [
            ("requests_received", Subject::ApplicationsReceived),
            ("review", Subject::Reviews),
            ("litigation", Subject::Lawsuits),
        ] {
            for fact in found.iter().filter(|f| f.subject == subject && !f.is_part) {
                let stated = expected.get(name).is_some_and(|v| v.contains(&fact.count));
                assert!(stated, "{name} {} is not stated: {text}", fact.count);
            }
        }
    }
    assert!(all >= 100, "only {all} cases were read");
    assert!(missed.len() * 20 <= all, "{} of {all} missed:\n{}", missed.len(), missed.join("\n"));
}

proptest! {
    #[test]
    fn no_text_makes_extraction_panic(
        text in "(收到|申请|公开|未|无|其中|、|，|；|：|。|（|）|\\(|\\)|[0-9]{1,9}|件|条|年|万|余|《|》|行政复议|诉讼| |\\n|各|均|一|十|a|-|%|分别为|2023年){0,40}"
    ) {
        for fact in facts(&text) {
            prop_assert!(fact.span.0 <= fact.span.1);
        }
        for line in text.lines() {
            for list in enumerations(line) {
                prop_assert!(!list.parts.is_empty());
                prop_assert!(line.get(list.span.0..list.span.1).is_some());
            }
        }
    }

    #[test]
    fn a_count_is_read_whatever_its_size(n in 1u32..1_000_000, carried in 0u32..100) {
        let text = format!("全年收到政府信息公开申请{n}件，上年结转{carried}件。");
        let found = facts(&text);
        prop_assert_eq!(found.len(), 2);
        prop_assert_eq!((found[0].subject, found[0].count), (Subject::ApplicationsReceived, Decimal::from(n)));
        prop_assert_eq!((found[1].subject, found[1].count), (Subject::ApplicationsCarriedIn, Decimal::from(carried)));
    }
}
