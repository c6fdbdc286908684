-- What the public and the applicants see of requests: the public register, what becomes of proposals to publish, accounts.

-- Entries of the public register: a wording of the office, never the applicant's, with where the information stands. Rows as
-- their acts make them. Derived: `gongkai verify` makes these rows again and compares.
CREATE TABLE request_public (
    -- Its own, so that an address tells nothing of the request.
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    request_id TEXT NOT NULL UNIQUE,
    -- draft, public or withdrawn.
    state TEXT NOT NULL,
    wording TEXT NOT NULL,
    -- The document in which the released information is public.
    document_id TEXT,
    drafted_by TEXT NOT NULL,
    approved_by TEXT,
    published_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
CREATE INDEX request_public_of_agency ON request_public (agency_id, state);

-- What was decided of proposals to publish (Art. 44), a row a request. Derived like the table above.
CREATE TABLE request_proposals (
    request_id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- accepted or declined.
    state TEXT NOT NULL,
    document_id TEXT,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at_ms BIGINT NOT NULL
);
CREATE INDEX request_proposals_of_agency ON request_proposals (agency_id, state);

-- Accounts of applicants, apart from those of the office. Not part of the record: they go when their owner says so.
CREATE TABLE applicants (
    id TEXT PRIMARY KEY,
    -- email or telephone.
    kind TEXT NOT NULL,
    -- A hash of the address with a key that is not in the database.
    tag TEXT NOT NULL UNIQUE,
    -- The address, sealed.
    sealed TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- Codes that were sent. The code is kept as a hash; where it goes is sealed until it is used or too old.
CREATE TABLE applicant_codes (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    tag TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    sealed TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX applicant_codes_by_tag ON applicant_codes (tag, created_at_ms);
CREATE INDEX applicant_codes_by_time ON applicant_codes (created_at_ms);

CREATE TABLE applicant_sessions (
    token_sha256 TEXT PRIMARY KEY,
    applicant_id TEXT NOT NULL REFERENCES applicants (id),
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL
);
CREATE INDEX applicant_sessions_by_owner ON applicant_sessions (applicant_id);

CREATE TABLE applicant_requests (
    applicant_id TEXT NOT NULL REFERENCES applicants (id),
    request_id TEXT NOT NULL,
    linked_at_ms BIGINT NOT NULL,
    PRIMARY KEY (applicant_id, request_id)
);
