CREATE TABLE account (
    id UUID NOT NULL PRIMARY KEY, -- SYS R3
    username TEXT NOT NULL UNIQUE, -- SYS R3
    name TEXT NOT NULL, -- SYS R3
    language TEXT NOT NULL, -- SYS R3
    code_hash TEXT NOT NULL, -- SYS R3
    code_at BIGINT NOT NULL, -- SYS R3
    disabled_at BIGINT NOT NULL, -- SYS R3
    created_at BIGINT NOT NULL -- SYS R3
);
CREATE TABLE account_session (
    id UUID NOT NULL PRIMARY KEY, -- SYS R1
    token_hash TEXT NOT NULL UNIQUE, -- SYS R1
    account_id UUID NOT NULL REFERENCES account (id), -- SYS R1
    user_agent TEXT NOT NULL, -- SYS R1
    address TEXT NOT NULL, -- SYS R1
    created_at BIGINT NOT NULL, -- SYS R1
    last_seen_at BIGINT NOT NULL -- SYS R1
);
CREATE INDEX account_session_account ON account_session (account_id, created_at);
CREATE TABLE account_address (
    account_id UUID NOT NULL REFERENCES account (id), -- SYS R1
    address_hash TEXT NOT NULL, -- SYS R1
    seen_at BIGINT NOT NULL, -- SYS R1
    PRIMARY KEY (account_id, address_hash)
);
CREATE INDEX account_address_seen ON account_address (seen_at);
