-- When something last happened between a contact and the workspace; 0 is never. Segments read it; the inbox and the outbox write it.
CREATE TABLE contact_activity (
    contact_id UUID NOT NULL PRIMARY KEY, -- C3 E
    in_at BIGINT NOT NULL, -- C4 E
    replied_at BIGINT NOT NULL, -- C4 E
    sent_at BIGINT NOT NULL, -- C5 E
    delivered_at BIGINT NOT NULL, -- C5 E
    read_at BIGINT NOT NULL, -- C5 E
    blast_at BIGINT NOT NULL, -- C5 E
    promo_at BIGINT NOT NULL -- C5 E
) WITHOUT ROWID;
