//! What agencies of the made-up district have with one another: a request that was handed over, a joint maker that is asked, a
//! correction that was passed on, complaints about an agency.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::matter::{Event, MatterKind, Settlement};
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::{Channel, Consulted, Delivery};
use gongkai_domain::request::{Ending, Event as RequestEvent};
use gongkai_store::{MatterAct, RequestAct, Tx};
use jiff::civil::Date;

use super::people::STAFFED;
use crate::requests::seal;
use crate::{App, Internal, now_ms};

const EDUCATION: &str = STAFFED[0];
const HOUSING: &str = STAFFED[1];
const OFFICE: &str = "chengchuan-office";
/// The term that the defaults give.
const TERM: WorkingDays = WorkingDays(20);

/// A day so many days ago.
fn ago(days: i32) -> Date {
    let today = china_time::day(now_ms());
    today.checked_sub(jiff::Span::new().days(days)).unwrap_or(today)
}

fn at_ms(on: Date) -> i64 {
    china_time::instant(on.at(11, 0, 0, 0)).min(now_ms())
}

/// Whose case, its id and its number.
type Named<'a> = (&'a str, &'a str, &'a str);

async fn request(
    app: &App,
    tx: &mut Tx,
    (agency_id, request_id, number): Named<'_>,
    steps: Vec<(RequestEvent, i32, Option<&str>)>,
) -> Result<(), Internal> {
    for (at, (event, days, actor_id)) in steps.into_iter().enumerate() {
        let on = ago(days);
        let number = if at == 0 { number } else { "" };
        let at_ms = at_ms(on);
        let act = RequestAct { agency_id, request_id, event: &event, on, number, actor_id, at_ms };
        tx.record_request(&act, app.settings.chain_hash).await?;
    }
    Ok(())
}

async fn matter(
    app: &App,
    tx: &mut Tx,
    (agency_id, matter_id, number): Named<'_>,
    steps: Vec<(Event, i32, Option<&str>)>,
) -> Result<(), Internal> {
    for (at, (event, days, actor_id)) in steps.into_iter().enumerate() {
        let on = ago(days);
        let number = if at == 0 { number } else { "" };
        let at_ms = at_ms(on);
        let act = MatterAct { agency_id, matter_id, event: &event, on, number, actor_id, at_ms };
        tx.record_matter(&act, app.settings.chain_hash).await?;
    }
    Ok(())
}

async fn private(app: &App, tx: &mut Tx, id: &str, values: &[(&str, &str)]) -> Result<(), Internal> {
    for (field, value) in values {
        tx.put_request_private(id, field, &seal(app, id, field, value)?).await?;
    }
    Ok(())
}

/// Puts all of it.
pub async fn put(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    handed_over(app, tx).await?;
    asked(app, tx).await?;
    corrections(app, tx).await?;
    complaints(app, tx).await
}

/// A request to the bureau of education that is the bureau of housing's.
async fn handed_over(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    use RequestEvent as E;
    let (old, new) = (format!("{EDUCATION}-r90"), format!("{HOUSING}-r90"));
    let (on_old, on_new) = (ago(24).year(), ago(8).year());
    let submitted = |channel| E::Submitted { applicant: Applicant::Natural, channel };
    let (officer, head) = (Some("edu.case"), Some("edu.head"));
    let steps = vec![
        (submitted(Channel::Online), 24, None),
        (E::Registered, 24, None),
        (E::AnswerDrafted { ending: Ending::NotOurs }, 12, officer),
        (E::AnswerApproved, 12, head),
        (E::Answered, 11, officer),
        (E::Delivered { way: Delivery::Portal }, 11, officer),
        (E::HandoverAgreed, 9, None),
        (E::HandedOver { agency: HOUSING.into(), request: new.clone() }, 8, officer),
    ];
    request(app, tx, (EDUCATION, &old, &format!("{on_old}-9090")), steps).await?;
    let steps = vec![
        (submitted(Channel::Handover), 8, None),
        (E::TakenOver { agency: EDUCATION.into(), request: old.clone() }, 8, None),
        (E::Registered, 8, None),
    ];
    request(app, tx, (HOUSING, &new, &format!("{on_new}-9090")), steps).await?;
    for id in [&old, &new] {
        let values = [
            ("name", "司南"),
            ("identity", "000000199001010090"),
            ("email", "applicant90@example.org"),
            ("wanted", "学区内公共租赁住房的分配方案"),
            ("way", "portal"),
            ("form", "electronic"),
        ];
        private(app, tx, id, &values).await?;
    }
    Ok(())
}

/// A request to the bureau of housing for something that it made together with the bureau of education.
async fn asked(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    use RequestEvent as E;
    let id = format!("{HOUSING}-r91");
    let officer = Some("housing.case");
    let steps = vec![
        (E::Submitted { applicant: Applicant::Enterprise, channel: Channel::Online }, 10, None),
        (E::Registered, 10, None),
        (E::ConsultationSent { number: 1, whom: Consulted::JointAgency }, 6, officer),
        (E::ConsultationAddressed { number: 1, agency: EDUCATION.into() }, 6, officer),
    ];
    request(app, tx, (HOUSING, &id, &format!("{}-9091", ago(10).year())), steps).await?;
    let values = [
        ("name", "澄川建业有限公司"),
        ("telephone", "0999-5500091"),
        ("wanted", "新建住宅区配套学校移交协议（与区教育局联合签订）"),
        ("way", "portal"),
        ("form", "electronic"),
    ];
    private(app, tx, &id, &values).await
}

fn filed(kind: MatterKind, is_anonymous: bool, about: &str, from: &str) -> Event {
    let channel = if from.is_empty() { Channel::Online } else { Channel::Handover };
    Event::Filed { kind, channel, is_anonymous, term: TERM, about: about.into(), from: from.into() }
}

async fn corrections(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let kind = MatterKind::Correction;
    let (officer, head) = (Some("edu.case"), Some("edu.head"));
    let new = || filed(kind, false, "", "");
    let plain = WorkingDays(0);
    let propose = |settlement| Event::Proposed { settlement, mend_within: plain };
    // One that waits for what shows it.
    let id = format!("{EDUCATION}-g01");
    let ask = Event::EvidenceAsked { term: WorkingDays(15), is_left_out: false };
    let steps = vec![(new(), 13, None), (Event::Accepted, 12, officer), (ask, 11, officer)];
    matter(app, tx, (EDUCATION, &id, &format!("G{}-9001", ago(13).year())), steps).await?;
    let values = [
        ("name", "云帆"),
        ("identity", "000000198807070001"),
        ("telephone", "0999-5500071"),
        ("wanted", "学籍系统中本人子女的出生日期记录为2015年3月，应为2015年8月。"),
        ("proof", "出生医学证明复印件。"),
        ("asked", "请补充能够证明出生日期的户口簿或者出生医学证明原件，可到办公室核对。"),
    ];
    private(app, tx, &id, &values).await?;
    // One that was made.
    let id = format!("{EDUCATION}-g02");
    let steps = vec![
        (new(), 40, None),
        (Event::Accepted, 39, officer),
        (propose(Settlement::Corrected), 30, officer),
        (Event::Decided, 29, head),
        (Event::Told { way: Delivery::Portal }, 28, officer),
        (Event::Archived, 20, officer),
    ];
    matter(app, tx, (EDUCATION, &id, &format!("G{}-9002", ago(40).year())), steps).await?;
    let values = [
        ("name", "江岚"),
        ("identity", "000000197905050002"),
        ("telephone", "0999-5500072"),
        ("wanted", "教师资格信息中本人姓名写作“江兰”，应为“江岚”。"),
        ("proof", "身份证、教师资格证。"),
        ("reason", "已将教师资格信息中的姓名更正为“江岚”"),
    ];
    private(app, tx, &id, &values).await?;
    // One that was passed on.
    let (old, there) = (format!("{EDUCATION}-g03"), format!("{HOUSING}-g03"));
    let steps = vec![
        (new(), 18, None),
        (propose(Settlement::PassedOn), 15, officer),
        (Event::Decided, 14, head),
        (Event::PassedOn { agency: HOUSING.into(), matter: there.clone() }, 14, officer),
        (Event::Told { way: Delivery::Portal }, 13, officer),
    ];
    matter(app, tx, (EDUCATION, &old, &format!("G{}-9003", ago(18).year())), steps).await?;
    let from_there = filed(kind, false, "", &old);
    matter(app, tx, (HOUSING, &there, &format!("G{}-9003", ago(14).year())), vec![(from_there, 14, None)])
        .await?;
    for id in [&old, &there] {
        let values = [
            ("name", "秦川"),
            ("identity", "000000198312120003"),
            ("telephone", "0999-5500073"),
            ("wanted", "公租房保障对象名单中本人家庭人口记录为2人，应为3人。"),
            ("proof", "户口簿。"),
        ];
        private(app, tx, id, &values).await?;
    }
    private(app, tx, &old, &[("reason", "住房保障信息由住房和城乡建设部门登记")]).await
}

async fn complaints(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let kind = MatterKind::Complaint;
    let (officer, head) = (Some("office.case"), Some("office.head"));
    // One that nobody has looked at, long enough to be late.
    let id = format!("{OFFICE}-t01");
    let steps = vec![(filed(kind, true, HOUSING, ""), 45, None)];
    matter(app, tx, (OFFICE, &id, &format!("T{}-9001", ago(45).year())), steps).await?;
    let wanted = "住建局公租房轮候名单今年以来一直没有更新。";
    private(app, tx, &id, &[("wanted", wanted)]).await?;
    // One in which the agency is asked.
    let id = format!("{OFFICE}-t02");
    let steps = vec![
        (filed(kind, false, EDUCATION, ""), 9, None),
        (Event::Accepted, 8, officer),
        (Event::StatementAsked { term: WorkingDays(10) }, 7, officer),
    ];
    matter(app, tx, (OFFICE, &id, &format!("T{}-9002", ago(9).year())), steps).await?;
    let values = [
        ("name", "方圆"),
        ("telephone", "0999-5500082"),
        ("wanted", "教育局对民办幼儿园年检结论的申请超过期限没有答复。"),
        ("question", "请说明有关民办幼儿园年检结论的申请的办理情况，以及未在期限内答复的原因。"),
    ];
    private(app, tx, &id, &values).await?;
    // One with an order that is to be carried out.
    let id = format!("{OFFICE}-t03");
    let ordered = Event::Proposed { settlement: Settlement::Ordered, mend_within: WorkingDays(20) };
    let steps = vec![
        (filed(kind, true, EDUCATION, ""), 26, None),
        (Event::Accepted, 25, officer),
        (Event::StatementAsked { term: WorkingDays(10) }, 24, officer),
        (Event::StatementReceived, 18, Some("edu.case")),
        (ordered, 12, officer),
        (Event::Decided, 11, head),
        (Event::Told { way: Delivery::Portal }, 10, officer),
    ];
    matter(app, tx, (OFFICE, &id, &format!("T{}-9003", ago(26).year())), steps).await?;
    let values = [
        ("wanted", "教育局网站没有公开本年度的招生计划。"),
        ("question", "请说明本年度义务教育招生计划的公开情况。"),
        ("statement", "招生计划已经制定，因栏目调整未能及时发布。"),
        ("reason", "本年度义务教育招生计划形成后超过20个工作日未主动公开"),
    ];
    private(app, tx, &id, &values).await
}
