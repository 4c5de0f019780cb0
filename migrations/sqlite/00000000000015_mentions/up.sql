-- What other sites say of posts (Webmention): a row for each page that links to a post. It is checked when a
-- time is set for it, and shown once a moderator agrees.
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    source TEXT NOT NULL,
    source_host TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_url TEXT,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    language TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    check_at BIGINT,
    received_at BIGINT NOT NULL,
    checked_at BIGINT,
    UNIQUE (post_id, source)
);
CREATE INDEX mentions_due ON mentions (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX mentions_by_status ON mentions (status, id);
CREATE INDEX mentions_by_host ON mentions (source_host, status);

-- What other sites are told: that a post links to them, or that a feed has changed. Without a next time it is
-- done, or given up on.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    target TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    status BIGINT,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    tried_at BIGINT,
    UNIQUE (kind, post_id, target)
);
CREATE INDEX notices_due ON notices (next_at) WHERE next_at IS NOT NULL;

-- Nobody is told of what happened before anybody could be.
INSERT INTO subscribers (name, position, attempts, retry_at, reason)
    SELECT 'notices', COALESCE(MAX(sequence), 0), 0, 0, '' FROM events;
