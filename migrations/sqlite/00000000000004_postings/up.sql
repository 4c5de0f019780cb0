-- An index of our own in place of each database's full-text table, so that both rank alike. See
-- src/storage/search/mod.rs.
DROP TABLE post_search;
DROP TABLE post_search_unlisted;

-- Which index answers, and which one is being made.
CREATE TABLE search_state (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    generation BIGINT NOT NULL,
    analyzer BIGINT NOT NULL,
    building BIGINT,
    built_until BIGINT NOT NULL DEFAULT 0
);
-- A new site's index has nothing to catch up with; that of a site with posts is made at once.
INSERT INTO search_state (id, generation, analyzer)
SELECT 1, 1, CASE WHEN EXISTS (SELECT 1 FROM posts) THEN 0 ELSE 1 END;

-- What posts hold that no block has yet.
CREATE TABLE search_fresh (
    post_id INTEGER PRIMARY KEY NOT NULL,
    article BLOB NOT NULL
);

CREATE TABLE search_blocks (
    block INTEGER PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    places BLOB NOT NULL
);

CREATE TABLE search_postings (
    term TEXT NOT NULL,
    block BIGINT NOT NULL,
    entries BLOB NOT NULL,
    positions BLOB NOT NULL,
    PRIMARY KEY (term, block)
) WITHOUT ROWID;

CREATE TABLE search_places (
    post_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    PRIMARY KEY (post_id, slot)
) WITHOUT ROWID;

-- Words as they stand in articles, and in how many: what somebody may have meant.
CREATE TABLE search_vocabulary (
    generation BIGINT NOT NULL,
    term TEXT NOT NULL,
    articles BIGINT NOT NULL,
    PRIMARY KEY (generation, term)
) WITHOUT ROWID;

-- Two names of one thing, added by the site's editors.
CREATE TABLE search_aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    other TEXT NOT NULL,
    UNIQUE (name, other)
);

-- Questions to which no article held every word: the words only, and nothing of who asked.
CREATE TABLE search_misses (
    words TEXT NOT NULL PRIMARY KEY,
    times BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX search_misses_by_time ON search_misses (last_at);
