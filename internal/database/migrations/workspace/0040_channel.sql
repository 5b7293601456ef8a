CREATE TABLE channel (
    id UUID NOT NULL PRIMARY KEY, -- C4 W
    kind TEXT NOT NULL, -- C4 W
    name TEXT NOT NULL, -- C4 W
    state TEXT NOT NULL, -- C4 W
    state_reason TEXT NOT NULL, -- C4 W
    external_id TEXT NOT NULL, -- C4 W
    account_id TEXT NOT NULL, -- C4 W
    display_phone TEXT NOT NULL, -- C4 W
    verified_name TEXT NOT NULL, -- C4 W
    quality TEXT NOT NULL, -- C4 W
    daily_limit BIGINT NOT NULL, -- C4 W
    limits TEXT NOT NULL, -- C4 W
    token BLOB NOT NULL, -- C4 W
    paused_until BIGINT NOT NULL, -- C4 W
    pause_reason TEXT NOT NULL, -- C4 W
    created_at BIGINT NOT NULL, -- C4 W
    updated_at BIGINT NOT NULL -- C4 W
);

CREATE UNIQUE INDEX channel_external ON channel (kind, external_id);

CREATE TABLE template (
    id UUID NOT NULL PRIMARY KEY, -- C5 W
    channel_id UUID NOT NULL REFERENCES channel (id), -- C5 W
    external_id TEXT NOT NULL, -- C5 W
    name TEXT NOT NULL, -- C5 W
    language TEXT NOT NULL, -- C5 W
    category TEXT NOT NULL, -- C5 W
    status TEXT NOT NULL, -- C5 W
    quality TEXT NOT NULL, -- C5 W
    rejected_reason TEXT NOT NULL, -- C5 W
    parameter_format TEXT NOT NULL, -- C5 W
    components TEXT NOT NULL, -- C5 W
    paused_until BIGINT NOT NULL, -- C5 W
    paused_reason TEXT NOT NULL, -- C5 W
    updated_at BIGINT NOT NULL -- C5 W
);

CREATE UNIQUE INDEX template_name ON template (channel_id, name, language);

-- Under which id the network knows one of our files.
CREATE TABLE channel_upload (
    channel_id UUID NOT NULL REFERENCES channel (id), -- C6 W
    attachment_id UUID NOT NULL, -- C6 W
    external_id TEXT NOT NULL, -- C6 W
    expires_at BIGINT NOT NULL, -- C6 W
    PRIMARY KEY (channel_id, attachment_id)
);
