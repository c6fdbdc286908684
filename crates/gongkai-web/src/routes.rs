//! Every address with its gate. The table that a test compares with what the law of the house is.

use std::future::ready;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use gongkai_app::App;
use gongkai_app::documents::site::ARCHIVE_LIMIT;
use gongkai_domain::permission::Right;

use crate::guard::{Gate, keep};
use crate::metrics::Pattern;
use crate::{api, assets, health, office, portal, reports};

/// An address: method, path, and who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with names of its parts in braces.
    pub path: &'static str,
    /// Who may pass.
    pub gate: Gate,
}

/// Addresses as they are added.
pub struct Routes {
    app: App,
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    fn add(mut self, method: &'static str, path: &'static str, gate: Gate, to: MethodRouter<App>) -> Routes {
        self.table.push(Route { method, path, gate });
        let named = map_response(move |mut response: Response| {
            response.extensions_mut().insert(Pattern(path));
            ready(response)
        });
        let kept = to.layer(from_fn_with_state((self.app.clone(), gate), keep)).layer(named);
        self.router = self.router.route(path, kept);
        self
    }

    fn get<H, T>(self, path: &'static str, gate: Gate, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, gate, get(handler))
    }

    fn post<H, T>(self, path: &'static str, gate: Gate, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, gate, post(handler))
    }

    /// One that takes files.
    fn upload<H, T>(self, path: &'static str, gate: Gate, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, gate, post(handler).layer(DefaultBodyLimit::max(office::UPLOAD_LIMIT)))
    }

    /// The router and the table.
    pub fn done(self) -> (Router<App>, Vec<Route>) {
        (self.router, self.table)
    }
}

/// Every address of the service.
pub fn routes(app: &App) -> Routes {
    let begin = Routes { app: app.clone(), router: Router::new(), table: Vec::new() };
    // In the order in which they are listed.
    let parts: [fn(Routes) -> Routes; 15] = [
        portal,
        reports,
        json,
        office,
        site_import,
        registers,
        requests,
        compiled,
        compared,
        matters,
        exchange,
        applicants,
        assessments,
        interaction,
        campaigns,
    ];
    parts.into_iter().fold(begin, |routes, add| add(routes))
}

fn portal(routes: Routes) -> Routes {
    let p = Gate::Public;
    routes
        .get("/", p, portal::home)
        .get("/documents", p, portal::list)
        .get("/documents/{id}", p, portal::document)
        .get("/documents/{id}/versions/{number}", p, portal::version)
        .get("/documents/{id}/download/{format}", p, portal::download)
        .get("/policies", p, portal::policies)
        .get("/files/{sha256}/{name}", p, portal::file)
        .get("/search", p, portal::search)
        .get("/search/suggest", p, portal::suggest)
        .get("/embed", p, portal::embed::embed)
        .get("/embed/columns/{column}", p, portal::embed::column)
        .get("/embed/agencies/{agency}", p, portal::embed::agency)
        .get("/legal", p, portal::legal)
        .get("/guide", p, portal::guide)
        .get("/guide/{agency}", p, portal::guide_of)
        .get("/agencies/{agency}", p, portal::agency)
        .get("/catalogue/{agency}", p, portal::catalogue::catalogue)
        .get("/catalogue/{agency}/xlsx", p, portal::catalogue::catalogue_xlsx)
        .get("/directory/{agency}", p, portal::catalogue::directory)
        .get("/directory/{agency}/{format}", p, portal::catalogue::directory_export)
        .get("/display/{screen}", p, portal::display::display)
        .get("/messages", p, portal::messages::form)
        .post("/messages", p, portal::messages::send)
        .get("/messages/{agency}", p, portal::messages::answers)
        .get("/requests/new", p, portal::requests::form)
        .post("/requests/new", p, portal::requests::submit)
        .get("/requests/paper", p, portal::requests::paper)
        .get("/requests/track", p, portal::requests::find)
        .post("/requests/track", p, portal::requests::track)
        .post("/requests/track/act", p, portal::requests::act)
        .post("/requests/track/letter", p, portal::requests::letter)
        .post("/requests/track/file", p, portal::requests::file)
        .upload("/requests/track/files", p, portal::requests::add_file)
        .get("/corrections/new", p, portal::matters::correction)
        .post("/corrections/new", p, portal::matters::send_correction)
        .get("/complaints/new", p, portal::matters::complaint)
        .post("/complaints/new", p, portal::matters::send_complaint)
        .get("/matters/track", p, portal::matters::find)
        .post("/matters/track", p, portal::matters::track)
        .post("/matters/track/act", p, portal::matters::act)
        .post("/matters/track/letter", p, portal::matters::letter)
        .get("/subscribe", p, portal::subscribe::form)
        .post("/subscribe", p, portal::subscribe::send)
        .get("/subscriptions/{token}", p, portal::subscribe::owned)
        .post("/subscriptions/{token}", p, portal::subscribe::change)
        .get("/feed.atom", p, portal::feed::atom)
        .get("/feed.rss", p, portal::feed::rss)
        .get("/sitemap.xml", p, portal::feed::sitemap)
        .get("/registers/{agency}/{register}", p, portal::register::register)
        .get("/registers/{agency}/{register}/export/{format}", p, portal::register::export)
        .get("/record", p, portal::record::record)
        .get("/record.json", p, portal::record::record_json)
        .get("/robots.txt", p, portal::feed::robots)
        .get("/assets/{version}/{file}", p, assets::asset)
        .get("/healthz", p, health::healthz)
        .get("/readyz", p, health::readyz)
}

fn reports(routes: Routes) -> Routes {
    let p = Gate::Public;
    routes
        .get("/reports", p, reports::list)
        .get("/reports/compare", p, reports::compare)
        .get("/reports/check", p, reports::check_form)
        .post("/reports/check", p, reports::check)
        .get("/reports/rules", p, reports::rules)
        .get("/reports/rules/{code}", p, reports::rule)
        .get("/reports/regions", p, reports::regions::index)
        .get("/reports/regions/{region}/{year}", p, reports::regions::roll_up)
        .get("/reports/regions/{region}/{year}/league", p, reports::regions::league)
        .get("/reports/{id}", p, reports::show)
        .get("/reports/{id}/download/{format}", p, reports::download)
}

fn json(routes: Routes) -> Routes {
    let p = Gate::Public;
    routes
        .get("/api/v1/documents", p, api::documents::list)
        .get("/api/v1/documents/{id}", p, api::documents::show)
        .get("/api/v1/search", p, api::documents::search)
        .get("/api/v1/agencies", p, api::agencies::list)
        .get("/api/v1/agencies/{agency}", p, api::agencies::show)
        .get("/api/v1/agencies/{agency}/registers/{register}", p, api::agencies::register)
        .get("/api/v1/agencies/{agency}/requests", p, api::requests::list)
        .get("/api/v1/openapi.json", p, api::openapi::openapi)
        .get("/api/v1/reports", p, api::list)
        .get("/api/v1/reports/compare", p, api::compare)
        .post("/api/v1/reports/check", p, api::check)
        .get("/api/v1/reports/rules", p, api::rules)
        .get("/api/v1/reports/rules/{code}", p, api::rule)
        .get("/api/v1/reports/regions/{region}/{year}", p, api::roll_up)
        .get("/api/v1/reports/regions/{region}/{year}/league", p, api::league)
        .get("/api/v1/reports/{id}", p, api::show)
}

fn office(routes: Routes) -> Routes {
    let draft = Gate::Document(Right::Draft);
    let read = Gate::Document(Right::ReadWork);
    let release = Gate::Document(Right::Release);
    let accounts = Gate::Whole(Right::ManageAccounts);
    let roles = Gate::Whole(Right::ManageRoles);
    routes
        .get("/sign-in", Gate::Public, office::sign_in::form)
        .post("/sign-in", Gate::Public, office::sign_in::sign_in)
        .post("/sign-in/code", Gate::Public, office::sign_in::code)
        .get("/sign-in/oidc", Gate::Public, office::oidc::begin)
        .get("/sign-in/oidc/callback", Gate::Public, office::oidc::finish)
        .get("/setup/{token}", Gate::Public, office::setup::form)
        .post("/setup/{token}", Gate::Public, office::setup::set_up)
        .get("/invitation/{token}", Gate::Public, office::setup::invitation)
        .post("/invitation/{token}", Gate::Public, office::setup::accept)
        .post("/sign-out", Gate::Account, office::sign_in::sign_out)
        .get("/office", Gate::Account, office::desk)
        .get("/office/progress", Gate::Account, office::progress)
        .get("/office/audit", Gate::Whole(Right::ReadAudit), office::audit)
        .get("/office/jobs", Gate::Whole(Right::Operate), office::jobs::jobs)
        .get("/office/outbox", Gate::Whole(Right::Operate), office::jobs::outbox)
        .post("/office/jobs/{job}/revive", Gate::Whole(Right::Operate), office::jobs::revive)
        .get("/office/account", Gate::Account, office::account::account)
        .post("/office/account/password", Gate::Account, office::account::password)
        .post("/office/account/sessions/end-others", Gate::Account, office::account::end_others)
        .post("/office/account/sessions/{session}/end", Gate::Account, office::account::end)
        .get("/office/people", Gate::Account, office::people::people)
        .post("/office/people", accounts, office::people::create)
        .post("/office/people/{user}/invite", accounts, office::people::invite)
        .post("/office/people/{user}/disable", accounts, office::people::disable)
        .post("/office/people/{user}/enable", accounts, office::people::enable)
        .post("/office/people/{user}/unlock", roles, office::people::unlock)
        .post("/office/people/{user}/second-factor/reset", roles, office::people::reset_second_factor)
        .post("/office/people/{user}/roles", roles, office::people::give)
        .post("/office/people/{user}/roles/remove", roles, office::people::take)
        .get("/office/agencies", Gate::Whole(Right::ManageAgencies), office::agencies::list)
        .post("/office/agencies", Gate::Whole(Right::ManageAgencies), office::agencies::add)
        .get("/office/agencies/{agency}/profile", Gate::Account, office::agencies::profile)
        .post("/office/agencies/{agency}/profile", Gate::Account, office::agencies::save)
        .post(
            "/office/agencies/{agency}/changes",
            Gate::Whole(Right::ManageAgencies),
            office::agencies::change,
        )
        .get("/office/agencies/{agency}/documents", Gate::Agency(Right::ReadWork), office::list)
        .get("/office/agencies/{agency}/documents/new", Gate::Agency(Right::Draft), office::edit::blank)
        .post("/office/agencies/{agency}/documents", Gate::Agency(Right::Draft), office::edit::create)
        .upload(
            "/office/agencies/{agency}/documents/import",
            Gate::Agency(Right::Draft),
            office::edit::import,
        )
        .get("/office/agencies/{agency}/words", Gate::Agency(Right::ReadWork), office::words::words)
        .post(
            "/office/agencies/{agency}/words",
            Gate::Agency(Right::ManageCatalogue),
            office::words::set_words,
        )
        .get("/office/agencies/{agency}/review", Gate::Agency(Right::ReadWork), office::review::steps)
        .post(
            "/office/agencies/{agency}/review",
            Gate::Agency(Right::ManageCatalogue),
            office::review::set_steps,
        )
        .get("/office/documents/{id}", read, office::work::show)
        .get("/office/documents/{id}/review-sheet/{format}", read, office::work::review_sheet)
        .get("/office/documents/{id}/edit", draft, office::edit::form)
        .post("/office/documents/{id}/edit", draft, office::edit::save)
        .upload("/office/documents/{id}/files", draft, office::edit::attach)
        .post("/office/documents/{id}/files/{sha256}/remove", draft, office::edit::detach)
        .post("/office/documents/{id}/submit", draft, office::work::submit)
        .post("/office/documents/{id}/discard", draft, office::work::discard)
        .post("/office/documents/{id}/correct", draft, office::work::correct)
        .post("/office/documents/{id}/pass", read, office::work::pass)
        .post("/office/documents/{id}/send-back", read, office::work::send_back)
        .post("/office/documents/{id}/settle", read, office::work::settle)
        .post("/office/documents/{id}/publish", release, office::work::publish)
        .post("/office/documents/{id}/schedule", release, office::work::schedule)
        .post("/office/documents/{id}/unschedule", release, office::work::unschedule)
        .post("/office/documents/{id}/withdraw", release, office::work::withdraw)
}

/// An old site, sent from the browser.
fn site_import(routes: Routes) -> Routes {
    let keep = Gate::Agency(Right::ManageCatalogue);
    let archive = post(office::site_import::send).layer(DefaultBodyLimit::max(ARCHIVE_LIMIT));
    routes
        .get("/office/agencies/{agency}/site-import", keep, office::site_import::show)
        .add("POST", "/office/agencies/{agency}/site-import", keep, archive)
        .post("/office/agencies/{agency}/site-import/take", keep, office::site_import::take)
        .post("/office/agencies/{agency}/site-import/forget", keep, office::site_import::forget)
        .get("/office/agencies/{agency}/site-import/report.csv", keep, office::site_import::report)
}

/// What an agency keeps besides documents and requests.
fn registers(routes: Routes) -> Routes {
    let (read, write) = (Gate::Agency(Right::ReadWork), Gate::Agency(Right::RecordChannel));
    let declare = Gate::Agency(Right::ManageCatalogue);
    routes
        .get("/office/agencies/{agency}/catalogue", read, office::catalogue::working_list)
        .get("/office/agencies/{agency}/site-health", read, office::site_health::site_health)
        .get("/office/agencies/{agency}/website-report/{year}", read, office::site_health::website_report)
        .get(
            "/office/agencies/{agency}/website-report/{year}/xlsx",
            read,
            office::site_health::website_report_xlsx,
        )
        .get("/office/agencies/{agency}/registers", read, office::registers::list)
        .get("/office/agencies/{agency}/registers/declare", declare, office::registers::declaration)
        .post("/office/agencies/{agency}/registers/declare", declare, office::registers::declare)
        .get("/office/agencies/{agency}/registers/{register}", read, office::registers::register)
        .post("/office/agencies/{agency}/registers/{register}", write, office::registers::create)
        .get("/office/agencies/{agency}/registers/{register}/new", write, office::registers::blank)
        .upload("/office/agencies/{agency}/registers/{register}/import", write, office::registers::import)
        .get(
            "/office/agencies/{agency}/registers/{register}/export/{format}",
            read,
            office::registers::export,
        )
        .get("/office/agencies/{agency}/entries/{entry}", read, office::registers::entry)
        .post("/office/agencies/{agency}/entries/{entry}", write, office::registers::change)
        .post("/office/agencies/{agency}/entries/{entry}/withdraw", write, office::registers::withdraw)
}

/// The assessment of a region's agencies.
fn assessments(routes: Routes) -> Routes {
    let (p, account) = (Gate::Public, Gate::Account);
    routes
        .get("/office/assessments", account, office::assessment::list)
        .post("/office/assessments", account, office::assessment::begin)
        .get("/office/assessments/{assessment}", account, office::assessment::show)
        .post("/office/assessments/{assessment}/scheme", account, office::assessment::scheme)
        .post("/office/assessments/{assessment}/marks", account, office::assessment::mark)
        .post("/office/assessments/{assessment}/marks/{mark}/withdraw", account, office::assessment::withdraw)
        .post("/office/assessments/{assessment}/appeals/{mark}", account, office::assessment::decide)
        .post("/office/assessments/{assessment}/publish", account, office::assessment::publish)
        .get("/office/agencies/{agency}/assessment", Gate::Agency(Right::ReadWork), office::assessment::own)
        .post(
            "/office/agencies/{agency}/assessment",
            Gate::Agency(Right::RecordChannel),
            office::assessment::appeal,
        )
        .get("/regions/{region}/assessment/{year}", p, portal::assessment::result)
        .get("/evaluation/{agency}", p, portal::assessment::evaluation)
        .post("/evaluation/{agency}", p, portal::assessment::vote)
}

/// What the public takes part in.
fn interaction(routes: Routes) -> Routes {
    routes.get("/take-part/{agency}/{entry}", Gate::Public, portal::take_part::form).post(
        "/take-part/{agency}/{entry}",
        Gate::Public,
        portal::take_part::send,
    )
}

/// Corrections and complaints, and what other agencies put on an agency's desk.
fn matters(routes: Routes) -> Routes {
    let read = Gate::Agency(Right::ReadRequests);
    let handle = Gate::Agency(Right::HandleRequests);
    let sign = Gate::Agency(Right::ApproveAnswers);
    routes
        .get("/office/agencies/{agency}/matters", read, office::matters::list)
        .get("/office/agencies/{agency}/matters/new", handle, office::matters::new::blank)
        .post("/office/agencies/{agency}/matters/new", handle, office::matters::new::create)
        .get("/office/agencies/{agency}/matters/settings", read, office::matters::settings::form)
        .post("/office/agencies/{agency}/matters/settings", sign, office::matters::settings::save)
        .get("/office/agencies/{agency}/matters/{matter}", read, office::matters::show)
        .post("/office/agencies/{agency}/matters/{matter}/act", read, office::matters::act)
        .post("/office/agencies/{agency}/matters/{matter}/open", read, office::matters::open)
        .get("/office/agencies/{agency}/matters/{matter}/letter/{format}", read, office::matters::letter)
        .get("/office/agencies/{agency}/incoming", read, office::incoming::incoming)
        .post(
            "/office/agencies/{agency}/incoming/asks/{request}/{number}",
            handle,
            office::incoming::answer_ask,
        )
        .post("/office/agencies/{agency}/incoming/matters/{matter}", handle, office::incoming::answer_concern)
}

/// Requests for information.
fn requests(routes: Routes) -> Routes {
    let read = Gate::Agency(Right::ReadRequests);
    let handle = Gate::Agency(Right::HandleRequests);
    let sign = Gate::Agency(Right::ApproveAnswers);
    routes
        .get("/office/agencies/{agency}/requests", read, office::requests::desk::desk)
        .get("/office/agencies/{agency}/requests/new", handle, office::requests::new::blank)
        .post("/office/agencies/{agency}/requests/new", handle, office::requests::new::create)
        .get("/office/agencies/{agency}/requests/inbox", handle, office::requests::inbox::list)
        .get("/office/agencies/{agency}/requests/inbox/{mail}", handle, office::requests::inbox::show)
        .get(
            "/office/agencies/{agency}/requests/inbox/{mail}/files/{file}",
            handle,
            office::requests::inbox::file,
        )
        .post(
            "/office/agencies/{agency}/requests/inbox/{mail}/set-aside",
            handle,
            office::requests::inbox::set_aside,
        )
        .get("/office/agencies/{agency}/requests/import", handle, office::requests::exchange::form)
        .upload("/office/agencies/{agency}/requests/import", handle, office::requests::exchange::import)
        .get(
            "/office/agencies/{agency}/requests/export/{year}/{format}",
            read,
            office::requests::exchange::export,
        )
        .post("/office/agencies/{agency}/requests/assign", handle, office::requests::desk::assign)
        .get("/office/agencies/{agency}/requests/calendar", read, office::requests::desk::calendar)
        .get("/office/agencies/{agency}/requests/settings", read, office::requests::settings::form)
        .post("/office/agencies/{agency}/requests/settings", sign, office::requests::settings::save)
        .get("/office/agencies/{agency}/requests/tally/{year}", read, office::requests::tally)
        .get("/office/agencies/{agency}/requests/{request}", read, office::requests::show)
        .post("/office/agencies/{agency}/requests/{request}/act", read, office::requests::act)
        .post("/office/agencies/{agency}/requests/{request}/open", read, office::requests::open)
        .upload("/office/agencies/{agency}/requests/{request}/files", handle, office::requests::files::add)
        .post(
            "/office/agencies/{agency}/requests/{request}/archive",
            handle,
            office::requests::files::archive,
        )
        .get("/office/agencies/{agency}/requests/{request}/files/{file}", read, office::requests::files::file)
        .get(
            "/office/agencies/{agency}/requests/{request}/files/{file}/redact",
            handle,
            office::requests::redact::show,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/files/{file}/redact",
            handle,
            office::requests::redact::save,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/files/{file}/redact/copy",
            handle,
            office::requests::redact::copy,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/files/{file}/set",
            handle,
            office::requests::redact::set,
        )
        .get(
            "/office/agencies/{agency}/requests/{request}/files/{file}/pages/{page}",
            handle,
            office::requests::redact::picture,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/files/{file}/remove",
            handle,
            office::requests::files::remove,
        )
        .get(
            "/office/agencies/{agency}/requests/{request}/proceedings",
            handle,
            office::requests::proceedings::form,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/proceedings",
            handle,
            office::requests::proceedings::put,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/letters",
            handle,
            office::requests::letters::begin,
        )
        .get(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}",
            read,
            office::requests::letters::show,
        )
        .get(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}/{format}",
            read,
            office::requests::letters::file,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}/edit",
            handle,
            office::requests::letters::edit,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}/approve",
            sign,
            office::requests::letters::approve,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}/void",
            handle,
            office::requests::letters::void,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/letters/{letter}/send",
            handle,
            office::requests::letters::send,
        )
}

/// The annual report out of the records.
fn compiled(routes: Routes) -> Routes {
    let (read, write) = (Gate::Agency(Right::ReadWork), Gate::Agency(Right::Draft));
    routes
        .get("/office/agencies/{agency}/report", read, office::report::years)
        .get("/office/agencies/{agency}/report/{period}", read, office::report::show)
        .post("/office/agencies/{agency}/report/{period}", write, office::report::save)
        .post("/office/agencies/{agency}/report/{period}/hand-in", write, office::report::hand_in)
        .get("/office/agencies/{agency}/report/{period}/download/{format}", read, office::report::download)
        .get("/office/agencies/{agency}/report/{period}/cells/{key}", read, office::report::cell)
        .post("/office/agencies/{agency}/report/{period}/cells/{key}", write, office::report::put_cell)
        .post(
            "/office/agencies/{agency}/report/{period}/cells/{key}/restore",
            write,
            office::report::restore_cell,
        )
}

/// The yearly campaign of a region, and the ways into it.
fn campaigns(routes: Routes) -> Routes {
    let run = Gate::Agency(Right::RunCampaign);
    let (read, write) = (Gate::Agency(Right::ReadWork), Gate::Agency(Right::Draft));
    routes
        .get("/hand-in/{token}", Gate::Public, portal::hand_in::by_link)
        .post("/hand-in/{token}", Gate::Public, portal::hand_in::hand_in_by_link)
        .upload("/hand-in/{token}/files", Gate::Public, portal::hand_in::upload_by_link)
        .get("/office/agencies/{agency}/report/{period}/campaign", read, portal::hand_in::own)
        .post("/office/agencies/{agency}/report/{period}/campaign", write, portal::hand_in::hand_in_own)
        .upload(
            "/office/agencies/{agency}/report/{period}/campaign/files",
            write,
            portal::hand_in::upload_own,
        )
        .post(
            "/office/agencies/{agency}/report/{period}/campaign/compiled",
            write,
            portal::hand_in::hand_in_compiled,
        )
        .get("/office/agencies/{agency}/campaigns", run, office::campaigns::list)
        .post("/office/agencies/{agency}/campaigns", run, office::campaigns::open)
        .get("/office/agencies/{agency}/campaigns/{year}", run, office::campaigns::campaign)
        .post("/office/agencies/{agency}/campaigns/{year}", run, office::campaigns::act)
        .get("/office/agencies/{agency}/campaigns/{year}/export/{format}", run, office::campaigns::export)
        .get("/office/agencies/{agency}/campaigns/{year}/roll-up", run, office::campaigns::roll_up)
        .get("/office/agencies/{agency}/campaigns/{year}/units/{unit}", run, office::campaigns::show)
        .post("/office/agencies/{agency}/campaigns/{year}/units/{unit}/edit", run, office::campaigns::edit)
        .post("/office/agencies/{agency}/campaigns/{year}/units/{unit}/link", run, office::campaigns::link)
        .upload(
            "/office/agencies/{agency}/campaigns/{year}/units/{unit}/files",
            run,
            office::campaigns::upload,
        )
        .post(
            "/office/agencies/{agency}/campaigns/{year}/units/{unit}/hand-in",
            run,
            office::campaigns::hand_in,
        )
        .post("/office/agencies/{agency}/campaigns/{year}/units/{unit}/judge", run, office::campaigns::judge)
        .get(
            "/office/agencies/{agency}/campaigns/{year}/units/{unit}/versions/{number}/file",
            run,
            office::campaigns::file,
        )
}

/// Platforms that hand requests in.
fn exchange(routes: Routes) -> Routes {
    let admits = Gate::Whole(Right::ManageAccounts);
    let hand_in = post(api::platform::hand_in).layer(DefaultBodyLimit::max(api::platform::BODY_LIMIT));
    routes
        .add("POST", "/api/v1/agencies/{agency}/requests", Gate::Platform, hand_in)
        .get("/api/v1/requests/{number}", Gate::Platform, api::platform::show)
        .get("/api/v1/requests/{number}/letters/{letter}/{format}", Gate::Platform, api::platform::letter)
        .get("/office/platforms", admits, office::platforms::list)
        .post("/office/platforms", admits, office::platforms::create)
        .get("/office/platforms/{platform}", admits, office::platforms::show)
        .post("/office/platforms/{platform}/renew", admits, office::platforms::renew)
        .post("/office/platforms/{platform}/revoke", admits, office::platforms::revoke)
        .post("/office/platforms/{platform}/hook", admits, office::platforms::set_hook)
        .post("/office/platforms/{platform}/hook/end", admits, office::platforms::end_hook)
        .post(
            "/office/platforms/{platform}/deliveries/{delivery}/again",
            admits,
            office::platforms::send_again,
        )
}

/// What the public and applicants see of requests beside the case itself, and how the office keeps it.
fn applicants(routes: Routes) -> Routes {
    let p = Gate::Public;
    let read = Gate::Agency(Right::ReadRequests);
    let handle = Gate::Agency(Right::HandleRequests);
    let sign = Gate::Agency(Right::ApproveAnswers);
    routes
        .get("/agencies/{agency}/requests", p, portal::public_requests::register)
        .get("/agencies/{agency}/requests/feed.atom", p, portal::public_requests::feed)
        .get("/agencies/{agency}/requests/export/{format}", p, portal::public_requests::export)
        .post(
            "/office/agencies/{agency}/requests/settings/preview",
            read,
            office::requests::settings::preview,
        )
        .post(
            "/office/agencies/{agency}/requests/settings/preview/{format}",
            read,
            office::requests::settings::preview_file,
        )
        .get("/office/agencies/{agency}/requests/{request}/bundle", handle, office::requests::bundle::form)
        .post("/office/agencies/{agency}/requests/{request}/bundle", handle, office::requests::bundle::bind)
        .get("/account", p, portal::account::account)
        .get("/account/sign-in", p, portal::account::sign_in)
        .post("/account/sign-in", p, portal::account::ask)
        .post("/account/code", p, portal::account::enter)
        .get("/account/outbox", p, portal::account::outbox)
        .get("/account/requests/{request}", p, portal::account::request)
        .post("/account/link", p, portal::account::link)
        .post("/account/export", p, portal::account::export)
        .post("/account/sign-out", p, portal::account::sign_out)
        .post("/account/delete", p, portal::account::delete)
        .get("/office/agencies/{agency}/requests/register", read, office::requests::public::desk)
        .get("/office/agencies/{agency}/requests/{request}/public", read, office::requests::public::show)
        .post("/office/agencies/{agency}/requests/{request}/public", handle, office::requests::public::draft)
        .post(
            "/office/agencies/{agency}/requests/{request}/public/approve",
            sign,
            office::requests::public::approve,
        )
        .post(
            "/office/agencies/{agency}/requests/{request}/public/withdraw",
            handle,
            office::requests::public::withdraw,
        )
        .get("/office/agencies/{agency}/requests/proposals", read, office::requests::proposals::list)
        .post(
            "/office/agencies/{agency}/requests/proposals/accept",
            handle,
            office::requests::proposals::accept,
        )
        .post(
            "/office/agencies/{agency}/requests/proposals/decline",
            handle,
            office::requests::proposals::decline,
        )
}

/// Reports side by side, and everything public as data.
fn compared(routes: Routes) -> Routes {
    let p = Gate::Public;
    routes
        .get("/reports/regions/{region}/benchmark", p, reports::regions::benchmark)
        .get("/reports/regions/{region}/benchmark/{format}", p, reports::regions::benchmark_file)
        .get("/reports/regions/{region}/quality", p, reports::regions::quality)
        .get("/reports/regions/{region}/quality/csv", p, reports::regions::quality_csv)
        .get("/open-data", p, portal::open_data::open_data)
        .get("/open-data/{region}", p, portal::open_data::dictionary)
        .get("/open-data/{region}/{file}", p, portal::open_data::file)
}
