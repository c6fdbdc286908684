//! `gongkai doctor`: what is wrong with this installation, and how to mend it.

use std::io::Write;
use std::path::Path;

use gongkai_app::settings::{MailRoute, SecondFactorRule};
use gongkai_app::{App, accounts, chain, doctor, virus_scan};

use super::{Context, Status};
use crate::input::Failure;
use crate::service::{Service, ServiceArgs};
use crate::words::Lang;

/// Which installation.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    service: ServiceArgs,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// How a matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    Warning,
    Bad,
}

impl Grade {
    fn word(self, lang: Lang) -> &'static str {
        match self {
            Grade::Good => lang.pick("正常", "good"),
            Grade::Warning => lang.pick("注意", "warning"),
            Grade::Bad => lang.pick("问题", "bad"),
        }
    }
}

/// One matter: what was looked at, how it stands, and what to do.
struct Matter {
    name: &'static str,
    grade: Grade,
    found: String,
    advice: &'static str,
}

/// Looks at everything, and says what it found.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let service = args.service.read(None)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let matters = runtime.block_on(examine(&service, context.lang));
    let mut out = anstream::stdout();
    if args.json {
        let list: Vec<serde_json::Value> = matters
            .iter()
            .map(|m| serde_json::json!({ "name": m.name, "grade": m.grade.word(Lang::En), "found": m.found, "advice": m.advice }))
            .collect();
        writeln!(out, "{}", serde_json::Value::from(list))?;
    } else {
        for m in &matters {
            writeln!(out, "[{}] {}: {}", m.grade.word(context.lang), m.name, m.found)?;
            if m.grade != Grade::Good && !m.advice.is_empty() {
                writeln!(out, "    → {}", m.advice)?;
            }
        }
    }
    let is_bad = matters.iter().any(|m| m.grade == Grade::Bad);
    Ok(if is_bad { Status::Findings } else { Status::Clean })
}

async fn examine(service: &Service, lang: Lang) -> Vec<Matter> {
    let mut matters = vec![folder(&service.data(), lang)];
    matters.extend(settings(service, lang));
    let name = lang.pick("数据库", "database");
    if service.need_database().is_err() {
        matters.push(Matter {
            name,
            grade: Grade::Bad,
            found: lang.pick("数据目录中没有数据库", "there is none in the data folder").into(),
            advice: lang.pick(
                "检查 data 设置；新安装请先启动服务。",
                "Check the setting data; start the service once where it is new.",
            ),
        });
        return matters;
    }
    match service.open().await {
        Ok(app) => {
            matters.push(Matter {
                name,
                grade: Grade::Good,
                found: lang.pick("可用", "usable").into(),
                advice: "",
            });
            matters.extend(others(&app, lang).await);
            match doctor::look(&app).await {
                Ok(found) => matters.extend(of_database(&found, lang)),
                Err(error) => matters.push(Matter {
                    name,
                    grade: Grade::Bad,
                    found: chain(&error),
                    advice: lang.pick(
                        "查看服务日志；必要时从备份恢复。",
                        "See the log of the service; restore a backup if need be.",
                    ),
                }),
            }
        }
        Err(error) => matters.push(Matter {
            name,
            grade: Grade::Bad,
            found: chain(&error),
            advice: lang.pick(
                "检查 database 设置和数据库服务是否运行，数据目录是否可写。",
                "Check the setting database, that its server runs, and that the data folder can be written.",
            ),
        }),
    }
    matters
}

/// The servers that the settings name, each asked once.
async fn others(app: &App, lang: Lang) -> Vec<Matter> {
    let asked = |name, answer: Result<(), String>, advice| match answer {
        Ok(()) => {
            Matter { name, grade: Grade::Good, found: lang.pick("可用", "usable").into(), advice: "" }
        }
        Err(why) => Matter { name, grade: Grade::Bad, found: why, advice },
    };
    let settings = app.settings();
    let mut out = Vec::new();
    if settings.s3.is_some() {
        let answer = doctor::probe_files(app).await.map_err(|e| chain(&e));
        out.push(asked(
            lang.pick("文件存储桶", "bucket of files"),
            answer,
            lang.pick(
                "检查 files.s3.* 设置、存储桶是否存在、密钥是否有读写权限。",
                "Check the settings files.s3.*, that the bucket is there, and that the key may read and write.",
            ),
        ));
    }
    if !settings.clamd.is_empty() {
        let answer = virus_scan::ping(app).await.map_err(|e| chain(&e));
        out.push(asked(
            lang.pick("病毒扫描", "virus scan"),
            answer,
            lang.pick(
                "检查 files.clamd 设置和 ClamAV 是否运行；不可用时不接受任何文件。",
                "Check files.clamd and that ClamAV runs; no file is taken while it does not answer.",
            ),
        ));
    }
    if settings.oidc.is_some() {
        let answer = accounts::ask_provider(app).await.map_err(|e| chain(&e));
        out.push(asked(
            lang.pick("统一身份认证", "identity provider"),
            answer,
            lang.pick(
                "检查 oidc.issuer 设置和网络；其间可用密码登录。",
                "Check oidc.issuer and the network; passwords still work.",
            ),
        ));
    }
    match app.key_count() {
        Ok(count) => out.push(Matter {
            name: lang.pick("申请人信息的密钥", "keys of personal data"),
            grade: if count == 0 { Grade::Warning } else { Grade::Good },
            found: format!("{count} {}", lang.pick("个", "keys")),
            advice: lang.pick(
                "第一件申请到来时生成。请把 keys/requests.keys 与数据库分开备份。",
                "Made when the first request comes. Back keys/requests.keys up apart from the database.",
            ),
        }),
        Err(error) => out.push(Matter {
            name: lang.pick("申请人信息的密钥", "keys of personal data"),
            grade: Grade::Bad,
            found: chain(&error),
            advice: lang.pick(
                "恢复 keys/requests.keys，否则申请人信息无法打开。",
                "Restore keys/requests.keys; without it nobody can open who asks.",
            ),
        }),
    }
    out
}

/// Whether the data folder can be written to.
fn folder(data: &Path, lang: Lang) -> Matter {
    let name = lang.pick("数据目录", "data folder");
    let probe = data.join(".doctor");
    let tried = std::fs::write(&probe, vec![0_u8; 1 << 20]).and_then(|()| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => Matter { name, grade: Grade::Good, found: data.display().to_string(), advice: "" },
        Err(error) => Matter {
            name,
            grade: Grade::Bad,
            found: format!("{}: {error}", data.display()),
            advice: lang.pick(
                "让运行服务的用户拥有该目录，并腾出空间。",
                "Let the user that runs the service own the folder, and make room.",
            ),
        },
    }
}

fn settings(service: &Service, lang: Lang) -> Vec<Matter> {
    let settings = service.settings();
    let graded = |name, is_good: bool, found: String, advice| Matter {
        name,
        grade: if is_good { Grade::Good } else { Grade::Warning },
        found,
        advice,
    };
    let address = settings.site.address.clone();
    let mut out = vec![
        graded(
            lang.pick("对外网址", "public address"),
            !address.is_empty(),
            if address.is_empty() { lang.pick("未设置", "not set").into() } else { address.clone() },
            lang.pick(
                "设置 site.address，否则订阅、邮件和二维码没有正确的网址。",
                "Set site.address; feeds, mails and QR codes have no true address without it.",
            ),
        ),
        graded(
            lang.pick("加密访问", "TLS"),
            address.is_empty() || address.starts_with("https://"),
            address.split("://").next().unwrap_or_default().to_owned(),
            lang.pick(
                "在前置的 nginx 上启用 HTTPS（等保要求传输加密）。",
                "Turn HTTPS on in the server in front (GB/T 22239 asks for encrypted transport).",
            ),
        ),
        graded(
            lang.pick("监听地址", "listening address"),
            service.listen().ip().is_loopback(),
            service.listen().to_string(),
            lang.pick(
                "服务应只在本机监听，由前置的 nginx 对外。",
                "The service should listen on this machine only, behind a server such as nginx.",
            ),
        ),
        graded(
            lang.pick("网站标识码", "site code"),
            settings.site.id_code.len() == 10,
            settings.site.id_code.clone(),
            lang.pick("设置 site.id_code（十位）。", "Set site.id_code, ten digits."),
        ),
        graded(
            lang.pick("双因素登录", "second factor"),
            settings.second_factor == SecondFactorRule::Required,
            format!("{:?}", settings.second_factor),
            lang.pick("将 second_factor 设为 required。", "Set second_factor to required."),
        ),
    ];
    let (route, found) = match &settings.mail {
        MailRoute::None => (false, lang.pick("未设置", "not set").to_owned()),
        MailRoute::Folder(folder) => (true, folder.display().to_string()),
        MailRoute::Smtp(_) => (true, "SMTP".to_owned()),
    };
    out.push(graded(
        lang.pick("邮件", "mail"),
        route,
        found,
        lang.pick(
            "设置 mail.smtp，否则没有到期提醒。",
            "Set mail.smtp; nobody is reminded of terms without it.",
        ),
    ));
    out
}

fn of_database(found: &doctor::Found, lang: Lang) -> Vec<Matter> {
    let mut out = Vec::new();
    let mut add = |name, grade, found: String, advice| out.push(Matter { name, grade, found, advice });
    add(
        lang.pick("放假安排", "holiday notices"),
        match found.missing_notice {
            None => Grade::Good,
            Some(year) if year > found.year => Grade::Warning,
            Some(_) => Grade::Bad,
        },
        found.missing_notice.map_or_else(
            || lang.pick("齐全", "loaded").to_owned(),
            |year| format!("{year} {}", lang.pick("年缺", "is missing")),
        ),
        lang.pick(
            "国务院办公厅发布通知后运行 gongkai calendar import；缺少的年份不能计算期限。",
            "Run gongkai calendar import once the notice is out; terms that reach into a missing year cannot be counted.",
        ),
    );
    add(
        lang.pick("管理员", "administrators"),
        if found.people == 0 { Grade::Bad } else { Grade::Good },
        format!("{} {}", found.people, lang.pick("个账户", "accounts")),
        lang.pick(
            "启动服务并打开它给出的一次性链接。",
            "Start the service and open the one-time link that it prints.",
        ),
    );
    add(
        lang.pick("无统一社会信用代码的机关", "agencies without a unified code"),
        if found.without_code.is_empty() { Grade::Good } else { Grade::Warning },
        found.without_code.join("、"),
        lang.pick(
            "补登代码，否则不能分配索引号。",
            "Enter the codes; no index numbers can be given without them.",
        ),
    );
    add(
        lang.pick("失败的任务", "dead jobs"),
        if found.dead_jobs == 0 { Grade::Good } else { Grade::Bad },
        found.dead_jobs.to_string(),
        lang.pick("在 /office/jobs 查看原因后重试。", "Look at the reasons at /office/jobs and try again."),
    );
    let (grade, check) = match &found.last_check {
        Some(check) => (if check.is_whole { Grade::Good } else { Grade::Bad }, check.day.clone()),
        None => (Grade::Warning, lang.pick("尚无", "none yet").to_owned()),
    };
    add(
        lang.pick("每夜核验", "nightly check"),
        grade,
        check,
        lang.pick(
            "让服务在夜间运行；不完好时运行 gongkai verify。",
            "Let the service run at night; run gongkai verify where the record is not whole.",
        ),
    );
    out
}
