CREATE TABLE licence (
    id UUID NOT NULL PRIMARY KEY, -- SYS R4
    customer TEXT NOT NULL, -- SYS R4
    expires_at BIGINT NOT NULL, -- SYS R4
    suspended_at BIGINT NOT NULL, -- SYS R4
    suspend_reason TEXT NOT NULL, -- SYS R4
    max_workspaces INTEGER NOT NULL, -- SYS R4
    max_members INTEGER NOT NULL, -- SYS R4
    max_channels INTEGER NOT NULL, -- SYS R4
    created_at BIGINT NOT NULL -- SYS R4
);
CREATE TABLE licence_workspace (
    workspace_id UUID NOT NULL PRIMARY KEY, -- SYS R4
    licence_id UUID NOT NULL REFERENCES licence (id) -- SYS R4
);
CREATE INDEX licence_workspace_licence ON licence_workspace (licence_id);
