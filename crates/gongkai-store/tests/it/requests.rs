//! Requests and subscriptions: rows follow from events, what is of persons stands beside them.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::report::Applicant;
use gongkai_domain::request::Event;
use gongkai_domain::request::event::Channel;
use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{Agency, ChainHash, Region, RequestAct, RequestFilter, Store, Subscription};
use jiff::civil::{Date, date};

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

async fn record(store: &Store, id: &str, number: &str, event: Event, on: Date) {
    let mut tx = store.begin().await.unwrap();
    let act = RequestAct {
        agency_id: "a",
        request_id: id,
        event: &event,
        on,
        number,
        actor_id: Some("officer"),
        at_ms: 1_000,
    };
    tx.record_request(&act, ChainHash::default()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_follows_from_the_events_and_verify_finds_a_changed_one() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        ground(&store).await;
        let submitted = |channel| Event::Submitted { applicant: Applicant::Natural, channel };
        for (id, number) in [("one", "2026-0001"), ("two", "2026-0002")] {
            record(&store, id, number, submitted(Channel::Online), date(2026, 3, 2)).await;
        }
        record(&store, "one", "", Event::Registered, date(2026, 3, 3)).await;
        let ask = Event::CorrectionAsked { term: WorkingDays(15) };
        record(&store, "one", "", ask, date(2026, 3, 5)).await;

        let open = RequestFilter { is_open: true, agency_id: Some("a".into()), ..RequestFilter::default() };
        let rows = store.requests(&open).await.unwrap();
        let seen: Vec<_> = rows.iter().map(|r| (r.id.as_str(), r.state.as_str(), r.events)).collect();
        assert_eq!(seen, [("two", "submitted", 1), ("one", "awaiting-correction", 3)]);
        let received = Some(("2026-03-03".into(), "2026-03-31".into()));
        let march = RequestFilter { received, ..RequestFilter::default() };
        assert_eq!(store.requests(&march).await.unwrap().len(), 1);
        let kept = store.request("one").await.unwrap().unwrap();
        assert_eq!((kept.number.as_str(), kept.case.received_on), ("2026-0001", Some(date(2026, 3, 3))));
        assert_eq!(kept.events[2].0.by, "officer");

        // What cannot follow is not recorded.
        let mut tx = store.begin().await.unwrap();
        let act = RequestAct {
            agency_id: "a",
            request_id: "two",
            event: &Event::Paid,
            on: date(2026, 3, 9),
            number: "",
            actor_id: None,
            at_ms: 2_000,
        };
        assert!(tx.record_request(&act, ChainHash::default()).await.is_err());
        drop(tx);
        assert!(store.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_a_person_is_kept_beside_the_record_and_can_go() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let mut tx = store.begin().await.unwrap();
        for (id, field, value) in [
            ("one", "name", "a1:x"),
            ("one", "wanted", "a1:y"),
            ("two", "wanted", "a1:z"),
            ("one", "name", "a1:w"),
        ] {
            tx.put_request_private(id, field, value).await.unwrap();
        }
        tx.commit().await.unwrap();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            store.request_private("one").await.unwrap(),
            [pair("name", "a1:w"), pair("wanted", "a1:y")]
        );
        let ids = ["one".to_owned(), "two".to_owned(), "three".to_owned()];
        assert_eq!(store.request_private_of("wanted", &ids).await.unwrap().len(), 2);
        let mut tx = store.begin().await.unwrap();
        tx.put_request_private("one", "name", "").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.request_private("one").await.unwrap(), [pair("wanted", "a1:y")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_counts_when_it_is_confirmed_and_is_forgotten_when_not() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let new = |id: &str, wish: &str, at_ms| Subscription {
            id: id.into(),
            email: "reader@example.org".into(),
            lang: "zh".into(),
            wish: wish.into(),
            created_at_ms: at_ms,
            confirmed_at_ms: None,
            told_until_ms: at_ms,
        };
        let mut tx = store.begin().await.unwrap();
        tx.put_subscription(&new("one", "{}", 100)).await.unwrap();
        let again = tx.put_subscription(&new("two", "{}", 200)).await.unwrap();
        assert_eq!(again.id, "one", "the same wish of the same address is one subscription");
        tx.put_subscription(&new("three", "{\"q\":\"x\"}", 300)).await.unwrap();
        assert_eq!(tx.count_subscriptions("reader@example.org").await.unwrap(), 2);
        tx.confirm_subscription("three", 400).await.unwrap();
        tx.told_subscription("three", 500).await.unwrap();
        tx.confirm_subscription("three", 600).await.unwrap();
        tx.sweep_subscriptions(1_000).await.unwrap();
        tx.commit().await.unwrap();
        let all = store.subscriptions_after("", 10).await.unwrap();
        let seen: Vec<_> = all.iter().map(|s| (s.id.as_str(), s.confirmed_at_ms, s.told_until_ms)).collect();
        assert_eq!(seen, [("three", Some(400), 500)], "a second confirmation changes nothing");
        assert!(store.subscription("one").await.unwrap().is_none());
        let mut tx = store.begin().await.unwrap();
        tx.end_subscription("three").await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.subscription("three").await.unwrap().is_none());
    })
    .await;
}
