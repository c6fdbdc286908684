//! The words of letters, as far as they follow from the case. What only a person knows stands in 〔〕, to be filled in.
//!
//! Each statement of law is from the tables: the article from the ending, the remedy from the ending and the day, the
//! terms from the clocks. An agency adds to a letter, it does not take from it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::case::Case;
use super::clock::Standing;
use super::ending::{Ending, Letter, Remedy};
use super::event::{Consulted, Reopening};
use crate::calendar::WorkingDays;

/// What a letter needs besides the case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The agency that writes.
    pub agency: String,
    /// The applicant.
    pub applicant: String,
    /// What is asked for.
    pub wanted: String,
    /// The number of the request.
    pub number: String,
    /// The authority for a review; empty where it is not known.
    pub review_body: String,
    /// Where a review is applied for on the web; empty where there is none.
    pub review_address: String,
    /// Office, address and telephone in one line.
    pub contact: String,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterText {
    /// Its title, with the agency.
    pub title: String,
    /// To whom.
    pub to: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

fn day(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

fn blank<'a>(text: &'a str, what: &'a str) -> String {
    if text.trim().is_empty() { format!("〔{what}〕") } else { text.trim().to_string() }
}

/// What the applicant is told about what can be done against an answer.
pub fn remedy_clause(remedy: Remedy, facts: &Facts) -> Option<String> {
    let body = blank(&facts.review_body, "复议机关名称");
    // 复议法 Art. 22 ¶2: an answer over the internet also says where a review is applied for there.
    let online = if facts.review_address.is_empty() {
        String::new()
    } else {
        format!("（网上申请：{}）", facts.review_address)
    };
    match remedy {
        Remedy::ReviewFirst => Some(format!(
            "如对本答复不服，应当先自收到本答复书之日起六十日内向{body}申请行政复议{online}；对行政复议决定不服的，可以自收到复议决定书之日起十五日内向人民法院提起行政诉讼。未经行政复议，不能直接提起行政诉讼。"
        )),
        Remedy::Choice => Some(format!(
            "如对本答复不服，可以自收到本答复书之日起六十日内向{body}申请行政复议{online}，或者自收到本答复书之日起六个月内向人民法院提起行政诉讼。"
        )),
        Remedy::ReviewOnly => {
            Some(format!("如对本答复不服，可以自收到本答复书之日起六十日内向{body}申请行政复议{online}。"))
        }
        Remedy::None => None,
    }
}

/// What an answer says of its ending.
fn finding(ending: Ending) -> Vec<String> {
    let by = |article: &str| format!("根据《中华人民共和国政府信息公开条例》{article}的规定，");
    let article = by(ending.article());
    let text = match ending {
        Ending::GrantedPublic => format!("经审查，您申请公开的信息已经主动公开。{article}告知您获取该信息的方式、途径：〔网址、栏目或者查阅场所〕。"),
        Ending::Granted => format!("经审查，您申请公开的信息可以公开。{article}现将该信息提供给您，见附件：〔信息名称、份数、载体形式〕。"),
        Ending::Partial => format!("经审查，您申请公开的信息中含有不应当公开的内容，但是能够作区分处理。{article}现将可以公开的内容提供给您，见附件；下列内容不予公开：〔逐处列明不予公开的内容、依据的条款和理由〕。"),
        Ending::DeniedSecret => format!("经审查，您申请公开的信息属于依法确定的国家秘密。{article}决定不予公开。"),
        Ending::DeniedLaw => format!("经审查，〔法律、行政法规名称及条款〕禁止公开您申请的信息。{article}决定不予公开。"),
        Ending::DeniedSafety => format!("经审查，公开您申请的信息可能危及国家安全、公共安全、经济安全、社会稳定：〔理由〕。{article}决定不予公开。"),
        Ending::DeniedThirdParty => format!("经审查，您申请公开的信息涉及第三方合法权益，公开会对其造成损害；本机关已书面征求第三方意见。{article}决定不予公开。理由：〔理由，不得泄露受保护的内容〕。"),
        Ending::DeniedInternal => format!("经审查，您申请公开的信息属于〔人事管理、后勤管理、内部工作流程〕方面的内部事务信息。{article}决定不予公开。"),
        Ending::DeniedProcess => format!("经审查，您申请公开的信息属于本机关在履行行政管理职能过程中形成的〔讨论记录、过程稿、磋商信函、请示报告〕，法律、法规、规章没有规定应当公开。{article}决定不予公开。"),
        Ending::DeniedEnforcement => format!("经审查，您申请公开的信息属于行政执法案卷信息，法律、法规、规章没有规定应当公开。{article}决定不予公开。"),
        Ending::DeniedQuery => format!("经审查，您申请公开的信息属于〔工商登记、不动产登记等〕资料，有关法律、行政法规对其获取有特别规定。{article}请依照〔法律、行政法规名称及条款〕的规定办理。"),
        Ending::NotFound => format!("经检索，本机关没有您申请公开的信息。检索的范围和方式：〔档案、系统、部门及检索词〕。{article}告知您该政府信息不存在。"),
        Ending::NotOurs => format!("经审查，您申请公开的信息不属于本机关负责公开。{article}告知您并说明理由：〔理由〕；负责公开该信息的机关：〔名称、联系方式，能够确定的〕。"),
        Ending::NeedsMaking => format!("经审查，本机关没有现成的您申请公开的信息，提供该信息需要对现有政府信息进行加工、分析。{article}本机关不予提供。"),
        Ending::StillUnclear => format!("本机关已于〔日期〕一次性告知您补正，您补正后申请内容仍不明确，无法据以查找。{article}本机关无法提供。"),
        Ending::Petition => format!("经审查，您的申请内容属于信访、投诉、举报等活动。{article}不作为政府信息公开申请处理。您可以通过相应渠道提出：〔渠道〕。"),
        Ending::Repeat => format!("经审查，本机关已于〔日期〕以〔文号〕就您申请公开的相同政府信息作出答复。{article}不予重复处理。"),
        Ending::Publication => format!("经审查，您申请提供的是〔政府公报、报刊、书籍等公开出版物〕。{article}告知您获取的途径：〔途径〕。"),
        Ending::Excessive => format!("您申请公开政府信息的数量、频次明显超过合理范围，本机关已要求您说明理由。经审查，所说明的理由不合理。{article}不予处理。"),
        Ending::Confirm => "经审查，您要求本机关对已获取的信息进行确认或者重新出具，不属于政府信息公开申请的处理范围，不予处理。".into(),
        Ending::NoCorrection => format!("本机关已于〔日期〕告知您补正，您无正当理由逾期不补正。{article}视为放弃申请，本机关不再处理该政府信息公开申请。"),
        Ending::FeeUnpaid => format!("本机关已通知您缴纳信息处理费，您逾期未缴纳。{article}视为放弃申请，本机关不再处理该政府信息公开申请。"),
        Ending::Withdrawn => "您已书面撤回政府信息公开申请，本机关终止办理，特此确认。".into(),
        Ending::Archives => "经审查，您申请公开的信息已经依法移交国家档案馆，请按照有关档案管理的法律、行政法规和国家有关规定向〔档案馆名称、联系方式〕查询。".into(),
        Ending::Other => "经审查，〔处理结果和理由〕。".into(),
    };
    vec![text]
}

/// What is open in a text, in its order: the words between 〔 and 〕. A year in a number (〔2026〕) is not open.
pub fn blanks(paragraphs: &[String]) -> Vec<&str> {
    paragraphs.iter().flat_map(|p| pieces(p)).filter_map(|piece| piece.err()).collect()
}

/// A paragraph as fixed words and, as errors, what is open.
pub fn pieces(paragraph: &str) -> Vec<core::result::Result<&str, &str>> {
    let (mut out, mut rest) = (Vec::new(), paragraph);
    let mut fixed = 0;
    while let Some(at) = rest[fixed..].find('〔') {
        let start = fixed + at;
        let inner = start + '〔'.len_utf8();
        let Some(end) = rest[inner..].find('〕') else { break };
        let what = &rest[inner..inner + end];
        let after = inner + end + '〕'.len_utf8();
        if what.chars().all(|c| c.is_ascii_digit()) {
            fixed = after;
            continue;
        }
        if start > 0 {
            out.push(Ok(&rest[..start]));
        }
        out.push(Err(what));
        rest = &rest[after..];
        fixed = 0;
    }
    if !rest.is_empty() {
        out.push(Ok(rest));
    }
    out
}

/// The paragraphs with what is open filled in, in its order; what is not filled in stays open. Fixed words, and with them
/// every statement of law, cannot be changed this way.
pub fn filled(paragraphs: &[String], fills: &[String]) -> Vec<String> {
    let mut fills = fills.iter();
    let one = |paragraph: &String| {
        let mut out = String::new();
        for piece in pieces(paragraph) {
            match piece {
                Ok(fixed) => out.push_str(fixed),
                Err(what) => match fills.next().map(|f| f.trim()).filter(|f| !f.is_empty()) {
                    // What is filled in opens nothing anew.
                    Some(fill) => out.push_str(&fill.replace(['〔', '〕'], "")),
                    None => {
                        out.push('〔');
                        out.push_str(what);
                        out.push('〕');
                    }
                },
            }
        }
        out
    };
    paragraphs.iter().map(one).collect()
}

fn opening(case: &Case, facts: &Facts) -> String {
    let on = case.received_on.unwrap_or(case.submitted_on);
    format!(
        "本机关于{}收到您提出的政府信息公开申请（编号{}），申请公开：{}。",
        day(on),
        facts.number,
        blank(&facts.wanted, "申请内容")
    )
}

/// The letter that goes out with an act or an ending of a case; nothing for those that are forms or internal.
pub fn letter(kind: Letter, case: &Case, standing: Option<&Standing>, facts: &Facts) -> Option<LetterText> {
    let due = || standing.and_then(|s| s.due).map_or_else(|| "〔日期〕".to_string(), day);
    let term = |days: WorkingDays| format!("{}个工作日", days.0);
    let newest = case.consultations.last();
    let contact = format!("联系方式：{}", blank(&facts.contact, "工作机构、地址、电话"));
    let applicant = || blank(&facts.applicant, "申请人");
    let (title, to, mut paragraphs) = match kind {
        Letter::L02 => ("政府信息公开申请登记回执", applicant(), vec![
            opening(case, facts),
            format!("收到日期依据：{}。", case.channel.receipt_rule()),
            format!("本机关将于{}前答复；需要征求意见的时间不计算在内，依法延长的将另行告知。", due()),
        ]),
        Letter::L03 => ("政府信息公开申请补正告知书", applicant(), vec![
            opening(case, facts),
            "经审查，您的申请内容不明确。根据《中华人民共和国政府信息公开条例》第三十条的规定，请您一次性补正下列事项：〔逐项列明，并给予指导和释明〕。".into(),
            format!("补正期限：自收到本告知书之日起{}。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。答复期限自本机关收到补正的申请之日起计算。", case.correction.map_or_else(|| "〔期限〕".to_string(), |c| term(c.term))),
        ]),
        Letter::L04 => ("政府信息公开延期答复告知书", applicant(), vec![
            opening(case, facts),
            format!("因〔理由〕，不能按期答复。根据《中华人民共和国政府信息公开条例》第三十三条第二款的规定，经政府信息公开工作机构负责人同意，延长答复期限{}，延长后的答复期限至{}。", case.extension.map_or_else(|| "〔天数〕".to_string(), |e| term(e.1)), due()),
        ]),
        Letter::L05 if newest.is_none_or(|c| c.whom == Consulted::ThirdParty) => ("政府信息公开征求意见书", "〔第三方名称〕".into(), vec![
            "本机关收到公开下列政府信息的申请，该信息涉及你方合法权益：〔涉及第三方的内容〕。".into(),
            "根据《中华人民共和国政府信息公开条例》第三十二条的规定，请自收到本意见书之日起15个工作日内提出意见：是否同意公开；不同意公开的，请说明理由。".into(),
            "逾期未提出意见的，由本机关依照条例的规定决定是否公开。不同意公开且有合理理由的，本机关不予公开；认为不公开可能对公共利益造成重大影响的，可以决定公开，并将决定公开的内容和理由书面告知你方。".into(),
            "（回执）我方意见：□同意公开　□不同意公开，理由：　　　　　　　　　　签名（盖章）：　　　　　　日期：".into(),
        ]),
        Letter::L05 | Letter::L07 => ("政府信息公开征求意见函", "〔机关名称〕".into(), match newest.map(|c| c.whom) {
            Some(Consulted::OtherAgency) => vec![
                "本机关收到公开下列政府信息的申请，该信息涉及贵机关：〔内容〕。".into(),
                "根据《中华人民共和国政府信息公开条例》第十一条的规定，请就是否公开提出意见。".into(),
            ],
            _ => vec![
                "本机关收到公开下列政府信息的申请，该信息由本机关牵头、与贵机关共同制作：〔内容〕。".into(),
                "根据《中华人民共和国政府信息公开条例》第三十四条的规定，请自收到本函之日起15个工作日内提出意见，逾期未提出意见的视为同意公开。".into(),
            ],
        }),
        Letter::L06 => ("征求第三方意见告知书", applicant(), vec![
            opening(case, facts),
            "您申请公开的信息涉及第三方合法权益，本机关正在征求其意见。根据《中华人民共和国政府信息公开条例》第三十三条第三款的规定，征求意见所需时间不计算在答复期限内。".into(),
        ]),
        Letter::L08 => ("政府信息公开申请说明理由告知书", applicant(), vec![
            opening(case, facts),
            format!("您申请公开政府信息的数量、频次明显超过合理范围：〔统计情况〕。根据《中华人民共和国政府信息公开条例》第三十五条的规定，请自收到本告知书之日起{}内说明理由。理由不合理的，本机关不予处理。", case.reasons.map_or_else(|| "〔期限〕".to_string(), |r| term(r.1))),
        ]),
        Letter::L09 => ("政府信息公开延迟答复告知书", applicant(), vec![
            opening(case, facts),
            format!("您说明的理由合理，但是无法在规定的期限内答复。根据《中华人民共和国政府信息公开条例》第三十五条的规定，本机关将于{}前答复。", case.delayed.map_or_else(|| "〔日期〕".to_string(), |d| day(d.0))),
        ]),
        Letter::L21 => ("政府信息公开信息处理费收费通知书", applicant(), vec![
            opening(case, facts),
            format!("根据《中华人民共和国政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）的规定，收取信息处理费{}元。计算依据：〔按件或者按量，件数或者页数，标准〕。", case.charge.map_or_else(|| "〔金额〕".to_string(), |c| c.amount.to_string())),
            "请自收到本通知次日起20个工作日内缴纳，缴纳方式：〔方式〕。逾期未缴纳的，视为放弃申请，本机关不再处理。办理期限自完成缴费次日起重新计算。".into(),
        ]),
        Letter::L25 => ("决定公开政府信息告知第三方书", "〔第三方名称〕".into(), vec![
            "本机关曾就公开下列信息征求你方意见。经审查，认为不公开可能对公共利益造成重大影响，根据《中华人民共和国政府信息公开条例》第三十二条的规定，决定公开下列内容：〔内容〕。理由：〔理由〕。".into(),
        ]),
        Letter::L01 | Letter::L24 | Letter::L26 | Letter::L27 => return None,
        // An answer, by the ending of the case or of its draft.
        _ => {
            let ending = case.ended.map(|e| e.ending).or(case.draft.as_ref().map(|d| d.ending));
            let ending = ending.filter(|e| e.letter() == kind)?;
            let on = case.ended.map_or(case.newest_on, |e| e.on);
            let mut paragraphs = vec![opening(case, facts)];
            let judged = case.starts.last().is_some_and(|s| {
                matches!(s.kind, super::case::StartKind::Reopening(Reopening::Review | Reopening::Judgment))
            });
            if judged {
                paragraphs.push("根据〔行政复议决定书、判决书文号〕，本机关重新作出答复。".into());
            }
            paragraphs.extend(finding(ending));
            paragraphs.extend(remedy_clause(ending.remedy(on), facts));
            let title = match kind {
                Letter::L17 | Letter::L18 | Letter::L19 | Letter::L20 | Letter::L22 => "政府信息公开申请告知书",
                Letter::L23 => "政府信息公开申请撤回确认书",
                _ => "政府信息公开申请答复书",
            };
            (title, applicant(), paragraphs)
        }
    };
    paragraphs.push(contact);
    Some(LetterText { title: format!("{}{title}", facts.agency), to, paragraphs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Applicant;
    use crate::request::event::{Channel, Event, Recorded};
    use jiff::civil::date;

    fn case(ending: Ending) -> Case {
        let on = date(2026, 3, 2);
        let at = |event, by: &str| Recorded { event, on, by: by.to_string() };
        let submitted = Event::Submitted { applicant: Applicant::Natural, channel: Channel::Online };
        let mut events = vec![at(submitted, ""), at(Event::Registered, "")];
        if !ending.is_abandonment() {
            events.push(at(Event::AnswerDrafted { ending }, "officer"));
        }
        let mut case = Case::replay(&events).unwrap().unwrap();
        if ending.is_abandonment() {
            case.ended = Some(crate::request::case::Ended { ending, on });
        }
        case
    }

    fn facts() -> Facts {
        Facts {
            agency: "某局".into(),
            applicant: "王明".into(),
            wanted: "某报告".into(),
            number: "2026-0001".into(),
            ..Facts::default()
        }
    }

    #[test]
    fn every_ending_has_a_letter_with_its_article_and_its_remedy() {
        for ending in Ending::ALL {
            let text = letter(ending.letter(), &case(*ending), None, &facts()).expect("a letter");
            let whole = text.paragraphs.join("\n");
            assert!(whole.contains("王明") || text.to == "王明");
            if ending.article().starts_with('第') {
                assert!(whole.contains(ending.article()), "{ending:?}: {whole}");
            }
            let remedy = ending.remedy(date(2026, 3, 2));
            assert_eq!(whole.contains("未经行政复议"), remedy == Remedy::ReviewFirst, "{ending:?}");
            assert_eq!(whole.contains("六个月"), remedy == Remedy::Choice, "{ending:?}");
            assert_eq!(whole.contains("六十日"), remedy != Remedy::None, "{ending:?}");
        }
    }

    #[test]
    fn only_what_is_open_is_filled_in() {
        let paragraphs =
            vec!["依〔2026〕3号，范围：〔范围〕；词：〔检索词〕。".to_string(), "无".to_string()];
        assert_eq!(blanks(&paragraphs), ["范围", "检索词"]);
        let fills = vec!["档案〔室〕".to_string(), " ".to_string()];
        let text = filled(&paragraphs, &fills);
        assert_eq!(text, ["依〔2026〕3号，范围：档案室；词：〔检索词〕。", "无"]);
        assert_eq!(blanks(&text), ["检索词"]);
        assert_eq!(pieces("〔没有结尾"), [Ok("〔没有结尾")]);
        // The remedy has nothing open once the authority is known.
        let facts = Facts { review_body: "某区人民政府".into(), ..facts() };
        let clause = remedy_clause(Remedy::ReviewFirst, &facts).unwrap();
        assert!(blanks(&[clause]).is_empty());
    }

    #[test]
    fn procedural_notices_have_no_remedy_of_their_own() {
        for kind in [
            Letter::L02,
            Letter::L03,
            Letter::L04,
            Letter::L05,
            Letter::L06,
            Letter::L07,
            Letter::L08,
            Letter::L09,
            Letter::L21,
        ] {
            let text = letter(kind, &case(Ending::Granted), None, &facts()).expect("a letter");
            let whole = text.paragraphs.join("\n");
            assert!(!whole.contains("行政复议") && !whole.contains("行政诉讼"), "{kind:?}");
        }
        assert_eq!(
            letter(Letter::L13, &case(Ending::Granted), None, &facts()),
            None,
            "not another ending's letter"
        );
    }
}
