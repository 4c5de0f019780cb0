-- Which analyzer makes the search index that is being made, so that another does not go on with it.
ALTER TABLE search_state ADD COLUMN towards BIGINT NOT NULL DEFAULT 0;
