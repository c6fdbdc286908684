//! Requests that a platform hands in, and how they stand. Every address here needs the token of a platform.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::documents::FieldFault;
use gongkai_app::platforms::{self, Caller, CallerError, HandedIn, PlatformCase, PlatformError};
use gongkai_app::reports::DownloadFormat;
use gongkai_app::requests::{ApplicantForm, SentLetter};
use gongkai_domain::permission::Refusal;
use gongkai_domain::request::clock::reason;
use gongkai_domain::request::{ClockView, DayMark};
use serde_json::{Map, Value, json};

use crate::error::Failure;
use crate::office::requests::letters::sent_file;
use crate::page::Ctx;

/// The largest body of a request. Unit: bytes.
pub const BODY_LIMIT: usize = 64 << 10;

/// The platform that asks, on addresses whose gate lets nobody else pass.
#[derive(Debug, Clone)]
pub struct Called(pub Caller);

impl FromRequestParts<App> for Called {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Called, Failure> {
        parts.extensions.get::<Called>().cloned().ok_or(Failure::Refused(Refusal::NotSignedIn))
    }
}

/// The token that a request bears.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("authorization")?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An error for a platform (RFC 9457): what is wrong, and what to do.
fn problem(status: StatusCode, detail: &str, advice: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
        "advice": advice,
    });
    answer(status, &body)
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [("content-type", "application/problem+json"), ("x-explained", "1")];
    (status, headers, body.to_string()).into_response()
}

/// Why nobody is let in.
pub fn shut_out(error: Option<CallerError>) -> Response {
    let (detail, advice) = match error {
        None => ("The request bears no token.", "Send the token: Authorization: Bearer gkp_…"),
        Some(CallerError::Unknown) => {
            ("The token is not known, or was taken back.", "Ask the office for a new token.")
        }
        Some(CallerError::Ended) => ("The token has ended.", "Ask the office for a new token."),
        Some(CallerError::TooMany(seconds)) => {
            let (status, advice) = (StatusCode::TOO_MANY_REQUESTS, "Wait for as long as Retry-After says.");
            let mut response = problem(status, "Too many requests.", advice);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            return response;
        }
        Some(CallerError::Internal(error)) => return Failure::Internal(error).into_response(),
    };
    let mut response = problem(StatusCode::UNAUTHORIZED, detail, advice);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// A field that holds what it cannot: where it stands in the body (RFC 6901), and why.
type Wrong = (String, String);

fn invalid(wrong: &[Wrong]) -> Response {
    let errors: Vec<Value> =
        wrong.iter().map(|(pointer, detail)| json!({ "pointer": pointer, "detail": detail })).collect();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": "Fields hold what they cannot; nothing was kept.",
        "advice": "Mend what the errors name, and send it again with the same number.",
        "errors": errors,
    });
    answer(status, &body)
}

fn failed(ctx: &Ctx, error: PlatformError) -> Response {
    match error {
        PlatformError::NotFound => {
            let detail = "There is no such agency, or no request with this number was handed in.";
            problem(StatusCode::NOT_FOUND, detail, "Numbers are those that the platform gave itself.")
        }
        PlatformError::Scope => {
            let detail = "The token does not reach this agency.";
            problem(StatusCode::FORBIDDEN, detail, "Ask the office to widen the scope of the token.")
        }
        PlatformError::NumberTaken => {
            let detail = "Another content was handed in with this number before; nothing was changed.";
            problem(StatusCode::CONFLICT, detail, "Send another request with another number.")
        }
        PlatformError::Fields(faults) => {
            let wrong = |f: &FieldFault| (pointer(f.field), ctx.pick(&f.zh, &f.en).to_owned());
            invalid(&faults.iter().map(wrong).collect::<Vec<_>>())
        }
        PlatformError::Forbidden(refusal) => Failure::Refused(refusal).into_response(),
        PlatformError::Internal(error) => Failure::Internal(error).into_response(),
    }
}

/// The members of a request, in the order of the form.
pub const FIELDS: [&str; 12] = [
    "number",
    "applicant",
    "name",
    "identity",
    "contact",
    "telephone",
    "address",
    "email",
    "wanted",
    "way",
    "form",
    "help",
];

/// Where a field stands in the body; what is no field of it is about the whole.
fn pointer(field: &str) -> String {
    if FIELDS.contains(&field) { format!("/{field}") } else { String::new() }
}

/// Reads a body: an object of texts, and nothing that is not known, so that nothing is lost silently.
fn read(ctx: &Ctx, body: &Map<String, Value>, agency: String) -> Result<(String, ApplicantForm), Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut form = ApplicantForm { agency_id: agency, ..ApplicantForm::default() };
    let mut number = String::new();
    for (name, value) in body {
        let at = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let place = match name.as_str() {
            "number" => &mut number,
            "applicant" => &mut form.applicant,
            "name" => &mut form.name,
            "identity" => &mut form.identity,
            "contact" => &mut form.contact,
            "telephone" => &mut form.telephone,
            "address" => &mut form.address,
            "email" => &mut form.email,
            "wanted" => &mut form.wanted,
            "way" => &mut form.way,
            "form" => &mut form.form,
            "help" => &mut form.help,
            _ => {
                wrong.push((at, ctx.pick("没有这个字段。", "There is no such member.").to_owned()));
                continue;
            }
        };
        match value {
            // No database keeps this character in a text.
            Value::String(text) if !text.contains('\0') => place.clone_from(text),
            _ => wrong.push((at, ctx.pick("应为字符串。", "It has to be a string.").to_owned())),
        }
    }
    if wrong.is_empty() { Ok((number, form)) } else { Err(wrong) }
}

/// `POST /api/v1/agencies/{agency}/requests`: hands a request in.
pub async fn hand_in(
    State(app): State<App>,
    ctx: Ctx,
    Called(caller): Called,
    Path(agency): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let media = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if media.split(';').next().is_none_or(|m| !m.trim().eq_ignore_ascii_case("application/json")) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return problem(status, "The body is not application/json.", "Send JSON, in UTF-8.");
    }
    let Ok(value) = serde_json::from_slice::<Value>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "The body is no JSON.", "Send a JSON object, in UTF-8.");
    };
    let Value::Object(members) = value else {
        return problem(StatusCode::BAD_REQUEST, "The body is no object.", "Send a JSON object, in UTF-8.");
    };
    let (number, form) = match read(&ctx, &members, agency) {
        Ok(read) => read,
        Err(wrong) => return invalid(&wrong),
    };
    match platforms::hand_in(&app, &caller, &number, &form).await {
        Ok(handed) => {
            let status = if handed.is_new { StatusCode::CREATED } else { StatusCode::OK };
            let href = address(&handed.case);
            (status, [(LOCATION, href)], Json(handed_in(&handed))).into_response()
        }
        Err(error) => failed(&ctx, error),
    }
}

/// `GET /api/v1/requests/{number}`: how a request stands that the platform handed in.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Called(caller): Called,
    Path(number): Path<String>,
) -> Response {
    match platforms::case_state(&app, &caller, &number).await {
        Ok(case) => Json(Value::Object(state(&case))).into_response(),
        Err(error) => failed(&ctx, error),
    }
}

/// `GET /api/v1/requests/{number}/letters/{letter}/{format}`: a letter that was sent, as a file.
pub async fn letter(
    State(app): State<App>,
    ctx: Ctx,
    Called(caller): Called,
    Path((number, letter, format)): Path<(String, String, String)>,
) -> Response {
    let Some(format) = DownloadFormat::parse(&format) else {
        return failed(&ctx, PlatformError::NotFound);
    };
    match platforms::letter(&app, &caller, &number, &letter, format).await {
        Ok(file) => sent_file(file),
        Err(error) => failed(&ctx, error),
    }
}

fn address(case: &PlatformCase) -> String {
    format!("/api/v1/requests/{}", case.number)
}

fn handed_in(handed: &HandedIn) -> Value {
    let mut out = state(&handed.case);
    out.insert("code".into(), json!(handed.code));
    Value::Object(out)
}

/// Why the last day is what it is, in Chinese: from when the term runs, and what was not counted.
fn why(case: &PlatformCase) -> Vec<String> {
    let Ok(standing) = &case.standing else { return Vec::new() };
    let mut lines = Vec::new();
    for day in &standing.days {
        if let DayMark::Start(kind) = &day.mark {
            lines.push(format!("自{}起算：{}", day.on, reason(*kind)));
        }
    }
    let counted = standing.days.iter().filter(|d| matches!(d.mark, DayMark::Counted(_))).count();
    if counted > 0 {
        lines.push(format!("已计{counted}个工作日"));
    }
    let consulted = standing.days.iter().filter(|d| matches!(d.mark, DayMark::Consultation)).count();
    if consulted > 0 {
        lines.push(format!("征求意见{consulted}个工作日不计入（第三十三条第三款）"));
    }
    if let Some((_, days)) = case.kept.case.extension {
        lines.push(format!("延长{}个工作日（第三十三条第二款）", days.0));
    }
    if standing.is_stopped {
        lines.push("期限现在暂停计算".into());
    }
    lines
}

fn clock(clock: &ClockView) -> Value {
    json!({
        "kind": clock.kind.code(),
        "zh": clock.kind.zh(),
        "en": clock.kind.en(),
        "article": clock.kind.article(),
        "from": clock.from.to_string(),
        "due_on": clock.due.map(|d| d.to_string()),
        "state": clock.state.code(),
    })
}

fn sent(case: &PlatformCase, letter: &SentLetter) -> Value {
    let href = format!("{}/letters/{}/docx", address(case), letter.row.id);
    json!({
        "id": letter.row.id,
        "kind": letter.kind.code(),
        "zh": letter.kind.zh(),
        "en": letter.kind.en(),
        "number": letter.row.number,
        "sent_on": letter.row.sent_on,
        "way": letter.row.way,
        "href": href,
    })
}

/// How a request stands, without anything of the applicant.
fn state(case: &PlatformCase) -> Map<String, Value> {
    let (of, state) = (&case.kept.case, case.kept.case.state());
    let standing = case.standing.as_ref().ok();
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    let ending = of.ended.map(|e| {
        json!({
            "code": e.ending.code(),
            "zh": e.ending.zh(),
            "en": e.ending.en(),
            "article": e.ending.article(),
            "on": e.on.to_string(),
        })
    });
    let out = json!({
        "number": case.number,
        "href": address(case),
        "agency": { "id": case.agency.id, "name": case.agency.name, "name_en": case.agency.name_en },
        "case_number": case.kept.number,
        "state": { "code": state.code(), "zh": state.zh(), "en": state.en() },
        "is_open": state.is_open(),
        "submitted_on": of.submitted_on.to_string(),
        "received_on": day(of.received_on),
        "due_on": day(standing.and_then(|s| s.due)),
        "first_due_on": day(standing.and_then(|s| s.first_due)),
        "is_stopped": standing.is_some_and(|s| s.is_stopped),
        "is_overdue": standing.is_some_and(|s| s.is_overdue),
        "days_left": standing.and_then(|s| s.days_left),
        "missing_notice": case.standing.as_ref().err(),
        "why": why(case),
        "clocks": case.clocks.iter().map(clock).collect::<Vec<_>>(),
        "ending": ending,
        "delivered_on": day(of.delivered.map(|d| d.0)),
        "letters": case.letters.iter().map(|l| sent(case, l)).collect::<Vec<_>>(),
    });
    match out {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
