CREATE TABLE blast (
    id UUID NOT NULL PRIMARY KEY, -- K E
    name TEXT NOT NULL, -- C5 E
    state TEXT NOT NULL, -- C5 E
    state_reason TEXT NOT NULL, -- C5 E
    channel_id UUID, -- K E
    purpose TEXT NOT NULL, -- C5 E
    audience TEXT NOT NULL, -- C5 E
    message TEXT NOT NULL, -- C5 E
    policy TEXT NOT NULL, -- C5 E
    scheduled_at BIGINT NOT NULL, -- C5 E
    parent_id UUID, -- K E
    version INTEGER NOT NULL, -- C5 E
    created_by TEXT NOT NULL, -- K E
    created_at BIGINT NOT NULL, -- C5 E
    updated_at BIGINT NOT NULL, -- C5 E
    started_at BIGINT NOT NULL, -- C5 E
    finished_at BIGINT NOT NULL -- C5 E
);
CREATE INDEX blast_state ON blast (state, scheduled_at) WHERE state IN ('scheduled', 'running', 'paused', 'stopping', 'held');
CREATE INDEX blast_parent ON blast (parent_id) WHERE parent_id IS NOT NULL;

-- How far a started blast is: the counters of its recipients, the cursors of freezing and planning, the last outcomes.
CREATE TABLE blast_progress (
    blast_id UUID NOT NULL PRIMARY KEY, -- K E
    total INTEGER NOT NULL, -- C5 E
    planned INTEGER NOT NULL, -- C5 E
    queued INTEGER NOT NULL, -- C5 E
    held INTEGER NOT NULL, -- C5 E
    sending INTEGER NOT NULL, -- C5 E
    accepted INTEGER NOT NULL, -- C5 E
    sent INTEGER NOT NULL, -- C5 E
    delivered INTEGER NOT NULL, -- C5 E
    read_count INTEGER NOT NULL, -- C5 E
    skipped INTEGER NOT NULL, -- C5 E
    failed INTEGER NOT NULL, -- C5 E
    unknown INTEGER NOT NULL, -- C5 E
    replied INTEGER NOT NULL, -- C5 E
    waiting INTEGER NOT NULL, -- C5 E
    frozen BOOLEAN NOT NULL, -- C5 E
    freeze_after UUID, -- K E
    freeze_until UUID, -- K E
    plan_after UUID, -- K E
    outcomes TEXT NOT NULL -- C5 E
);

-- The text a recipient got is the one of the version noted with the recipient.
CREATE TABLE blast_version (
    blast_id UUID NOT NULL, -- K E
    version INTEGER NOT NULL, -- C5 E
    message TEXT NOT NULL, -- C5 E
    policy TEXT NOT NULL, -- C5 E
    created_at BIGINT NOT NULL, -- C5 E
    PRIMARY KEY (blast_id, version)
);

-- One row per recipient, frozen when the blast starts. State 'out' means that the ledger knows more.
CREATE TABLE blast_recipient (
    blast_id UUID NOT NULL, -- K E
    contact_id UUID NOT NULL, -- K E
    send_id UUID, -- K E
    state TEXT NOT NULL, -- C5 E
    reason TEXT NOT NULL, -- C5 E
    code TEXT NOT NULL, -- C5 E
    class TEXT NOT NULL, -- C5 E
    version INTEGER NOT NULL, -- C5 E
    replied_at BIGINT NOT NULL, -- C5 E
    PRIMARY KEY (blast_id, contact_id)
);
CREATE INDEX blast_recipient_trouble ON blast_recipient (blast_id, state, contact_id)
    WHERE state IN ('waiting', 'skipped', 'failed', 'unknown');

-- How many recipients were skipped or failed, by cause; moved together with the ledger.
CREATE TABLE blast_cause (
    blast_id UUID NOT NULL, -- K E
    state TEXT NOT NULL, -- C5 E
    reason TEXT NOT NULL, -- C5 E
    code TEXT NOT NULL, -- C5 E
    class TEXT NOT NULL, -- C5 E
    recipients INTEGER NOT NULL, -- C5 E
    PRIMARY KEY (blast_id, state, reason, code, class)
);

-- How many messages the network took in each minute.
CREATE TABLE blast_minute (
    blast_id UUID NOT NULL, -- K E
    minute_at BIGINT NOT NULL, -- C5 E
    taken INTEGER NOT NULL, -- C5 E
    PRIMARY KEY (blast_id, minute_at)
);
