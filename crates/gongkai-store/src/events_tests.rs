//! What the chains hold, and what they give away.

use super::{ChainBreak, ChainFault, ChainHash, NewEvent, StoredEvent};
use crate::Store;
use crate::db::Sql;
use crate::testing::{TestDatabase, each_database};

fn event<'a>(agency_id: &'a str, subject_id: &'a str, at_ms: i64) -> NewEvent<'a> {
    NewEvent {
        agency_id,
        subject_kind: "document",
        subject_id,
        kind: "document.begun",
        actor_id: Some("li"),
        at_ms,
        payload: r#"{"title":"通知"}"#,
    }
}

async fn record(store: &Store, event: &NewEvent<'_>, hash: ChainHash) -> StoredEvent {
    let mut tx = store.begin().await.unwrap();
    let stored = tx.append(event, hash).await.unwrap();
    tx.commit().await.unwrap();
    stored
}

/// Five acts of one agency, two of another.
async fn filled(database: &TestDatabase, hash: ChainHash) -> Store {
    let store = database.open().await;
    for (agency, subject, at) in [
        ("a", "1", 10),
        ("b", "2", 20),
        ("a", "1", 30),
        ("a", "3", 40),
        ("b", "2", 50),
        ("a", "1", 60),
        ("a", "3", 70),
    ] {
        record(&store, &event(agency, subject, at), hash).await;
    }
    store
}

#[tokio::test]
async fn acts_come_back_in_their_order_and_chains_hold() {
    each_database(async |database: &TestDatabase| {
        for hash in [ChainHash::Sha256, ChainHash::Sm3] {
            let store = filled(database, hash).await;
            assert_eq!(store.verify_chains().await.unwrap(), (2, Vec::new()));
        }
        let store = database.open().await;
        let of_first = store.events_of("document", "1").await.unwrap();
        assert_eq!(of_first.iter().map(|e| e.at_ms).collect::<Vec<_>>(), [10, 30, 60, 10, 30, 60]);
        assert_eq!(of_first[0].as_new(), event("a", "1", 10));
        assert_eq!((of_first[0].position, of_first[0].prev_hash.as_str()), (1, ""));
        assert_eq!(of_first[1].prev_hash, of_first[0].hash);
        let (first, rest) =
            (store.events_after(0, 3).await.unwrap(), store.events_after(0, 100).await.unwrap());
        assert_eq!(first[..], rest[..3]);
        assert_eq!(store.events_after(first[2].seq, 100).await.unwrap()[..], rest[3..]);
        assert_eq!(rest.len(), 14);
    })
    .await;
}

#[tokio::test]
async fn the_function_of_a_chain_is_that_of_its_first_act() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        record(&store, &event("a", "1", 10), ChainHash::Sm3).await;
        record(&store, &event("a", "1", 20), ChainHash::Sha256).await;
        assert_eq!(store.chain_ends().await.unwrap()[0].algorithm, "sm3");
        assert_eq!(store.verify_chain("a").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_committed_is_not_recorded() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let mut tx = store.begin().await.unwrap();
        tx.append(&event("a", "1", 10), ChainHash::Sha256).await.unwrap();
        tx.put_text("这一段没有留下").await.unwrap();
        drop(tx);
        assert_eq!(store.events_after(0, 10).await.unwrap(), []);
        assert_eq!(store.text(&crate::sha256("这一段没有留下".as_bytes())).await.unwrap(), None);
        let stored = record(&store, &event("a", "1", 20), ChainHash::Sha256).await;
        assert_eq!(stored.position, 1);
    })
    .await;
}

#[tokio::test]
async fn whatever_was_touched_is_found() {
    let cases: [(&str, i64, ChainFault); 13] = [
        ("UPDATE events SET payload = '{}' WHERE agency_id = 'a' AND position = 3", 3, ChainFault::Changed),
        ("UPDATE events SET at_ms = 41 WHERE agency_id = 'a' AND position = 3", 3, ChainFault::Changed),
        ("UPDATE events SET actor_id = NULL WHERE agency_id = 'a' AND position = 2", 2, ChainFault::Changed),
        ("UPDATE events SET subject_id = '9' WHERE agency_id = 'a' AND position = 1", 1, ChainFault::Changed),
        ("UPDATE events SET hash = prev_hash WHERE agency_id = 'a' AND position = 4", 4, ChainFault::Changed),
        ("UPDATE events SET prev_hash = '' WHERE agency_id = 'a' AND position = 4", 4, ChainFault::Unlinked),
        ("DELETE FROM events WHERE agency_id = 'a' AND position = 2", 2, ChainFault::Missing),
        ("DELETE FROM events WHERE agency_id = 'a' AND position = 5", 5, ChainFault::Missing),
        ("DELETE FROM events WHERE agency_id = 'a'", 1, ChainFault::Missing),
        ("DELETE FROM chains WHERE agency_id = 'a'", 5, ChainFault::WrongEnd),
        ("UPDATE chains SET hash = 'x' WHERE agency_id = 'a'", 5, ChainFault::WrongEnd),
        ("UPDATE chains SET position = 4 WHERE agency_id = 'a'", 5, ChainFault::WrongEnd),
        ("UPDATE chains SET algorithm = 'md5' WHERE agency_id = 'a'", 0, ChainFault::WrongEnd),
    ];
    for (touch, position, fault) in cases {
        each_database(async |database: &TestDatabase| {
            let store = filled(database, ChainHash::Sha256).await;
            let newest = store.newest_seq().await.unwrap();
            let root = store.root_hash(newest, ChainHash::Sha256).await.unwrap();
            assert_eq!(store.execute(Sql::new(touch)).await.unwrap().min(1), 1, "{touch}");
            let broken = ChainBreak { agency_id: "a".into(), position, fault };
            assert_eq!(store.verify_chains().await.unwrap(), (2, vec![broken]), "{touch}");
            // The published hash covers the acts that stand last.
            let changes_end = touch.starts_with("DELETE FROM events") && !touch.ends_with('2');
            assert_eq!(
                store.root_hash(newest, ChainHash::Sha256).await.unwrap() != root,
                changes_end,
                "{touch}"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn the_hash_of_the_record_stays_what_it_was() {
    each_database(async |database: &TestDatabase| {
        let store = filled(database, ChainHash::Sha256).await;
        let newest = store.newest_seq().await.unwrap();
        let (empty, early) = (
            store.root_hash(0, ChainHash::Sha256).await.unwrap(),
            store.root_hash(newest, ChainHash::Sha256).await.unwrap(),
        );
        assert_ne!(empty, early);
        assert_ne!(store.root_hash(newest, ChainHash::Sm3).await.unwrap(), early);
        // Also an act that happened long before, as imported ones have, comes after what is hashed.
        for at_ms in [200, 1] {
            record(&store, &event("a", "1", at_ms), ChainHash::Sha256).await;
            assert_eq!(store.root_hash(0, ChainHash::Sha256).await.unwrap(), empty);
            assert_eq!(store.root_hash(newest, ChainHash::Sha256).await.unwrap(), early);
            assert_ne!(
                store.root_hash(store.newest_seq().await.unwrap(), ChainHash::Sha256).await.unwrap(),
                early
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_miss_nothing_while_many_record() {
    each_database(async |database: &TestDatabase| {
        const WRITERS: i64 = 6;
        const ACTS: i64 = 25;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            // As many servers, each with connections of its own.
            let store = database.open().await;
            writers.spawn(async move {
                for act in 0..ACTS {
                    // Every act is in its own and in the common chain, one after the other.
                    let mut tx = store.begin().await.unwrap();
                    let own = format!("agency{writer}");
                    tx.append(&event(&own, "1", act), ChainHash::Sha256).await.unwrap();
                    tx.append(&event("common", &own, act), ChainHash::Sha256).await.unwrap();
                    tx.commit().await.unwrap();
                }
            });
        }
        let store = database.open().await;
        let (mut seen, mut last) = (0, 0);
        while seen < 2 * WRITERS * ACTS {
            let running = !writers.is_empty();
            let page = store.events_after(last, 7).await.unwrap();
            assert!(running || !page.is_empty(), "all have written, {seen} acts were seen");
            seen += page.len() as i64;
            last = page.last().map_or(last, |event| event.seq);
            assert_eq!(store.verify_chain("common").await.unwrap(), None, "while it grows");
            while let Some(done) = writers.try_join_next() {
                done.unwrap();
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(store.events_after(last, 7).await.unwrap(), []);
        assert_eq!(store.verify_chains().await.unwrap(), (1 + WRITERS as u64, Vec::new()));
    })
    .await;
}

#[test]
fn hashes_are_those_of_the_standards() {
    use sha2::Digest;
    // The first example of GB/T 32905-2016: the message "abc".
    let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(super::hex(&sm3::Sm3::digest(b"abc")), sm3);
    // And of FIPS 180-4.
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(super::sha256(b"abc"), sha256);
}

#[test]
fn no_two_acts_have_the_same_hash() {
    let of = |event: &NewEvent<'_>| ChainHash::Sha256.of("", 1, event);
    let base = event("a", "1", 10);
    let others = [
        NewEvent { actor_id: None, ..base.clone() },
        NewEvent { actor_id: Some(""), ..base.clone() },
        NewEvent { subject_kind: "documen", subject_id: "t1", ..base.clone() },
        NewEvent { subject_id: "", kind: "1document.begun", ..base.clone() },
    ];
    let hashes: std::collections::BTreeSet<String> = others.iter().chain([&base]).map(of).collect();
    assert_eq!(hashes.len(), 5);
    assert_ne!(ChainHash::Sm3.of("", 1, &base), of(&base));
    assert_ne!(ChainHash::Sha256.of("", 2, &base), of(&base));
    assert_ne!(ChainHash::Sha256.of("x", 1, &base), of(&base));
}
