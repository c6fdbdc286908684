//! `gongkai.toml` and the options of a check: read once, passed down.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gongkai_domain::check::{self, Checked, Level, Settings, Subject, Suppression};
use gongkai_domain::report::{AnnualReport, CellKey};
use serde::Deserialize;

use crate::cmd::Context;
use crate::input::Failure;

/// The name that is looked for in the working folder when no file is given.
const FILE: &str = "gongkai.toml";

/// What the file can say. An unknown word in it is an error: a rule that was thought to be off would stay on.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    check: CheckTable,
    /// Read by [`crate::service`].
    #[serde(default)]
    #[expect(dead_code, reason = "so that it is no unknown word")]
    service: toml::Table,
}

/// `[check]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckTable {
    /// `rules.X11 = "off"`
    #[serde(default)]
    rules: BTreeMap<String, String>,
    /// `[[check.allow]]`
    #[serde(default)]
    allow: Vec<Allow>,
}

/// One report's exception from a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allow {
    rule: String,
    reason: String,
    file: Option<String>,
    agency: Option<String>,
    year: Option<i16>,
    cell: Option<String>,
}

/// The options that every command that checks has.
#[derive(Debug, clap::Args)]
pub struct CheckOptions {
    /// Settings of the rules; without it, `gongkai.toml` of the working folder where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Silence a rule for these reports, with the reason; can be given several times.
    #[arg(long, value_name = "CODE=REASON")]
    allow: Vec<String>,
    /// The report is our own and not yet published: a blank cell is then an error.
    #[arg(long)]
    own: bool,
}

/// The rules with their settings, ready to check.
pub struct Checker {
    settings: Settings,
    own_filing: bool,
}

impl CheckOptions {
    /// Reads the settings.
    pub fn checker(&self, _context: &Context) -> Result<Checker, Failure> {
        let mut settings = match &self.config {
            Some(path) => {
                parse(&fs::read_to_string(path).map_err(|error| Failure::file(path, error))?, path)?
            }
            None => match fs::read_to_string(FILE) {
                Ok(text) => parse(&text, Path::new(FILE))?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Settings::default(),
                Err(error) => return Err(Failure::file(FILE, error)),
            },
        };
        for allow in &self.allow {
            settings.suppressions.push(allowed(allow)?);
        }
        if let Some(rule) = settings.unknown_rules().next() {
            return Err(Failure::usage(
                format!("没有规则 {rule}；用 gongkai report rules 查看全部规则"),
                format!("there is no rule {rule}; gongkai report rules lists them"),
            ));
        }
        Ok(Checker { settings, own_filing: self.own })
    }
}

impl Checker {
    /// Runs the rules.
    pub fn check(&self, report: &AnnualReport, previous: Option<&AnnualReport>) -> Checked {
        let subject = Subject { report, previous, own_filing: self.own_filing };
        check::check_with(subject, &self.settings)
    }

    /// All that changes the outcome, in words, to tell whether two outcomes can be compared.
    pub fn in_words(&self) -> String {
        format!("{:?} own={}", self.settings, self.own_filing)
    }
}

fn allowed(text: &str) -> Result<Suppression, Failure> {
    match text.split_once('=') {
        Some((rule, reason)) if !rule.trim().is_empty() && !reason.trim().is_empty() => Ok(Suppression {
            rule: rule.trim().to_owned(),
            reason: reason.trim().to_owned(),
            ..Suppression::default()
        }),
        _ => Err(Failure::usage(
            format!("--allow {text}：须写成 规则=理由，例如 X13=简称已获批准"),
            format!("--allow {text}: expected CODE=REASON, for example X13=the short name is approved"),
        )),
    }
}

fn parse(text: &str, path: &Path) -> Result<Settings, Failure> {
    let shown = path.display();
    let file: File = toml::from_str(text).map_err(|error| {
        let error = error.to_string();
        Failure::usage(format!("{shown}：{error}"), format!("{shown}: {error}"))
    })?;
    let mut settings = Settings::default();
    for (rule, name) in file.check.rules {
        let level = Level::parse(&name).ok_or_else(|| {
            Failure::usage(
                format!("{shown}：rules.{rule} = \"{name}\"：应为 off、info、warning 或 error"),
                format!("{shown}: rules.{rule} = \"{name}\": expected off, info, warning or error"),
            )
        })?;
        settings.levels.push((rule, level));
    }
    for allow in file.check.allow {
        if allow.reason.trim().is_empty() {
            return Err(Failure::usage(
                format!("{shown}：规则 {} 的例外没有写理由", allow.rule),
                format!("{shown}: the exception from {} has no reason", allow.rule),
            ));
        }
        let cell = allow.cell.map(|name| {
            CellKey::parse(&name).ok_or_else(|| {
                Failure::usage(
                    format!("{shown}：没有单元格 {name}"),
                    format!("{shown}: there is no cell {name}"),
                )
            })
        });
        settings.suppressions.push(Suppression {
            rule: allow.rule,
            file: allow.file,
            agency: allow.agency,
            year: allow.year,
            cell: cell.transpose()?,
            reason: allow.reason,
        });
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use gongkai_domain::check::Severity;

    fn read(text: &str) -> Result<Settings, String> {
        parse(text, Path::new("gongkai.toml")).map_err(|failure| failure.sentence(Lang::En))
    }

    #[test]
    fn rules_are_switched_and_exceptions_have_reasons() {
        let settings = read(
            "[check]\nrules.X11 = \"off\"\nrules.Y01 = \"info\"\n\
             [[check.allow]]\nrule = \"X13\"\nagency = \"甲局\"\nyear = 2023\nreason = \"已核对\"\n",
        )
        .expect("right");
        assert!(settings.levels.contains(&("X11".to_owned(), Level::Off)));
        assert!(settings.levels.contains(&("Y01".to_owned(), Level::Severity(Severity::Info))));
        assert_eq!(settings.suppressions[0].year, Some(2023));
    }

    #[test]
    fn what_is_misspelt_is_an_error_and_not_passed_over() {
        for (text, said) in [
            ("[check]\nrules.X11 = \"of\"\n", "expected off"),
            ("[chek]\n", "chek"),
            ("[[check.allow]]\nrule = \"X13\"\nreason = \" \"\n", "no reason"),
            ("[[check.allow]]\nrule = \"X13\"\n", "reason"),
            ("[[check.allow]]\nrule = \"X13\"\nreason = \"r\"\ncell = \"t9\"\n", "no cell t9"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(said), "{error}");
        }
        assert!(allowed("X13").is_err());
        assert!(allowed("X13= ").is_err());
    }
}
