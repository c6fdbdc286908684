//! Who may do what to which thing: one function, asked by pages, files, search, feeds and API alike.
//!
//! Roles are granted at an agency; the district's disclosure office reaches the agencies of its region; the three
//! administrators (system, security, audit) are separated from one another and from the work, as GB/T 22239 8.1.4.2
//! asks. What the state of a document forbids stands in [`disclosure::act`](crate::disclosure::act).

use alloc::string::String;
use alloc::vec::Vec;

use crate::disclosure::revision::named;

named! {
    /// What a person is at an agency.
    Role {
        /// 经办: writes documents.
        Drafter = "drafter", "经办", "Drafter";
        /// 初审.
        FirstReviewer = "first-reviewer", "初审", "First reviewer";
        /// 复审.
        SecondReviewer = "second-reviewer", "复审", "Second reviewer";
        /// 终审: releases documents.
        FinalReviewer = "final-reviewer", "终审", "Final reviewer";
        /// 保密审查员 (保密法 Art. 35).
        SecrecyReviewer = "secrecy-reviewer", "保密审查员", "Secrecy reviewer";
        /// 依申请公开经办.
        CaseOfficer = "case-officer", "依申请办理", "Case officer";
        /// 政府信息公开工作机构负责人 (Art. 4, 33 ¶2).
        OfficeHead = "office-head", "公开机构负责人", "Head of the disclosure office";
        /// 政府信息公开工作主管部门 of a region (Art. 3).
        DistrictOffice = "district-office", "主管部门", "District disclosure office";
        /// 系统管理员.
        SystemAdmin = "system-admin", "系统管理员", "System administrator";
        /// 安全管理员.
        SecurityAdmin = "security-admin", "安全管理员", "Security administrator";
        /// 审计管理员.
        AuditAdmin = "audit-admin", "审计管理员", "Audit administrator";
    }
}

impl Role {
    /// Whether it takes steps of a document's review.
    pub fn reviews(self) -> bool {
        matches!(
            self,
            Role::FirstReviewer
                | Role::SecondReviewer
                | Role::FinalReviewer
                | Role::SecrecyReviewer
                | Role::OfficeHead
        )
    }

    /// Whether it is one of the three separated administrators.
    pub fn administers(self) -> bool {
        matches!(self, Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin)
    }
}

/// A role at an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The agency's id.
    pub agency: String,
    /// The id of the agency's region: how far [`Role::DistrictOffice`] reaches.
    pub region: String,
    /// The role.
    pub role: Role,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// Nobody that we know.
    Stranger,
    /// Somebody with an account, fully signed in.
    Staff {
        /// The account's id.
        id: String,
        /// Roles.
        grants: Vec<Grant>,
    },
}

impl Person {
    /// The account's id, if there is one.
    pub fn id(&self) -> Option<&str> {
        match self {
            Person::Stranger => None,
            Person::Staff { id, .. } => Some(id),
        }
    }

    /// The roles.
    pub fn grants(&self) -> &[Grant] {
        match self {
            Person::Stranger => &[],
            Person::Staff { grants, .. } => grants,
        }
    }

    /// The roles at one agency.
    pub fn roles_at<'a>(&'a self, agency: &'a str) -> impl Iterator<Item = Role> + 'a {
        self.grants().iter().filter(move |g| g.agency == agency).map(|g| g.role)
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See what is published, tombstones included.
    ReadPublic,
    /// See drafts, their files and how their review goes.
    ReadWork,
    /// Write, change, submit, discard, open a correction.
    Draft,
    /// Take a step of the review that this role takes; settle findings.
    Review(Role),
    /// Publish, schedule, withdraw.
    Release,
    /// See lists of clocks and counts.
    ReadProgress,
    /// Assess the agencies of a region: scheme, scores, deductions, appeals, result.
    Assess,
    /// Change columns, catalogues, the guide, word lists and the steps of review.
    ManageCatalogue,
    /// Record what was published elsewhere, and monthly figures.
    RecordChannel,
    /// See requests for information.
    ReadRequests,
    /// Register requests and deal with them.
    HandleRequests,
    /// Extend, charge, and sign answers (Art. 17, 33 ¶2).
    ApproveAnswers,
    /// Use what any signed-in person has: own account, own sessions.
    UseAccount,
    /// Change the tree of regions and agencies.
    ManageAgencies,
    /// Make and disable accounts.
    ManageAccounts,
    /// Grant and take roles, unlock, end sessions.
    ManageRoles,
    /// Read the audit log.
    ReadAudit,
    /// Run the yearly campaign of a region: collect reports, judge them, add them up (Art. 49).
    RunCampaign,
    /// See and revive jobs; see the health of the installation.
    Operate,
}

impl Right {
    /// Every right.
    pub const ALL: &'static [Right] = &[
        Right::ReadPublic,
        Right::ReadWork,
        Right::Draft,
        Right::Review(Role::FirstReviewer),
        Right::Review(Role::SecondReviewer),
        Right::Review(Role::FinalReviewer),
        Right::Review(Role::SecrecyReviewer),
        Right::Review(Role::OfficeHead),
        Right::Release,
        Right::ReadProgress,
        Right::Assess,
        Right::ManageCatalogue,
        Right::RecordChannel,
        Right::ReadRequests,
        Right::HandleRequests,
        Right::ApproveAnswers,
        Right::UseAccount,
        Right::ManageAgencies,
        Right::ManageAccounts,
        Right::ManageRoles,
        Right::ReadAudit,
        Right::RunCampaign,
        Right::Operate,
    ];

    /// The roles that have it.
    pub fn roles(self) -> &'static [Role] {
        const WORKERS: &[Role] = &[
            Role::Drafter,
            Role::FirstReviewer,
            Role::SecondReviewer,
            Role::FinalReviewer,
            Role::SecrecyReviewer,
            Role::OfficeHead,
        ];
        match self {
            Right::ReadPublic | Right::UseAccount => Role::ALL,
            Right::ReadWork => WORKERS,
            Right::Draft | Right::RecordChannel => &[Role::Drafter, Role::OfficeHead],
            Right::Review(role) => match role {
                Role::FirstReviewer => &[Role::FirstReviewer],
                Role::SecondReviewer => &[Role::SecondReviewer],
                Role::FinalReviewer => &[Role::FinalReviewer],
                Role::SecrecyReviewer => &[Role::SecrecyReviewer],
                Role::OfficeHead => &[Role::OfficeHead],
                _ => &[],
            },
            Right::Release => &[Role::FinalReviewer, Role::OfficeHead],
            Right::ReadProgress => &[
                Role::Drafter,
                Role::FirstReviewer,
                Role::SecondReviewer,
                Role::FinalReviewer,
                Role::SecrecyReviewer,
                Role::OfficeHead,
                Role::DistrictOffice,
            ],
            Right::Assess => &[Role::DistrictOffice],
            Right::ReadRequests => &[Role::CaseOfficer, Role::FinalReviewer, Role::OfficeHead],
            Right::HandleRequests => &[Role::CaseOfficer, Role::OfficeHead],
            Right::ApproveAnswers => &[Role::FinalReviewer, Role::OfficeHead],
            Right::ManageCatalogue => &[Role::OfficeHead],
            Right::ManageAgencies | Right::ManageAccounts | Right::Operate => &[Role::SystemAdmin],
            Right::ManageRoles => &[Role::SecurityAdmin],
            Right::ReadAudit => &[Role::AuditAdmin],
            Right::RunCampaign => &[Role::DistrictOffice],
        }
    }
}

/// What the right is asked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing<'a> {
    /// Something of one agency.
    Of {
        /// The agency's id.
        agency: &'a str,
        /// The ids of its region and of those above it.
        regions: &'a [String],
    },
    /// The installation as a whole.
    Whole,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody that we know; signing in may help.
    #[error("not signed in")]
    NotSignedIn,
    /// None of the person's roles has the right anywhere.
    #[error("no role with this right")]
    NoRole,
    /// The person has the right at another agency.
    #[error("another agency")]
    OtherAgency,
}

/// May this person do this to this thing?
///
/// # Errors
///
/// Why not.
pub fn may(person: &Person, right: Right, thing: Thing<'_>) -> Result<(), Refusal> {
    if right == Right::ReadPublic {
        return Ok(());
    }
    let Person::Staff { grants, .. } = person else { return Err(Refusal::NotSignedIn) };
    if right == Right::UseAccount {
        return Ok(());
    }
    let roles = right.roles();
    let mut with_right = grants.iter().filter(|g| roles.contains(&g.role)).peekable();
    if with_right.peek().is_none() {
        return Err(Refusal::NoRole);
    }
    if with_right.any(|grant| reaches(grant, thing)) { Ok(()) } else { Err(Refusal::OtherAgency) }
}

fn reaches(grant: &Grant, thing: Thing<'_>) -> bool {
    match (grant.role, thing) {
        // The installation is one; so are its administrators.
        (role, _) if role.administers() => true,
        (_, Thing::Whole) => false,
        (Role::DistrictOffice, Thing::Of { regions, .. }) => regions.contains(&grant.region),
        (_, Thing::Of { agency, .. }) => grant.agency == agency,
    }
}

/// Why a role cannot be given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// GB/T 22239 8.1.4.2: the three administrators are three persons, and none of them does the work.
    #[error("{held:?} and {wanted:?} are separated")]
    Separated {
        /// What the person is.
        held: Role,
        /// What was to be added.
        wanted: Role,
    },
    /// The security administrator does not give roles to themselves.
    #[error("nobody grants to themselves")]
    OwnGrant,
}

/// May this role be added to those that the person has?
///
/// # Errors
///
/// If the roles are separated, or if `granted_by` is the person.
pub fn may_hold(person: &Person, granted_by: &str, wanted: Role) -> Result<(), GrantError> {
    if person.id() == Some(granted_by) {
        return Err(GrantError::OwnGrant);
    }
    let apart = |held: Role| held != wanted && (held.administers() || wanted.administers());
    match person.grants().iter().map(|g| g.role).find(|held| apart(*held)) {
        Some(held) => Err(GrantError::Separated { held, wanted }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn staff(agency: &str, region: &str, role: Role) -> Person {
        let grant = Grant { agency: agency.into(), region: region.into(), role };
        Person::Staff { id: "u".into(), grants: vec![grant] }
    }

    #[test]
    fn strangers_see_what_is_published_and_nothing_else() {
        let regions = ["r".into()];
        for right in Right::ALL {
            for thing in [Thing::Whole, Thing::Of { agency: "a", regions: &regions }] {
                let answer = may(&Person::Stranger, *right, thing);
                let expected = if *right == Right::ReadPublic { Ok(()) } else { Err(Refusal::NotSignedIn) };
                assert_eq!(answer, expected, "{right:?}");
            }
        }
    }

    /// The whole matrix: a right is had by its roles in their own agency, by nobody else, and elsewhere only by those
    /// who reach further.
    #[test]
    fn every_role_has_its_rights_at_its_own_agency_only() {
        let (here, there) = (["r1".into()], ["r2".into()]);
        for right in Right::ALL.iter().copied().filter(|r| *r != Right::ReadPublic) {
            for role in Role::ALL.iter().copied() {
                let person = staff("a", "r1", role);
                let own = may(&person, right, Thing::Of { agency: "a", regions: &here });
                let sibling = may(&person, right, Thing::Of { agency: "b", regions: &here });
                let foreign = may(&person, right, Thing::Of { agency: "c", regions: &there });
                if right == Right::UseAccount {
                    assert_eq!((own, foreign), (Ok(()), Ok(())));
                } else if !right.roles().contains(&role) {
                    assert_eq!((own, sibling), (Err(Refusal::NoRole), Err(Refusal::NoRole)));
                } else {
                    assert_eq!(own, Ok(()), "{role:?} {right:?}");
                    let far = role.administers();
                    assert_eq!(sibling.is_ok(), far || role == Role::DistrictOffice, "{role:?} {right:?}");
                    assert_eq!(foreign.is_ok(), far, "{role:?} {right:?}");
                }
            }
        }
    }

    #[test]
    fn the_three_administrators_are_three_persons() {
        let person = staff("a", "r", Role::SystemAdmin);
        for wanted in [Role::SecurityAdmin, Role::AuditAdmin, Role::Drafter] {
            assert_eq!(
                may_hold(&person, "other", wanted),
                Err(GrantError::Separated { held: Role::SystemAdmin, wanted })
            );
        }
        let drafter = staff("a", "r", Role::Drafter);
        assert_eq!(may_hold(&drafter, "other", Role::FirstReviewer), Ok(()));
        assert_eq!(may_hold(&drafter, "u", Role::FirstReviewer), Err(GrantError::OwnGrant));
        assert!(may_hold(&drafter, "other", Role::AuditAdmin).is_err());
    }
}
