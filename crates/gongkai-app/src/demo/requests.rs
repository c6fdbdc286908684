//! Requests at the bureau of the made-up district that has a case officer: one in every state, some of them late.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::{Channel, Consulted, Delivery, Notice, Reply};
use gongkai_domain::request::{Ending, Event};
use gongkai_formats::rich_text::RichText;
use gongkai_formats::write::document::{Publication, docx};
use gongkai_store::{PublicAct, RequestAct, Tx};
use jiff::civil::Date;

use super::people::STAFFED;
use crate::documents::Upload;
use crate::requests::{Kept, RequestError, RequestSettings, put_file, seal};
use crate::{App, Internal, now_ms};

/// Whose cases these are, and who deals with them.
const AGENCY: &str = STAFFED[0];
const OFFICER: &str = "edu.case";
const HEAD: &str = "edu.head";

/// An event, how many days after receipt it counts, and by whom; nobody for the applicant.
type Step = (Event, i32, Option<&'static str>);

/// A case: how many days ago it was received, who asks, how, for what, and what happened.
struct Made {
    ago: i32,
    applicant: Applicant,
    channel: Channel,
    wanted: &'static str,
    steps: Vec<Step>,
}

/// An answer on its whole way.
fn answered(ending: Ending, after: i32, delivered: bool) -> Vec<Step> {
    let mut steps: Vec<Step> = ending
        .evidence()
        .iter()
        .map(|e| (Event::EvidenceFiled { evidence: *e }, after - 1, Some(OFFICER)))
        .collect();
    steps.push((Event::AnswerDrafted { ending }, after, Some(OFFICER)));
    steps.push((Event::AnswerApproved, after, Some(HEAD)));
    steps.push((Event::Answered, after, Some(OFFICER)));
    if delivered {
        steps.push((Event::Delivered { way: Delivery::Portal }, after, Some(OFFICER)));
    }
    steps
}

fn cases() -> Vec<Made> {
    use Applicant::{Enterprise, LegalService, Natural, Other, PublicInterest, Research};
    let correction = |on| (Event::CorrectionAsked { term: WorkingDays(15) }, on, Some(OFFICER));
    let consult = |on, whom| (Event::ConsultationSent { number: 1, whom }, on, Some(OFFICER));
    let made = |ago, applicant, channel, wanted, steps| Made { ago, applicant, channel, wanted, steps };
    vec![
        made(3, Natural, Channel::Online, "2025年义务教育阶段招生学区划分的会议纪要", vec![]),
        made(
            12,
            Natural,
            Channel::Online,
            "某小学食堂承包合同及招标文件",
            vec![consult(4, Consulted::ThirdParty)],
        ),
        made(
            16,
            Enterprise,
            Channel::Post,
            "校舍维修工程的验收报告",
            vec![consult(5, Consulted::JointAgency)],
        ),
        made(9, LegalService, Channel::Post, "关于学校的全部文件", vec![correction(5)]),
        made(
            44,
            Natural,
            Channel::Letter,
            "民办幼儿园年检结论",
            vec![(Event::Assigned { to: OFFICER.into() }, 1, Some(HEAD))],
        ),
        made(
            33,
            Research,
            Channel::Online,
            "近五年教师招聘岗位与录用人数",
            vec![(Event::Extended { days: WorkingDays(15) }, 22, Some(HEAD))],
        ),
        made(
            20,
            Other,
            Channel::Online,
            "某校长2024年考核材料",
            vec![(Event::ReasonsAsked { term: WorkingDays(15) }, 8, Some(OFFICER))],
        ),
        made(
            26,
            LegalService,
            Channel::Online,
            "本机关2020年以来全部行政处罚决定书复制件",
            vec![
                (Event::Charged { amount: 380 }, 9, Some(HEAD)),
                (Event::NoticeServed { notice: Notice::Fee }, 11, Some(OFFICER)),
            ],
        ),
        made(
            27,
            Natural,
            Channel::Person,
            "本人子女学籍变动的审批材料",
            answered(Ending::Granted, 16, false),
        ),
        made(60, Natural, Channel::Online, "2025年部门预算公开表", answered(Ending::GrantedPublic, 6, true)),
        made(
            75,
            PublicInterest,
            Channel::Online,
            "特殊教育资源教室建设情况统计",
            answered(Ending::Partial, 20, true),
        ),
        made(80, Natural, Channel::Post, "撤并村小的可行性论证报告", answered(Ending::NotFound, 18, true)),
        made(
            90,
            Natural,
            Channel::Online,
            "反映某教师违规补课的处理过程",
            answered(Ending::Petition, 5, true),
        ),
        made(70, Enterprise, Channel::Online, "校服采购中标单位的报价明细", {
            let mut steps = vec![
                consult(4, Consulted::ThirdParty),
                (Event::ConsultationEnded { number: 1, reply: Reply::Refused }, 12, Some(OFFICER)),
            ];
            steps.extend(answered(Ending::DeniedThirdParty, 20, true));
            steps
        }),
        made(
            85,
            Other,
            Channel::Fax,
            "学校名单",
            vec![
                correction(4),
                (Event::NoticeServed { notice: Notice::Correction }, 6, Some(OFFICER)),
                (Event::Lapsed { ending: Ending::NoCorrection }, 45, Some(OFFICER)),
            ],
        ),
        made(40, Natural, Channel::Online, "中考录取分数线确定依据", vec![(Event::Withdrawn, 3, None)]),
        made(150, Natural, Channel::Online, "2024年学前教育专项资金分配表", {
            let mut steps = answered(Ending::Granted, 12, true);
            steps.push((Event::Archived, 30, Some(OFFICER)));
            steps
        }),
        made(64, Enterprise, Channel::Online, "申请公开2024年学前教育专项资金分配表", {
            let mut steps = answered(Ending::Granted, 9, true);
            steps.push((Event::PublicationSuggested, 14, None));
            steps
        }),
        made(
            38,
            Research,
            Channel::Online,
            "2024年学前教育专项资金分配表。",
            answered(Ending::Granted, 8, true),
        ),
    ]
}

/// What stands in the public register: the serial number of the case, in words of the office, and whether it passed.
const PUBLIC: [(i32, &str, bool); 6] = [
    (10, "2025年度部门预算公开表", true),
    (11, "特殊教育资源教室建设情况的统计数据", true),
    (12, "农村小学布局调整的论证材料", true),
    (13, "对违规补课举报的处理过程", true),
    (14, "校服采购项目中标单位的报价明细", true),
    (17, "2024年学前教育专项资金的分配情况", false),
];

/// Puts the public register of the bureau, and switches it on.
async fn register(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let settings = RequestSettings { public_register: true, ..RequestSettings::default() };
    let value = serde_json::to_string(&settings).map_err(|e| Internal::Seed(e.to_string()))?;
    tx.set_setting(&format!("request-settings:{AGENCY}"), &value).await?;
    for (serial, wording, is_public) in PUBLIC {
        let (request, id) = (format!("{AGENCY}-r{serial:02}"), format!("{AGENCY}-p{serial:02}"));
        let drafted = PublicAct::Drafted { request, wording: wording.into(), document: None };
        let hash = app.settings.chain_hash;
        tx.record_request_public((AGENCY, &id), &drafted, OFFICER, now_ms(), hash).await?;
        if is_public {
            tx.record_request_public((AGENCY, &id), &PublicAct::Approved, HEAD, now_ms(), hash).await?;
        }
    }
    Ok(())
}

/// Puts them, each with its applicant sealed.
pub async fn put(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let today = china_time::day(now_ms());
    for (serial, made) in (1..).zip(cases()) {
        put_case(app, tx, serial, made, today).await?;
    }
    // One that came by letter and waits for its confirmation.
    let event = Event::Submitted { applicant: Applicant::Natural, channel: Channel::Letter };
    let id = format!("{AGENCY}-r00");
    record(app, tx, &id, (&event, today), &format!("{}-0000", today.year()), Some(OFFICER)).await?;
    private(app, tx, &id, 0, "学校周边道路停车管理的协调会议材料").await?;
    register(app, tx).await
}

/// The minutes that the first case asks for, with what must not be released: a paper to try 区分处理 on.
pub async fn put_paper(app: &App) -> Result<(), Internal> {
    const LINES: [&str; 7] = [
        "时间：2025年3月18日上午　地点：澄川区教育局二楼会议室",
        "一、会议通报了2025年义务教育阶段学龄人口摸底情况，全区小学一年级预计招生4120人，比上年增加230人。",
        "二、会议讨论了青釉路以南新建小区划入青釉灯塔小学学区的两个方案，形成倾向性意见，待征求街道意见后报局务会审定。",
        "三、群众来访情况：家长代表周某（身份证号11010519491231002X，电话13800000000，家住青釉路18号3幢502室）反映上学路途较远。",
        "四、内部分工：由基础教育科牵头，财务科、安全科配合，各科室人员调配由分管副局长确定。",
        "五、学区划分方案确定后，于5月10日前在区政府网站公布，并在各小学公示栏张贴。",
        "澄川区教育局办公室　2025年3月20日",
    ];
    let Some(kept) = app.store.request(&format!("{AGENCY}-r01")).await? else { return Ok(()) };
    let title = "关于2025年学区划分工作的会议纪要";
    let body = RichText::from_plain(&LINES.join("\n"));
    let document = Publication { title: title.into(), body, ..Publication::default() };
    let upload = Upload { name: format!("{title}.docx"), bytes: docx(&document, &|_| None) };
    let put = put_file(app, &kept, Kept { kind: "file", evidence: None, act: None }, upload, None).await;
    match put {
        Ok(_) => Ok(()),
        Err(RequestError::Internal(error)) => Err(error),
        // What is made up passes the checks.
        Err(error) => Err(Internal::Files(std::io::Error::other(error.to_string()))),
    }
}

async fn put_case(app: &App, tx: &mut Tx, serial: i32, made: Made, today: Date) -> Result<(), Internal> {
    let day = |after: i32| {
        let on = today.checked_add(jiff::Span::new().days(after - made.ago)).unwrap_or(today);
        on.min(today)
    };
    let id = format!("{AGENCY}-r{serial:02}");
    let number = format!("{}-9{serial:03}", day(0).year());
    let submitted = Event::Submitted { applicant: made.applicant, channel: made.channel };
    let by = if made.channel == Channel::Online { None } else { Some(OFFICER) };
    record(app, tx, &id, (&submitted, day(0)), &number, by).await?;
    record(app, tx, &id, (&Event::Registered, day(0)), "", by).await?;
    for (event, after, by) in &made.steps {
        record(app, tx, &id, (event, day(*after)), "", *by).await?;
    }
    private(app, tx, &id, serial, made.wanted).await
}

async fn record(
    app: &App,
    tx: &mut Tx,
    id: &str,
    (event, on): (&Event, Date),
    number: &str,
    actor_id: Option<&str>,
) -> Result<(), Internal> {
    let at_ms = china_time::instant(on.at(10, 0, 0, 0)).min(now_ms());
    let act = RequestAct { agency_id: AGENCY, request_id: id, event, on, number, actor_id, at_ms };
    tx.record_request(&act, app.settings.chain_hash).await?;
    Ok(())
}

async fn private(app: &App, tx: &mut Tx, id: &str, serial: i32, wanted: &str) -> Result<(), Internal> {
    const NAMES: [&str; 6] = ["高远", "林静", "陶然", "孟川", "夏至", "白露"];
    let name = NAMES[usize::try_from(serial).unwrap_or(0) % NAMES.len()];
    let values = [
        ("name", name.to_owned()),
        ("identity", format!("00000019900101{serial:04}")),
        ("telephone", format!("0999-55{serial:05}")),
        ("email", format!("applicant{serial}@example.org")),
        ("wanted", wanted.to_owned()),
        ("way", "portal".to_owned()),
        ("form", "electronic".to_owned()),
    ];
    for (field, value) in values {
        let sealed = seal(app, id, field, &value)?;
        tx.put_request_private(id, field, &sealed).await?;
    }
    Ok(())
}
