-- Words handed over with a change, until they are in the index. No words: nothing of the thing is to be found.
CREATE TABLE textindex_pending (
    kind TEXT NOT NULL, -- WS W
    ref UUID NOT NULL, -- WS W
    words TEXT NOT NULL, -- C3 E
    PRIMARY KEY (kind, ref)
);
-- The number a thing has in the index of its kind. It is made from the ref, so that newer things have higher ones.
CREATE TABLE textindex_contact (
    id BIGINT NOT NULL PRIMARY KEY, -- C3 E
    ref UUID NOT NULL UNIQUE -- C3 E
);
CREATE TABLE textindex_message (
    id BIGINT NOT NULL PRIMARY KEY, -- C4 E
    ref UUID NOT NULL UNIQUE -- C4 E
);
CREATE TABLE textindex_contact_words (
    id BIGINT NOT NULL PRIMARY KEY, -- C3 E
    words TSVECTOR NOT NULL -- C3 E
);
-- Words come in batches anyway; a list of pending entries would only slow the searches down.
CREATE INDEX textindex_contact_words_words ON textindex_contact_words USING gin (words) WITH (fastupdate = off);
CREATE TABLE textindex_message_words (
    id BIGINT NOT NULL PRIMARY KEY, -- C4 E
    words TSVECTOR NOT NULL -- C4 E
);
CREATE INDEX textindex_message_words_words ON textindex_message_words USING gin (words) WITH (fastupdate = off);
