//! Every address that answers, with everything that is not for everybody: whoever may not see it sees no trace of it.

use axum::http::StatusCode;

use crate::app::{self, Answer, TestApp, form};

/// A document somewhere on its way, every part of which carries a word that nothing else has.
struct Trial {
    /// Where it stands.
    state: &'static str,
    id: String,
    /// Hash of its file.
    sha256: String,
    /// The words that only those see who may see the version in work (or nobody outside of the office, once
    /// withdrawn). Empty where everything is public.
    hidden: Vec<String>,
    /// The words that everybody finds on the portal.
    shown: Vec<String>,
}

/// Words of one version: in its title, its text, the name of its file, and the file.
fn words(tag: &str) -> [String; 4] {
    ["title", "body", "name", "bytes"].map(|part| format!("qx{tag}{part}"))
}

fn draft(tag: &str, attribute: &str) -> String {
    let [title, body, ..] = words(tag);
    app::draft(&format!("关于{title}的通知"), &format!("<p>各学校须检查{body}。</p>"), attribute)
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers["location"].to_str().expect("an address").to_owned()
}

/// The people of the bureau.
struct Bureau {
    agency: String,
    drafter: String,
    reviewers: Vec<String>,
}

impl Bureau {
    async fn of(app: &TestApp) -> Bureau {
        let mut reviewers = Vec::new();
        for login in ["edu.first", "edu.secrecy", "edu.second", "edu.final"] {
            reviewers.push(app.sign_in(login).await);
        }
        Bureau {
            agency: app.agency_of("edu.drafter").await,
            drafter: app.sign_in("edu.drafter").await,
            reviewers,
        }
    }

    /// A draft with a file; gives its id and the hash of the file.
    async fn draft(&self, app: &TestApp, tag: &str, attribute: &str) -> (String, String) {
        let path = format!("/office/agencies/{}/documents", self.agency);
        let office = location(&app.post(&path, &draft(tag, attribute), &self.drafter).await);
        let id = office.rsplit('/').next().expect("an id").to_owned();
        let sha256 = self.attach(app, &id, tag).await;
        (id, sha256)
    }

    async fn attach(&self, app: &TestApp, id: &str, tag: &str) -> String {
        let [_, _, name, bytes] = words(tag);
        let path = format!("/office/documents/{id}/files");
        let name = format!("{name}.txt");
        let upload = app.upload_as(&path, "file", Some(&name), bytes.as_bytes(), &self.drafter).await;
        assert_eq!(upload.status, StatusCode::SEE_OTHER, "{}", upload.body);
        gongkai_app::sha256(bytes.as_bytes())
    }

    async fn submit(&self, app: &TestApp, id: &str) {
        app.act(&format!("/office/documents/{id}/submit"), "", &self.drafter).await;
    }

    async fn review(&self, app: &TestApp, id: &str) {
        self.submit(app, id).await;
        for (step, reviewer) in self.reviewers.iter().enumerate() {
            app.act(&format!("/office/documents/{id}/pass"), &format!("step={step}&text=ok"), reviewer).await;
        }
    }

    async fn publish(&self, app: &TestApp, id: &str) {
        self.review(app, id).await;
        app.act(&format!("/office/documents/{id}/publish"), "", &self.reviewers[3]).await;
    }
}

/// One document in every state that there is.
async fn trials(app: &TestApp, bureau: &Bureau) -> Vec<Trial> {
    let mut trials = Vec::new();
    let hidden_only = |state, tag: &str, (id, sha256): (String, String)| Trial {
        state,
        id,
        sha256,
        hidden: words(tag).into(),
        shown: Vec::new(),
    };

    trials.push(hidden_only("a draft", "aa", bureau.draft(app, "aa", "proactive").await));

    let in_review = bureau.draft(app, "bb", "proactive").await;
    bureau.submit(app, &in_review.0).await;
    trials.push(hidden_only("in review", "bb", in_review));

    let sent_back = bureau.draft(app, "cc", "proactive").await;
    bureau.submit(app, &sent_back.0).await;
    let path = format!("/office/documents/{}/send-back", sent_back.0);
    app.act(&path, "step=0&text=no", &bureau.reviewers[0]).await;
    trials.push(hidden_only("sent back", "cc", sent_back));

    let approved = bureau.draft(app, "dd", "proactive").await;
    bureau.review(app, &approved.0).await;
    trials.push(hidden_only("approved", "dd", approved));

    let scheduled = bureau.draft(app, "ee", "proactive").await;
    bureau.review(app, &scheduled.0).await;
    let path = format!("/office/documents/{}/schedule", scheduled.0);
    let at = gongkai_domain::china_time::minute(gongkai_app::now_ms() + 30 * 86_400_000).replace(' ', "T");
    app.act(&path, &form(&[("at", &at)]), &bureau.reviewers[3]).await;
    trials.push(hidden_only("scheduled", "ee", scheduled));

    let discarded = bureau.draft(app, "ff", "proactive").await;
    app.act(&format!("/office/documents/{}/discard", discarded.0), "text=no", &bureau.drafter).await;
    trials.push(hidden_only("discarded", "ff", discarded));

    let on_request = bureau.draft(app, "gg", "on-request").await;
    bureau.review(app, &on_request.0).await;
    trials.push(hidden_only("approved, on request only", "gg", on_request));

    let withheld = bureau.draft(app, "hh", "withheld").await;
    bureau.review(app, &withheld.0).await;
    trials.push(hidden_only("approved, not to be disclosed", "hh", withheld));

    let (id, sha256) = bureau.draft(app, "ii", "proactive").await;
    bureau.publish(app, &id).await;
    trials.push(Trial { state: "public", id, sha256, hidden: Vec::new(), shown: words("ii").into() });

    // Public, and a correction in work: other words, and another file beside the first.
    let (id, _) = bureau.draft(app, "jj", "proactive").await;
    bureau.publish(app, &id).await;
    app.act(&format!("/office/documents/{id}/correct"), "text=qxkknote", &bureau.drafter).await;
    app.act(&format!("/office/documents/{id}/edit"), &draft("kk", "proactive"), &bureau.drafter).await;
    let sha256 = bureau.attach(app, &id, "kk").await;
    let mut hidden = Vec::from(words("kk"));
    hidden.push("qxkknote".into());
    trials.push(Trial { state: "a correction in work", id, sha256, hidden, shown: words("jj").into() });

    let (id, sha256) = bureau.draft(app, "ll", "proactive").await;
    bureau.publish(app, &id).await;
    app.act(&format!("/office/documents/{id}/withdraw"), "text=qxllreason", &bureau.reviewers[3]).await;
    // The stone keeps the title and says the reason; text and file are gone.
    let [title, body, name, bytes] = words("ll");
    let shown = vec![title, "qxllreason".into()];
    trials.push(Trial { state: "withdrawn", id, sha256, hidden: vec![body, name, bytes], shown });
    trials
}

/// Addresses to ask: every one that is served by GET, filled with this document, and searches for its words.
fn addresses(app: &TestApp, trial: &Trial, agency: &str) -> Vec<String> {
    let mut all = Vec::new();
    for route in app.table().iter().filter(|r| r.method == "GET") {
        let name = trial.hidden.iter().find(|w| w.ends_with("name")).map_or("x.txt", |w| w.as_str());
        let path = route
            .path
            .replace("{id}", &trial.id)
            .replace("{agency}", agency)
            .replace("{format}", if route.path.contains("register") { "csv" } else { "md" })
            .replace("{register}", "open-days")
            .replace("{entry}", "x")
            .replace("{request}", "x")
            .replace("{letter}", "L02")
            .replace("{token}", "x")
            .replace("{screen}", &format!("{agency}-screen"))
            .replace("{year}", "2026")
            .replace("{column}", "news")
            .replace("{sha256}", &trial.sha256)
            .replace("{name}", &format!("{name}.txt"));
        for number in ["1", "2"] {
            let path = path.replace("{number}", number);
            all.push(path.clone());
            for word in &trial.hidden {
                all.push(format!("{path}?q={word}"));
            }
            all.push(format!("{path}?agency={agency}&limit=100&subject={}", trial.id));
            if !route.path.contains("{number}") {
                break;
            }
        }
    }
    all
}

/// Where a word stands in an answer, headers included, except where the question itself is repeated.
fn holds(answer: &Answer, word: &str, path: &str) -> bool {
    let in_headers = answer.headers.iter().any(|(_, v)| String::from_utf8_lossy(v.as_bytes()).contains(word));
    let mut text = answer.body.clone();
    // A page says what was asked for: in the field, in its title, in links to its next pages, in its feed.
    if path.contains(word) {
        let asked = path.matches(word).count();
        assert!(asked > 0);
        for around in [
            format!("value=\"{word}\""),
            format!("q={word}"),
            format!("“{word}”"),
            format!("\"{word}\""),
            format!("：{word}<"),
            format!("{word}.txt"),
        ] {
            text = text.replace(&around, "");
        }
    }
    text.contains(word) || (in_headers && !path.contains(word))
}

#[tokio::test]
async fn what_is_not_public_leaves_no_trace_on_any_address() {
    let app = TestApp::with_platform().await;
    let bureau = Bureau::of(&app).await;
    let trials = trials(&app, &bureau).await;
    // A stranger, the same work at another agency, and those who are above the work.
    let mut outsiders = vec![("a stranger", String::new())];
    for login in ["housing.drafter", "housing.final", "district", "admin.system", "admin.security"] {
        outsiders.push((login, app.sign_in(login).await));
    }
    let (mut leaks, mut found, mut asked) = (Vec::new(), 0, 0);
    for trial in &trials {
        for path in addresses(&app, trial, &bureau.agency) {
            // The second answer may come from memory.
            for (who, cookie) in outsiders.iter().chain(&outsiders[..1]) {
                let answer = app.get_as(&path, cookie).await;
                asked += 1;
                assert!(!answer.status.is_server_error(), "{path} as {who}: {}", answer.status);
                for word in trial.hidden.iter().filter(|w| holds(&answer, w, &path)) {
                    leaks.push(format!("{}: {path} as {who} shows {word}", trial.state));
                }
                found += trial.shown.iter().any(|w| holds(&answer, w, &path)) as usize;
            }
        }
        let file = format!("/files/{}/x.txt", trial.sha256);
        let status = app.get(&file).await.status;
        let expected = if trial.state == "public" { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(status, expected, "the file of what is {}", trial.state);
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(asked > 5_000, "{asked}");
    assert!(found > 100, "the same look finds what is public: {found}");
}

#[tokio::test]
async fn who_may_see_it_sees_it_and_what_is_public_is_found_by_everybody() {
    let app = TestApp::with_platform().await;
    let bureau = Bureau::of(&app).await;
    for trial in trials(&app, &bureau).await {
        let office = app.get_as(&format!("/office/documents/{}", trial.id), &bureau.drafter).await;
        if trial.state == "discarded" {
            assert_eq!(office.status, StatusCode::FORBIDDEN, "what was given up is nowhere");
            continue;
        }
        assert_eq!(office.status, StatusCode::OK, "{}", trial.state);
        for word in trial.hidden.iter().filter(|w| w.ends_with("title") || w.ends_with("name")) {
            assert!(office.body.contains(word.as_str()), "{}: {word} for the drafter", trial.state);
        }
        let page = app.get(&format!("/documents/{}", trial.id)).await;
        for word in trial.shown.iter().filter(|w| !w.ends_with("bytes")) {
            assert!(page.body.contains(word.as_str()), "{}: {word} for everybody", trial.state);
        }
        if trial.state == "public" {
            for word in trial.shown.iter().filter(|w| w.ends_with("title") || w.ends_with("body")) {
                let found = app.get(&format!("/search?q={word}")).await.body;
                assert!(found.contains(&format!("/documents/{}", trial.id)), "{word} is found");
            }
            let file = app.get(&format!("/files/{}/x.txt", trial.sha256)).await;
            assert_eq!(file.body, words("ii")[3]);
        }
    }
    assert!(app.is_whole().await);
}
