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

    // The demonstration has a paper of a case, which is shown to the daemon too: it is loaded before the daemon is gone.
    let app = app_with(settings("")).await.with_settings(settings("127.0.0.1:1"));
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

#[cfg(feature = "imap")]
mod imap {
    use std::path::Path;

    use gongkai_app::inbox::{self, NotKept};
    use gongkai_app::jobs;
    use gongkai_app::requests::{self, ApplicantForm};
    use gongkai_app::settings::{Mailbox, MailboxTls};
    use gongkai_domain::request::event::Channel;
    use jiff::civil::date;

    use super::*;

    const AGENCY: &str = "chengchuan-education";

    fn mailbox() -> Mailbox {
        Mailbox {
            host: "127.0.0.1".into(),
            port: variable("GONGKAI_TEST_IMAP").parse().unwrap(),
            tls: MailboxTls::None,
            user: "clerk".into(),
            password: "Lantern-4471".into(),
            folder: "INBOX".into(),
            agency_id: AGENCY.into(),
            every_minutes: 1,
        }
    }

    /// A mail arrives.
    fn deliver(name: &str, text: &str) {
        let folder = variable("GONGKAI_TEST_MAILDIR");
        std::fs::write(Path::new(&folder).join("new").join(name), text).unwrap();
    }

    /// The mails that came from the server, and not with the demonstration.
    async fn taken(app: &App) -> Vec<inbox::MailRow> {
        let officer = signed(app, "edu.case").await;
        let mut mails = inbox::inbox(app, &officer, AGENCY).await.unwrap().mails;
        mails.retain(|m| m.row.server_key.starts_with("INBOX:"));
        mails
    }

    async fn look(app: &App) {
        jobs::look_at_mailbox(app).await.unwrap();
        while jobs::run_next(app, "test").await.unwrap() {}
    }

    #[tokio::test]
    #[ignore = "needs an IMAP server: tests/servers.sh"]
    async fn a_mail_is_taken_once_and_becomes_a_request_or_is_set_aside() {
        let infected = variable("GONGKAI_TEST_VIRUS");
        deliver(
            "1.one",
            "From: =?UTF-8?B?UVhOQU1F?= <qxmail@example.org>\r\nMessage-ID: <one@example.org>\r\nSubject: QXSUBJECT\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nQXWANTED 校舍鉴定报告\r\n\
             --b\r\nContent-Type: text/plain; name=\"a.txt\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\n\
             QXPAPER\r\n--b--\r\n",
        );
        deliver("2.two", "From: ad@example.org\r\nSubject: offer\r\n\r\nbuy this\r\n");
        let secret = "From: x@example.org\r\nContent-Type: text/plain; charset=utf-8\r\nSubject: s\r\n\r\n绝密★10年 QXSECRET\r\n";
        deliver("3.three", secret);
        deliver("4.four", &format!("From: v@example.org\r\nSubject: v\r\n\r\n{infected}\r\n"));
        let mut with_mailbox = settings(&variable("GONGKAI_TEST_CLAMD"));
        with_mailbox.mailbox = Some(mailbox());
        let app = app_with(with_mailbox.clone()).await;
        let officer = signed(&app, "edu.case").await;
        look(&app).await;
        look(&app).await;
        let page = taken(&app).await;
        let of = |address: &str| {
            let is_of = |m: &&inbox::MailRow| m.letter.as_ref().is_some_and(|l| l.from_address == address);
            page.iter().find(is_of).unwrap_or_else(|| panic!("{address}")).clone()
        };
        assert_eq!(page.len(), 4, "each once");
        let (first, second) = (of("qxmail@example.org"), of("ad@example.org"));
        let letter = first.letter.unwrap();
        assert_eq!((letter.from_name.as_str(), letter.subject.as_str()), ("QXNAME", "QXSUBJECT"));
        assert_eq!(letter.attachments[0].name, "a.txt");
        assert!(!first.row.sealed.contains("QX"));
        let kept: Vec<NotKept> = page.iter().filter_map(|m| m.letter.as_ref().map(|l| l.kept)).collect();
        for expected in [NotKept::Secret, NotKept::Infected] {
            assert_eq!(kept.iter().filter(|k| **k == expected).count(), 1, "{kept:?}");
        }
        let unkept = page.iter().filter(|m| m.row.sha256.is_empty()).count();
        assert_eq!(unkept, 2, "what may not be kept was not");

        // The clerk completes the form; the mail's paper goes to the case.
        let (filled, mail) = inbox::form_of(&app, &officer, AGENCY, &first.row.id).await.unwrap();
        assert!(filled.wanted.contains("QXWANTED") && filled.email == "qxmail@example.org");
        let form = ApplicantForm { applicant: "natural".into(), identity: "QXID".into(), ..filled };
        let days = (mail.came_on.parse().unwrap_or(date(2026, 1, 1)), None);
        let by_mail = Some(mail.id.as_str());
        let made = requests::submit_from_mail(&app, &officer, &form, Channel::Online, days, by_mail);
        let made = made.await.unwrap();
        let again = requests::submit_from_mail(&app, &officer, &form, Channel::Online, days, by_mail).await;
        assert!(again.is_err(), "a mail becomes one request");
        let case = requests::show(&app, &officer, (AGENCY, &made.id), None).await.unwrap();
        assert_eq!(case.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["a.txt"]);
        assert!(
            inbox::set_aside(&app, &officer, AGENCY, &second.row.id, " ").await.is_err(),
            "with a reason"
        );
        inbox::set_aside(&app, &officer, AGENCY, &second.row.id, "广告").await.unwrap();
        let (_, ended) = inbox::mail(&app, &officer, AGENCY, &second.row.id).await.unwrap();
        assert_eq!((ended.row.state.as_str(), ended.row.reason.as_deref()), ("set-aside", Some("广告")));
        let drafter = signed(&app, "edu.drafter").await;
        assert!(inbox::mail(&app, &drafter, AGENCY, &first.row.id).await.is_err());

        // A rotation seals mails anew too, and they still open.
        requests::rotate_keys(&app).await.unwrap();
        let raw = inbox::attachment(&app, &officer, AGENCY, &first.row.id, None).await.unwrap();
        assert!(String::from_utf8_lossy(&raw.bytes).contains("QXPAPER"));
        assert!(app.verify().await.unwrap().wrong_rows.is_empty());

        // Another installation that looks at the same mailbox finds what was taken marked; and what comes later.
        let other = app_with(with_mailbox).await;
        look(&other).await;
        assert!(taken(&other).await.is_empty());
        deliver("5.five", "From: late@example.org\r\nSubject: late\r\n\r\nlater\r\n");
        look(&other).await;
        assert_eq!(taken(&other).await.len(), 1);
    }

    #[tokio::test]
    #[ignore = "needs an IMAP server: tests/servers.sh"]
    async fn a_mailbox_that_lets_nobody_in_says_so_and_no_password() {
        for (wrong, said) in [
            (Mailbox { password: "QXPASSWORD".into(), ..mailbox() }, "lets nobody in"),
            (Mailbox { folder: "Nowhere".into(), ..mailbox() }, "no folder Nowhere"),
            (Mailbox { port: 1, ..mailbox() }, "cannot be reached"),
        ] {
            let app = app_with(Settings { mailbox: Some(wrong), ..settings("") }).await;
            look(&app).await;
            let admin = signed(&app, "admin.system").await;
            let desk = jobs::jobs(&app, &admin).await.unwrap();
            let errors: Vec<String> = desk.pending.iter().filter_map(|j| j.last_error.clone()).collect();
            assert!(errors.iter().any(|e| e.contains(said)), "{said}: {errors:?}");
            assert!(!format!("{desk:?}").contains("QXPASSWORD"));
        }
    }
}
