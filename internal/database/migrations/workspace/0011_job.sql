CREATE TABLE job (
    id UUID NOT NULL PRIMARY KEY, -- WS W
    kind TEXT NOT NULL, -- WS W
    title_key TEXT NOT NULL, -- WS W
    state TEXT NOT NULL, -- WS W
    done BIGINT NOT NULL, -- WS W
    total BIGINT NOT NULL, -- WS W
    cursor TEXT NOT NULL, -- WS W
    error_code TEXT NOT NULL, -- WS W
    created_by UUID, -- WS W
    created_at BIGINT NOT NULL, -- WS W
    updated_at BIGINT NOT NULL, -- WS W
    finished_at BIGINT NOT NULL -- WS W
);
CREATE INDEX job_state ON job (state, id);
