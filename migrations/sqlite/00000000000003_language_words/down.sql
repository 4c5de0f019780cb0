-- Nothing: SQLite's index is asked for words alone. The versions of both databases stay alike.
SELECT 1;
