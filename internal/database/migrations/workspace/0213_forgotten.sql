-- Up to when the past of a person or of a whole channel was deleted: what happened before and is told later, by a repeat, a delay or a look
-- at old comments, is not stored again. subject is a keyed hash; it names nobody.
CREATE TABLE forgotten (
    subject TEXT NOT NULL PRIMARY KEY, -- C3 W
    before_at BIGINT NOT NULL -- C3 W
);
CREATE INDEX forgotten_before ON forgotten (before_at);
