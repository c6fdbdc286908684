-- Corrections of records about a person, and complaints about how an agency discloses: rows as their events make them. What is
-- of persons stands sealed in request_private under their ids. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE matters (
    id TEXT PRIMARY KEY,
    -- Who deals with it.
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- What the person is told.
    number TEXT NOT NULL,
    -- correction or complaint.
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The agency that is complained of; empty where there is none here.
    about TEXT NOT NULL,
    is_anonymous BOOLEAN NOT NULL,
    filed_on TEXT NOT NULL,
    assigned_to TEXT,
    settlement TEXT,
    settled_on TEXT,
    told_on TEXT,
    -- What the agency that is complained of is asked for or told to do: statement, mending or nothing.
    owed TEXT NOT NULL,
    -- How many events it has.
    events BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    UNIQUE (agency_id, number)
);
CREATE INDEX matters_of_agency ON matters (agency_id, state, filed_on);
CREATE INDEX matters_about ON matters (about, owed);

-- Consultations that lie on the desk of an agency here: rows as the events of requests make them. Derived.
CREATE TABLE request_asks (
    request_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- Who asks, and who is asked.
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    asked_id TEXT NOT NULL,
    -- joint-agency or other-agency.
    whom TEXT NOT NULL,
    served_on TEXT NOT NULL,
    ended_on TEXT,
    reply TEXT,
    PRIMARY KEY (request_id, number)
);
CREATE INDEX asks_of_agency ON request_asks (asked_id, served_on);
