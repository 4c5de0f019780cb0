DROP TABLE search_misses;
DROP TABLE search_aliases;
DROP TABLE search_vocabulary;
DROP TABLE search_places;
DROP TABLE search_postings;
DROP TABLE search_blocks;
DROP TABLE search_fresh;
DROP TABLE search_state;

CREATE TABLE post_search (
    post_id BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    terms TSVECTOR NOT NULL
);
CREATE INDEX post_search_terms ON post_search USING gin (terms);
CREATE TABLE post_search_unlisted (
    post_id BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    terms TSVECTOR NOT NULL
);
CREATE INDEX post_search_unlisted_terms ON post_search_unlisted USING gin (terms);
INSERT INTO stale_words (post_id) SELECT id FROM posts WHERE TRUE ON CONFLICT (post_id) DO NOTHING;
