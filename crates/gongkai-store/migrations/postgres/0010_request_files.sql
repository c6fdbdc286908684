-- Files of cases: rows as their events make them. The bytes are sealed before they reach the file store, and the names stand
-- sealed in request_private under the field file-ID. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE request_files (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    request_id TEXT NOT NULL,
    -- applicant, file or released.
    kind TEXT NOT NULL,
    -- Of the sealed bytes, as the file store has them.
    sha256 TEXT NOT NULL,
    media TEXT NOT NULL,
    -- Of the bytes before they were sealed.
    size_bytes BIGINT NOT NULL,
    -- Nobody for the applicant.
    added_by TEXT,
    is_removed BOOLEAN NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX files_of_request ON request_files (request_id, created_at_ms);
