//! Faults of the document and of what its chapters say.

use alloc::format;

use jiff::civil::date;

use super::{Fault, Kept, says, wrong_document};
use crate::report::{Applicant, CellKey, Format, Outcome, Procedure, Row};

pub(super) const FAULTS: &[Fault] = &[
    wrong_document("the last chapter stands twice", "F01", &["F06"], |f| {
        let last = f.report.chapters.last()?.clone();
        f.report.chapters.push(last);
        Some(())
    }),
    wrong_document("a chapter is missing", "F01", &["F05"], |f| {
        f.report.chapters.retain(|c| c.number != 5);
        Some(())
    }),
    wrong_document("the tables are exchanged", "F01", &[], |f| {
        f.report.chapters.swap(2, 3);
        Some(())
    }),
    wrong_document("the title says no year", "F02", &[], |f| {
        let (year, title) = (f.report.year?, f.report.title.as_mut()?);
        *title = title.replace(&format!("{year}年"), "");
        Some(())
    }),
    says("the problems are not stated", "F05", &[], 5, "无。"),
    says("the fee is not stated", "F06", &["U02"], 6, "无。"),
    wrong_document("it is signed before the year ends", "F07", &[], |f| {
        f.report.signed_on = Some(date(f.report.year?, 12, 11));
        Some(())
    }),
    Fault {
        kept: Kept::Everything,
        ..wrong_document("it is published late", "F08", &[], |f| {
            f.report.published_on = Some(date(f.report.year? + 1, 4, 1));
            Some(())
        })
    },
    says(
        "a mobile number is in the text",
        "F09",
        &[],
        5,
        "主要问题是公开栏目更新还不够及时，下一步将加强巡查，联系电话13800000000。",
    ),
    wrong_document("the fee is more than all fees", "U02", &["X08"], |f| {
        f.set(CellKey::t2("t2.fees.amount_wan"), 0);
        f.say(6, "本年度依申请提供政府信息收取信息处理费380元。");
        Some(())
    }),
    wrong_document("the fee is none of the tariff", "U03", &["X08"], |f| {
        f.report.year.filter(|y| *y >= 2021)?;
        f.set(CellKey::t2("t2.fees.amount_wan"), 100);
        f.say(6, "本年度依申请提供政府信息收取信息处理费385元。");
        Some(())
    }),
    says("more than everybody is content", "U04", &[], 1, "开展公开工作评议，群众满意率达103%。"),
    says("the text counts other new applications", "X01", &[], 1, "全年新收政府信息公开申请987654件。"),
    says("the text counts other applications", "X02", &[], 1, "全年共收到政府信息公开申请98765件。"),
    wrong_document("the text knows of no application", "X03", &[], |f| {
        f.number(CellKey::t3(Row::New, Applicant::Total)).filter(|n| !n.is_zero())?;
        f.say(1, "全年未收到政府信息公开申请。");
        Some(())
    }),
    says("the text carries others out", "X04", &[], 1, "政府信息公开申请结转下年度继续办理98765件。"),
    says("the text counts other reviews", "X05", &[], 1, "因政府信息公开被申请行政复议98765件。"),
    wrong_document("the text knows of no review", "X06", &["X05"], |f| {
        f.add(CellKey::t4(Procedure::Review, Outcome::Upheld), 1)?;
        f.add(CellKey::t4(Procedure::Review, Outcome::Total), 1)?;
        f.say(1, "全年未发生因政府信息公开引起的行政复议、行政诉讼。");
        Some(())
    }),
    wrong_document("the text has other documents in force", "X07", &[], |f| {
        f.is(Format::F2021)?;
        f.say(1, "截至年底，现行有效行政规范性文件98765件。");
        Some(())
    }),
    wrong_document("a fee was charged and was not", "X08", &[], |f| {
        f.set(CellKey::t2("t2.fees.amount_wan"), 100);
        f.say(1, "全年未收取信息处理费。");
        f.say(6, "本年度依申请提供政府信息收取信息处理费380元。");
        Some(())
    }),
    says(
        "a list does not add up",
        "X09",
        &[],
        1,
        "全年发布信息100条，其中工作动态40条，政策文件30条，其他20条。",
    ),
    says("a part is more than the whole", "X10", &[], 1, "全年发表文章47篇，其中省级52篇。"),
    wrong_document("last year's number is in the text", "X11", &["X03"], |f| {
        let text = format!("{}年，我局没有收到政府信息公开投诉。", f.report.year? - 1);
        f.say(1, &text);
        Some(())
    }),
    says("seven parts are announced", "X12", &[], 0, "本报告由概述等七个部分组成。"),
    says(
        "the regulations are misnamed",
        "X13",
        &[],
        5,
        "将严格按照《政务信息公开条例》要求，继续加强公开平台建设和人员培训。",
    ),
    wrong_document("another bureau's law is taught", "X14", &["R10", "R11", "U01"], |f| {
        f.rename("鹿鸣县信访局");
        f.say(5, "存在的问题是培训不够，下一步将大力开展公路法宣传教育活动，继续加强公开平台建设。");
        Some(())
    }),
    says("the limit is longer than the law's", "X15", &[], 1, "做到自信息形成之日起30个工作日内公开。"),
    wrong_document("the text grants others", "X16", &["X09", "X10"], |f| {
        f.add(CellKey::t3(Row::Granted, Applicant::Total), 0)?;
        f.say(1, "办结政府信息公开申请98765件，予以公开98764件，部分公开1件。");
        Some(())
    }),
];
