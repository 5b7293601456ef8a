-- What somebody who asks for a deletion from outside has typed, sealed: who they say they are, and where the answer goes. It is cut down to
-- the latter once it is shown who they are, and goes with the end of the request. word is a keyed hash of what a phone has to write.
CREATE TABLE erasure_claim (
    request_id UUID NOT NULL PRIMARY KEY REFERENCES erasure_request (id), -- SYS R0
    word TEXT UNIQUE, -- SYS R0
    sealed BLOB NOT NULL -- SYS R0
);
