//! Programs that call the site's API, with a token or without.

use daf::domain::api_token::Scope;
use daf::domain::ids::PostId;
use daf::domain::moment::Moment;
use daf::storage::api_tokens::{self, NewToken};
use daf::storage::content::keys;
use daf::storage::secrets;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{Method, Request};

use super::Role;
use super::site::TestSite;
use super::visitor::{self, TYPED};

/// A program.
pub struct Client {
    agent: Agent,
    site: String,
    headers: Vec<(String, String)>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Reply {
    pub asked: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub json: Value,
}

impl TestSite {
    /// A key by which anybody reads what is public; the same for the whole test.
    pub fn content_key(&self) -> String {
        if let Some(known) = self.read(keys::all).first() {
            return known.key.clone();
        }
        let owner = self.account("olga", Role::Owner);
        self.write(|db| keys::create(db, "Test", owner, Moment::now()));
        self.read(keys::all).remove(0).key
    }

    /// Gives a public post another title, as its author does.
    pub fn rename_title(&self, post: PostId, title: &str) {
        self.rewrite(post, serde_json::json!({"title": title}));
    }

    /// Changes a public post, as its author does.
    pub fn rewrite(&self, post: PostId, change: Value) {
        let program = self.owners_program();
        let place = format!("/posts/{}", post.0);
        let seen = program.get(&place).is(200);
        let changed = program.patch(&place, &seen, change).is(200);
        let public = serde_json::json!({"status": "published"});
        program
            .put(&format!("{place}/publication"), &changed, public)
            .is(200);
    }

    /// A program without a token.
    pub fn client(&self) -> Client {
        Client {
            agent: visitor::agent(),
            site: self.address.clone(),
            headers: Vec::new(),
        }
    }

    /// A program that acts for somebody of this role, with these scopes.
    pub fn program_of(&self, handle: &str, role: Role, scopes: &[Scope]) -> Client {
        let (_, token) = self.token(handle, role, scopes, None);
        self.client()
            .with("authorization", &format!("Bearer {token}"))
    }

    pub fn owners_program(&self) -> Client {
        self.program_of("olga", Role::Owner, &Scope::ALL)
    }

    /// Makes a token.
    pub fn token(
        &self,
        handle: &str,
        role: Role,
        scopes: &[Scope],
        expires_at: Option<Moment>,
    ) -> (daf::domain::ids::ApiTokenId, String) {
        let user = self.account(handle, role);
        let new = NewToken {
            user,
            name: "Test".to_owned(),
            scopes: scopes.to_vec(),
            expires_at,
        };
        self.write(|db| {
            let seal = secrets::seal(db)?;
            let (id, token) = api_tokens::create(db, &seal, &new, Moment::now())?;
            Ok((id, token.as_str().to_owned()))
        })
    }
}

impl Client {
    pub fn with(mut self, name: &str, value: &str) -> Client {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, &[], None)
    }

    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, path, &[], Some(body.to_string()))
    }

    pub fn post_as(&self, key: &str, path: &str, body: Value) -> Reply {
        let headers = [("idempotency-key", key)];
        self.ask(Method::POST, path, &headers, Some(body.to_string()))
    }

    /// Changes what was shown in an answer.
    pub fn patch(&self, path: &str, seen: &Reply, body: Value) -> Reply {
        let headers = [("if-match", seen.header("etag"))];
        self.ask(Method::PATCH, path, &headers, Some(body.to_string()))
    }

    pub fn put(&self, path: &str, seen: &Reply, body: Value) -> Reply {
        let headers = [("if-match", seen.header("etag"))];
        self.ask(Method::PUT, path, &headers, Some(body.to_string()))
    }

    pub fn delete(&self, path: &str, seen: &Reply) -> Reply {
        let headers = [("if-match", seen.header("etag"))];
        self.ask(Method::DELETE, path, &headers, None)
    }

    pub fn ask(
        &self,
        method: Method,
        path: &str,
        own: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        let asked = format!("{method} {path}");
        let path = utf8_percent_encode(path, TYPED);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/api/v1{path}", self.site));
        let all = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in all
            .chain(own.iter().copied())
            .filter(|(_, value)| !value.is_empty())
        {
            request = request.header(name, value);
        }
        let answer = match body {
            None => self.agent.run(request.body(()).unwrap()),
            Some(body) => self.agent.run(
                request
                    .header("content-type", "application/json")
                    .body(body)
                    .unwrap(),
            ),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{asked} is not answered: {error}"));
        let text = answer.body_mut().read_to_string().unwrap();
        Reply {
            asked,
            status: answer.status().as_u16(),
            headers: answer
                .headers()
                .iter()
                .map(|(name, value)| {
                    (
                        name.as_str().to_owned(),
                        value.to_str().unwrap_or_default().to_owned(),
                    )
                })
                .collect(),
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }
}

impl Reply {
    #[track_caller]
    pub fn is(self, status: u16) -> Reply {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text);
        if status >= 400 {
            assert_eq!(
                self.header("content-type"),
                "application/problem+json",
                "{}",
                self.asked
            );
            assert_eq!(self.json["status"], status, "{}", self.asked);
        }
        self
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The number of what was made or shown.
    #[track_caller]
    pub fn id(&self) -> i64 {
        self.json["id"]
            .as_i64()
            .unwrap_or_else(|| panic!("no id in {}", self.text))
    }

    /// What the items of a list are in one field.
    pub fn each(&self, field: &str) -> Vec<String> {
        let items = self.json["items"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| match &item[field] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect()
    }

    /// What is wrong with which part.
    pub fn refused(&self) -> Vec<(String, String)> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|error| (text(&error["pointer"]), text(&error["code"])))
            .collect()
    }
}
