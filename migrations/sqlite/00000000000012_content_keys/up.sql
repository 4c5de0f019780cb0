-- Keys by which programs read what is public through Ghost's Content API. They are no secrets: pages carry them.
CREATE TABLE content_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    made_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
