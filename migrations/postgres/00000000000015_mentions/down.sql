DELETE FROM subscribers WHERE name = 'notices';
DROP TABLE notices;
DROP TABLE mentions;
