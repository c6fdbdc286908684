-- Letters of cases: rows as their events make them. What a letter says is of persons, and stands sealed in request_private
-- under the field letter-ID. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE request_letters (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    request_id TEXT NOT NULL,
    -- L02 to L25.
    kind TEXT NOT NULL,
    -- draft, approved, sent or void.
    state TEXT NOT NULL,
    -- Given when it is approved; empty before.
    number TEXT NOT NULL,
    drafted_by TEXT NOT NULL,
    approved_by TEXT,
    approved_on TEXT,
    way TEXT,
    post_number TEXT,
    sent_on TEXT,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
CREATE INDEX letters_of_request ON request_letters (request_id, created_at_ms);
CREATE UNIQUE INDEX letters_by_number ON request_letters (agency_id, number) WHERE number <> '';

-- The cases of one applicant of an agency are found by a tag that only the holder of the keys can make.
CREATE INDEX request_private_by_tag ON request_private (sealed) WHERE field = 'tag';
