//! The record of documents, what is derived from it, and what `verify` says when somebody changed either.

use gongkai_domain::disclosure::document::Event;
use gongkai_domain::disclosure::review::ReviewPlan;
use gongkai_domain::disclosure::revision::{Kind, Link, LinkKind, Revision};
use gongkai_store::{ChainFault, ChainHash, DocumentAct, DocumentFilter, SearchFilter, Store, StoreError};

use crate::reports::{agency, region};
use gongkai_store::testing::{TestDatabase, each_database};

const NOON_MS: i64 = 1_773_200_000_000;

async fn act(store: &Store, id: &str, event: Event, at_ms: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let act = DocumentAct { agency_id: "edu", document_id: id, event: &event, actor_id: Some("u1"), at_ms };
    tx.record_document(&act, ChainHash::Sha256).await?;
    tx.commit().await
}

async fn published(store: &Store, id: &str, title: &str, body: &str, links: Vec<Link>) {
    let mut tx = store.begin().await.unwrap();
    let hash = tx.put_text(body).await.unwrap();
    let serial = tx.next_serial("11341702486344515H", 2026).await.unwrap();
    tx.commit().await.unwrap();
    let mut revision = Revision::new(title, &hash, Kind::Normative);
    revision.formed_on = Some("2026-03-02".parse().unwrap());
    revision.legal_item = "20-01".into();
    revision.links = links;
    let created = Event::Created {
        index_number: format!("11341702486344515H/2026-{serial:05}"),
        revision,
        plan: ReviewPlan::default(),
    };
    act(store, id, created, NOON_MS).await.unwrap();
    act(store, id, Event::Submitted { findings: vec![] }, NOON_MS + 1).await.unwrap();
    for step in 0..4 {
        act(store, id, Event::Passed { step, opinion: "同意".into() }, NOON_MS + 2).await.unwrap();
    }
    act(store, id, Event::Published, NOON_MS + 3).await.unwrap();
}

async fn district(database: &TestDatabase) -> Store {
    let store = database.open().await;
    store.save_agencies(&[region()], &[agency("edu", "西区教育局", 1)]).await.unwrap();
    published(&store, "d1", "西区义务教育招生办法", "<p>适龄儿童按学区入学。</p>", vec![]).await;
    let link = Link { kind: LinkKind::Supersedes, to: "d1".into() };
    published(&store, "d2", "西区校车管理办法", "<p>校车驾驶人须持证上岗。</p>", vec![link]).await;
    store
}

#[tokio::test]
async fn what_is_published_is_listed_counted_and_found() {
    each_database(async |database: &TestDatabase| {
        let store = district(database).await;
        let listed = store.public_documents(&DocumentFilter::default(), 10, 0).await.unwrap();
        assert_eq!(listed.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["d2", "d1"]);
        assert_eq!(listed[0].index_number, "11341702486344515H/2026-00002");
        let hits = store.search("校车 驾驶人", &SearchFilter::default()).await.unwrap();
        assert_eq!(hits.hits.iter().map(|h| h.no).collect::<Vec<_>>(), [listed[0].no]);
        assert_eq!(store.linked_from("d1").await.unwrap()[0].1, "d2");
        let counters = store.counters(Some("edu"), Some(2026)).await.unwrap();
        let value = |name: &str| counters.iter().find(|c| c.name == name).map(|c| c.value);
        assert_eq!(
            (value("published"), value("published.normative"), value("drafted")),
            (Some(2), Some(2), Some(2))
        );
        assert!(store.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn what_is_withdrawn_is_neither_listed_nor_found_but_still_there() {
    each_database(async |database: &TestDatabase| {
        let store = district(database).await;
        act(&store, "d2", Event::Withdrawn { reason: "内容有误".into() }, NOON_MS + 9).await.unwrap();
        assert_eq!(store.count_public_documents(&DocumentFilter::default()).await.unwrap(), 1);
        assert!(store.search("校车", &SearchFilter::default()).await.unwrap().hits.is_empty());
        let row = store.document_row("d2").await.unwrap().expect("a tombstone");
        assert_eq!((row.visibility.as_str(), row.withdrawn_reason.as_str()), ("withdrawn", "内容有误"));
        assert!(store.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_is_given_up_is_in_the_record_only() {
    each_database(async |database: &TestDatabase| {
        let store = district(database).await;
        let revision = Revision::new("草稿", "", Kind::News);
        let created = Event::Created {
            index_number: "11341702486344515H/2026-00009".into(),
            revision,
            plan: ReviewPlan::default(),
        };
        act(&store, "d3", created, NOON_MS).await.unwrap();
        act(&store, "d3", Event::Discarded { reason: "重复".into() }, NOON_MS + 1).await.unwrap();
        assert_eq!(store.document_row("d3").await.unwrap(), None);
        assert_eq!(store.events_of("document", "d3").await.unwrap().len(), 2);
        assert!(store.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn an_act_that_cannot_follow_leaves_nothing_behind() {
    each_database(async |database: &TestDatabase| {
        let store = district(database).await;
        let before = store.chain_ends().await.unwrap();
        assert!(act(&store, "d1", Event::Unscheduled, NOON_MS).await.is_err());
        assert_eq!(store.chain_ends().await.unwrap(), before);
        assert!(store.verify().await.unwrap().is_sound());
    })
    .await;
}

/// Each of these is what somebody with the database file could do; none goes unseen.
#[tokio::test]
async fn whoever_changes_the_record_or_the_lists_is_found_out() {
    type Fault = (&'static str, fn(&gongkai_store::Verdict) -> bool);
    let faults: [Fault; 5] = [
        ("UPDATE events SET payload = replace(payload, '招生', '收费') WHERE seq = 1", |v| {
            v.broken[0].fault == ChainFault::Changed
        }),
        ("DELETE FROM events WHERE position = 5", |v| v.broken[0].fault == ChainFault::Missing),
        ("UPDATE events SET prev_hash = 'x' WHERE position = 3", |v| {
            v.broken[0].fault == ChainFault::Unlinked
        }),
        ("UPDATE documents SET title = '另一标题' WHERE id = 'd1'", |v| {
            v.wrong_rows == [("documents", "d1".to_owned())]
        }),
        ("UPDATE texts SET body = '<p>无</p>'", |v| v.wrong_rows.iter().all(|r| r.0 == "texts")),
    ];
    for (statement, is_seen) in faults {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        store.save_agencies(&[region()], &[agency("edu", "西区教育局", 1)]).await.unwrap();
        published(&store, "d1", "西区义务教育招生办法", "<p>适龄儿童。</p>", vec![]).await;
        tamper(folder.path(), statement).await;
        match store.verify().await {
            Ok(verdict) => assert!(!verdict.is_sound() && is_seen(&verdict), "{statement}: {verdict:?}"),
            // What is missing may also leave a record that makes no document.
            Err(error) => assert!(matches!(error, StoreError::Corrupt { .. }), "{statement}: {error}"),
        }
    }
}

async fn tamper(folder: &std::path::Path, statement: &'static str) {
    use sqlx::Connection;
    let path = folder.join("gongkai.sqlite");
    let mut db = sqlx::SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query(statement).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}
