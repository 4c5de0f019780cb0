//! The editor's form: reading it, showing it again, and what stands beside it.

mod form;
mod merging;

use askama::Template;
pub use form::{Deed, Sent, Unsavable, check, new_post_key, post_in, sent};
pub use merging::{Merging, merging};

use crate::domain::draft::{Surroundings, Typed};
use crate::domain::ids::{RevisionId, TranslationGroupId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::domain::preview::PreviewLink;
use crate::domain::token::Token;
use crate::domain::user::User;
use crate::domain::{access, schedule};
use crate::storage::series::{self, Shelf};
use crate::storage::translations::{self, Version};
use crate::storage::writing::{self, Working};
use crate::storage::{self, Db, previews, tags, users};
use crate::web::forms::FieldErrors;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "desk/posts/edit.html")]
pub struct EditorPage {
    pub shell: Shell,
    /// None for a post that has not been saved yet.
    pub post: Option<Post>,
    pub typed: Typed,
    /// What stands around the post as the form is shown.
    pub surroundings: Surroundings,
    /// Whether the form shows a draft, and not what the post says.
    pub shows_draft: bool,
    /// How often the form was sent before.
    pub turn: u64,
    /// What the next save builds on.
    pub revision: Option<RevisionId>,
    pub saved_at: Option<Moment>,
    pub has_draft: bool,
    pub editing: String,
    pub when: String,
    /// Whether the hour in `when` comes twice, and must be told apart.
    pub is_twice: bool,
    pub errors: FieldErrors,
    pub choices: Choices,
    pub merging: Option<Merging>,
}

/// What can be chosen in the form, beside what is typed.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub tags: Vec<String>,
    pub series: Vec<Shelf>,
    pub staff: Vec<User>,
    pub links: Vec<PreviewLink>,
    /// In which languages there is a version, and whether whoever looks may open it.
    pub versions: Vec<(Version, bool)>,
}

impl EditorPage {
    fn action(&self) -> String {
        match &self.post {
            Some(post) => format!("/desk/posts/{}", post.id.0),
            None => "/desk/posts".to_owned(),
        }
    }

    fn autosave_action(&self) -> String {
        match &self.post {
            Some(post) => format!("/desk/posts/{}/autosave", post.id.0),
            None => "/desk/autosave".to_owned(),
        }
    }

    /// What somebody else has in a field, as a person reads it.
    fn told(&self, field: &str, theirs: &str) -> String {
        let series = |id: &str| {
            let mut shelves = self.choices.series.iter();
            let known = shelves.find(|shelf| shelf.series.id.0.to_string() == id);
            known.map(|shelf| shelf.series.name.clone())
        };
        if field != "authors" {
            return super::told(self.shell.words, field, theirs, series);
        }
        let name = |handle: &str| {
            let known = self.choices.staff.iter();
            let known = known.filter(|person| person.handle.as_str() == handle);
            let name = known.map(|person| person.name.clone()).next();
            name.unwrap_or_else(|| handle.to_owned())
        };
        theirs.split(", ").map(name).collect::<Vec<_>>().join(", ")
    }

    fn status(&self) -> PostStatus {
        self.post
            .as_ref()
            .map_or(PostStatus::Draft, |post| post.status)
    }

    fn is_status(&self, word: &str) -> bool {
        self.status().as_str() == word
    }

    fn is_language(&self, language: &Language) -> bool {
        self.typed.details.language == language.tag()
    }

    fn is_kind(&self, word: &str) -> bool {
        self.typed.details.kind == word
    }

    fn is_series(&self, shelf: &Shelf) -> bool {
        self.typed.details.series == shelf.series.id.0.to_string()
    }

    fn is_author(&self, person: &User) -> bool {
        let handle = person.handle.as_str();
        self.typed
            .details
            .authors
            .iter()
            .any(|known| known == handle)
    }

    /// The staff, with the authors before the others and in their order.
    fn staff(&self) -> Vec<&User> {
        let authors = &self.typed.details.authors;
        let place = |person: &&User| {
            let handle = person.handle.as_str();
            authors.iter().position(|known| known == handle)
        };
        let mut staff: Vec<&User> = self
            .choices
            .staff
            .iter()
            .filter(|person| access::may_be_author(person) || place(person).is_some())
            .collect();
        staff.sort_by_key(|person| place(person).unwrap_or(usize::MAX));
        staff
    }

    fn chooses_authors(&self) -> bool {
        self.shell.may(access::may_choose_authors)
    }

    /// The languages in which there is no version of this post yet.
    fn languages_to_write(&self) -> Vec<Language> {
        let Some(post) = &self.post else {
            return Vec::new();
        };
        let has_version = |language: &Language| {
            let versions = &self.choices.versions;
            versions
                .iter()
                .any(|(version, _)| version.language == *language)
        };
        self.shell
            .settings
            .languages
            .iter()
            .copied()
            .filter(|language| *language != post.language && !has_version(language))
            .collect()
    }

    fn other_versions(&self) -> Vec<&(Version, bool)> {
        let own = self.post.as_ref().map(|post| post.id);
        let versions = self.choices.versions.iter();
        versions
            .filter(|(version, _)| Some(version.post) != own)
            .collect()
    }

    /// The language of the text, for the browser's spelling and fonts.
    pub fn text_language(&self) -> Language {
        Language::from_tag(&self.typed.details.language).unwrap_or(self.shell.language())
    }

    fn preview_address(&self, link: &PreviewLink) -> String {
        self.shell.whole(&format!("/preview?link={}", link.token))
    }

    fn scheduled_for(&self) -> Option<String> {
        let civil = self.when.replace('T', " ");
        (self.status() == PostStatus::Scheduled).then_some(civil)
    }
}

/// What the form's lists offer.
pub fn choices(db: &mut Db, post: Option<&Post>, user: &User) -> storage::Result<Choices> {
    let mut staff = users::staff(db)?;
    if let Some(post) = post {
        // Whoever is an author stays one, whatever has become of them, until they are taken off.
        for author in writing::authors_of(db, post.id)? {
            if !staff.iter().any(|person| person.id == author) {
                staff.push(users::by_id(db, author)?);
            }
        }
    }
    Ok(Choices {
        tags: tags::suggestions(db)?,
        series: series::shelves(db)?,
        staff,
        links: match post {
            Some(post) => previews::of_post(db, post.id)?,
            None => Vec::new(),
        },
        versions: match post.and_then(|post| post.translation_group_id) {
            Some(group) => versions(db, group, user)?,
            None => Vec::new(),
        },
    })
}

fn versions(
    db: &mut Db,
    group: TranslationGroupId,
    user: &User,
) -> storage::Result<Vec<(Version, bool)>> {
    let mut found = Vec::new();
    for version in translations::versions(db, group)? {
        let authors = writing::authors_of(db, version.post)?;
        found.push((version, access::may_edit(user, &authors)));
    }
    Ok(found)
}

/// The editor with a post as it was saved last.
pub fn opened(mut shell: Shell, working: Working, choices: Choices, editing: String) -> EditorPage {
    shell.head.title = working.typed.title.clone();
    let when = working
        .scheduled_at
        .map(|at| schedule::written(at, shell.zone()))
        .unwrap_or_default();
    EditorPage {
        typed: working.typed,
        surroundings: working.surroundings,
        shows_draft: working.has_draft,
        turn: 0,
        revision: Some(working.head),
        saved_at: Some(working.saved_at),
        has_draft: working.has_draft,
        editing,
        when,
        is_twice: false,
        errors: FieldErrors::default(),
        choices,
        merging: None,
        post: Some(working.post),
        shell,
    }
}

/// A name for a form that is about to be shown.
pub fn new_editing() -> Result<String, crate::web::AppError> {
    let failed = |error: crate::domain::token::NoRandomness| {
        crate::web::AppError::Storage(storage::StorageError::Failed(error.to_string()))
    };
    Ok(Token::short().map_err(failed)?.as_str().to_owned())
}
