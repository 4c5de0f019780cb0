-- What programs show to act for a person: of the token itself only a keyed digest. A revoked one stays, so that the
-- record can be read.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id);

-- What was answered to a request that makes something, by its idempotency key, so that one sent again makes it once.
CREATE TABLE kept_answers (
    key BLOB PRIMARY KEY NOT NULL,
    request BLOB NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX kept_answers_by_age ON kept_answers (created_at);
