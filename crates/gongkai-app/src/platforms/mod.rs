//! Platforms that hand requests in over the JSON interface, ask for their state, and are told what happens.
//!
//! A platform is let in by the system administrator with a token that is shown once. It reaches the requests that it handed
//! in itself, by its own numbers, at the agencies of its scope; nothing else.

mod caller;
mod hand_in;
mod hooks;
mod limit;
mod manage;
mod state;

use gongkai_domain::permission::Refusal;
use gongkai_store::{Delivery, Platform, StoreError};

pub use crate::outbound::AddressFault;
pub use caller::{Caller, CallerError, caller};
pub(crate) use hand_in::Hand;
pub use hand_in::{HandedIn, hand_in};
pub use hooks::HookEvent;
pub(crate) use hooks::{after_act, hook_secret, received, reseal, sent_letter, signature};
pub use limit::Limits;
pub use manage::{
    MadePlatform, PlatformPage, PlatformRow, Wish, create, end_hook, platform, platforms, renew, revoke,
    send_again, set_hook,
};
pub use state::{PlatformCase, case_state, letter};

use crate::Internal;
use crate::documents::FieldFault;
use crate::requests::RequestError;

/// What was told to a platform, for pages.
pub type Told = Delivery;

/// Why something about a platform is refused.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// There is no such platform, request or agency.
    #[error("not found")]
    NotFound,
    /// The person may not.
    #[error(transparent)]
    Forbidden(#[from] Refusal),
    /// The agency is not in the scope of the token.
    #[error("the agency is not in the scope of the token")]
    Scope,
    /// Another content was handed in with this number before.
    #[error("another content was handed in with this number")]
    NumberTaken,
    /// A field holds what it cannot.
    #[error("fields")]
    Fields(Vec<FieldFault>),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<StoreError> for PlatformError {
    fn from(error: StoreError) -> PlatformError {
        PlatformError::Internal(error.into())
    }
}

impl From<RequestError> for PlatformError {
    fn from(error: RequestError) -> PlatformError {
        match error {
            RequestError::NotFound => PlatformError::NotFound,
            RequestError::Forbidden(refusal) => PlatformError::Forbidden(refusal),
            RequestError::Fields(faults) => PlatformError::Fields(faults),
            RequestError::Internal(e) => PlatformError::Internal(e),
            // What the law forbids of acts does not come up where nothing is done in a case.
            RequestError::Refused(_) | RequestError::Calendar(_) => PlatformError::NotFound,
        }
    }
}

/// Whether an agency is in the scope of a platform.
fn reaches(platform: &Platform, agency_id: &str) -> bool {
    platform.scope.split(' ').any(|id| id == "*" || id == agency_id)
}
