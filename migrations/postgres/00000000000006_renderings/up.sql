-- By which renderer the stored HTML was made. After an upgrade it is made anew, in the order of the rows'
-- numbers: `towards` by which, and until which row.
CREATE TABLE renderings (
    subject TEXT PRIMARY KEY NOT NULL CHECK (subject IN ('posts', 'comments')),
    renderer BIGINT NOT NULL,
    towards BIGINT NOT NULL,
    rendered_until BIGINT NOT NULL
);
INSERT INTO renderings (subject, renderer, towards, rendered_until) VALUES ('posts', 0, 0, 0), ('comments', 0, 0, 0);
