//! Every address for every role: who gets in, who is sent to sign in, who is turned away.

use std::collections::BTreeSet;

use daf::domain::comment::CommentStatus;
use daf::storage::{guests, moderations, one_time_links, previews, revisions, search};
use daf::web::routes::{self, Asked, Listed};

use crate::support::drafts::some_day;
use crate::support::{Role, TestSite, Visitor, on_both};

/// What comes of asking. A form is sent empty, or with the little that shows whether it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The page, or the form was taken (200, 303 onwards, or a permanent redirect).
    In,
    /// The form was read and something in it refused (422): whoever sent it may send it.
    Read,
    /// To the page to sign in (303 for a page, 401 for a form).
    SignIn,
    /// 403.
    No,
    /// 404: to this person it does not exist.
    Unknown,
}
use Answer::{In, No, Read, SignIn, Unknown};

/// Nobody, a reader, the author of the post, another author, an editor, an owner.
type Row = (Asked, &'static str, [Answer; 6]);

const ANYBODY: [Answer; 6] = [In; 6];
const MEMBERS: [Answer; 6] = [SignIn, In, In, In, In, In];
const MEMBERS_READ: [Answer; 6] = [SignIn, Read, Read, Read, Read, Read];
const STAFF: [Answer; 6] = [SignIn, No, In, In, In, In];
const STAFF_READ: [Answer; 6] = [SignIn, No, Read, Read, Read, Read];
const OWN_POST: [Answer; 6] = [SignIn, No, In, Unknown, In, In];
const OWN_POST_READ: [Answer; 6] = [SignIn, No, Read, Unknown, Read, Read];
const EDITORS: [Answer; 6] = [SignIn, No, No, No, In, In];
const EDITORS_READ: [Answer; 6] = [SignIn, No, No, No, Read, Read];
const OWNERS: [Answer; 6] = [SignIn, No, No, No, No, In];
const OWNERS_READ: [Answer; 6] = [SignIn, No, No, No, No, Read];

const TABLE: &[Row] = &[
    (Asked::Page, "/", ANYBODY),
    (Asked::Page, "/{language:he|en|ar}", ANYBODY),
    (Asked::Page, "/archive", ANYBODY),
    (Asked::Page, "/archive/{month}", ANYBODY),
    (Asked::Page, "/tags", ANYBODY),
    (Asked::Page, "/tag/{slug}", ANYBODY),
    (Asked::Page, "/author/{handle}", ANYBODY),
    (Asked::Page, "/series", ANYBODY),
    (Asked::Page, "/series/{slug}", ANYBODY),
    (Asked::Page, "/search", ANYBODY),
    (Asked::Page, "/search.json", ANYBODY),
    (
        Asked::Page,
        "/search/{feed:feed\\.(?:atom|rss|json)}",
        ANYBODY,
    ),
    (Asked::Page, "/preferences", ANYBODY),
    (Asked::Form, "/preferences", ANYBODY),
    (Asked::Page, "/oembed", [Read; 6]),
    (Asked::Page, "/webmention", ANYBODY),
    (Asked::Form, "/webmention", [Read; 6]),
    (
        Asked::Page,
        "/{slug}/{picture:picture-[0-9a-f]{8}\\.png}",
        ANYBODY,
    ),
    (Asked::Page, "/desk/comments/mentions", EDITORS),
    (Asked::Form, "/desk/comments/mentions", EDITORS),
    (
        Asked::Form,
        "/desk/comments/mentions/undo/{status}/{ids}",
        EDITORS,
    ),
    (Asked::Page, "/preview", ANYBODY),
    (Asked::Page, "/s/{id}", ANYBODY),
    (Asked::Page, "/{feed:feed\\.(?:atom|rss|json)}", ANYBODY),
    (
        Asked::Page,
        "/{language:he|en|ar}/{feed:feed\\.(?:atom|rss|json)}",
        ANYBODY,
    ),
    (
        Asked::Page,
        "/tag/{slug}/{feed:feed\\.(?:atom|rss|json)}",
        ANYBODY,
    ),
    (
        Asked::Page,
        "/author/{handle}/{feed:feed\\.(?:atom|rss|json)}",
        ANYBODY,
    ),
    (
        Asked::Page,
        "/series/{slug}/{feed:feed\\.(?:atom|rss|json)}",
        ANYBODY,
    ),
    (Asked::Page, "/sitemap.xml", ANYBODY),
    (Asked::Page, "/robots.txt", ANYBODY),
    (Asked::Page, "/.well-known/security.txt", ANYBODY),
    (Asked::Page, "/favicon.ico", ANYBODY),
    (Asked::Page, "/healthz", ANYBODY),
    (Asked::Page, "/readyz", ANYBODY),
    (Asked::Page, "/metrics", ANYBODY),
    (
        Asked::Page,
        "/static/{accent:accent\\.[0-9a-f]{6}\\.css}",
        ANYBODY,
    ),
    (Asked::Page, "/{slug}", ANYBODY),
    (Asked::Page, "/join", ANYBODY),
    (Asked::Form, "/join", [Read; 6]),
    (Asked::Page, "/login", ANYBODY),
    (Asked::Form, "/login", [Read; 6]),
    (Asked::Page, "/logout", ANYBODY),
    (Asked::Form, "/logout", ANYBODY),
    (Asked::Page, "/reset", ANYBODY),
    (Asked::Form, "/reset", [Unknown; 6]),
    (Asked::Page, "/account", MEMBERS),
    (Asked::Form, "/account", MEMBERS_READ),
    (Asked::Form, "/account/email", MEMBERS_READ),
    (Asked::Form, "/account/password", MEMBERS_READ),
    (Asked::Form, "/account/sessions", MEMBERS),
    (Asked::Page, "/desk", STAFF),
    (Asked::Page, "/desk/posts", STAFF),
    (Asked::Form, "/desk/posts", STAFF_READ),
    (Asked::Page, "/desk/posts/new", STAFF),
    (Asked::Form, "/desk/autosave", STAFF),
    (Asked::Form, "/desk/rendering", STAFF),
    (Asked::Form, "/desk/posts/{id}", OWN_POST_READ),
    (Asked::Page, "/desk/posts/{id}/edit", OWN_POST),
    (Asked::Form, "/desk/posts/{id}/autosave", OWN_POST),
    (Asked::Page, "/desk/posts/{id}/preview", OWN_POST),
    (Asked::Form, "/desk/posts/{id}/links", OWN_POST),
    (
        Asked::Form,
        "/desk/posts/{id}/links/{link}/removal",
        OWN_POST,
    ),
    (Asked::Page, "/desk/posts/{id}/revisions", OWN_POST),
    (
        Asked::Page,
        "/desk/posts/{id}/revisions/{revision}",
        OWN_POST,
    ),
    (
        Asked::Form,
        "/desk/posts/{id}/revisions/{revision}/restoration",
        OWN_POST,
    ),
    (Asked::Form, "/desk/posts/{id}/translations", OWN_POST),
    (Asked::Page, "/desk/comments", EDITORS),
    (Asked::Form, "/desk/comments/moderations", EDITORS),
    (Asked::Form, "/desk/comments/moderations/{id}/undo", EDITORS),
    (Asked::Form, "/desk/comments/reports", EDITORS),
    (Asked::Page, "/desk/comments/guests", EDITORS),
    (Asked::Form, "/desk/comments/guests/{id}/removal", EDITORS),
    (Asked::Page, "/desk/search", EDITORS),
    (Asked::Form, "/desk/search", EDITORS_READ),
    (Asked::Form, "/desk/search/names/{id}/removal", EDITORS),
    (Asked::Form, "/desk/search/misses/removal", EDITORS),
    (Asked::Page, "/desk/tags", EDITORS),
    (Asked::Form, "/desk/tags", EDITORS_READ),
    (Asked::Form, "/desk/tags/{id}", EDITORS_READ),
    (Asked::Page, "/desk/tags/{id}/edit", EDITORS),
    (Asked::Form, "/desk/tags/{id}/merging", EDITORS_READ),
    (Asked::Form, "/desk/tags/{id}/removal", EDITORS_READ),
    (Asked::Page, "/desk/series", EDITORS),
    (Asked::Form, "/desk/series", EDITORS_READ),
    (Asked::Form, "/desk/series/{id}", EDITORS_READ),
    (Asked::Page, "/desk/series/{id}/edit", EDITORS),
    (Asked::Form, "/desk/series/{id}/order", EDITORS),
    (Asked::Form, "/desk/series/{id}/parts", EDITORS_READ),
    (
        Asked::Form,
        "/desk/series/{id}/parts/{post}/removal",
        EDITORS,
    ),
    (Asked::Form, "/desk/series/{id}/removal", EDITORS_READ),
    (Asked::Page, "/desk/people", EDITORS),
    (Asked::Form, "/desk/people/invitations", EDITORS_READ),
    (
        Asked::Form,
        "/desk/people/invitations/{id}/removal",
        EDITORS,
    ),
    (Asked::Page, "/desk/people/{id}", EDITORS),
    (Asked::Form, "/desk/people/{id}/role", EDITORS_READ),
    (Asked::Form, "/desk/people/{id}/suspension", EDITORS),
    (Asked::Form, "/desk/people/{id}/reinstatement", EDITORS),
    (Asked::Form, "/desk/people/{id}/handover", EDITORS_READ),
    (Asked::Form, "/desk/people/{id}/password", EDITORS),
    (Asked::Page, "/desk/tokens", STAFF),
    (Asked::Form, "/desk/tokens", STAFF_READ),
    (
        Asked::Form,
        "/desk/tokens/{id}/revocation",
        [SignIn, No, Unknown, Unknown, Unknown, Unknown],
    ),
    (Asked::Form, "/desk/keys", OWNERS_READ),
    (
        Asked::Form,
        "/desk/keys/{id}/removal",
        [SignIn, No, No, No, No, Unknown],
    ),
    (Asked::Page, "/desk/webhooks", OWNERS),
    (Asked::Form, "/desk/webhooks", OWNERS_READ),
    (
        Asked::Page,
        "/desk/webhooks/{id}",
        [SignIn, No, No, No, No, Unknown],
    ),
    (
        Asked::Form,
        "/desk/webhooks/{id}/removal",
        [SignIn, No, No, No, No, Unknown],
    ),
    (
        Asked::Form,
        "/desk/webhooks/{id}/deliveries/{delivery}/redelivery",
        [SignIn, No, No, No, No, Unknown],
    ),
    (Asked::Page, "/desk/settings", OWNERS),
    (Asked::Form, "/desk/settings", OWNERS_READ),
    (Asked::Page, "/desk/activity", OWNERS),
    (Asked::Page, "/desk/system", OWNERS),
    (Asked::Form, "/desk/system/{id}/retry", OWNERS),
    (Asked::Form, "/desk/system/{id}/removal", OWNERS),
    (Asked::Page, "/{slug}/comments", ANYBODY),
    (Asked::Form, "/{slug}/comments", [Read; 6]),
    (Asked::Stream, "/{slug}/live", ANYBODY),
    (Asked::Page, "/{slug}/comments/{id}", ANYBODY),
    // The comment is the reader's own.
    (
        Asked::Page,
        "/{slug}/comments/{id}/edit",
        [Unknown, In, Unknown, Unknown, Unknown, Unknown],
    ),
    (
        Asked::Form,
        "/{slug}/comments/{id}/edit",
        [Unknown, Read, Unknown, Unknown, Unknown, Unknown],
    ),
    (
        Asked::Form,
        "/{slug}/comments/{id}/removal",
        [Unknown, In, Unknown, Unknown, Unknown, Unknown],
    ),
    (Asked::Page, "/{slug}/comments/{id}/report", ANYBODY),
    (Asked::Form, "/{slug}/comments/{id}/report", ANYBODY),
];

#[test]
fn every_route_stands_in_the_table_and_nothing_else() {
    let listed: BTreeSet<Listed> = routes::all().into_iter().collect();
    let table: BTreeSet<Listed> = TABLE
        .iter()
        .map(|(asked, path, _)| (*asked, (*path).to_owned()))
        .collect();

    assert_eq!(table.len(), TABLE.len(), "a row stands twice");
    let missing: Vec<_> = listed.difference(&table).collect();
    let gone: Vec<_> = table.difference(&listed).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the table: {missing:?}; not answered any more: {gone:?}"
    );
}

#[test]
fn no_article_takes_an_address_of_the_sites_own() {
    for (_, path) in routes::all() {
        let first = path.split('/').nth(1).unwrap_or_default();
        if first.is_empty() || first.starts_with(['{', '.']) || first.contains('.') {
            continue;
        }
        assert!(
            daf::domain::slug::Slug::of_post(first).is_err(),
            "{first} is not reserved"
        );
    }
}

#[test]
fn every_route_answers_every_role_as_it_should() {
    on_both(|site| {
        let world = World::on(site);
        let mut wrong = Vec::new();
        for (asked, pattern, expected) in TABLE {
            for (role, expected) in world.roles().into_iter().zip(expected) {
                let answer = world.ask(*asked, pattern, role);
                if answer != Ok(*expected) {
                    wrong.push(format!(
                        "{asked:?} {pattern} for {role:?}: {answer:?}, not {expected:?}"
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn whoever_asks_to_read_where_only_a_form_is_taken_is_led_to_its_page() {
    on_both(|site| {
        let (world, owner) = (World::on(site), site.owner());
        let is_read = |path: &&str| {
            TABLE
                .iter()
                .any(|row| (row.0, row.1) == (Asked::Page, *path))
        };
        let forms = TABLE.iter().filter(|(asked, ..)| *asked == Asked::Form);
        for path in forms
            .map(|(_, path, _)| *path)
            .filter(|path| !is_read(path))
        {
            let asked = owner.get(&world.path(path)).is(303);

            owner.get(asked.header("location")).is(200);
        }
    });
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Reader,
    Author,
    OtherAuthor,
    Editor,
    Owner,
}

/// A site with one of everything that an address may name. Each question that changes something is
/// asked about something made for it.
struct World<'site> {
    site: &'site TestSite,
}

impl<'site> World<'site> {
    fn on(site: &'site TestSite) -> World<'site> {
        site.settings(|settings| settings.contact = Some("/article".to_owned()));
        site.account("dana", Role::Author);
        let article = site
            .article("Article")
            .tags(&["rust"])
            .at(some_day())
            .create();
        site.series("tale", &[&article]);
        World { site }
    }

    fn roles(&self) -> [Who; 6] {
        [
            Who::Nobody,
            Who::Reader,
            Who::Author,
            Who::OtherAuthor,
            Who::Editor,
            Who::Owner,
        ]
    }

    fn visitor(&self, who: Who) -> Visitor {
        match who {
            Who::Nobody => self.site.visitor(),
            Who::Reader => self.site.reader(),
            Who::Author => self.site.writer("dana"),
            Who::OtherAuthor => self.site.writer("omri"),
            Who::Editor => self.site.editor(),
            Who::Owner => self.site.owner(),
        }
    }

    fn ask(&self, asked: Asked, pattern: &str, who: Who) -> Result<Answer, u16> {
        let path = self.path(pattern);
        let visitor = self.visitor(who);
        let page = match asked {
            Asked::Page => visitor.get(&path),
            // Its head tells; the rest never ends.
            Asked::Stream => visitor.head(&path),
            Asked::Form => {
                let body = body(pattern);
                let pairs: Vec<(&str, &str)> = body
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                visitor.post(&path, &pairs)
            }
        };
        let leads_to_login = page
            .find_header("location")
            .is_some_and(|place| place.starts_with("/login?back="));
        match page.status {
            303 if leads_to_login => Ok(SignIn),
            // A conflict is an answer to somebody who was let in.
            200 | 301 | 303 | 409 => Ok(In),
            401 => Ok(SignIn),
            403 => Ok(No),
            404 => Ok(Unknown),
            // Webmention asks for another status than browsers are given.
            400 | 422 => Ok(Read),
            other => Err(other),
        }
    }

    /// An address that there is for a pattern.
    fn path(&self, pattern: &str) -> String {
        let site = self.site;
        let post = site.read(|db| {
            let slug = daf::domain::slug::Slug::parse("article").unwrap();
            daf::storage::posts::at_address(db, &slug)
        });
        let daf::storage::posts::Found::Post(post) = post else {
            panic!("the article is gone");
        };
        let id = post.post.id;
        let path = pattern
            .replace("{language:he|en|ar}", "en")
            .replace("{feed:feed\\.(?:atom|rss|json)}", "feed.atom")
            .replace("{accent:accent\\.[0-9a-f]{6}\\.css}", "accent.0b6e6e.css")
            .replace(
                "{picture:picture-[0-9a-f]{8}\\.png}",
                "picture-01234567.png",
            )
            .replace("{status}/{ids}", "held/1")
            .replace("{month}", "2026-03")
            .replace("{handle}", "dana");
        let path = match path.as_str() {
            "/s/{id}" => format!("/s/{}", daf::domain::short_link::write(id)),
            "/preview" => {
                let made = site.write(|db| {
                    let dana = site_author(db);
                    previews::create(db, id, dana, some_day())
                });
                let links = site.read(|db| previews::of_post(db, id));
                let link = links.iter().find(|link| link.id == made).unwrap();
                format!("/preview?link={}", link.token)
            }
            path if path.starts_with("/tag/") => path.replace("{slug}", "rust"),
            path if path.starts_with("/series/") => path.replace("{slug}", "tale"),
            path if path.starts_with("/desk/posts/{id}") => self.post_path(path, id),
            path if path.starts_with("/desk/comments/") => self.queue_path(path, id),
            path if path.starts_with("/desk/tags/{id}") => {
                let tag = site.tag(&format!("tag {}", fastrand::u32(..)));
                path.replace("{id}", &tag.0.to_string())
            }
            path if path.starts_with("/desk/system/{id}") => {
                // Of a subscriber that nobody is: it stays as it is.
                let parked = crate::desk::system::parked(self.site, "nobody");
                path.replace("{id}", &parked.to_string())
            }
            path if path.starts_with("/desk/search/names/{id}") => {
                let name = format!("name{}", fastrand::u32(..));
                site.write(|db| search::add_alias(db, &name, "other"));
                let all = site.read(search::aliases);
                let made = all.iter().find(|alias| alias.name == name).unwrap();
                path.replace("{id}", &made.id.to_string())
            }
            path if path.starts_with("/desk/series/{id}") => self.series_path(path, id),
            path if path.starts_with("/desk/people/") => self.people_path(path),
            path if path.starts_with("/{slug}/comments/{id}") => {
                let reader = site.account("rita", Role::Reader);
                let comment = site.write(|db| {
                    let new = daf::domain::comment::NewComment {
                        post: id,
                        parent: None,
                        commenter: daf::domain::comment::Commenter::User(reader),
                        language: daf::domain::language::Language::En,
                        status: CommentStatus::Approved,
                        words: daf::domain::comment::CommentBody::parse(
                            "words",
                            daf::domain::language::Language::En,
                        )
                        .unwrap(),
                        created_at: daf::domain::moment::Moment::now(),
                    };
                    daf::storage::comments::create(db, &new)
                });
                path.replace("{id}", &comment.0.to_string())
            }
            path => path.to_owned(),
        };
        path.replace("{slug}", "article")
    }

    fn post_path(&self, path: &str, id: daf::domain::ids::PostId) -> String {
        let site = self.site;
        let mut path = path.replace("{id}", &id.0.to_string());
        if path.contains("{link}") {
            let link = site.write(|db| {
                let dana = site_author(db);
                previews::create(db, id, dana, some_day())
            });
            path = path.replace("{link}", &link.0.to_string());
        }
        if path.contains("{revision}") {
            let head = site.read(|db| revisions::head(db, id)).unwrap();
            path = path.replace("{revision}", &head.id.0.to_string());
        }
        path
    }

    fn queue_path(&self, path: &str, id: daf::domain::ids::PostId) -> String {
        let site = self.site;
        let made = crate::support::drafts::Made {
            id,
            title: String::new(),
            path: String::new(),
        };
        let comment = site.comment(&made, "words").create();
        let decided = site.write(|db| {
            let owner = site_author(db);
            let verdict = daf::domain::moderation::Verdict::Spam;
            moderations::decide(db, owner, verdict, &[comment], some_day())
        });
        let number = if path.contains("/guests/{id}") {
            site.write(|db| {
                let owner = site_author(db);
                diesel_block(db, owner)
            })
        } else {
            decided.moderation.0
        };
        path.replace("{id}", &number.to_string())
    }

    fn series_path(&self, path: &str, id: daf::domain::ids::PostId) -> String {
        let name = format!("series {}", fastrand::u32(..));
        let series = self.site.write(|db| {
            let new = daf::domain::series::NewSeries {
                slug: daf::domain::slug::Slug::parse(&name).unwrap(),
                name: name.clone(),
                language: daf::domain::language::Language::En,
                description: String::new(),
            };
            let series = daf::storage::series::create(db, &new, some_day())?;
            daf::storage::series::place(db, series, id, None)?;
            Ok(series)
        });
        path.replace("{id}", &series.0.to_string())
            .replace("{post}", &id.0.to_string())
    }

    fn people_path(&self, path: &str) -> String {
        let site = self.site;
        if path.contains("/invitations/") {
            let token = site.write(|db| {
                let new = one_time_links::NewLink {
                    purpose: daf::domain::one_time_link::Purpose::Join(Role::Reader),
                    note: "",
                    made_by: None,
                };
                one_time_links::create(db, &new, daf::domain::moment::Moment::now())
            });
            let link = site.read(|db| {
                one_time_links::by_token(db, token.as_str(), daf::domain::moment::Moment::now())
            });
            return path.replace("{id}", &link.id.0.to_string());
        }
        let person = site.account(&format!("person-{}", fastrand::u32(..)), Role::Reader);
        path.replace("{id}", &person.0.to_string())
    }
}

fn site_author(db: &mut daf::storage::Db) -> daf::domain::ids::UserId {
    let handle = daf::domain::user::Handle::parse("dana").unwrap();
    daf::storage::users::by_handle(db, &handle).unwrap().id
}

/// A guest who is shut out.
fn diesel_block(
    db: &mut daf::storage::Db,
    by: daf::domain::ids::UserId,
) -> daf::storage::Result<i64> {
    let key = format!("{:032x}", fastrand::u128(..));
    let sql = format!(
        "INSERT INTO guest_blocks (key, name, made_by, created_at) VALUES ({}, 'Guest', {}, 0)",
        match db {
            daf::storage::Db::Sqlite(_) => format!("X'{key}'"),
            daf::storage::Db::Postgres(_) => format!("'\\x{key}'"),
        },
        by.0
    );
    diesel::connection::SimpleConnection::batch_execute(db, &sql)?;
    let newest = guests::blocked(db)?;
    Ok(newest[0].id.0)
}

/// The little that a form needs so that it is taken by whoever may send it; where it is sent empty, it is
/// read and refused.
fn body(pattern: &str) -> Vec<(&'static str, String)> {
    match pattern {
        "/desk/autosave" | "/desk/posts/{id}/autosave" | "/desk/rendering" => {
            vec![
                ("title", "A title".to_owned()),
                ("source", "Text".to_owned()),
            ]
        }
        "/desk/posts/{id}/translations" => vec![("language", "he".to_owned())],
        "/desk/comments/moderations" => vec![("many", "approve".to_owned())],
        "/desk/comments/mentions" => vec![("many", "approved".to_owned())],
        "/desk/series/{id}/order" => vec![("order", "1".to_owned())],
        _ => Vec::new(),
    }
}
