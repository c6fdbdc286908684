-- Assessments of a region's agencies in a year. Derived from the record: `gongkai verify` makes these rows again and compares.

CREATE TABLE assessments (
    id TEXT PRIMARY KEY,
    region_id TEXT NOT NULL REFERENCES regions (id),
    year BIGINT NOT NULL,
    -- open or published
    state TEXT NOT NULL,
    -- JSON: indicators with weights, and how many ballots are needed.
    scheme TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    published_at_ms BIGINT,
    UNIQUE (region_id, year)
);

-- Scores, deductions and appeals.
CREATE TABLE assessment_marks (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    -- score, deduction or appeal
    kind TEXT NOT NULL,
    -- The indicator's code; empty for appeals and deductions.
    indicator TEXT NOT NULL,
    -- An exact decimal as text; empty for appeals.
    points TEXT NOT NULL,
    text TEXT NOT NULL,
    link TEXT NOT NULL,
    -- current or withdrawn; of an appeal: open, upheld or dismissed
    state TEXT NOT NULL,
    -- Why it was withdrawn, or what was decided.
    reply TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX assessment_marks_of_agency ON assessment_marks (assessment_id, agency_id);

-- What was published, as it was published.
CREATE TABLE assessment_results (
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    place BIGINT,
    -- An exact decimal as text; empty where nothing was measured.
    total TEXT NOT NULL,
    deductions TEXT NOT NULL,
    -- JSON: points by indicator.
    parts TEXT NOT NULL,
    PRIMARY KEY (assessment_id, agency_id)
);

-- The social evaluation: counts, and nothing of who said it.
CREATE TABLE assessment_ballots (
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    question TEXT NOT NULL,
    answer BIGINT NOT NULL,
    votes BIGINT NOT NULL,
    PRIMARY KEY (assessment_id, agency_id, question, answer)
);
