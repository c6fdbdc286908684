//! `/api/v1/openapi.json`: what the interface offers, for programs.
//!
//! Objects are closed: a member that is not described here is never sent. A test holds every answer against it.

mod platform;

use axum::Json;
use serde_json::{Map, Value, json};

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> Json<Value> {
    Json(document())
}

/// The description, as OpenAPI 3.1.
pub fn document() -> Value {
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = operation.describe();
    }
    for (path, method, operation) in platform::operations() {
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
    let mut schemas = schemas();
    for (name, schema) in platform::schemas() {
        schemas[name] = schema;
    }
    let token = json!({ "type": "http", "scheme": "bearer",
        "description": "The token that the office gave to the platform." });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "gongkai",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the portal shows, as JSON. Instants are UTC (RFC 3339), days are those of China. \
                Numbers of reports are strings, so that no decimal is rounded. Errors follow RFC 9457. \
                Every answer to GET has an ETag; send it back in If-None-Match.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "webhooks": platform::webhooks(),
        "components": { "schemas": schemas, "securitySchemes": { platform::SCHEME: token } },
    })
}

struct Operation {
    method: &'static str,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    answer: Value,
}

impl Operation {
    fn describe(&self) -> Value {
        let in_path = self.path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let mut parameters: Vec<Value> = in_path
            .map(|name| {
                let schema =
                    if name == "year" { json!({ "type": "integer" }) } else { json!({ "type": "string" }) };
                json!({ "name": name, "in": "path", "required": true, "schema": schema })
            })
            .collect();
        parameters.extend(self.query.iter().map(|(name, meaning)| {
            json!({ "name": name, "in": "query", "description": meaning, "schema": { "type": "string" } })
        }));
        let problem = |description: &str| {
            json!({ "description": description,
                "content": { "application/problem+json": { "schema": reference("Problem") } } })
        };
        let mut out = json!({
            "operationId": self.id,
            "summary": self.summary,
            "parameters": parameters,
            "responses": {
                "200": { "description": "as asked", "content": { "application/json": { "schema": self.answer } } },
                "400": problem("a parameter holds what it cannot"),
                "404": problem("there is no such thing"),
            },
        });
        if self.method == "post" {
            out["requestBody"] = json!({ "required": true, "content": { "multipart/form-data": { "schema": {
                "type": "object",
                "properties": { "file": { "type": "string", "format": "binary" }, "text": { "type": "string" } },
            } } } });
            out["responses"]["413"] = problem("the file is over the limit");
            out["responses"]["422"] = problem("the file cannot be read");
        } else {
            out["responses"]["304"] = json!({ "description": "not changed since the ETag that was sent" });
        }
        out
    }
}

fn operations() -> Vec<Operation> {
    let get =
        |path, id, summary, query, answer| Operation { method: "get", path, id, summary, query, answer };
    vec![
        get(
            "/api/v1/documents",
            "listDocuments",
            "Public documents, newest first",
            &[
                ("agency", "id of an agency"),
                ("column", "id of a column"),
                ("item", "code of an item of Art. 20 or 21"),
                ("kind", "code of a kind"),
                ("validity", "code of a validity"),
                ("theme", "code of a theme"),
                ("year", "year of publication"),
                ("before", "cursor: where the page before ended, taken from `next`"),
                ("limit", "rows a page, at most 100"),
            ],
            object(&[
                ("total", integer()),
                ("documents", list(reference("Document"))),
                ("next", nullable(string())),
            ]),
        ),
        get(
            "/api/v1/documents/{id}",
            "getDocument",
            "One public document with its text, or what is left of a withdrawn one",
            &[],
            json!({ "oneOf": [reference("WholeDocument"), reference("WithdrawnDocument")] }),
        ),
        get(
            "/api/v1/search",
            "searchDocuments",
            "Documents by words, 发文字号 or 索引号",
            &[
                ("q", "what to look for; needed"),
                ("agency", "id of an agency"),
                ("kind", "code of a kind"),
                ("validity", "code of a validity"),
                ("year", "year of publication"),
                ("sort", "`relevance` or `newest`"),
                ("page", "from 1"),
            ],
            object(&[
                ("total", integer()),
                ("is_cut", boolean()),
                ("page", integer()),
                ("documents", list(reference("Document"))),
            ]),
        ),
        get(
            "/api/v1/agencies",
            "listAgencies",
            "Agencies with what their guides say",
            &[],
            object(&[("count", integer()), ("agencies", list(reference("Agency")))]),
        ),
        get(
            "/api/v1/agencies/{agency}",
            "getAgency",
            "One agency with its history, its reports and its public registers",
            &[],
            whole_agency(),
        ),
        get(
            "/api/v1/agencies/{agency}/requests",
            "listRequests",
            "What was asked of an agency and how it ended, without those who asked",
            &[
                ("year", "decided in this year"),
                ("outcome", "a row of table 3, such as denied.internal"),
                ("q", "words of what was asked"),
                ("page", "the page, from 1"),
            ],
            object(&[
                ("agency", string()),
                ("count", integer()),
                ("page", integer()),
                ("pages", integer()),
                ("requests", list(asked())),
            ]),
        ),
        get(
            "/api/v1/agencies/{agency}/registers/{register}",
            "getRegister",
            "A register that an agency shows to everybody, without what is personal",
            &[("year", "of which year; all without")],
            object(&[
                ("agency", string()),
                ("register", string()),
                ("zh", string()),
                ("en", string()),
                (
                    "fields",
                    list(object(&[
                        ("code", string()),
                        ("zh", string()),
                        ("en", string()),
                        ("kind", string()),
                    ])),
                ),
                ("count", integer()),
                (
                    "entries",
                    list(object(&[
                        ("id", string()),
                        ("values", json!({ "type": "object", "additionalProperties": string() })),
                    ])),
                ),
            ]),
        ),
        get(
            "/api/v1/reports",
            "listReports",
            "Annual reports",
            &[
                ("region", "id of a region"),
                ("agency", "id of an agency"),
                ("year", "report year"),
                ("code", "code of a rule that found something"),
                ("q", "part of a name or title"),
                ("errors", "`1`: only those with errors"),
                ("sort", "`roster`, `year`, `applications` or `findings`"),
            ],
            object(&[("count", integer()), ("reports", list(reference("ListedReport")))]),
        ),
        get(
            "/api/v1/reports/compare",
            "compareReports",
            "Two reports cell by cell",
            &[("a", "id of a report"), ("b", "id of a report")],
            object(&[
                ("a", string()),
                ("b", string()),
                (
                    "cells",
                    list(object(&[
                        ("key", string()),
                        ("a", nullable(string())),
                        ("b", nullable(string())),
                        ("change", nullable(string())),
                        ("same", boolean()),
                    ])),
                ),
                (
                    "chapters",
                    list(object(&[
                        ("number", integer()),
                        ("similarity", nullable(number())),
                        ("only_a", list(string())),
                        ("only_b", list(string())),
                    ])),
                ),
            ]),
        ),
        Operation {
            method: "post",
            path: "/api/v1/reports/check",
            id: "checkReport",
            summary: "Reads and checks a report in any layout; nothing is kept",
            query: &[],
            answer: object(&[("reports", list(reference("Sheet")))]),
        },
        get(
            "/api/v1/reports/rules",
            "listRules",
            "The rules of checking",
            &[],
            object(&[("rules", list(reference("Rule")))]),
        ),
        get(
            "/api/v1/reports/rules/{code}",
            "getRule",
            "A rule with its page, and the reports in which it found something",
            &[],
            json!({ "allOf": [reference("Rule")], "type": "object" }),
        ),
        get(
            "/api/v1/reports/regions/{region}/{year}",
            "rollUpRegion",
            "A region's sums with their parts",
            &[],
            object(&[
                ("region", string()),
                ("year", integer()),
                ("published", nullable(reference("ListedReport"))),
                (
                    "units",
                    list(object(&[
                        ("id", string()),
                        ("name", string()),
                        ("name_en", string()),
                        ("status", string()),
                        ("report", nullable(reference("ListedReport"))),
                        ("doubles", list(reference("ListedReport"))),
                    ])),
                ),
                ("findings", list(reference("Finding"))),
                (
                    "sums",
                    list(object(&[
                        ("key", string()),
                        ("sum", nullable(string())),
                        ("published", nullable(string())),
                        (
                            "parts",
                            list(object(&[("report", nullable(string())), ("value", nullable(string()))])),
                        ),
                        ("unknown", list(nullable(string()))),
                    ])),
                ),
            ]),
        ),
        get(
            "/api/v1/reports/regions/{region}/{year}/league",
            "compareUnits",
            "A region's units beside one another",
            &[("sort", "by what")],
            object(&[
                ("region", string()),
                ("year", integer()),
                (
                    "rows",
                    list(object(&[
                        ("report", reference("ListedReport")),
                        ("received", nullable(string())),
                        ("answered", nullable(string())),
                        ("disclosed_percent", nullable(string())),
                        ("few_cases", boolean()),
                        ("days_late", nullable(integer())),
                    ])),
                ),
            ]),
        ),
        get(
            "/api/v1/reports/{id}",
            "getReport",
            "One report with every cell, its place, and what was found",
            &[],
            object(&[
                ("id", string()),
                ("year", nullable(integer())),
                ("version", integer()),
                ("agency", named()),
                ("region", named()),
                ("report", reference("Sheet")),
                ("previous", nullable(string())),
                ("years", list(reference("ListedReport"))),
            ]),
        ),
        get("/api/v1/openapi.json", "getOpenApi", "This description", &[], json!({ "type": "object" })),
    ]
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn integer() -> Value {
    json!({ "type": "integer" })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn boolean() -> Value {
    json!({ "type": "boolean" })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn nullable(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

/// An object with exactly these members.
fn object(members: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|m| m.0).collect();
    let properties: Map<String, Value> = members.iter().map(|(n, s)| ((*n).to_owned(), s.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties, "additionalProperties": false })
}

fn named() -> Value {
    object(&[("id", string()), ("name", string()), ("name_en", string())])
}

fn document_members() -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("id", string()),
        ("href", string()),
        ("index_number", string()),
        ("title", string()),
        ("summary", string()),
        ("agency", object(&[("id", string()), ("name", nullable(string()))])),
    ];
    let words = ["issuer", "number", "kind", "genre", "theme", "group", "audience", "legal_item", "column"];
    members.extend(words.map(|name| (name, string())));
    members.push(("validity", string()));
    let moments =
        ["formed_on", "effective_on", "expires_on", "repealed_on", "published_at", "first_published_at"];
    members.extend(moments.map(|name| (name, nullable(string()))));
    members.push(("version", integer()));
    members
}

fn whole_document() -> Value {
    let mut members = document_members();
    let file = object(&[("name", string()), ("media", string()), ("bytes", integer()), ("sha256", string())]);
    let link = |end: &'static str| object(&[("kind", string()), (end, string()), ("title", string())]);
    let version = object(&[("version", integer()), ("published_at", nullable(string())), ("note", string())]);
    members.extend([
        ("body_html", string()),
        ("files", list(file)),
        ("links", list(link("to"))),
        ("linked_from", list(link("from"))),
        ("versions", list(version)),
    ]);
    object(&members)
}

fn agency_members() -> Vec<(&'static str, Value)> {
    let words = [
        "id",
        "href",
        "name",
        "name_en",
        "kind",
        "region",
        "unified_code",
        "office",
        "address",
        "hours",
        "telephone",
        "fax",
        "email",
        "website",
        "duties",
        "status",
    ];
    let mut members: Vec<(&'static str, Value)> = words.map(|name| (name, string())).into();
    members.extend(["parent", "ended_on", "succeeded_by"].map(|name| (name, nullable(string()))));
    members
}

fn asked() -> Value {
    let outcome = object(&["row", "zh", "en"].map(|name| (name, string())));
    object(&[
        ("id", string()),
        ("asked", string()),
        ("received_on", nullable(string())),
        ("decided_on", string()),
        ("outcome", outcome),
        ("document", nullable(string())),
        ("published_at", string()),
    ])
}

fn whole_agency() -> Value {
    let change = ["change", "on", "name_before", "basis"].map(|name| (name, string()));
    let mut change = change.to_vec();
    change.push(("successors", list(string())));
    let mut members = agency_members();
    members.extend([
        ("documents", integer()),
        ("reports", list(object(&[("id", string()), ("year", nullable(integer()))]))),
        ("history", list(object(&change))),
        ("registers", list(string())),
    ]);
    object(&members)
}

fn schemas() -> Value {
    let message = object(&[("zh", string()), ("en", string())]);
    let change = object(&[("key", string()), ("value", nullable(string()))]);
    let withdrawn = object(&[("at", nullable(string())), ("reason", string())]);
    let counts = object(&[("error", integer()), ("warning", integer()), ("info", integer())]);
    let rows = ["received", "carried_in", "answered", "granted", "partly_granted", "carried_out"];
    let applications =
        object(&rows.map(|row| (row, nullable(json!({ "type": ["integer", "string", "number"] })))));
    json!({
        "Document": object(&document_members()),
        "Agency": object(&agency_members()),
        "WholeDocument": whole_document(),
        "WithdrawnDocument": object(&[
            ("id", string()), ("index_number", string()), ("title", string()), ("withdrawn", withdrawn),
        ]),
        "ListedReport": object(&[
            ("id", string()), ("agency", named()), ("region", named()), ("year", nullable(integer())),
            ("version", integer()), ("format", string()), ("published_on", nullable(string())),
            ("findings", counts), ("applications", applications), ("self", string()),
        ]),
        "Finding": object(&[
            ("code", string()), ("severity", string()), ("verdict", string()), ("message", message.clone()),
            ("cells", list(string())), ("suspects", list(string())), ("left", nullable(string())),
            ("right", nullable(string())),
            ("fix", nullable(object(&[("zh", string()), ("en", string()), ("changes", list(change))]))),
            ("rule", string()),
        ]),
        "Rule": {
            "type": "object",
            "required": ["code", "name", "severity", "title", "findings", "reports_count"],
            "properties": {
                "code": string(), "name": string(), "severity": string(), "title": message,
                "findings": integer(), "reports_count": integer(), "page": string(),
                "reports": list(reference("ListedReport")),
            },
            "additionalProperties": false,
        },
        "Sheet": sheet(),
        "Problem": object(&[
            ("type", string()), ("title", string()), ("status", integer()), ("detail", string()),
            ("advice", string()),
        ]),
    })
}

fn sheet() -> Value {
    let source = ["file", "sha256", "media", "extraction", "reader"].map(|name| (name, string()));
    object(&[
        ("format", string()),
        ("title", nullable(string())),
        ("agency", nullable(string())),
        ("year", nullable(integer())),
        ("period", nullable(list(string()))),
        ("signature", nullable(string())),
        ("signed_on", nullable(string())),
        ("published_on", nullable(string())),
        ("confidence", number()),
        ("source", object(&source)),
        (
            "cells",
            list(object(&[
                ("key", string()),
                ("state", json!({ "enum": ["number", "blank", "not_applicable", "illegible"] })),
                ("value", nullable(string())),
                ("raw", string()),
                ("place", string()),
            ])),
        ),
        ("chapters", list(object(&[("number", integer()), ("heading", string()), ("text", string())]))),
        (
            "facts",
            list(object(&[
                ("subject", string()),
                ("count", nullable(string())),
                ("unit", string()),
                ("bound", string()),
                ("part", boolean()),
                ("chapter", integer()),
                ("clause", string()),
                ("place", string()),
            ])),
        ),
        (
            "notices",
            list(object(&[
                ("code", string()),
                ("zh", string()),
                ("en", string()),
                ("detail", string()),
                ("count", integer()),
                ("place", nullable(string())),
            ])),
        ),
        ("findings", list(reference("Finding"))),
    ])
}
