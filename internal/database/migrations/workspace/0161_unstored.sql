-- Numbers whose messages the workspace does not want to keep. The number is sealed, to be shown with its middle hidden; what comes in
-- is compared by keyed hashes, of the number and of the user ids it was seen together with.
CREATE TABLE unstored_number (
    id UUID NOT NULL PRIMARY KEY, -- C3 E
    number BLOB NOT NULL, -- C3 E
    created_at BIGINT NOT NULL, -- C3 E
    created_by TEXT NOT NULL -- K E
);
CREATE TABLE unstored_hash (
    hash TEXT NOT NULL PRIMARY KEY, -- C3 E
    number_id UUID NOT NULL REFERENCES unstored_number (id) -- C3 E
);
CREATE INDEX unstored_hash_number ON unstored_hash (number_id);

-- How much was not kept. It says nothing about whom or when.
CREATE TABLE unstored_count (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- K R6
    dropped BIGINT NOT NULL -- K R6
);
