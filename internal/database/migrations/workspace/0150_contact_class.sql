-- The class of a contact is what it agreed to, whether it may be written to and whether it has a number, in one figure. Each class is kept in
-- both orders of a list, and how many are in it; so nobody has to look for the few of a class among all the others.
CREATE TABLE contact_class (
    class INTEGER NOT NULL PRIMARY KEY, -- C3 W
    contacts BIGINT NOT NULL -- C3 W
);
INSERT INTO contact_class (class, contacts)
SELECT ((((consent_service * 3 + consent_reminder) * 3 + consent_promo) * 2 + CASE WHEN suppressed_at > 0 THEN 1 ELSE 0 END) * 2
    + CASE WHEN phone IS NULL THEN 0 ELSE 1 END), COUNT(*)
FROM contact GROUP BY 1;
CREATE INDEX contact_class_name ON contact (((((consent_service * 3 + consent_reminder) * 3 + consent_promo) * 2
    + CASE WHEN suppressed_at > 0 THEN 1 ELSE 0 END) * 2 + CASE WHEN phone IS NULL THEN 0 ELSE 1 END), name_key, id);
CREATE INDEX contact_class_id ON contact (((((consent_service * 3 + consent_reminder) * 3 + consent_promo) * 2
    + CASE WHEN suppressed_at > 0 THEN 1 ELSE 0 END) * 2 + CASE WHEN phone IS NULL THEN 0 ELSE 1 END), id);
DROP INDEX contact_promo_granted;
DROP INDEX contact_promo_denied;
DROP INDEX contact_suppressed;
DROP INDEX contact_no_phone;
DROP INDEX contact_service_granted;
DROP INDEX contact_service_denied;
DROP INDEX contact_reminder_granted;
DROP INDEX contact_reminder_denied;
