//! Loading the whole demonstration: reports, and the platform of the made-up district.

use crate::demo::{self, platform};
use crate::{App, Internal, reports};

/// The setting that says which platform of the demonstration the database holds.
const SETTING: &str = "demo-platform";

/// Loads the demonstration, unless the database has it already. People and newest documents come first.
///
/// # Errors
///
/// If the database fails.
pub async fn load_demo(app: &App) -> Result<(), Internal> {
    let version = demo::version();
    if app.store.setting(SETTING).await?.as_deref() != Some(&version) {
        let result = load(app, &version).await;
        if result.is_err() {
            app.progress.fail();
        }
        result?;
        app.progress.finish();
    }
    reports::load_demo(app).await?;
    demo::put_assessments(app).await
}

/// Adds `count` documents to the demonstration, to try how a machine bears them; `told` hears how many more there are.
///
/// # Errors
///
/// If the demonstration is not there or was filled before, or the database fails.
pub async fn fill_demo(app: &App, count: usize, told: impl FnMut(usize)) -> Result<(), Internal> {
    platform::fill(app, count, told).await
}

async fn load(app: &App, version: &str) -> Result<(), Internal> {
    let (regions, agencies) = demo::agencies();
    app.store.save_agencies(&regions, &agencies).await?;
    platform::ground(app).await?;
    app.progress.begin(platform::count());
    platform::documents(app, |more| app.progress.advance(more)).await?;
    demo::put_history(app).await?;
    demo::put_campaigns(app).await?;
    Ok(app.store.set_setting(SETTING, version).await?)
}
