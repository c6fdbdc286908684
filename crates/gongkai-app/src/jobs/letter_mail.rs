//! A letter of a case goes out by mail. The job holds its id alone: who gets it and what it says is opened when it goes.

use gongkai_store::{Job, Tx};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde_json::json;

use super::send_mail::{builder, deliver};
use super::{JobError, finish};
use crate::requests::{RequestError, to_mail};
use crate::{App, Internal};

pub(super) const KIND: &str = "letter-mail";

/// Queues the mail in the transaction that records the sending.
pub(crate) async fn queue(tx: &mut Tx, letter_id: &str, at_ms: i64) -> Result<(), Internal> {
    let payload = json!({ "letter": letter_id }).to_string();
    super::queue(tx, KIND, &payload, Some(&format!("{KIND}:{letter_id}")), at_ms).await?;
    Ok(())
}

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let letter_id = payload["letter"].as_str().unwrap_or_default();
    let mail = to_mail(app, letter_id).await.map_err(|error| match error {
        RequestError::Internal(e) => JobError::Internal(e),
        other => JobError::Failed(other.to_string()),
    })?;
    if let Some(mail) = mail {
        let failed = || JobError::Failed("the letter cannot be written as a mail".into());
        let media = ContentType::parse(mail.file.media_type).map_err(|_| failed())?;
        let parts = MultiPart::mixed()
            .singlepart(SinglePart::plain(mail.text))
            .singlepart(Attachment::new(mail.file.name).body(mail.file.bytes, media));
        let message = builder(app, job, &mail.to, &mail.subject)?.multipart(parts).map_err(|_| failed())?;
        deliver(app, job, message).await?;
    }
    finish(app.store.begin().await?, job).await
}
