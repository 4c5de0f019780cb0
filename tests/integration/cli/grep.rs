//! Searching Markdown files, and looking at words as the search does.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn daf(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_daf"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that refuses its arguments reads nothing.
    let _ = program.stdin.take().unwrap().write_all(input.as_bytes());
    program.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_passage_that_answers_is_printed_with_its_letters_marked() {
    let found = daf(&["grep", "שרת"], "# כותרת\n\nובשרתים של Node.js\n\nאחר\n");

    assert_eq!(found.status.code(), Some(0));
    assert_eq!(said(&found), "וב⟦שרתים⟧ של Node.js\n");
}

#[test]
fn nothing_found_is_status_one_and_an_error_two() {
    assert_eq!(daf(&["grep", "שרת"], "שורת פקודה").status.code(), Some(1));
    assert_eq!(daf(&["grep", "+++"], "a").status.code(), Some(2));
    let missing = daf(&["grep", "a", "/no/such/file.md"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&missing.stderr).lines().count(), 1);
}

#[test]
fn the_whole_query_language_is_understood() {
    let text = "The event loop of Node.js";
    let status = |query: &str| daf(&["grep", "--lang", "en", query], text).status.code();

    assert_eq!(status("\"event loop\" nodejs"), Some(0));
    assert_eq!(status("\"loop event\""), Some(1));
    assert_eq!(status("loop -event"), Some(1));
    assert_eq!(status("-java loop"), Some(0));
    assert_eq!(status("eventloop"), Some(0));
    assert_eq!(status("loop lang:en"), Some(0));
    assert_eq!(status("loop lang:he"), Some(1));
    assert_eq!(status("loop tag:node"), Some(1));
    assert_eq!(status("loop python"), Some(1));
}

#[test]
fn several_files_are_named_and_lines_are_numbered() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (one, other) = (file("a.md", "x\n\nback end\n"), file("b.md", "nothing"));

    let found = daf(&["grep", "-n", "backend", &one, &other], "");

    assert_eq!(said(&found), format!("{one}:3:⟦back end⟧\n"));
}

#[test]
fn tokens_are_printed_with_what_they_are() {
    let tokens = said(&daf(&["tokens", "--lang", "he"], "ה-Backend ל-Node.js C++"));
    let lines: Vec<&str> = tokens.lines().collect();

    for line in [
        "backend\tsurface",
        "zznodeqdjs\tsurface",
        "nodejs\tvariant",
        "node\tvariant",
        "zzcqpqp\tsurface",
    ] {
        assert!(lines.contains(&line), "{line}: {tokens}");
    }
    let asked = said(&daf(&["tokens", "--query"], "שרתים"));
    assert!(asked.starts_with("שרתימ\tsurface\nשרת\tstem\n"), "{asked}");
}
