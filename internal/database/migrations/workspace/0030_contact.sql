CREATE TABLE contact (
    id UUID NOT NULL PRIMARY KEY, -- C3 E
    name TEXT NOT NULL, -- C3 E
    name_key TEXT NOT NULL, -- C3 E
    name_typed BOOLEAN NOT NULL, -- C3 E
    phone TEXT, -- C3 E
    user_id TEXT, -- C3 E
    email TEXT NOT NULL, -- C3 E
    fields JSONB NOT NULL, -- C3 E
    consent_service INTEGER NOT NULL, -- C3 E
    consent_reminder INTEGER NOT NULL, -- C3 E
    consent_promo INTEGER NOT NULL, -- C3 E
    suppressed_at BIGINT NOT NULL, -- C3 E
    suppressed_reason TEXT NOT NULL, -- C3 E
    source TEXT NOT NULL, -- C3 E
    created_at BIGINT NOT NULL, -- C3 E
    updated_at BIGINT NOT NULL -- C3 E
);
CREATE UNIQUE INDEX contact_phone ON contact (phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX contact_user_id ON contact (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX contact_name ON contact (name_key, id);
-- Small parts of a large list, each in the order it is shown in.
CREATE INDEX contact_promo_granted ON contact (name_key, id) WHERE consent_promo = 1;
CREATE INDEX contact_promo_denied ON contact (name_key, id) WHERE consent_promo = 2;
CREATE INDEX contact_suppressed ON contact (name_key, id) WHERE suppressed_at > 0;
CREATE INDEX contact_no_phone ON contact (name_key, id) WHERE phone IS NULL;

-- One row: how many contacts there are, so that nobody has to count a million.
CREATE TABLE contact_total (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- C3 W
    contacts BIGINT NOT NULL -- C3 W
);
INSERT INTO contact_total (one, contacts) VALUES (1, 0);

CREATE TABLE contact_field (
    id UUID NOT NULL PRIMARY KEY, -- C3 W
    key TEXT NOT NULL UNIQUE, -- C3 W
    label TEXT NOT NULL, -- C3 W
    type TEXT NOT NULL, -- C3 W
    options TEXT NOT NULL, -- C3 W
    created_at BIGINT NOT NULL -- C3 W
);

CREATE TABLE contact_group (
    id UUID NOT NULL PRIMARY KEY, -- C3 W
    name TEXT NOT NULL, -- C3 W
    name_key TEXT NOT NULL UNIQUE, -- C3 W
    members BIGINT NOT NULL, -- C3 W
    created_at BIGINT NOT NULL -- C3 W
);

-- Numbers and user ids not to write to, as keyed hashes: they stay when the contact goes, and name nobody.
CREATE TABLE suppression (
    hash TEXT NOT NULL PRIMARY KEY, -- C3 W
    reason TEXT NOT NULL, -- C3 W
    source TEXT NOT NULL, -- C3 W
    at BIGINT NOT NULL -- C3 W
);
