-- Registers: entries as they stand after their events. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE register_entries (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    register TEXT NOT NULL,
    -- The day by which it belongs to a period; NULL for inventories.
    on_day TEXT,
    -- A JSON object of field and value, in the order of the fields' codes.
    fields TEXT NOT NULL,
    -- current or withdrawn
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
CREATE INDEX register_entries_of_agency ON register_entries (agency_id, register, state, on_day);

-- What entries say of persons: not in the record, so that it can be deleted.
CREATE TABLE register_private (
    entry_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (entry_id, field)
);
