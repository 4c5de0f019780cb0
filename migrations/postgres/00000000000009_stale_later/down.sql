ALTER TABLE stale_words DROP COLUMN due_at;
