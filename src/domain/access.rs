//! Who may do what: one function a question, and the only place that answers.

use super::api_token::Scope;
use super::comment::{CommentStatus, EDITABLE_MINUTES};
use super::ids::{PostId, UserId};
use super::moment::Moment;
use super::post::{Post, PostKind, PostStatus};
use super::settings::{GuestComments, JoinPolicy, Settings};
use super::user::{Role, User};

/// What a reader who is not signed in gets for a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Allowed,
    /// The post was public and was withdrawn.
    Gone,
    /// To this reader the post does not exist.
    Unknown,
}

/// May anybody read this post?
pub fn public_reading(post: &Post) -> Reading {
    match post.status {
        PostStatus::Published => Reading::Allowed,
        PostStatus::Archived if post.published_at.is_some() => Reading::Gone,
        PostStatus::Archived | PostStatus::Draft | PostStatus::Scheduled => Reading::Unknown,
    }
}

/// Does anybody see this person's page, whether they have written or not?
pub fn has_page_of_their_own(user: &User) -> bool {
    may_choose_handle(user.role)
}

/// May they sign in?
pub fn may_sign_in(user: &User) -> bool {
    user.suspended_at.is_none()
}

/// Can anybody make an account without an invitation?
pub fn may_join_freely(settings: &Settings) -> bool {
    settings.join_policy == JoinPolicy::Open
}

/// The roles of those who write.
pub const STAFF: [Role; 3] = [Role::Owner, Role::Editor, Role::Author];

/// What somebody becomes who joins without an invitation.
pub const ROLE_OF_ALL: Role = Role::Reader;

/// Does somebody of this role choose their own handle, since they have a page of their own?
pub fn may_choose_handle(role: Role) -> bool {
    STAFF.contains(&role)
}

/// Does an invitation still count?
pub fn may_join_invited(settings: &Settings, role: Role) -> bool {
    settings.join_policy != JoinPolicy::Closed || role != Role::Reader
}

// The desk

/// May they write at all?
pub fn may_enter_desk(user: &User) -> bool {
    STAFF.contains(&user.role)
}

/// May they read and change what others wrote?
pub fn may_edit_all_posts(user: &User) -> bool {
    matches!(user.role, Role::Owner | Role::Editor)
}

/// May they read and change this post, publish and withdraw it?
pub fn may_edit(user: &User, authors: &[UserId]) -> bool {
    may_edit_all_posts(user) || (may_enter_desk(user) && authors.contains(&user.id))
}

/// May they say who wrote a post?
pub fn may_choose_authors(user: &User) -> bool {
    may_edit_all_posts(user)
}

/// Can this person be named as an author?
pub fn may_be_author(user: &User) -> bool {
    may_enter_desk(user) && user.suspended_at.is_none()
}

/// May they rename, merge and describe tags, and order series?
pub fn may_arrange(user: &User) -> bool {
    may_edit_all_posts(user)
}

/// May they decide about comments?
pub fn may_moderate(user: &User) -> bool {
    may_edit_all_posts(user)
}

/// May they see who the members are, and invite others?
pub fn may_see_people(user: &User) -> bool {
    !roles_to_give(user).is_empty()
}

/// The roles they may invite for, and give.
pub fn roles_to_give(user: &User) -> &'static [Role] {
    match user.role {
        Role::Owner => &[Role::Owner, Role::Editor, Role::Author, Role::Reader],
        Role::Editor => &[Role::Author, Role::Reader],
        Role::Author | Role::Reader => &[],
    }
}

/// May they decide about this person's account? Only about somebody whose role they could give, and
/// never about their own.
pub fn may_manage(user: &User, other: &User) -> bool {
    user.id != other.id && roles_to_give(user).contains(&other.role)
}

/// May they give this person this role?
pub fn may_give_role(user: &User, other: &User, role: Role) -> bool {
    may_manage(user, other) && roles_to_give(user).contains(&role)
}

/// Does a link that lets somebody in with this role still count? Only while its maker could make it
/// anew; none is the command line.
pub fn may_still_invite(maker: Option<&User>, role: Role) -> bool {
    maker.is_none_or(|maker| may_sign_in(maker) && roles_to_give(maker).contains(&role))
}

/// Does a link to a new password for this person still count?
pub fn may_still_help(maker: Option<&User>, person: &User) -> bool {
    may_sign_in(person) && maker.is_none_or(|maker| may_sign_in(maker) && may_manage(maker, person))
}

/// May they decide about the whole site?
pub fn may_change_settings(user: &User) -> bool {
    user.role == Role::Owner
}

/// May they read the record of what was done?
pub fn may_see_activity(user: &User) -> bool {
    user.role == Role::Owner
}

/// May they see how the site itself is, and decide about events that failed?
pub fn may_see_system(user: &User) -> bool {
    user.role == Role::Owner
}

// Programs

/// May programs act for them?
pub fn may_hold_tokens(user: &User) -> bool {
    may_enter_desk(user) && may_sign_in(user)
}

/// May they let programs read what is public through keys, and have servers told of what happens?
pub fn may_give_keys(user: &User) -> bool {
    may_change_settings(user)
}

/// May they let a program do this? Never more than they may do themselves.
pub fn may_grant(user: &User, scope: Scope) -> bool {
    match scope {
        Scope::ReadPosts | Scope::WritePosts | Scope::PublishPosts => may_enter_desk(user),
        Scope::Arrange => may_arrange(user),
        Scope::ReadComments | Scope::Moderate => may_moderate(user),
        Scope::ReadPeople | Scope::ManagePeople => may_see_people(user),
        Scope::WriteSettings => may_change_settings(user),
        Scope::ReadEvents => may_see_activity(user),
        Scope::ReadActivity => may_see_activity(user) && may_see_system(user),
        Scope::ManageWebhooks => may_give_keys(user),
    }
}

/// May an owner go, when so many others can sign in?
pub fn may_lose_an_owner(others: i64) -> bool {
    others > 0
}

/// Would the site miss this person as an owner?
pub fn counts_as_owner(user: &User) -> bool {
    user.role == Role::Owner && user.suspended_at.is_none()
}

// Discussion

/// Why somebody may not comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Nobody comments here.
    Closed,
    /// Only members do.
    MembersOnly,
    /// This guest was shut out.
    Blocked,
}

/// May they comment on this post? None is a guest.
pub fn may_comment(post: &Post, user: Option<&User>, settings: &Settings) -> Result<(), Silence> {
    let is_open = post.kind == PostKind::Article && post.comments_open;
    if !is_open || public_reading(post) != Reading::Allowed {
        return Err(Silence::Closed);
    }
    match (user, settings.guest_comments) {
        (Some(_), _) => Ok(()),
        (None, GuestComments::Refused) => Err(Silence::MembersOnly),
        (None, GuestComments::FirstWaits | GuestComments::AllWait) => Ok(()),
    }
}

/// May somebody of this role call themselves so? Only the staff may have a name that looks like one of
/// the staff's. A guest has [`ROLE_OF_ALL`].
pub fn may_use_name(role: Role, is_name_of_staff: bool) -> bool {
    !is_name_of_staff || STAFF.contains(&role)
}

/// What is known of a guest who comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest {
    /// Had a comment approved under this name, in this browser.
    pub is_known: bool,
    /// Filled in the field that people do not see.
    pub is_trapped: bool,
    /// Sent the form faster than it can be read, or one that was not handed out.
    pub is_hasty: bool,
}

/// What a new comment begins as. None is a member.
pub fn first_status(guest: Option<Guest>, settings: &Settings) -> CommentStatus {
    let Some(guest) = guest else {
        return CommentStatus::Approved;
    };
    if guest.is_trapped {
        return CommentStatus::Spam;
    }
    let waits = settings.guest_comments == GuestComments::AllWait || !guest.is_known;
    if waits || guest.is_hasty {
        CommentStatus::Pending
    } else {
        CommentStatus::Approved
    }
}

/// What a comment becomes when its writer gives it other words: a guest's is looked at as a new one is,
/// or the first approval would let anything through. None is a member.
pub fn status_after_edit(
    before: CommentStatus,
    guest: Option<Guest>,
    settings: &Settings,
) -> CommentStatus {
    match before {
        CommentStatus::Approved => first_status(guest, settings),
        other => other,
    }
}

/// Somebody who may have written a comment: a member, or a guest's browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Commenting<'a> {
    pub user: Option<UserId>,
    pub guest_key: Option<&'a [u8]>,
}

impl Commenting<'_> {
    /// Somebody who has written nothing.
    pub const NOBODY: Commenting<'static> = Commenting {
        user: None,
        guest_key: None,
    };
}

/// Who wrote a comment, as far as the database knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub user: Option<UserId>,
    pub guest_key: Option<Vec<u8>>,
    pub status: CommentStatus,
    pub at: Moment,
    pub post: PostId,
}

/// Is it theirs?
pub fn is_own(who: Commenting, written: &Written) -> bool {
    match (written.user, &written.guest_key) {
        (Some(user), _) => who.user == Some(user),
        (None, Some(key)) => who.user.is_none() && who.guest_key == Some(key.as_slice()),
        (None, None) => false,
    }
}

/// May they still change or delete it?
pub fn may_change_own(who: Commenting, written: &Written, now: Moment) -> bool {
    let is_there = matches!(
        written.status,
        CommentStatus::Pending | CommentStatus::Approved
    );
    is_own(who, written) && is_there && now < written.at.plus_seconds(60 * EDITABLE_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;
    use crate::domain::user::Handle;

    fn user(id: i64, role: Role) -> User {
        User {
            id: UserId(id),
            handle: Handle::parse("someone").unwrap(),
            name: "Someone".to_owned(),
            role,
            language: Language::En,
            bio: String::new(),
            avatar_url: None,
            suspended_at: None,
        }
    }

    const ROLES: [Role; 4] = [Role::Owner, Role::Editor, Role::Author, Role::Reader];

    #[test]
    fn authors_change_their_own_posts_and_editors_all() {
        let own = [UserId(1)];
        let may = |role, authors: &[UserId]| may_edit(&user(1, role), authors);

        assert_eq!(ROLES.map(|role| may(role, &own)), [true, true, true, false]);
        assert_eq!(ROLES.map(|role| may(role, &[])), [true, true, false, false]);
    }

    #[test]
    fn nobody_gives_a_role_above_their_reach_nor_decides_about_themselves() {
        let editor = user(1, Role::Editor);

        assert!(may_give_role(&editor, &user(2, Role::Reader), Role::Author));
        assert!(!may_give_role(
            &editor,
            &user(2, Role::Reader),
            Role::Editor
        ));
        assert!(!may_give_role(&editor, &user(2, Role::Owner), Role::Reader));
        assert!(!may_manage(&editor, &user(2, Role::Editor)));
        for role in ROLES {
            assert!(!may_manage(&user(1, role), &user(1, role)));
            let gives = |role| may_give_role(&user(1, Role::Owner), &user(2, role), Role::Owner);
            assert!(gives(role));
        }
    }

    #[test]
    fn a_guest_waits_the_first_time_and_a_member_never() {
        let settings = Settings::default();
        let guest = |is_known, is_trapped, is_hasty| {
            let guest = Guest {
                is_known,
                is_trapped,
                is_hasty,
            };
            first_status(Some(guest), &settings)
        };

        assert_eq!(first_status(None, &settings), CommentStatus::Approved);
        assert_eq!(guest(false, false, false), CommentStatus::Pending);
        assert_eq!(guest(true, false, false), CommentStatus::Approved);
        assert_eq!(guest(true, false, true), CommentStatus::Pending);
        assert_eq!(guest(true, true, false), CommentStatus::Spam);
    }

    #[test]
    fn a_comment_is_its_writers_for_a_quarter_of_an_hour() {
        let at = Moment::from_microseconds(0).unwrap();
        let written = |user, guest_key: Option<&[u8]>, status| Written {
            user,
            guest_key: guest_key.map(<[u8]>::to_vec),
            status,
            at,
            post: PostId(1),
        };
        let member = Commenting {
            user: Some(UserId(1)),
            guest_key: Some(b"key"),
        };
        let guest = Commenting {
            user: None,
            guest_key: Some(b"key"),
        };
        let own = written(Some(UserId(1)), None, CommentStatus::Approved);

        assert!(may_change_own(member, &own, at.plus_seconds(899)));
        assert!(!may_change_own(member, &own, at.plus_seconds(900)));
        assert!(!may_change_own(guest, &own, at));
        let guests = written(None, Some(b"key"), CommentStatus::Pending);
        assert!(may_change_own(guest, &guests, at));
        assert!(!may_change_own(Commenting::default(), &guests, at));
        let removed = written(None, Some(b"key"), CommentStatus::Removed);
        assert!(!may_change_own(guest, &removed, at));
        let nobodys = written(None, None, CommentStatus::Approved);
        assert!(!may_change_own(Commenting::default(), &nobodys, at));
    }
}
