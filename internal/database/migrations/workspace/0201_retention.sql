-- For how many days the delivery log tells of a message.
ALTER TABLE workspace_setting ADD COLUMN delivery_log_days INTEGER NOT NULL DEFAULT 90; -- WS W

-- Whether the delivery log still tells of a send. Once it does not, what is left is what a conversation and a blast show.
ALTER TABLE send ADD COLUMN logged BOOLEAN NOT NULL DEFAULT TRUE; -- K E

-- How far the clean-up of the delivery log is: everything up to until_id is done; scan_id runs ahead of it within one round.
CREATE TABLE send_log (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- K W
    until_id UUID NOT NULL, -- K W
    scan_id UUID NOT NULL -- K W
);

INSERT INTO send_log (one, until_id, scan_id) VALUES (1, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000');

-- When each kind of data was last looked through for what has outlived its time.
CREATE TABLE retention_run (
    kind TEXT NOT NULL PRIMARY KEY, -- K W
    ran_at BIGINT NOT NULL -- K W
);
