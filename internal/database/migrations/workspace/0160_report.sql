-- Totals for reports. They name no person that was written to and outlive the rows they were counted from. A quarter of an hour is
-- the smallest step by which time zones differ, so that every zone can add them up to its days.

-- How many sends of the ledger stand in each state, by the quarter in which they were asked for; moved together with the ledger.
CREATE TABLE report_send (
    quarter_at BIGINT NOT NULL, -- K R6
    channel_id UUID NOT NULL, -- K R6
    lane SMALLINT NOT NULL, -- K R6
    queued INTEGER NOT NULL, -- K R6
    held INTEGER NOT NULL, -- K R6
    sending INTEGER NOT NULL, -- K R6
    accepted INTEGER NOT NULL, -- K R6
    sent INTEGER NOT NULL, -- K R6
    delivered INTEGER NOT NULL, -- K R6
    read_count INTEGER NOT NULL, -- K R6
    skipped INTEGER NOT NULL, -- K R6
    failed INTEGER NOT NULL, -- K R6
    unknown INTEGER NOT NULL, -- K R6
    replied INTEGER NOT NULL, -- K R6
    PRIMARY KEY (quarter_at, channel_id, lane)
);

-- How often people said stop.
CREATE TABLE report_stop (
    quarter_at BIGINT NOT NULL PRIMARY KEY, -- K R6
    stops INTEGER NOT NULL -- K R6
);

-- How long those who wrote waited for the first answer of a colleague.
CREATE TABLE report_answer (
    quarter_at BIGINT NOT NULL, -- K R6
    channel_id UUID NOT NULL, -- K R6
    actor TEXT NOT NULL, -- K R6
    seconds BIGINT NOT NULL, -- K R6
    answers INTEGER NOT NULL, -- K R6
    PRIMARY KEY (quarter_at, channel_id, actor, seconds)
);

-- What colleagues wrote by hand, and in how many conversations: each counts once a day and colleague.
CREATE TABLE report_work (
    quarter_at BIGINT NOT NULL, -- K R6
    channel_id UUID NOT NULL, -- K R6
    actor TEXT NOT NULL, -- K R6
    messages INTEGER NOT NULL, -- K R6
    conversations INTEGER NOT NULL, -- K R6
    PRIMARY KEY (quarter_at, channel_id, actor)
);

-- What is there already is counted once. Days are those of Jakarta here; who lives elsewhere has the same totals from now on.
INSERT INTO report_send (quarter_at, channel_id, lane, queued, held, sending, accepted, sent, delivered, read_count, skipped, failed,
    unknown, replied)
SELECT created_at / 900000000 * 900000000, channel_id, lane,
    SUM(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'sending' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'read' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'skipped' THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'unknown' THEN 1 ELSE 0 END), 0
FROM send GROUP BY 1, 2, 3;

INSERT INTO report_send (quarter_at, channel_id, lane, queued, held, sending, accepted, sent, delivered, read_count, skipped, failed,
    unknown, replied)
SELECT s.created_at / 900000000 * 900000000, s.channel_id, s.lane, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, COUNT(*)
FROM (
    SELECT m.direction, m.at, LAG(m.id) OVER (PARTITION BY m.conversation_id ORDER BY m.at, m.id) AS before_id
    FROM message AS m LEFT JOIN send AS x ON x.id = m.id
    WHERE m.direction = 'in' OR x.id IS NULL OR x.state NOT IN ('queued', 'held', 'skipped', 'failed')
) AS pair JOIN send AS s ON s.id = pair.before_id
WHERE pair.direction = 'in' AND pair.at - s.created_at <= 604800000000
GROUP BY 1, 2, 3
ON CONFLICT (quarter_at, channel_id, lane) DO UPDATE SET replied = excluded.replied;

INSERT INTO report_answer (quarter_at, channel_id, actor, seconds, answers)
SELECT s.created_at / 900000000 * 900000000, s.channel_id, s.actor, (s.created_at - waits.since) / 1000000, COUNT(*)
FROM (
    SELECT id, direction, lane,
        MIN(CASE WHEN direction = 'in' THEN at END) OVER (PARTITION BY conversation_id, turn) AS since
    FROM (
        SELECT id, conversation_id, direction, lane, at,
            SUM(CASE WHEN direction = 'out' AND lane = 0 THEN 1 ELSE 0 END) OVER (PARTITION BY conversation_id ORDER BY at, id)
            - CASE WHEN direction = 'out' AND lane = 0 THEN 1 ELSE 0 END AS turn
        FROM message
    ) AS turns
) AS waits JOIN send AS s ON s.id = waits.id
WHERE waits.direction = 'out' AND waits.lane = 0 AND waits.since IS NOT NULL AND s.origin = 'human'
GROUP BY 1, 2, 3, 4;

INSERT INTO report_work (quarter_at, channel_id, actor, messages, conversations)
SELECT created_at / 900000000 * 900000000, channel_id, actor, COUNT(*), SUM(CASE WHEN nth = 1 THEN 1 ELSE 0 END)
FROM (
    SELECT created_at, channel_id, actor, ROW_NUMBER() OVER (
        PARTITION BY actor, channel_id, contact_id, (created_at + 25200000000) / 86400000000 ORDER BY id) AS nth
    FROM send WHERE lane = 0 AND origin = 'human' AND contact_id IS NOT NULL
) AS work GROUP BY 1, 2, 3;
