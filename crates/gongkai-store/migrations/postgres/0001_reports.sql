-- Annual reports as they were read, with the place of every number.
--
-- Amounts are exact decimals as text; days are ISO text (2025-01-31); a place is the text form of
-- `gongkai_domain::report::Place`. Both databases understand all of it: whole numbers are BIGINT,
-- yes and no are BOOLEAN.

CREATE TABLE regions (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    made_up BOOLEAN NOT NULL
);

CREATE TABLE agencies (
    id TEXT PRIMARY KEY,
    region_id TEXT NOT NULL REFERENCES regions (id),
    -- The government whose report this agency's numbers go into; NULL for a government at the top.
    parent_id TEXT REFERENCES agencies (id),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- province, city, county, township
    level TEXT NOT NULL,
    -- government, office, department, town
    kind TEXT NOT NULL,
    -- Order on the region's roster; NULL for an agency that is not on it.
    roster_position BIGINT
);
CREATE INDEX agencies_by_region ON agencies (region_id, roster_position);

-- The bytes that reports were read from, by their hash.
CREATE TABLE sources (
    sha256 TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    -- The text that byte places refer to; NULL when the container has none.
    decoded TEXT
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- The year it was filed for. The year that the document says is `stated_year`.
    year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    format TEXT NOT NULL,
    stated_year BIGINT,
    stated_agency TEXT,
    title TEXT,
    period_from TEXT,
    period_to TEXT,
    signature TEXT,
    signed_on TEXT,
    published_on TEXT,
    source_file TEXT NOT NULL,
    source_sha256 TEXT NOT NULL,
    source_media TEXT NOT NULL,
    source_extraction TEXT NOT NULL,
    source_reader TEXT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    -- Counts of the findings below, kept for lists.
    errors BIGINT NOT NULL,
    warnings BIGINT NOT NULL,
    infos BIGINT NOT NULL
);
CREATE INDEX reports_by_agency ON reports (agency_id, year);
CREATE INDEX reports_by_year ON reports (year);

CREATE TABLE cells (
    report_id TEXT NOT NULL REFERENCES reports (id),
    cell_key TEXT NOT NULL,
    -- number, blank, not_applicable, illegible
    kind TEXT NOT NULL,
    amount TEXT,
    raw TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (report_id, cell_key)
);

CREATE TABLE chapters (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position BIGINT NOT NULL,
    number BIGINT NOT NULL,
    heading TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE paragraphs (
    report_id TEXT NOT NULL REFERENCES reports (id),
    chapter BIGINT NOT NULL,
    position BIGINT NOT NULL,
    body TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (report_id, chapter, position)
);

-- Rows that the official form does not have (extra) and rows of a pre-2019 form (legacy).
CREATE TABLE free_rows (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    table_number BIGINT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    -- One line a cell: kind, amount, raw and place, separated by tabs.
    cell_lines TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE facts (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position BIGINT NOT NULL,
    subject TEXT NOT NULL,
    amount TEXT NOT NULL,
    unit TEXT NOT NULL,
    bound TEXT NOT NULL,
    chapter BIGINT NOT NULL,
    paragraph BIGINT NOT NULL,
    span_from BIGINT NOT NULL,
    span_to BIGINT NOT NULL,
    clause TEXT NOT NULL,
    is_part BOOLEAN NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE notices (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    place TEXT,
    times BIGINT NOT NULL,
    PRIMARY KEY (report_id, position)
);

-- What the rules said when the report came in. Derived: it can be made again from the rows above.
CREATE TABLE findings (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    verdict TEXT NOT NULL,
    message_zh TEXT NOT NULL,
    message_en TEXT NOT NULL,
    -- Cell keys, separated by spaces.
    cell_keys TEXT NOT NULL,
    left_amount TEXT,
    right_amount TEXT,
    PRIMARY KEY (report_id, position)
);
CREATE INDEX findings_by_code ON findings (code);

-- Small facts about the database itself, for example which demo it holds.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
