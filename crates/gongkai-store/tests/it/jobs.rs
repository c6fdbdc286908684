//! Jobs are done once, by whichever server is free, and tried again when they fail.

use std::collections::BTreeMap;

use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{Job, NewJob, Store};

const LEASE_MS: i64 = 60_000;

fn job<'a>(id: &'a str, unique_key: Option<&'a str>) -> NewJob<'a> {
    NewJob {
        id,
        kind: "index",
        payload: "{}",
        unique_key,
        run_at_ms: 100,
        max_attempts: 3,
        created_at_ms: 50,
    }
}

async fn enqueue(store: &Store, job: &NewJob<'_>) -> bool {
    let mut tx = store.begin().await.unwrap();
    let queued = tx.enqueue(job).await.unwrap();
    tx.commit().await.unwrap();
    queued
}

async fn finish(store: &Store, job: &Job, now_ms: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let finished = tx.finish_job(job, now_ms).await.unwrap();
    tx.commit().await.unwrap();
    finished
}

async fn revive(store: &Store, id: &str, now_ms: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let revived = tx.revive_job(id, now_ms).await.unwrap();
    tx.commit().await.unwrap();
    revived
}

async fn take(store: &Store, now_ms: i64) -> Option<Job> {
    store.take_job("server", now_ms, LEASE_MS).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_servers_never_take_a_job_twice() {
    const JOBS: usize = 120;
    const SERVERS: usize = 4;
    const TASKS: usize = 3;
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let mut tx = store.begin().await.unwrap();
        for i in 0..JOBS {
            assert!(tx.enqueue(&job(&format!("job{i}"), None)).await.unwrap());
        }
        tx.commit().await.unwrap();
        let mut takers = tokio::task::JoinSet::new();
        for server in 0..SERVERS {
            let store = database.open().await;
            for _ in 0..TASKS {
                let store = store.clone();
                takers.spawn(async move {
                    let mut taken = Vec::new();
                    while let Some(job) =
                        store.take_job(&format!("server{server}"), 200, LEASE_MS).await.unwrap()
                    {
                        assert!(finish(&store, &job, 201).await);
                        taken.push(job.id);
                    }
                    taken
                });
            }
        }
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(taken) = takers.join_next().await {
            for id in taken.unwrap() {
                *times.entry(id).or_default() += 1;
            }
        }
        assert_eq!(times.len(), JOBS);
        assert!(times.values().all(|times| *times == 1), "{times:?}");
        assert_eq!(store.count_jobs().await.unwrap(), [("done".to_owned(), JOBS as i64)]);
    })
    .await;
}

#[tokio::test]
async fn a_job_waits_for_its_time_and_the_oldest_goes_first() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        enqueue(&store, &NewJob { run_at_ms: 300, ..job("late", None) }).await;
        enqueue(&store, &job("early", None)).await;
        assert_eq!(take(&store, 99).await, None);
        let early = take(&store, 300).await.unwrap();
        assert_eq!((early.id.as_str(), early.attempts, early.status.as_str()), ("early", 1, "running"));
        assert_eq!(early.locked_until_ms, Some(300 + LEASE_MS));
        assert_eq!(take(&store, 300).await.unwrap().id, "late");
        assert_eq!(take(&store, 300).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_failed_job_is_tried_again_later_and_at_last_is_dead() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        enqueue(&store, &job("a", None)).await;
        let mut now = 100;
        let mut pauses = Vec::new();
        for attempt in 1..=3 {
            let taken = take(&store, now).await.unwrap();
            assert_eq!(taken.attempts, attempt);
            assert!(store.fail_job(&taken, "no route", now).await.unwrap());
            let failed = &store.list_jobs(None, 10).await.unwrap()[0];
            assert_eq!(failed.last_error.as_deref(), Some("no route"));
            pauses.push(failed.run_at_ms - now);
            assert_eq!(take(&store, failed.run_at_ms - 1).await, None);
            now = failed.run_at_ms;
        }
        assert!(pauses[1] == 2 * pauses[0] && pauses[2] == 4 * pauses[0], "{pauses:?}");
        assert_eq!(take(&store, i64::MAX / 2).await, None);
        assert_eq!(store.list_jobs(Some("dead"), 10).await.unwrap().len(), 1);
        assert!(revive(&store, "a", now).await);
        assert!(!revive(&store, "a", now).await, "it is alive");
        assert_eq!(take(&store, now).await.unwrap().attempts, 1);
    })
    .await;
}

#[tokio::test]
async fn a_silent_server_loses_its_job_and_cannot_finish_it_any_more() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        enqueue(&store, &job("a", None)).await;
        let silent = take(&store, 100).await.unwrap();
        assert!(store.keep_job(&silent, 200_000).await.unwrap(), "it says that it needs longer");
        assert_eq!(take(&store, 199_999).await, None);
        let second = take(&store, 200_000).await.unwrap();
        assert_eq!((second.id.as_str(), second.attempts), ("a", 2));
        assert!(!finish(&store, &silent, 200_001).await);
        assert!(!store.fail_job(&silent, "late", 200_001).await.unwrap());
        assert!(!store.keep_job(&silent, 300_000).await.unwrap());
        assert!(finish(&store, &second, 200_002).await);
        assert!(!finish(&store, &second, 200_003).await, "it is done");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_silences_every_server_is_dead() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        enqueue(&store, &job("a", None)).await;
        let mut now = 100;
        for _ in 0..3 {
            assert!(take(&store, now).await.is_some());
            now += LEASE_MS;
        }
        assert_eq!(take(&store, now).await, None);
        assert_eq!(store.list_jobs(Some("dead"), 10).await.unwrap()[0].attempts, 3);
    })
    .await;
}

#[tokio::test]
async fn the_same_work_is_queued_once_while_it_is_open() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        assert!(enqueue(&store, &job("a", Some("nightly"))).await);
        assert!(!enqueue(&store, &job("b", Some("nightly"))).await);
        assert!(enqueue(&store, &NewJob { max_attempts: 1, ..job("c", Some("other")) }).await);
        let taken = take(&store, 100).await.unwrap();
        assert!(!enqueue(&store, &job("d", Some("nightly"))).await, "it runs");
        assert!(finish(&store, &taken, 101).await);
        assert!(enqueue(&store, &job("e", Some("nightly"))).await);
        // A dead one does not keep the work from being done again, but then it stays dead.
        let dying = take(&store, 100).await.unwrap();
        assert!(store.fail_job(&dying, "no", 100).await.unwrap());
        assert_eq!(store.list_jobs(Some("dead"), 10).await.unwrap()[0].id, "c");
        assert!(enqueue(&store, &job("f", Some("other"))).await);
        assert!(!revive(&store, "c", 100).await);
    })
    .await;
}

#[tokio::test]
async fn done_jobs_are_forgotten_after_a_while() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        for id in ["a", "b"] {
            enqueue(&store, &job(id, None)).await;
        }
        let taken = take(&store, 100).await.unwrap();
        finish(&store, &taken, 1000).await;
        assert_eq!(store.sweep_jobs(1000).await.unwrap(), 0);
        assert_eq!(store.sweep_jobs(1001).await.unwrap(), 1);
        assert_eq!(store.list_jobs(None, 10).await.unwrap()[0].id, "b");
    })
    .await;
}
