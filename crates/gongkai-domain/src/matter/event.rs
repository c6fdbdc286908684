//! What can happen to a matter, and how it is settled.

use alloc::string::String;

use jiff::civil::Date;

use crate::calendar::WorkingDays;
use crate::disclosure::revision::named;
use crate::request::Remedy;
use crate::request::event::{Channel, Delivery};

named! {
    /// What is asked for.
    MatterKind {
        /// 更正与自身相关的政府信息 (Art. 41).
        Correction = "correction", "更正申请", "Correction request";
        /// 对政府信息公开工作的投诉、举报 (Art. 47, 51).
        Complaint = "complaint", "投诉举报", "Complaint or report";
    }
}

impl MatterKind {
    /// Where the law has it.
    pub fn article(self) -> &'static str {
        match self {
            MatterKind::Correction => "第四十一条",
            MatterKind::Complaint => "第四十七条、第五十一条",
        }
    }

    /// What stands before the numbers of this kind, so that nobody takes one for the number of a request.
    pub fn prefix(self) -> &'static str {
        match self {
            MatterKind::Correction => "G",
            MatterKind::Complaint => "T",
        }
    }
}

named! {
    /// How a matter is settled.
    Settlement {
        /// The records were wrong and are corrected.
        Corrected = "corrected", "予以更正", "Corrected";
        /// They are not shown to be wrong.
        NotCorrected = "not-corrected", "不予更正", "Not corrected";
        /// 转送有权更正的行政机关.
        PassedOn = "passed-on", "转送有权更正的机关", "Passed on to the agency that may correct";
        /// The person is told to whom it belongs.
        Elsewhere = "elsewhere", "告知向有权机关提出", "Told to whom it belongs";
        /// 责令改正.
        Ordered = "ordered", "责令改正", "Ordered to mend";
        /// The complaint is not borne out.
        Unfounded = "unfounded", "投诉举报事项不成立", "Unfounded";
    }
}

impl Settlement {
    /// In which kinds of matter.
    pub fn of(self) -> &'static [MatterKind] {
        use MatterKind::{Complaint, Correction};
        match self {
            Settlement::Corrected | Settlement::NotCorrected | Settlement::PassedOn => &[Correction],
            Settlement::Elsewhere => &[Correction, Complaint],
            Settlement::Ordered | Settlement::Unfounded => &[Complaint],
        }
    }

    /// Where the law has it.
    pub fn article(self) -> &'static str {
        match self {
            Settlement::Corrected | Settlement::NotCorrected | Settlement::PassedOn => "第四十一条",
            Settlement::Elsewhere => "第四十一条、第五十一条",
            Settlement::Ordered => "第四十七条、第五十三条",
            Settlement::Unfounded => "第四十七条、第五十一条",
        }
    }

    /// What can be done against it. Who is refused a correction can go on; how an agency oversees another is no act against the
    /// one who complained.
    pub fn remedy(self) -> Remedy {
        match self {
            Settlement::NotCorrected => Remedy::Choice,
            _ => Remedy::None,
        }
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })? = $code:literal, $zh:literal, $en:literal;)*) => {
        /// Something that happened to a matter.
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
    /// It came in; the day of the event is day 0.
    Filed {
        /// What is asked for.
        kind: MatterKind,
        /// How it came.
        channel: Channel,
        /// Whether nobody says who writes; only complaints can be so.
        is_anonymous: bool,
        /// In how many working days it is settled and told: what the agency had set on that day.
        term: WorkingDays,
        /// The agency that is complained of, by its id; empty where there is none, or it is not on this platform.
        about: String,
        /// The matter at another agency from which it was passed on; empty where it came from a person.
        from: String,
    } = "filed", "提出", "Filed";
    /// Somebody is to deal with it.
    Assigned {
        /// The person's id.
        to: String,
    } = "assigned", "分办", "Assigned";
    /// It is taken on.
    Accepted = "accepted", "受理", "Accepted";
    /// The person is asked for what shows it.
    EvidenceAsked {
        /// How long they have.
        term: WorkingDays,
        /// Whether the time until it comes is left out of the term; what the agency had set on that day.
        is_left_out: bool,
    } = "evidence-asked", "要求补充证据材料", "Evidence asked";
    /// It came.
    EvidenceReceived = "evidence-received", "收到补充材料", "Evidence received";
    /// The agency that is complained of is asked for its statement.
    StatementAsked {
        /// How long it has.
        term: WorkingDays,
    } = "statement-asked", "要求被投诉机关说明", "Statement asked of the agency";
    /// It came.
    StatementReceived = "statement-received", "被投诉机关作出说明", "Statement received";
    /// Somebody proposes how it is settled.
    Proposed {
        /// How.
        settlement: Settlement,
        /// In how many working days an order is carried out; none for the others.
        mend_within: WorkingDays,
    } = "proposed", "拟办", "Settlement proposed";
    /// The proposal has to be made again.
    SentBack {
        /// Why.
        reason: String,
    } = "sent-back", "退回", "Sent back";
    /// Somebody else let the proposal pass.
    Decided = "decided", "审定", "Decided";
    /// The agency that may correct has it as a matter of its own.
    PassedOn {
        /// The agency's id.
        agency: String,
        /// The matter's id there.
        matter: String,
    } = "passed-on", "转送", "Passed on";
    /// The person was told.
    Told {
        /// How.
        way: Delivery,
    } = "told", "告知", "Told";
    /// The order was carried out.
    Mended = "mended", "整改完成", "Mended";
    /// The person took it back.
    Withdrawn = "withdrawn", "撤回", "Withdrawn";
    /// The file is closed.
    Archived = "archived", "归档", "Archived";
    /// An earlier entry was wrong and counts as if it had not been made.
    Reversed {
        /// Its place in the matter, from 0.
        number: u32,
        /// Why.
        reason: String,
    } = "reversed", "更正记录", "Reversed";
}

/// An event with the day it counts for, and who recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What happened.
    pub event: Event,
    /// The day in China for which it counts.
    pub on: Date,
    /// Who recorded it: a person's id, or empty for who filed it and for the system.
    pub by: String,
}
