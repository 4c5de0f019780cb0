-- Which post came from which file, and what the import left there, so that it can be repeated.
CREATE TABLE imported_files (
    file TEXT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    revision_id BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'archived')),
    digest BYTEA NOT NULL
);
CREATE INDEX imported_files_by_post ON imported_files (post_id);
