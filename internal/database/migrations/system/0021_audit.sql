CREATE TABLE audit_line (
    seq BIGINT NOT NULL PRIMARY KEY, -- SYS R3
    id UUID NOT NULL UNIQUE, -- SYS R3
    at BIGINT NOT NULL, -- SYS R3
    action TEXT NOT NULL, -- SYS R3
    actor_id UUID, -- SYS R3
    workspace_id UUID, -- SYS R3
    subject_id UUID, -- SYS R3
    previous TEXT NOT NULL, -- SYS R3
    hash TEXT NOT NULL -- SYS R3
);
CREATE TABLE audit_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- SYS R3
    seq BIGINT NOT NULL, -- SYS R3
    hash TEXT NOT NULL -- SYS R3
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
