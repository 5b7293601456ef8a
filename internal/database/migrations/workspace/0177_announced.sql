-- Messages of which the network told only the id, until they are fetched. outcome is '' while that is to be done.
CREATE TABLE announced (
    id UUID NOT NULL PRIMARY KEY, -- K R0
    channel_id UUID NOT NULL, -- K R0
    external_id TEXT NOT NULL, -- C4 R0
    outcome TEXT NOT NULL, -- C4 R0
    at BIGINT NOT NULL -- C4 R0
);
CREATE UNIQUE INDEX announced_external ON announced (channel_id, external_id);
