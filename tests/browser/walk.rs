//! The whole way of a publication in a browser that runs no script.

use crate::chromium::{Tab, in_chromium};
use crate::support::{Database, Filling, Kind, PASSWORD, Role, TestSite};

const SAVE: &str = ".editor-side button[value=save]";
const PUBLISH: &str = ".editor-side button[value=publish]";

#[test]
fn a_publication_is_run_without_scripts() {
    let site = TestSite::over(Database::filled(Kind::Sqlite, Filling::Tables));
    site.account("olga", Role::Owner);
    site.account("anna", Role::Author);
    in_chromium(async |tab: &Tab| {
        tab.has_no_scripts().await;
        let edit = writes(&site, tab).await;
        shows_and_publishes(&site, tab, &edit).await;
        speaks(&site, tab).await;
        approves(&site, tab).await;
        joins_and_answers(&site, tab).await;
        removes_and_takes_that_back(&site, tab).await;
        compares_and_restores(&site, tab, &edit).await;
        meets_somebody_elses_save(&site, tab, &edit).await;
        translates(&site, tab, &edit).await;
        schedules(&site, tab).await;
    });
}

/// Where the new post is edited.
async fn writes(site: &TestSite, tab: &Tab) -> String {
    tab.signs_in(site, "anna").await;
    tab.open(site, "/desk/posts/new").await;
    assert!(tab.hides("H2").await, "no button that does nothing");
    tab.fill("#title", "Ports and sockets").await;
    tab.fill("#source", "The **first** text.").await;
    tab.fill("#tags", "network, servers").await;
    tab.choose("#language", "en").await;
    tab.click(SAVE).await;
    tab.shows("Saved.").await;
    assert_eq!(tab.value("#slug").await, "ports-and-sockets");
    tab.path().await
}

async fn shows_and_publishes(site: &TestSite, tab: &Tab, edit: &str) {
    let post = edit.strip_suffix("/edit").unwrap();
    tab.click(&format!("form[action='{post}/links'] button"))
        .await;
    tab.comes_to("return Boolean(document.querySelector('#links input[readonly]'))")
        .await;
    let link = tab.value("#links input[readonly]").await;
    let shared = link.strip_prefix(&site.address).unwrap().to_owned();
    site.get("/ports-and-sockets").is(404);
    tab.open(site, &shared).await;
    tab.shows("The first text.").await;

    tab.open(site, edit).await;
    tab.click(PUBLISH).await;
    tab.shows("public now").await;
    tab.open(site, "/ports-and-sockets").await;
    tab.shows("The first text.").await;
    assert!(
        tab.is("return document.querySelector('.prose strong').textContent === 'first'")
            .await
    );
}

async fn speaks(site: &TestSite, tab: &Tab) {
    tab.forgets_everything().await;
    tab.open(site, "/ports-and-sockets").await;
    tab.fill("#write #name", "אורח").await;
    tab.fill("#write #text", "תודה על *ההסבר*").await;
    tab.click("#write button.main").await;
    tab.shows("waits for approval").await;
    tab.shows("תודה על ההסבר").await;

    tab.forgets_everything().await;
    tab.open(site, "/ports-and-sockets").await;
    assert!(tab.hides("תודה על ההסבר").await);
}

async fn approves(site: &TestSite, tab: &Tab) {
    tab.signs_in(site, "olga").await;
    tab.open(site, "/desk/comments").await;
    tab.shows("תודה על ההסבר").await;
    assert_eq!(
        tab.text_of("return document.querySelector('.bubble').textContent")
            .await,
        "1"
    );
    tab.click("button[name=one][value^=approve]").await;
    tab.shows("One comment is approved").await;
    site.get("/ports-and-sockets").shows("תודה על ההסבר");
}

async fn joins_and_answers(site: &TestSite, tab: &Tab) {
    tab.forgets_everything().await;
    tab.open(site, "/join").await;
    tab.fill("#name", "Rina").await;
    tab.fill("#email", "rina@example.com").await;
    tab.fill("#password", PASSWORD).await;
    tab.click("form[action='/join'] button").await;
    tab.comes_to("return location.pathname === '/login'").await;
    tab.fill("#password", PASSWORD).await;
    tab.click("form[action='/login'] button").await;
    tab.comes_to("return location.pathname !== '/login'").await;
    tab.open(site, "/ports-and-sockets").await;
    tab.click(".comment-acts a[href*='/comments/'][rel=nofollow]")
        .await;
    tab.comes_to("return location.pathname.includes('/comments/')")
        .await;
    tab.fill("#write #text", "And what is a port?").await;
    tab.click("#write button.main").await;
    tab.comes_to("return document.querySelector('.thread')?.innerText.includes('what is a port')")
        .await;
}

async fn removes_and_takes_that_back(site: &TestSite, tab: &Tab) {
    tab.signs_in(site, "olga").await;
    tab.open(site, "/desk/comments?queue=approved").await;
    tab.click(".queue li:last-child input[name=comment]").await;
    tab.click("button[name=many][value=remove]").await;
    tab.shows("One comment is removed").await;
    site.get("/ports-and-sockets")
        .shows("This comment was removed.");
    tab.click(".flash form[action$=undo] button").await;
    tab.comes_to("return !document.querySelector('.flash form')")
        .await;
    site.get("/ports-and-sockets")
        .hides("This comment was removed.");
}

async fn compares_and_restores(site: &TestSite, tab: &Tab, edit: &str) {
    tab.signs_in(site, "anna").await;
    tab.open(site, edit).await;
    tab.fill("#source", "The **second** text.").await;
    tab.click(SAVE).await;
    tab.shows("Unpublished changes").await;
    site.get("/ports-and-sockets").shows("The first text.");

    tab.click("a[href$='/revisions']").await;
    tab.comes_to("return location.pathname.endsWith('/revisions')")
        .await;
    tab.click("form[method=get] button.main").await;
    tab.comes_to("return document.querySelector('.compare .old del')?.textContent === 'first' && document.querySelector('.compare .new ins')?.textContent === 'second'").await;

    tab.open(site, &edit.replace("/edit", "/revisions")).await;
    tab.click(".list tbody tr:last-child th a").await;
    tab.comes_to("return Boolean(document.querySelector('form[action$=restoration]'))")
        .await;
    tab.click("form[action$=restoration] button").await;
    tab.comes_to(
        "return document.querySelector('#source')?.value.includes('first') && location.pathname.endsWith('/edit')",
    )
    .await;
}

async fn meets_somebody_elses_save(site: &TestSite, tab: &Tab, edit: &str) {
    let post = edit.strip_suffix("/edit").unwrap();
    tab.open(site, edit).await;
    let owner = site.owner();
    let theirs = owner.get(edit).form(post);
    let text = "The **first** text.\n\nAn end by Olga.";
    owner.sends(&theirs.with("source", text).pressing("do", "publish"));

    tab.fill("#source", "A beginning by Anna.\n\nThe **first** text.")
        .await;
    tab.click(PUBLISH).await;

    tab.comes_to("return Boolean(document.querySelector('.merging'))")
        .await;
    tab.shows("olga").await;
    let merged = tab.value("#source").await;
    assert!(merged.contains("A beginning by Anna."), "{merged}");
    assert!(merged.contains("An end by Olga."), "{merged}");
    tab.click(PUBLISH).await;
    tab.comes_to("return Boolean(document.querySelector('.flash'))")
        .await;
    let page = site.get("/ports-and-sockets");
    page.shows("A beginning by Anna.").shows("An end by Olga.");
}

async fn translates(site: &TestSite, tab: &Tab, edit: &str) {
    tab.open(site, edit).await;
    tab.click("form[action$=translations] button[value=he]")
        .await;
    tab.comes_to("return document.querySelector('#language').value === 'he'")
        .await;
    tab.fill("#title", "פורטים ושקעים").await;
    tab.fill("#source", "הטקסט **הראשון**.").await;
    tab.fill("#slug", "").await;
    tab.click(PUBLISH).await;
    tab.shows("public now").await;

    tab.open(site, "/פורטים-ושקעים").await;
    tab.shows("הטקסט הראשון.").await;
    assert!(
        tab.is("return document.documentElement.dir === 'rtl' || document.querySelector('article').dir === 'rtl'")
            .await
    );
    tab.click("main a[href='/ports-and-sockets']").await;
    tab.comes_to("return location.pathname === '/ports-and-sockets'")
        .await;
}

async fn schedules(site: &TestSite, tab: &Tab) {
    tab.open(site, "/desk/posts/new").await;
    tab.fill("#title", "Soon").await;
    tab.fill("#source", "Later.").await;
    tab.set_moment("#when", "2035-06-01T08:30").await;
    tab.click("button[value=schedule]").await;
    tab.shows("2035-06-01 08:30").await;
    site.get("/soon").is(404);
    tab.click("button[value=unpublish]").await;
    tab.comes_to("return document.querySelector('.state').classList.contains('draft')")
        .await;
}
