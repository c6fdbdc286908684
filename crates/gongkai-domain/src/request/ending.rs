//! How a request ends: one table from ground to article, row of table 3, letter, remedy and evidence.

use jiff::civil::{Date, date};

use crate::disclosure::revision::named;
use crate::report::Row;

named! {
    /// How a request ends.
    Ending {
        /// It is public already.
        GrantedPublic = "granted.public", "已经主动公开", "Already public";
        /// It is provided.
        Granted = "granted", "予以公开", "Granted";
        /// A part is provided (区分处理).
        Partial = "partial", "部分公开", "Partly granted";
        /// 国家秘密.
        DeniedSecret = "denied.secret", "不予公开：国家秘密", "Denied: state secret";
        /// 法律、行政法规禁止公开.
        DeniedLaw = "denied.law", "不予公开：法律、行政法规禁止公开", "Denied: forbidden by law";
        /// 三安全一稳定.
        DeniedSafety = "denied.safety", "不予公开：危及“三安全一稳定”", "Denied: security and stability";
        /// 商业秘密、个人隐私等第三方合法权益.
        DeniedThirdParty = "denied.third_party", "不予公开：保护第三方合法权益", "Denied: third-party rights";
        /// 内部事务信息.
        DeniedInternal = "denied.internal", "不予公开：内部事务信息", "Denied: internal affairs";
        /// 过程性信息.
        DeniedProcess = "denied.process", "不予公开：过程性信息", "Denied: deliberative process";
        /// 行政执法案卷信息.
        DeniedEnforcement = "denied.enforcement", "不予公开：行政执法案卷信息", "Denied: enforcement file";
        /// 行政查询事项.
        DeniedQuery = "denied.query", "行政查询事项", "Denied: special query regime";
        /// 经检索没有.
        NotFound = "unable.not_held.absent", "信息不存在", "Unable: searched for and not found";
        /// 不属于本行政机关负责公开.
        NotOurs = "unable.not_held.elsewhere", "不属于本机关负责公开", "Unable: another agency's to disclose";
        /// 需要加工、分析.
        NeedsMaking = "unable.needs_making", "没有现成信息需要另行制作", "Unable: would have to be made";
        /// 补正后仍不明确.
        StillUnclear = "unable.still_unclear", "补正后仍不明确", "Unable: still unclear after correction";
        /// 信访、投诉、举报.
        Petition = "refused.petition", "信访投诉举报", "Not processed: petition or complaint";
        /// 重复申请.
        Repeat = "refused.repeat", "重复申请", "Not processed: repeated";
        /// 公开出版物.
        Publication = "refused.publication", "公开出版物", "Not processed: public publication";
        /// 无正当理由大量反复申请.
        Excessive = "refused.excessive", "无正当理由大量反复申请", "Not processed: excessive without reason";
        /// 确认或者重新出具已获取信息.
        Confirm = "refused.confirm", "确认或重新出具已获取信息", "Not processed: confirm or reissue";
        /// 逾期不补正.
        NoCorrection = "other.no_correction", "逾期不补正", "Other: not corrected in time";
        /// 逾期不缴费.
        FeeUnpaid = "other.fee_unpaid", "逾期未缴费", "Other: fee not paid in time";
        /// 申请人撤回.
        Withdrawn = "other.withdrawn", "申请人撤回", "Other: withdrawn";
        /// 已移交国家档案馆.
        Archives = "other.archives", "已移交档案馆", "Other: transferred to the archives";
        /// 其他.
        Other = "other.other", "其他处理", "Other: other";
    }
}

named! {
    /// A letter of the procedure.
    Letter {
        /// The form of the request.
        L01 = "L01", "政府信息公开申请表", "Request form";
        /// The receipt.
        L02 = "L02", "登记回执", "Receipt";
        /// What is to be corrected.
        L03 = "L03", "补正告知书", "Notice to correct";
        /// That the answer takes longer.
        L04 = "L04", "延期答复告知书", "Notice of extension";
        /// To a third party.
        L05 = "L05", "征求第三方意见书", "Consultation of a third party";
        /// To the applicant: a third party is asked.
        L06 = "L06", "征求第三方意见告知书", "Notice that a third party is asked";
        /// To another agency.
        L07 = "L07", "征求意见函", "Consultation of an agency";
        /// To the applicant: explain the number of requests.
        L08 = "L08", "说明理由告知书", "Notice to give reasons";
        /// That it takes until a day.
        L09 = "L09", "延迟答复告知书", "Notice of delay";
        /// Granted.
        L10 = "L10", "答复书（予以公开）", "Answer: granted";
        /// Public already.
        L11 = "L11", "答复书（已主动公开）", "Answer: already public";
        /// Partly granted.
        L12 = "L12", "答复书（部分公开）", "Answer: partly granted";
        /// Denied.
        L13 = "L13", "答复书（不予公开）", "Answer: denied";
        /// Another agency's.
        L14 = "L14", "答复书（不属于本机关负责公开）", "Answer: another agency's";
        /// Not found.
        L15 = "L15", "答复书（信息不存在）", "Answer: not found";
        /// Still unclear.
        L16 = "L16", "答复书（补正后仍不明确）", "Answer: still unclear";
        /// No request in the sense of the Regulations.
        L17 = "L17", "告知书（不作为申请处理）", "Notice: not a request";
        /// Repeated.
        L18 = "L18", "告知书（不予重复处理）", "Notice: repeated";
        /// Excessive.
        L19 = "L19", "告知书（不予处理）", "Notice: excessive";
        /// Special query, to be made, or a publication.
        L20 = "L20", "告知书（行政查询、另行制作、公开出版物等）", "Notice: other way to obtain";
        /// The fee.
        L21 = "L21", "收费通知书", "Fee notice";
        /// Lapsed.
        L22 = "L22", "不再处理告知书", "Notice: no longer processed";
        /// Withdrawn.
        L23 = "L23", "撤回确认书", "Confirmation of withdrawal";
        /// Correction of information about oneself.
        L24 = "L24", "更正答复书", "Answer to a correction request";
        /// To a third party: it will be disclosed.
        L25 = "L25", "决定公开告知第三方书", "Notice to a third party of disclosure";
        /// 送达回证.
        L26 = "L26", "送达回证", "Proof of service";
        /// 呈批单.
        L27 = "L27", "审查呈批单", "Approval sheet";
    }
}

named! {
    /// What the applicant can do against an answer.
    Remedy {
        /// Review within 60 days, which has to come before a suit (复议法 Art. 23 ¶1 (3), (4)).
        ReviewFirst = "review-first", "复议前置", "Review first";
        /// Review within 60 days or a suit within six months.
        Choice = "choice", "复议或者诉讼", "Review or suit";
        /// Review within 60 days.
        ReviewOnly = "review-only", "复议", "Review";
        /// None of its own.
        None = "none", "不单独救济", "None of its own";
    }
}

named! {
    /// What the file must hold before an answer may go out.
    Evidence {
        /// Where and how it was looked for (已尽合理检索义务).
        SearchRecord = "search-record", "检索记录", "Record of the search";
        /// What the third party said, or that it said nothing in time.
        ThirdPartyReply = "third-party-reply", "第三方意见或逾期未答复的记录", "The third party's reply or silence";
        /// A reason for each part that is left out.
        ReasonPerCut = "reason-per-cut", "每处不予公开内容的理由", "A reason for each cut";
        /// Where it is public: an address, a place, a column.
        PublicPlace = "public-place", "公开的网址、途径或者出处", "Where it is public";
        /// The provision that forbids it, or that regulates the query.
        Provision = "provision", "所依据的法律、行政法规条款", "The provision";
        /// The mark of secrecy with its day.
        SecrecyMark = "secrecy-mark", "密级标志与定密日期", "The mark of secrecy and its day";
        /// Number and day of the earlier answer.
        EarlierAnswer = "earlier-answer", "前次答复的文号和日期", "The earlier answer";
        /// That correction was asked for and what came.
        Correction = "correction", "补正告知书及补正材料", "The notice to correct and what came";
        /// That reasons were asked for and what came.
        Explanation = "explanation", "说明理由告知书及申请人的说明", "The notice to give reasons and what came";
        /// The fee notice and that it was received.
        FeeNotice = "fee-notice", "收费通知书及送达凭证", "The fee notice and its receipt";
        /// The applicant's writing.
        WithdrawalLetter = "withdrawal-letter", "申请人的书面撤回", "The written withdrawal";
    }
}

/// A line of the table.
struct Line {
    article: &'static str,
    row: Row,
    letter: Letter,
    remedy: Remedy,
    evidence: &'static [Evidence],
}

const fn line(
    article: &'static str,
    row: Row,
    letter: Letter,
    remedy: Remedy,
    evidence: &'static [Evidence],
) -> Line {
    Line { article, row, letter, remedy, evidence }
}

/// Since this day a refusal under Art. 14–16 goes to review first (行政复议法2023修订施行之日).
pub const REVIEW_FIRST_FROM: Date = date(2024, 1, 1);

impl Ending {
    // One line an ending, whatever its length: this is a table.
    #[rustfmt::skip]
    fn line(self) -> Line {
        use Ending::*;
        use Evidence as E;
        use Letter::*;
        use Remedy::*;
        match self {
            GrantedPublic => line("第三十六条第（一）项", Row::Granted, L11, Choice, &[E::PublicPlace]),
            Granted => line("第三十六条第（二）项", Row::Granted, L10, Choice, &[]),
            Partial => line("第三十七条", Row::Partial, L12, ReviewFirst, &[E::ReasonPerCut]),
            DeniedSecret => line("第十四条", Row::DeniedSecret, L13, ReviewFirst, &[E::SecrecyMark]),
            DeniedLaw => line("第十四条", Row::DeniedLaw, L13, ReviewFirst, &[E::Provision]),
            DeniedSafety => line("第十四条", Row::DeniedSafety, L13, ReviewFirst, &[]),
            DeniedThirdParty => line("第十五条、第三十二条", Row::DeniedThirdParty, L13, ReviewFirst, &[E::ThirdPartyReply]),
            DeniedInternal => line("第十六条第一款", Row::DeniedInternal, L13, ReviewFirst, &[]),
            DeniedProcess => line("第十六条第二款", Row::DeniedProcess, L13, ReviewFirst, &[]),
            DeniedEnforcement => line("第十六条第二款", Row::DeniedEnforcement, L13, ReviewFirst, &[]),
            // Under （三）不予公开 in table 3, but not in Art. 14–16.
            DeniedQuery => line("第三十六条第（七）项", Row::DeniedQuery, L20, ReviewOnly, &[E::Provision]),
            NotFound => line("第三十六条第（四）项", Row::UnableNotHeld, L15, Choice, &[E::SearchRecord]),
            NotOurs => line("第三十六条第（五）项", Row::UnableNotHeld, L14, Choice, &[]),
            NeedsMaking => line("第三十八条", Row::UnableNeedsMaking, L20, Choice, &[]),
            StillUnclear => line("第三十条", Row::UnableStillUnclear, L16, Choice, &[E::Correction]),
            Petition => line("第三十九条第一款", Row::RefusedPetition, L17, Choice, &[]),
            Repeat => line("第三十六条第（六）项", Row::RefusedRepeat, L18, Choice, &[E::EarlierAnswer]),
            Publication => line("第三十九条第二款", Row::RefusedPublication, L20, Choice, &[E::PublicPlace]),
            Excessive => line("第三十五条", Row::RefusedExcessive, L19, Choice, &[E::Explanation]),
            Confirm => line("", Row::RefusedConfirm, L20, Choice, &[E::EarlierAnswer]),
            NoCorrection => line("第三十条", Row::OtherNoCorrection, L22, Choice, &[E::Correction]),
            FeeUnpaid => line("第四十二条、国办函〔2020〕109号", Row::OtherFeeUnpaid, L22, Choice, &[E::FeeNotice]),
            Withdrawn => line("", Row::OtherOther, L23, None, &[E::WithdrawalLetter]),
            Archives => line("档案法第十五条第二款", Row::OtherOther, L20, Choice, &[]),
            Other => line("", Row::OtherOther, L20, Choice, &[]),
        }
    }

    /// The article of the Regulations that the answer names, as it is written; empty where practice alone has it.
    pub fn article(self) -> &'static str {
        self.line().article
    }

    /// The row of table 3 that counts it.
    pub fn row(self) -> Row {
        self.line().row
    }

    /// The letter that tells it.
    pub fn letter(self) -> Letter {
        self.line().letter
    }

    /// What the applicant can do against an answer of a day.
    pub fn remedy(self, answered_on: Date) -> Remedy {
        match self.line().remedy {
            // Answers of before are not made wrong by a later law.
            Remedy::ReviewFirst if answered_on < REVIEW_FIRST_FROM => Remedy::Choice,
            remedy => remedy,
        }
    }

    /// What the file must hold before it goes out.
    pub fn evidence(self) -> &'static [Evidence] {
        self.line().evidence
    }

    /// Whether it comes without an answer on the matter: by a lapse or the applicant's will.
    pub fn is_abandonment(self) -> bool {
        matches!(self, Ending::NoCorrection | Ending::FeeUnpaid | Ending::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_ending_row_of_the_form_is_reached() {
        let reached: BTreeSet<Row> = Ending::ALL.iter().map(|e| e.row()).collect();
        let rows: BTreeSet<Row> =
            Row::ALL.into_iter().filter(|r| r.is_ending() && *r != Row::OtherAll).collect();
        assert_eq!(reached, rows);
    }

    #[test]
    fn only_refusals_under_articles_14_to_16_go_to_review_first() {
        let first: BTreeSet<&str> = Ending::ALL
            .iter()
            .filter(|e| e.remedy(date(2024, 1, 1)) == Remedy::ReviewFirst)
            .map(|e| e.code())
            .collect();
        let expected = [
            "denied.enforcement",
            "denied.internal",
            "denied.law",
            "denied.process",
            "denied.safety",
            "denied.secret",
            "denied.third_party",
            "partial",
        ];
        assert_eq!(first, BTreeSet::from(expected));
        assert!(Ending::ALL.iter().all(|e| e.remedy(date(2023, 12, 31)) != Remedy::ReviewFirst));
    }
}
