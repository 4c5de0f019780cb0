//! `daf bench-data`: fills a database with invented content of any size, for measuring.

mod invention;

use std::process::ExitCode;

use clap::Args;
use invention::Inventor;

use super::progress::bar;
use super::{CommandError, say};
use crate::config::DataOptions;
use crate::domain::comment::{CommentBody, CommentStatus, Commenter, GuestIdentity, NewComment};
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Body, NewPost, PostKind, Publication, Summary, Title};
use crate::domain::refusal::Refusal;
use crate::domain::series::NewSeries;
use crate::domain::slug::Slug;
use crate::domain::tag::NewTag;
use crate::domain::user::{Email, Handle, NewUser, PersonName, Role};
use crate::storage::bulk::{self, BulkComment, BulkPost};
use crate::storage::search::Sheaf;
use crate::storage::{self, StorageError, Store, events, series, tags, users};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,

    /// How many articles
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    posts: u32,

    /// How many comments, spread over the articles as on a real site
    #[arg(long, value_name = "M", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=100_000_000))]
    comments: u32,

    /// The seed: the same gives the same content
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

const AUTHORS: usize = 40;
const SERIES: usize = 20;
const PARTS: usize = 20;
const BATCH: usize = 200;
const COMMENT_BATCH: usize = 2_000;

/// The last article's moment; the others lie before it, over ten years.
const LAST: &str = "2026-11-01T06:00:00Z";
const YEARS_IN_SECONDS: i64 = 10 * 365 * 24 * 3_600;

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    if options.posts == 0 && options.comments > 0 {
        return Err(CommandError::Input(
            "comments need articles: give --posts too".to_owned(),
        ));
    }
    let data = options.data.check()?;
    let store = Store::open(&data.database, None)?;
    let mut bench = Bench::prepare(&store, options)?;
    bench.add_posts(&store)?;
    bench.add_comments(&store)?;
    bench.add_series(&store)?;
    say("Counting and settling…");
    let posts = options.posts as usize;
    store.write_here(|db| {
        bulk::settle(db)?;
        events::record(db, &Event::ContentLoaded { posts })
    })?;
    say(&format!(
        "Added {} articles and {} comments to {}.",
        options.posts, options.comments, data.database
    ));
    Ok(ExitCode::SUCCESS)
}

struct Bench {
    inventor: Inventor,
    posts: usize,
    /// How many comments each article gets.
    comments: Vec<u32>,
    total_comments: u64,
    authors: Vec<UserId>,
    tags: Vec<(TagId, &'static str)>,
    first_post: i64,
    first_comment: i64,
    last: Moment,
    seed: u64,
}

impl Bench {
    fn prepare(store: &Store, options: &Options) -> Result<Bench, CommandError> {
        let mut inventor = Inventor::new(options.seed);
        let authors = make_authors(store, &mut inventor, options.seed)?;
        let tags = make_tags(store)?;
        let (last_post, last_comment) = store.read_here(bulk::highest_ids)?;
        let posts = options.posts as usize;
        let now = Moment::now();
        Ok(Bench {
            comments: spread(&mut inventor, posts, options.comments),
            total_comments: options.comments.into(),
            inventor,
            posts,
            authors,
            tags,
            first_post: last_post + 1,
            first_comment: last_comment + 1,
            last: Moment::parse(LAST).unwrap_or(now).min(now),
            seed: options.seed,
        })
    }

    /// The moment of the article at `index` of all, oldest first.
    fn moment(&self, index: usize) -> Moment {
        let step = YEARS_IN_SECONDS / self.posts.max(1) as i64;
        self.last
            .plus_seconds(-step * (self.posts - 1 - index) as i64)
    }

    fn add_posts(&mut self, store: &Store) -> Result<(), CommandError> {
        let progress = bar(self.posts as u64, "articles");
        let indexes: Vec<usize> = (0..self.posts).collect();
        let mut sheaf = Sheaf::default();
        for batch in indexes.chunks(BATCH) {
            let mut posts = batch
                .iter()
                .map(|index| self.post(*index))
                .collect::<Result<Vec<_>, _>>()?;
            let now = self.last;
            store.write_here(|db| bulk::insert_posts(db, &mut posts, &mut sheaf, now))?;
            progress.inc(batch.len() as u64);
        }
        store.write_here(|db| sheaf.write(db))?;
        progress.finish();
        Ok(())
    }

    fn post(&mut self, index: usize) -> Result<BulkPost, CommandError> {
        let language = self.inventor.language();
        let words = 150 + self.inventor.below(300);
        let id = PostId(self.first_post + index as i64);
        let title = self.inventor.title(language);
        let chosen = self.choose_tags();
        let author = self.authors[self.inventor.popular(self.authors.len())];
        let post = NewPost {
            kind: PostKind::Article,
            slug: Slug::parse(&format!("{title} {}", id.0))
                .or_else(|_| Slug::parse(&format!("bench {}", id.0)))
                .map_err(refused)?,
            title: Title::parse(&title).map_err(refused)?,
            summary: Summary::parse(&self.inventor.summary(language)).map_err(refused)?,
            language,
            publication: Publication::published(self.moment(index), self.last).map_err(refused)?,
            authors: vec![author],
            body: Body::parse(&self.inventor.article(language, words), language)
                .map_err(refused)?,
            comments_open: true,
            translation_group: None,
        };
        let names = chosen.iter().map(|(_, name)| (*name).to_owned());
        let approved = (0..self.comments[index])
            .filter(|number| status(*number) == CommentStatus::Approved)
            .count();
        Ok(BulkPost {
            id,
            post,
            tags: chosen.iter().map(|(id, _)| *id).collect(),
            tag_names: names.collect(),
            approved_comments: approved as i64,
        })
    }

    fn choose_tags(&mut self) -> Vec<(TagId, &'static str)> {
        let mut chosen: Vec<(TagId, &'static str)> = Vec::new();
        for _ in 0..=self.inventor.below(4) {
            let tag = self.tags[self.inventor.popular(self.tags.len())];
            if !chosen.contains(&tag) {
                chosen.push(tag);
            }
        }
        chosen
    }

    fn add_comments(&mut self, store: &Store) -> Result<(), CommandError> {
        let progress = bar(self.total_comments, "comments");
        let mut batch = Vec::with_capacity(COMMENT_BATCH);
        let mut next = self.first_comment;
        for index in 0..self.posts {
            self.comments_of(index, &mut next, &mut batch)?;
            if batch.len() >= COMMENT_BATCH || index + 1 == self.posts {
                for part in batch.chunks(COMMENT_BATCH) {
                    store.write_here(|db| bulk::insert_comments(db, part))?;
                    progress.inc(part.len() as u64);
                }
                batch.clear();
            }
        }
        progress.finish();
        Ok(())
    }

    /// An article's comments in threads: about half answer an earlier one.
    fn comments_of(
        &mut self,
        index: usize,
        next: &mut i64,
        batch: &mut Vec<BulkComment>,
    ) -> Result<(), CommandError> {
        let (post, published) = (PostId(self.first_post + index as i64), self.moment(index));
        let mut earlier: Vec<(CommentId, CommentId)> = Vec::new();
        for number in 0..self.comments[index] {
            let id = CommentId(*next);
            *next += 1;
            let answers = !earlier.is_empty() && self.inventor.below(2) == 0;
            let parent = answers
                .then(|| earlier[earlier.len() - 1 - self.inventor.below(earlier.len().min(8))]);
            let thread = parent.map_or(id, |(_, thread)| thread);
            earlier.push((id, thread));
            let hours = i64::from(number) / 4 + 1;
            let comment = self.comment(
                post,
                parent.map(|(parent, _)| parent),
                published.plus_hours(hours),
                number,
            )?;
            batch.push(BulkComment {
                id,
                thread,
                comment,
            });
        }
        Ok(())
    }

    fn comment(
        &mut self,
        post: PostId,
        parent: Option<CommentId>,
        created_at: Moment,
        number: u32,
    ) -> Result<NewComment, CommandError> {
        let language = self.inventor.language();
        let commenter = if self.inventor.below(20) == 0 {
            Commenter::User(self.authors[self.inventor.below(self.authors.len())])
        } else {
            let name = PersonName::parse(&self.inventor.person(language)).map_err(refused)?;
            Commenter::Guest(GuestIdentity::named(name))
        };
        let words =
            CommentBody::parse(&self.inventor.comment(language), language).map_err(refused)?;
        Ok(NewComment {
            post,
            parent,
            commenter,
            language,
            status: status(number),
            words,
            created_at,
        })
    }

    fn add_series(&mut self, store: &Store) -> Result<(), CommandError> {
        let all = SERIES.min(self.posts / PARTS);
        for number in 0..all {
            let language = Language::ALL[number % 3];
            let name = self.inventor.title(language);
            let slug = Slug::parse(&format!("{name} {} {number}", self.seed)).map_err(refused)?;
            let new = NewSeries {
                slug,
                name,
                language,
                description: self.inventor.summary(language),
            };
            let (first, now) = (
                self.first_post + (number * self.posts / all) as i64,
                self.last,
            );
            store.write_here(|db| add_series(db, &new, first, now))?;
        }
        Ok(())
    }
}

fn add_series(
    db: &mut storage::Db,
    new: &NewSeries,
    first: i64,
    now: Moment,
) -> storage::Result<()> {
    if series::by_slug(db, &new.slug).is_ok() {
        return Ok(());
    }
    let id = series::create(db, new, now)?;
    for (position, post) in (1i32..).zip(first..first + PARTS as i64) {
        series::add_part(db, id, PostId(post), position)?;
    }
    Ok(())
}

/// Most articles have a few comments and some have very many: half go anywhere, half to the popular.
fn spread(inventor: &mut Inventor, posts: usize, comments: u32) -> Vec<u32> {
    let mut counts = vec![0; posts];
    for number in 0..comments {
        let index = if number % 2 == 0 {
            inventor.below(posts)
        } else {
            posts - 1 - inventor.popular(posts)
        };
        counts[index] += 1;
    }
    counts
}

/// The status of an article's comment by its number: nearly all are approved.
fn status(number: u32) -> CommentStatus {
    match number % 100 {
        41 => CommentStatus::Pending,
        67 => CommentStatus::Removed,
        89 => CommentStatus::Spam,
        _ => CommentStatus::Approved,
    }
}

fn make_authors(
    store: &Store,
    inventor: &mut Inventor,
    seed: u64,
) -> Result<Vec<UserId>, CommandError> {
    let mut authors = Vec::with_capacity(AUTHORS);
    for number in 1..=AUTHORS {
        let language = inventor.language();
        let handle = format!("bench-{seed}-{number}");
        let user = NewUser {
            email: Email::parse(&format!("{handle}@bench.invalid")).map_err(refused)?,
            handle: Handle::parse(&handle).map_err(refused)?,
            name: PersonName::parse(&inventor.person(language)).map_err(refused)?,
            role: Role::Author,
            language,
            bio: inventor.summary(language),
            password_hash: None,
        };
        authors.push(
            store.write_here(|db| match users::by_handle(db, &user.handle) {
                Ok(known) => Ok(known.id),
                Err(StorageError::NotFound) => users::create(db, &user, Moment::now()),
                Err(error) => Err(error),
            })?,
        );
    }
    Ok(authors)
}

fn make_tags(store: &Store) -> Result<Vec<(TagId, &'static str)>, CommandError> {
    let mut made = Vec::new();
    for (name, language) in invention::tag_names() {
        let slug = Slug::parse(name).map_err(refused)?;
        let id = store.write_here(|db| match tags::by_slug(db, &slug) {
            Ok(known) => Ok(known.id),
            Err(StorageError::NotFound) => {
                let tag = NewTag {
                    slug: slug.clone(),
                    name: name.to_owned(),
                    language,
                    description: String::new(),
                };
                tags::create(db, &tag, Moment::now())
            }
            Err(error) => Err(error),
        })?;
        made.push((id, name));
    }
    Ok(made)
}

fn refused(refusal: Refusal) -> CommandError {
    CommandError::Input(format!("an invented text was refused: {refusal}"))
}
