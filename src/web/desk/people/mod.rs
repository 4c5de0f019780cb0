//! People at the desk: who they are, and what each is trusted with.

pub mod decisions;
pub mod invitations;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::ids::UserId;
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{OneTimeLink, Purpose};
use crate::domain::user::{Role, User};
use crate::storage::users::{self, PAGE_LENGTH, Wanted};
use crate::storage::{handovers, one_time_links};
use crate::web::forms::FieldErrors;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/people/index.html")]
struct PeoplePage {
    shell: Shell,
    people: Vec<(User, String)>,
    older: Option<i64>,
    role: String,
    known_as: String,
    invitations: Vec<OneTimeLink>,
    note: String,
    chosen_role: String,
    errors: FieldErrors,
}

impl PeoplePage {
    fn roles(&self) -> &'static [Role] {
        self.shell.user.as_ref().map_or(&[], access::roles_to_give)
    }

    fn is_chosen(&self, role: &Role) -> bool {
        self.chosen_role == role.as_str()
    }

    fn role_of(&self, link: &OneTimeLink) -> String {
        match link.purpose {
            Purpose::Join(role) => self.shell.words.say(self.shell.role_message(role)),
            Purpose::NewPassword(_) => String::new(),
        }
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_see_people)?;
    let page = list(&site, &visitor, &query).await?;
    answer::page(&request, &page)
}

async fn list(site: &Site, visitor: &Visitor, query: &Query) -> Result<PeoplePage, AppError> {
    let role = query.get("role").unwrap_or_default().to_owned();
    let known_as = query.get("known-as").unwrap_or_default().trim().to_owned();
    let wanted = Wanted {
        role: Role::parse(&role),
        after: query.number("after")?.map(UserId),
        known_as: Some(known_as.to_lowercase().replace('\0', ""))
            .filter(|known_as| !known_as.is_empty()),
    };
    let read = super::read(site, visitor, "people-title", move |db, _| {
        let people = users::people(db, &wanted)?;
        Ok((people, one_time_links::invitations(db, Moment::now())?))
    });
    let (shell, (mut people, invitations)) = read.await?;
    let has_more = people.len() as i64 > PAGE_LENGTH;
    people.truncate(PAGE_LENGTH as usize);
    let older = people
        .last()
        .filter(|_| has_more)
        .map(|(person, _)| person.id.0);
    Ok(PeoplePage {
        shell,
        people,
        older,
        role,
        known_as,
        invitations,
        note: String::new(),
        chosen_role: Role::Author.as_str().to_owned(),
        errors: FieldErrors::default(),
    })
}

#[derive(Template)]
#[template(path = "desk/people/show.html")]
struct PersonPage {
    shell: Shell,
    person: User,
    email: String,
    posts: i64,
    staff: Vec<User>,
    errors: FieldErrors,
    heir: String,
}

impl PersonPage {
    fn roles(&self) -> &'static [Role] {
        self.shell.user.as_ref().map_or(&[], access::roles_to_give)
    }

    fn is_role(&self, role: &Role) -> bool {
        self.person.role == *role
    }

    /// Whether whoever looks may decide about this person.
    fn is_manageable(&self) -> bool {
        let user = self.shell.user.as_ref();
        user.is_some_and(|user| access::may_manage(user, &self.person))
    }

    fn heirs(&self) -> Vec<&User> {
        let may = |person: &&User| person.id != self.person.id && access::may_be_author(person);
        self.staff.iter().filter(may).collect()
    }
}

fn person_id(request: &HttpRequest) -> Result<UserId, AppError> {
    number(request, 2).map(UserId)
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    id: UserId,
    errors: FieldErrors,
) -> Result<PersonPage, AppError> {
    let read = super::read(site, visitor, "people-title", move |db, _| {
        let person = users::by_id(db, id)?;
        let email = users::credentials(db, id)?.0;
        let posts = handovers::posts_of(db, id)?;
        Ok((person, email, posts, users::staff(db)?))
    });
    let (mut shell, (person, email, posts, staff)) = read.await?;
    shell.head.title = person.name.clone();
    Ok(PersonPage {
        shell,
        person,
        email,
        posts,
        staff,
        errors,
        heir: String::new(),
    })
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_see_people)?;
    let page = page(
        &site,
        &visitor,
        person_id(&request)?,
        FieldErrors::default(),
    )
    .await?;
    answer::page(&request, &page)
}
