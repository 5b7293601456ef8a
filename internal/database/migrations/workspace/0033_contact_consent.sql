-- Small parts of a large list, each in the order it is shown in.
CREATE INDEX contact_service_granted ON contact (name_key, id) WHERE consent_service = 1;
CREATE INDEX contact_service_denied ON contact (name_key, id) WHERE consent_service = 2;
CREATE INDEX contact_reminder_granted ON contact (name_key, id) WHERE consent_reminder = 1;
CREATE INDEX contact_reminder_denied ON contact (name_key, id) WHERE consent_reminder = 2;
