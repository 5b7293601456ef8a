-- People who work the deletion desk in the browser, and since when; 0 is of everybody else.
ALTER TABLE account ADD COLUMN operator_at BIGINT NOT NULL DEFAULT 0; -- SYS R3

-- What operators did with a deletion besides moving it: who agreed to its plan, until when it is held, a longer time, notes.
ALTER TABLE erasure_request ADD COLUMN desk TEXT NOT NULL DEFAULT '{}'; -- SYS R7

-- Steps that move nothing: the first of two approvals, and a longer time.
INSERT INTO erasure_path (from_state, to_state) VALUES
    ('identity_pending', 'identity_pending'), ('planned', 'planned'), ('grace', 'grace'), ('on_hold', 'on_hold'),
    ('failed_verification', 'failed_verification');
