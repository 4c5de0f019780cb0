//! The parts of an article's page that are the same for many readers, rendered.

use askama::Template;

use super::Shown;
use crate::domain::comment::{Comment, CommentStatus};
use crate::domain::ids::{CommentId, PostId};
use crate::domain::language::Language;
use crate::domain::post::{Post, PostKind};
use crate::domain::related::Candidate;
use crate::domain::series::PlaceInSeries;
use crate::domain::tag::Tag;
use crate::domain::{short_link, thread};
use crate::storage::comments::CommentPage;
use crate::storage::listings::Byline;
use crate::storage::mentions::Mention;
use crate::storage::spending::rendering;
use crate::storage::translations::Translation;
use crate::text::markdown::Heading;
use crate::web::AppError;
use crate::web::address;
use crate::web::remembered::Weighed;
use crate::web::shell::Shell;

/// What decides how an article is shown to those who see nothing of their own on it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub post: PostId,
    /// The interface's.
    pub language: Language,
    pub may_answer: bool,
}

/// What can be done with the comments below an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Acts {
    None,
    Report,
    ReportAndAnswer,
}

impl Acts {
    pub fn of(may_answer: bool) -> Acts {
        match may_answer {
            true => Acts::ReportAndAnswer,
            false => Acts::Report,
        }
    }
}

/// An article and what is said below it, as HTML.
pub(super) struct Fragment {
    pub article: String,
    pub thread: String,
    /// What other sites say of it; empty when nobody does.
    pub mentions: String,
    /// The address of the comments that have no place here.
    pub more: Option<String>,
}

impl Weighed for std::sync::Arc<Fragment> {
    fn bytes(&self) -> usize {
        self.article.len() + self.thread.len() + self.mentions.len()
    }
}

#[derive(Template)]
#[template(path = "site/articles/_article.html")]
struct ArticleFragment<'a> {
    shell: &'a Shell,
    post: &'a Post,
    html: &'a str,
    contents: &'a [Heading],
    authors: &'a [Byline],
    tags: &'a [Tag],
    series: &'a Option<PlaceInSeries>,
    translations: &'a [Translation],
    related: &'a [Candidate],
    comment_count: i64,
    short_link: String,
    /// An article has a date, authors and comments; a page has none.
    is_dated: bool,
}

#[derive(Template)]
#[template(path = "site/articles/_thread.html")]
struct ThreadFragment<'a> {
    shell: &'a Shell,
    post: &'a Post,
    comments: Vec<ShownComment>,
    comment_count: i64,
    acts: Acts,
}

#[derive(Template)]
#[template(path = "site/articles/_mentions.html")]
struct MentionsFragment<'a> {
    shell: &'a Shell,
    mentions: &'a [Mention],
}

/// A comment in its place on the page.
struct ShownComment {
    comment: Comment,
    level: usize,
    answers: Option<String>,
    by_author: bool,
    /// Its reader wrote it, and may still change it.
    is_changeable: bool,
    /// It waits for a moderator, and only its writer sees it.
    is_waiting: bool,
}

impl Fragment {
    pub fn of(
        shell: &Shell,
        shown: &Shown,
        page: CommentPage,
        comment_count: i64,
        acts: Acts,
    ) -> Result<Fragment, AppError> {
        let post = &shown.article.post;
        let more = page.next.map(|next| {
            format!(
                "{}?comments-after={}-{}#comments",
                address::of_post(&post.slug),
                next.thread.0,
                next.comment.0
            )
        });
        let is_dated = post.kind == PostKind::Article;
        let article = ArticleFragment {
            shell,
            post,
            html: &shown.article.html,
            contents: &shown.article.contents,
            authors: &shown.authors,
            tags: &shown.tags,
            series: &shown.series,
            translations: &shown.translations,
            related: &shown.related,
            comment_count,
            short_link: format!("/s/{}", short_link::write(post.id)),
            is_dated,
        };
        let thread = is_dated.then(|| ThreadFragment {
            shell,
            post,
            comments: comments_shown(page.comments, &shown.authors, &page.changeable),
            comment_count,
            acts,
        });
        let mentions = MentionsFragment {
            shell,
            mentions: &shown.mentions,
        };
        rendering(|| {
            Ok(Fragment {
                mentions: match mentions.mentions.is_empty() {
                    true => String::new(),
                    false => mentions.render()?,
                },
                article: article.render()?,
                thread: thread.map_or_else(|| Ok(String::new()), |thread| thread.render())?,
                more,
            })
        })
    }
}

fn comments_shown(
    comments: Vec<Comment>,
    authors: &[Byline],
    changeable: &[CommentId],
) -> Vec<ShownComment> {
    let is_author = |comment: &Comment| {
        comment
            .user
            .as_ref()
            .is_some_and(|(_, handle)| authors.iter().any(|author| author.handle == *handle))
    };
    thread::arrange(comments)
        .into_iter()
        .map(|placed| ShownComment {
            by_author: is_author(&placed.comment),
            is_changeable: changeable.contains(&placed.comment.id),
            is_waiting: placed.comment.status == CommentStatus::Pending,
            level: placed.level,
            answers: placed.answers,
            comment: placed.comment,
        })
        .collect()
}
