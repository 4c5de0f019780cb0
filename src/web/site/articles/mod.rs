//! An article, or a page, with everything around it.

mod fragments;

use std::sync::Arc;

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::comments::{self as comments_page, CommentForm};
use super::{pictures, structured};
use crate::domain::access::{Commenting, Reading, Silence, may_comment, public_reading};
use crate::domain::freshness::{self, Name};
use crate::domain::ids::{CommentId, PostId};
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostKind};
use crate::domain::related::{self, Candidate};
use crate::domain::series::PlaceInSeries;
use crate::domain::settings::Settings;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::storage::around::{self, Around};
use crate::storage::comments::{self, After, CommentPage};
use crate::storage::listings::Byline;
use crate::storage::mentions::Mention;
use crate::storage::posts::{self, Article, Found};
use crate::storage::translations::Translation;
use crate::storage::{self, Clock, Db, Freshness, StorageError};
use crate::web::desk::remarks::Remark;
use crate::web::query::Query;
use crate::web::remembered::{Fresh, Remembered, Weighed};
use crate::web::shell::{About, Head, Picture, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};
use fragments::{Acts, Fragment, Kind};

#[derive(Template)]
#[template(path = "site/articles/show.html")]
struct ArticlePage {
    shell: Shell,
    fragment: Arc<Fragment>,
    /// An article has a date, authors and comments; a page has none.
    is_dated: bool,
    discussion: Discussion,
}

/// What a reader may do below an article.
enum Discussion {
    /// This is a preview: nobody speaks yet, but Daf may have something to say to the writer.
    Preview(Vec<Remark>),
    Open(CommentForm),
    Silent(Silence),
}

impl ArticlePage {
    /// Where to listen for what readers say, while any may say something.
    fn live(&self) -> Option<String> {
        let is_open = self.is_dated && matches!(self.discussion, Discussion::Open(_));
        let path = self.shell.head.canonical.as_ref().filter(|_| is_open)?;
        Some(format!("{path}/live"))
    }

    fn form(&self) -> Option<&CommentForm> {
        match &self.discussion {
            Discussion::Open(form) => Some(form),
            _ => None,
        }
    }

    /// Where somebody says that they wrote of it elsewhere.
    fn mentioning(&self) -> Option<String> {
        let own = self.shell.head.canonical.as_ref();
        let own = own.filter(|_| self.shell.takes_mentions())?;
        let target = address::encode(&self.shell.whole(own));
        Some(format!("/webmention?target={target}"))
    }

    fn silence(&self) -> Option<&'static str> {
        match &self.discussion {
            Discussion::Silent(silence) => Some(comments_page::silence_message(*silence)),
            _ => None,
        }
    }

    fn remarks(&self) -> &[Remark] {
        match &self.discussion {
            Discussion::Preview(remarks) => remarks,
            _ => &[],
        }
    }

    fn is_preview(&self) -> bool {
        matches!(self.discussion, Discussion::Preview(_))
    }
}

/// What an address leads to, for a reader who is not signed in.
enum Answer {
    Shown(Fresh<Shown>, Said),
    Moved(Slug),
    Gone,
}

#[derive(Clone)]
pub(in crate::web) struct Shown {
    pub article: Article,
    pub authors: Vec<Byline>,
    pub tags: Vec<Tag>,
    pub series: Option<PlaceInSeries>,
    pub translations: Vec<Translation>,
    pub related: Vec<Candidate>,
    /// What other sites say of it, as far as moderators agreed.
    pub mentions: Vec<Mention>,
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let after = comments_after(&query)?;
    let made = site.store.freshness().clock();
    let (settings, found) = find(&site, &visitor, slug, after, made).await?;
    let (article, said) = match found {
        Answer::Shown(article, said) => (article, said),
        Answer::Moved(slug) => {
            return Err(AppError::Moved(address::with_query(
                &address::of_post(&slug),
                &request,
            )));
        }
        Answer::Gone => return Err(AppError::Gone),
    };
    let post = &article.article.post;
    address::require(&request, &address::of_post(&post.slug))?;
    let head = head(&site.base_url, &settings, &article, said.count());
    let shell = Shell::new(&site, &visitor, settings, head);
    let discussion = discussion(&site, &visitor, &shell, post);
    let mut names = article.shown().clone();
    names.add(Name::Comments(post.id));
    let may_answer = matches!(discussion, Discussion::Open(_));
    let fragment = fragment(&site, &shell, &article, &said, may_answer, made, &names)?;
    if let Discussion::Open(_) = discussion {
        // The form tells the day it was handed out.
        names.end(Moment::now().next_midnight());
    }
    let page = ArticlePage {
        is_dated: post.kind == PostKind::Article,
        shell,
        fragment,
        discussion,
    };
    let mentions = page
        .shell
        .takes_mentions()
        .then(|| page.shell.whole("/webmention"));
    let mut answer = answer::public(&request, &page, names)?;
    if let Some(link) = mentions.and_then(|at| format!("<{at}>; rel=\"webmention\"").parse().ok()) {
        answer.headers_mut().append(LINK, link);
    }
    Ok(answer)
}

/// What is said below an article.
enum Said {
    /// To everybody.
    Alike(Fresh<KnownDiscussion>),
    /// To one reader, or from some comment on.
    Apart(CommentPage, i64),
}

impl Said {
    fn count(&self) -> i64 {
        match self {
            Said::Alike(known) => known.count,
            Said::Apart(_, count) => *count,
        }
    }

    /// What a reader is told of what is known.
    fn of(known: Fresh<KnownDiscussion>, reader: Commenting) -> Said {
        if known.said.has_own_of(reader) {
            Said::Apart(known.said.seen_by(reader), known.count)
        } else {
            Said::Alike(known)
        }
    }
}

/// What is known to be said below an article, with what only some are told.
pub(in crate::web) struct KnownDiscussion {
    said: comments::Discussion,
    count: i64,
}

impl Weighed for KnownDiscussion {
    fn bytes(&self) -> usize {
        self.said.bytes()
    }
}

impl Weighed for Shown {
    fn bytes(&self) -> usize {
        let contents = self.article.contents.len() * 100;
        let series = self
            .series
            .as_ref()
            .map_or(0, |place| place.parts.len() * 150);
        self.article.html.len()
            + contents
            + series
            + self.related.len() * 300
            + self.mentions.len() * 1_000
            + self.tags.len() * 200
            + 1_000
    }
}

/// The memory of what articles' pages are made of.
pub(in crate::web) struct Memory {
    articles: Remembered<Slug, Shown>,
    discussions: Remembered<PostId, KnownDiscussion>,
    fragments: Remembered<Kind, Arc<Fragment>>,
}

impl Memory {
    /// Articles take most of the room, as they are and as they are shown.
    pub fn of(bytes: u64, freshness: &Arc<Freshness>) -> Memory {
        Memory {
            articles: Remembered::of(bytes / 8 * 3, Arc::clone(freshness)),
            discussions: Remembered::of(bytes / 8, Arc::clone(freshness)),
            fragments: Remembered::of(bytes / 2, Arc::clone(freshness)),
        }
    }
}

/// Finds an article with what stands around it, and what is said below it: in memory as far as nothing of it
/// was changed.
async fn find(
    site: &web::Data<Site>,
    visitor: &Visitor,
    slug: Slug,
    after: Option<After>,
    made: Clock,
) -> Result<(Arc<Settings>, Answer), AppError> {
    let known = site.articles.articles.find(&slug);
    if let (Some(article), None) = (&known, after)
        && let Some(discussion) = site.articles.discussions.find(&article.article.post.id)
        && discussion.said.is_whole_for(visitor.commenting())
        && let Some(settings) = site.known_settings()
    {
        let said = Said::of(discussion, visitor.commenting());
        return Ok((settings, Answer::Shown(article.clone(), said)));
    }
    let (asked, reader) = (site.clone(), visitor.clone());
    let ask = move |db: &mut Db, _: &Settings| read(db, &asked, &reader, slug, known, after, made);
    Ok(if visitor.may_have_written() {
        site.read_current(ask).await?
    } else {
        site.read(ask).await?
    })
}

fn read(
    db: &mut Db,
    site: &Site,
    reader: &Visitor,
    slug: Slug,
    known: Option<Fresh<Shown>>,
    after: Option<After>,
    made: Clock,
) -> storage::Result<Answer> {
    let (article, count) = match known {
        Some(article) => {
            let count = posts::comment_count(db, article.article.post.id)?;
            (article, count)
        }
        None => {
            let article = match posts::at_address(db, &slug)? {
                Found::Post(article) => *article,
                Found::Moved(slug) => return Ok(Answer::Moved(slug)),
            };
            match public_reading(&article.post) {
                Reading::Allowed => {}
                Reading::Gone => return Ok(Answer::Gone),
                Reading::Unknown => return Err(StorageError::NotFound),
            }
            let count = article.post.comment_count;
            let around = gather(db, article)?;
            let names = names(&around);
            let article = site.articles.articles.remember(slug, around, names, made);
            (article, count)
        }
    };
    let post = &article.article.post;
    let reader = reader.commenting();
    if after.is_some() && post.kind == PostKind::Article {
        let said = Said::Apart(comments::of_post(db, post.id, after, reader)?, count);
        return Ok(Answer::Shown(article, said));
    }
    let said = match post.kind {
        PostKind::Page => comments::Discussion::none(),
        PostKind::Article => comments::Discussion::of(db, post.id, None)?,
    };
    let is_whole = said.is_whole_for(reader);
    let names = freshness::Shown::with([Name::Comments(post.id), Name::People]);
    let known = KnownDiscussion { said, count };
    let discussions = &site.articles.discussions;
    let known = discussions.remember(post.id, known, names, made);
    let said = match is_whole {
        true => Said::of(known, reader),
        false => Said::Apart(comments::of_post(db, post.id, None, reader)?, count),
    };
    Ok(Answer::Shown(article, said))
}

/// The article as a reader is shown it, in memory if it was shown so before.
fn fragment(
    site: &Site,
    shell: &Shell,
    article: &Shown,
    said: &Said,
    may_answer: bool,
    made: Clock,
    names: &freshness::Shown,
) -> Result<Arc<Fragment>, AppError> {
    let known = match said {
        Said::Apart(page, count) => {
            return Ok(Arc::new(Fragment::of(
                shell,
                article,
                page.clone(),
                *count,
                Acts::of(may_answer),
            )?));
        }
        Said::Alike(known) => known,
    };
    let kind = Kind {
        post: article.article.post.id,
        language: shell.language(),
        may_answer,
    };
    let fragments = &site.articles.fragments;
    if let Some(fragment) = fragments.find(&kind) {
        return Ok(Arc::clone(&fragment));
    }
    let page = known.said.seen_by(Commenting::NOBODY);
    let fragment = Fragment::of(shell, article, page, known.count, Acts::of(may_answer))?;
    let fragment = fragments.remember(kind, Arc::new(fragment), names.clone(), made);
    Ok(Arc::clone(&fragment))
}

/// A post as readers will see it, for those who may see it before.
pub(in crate::web) fn preview(
    site: &Site,
    visitor: &Visitor,
    settings: Arc<Settings>,
    (shown, comments): (Shown, CommentPage),
    remarks: Vec<Remark>,
) -> Result<impl Template, AppError> {
    let head = Head {
        indexed: false,
        canonical: None,
        structured: None,
        pictures: Vec::new(),
        is_open: false,
        ..head(&site.base_url, &settings, &shown, 0)
    };
    let shell = Shell::new(site, visitor, settings, head);
    let post = &shown.article.post;
    let fragment = Fragment::of(&shell, &shown, comments, post.comment_count, Acts::None)?;
    Ok(ArticlePage {
        is_dated: post.kind == PostKind::Article,
        shell,
        fragment: Arc::new(fragment),
        discussion: Discussion::Preview(remarks),
    })
}

/// What an article's page shows beside its comments. The articles it leads on to are found by its language
/// and its tags.
fn names(shown: &Shown) -> freshness::Shown {
    let post = &shown.article.post;
    let mut names =
        freshness::Shown::with([Name::Post(post.id), Name::People, Name::List(post.language)]);
    names.extend(shown.tags.iter().map(|tag| Name::Tag(tag.id)));
    names.extend(post.translation_group_id.map(Name::Translations));
    names.extend(
        shown
            .series
            .iter()
            .map(|place| Name::Series(place.series.id)),
    );
    names
}

fn discussion(site: &Site, visitor: &Visitor, shell: &Shell, post: &Post) -> Discussion {
    match may_comment(post, visitor.user.as_ref(), &shell.settings) {
        Ok(()) => Discussion::Open(CommentForm::on(site, visitor, post)),
        Err(silence) => Discussion::Silent(silence),
    }
}

/// Everything around an article, without what is said below it.
pub(in crate::web) fn gather(db: &mut Db, article: Article) -> storage::Result<Shown> {
    let post = &article.post;
    let Around {
        authors,
        tags,
        translations,
        series,
        mentions,
    } = around::of_post(db, post)?;
    let mentions = match mentions {
        0 => Vec::new(),
        _ => storage::mentions::shown(db, post.id)?,
    };
    let related = match post.kind {
        PostKind::Page => Vec::new(),
        PostKind::Article => related_to(db, post, &tags)?,
    };
    Ok(Shown {
        article,
        authors,
        tags,
        series,
        translations,
        related,
        mentions,
    })
}

/// The articles that a post with these tags leads on to.
pub(in crate::web) fn related_to(
    db: &mut Db,
    post: &Post,
    tags: &[Tag],
) -> storage::Result<Vec<Candidate>> {
    let candidates = storage::related::candidates(db, post, tags)?;
    Ok(related::best(
        &format!("{} {}", post.title, post.summary),
        post.language,
        candidates,
    ))
}

/// Where the comments begin: `?comments-after=THREAD-COMMENT`.
fn comments_after(query: &Query) -> Result<Option<After>, AppError> {
    let Some(text) = query.get("comments-after") else {
        return Ok(None);
    };
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|number| *number >= 0)
            .map(CommentId)
    };
    let read = text.split_once('-').and_then(|(thread, comment)| {
        Some(After {
            thread: number(thread)?,
            comment: number(comment)?,
        })
    });
    read.map(Some).ok_or(AppError::NotFound)
}

/// What an article says of itself, with so many comments: they change while the article stays the same.
fn head(base_url: &str, settings: &Settings, shown: &Shown, comment_count: i64) -> Head {
    let post = &shown.article.post;
    let alternates = shown
        .translations
        .iter()
        .map(|version| (version.language, address::of_post(&version.slug)));
    let author_names = pictures::byline(&shown.authors);
    let drawn = Picture {
        address: pictures::of_post(post, &author_names, settings),
        alt: post.title.clone(),
        size: Some((pictures::WIDTH, pictures::HEIGHT)),
    };
    let cover = post.cover_url.as_ref().map(|address| Picture {
        address: address.clone(),
        alt: post.cover_alt.clone().unwrap_or_default(),
        size: None,
    });
    let drawn_at = format!("{base_url}{}", drawn.address);
    let structured = structured::posting(base_url, settings, shown, comment_count, &drawn_at);
    let is_dated = post.kind == PostKind::Article;
    Head {
        title: post.title.clone(),
        description: post.summary.clone(),
        language: Some(post.language),
        canonical: Some(address::of_post(&post.slug)),
        canonical_elsewhere: post.canonical_url.clone(),
        alternates: alternates.collect(),
        for_all_others: None,
        feeds: Some(String::new()),
        indexed: true,
        article: is_dated.then(|| about(shown, author_names)),
        structured: Some(structured),
        pictures: cover.into_iter().chain([drawn]).collect(),
        is_open: true,
    }
}

fn about(shown: &Shown, author_names: String) -> About {
    let post = &shown.article.post;
    let authors = shown.authors.iter();
    About {
        published: post.dated(),
        updated: post.updated_at.max(post.dated()),
        authors: authors
            .map(|author| address::of("author", author.handle.as_str()))
            .collect(),
        tags: shown.tags.iter().map(|tag| tag.name.clone()).collect(),
        author_names,
    }
}
