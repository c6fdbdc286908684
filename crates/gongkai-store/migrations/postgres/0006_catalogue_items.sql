-- The item of the agency's catalogue that a document fulfils, by the entry's id; empty for none.

ALTER TABLE documents ADD COLUMN catalogue_item TEXT NOT NULL DEFAULT '';

CREATE INDEX documents_of_catalogue_item ON documents (agency_id, catalogue_item);

-- Keys that may be used once, such as sums that a form asks; forgotten when their time is over.
CREATE TABLE used_once (
    key TEXT PRIMARY KEY,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX used_once_by_time ON used_once (expires_at_ms);
