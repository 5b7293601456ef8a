-- Whether people who prove their number have their data deleted without an owner who agrees.
CREATE TABLE erasure_choice (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- WS W
    contact_auto BOOLEAN NOT NULL -- WS W
);
