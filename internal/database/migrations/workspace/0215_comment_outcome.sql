-- What rules did is listed by its outcome, alone or with a rule or an account. Each row is in one of the first three: an index over all of
-- them would draw other statements to it.
CREATE INDEX comment_match_answered ON comment_match (id) WHERE outcome = 'answered';
CREATE INDEX comment_match_skipped ON comment_match (id) WHERE outcome = 'skipped';
CREATE INDEX comment_match_lost ON comment_match (id) WHERE outcome = 'lost';
DROP INDEX comment_match_rule;
CREATE INDEX comment_match_rule ON comment_match (rule_id, outcome, id);
DROP INDEX comment_match_channel;
CREATE INDEX comment_match_channel ON comment_match (channel_id, outcome, id);

-- A person whom a list of comments names by the username is found.
CREATE INDEX contact_handle_username ON contact_handle (username) WHERE username <> '';
