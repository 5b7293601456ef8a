CREATE TABLE event (
    seq BIGINT NOT NULL PRIMARY KEY, -- WS W
    kind TEXT NOT NULL, -- WS W
    subject TEXT NOT NULL, -- WS W
    data TEXT NOT NULL, -- WS W
    created_at BIGINT NOT NULL -- WS W
);
CREATE INDEX event_created ON event (created_at);
