//! People: signing in, sessions, accounts and roles. One file a verb.

mod change_password;
mod demo;
mod first_admin;
mod invite;
mod manage;
mod oidc;
pub mod password;
mod record;
pub mod second_factor;
pub mod secret;
mod sessions;
mod sign_in;
mod who;

pub use change_password::{PasswordError, change_password, set_by_invitation};
pub use demo::{DemoLogin, demo_logins};
pub(crate) use demo::{new_demo_user, record_demo};
pub use first_admin::{FirstAdmin, SetupError, first_admin_link, set_up};
pub use invite::{Invited, invitation, invite};
pub use manage::{
    AccountError, Member, create_account, disable, enable, give_role, members, places, renew_invitation,
    reset_second_factor, take_role, unlock,
};
pub use oidc::{Begun, MINUTES as OIDC_MINUTES, OidcError, ask_provider, begin_oidc, finish_oidc};
pub use sessions::{end_other_sessions, end_session, sessions, sign_out};
pub use sign_in::{SignInError, SignedIn, confirm_code, enrol, sign_in};
pub use who::{Signed, who};
