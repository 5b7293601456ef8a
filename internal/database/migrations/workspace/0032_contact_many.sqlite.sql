-- Tables of a row or more per contact; here they are kept in the order of their keys, which spares a tree each.
CREATE TABLE contact_group_member (
    group_id UUID NOT NULL, -- C3 E
    contact_id UUID NOT NULL, -- C3 E
    PRIMARY KEY (group_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX contact_group_member_contact ON contact_group_member (contact_id);

-- Every word of a contact about a purpose; the newest one is repeated on the contact.
CREATE TABLE consent_change (
    contact_id UUID NOT NULL, -- C3 E
    purpose TEXT NOT NULL, -- C3 E
    at BIGINT NOT NULL, -- C3 E
    state INTEGER NOT NULL, -- C3 E
    source TEXT NOT NULL, -- C3 E
    actor TEXT NOT NULL, -- C3 E
    PRIMARY KEY (contact_id, purpose, at)
) WITHOUT ROWID;
