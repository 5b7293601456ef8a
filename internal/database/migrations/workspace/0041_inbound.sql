-- What a network delivered, sealed, until it is processed and for a while after. The key is a keyed hash.
CREATE TABLE inbound (
    id UUID NOT NULL PRIMARY KEY, -- C4 R0
    seq BIGINT NOT NULL UNIQUE, -- C4 R0
    channel_id UUID NOT NULL REFERENCES channel (id), -- C4 R0
    kind TEXT NOT NULL, -- C4 R0
    dedupe_key TEXT NOT NULL UNIQUE, -- C4 R0
    fingerprint TEXT NOT NULL, -- C4 R0
    conflict BOOLEAN NOT NULL, -- C4 R0
    raw BLOB NOT NULL, -- C4 R0
    received_at BIGINT NOT NULL, -- C4 R0
    processed_at BIGINT NOT NULL, -- C4 R0
    error_code TEXT NOT NULL -- C4 R0
);

CREATE INDEX inbound_due ON inbound (seq) WHERE processed_at = 0;
CREATE INDEX inbound_received ON inbound (received_at);
