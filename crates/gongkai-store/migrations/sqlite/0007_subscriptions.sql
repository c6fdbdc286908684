-- Who wants to be told of new documents by mail. Not part of the record: an address is a person's, and goes when they say.

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    -- zh or en
    lang TEXT NOT NULL,
    -- What is wanted, as a JSON object of the fields of the list of documents.
    wish TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    -- NULL until the address said that it was itself.
    confirmed_at_ms BIGINT,
    -- What was published before this moment was told.
    told_until_ms BIGINT NOT NULL,
    UNIQUE (email, wish)
);
CREATE INDEX subscriptions_by_time ON subscriptions (created_at_ms);
