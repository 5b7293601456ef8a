-- One conversation per channel and contact. last_at is 0 until somebody has written by hand or from outside: a blast alone does
-- not put a conversation on the list.
CREATE TABLE conversation (
    id UUID NOT NULL PRIMARY KEY, -- K E
    channel_id UUID NOT NULL, -- K E
    contact_id UUID NOT NULL, -- K E
    state TEXT NOT NULL, -- C4 E
    last_at BIGINT NOT NULL, -- C4 E
    last_type TEXT NOT NULL, -- C4 E
    last_preview TEXT NOT NULL, -- C4 E
    last_direction TEXT NOT NULL, -- C4 E
    last_message_id UUID, -- K E
    unread INTEGER NOT NULL, -- C4 E
    window_until BIGINT NOT NULL, -- C4 E
    created_at BIGINT NOT NULL -- C4 E
);
CREATE UNIQUE INDEX conversation_pair ON conversation (channel_id, contact_id);
CREATE INDEX conversation_contact ON conversation (contact_id);
CREATE INDEX conversation_listed ON conversation (last_at, id) WHERE last_at > 0;
CREATE INDEX conversation_unread ON conversation (last_at, id) WHERE unread > 0;

-- The bubbles. One that goes out has the id of its send, whose state and content the ledger keeps.
CREATE TABLE message (
    id UUID NOT NULL PRIMARY KEY, -- K E
    conversation_id UUID NOT NULL, -- K E
    channel_id UUID NOT NULL, -- K E
    direction TEXT NOT NULL, -- C4 E
    lane SMALLINT NOT NULL, -- C4 E
    type TEXT NOT NULL, -- C4 E
    text TEXT NOT NULL, -- C4 E
    content TEXT NOT NULL, -- C4 E
    external_id TEXT, -- C4 E
    reply_to TEXT NOT NULL, -- C4 E
    attachment_id UUID, -- K E
    attachment_state TEXT NOT NULL, -- C4 E
    at BIGINT NOT NULL, -- C4 E
    edited_at BIGINT NOT NULL, -- C4 E
    revoked_at BIGINT NOT NULL, -- C4 E
    created_at BIGINT NOT NULL -- C4 E
);
CREATE INDEX message_thread ON message (conversation_id, at, id);
CREATE UNIQUE INDEX message_external ON message (channel_id, external_id) WHERE external_id IS NOT NULL;

-- Reactions by the external id of the message they are on, which may be ours or theirs and may not have come in yet.
CREATE TABLE reaction (
    channel_id UUID NOT NULL, -- K E
    target TEXT NOT NULL, -- C4 E
    direction TEXT NOT NULL, -- C4 E
    contact_id UUID NOT NULL, -- K E
    emoji TEXT NOT NULL, -- C4 E
    at BIGINT NOT NULL, -- C4 E
    PRIMARY KEY (channel_id, target, direction)
);

-- Edits and revocations that came before the message they speak of.
CREATE TABLE amendment (
    channel_id UUID NOT NULL, -- K R0
    target TEXT NOT NULL, -- C4 R0
    contact_id UUID NOT NULL, -- K R0
    revoked_at BIGINT NOT NULL, -- C4 R0
    edited_at BIGINT NOT NULL, -- C4 R0
    content TEXT NOT NULL, -- C4 R0
    PRIMARY KEY (channel_id, target)
);
