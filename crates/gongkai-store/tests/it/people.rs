//! Accounts, roles, sessions and one-time links.

use gongkai_domain::permission::Role;
use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{Agency, FileEntry, Invitation, Region, Session, Store, StoreError, User};

fn user(id: &str, login: &str) -> User {
    User {
        id: id.into(),
        login: login.into(),
        name: "李明".into(),
        email: String::new(),
        password_hash: String::new(),
        password_changed_at_ms: None,
        totp_secret: String::new(),
        totp_confirmed: false,
        totp_step: 0,
        oidc_subject: None,
        status: "active".into(),
        failed_count: 0,
        locked_until_ms: None,
        created_at_ms: 1,
    }
}

fn session(token: &str, user_id: &str, expires_at_ms: i64) -> Session {
    Session {
        token_sha256: token.into(),
        id: format!("id-{token}"),
        user_id: user_id.into(),
        created_at_ms: 1,
        seen_at_ms: 1,
        expires_at_ms,
        complete: true,
        agent: "Firefox".into(),
        address: "10.0.0.1".into(),
    }
}

async fn with_two_people(database: &TestDatabase) -> Store {
    let store = database.open().await;
    let region = Region { id: "west".into(), name: "西区".into(), name_en: "West".into(), made_up: true };
    let agency = Agency {
        id: "edu".into(),
        region_id: "west".into(),
        parent_id: None,
        name: "西区教育局".into(),
        name_en: "Education".into(),
        level: "county".into(),
        kind: "department".into(),
        roster_position: Some(1),
    };
    store.save_agencies(&[region], &[agency]).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.put_user(&user("u1", "li")).await.unwrap();
    tx.put_user(&user("u2", "wang")).await.unwrap();
    tx.commit().await.unwrap();
    store
}

#[tokio::test]
async fn an_account_comes_back_and_is_changed() {
    each_database(async |database: &TestDatabase| {
        let store = with_two_people(database).await;
        let changed = User {
            totp_confirmed: true,
            totp_step: 5_000_000_000,
            oidc_subject: Some("s".into()),
            locked_until_ms: Some(9),
            failed_count: 3,
            ..user("u1", "li")
        };
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.user("u1").await.unwrap(), Some(user("u1", "li")));
        tx.put_user(&changed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.user("u1").await.unwrap(), Some(changed.clone()));
        assert_eq!(store.user_by_login("li").await.unwrap(), Some(changed.clone()));
        assert_eq!(store.user_by_subject("s").await.unwrap(), Some(changed));
        assert_eq!(
            store.users().await.unwrap().iter().map(|u| u.id.as_str()).collect::<Vec<_>>(),
            ["u1", "u2"]
        );
        assert_eq!(store.count_users().await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_login_is_taken_once() {
    each_database(async |database: &TestDatabase| {
        let store = with_two_people(database).await;
        let mut tx = store.begin().await.unwrap();
        let refused = tx.put_user(&user("u3", "li")).await.unwrap_err();
        assert!(matches!(refused, StoreError::Conflict(_)), "{refused:?}");
        drop(tx);
        assert_eq!(store.count_users().await.unwrap(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_at_the_same_time_are_all_counted() {
    each_database(async |database: &TestDatabase| {
        let mut attempts = tokio::task::JoinSet::new();
        let store = with_two_people(database).await;
        for _ in 0..8 {
            let store = database.open().await;
            attempts.spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let mut user = tx.user("u1").await.unwrap().unwrap();
                user.failed_count += 1;
                tx.put_user(&user).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = attempts.join_next().await {
            done.unwrap();
        }
        assert_eq!(store.user("u1").await.unwrap().unwrap().failed_count, 8);
    })
    .await;
}

#[tokio::test]
async fn roles_are_given_and_taken() {
    each_database(async |database: &TestDatabase| {
        let store = with_two_people(database).await;
        let mut tx = store.begin().await.unwrap();
        for (user, role) in [("u1", Role::Drafter), ("u1", Role::CaseOfficer), ("u2", Role::Drafter)] {
            tx.put_grant(user, "edu", role, "u2", 7).await.unwrap();
            tx.put_grant(user, "edu", role, "u2", 8).await.unwrap();
        }
        assert!(tx.delete_grant("u2", "edu", Role::Drafter).await.unwrap());
        assert!(!tx.delete_grant("u2", "edu", Role::Drafter).await.unwrap());
        tx.commit().await.unwrap();
        let grants = store.grants_of("u1").await.unwrap();
        assert!(grants.iter().all(|g| (g.agency.as_str(), g.region.as_str()) == ("edu", "west")));
        assert_eq!(grants.iter().map(|g| g.role).collect::<Vec<_>>(), [Role::CaseOfficer, Role::Drafter]);
        let people = store.people_of("edu").await.unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!((people[0].0.id.as_str(), people[0].1), ("u1", Role::CaseOfficer));
        let mut tx = store.begin().await.unwrap();
        let nowhere = tx.put_grant("u1", "nowhere", Role::Drafter, "u2", 7).await.unwrap_err();
        assert!(matches!(nowhere, StoreError::Conflict(_)), "{nowhere:?}");
    })
    .await;
}

#[tokio::test]
async fn sessions_end_by_time_by_name_and_all_at_once() {
    each_database(async |database: &TestDatabase| {
        let store = with_two_people(database).await;
        let mut tx = store.begin().await.unwrap();
        for (token, user, expires) in [("a", "u1", 100), ("b", "u1", 200), ("c", "u1", 200), ("d", "u2", 200)]
        {
            tx.put_session(&session(token, user, expires)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.session("a", 99).await.unwrap(), Some(session("a", "u1", 100)));
        assert_eq!(store.session("a", 100).await.unwrap(), None);
        // Another server sees the same sessions.
        let other = database.open().await;
        other.touch_session("b", 50).await.unwrap();
        let open: Vec<_> =
            store.sessions_of("u1", 150).await.unwrap().into_iter().map(|s| s.token_sha256).collect();
        assert_eq!(open, ["b", "c"], "last used first");
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.delete_session_by_id("u2", "id-b").await.unwrap(), "it is not theirs");
        assert!(tx.delete_session_by_id("u1", "id-b").await.unwrap());
        assert_eq!(tx.delete_sessions_of("u1", Some("c")).await.unwrap(), 1);
        assert_eq!(tx.delete_sessions_of("u1", None).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(other.session("d", 99).await.unwrap().is_some());
        let mut tx = store.begin().await.unwrap();
        tx.delete_session("d").await.unwrap();
        tx.put_session(&session("e", "u1", 100)).await.unwrap();
        assert_eq!(tx.sweep_sessions(100).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(other.session("d", 99).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once_and_in_time() {
    each_database(async |database: &TestDatabase| {
        let store = with_two_people(database).await;
        let link = |token: &str, user_id: Option<&str>| Invitation {
            token_sha256: token.into(),
            purpose: "password".into(),
            user_id: user_id.map(str::to_owned),
            expires_at_ms: 100,
            used_at_ms: None,
        };
        let mut tx = store.begin().await.unwrap();
        tx.put_invitation(&link("a", Some("u1"))).await.unwrap();
        tx.put_invitation(&link("first", None)).await.unwrap();
        assert!(!tx.use_invitation("a", 100).await.unwrap(), "too late");
        assert!(tx.use_invitation("a", 99).await.unwrap());
        assert!(!tx.use_invitation("a", 99).await.unwrap(), "used up");
        tx.commit().await.unwrap();
        assert_eq!(store.invitation("a", 50).await.unwrap(), None);
        assert_eq!(store.invitation("first", 99).await.unwrap(), Some(link("first", None)));
        assert_eq!(store.invitation("first", 100).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn texts_and_files_are_kept_once() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        let file = |sha256: &str, name: &str| FileEntry {
            sha256: sha256.into(),
            size_bytes: 5_000_000_000,
            media: "application/pdf".into(),
            name_hint: name.into(),
            created_at_ms: 3,
        };
        let mut tx = store.begin().await.unwrap();
        let hash = tx.put_text("关于公开的通知").await.unwrap();
        assert_eq!(tx.put_text("关于公开的通知").await.unwrap(), hash);
        assert_eq!(tx.text(&hash).await.unwrap().as_deref(), Some("关于公开的通知"));
        for (sha256, name) in [("b", "乙.pdf"), ("a", "甲.pdf"), ("a", "again.pdf")] {
            tx.put_file(&file(sha256, name)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.text(&hash).await.unwrap().as_deref(), Some("关于公开的通知"));
        assert_eq!(store.text("nothing").await.unwrap(), None);
        assert_eq!(store.file("a").await.unwrap(), Some(file("a", "甲.pdf")));
        assert_eq!(store.files_after("", 1).await.unwrap(), [file("a", "甲.pdf")]);
        assert_eq!(store.files_after("a", 5).await.unwrap(), [file("b", "乙.pdf")]);
    })
    .await;
}
