-- 区分处理: boxes on the pages of a paper, and copies that were made without what they cover. Derived: `gongkai verify` makes
-- these rows again and compares. What somebody noted beside a box stands sealed in request_private under cuts-ID.

-- The paper of which it is the copy.
ALTER TABLE request_files ADD COLUMN copy_of TEXT;

CREATE TABLE request_cuts (
    file_id TEXT NOT NULL,
    -- From 0.
    position BIGINT NOT NULL,
    -- From 1.
    page BIGINT NOT NULL,
    -- From the top left corner of the page as it is seen, in tenths of a millimetre.
    x BIGINT NOT NULL,
    y BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    ground TEXT NOT NULL,
    PRIMARY KEY (file_id, position)
);
