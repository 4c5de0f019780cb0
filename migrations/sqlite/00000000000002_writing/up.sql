-- Accounts, the desk and discussion. Whatever lets somebody in is kept as a hash; a preview link is
-- kept as it is, since it opens only what stands in the table beside it.

CREATE TABLE secrets (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
);

CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    role TEXT CHECK (role IN ('owner', 'editor', 'author', 'reader')),
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    made_by BIGINT REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK ((role IS NULL) <> (user_id IS NULL))
);
CREATE INDEX one_time_links_of_user ON one_time_links (user_id);

CREATE TABLE submissions (
    key BLOB PRIMARY KEY NOT NULL,
    location TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX submissions_by_age ON submissions (created_at);

CREATE INDEX users_by_role ON users (role, id);

-- A revision keeps the whole form of the editor: title and text in their columns, the rest as JSON.
-- 'aside' is what somebody saved upon an older revision than the newest: kept, and never the newest.
ALTER TABLE revisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'saved' CHECK (kind IN ('saved', 'autosave', 'aside'));
ALTER TABLE revisions ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN editing TEXT;
-- Whether a form was begun from it, so that a merge may need it.
ALTER TABLE revisions ADD COLUMN is_shown BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE revisions ADD COLUMN restored_id BIGINT;
CREATE INDEX revisions_by_base ON revisions (based_on_id) WHERE based_on_id IS NOT NULL;
CREATE INDEX revisions_by_restored ON revisions (restored_id) WHERE restored_id IS NOT NULL;

-- The revision that holds what is not in the post yet.
ALTER TABLE posts ADD COLUMN draft_revision_id BIGINT;
CREATE INDEX posts_by_status ON posts (status, id, language);
CREATE INDEX posts_by_change ON posts (status, updated_at, id);
CREATE INDEX posts_with_drafts ON posts (draft_revision_id) WHERE draft_revision_id IS NOT NULL;
CREATE INDEX posts_by_language ON posts (language, id, status);
CREATE INDEX post_authors_of_user ON post_authors (user_id, post_id);
CREATE INDEX post_tags_of_tag ON post_tags (tag_id, post_id);
CREATE INDEX tags_by_name ON tags (name);

-- Posts whose words changed with a tag that many bear: indexed anew a few at a time.
CREATE TABLE stale_words (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id) ON DELETE CASCADE
);

CREATE TABLE preview_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE,
    made_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX preview_links_of_post ON preview_links (post_id);

-- A guest is known by the hash of a cookie, and by a keyed hash of the network address.
ALTER TABLE comments ADD COLUMN guest_key BLOB;
ALTER TABLE comments ADD COLUMN address_hash BLOB;
ALTER TABLE comments ADD COLUMN edited_at BIGINT;
DROP INDEX comments_waiting;
CREATE INDEX comments_by_status ON comments (status, id);
CREATE INDEX comments_of_guest ON comments (guest_key);

CREATE TABLE comment_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    reporter BLOB NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    UNIQUE (comment_id, reporter)
);
CREATE INDEX comment_reports_open ON comment_reports (settled_at, comment_id);

CREATE TABLE moderations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES users (id),
    verdict TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    undone_at BIGINT
);

CREATE TABLE moderated_comments (
    moderation_id BIGINT NOT NULL REFERENCES moderations (id) ON DELETE CASCADE,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    status_before TEXT NOT NULL,
    status_after TEXT NOT NULL,
    PRIMARY KEY (moderation_id, comment_id)
);
CREATE INDEX moderated_comments_of_comment ON moderated_comments (comment_id);

CREATE TABLE guest_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    moderation_id BIGINT REFERENCES moderations (id),
    comment_id BIGINT REFERENCES comments (id),
    made_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX guest_blocks_of_moderation ON guest_blocks (moderation_id);

-- As post_search, for posts that readers do not find.
CREATE VIRTUAL TABLE post_search_unlisted USING fts5 (
    title, tags, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0'
);
