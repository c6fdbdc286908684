//! A platform hands a request in. The same number again is the same request, however often it is sent.

use gongkai_store::StoreError;
use serde_json::json;

use super::state::{PlatformCase, of_link};
use super::{Caller, PlatformError};
use crate::documents::FieldFault;
use crate::requests::{ApplicantForm, RequestError, submit_by_platform};
use crate::{App, Internal};

/// Longest number of a platform. Unit: characters.
const NUMBER: usize = 64;

/// Whether a platform can give this number: it stands in addresses.
pub(super) fn is_number(text: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= NUMBER && text.chars().all(is_fit)
}

/// What came of handing a request in.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// How it stands.
    pub case: PlatformCase,
    /// Opens the page where the applicant follows the request, with its number.
    pub code: String,
    /// Whether it is new; else it was there already.
    pub is_new: bool,
}

/// A request as a platform hands it in, on its way into the transaction that records it.
#[derive(Debug, Clone)]
pub(crate) struct Hand<'a> {
    /// Who hands it in.
    pub(crate) caller: &'a Caller,
    /// The number there.
    pub(crate) number: &'a str,
    /// A tag of all that it says.
    pub(crate) content_tag: String,
}

/// Takes a request. It is received on the day on which it is handed in: the answer is what Art. 31 (3) calls confirmation by
/// both sides.
///
/// # Errors
///
/// If the agency is not in the scope or there is none, something is missing, the number was used for something else, or
/// the machine fails.
pub async fn hand_in(
    app: &App,
    caller: &Caller,
    number: &str,
    form: &ApplicantForm,
) -> Result<HandedIn, PlatformError> {
    // No database has this character in an id, and not every one takes the question.
    if form.agency_id.contains('\0') {
        return Err(PlatformError::NotFound);
    }
    caller.need(app, &form.agency_id).await?;
    if !is_number(number) {
        let fault = FieldFault {
            field: "number",
            zh: "请填写平台编号：1至64个字母、数字、“-”“_”“.”。".into(),
            en: "The platform's number has 1 to 64 letters, digits, \"-\", \"_\" or \".\".".into(),
        };
        let mut faults = vec![fault];
        faults.extend(form.faults_online());
        return Err(PlatformError::Fields(faults));
    }
    let content = json!([form.agency_id, form.applicant, form.private()]).to_string();
    let purpose = format!("platform/{}", caller.platform.id);
    let content_tag = app.keys.tag(&purpose, &content).map_err(Internal::Files)?;
    if let Some(known) = known(app, caller, number, &content_tag).await? {
        return Ok(known);
    }
    let hand = Hand { caller, number, content_tag };
    if let Err(error) = submit_by_platform(app, form, &hand).await {
        let is_taken = matches!(error, RequestError::Internal(Internal::Store(StoreError::Conflict(_))));
        // Another request with the number may have been quicker: then it is there by now.
        let known = if is_taken { known(app, caller, number, &hand.content_tag).await? } else { None };
        return known.ok_or_else(|| error.into());
    }
    let made = known(app, caller, number, &hand.content_tag).await?.ok_or(PlatformError::NotFound)?;
    Ok(HandedIn { is_new: true, ..made })
}

/// The request that has the number already.
async fn known(
    app: &App,
    caller: &Caller,
    number: &str,
    content_tag: &str,
) -> Result<Option<HandedIn>, PlatformError> {
    let Some(link) = app.store.platform_request(&caller.platform.id, number).await? else { return Ok(None) };
    if link.content_tag != content_tag {
        return Err(PlatformError::NumberTaken);
    }
    let code = crate::requests::code(app, &link.request_id).await?;
    Ok(Some(HandedIn { case: of_link(app, &link).await?, code, is_new: false }))
}
