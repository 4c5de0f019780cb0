//! People, decided about by programs.

use serde_json::json;

use crate::support::{Role, on_both};

#[test]
fn an_owners_program_invites_promotes_and_suspends() {
    on_both(|site| {
        let program = site.owners_program();
        let dana = site.account("dana", Role::Author);
        let place = format!("/people/{}", dana.0);
        let seen = program.get(&place).is(200);
        assert_eq!(seen.json["email"], "dana@example.com");

        let promoted = program
            .put(&format!("{place}/role"), &seen, json!({"role": "editor"}))
            .is(200);
        assert_eq!(promoted.json["role"], "editor");
        let suspension = format!("{place}/suspension");
        let suspended = program
            .ask(ureq::http::Method::PUT, &suspension, &[], None)
            .is(200);
        assert!(suspended.json["suspended_at"].is_string());
        program.delete(&suspension, &seen).is(204);
        assert_eq!(program.get(&place).json["suspended_at"], json!(null));

        let invited = program
            .post("/invitations", json!({"role": "author", "note": "for Noa"}))
            .is(200);
        let url = invited.json["url"]
            .as_str()
            .unwrap()
            .replace(&site.address, "");
        site.visitor().get(&url).is(200);
        assert_eq!(program.get("/invitations").each("note"), ["for Noa"]);
        assert!(!program.get("/invitations").text.contains("invitation="));
        program
            .delete(&format!("/invitations/{}", invited.id()), &invited)
            .is(204);
        assert_eq!(site.visitor().get(&url).status, 404);
    });
}

#[test]
fn nobody_decides_about_those_above_them() {
    on_both(|site| {
        let owner = site.account("olga", Role::Owner);
        let editor = site.program_of("eden", Role::Editor, &daf::domain::api_token::Scope::ALL);

        let place = format!("/people/{}", owner.0);
        let seen = editor.get(&place).is(200);
        assert_eq!(seen.json["email"], json!(null));
        editor
            .put(&format!("{place}/role"), &seen, json!({"role": "reader"}))
            .is(403);
        editor
            .post(&format!("{place}/password-link"), json!({}))
            .is(403);
        editor
            .post("/invitations", json!({"role": "owner"}))
            .is(422);
        editor.get("/people/99999").is(404);
    });
}
