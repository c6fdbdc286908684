//! The settings of the service: flags, then the environment, then `gongkai.toml`, then what is usual.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use gongkai_app::ciphers::Cipher;
use gongkai_app::files::Files;
use gongkai_app::settings::{
    MailRoute, Mailbox, MailboxTls, Oidc, OidcSecondFactor, Reach, S3, SecondFactorRule, Settings, Site, Sms,
};
use gongkai_app::{App, ChainHash, calendars};

mod settings;

use crate::input::Failure;
use crate::words::Lang;

use settings::Kind;
pub use settings::{SETTINGS, Setting};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Usual,
    /// The file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl Origin {
    /// For people.
    pub fn in_words(&self, lang: Lang) -> String {
        match self {
            Origin::Usual => lang.pick("默认", "usual").to_owned(),
            Origin::File(path) => path.display().to_string(),
            Origin::Environment(name) => format!("${name}"),
            Origin::Flag(name) => format!("--{name}"),
        }
    }
}

/// Flags that say where the service is.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServiceArgs {
    /// The settings; without it, `gongkai.toml` here or in /etc/gongkai where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder; made when it is not there.
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// A PostgreSQL server in place of the embedded database.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// The settings as they are in force.
#[derive(Debug, Clone)]
pub struct Service {
    values: BTreeMap<&'static str, (String, Origin)>,
}

impl ServiceArgs {
    /// Reads everything and checks it.
    pub fn read(&self, listen: Option<&str>) -> Result<Service, Failure> {
        self.read_with(listen, |name| std::env::var(name).ok())
    }

    fn read_with(
        &self,
        listen: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Service, Failure> {
        let mut values: BTreeMap<&'static str, (String, Origin)> =
            SETTINGS.iter().map(|s| (s.key, (s.usual.to_owned(), Origin::Usual))).collect();
        if let Some((path, table)) = self.file()? {
            let mut found = Vec::new();
            flatten("", &table, &mut found);
            for (key, value) in found {
                let setting = known(&key, &path)?;
                values.insert(setting.key, (value, Origin::File(path.clone())));
            }
        }
        for setting in SETTINGS {
            let name = variable(setting.key);
            if let Some(value) = environment(&name) {
                values.insert(setting.key, (value, Origin::Environment(name)));
            }
        }
        let flags = [
            ("listen", listen.map(str::to_owned)),
            ("data", self.data.clone()),
            ("database", self.database.clone()),
        ];
        for (key, value) in flags {
            if let Some(value) = value {
                values.insert(key, (value, Origin::Flag(key)));
            }
        }
        for setting in SETTINGS {
            let (value, origin) = &values[setting.key];
            setting.check(value, origin)?;
        }
        Ok(Service { values })
    }

    fn file(&self) -> Result<Option<(PathBuf, toml::Table)>, Failure> {
        let candidates = match &self.config {
            Some(path) => vec![path.clone()],
            None => vec![PathBuf::from("gongkai.toml"), PathBuf::from("/etc/gongkai/gongkai.toml")],
        };
        for path in candidates {
            match fs::read_to_string(&path) {
                Ok(text) => return Ok(Some((path.clone(), service_table(&text, &path)?))),
                Err(error) if error.kind() == ErrorKind::NotFound && self.config.is_none() => {}
                Err(error) => return Err(Failure::file(&path, error)),
            }
        }
        Ok(None)
    }
}

/// The variable of a setting, such as `GONGKAI_SITE_NAME`.
pub fn variable(key: &str) -> String {
    format!("GONGKAI_{}", key.replace('.', "_").to_uppercase())
}

fn service_table(text: &str, path: &Path) -> Result<toml::Table, Failure> {
    let wrong = |why: &dyn fmt::Display| {
        let shown = path.display();
        Failure::usage(format!("{shown}：{why}"), format!("{shown}: {why}"))
    };
    let mut file: toml::Table = toml::from_str(text).map_err(|e| wrong(&e))?;
    match file.remove("service") {
        None => Ok(toml::Table::new()),
        Some(toml::Value::Table(table)) => Ok(table),
        Some(_) => Err(wrong(&"[service] is a table")),
    }
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut Vec<(String, String)>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, out),
            toml::Value::String(text) => out.push((key, text.clone())),
            toml::Value::Integer(number) => out.push((key, number.to_string())),
            toml::Value::Boolean(yes) => out.push((key, yes.to_string())),
            // No setting is a list, a day or a fraction; the check of the value says what it should be.
            other => out.push((key, other.type_str().to_owned())),
        }
    }
}

fn known(key: &str, path: &Path) -> Result<&'static Setting, Failure> {
    if let Some(setting) = SETTINGS.iter().find(|s| s.key == key) {
        return Ok(setting);
    }
    let nearest = SETTINGS.iter().min_by_key(|s| distance(s.key, key)).map_or("", |s| s.key);
    let shown = path.display();
    Err(Failure::usage(
        format!(
            "{shown}：没有设置项 service.{key}；是否指 service.{nearest}？用 gongkai config --explain 查看全部"
        ),
        format!(
            "{shown}: there is no setting service.{key}; is it service.{nearest}? gongkai config --explain lists them"
        ),
    ))
}

/// How many letters must be put in, taken out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

impl Setting {
    /// What it means.
    pub fn meaning(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    fn check(&self, value: &str, origin: &Origin) -> Result<(), Failure> {
        let expected = match self.kind {
            Kind::Address if value.parse::<SocketAddr>().is_err() => "127.0.0.1:8080".to_owned(),
            Kind::OptionalAddress if !value.is_empty() && value.parse::<SocketAddr>().is_err() => {
                "127.0.0.1:9090".to_owned()
            }
            Kind::Secret if !value.is_empty() && !value.starts_with("smtp") => {
                "smtp://user:password@host:port".to_owned()
            }
            Kind::Site if !value.is_empty() && (!value.starts_with("http") || value.ends_with('/')) => {
                "https://www.example.gov.cn".to_owned()
            }
            Kind::Database if !value.is_empty() && !value.starts_with("postgres") => {
                "postgres://user:password@host/database".to_owned()
            }
            Kind::Number { least, most }
                if !value.parse::<i64>().is_ok_and(|n| (least..=most).contains(&n)) =>
            {
                format!("{least}–{most}")
            }
            Kind::OneOf(names) if !names.contains(&value) => names.join(" | "),
            _ => return Ok(()),
        };
        let (key, shown) = (self.key, self.shown(value));
        Err(Failure::usage(
            format!("设置项 {key}（{}）为“{shown}”，应为 {expected}", origin.in_words(Lang::Zh)),
            format!("{key} ({}) is \"{shown}\"; expected {expected}", origin.in_words(Lang::En)),
        ))
    }

    /// The value as it may be shown.
    fn shown(&self, value: &str) -> String {
        match self.kind {
            Kind::Database | Kind::Secret => {}
            Kind::Hidden if !value.is_empty() => return "***".to_owned(),
            _ => return value.to_owned(),
        }
        let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
        match rest.rsplit_once('@') {
            Some((user, host)) => {
                let name = user.split(':').next().unwrap_or_default();
                let stars = if user.contains(':') { ":***" } else { "" };
                format!("{scheme}://{name}{stars}@{host}")
            }
            None => value.to_owned(),
        }
    }
}

impl Service {
    fn value(&self, key: &str) -> &str {
        &self.values[key].0
    }

    fn number(&self, key: &str) -> i64 {
        // It was checked when it was read.
        self.value(key).parse().unwrap_or_default()
    }

    /// A setting's value as it may be shown, and where it comes from.
    pub fn shown(&self, setting: &Setting) -> (String, &Origin) {
        let (value, origin) = &self.values[setting.key];
        (setting.shown(value), origin)
    }

    /// Where to listen.
    pub fn listen(&self) -> SocketAddr {
        self.value("listen").parse().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    /// Where metrics are asked for, if they are.
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.value("metrics.listen").parse().ok()
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        PathBuf::from(self.value("data"))
    }

    /// Whether the database is a server's.
    pub fn is_server(&self) -> bool {
        !self.value("database").is_empty()
    }

    /// Whether the log is for programs.
    pub fn logs_json(&self) -> bool {
        self.value("log") == "json"
    }

    /// The settings of the application.
    pub fn settings(&self) -> Settings {
        let site = Site {
            name: self.value("site.name").to_owned(),
            address: self.value("site.address").to_owned(),
            id_code: self.value("site.id_code").to_owned(),
            host: self.value("site.host").to_owned(),
            icp: self.value("site.icp").to_owned(),
            police: self.value("site.police").to_owned(),
            embed_from: self.value("site.embed_from").to_owned(),
        };
        let mut settings = Settings { site, ..Settings::default() };
        settings.mail = match (self.value("mail.smtp"), self.value("mail.outbox")) {
            ("", "") => MailRoute::None,
            ("", folder) => MailRoute::Folder(PathBuf::from(folder)),
            (server, _) => MailRoute::Smtp(server.to_owned()),
        };
        settings.mail_from = self.value("mail.from").to_owned();
        settings.s3 = self.s3();
        settings.clamd = self.value("files.clamd").to_owned();
        settings.oidc = self.oidc();
        settings.mailbox = self.mailbox();
        settings.cipher = Cipher::parse(self.value("requests.cipher")).unwrap_or_default();
        settings.platforms.per_minute =
            u32::try_from(self.number("platforms.per_minute")).unwrap_or(u32::MAX);
        if self.value("platforms.inside") == "yes" {
            settings.platforms.reach = Reach::Inside;
        }
        settings.sms = self.sms();
        settings.publishes_root = self.value("record.publish_root") == "yes";
        settings.sessions.idle_minutes = self.number("sessions.idle_minutes");
        settings.sessions.longest_hours = self.number("sessions.longest_hours");
        let passwords = &mut settings.passwords;
        passwords.min_chars =
            usize::try_from(self.number("passwords.min_chars")).unwrap_or(passwords.min_chars);
        passwords.min_kinds =
            usize::try_from(self.number("passwords.min_kinds")).unwrap_or(passwords.min_kinds);
        passwords.max_failures = self.number("passwords.max_failures");
        passwords.lock_minutes = self.number("passwords.lock_minutes");
        passwords.max_age_days = self.number("passwords.max_age_days");
        if self.value("second_factor") == "optional" {
            settings.second_factor = SecondFactorRule::Optional;
        }
        settings.chain_hash = ChainHash::parse(self.value("chain_hash")).unwrap_or_default();
        settings
    }

    fn s3(&self) -> Option<S3> {
        let text = |key: &str| self.value(key).to_owned();
        let s3 = S3 {
            bucket: text("files.s3.bucket"),
            endpoint: text("files.s3.endpoint"),
            region: text("files.s3.region"),
            prefix: text("files.s3.prefix"),
            access_key: text("files.s3.access_key"),
            secret_key: text("files.s3.secret_key"),
        };
        Some(s3).filter(|s3| !s3.bucket.is_empty())
    }

    fn mailbox(&self) -> Option<Mailbox> {
        let text = |key: &str| self.value(key).to_owned();
        let mailbox = Mailbox {
            host: text("mailbox.host"),
            port: u16::try_from(self.number("mailbox.port")).unwrap_or(993),
            tls: if self.value("mailbox.tls") == "no" { MailboxTls::None } else { MailboxTls::Whole },
            user: text("mailbox.user"),
            password: text("mailbox.password"),
            folder: text("mailbox.folder"),
            agency_id: text("mailbox.agency"),
            every_minutes: self.number("mailbox.every_minutes"),
        };
        Some(mailbox).filter(|m| !m.host.is_empty())
    }

    fn sms(&self) -> Option<Sms> {
        let text = |key: &str| self.value(key).to_owned();
        let sms =
            Sms { url: text("sms.url"), body: text("sms.body"), authorization: text("sms.authorization") };
        Some(sms).filter(|sms| !sms.url.is_empty())
    }

    fn oidc(&self) -> Option<Oidc> {
        let text = |key: &str| self.value(key).to_owned();
        let second_factor = match self.value("oidc.second_factor") {
            "own" => OidcSecondFactor::Own,
            _ => OidcSecondFactor::Provider,
        };
        let oidc = Oidc {
            name: text("oidc.name"),
            issuer: text("oidc.issuer"),
            client_id: text("oidc.client_id"),
            client_secret: text("oidc.client_secret"),
            second_factor,
        };
        Some(oidc).filter(|oidc| !oidc.issuer.is_empty())
    }

    /// The application over its database, with its settings.
    pub async fn open(&self) -> Result<App, gongkai_app::Internal> {
        let app = match self.value("database") {
            "" => App::open(&self.data()).await?,
            address => App::connect(address, &self.data()).await?,
        };
        // Notices that were imported count from the next start on.
        let calendar = calendars::load(&self.data().join("calendars"))
            .map_err(|e| gongkai_app::Internal::Seed(gongkai_app::chain(&e)))?;
        let settings = self.settings();
        let app = match &settings.s3 {
            Some(s3) => app.with_files(Files::in_bucket(s3)?),
            None => app,
        };
        Ok(app.with_settings(settings).with_calendar(calendar))
    }

    /// Without a database there is nothing to verify or to copy; opening would make a new, empty one.
    pub fn need_database(&self) -> Result<(), Failure> {
        if self.is_server() || self.data().join("gongkai.sqlite").is_file() {
            return Ok(());
        }
        let folder = self.data().display().to_string();
        Err(Failure::usage(
            format!("{folder} 中没有数据库；请用 --data 指明数据目录。"),
            format!("there is no database in {folder}; name the data folder with --data"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, environment: &[(&str, &str)], args: ServiceArgs) -> Result<Service, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gongkai.toml");
        fs::write(&path, text).expect("written");
        let args = ServiceArgs { config: Some(path), ..args };
        let value = |name: &str| environment.iter().find(|e| e.0 == name).map(|e| e.1.to_owned());
        args.read_with(None, value).map_err(|failure| failure.sentence(Lang::En))
    }

    #[test]
    fn flags_come_before_the_environment_and_that_before_the_file() {
        let text = "[service]\ndata = \"a\"\nlisten = \"127.0.0.1:1\"\nsessions.idle_minutes = 5\n[check]\n";
        let service = read(text, &[], ServiceArgs::default()).expect("right");
        assert_eq!((service.data(), service.listen().port()), (PathBuf::from("a"), 1));
        assert_eq!(service.settings().sessions.idle_minutes, 5);
        assert_eq!(service.settings().sessions.longest_hours, 10);
        let environment = [("GONGKAI_DATA", "b"), ("GONGKAI_SITE_NAME", "某区")];
        let service = read(text, &environment, ServiceArgs::default()).expect("right");
        assert_eq!((service.data(), service.settings().site.name), (PathBuf::from("b"), "某区".to_owned()));
        let args = ServiceArgs { data: Some("c".into()), ..ServiceArgs::default() };
        let service = read(text, &environment, args).expect("right");
        assert_eq!((service.data(), &service.values["data"].1), (PathBuf::from("c"), &Origin::Flag("data")));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_it_should_be() {
        for (text, said) in [
            ("[service]\nlsten = \"x\"\n", "is it service.listen?"),
            ("[service]\nlisten = \"x\"\n", "expected 127.0.0.1:8080"),
            ("[service.sessions]\nidle_minutes = 0\n", "expected 1–1440"),
            ("[service]\nsecond_factor = \"never\"\n", "required | optional"),
            ("[service]\ndatabase = \"mysql://x\"\n", "postgres://"),
            ("[service.site]\naddress = \"www.x.cn/\"\n", "https://"),
            ("service = 3\n", "is a table"),
        ] {
            let error = read(text, &[], ServiceArgs::default()).expect_err(text);
            assert!(error.contains(said), "{error}");
        }
        let missing = ServiceArgs { config: Some("not/there.toml".into()), ..ServiceArgs::default() };
        assert!(missing.read_with(None, |_| None).is_err(), "a file that was named has to be there");
    }

    #[test]
    fn a_password_is_never_shown() {
        let environment = [("GONGKAI_DATABASE", "postgres://gk:s3cret@db/gongkai")];
        let service = read("", &environment, ServiceArgs::default()).expect("right");
        let database = SETTINGS.iter().find(|s| s.key == "database").expect("a setting");
        assert_eq!(service.shown(database).0, "postgres://gk:***@db/gongkai");
        assert!(service.is_server());
        let environment = [("GONGKAI_DATABASE", "mysql://gk:s3cret@db/gongkai")];
        let error = read("", &environment, ServiceArgs::default()).expect_err("no PostgreSQL");
        assert!(!error.contains("s3cret"), "{error}");
    }
}
