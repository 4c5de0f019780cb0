//! The `daf` program, as an operator runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use super::database::Database;

pub struct Program {
    command: Command,
}

impl Program {
    /// `daf` with these arguments and no variable of its own.
    pub fn new(arguments: &[&str]) -> Program {
        Program::at(Path::new(env!("CARGO_BIN_EXE_daf")), arguments)
    }

    pub fn at(binary: &Path, arguments: &[&str]) -> Program {
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DAF_")) {
            command.env_remove(name);
        }
        command.env("RUST_LOG", "warn").args(arguments);
        Program { command }
    }

    /// `daf` over a test's database.
    pub fn over(database: &Database, arguments: &[&str]) -> Program {
        Program::new(arguments)
            .variable("DAF_DATABASE_URL", &database.address())
            .variable("DAF_DATA_DIR", &database.folder().display().to_string())
    }

    pub fn variable(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    pub fn inside(mut self, folder: &Path) -> Program {
        self.command.current_dir(folder);
        self
    }

    /// Runs the command to its end with this on its standard input.
    pub fn run_with(mut self, input: &str) -> Ended {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        Ended(child.wait_with_output().unwrap())
    }

    /// Runs the command to its end.
    pub fn run(mut self) -> Ended {
        Ended(self.command.stdin(Stdio::null()).output().unwrap())
    }

    /// Starts a site and waits until it says where it listens.
    pub fn serve(mut self) -> Served {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("http://") {
            if lines.read_line(&mut said).unwrap() == 0 {
                let output = child.wait_with_output().unwrap();
                panic!(
                    "the site did not start: {}",
                    String::from_utf8_lossy(&output.stderr)
                );
            }
        }
        let address = said
            .split_whitespace()
            .find(|word| word.starts_with("http://"));
        let address = address.unwrap().trim_end_matches(['.', '/']).to_owned();
        Served {
            child,
            lines,
            said,
            address,
        }
    }
}

/// A command that is over.
pub struct Ended(Output);

impl Ended {
    pub fn status(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub fn complained(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    #[track_caller]
    pub fn succeeded(self) -> Ended {
        assert_eq!(
            self.status(),
            Some(0),
            "{}{}",
            self.said(),
            self.complained()
        );
        self
    }

    /// Ended with another status than 0 and one line that says all of these.
    #[track_caller]
    pub fn refused(&self, because: &[&str]) {
        let line = self.complained();
        assert!(
            self.status().is_some_and(|status| status != 0),
            "{}",
            self.said()
        );
        assert_eq!(line.trim_end().lines().count(), 1, "{line}");
        assert!(
            line.starts_with("daf: ") && !line.contains("panicked"),
            "{line}"
        );
        for part in because {
            assert!(line.contains(part), "{part:?} should be in {line}");
        }
    }
}

/// A site in a process of its own, ended with the test.
pub struct Served {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// Everything up to the line that says the address.
    pub said: String,
    pub address: String,
}

impl Served {
    pub fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    /// The next line that the site says.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    pub fn ask_to_end(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the status and what was said last.
    pub fn end(&mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut last = String::new();
        while self.lines.read_line(&mut last).unwrap() > 0 {}
        (status.code(), last)
    }
}

impl Served {
    /// What was written to standard error, once the site has ended.
    pub fn log(&mut self) -> String {
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
