//! Readers' words at the desk.

use crate::support::{He, on_both};

#[test]
fn names_that_editors_add_are_searched_for_together_and_can_be_removed() {
    on_both(|site| {
        let owner = site.owner();
        site.article("על רובי").language(He).slug("he").create();
        assert!(site.get("/search?q=ruby").is(200).cards().is_empty());

        let form = owner.get("/desk/search").is(200).form("/desk/search");
        owner.sends(&form.with("name", "רובי").with("other", "ruby"));

        assert_eq!(site.get("/search?q=ruby").is(200).cards(), ["על רובי"]);
        let page = owner.get("/desk/search");
        page.shows("רובי = ruby");
        let again = page.form("/desk/search");
        let refused = owner.send(&again.with("name", "רובי").with("other", "ruby"));
        refused.is(422);
        let removal = owner.get("/desk/search").form("/removal");
        owner.sends(&removal);
        assert!(site.get("/search?q=ruby").is(200).cards().is_empty());
    });
}

#[test]
fn a_name_is_one_word() {
    on_both(|site| {
        let owner = site.owner();
        let form = owner.get("/desk/search").form("/desk/search");

        let refused = owner.send(&form.with("name", "two words").with("other", "ruby"));

        let refused = refused.is(422);
        assert_eq!(refused.value("name"), "two words");
    });
}

#[test]
fn searches_that_find_nothing_are_told_by_their_words_alone() {
    on_both(|site| {
        let owner = site.owner();
        site.article("Apples").create();
        for _ in 0..2 {
            site.get("/search?q=quinces").is(200);
        }
        site.get("/search?q=apples").is(200);
        site.get("/search?q=quin&typing=1").is(200);
        site.keep_misses();

        let page = owner.get("/desk/search").is(200);

        assert_eq!(page.texts("#misses ~ .wide tbody th"), ["quinces"]);
        assert_eq!(page.texts("#misses ~ .wide tbody .number"), ["2"]);
        owner.sends(&page.form("/desk/search/misses/removal"));
        owner
            .get("/desk/search")
            .shows("Every search found something");
    });
}
