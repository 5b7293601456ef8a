CREATE TABLE attachment (
    id UUID NOT NULL PRIMARY KEY, -- C6 W
    name TEXT NOT NULL, -- C6 W
    mime TEXT NOT NULL, -- C6 W
    size BIGINT NOT NULL, -- C6 W
    sha256 TEXT NOT NULL, -- C6 W
    blob_key TEXT NOT NULL UNIQUE, -- C6 W
    source TEXT NOT NULL, -- C6 W
    created_at BIGINT NOT NULL -- C6 W
);
