-- By which ids the accounts of a network know a person. Each account of ours has its own, so one contact may have several.
CREATE TABLE contact_handle (
    handle TEXT NOT NULL PRIMARY KEY, -- C3 E
    contact_id UUID NOT NULL, -- C3 E
    channel_id UUID NOT NULL, -- C3 E
    username TEXT NOT NULL, -- C3 E
    created_at BIGINT NOT NULL -- C3 E
);
CREATE INDEX contact_handle_contact ON contact_handle (contact_id);
