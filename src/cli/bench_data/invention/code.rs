//! The blocks of program text, and the identifiers, that invented articles quote.

/// A block of code; `entity` stands for a word that changes from article to article.
pub struct Sample {
    /// The name after the fence.
    pub language: &'static str,
    /// The lines, each with its end.
    pub text: &'static str,
}

/// What identifiers begin with.
pub const ACTIONS: &[&str] = &[
    "get", "set", "load", "save", "find", "open", "close", "send", "read", "write", "parse",
    "render", "build", "check", "merge", "split", "fetch", "store", "update", "remove", "create",
    "count", "list", "hash", "sign", "verify", "encode", "decode", "lock", "flush",
];

/// What identifiers end with, and what `entity` becomes.
pub const ENTITIES: &[&str] = &[
    "user", "order", "post", "comment", "session", "token", "page", "article", "author", "header",
    "cookie", "query", "index", "row", "cache", "queue", "job", "event", "worker", "thread",
    "socket", "buffer", "record", "file", "image", "invoice", "message", "topic", "draft",
    "series", "digest", "ticket", "account", "payment", "product", "review", "snapshot", "bucket",
    "tenant", "device",
];

/// Three short blocks for each of six languages.
pub const SAMPLES: &[Sample] = &[
    Sample {
        language: "rust",
        text: r#"use std::collections::HashMap;

/// Counts how often each entity appears.
fn count_entity(names: &[String]) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for name in names {
        *counts.entry(name.as_str()).or_insert(0) += 1;
    }
    counts
}
"#,
    },
    Sample {
        language: "rust",
        text: r#"pub fn entity_by_id(id: u64, pool: &Pool) -> Result<Option<Row>, Error> {
    let connection = pool.get()?;
    match connection.find("entity", id) {
        Ok(row) if row.is_deleted() => Ok(None),
        Ok(row) => Ok(Some(row)),
        Err(error) => Err(error.into()),
    }
}
"#,
    },
    Sample {
        language: "rust",
        text: r#"let (sender, receiver) = std::sync::mpsc::channel();
std::thread::spawn(move || {
    for entity in 0..10 {
        if sender.send(entity).is_err() {
            break; // nobody listens any more
        }
    }
});
println!("{} received", receiver.iter().count());
"#,
    },
    Sample {
        language: "js",
        text: r#"import express from 'express';

const app = express();

app.get('/entity/:id', async (request, response) => {
  const entity = await store.find(request.params.id);
  if (!entity) return response.status(404).send('Not found');
  response.json(entity);
});

app.listen(3000);
"#,
    },
    Sample {
        language: "js",
        text: r#"async function loadAll(ids) {
  const results = await Promise.allSettled(ids.map((id) => fetch(`/entity/${id}`)));
  return results
    .filter(({ status }) => status === 'fulfilled')
    .map(({ value }) => value);
}
"#,
    },
    Sample {
        language: "js",
        text: r#"const cache = new Map();

export function remember(entity, lifetime = 60_000) {
  cache.set(entity.id, { entity, until: Date.now() + lifetime });
}

setInterval(() => {
  for (const [id, { until }] of cache) {
    if (until < Date.now()) cache.delete(id);
  }
}, 1000);
"#,
    },
    Sample {
        language: "python",
        text: r#"from dataclasses import dataclass


@dataclass
class Stored:
    """One entity as the database knows it."""

    id: int
    name: str


def newest(rows: list[Stored], most: int = 10) -> list[Stored]:
    return sorted(rows, key=lambda row: row.id, reverse=True)[:most]
"#,
    },
    Sample {
        language: "python",
        text: r#"import asyncio


async def worker(queue: asyncio.Queue) -> None:
    while True:
        entity = await queue.get()
        try:
            await handle(entity)
        finally:
            queue.task_done()
"#,
    },
    Sample {
        language: "python",
        text: r#"def read_entity(path):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.isspace():
                continue
            yield number, line.rstrip("\n")
"#,
    },
    Sample {
        language: "sql",
        text: r#"SELECT entity.id, entity.name, count(*) AS uses
FROM entity
JOIN uses ON uses.entity_id = entity.id
WHERE entity.created_at >= '2026-01-01'
GROUP BY entity.id, entity.name
ORDER BY uses DESC
LIMIT 20;
"#,
    },
    Sample {
        language: "sql",
        text: r#"CREATE TABLE entity_copy (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    changed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX entity_copy_changed ON entity_copy (changed_at DESC);
"#,
    },
    Sample {
        language: "sql",
        text: r#"BEGIN;
UPDATE entity SET balance = balance - 10 WHERE id = 1;
UPDATE entity SET balance = balance + 10 WHERE id = 2;
COMMIT;
"#,
    },
    Sample {
        language: "go",
        text: r#"package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/entity", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello, %s", r.URL.Query().Get("name"))
	})
	http.ListenAndServe(":8080", nil)
}
"#,
    },
    Sample {
        language: "go",
        text: r#"var group sync.WaitGroup
for _, entity := range waiting {
	group.Add(1)
	go func() {
		defer group.Done()
		process(entity)
	}()
}
group.Wait()
"#,
    },
    Sample {
        language: "go",
        text: r#"func Find(ctx context.Context, db *sql.DB, id int64) (string, error) {
	var name string
	row := db.QueryRowContext(ctx, "SELECT name FROM entity WHERE id = $1", id)
	if err := row.Scan(&name); err != nil {
		return "", fmt.Errorf("find entity %d: %w", id, err)
	}
	return name, nil
}
"#,
    },
    Sample {
        language: "bash",
        text: r#"#!/usr/bin/env bash
set -euo pipefail

for file in /var/backups/entity-*.gz; do
    echo "Checking $file"
    gzip --test "$file" || exit 1
done
"#,
    },
    Sample {
        language: "bash",
        text: r#"docker build --tag entity:latest .
docker run --detach --publish 8080:8080 --name entity entity:latest
curl --silent --fail http://localhost:8080/healthz
"#,
    },
    Sample {
        language: "bash",
        text: r#"# The ten addresses asked for most often
awk '{ print $7 }' /var/log/nginx/entity.log \
    | sort \
    | uniq --count \
    | sort --numeric-sort --reverse \
    | head --lines 10
"#,
    },
];
