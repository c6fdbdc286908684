-- What comparisons need of a report besides its cells. Derived: a report that is put again has them again, and the nightly job
-- fills them in for reports that were put before.

-- Over cells, head and text, so that a comparison can say which data it is of; empty: not yet made.
ALTER TABLE reports ADD COLUMN content_sha256 TEXT NOT NULL DEFAULT '';
-- How alike chapters 1 and 5 are to those of the newest report of the year before, 0 to 1; NULL: one of them has no text.
ALTER TABLE reports ADD COLUMN text_similarity DOUBLE PRECISION;
