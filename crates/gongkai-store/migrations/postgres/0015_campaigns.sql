-- The yearly campaign of a region: who is asked for a report, what was handed in and how it was judged. Rows as the events make
-- them. Derived: `gongkai verify` makes them again and compares; campaign_uploads is not.

CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    -- Who runs it.
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    region_id TEXT NOT NULL REFERENCES regions (id),
    -- The year of the reports.
    year BIGINT NOT NULL,
    -- By when the office wants them.
    internal_on TEXT NOT NULL,
    notice TEXT NOT NULL,
    is_open BOOLEAN NOT NULL,
    events BIGINT NOT NULL,
    opened_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    UNIQUE (region_id, year)
);

CREATE TABLE campaign_units (
    id TEXT PRIMARY KEY,
    campaign_id TEXT NOT NULL,
    -- The agency of the unit; empty for one that is none here.
    unit_agency TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    -- The unit that it stands under; empty directly under the government.
    above TEXT NOT NULL,
    is_asked BOOLEAN NOT NULL,
    standing TEXT NOT NULL,
    -- How many versions were handed in.
    versions BIGINT NOT NULL,
    -- Of the newest: how it came, its report as a text, what the rules found.
    way TEXT NOT NULL,
    report TEXT NOT NULL,
    errors BIGINT NOT NULL,
    warnings BIGINT NOT NULL,
    handed_in_at_ms BIGINT,
    judged_at_ms BIGINT,
    reminded_at_ms BIGINT,
    -- The hash of the secret of its link; empty without one.
    link TEXT NOT NULL,
    -- The report in the list of published ones that the office put there.
    listed TEXT NOT NULL,
    events BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX units_of_campaign ON campaign_units (campaign_id, created_at_ms);
CREATE INDEX units_by_link ON campaign_units (link);
CREATE INDEX units_of_agency ON campaign_units (unit_agency);

-- The file of a unit that was read and is not handed in yet: one a unit.
CREATE TABLE campaign_uploads (
    unit_id TEXT PRIMARY KEY,
    way TEXT NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    report TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
