-- From when on a post is to be indexed anew. An import indexes its posts by itself, and notes them for the case
-- that it never ends.
ALTER TABLE stale_words ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
