//! The whole way of a publication, by plain forms: somebody joins, reads and speaks; somebody writes,
//! shows, publishes, changes and translates; somebody moderates.

use daf::domain::user::Role;

use crate::support::{PASSWORD, Page, TestSite, Visitor, on_both};

#[test]
fn join_comment_approve_write_preview_publish_schedule_compare_restore_conflict_translate_moderate()
{
    on_both(|site| {
        let (owner, invited) = first_people(site);
        let article = writes_and_publishes(site, &invited);
        speaks_and_is_answered(site, &owner, &article);
        schedules(site, &invited);
        compares_and_restores(&invited, &article);
        meets_somebody_elses_save(&owner, &invited, &article);
        translates(site, &invited, &article);
        moderates(site, &owner, &article);
    });
}

/// The owner, who invites an author by a link.
fn first_people(site: &TestSite) -> (Visitor, Visitor) {
    let owner = site.owner();
    let people = owner.get("/desk/people").is(200);
    let invite = people
        .form("/desk/people/invitations")
        .with("role", "author")
        .with("note", "for Noa");
    let page = owner.sends(&invite);
    let link = page.attributes(".flash .secret input", "value").remove(0);
    page.shows("for Noa");

    let author = site.visitor();
    let join = author
        .get(link.strip_prefix(&site.address).unwrap())
        .is(200);
    join.shows("Author");
    let form = join
        .form("/join")
        .with("name", "נועה פרץ")
        .with("handle", "noa")
        .with("email", "noa@example.com")
        .with("password", PASSWORD);
    let desk = author.sends(&form).is(200);
    assert_eq!(desk.heading(), "Desk");
    assert!(desk.flash().contains("נועה פרץ"), "{}", desk.flash());
    owner
        .get("/desk/people")
        .hides("for Noa")
        .shows("noa@example.com");
    (owner, author)
}

/// Where a post is edited and where it is read.
struct Article {
    edit: String,
    path: String,
}

fn writes_and_publishes(site: &TestSite, author: &Visitor) -> Article {
    let new = author.get("/desk/posts/new").is(200);
    let form = new
        .form("/desk/posts")
        .with("title", "מבוא ל-Rust")
        .with("source", "הפסקה **הראשונה** על `Rust`.")
        .with("language", "he")
        .with("tags", "rust, שרתים")
        .with("summary", "על מה זה")
        .pressing("do", "save");
    let answer = author.send(&form).is(303);
    let edit = answer.header("location").to_owned();
    let editor = author.get(&edit).is(200);
    assert_eq!(editor.flash(), "Saved.");
    assert_eq!(editor.value("slug"), "מבוא-ל-rust");
    assert_eq!(editor.value("tags"), "rust, שרתים");
    site.get("/מבוא-ל-rust").is(404);

    let preview = author.send(&editor.form(&post_of(&edit)).pressing("do", "preview"));
    let preview = author.get(preview.header("location")).is(200);
    assert_eq!(preview.heading(), "מבוא ל-Rust");
    preview.shows("A preview");

    let editor = author.get(&edit);
    let linked = author.sends(&editor.form("/links"));
    let link = linked.attributes("#links input", "value").remove(0);
    let link = link.strip_prefix(&site.address).unwrap();
    let shared = site.get(link).is(200);
    assert_eq!(body(&shared), body(&preview));
    let revoked = author.sends(&linked.form("/removal"));
    assert!(revoked.flash().contains("does not work"));
    site.get(link).is(404);

    let editor = author.get(&edit);
    let published = author.sends(&editor.form(&post_of(&edit)).pressing("do", "publish"));
    assert!(
        published.flash().contains("public now"),
        "{}",
        published.flash()
    );
    let page = site.get("/מבוא-ל-rust").is(200);
    page.shows("הראשונה").shows("נועה פרץ").shows("שרתים");
    assert_eq!(body(&page), body(&preview));
    Article {
        edit,
        path: "/מבוא-ל-rust".to_owned(),
    }
}

/// `/desk/posts/12` for `/desk/posts/12/edit`.
fn post_of(edit: &str) -> String {
    edit.trim_end_matches("/edit").to_owned()
}

fn body(page: &Page) -> Vec<String> {
    page.texts(".article-head, .article .prose, .article-foot .tags")
}

fn speaks_and_is_answered(site: &TestSite, owner: &Visitor, article: &Article) {
    let guest = site.visitor();
    let form = guest
        .get(&article.path)
        .form("/comments")
        .with("name", "אורח")
        .with("text", "תודה על *ההסבר*");
    let page = guest.sends(&form);
    assert!(
        page.flash().contains("waits for approval"),
        "{}",
        page.flash()
    );
    page.shows("תודה על ההסבר").shows("Only you see it");
    site.get(&article.path).hides("תודה על");

    let queue = owner.get("/desk/comments").is(200);
    queue.shows("אורח");
    assert_eq!(queue.texts(".bubble"), ["1"]);
    let one = queue.attributes("button[name=one][value^=approve]", "value");
    let approved = owner.sends(&queue.form("/moderations").pressing("one", &one[0]));
    assert!(approved.flash().contains("One comment is approved"));
    site.get(&article.path)
        .shows("תודה על")
        .shows("One comment");

    let reader = site.visitor();
    let join = reader.get("/join").is(200);
    let form = join
        .form("/join")
        .with("name", "Rina")
        .with("email", "rina@example.com")
        .with("password", PASSWORD);
    let login = reader.sends(&form);
    assert_eq!(login.value("email"), "rina@example.com");
    reader.sends(&login.form("/login").with("password", PASSWORD));
    let answer = reader.get(&article.path).link_to("Answer");
    let form = reader
        .get(&answer)
        .is(200)
        .form("/comments")
        .with("text", "I agree");
    let page = reader.sends(&form);
    page.shows("I agree").shows("Rina");
    assert_eq!(page.texts(".comment.level-2").len(), 1);
}

fn schedules(site: &TestSite, author: &Visitor) {
    let new = author.get("/desk/posts/new");
    let form = new
        .form("/desk/posts")
        .with("title", "Soon")
        .with("language", "en")
        .with("source", "Later.")
        .with("when", "2035-06-01T08:30")
        .pressing("do", "schedule");
    let editor = author.sends(&form);
    editor.shows("Scheduled").shows("2035-06-01 08:30");
    site.get("/soon").is(404);
    author.get("/desk").shows("Soon").shows("2035-06-01 08:30");
}

fn compares_and_restores(author: &Visitor, article: &Article) {
    let editor = author.get(&article.edit);
    let form = editor
        .form(&post_of(&article.edit))
        .with("source", "הפסקה **השנייה** על `Rust`.")
        .pressing("do", "save");
    let saved = author.sends(&form);
    saved.shows("Unpublished changes");
    author.get(&article.path).shows("הראשונה").hides("השנייה");

    let list = author.get(&saved.link_to("Revisions")).is(200);
    let newest = list.attributes(".list tbody th a", "href").remove(0);
    let compared = author.get(&newest).is(200);
    assert_eq!(compared.texts(".old del"), ["הראשונה"]);
    assert_eq!(compared.texts(".new ins"), ["השנייה"]);
    assert_eq!(compared.attributes(".changed .new", "dir"), ["rtl"]);

    let older = list.attributes(".list tbody th a", "href").remove(1);
    let restored = author.sends(&author.get(&older).form("/restoration"));
    assert!(restored.value("source").contains("הראשונה"));
    let list = author.get(&restored.link_to("Revisions"));
    list.shows("Restored");
    assert_eq!(list.texts(".list tbody tr").len(), 3);
}

fn meets_somebody_elses_save(owner: &Visitor, author: &Visitor, article: &Article) {
    let post = post_of(&article.edit);
    let (mine, theirs) = (
        author.get(&article.edit).form(&post),
        owner.get(&article.edit).form(&post),
    );
    let text = "הפסקה **הראשונה** על `Rust`.\n\nסוף.";
    owner.sends(&theirs.with("source", text).pressing("do", "publish"));

    let mine = mine
        .with("title", "מבוא קצר ל-Rust")
        .with("source", "הקדמה.\n\nהפסקה **הראשונה** על `Rust`.")
        .pressing("do", "publish");
    let merging = author.send(&mine).is(409);
    merging.shows("olga").shows("סוף.").shows("הקדמה.");
    let merged = merging.value("source");
    assert!(
        merged.contains("סוף.") && merged.contains("הקדמה."),
        "{merged}"
    );
    assert_eq!(merging.value("title"), "מבוא קצר ל-Rust");

    author.sends(&merging.form(&post).pressing("do", "publish"));
    author
        .get(&article.path)
        .shows("מבוא קצר ל-Rust")
        .shows("הקדמה.")
        .shows("סוף.");
}

fn translates(site: &TestSite, author: &Visitor, article: &Article) {
    let editor = author.get(&article.edit);
    let begun = author.sends(&editor.form("/translations").pressing("language", "en"));
    assert!(begun.value("source").contains("הקדמה."));
    assert_eq!(begun.value("language"), "en");
    let edit = begun.address.clone();
    let form = begun
        .form(&post_of(&edit))
        .with("title", "A short introduction to Rust")
        .with("slug", "")
        .with("source", "An introduction.")
        .pressing("do", "publish");
    author.sends(&form);

    let page = site.get("/a-short-introduction-to-rust").is(200);
    assert_eq!(page.links("עברית").last().unwrap(), &article.path);
    assert!(
        page.html()
            .contains(r#"<link rel="alternate" hreflang="he""#)
    );
    let again = author.sends(
        &author
            .get(&edit)
            .form("/translations")
            .pressing("language", "ar"),
    );
    assert_eq!(again.value("language"), "ar");
}

fn moderates(site: &TestSite, owner: &Visitor, article: &Article) {
    let report = site.get(&article.path).link_to("Report");
    let reader = site.visitor();
    let form = reader.get(&report).is(200).form("/report");
    let thanked = reader.sends(&form.with("reason", "rude"));
    assert!(thanked.flash().contains("moderator"), "{}", thanked.flash());

    let queue = owner.get("/desk/comments?queue=reported").is(200);
    queue.shows("rude").shows("אורח");
    let remove = queue.attributes("button[name=one][value^=remove]", "value");
    let removed = owner.sends(&queue.form("/moderations").pressing("one", &remove[0]));
    assert!(removed.flash().contains("One comment is removed"));
    let page = site.get(&article.path);
    page.shows("This comment was removed.").shows("I agree");
    page.hides("תודה על");

    owner.sends(&removed.form("/undo"));
    site.get(&article.path).shows("תודה על");
    let acts = site.acts();
    for act in [
        "link.made",
        "person.joined",
        "post.created",
        "preview.made",
        "preview.revoked",
        "post.published",
        "comment.approved",
        "post.scheduled",
        "post.restored",
        "post.translated",
        "comment.removed",
        "comment.undone",
    ] {
        assert!(acts.iter().any(|done| done == act), "{act} in {acts:?}");
    }
    assert_eq!(site.read(daf::storage::users::staff).len(), 2);
    let roles = site.read(daf::storage::users::staff);
    assert!(roles.iter().any(|person| person.role == Role::Author));
}
