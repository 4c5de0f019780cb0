-- When what pages show was changed last, by its name: each change takes the next number.
CREATE TABLE versions (
    name TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX versions_by_version ON versions (version);
