-- The ledger: one row per message to one recipient. Only the outbox moves its state.
CREATE TABLE send (
    id UUID NOT NULL PRIMARY KEY, -- K E
    channel_id UUID NOT NULL, -- K E
    lane SMALLINT NOT NULL, -- K E
    origin TEXT NOT NULL, -- K E
    origin_id TEXT NOT NULL, -- K E
    contact_id UUID, -- K E
    phone TEXT NOT NULL, -- C5 R2
    user_id TEXT NOT NULL, -- C5 R2
    purpose TEXT NOT NULL, -- C5 R2
    content TEXT NOT NULL, -- C5 R2
    preview TEXT NOT NULL, -- C5 R2
    client_key TEXT, -- K R2
    client_sum TEXT, -- K R2
    actor TEXT NOT NULL, -- K R2
    state TEXT NOT NULL, -- C5 R2
    reason TEXT NOT NULL, -- C5 R2
    code TEXT NOT NULL, -- C5 R2
    class TEXT NOT NULL, -- C5 R2
    attempt INTEGER NOT NULL, -- C5 R2
    held_until BIGINT, -- C5 R2
    external_id TEXT, -- C5 R2
    created_at BIGINT NOT NULL, -- C5 R2
    sending_at BIGINT NOT NULL, -- C5 R2
    accepted_at BIGINT NOT NULL, -- C5 R2
    sent_at BIGINT NOT NULL, -- C5 R2
    delivered_at BIGINT NOT NULL, -- C5 R2
    read_at BIGINT NOT NULL, -- C5 R2
    ended_at BIGINT NOT NULL -- C5 R2
);
CREATE INDEX send_queued ON send (channel_id, lane, id) WHERE state = 'queued';
CREATE INDEX send_held ON send (channel_id, held_until) WHERE state = 'held';
CREATE INDEX send_sending ON send (channel_id) WHERE state = 'sending';
CREATE INDEX send_trouble ON send (state, id) WHERE state IN ('held', 'unknown', 'failed');
CREATE INDEX send_origin ON send (origin_id, id);
CREATE INDEX send_external ON send (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX send_promo ON send (contact_id, sending_at) WHERE purpose = 'promo' AND sending_at > 0;
CREATE UNIQUE INDEX send_key ON send (client_key) WHERE client_key IS NOT NULL;

-- Until when a contact may be answered freely on a channel; written by the inbox.
CREATE TABLE reply_window (
    channel_id UUID NOT NULL, -- K E
    contact_id UUID NOT NULL, -- K E
    until_at BIGINT NOT NULL, -- C4 E
    PRIMARY KEY (channel_id, contact_id)
);

-- What was attempted per channel and second, so that budgets survive a restart.
CREATE TABLE channel_usage (
    channel_id UUID NOT NULL, -- K E
    second_at BIGINT NOT NULL, -- K R2
    opened INTEGER NOT NULL, -- K R2
    continued INTEGER NOT NULL, -- K R2
    PRIMARY KEY (channel_id, second_at)
);
