-- Keys of one database file each, wrapped by the instance key. A compaction puts the file under the key of the next epoch.
CREATE TABLE file_key (
    owner TEXT NOT NULL, -- SYS W
    epoch BIGINT NOT NULL, -- SYS W
    wrapped BLOB NOT NULL, -- SYS W
    used_at BIGINT NOT NULL, -- SYS W
    created_at BIGINT NOT NULL, -- SYS W
    PRIMARY KEY (owner, epoch)
);
