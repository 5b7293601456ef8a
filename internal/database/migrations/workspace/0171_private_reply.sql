-- How many of the attempts of a second were private replies to comments, which have a budget of their own.
ALTER TABLE channel_usage ADD COLUMN private INTEGER NOT NULL DEFAULT 0; -- K R2
