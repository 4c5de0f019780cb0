-- Moments are UTC microseconds since 1970. `listed_at` is when an article became public, and null
-- while it is not: on posts it orders the lists, on post_authors and post_tags it is a copy, so that
-- a list of one tag is one walk along one index however many posts there are.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    handle TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'author', 'reader')),
    language TEXT NOT NULL,
    bio TEXT NOT NULL,
    avatar_url TEXT,
    suspended_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE translation_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    summary TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'archived')),
    published_at BIGINT,
    scheduled_at BIGINT,
    listed_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    cover_url TEXT,
    cover_alt TEXT,
    canonical_url TEXT,
    comments_open BOOLEAN NOT NULL,
    comment_count BIGINT NOT NULL,
    translation_group_id BIGINT REFERENCES translation_groups (id),
    word_count BIGINT NOT NULL,
    reading_minutes BIGINT NOT NULL,
    contents TEXT NOT NULL,
    html TEXT NOT NULL,
    source TEXT NOT NULL,
    CHECK (status <> 'published' OR published_at IS NOT NULL),
    CHECK (status <> 'scheduled' OR scheduled_at IS NOT NULL),
    CHECK (listed_at IS NULL OR (status = 'published' AND kind = 'article' AND listed_at = published_at))
);
CREATE INDEX posts_listed ON posts (listed_at, id) WHERE listed_at IS NOT NULL;
CREATE INDEX posts_listed_by_language ON posts (language, listed_at, id) WHERE listed_at IS NOT NULL;
CREATE UNIQUE INDEX posts_translations ON posts (translation_group_id, language)
    WHERE translation_group_id IS NOT NULL;
CREATE INDEX posts_by_kind ON posts (kind, status, id);
CREATE INDEX posts_scheduled ON posts (scheduled_at) WHERE status = 'scheduled';

CREATE TABLE former_slugs (
    slug TEXT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX former_slugs_of_post ON former_slugs (post_id);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    author_id BIGINT NOT NULL REFERENCES users (id),
    based_on_id BIGINT REFERENCES revisions (id),
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX revisions_of_post ON revisions (post_id, id);

CREATE TABLE post_authors (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    position INTEGER NOT NULL,
    listed_at BIGINT,
    PRIMARY KEY (post_id, user_id)
);
CREATE UNIQUE INDEX post_authors_in_order ON post_authors (post_id, position);
CREATE INDEX post_authors_listed ON post_authors (user_id, listed_at, post_id) WHERE listed_at IS NOT NULL;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    description TEXT NOT NULL,
    listed_posts BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX tags_by_use ON tags (listed_posts, id);

CREATE TABLE post_tags (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    listed_at BIGINT,
    PRIMARY KEY (post_id, tag_id)
);
CREATE INDEX post_tags_listed ON post_tags (tag_id, listed_at, post_id) WHERE listed_at IS NOT NULL;

CREATE TABLE series (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE series_parts (
    series_id BIGINT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position > 0),
    post_id BIGINT NOT NULL UNIQUE REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (series_id, position)
);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    parent_id BIGINT REFERENCES comments (id),
    thread_id BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    guest_name TEXT,
    guest_email TEXT,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'spam', 'removed')),
    source TEXT NOT NULL,
    html TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((user_id IS NULL) <> (guest_name IS NULL))
);
CREATE INDEX comments_in_threads ON comments (post_id, thread_id, id);
CREATE INDEX comments_waiting ON comments (id) WHERE status = 'pending';
CREATE INDEX comments_of_user ON comments (user_id);
CREATE INDEX comments_answered ON comments (parent_id);

CREATE TABLE archive_months (
    month TEXT NOT NULL,
    language TEXT NOT NULL,
    listed_posts BIGINT NOT NULL CHECK (listed_posts >= 0),
    PRIMARY KEY (month, language)
);

CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    actor_id BIGINT REFERENCES users (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_entries_of_actor ON audit_entries (actor_id, id);

CREATE TRIGGER audit_entries_stay_as_written BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append only'); END;
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append only'); END;

CREATE VIRTUAL TABLE post_search USING fts5 (
    title, tags, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0'
);
