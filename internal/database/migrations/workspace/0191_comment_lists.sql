-- Lists of comments and matches are read along indexes, whatever they are narrowed to, and their counts from indexes alone.
DROP INDEX comment_post;
CREATE INDEX comment_post ON comment (post, at, id, channel_id);
CREATE INDEX comment_original ON comment (original, at, id) WHERE original <> '';
CREATE INDEX comment_channel ON comment (channel_id, at, id);
DROP INDEX comment_handle;
DROP INDEX comment_match_rule;
CREATE INDEX comment_match_rule ON comment_match (rule_id, id, outcome);
CREATE INDEX comment_match_channel ON comment_match (channel_id, id, outcome);
