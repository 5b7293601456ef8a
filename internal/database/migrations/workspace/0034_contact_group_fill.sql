-- Groups that are being filled with everyone a filter lets through; a row goes when its job ends.
CREATE TABLE contact_group_fill (
    job_id UUID NOT NULL PRIMARY KEY, -- C3 E
    group_id UUID NOT NULL, -- C3 E
    filter TEXT NOT NULL, -- C3 E
    after_id UUID, -- C3 E
    done BIGINT NOT NULL -- C3 E
);
