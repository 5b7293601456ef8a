CREATE TABLE workspace_setting (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- WS W
    name TEXT NOT NULL, -- WS W
    time_zone TEXT NOT NULL, -- WS W
    language TEXT NOT NULL, -- WS W
    country_prefix TEXT NOT NULL, -- WS W
    quiet_from INTEGER NOT NULL, -- WS W
    quiet_until INTEGER NOT NULL, -- WS W
    quiet_for TEXT NOT NULL, -- WS W
    opt_out_words TEXT NOT NULL, -- WS W
    frequency_count INTEGER NOT NULL, -- WS W
    frequency_days INTEGER NOT NULL, -- WS W
    cap_minute INTEGER NOT NULL, -- WS W
    cap_hour INTEGER NOT NULL, -- WS W
    cap_day INTEGER NOT NULL, -- WS W
    grace_minutes INTEGER NOT NULL, -- WS W
    stop_all BOOLEAN NOT NULL, -- WS W
    stop_all_at BIGINT NOT NULL, -- WS W
    stop_all_by UUID, -- WS W
    updated_at BIGINT NOT NULL -- WS W
);
