//! What was saved: listed, compared, restored, and never out of reach.

use daf::domain::draft::{Details, Typed};
use daf::domain::ids::RevisionId;
use daf::domain::moment::Moment;
use daf::domain::user::User;
use daf::storage::writing::{self, Intent, Saved, Saving};
use daf::storage::{revisions, users};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{FilledForm, Page, Role, on_both};

fn form_of(page: &Page) -> FilledForm {
    page.form(page.address.trim_end_matches("/edit"))
}

#[test]
fn every_save_that_changes_something_is_kept_and_others_are_not() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Article").create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        for source in ["One", "One", "Two", "Two", "One"] {
            let form = form_of(&owner.get(&edit)).with("source", source);
            owner.send(&form.pressing("do", "save")).is(303);
        }

        let list = owner.get(&owner.get(&edit).link_to("Revisions")).is(200);

        assert_eq!(list.texts(".list tbody tr").len(), 4);
        assert_eq!(list.texts(".badge"), ["Newest"]);
        let all = list.attributes("[name=from]", "value");
        let chosen = ["from", "to"].map(|name| {
            list.attributes(&format!("[name={name}][checked]"), "value")
                .join(",")
        });
        assert_eq!(chosen, [all[1].clone(), all[0].clone()], "the last change");
    });
}

#[test]
fn two_revisions_stand_side_by_side_with_their_words_marked() {
    on_both(|site| {
        let owner = site.owner();
        let article = site
            .article("מאמר")
            .language(crate::support::He)
            .body("השרת עונה ל-C++ מהר\n\nIt is an example in plain words.\n\nסוף")
            .create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let form = form_of(&owner.get(&edit))
            .with("title", "מאמר חדש")
            .with(
                "source",
                "השרת עונה ל-Rust מהר\n\nIt is a sample in plain words.\n\nסוף",
            )
            .with("tags", "rust");
        owner.sends(&form.pressing("do", "save"));

        let list = owner.get(&owner.get(&edit).link_to("Revisions"));
        let compare = list.main_form();
        let query: Vec<String> = compare
            .fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let page = owner
            .get(&format!("{}?{}", compare.action, query.join("&")))
            .is(200);

        assert_eq!(page.texts(".old del"), ["C++", "an example"]);
        assert_eq!(page.texts(".new ins"), ["חדש", "Rust", "a sample"]);
        assert_eq!(
            page.attributes(".changed .new", "dir"),
            ["rtl", "rtl", "ltr"]
        );
        page.hides("<bdi dir=\"ltr\">C++");
    });
}

#[test]
fn a_restored_revision_is_new_and_the_others_stay() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Article").body("Old").create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        owner.sends(
            &form_of(&owner.get(&edit))
                .with("source", "New")
                .pressing("do", "publish"),
        );
        let list = owner.get(&owner.get(&edit).link_to("Revisions"));
        let oldest = list.attributes(".list tbody th a", "href").pop().unwrap();

        let editor = owner.sends(&owner.get(&oldest).form("/restoration"));

        assert_eq!(editor.value("source"), "Old");
        site.get("/article").shows("New");
        owner.sends(&form_of(&editor).pressing("do", "publish"));
        site.get("/article").shows("Old").hides("New");
        let list = owner.get(&owner.get(&edit).link_to("Revisions"));
        assert_eq!(list.texts(".list tbody tr").len(), 3);
    });
}

#[test]
fn revisions_of_other_posts_are_not_there() {
    on_both(|site| {
        let owner = site.owner();
        let (one, other) = (site.article("One").create(), site.article("Other").create());
        let foreign = site.read(|db| revisions::head(db, other.id)).unwrap().id;

        for id in [foreign.0.to_string(), "404".into(), "x".into()] {
            let path = format!("/desk/posts/{}/revisions/{id}", one.id.0);
            owner.get(&path).is(404);
            owner.post(&format!("{path}/restoration"), &[]).is(404);
        }
        let own = site.read(|db| revisions::head(db, one.id)).unwrap().id;
        let path = format!("/desk/posts/{}/revisions/{}", one.id.0, own.0);
        owner.get(&format!("{path}?from={}", foreign.0)).is(404);
        owner.get(&format!("{path}?from=x")).is(404);
        owner.get(&path).is(200).shows("Before there was anything");
    });
}

/// One thing that one of two writers does.
#[derive(Debug, Clone)]
struct Deed {
    writer: usize,
    /// Whether the writer's page is loaded anew before.
    reloads: bool,
    does: Does,
}

#[derive(Debug, Clone)]
enum Does {
    Save(String),
    Autosave(String),
    /// Types on at the end of what stands in the form, as autosaves see it.
    TypeOn(String),
    Restore(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    // The short ones often grow out of each other, at their front and in their midst too.
    let text = "[אב]{1,3}|[א-ה]{1,4}( [a-d]{1,3}){0,3}";
    let does = prop_oneof![
        3 => text.prop_map(Does::Save),
        3 => text.prop_map(Does::Autosave),
        3 => text.prop_map(Does::TypeOn),
        1 => (0usize..8).prop_map(Does::Restore),
    ];
    let deed = (0usize..2, any::<bool>(), does).prop_map(|(writer, reloads, does)| Deed {
        writer,
        reloads,
        does,
    });
    prop::collection::vec(deed, 1..16)
}

/// A writer with an open form.
struct Writer {
    user: User,
    editing: String,
    based_on: Option<RevisionId>,
    text: String,
}

#[test]
fn nothing_that_was_typed_and_sent_is_ever_out_of_reach() {
    on_both(|site| {
        let ids = ["dana", "olga"].map(|handle| site.account(handle, Role::Owner));
        let cases = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(Config {
            cases: 32,
            failure_persistence: None,
            ..Config::default()
        });
        let tested = runner.run(&deeds(), |deeds| {
            let case = cases.get() + 1;
            cases.set(case);
            let article = site
                .article(&format!("Article {case}"))
                .body("Begin")
                .create();
            let mut sent = vec![(String::new(), "Begin".to_owned())];
            let mut writers: Vec<Writer> = ids
                .iter()
                .enumerate()
                .map(|(number, id)| Writer {
                    user: site.read(|db| users::by_id(db, *id)),
                    editing: format!("form{case}x{number}"),
                    based_on: None,
                    text: String::new(),
                })
                .collect();
            for (step, deed) in deeds.into_iter().enumerate() {
                let writer = &mut writers[deed.writer];
                if deed.reloads || writer.based_on.is_none() {
                    let working = site.read(|db| writing::open(db, article.id));
                    writer.based_on = Some(working.head);
                    writer.text = working.typed.source;
                    writer.editing = format!("{}r{step}", writer.editing);
                }
                let (text, intent) = match deed.does {
                    Does::Save(text) => (text, Intent::Keep),
                    Does::Autosave(text) => (text, Intent::Autosave),
                    Does::TypeOn(more) => (format!("{}{more}", writer.text), Intent::Autosave),
                    Does::Restore(place) => {
                        let saves = site.read(|db| revisions::saves(db, article.id, None));
                        if let Some(save) = saves.get(place) {
                            let by = writer.user.id;
                            site.write(|db| {
                                writing::restore(db, article.id, save.id, by, Moment::now())
                            });
                        }
                        continue;
                    }
                };
                let typed = Typed {
                    title: format!("Article {case}"),
                    source: text.clone(),
                    details: Details {
                        kind: "article".to_owned(),
                        language: "en".to_owned(),
                        authors: vec!["dana".to_owned()],
                        ..Details::default()
                    },
                };
                let draft = typed.parse().unwrap();
                let saving = Saving {
                    shown: None,
                    turn: 0,
                    shows_draft: false,
                    shown_status: None,
                    by: &writer.user,
                    typed: &typed,
                    draft: (intent != Intent::Autosave).then_some(&draft),
                    based_on: writer.based_on,
                    editing: &writer.editing,
                    intent,
                };
                let head_before = site.read(|db| revisions::head(db, article.id)).unwrap();
                let saved = site.write(|db| writing::save(db, article.id, &saving, Moment::now()));
                sent.push((writer.editing.clone(), text.clone()));
                let head = site.read(|db| revisions::head(db, article.id)).unwrap();
                match saved {
                    Saved::Done { revision, .. } => {
                        prop_assert_eq!(head.id, revision);
                        writer.based_on = Some(revision);
                        writer.text = text;
                    }
                    Saved::Clash(clash) => {
                        prop_assert_eq!(head.id, head_before.id, "a clash takes nobody's place");
                        prop_assert_eq!(clash.theirs.id, head.id);
                        writer.based_on = None;
                    }
                    Saved::Moved { status, .. } => prop_assert!(false, "{:?}", status),
                    Saved::Refused(refused) => prop_assert!(false, "{:?}", refused),
                }
                let kept: Vec<String> = site
                    .read(|db| revisions::saves(db, article.id, None))
                    .iter()
                    .map(|save| {
                        site.read(|db| revisions::of_post(db, article.id, save.id))
                            .typed
                            .source
                    })
                    .collect();
                for (place, (_, text)) in sent.iter().enumerate() {
                    let is_kept = is_in_reach(&sent, place, &kept);
                    prop_assert!(is_kept, "{:?} is not in {:?}", text, kept);
                }
            }
            Ok(())
        });
        tested.unwrap();
    });
}

/// Whether what was sent is kept, or stands whole in what was sent after it, from a form that had sent the same,
/// and that is in reach. Who sends what stands there already adds nothing of their own.
fn is_in_reach(sent: &[(String, String)], place: usize, kept: &[String]) -> bool {
    let (_, text) = &sent[place];
    let had_sent_it = |form: &String, before: usize| {
        let mut earlier = sent[..before].iter();
        earlier.any(|(of, same)| of == form && same == text)
    };
    kept.contains(text)
        || (place + 1..sent.len()).any(|later| {
            let (form, grown) = &sent[later];
            holds(grown, text) && had_sent_it(form, later) && is_in_reach(sent, later, kept)
        })
}

/// Whether `later` is `earlier` with something put in at one place.
fn holds(later: &str, earlier: &str) -> bool {
    let common = later
        .bytes()
        .zip(earlier.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    later.len() >= earlier.len() && later.as_bytes().ends_with(&earlier.as_bytes()[common..])
}

#[test]
fn fields_that_differ_are_told_as_a_person_reads_them() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Article").create();
        site.series("Tale", &[]);
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let tale = site.count("SELECT MAX(id) AS number FROM series");
        let save = |change: &dyn Fn(FilledForm) -> FilledForm| {
            let form = change(form_of(&owner.get(&edit)));
            owner.sends(&form.pressing("do", "save"));
        };
        save(&|form| form.with("source", "Text"));
        save(&|form| form.without("comments_open"));
        let list = owner.get(&format!("/desk/posts/{}/revisions", article.id.0));
        let newest = &list.attributes(".list tbody th a", "href")[0];
        let page = owner.get(newest).is(200);
        page.shows("open")
            .shows("closed")
            .hides("The two are the same");

        save(&|form| {
            form.with("series", &tale.to_string())
                .with("language", "he")
        });
        let list = owner.get(&format!("/desk/posts/{}/revisions", article.id.0));
        let newest = &list.attributes(".list tbody th a", "href")[0];
        owner.get(newest).shows("Tale").shows("עברית");
    });
}
