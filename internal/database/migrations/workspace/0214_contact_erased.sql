-- When contacts were deleted last; browsers then forget what they keep of people.
ALTER TABLE contact_total ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0; -- C3 W
