-- An index of our own in place of each database's full-text table, so that both rank alike. See
-- src/storage/search/mod.rs.
DROP TABLE post_search;
DROP TABLE post_search_unlisted;

-- Which index answers, and which one is being made.
CREATE TABLE search_state (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    generation BIGINT NOT NULL,
    analyzer BIGINT NOT NULL,
    building BIGINT,
    built_until BIGINT NOT NULL DEFAULT 0
);
INSERT INTO search_state (id, generation, analyzer) VALUES (1, 1, 0);

-- What posts hold that no block has yet.
CREATE TABLE search_fresh (
    post_id BIGINT PRIMARY KEY,
    article BYTEA NOT NULL
);

CREATE TABLE search_blocks (
    block BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    places BYTEA NOT NULL
);

-- Terms are compared byte by byte, whatever language the database was made for.
CREATE TABLE search_postings (
    term TEXT COLLATE "C" NOT NULL,
    block BIGINT NOT NULL,
    entries BYTEA NOT NULL,
    positions BYTEA NOT NULL,
    PRIMARY KEY (term, block)
);
-- The bytes are dense already.
ALTER TABLE search_postings ALTER COLUMN entries SET STORAGE EXTERNAL;
ALTER TABLE search_postings ALTER COLUMN positions SET STORAGE EXTERNAL;

CREATE TABLE search_places (
    post_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    PRIMARY KEY (post_id, slot)
);
