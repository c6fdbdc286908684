//! Counts that the text of a report states.

use alloc::string::String;
use rust_decimal::Decimal;

use super::Place;

/// How exact a stated count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// `276篇`
    Exact,
    /// `140余条`, `200多条`, `超过3000人次`: at least this many. Never compared exactly.
    AtLeast,
    /// `约200次`, `近5000条`: about this many. Never compared exactly.
    About,
}

impl Bound {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::AtLeast => "at_least",
            Bound::About => "about",
        }
    }

    /// The inverse of [`Bound::as_str`].
    pub fn parse(name: &str) -> Option<Bound> {
        [Bound::Exact, Bound::AtLeast, Bound::About].into_iter().find(|b| b.as_str() == name)
    }
}

macro_rules! subjects {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $zh:literal, $en:literal;)*) => {
        /// What is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Subject { $($(#[$doc])* $variant,)* }

        impl Subject {
            /// Every subject.
            pub const ALL: &[Subject] = &[$(Subject::$variant,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Subject::$variant => $name,)* }
            }

            /// The inverse of [`Subject::as_str`].
            pub fn parse(name: &str) -> Option<Subject> {
                Subject::ALL.iter().copied().find(|s| s.as_str() == name)
            }

            /// For people, in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Subject::$variant => $zh,)* }
            }

            /// For people, in English.
            pub fn en(self) -> &'static str {
                match self { $(Subject::$variant => $en,)* }
            }
        }
    };
}

subjects! {
    /// Items published proactively, over all channels.
    ItemsPublished = "items_published", "主动公开信息", "items published proactively";
    /// Items on the government website.
    WebsiteItems = "website_items", "政府网站信息", "items on the website";
    /// Posts on a WeChat account.
    WechatItems = "wechat_items", "微信公众号信息", "WeChat posts";
    /// Posts on a Weibo account.
    WeiboItems = "weibo_items", "微博信息", "Weibo posts";
    /// Posts on new media that the text does not tell apart.
    NewMediaItems = "new_media_items", "政务新媒体信息", "new-media posts";
    /// Reads or visits.
    Reads = "reads", "浏览量", "reads or visits";
    /// Followers of an account.
    Followers = "followers", "关注人数", "followers";
    /// Videos.
    Videos = "videos", "视频", "videos";
    /// Pieces in newspapers, on television and on other media.
    MediaItems = "media_items", "媒体刊发", "media pieces";
    /// Policy interpretations.
    Interpretations = "interpretations", "政策解读", "policy interpretations";
    /// Press conferences.
    PressConferences = "press_conferences", "新闻发布会", "press conferences";
    /// Interviews with officials on line.
    Interviews = "interviews", "在线访谈", "on-line interviews";
    /// Opinions asked of the public on drafts, and surveys.
    PublicConsultations = "public_consultations", "意见征集调查", "public consultations and surveys";
    /// Consultations and messages of citizens that were answered.
    ConsultationsAnswered = "consultations_answered", "咨询留言办理", "consultations and messages answered";
    /// Hotline calls and work orders.
    HotlineCalls = "hotline_calls", "热线", "hotline calls";
    /// Issues of the gazette.
    GazetteIssues = "gazette_issues", "公报期数", "gazette issues";
    /// Copies of the gazette.
    GazetteCopies = "gazette_copies", "公报份数", "gazette copies";
    /// Trainings held.
    Trainings = "trainings", "培训", "trainings";
    /// Meetings held.
    Meetings = "meetings", "会议", "meetings";
    /// Open days and visits.
    OpenDays = "open_days", "政务开放日", "open days";
    /// Proposals of the People's Congress.
    CongressProposals = "congress_proposals", "人大建议", "proposals of the People's Congress";
    /// Proposals of the CPPCC.
    CppccProposals = "cppcc_proposals", "政协提案", "proposals of the CPPCC";
    /// Applications newly received in the year.
    ApplicationsReceived = "applications_received", "收到申请", "applications received";
    /// Applications carried over from the year before.
    ApplicationsCarriedIn = "applications_carried_in", "上年结转申请", "applications carried in";
    /// Applications carried to the next year.
    ApplicationsCarriedOut = "applications_carried_out", "结转下年度申请", "applications carried out";
    /// Applications handled in the year, whether the text means those received, carried in or answered.
    ApplicationsHandled = "applications_handled", "办理申请", "applications handled";
    /// Applications answered.
    ApplicationsAnswered = "applications_answered", "办结申请", "applications answered";
    /// Answers that disclose.
    Granted = "granted", "予以公开", "granted";
    /// Answers that disclose a part.
    PartlyGranted = "partly_granted", "部分公开", "partly granted";
    /// Answers that refuse.
    Denied = "denied", "不予公开", "denied";
    /// Answers that nothing can be provided.
    Unable = "unable", "无法提供", "unable to provide";
    /// Applications not processed.
    NotProcessed = "not_processed", "不予处理", "not processed";
    /// Other endings.
    OtherEndings = "other_endings", "其他处理", "other endings";
    /// Administrative reviews.
    Reviews = "reviews", "行政复议", "administrative reviews";
    /// Lawsuits.
    Lawsuits = "lawsuits", "行政诉讼", "lawsuits";
    /// Reviews and lawsuits that the text counts together.
    ReviewsAndLawsuits = "reviews_and_lawsuits", "行政复议和行政诉讼", "reviews and lawsuits";
    /// Rules (规章).
    Rules = "rules", "规章", "rules";
    /// Normative documents issued.
    NormativeIssued = "normative_issued", "规范性文件制发", "normative documents issued";
    /// Normative documents repealed.
    NormativeRepealed = "normative_repealed", "规范性文件废止", "normative documents repealed";
    /// Normative documents in force.
    NormativeValid = "normative_valid", "规范性文件现行有效", "normative documents in force";
    /// Licensing decisions.
    Licenses = "licenses", "行政许可", "licensing decisions";
    /// Penalty decisions.
    Penalties = "penalties", "行政处罚", "penalty decisions";
    /// Coercive measures.
    Coercions = "coercions", "行政强制", "coercive measures";
    /// Money taken as information-processing fee, in 元.
    ProcessingFee = "processing_fee", "信息处理费", "information-processing fee";
    /// A count whose subject is not one of the above.
    Other = "other", "其他", "other";
}

/// A count that the text states.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What is counted.
    pub subject: Subject,
    /// How many; 0 for 未收到 and the like. `6.1万余次` is 61000.
    pub count: Decimal,
    /// The unit as printed: 条, 件, 元 … Powers of ten (万, 亿) are in the count, so 26万元 is 260000 元. Empty where
    /// none is printed.
    pub unit: String,
    /// How exact it is.
    pub bound: Bound,
    /// Which chapter, 0 for the preamble.
    pub chapter: u8,
    /// Index into the chapter's paragraphs.
    pub paragraph: usize,
    /// Byte range in the paragraph's text.
    pub span: (usize, usize),
    /// The clause it was taken from.
    pub clause: String,
    /// Whether the text says that it is a part of another count (`其中…`). What has a row of its own in the tables,
    /// such as 予以公开 or 上年结转, is no part in this sense: `办结81件，其中予以公开42件`.
    pub is_part: bool,
    /// Where the paragraph stands in the source.
    pub place: Place,
}
