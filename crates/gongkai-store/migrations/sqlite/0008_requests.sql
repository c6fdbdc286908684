-- Requests for information: rows as their events make them. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- What the applicant is told.
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The column of table 3.
    applicant TEXT NOT NULL,
    channel TEXT NOT NULL,
    submitted_on TEXT NOT NULL,
    received_on TEXT,
    assigned_to TEXT,
    ending TEXT,
    ended_on TEXT,
    delivered_on TEXT,
    -- The ending that reports count, and its day: the first, where it was answered again.
    counted_ending TEXT,
    counted_on TEXT,
    -- How many events it has.
    events BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    UNIQUE (agency_id, number)
);
CREATE INDEX requests_of_agency ON requests (agency_id, state, received_on);
CREATE INDEX requests_by_receipt ON requests (agency_id, received_on);

-- Who asks and for what: sealed with a key that is not in the database, outside of the record, so that it can be deleted.
CREATE TABLE request_private (
    request_id TEXT NOT NULL,
    field TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (request_id, field)
);
