-- Who is handed events, and the last one that each has had. While one fails, how often it did, why, and when it is
-- tried again.
CREATE TABLE subscribers (
    name TEXT PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

-- Events that a subscriber failed with until it was let off. Those that are `wanted` are handed over once more.
CREATE TABLE parked_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    subscriber TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    parked_at BIGINT NOT NULL,
    wanted BIGINT NOT NULL,
    UNIQUE (subscriber, sequence)
);

-- How often something happened on a day, in UTC.
CREATE TABLE daily_counts (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (day, kind)
);

-- Work that outlives a request. Whoever takes some on has it until `leased_until`.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (kind, payload)
);
CREATE INDEX jobs_by_time ON jobs (run_at);
