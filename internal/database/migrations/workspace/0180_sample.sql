-- What a workspace that tries the program with made-up data has of it: at most one row. parts are ids, as JSON.
CREATE TABLE sample_set (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- K W
    parts TEXT NOT NULL, -- K W
    made_at BIGINT NOT NULL -- K W
);
