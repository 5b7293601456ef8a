-- Posts of the accounts on Instagram, as far as they are needed to name them.
CREATE TABLE post (
    channel_id UUID NOT NULL, -- C2 E
    external_id TEXT NOT NULL, -- C2 E
    product TEXT NOT NULL, -- C2 E
    type TEXT NOT NULL, -- C2 E
    caption TEXT NOT NULL, -- C2 E
    permalink TEXT NOT NULL, -- C2 E
    posted_at BIGINT NOT NULL, -- C2 E
    comments BIGINT NOT NULL, -- C2 E
    swept_at BIGINT NOT NULL, -- C2 E
    complete_at BIGINT NOT NULL, -- C2 E
    PRIMARY KEY (channel_id, external_id)
);
CREATE INDEX post_listed ON post (posted_at, external_id);

-- What people wrote under them.
CREATE TABLE comment (
    id UUID NOT NULL PRIMARY KEY, -- C2 R2
    channel_id UUID NOT NULL, -- C2 R2
    external_id TEXT NOT NULL, -- C2 R2
    post TEXT NOT NULL, -- C2 R2
    original TEXT NOT NULL, -- C2 R2
    product TEXT NOT NULL, -- C2 R2
    parent TEXT NOT NULL, -- C2 R2
    handle TEXT NOT NULL, -- C2 R2
    username TEXT NOT NULL, -- C2 R2
    text TEXT NOT NULL, -- C2 R2
    at BIGINT NOT NULL, -- C2 R2
    live BOOLEAN NOT NULL, -- C2 R2
    own BOOLEAN NOT NULL, -- C2 R2
    pending BOOLEAN NOT NULL, -- C2 R2
    hidden_at BIGINT NOT NULL, -- C2 R2
    deleted_at BIGINT NOT NULL, -- C2 R2
    received_at BIGINT NOT NULL -- C2 R2
);
CREATE UNIQUE INDEX comment_external ON comment (channel_id, external_id);
CREATE INDEX comment_listed ON comment (at, id);
CREATE INDEX comment_post ON comment (channel_id, post, at, id);
CREATE INDEX comment_handle ON comment (handle) WHERE handle <> '';
CREATE INDEX comment_pending ON comment (channel_id, post) WHERE pending;

CREATE TABLE comment_rule (
    id UUID NOT NULL PRIMARY KEY, -- C2 W
    name TEXT NOT NULL, -- C2 W
    state TEXT NOT NULL, -- C2 W
    position INTEGER NOT NULL, -- C2 W
    spec TEXT NOT NULL, -- C2 W
    started_at BIGINT NOT NULL, -- C2 W
    armed TEXT NOT NULL, -- C2 W
    created_at BIGINT NOT NULL, -- C2 W
    updated_at BIGINT NOT NULL -- C2 W
);

-- Which rule did what about which comment, and how far the conversation that followed has come.
CREATE TABLE comment_match (
    id UUID NOT NULL PRIMARY KEY, -- C2 R2
    rule_id UUID NOT NULL, -- C2 R2
    comment_id UUID NOT NULL, -- C2 R2
    channel_id UUID NOT NULL, -- C2 R2
    contact_id UUID, -- C2 R2
    person TEXT NOT NULL, -- C2 R2
    words TEXT NOT NULL, -- C2 R2
    at BIGINT NOT NULL, -- C2 R2
    written_at BIGINT NOT NULL, -- C2 R2
    outcome TEXT NOT NULL, -- C2 R2
    reason TEXT NOT NULL, -- C2 R2
    step TEXT NOT NULL, -- C2 R2
    follow TEXT NOT NULL, -- C2 R2
    asked INTEGER NOT NULL, -- C2 R2
    public_at BIGINT NOT NULL, -- C2 R2
    private_send UUID, -- C2 R2
    public_send UUID, -- C2 R2
    content_send UUID -- C2 R2
);
CREATE UNIQUE INDEX comment_match_once ON comment_match (comment_id, rule_id);
CREATE INDEX comment_match_rule ON comment_match (rule_id, id);
CREATE INDEX comment_match_person ON comment_match (person, rule_id) WHERE outcome = 'answered';
CREATE INDEX comment_match_contact ON comment_match (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX comment_match_due ON comment_match (public_at) WHERE public_at > 0;
CREATE INDEX comment_match_content ON comment_match (content_send) WHERE content_send IS NOT NULL;
CREATE INDEX comment_match_private ON comment_match (private_send) WHERE private_send IS NOT NULL;
