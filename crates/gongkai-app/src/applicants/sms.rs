//! A code by telephone: a gateway that takes one request over HTTP, with a template of its own.

use crate::App;
use crate::jobs::JobError;

/// Gives a code to the gateway. In the demonstration, and where none is set, it goes nowhere.
#[cfg(feature = "sms")]
pub(super) async fn send(app: &App, telephone: &str, code: &str) -> Result<(), JobError> {
    /// How long the gateway may take. Unit: seconds.
    const PATIENCE_S: u64 = 20;
    let Some(sms) = &app.settings.sms else { return Ok(()) };
    let fill = |text: &str| text.replace("{telephone}", telephone).replace("{code}", code);
    // What goes wrong is told without address and body: both hold the number.
    let failed = |what: &str| JobError::Failed(format!("the SMS gateway {what}"));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(PATIENCE_S))
        .build()
        .map_err(|_| failed("cannot be asked"))?;
    let media = if sms.body.trim_start().starts_with('{') {
        "application/json; charset=utf-8"
    } else {
        "application/x-www-form-urlencoded"
    };
    let mut request = client.post(fill(&sms.url)).header("content-type", media).body(fill(&sms.body));
    if !sms.authorization.is_empty() {
        request = request.header("authorization", &sms.authorization);
    }
    let answer = request.send().await.map_err(|_| failed("does not answer"))?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(failed(&format!("refused it ({})", status.as_u16()))) }
}

/// Gives a code to the gateway; this build has none.
#[cfg(not(feature = "sms"))]
pub(super) async fn send(app: &App, _: &str, _: &str) -> Result<(), JobError> {
    if app.settings.sms.is_none() {
        return Ok(());
    }
    Err(JobError::Failed("this build was made without the feature \"sms\"".into()))
}
