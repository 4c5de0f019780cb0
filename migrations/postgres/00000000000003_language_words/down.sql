UPDATE post_search SET terms = ts_delete(terms, ARRAY['=he', '=en', '=ar']);
UPDATE post_search_unlisted SET terms = ts_delete(terms, ARRAY['=he', '=en', '=ar']);
