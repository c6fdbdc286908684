//! People: signing in, sessions, accounts and roles. One file a verb.

pub mod password;
pub mod second_factor;
pub mod secret;
