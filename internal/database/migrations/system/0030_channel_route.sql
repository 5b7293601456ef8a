-- Which workspace an account on a network belongs to. Ids of the customer's own accounts, nobody's conversation.
CREATE TABLE channel_route (
    kind TEXT NOT NULL, -- C4 W
    external_id TEXT NOT NULL, -- C4 W
    account_id TEXT NOT NULL, -- C4 W
    workspace_id UUID NOT NULL, -- C4 W
    channel_id UUID NOT NULL UNIQUE, -- C4 W
    created_at BIGINT NOT NULL, -- C4 W
    PRIMARY KEY (kind, external_id)
);

CREATE INDEX channel_route_account ON channel_route (kind, account_id);
CREATE INDEX channel_route_workspace ON channel_route (workspace_id);
