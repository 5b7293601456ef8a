-- Where each workspace lives, what is due for it, and how far its jobs have been handed over.
CREATE TABLE workspace_place (
    workspace_id UUID NOT NULL PRIMARY KEY, -- SYS W
    place TEXT NOT NULL, -- SYS W
    state TEXT NOT NULL, -- SYS W
    open BOOLEAN NOT NULL DEFAULT FALSE, -- SYS W
    failed_code TEXT NOT NULL DEFAULT '', -- SYS W
    created_at BIGINT NOT NULL, -- SYS W
    erased_at BIGINT NOT NULL DEFAULT 0 -- SYS R7
);

CREATE INDEX workspace_place_open ON workspace_place (workspace_id) WHERE open;

CREATE TABLE workspace_due (
    workspace_id UUID NOT NULL, -- SYS W
    due_at BIGINT NOT NULL, -- SYS W
    PRIMARY KEY (workspace_id, due_at)
);

CREATE TABLE job_mark (
    workspace_id UUID NOT NULL, -- SYS W
    epoch UUID NOT NULL, -- K W
    seq BIGINT NOT NULL, -- K W
    PRIMARY KEY (workspace_id, epoch)
);
