//! Every setting of the service.

/// A setting: its name in the file, what it is when nobody says otherwise, and what it means.
pub struct Setting {
    /// The name in `[service]` of the file; dots are tables.
    pub key: &'static str,
    pub(super) usual: &'static str,
    pub(super) kind: Kind,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Address,
    Text,
    /// A web address without a stroke at its end, or nothing.
    Site,
    /// Nothing, or the address of a PostgreSQL database; its password is never shown.
    Database,
    /// An address with a password in it, which is never shown.
    Secret,
    /// A secret of its own, which is never shown.
    Hidden,
    /// Where to listen, or nothing.
    OptionalAddress,
    Number {
        least: i64,
        most: i64,
    },
    OneOf(&'static [&'static str]),
}

const fn setting(
    key: &'static str,
    usual: &'static str,
    kind: Kind,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    Setting { key, usual, kind, zh, en }
}

const fn number(
    key: &'static str,
    usual: &'static str,
    (least, most): (i64, i64),
    zh: &'static str,
    en: &'static str,
) -> Setting {
    Setting { key, usual, kind: Kind::Number { least, most }, zh, en }
}

/// Every setting, in the order in which they are explained.
pub const SETTINGS: &[Setting] = &[
    setting("listen", "127.0.0.1:8080", Kind::Address, "监听地址", "the address to listen on"),
    setting(
        "data",
        "gongkai-data",
        Kind::Text,
        "数据目录：内置数据库和文件",
        "the data folder: the embedded database, and files",
    ),
    setting(
        "database",
        "",
        Kind::Database,
        "PostgreSQL 地址 postgres://用户:密码@主机/库；留空则用数据目录中的内置数据库",
        "a PostgreSQL server, postgres://user:password@host/database; empty: the embedded database",
    ),
    setting(
        "site.name",
        "政府信息公开平台",
        Kind::Text,
        "网站名称（SiteName）",
        "the name of the site (SiteName)",
    ),
    setting(
        "site.address",
        "",
        Kind::Site,
        "对外网址，用于订阅、站点地图和链接，如 https://www.example.gov.cn",
        "the public address, for feeds, site map and links, such as https://www.example.gov.cn",
    ),
    setting(
        "site.id_code",
        "",
        Kind::Text,
        "网站标识码，十位（SiteIDCode）",
        "the ten digits given out for the site (SiteIDCode)",
    ),
    setting(
        "site.host",
        "",
        Kind::Text,
        "主办单位，显示在页脚",
        "the host of the site, shown at the foot of its pages",
    ),
    setting("site.icp", "", Kind::Text, "ICP 备案号", "the ICP registration number"),
    setting("site.police", "", Kind::Text, "公安备案号", "the registration number with the police"),
    setting(
        "site.embed_from",
        "",
        Kind::Text,
        "允许以框架嵌入栏目的网站，如 https://www.example.gov.cn，空格分隔；留空为不允许",
        "sites that may show columns in frames, such as https://www.example.gov.cn, separated by spaces; empty: none",
    ),
    number(
        "sessions.idle_minutes",
        "30",
        (1, 1_440),
        "无操作多少分钟后退出登录",
        "minutes without a request after which a session ends",
    ),
    number(
        "sessions.longest_hours",
        "10",
        (1, 168),
        "登录最长多少小时",
        "hours after which a session ends in any case",
    ),
    number("passwords.min_chars", "10", (8, 64), "密码最短位数", "characters that a password needs"),
    number(
        "passwords.min_kinds",
        "3",
        (1, 4),
        "密码须含几类字符（大写、小写、数字、符号）",
        "kinds of character that a password needs",
    ),
    number(
        "passwords.max_failures",
        "5",
        (3, 20),
        "连续输错几次后锁定",
        "failures before an account is locked",
    ),
    number("passwords.lock_minutes", "15", (1, 1_440), "锁定多少分钟", "minutes for which it is locked"),
    number(
        "passwords.max_age_days",
        "90",
        (0, 3_650),
        "多少天后须更换密码，0 为不限（GB/T 22239 8.1.4.1）",
        "days after which a password is changed, 0 for never (GB/T 22239 8.1.4.1)",
    ),
    setting(
        "second_factor",
        "required",
        Kind::OneOf(&["required", "optional"]),
        "工作人员是否必须使用双因素登录",
        "whether staff must give a second factor",
    ),
    setting(
        "chain_hash",
        "sha256",
        Kind::OneOf(&["sha256", "sm3"]),
        "记录链的杂凑算法；已开始的链沿用原算法",
        "the hash of new chains of the record; a chain that has begun goes on as it began",
    ),
    setting(
        "mail.smtp",
        "",
        Kind::Secret,
        "邮件服务器 smtp://用户:密码@主机:端口，末尾加 ?tls=required 为 STARTTLS，smtps:// 为加密连接；留空则写入 mail.outbox 目录",
        "the mail server, smtp://user:password@host:port, with ?tls=required at its end STARTTLS, smtps:// with TLS; empty: mails go into mail.outbox",
    ),
    setting(
        "mail.outbox",
        "",
        Kind::Text,
        "没有邮件服务器时写入邮件的目录；留空则不写邮件（演示除外）",
        "the folder for mails where no server is set; empty: no mails, but in the demonstration",
    ),
    setting(
        "sms.url",
        "",
        Kind::Hidden,
        "短信网关地址，向申请人发送验证码（POST；可含 {telephone}、{code}）；留空则不发短信",
        "the gateway that sends codes to telephones (POST; with {telephone} and {code}); empty: none",
    ),
    setting(
        "sms.body",
        "{\"telephone\":\"{telephone}\",\"code\":\"{code}\"}",
        Kind::Text,
        "发给短信网关的内容，JSON 或表单，须含 {telephone} 和 {code}",
        "what the gateway is sent, JSON or a form, with {telephone} and {code}",
    ),
    setting(
        "sms.authorization",
        "",
        Kind::Hidden,
        "短信网关的 Authorization 标头",
        "the Authorization header for the gateway",
    ),
    setting("mail.from", "gongkai@localhost", Kind::Text, "发件人地址", "the address that mails come from"),
    setting(
        "mailbox.host",
        "",
        Kind::Text,
        "收取申请邮件的 IMAP 服务器；留空则不收取。邮件成为“来件”，由经办人登记或搁置",
        "the IMAP server whose mails may be requests; empty: none. A clerk registers each or sets it aside",
    ),
    number("mailbox.port", "993", (1, 65_535), "IMAP 端口", "its port"),
    setting(
        "mailbox.tls",
        "yes",
        Kind::OneOf(&["yes", "no"]),
        "是否使用 TLS；no 只用于本机上的服务器",
        "whether TLS is spoken; no is for a server on this machine only",
    ),
    setting("mailbox.user", "", Kind::Text, "邮箱用户名", "the name there"),
    setting(
        "mailbox.password",
        "",
        Kind::Hidden,
        "邮箱密码；请写入环境变量 GONGKAI_MAILBOX_PASSWORD",
        "the password; it belongs into the variable GONGKAI_MAILBOX_PASSWORD",
    ),
    setting("mailbox.folder", "INBOX", Kind::Text, "收取的文件夹", "the folder that is looked at"),
    setting(
        "mailbox.agency",
        "",
        Kind::Text,
        "来件所属机关的标识",
        "the id of the agency that its mails go to",
    ),
    number(
        "mailbox.every_minutes",
        "10",
        (1, 1440),
        "每隔几分钟收取",
        "how often it is looked at, in minutes",
    ),
    setting(
        "files.s3.bucket",
        "",
        Kind::Text,
        "存放文件的 S3 存储桶（须已存在）；留空则存入数据目录",
        "the S3 bucket that files are kept in, which must be there; empty: the data folder",
    ),
    setting(
        "files.s3.endpoint",
        "",
        Kind::Site,
        "S3 服务的地址，如 https://s3.example.gov.cn；留空为 AWS",
        "the address of the S3 server, such as https://s3.example.gov.cn; empty: AWS",
    ),
    setting("files.s3.region", "us-east-1", Kind::Text, "S3 区域", "the region that requests are signed for"),
    setting("files.s3.prefix", "", Kind::Text, "对象名的前缀", "what stands before the names of objects"),
    setting("files.s3.access_key", "", Kind::Text, "S3 访问密钥", "the access key"),
    setting("files.s3.secret_key", "", Kind::Hidden, "S3 私密密钥", "the secret key"),
    setting(
        "files.clamd",
        "",
        Kind::Text,
        "ClamAV 守护进程，如 127.0.0.1:3310 或 /run/clamav/clamd.ctl；留空则不查病毒",
        "the ClamAV daemon, such as 127.0.0.1:3310 or /run/clamav/clamd.ctl; empty: files are not scanned",
    ),
    setting(
        "oidc.issuer",
        "",
        Kind::Text,
        "统一身份认证（OpenID Connect）的签发者地址；留空则只用密码登录",
        "the issuer of the identity provider (OpenID Connect); empty: passwords only",
    ),
    setting(
        "oidc.client_id",
        "",
        Kind::Text,
        "本平台在统一身份认证的客户端标识",
        "the client id of this installation there",
    ),
    setting("oidc.client_secret", "", Kind::Hidden, "客户端密钥", "the client secret"),
    setting("oidc.name", "统一身份认证登录", Kind::Text, "登录页按钮的名称", "what the button says"),
    setting(
        "oidc.second_factor",
        "provider",
        Kind::OneOf(&["provider", "own"]),
        "双因素由统一身份认证（provider）还是由本平台（own）要求",
        "who asks for the second factor: the provider, or this installation (own)",
    ),
    setting(
        "requests.cipher",
        "aes-256-gcm",
        Kind::OneOf(&["aes-256-gcm", "sm4-gcm"]),
        "加密申请人信息和案卷材料的算法：aes-256-gcm 或商用密码 sm4-gcm；更换后运行 gongkai keys rotate",
        "what seals what applicants tell: aes-256-gcm, or sm4-gcm (GB/T 32907); run gongkai keys rotate after a change",
    ),
    number(
        "platforms.per_minute",
        "120",
        (1, 100_000),
        "上级平台每分钟可向一台服务器发送的请求数",
        "requests a minute that one platform may send to one server",
    ),
    setting(
        "platforms.inside",
        "no",
        Kind::OneOf(&["no", "yes"]),
        "通知上级平台时是否允许内网地址和不加密的 http；只在平台位于政务内网时设为 yes",
        "whether platforms may be told at private addresses and without TLS: yes inside a government network only",
    ),
    setting(
        "record.publish_root",
        "yes",
        Kind::OneOf(&["yes", "no"]),
        "是否在 /record 公布每夜的记录杂凑",
        "whether the nightly hash over the record is shown at /record",
    ),
    setting(
        "metrics.listen",
        "",
        Kind::OptionalAddress,
        "Prometheus 指标的监听地址，如 127.0.0.1:9090；留空则没有",
        "the address of the Prometheus metrics, such as 127.0.0.1:9090; empty: none",
    ),
    setting("log", "text", Kind::OneOf(&["text", "json"]), "日志格式", "how the log is written"),
];
