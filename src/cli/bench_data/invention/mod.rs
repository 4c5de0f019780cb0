//! Invents realistic posts, comments, names and tags for measuring, the same from the same seed.

mod arabic;
mod article;
mod code;
mod english;
mod hebrew;
mod vocabulary;
mod writer;

use crate::text::language::Language;
use article::Article;
use vocabulary::{Vocabulary, below};
use writer::{Markup, Writer};

/// Invents texts from a seed: the same seed gives the same texts on every machine.
pub struct Inventor {
    random: fastrand::Rng,
    hebrew: Vocabulary,
    english: Vocabulary,
    arabic: Vocabulary,
}

impl Inventor {
    /// An inventor whose every text follows from the seed.
    pub fn new(seed: u64) -> Inventor {
        Inventor {
            random: fastrand::Rng::with_seed(seed),
            hebrew: hebrew::vocabulary(),
            english: english::vocabulary(),
            arabic: arabic::vocabulary(),
        }
    }

    /// A language: Hebrew 60 times in a hundred, English 25, Arabic 15.
    pub fn language(&mut self) -> Language {
        match self.below(100) {
            0..60 => Language::He,
            60..85 => Language::En,
            _ => Language::Ar,
        }
    }

    /// A title of three to nine words, sometimes with a Latin term.
    pub fn title(&mut self, language: Language) -> String {
        self.writer(language, Markup::Plain).title()
    }

    /// One sentence of 12 to 25 words.
    pub fn summary(&mut self, language: Language) -> String {
        self.writer(language, Markup::Plain).summary()
    }

    /// An article in Markdown of about so many words.
    pub fn article(&mut self, language: Language, words: usize) -> String {
        Article::new(self.writer(language, Markup::Full), words).write()
    }

    /// A comment of 5 to 60 words.
    pub fn comment(&mut self, language: Language) -> String {
        self.writer(language, Markup::Code).comment()
    }

    /// A first name and a last name.
    pub fn person(&mut self, language: Language) -> String {
        let Writer {
            random, vocabulary, ..
        } = self.writer(language, Markup::Plain);
        let first = vocabulary
            .first_names
            .get(below(random, vocabulary.first_names.len()));
        let last = vocabulary
            .last_names
            .get(below(random, vocabulary.last_names.len()));
        [first, last]
            .map(|name| name.map_or("", String::as_str))
            .join(" ")
    }

    /// A whole number under `bound`, each as likely; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        below(&mut self.random, bound)
    }

    /// A whole number under `bound`, where n comes up about as often as 1 / (n + 1).
    ///
    /// Each doubling (1, 2 to 3, 4 to 7 and so on) is as likely as the next; no floating point, so
    /// that every machine agrees.
    pub fn popular(&mut self, bound: usize) -> usize {
        let doublings = bound.max(1).ilog2() as usize + 1;
        loop {
            let size = 1 << self.below(doublings);
            let number = size - 1 + self.below(size);
            if number < bound.max(1) {
                return number;
            }
        }
    }

    fn writer(&mut self, language: Language, markup: Markup) -> Writer<'_> {
        let vocabulary = match language {
            Language::He => &self.hebrew,
            Language::En => &self.english,
            Language::Ar => &self.arabic,
        };
        Writer::new(&mut self.random, vocabulary, markup)
    }
}

/// Two hundred names of technical tags, each with its language and with a slug of its own.
pub fn tag_names() -> Vec<(&'static str, Language)> {
    let lists = [
        (english::TAGS, Language::En),
        (hebrew::TAGS, Language::He),
        (arabic::TAGS, Language::Ar),
    ];
    let tags = lists
        .into_iter()
        .flat_map(|(names, language)| names.split(',').map(move |name| (name.trim(), language)));
    tags.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const LANGUAGES: [Language; 3] = [Language::He, Language::En, Language::Ar];

    fn everything(seed: u64) -> String {
        let mut inventor = Inventor::new(seed);
        let mut texts = Vec::new();
        for _ in 0..20 {
            let language = inventor.language();
            texts.push(inventor.title(language));
            texts.push(inventor.summary(language));
            texts.push(inventor.article(language, 400));
            texts.push(inventor.comment(language));
            texts.push(inventor.person(language));
        }
        texts.join("\n")
    }

    fn count_words(text: &str) -> usize {
        text.split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count()
    }

    #[test]
    fn the_same_seed_invents_the_same_texts() {
        assert_eq!(everything(7), everything(7));
    }

    #[test]
    fn another_seed_invents_other_texts() {
        assert_ne!(everything(7), everything(8));
    }

    #[test]
    fn a_title_is_one_short_line() {
        let mut inventor = Inventor::new(1);

        for title in (0..5000).map(|number| inventor.title(LANGUAGES[number % 3])) {
            assert!(!title.chars().any(char::is_control), "{title}");
            assert!(title.chars().count() <= 200, "{title}");
            assert!((3..=9).contains(&title.split(' ').count()), "{title}");
        }
    }

    #[test]
    fn a_summary_is_one_sentence_of_12_to_25_words() {
        let mut inventor = Inventor::new(2);

        for summary in (0..5000).map(|number| inventor.summary(LANGUAGES[number % 3])) {
            assert!((12..=25).contains(&summary.split(' ').count()), "{summary}");
            assert!(
                summary.ends_with('.') && !summary.contains('\n'),
                "{summary}"
            );
        }
    }

    #[test]
    fn an_article_has_about_as_many_words_as_asked() {
        let mut inventor = Inventor::new(3);

        for asked in [100, 300, 600, 1500, 4000] {
            for number in 0..200 {
                let article = inventor.article(LANGUAGES[number % 3], asked);
                let words = count_words(&article);
                assert!(
                    words.abs_diff(asked) * 4 <= asked,
                    "{words} for {asked}: {article}"
                );
            }
        }
    }

    #[test]
    fn one_article_in_six_or_so_has_code() {
        let mut inventor = Inventor::new(4);

        let articles = (0..1200).map(|number| inventor.article(LANGUAGES[number % 3], 600));
        let with_code = articles
            .filter(|article| article.contains("\n```\n"))
            .count();

        assert!((150..=250).contains(&with_code), "{with_code}");
    }

    #[test]
    fn a_comment_has_5_to_60_words() {
        let mut inventor = Inventor::new(5);

        for comment in (0..5000).map(|number| inventor.comment(LANGUAGES[number % 3])) {
            assert!(
                (5..=60).contains(&comment.split_whitespace().count()),
                "{comment}"
            );
        }
    }

    #[test]
    fn there_are_two_hundred_tags_and_none_is_reserved() {
        let reserved = "account api archive author desk en ar he feed join lab login media metrics page post s \
                        search series static tag tags";
        let slugs: HashSet<String> = tag_names()
            .iter()
            .map(|(name, _)| name.to_lowercase().replace(' ', "-"))
            .collect();

        assert_eq!(slugs.len(), 200);
        assert_eq!(tag_names().len(), 200);
        assert!(
            reserved
                .split_whitespace()
                .all(|word| !slugs.contains(word))
        );
        assert!(
            slugs
                .iter()
                .all(|slug| slug.chars().all(|l| l.is_alphanumeric() || l == '-'))
        );
    }

    #[test]
    fn small_numbers_are_popular() {
        let mut inventor = Inventor::new(6);

        let numbers: Vec<usize> = (0..10_000).map(|_| inventor.popular(1000)).collect();

        let small = numbers.iter().filter(|number| **number < 10).count();
        assert!(small > 2500, "{small}");
        assert!(numbers.iter().any(|number| *number > 900));
        assert!(numbers.iter().all(|number| *number < 1000));
    }

    #[test]
    fn a_number_below_a_bound_stays_below_it() {
        let mut inventor = Inventor::new(7);

        for bound in 1..500 {
            assert!(inventor.below(bound) < bound);
            assert!(inventor.popular(bound) < bound);
        }
    }

    #[test]
    fn languages_come_in_their_shares() {
        let mut inventor = Inventor::new(8);

        let languages: Vec<Language> = (0..10_000).map(|_| inventor.language()).collect();
        let share = |wanted| {
            languages
                .iter()
                .filter(|language| **language == wanted)
                .count()
        };

        assert!(share(Language::He).abs_diff(6000) < 300);
        assert!(share(Language::En).abs_diff(2500) < 300);
        assert!(share(Language::Ar).abs_diff(1500) < 300);
    }

    #[test]
    fn each_language_has_sixty_first_and_sixty_last_names() {
        let inventor = Inventor::new(9);

        for vocabulary in [&inventor.hebrew, &inventor.english, &inventor.arabic] {
            for names in [&vocabulary.first_names, &vocabulary.last_names] {
                assert!(
                    names.iter().collect::<HashSet<_>>().len() >= 60,
                    "{}",
                    names.len()
                );
            }
        }
    }
}
