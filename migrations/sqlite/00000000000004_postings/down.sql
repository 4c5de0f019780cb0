DROP TABLE search_misses;
DROP TABLE search_aliases;
DROP TABLE search_vocabulary;
DROP TABLE search_places;
DROP TABLE search_postings;
DROP TABLE search_blocks;
DROP TABLE search_fresh;
DROP TABLE search_state;

CREATE VIRTUAL TABLE post_search USING fts5 (
    title, tags, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE post_search_unlisted USING fts5 (
    title, tags, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO stale_words (post_id) SELECT id FROM posts WHERE TRUE ON CONFLICT (post_id) DO NOTHING;
