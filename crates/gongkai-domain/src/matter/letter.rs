//! The letter that tells a person how their matter was settled: L24 for a correction, and one of the same make for a complaint.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::event::{MatterKind, Settlement};
use super::state::Matter;
use crate::request::letter::{Facts, LetterText, remedy_clause};

fn day(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

fn blank<'a>(text: &'a str, what: &'a str) -> String {
    if text.trim().is_empty() { format!("〔{what}〕") } else { text.trim().to_string() }
}

/// What a letter says besides what follows from the matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Why it is settled so: what was corrected, why not, what was found.
    pub reason: String,
    /// The agency that got it or to which it belongs, by name; may be empty.
    pub other: String,
    /// The agency that is complained of, by name; may be empty.
    pub about: String,
}

/// The letter; nothing while the matter is not settled.
pub fn letter(matter: &Matter, facts: &Facts, told: &Told) -> Option<LetterText> {
    let settlement = matter.proposal.as_ref()?.settlement;
    let regulations = "《中华人民共和国政府信息公开条例》";
    let reason = blank(&told.reason, "理由");
    let other = blank(&told.other, "有权处理的机关名称、联系方式");
    let on = day(matter.filed_on);
    let number = &facts.number;
    let opening = match matter.kind {
        MatterKind::Correction => {
            let wanted = blank(&facts.wanted, "更正内容");
            format!("本机关于{on}收到您更正政府信息的申请（编号{number}），要求更正：{wanted}。")
        }
        // What is complained of is not written out again: the letter may be read by others.
        MatterKind::Complaint => format!("本机关于{on}收到您对政府信息公开工作的投诉举报（编号{number}）。"),
    };
    let about = blank(&told.about, "被投诉机关");
    let finding = match settlement {
        Settlement::Corrected => {
            format!(
                "经审核，您提供的证据能够证明相关记录不准确。根据{regulations}第四十一条的规定，本机关予以更正：{reason}。"
            )
        }
        Settlement::NotCorrected => {
            format!(
                "经审核，相关记录不存在应当更正的情形，本机关不予更正。理由：{reason}。依据：{regulations}第四十一条。"
            )
        }
        Settlement::PassedOn => format!(
            "经审核，您要求更正的政府信息不属于本机关职能范围。根据{regulations}第四十一条的规定，本机关已将您的申请转送有权更正的行政机关：{other}。{reason}。"
        ),
        Settlement::Elsewhere => match matter.kind {
            MatterKind::Correction => format!(
                "经审核，您要求更正的政府信息不属于本机关职能范围。根据{regulations}第四十一条的规定，请向有权更正的行政机关提出：{other}。{reason}。"
            ),
            MatterKind::Complaint => {
                format!(
                    "经审核，您反映的事项不属于本机关监督的政府信息公开工作，请向有权处理的机关提出：{other}。{reason}。"
                )
            }
        },
        Settlement::Ordered => format!(
            "经查，您反映的情况成立：{reason}。根据{regulations}第四十七条、第五十三条的规定，本机关已责令{about}在{}个工作日内改正。",
            matter.proposal.as_ref().map_or(0, |p| p.mend_within.0)
        ),
        Settlement::Unfounded => {
            format!(
                "经查，您反映的{about}政府信息公开工作的问题不成立。理由：{reason}。依据：{regulations}第四十七条、第五十一条。"
            )
        }
    };
    let mut paragraphs: Vec<String> = vec![opening, finding.replace("。。", "。")];
    paragraphs.extend(remedy_clause(settlement.remedy(), facts));
    paragraphs.push(format!("联系方式：{}", blank(&facts.contact, "工作机构、地址、电话")));
    let (title, to) = match matter.kind {
        MatterKind::Correction => ("政府信息更正答复书", blank(&facts.applicant, "申请人")),
        MatterKind::Complaint if matter.is_anonymous => {
            ("政府信息公开投诉举报处理告知书", "投诉举报人".into())
        }
        MatterKind::Complaint => ("政府信息公开投诉举报处理告知书", blank(&facts.applicant, "投诉举报人")),
    };
    Some(LetterText { title: format!("{}{title}", facts.agency), to, paragraphs })
}
