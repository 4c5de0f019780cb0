//! What the program says of itself.

use crate::support::Program;

fn help(arguments: &[&str]) -> String {
    Program::new(arguments).run().succeeded().said()
}

#[test]
fn the_program_names_its_commands() {
    let help = help(&["--help"]);

    for word in [
        "serve",
        "demo",
        "import",
        "check",
        "render",
        "bench-data",
        "user",
        "Without a command, daf serves the site",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn every_command_explains_its_flags_and_variables() {
    for (command, words) in [
        (
            "serve",
            &[
                "--listen",
                "DAF_LISTEN",
                "127.0.0.1:8080",
                "--base-url",
                "DAF_BASE_URL",
                "--no-demo",
                "DAF_REPLICA_URL",
                "DAF_TLS_CERT",
                "DAF_TLS_KEY",
                "DAF_DATABASE_URL",
                "DAF_DATA_DIR",
            ][..],
        ),
        ("demo", &["Safe to repeat", "--database-url", "--data-dir"]),
        ("check", &["--mend", "status 0", "--database-url"]),
        ("import", &["markdown", "Safe to repeat"]),
        ("user", &["add", "Make an account"]),
        (
            "bench-data",
            &[
                "--posts",
                "--comments",
                "--seed",
                "The same numbers and seed give the same content",
            ],
        ),
    ] {
        let help = help(&[command, "--help"]);

        for word in words {
            assert!(
                help.contains(word),
                "{command} should mention {word}: {help}"
            );
        }
    }
}

#[test]
fn the_help_never_shows_a_secret_of_the_environment() {
    let program = Program::new(&["serve", "--help"])
        .variable("DAF_DATABASE_URL", "postgres://daf:secret@host/db");

    assert!(!program.run().succeeded().said().contains("secret"));
}

#[test]
fn what_the_program_does_not_know_is_refused() {
    for arguments in [
        &["fly"][..],
        &["serve", "--fly"],
        &["bench-data", "--posts", "many"],
        &["serve", "more"],
    ] {
        let ended = Program::new(arguments).run();

        assert_eq!(ended.status(), Some(2), "{arguments:?}");
        assert!(
            ended.complained().contains("--help"),
            "{}",
            ended.complained()
        );
    }
}

#[test]
fn the_program_tells_its_version() {
    assert_eq!(
        help(&["--version"]).trim(),
        format!("daf {}", env!("CARGO_PKG_VERSION"))
    );
}
