//! A question to the index, and what else is asked when it fares badly.
//!
//! All that a question needs is read together, then all that others need, and at last the articles: however many
//! words and conditions there are, the database is asked a few times only.

use super::asked::Asked;
use crate::storage::search::{self, Guesses, Index, Label, Memory, Names, Offer, Outcome, Ranking};
use crate::storage::{self, Db};
use crate::text::search::{Aliases, Query as Question};

/// A question on its way to its answers.
pub(super) struct Asking<'search> {
    asked: &'search Asked,
    index: Index<'search>,
    /// What the index is asked; nothing, when a tag or an author of that name is not there.
    pub request: Option<search::Asked>,
    pub ranking: Ranking,
    pub offer: Offer,
    /// The question whose answers are ranked, where they are none of the one that was asked.
    pub instead: Option<String>,
}

impl<'search> Asking<'search> {
    /// Opens the index with all that a question needs, and ranks its answers.
    pub fn begin(
        db: &mut Db,
        memory: &'search Memory,
        asked: &'search Asked,
    ) -> storage::Result<Asking<'search>> {
        let aliases = memory.known_aliases();
        let names = names(asked, &aliases);
        let mut index = Index::open(db, memory, &question(asked, &aliases), &names)?;
        let request = request(&index, asked);
        if let Some(request) = &request {
            // More than is there only where the names of things are others by now.
            index.load(db, [&request.query])?;
        }
        let ranking = request.as_ref().map(|request| index.rank(request));
        Ok(Asking {
            asked,
            index,
            request,
            ranking: ranking.unwrap_or_default(),
            offer: Offer::default(),
            instead: None,
        })
    }

    /// The tag at the address that was asked for.
    pub fn tag(&self) -> Option<&Label> {
        self.index.tag_at(self.asked.tag.as_ref()?)
    }

    /// Tries what else may be meant, and says which questions with fewer conditions find something when this one
    /// does not.
    pub fn try_others(&mut self, db: &mut Db) -> storage::Result<Vec<Asked>> {
        let others = Others::of(self);
        others.load(db, &mut self.index)?;
        if let Some(begun) = others.begun {
            let ranking = self.index.rank(&begun);
            self.ranking = ranking.of_words_held(std::mem::take(&mut self.ranking.held));
            self.request = Some(begun);
        }
        if let Some(guesses) = others.guesses {
            self.try_guesses(db, &guesses)?;
        }
        Ok(if self.ranking.is_empty() {
            others.looser.finding(&self.index)
        } else {
            Vec::new()
        })
    }

    fn try_guesses(&mut self, db: &mut Db, guesses: &Guesses) -> storage::Result<()> {
        let outcome = outcome(&self.ranking);
        let Some(request) = self.request.as_mut().filter(|_| outcome.is_poor()) else {
            return Ok(());
        };
        self.offer = Offer::of(db, &mut self.index, guesses, &request.query, outcome)?;
        let reading = self.offer.reading.as_ref();
        if let Some((reading, other)) = reading.filter(|_| outcome.full == 0)
            && !self.asked.is_exact
        {
            request.query = other.query.clone();
            self.ranking = self.index.rank(other);
            self.instead = Some(reading.clone());
        }
        Ok(())
    }
}

fn outcome(ranking: &Ranking) -> Outcome<'_> {
    Outcome {
        full: ranking.full,
        held: &ranking.held,
    }
}

fn question(asked: &Asked, aliases: &Aliases) -> Question {
    let mut question = Question::parse(&asked.typed, aliases);
    if asked.is_typing {
        question.begin_last();
        question.is_unfinished = true;
    }
    question
}

/// All names that a question has, and those with fewer conditions: quotation marks may have hidden some.
fn names(asked: &Asked, aliases: &Aliases) -> Names {
    let mut names = Names::default();
    let (looser, loosest) = asked.looser();
    for asked in looser.iter().chain(&loosest).chain([asked]) {
        names.add(&Question::parse(&asked.typed, aliases));
    }
    if let Some(address) = &asked.tag {
        names.add_tag_at(address);
    }
    names
}

fn request(index: &Index, asked: &Asked) -> Option<search::Asked> {
    let question = question(asked, index.aliases());
    let mut languages = question.languages.clone();
    languages.extend(asked.language);
    let mut tags = Vec::new();
    if let Some(address) = &asked.tag {
        tags.push(index.tag_at(address)?.id);
    }
    for name in &question.tags {
        tags.push(index.tag_named(name)?.id);
    }
    let authors = question.authors.iter().map(|name| index.author(name));
    let authors: Option<Vec<_>> = authors.collect();
    Some(search::Asked {
        authors: authors?,
        query: question,
        languages,
        tags,
        after: asked.after,
    })
}

/// What else is asked.
struct Others {
    /// With the last word as a beginning, since no article holds it as it is.
    begun: Option<search::Asked>,
    guesses: Option<Guesses>,
    looser: Looser,
}

impl Others {
    fn of(asking: &Asking) -> Others {
        let asked = asking.asked;
        let is_in_vain = asking.ranking.is_empty() && !asked.typed.is_empty();
        Others {
            begun: begun(asking),
            guesses: guesses(asking),
            looser: match is_in_vain && asked.is_first() {
                true => Looser::of(asking),
                false => Looser::default(),
            },
        }
    }

    /// Loads what all of them need.
    fn load(&self, db: &mut Db, index: &mut Index) -> storage::Result<()> {
        let begun = self.begun.iter().map(|request| &request.query);
        let guesses = self.guesses.iter().flat_map(Guesses::questions);
        let questions = begun.chain(guesses).chain(self.looser.questions());
        if self.guesses.as_ref().is_some_and(|one| one.need_vocabulary) {
            index.load_with_vocabulary(db, questions)
        } else {
            index.load(db, questions)
        }
    }
}

/// On later pages too, which are of the same question.
fn begun(asking: &Asking) -> Option<search::Asked> {
    let ranking = &asking.ranking;
    let is_unheld = ranking.full == 0 && ranking.held.last() == Some(&0);
    let request = asking.request.as_ref();
    let mut begun = request
        .filter(|_| is_unheld && !asking.asked.is_typing)?
        .clone();
    begun.query.begin_last();
    Some(begun)
}

fn guesses(asking: &Asking) -> Option<Guesses> {
    let outcome = outcome(&asking.ranking);
    let is_worth_it = outcome.is_poor() && asking.asked.is_first();
    let request = asking.request.as_ref().filter(|_| is_worth_it)?;
    let has_words = !request.query.words.is_empty();
    let (typed, aliases) = (&asking.asked.typed, asking.index.aliases());
    has_words.then(|| Guesses::at(typed, request, outcome, aliases))
}

/// A question with fewer conditions, and what the index is asked then.
type Loosened = (Asked, Option<search::Asked>);

/// The questions with one condition less, and that with none.
#[derive(Default)]
struct Looser {
    by_one: Vec<Loosened>,
    loosest: Option<Loosened>,
}

impl Looser {
    fn of(asking: &Asking) -> Looser {
        let (by_one, loosest) = asking.asked.looser();
        let loosened = |other: Asked| {
            let request = request(&asking.index, &other);
            (other, request)
        };
        Looser {
            by_one: by_one.into_iter().map(loosened).collect(),
            loosest: loosest.map(loosened),
        }
    }

    fn questions(&self) -> impl Iterator<Item = &Question> {
        let all = self.by_one.iter().chain(&self.loosest);
        all.filter_map(|(_, request)| Some(&request.as_ref()?.query))
    }

    /// Those with one condition less that find something, else that with none.
    fn finding(self, index: &Index) -> Vec<Asked> {
        let finds = |(_, request): &Loosened| {
            let request = request.as_ref();
            request.is_some_and(|request| index.has_answers(request))
        };
        let mut found: Vec<Loosened> = self.by_one.into_iter().filter(finds).collect();
        if found.is_empty() {
            found.extend(self.loosest.filter(finds));
        }
        found.into_iter().map(|(asked, _)| asked).collect()
    }
}
