-- Words handed over with a change, until they are in the index. No words: nothing of the thing is to be found.
CREATE TABLE textindex_pending (
    kind TEXT NOT NULL, -- WS W
    ref UUID NOT NULL, -- WS W
    words TEXT NOT NULL, -- C3 E
    PRIMARY KEY (kind, ref)
) WITHOUT ROWID;
-- The number a thing has in the index of its kind. It is made from the ref, so that newer things have higher ones.
CREATE TABLE textindex_contact (
    id BIGINT NOT NULL PRIMARY KEY, -- C3 E
    ref UUID NOT NULL UNIQUE -- C3 E
);
CREATE TABLE textindex_message (
    id BIGINT NOT NULL PRIMARY KEY, -- C4 E
    ref UUID NOT NULL UNIQUE -- C4 E
);
CREATE VIRTUAL TABLE textindex_contact_words USING fts5(
    words, -- C3 E
    content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
CREATE VIRTUAL TABLE textindex_message_words USING fts5(
    words, -- C4 E
    content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
