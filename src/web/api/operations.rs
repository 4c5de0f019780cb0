//! The table of the API's operations. One entry is the route, what it asks of a token, and what the document says of
//! it, so that none of them can differ from the others.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, Responder, Route, guard};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::problem::Problem;
use crate::domain::api_token::Scope;

/// Where the API is.
pub const ROOT: &str = "/api/v1";

/// A schema that is asked for when the document is made.
type Described = fn(&mut SchemaGenerator) -> Schema;

/// One thing that can be asked of the API.
pub struct Operation {
    pub method: Method,
    /// After [`ROOT`], with its parameters in braces.
    pub path: &'static str,
    /// The name that programs made from the document know it by.
    pub id: &'static str,
    pub group: &'static str,
    pub says: &'static str,
    pub scope: Option<Scope>,
    pub parameters: Option<Described>,
    pub body: Option<Described>,
    pub answer: Answer,
    pub is_conditional: bool,
    pub is_idempotent_by_key: bool,
    /// Refusals beside those that every operation of its form has.
    pub refusals: Vec<u16>,
    route: Option<Route>,
}

/// What an operation is answered when all is well.
#[derive(Clone, Copy)]
pub enum Answer {
    /// Nothing but that it was done.
    Done,
    /// JSON.
    Shown(Described),
    /// JSON of what was made, with its place.
    Made(Described),
    /// Something else, of this media type.
    Document(&'static str),
    /// JSON, or a stream of events for whoever asks for one.
    Stream(Described),
}

/// The operations in the order the document tells of them.
#[derive(Default)]
pub struct Operations(pub Vec<Operation>);

impl Operations {
    pub fn get<F, Args>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: F,
    ) -> &mut Operation
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let reading = guard::Any(guard::Get()).or(guard::Head());
        self.add(
            Method::GET,
            path,
            id,
            web::route().guard(reading).to(handler),
        )
    }

    pub fn post<F, Args>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: F,
    ) -> &mut Operation
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, path, id, web::post().to(handler))
    }

    pub fn put<F, Args>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: F,
    ) -> &mut Operation
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::PUT, path, id, web::put().to(handler))
    }

    pub fn patch<F, Args>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: F,
    ) -> &mut Operation
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::PATCH, path, id, web::patch().to(handler))
    }

    pub fn delete<F, Args>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: F,
    ) -> &mut Operation
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::DELETE, path, id, web::delete().to(handler))
    }

    fn add(
        &mut self,
        method: Method,
        path: &'static str,
        id: &'static str,
        route: Route,
    ) -> &mut Operation {
        self.0.push(Operation {
            method,
            path,
            id,
            group: "",
            says: "",
            scope: None,
            parameters: None,
            body: None,
            answer: Answer::Done,
            is_conditional: false,
            is_idempotent_by_key: false,
            refusals: Vec::new(),
            route: Some(route),
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Puts the operations into a group of the document.
    pub fn group(&mut self, name: &'static str, add: impl FnOnce(&mut Operations)) {
        let from = self.0.len();
        add(self);
        for operation in &mut self.0[from..] {
            operation.group = name;
        }
    }

    /// Mounts every operation. At an address each method that it does not take is answered 405.
    pub fn mount(self, config: &mut ServiceConfig) {
        let mut places: BTreeMap<&'static str, Vec<Operation>> = BTreeMap::new();
        for operation in self.0 {
            places.entry(operation.path).or_default().push(operation);
        }
        // A number is no word: `/posts/{id}` never takes what `/posts/x` is asked for, whatever comes first.
        for (path, operations) in places {
            let mut methods = vec!["OPTIONS"];
            let mut needed = Needed::default();
            let mut resource = web::resource(patterned(path));
            for operation in operations {
                methods.push(method_name(&operation.method));
                if operation.method == Method::GET {
                    methods.push("HEAD");
                }
                needed.0.push((operation.method.clone(), operation.scope));
                if let Some(route) = operation.route {
                    resource = resource.route(route);
                }
            }
            let allowed = methods.join(", ");
            resource =
                resource
                    .app_data(needed)
                    .default_service(web::to(move |request: HttpRequest| {
                        std::future::ready(super::framing::other_method(&request, allowed.clone()))
                    }));
            config.service(resource);
        }
    }
}

impl Operation {
    pub fn says(&mut self, says: &'static str) -> &mut Operation {
        self.says = says;
        self
    }

    pub fn needs(&mut self, scope: Scope) -> &mut Operation {
        self.scope = Some(scope);
        self
    }

    pub fn asks<T: JsonSchema>(&mut self) -> &mut Operation {
        self.parameters = Some(|generator| generator.root_schema_for::<T>());
        self
    }

    pub fn takes<T: JsonSchema>(&mut self) -> &mut Operation {
        self.body = Some(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn shows<T: JsonSchema>(&mut self) -> &mut Operation {
        self.answer = Answer::Shown(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn makes<T: JsonSchema>(&mut self) -> &mut Operation {
        self.answer = Answer::Made(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn streams<T: JsonSchema>(&mut self) -> &mut Operation {
        self.answer = Answer::Stream(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn documents(&mut self, media_type: &'static str) -> &mut Operation {
        self.answer = Answer::Document(media_type);
        self
    }

    /// It changes something, and wants to be told what the caller has of it.
    pub fn conditionally(&mut self) -> &mut Operation {
        self.is_conditional = true;
        self
    }

    /// The same request with the same key makes one thing.
    pub fn once_by_key(&mut self) -> &mut Operation {
        self.is_idempotent_by_key = true;
        self
    }

    pub fn may_refuse(&mut self, statuses: &[u16]) -> &mut Operation {
        self.refusals.extend(statuses);
        self
    }

    /// The names in braces.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// What each method of an address asks of a token.
#[derive(Debug, Clone, Default)]
pub struct Needed(Vec<(Method, Option<Scope>)>);

impl Needed {
    /// To ask for the headers is to ask for the page.
    pub fn of(&self, method: &Method) -> Option<Scope> {
        let method = if *method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let found = self.0.iter().find(|(own, _)| own == method);
        found.and_then(|(_, scope)| *scope)
    }
}

/// Parameters are numbers, but for those that are called otherwise.
fn patterned(path: &str) -> String {
    path.split('/')
        .map(|part| match part.strip_suffix('}') {
            Some("{slug") | Some("{name") | None => part.to_owned(),
            Some(number) => format!("{number}:[0-9]+}}"),
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "HEAD",
    }
}

/// Nothing is here.
pub async fn nothing() -> Result<&'static str, Problem> {
    Err(Problem::NotFound)
}
