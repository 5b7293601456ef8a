-- Jobs stored with the transaction that wants them, until they are handed to the queue.
CREATE TABLE job_outbox (
    seq BIGINT NOT NULL PRIMARY KEY, -- K R0
    kind TEXT NOT NULL, -- K R0
    args TEXT NOT NULL, -- K R0
    queue TEXT NOT NULL, -- K R0
    run_at BIGINT NOT NULL, -- K R0
    only_one BOOLEAN NOT NULL, -- K R0
    max_attempts INTEGER NOT NULL, -- K R0
    created_at BIGINT NOT NULL -- K R0
);

-- One row: the epoch changes whenever this database is created or restored, because the numbers may start again.
CREATE TABLE job_outbox_state (
    id INTEGER NOT NULL PRIMARY KEY, -- K W
    epoch UUID NOT NULL, -- K W
    last_seq BIGINT NOT NULL -- K W
);
