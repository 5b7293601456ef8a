-- What an Instagram account is besides a channel. The picture is an attachment; times of 0 have not been.
CREATE TABLE instagram_account (
    channel_id UUID NOT NULL PRIMARY KEY REFERENCES channel (id), -- C1 E
    username TEXT NOT NULL, -- C1 E
    name TEXT NOT NULL, -- C1 E
    account_type TEXT NOT NULL, -- C1 E
    followers BIGINT NOT NULL, -- C1 E
    picture_id UUID, -- C1 E
    picture_sum TEXT NOT NULL, -- C1 E
    permissions TEXT NOT NULL, -- C1 E
    connected_at BIGINT NOT NULL, -- C1 E
    token_at BIGINT NOT NULL, -- C1 E
    expires_at BIGINT NOT NULL, -- C1 E
    refreshed_at BIGINT NOT NULL, -- C1 E
    tried_at BIGINT NOT NULL, -- C1 E
    refresh_error TEXT NOT NULL, -- C1 E
    checked_at BIGINT NOT NULL, -- C1 E
    check_error TEXT NOT NULL, -- C1 E
    failing_at BIGINT NOT NULL, -- C1 E
    pictured_at BIGINT NOT NULL, -- C1 E
    webhook TEXT NOT NULL, -- C1 E
    event_at BIGINT NOT NULL, -- C1 E
    care_at BIGINT NOT NULL, -- C1 E
    left_at BIGINT NOT NULL, -- C1 E
    left_reason TEXT NOT NULL, -- C1 E
    leave_token BLOB NOT NULL, -- C1 E
    revoked_at BIGINT NOT NULL -- C1 E
);
