-- Consents that were begun and have not come back. state is a keyed hash; the state itself is only in the browser's address.
CREATE TABLE instagram_login (
    state TEXT NOT NULL PRIMARY KEY, -- C1 R0
    workspace_id UUID NOT NULL, -- C1 R0
    session_id UUID NOT NULL, -- C1 R0
    user_id UUID NOT NULL, -- C1 R0
    expires_at BIGINT NOT NULL, -- C1 R0
    used_at BIGINT NOT NULL -- C1 R0
);

CREATE INDEX instagram_login_expires ON instagram_login (expires_at);

-- What the network said about accounts that removed the app. notice is a keyed hash of whom and when it was about.
CREATE TABLE instagram_notice (
    notice TEXT NOT NULL, -- C1 R0
    workspace_id UUID NOT NULL, -- C1 R0
    channel_id UUID NOT NULL, -- C1 R0
    issued_at BIGINT NOT NULL, -- C1 R0
    received_at BIGINT NOT NULL, -- C1 R0
    done_at BIGINT NOT NULL, -- C1 R0
    PRIMARY KEY (notice, channel_id)
);

CREATE INDEX instagram_notice_open ON instagram_notice (received_at) WHERE done_at = 0;
