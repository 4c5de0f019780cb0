//! People: who has an account, what they may do, and whom they invite.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::Problem;
use super::replies::Listed;
use super::shapes::person::{
    Handover, InvitationView, NewInvitation, PasswordLink, PersonView, RoleChange, RoleName,
    TokenView, WhoAmI,
};
use crate::domain::access;
use crate::domain::api_token::Scope;
use crate::domain::audit::Actor;
use crate::domain::ids::{OneTimeLinkId, UserId};
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{self, LONGEST_NOTE, Purpose};
use crate::domain::refusal::{self, Refusal};
use crate::domain::user::{Handle, Role, User};
use crate::storage::one_time_links::{self, NewLink};
use crate::storage::users::{self, PAGE_LENGTH, Wanted};
use crate::storage::{self, Db, StorageError, audit, handovers};

pub fn operations(all: &mut Operations) {
    all.get("/whoami", "whoAmI", who_am_i)
        .says("Whose token this is, and what it may do.")
        .shows::<WhoAmI>();
    all.get("/people", "listPeople", index)
        .says("Who has an account, the last to join first.")
        .needs(Scope::ReadPeople)
        .asks::<People>()
        .shows::<Listed<PersonView>>();
    all.get("/people/{id}", "getPerson", show)
        .says("Somebody with an account.")
        .needs(Scope::ReadPeople)
        .shows::<PersonView>();
    all.put("/people/{id}/role", "changeRole", change_role)
        .says("Gives somebody a role.")
        .needs(Scope::ManagePeople)
        .takes::<RoleChange>()
        .shows::<PersonView>()
        .may_refuse(&[409]);
    all.put("/people/{id}/suspension", "suspend", suspend)
        .says("Keeps somebody from signing in.")
        .needs(Scope::ManagePeople)
        .shows::<PersonView>()
        .may_refuse(&[409]);
    all.delete("/people/{id}/suspension", "reinstate", reinstate)
        .says("Lets somebody sign in again.")
        .needs(Scope::ManagePeople);
    all.post("/people/{id}/handover", "handOver", hand_over)
        .says("Gives all that one person wrote to another.")
        .needs(Scope::ManagePeople)
        .takes::<Handover>()
        .shows::<PersonView>();
    all.post(
        "/people/{id}/password-link",
        "offerPassword",
        offer_password,
    )
    .says("Makes a link by which somebody chooses a new password, and shows it once.")
    .needs(Scope::ManagePeople)
    .shows::<PasswordLink>();
    all.get("/invitations", "listInvitations", invitations)
        .says("Invitations that still work.")
        .needs(Scope::ReadPeople)
        .shows::<Listed<InvitationView>>();
    all.post("/invitations", "invite", invite)
        .says("Makes an invitation, and shows its link once. It takes no idempotency key, since the link is kept nowhere.")
        .needs(Scope::ManagePeople)
        .takes::<NewInvitation>()
        .shows::<InvitationView>();
    all.delete("/invitations/{id}", "revokeInvitation", revoke)
        .says("Takes an invitation back.")
        .needs(Scope::ManagePeople);
}

/// Who is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    pub role: Option<RoleName>,
    /// A whole handle or e-mail address.
    pub known_as: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

async fn who_am_i(call: Call) -> Result<HttpResponse, Problem> {
    let (token, user) = call.caller.held.clone().ok_or(Problem::TokenMissing)?;
    let who = WhoAmI {
        token: TokenView {
            id: token.id.0,
            name: token.name,
            hint: token.hint,
            scopes: token.scopes,
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Into::into),
        },
        person: PersonView::of(user, None),
    };
    call.show(&who, None)
}

async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPeople)?;
    let asked = call.query::<People>()?;
    let after = super::revisions::After { after: asked.after }.number()?;
    let known_as = asked.known_as.unwrap_or_default();
    let wanted = Wanted {
        role: asked.role.map(Role::from),
        after: after.map(UserId),
        known_as: Some(known_as.trim().to_lowercase().replace('\0', ""))
            .filter(|known_as| !known_as.is_empty()),
    };
    let read = call.read(move |db, _| {
        let mut people = users::people(db, &wanted)?;
        let has_more = people.len() as i64 > PAGE_LENGTH;
        people.truncate(PAGE_LENGTH as usize);
        let last = people.last().filter(|_| has_more);
        let next = last.map(|(person, _)| person.id.0.to_string());
        let items = people
            .into_iter()
            .map(|(person, email)| seen(&user, person, email));
        Ok(Listed {
            items: items.collect(),
            next,
        })
    });
    let (_, page) = read.await?;
    call.list(&page, None)
}

/// A person as whoever looks may see them: how to reach them is for those who decide about them.
fn seen(by: &User, person: User, email: String) -> PersonView {
    let email = Some(email).filter(|_| by.id == person.id || access::may_manage(by, &person));
    PersonView::of(person, email)
}

fn view(db: &mut Db, by: &User, id: UserId) -> storage::Result<PersonView> {
    let person = users::by_id(db, id)?;
    let (email, _) = users::credentials(db, id)?;
    Ok(seen(by, person, email))
}

async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPeople)?;
    let id = UserId(call.number("id")?);
    let (_, person) = call.read(move |db, _| view(db, &user, id)).await?;
    call.show(&person, None)
}

/// Carries out a decision about somebody whom whoever decides may decide about.
async fn decide<F>(call: &Call, work: F) -> Result<PersonView, Problem>
where
    F: FnOnce(&mut Db, &User, &User, &Actor, Moment) -> storage::Result<Result<(), Problem>>
        + Send
        + 'static,
{
    let (user, actor) = call.user(Scope::ManagePeople)?;
    let id = UserId(call.number("id")?);
    call.write(move |db| {
        let person = users::by_id(db, id)?;
        // Roles may have changed since the request began: they are asked again in its transaction.
        let user = users::by_id(db, user.id)?;
        if !access::may_sign_in(&user) || !access::may_manage(&user, &person) {
            return Ok(Err(Problem::Forbidden("not about this person")));
        }
        if let Err(problem) = work(db, &user, &person, &actor, Moment::now())? {
            return Ok(Err(problem));
        }
        Ok(Ok(view(db, &user, id)?))
    })
    .await
}

fn subject(person: &User) -> String {
    format!("user:{}", person.id.0)
}

async fn change_role(sent: Sent<RoleChange>) -> Result<HttpResponse, Problem> {
    let role = Role::from(sent.body.role);
    let person = decide(&sent.call, move |db, user, person, actor, now| {
        if !access::may_give_role(user, person, role) {
            return Ok(Err(Problem::refused("/role", Refusal::NotAllowed)));
        }
        users::change_role(db, person, role, now)?;
        audit::record(db, &actor.did("person.role", subject(person), now))?;
        Ok(Ok(()))
    });
    sent.call.changed(&person.await?)
}

async fn suspend(call: Call) -> Result<HttpResponse, Problem> {
    let person = decide(&call, |db, _, person, actor, now| {
        users::suspend(db, person, now)?;
        audit::record(db, &actor.did("person.suspended", subject(person), now))?;
        Ok(Ok(()))
    });
    call.changed(&person.await?)
}

async fn reinstate(call: Call) -> Result<HttpResponse, Problem> {
    let person = decide(&call, |db, _, person, actor, now| {
        users::reinstate(db, person.id, now)?;
        audit::record(db, &actor.did("person.reinstated", subject(person), now))?;
        Ok(Ok(()))
    });
    person.await?;
    Ok(call.done())
}

async fn hand_over(sent: Sent<Handover>) -> Result<HttpResponse, Problem> {
    let heir =
        Handle::parse(&sent.body.heir).map_err(|_| Problem::refused("/heir", Refusal::Unknown))?;
    let person = decide(&sent.call, move |db, _, person, actor, now| {
        let heir = match users::by_handle(db, &heir) {
            Ok(heir) => heir,
            Err(StorageError::NotFound) => {
                return Ok(Err(Problem::refused("/heir", Refusal::Unknown)));
            }
            Err(error) => return Err(error),
        };
        if heir.id == person.id || !access::may_be_author(&heir) {
            return Ok(Err(Problem::refused("/heir", Refusal::NotAllowed)));
        }
        handovers::hand_over(db, person.id, heir.id)?;
        audit::record(db, &actor.did("person.handed-over", subject(person), now))?;
        audit::record(db, &actor.did("person.took-over", subject(&heir), now))?;
        Ok(Ok(()))
    });
    sent.call.changed(&person.await?)
}

async fn offer_password(call: Call) -> Result<HttpResponse, Problem> {
    let (user, actor) = call.user(Scope::ManagePeople)?;
    let id = UserId(call.number("id")?);
    let base = call.site.base_url.clone();
    let link = call
        .write(move |db| {
            let person = users::by_id(db, id)?;
            if !access::may_manage(&user, &person) {
                return Ok(Err(Problem::Forbidden("not about this person")));
            }
            let now = Moment::now();
            let new = NewLink {
                purpose: Purpose::NewPassword(id),
                note: "",
                made_by: Some(user.id),
            };
            let token = one_time_links::create(db, &new, now)?;
            audit::record(db, &actor.did("link.made", subject(&person), now))?;
            Ok(Ok(PasswordLink {
                url: format!("{base}/reset?token={}", token.as_str()),
                expires_at: one_time_link::expiry(now).into(),
            }))
        })
        .await?;
    call.changed(&link)
}

async fn invitations(call: Call) -> Result<HttpResponse, Problem> {
    let read = call.read(|db, _| one_time_links::invitations(db, Moment::now()));
    let (_, links) = read.await?;
    let items = links
        .into_iter()
        .filter_map(|link| InvitationView::of(link, None))
        .collect();
    call.list(&Listed::whole(items), None)
}

async fn invite(sent: Sent<NewInvitation>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::ManagePeople)?;
    let role = Role::from(sent.body.role);
    if !access::roles_to_give(&user).contains(&role) {
        return Err(Problem::refused("/role", Refusal::NotAllowed));
    }
    let note = refusal::optional_line(&sent.body.note, LONGEST_NOTE)
        .map_err(|refusal| Problem::refused("/note", refusal))?;
    let base = sent.call.site.base_url.clone();
    let made = sent
        .call
        .write(move |db| {
            let now = Moment::now();
            let new = NewLink {
                purpose: Purpose::Join(role),
                note: &note,
                made_by: Some(user.id),
            };
            let token = one_time_links::create(db, &new, now)?;
            let subject = format!("role:{}", role.as_str());
            audit::record(db, &actor.did("link.made", subject, now))?;
            let link = one_time_links::by_token(db, token.as_str(), now)?;
            let url = format!("{base}/join?invitation={}", token.as_str());
            Ok(InvitationView::of(link, Some(url)).ok_or(Problem::NotFound))
        })
        .await?;
    sent.call.changed(&made)
}

async fn revoke(call: Call) -> Result<HttpResponse, Problem> {
    let (user, actor) = call.user(Scope::ManagePeople)?;
    let id = OneTimeLinkId(call.number("id")?);
    call.write(move |db| {
        let link = one_time_links::by_id(db, id)?;
        let may = match link.purpose {
            Purpose::Join(role) => access::roles_to_give(&user).contains(&role),
            Purpose::NewPassword(_) => false,
        };
        if !may {
            return Ok(Err(Problem::Forbidden("not for this role")));
        }
        one_time_links::remove(db, id)?;
        let subject = format!("link:{}", id.0);
        audit::record(db, &actor.did("link.revoked", subject, Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}
