-- The index names the language of each text beside its words: the desk asks for words and a language
-- together, and the index alone tells which posts have both. Texts are indexed anew in the background;
-- until that is done the desk asks the posts for their language.
INSERT INTO stale_words (post_id) SELECT id FROM posts WHERE TRUE ON CONFLICT (post_id) DO NOTHING;
