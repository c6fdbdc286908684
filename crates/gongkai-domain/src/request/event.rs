//! What can happen to a request.

use alloc::string::String;

use jiff::civil::Date;

use super::ending::{Ending, Evidence};
use crate::calendar::WorkingDays;
use crate::disclosure::revision::named;
use crate::report::Applicant;

named! {
    /// How a request came (Art. 29, 31).
    Channel {
        /// 当面.
        Person = "person", "当面", "In person";
        /// 邮寄, signed for.
        Post = "post", "邮寄（签收）", "By post, signed for";
        /// 平常信函.
        Letter = "letter", "平常信函", "By plain letter";
        /// 互联网渠道.
        Online = "online", "互联网", "Online";
        /// 传真.
        Fax = "fax", "传真", "By fax";
        /// 口头, written down by the office (Art. 29 ¶1).
        Oral = "oral", "口头（代为填写）", "Oral, written down by the office";
        /// Handed over by another agency, with the applicant's consent.
        Handover = "handover", "其他机关移送", "Handed over by another agency";
    }
}

impl Channel {
    /// What makes the day of receipt (Art. 31), in the words of a receipt.
    pub fn receipt_rule(self) -> &'static str {
        match self {
            Channel::Person | Channel::Oral => "第三十一条第（一）项：当面提交，以提交之日为收到申请之日",
            Channel::Post => "第三十一条第（二）项：以邮寄方式提交，以行政机关签收之日为收到申请之日",
            Channel::Letter => "第三十一条第（二）项：以平常信函提交，以与申请人确认之日为收到申请之日",
            Channel::Online | Channel::Fax => {
                "第三十一条第（三）项：以互联网渠道或者传真提交，以双方确认之日为收到申请之日"
            }
            Channel::Handover => "由其他机关经申请人同意移送，以移送到达本机关之日为收到申请之日",
        }
    }
}

named! {
    /// What a consultation brought.
    Reply {
        /// 同意公开.
        Agreed = "agreed", "同意公开", "Agreed";
        /// 不同意公开, with reasons.
        Refused = "refused", "不同意公开", "Refused";
        /// 逾期未提出意见.
        Silent = "silent", "逾期未提出意见", "Silent";
    }
}

named! {
    /// Who is asked.
    Consulted {
        /// A third party whose rights disclosure may harm (Art. 32).
        ThirdParty = "third-party", "第三方", "Third party";
        /// The agency that made the information together with ours (Art. 34).
        JointAgency = "joint-agency", "共同制作机关", "Joint maker";
        /// Another agency that is concerned (Art. 11); the law gives it no term.
        OtherAgency = "other-agency", "其他机关", "Other agency";
    }
}

named! {
    /// A notice whose term runs from the day when it was received.
    Notice {
        /// 补正告知书.
        Correction = "correction", "补正告知书", "Notice to correct";
        /// 收费通知书.
        Fee = "fee", "收费通知书", "Fee notice";
    }
}

named! {
    /// How an answer reached the applicant.
    Delivery {
        /// 当面领取.
        Person = "person", "当面", "In person";
        /// 邮政: the day on which it was handed to the post (国办公开办函〔2016〕235号).
        Post = "post", "邮寄（以交邮之日为准）", "By post, the day of posting";
        /// On the portal.
        Portal = "portal", "网站", "On the portal";
        /// 电子邮件.
        Email = "email", "电子邮件", "By e-mail";
    }
}

named! {
    /// Why an answered request is open again.
    Reopening {
        /// 行政复议决定.
        Review = "review", "复议决定", "A decision in review";
        /// 法院判决.
        Judgment = "judgment", "法院判决", "A judgment";
        /// 自行纠正.
        Own = "own", "自行纠正", "The agency's own correction";
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })? = $code:literal, $zh:literal, $en:literal;)*) => {
        /// Something that happened to a request.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event { $($(#[$doc])* $variant $({ $($(#[$fdoc])* $field: $type),* })?,)* }

        named! {
            /// The kind of an event.
            EventKind { $($(#[$doc])* $variant = $code, $zh, $en;)* }
        }

        impl Event {
            /// What kind it is.
            pub fn kind(&self) -> EventKind {
                match self { $(Event::$variant { .. } => EventKind::$variant,)* }
            }
        }
    };
}

events! {
    /// The request came in.
    Submitted {
        /// The column of table 3 that counts the applicant.
        applicant: Applicant,
        /// How it came.
        channel: Channel,
    } = "submitted", "提交申请", "Submitted";
    /// Its receipt is confirmed; the day of the event is the day of receipt (Art. 31).
    Registered = "registered", "登记", "Registered";
    /// Somebody is to deal with it.
    Assigned {
        /// The person's id.
        to: String,
    } = "assigned", "分办", "Assigned";
    /// Another unit of the same roster takes it over.
    Transferred {
        /// The unit's id.
        to: String,
    } = "transferred", "移交", "Transferred";
    /// The applicant is asked to correct the request (Art. 30).
    CorrectionAsked {
        /// How long they have.
        term: WorkingDays,
    } = "correction-asked", "告知补正", "Correction asked";
    /// A notice was received; its term runs from the day of the event.
    NoticeServed {
        /// Which.
        notice: Notice,
    } = "notice-served", "文书送达", "Notice served";
    /// The corrected request came.
    CorrectionReceived = "correction-received", "收到补正", "Correction received";
    /// Somebody is asked for their opinion.
    ConsultationSent {
        /// The number of the consultation in this case, from 1.
        number: u16,
        /// Who.
        whom: Consulted,
    } = "consultation-sent", "征求意见", "Consultation sent";
    /// The one who is asked has received it.
    ConsultationServed {
        /// Which consultation.
        number: u16,
    } = "consultation-served", "意见书送达", "Consultation served";
    /// It went to the desk of an agency that is on this platform, and was received there: its term runs from the day of the
    /// event.
    ConsultationAddressed {
        /// Which consultation.
        number: u16,
        /// The agency's id.
        agency: String,
    } = "consultation-addressed", "意见函送平台机关", "Consultation put on an agency's desk";
    /// A consultation is over; for silence the day of the event is the last of its term.
    ConsultationEnded {
        /// Which.
        number: u16,
        /// What it brought.
        reply: Reply,
    } = "consultation-ended", "意见反馈", "Consultation ended";
    /// The term of the answer is longer (Art. 33 ¶2).
    Extended {
        /// By how much.
        days: WorkingDays,
    } = "extended", "延长答复期限", "Extended";
    /// The applicant is asked why there are so many requests (Art. 35).
    ReasonsAsked {
        /// How long they have.
        term: WorkingDays,
    } = "reasons-asked", "要求说明理由", "Reasons asked";
    /// The applicant said why.
    ReasonsReceived = "reasons-received", "收到说明", "Reasons received";
    /// The reasons are accepted and the answer comes by a fixed day (Art. 35).
    Delayed {
        /// The day.
        until: Date,
    } = "delayed", "确定延迟答复日期", "Delayed";
    /// A fee is asked for (Art. 42).
    Charged {
        /// How much. Unit: 元.
        amount: u64,
    } = "charged", "通知收费", "Charged";
    /// It was paid.
    Paid = "paid", "缴费", "Paid";
    /// Something was put into the file that an answer has to rest on.
    EvidenceFiled {
        /// What.
        evidence: Evidence,
    } = "evidence-filed", "材料入卷", "Evidence filed";
    /// An answer was written.
    AnswerDrafted {
        /// How it ends.
        ending: Ending,
    } = "answer-drafted", "拟稿", "Answer drafted";
    /// Somebody else let it pass (Art. 17).
    AnswerApproved = "answer-approved", "审签", "Answer approved";
    /// It has to be written again.
    AnswerSentBack {
        /// Why.
        reason: String,
    } = "answer-sent-back", "退回", "Answer sent back";
    /// The approved answer was given.
    Answered = "answered", "作出答复", "Answered";
    /// A term of the applicant ended without what was asked for; it is no longer dealt with.
    Lapsed {
        /// [`Ending::NoCorrection`] or [`Ending::FeeUnpaid`].
        ending: Ending,
    } = "lapsed", "逾期不再处理", "Lapsed";
    /// The applicant took it back.
    Withdrawn = "withdrawn", "撤回", "Withdrawn";
    /// The answer reached the applicant, or the post.
    Delivered {
        /// How.
        way: Delivery,
    } = "delivered", "送达", "Delivered";
    /// It is to be answered again.
    Reopened {
        /// Why.
        ground: Reopening,
        /// In which term.
        term: WorkingDays,
    } = "reopened", "重新答复", "Reopened";
    /// The applicant agrees that the agency whose the information is gets the request, and who asks with it.
    HandoverAgreed = "handover-agreed", "申请人同意移送", "Handing over agreed";
    /// The agency whose the information is got it as a new request.
    HandedOver {
        /// The agency's id.
        agency: String,
        /// The id of the request there.
        request: String,
    } = "handed-over", "移送其他机关", "Handed over to another agency";
    /// It came from another agency, where it had been asked for first.
    TakenOver {
        /// The agency's id.
        agency: String,
        /// The id of the request there.
        request: String,
    } = "taken-over", "承接移送", "Taken over from another agency";
    /// The applicant thinks that it should be public for everybody (Art. 44).
    PublicationSuggested = "publication-suggested", "建议主动公开", "Publication suggested";
    /// The file is closed.
    Archived = "archived", "归档", "Archived";
    /// An earlier entry was wrong and counts as if it had not been made.
    Reversed {
        /// Its place in the case, from 0.
        number: u32,
        /// Why.
        reason: String,
    } = "reversed", "更正记录", "Reversed";
}

/// An event with the day it counts for, who recorded it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What happened.
    pub event: Event,
    /// The day in China for which it counts.
    pub on: Date,
    /// Who recorded it: a person's id, `applicant`, or empty for the system.
    pub by: String,
}
