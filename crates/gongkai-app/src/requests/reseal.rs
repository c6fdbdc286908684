//! What is sealed, sealed anew with the newest key and the cipher that is set; and with what it is sealed now.

use std::collections::BTreeMap;

use gongkai_store::{FileAct, FileEntry};

use super::files::name_field;
use super::{open, place, seal};
use crate::ciphers::Cipher;
use crate::keys::{bytes_made_with, made_with};
use crate::{App, Internal, inbox, now_ms, platforms};

/// Values in one transaction.
const BATCH: usize = 500;

/// How much is sealed with one cipher and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The cipher; none where a value cannot be told.
    pub cipher: Option<Cipher>,
    /// The id of the key.
    pub key: String,
    /// Values that applicants told.
    pub values: usize,
    /// Papers of cases.
    pub papers: usize,
}

/// With what everything is sealed, by cipher and key.
///
/// # Errors
///
/// If the machine fails.
pub async fn sealed(app: &App) -> Result<Vec<Sealed>, Internal> {
    let mut counts: BTreeMap<(Option<Cipher>, String), (usize, usize)> = BTreeMap::new();
    let key =
        |made: Option<(Cipher, &str)>| (made.map(|m| m.0), made.map(|m| m.1.to_owned()).unwrap_or_default());
    for (_, field, value) in app.store.all_request_private().await? {
        if field != "tag" {
            counts.entry(key(made_with(&value))).or_default().0 += 1;
        }
    }
    for platform in app.store.platforms().await?.iter().filter(|p| !p.hook_secret.is_empty()) {
        counts.entry(key(made_with(&platform.hook_secret))).or_default().0 += 1;
    }
    for mail in app.store.all_inbox_mails().await? {
        counts.entry(key(made_with(&mail.sealed))).or_default().0 += 1;
    }
    for file in app.store.all_request_files().await? {
        let bytes = app.files.get(&file.sha256).await.map_err(Internal::Files)?;
        counts.entry(key(bytes_made_with(&bytes))).or_default().1 += 1;
    }
    let row = |((cipher, key), (values, papers))| Sealed { cipher, key, values, papers };
    Ok(counts.into_iter().map(row).collect())
}

/// Makes a new key and seals what applicants told, and the papers of their cases, with it and the cipher that is set; gives
/// how many values and how many papers.
///
/// # Errors
///
/// If something cannot be opened, in which case nothing more is sealed, or the machine fails.
pub async fn rotate_keys(app: &App) -> Result<(usize, usize), Internal> {
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
    count += platforms::reseal(app).await?;
    count += crate::applicants::reseal(app).await?;
    let mails = inbox::reseal(app).await?;
    Ok((count + mails, papers(app).await?))
}

/// Seals papers anew. What they hash to changes with it, which is an act on record; what was sealed before stays in the file
/// store, and nothing leads to it.
async fn papers(app: &App) -> Result<usize, Internal> {
    let all = app.store.all_request_files().await?;
    for file in &all {
        let sealed = app.files.get(&file.sha256).await.map_err(Internal::Files)?;
        let (keys, at) = (app.keys.clone(), place(&file.request_id, &name_field(&file.id)));
        let work = move || keys.open_bytes(&at, &sealed).and_then(|bytes| keys.seal_bytes(&at, &bytes));
        let sealed = tokio::task::spawn_blocking(work).await?.map_err(Internal::Files)?;
        let size_bytes = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
        let sha256 = app.files.put(sealed).await.map_err(Internal::Files)?;
        let now = now_ms();
        let mut tx = app.store.begin().await?;
        tx.put_file(&FileEntry {
            sha256: sha256.clone(),
            size_bytes,
            media: "application/octet-stream".into(),
            name_hint: String::new(),
            created_at_ms: now,
        })
        .await?;
        let act = FileAct::Resealed { sha256 };
        let of = (file.agency_id.as_str(), file.id.as_str());
        tx.record_request_file(of, &act, None, now, app.settings.chain_hash).await?;
        tx.commit().await?;
    }
    Ok(all.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    /// A sealed value and a sealed paper of a request.
    async fn put(app: &App) {
        let (regions, agencies) = crate::demo::agencies();
        app.store.save_agencies(&regions, &agencies).await.unwrap();
        let sealed = app.keys.seal_bytes(&place("r", "file-f"), b"paper").unwrap();
        let sha256 = app.files.put(sealed).await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        for (field, text) in [("name", "王明"), ("wanted", "校舍报告")] {
            tx.put_request_private("r", field, &seal(app, "r", field, text).unwrap()).await.unwrap();
        }
        let tag = app.keys.tag("applicant", "王明").unwrap();
        tx.put_request_private("r", "tag", &tag).await.unwrap();
        let act = FileAct::Added {
            request: "r".into(),
            file: "applicant".into(),
            sha256,
            media: "text/plain".into(),
            size_bytes: 5,
        };
        let of = (agencies[0].id.as_str(), "f");
        tx.record_request_file(of, &act, None, 1, app.settings.chain_hash).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn what_is_sealed_anew_opens_and_bears_the_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path()).await.unwrap();
        put(&app).await;
        let tag = app.keys.tag("applicant", "王明").unwrap();
        let before = app.store.request_private("r").await.unwrap();
        assert_eq!(rotate_keys(&app).await.unwrap(), (2, 1));
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

    #[tokio::test]
    async fn a_rotation_moves_values_and_papers_from_one_cipher_to_the_other_and_back() {
        let app = App::in_memory().await.unwrap();
        put(&app).await;
        let ciphers = async |app: &App| -> Vec<(Cipher, usize, usize)> {
            let rows = sealed(app).await.unwrap();
            rows.into_iter().map(|s| (s.cipher.unwrap(), s.values, s.papers)).collect()
        };
        assert_eq!(ciphers(&app).await, [(Cipher::Aes256Gcm, 2, 1)]);
        let app = app.with_settings(Settings { cipher: Cipher::Sm4Gcm, ..Settings::default() });
        assert_eq!(ciphers(&app).await, [(Cipher::Aes256Gcm, 2, 1)], "a setting moves nothing");
        for cipher in [Cipher::Sm4Gcm, Cipher::Aes256Gcm] {
            let app = app.clone().with_settings(Settings { cipher, ..Settings::default() });
            rotate_keys(&app).await.unwrap();
            assert_eq!(ciphers(&app).await, [(cipher, 2, 1)]);
            let private = app.store.request_private("r").await.unwrap();
            let name = private.iter().find(|f| f.0 == "name").unwrap();
            assert_eq!(open(&app, "r", "name", &name.1).unwrap(), "王明");
            let file = app.store.request_files("r").await.unwrap().remove(0);
            let bytes = app.files.get(&file.sha256).await.unwrap();
            assert_eq!(app.keys.open_bytes(&place("r", "file-f"), &bytes).unwrap(), b"paper");
        }
        assert!(app.verify().await.unwrap().wrong_rows.is_empty(), "the record leads to the newest papers");
    }
}
