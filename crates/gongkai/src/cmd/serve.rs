//! `gongkai serve`: the portal, the office and the reports in the browser.

use std::net::SocketAddr;
use std::path::PathBuf;

use gongkai_app::settings::{MailRoute, SecondFactorRule, Settings};
use gongkai_app::{App, Internal, accounts, chain, documents, jobs, reports};
use gongkai_web::Metrics;
use tokio::net::TcpListener;

use super::{Context, Status};
use crate::input::Failure;
use crate::redactor::with_redactor;
use crate::service::{Service, ServiceArgs};
use crate::typesetter::with_typesetter;

/// Where to listen and what to load.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The address to listen on; 127.0.0.1:8080 where nothing else is set.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    #[command(flatten)]
    service: ServiceArgs,
    /// Load the demonstration: five real reports, and a made-up district with its people and documents. Not for real
    /// use: the page where one signs in lists everybody's password.
    #[arg(long)]
    demo: bool,
    /// Load every document in this folder. One of a report that is there already replaces it.
    #[arg(long, value_name = "DIR")]
    reports_folder: Option<PathBuf>,
}

/// Serves until it is told to stop.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let service = args.service.read(args.listen.as_deref())?;
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    if service.logs_json() {
        log.json().init()
    } else {
        log.init()
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(args, &service, context))
}

async fn serve(args: &Args, service: &Service, context: &Context) -> Result<Status, Failure> {
    let app = service
        .open()
        .await
        .map_err(|error| unusable("数据库不可用", "cannot use the database", &error))?
        .with_settings(settings(args, service));
    let app = with_redactor(with_typesetter(app));
    let listen = service.listen();
    let listener =
        TcpListener::bind(listen).await.map_err(|error| Failure::file(listen.to_string(), error))?;
    let address = listener.local_addr()?;
    // Nobody waits for the dictionary here, and nobody's first search does.
    tokio::task::spawn_blocking(gongkai_app::warm_up);
    // The page is there at once; the reports come in behind it.
    let loading = tokio::spawn(load(app.clone(), args.demo, args.reports_folder.clone()));
    let clock = tokio::spawn(publish_on_time(app.clone()));
    let following = tokio::spawn(follow(app.clone()));
    let (working, work_ends) = tokio::sync::watch::channel(());
    let worker = tokio::spawn(work(app.clone(), work_ends));
    announce(address, context)?;
    if !args.demo {
        first_admin(&app, address, context).await?;
    }
    let metrics = match service.metrics() {
        Some(at) => {
            let listener =
                TcpListener::bind(at).await.map_err(|error| Failure::file(at.to_string(), error))?;
            let metrics = Metrics::default();
            tokio::spawn(gongkai_web::serve_metrics(app.clone(), metrics.clone(), listener));
            Some(metrics)
        }
        None => None,
    };
    gongkai_web::serve(app, metrics, listener, stop()).await?;
    loading.abort();
    clock.abort();
    following.abort();
    // A job that runs may end; what has not begun is for the next server.
    drop(working);
    let _ = worker.await;
    Ok(Status::Clean)
}

fn announce(address: SocketAddr, context: &Context) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = anstream::stdout();
    writeln!(out, "{} http://{address}/", context.lang.pick("已启动：", "listening on"))?;
    out.flush()
}

/// Nobody of the demonstration has a second factor; elsewhere it is required.
fn settings(args: &Args, service: &Service) -> Settings {
    let usual = service.settings();
    if !args.demo {
        return usual;
    }
    let mut site = usual.site;
    let listen = service.listen();
    // Shows QR codes and addresses to quote; whoever listens on any port learns it too late.
    if site.address.is_empty() && listen.port() != 0 {
        site.address = format!("http://{listen}");
    }
    let mail = match usual.mail {
        MailRoute::None => MailRoute::Folder(service.data().join("outbox")),
        set => set,
    };
    Settings { is_demo: true, second_factor: SecondFactorRule::Optional, site, mail, ..usual }
}

/// Says where the first administrator is made, while there is none.
async fn first_admin(app: &App, address: SocketAddr, context: &Context) -> Result<(), Failure> {
    use std::io::Write;
    let link = accounts::first_admin_link(app)
        .await
        .map_err(|error| unusable("数据库不可用", "cannot use the database", &error))?;
    if let Some(token) = link {
        let words = context
            .lang
            .pick("尚无管理员。请在 24 小时内打开：", "no administrator yet; within 24 hours open");
        writeln!(anstream::stdout(), "{words} http://{address}/setup/{token}")?;
    }
    Ok(())
}

/// How often scheduled publications are looked for.
const EVERY: std::time::Duration = std::time::Duration::from_secs(15);

/// Publishes what is due, for as long as the service runs.
async fn publish_on_time(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match documents::publish_due(&app).await {
            Ok(0) => {}
            Ok(published) => tracing::info!(published, "scheduled documents are public"),
            Err(error) => {
                tracing::error!(error = chain(&error), "scheduled documents could not be published")
            }
        }
    }
}

/// How often jobs are looked for.
const JOBS_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

/// Plans and does the work in the background until the service ends.
async fn work(app: App, mut end: tokio::sync::watch::Receiver<()>) {
    let server = format!("{}-{}", std::process::id(), gongkai_app::now_ms());
    let mut ticks = tokio::time::interval(JOBS_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            // The other side is only ever dropped.
            _ = end.changed() => return,
        }
        if app.progress().state() != gongkai_app::ProgressState::Idle {
            continue;
        }
        if let Err(error) = jobs::plan(&app).await {
            tracing::error!(error = chain(&error), "the work of the day could not be planned");
            continue;
        }
        loop {
            match jobs::run_next(&app, &server).await {
                Ok(true) if end.has_changed().is_ok() => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(error = chain(&error), "jobs could not be done");
                    break;
                }
            }
        }
    }
}

/// How often the acts of other servers on the same database are looked for.
const FOLLOW_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Keeps the pages in memory true while others write to the same database.
async fn follow(app: App) {
    let mut ticks = tokio::time::interval(FOLLOW_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut last = 0;
    while app.is_shared() {
        ticks.tick().await;
        match app.follow(last).await {
            Ok(newest) => last = newest,
            Err(error) => tracing::error!(error = chain(&error), "the record cannot be followed"),
        }
    }
}

async fn load(app: App, demo: bool, folder: Option<PathBuf>) {
    let result = async {
        if demo {
            gongkai_app::load_demo(&app).await?;
        }
        if let Some(folder) = folder {
            reports::load_folder(&app, &folder).await?;
        }
        Ok::<(), Internal>(())
    };
    if let Err(error) = result.await {
        tracing::error!(error = chain(&error), "reports could not be loaded");
    }
}

/// Ctrl-C, or what a service manager sends.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

pub(super) fn unusable(zh: &str, en: &str, error: &Internal) -> Failure {
    let chain = chain(error);
    Failure::usage(format!("{zh}：{chain}"), format!("{en}: {chain}"))
}
