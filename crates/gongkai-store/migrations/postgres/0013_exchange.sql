-- Platforms that hand requests in over the JSON interface, and what they are told; mails that may be requests.

CREATE TABLE platforms (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- What is kept of its token; a new token takes the place of the old one.
    token_sha256 TEXT NOT NULL UNIQUE,
    -- Ids of agencies, divided by blanks; '*' for all.
    scope TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    revoked_at_ms BIGINT,
    -- Where it is told what happens; empty: nowhere.
    hook_url TEXT NOT NULL,
    -- Of what, by code, divided by blanks.
    hook_events TEXT NOT NULL,
    -- The secret that signs, sealed.
    hook_secret TEXT NOT NULL
);

-- Which number a platform gave a request. The same number again is the same request.
CREATE TABLE platform_requests (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    platform_number TEXT NOT NULL,
    request_id TEXT NOT NULL UNIQUE,
    -- A tag of all that was handed in, by which another content is told; it cannot be guessed without the keys.
    content_tag TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (platform_id, platform_number)
);

-- What platforms were told. Nothing of a person stands in a body.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    request_id TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- What the platform answered last.
    status BIGINT,
    error TEXT,
    created_at_ms BIGINT NOT NULL,
    tried_at_ms BIGINT,
    delivered_at_ms BIGINT
);
CREATE INDEX deliveries_of_platform ON deliveries (platform_id, created_at_ms);

-- Mails of a mailbox. What they say is sealed: the mail as it came in the file store, what is shown of it in `sealed`.
CREATE TABLE inbox_mails (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- Folder, UIDVALIDITY and UID on the server.
    server_key TEXT NOT NULL UNIQUE,
    -- A tag of its Message-ID and content: the same mail in another folder, or after a move, is the same.
    message_tag TEXT NOT NULL,
    -- Of the sealed mail.
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    -- The day on which the server had it.
    came_on TEXT NOT NULL,
    taken_at_ms BIGINT NOT NULL,
    -- open, registered or set-aside
    state TEXT NOT NULL,
    request_id TEXT,
    reason TEXT,
    ended_by TEXT,
    ended_at_ms BIGINT
);
CREATE UNIQUE INDEX inbox_mails_once ON inbox_mails (agency_id, message_tag);
CREATE INDEX inbox_mails_of_agency ON inbox_mails (agency_id, state, taken_at_ms);
