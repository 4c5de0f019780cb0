-- Smaller blocks are another index.
DELETE FROM search_postings;
DELETE FROM search_places;
DELETE FROM search_blocks;
DELETE FROM search_vocabulary;
DELETE FROM search_fresh;
UPDATE search_state SET analyzer = 0, building = NULL, built_until = 0;
