//! The assessment from the scheme to the published result, and the social evaluation.

use axum::http::StatusCode;
use gongkai_domain::china_time;

use crate::app::{TestApp, form};
use crate::take_part::asked;

fn year() -> i16 {
    china_time::day(gongkai_app::now_ms()).year()
}

#[tokio::test]
async fn an_assessment_goes_from_its_scheme_over_an_appeal_to_the_public_page_and_the_report() {
    let app = TestApp::with_platform().await;
    let (district, head) = (app.sign_in("district").await, app.sign_in("housing.drafter").await);
    let unit = app.agency_of("housing.drafter").await;
    let list = app.get_as("/office/assessments", &district).await.body;
    assert!(list.contains("进行中") && list.contains("已公布"), "last year's and this year's");
    let again = app.post("/office/assessments", &form(&[("year", &year().to_string())]), &district).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let base = format!("/office/assessments/chengchuan-{}", year());
    let page = app.get_as(&base, &district).await.body;
    assert!(page.contains("逾期答复申请比例") && page.contains("请核减扣分"), "measures, and an appeal");
    let wrong = [("name0", "报送"), ("weight0", "90"), ("measure0", "tasks"), ("fewest", "10")];
    let refused = app.post(&format!("{base}/scheme"), &form(&wrong), &district).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("权重合计为90") && refused.body.contains("value=\"报送\""));

    let publish = format!("{base}/publish");
    let early = app.post(&publish, "", &district).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "an appeal is open");
    assert!(early.body.contains("还有申诉没有处理"));
    let too_many =
        form(&[("agency", &unit), ("indicator", "organisation"), ("points", "6"), ("text", "qxproof")]);
    let refused = app.post(&format!("{base}/marks"), &too_many, &district).await;
    assert!(
        refused.body.contains("得分应在0至5之间") && refused.body.contains("qxproof"),
        "with what was typed"
    );

    // The unit appeals once more; the office decides both.
    let own = format!("/office/agencies/{unit}/assessment");
    let appeal = form(&[("assessment", &format!("chengchuan-{}", year())), ("text", "qxappeal")]);
    app.act(&own, &appeal, &head).await;
    assert!(app.get_as(&own, &head).await.body.contains("qxappeal"));
    loop {
        let page = app.get_as(&base, &district).await.body;
        let Some(at) = page.find("/appeals/") else { break };
        let mark = page[at + "/appeals/".len()..].split('"').next().unwrap();
        let decision = form(&[("reason", "qxdecision"), ("decision", "upheld")]);
        app.act(&format!("{base}/appeals/{mark}"), &decision, &district).await;
    }
    assert!(app.get_as(&own, &head).await.body.contains("qxdecision"));
    let early = app.post(&publish, "", &district).await;
    assert!(early.body.contains("项人工评分没有完成"), "nobody is ranked on half of the scores");
    // A scheme without what nobody has scored.
    let simple = [
        ("name0", "逾期"),
        ("weight0", "60"),
        ("measure0", "tasks"),
        ("name1", "报告"),
        ("weight1", "40"),
        ("measure1", "report-errors"),
        ("fewest", "10"),
    ];
    app.act(&format!("{base}/scheme"), &form(&simple), &district).await;
    app.act(&publish, "", &district).await;

    let public = app.get(&format!("/regions/chengchuan/assessment/{}", year())).await;
    assert_eq!(public.status, StatusCode::OK);
    assert!(public.body.contains("1.5") && !public.body.contains("qxappeal"), "points off, and no appeals");
    let report = app.get_as(&format!("/office/agencies/{unit}/report/{}", year()), &head).await.body;
    let line = report.split("{{assessment.rank}}").nth(1).expect("a live number");
    let value = line.split("class=\"num\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(value.parse::<u32>().is_ok(), "a rank: {value}");
    assert!(app.is_whole().await, "tables follow from the record");
    println!("rank of the unit in its report: {value}");
}

#[tokio::test]
async fn ballots_are_counted_and_few_of_them_give_no_mean() {
    let app = TestApp::with_platform().await;
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/evaluation/{agency}");
    let (token, answer) = asked(&app, &path).await;
    let ballot = |answer: &str, clear: &str| {
        form(&[
            ("found", "5"),
            ("clear", clear),
            ("current", "4"),
            ("answered", "4"),
            ("token", &token),
            ("answer", answer),
        ])
    };
    let wrong = app.post(&path, &ballot("999", "4"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the sum is asked");
    let empty = app.post(&path, &ballot(&answer, "9"), "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "6 is no answer");
    let (token, answer) = asked(&app, &path).await;
    let good = form(&[
        ("found", "5"),
        ("clear", "4"),
        ("current", "4"),
        ("answered", "4"),
        ("token", &token),
        ("answer", &answer),
    ]);
    let done = app.post(&path, &good, "").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("已收到"));
    let twice = app.post(&path, &good, "").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "a sum is good for one ballot");
    let district = app.sign_in("district").await;
    let page = app.get_as(&format!("/office/assessments/chengchuan-{}", year()), &district).await.body;
    assert!(page.contains("<td class=\"num\">13</td>"), "one more than the demonstration has");

    let public = app.get(&format!("/regions/chengchuan/assessment/{}", year() - 1)).await.body;
    let social = public.rsplit("h-social").next().unwrap();
    assert!(social.contains("<td class=\"num\">6</td><td class=\"num\">–</td>"), "too few for a mean");
    assert!(social.contains("<td class=\"num\">12</td><td class=\"num\">4</td>"), "enough");
    assert!(app.is_whole().await);
}
