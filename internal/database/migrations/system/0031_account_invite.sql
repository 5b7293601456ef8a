-- Invitations of colleagues into a workspace. The token is in the link alone; here is its keyed hash.
CREATE TABLE account_invite (
    id UUID NOT NULL PRIMARY KEY, -- SYS R1
    workspace_id UUID NOT NULL, -- SYS R1
    token_hash TEXT NOT NULL UNIQUE, -- SYS R1
    name TEXT NOT NULL, -- SYS R1
    note TEXT NOT NULL, -- SYS R1
    role TEXT NOT NULL, -- SYS R1
    can_send BOOLEAN NOT NULL, -- SYS R1
    invited_by UUID NOT NULL, -- SYS R1
    created_at BIGINT NOT NULL, -- SYS R1
    expires_at BIGINT NOT NULL -- SYS R1
);
CREATE INDEX account_invite_workspace ON account_invite (workspace_id, created_at);
CREATE INDEX account_invite_expires ON account_invite (expires_at);
