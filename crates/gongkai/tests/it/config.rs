//! `gongkai config`, and the settings that other commands share.

use std::fs;

use crate::support::{binary, run};

#[test]
fn every_setting_is_explained_with_where_it_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("gongkai.toml"),
        "[service.site]\nname = \"鹿鸣县\"\n[check]\nrules.X11 = \"off\"\n",
    )
    .expect("written");
    let output = binary(folder.path())
        .args(["config", "--explain"])
        .env("GONGKAI_DATABASE", "postgres://u:hunter22@h/d")
        .env("GONGKAI_FILES_S3_SECRET_KEY", "hunter22")
        .env("GONGKAI_OIDC_CLIENT_SECRET", "hunter22")
        .output()
        .expect("it runs");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(out.contains("site.name = \"鹿鸣县\"  # gongkai.toml"), "{out}");
    assert!(out.contains("database = \"postgres://u:***@h/d\"  # $GONGKAI_DATABASE"), "{out}");
    assert!(out.contains("listen = \"127.0.0.1:8080\"  # usual"), "{out}");
    assert!(out.contains("the address to listen on") && out.contains("$GONGKAI_LISTEN"), "{out}");
    assert!(out.contains("files.s3.secret_key = \"***\"") && !out.contains("hunter22"), "{out}");
    // The same file still steers the checks.
    let zh = run(folder.path(), &["config", "--explain", "--lang", "zh"]).out;
    assert!(zh.contains("监听地址"), "{zh}");
}

#[test]
fn a_wrong_setting_stops_every_command_that_would_use_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gongkai.toml"), "[service]\ndatta = \"x\"\n").expect("written");
    for command in [vec!["config"], vec!["verify"], vec!["serve"], vec!["backup", "to"]] {
        let ran = run(folder.path(), &command);
        assert_eq!(ran.status, 2, "{command:?}");
        assert!(ran.err.contains("service.data"), "{}", ran.err);
    }
    let ran = run(folder.path(), &["verify", "--config", "other.toml"]);
    assert!(ran.status == 2 && ran.err.contains("other.toml"), "{}", ran.err);
}
