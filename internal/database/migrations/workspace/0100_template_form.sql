-- What was submitted from here: the file its header was shown with, when, and when an approved one was changed.
ALTER TABLE template ADD COLUMN attachment_id TEXT NOT NULL DEFAULT ''; -- C5 W
ALTER TABLE template ADD COLUMN submitted_at BIGINT NOT NULL DEFAULT 0; -- C5 W
ALTER TABLE template ADD COLUMN edits TEXT NOT NULL DEFAULT '[]'; -- C5 W
