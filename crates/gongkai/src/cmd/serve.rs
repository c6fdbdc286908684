//! `gongkai serve`: the reports in the browser.

use std::net::SocketAddr;
use std::path::PathBuf;

use gongkai_app::{App, Internal, reports};
use tokio::net::TcpListener;

use super::{Context, Status};
use crate::input::Failure;

/// Where to listen and what to load.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder of the database; made when it is not there.
    #[arg(long, value_name = "DIR", default_value = "gongkai-data")]
    data: PathBuf,
    /// Load the demonstration: five real reports and a made-up district.
    #[arg(long)]
    demo: bool,
    /// Load every document in this folder. One of a report that is there already replaces it.
    #[arg(long, value_name = "DIR")]
    reports_folder: Option<PathBuf>,
}

/// Serves until it is told to stop.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).init();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(args, context))
}

async fn serve(args: &Args, context: &Context) -> Result<Status, Failure> {
    let app = App::open(&args.data)
        .await
        .map_err(|error| unusable("数据目录不可用", "cannot use the data folder", &error))?;
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|error| Failure::file(args.listen.to_string(), error))?;
    let address = listener.local_addr()?;
    // The page is there at once; the reports come in behind it.
    let loading = tokio::spawn(load(app.clone(), args.demo, args.reports_folder.clone()));
    announce(address, context)?;
    gongkai_web::serve(app, listener, stop()).await?;
    loading.abort();
    Ok(Status::Clean)
}

fn announce(address: SocketAddr, context: &Context) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = anstream::stdout();
    writeln!(out, "{} http://{address}/", context.lang.pick("已启动：", "listening on"))?;
    out.flush()
}

async fn load(app: App, demo: bool, folder: Option<PathBuf>) {
    let result = async {
        if demo {
            reports::load_demo(&app).await?;
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

fn unusable(zh: &str, en: &str, error: &Internal) -> Failure {
    let chain = chain(error);
    Failure::usage(format!("{zh}：{chain}"), format!("{en}: {chain}"))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        line.push_str(": ");
        line.push_str(&error.to_string());
        source = error.source();
    }
    line
}
