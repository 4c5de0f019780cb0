//! Where text stands on the page, measured: directions that no string can show.

use crate::chromium::{Tab, in_chromium};
use crate::empty_site;
use crate::support::{He, TestSite};

/// A piece of each rule, in one Hebrew article.
const ARTICLE: &str = "## Node.js event loop

Premature optimization is the root of all evil in programming.

- פריט
- Ends with a dot.

ה-Backend הוא חלק מודל I/O[^1] מונע.

| שם | Path |
|---|---|
| אב | /users/:id |

| Method | Path |
|---|---|
| GET | /a |

```js
const a_name_that_is_long_enough = \"to run out of any box that is as narrow as a phone\", and_more = 1, and_more_again = 2;
```

[^1]: Node.js היא סביבה.
";

/// What the measurements share: rectangles of words, and of the text of an element.
const TOOLS: &str = "
    const prose = document.querySelector('.prose');
    const box = (found) => found.getBoundingClientRect();
    const text = (found) => { const range = document.createRange(); range.selectNodeContents(found); return range.getBoundingClientRect(); };
    const inner = (found) => { const style = getComputedStyle(found), edge = box(found); return {
        left: edge.left + parseFloat(style.paddingLeft), right: edge.right - parseFloat(style.paddingRight) }; };
    const near = (a, b, by = 1.5) => Math.abs(a - b) <= by;
    const holding = (selector, words) => [...prose.querySelectorAll(selector)].find((found) => found.textContent.includes(words));
";

fn article(site: &TestSite) -> String {
    site.article("מדידות")
        .slug("geometry")
        .language(He)
        .body(ARTICLE)
        .create();
    "/geometry".to_owned()
}

async fn holds(tab: &Tab, rule: &str, measured: &str) {
    assert!(tab.is(&format!("{TOOLS} {measured}")).await, "{rule}");
}

#[test]
fn boxes_keep_their_edge_and_texts_their_direction() {
    let site = empty_site();
    let article = article(&site);
    in_chromium(async |tab: &Tab| {
        tab.open(&site, &article).await;

        holds(
            tab,
            "an English heading stands at the right edge",
            "
            const heading = holding('h2', 'event loop');
            return near(text(heading.querySelector('bdi')).right, inner(heading).right)",
        )
        .await;
        holds(
            tab,
            "an English paragraph stands at the left edge",
            "
            const paragraph = holding('p', 'Premature');
            return paragraph.dir === 'ltr' && near(text(paragraph).left, inner(paragraph).left)",
        )
        .await;
        holds(tab, "items of a list share their right edge", "
            const items = [...prose.querySelectorAll('ul li')].slice(0, 2);
            return near(text(items[0]).right, text(items[1]).right) && items.every((item) => text(item).right <= box(item).right + 1)").await;
        holds(
            tab,
            "no item of a list has a direction",
            "return !document.querySelector('li[dir]')",
        )
        .await;
    });
}

#[test]
fn columns_follow_the_language_of_their_table() {
    let site = empty_site();
    let article = article(&site);
    in_chromium(async |tab: &Tab| {
        tab.open(&site, &article).await;

        holds(
            tab,
            "with Hebrew the first column is the right one",
            "
            const [first, second] = holding('table', 'אב').querySelectorAll('td');
            return box(first).left >= box(second).right - 1",
        )
        .await;
        holds(
            tab,
            "without Hebrew it is the left one",
            "
            const [first, second] = holding('table', 'GET').querySelectorAll('td');
            return box(first).right <= box(second).left + 1",
        )
        .await;
    });
}

#[test]
fn a_footnote_stands_behind_its_term_and_no_prefix_is_left_alone() {
    let site = empty_site();
    let article = article(&site);
    in_chromium(async |tab: &Tab| {
        tab.open(&site, &article).await;

        holds(tab, "a footnote's mark stands left of the Latin term before it", "
            const term = holding('p bdi', 'I/O'), mark = holding('p', 'I/O').querySelector('sup.fnref');
            return box(mark).right <= text(term).left + 2").await;
        holds(tab, "a Hebrew prefix and its Latin word stay on one line at every width", "
            const paragraph = holding('p', 'Backend');
            const prefix = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
            const at = (node, place) => { const range = document.createRange(); range.setStart(node, place); range.setEnd(node, place + 1); return range.getBoundingClientRect(); };
            for (let width = 400; width >= 30; width -= 2) {
                paragraph.style.inlineSize = `${width}px`;
                const hyphen = at(prefix, prefix.data.indexOf('-'));
                const letter = at(paragraph.querySelector('bdi').firstChild, 0);
                if (Math.abs(hyphen.top - letter.top) > 8) return false;
            }
            return true").await;
    });
}

#[test]
fn code_scrolls_in_its_own_box_on_a_phone() {
    let site = empty_site();
    let article = article(&site);
    in_chromium(async |tab: &Tab| {
        tab.is_small_phone().await;
        tab.open(&site, &article).await;

        holds(tab, "long code scrolls, the page does not, and its beginning is seen", "
            const code = prose.querySelector('pre');
            return code.scrollWidth > code.clientWidth && document.scrollingElement.scrollWidth <= innerWidth
                && code.scrollLeft === 0 && text(code).left >= box(code).left - 1").await;
        holds(tab, "every isolate is of one script, and no Latin letter stands outside of one", "
            const hebrew = /[\\u0590-\\u05ff]/;
            const isolates = [...prose.querySelectorAll('bdi[dir=ltr]')];
            const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
            for (let node; node = walker.nextNode();) {
                if (/[A-Za-z]/.test(node.data) && !node.parentElement.closest('[dir=ltr], a[href^=\"#\"], .anchor')) return false;
            }
            return isolates.length > 3 && isolates.every((isolate) => !hebrew.test(isolate.textContent))").await;
    });
}

#[test]
fn a_field_takes_the_direction_of_what_is_typed() {
    let site = empty_site();
    in_chromium(async |tab: &Tab| {
        for (typed, direction) in [("%D7%A9%D7%9C%D7%95%D7%9D", "rtl"), ("Node.js", "ltr")] {
            tab.open(&site, &format!("/search?q={typed}")).await;
            let measured = "return getComputedStyle(document.querySelector('#q')).direction";
            assert_eq!(tab.text_of(measured).await, direction);
        }
    });
}

#[test]
fn results_come_while_a_question_is_typed() {
    let site = empty_site();
    site.article("Asynchronous code").create();
    in_chromium(async |tab: &Tab| {
        tab.open(&site, "/search").await;
        tab.type_in("#q", "asynchro").await;
        tab.comes_to("return document.querySelector('#results .card') !== null")
            .await;

        assert!(tab.is("return document.querySelector('#results .card h2').textContent.includes('Asynchronous')").await);
        assert!(tab.is("return location.search === '?q=asynchro'").await);
        assert!(tab.is("return [...document.querySelectorAll('[role=status]')].some((found) => found.textContent.includes('One article'))").await);
    });
}
