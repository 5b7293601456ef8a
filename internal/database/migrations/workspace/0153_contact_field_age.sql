-- Whether a field has its second index, in which the contacts that have a value are newest first. Those of older fields are made when the
-- program has started.
ALTER TABLE contact_field ADD COLUMN by_age BOOLEAN NOT NULL DEFAULT FALSE; -- C3 W
