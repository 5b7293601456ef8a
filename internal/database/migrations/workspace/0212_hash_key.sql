-- Keys of the keyed hashes of a workspace that came from another installation, sealed: the hashes in its tables were made with them, and
-- new ones must be equal.
CREATE TABLE hash_key (
    purpose TEXT NOT NULL PRIMARY KEY, -- K W
    sealed BLOB NOT NULL -- K W
);
