//! The addresses for platforms: they need a token, and take JSON.

use serde_json::{Map, Value, json};

use super::{boolean, integer, list, nullable, object, reference, string};
use crate::api::platform::FIELDS;
use gongkai_app::requests::{FORMS, WAYS};
use gongkai_domain::report::Applicant;

/// The name of the way in.
pub const SCHEME: &str = "platform";

fn problem(description: &str) -> Value {
    json!({ "description": description,
        "content": { "application/problem+json": { "schema": reference("Problem") } } })
}

fn in_path(names: &[&str]) -> Vec<Value> {
    let parameter =
        |name: &&str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    names.iter().map(parameter).collect()
}

fn operation(id: &str, summary: &str, parameters: &[&str], answers: Value) -> Value {
    let mut responses = answers;
    responses["400"] = problem("the address cannot be read, or the body is no JSON object");
    responses["401"] = problem("the token is missing, is not known, was taken back or has ended");
    responses["403"] = problem("the token does not reach the agency");
    responses["404"] = problem("there is no such agency, request or letter");
    responses["429"] = problem("too many requests; Retry-After says how many seconds to wait");
    json!({
        "operationId": id,
        "summary": summary,
        "security": [{ SCHEME: [] }],
        "parameters": in_path(parameters),
        "responses": responses,
    })
}

fn json_of(description: &str, schema: &str) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": reference(schema) } } })
}

/// Path, method and description of each.
pub fn operations() -> Vec<(&'static str, &'static str, Value)> {
    let mut hand_in = operation(
        "handInRequest",
        "Hands a request in. Idempotent: the same number with the same content is the same request. It is received on the \
         day on which it is handed in.",
        &["agency"],
        json!({
            "201": json_of("it was taken", "HandedInRequest"),
            "200": json_of("it was taken before", "HandedInRequest"),
            "409": problem("another content was handed in with this number"),
            "413": problem("the body is over 64 KiB"),
            "415": problem("the body is not application/json"),
            "422": { "description": "fields hold what they cannot",
                "content": { "application/problem+json": { "schema": reference("FieldProblem") } } },
        }),
    );
    hand_in["requestBody"] =
        json!({ "required": true, "content": { "application/json": { "schema": reference("NewRequest") } } });
    let show = operation(
        "getRequest",
        "How a request stands that the platform handed in, by the platform's number. Webhooks tell when to ask.",
        &["number"],
        json!({ "200": json_of("as asked", "RequestState") }),
    );
    let media =
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/pdf"];
    let files: Map<String, Value> = media.map(|m| (m.to_owned(), json!({}))).into_iter().collect();
    let letter = operation(
        "getRequestLetter",
        "A letter that was sent to the applicant: `docx`, or `pdf` where the installation sets pages",
        &["number", "letter", "format"],
        json!({ "200": { "description": "the file", "content": files } }),
    );
    vec![
        ("/api/v1/agencies/{agency}/requests", "post", hand_in),
        ("/api/v1/requests/{number}", "get", show),
        ("/api/v1/requests/{number}/letters/{letter}/{format}", "get", letter),
    ]
}

fn state_members() -> Vec<(&'static str, Value)> {
    let named = |extra: &[&'static str]| {
        let mut members: Vec<(&'static str, Value)> = ["code", "zh", "en"].map(|n| (n, string())).into();
        members.extend(extra.iter().map(|n| (*n, string())));
        object(&members)
    };
    let clock = object(&[
        ("kind", string()),
        ("zh", string()),
        ("en", string()),
        ("article", string()),
        ("from", string()),
        ("due_on", nullable(string())),
        ("state", string()),
    ]);
    let letter = object(&[
        ("id", string()),
        ("kind", string()),
        ("zh", string()),
        ("en", string()),
        ("number", string()),
        ("sent_on", nullable(string())),
        ("way", nullable(string())),
        ("href", string()),
    ]);
    vec![
        ("number", string()),
        ("href", string()),
        ("agency", object(&[("id", string()), ("name", string()), ("name_en", string())])),
        ("case_number", string()),
        ("state", named(&[])),
        ("is_open", boolean()),
        ("submitted_on", string()),
        ("received_on", nullable(string())),
        ("due_on", nullable(string())),
        ("first_due_on", nullable(string())),
        ("is_stopped", boolean()),
        ("is_overdue", boolean()),
        ("days_left", nullable(integer())),
        ("missing_notice", nullable(integer())),
        ("why", list(string())),
        ("clocks", list(clock)),
        ("ending", nullable(named(&["article", "on"]))),
        ("delivered_on", nullable(string())),
        ("letters", list(letter)),
    ]
}

fn new_request() -> Value {
    let codes = |list: &[(&str, &str, &str)]| json!({ "enum": list.iter().map(|c| c.0).collect::<Vec<_>>() });
    let applicants: Vec<&str> = Applicant::PARTS.iter().map(|a| a.as_str()).collect();
    let mut properties: Map<String, Value> =
        FIELDS.iter().map(|f| ((*f).to_owned(), json!({ "type": "string", "maxLength": 200 }))).collect();
    properties["number"] = json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$",
        "description": "the platform's own number of the request" });
    properties["applicant"] = json!({ "enum": applicants, "description": "the column of table 3" });
    properties["wanted"] = json!({ "type": "string", "maxLength": 3000 });
    properties["way"] = codes(&WAYS);
    properties["form"] = codes(&FORMS);
    json!({
        "type": "object",
        "required": ["number", "applicant", "name", "identity", "wanted", "way", "form"],
        "description": "Besides, one of telephone, address and email is needed.",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The shapes.
pub fn schemas() -> Vec<(&'static str, Value)> {
    let mut handed_in = state_members();
    handed_in.push(("code", string()));
    let wrong = object(&[("pointer", string()), ("detail", string())]);
    let field_problem = object(&[
        ("type", string()),
        ("title", string()),
        ("status", integer()),
        ("detail", string()),
        ("advice", string()),
        ("errors", list(wrong)),
    ]);
    let data = object(&[
        ("number", string()),
        ("agency", string()),
        ("case_number", string()),
        ("state", string()),
        ("due_on", nullable(string())),
    ]);
    vec![
        ("NewRequest", new_request()),
        ("RequestState", object(&state_members())),
        ("HandedInRequest", object(&handed_in)),
        ("FieldProblem", field_problem),
        ("RequestEvent", object(&[("type", string()), ("timestamp", string()), ("data", data)])),
    ]
}

/// What platforms are told, signed as Standard Webhooks say.
pub fn webhooks() -> Value {
    let header = |name: &str| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" } });
    let parameters = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(header);
    let post = json!({
        "summary": "Something happened in a request that the platform handed in",
        "parameters": parameters,
        "requestBody": { "content": { "application/json": { "schema": reference("RequestEvent") } } },
        "responses": { "2XX": { "description": "taken; anything else is sent again later" } },
    });
    json!({ "request": { "post": post } })
}
