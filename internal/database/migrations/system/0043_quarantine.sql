-- Whether this installation is where and what it was when it last ran. The epoch changes all the time; a file beside the databases
-- knows it too, so that databases which were put back or moved are noticed.
CREATE TABLE quarantine (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- SYS W
    epoch UUID NOT NULL, -- K W
    since BIGINT NOT NULL, -- SYS W
    reason TEXT NOT NULL -- SYS W
);
