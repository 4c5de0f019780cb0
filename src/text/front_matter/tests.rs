use super::*;

fn head(yaml: &str) -> FrontMatter {
    read(&format!("---\n{yaml}\n---\nThe text.\n")).unwrap().0
}

fn toml_head(toml: &str) -> FrontMatter {
    read(&format!("+++\n{toml}\n+++\nThe text.\n")).unwrap().0
}

#[test]
fn yaml_and_toml_say_the_same() {
    let yaml = head(
        "title: \"מבוא: שרתים\"\nslug: intro\ndate: 2024-01-15 10:30:00\nlang: he\ntags: [rust, C++]\n\
         categories: [שרתים, rust]\ndraft: true\ndescription: |\n  Two\n  lines",
    );
    let toml = toml_head(
        "title = \"מבוא: שרתים\"\nslug = 'intro'\ndate = 2024-01-15T10:30:00\nlanguage = 'he'\n\
         draft = true\nexcerpt = \"Two\\nlines\\n\"\n[taxonomies]\ntags = ['rust', 'C++']\ncategories = ['שרתים', 'rust']",
    );

    assert_eq!(yaml.title.as_deref(), Some("מבוא: שרתים"));
    assert_eq!(yaml.tags, ["rust", "C++", "שרתים"]);
    assert!(yaml.is_draft);
    assert_eq!(toml.date.as_deref(), Some("2024-01-15T10:30:00"));
    let date = yaml.date.clone();
    assert_eq!(FrontMatter { date, ..toml }, yaml);
}

#[test]
fn the_text_begins_after_the_front_matter() {
    for file in [
        "---\ntitle: A\n---\nThe text.\n",
        "\u{FEFF}---\r\ntitle: A\r\n---  \r\nThe text.\n",
        "---\ntitle: A\n...\nThe text.\n",
        "+++\ntitle = 'A'\n+++\nThe text.\n",
    ] {
        let (front, text) = read(file).unwrap();

        assert_eq!(front.title.as_deref(), Some("A"), "{file:?}");
        assert_eq!(text, "The text.\n");
    }
    assert_eq!(
        read("---\n---\nText").unwrap(),
        (FrontMatter::default(), "Text")
    );
    assert_eq!(
        read("Text\n---\n").unwrap(),
        (FrontMatter::default(), "Text\n---\n")
    );
}

#[test]
fn values_keep_the_form_in_which_they_were_written() {
    let front = head("Title: 1.10\ndate: 2024-01-15\nslug: 007\nDRAFT: no\nsummary: ~");

    assert_eq!(front.title.as_deref(), Some("1.10"));
    assert_eq!(front.slug.as_deref(), Some("007"));
    assert_eq!(front.date.as_deref(), Some("2024-01-15"));
    assert!(!front.is_draft && front.summary.is_none());
}

#[test]
fn a_slug_that_is_percent_encoded_needs_no_quotes() {
    let front = head("slug: %D7%90\ntitle: '@ home'\nurl: \"%D7\"");

    assert_eq!(front.slug.as_deref(), Some("%D7%90"));
    assert_eq!(front.title.as_deref(), Some("@ home"));
}

#[test]
fn tags_are_a_list_or_one_text_with_commas() {
    assert_eq!(head("tags: rust, שרתים ,").tags, ["rust", "שרתים"]);
    assert_eq!(
        head("tags:\n- rust\n- 2024\n-\n- rust").tags,
        ["rust", "2024"]
    );
    assert_eq!(head("tags:").tags, Vec::<String>::new());
}

#[test]
fn what_may_be_a_draft_is_one() {
    assert!(head("draft: true").is_draft && head("draft: \"yes\"").is_draft);
    assert!(head("draft: perhaps").is_draft && head("published: false").is_draft);
    assert!(!head("draft: false").is_draft && !head("published: 2024-01-15").is_draft);
    assert!(toml_head("draft = true").is_draft && !toml_head("draft = false").is_draft);
}

#[test]
fn keys_that_mean_nothing_here_are_passed_over() {
    let front = head("layout: post\n? [a, b]\n: c\n1: 2\nparams: {a: {b: [1, 2]}}\ntitle: A");

    assert_eq!(front.title.as_deref(), Some("A"));
    assert_eq!(
        toml_head("weight = 3\ntitle = 'A'\n[extra]\na = 1").title,
        front.title
    );
}

#[test]
fn broken_front_matter_is_named_in_one_line() {
    for file in [
        "---\ntitle: A\n",
        "---\ntitle: [A\n---\n",
        "---\ntitle: [A]\n---\n",
        "---\njust words\n---\n",
        "+++\ntitle = \n+++\n",
        "+++\ntitle = ['A']\n+++\n",
    ] {
        let reason = read(file).unwrap_err().to_string();

        assert_eq!(reason.lines().count(), 1, "{reason}");
        assert!(reason.starts_with("its front matter"), "{reason}");
    }
    let large = format!("---\na: {}\n---\n", "x".repeat(LARGEST));
    assert_eq!(read(&large), Err(Broken::TooLarge));
}

#[test]
fn aliases_that_would_fill_the_memory_are_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let line = format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(", "));
        bomb.push_str(&line);
    }
    bomb.push_str("tags: *a11");

    let file = format!("---\n{bomb}\n---\n");
    let broken = read(&file);

    assert!(matches!(broken, Err(Broken::Yaml(_))), "{broken:?}");
}

#[test]
fn the_first_heading_is_taken_out_of_the_text() {
    let (title, rest) =
        take_heading("Intro.\n\n```sh\n# no heading\n```\n\n# The *title* #\n\nMore.").unwrap();

    assert_eq!(title, "The title");
    assert_eq!(rest, "Intro.\n\n```sh\n# no heading\n```\n\n\nMore.");
    for text in [
        "",
        "## Two",
        "#hash",
        "    # code",
        "#",
        "~~~\n# in\n```\n# in",
    ] {
        assert_eq!(take_heading(text), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        sign in "(---|\\+\\+\\+)?", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
        end in "(\n---\n|\n\\+\\+\\+\n)?"
    ) {
        let file = format!("{sign}\n{}{end}", String::from_utf8_lossy(&bytes));
        let _ = read(&file);
        let _ = take_heading(&file);
    }

    #[test]
    fn anything_that_looks_like_front_matter_is_read_or_refused(
        sign in "(---|\\+\\+\\+)",
        head in "((title|date|tags|draft|slug|x|&a|\\*a|<<|\\?)?[:=]? ?[\\[\\]{}'\",:#|>~!%@`א-ת0-9a-z -]{0,12}\n){0,8}"
    ) {
        let _ = read(&format!("{sign}\n{head}{sign}\ntext"));
    }
}
