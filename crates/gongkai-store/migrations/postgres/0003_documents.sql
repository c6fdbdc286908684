-- Documents as they stand after their events. Derived: `gongkai verify` makes these rows again and compares.

CREATE TABLE documents (
    -- The number of the event that began it: its place in the search index, and the order of equal times.
    no BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    index_number TEXT NOT NULL UNIQUE,
    created_at_ms BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    -- work: never published; public; withdrawn.
    visibility TEXT NOT NULL,
    -- The newest public version, or the version in work where nothing was published.
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    genre TEXT NOT NULL,
    theme TEXT NOT NULL,
    group_code TEXT NOT NULL,
    audience TEXT NOT NULL,
    legal_item TEXT NOT NULL,
    column_id TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    source TEXT NOT NULL,
    attribute TEXT NOT NULL,
    attribute_reason TEXT NOT NULL,
    formed_on TEXT,
    effective_on TEXT,
    expires_on TEXT,
    repealed_on TEXT,
    validity TEXT NOT NULL,
    -- Separated by spaces.
    keywords TEXT NOT NULL,
    -- A shorter term than Art. 26, in working days.
    term_days BIGINT,
    published_at_ms BIGINT,
    first_published_at_ms BIGINT,
    origin TEXT NOT NULL,
    withdrawn_at_ms BIGINT,
    withdrawn_reason TEXT NOT NULL,
    -- The version in work; all NULL when there is none.
    work_version BIGINT,
    work_title TEXT,
    work_stage TEXT,
    work_step BIGINT,
    work_role TEXT,
    work_since_ms BIGINT,
    work_round BIGINT,
    work_formed_on TEXT,
    work_editor TEXT,
    work_unsettled BIGINT,
    scheduled_at_ms BIGINT
);
CREATE INDEX documents_newest ON documents (visibility, published_at_ms DESC, no DESC);
CREATE INDEX documents_of_agency ON documents (agency_id, visibility, published_at_ms DESC, no DESC);
CREATE INDEX documents_of_column ON documents (column_id, visibility, published_at_ms DESC, no DESC);
CREATE INDEX documents_of_item ON documents (legal_item, visibility, published_at_ms DESC, no DESC);
CREATE INDEX documents_of_kind ON documents (kind, visibility, published_at_ms DESC, no DESC);
CREATE INDEX documents_in_work ON documents (agency_id, work_stage);
CREATE INDEX documents_scheduled ON documents (scheduled_at_ms);
CREATE INDEX documents_by_number ON documents (number);

-- Versions that were published, whole: a withdrawn or corrected one is still in the record.
CREATE TABLE document_versions (
    document_id TEXT NOT NULL REFERENCES documents (id),
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    published_at_ms BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
);

-- Files of the public version (state 'public') and of the version in work (state 'work').
CREATE TABLE document_files (
    document_id TEXT NOT NULL REFERENCES documents (id),
    state TEXT NOT NULL,
    position BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (document_id, state, position)
);
CREATE INDEX document_files_by_hash ON document_files (sha256);

-- Lines from public documents to others.
CREATE TABLE document_links (
    from_id TEXT NOT NULL REFERENCES documents (id),
    kind TEXT NOT NULL,
    to_id TEXT NOT NULL,
    PRIMARY KEY (from_id, kind, to_id)
);
CREATE INDEX document_links_to ON document_links (to_id, kind);

-- Serials of index numbers, one a prefix and year; taken in the transaction that uses it.
CREATE TABLE index_serials (
    prefix TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (prefix, year)
);

-- Counts by agency and year: what the annual report and the dashboards ask for.
CREATE TABLE counters (
    agency_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (agency_id, year, name)
);

-- Columns (栏目) of the platform.
CREATE TABLE columns (
    id TEXT PRIMARY KEY,
    -- NULL: shared by all agencies of the installation.
    agency_id TEXT REFERENCES agencies (id),
    parent_id TEXT REFERENCES columns (id),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    description TEXT NOT NULL,
    -- news: to be updated within 2 weeks; notice: within 6 months; static: no term (国办秘函〔2019〕19号).
    pace TEXT NOT NULL,
    position BIGINT NOT NULL
);

-- The search index over what is public. Terms are cut before they come here.
CREATE TABLE document_search (
    no BIGINT PRIMARY KEY,
    terms TSVECTOR NOT NULL
);
CREATE INDEX document_search_terms ON document_search USING GIN (terms);
