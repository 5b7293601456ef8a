-- Public forms on which people sign up for messages. page is what a form shows and asks, as JSON.
CREATE TABLE signup_form (
    id UUID NOT NULL PRIMARY KEY, -- K W
    token TEXT NOT NULL UNIQUE, -- WS W
    code TEXT NOT NULL UNIQUE, -- WS W
    open BOOLEAN NOT NULL, -- WS W
    name TEXT NOT NULL, -- WS W
    name_key TEXT NOT NULL UNIQUE, -- WS W
    page TEXT NOT NULL, -- WS W
    group_id UUID, -- WS W
    channel_id UUID, -- WS W
    confirmed BIGINT NOT NULL, -- C3 R6
    created_at BIGINT NOT NULL, -- WS W
    updated_at BIGINT NOT NULL -- WS W
);

-- Sign-ups whose number has not confirmed yet. Nothing of them counts, and after seven days they go.
CREATE TABLE signup_pending (
    code TEXT NOT NULL PRIMARY KEY, -- C3 R0
    form_id UUID NOT NULL, -- C3 R0
    phone TEXT NOT NULL, -- C3 R0
    answers TEXT NOT NULL, -- C3 R0
    consents TEXT NOT NULL, -- C3 R0
    at BIGINT NOT NULL -- C3 R0
);

CREATE INDEX signup_pending_form ON signup_pending (form_id, at);
CREATE INDEX signup_pending_at ON signup_pending (at);
