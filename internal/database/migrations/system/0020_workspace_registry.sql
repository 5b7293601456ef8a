CREATE TABLE workspace_registry (
    id UUID NOT NULL PRIMARY KEY, -- WS W
    slug TEXT NOT NULL UNIQUE, -- WS W
    name TEXT NOT NULL, -- WS W
    ready BOOLEAN NOT NULL, -- WS W
    created_at BIGINT NOT NULL -- WS W
);
CREATE TABLE workspace_member (
    workspace_id UUID NOT NULL, -- WS W
    user_id UUID NOT NULL, -- WS W
    role TEXT NOT NULL, -- WS W
    can_send BOOLEAN NOT NULL, -- WS W
    added_at BIGINT NOT NULL, -- WS W
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX workspace_member_user ON workspace_member (user_id);
