//! The office: what agencies work on before it is public.

pub mod account;
pub mod agencies;
pub mod assessment;
mod audit;
pub mod campaigns;
pub mod catalogue;
mod desk;
pub mod edit;
pub mod incoming;
pub mod jobs;
mod list;
pub mod matters;
pub mod oidc;
pub mod people;
pub mod platforms;
mod progress;
pub mod registers;
pub mod report;
pub mod requests;
pub mod review;
pub mod setup;
pub mod sign_in;
pub mod site_health;
pub mod site_import;
pub mod view;
pub mod words;
pub mod work;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::{ATTACHMENT_LIMIT, DocumentError};

use crate::error::Failure;
use crate::page::{Ctx, Lang};

pub use audit::audit;
pub use desk::desk;
pub use list::list;
pub use progress::progress;

/// A form around the largest attachment. Unit: bytes.
pub const UPLOAD_LIMIT: usize = ATTACHMENT_LIMIT + (64 << 10);

/// After a form: the page to see next.
pub fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, address.to_owned())]).into_response()
}

/// The sentences about what is wrong with what was typed; anything else is a page of its own.
pub fn sentences(ctx: &Ctx, error: DocumentError) -> Result<String, Failure> {
    match error {
        DocumentError::Fields(faults) => {
            Ok(faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" "))
        }
        DocumentError::File(zh, en) => Ok(ctx.pick(&zh, &en).to_owned()),
        other => Err(failure(ctx.lang, other)),
    }
}

/// What to tell about an act that was refused.
pub fn failure(lang: Lang, error: DocumentError) -> Failure {
    match error {
        DocumentError::NotFound => Failure::NotFound,
        DocumentError::Refused(refusal) => Failure::Refused(refusal),
        DocumentError::Act(e) => Failure::NotNow(if lang == Lang::Zh { e.zh() } else { e.en() }),
        DocumentError::Fields(faults) => {
            let words: Vec<&str> = faults.iter().map(|f| lang.pick(&f.zh, &f.en)).collect();
            Failure::NotNow(words.join(lang.pick("；", "; ")))
        }
        DocumentError::NoCode => Failure::NotNow(
            lang.pick(
                "本机关尚未登记统一社会信用代码，不能分配索引号。请系统管理员补登后再起草。",
                "The agency has no unified code yet, so no index number can be given. Ask the system administrator to enter it.",
            )
            .to_owned(),
        ),
        DocumentError::File(zh, en) => Failure::NotNow(lang.pick(&zh, &en).to_owned()),
        DocumentError::Internal(e) => Failure::Internal(e),
    }
}
