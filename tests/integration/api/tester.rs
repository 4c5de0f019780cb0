//! A property-based tester of APIs (schemathesis) calls everything that the document tells of, right and wrong.

use std::path::Path;
use std::process::Command;

use daf::domain::api_token::Scope;

use crate::support::{Filling, Program, Role, TestSite, on_both_databases};

/// What every answer is held against: no fault of ours, and nothing that the document does not tell of.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance,response_headers_conformance,unsupported_method";

#[test]
fn nothing_that_a_program_sends_breaks_the_site_or_is_answered_otherwise_than_documented() {
    let tester = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/schemathesis/bin/st");
    assert!(
        tester.exists(),
        "schemathesis is not installed: tests/run installs it in target/tools"
    );
    on_both_databases(Filling::Demo, |database| {
        let site = TestSite::over(database);
        let (_, token) = site.token("olga", Role::Owner, &Scope::ALL, None);
        let database = site.leave();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--api-rate", "1000000"];
        let site = Program::over(&database, &serve).serve();

        let ran = Command::new(&tester)
            .arg("run")
            .arg(format!("{}/api/v1/openapi.json", site.address))
            .args(["--header", &format!("Authorization: Bearer {token}")])
            .args(["--checks", CHECKS])
            .args([
                "--phases",
                "coverage,fuzzing",
                "--max-examples",
                "8",
                "--no-color",
            ])
            // Whatever it finds, it finds again.
            .args(["--seed", "7", "--generation-database", "none"])
            .current_dir(database.folder())
            .output()
            .unwrap();

        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(
            ran.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert!(said.contains(" passed"), "{said}");
    });
}
