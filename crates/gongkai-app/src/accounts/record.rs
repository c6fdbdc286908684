//! Acts on accounts in the record. Passwords, keys and sessions are never in it.

use gongkai_store::{NewEvent, SYSTEM_CHAIN, Tx};
use serde_json::Value;

use crate::{App, Internal};

/// Records what was done to an account.
pub async fn record(
    app: &App,
    tx: &mut Tx,
    user_id: &str,
    kind: &str,
    actor_id: Option<&str>,
    particulars: Value,
) -> Result<(), Internal> {
    let payload = particulars.to_string();
    let event = NewEvent {
        agency_id: SYSTEM_CHAIN,
        subject_kind: "user",
        subject_id: user_id,
        kind,
        actor_id,
        at_ms: crate::now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    Ok(())
}
