-- The members of a group in the order of their names, which are repeated from the contacts.
ALTER TABLE contact_group_member ADD COLUMN name_key TEXT NOT NULL DEFAULT ''; -- C3 E
UPDATE contact_group_member SET name_key = COALESCE((SELECT c.name_key FROM contact AS c WHERE c.id = contact_group_member.contact_id), '');
CREATE INDEX contact_group_member_name ON contact_group_member (group_id, name_key, contact_id);
