-- Wishes that data go, and what became of them. They outlive the workspaces they speak of and hold ids, counts and times only. code is a
-- keyed hash of what leads to the status page.
CREATE TABLE erasure_request (
    id UUID NOT NULL PRIMARY KEY, -- SYS R7
    code TEXT NOT NULL UNIQUE, -- SYS R7
    workspace_id UUID, -- SYS R7
    way TEXT NOT NULL, -- SYS R7
    repeat_key TEXT UNIQUE, -- SYS R7
    scope TEXT NOT NULL, -- SYS R7
    state TEXT NOT NULL, -- SYS R7
    asker TEXT NOT NULL, -- SYS R7
    plan TEXT NOT NULL, -- SYS R7
    report TEXT NOT NULL, -- SYS R7
    reason TEXT NOT NULL, -- SYS R7
    grace_till BIGINT NOT NULL, -- SYS R7
    received_at BIGINT NOT NULL, -- SYS R7
    live_at BIGINT NOT NULL, -- SYS R7
    done_at BIGINT NOT NULL, -- SYS R7
    document BLOB NOT NULL -- SYS R7
);
CREATE INDEX erasure_request_workspace ON erasure_request (workspace_id, id);
CREATE INDEX erasure_request_open ON erasure_request (state, id) WHERE done_at = 0;

-- Which state may follow which.
CREATE TABLE erasure_path (
    from_state TEXT NOT NULL, -- SYS R7
    to_state TEXT NOT NULL, -- SYS R7
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO erasure_path (from_state, to_state) VALUES
    ('', 'received'),
    ('received', 'acknowledged'), ('received', 'no_data_found'),
    ('acknowledged', 'identity_pending'), ('acknowledged', 'verified'), ('acknowledged', 'refused'),
    ('identity_pending', 'verified'), ('identity_pending', 'expired'), ('identity_pending', 'refused'),
    ('verified', 'planned'), ('verified', 'refused'), ('verified', 'no_data_found'),
    ('planned', 'approved'), ('planned', 'refused'), ('planned', 'cancelled'),
    ('approved', 'grace'),
    ('grace', 'executing'), ('grace', 'cancelled'), ('grace', 'on_hold'), ('grace', 'refused'),
    ('on_hold', 'grace'), ('on_hold', 'refused'), ('on_hold', 'cancelled'),
    ('executing', 'verifying'),
    ('verifying', 'live_erased'), ('verifying', 'failed_verification'), ('verifying', 'executing'),
    ('failed_verification', 'executing'), ('failed_verification', 'cancelled'),
    ('live_erased', 'backup_wait'),
    ('backup_wait', 'complete');

-- Each step of a request, chained by hashes. actor is the id of a person, or empty for the machine.
CREATE TABLE erasure_step (
    request_id UUID NOT NULL REFERENCES erasure_request (id), -- SYS R7
    seq INTEGER NOT NULL, -- SYS R7
    from_state TEXT NOT NULL, -- SYS R7
    to_state TEXT NOT NULL, -- SYS R7
    at BIGINT NOT NULL, -- SYS R7
    actor TEXT NOT NULL, -- SYS R7
    reason TEXT NOT NULL, -- SYS R7
    previous TEXT NOT NULL, -- SYS R7
    hash TEXT NOT NULL, -- SYS R7
    PRIMARY KEY (request_id, seq),
    FOREIGN KEY (from_state, to_state) REFERENCES erasure_path (from_state, to_state)
);
