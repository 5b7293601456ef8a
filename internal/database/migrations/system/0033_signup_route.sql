-- Which workspace a public sign-up form belongs to. The token is the random part of its address; nobody's data.
CREATE TABLE signup_route (
    token TEXT NOT NULL PRIMARY KEY, -- WS W
    workspace_id UUID NOT NULL, -- WS W
    form_id UUID NOT NULL UNIQUE, -- WS W
    created_at BIGINT NOT NULL -- WS W
);

CREATE INDEX signup_route_workspace ON signup_route (workspace_id);
