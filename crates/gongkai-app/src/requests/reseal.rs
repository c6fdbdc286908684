//! What is sealed, sealed anew with the newest key.

use super::{open, seal};
use crate::{App, Internal};

/// Values in one transaction.
const BATCH: usize = 500;

/// Makes a new key and seals what applicants told with it; gives how many values. Files stay under the keys that they were
/// sealed with, which therefore stay in the file of keys.
///
/// # Errors
///
/// If a value cannot be opened, in which case nothing more is sealed, or the machine fails.
pub async fn rotate_keys(app: &App) -> Result<usize, Internal> {
    app.keys.add().map_err(Internal::Files)?;
    let all: Vec<(String, String, String)> = app.store.all_request_private().await?;
    let mut count = 0;
    for some in all.chunks(BATCH) {
        let mut tx = app.store.begin().await?;
        for (request_id, field, sealed) in some.iter().filter(|v| v.1 != "tag") {
            let text = open(app, request_id, field, sealed)?;
            tx.put_request_private(request_id, field, &seal(app, request_id, field, &text)?).await?;
            count += 1;
        }
        tx.commit().await?;
    }
    Ok(count + crate::applicants::reseal(app).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sealed_anew_opens_and_bears_the_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path()).await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        for (field, text) in [("name", "王明"), ("wanted", "校舍报告")] {
            tx.put_request_private("r", field, &seal(&app, "r", field, text).unwrap()).await.unwrap();
        }
        let tag = app.keys.tag("applicant", "王明").unwrap();
        tx.put_request_private("r", "tag", &tag).await.unwrap();
        tx.commit().await.unwrap();
        let before = app.store.request_private("r").await.unwrap();
        assert_eq!(rotate_keys(&app).await.unwrap(), 2);
        let after = app.store.request_private("r").await.unwrap();
        for ((field, old), (_, new)) in before.iter().zip(&after) {
            let is_tag = field == "tag";
            assert_eq!(old == new, is_tag);
            assert!(is_tag || old.split(':').nth(1) != new.split(':').nth(1), "another key");
        }
        // A server that starts later finds both keys, and the same tag.
        drop(app);
        let app = App::open(folder.path()).await.unwrap();
        assert_eq!(app.key_count().unwrap(), 2);
        let (field, sealed) = &after[0];
        assert_eq!(open(&app, "r", field, sealed).unwrap(), "王明");
        assert_eq!(app.keys.tag("applicant", "王明").unwrap(), tag);
    }
}
