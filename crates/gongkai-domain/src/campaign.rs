//! The yearly campaign of a region's disclosure office: who is asked for a report, what was handed in, and how it was judged.
//!
//! Two histories make it: that of the campaign, and one of each unit. What is late follows from the days and is kept nowhere.

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::{Date, date};

use crate::disclosure::revision::named;

named! {
    /// Where a unit's report stands.
    Standing {
        /// Nothing was handed in.
        Waiting = "waiting", "未报送", "Not handed in";
        /// The newest version waits to be judged.
        HandedIn = "handed-in", "已报送，待审核", "Handed in";
        /// The newest version was given back.
        Returned = "returned", "已退回", "Returned";
        /// The newest version goes into the sum.
        Accepted = "accepted", "已通过", "Accepted";
    }
}

named! {
    /// How a report came.
    Way {
        /// Compiled by the unit on this platform.
        Compiled = "compiled", "平台编制", "Compiled here";
        /// A file, uploaded by somebody with an account.
        Upload = "upload", "上传文件", "Uploaded";
        /// A file, uploaded by the link of the unit.
        Link = "link", "凭链接上传", "By the link";
    }
}

/// By when reports of a year are handed in to the office that adds them up and published (Art. 49): 31 January. It is a day of
/// the calendar and does not move to a working day.
pub fn legal_on(year: i16) -> Date {
    date(year.saturating_add(1), 1, 31)
}

/// What a campaign asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The id of the region.
    pub region: String,
    /// The year of the reports.
    pub year: i16,
    /// By when the office wants them: before [`legal_on`].
    pub internal_on: Date,
    /// What the units are told.
    pub notice: String,
}

/// What happens to a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignEvent {
    /// It begins.
    Opened(Terms),
    /// Its days or its notice change.
    Changed(Terms),
    /// Nothing is taken any more.
    Closed,
    /// Something is taken again.
    Reopened,
}

/// A campaign as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// What it asks for.
    pub terms: Terms,
    /// Whether reports are taken.
    pub is_open: bool,
}

impl Campaign {
    /// The campaign that events make; nothing where there are none.
    ///
    /// # Errors
    ///
    /// If an event cannot follow those before it.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a CampaignEvent>,
    ) -> Result<Option<Campaign>, Refusal> {
        let mut campaign: Option<Campaign> = None;
        for event in events {
            campaign = Some(match (campaign, event) {
                (None, CampaignEvent::Opened(terms)) => Campaign { terms: terms.clone(), is_open: true },
                (Some(before), CampaignEvent::Changed(terms)) => Campaign { terms: terms.clone(), ..before },
                (Some(before), CampaignEvent::Closed) if before.is_open => {
                    Campaign { is_open: false, ..before }
                }
                (Some(before), CampaignEvent::Reopened) if !before.is_open => {
                    Campaign { is_open: true, ..before }
                }
                _ => return Err(Refusal::OutOfOrder),
            });
        }
        Ok(campaign)
    }
}

/// A line of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The id of the campaign.
    pub campaign: String,
    /// The id of its agency; empty for one that is none here.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Where it is written to.
    pub email: String,
    /// The id of the unit that it stands under; empty directly under the government.
    pub above: String,
}

/// A version that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// How.
    pub way: Way,
    /// The hash of the file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// The hash of the report that was read from it, as text.
    pub report: String,
    /// Findings of error level at that time.
    pub errors: u32,
    /// Findings of warning level at that time.
    pub warnings: u32,
}

/// A word on one cell, rule or chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The key of a cell, or the code of a rule.
    pub about: String,
    /// What is to be done.
    pub text: String,
}

/// What happens with a unit in a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitEvent {
    /// It is put on the roster, or its line changes.
    Asked(Asked),
    /// No report is asked of it any more.
    Excused {
        /// Why.
        reason: String,
    },
    /// It gets a new link; the one before ends.
    LinkMade {
        /// The hash of the secret.
        hash: String,
    },
    /// It hands a version in.
    HandedIn(HandIn),
    /// The version is given back.
    Returned {
        /// What is wrong in general.
        comment: String,
        /// What is wrong where.
        remarks: Vec<Remark>,
    },
    /// The version is accepted.
    Accepted,
    /// It is reminded by mail.
    Reminded,
    /// The accepted report is put into the list of published reports by the office.
    Listed {
        /// The id there.
        report: String,
    },
}

/// An event with who did it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What happened.
    pub event: UnitEvent,
    /// The account's id; empty for who came by the link, and for the system.
    pub by: String,
    /// When. Unit: milliseconds since 1970 (UTC).
    pub at_ms: i64,
}

/// How a version was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It goes into the sum.
    Accepted,
    /// It was given back: the comment and the remarks.
    Returned(String, Vec<Remark>),
}

/// A version with how it was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What was handed in.
    pub hand_in: HandIn,
    /// By whom.
    pub by: String,
    /// When.
    pub at_ms: i64,
    /// How it was judged, by whom and when; nothing while it waits, or where a later one came before.
    pub answer: Option<(Answer, String, i64)>,
}

/// A unit as its events make it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Its line of the roster.
    pub asked: Asked,
    /// Why no report is asked of it; nothing where one is.
    pub excused: Option<String>,
    /// The versions, oldest first.
    pub versions: Vec<Version>,
    /// The hash of its secret.
    pub link: Option<String>,
    /// When it was last reminded.
    pub reminded_at_ms: Option<i64>,
    /// The report in the list of published ones that the office put there.
    pub listed: Option<String>,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The campaign is closed.
    #[error("the campaign is closed")]
    Closed,
    /// Nothing is asked of the unit.
    #[error("the unit is excused")]
    Excused,
    /// Its report was accepted; the office gives it back first.
    #[error("accepted already")]
    AlreadyAccepted,
    /// There is nothing to judge.
    #[error("nothing waits to be judged")]
    NothingToJudge,
    /// It is not accepted.
    #[error("not accepted")]
    NotAccepted,
    /// It is given back without a word.
    #[error("no comment")]
    NoComment,
    /// It was put into the list before.
    #[error("listed already")]
    AlreadyListed,
    /// The events do not follow one another.
    #[error("out of order")]
    OutOfOrder,
}

impl Refusal {
    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Refusal::Closed => "本次征集已结束，不再接收报告。",
            Refusal::Excused => "本单位不在本次征集的报送名单中。",
            Refusal::AlreadyAccepted => "报告已审核通过。需要修改的，请先由主管部门退回。",
            Refusal::NothingToJudge => "没有待审核的报告。",
            Refusal::NotAccepted => "报告尚未审核通过。",
            Refusal::NoComment => "退回报告须写明意见。",
            Refusal::AlreadyListed => "这一版报告已列入公开的报告目录。",
            Refusal::OutOfOrder => "现在不能这样做。",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Refusal::Closed => "The campaign is closed and takes no reports.",
            Refusal::Excused => "No report is asked of this unit.",
            Refusal::AlreadyAccepted => {
                "The report was accepted. To change it, the office gives it back first."
            }
            Refusal::NothingToJudge => "Nothing waits to be judged.",
            Refusal::NotAccepted => "The report is not accepted yet.",
            Refusal::NoComment => "Say what is wrong when you give a report back.",
            Refusal::AlreadyListed => "This version is in the list of published reports already.",
            Refusal::OutOfOrder => "That cannot be done now.",
        }
    }
}

impl Unit {
    /// The unit that events make; nothing where there are none.
    ///
    /// # Errors
    ///
    /// If an event cannot follow those before it.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Result<Option<Unit>, Refusal> {
        let mut unit: Option<Unit> = None;
        for recorded in events {
            let mut next = match (unit, &recorded.event) {
                (None, UnitEvent::Asked(_)) => Unit::default(),
                (None, _) => return Err(Refusal::OutOfOrder),
                (Some(before), _) => before,
            };
            next.may(&recorded.event)?;
            next.apply(recorded);
            unit = Some(next);
        }
        Ok(unit)
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match self.versions.last().map(|v| &v.answer) {
            None => Standing::Waiting,
            Some(None) => Standing::HandedIn,
            Some(Some((Answer::Returned(..), ..))) => Standing::Returned,
            Some(Some((Answer::Accepted, ..))) => Standing::Accepted,
        }
    }

    /// The version that goes into the sum.
    pub fn accepted(&self) -> Option<&Version> {
        self.versions.last().filter(|_| self.standing() == Standing::Accepted && self.excused.is_none())
    }

    /// Whether a report is still to come from it.
    pub fn is_owing(&self) -> bool {
        self.excused.is_none() && matches!(self.standing(), Standing::Waiting | Standing::Returned)
    }

    /// May this happen now?
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn may(&self, event: &UnitEvent) -> Result<(), Refusal> {
        let standing = self.standing();
        match event {
            UnitEvent::Asked(_) | UnitEvent::Excused { .. } | UnitEvent::LinkMade { .. } => Ok(()),
            UnitEvent::Reminded if self.excused.is_some() => Err(Refusal::Excused),
            UnitEvent::Reminded => Ok(()),
            UnitEvent::HandedIn(_) if self.excused.is_some() => Err(Refusal::Excused),
            UnitEvent::HandedIn(_) if standing == Standing::Accepted => Err(Refusal::AlreadyAccepted),
            UnitEvent::HandedIn(_) => Ok(()),
            // What was accepted can still be given back: a fault is found when the sum is made.
            UnitEvent::Returned { .. } if !matches!(standing, Standing::HandedIn | Standing::Accepted) => {
                Err(Refusal::NothingToJudge)
            }
            UnitEvent::Returned { comment, remarks } if comment.trim().is_empty() && remarks.is_empty() => {
                Err(Refusal::NoComment)
            }
            UnitEvent::Returned { .. } => Ok(()),
            UnitEvent::Accepted if standing != Standing::HandedIn => Err(Refusal::NothingToJudge),
            UnitEvent::Accepted => Ok(()),
            UnitEvent::Listed { .. } if standing != Standing::Accepted => Err(Refusal::NotAccepted),
            UnitEvent::Listed { .. } if self.listed.is_some() => Err(Refusal::AlreadyListed),
            UnitEvent::Listed { .. } => Ok(()),
        }
    }

    fn apply(&mut self, Recorded { event, by, at_ms }: &Recorded) {
        let mut answer = |answer| {
            if let Some(last) = self.versions.last_mut() {
                last.answer = Some((answer, by.clone(), *at_ms));
            }
        };
        match event {
            UnitEvent::Asked(asked) => {
                self.asked = asked.clone();
                self.excused = None;
            }
            UnitEvent::Excused { reason } => self.excused = Some(reason.clone()),
            UnitEvent::LinkMade { hash } => self.link = Some(hash.clone()),
            UnitEvent::HandedIn(hand_in) => {
                self.listed = None;
                let hand_in = hand_in.clone();
                self.versions.push(Version { hand_in, by: by.clone(), at_ms: *at_ms, answer: None });
            }
            UnitEvent::Returned { comment, remarks } => {
                answer(Answer::Returned(comment.clone(), remarks.clone()));
            }
            UnitEvent::Accepted => answer(Answer::Accepted),
            UnitEvent::Reminded => self.reminded_at_ms = Some(*at_ms),
            UnitEvent::Listed { report } => self.listed = Some(report.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn recorded(event: UnitEvent) -> Recorded {
        Recorded { event, by: "u".into(), at_ms: 1 }
    }

    fn asked() -> Recorded {
        recorded(UnitEvent::Asked(Asked { name: "甲局".to_string(), ..Asked::default() }))
    }

    fn handed_in() -> Recorded {
        recorded(UnitEvent::HandedIn(HandIn {
            way: Way::Link,
            file: "f".into(),
            name: "n".into(),
            media: "m".into(),
            report: "r".into(),
            errors: 1,
            warnings: 0,
        }))
    }

    fn returned(comment: &str) -> Recorded {
        recorded(UnitEvent::Returned { comment: comment.into(), remarks: vec![] })
    }

    #[test]
    fn the_legal_day_is_31_january_and_does_not_move() {
        // A Sunday.
        assert_eq!(legal_on(2026), date(2027, 1, 31));
        assert_eq!(legal_on(2020), date(2021, 1, 31));
    }

    #[test]
    fn a_report_is_handed_in_given_back_mended_and_accepted() {
        let mut events = vec![asked()];
        let standing = |events: &[Recorded]| Unit::replay(events).unwrap().unwrap().standing();
        assert_eq!(standing(&events), Standing::Waiting);
        for (event, expected) in [
            (handed_in(), Standing::HandedIn),
            (returned("表三不平衡"), Standing::Returned),
            (handed_in(), Standing::HandedIn),
            (recorded(UnitEvent::Accepted), Standing::Accepted),
        ] {
            events.push(event);
            assert_eq!(standing(&events), expected);
        }
        let unit = Unit::replay(&events).unwrap().unwrap();
        assert_eq!(unit.versions.len(), 2);
        assert!(unit.accepted().is_some() && !unit.is_owing());
        assert_eq!(unit.may(&handed_in().event), Err(Refusal::AlreadyAccepted));
        events.push(returned("汇总时发现重复"));
        assert_eq!(standing(&events), Standing::Returned, "what was accepted can be given back");
    }

    #[test]
    fn nothing_is_judged_that_was_not_handed_in() {
        let unit = Unit::replay(&[asked()]).unwrap().unwrap();
        assert_eq!(unit.may(&UnitEvent::Accepted), Err(Refusal::NothingToJudge));
        assert_eq!(unit.may(&returned("x").event), Err(Refusal::NothingToJudge));
        let waiting = Unit::replay(&[asked(), handed_in()]).unwrap().unwrap();
        assert_eq!(waiting.may(&returned(" ").event), Err(Refusal::NoComment));
        let listed = UnitEvent::Listed { report: "r".into() };
        assert_eq!(waiting.may(&listed), Err(Refusal::NotAccepted));
        assert_eq!(Unit::replay(&[handed_in()]), Err(Refusal::OutOfOrder));
    }

    #[test]
    fn who_is_excused_hands_nothing_in_and_is_in_no_sum() {
        let excused = recorded(UnitEvent::Excused { reason: "撤销".into() });
        let unit = Unit::replay(&[asked(), handed_in(), recorded(UnitEvent::Accepted), excused.clone()]);
        assert!(unit.unwrap().unwrap().accepted().is_none());
        let unit = Unit::replay(&[asked(), excused.clone()]).unwrap().unwrap();
        assert_eq!(unit.may(&handed_in().event), Err(Refusal::Excused));
        let again = Unit::replay(&[asked(), excused, asked()]).unwrap().unwrap();
        assert!(again.is_owing());
    }
}
