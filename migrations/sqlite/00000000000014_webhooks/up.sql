-- Servers that are told of what happens. The secret signs what they are sent, so it is kept as it is.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    event TEXT NOT NULL,
    target TEXT NOT NULL,
    secret TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);

-- What each of them is sent, and what came of it. Without a next time it is done, or given up on.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    webhook_id BIGINT NOT NULL REFERENCES webhooks (id),
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    body TEXT,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    status BIGINT,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    tried_at BIGINT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
