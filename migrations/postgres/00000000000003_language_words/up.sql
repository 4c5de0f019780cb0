-- Each text in the index names its language beside its words, as no word begins: the desk asks for words
-- and a language together, and the index alone tells which posts have both.
UPDATE post_search SET terms = terms || ('''=' || posts.language || '''')::tsvector
FROM posts WHERE posts.id = post_search.post_id;
UPDATE post_search_unlisted SET terms = terms || ('''=' || posts.language || '''')::tsvector
FROM posts WHERE posts.id = post_search_unlisted.post_id;
