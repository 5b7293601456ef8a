-- Where the audit log begins once its oldest lines have outlived their time: the last line that is gone, its hash, and a seal that
-- only the installation can make.
CREATE TABLE audit_beginning (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- SYS R3
    seq BIGINT NOT NULL, -- SYS R3
    hash TEXT NOT NULL, -- SYS R3
    seal TEXT NOT NULL -- SYS R3
);

INSERT INTO audit_beginning (one, seq, hash, seal) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '');
