//! The service in process.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use gongkai_app::settings::{MailRoute, SecondFactorRule, Settings};
use gongkai_app::{App, load_demo, reports};
use gongkai_domain::calendar::{DayKind, NamedDay, Notice, WorkCalendar};
use gongkai_web::router;
use http_body_util::BodyExt;
use jiff::civil::Date;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// Fields as a form sends them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String { text.bytes().map(|b| format!("%{b:02X}")).collect() };
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

/// A draft as the form sends it.
pub fn draft(title: &str, body: &str, attribute: &str) -> String {
    let reason = if attribute == "proactive" { "" } else { "内部工作流程，条例第十六条" };
    form(&[
        ("title", title),
        ("body", body),
        ("kind", "policy"),
        ("genre", "notice"),
        ("theme", "general"),
        ("group", "policy"),
        ("audience", "all"),
        ("legal_item", "20-08"),
        ("validity", "valid"),
        ("attribute", attribute),
        ("attribute_reason", reason),
        ("formed_on", "2026-11-20"),
    ])
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A part of a form: name, name of the file, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// The service with the demonstration loaded.
pub struct TestApp(Router, App, #[expect(dead_code, reason = "lives as long as the test")] Option<TempDir>);

/// Backups of what tests begin with. Making it takes seconds, copying it a moment.
static REPORTS: OnceCell<Kept> = OnceCell::const_new();
static PLATFORM: OnceCell<Kept> = OnceCell::const_new();

fn settings() -> Settings {
    Settings { is_demo: true, second_factor: SecondFactorRule::Optional, ..Settings::default() }
}

/// A data folder: the paths in it, and what the files hold.
type Kept = Vec<(PathBuf, Vec<u8>)>;

/// What was loaded, as a backup.
async fn kept(load: impl AsyncFnOnce(&App)) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let app = App::in_memory().await.unwrap().with_settings(settings());
    load(&app).await;
    let backup = folder.path().join("kept");
    app.backup(&backup).await.unwrap();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        (path.strip_prefix(&backup).unwrap().to_owned(), bytes)
    };
    walk(&backup).into_iter().map(read).collect()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// An application of its own for one test, with what was kept.
async fn copy_of(kept: &Kept) -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in kept {
        let target = folder.path().join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
    (App::open(folder.path()).await.unwrap(), folder)
}

/// The demonstration with its people and documents, of its own for each test.
async fn platform() -> (App, TempDir) {
    let load = async |app: &App| load_demo(app).await.unwrap();
    let backup = PLATFORM.get_or_init(|| kept(load)).await;
    let (app, folder) = copy_of(backup).await;
    (app.with_settings(settings()).with_calendar(calendar()), folder)
}

/// The calendar that ships, with a notice for the years to come, so that tests do not depend on the day they run.
fn calendar() -> WorkCalendar {
    let shipped = gongkai_app::calendars::shipped();
    let this_year = gongkai_domain::china_time::day(gongkai_app::now_ms()).year();
    let missing = (this_year..=this_year + 2).filter(|y| shipped.notice(*y).is_none());
    let made_up = |year| {
        let on = Date::new(year, 1, 1).unwrap();
        let day = NamedDay { on, kind: DayKind::Off, name: "元旦".into() };
        Notice::new(year, vec!["made up".into()], vec![day]).unwrap()
    };
    missing.map(made_up).fold(shipped.clone(), WorkCalendar::with_notice)
}

impl TestApp {
    pub async fn with_demo() -> TestApp {
        let load = async |app: &App| reports::load_demo(app).await.unwrap();
        let (app, folder) = copy_of(REPORTS.get_or_init(|| kept(load)).await).await;
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// With its people and documents too.
    pub async fn with_platform() -> TestApp {
        let (app, folder) = platform().await;
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// With its people and documents, and other settings.
    pub async fn with_settings(change: impl FnOnce(&mut Settings)) -> TestApp {
        let (app, folder) = platform().await;
        let mut settings = app.settings().clone();
        change(&mut settings);
        let app = app.with_settings(settings);
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// What a program sends with a token.
    pub async fn post_json(&self, path: &str, token: &str, body: &str) -> Answer {
        self.post_as("application/json", path, token, body).await
    }

    /// The same in another form.
    pub async fn post_as(&self, media: &str, path: &str, token: &str, body: &str) -> Answer {
        let mut request = Request::post(path).header("content-type", media);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// With its people and documents, and something that cuts passages out of files.
    pub async fn with_redactor(redactor: std::sync::Arc<dyn gongkai_app::redacting::Redactor>) -> TestApp {
        let (app, folder) = platform().await;
        let app = app.with_redactor(redactor);
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// With its people and documents, as a part of another site.
    pub async fn at(address: &str, embed_from: &str) -> TestApp {
        let (app, folder) = platform().await;
        let mut settings = app.settings().clone();
        settings.site.address = address.into();
        settings.site.embed_from = embed_from.into();
        let app = app.with_settings(settings);
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// With its people and documents, and mails that go into a folder.
    pub async fn with_mail(outbox: &Path) -> TestApp {
        let (app, folder) = platform().await;
        let mut settings = app.settings().clone();
        settings.mail = MailRoute::Folder(outbox.to_owned());
        let app = app.with_settings(settings);
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// With its people and documents, and something that sets pages.
    pub async fn with_typesetter(
        typesetter: std::sync::Arc<dyn gongkai_app::typesetting::Typesetter>,
    ) -> TestApp {
        let (app, folder) = platform().await;
        let app = app.with_typesetter(typesetter);
        TestApp(router(app.clone()), app, Some(folder))
    }

    /// Does what waits to be done.
    pub async fn work(&self) {
        while gongkai_app::jobs::run_next(&self.1, "test").await.unwrap() {}
    }

    /// The same; gives the mails that were written, newest first.
    pub async fn mails(&self) -> Vec<String> {
        self.work().await;
        gongkai_app::jobs::outbox(&self.1, 100).await.unwrap().into_iter().map(|m| m.1).collect()
    }

    /// With nothing in it.
    pub async fn empty() -> TestApp {
        let app = App::in_memory().await.unwrap();
        TestApp(router(app.clone()), app, None)
    }

    /// The token of the first start.
    pub async fn first_admin(&self) -> String {
        gongkai_app::accounts::first_admin_link(&self.1).await.unwrap().expect("nobody has an account")
    }

    /// Every address with its gate.
    pub fn table(&self) -> Vec<gongkai_web::Route> {
        gongkai_web::table(&self.1)
    }

    /// Whether the record is whole and everything derived follows from it.
    /// The application below the pages.
    pub fn inner(&self) -> &App {
        &self.1
    }

    pub async fn is_whole(&self) -> bool {
        let verdict = self.1.verify().await.unwrap();
        verdict.broken.is_empty() && verdict.wrong_rows.is_empty()
    }

    /// Signs somebody of the demonstration in; gives their cookie.
    pub async fn sign_in(&self, login: &str) -> String {
        self.sign_in_with(login, "Chengchuan-2026").await
    }

    /// Signs somebody in with a password of their own.
    pub async fn sign_in_with(&self, login: &str, password: &str) -> String {
        let answer = self.post("/sign-in", &format!("login={login}&password={password}"), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login} signs in");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The agency of somebody of the demonstration.
    pub async fn agency_of(&self, login: &str) -> String {
        let cookie = self.sign_in(login).await;
        let desk = self.get_as("/office", &cookie).await.body;
        let from = desk.find("/office/agencies/").expect("the desk leads to the agency") + 17;
        desk[from..].split('/').next().unwrap().to_owned()
    }

    pub async fn get_as(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap()).await
    }

    /// With headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &str, cookie: &str) -> Answer {
        self.post_from(path, form, cookie, "same-origin").await
    }

    /// A form that a page of some site sends.
    pub async fn post_from(&self, path: &str, form: &str, cookie: &str, site: &str) -> Answer {
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// A form that has to be taken.
    pub async fn act(&self, path: &str, form: &str, cookie: &str) {
        let answer = self.post(path, form, cookie).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// What a form with a file field sends.
    pub async fn upload(&self, path: &str, field: &str, file: Option<&str>, content: &[u8]) -> Answer {
        self.upload_as(path, field, file, content, "").await
    }

    /// The same of somebody who is signed in.
    pub async fn upload_as(
        &self,
        path: &str,
        field: &str,
        file: Option<&str>,
        content: &[u8],
        cookie: &str,
    ) -> Answer {
        self.post_parts(path, &[(field, file, content)], cookie).await
    }

    /// A form of several parts: name, name of the file, content.
    pub async fn post_parts(&self, path: &str, parts: &[Part<'_>], cookie: &str) -> Answer {
        let mut body = Vec::new();
        for (field, file, content) in parts {
            let name = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
            body.extend_from_slice(
                format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        let request = Request::post(path)
            .header("content-type", "multipart/form-data; boundary=limit")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie)
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
