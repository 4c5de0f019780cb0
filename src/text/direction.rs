//! Which way a block of text runs: a vote of its words, with the document's direction as prior.
//!
//! The first strong letter, which `dir="auto"` takes, is the wrong statistic for technical Hebrew and
//! Arabic, where sentences open with a product's name. Words vote instead; see [`decide`].

use unicode_bidi::{BidiClass, bidi_class};

use super::quotations;

/// The direction of a block or a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    pub fn opposite(self) -> Direction {
        match self {
            Direction::Ltr => Direction::Rtl,
            Direction::Rtl => Direction::Ltr,
        }
    }

    pub fn is_rtl(self) -> bool {
        self == Direction::Rtl
    }
}

impl std::fmt::Display for Direction {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Stands in a block's text for what has no vote: code, images, footnote marks.
pub const ATOM: char = '\u{FFFC}';

const LRM: char = '\u{200E}';
const RLM: char = '\u{200F}';
const ALM: char = '\u{061C}';

/// Words that show that Latin letters form an English sentence and not a list of names.
const ENGLISH_FUNCTION_WORDS: [&str; 51] = [
    "the", "a", "an", "is", "are", "was", "were", "of", "and", "or", "to", "in", "on", "for",
    "with", "that", "this", "it", "as", "by", "be", "can", "from", "at", "we", "you", "your",
    "how", "what", "why", "when", "which", "if", "then", "but", "has", "have", "will", "its",
    "into", "using", "than", "does", "do", "i", "my", "our", "their", "there", "these", "those",
];

const LONGEST_FUNCTION_WORD: usize = 5;

/// The same as numbers, since each word of each text is looked up.
const ENGLISH_KEYS: [u64; ENGLISH_FUNCTION_WORDS.len()] = {
    let mut keys = [0; ENGLISH_FUNCTION_WORDS.len()];
    let mut place = 0;
    while place < keys.len() {
        keys[place] = key(ENGLISH_FUNCTION_WORDS[place].as_bytes());
        place += 1;
    }
    keys
};

/// A short word's bytes in one number, small letters and capitals alike; longer words share a number.
const fn key(word: &[u8]) -> u64 {
    if word.len() > 8 {
        return u64::MAX;
    }
    let mut key = 0;
    let mut place = 0;
    while place < word.len() {
        key = key << 8 | word[place].to_ascii_lowercase() as u64;
        place += 1;
    }
    key
}

/// A letter of a right-to-left script (classes R and AL of UAX #9).
pub fn is_rtl_letter(letter: char) -> bool {
    if letter < '\u{0590}' {
        return false;
    }
    if matches!(letter, 'א'..='ת' | '\u{0620}'..='\u{064A}') {
        return true;
    }
    !is_common_sign(letter)
        && matches!(bidi_class(letter), BidiClass::R | BidiClass::AL)
        && letter != RLM
        && letter != ALM
}

/// Signs without a direction that many texts have: Arabic vowels and comma, dashes, quotation marks. The
/// table of classes is slow to search.
fn is_common_sign(letter: char) -> bool {
    matches!(letter, '\u{064B}'..='\u{065F}' | '،' | '\u{2010}'..='\u{2027}')
}

/// A letter of a left-to-right script (class L of UAX #9).
pub fn is_ltr_letter(letter: char) -> bool {
    // Most letters are of these two kinds.
    if letter.is_ascii() {
        return letter.is_ascii_alphabetic();
    }
    if matches!(letter, '\u{0590}'..='\u{08FF}') {
        return false;
    }
    !is_common_sign(letter) && bidi_class(letter) == BidiClass::L && letter != LRM && letter != ATOM
}

/// A letter of Arabic script (class AL of UAX #9), after which digits behave differently.
pub fn is_arabic_letter(letter: char) -> bool {
    matches!(letter, '\u{0620}'..='\u{064A}')
        || letter >= '\u{0600}' && bidi_class(letter) == BidiClass::AL && letter != ALM
}

/// Whether a text holds a word that only English sentences hold. `A` and `I` are names of things more
/// often than words: `Option A`.
pub fn has_english_function_word(text: &str) -> bool {
    // Most phrases are one name.
    if !text.contains(char::is_whitespace) {
        return without_edges(text).len() > 1 && is_english_function_word(text);
    }
    let mut words = text.split_whitespace().map(without_edges);
    words.any(|word| word.len() > 1 && is_english_function_word(word))
}

/// Embeddings, overrides and isolates: the controls that can reorder what stands around them.
pub fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// LRM, RLM and ALM, the invisible strong letters.
pub fn is_bidi_mark(letter: char) -> bool {
    matches!(letter, LRM | RLM | ALM)
}

/// How the words of a text vote.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    pub rtl: usize,
    pub ltr: usize,
    /// How many of the left-to-right words are English function words.
    pub english: usize,
}

/// Counts the words of each direction. Addresses, paths and flags have no vote.
pub fn vote(text: &str) -> Vote {
    Reading::of(text).votes
}

/// What one pass over a text tells.
#[derive(Debug, Default)]
struct Reading {
    votes: Vote,
    first: Option<Direction>,
    last: Option<Direction>,
    has_quotes: bool,
}

impl Reading {
    fn of(text: &str) -> Reading {
        let mut reading = Reading::default();
        let mut word = Word::default();
        for (place, letter) in text.char_indices() {
            let found = match letter {
                // The most common letters, which need no look at a table.
                'א'..='ת' | '\u{0620}'..='\u{064A}' => Some(Direction::Rtl),
                'a'..='z' | 'A'..='Z' => Some(Direction::Ltr),
                ' ' | '\n' | ATOM => None,
                letter if letter.is_whitespace() => None,
                letter => {
                    let found = strong(letter);
                    word.has_sign |= found.is_none();
                    reading.has_quotes |= word.may_be_quoted_by(letter);
                    if found.is_none() || is_bidi_mark(letter) {
                        reading.meet(found);
                        continue;
                    }
                    found
                }
            };
            match found {
                Some(Direction::Rtl) => word.rtl = true,
                Some(Direction::Ltr) => word.ltr = true,
                None => {
                    reading.end(&text[word.start..place], &word);
                    word = Word::at(place + letter.len_utf8());
                }
            }
            reading.meet(found);
        }
        reading.end(&text[word.start..], &word);
        reading
    }

    fn meet(&mut self, found: Option<Direction>) {
        if found.is_some() {
            self.first = self.first.or(found);
            self.last = found;
        }
    }

    fn end(&mut self, text: &str, word: &Word) {
        let is_silent = word.has_sign && is_web_address(text);
        if word.rtl && !is_silent {
            self.votes.rtl += 1;
        } else if word.ltr && !is_silent && !(word.has_sign && is_path_or_mailbox(text)) {
            // Inside a sentence a capital `A` is a name's: `Vitamin A`.
            let is_label = without_edges(text) == "A" && self.votes.ltr + self.votes.rtl > 0;
            self.votes.ltr += 1;
            self.votes.english += usize::from(!is_label && is_english_function_word(text));
        }
    }
}

#[derive(Debug, Default)]
struct Word {
    start: usize,
    rtl: bool,
    ltr: bool,
    has_sign: bool,
}

impl Word {
    fn at(start: usize) -> Word {
        Word {
            start,
            ..Word::default()
        }
    }

    /// Whether a mark at this place of the word may open a quotation.
    fn may_be_quoted_by(&self, mark: char) -> bool {
        let has_letters = self.rtl || self.ltr;
        let is_in_word = has_letters && quotations::is_apostrophe(mark);
        quotations::closing_mark(mark).is_some() && !is_in_word
    }
}

/// The direction of a block of text inside a container of direction `context`.
pub fn decide(text: &str, context: Direction) -> Direction {
    match text.trim_start().chars().next() {
        Some(LRM) => return Direction::Ltr,
        Some(RLM | ALM) => return Direction::Rtl,
        _ => {}
    }
    // The common cases, without counting: nothing outvotes a right-to-left word that comes first, and
    // an English document has none.
    if context == Direction::Rtl && begins_with_rtl_word(text) {
        return Direction::Rtl;
    }
    if context == Direction::Ltr && !text.contains(is_rtl_letter) {
        return Direction::Ltr;
    }
    let whole = Reading::of(text);
    let spoken = match whole.has_quotes {
        true => outside_quotes(text).unwrap_or(whole),
        false => whole,
    };
    match (spoken.votes.rtl, spoken.votes.ltr) {
        (0, 0) => context,
        (_, 0) => Direction::Rtl,
        (0, _) => Direction::Ltr,
        _ if context.is_rtl() => mixed_in_rtl(&spoken),
        _ => mixed_in_ltr(&spoken),
    }
}

/// The direction of the first strong letter, as a browser's `dir="auto"` would find it.
pub fn first_strong(text: &str) -> Option<Direction> {
    text.chars().find_map(strong)
}

fn strong(letter: char) -> Option<Direction> {
    if is_rtl_letter(letter) || letter == RLM || letter == ALM {
        Some(Direction::Rtl)
    } else if is_ltr_letter(letter) || letter == LRM {
        Some(Direction::Ltr)
    } else {
        None
    }
}

/// Mixed text in a right-to-left document is right-to-left unless it is plainly an English sentence.
fn mixed_in_rtl(spoken: &Reading) -> Direction {
    let votes = spoken.votes;
    let opens_english = spoken.first == Some(Direction::Ltr)
        && votes.english >= 1
        && votes.english * 8 >= votes.ltr;
    let stays_english = if spoken.last == Some(Direction::Ltr) {
        votes.ltr >= 3 * votes.rtl
    } else {
        votes.english >= 2 && votes.ltr >= 6 * votes.rtl
    };
    if opens_english && stays_english {
        Direction::Ltr
    } else {
        Direction::Rtl
    }
}

fn mixed_in_ltr(spoken: &Reading) -> Direction {
    let votes = spoken.votes;
    let starts_rtl = spoken.first == Some(Direction::Rtl);
    let ends_ltr = spoken.last == Some(Direction::Ltr);
    if !starts_rtl && ends_ltr && votes.english >= 2 {
        return Direction::Ltr;
    }
    // The share of right-to-left words, in per cent, without floating point.
    let share = 100 * votes.rtl / (votes.rtl + votes.ltr);
    let above = |percent: usize| 100 * votes.rtl > percent * (votes.rtl + votes.ltr);
    let turns = (above(40) && (starts_rtl || votes.rtl >= 2))
        || (starts_rtl && votes.english <= votes.rtl && share >= 25)
        || (votes.english == 0 && votes.rtl >= 2 && above(25));
    if turns {
        Direction::Rtl
    } else {
        Direction::Ltr
    }
}

fn begins_with_rtl_word(text: &str) -> bool {
    text.starts_with(is_rtl_letter)
        && text
            .split(char::is_whitespace)
            .next()
            .is_some_and(|word| !word.contains([':', ATOM]))
}

fn is_web_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

fn is_path_or_mailbox(word: &str) -> bool {
    (word.len() > 1 && word.starts_with(['/', '~', '-', '$']))
        || (word.contains('@') && word.contains('.'))
}

fn is_english_function_word(word: &str) -> bool {
    // With two marks on either side.
    if word.len() > LONGEST_FUNCTION_WORD + 4 {
        return false;
    }
    let word = without_edges(word);
    word.len() <= LONGEST_FUNCTION_WORD && ENGLISH_KEYS.contains(&key(word.as_bytes()))
}

fn without_edges(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// What is said outside quotation marks when anything votes there: a quotation does not turn the
/// sentence that quotes it.
fn outside_quotes(text: &str) -> Option<Reading> {
    let reading = Reading::of(&quotations::outside(text));
    (reading.votes.rtl + reading.votes.ltr > 0).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Ltr, Rtl};

    #[test]
    fn common_signs_have_no_direction() {
        let all = ('\0'..=char::MAX).filter(|letter| is_common_sign(*letter));
        for sign in all {
            let class = bidi_class(sign);

            assert!(
                !matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL),
                "{sign:?}"
            );
        }
    }

    #[test]
    fn a_hebrew_sentence_that_opens_with_a_product_name_is_right_to_left() {
        assert_eq!(decide("Node.js היא סביבה", Rtl), Rtl);
        assert_eq!(decide("TypeScript: מבוא", Rtl), Rtl);
        assert_eq!(decide("Node.js هي بيئة تشغيل", Rtl), Rtl);
    }

    #[test]
    fn an_english_sentence_stays_left_to_right_in_a_hebrew_document() {
        assert_eq!(
            decide("Premature optimization is the root of all evil.", Rtl),
            Ltr
        );
        assert_eq!(
            decide("The Hebrew word for page is דף in this text", Rtl),
            Ltr
        );
    }

    #[test]
    fn text_without_letters_follows_its_container() {
        assert_eq!(decide("127.0.0.1:8080", Rtl), Rtl);
        assert_eq!(decide("2024", Ltr), Ltr);
        assert_eq!(decide("https://example.com/a", Rtl), Rtl);
    }

    #[test]
    fn a_typed_mark_overrides_the_vote() {
        assert_eq!(decide("\u{200E}React, Vue — כולן", Rtl), Ltr);
        assert_eq!(decide("\u{200F}Node.js event loop", Ltr), Rtl);
    }

    #[test]
    fn a_quotation_does_not_turn_its_sentence() {
        assert_eq!(
            decide(
                "הוא אמר \"the quick brown fox is over the lazy dog\" והלך",
                Rtl
            ),
            Rtl
        );
        assert_eq!(decide("צה\"ל", Rtl), Rtl);
    }

    #[test]
    fn many_quotation_marks_cost_no_more_than_their_number() {
        let text = "\"a ".repeat(100_000);
        decide(&text, Rtl);
    }

    proptest::proptest! {
        /// The cases that are decided without counting are decided as counting would.
        #[test]
        fn a_short_cut_leads_to_the_same_place(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "שלום", "ה-Go", "the", "of", "Node.js", "\"a", "b\"", "ב-https://a.b", "/a", "12", "«", "»",
                    "'a", "b'", "it's", "צה\"ל", "”", "‘a’",
                    ":", "\u{FFFC}", "سلام",
                ]),
                0..12,
            ),
        ) {
            let text = words.join(" ");
            let spoken = outside_quotes(&text).unwrap_or_else(|| Reading::of(&text));
            for context in [Rtl, Ltr] {
                let counted = match (spoken.votes.rtl, spoken.votes.ltr) {
                    (0, 0) => context,
                    (_, 0) => Rtl,
                    (0, _) => Ltr,
                    _ if context.is_rtl() => mixed_in_rtl(&spoken),
                    _ => mixed_in_ltr(&spoken),
                };
                proptest::prop_assert_eq!(decide(&text, context), counted, "{}", text);
            }
        }
    }
}
