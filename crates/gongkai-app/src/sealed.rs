//! What this installation gives out and knows again, without keeping it: texts with a seal that only it can make.

use gongkai_store::{Tx, sha256};

use crate::accounts::secret;
use crate::{App, Internal};

/// The setting that holds the key of this installation.
const KEY: &str = "challenge-key";

/// Makes and checks seals. To be read before a transaction begins.
#[derive(Debug)]
pub(crate) struct Sealer(String);

impl Sealer {
    /// The one of this installation, whose key is made when it is first asked for.
    pub(crate) async fn of(app: &App) -> Result<Sealer, Internal> {
        if let Some(key) = app.store.setting(KEY).await? {
            return Ok(Sealer(key));
        }
        let mut tx = app.store.begin().await?;
        let key = made(&mut tx).await?;
        tx.commit().await?;
        Ok(Sealer(key))
    }

    /// The seal of a text for one purpose. Hashed twice, so that nobody can go on from a known seal.
    pub(crate) fn seal(&self, purpose: &str, text: &str) -> String {
        let key = &self.0;
        let inner = sha256(format!("{key}:{purpose}:{text}").as_bytes());
        sha256(format!("{key}:{inner}").as_bytes())
    }
}

async fn made(tx: &mut Tx) -> Result<String, Internal> {
    // Another server may have been first.
    if let Some(key) = tx.setting(KEY).await? {
        return Ok(key);
    }
    let key = secret::token();
    tx.set_setting(KEY, &key).await?;
    Ok(key)
}
