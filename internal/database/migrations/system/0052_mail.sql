-- E-mail that waits to leave. What it says and to whom is sealed, and goes when it has left or was given up; the row itself a month later, so
-- that nothing is written twice. problem is a code.
CREATE TABLE mail_outbox (
    id UUID NOT NULL PRIMARY KEY, -- SYS R0
    mail_key TEXT NOT NULL UNIQUE, -- SYS R0
    sealed BLOB NOT NULL, -- SYS R0
    attempts INTEGER NOT NULL, -- SYS R0
    next_at BIGINT NOT NULL, -- SYS R0
    created_at BIGINT NOT NULL, -- SYS R0
    ended_at BIGINT NOT NULL, -- SYS R0
    problem TEXT NOT NULL -- SYS R0
);
CREATE INDEX mail_outbox_waiting ON mail_outbox (next_at) WHERE ended_at = 0;

-- Up to which step of its request who asked was written to, how often they were reminded of the proof, and whether something new was typed.
ALTER TABLE erasure_claim ADD COLUMN told INTEGER NOT NULL DEFAULT 0; -- SYS R0
ALTER TABLE erasure_claim ADD COLUMN chased INTEGER NOT NULL DEFAULT 0; -- SYS R0
ALTER TABLE erasure_claim ADD COLUMN fresh BOOLEAN NOT NULL DEFAULT FALSE; -- SYS R0
