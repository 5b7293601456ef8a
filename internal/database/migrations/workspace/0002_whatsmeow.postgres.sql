-- The WhatsApp Web library asks the whole database, not this schema, whether its version table exists, and fails in the second
-- schema unless the table is there. (Library read 2026-11.)
CREATE TABLE whatsmeow_version (
    version INTEGER, -- K W
    compat INTEGER -- K W
);
