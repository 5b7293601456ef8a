-- Acts on many contacts that wait or go on, and who was chosen when each began: lists of ids, a list a page. A page goes in the
-- transaction that acts on it, the act goes when its job ends.
CREATE TABLE contact_bulk (
    job_id UUID NOT NULL PRIMARY KEY, -- K E
    act TEXT NOT NULL, -- C3 E
    group_id UUID, -- K E
    purpose TEXT NOT NULL, -- C3 E
    state TEXT NOT NULL, -- C3 E
    source TEXT NOT NULL, -- C3 E
    actor TEXT NOT NULL, -- C3 E
    filter TEXT NOT NULL, -- C3 E
    begin_at BIGINT NOT NULL, -- C3 E
    page INTEGER NOT NULL, -- C3 E
    done BIGINT NOT NULL, -- C3 E
    touched BIGINT NOT NULL -- C3 E
);

CREATE TABLE contact_bulk_page (
    job_id UUID NOT NULL, -- K E
    page INTEGER NOT NULL, -- K E
    contact_ids TEXT NOT NULL, -- K E
    PRIMARY KEY (job_id, page)
);
