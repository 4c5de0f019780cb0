//! Whether a document is as its standard has it, by the programs of others.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::page::Page;

fn schema(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemas")
        .join(name)
}

impl Page {
    /// Holds the page against a schema under `tests/schemas`: `atom.rng`, `sitemap.xsd`, `feed.json`.
    pub fn conforms_to(&self, name: &str) -> &Page {
        let mut document = tempfile::NamedTempFile::new().unwrap();
        document.write_all(self.html().as_bytes()).unwrap();
        let schema = schema(name);
        let mut checker = match name.rsplit_once('.') {
            Some((_, "rng")) => xmllint("--relaxng", &schema),
            Some((_, "xsd")) => xmllint("--schema", &schema),
            _ => jsonschema(&schema),
        };
        let checked = checker.arg(document.path()).output();
        let checked = checked.unwrap_or_else(|error| panic!("{checker:?}: {error}; see tests/run"));
        assert!(
            checked.status.success(),
            "{} is not as {name} has it:\n{}{}\n{}",
            self.address,
            String::from_utf8_lossy(&checked.stdout),
            String::from_utf8_lossy(&checked.stderr),
            self.html(),
        );
        self
    }
}

fn xmllint(kind: &str, schema: &Path) -> Command {
    let mut program = Command::new("xmllint");
    program.args(["--noout", "--nonet", kind]).arg(schema);
    program
}

/// The validator that the tester of the API comes with.
fn jsonschema(schema: &Path) -> Command {
    const SCRIPT: &str = "import json, sys, jsonschema_rs as check
schema, document = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])
wrong = list(check.validator_for(schema).iter_errors(document))
sys.exit('\\n'.join(str(error) for error in wrong) or 0)";
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/schemathesis/bin/python");
    let mut program = Command::new(tools);
    program.args(["-c", SCRIPT]).arg(schema);
    program
}
