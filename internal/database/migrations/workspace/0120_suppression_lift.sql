-- Up to when the orders of a person do not count any more, because the person has resumed since or the workspace has lifted them. Keyed
-- hashes like those of the orders: they stay when the contact goes, and name nobody.
CREATE TABLE suppression_lift (
    hash TEXT NOT NULL PRIMARY KEY, -- C3 W
    before_at BIGINT NOT NULL -- C3 W
);
