//! What an administrator can set. Read once, at the start.

use gongkai_store::ChainHash;

use crate::accounts::password::PasswordPolicy;
use crate::ciphers::Cipher;

/// The settings of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The site that the pages belong to.
    pub site: Site,
    /// How acts are chained. A chain that has begun goes on as it began.
    pub chain_hash: ChainHash,
    /// What passwords must be.
    pub passwords: PasswordPolicy,
    /// How long sessions last.
    pub sessions: SessionPolicy,
    /// Whether staff must give a second factor (GB/T 22239 8.1.4.1).
    pub second_factor: SecondFactorRule,
    /// Where mails go.
    pub mail: MailRoute,
    /// The gateway that sends codes to telephones.
    pub sms: Option<Sms>,
    /// Who sends them: an address, with a name where one is wanted.
    pub mail_from: String,
    /// Where files are kept; nothing: in the data folder.
    pub s3: Option<S3>,
    /// The ClamAV daemon that looks at files before they are taken: `host:port`, or the path of its socket. Empty: none.
    pub clamd: String,
    /// The identity provider that staff may sign in with.
    pub oidc: Option<Oidc>,
    /// The mailbox whose mails become drafts of requests.
    pub mailbox: Option<Mailbox>,
    /// What seals what is of persons. What another cipher sealed is still opened.
    pub cipher: Cipher,
    /// How platforms are dealt with.
    pub platforms: PlatformPolicy,
    /// Whether the nightly hash over the record is public.
    pub publishes_root: bool,
    /// Whether this is the demonstration, whose people are listed where one signs in.
    pub is_demo: bool,
}

/// The site that the pages belong to (`<meta>` of 国办发〔2017〕47号).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// SiteName.
    pub name: String,
    /// The address that is put in front of paths in feeds, the site map and mails, without a stroke at its end. Empty:
    /// what the request says.
    pub address: String,
    /// SiteIDCode, ten digits; empty where none was given out.
    pub id_code: String,
    /// 主办单位; empty where the foot of the page shall not say it.
    pub host: String,
    /// ICP 备案号.
    pub icp: String,
    /// 公安备案号.
    pub police: String,
    /// Which sites may show columns in frames of their own, as origins separated by spaces. Empty: none.
    pub embed_from: String,
}

impl Site {
    /// The path under which the site stands, such as `/zwgk`; empty at the root of its host.
    pub fn prefix(&self) -> &str {
        let rest = self.address.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |at| rest[at..].trim_end_matches('/'))
    }

    /// SiteDomain: the host of the address.
    pub fn domain(&self) -> &str {
        let rest = self.address.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }
}

/// Where mails go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MailRoute {
    /// Nowhere: none are written.
    #[default]
    None,
    /// Into a folder, one file a mail (RFC 5322).
    Folder(std::path::PathBuf),
    /// To a server, `smtp://user:password@host:port`.
    Smtp(String),
}

/// A gateway that sends short messages, asked by one `POST`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sms {
    /// Its address; `{telephone}` and `{code}` are filled in.
    pub url: String,
    /// What is sent: JSON or a form, with `{telephone}` and `{code}`.
    pub body: String,
    /// The header `Authorization`; empty for none.
    pub authorization: String,
}

/// A bucket of a server that speaks S3.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct S3 {
    /// The bucket, which must be there.
    pub bucket: String,
    /// The address of the server, such as `https://s3.example.gov.cn`; empty: that of AWS.
    pub endpoint: String,
    /// The region that requests are signed for.
    pub region: String,
    /// What stands before all names; may be empty.
    pub prefix: String,
    /// The access key.
    pub access_key: String,
    /// The secret key.
    pub secret_key: String,
}

/// An identity provider (OpenID Connect Core 1.0) that staff may sign in with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Oidc {
    /// What the button says.
    pub name: String,
    /// The issuer, whose configuration is at `/.well-known/openid-configuration` under it.
    pub issuer: String,
    /// The id that the provider gave this installation.
    pub client_id: String,
    /// The secret that goes with it.
    pub client_secret: String,
    /// Whether the provider has asked for a second factor, so that it is not asked for here.
    pub second_factor: OidcSecondFactor,
}

/// Who asks for the second factor of those who come by an identity provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OidcSecondFactor {
    /// The provider does.
    #[default]
    Provider,
    /// It is asked for here, as after a password.
    Own,
}

/// A mailbox of a server that speaks IMAP.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether TLS is spoken.
    pub tls: MailboxTls,
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
    /// The folder that is looked at.
    pub folder: String,
    /// To which agency its mails come, by id.
    pub agency_id: String,
    /// How often it is looked at. Unit: minutes.
    pub every_minutes: i64,
}

/// Whether TLS is spoken with a mailbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MailboxTls {
    /// From the start.
    #[default]
    Whole,
    /// Not at all: on the same machine only.
    None,
}

// Secrets belong into no log.
impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox")
            .field("host", &self.host)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sms").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Ends after so long without a request. Unit: minutes.
    pub idle_minutes: i64,
    /// Ends in any case. Unit: hours.
    pub longest_hours: i64,
}

/// How platforms are dealt with that hand requests in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformPolicy {
    /// Requests a minute that one platform may send to one server.
    pub per_minute: u32,
    /// Where they may be told what happens.
    pub reach: Reach,
}

/// Whither the service may send of its own accord.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Over TLS, to addresses of the internet alone, so that nobody reaches into the own network through it.
    #[default]
    Public,
    /// Into the own network too, and without TLS: for platforms inside a government network.
    Inside,
}

impl Default for PlatformPolicy {
    fn default() -> PlatformPolicy {
        PlatformPolicy { per_minute: 120, reach: Reach::Public }
    }
}

/// Whether staff must give a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// Who has none sets one up after the password.
    Required,
    /// Who has one gives it.
    Optional,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            site: Site { name: "政府信息公开平台".into(), ..Site::default() },
            chain_hash: ChainHash::default(),
            passwords: PasswordPolicy::default(),
            sessions: SessionPolicy { idle_minutes: 30, longest_hours: 10 },
            second_factor: SecondFactorRule::Required,
            mail: MailRoute::None,
            sms: None,
            mail_from: "gongkai@localhost".into(),
            s3: None,
            clamd: String::new(),
            oidc: None,
            mailbox: None,
            cipher: Cipher::default(),
            platforms: PlatformPolicy::default(),
            publishes_root: true,
            is_demo: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn the_address_says_under_which_path_the_site_stands() {
        let of = |address: &str| Site { address: address.into(), ..Site::default() };
        for (address, prefix, domain) in [
            ("", "", ""),
            ("https://www.example.gov.cn", "", "www.example.gov.cn"),
            ("https://www.example.gov.cn/zwgk", "/zwgk", "www.example.gov.cn"),
            ("http://127.0.0.1:8080/a/b/", "/a/b", "127.0.0.1:8080"),
        ] {
            assert_eq!((of(address).prefix(), of(address).domain()), (prefix, domain));
        }
    }
}
