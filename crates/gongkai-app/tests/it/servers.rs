//! Other servers that an installation may use. `tests/servers.sh` starts them.

use gongkai_app::App;
use gongkai_app::documents::{self, DocumentError, Upload};
use gongkai_app::settings::{SecondFactorRule, Settings};

use crate::platform::{draft, signed};

/// Settings as the demonstration has them.
fn settings(clamd: &str) -> Settings {
    Settings {
        clamd: clamd.into(),
        is_demo: true,
        second_factor: SecondFactorRule::Optional,
        ..Settings::default()
    }
}

async fn app_with(settings: Settings) -> App {
    let app = App::in_memory().await.unwrap().with_settings(settings);
    gongkai_app::load_demo(&app).await.unwrap();
    app
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by tests/servers.sh"))
}

#[tokio::test]
#[ignore = "needs a ClamAV daemon: tests/servers.sh"]
async fn a_file_with_a_virus_is_not_taken_and_without_a_daemon_none_is() {
    let clamd = variable("GONGKAI_TEST_CLAMD");
    // The signature of the test's own database.
    let infected = format!("line\n{}\n", variable("GONGKAI_TEST_VIRUS"));
    let upload = |bytes: &[u8]| Upload { name: "说明.txt".into(), bytes: bytes.to_vec() };
    let app = app_with(settings(&clamd)).await;
    gongkai_app::virus_scan::ping(&app).await.unwrap();
    let drafter = signed(&app, "edu.drafter").await;
    let id = documents::create(&app, &drafter, "chengchuan-education", &draft("查毒")).await.unwrap();
    documents::attach(&app, &drafter, &id, upload("干净的说明".as_bytes())).await.unwrap();
    let refused = documents::attach(&app, &drafter, &id, upload(infected.as_bytes())).await;
    let Err(DocumentError::File(zh, _)) = refused else { panic!("{refused:?}") };
    assert!(zh.contains("恶意代码") && zh.contains("Gongkai.Test"), "{zh}");
    let page = documents::show(&app, &drafter, &id).await.unwrap();
    assert_eq!(page.kept.document.work.unwrap().revision.attachments.len(), 1);

    let app = app_with(settings("127.0.0.1:1")).await;
    let drafter = signed(&app, "edu.drafter").await;
    let id = documents::create(&app, &drafter, "chengchuan-education", &draft("查毒")).await.unwrap();
    let refused = documents::attach(&app, &drafter, &id, upload("干净的说明".as_bytes())).await;
    let Err(DocumentError::Internal(error)) = refused else { panic!("{refused:?}") };
    assert!(error.is_unavailable(), "{error:?}");
}

#[cfg(feature = "s3")]
mod s3 {
    use std::io::ErrorKind;

    use gongkai_app::files::Files;
    use gongkai_app::settings::S3;

    use super::*;

    fn bucket() -> S3 {
        S3 {
            bucket: "gongkai".into(),
            endpoint: variable("GONGKAI_TEST_S3"),
            region: "us-east-1".into(),
            prefix: "of-a-test".into(),
            access_key: "access".into(),
            secret_key: "secret".into(),
        }
    }

    #[tokio::test]
    #[ignore = "needs an S3 server: tests/servers.sh"]
    async fn files_are_kept_in_a_bucket_and_read_again() {
        let files = Files::in_bucket(&bucket()).unwrap();
        let bytes = vec![7_u8; 5 << 20];
        let hash = files.put(bytes.clone()).await.unwrap();
        assert_eq!(files.put(bytes.clone()).await.unwrap(), hash, "twice is once");
        assert_eq!(files.get(&hash).await.unwrap(), bytes);
        let absent = files.get(&"0".repeat(64)).await.unwrap_err();
        assert_eq!(absent.kind(), ErrorKind::NotFound);
        let wrong = S3 { secret_key: "another".into(), ..bucket() };
        let refused = Files::in_bucket(&wrong).unwrap().get(&hash).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{refused}");
        assert!(!format!("{refused:?} {wrong:?}").contains("another"), "no secret is in a message");
        let nowhere = S3 { endpoint: "http://127.0.0.1:1".into(), ..bucket() };
        let lost = Files::in_bucket(&nowhere).unwrap().put(bytes).await.unwrap_err();
        assert_eq!(lost.kind(), ErrorKind::NotConnected, "{lost}");
    }

    #[tokio::test]
    #[ignore = "needs an S3 server: tests/servers.sh"]
    async fn a_document_with_a_file_in_a_bucket_is_verified_and_backed_up() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&folder.path().join("data")).await.unwrap();
        let app = app.with_files(Files::in_bucket(&bucket()).unwrap());
        let app = app.with_settings(settings(""));
        gongkai_app::load_demo(&app).await.unwrap();
        let drafter = signed(&app, "edu.drafter").await;
        let id = documents::create(&app, &drafter, "chengchuan-education", &draft("桶")).await.unwrap();
        let bytes = "桶中的附件".as_bytes().to_vec();
        documents::attach(&app, &drafter, &id, Upload { name: "附件.txt".into(), bytes: bytes.clone() })
            .await
            .unwrap();
        assert!(app.verify().await.unwrap().wrong_rows.is_empty());
        assert!(!folder.path().join("data/files").exists(), "nothing of it is in the data folder");
        let to = folder.path().join("backup");
        let manifest = app.backup(&to).await.unwrap();
        let hash = gongkai_store::sha256(&bytes);
        assert!(manifest.files.contains(&hash));
        let restored = folder.path().join("restored");
        gongkai_app::backup::restore(&to, &restored).await.unwrap();
        assert!(App::open(&restored).await.unwrap().verify().await.unwrap().wrong_rows.is_empty());
    }
}
