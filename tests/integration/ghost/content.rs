//! What the Content API answers, byte for byte where clients mind.

use serde_json::{Value, json};

use daf::domain::post::Publication;
use daf::storage::content::keys;

use crate::support::drafts::some_day;
use crate::support::{Ar, He, Page, TestSite, on_both};

fn ask(site: &TestSite, path: &str, query: &str) -> Page {
    let key = site.content_key();
    site.get(&format!("/ghost/api/content/{path}?key={key}&{query}"))
}

fn each(page: &Page, list: &str, field: &str) -> Vec<String> {
    let items = page.json()[list].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_field_of_a_post_is_there() {
    on_both(|site| {
        site.article("One")
            .body("Words [here](/there).")
            .summary("Short")
            .create();

        let post = ask(site, "posts/slug/one/", "slug=one&include=tags,authors")
            .is(200)
            .json();

        assert_eq!(
            post.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["posts"]
        );
        let post = &post["posts"][0];
        for field in [
            "id",
            "uuid",
            "title",
            "slug",
            "html",
            "comment_id",
            "feature_image",
            "feature_image_alt",
            "feature_image_caption",
            "featured",
            "visibility",
            "created_at",
            "updated_at",
            "published_at",
            "custom_excerpt",
            "codeinjection_head",
            "codeinjection_foot",
            "custom_template",
            "canonical_url",
            "url",
            "excerpt",
            "reading_time",
            "access",
            "comments",
            "og_image",
            "og_title",
            "og_description",
            "twitter_image",
            "twitter_title",
            "twitter_description",
            "meta_title",
            "meta_description",
            "email_subject",
            "frontmatter",
            "tags",
            "primary_tag",
            "authors",
            "primary_author",
            "lang",
            "dir",
            "translations",
        ] {
            assert!(post.get(field).is_some(), "{field}");
        }
        let id = post["id"].as_str().unwrap();
        assert!(id.len() == 24 && id.bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert_eq!(post["uuid"].as_str().unwrap().len(), 36);
        assert_eq!(post["published_at"], "2026-03-14T08:00:00.000+00:00");
        assert_eq!(post["url"], format!("{}/one", site.address));
        assert!(
            post["html"]
                .as_str()
                .unwrap()
                .contains(&format!("href=\"{}/there\"", site.address))
        );
        assert_eq!(
            (&post["excerpt"], &post["primary_tag"]),
            (&json!("Short"), &Value::Null)
        );
        let by_id = ask(site, &format!("posts/{id}"), "").is(200).json();
        assert_eq!(by_id["posts"][0]["slug"], "one");
    });
}

#[test]
fn headers_are_those_that_clients_look_for() {
    on_both(|site| {
        site.article("One").create();
        let page = ask(site, "posts/", "").is(200);

        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("cache-control", "public, max-age=0"),
            ("content-version", "v5.0"),
        ] {
            assert_eq!(page.header(name), value, "{name}");
        }
        assert!(
            page.header("vary")
                .starts_with("Accept-Version, Accept-Encoding")
        );
        let tag = page.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let known = site.visitor().with("if-none-match", &tag);
        known.get(&page.address).is(304);
        let refused = site.get("/ghost/api/content/posts/").is(403);
        assert_eq!(refused.header("cache-control"), "private, no-store");
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        assert_eq!(refused.json()["errors"][0]["type"], "NoPermissionError");
        assert_eq!(
            refused.json()["errors"][0]["message"],
            "Authorization failed"
        );
        let wrong = site
            .visitor()
            .post("/ghost/api/content/posts/", &[])
            .is(405);
        assert_eq!(wrong.json()["errors"][0]["type"], "MethodNotAllowedError");
    });
}

#[test]
fn every_spelling_of_an_address_is_answered_without_a_redirect() {
    on_both(|site| {
        site.article("One").create();
        let key = site.content_key();

        for root in [
            "/ghost/api/content",
            "/api/content",
            "/ghost/api/v3/content",
            "/ghost/api/canary/content",
        ] {
            for place in [
                "posts",
                "posts/",
                "posts/slug/one",
                "posts/slug/one/",
                "tiers/",
                "recommendations/",
            ] {
                site.get(&format!("{root}/{place}?key={key}")).is(200);
            }
            site.get(&format!("{root}/nothing/?key={key}")).is(404);
            site.get(&format!("{root}/offers/x/?key={key}")).is(404);
        }
    });
}

#[test]
fn a_filter_finds_what_it_says_and_nothing_that_is_not_public() {
    on_both(|site| {
        let at = |hours| some_day().plus_hours(hours);
        site.article("Alpha")
            .tags(&["rust", "web"])
            .by(&["dana"])
            .at(at(1))
            .create();
        site.article("Beta")
            .tags(&["rust"])
            .by(&["noa", "dana"])
            .at(at(2))
            .create();
        site.article("גמא")
            .slug("gamma")
            .language(He)
            .summary("On it's own")
            .by(&["noa"])
            .at(at(3))
            .create();
        site.article("دلتا")
            .slug("delta")
            .language(Ar)
            .tags(&["web"])
            .at(at(4))
            .create();
        site.article("Secret")
            .tags(&["rust"])
            .publication(Publication::Draft)
            .create();
        site.article("Gone")
            .tags(&["rust"])
            .publication(Publication::Archived(Some(at(5))))
            .create();

        for (filter, found) in [
            ("tag:rust", "beta,alpha"),
            ("tags:[rust,web]", "delta,beta,alpha"),
            ("tags.slug:-rust", "delta,gamma"),
            ("tag:rust+tag:web", "alpha"),
            ("tag:web,author:noa", "delta,gamma,beta,alpha"),
            ("tag:rust+(slug:alpha,slug:delta)", "alpha"),
            ("primary_tag:web", "delta"),
            ("primary_author:noa", "gamma,beta"),
            ("authors.slug:dana", "delta,beta,alpha"),
            ("slug:-[alpha,beta]", "delta,gamma"),
            ("title:~'lph'", "alpha"),
            ("title:~^'BE'", "beta"),
            ("title:-~$'a'", "delta,gamma"),
            ("title:~'%'", ""),
            ("custom_excerpt:'On it\\'s own'", "gamma"),
            ("custom_excerpt:null", "delta,beta,alpha"),
            ("custom_excerpt:-null", "gamma"),
            ("feature_image:null", "delta,gamma,beta,alpha"),
            ("featured:false", "delta,gamma,beta,alpha"),
            ("featured:true", ""),
            (
                "visibility:public+status:published",
                "delta,gamma,beta,alpha",
            ),
            ("status:draft", ""),
            ("published_at:>'2026-03-14 10:00:00'", "delta,gamma"),
            ("published_at:<='2026-03-14T10:00:00.000Z'", "beta,alpha"),
            ("lang:he", "gamma"),
            ("reading_time:>=1", "delta,gamma,beta,alpha"),
            ("id:000000000000000000000001", "alpha"),
            ("tags:null", "gamma"),
            ("tag:'x\\' OR 1=1 --'", ""),
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("filter", filter)
                .finish();
            let page = ask(site, "posts/", &query).is(200);
            assert_eq!(each(&page, "posts", "slug").join(","), found, "{filter}");
        }
        for wrong in [
            "x:1",
            "authors.email:'a'",
            "authors.password:'a'",
            "source:'a'",
            "reading_time:soon",
            "published_at:>soon",
            "tag",
            "html:~'x'",
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("filter", wrong)
                .finish();
            let page = ask(site, "posts/", &query).is(400);
            assert_eq!(
                page.json()["errors"][0]["type"],
                "BadRequestError",
                "{wrong}"
            );
        }
        let rust = ask(site, "tags/", "include=count.posts&order=name%20desc").is(200);
        assert_eq!(each(&rust, "tags", "name"), ["web", "rust"]);
        assert_eq!(rust.json()["tags"][1]["count"]["posts"], 2);
        assert_eq!(
            each(&ask(site, "authors/", "filter=slug:noa"), "authors", "slug"),
            ["noa"]
        );
        assert_eq!(
            each(
                &ask(site, "posts/", "order=title%20ASC,nonsense&limit=2"),
                "posts",
                "title"
            ),
            ["Alpha", "Beta"]
        );
        ask(site, "posts/slug/secret", "").is(404);
        ask(site, "posts/slug/gone", "").is(404);
    });
}

#[test]
fn what_is_kept_is_as_fresh_as_a_page_and_ends_with_its_key() {
    on_both(|site| {
        let post = site.article("Before").slug("one").create();
        let key = site.content_key();
        let [list, one] = ["posts/", "posts/slug/one/"]
            .map(|place| format!("/ghost/api/content/{place}?key={key}&include=tags,authors"));
        for place in [&list, &one] {
            site.get(place).is(200);
            assert!(
                site.get(place).header("server-timing").contains("hit"),
                "{place}"
            );
        }

        site.rename_title(post.id, "After");
        assert_eq!(each(&site.get(&list), "posts", "title"), ["After"]);
        assert_eq!(each(&site.get(&one), "posts", "title"), ["After"]);
        site.article("Another").create();
        assert_eq!(each(&site.get(&list), "posts", "title").len(), 2);

        let id = site
            .read(keys::all)
            .iter()
            .find(|known| known.key == key)
            .unwrap()
            .id;
        site.write(|db| keys::remove(db, id));
        assert_eq!(
            site.get(&list).is(401).json()["errors"][0]["type"],
            "UnauthorizedError"
        );
    });
}

#[test]
fn pages_are_told_of_as_soon_as_they_are_public() {
    on_both(|site| {
        let list = |site: &TestSite| each(&ask(site, "pages/", ""), "pages", "title");
        assert!(list(site).is_empty());

        site.article("About").page().create();

        assert_eq!(list(site), ["About"]);
        assert!(each(&ask(site, "posts/", ""), "posts", "title").is_empty());
    });
}

#[test]
fn an_owner_makes_a_key_at_the_desk_and_takes_it_away() {
    on_both(|site| {
        let owner = site.owner();
        let form = owner.get("/desk/tokens").is(200).form("/desk/keys");

        owner
            .sends(&form.with("key_name", "האתר שלי"))
            .shows("The key is made.");

        let page = owner.get("/desk/tokens");
        let key = page.shows("האתר שלי").texts("[data-key]").remove(0);
        assert_eq!(key.len(), 26);
        site.get(&format!("/api/content/settings/?key={key}"))
            .is(200);
        owner
            .sends(&page.form("/removal"))
            .shows("The key does not work any more.");
        site.get(&format!("/api/content/settings/?key={key}"))
            .is(401);
        let again = owner
            .get("/desk/tokens")
            .form("/desk/keys")
            .with("key_name", " ");
        assert!(owner.send(&again).is(422).problem("key_name").is_some());
    });
}
