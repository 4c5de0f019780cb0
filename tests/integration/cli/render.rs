//! Rendering on the command line, in a pipe.

use std::io::{Read, Write};
use std::process::{Child, Command, Output, Stdio};

fn started(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_daf"))
        .arg("render")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What the program answers to bytes that are fed to it while it is read.
fn rendered(arguments: &[&str], source: &[u8]) -> Output {
    let mut program = started(arguments);
    let mut input = program.stdin.take().unwrap();
    let source = source.to_vec();
    let feeding = std::thread::spawn(move || input.write_all(&source));
    let output = program.wait_with_output().unwrap();
    // A program that refuses its arguments reads nothing.
    let _ = feeding.join().unwrap();
    output
}

fn text(arguments: &[&str], source: &str) -> String {
    let output = rendered(arguments, source.as_bytes());
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_body_of_a_page_is_all_that_is_printed() {
    assert_eq!(
        text(&["--lang", "he"], "שפת C++"),
        "<p>שפת <bdi dir=\"ltr\">C++</bdi></p>\n"
    );
    assert_eq!(
        text(&["--lang", "ar", "--feed"], "لغة C++"),
        "<p>لغة <span dir=\"ltr\">C++</span></p>\n"
    );
    assert_eq!(
        text(&["--lang", "he", "--plain"], "מבוא ל-C++"),
        "מבוא ל-C++\u{200E}"
    );
    assert_eq!(text(&["--lang", "en"], ""), "");
    // Hebrew, where nothing is said.
    assert_eq!(text(&[], "Node"), text(&["--lang", "he"], "Node"));
}

#[test]
fn what_cannot_be_rendered_is_refused_in_one_line() {
    for (arguments, source) in [
        (&["--lang", "he"][..], &b"a\xFF"[..]),
        (&["--lang", "fr"], b"a"),
    ] {
        let output = rendered(arguments, source);

        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let mut program = started(&["--lang", "he"]);
    let mut input = program.stdin.take().unwrap();
    input
        .write_all("שלום C++\n\n".repeat(100_000).as_bytes())
        .unwrap();
    drop(input);
    let mut first = [0; 3];
    let mut output = program.stdout.take().unwrap();
    output.read_exact(&mut first).unwrap();
    drop(output);

    let ended = program.wait_with_output().unwrap();

    assert_eq!(&first, b"<p>");
    assert!(ended.status.success(), "{ended:?}");
    assert!(ended.stderr.is_empty(), "{ended:?}");
}
