-- Keys of files and workspaces, each wrapped by the instance key.
CREATE TABLE wrapped_key (
    owner TEXT NOT NULL PRIMARY KEY, -- SYS W
    wrapped BLOB NOT NULL, -- SYS W
    created_at BIGINT NOT NULL -- SYS W
);
