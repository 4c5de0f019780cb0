//! What scripts add to the desk, and whether its pages fit a small phone.

use daf::domain::language::Language::En;

use crate::chromium::{Tab, in_chromium};
use crate::demo_site;
use crate::support::{Database, Filling, Kind, Role, TestSite};

fn empty_site() -> TestSite {
    let site = TestSite::over(Database::filled(Kind::Sqlite, Filling::Tables));
    site.account("olga", Role::Owner);
    site
}

#[test]
fn no_page_of_the_desk_scrolls_sideways_on_a_small_phone_in_any_language() {
    let site = demo_site();
    site.account("olga", Role::Owner);
    let (post, tag, series, user) = (
        site.count("SELECT MIN(id) AS number FROM posts"),
        site.count("SELECT MIN(id) AS number FROM tags"),
        site.count("SELECT MIN(id) AS number FROM series"),
        site.count("SELECT MIN(id) AS number FROM users"),
    );
    let revision = site.count(&format!(
        "SELECT MIN(id) AS number FROM revisions WHERE post_id = {post}"
    ));
    let pages = [
        "/desk".to_owned(),
        "/desk/posts".to_owned(),
        "/desk/posts?status=draft&words=nothing".to_owned(),
        "/desk/posts/new".to_owned(),
        format!("/desk/posts/{post}/edit"),
        format!("/desk/posts/{post}/revisions"),
        format!("/desk/posts/{post}/revisions/{revision}"),
        "/desk/comments".to_owned(),
        "/desk/comments?queue=approved".to_owned(),
        "/desk/comments/guests".to_owned(),
        "/desk/tags".to_owned(),
        format!("/desk/tags/{tag}/edit"),
        "/desk/series".to_owned(),
        format!("/desk/series/{series}/edit"),
        "/desk/people".to_owned(),
        format!("/desk/people/{user}"),
        "/desk/settings".to_owned(),
        "/desk/activity".to_owned(),
        "/account".to_owned(),
        "/join".to_owned(),
        "/login".to_owned(),
        "/logout".to_owned(),
        "/reset".to_owned(),
    ];
    in_chromium(async |tab: &Tab| {
        tab.is_small_phone().await;
        tab.signs_in(&site, "olga").await;
        tab.fits_in_every_language(&site, &pages).await;
    });
}

#[test]
fn the_text_is_shown_beside_as_its_readers_will_see_it() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        tab.click(".toggle-preview").await;
        tab.choose("#language", "he").await;
        tab.fill("#title", "שרתים ב-Rust").await;
        tab.type_in(
            "#source",
            "פסקה **ראשונה**.\n\nThis is a whole English paragraph about servers and `code`.",
        )
        .await;

        tab.comes_to(
            "return document.querySelector('.live-page strong')?.textContent === 'ראשונה'",
        )
        .await;
        tab.comes_to(
            "return document.querySelector('.live-page h1')?.textContent.includes('שרתים')",
        )
        .await;
        tab.comes_to("return document.querySelectorAll('.live-page .prose > p').length === 2")
            .await;
        let directions = "return [...document.querySelectorAll('.live-page .prose > p')].map(block => getComputedStyle(block).direction).join(' ')";
        assert_eq!(tab.text_of(directions).await, "rtl ltr");
        tab.comes_to("return /\\d/.test(document.querySelector('.length').textContent)")
            .await;

        tab.click(".toggle-preview").await;
        assert!(
            tab.is("return document.querySelector('.live').hidden")
                .await
        );
    });
}

/// Scripts learn of the printing by an event, which emulated paper does not bring.
#[test]
fn a_whole_text_is_printed_with_the_preview_and_without() {
    let site = empty_site();
    let text = "A paragraph of a long text.\n\n".repeat(200);
    site.article("Long").body(&text).create();
    let post = site.count("SELECT MAX(id) AS number FROM posts");
    let flows = |selector: &str| {
        format!(
            "const {{ scrollHeight, clientHeight }} = document.querySelector('{selector}'); \
             return scrollHeight > 2000 && scrollHeight - clientHeight < 2"
        )
    };
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, &format!("/desk/posts/{post}/edit")).await;
        tab.on_paper(true).await;
        tab.is("dispatchEvent(new Event('beforeprint')); return true")
            .await;
        assert!(tab.is(&flows(".printed")).await);
        assert!(
            tab.is("return getComputedStyle(document.querySelector('#source')).display === 'none'")
                .await
        );
        tab.is("dispatchEvent(new Event('afterprint')); return true")
            .await;
        assert!(tab.is("return !document.querySelector('.printed')").await);

        tab.on_paper(false).await;
        tab.click(".toggle-preview").await;
        tab.comes_to("return document.querySelectorAll('.live-page .prose > p').length === 200")
            .await;
        tab.on_paper(true).await;
        assert!(tab.is(&flows(".live")).await);
    });
}

#[test]
fn the_panes_scroll_in_step() {
    let site = empty_site();
    let text: String = (1..=60)
        .map(|number| format!("Paragraph {number} of a long text.\n\n"))
        .collect();
    site.article("Long").body(&text).create();
    let post = site.count("SELECT MAX(id) AS number FROM posts");
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, &format!("/desk/posts/{post}/edit")).await;
        tab.click(".toggle-preview").await;
        tab.comes_to("return document.querySelectorAll('.live-page .prose > p').length === 60")
            .await;

        tab.click("#source").await;
        tab.is("const source = document.querySelector('#source'); source.scrollTop = source.scrollHeight; return true")
            .await;
        tab.comes_to("const live = document.querySelector('.live'); return live.scrollTop > 0 && live.scrollTop + live.clientHeight >= live.scrollHeight - 2")
            .await;
        tab.is("document.querySelector('#source').scrollTop = 0; return true")
            .await;
        tab.comes_to("return document.querySelector('.live').scrollTop < 2")
            .await;
    });
}

#[test]
fn what_is_written_keeps_itself_and_never_goes_over_what_somebody_else_saved() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        tab.fill("#title", "Kept").await;
        tab.type_in("#source", "One sentence.").await;
        tab.comes_to("return /^\\/desk\\/posts\\/\\d+\\/edit$/.test(location.pathname)")
            .await;
        tab.comes_to("return document.querySelector('output.autosave').textContent.includes(':')")
            .await;
        let edit = tab.path().await;
        let post = edit.strip_suffix("/edit").unwrap().to_owned();

        let eden = site.editor();
        assert_eq!(eden.get(&edit).value("source"), "One sentence.");
        let theirs = eden.get(&edit).form(&post);
        let text = "One sentence.\n\nEden's own.";
        eden.sends(&theirs.with("source", text).pressing("do", "save"));
        tab.type_in("#source", " Olga goes on.").await;

        tab.comes_to("return Boolean(document.querySelector('output.autosave a'))")
            .await;
        assert_eq!(eden.get(&edit).value("source"), text);
        let aside = tab.leads("output.autosave a").await;
        eden.get(&aside).is(200).shows("Olga goes on.");

        tab.click(".editor-side button[value=save]").await;
        tab.comes_to("return Boolean(document.querySelector('.merging'))")
            .await;
        let merged = tab.value("#source").await;
        assert!(merged.contains("Olga goes on."), "{merged}");
        assert!(merged.contains("Eden's own."), "{merged}");
        tab.click(".editor-side button[value=save]").await;
        tab.comes_to("return !document.querySelector('.merging') && Boolean(document.querySelector('.flash'))")
            .await;
        let saved = eden.get(&edit).value("source");
        assert!(saved.contains("Olga goes on.") && saved.contains("Eden's own."));
    });
}

#[test]
fn a_tab_that_was_duplicated_writes_under_a_name_of_its_own() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        let first = tab.value("[name=editing]").await;
        let hear = "window.heard = []; window.copy = new BroadcastChannel('daf-editing'); \
                    copy.onmessage = ({ data }) => heard.push(data); \
                    copy.postMessage({ editing: document.forms.editor.editing.value, isAsking: true });";
        tab.text_of(&format!("{hear} return ''")).await;

        tab.comes_to("return heard.length === 1 && !heard[0].isAsking")
            .await;

        tab.text_of("copy.postMessage(heard[0]); return ''").await;
        tab.comes_to(&format!(
            "return document.forms.editor.editing.value !== '{first}'"
        ))
        .await;
        tab.type_in("#title", "Written in the copy").await;
        tab.comes_to("return document.querySelector('output.autosave').textContent.includes(':')")
            .await;
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 1);
    });
}

#[test]
fn what_the_site_does_not_take_is_told_from_a_site_that_does_not_answer() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        let gone = "document.forms.editor.dataset.autosave = '/desk/posts/404/autosave'; return ''";
        tab.text_of(gone).await;
        tab.type_in("#title", "Written for nothing").await;

        tab.comes_to("return document.querySelector('output.autosave').textContent.includes('cannot be kept')")
            .await;
        assert!(tab.would_ask().await);
    });
}

#[test]
fn who_leaves_unsaved_work_is_asked_first() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        assert!(!tab.would_ask().await);
        tab.type_in("#title", "Unsaved").await;

        assert!(tab.would_ask().await);
        tab.comes_to("return document.querySelector('output.autosave').textContent.includes(':')")
            .await;
        assert!(!tab.would_ask().await);

        // A preview that is shown in a tab of its own does not tell whether the text was kept.
        tab.is("window.fetch = () => Promise.reject(new TypeError('away')); return true")
            .await;
        tab.is("document.querySelector('#editor').action = '/nowhere'; return true")
            .await;
        tab.type_in("#title", " and more").await;
        tab.click("button[value=preview]").await;
        assert!(tab.would_ask().await);
    });
}

#[test]
fn the_keyboard_knows_the_common_marks() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, "/desk/posts/new").await;
        for (key, text) in [
            ("b", "**word**"),
            ("i", "*word*"),
            ("e", "`word`"),
            ("k", "[word](url)"),
        ] {
            tab.fill("#source", "word").await;
            tab.press_with_control("a").await;
            tab.press_with_control(key).await;

            assert_eq!(tab.value("#source").await, text);
        }
        tab.fill("#source", "- one").await;
        tab.press_enter().await;
        tab.type_in("#source", "two").await;
        assert_eq!(tab.value("#source").await, "- one\n- two");

        tab.fill("#title", "By keyboard").await;
        tab.press_with_control("s").await;
        tab.shows("Saved.").await;
    });
}

#[test]
fn parts_of_a_series_are_ordered_by_dragging() {
    let site = empty_site();
    let parts = ["First", "Second", "Third"].map(|title| site.article(title).language(En).create());
    site.series("Course", &[&parts[0], &parts[1], &parts[2]]);
    let series = site.count("SELECT MAX(id) AS number FROM series");
    let path = format!("/desk/series/{series}/edit");
    let order = "return [...document.querySelectorAll('.ordered a')].map(link => link.innerText.trim()).join(' ')";
    in_chromium(async |tab: &Tab| {
        tab.signs_in(&site, "olga").await;
        tab.open(&site, &path).await;
        tab.drag(
            ".ordered li:first-child .handle",
            ".ordered li:last-child .handle",
        )
        .await;

        assert_eq!(tab.text_of(order).await, "Second Third First");
        let eden = site.editor();
        tab.comes_to("return performance.getEntriesByType('resource').some(file => file.name.endsWith('/order') && file.responseEnd > 0)")
            .await;
        assert_eq!(
            eden.get(&path).is(200).texts(".ordered a"),
            ["Second", "Third", "First"]
        );
    });
}
