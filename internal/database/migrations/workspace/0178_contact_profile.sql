-- The picture of a handle, an attachment of ours, and when the network was last asked who it is.
ALTER TABLE contact_handle ADD COLUMN picture_id UUID; -- C3 E
ALTER TABLE contact_handle ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0; -- C3 E
