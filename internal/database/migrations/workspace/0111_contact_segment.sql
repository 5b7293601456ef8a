-- Saved filters over contacts; rules is their tree.
CREATE TABLE contact_segment (
    id UUID NOT NULL PRIMARY KEY, -- C3 W
    name TEXT NOT NULL, -- C3 W
    name_key TEXT NOT NULL UNIQUE, -- C3 W
    rules TEXT NOT NULL, -- C3 W
    created_at BIGINT NOT NULL, -- C3 W
    updated_at BIGINT NOT NULL -- C3 W
);

-- What has happened before this table was there.
INSERT INTO contact_activity (contact_id, in_at, replied_at, sent_at, delivered_at, read_at, blast_at, promo_at)
SELECT c.id, f.in_at, CASE WHEN f.sent_at > 0 THEN f.in_at ELSE 0 END, f.sent_at, f.delivered_at, f.read_at, f.blast_at, f.promo_at
FROM (
    SELECT e.contact_id, MAX(e.in_at) AS in_at, MAX(e.sent_at) AS sent_at, MAX(e.delivered_at) AS delivered_at,
        MAX(e.read_at) AS read_at, MAX(e.blast_at) AS blast_at, MAX(e.promo_at) AS promo_at
    FROM (
        SELECT v.contact_id, m.at AS in_at, 0 AS sent_at, 0 AS delivered_at, 0 AS read_at, 0 AS blast_at, 0 AS promo_at
        FROM message AS m JOIN conversation AS v ON v.id = m.conversation_id WHERE m.direction = 'in'
        UNION ALL
        SELECT s.contact_id, 0, s.sending_at, CASE WHEN s.delivered_at > s.read_at THEN s.delivered_at ELSE s.read_at END, s.read_at,
            CASE WHEN s.origin = 'blast' THEN s.sending_at ELSE 0 END, CASE WHEN s.purpose = 'promo' THEN s.sending_at ELSE 0 END
        FROM send AS s WHERE s.contact_id IS NOT NULL AND s.state IN ('accepted', 'sent', 'delivered', 'read')
    ) AS e GROUP BY e.contact_id
) AS f JOIN contact AS c ON c.id = f.contact_id;
