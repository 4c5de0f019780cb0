-- Nothing: what the index knows beside the words disturbs nobody.
SELECT 1;
