-- How much of a deletion is done, written together with it. It is removed at the end of the deletion.
CREATE TABLE erasure_progress (
    request_id UUID NOT NULL, -- K R0
    line INTEGER NOT NULL, -- K R0
    removed BIGINT NOT NULL, -- K R0
    files BIGINT NOT NULL, -- K R0
    bytes BIGINT NOT NULL, -- K R0
    PRIMARY KEY (request_id, line)
);

-- Some of what is deleted, sealed, to be searched for afterwards, also by the next try. It is removed at the end of the deletion.
CREATE TABLE erasure_trace (
    request_id UUID NOT NULL, -- K R0
    n INTEGER NOT NULL, -- K R0
    known BOOLEAN NOT NULL, -- K R0
    sealed BLOB NOT NULL, -- K R0
    PRIMARY KEY (request_id, n)
);
