-- The ground: the record of acts, texts, files, people, jobs, and what is known of agencies.
--
-- Instants are milliseconds since 1970 (UTC), days are ISO text, JSON is text.

-- Every act, in the chain of its agency. Rows are never changed and never deleted.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The chain. 'system' for what belongs to no agency.
    agency_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- NULL: the system itself.
    actor_id TEXT,
    at_ms BIGINT NOT NULL,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (agency_id, position)
);
CREATE INDEX events_by_subject ON events (subject_kind, subject_id, seq);
CREATE INDEX events_by_time ON events (at_ms);

-- The end of each chain.
CREATE TABLE chains (
    agency_id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    hash TEXT NOT NULL,
    -- sha256 or sm3
    algorithm TEXT NOT NULL
);

-- Long texts, by hash: written once, shared by whatever says the same.
CREATE TABLE texts (
    sha256 TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

-- Files that were taken in, by hash. The bytes are in the file store.
CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    size_bytes BIGINT NOT NULL,
    media TEXT NOT NULL,
    name_hint TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    -- Argon2id, PHC string. Empty until the person has set one.
    password_hash TEXT NOT NULL,
    password_changed_at_ms BIGINT,
    -- Key of the second factor, base32. Empty until there is one.
    totp_secret TEXT NOT NULL,
    totp_confirmed BOOLEAN NOT NULL,
    -- The last step of time whose code was used: a code works once.
    totp_step BIGINT NOT NULL,
    -- Subject at the identity provider, for single sign-on.
    oidc_subject TEXT UNIQUE,
    -- active or disabled
    status TEXT NOT NULL,
    failed_count BIGINT NOT NULL,
    locked_until_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE grants (
    user_id TEXT NOT NULL REFERENCES users (id),
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    role TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, agency_id, role)
);

CREATE TABLE sessions (
    token_sha256 TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    -- Whether the second factor was given; without it the session reaches only the page that asks for it.
    complete BOOLEAN NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- One-time links: the first administrator, a new account, a forgotten password.
CREATE TABLE invitations (
    token_sha256 TEXT PRIMARY KEY,
    -- first-admin or password
    purpose TEXT NOT NULL,
    user_id TEXT REFERENCES users (id),
    expires_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- While a job with the key waits or runs, the same work is not queued twice.
    unique_key TEXT,
    run_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    -- pending, running, done or dead
    status TEXT NOT NULL,
    locked_by TEXT,
    locked_until_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT
);
CREATE UNIQUE INDEX jobs_open_key ON jobs (unique_key) WHERE status IN ('pending', 'running');
CREATE INDEX jobs_to_run ON jobs (status, run_at_ms);

ALTER TABLE regions ADD COLUMN parent_id TEXT;

-- What the guide (Art. 12) says of an agency, and what became of it.
CREATE TABLE agency_profiles (
    agency_id TEXT PRIMARY KEY REFERENCES agencies (id),
    -- 统一社会信用代码, 18 characters; the first part of its index numbers.
    unified_code TEXT NOT NULL,
    -- The office that handles disclosure (Art. 4).
    office TEXT NOT NULL,
    address TEXT NOT NULL,
    hours TEXT NOT NULL,
    telephone TEXT NOT NULL,
    fax TEXT NOT NULL,
    email TEXT NOT NULL,
    website TEXT NOT NULL,
    duties TEXT NOT NULL,
    -- active, merged, split or abolished
    status TEXT NOT NULL,
    valid_from_on TEXT,
    valid_to_on TEXT,
    succeeded_by TEXT
);

-- The names an agency had: old documents keep theirs.
CREATE TABLE agency_names (
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    name TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    PRIMARY KEY (agency_id, from_on)
);
