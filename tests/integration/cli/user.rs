//! `daf user add`, and the first run's way to an owner.

use crate::support::{Database, Filling, PASSWORD, Program, TestSite, Visitor, on_both_databases};

fn add(database: &Database, more: &[&str]) -> Program {
    let mut arguments = vec!["user", "add"];
    arguments.extend(more);
    Program::over(database, &arguments)
}

const NOA: &[&str] = &[
    "--email",
    "Noa@example.com",
    "--name",
    "נועה פרץ",
    "--role",
    "editor",
];

#[test]
fn an_account_with_a_password_can_sign_in() {
    on_both_databases(Filling::Tables, |database| {
        let ended = add(&database, NOA)
            .run_with(&format!("{PASSWORD}\n"))
            .succeeded();
        assert!(ended.said().contains("נועה פרץ"), "{}", ended.said());
        assert!(!ended.said().contains("token="));

        let site = TestSite::over(database);
        let noa = site.visitor();
        noa.signs_in("noa@example.com", PASSWORD).is(303);
        noa.get("/desk/comments").is(200);
        assert_eq!(site.acts(), ["person.added"]);
    });
}

#[test]
fn an_account_without_a_password_gets_a_link_that_works_once() {
    on_both_databases(Filling::Tables, |database| {
        let ended = add(&database, NOA)
            .variable("DAF_BASE_URL", "https://daf.example")
            .run()
            .succeeded();
        let said = ended.said();
        let link = said
            .split_whitespace()
            .find(|word| word.starts_with("https://daf.example/reset?token="))
            .unwrap_or_else(|| panic!("{said}"))
            .replace("https://daf.example", "");

        let site = TestSite::over(database);
        let noa = site.visitor();
        let form = noa
            .get(&link)
            .is(200)
            .form("/reset")
            .with("password", PASSWORD);
        noa.sends(&form).is(200);
        noa.get("/desk").is(200);
        site.get(&link).is(404);
    });
}

#[test]
fn what_cannot_be_is_refused_in_one_line() {
    on_both_databases(Filling::Tables, |database| {
        for (arguments, because) in [
            (vec!["--email", "nowhere", "--name", "Noa"], "--email"),
            (vec!["--email", "a@b.cd", "--name", "\u{202E}"], "--name"),
            (
                vec!["--email", "a@b.cd", "--name", "Noa", "--role", "king"],
                "owner, editor, author or reader",
            ),
            (
                vec!["--email", "a@b.cd", "--name", "Noa", "--handle", "a b"],
                "--handle",
            ),
            (
                vec!["--email", "a@b.cd", "--name", "Noa", "--language", "tlh"],
                "he, en or ar",
            ),
        ] {
            let ended = add(&database, &arguments).run();
            ended.refused(&[because]);
            assert_eq!(ended.status(), Some(2));
        }
        add(&database, NOA)
            .run_with("short\n")
            .refused(&["password"]);
        add(&database, NOA).run_with(PASSWORD).succeeded();
        let again = add(&database, NOA).run_with(PASSWORD);
        again.refused(&["Noa@example.com", "somebody has it"]);
        assert!(!again.complained().contains(PASSWORD));
    });
}

#[test]
fn the_first_run_prints_a_link_to_become_the_owner_once() {
    on_both_databases(Filling::Demo, |database| {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let link_of = |site: &mut crate::support::program::Served| {
            let line = site.next_line();
            let link = line
                .split_whitespace()
                .last()
                .unwrap_or_default()
                .to_owned();
            assert!(link.contains("/join?invitation="), "{line}");
            link.replace(&site.address, "")
        };
        let mut first = Program::over(&database, &serve).serve();
        let old = link_of(&mut first);
        drop(first);
        let mut site = Program::over(&database, &serve).serve();
        let link = link_of(&mut site);
        let visitor = Visitor::to(&site.address);
        visitor.get(&old).is(404);

        let form = visitor
            .get(&link)
            .is(200)
            .shows("Owner")
            .form("/join")
            .with("name", "Olga")
            .with("email", "olga@example.com")
            .with("password", PASSWORD);
        visitor.sends(&form).is(200);
        visitor.get("/desk/settings").is(200);
        Visitor::to(&site.address).get(&link).is(404);
        site.ask_to_end();
        let (_, last) = site.end();
        assert!(!site.log().contains("invitation="));
        assert!(last.contains("Stopped."));

        let mut again = Program::over(&database, &serve).serve();
        again.ask_to_end();
        assert_eq!(again.end().1.trim(), "Stopped.");
    });
}

#[test]
fn who_becomes_owner_by_command_ends_the_link_of_the_first_run() {
    on_both_databases(Filling::Demo, |database| {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let mut site = Program::over(&database, &serve).serve();
        let line = site.next_line();
        let link = line.split_whitespace().last().unwrap();
        let link = link.replace(&site.address, "");
        Visitor::to(&site.address).get(&link).is(200);

        let olga = [
            "--email",
            "olga@example.com",
            "--name",
            "Olga",
            "--role",
            "owner",
        ];
        add(&database, &olga).run_with(PASSWORD).succeeded();

        Visitor::to(&site.address).get(&link).is(404);
    });
}

#[test]
fn the_link_leads_to_where_the_site_listens() {
    on_both_databases(Filling::Tables, |database| {
        let ended = add(&database, NOA)
            .variable("DAF_LISTEN", "127.0.0.1:9000")
            .run()
            .succeeded();

        let said = ended.said();
        assert!(
            said.contains("http://127.0.0.1:9000/reset?token="),
            "{said}"
        );
    });
}
