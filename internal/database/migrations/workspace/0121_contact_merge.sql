-- Addresses by which a contact was known until a moment, as keyed hashes: what comes late from there belongs to the contact. new_hash is
-- the address that followed; it lets an order not to write follow, also when the contact is gone.
CREATE TABLE contact_former (
    hash TEXT NOT NULL, -- C3 W
    new_hash TEXT NOT NULL, -- C3 W
    contact_id UUID NOT NULL, -- K W
    until_at BIGINT NOT NULL, -- C3 W
    PRIMARY KEY (hash, new_hash)
);
CREATE INDEX contact_former_contact ON contact_former (contact_id);

-- Which contact was merged into which, by whom, and what it said of the person before.
CREATE TABLE contact_merge (
    gone_id UUID NOT NULL PRIMARY KEY, -- K E
    kept_id UUID NOT NULL, -- K E
    at BIGINT NOT NULL, -- C3 E
    actor TEXT NOT NULL, -- C3 E
    was TEXT NOT NULL -- C3 E
);
CREATE INDEX contact_merge_kept ON contact_merge (kept_id, at);
