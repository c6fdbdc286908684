//! The platform: the made-up district on it, and a document from draft to withdrawal.

use gongkai_app::accounts::{self, SignInError, Signed};
use gongkai_app::documents::{self, DocumentError, Draft};
use gongkai_app::settings::{SecondFactorRule, Settings};
use gongkai_app::{App, load_demo, portal};
use gongkai_domain::disclosure::act::{Act, ActError};
use gongkai_domain::disclosure::revision::HasText;
use gongkai_domain::permission::Refusal;
use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{DocumentFilter, SearchFilter};

pub async fn demo(database: &TestDatabase) -> App {
    let settings =
        Settings { is_demo: true, second_factor: SecondFactorRule::Optional, ..Settings::default() };
    let app = App::over(database.open().await).with_settings(settings);
    load_demo(&app).await.unwrap();
    app
}

pub async fn signed(app: &App, login: &str) -> Signed {
    let session = accounts::sign_in(app, login, "Chengchuan-2026", "test", "").await.unwrap();
    assert!(session.is_complete);
    accounts::who(app, &session.token).await.unwrap().unwrap()
}

/// A draft with all that is needed.
pub fn draft(title: &str) -> Draft {
    Draft {
        title: title.into(),
        body: "<p>现将有关情况予以公示。</p>".into(),
        formed_on: "2026-11-20".into(),
        legal_item: "20-11".into(),
        ..Draft::new()
    }
}

fn submit() -> Act {
    Act::Submit { findings: vec![], has_text: HasText::Yes }
}

fn pass(step: usize) -> Act {
    Act::Pass { step, opinion: "同意".into() }
}

#[tokio::test]
async fn the_demonstration_has_documents_at_every_stage_and_its_record_is_sound() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let list = portal::list(&app, DocumentFilter::default(), None, 20).await.unwrap();
        assert!(list.total > 2000, "{}", list.total);
        let drafter = signed(&app, "edu.drafter").await;
        let desk = documents::desk(&app, &drafter).await.unwrap();
        assert!(desk.count_light("late") > 0 && desk.drafts.len() > 1 && !desk.others.is_empty());
        for reviewer in ["edu.first", "edu.secrecy", "edu.second", "edu.final"] {
            let desk = documents::desk(&app, &signed(&app, reviewer).await).await.unwrap();
            assert!(!desk.to_review.is_empty(), "{reviewer}");
        }
        let anything = SearchFilter::default();
        let found = portal::search(&app, "义务教育招生", &anything, Default::default(), 1).await.unwrap();
        assert!(found.total > 10 && found.hits[0].title.iter().any(|piece| piece.1));
        let verdict = database.open().await.verify().await.unwrap();
        assert!(verdict.is_sound(), "{:?}", (&verdict.broken, &verdict.wrong_rows));
        // Loading again changes nothing.
        load_demo(&app).await.unwrap();
        let again = portal::list(&app, DocumentFilter::default(), None, 20).await.unwrap();
        assert_eq!(again.total, list.total);
    })
    .await;
}

#[tokio::test]
async fn a_document_goes_through_four_people_to_the_public_and_comes_down_again() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let draft = Draft {
            title: "关于蓝莓课后服务的通知".into(),
            body: "<p onclick=alert(1)>蓝莓课后服务每周<b>三</b>次。</p><script>x</script>".into(),
            formed_on: "2026-11-20".into(),
            legal_item: "20-11".into(),
            number: "澄教发(2026)9号".into(),
            ..Draft::new()
        };
        let id = documents::create(&app, &drafter, "chengchuan-education", &draft).await.unwrap();
        let other = documents::create(&app, &drafter, "chengchuan-housing", &draft).await.unwrap_err();
        assert!(matches!(other, DocumentError::Refused(Refusal::OtherAgency)), "{other:?}");
        assert!(portal::document(&app, &id).await.unwrap().is_none(), "a draft is nobody's business");
        documents::act(&app, &drafter, &id, submit()).await.unwrap();
        let own = documents::act(&app, &drafter, &id, pass(0)).await.unwrap_err();
        assert!(matches!(own, DocumentError::Refused(Refusal::NoRole)), "{own:?}");
        for (step, login) in ["edu.first", "edu.secrecy", "edu.second", "edu.final"].into_iter().enumerate() {
            let reviewer = signed(&app, login).await;
            documents::act(&app, &reviewer, &id, pass(step)).await.unwrap();
        }
        let last = signed(&app, "edu.final").await;
        documents::act(&app, &last, &id, Act::Publish).await.unwrap();
        let page = portal::document(&app, &id).await.unwrap().unwrap();
        assert_eq!(page.body.trim(), "<p>蓝莓课后服务每周<strong>三</strong>次。</p>");
        assert_eq!(page.row.number, "澄教发〔2026〕9号");
        let found = async || {
            portal::search(&app, "蓝莓课后服务", &SearchFilter::default(), Default::default(), 1)
                .await
                .unwrap()
                .total
        };
        assert_eq!(found().await, 1);
        let again = documents::act(&app, &last, &id, Act::Publish).await.unwrap_err();
        assert!(matches!(again, DocumentError::Act(ActError::NothingInWork)), "{again:?}");
        documents::act(&app, &last, &id, Act::Withdraw { reason: "内容有误".into() }).await.unwrap();
        assert_eq!(found().await, 0);
        let stone = portal::document(&app, &id).await.unwrap().unwrap();
        assert!(stone.is_withdrawn() && stone.body.is_empty());
        assert!(database.open().await.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn too_many_wrong_passwords_lock_an_account_and_nobody_learns_which_part_was_wrong() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let try_in = async |login: &str, password: &str| {
            accounts::sign_in(&app, login, password, "", "").await.unwrap_err()
        };
        assert!(matches!(try_in("nobody", "x").await, SignInError::Wrong));
        for _ in 0..4 {
            assert!(matches!(try_in("edu.first", "x").await, SignInError::Wrong));
        }
        assert!(matches!(try_in("edu.first", "x").await, SignInError::Locked { .. }));
        assert!(matches!(try_in("edu.first", "Chengchuan-2026").await, SignInError::Locked { .. }));
        let security = signed(&app, "admin.security").await;
        accounts::unlock(&app, &security, "edu.first").await.unwrap();
        signed(&app, "edu.first").await;
    })
    .await;
}
