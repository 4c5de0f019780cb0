DROP TABLE jobs;
DROP TABLE daily_counts;
DROP TABLE parked_events;
DROP TABLE subscribers;
