//! What an administrator can set. Read once, at the start.

use gongkai_store::ChainHash;

use crate::accounts::password::PasswordPolicy;

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
    /// Who sends them: an address, with a name where one is wanted.
    pub mail_from: String,
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

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Ends after so long without a request. Unit: minutes.
    pub idle_minutes: i64,
    /// Ends in any case. Unit: hours.
    pub longest_hours: i64,
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
            mail_from: "gongkai@localhost".into(),
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
