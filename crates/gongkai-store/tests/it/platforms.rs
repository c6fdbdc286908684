//! Platforms, their numbers, what they were told, and mails that wait.

use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{
    Agency, Delivery, InboxMail, MailEnd, Platform, PlatformRequest, Region, Store, StoreError,
};

async fn ground(store: &Store) {
    let region = Region { id: "r".into(), name: "区".into(), name_en: "District".into(), made_up: true };
    let agency = Agency {
        id: "a".into(),
        region_id: "r".into(),
        parent_id: None,
        name: "局".into(),
        name_en: "Bureau".into(),
        level: "county".into(),
        kind: "bureau".into(),
        roster_position: None,
    };
    store.save_agencies(&[region], &[agency]).await.unwrap();
}

fn platform(id: &str) -> Platform {
    Platform {
        id: id.into(),
        name: format!("平台{id}"),
        token_sha256: format!("hash-{id}"),
        scope: "a".into(),
        expires_at_ms: 1_000,
        created_by: "admin".into(),
        created_at_ms: 1,
        used_at_ms: None,
        revoked_at_ms: None,
        hook_url: String::new(),
        hook_events: String::new(),
        hook_secret: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_given_once_by_each_platform() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let link = |platform: &str, request: &str| PlatformRequest {
            platform_id: platform.into(),
            platform_number: "N-1".into(),
            request_id: request.into(),
            content_tag: "t".into(),
            created_at_ms: 1,
        };
        let mut tx = store.begin().await.unwrap();
        for id in ["p", "q"] {
            tx.put_platform(&platform(id)).await.unwrap();
        }
        tx.put_platform_request(&link("p", "one")).await.unwrap();
        tx.put_platform_request(&link("q", "two")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let twice = tx.put_platform_request(&link("p", "three")).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        drop(tx);
        assert_eq!(store.platform_request("p", "N-1").await.unwrap().unwrap().request_id, "one");
        assert_eq!(store.handed_in_by("two").await.unwrap().unwrap(), ("平台q".into(), "N-1".into()));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.platform_of("one").await.unwrap().unwrap().0.id, "p");
        assert!(tx.platform_of("none").await.unwrap().is_none());
        let renewed = Platform { token_sha256: "newer".into(), ..platform("p") };
        tx.put_platform(&renewed).await.unwrap();
        tx.commit().await.unwrap();
        store.touch_platform("p", 7).await.unwrap();
        assert!(store.platform_by_token("hash-p").await.unwrap().is_none());
        assert_eq!(store.platform_by_token("newer").await.unwrap().unwrap().used_at_ms, Some(7));
        assert_eq!(store.platforms().await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_kept_with_how_it_went_until_it_is_swept() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let mut tx = store.begin().await.unwrap();
        tx.put_platform(&platform("p")).await.unwrap();
        let delivery = Delivery {
            id: "m".into(),
            platform_id: "p".into(),
            request_id: "r".into(),
            event: "request.received".into(),
            body: "{}".into(),
            attempts: 0,
            status: None,
            error: None,
            created_at_ms: 5,
            tried_at_ms: None,
            delivered_at_ms: None,
        };
        tx.put_delivery(&delivery).await.unwrap();
        tx.note_delivery("m", Some(500), Some("no"), 6).await.unwrap();
        tx.note_delivery("m", Some(204), None, 7).await.unwrap();
        tx.note_delivery("m", Some(204), None, 8).await.unwrap();
        tx.commit().await.unwrap();
        let told = store.delivery("m").await.unwrap().unwrap();
        assert_eq!((told.attempts, told.status, told.error), (3, Some(204), None));
        assert_eq!((told.tried_at_ms, told.delivered_at_ms), (Some(8), Some(7)), "the first time counts");
        let mut tx = store.begin().await.unwrap();
        tx.sweep_deliveries(5).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.deliveries("p", 9).await.unwrap().len(), 1);
        let mut tx = store.begin().await.unwrap();
        tx.sweep_deliveries(6).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.deliveries("p", 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_taken_once_and_ends_once() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        ground(&store).await;
        let mail = |id: &str, key: &str, tag: &str| InboxMail {
            id: id.into(),
            agency_id: "a".into(),
            server_key: key.into(),
            message_tag: tag.into(),
            sha256: String::new(),
            size_bytes: 3,
            sealed: "s".into(),
            came_on: "2026-03-02".into(),
            taken_at_ms: 1,
            state: "open".into(),
            request_id: None,
            reason: None,
            ended_by: None,
            ended_at_ms: None,
        };
        let mut tx = store.begin().await.unwrap();
        assert!(tx.put_inbox_mail(&mail("1", "INBOX:7:1", "x")).await.unwrap());
        assert!(!tx.put_inbox_mail(&mail("2", "INBOX:7:1", "y")).await.unwrap(), "the same place");
        assert!(!tx.put_inbox_mail(&mail("3", "INBOX:7:2", "x")).await.unwrap(), "the same mail");
        assert!(tx.put_inbox_mail(&mail("4", "INBOX:7:3", "z")).await.unwrap());
        let end = MailEnd::SetAside("广告");
        assert!(!tx.end_inbox_mail(("b", "1"), end, "by", 9).await.unwrap(), "of another agency");
        assert!(tx.end_inbox_mail(("a", "1"), end, "by", 9).await.unwrap());
        assert!(!tx.end_inbox_mail(("a", "1"), MailEnd::Registered("r"), "by", 9).await.unwrap());
        tx.reseal_inbox_mail("4", "hash", "anew").await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.has_inbox_mail("INBOX:7:1").await.unwrap());
        assert!(!store.has_inbox_mail("INBOX:7:2").await.unwrap());
        assert_eq!(store.count_inbox("a").await.unwrap(), 1);
        let list = store.inbox_mails("a", 9).await.unwrap();
        assert_eq!(
            list.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(),
            ["4", "1"],
            "what waits comes first"
        );
        let found = store.inbox_mail("4").await.unwrap().unwrap();
        assert_eq!((found.sha256.as_str(), found.sealed.as_str()), ("hash", "anew"));
    })
    .await;
}
