-- Rehearsals of a deletion on made-up workspaces, and what they came to. workspaces are the ids while one runs, so that what a crash has left
-- is removed by the next.
CREATE TABLE erasure_drill (
    id UUID NOT NULL PRIMARY KEY, -- SYS R7
    workspaces TEXT NOT NULL, -- SYS R7
    began_at BIGINT NOT NULL, -- SYS R7
    ended_at BIGINT NOT NULL, -- SYS R7
    passed BOOLEAN NOT NULL, -- SYS R7
    report TEXT NOT NULL -- SYS R7
);
