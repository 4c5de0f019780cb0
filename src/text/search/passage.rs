//! The passage of an article that answers best, and texts with their answering letters marked.

use std::collections::HashMap;
use std::ops::Range;

use super::inventory::Field;
use super::marks::{Answer, Sought};
use crate::text::analyzer::{self, Setting};
use crate::text::direction::{Direction, decide, is_bidi_control};
use crate::text::isolates::escape;
use crate::text::markdown::Part;
use crate::text::{phrases, repairs};

/// About this many letters stand in a passage.
const LONGEST: usize = 160;
/// How many of them may come before the first that answers.
const BEFORE: usize = 40;

/// A text in which some letters answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Bytes of the text, in order and apart from each other.
    pub marks: Vec<Range<usize>>,
    pub is_code: bool,
}

/// The whole of a short text, a title say.
pub fn whole(text: &str, sought: &Sought) -> Passage {
    let text = text.replace(is_bidi_control, "");
    let answers = answers(&text, Setting::Prose, sought).1;
    Passage {
        marks: merged(answers.into_iter().map(|answer| answer.place)),
        text,
        is_code: false,
    }
}

/// The densest passage of an article's parts: the one with the most different words of the question,
/// then with the most of them. The opening, when none answers.
pub fn best(parts: &[Part], sought: &Sought) -> Passage {
    let mut best: Option<(Density, Passage)> = None;
    for part in parts {
        if let Some((density, passage)) = of_part(part, sought)
            && best.as_ref().is_none_or(|(most, _)| density > *most)
        {
            best = Some((density, passage));
        }
    }
    let opening = || parts.iter().find(|part| part.field != Field::Code);
    match (best, opening()) {
        (Some((_, passage)), _) => passage,
        (None, Some(part)) => cut(part, 0, &[]),
        (None, None) => Passage::default(),
    }
}

/// How many different words answer in a passage, whether it is prose, and how many answers there are.
type Density = (usize, bool, usize);

/// The densest passage of one part, if it has any answer.
pub fn of_one(part: &Part, sought: &Sought) -> Option<Passage> {
    of_part(part, sought).map(|(_, passage)| passage)
}

fn of_part(part: &Part, sought: &Sought) -> Option<(Density, Passage)> {
    let (starts, answers) = answers(&part.text, setting(part), sought);
    if answers.is_empty() {
        return None;
    }
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let (mut most, mut first, mut end) = ((0, 0), 0, 0);
    for (start, answer) in answers.iter().enumerate() {
        while end < answers.len()
            && answers[end].place.end - answer.place.start <= reach(&part.text)
        {
            *seen.entry(answers[end].word).or_default() += 1;
            end += 1;
        }
        if (seen.len(), end - start) > most {
            most = (seen.len(), end - start);
            first = start;
        }
        if let Some(left) = seen.get_mut(&answer.word) {
            *left -= 1;
            if *left == 0 {
                seen.remove(&answer.word);
            }
        }
    }
    let from = beginning(&part.text, &starts, &answers[first]);
    let density = (most.0, part.field != Field::Code, most.1);
    Some((density, cut(part, from, &answers)))
}

/// How many bytes a passage has at most, about: letters of some scripts have two.
fn reach(text: &str) -> usize {
    let is_ascii = text.is_ascii();
    if is_ascii { LONGEST } else { LONGEST * 9 / 5 }
}

fn setting(part: &Part) -> Setting {
    match part.field {
        Field::Code => Setting::Code,
        _ => Setting::Prose,
    }
}

/// Where the words of a text begin, and those that answer.
fn answers(text: &str, setting: Setting, sought: &Sought) -> (Vec<usize>, Vec<Answer>) {
    let tokens = analyzer::tokens(text, setting);
    let starts = tokens.iter().map(|token| token.place.start).collect();
    (starts, sought.answers(&tokens))
}

/// The start of a passage: a few words before the first that answers, or the text's own start.
fn beginning(text: &str, starts: &[usize], first: &Answer) -> usize {
    if first.place.start <= BEFORE || text.chars().nth(LONGEST).is_none() {
        return 0;
    }
    let mut from = starts[first.token];
    for start in starts[..first.token].iter().rev() {
        if text[*start..first.place.start].chars().count() > BEFORE {
            return from;
        }
        from = *start;
    }
    0
}

/// At most [`LONGEST`] letters from a place on, ending with a word.
fn cut(part: &Part, from: usize, answers: &[Answer]) -> Passage {
    let rest = &part.text[from..];
    let to = match rest.char_indices().nth(LONGEST) {
        None => part.text.len(),
        Some((end, _)) => {
            let space = rest[..end].rfind(char::is_whitespace).filter(|at| *at > 0);
            from + space.unwrap_or(end)
        }
    };
    let places = answers.iter().map(|answer| answer.place.clone());
    let within = places.filter(|place| place.start >= from && place.end <= to);
    let mut passage = Passage {
        is_code: part.field == Field::Code,
        ..Passage::default()
    };
    if from > 0 {
        passage.text.push_str("… ");
    }
    let mut written = from;
    for place in merged(within) {
        push(&mut passage.text, &part.text[written..place.start]);
        let start = passage.text.len();
        push(&mut passage.text, &part.text[place.clone()]);
        passage.marks.push(start..passage.text.len());
        written = place.end;
    }
    push(&mut passage.text, &part.text[written..to]);
    if to < part.text.trim_end().len() {
        passage.text.truncate(passage.text.trim_end().len());
        passage.text.push_str(" …");
    }
    passage
}

/// On one line, without characters that turn it.
fn push(line: &mut String, text: &str) {
    line.extend(text.chars().filter(|letter| !is_bidi_control(*letter)).map(
        |letter| match letter {
            '\n' | '\r' | '\t' => ' ',
            other => other,
        },
    ));
}

fn merged(places: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for place in places {
        match merged.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => merged.push(place),
        }
    }
    merged
}

impl Passage {
    /// Escaped, its answers in `<mark>`, in an isolate of its own direction, each phrase of the other
    /// direction isolated as in an article.
    pub fn html(&self, base: Direction) -> String {
        if self.is_code {
            let code = self.phrase_by_phrase(Direction::Ltr);
            return format!("<code dir=\"ltr\">{code}</code>");
        }
        match base.is_rtl() {
            // As many letters as before, so that the marks stay right.
            true => Passage {
                text: repairs::turned(&self.text).into_owned(),
                ..self.clone()
            }
            .prose(base),
            false => self.prose(base),
        }
    }

    fn prose(&self, base: Direction) -> String {
        let direction = decide(&self.text, base);
        let prose = self.phrase_by_phrase(direction);
        format!("<bdi dir=\"{direction}\">{prose}</bdi>")
    }

    fn phrase_by_phrase(&self, direction: Direction) -> String {
        let mut html = String::new();
        let mut written = 0;
        for phrase in phrases::against(&self.text, direction) {
            html.push_str(&self.marked(written..phrase.start));
            let other = direction.opposite();
            let marked = self.marked(phrase.clone());
            html.push_str(&format!("<bdi dir=\"{other}\">{marked}</bdi>"));
            written = phrase.end;
        }
        html.push_str(&self.marked(written..self.text.len()));
        html
    }

    fn marked(&self, range: Range<usize>) -> String {
        let mut html = String::new();
        let mut written = range.start;
        for mark in &self.marks {
            let (start, end) = (mark.start.max(range.start), mark.end.min(range.end));
            if start < end {
                html.push_str(&escape(&self.text[written..start]));
                html.push_str("<mark>");
                html.push_str(&escape(&self.text[start..end]));
                html.push_str("</mark>");
                written = end;
            }
        }
        html.push_str(&escape(&self.text[written..range.end]));
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown;
    use crate::text::search::{Aliases, Query};

    fn sought(question: &str) -> Sought {
        Sought::of(&Query::parse(question, &Aliases::default()))
    }

    fn shown(source: &str, question: &str) -> String {
        let passage = best(&markdown::parts(source), &sought(question));
        passage.html(Direction::Rtl)
    }

    #[test]
    fn the_block_with_the_most_words_of_the_question_is_shown() {
        let source = "שרת אחד.\n\nמסד נתונים ושרת של הרשת.\n\nשרת שרת שרת.";

        assert_eq!(
            shown(source, "שרת נתונים"),
            "<bdi dir=\"rtl\">מסד <mark>נתונים</mark> ו<mark>שרת</mark> של הרשת.</bdi>"
        );
    }

    #[test]
    fn a_long_block_is_cut_around_its_answers() {
        let source = format!("{}event loop {}", "מילה ".repeat(100), "סוף ".repeat(100));
        let shown = shown(&source, "event loop");

        assert!(
            shown.contains("<bdi dir=\"ltr\"><mark>event</mark> <mark>loop</mark></bdi>"),
            "{shown}"
        );
        assert!(shown.starts_with("<bdi dir=\"rtl\">… מילה"), "{shown}");
        assert!(shown.ends_with(" …</bdi>"), "{shown}");
        assert!(shown.chars().count() < 300, "{shown}");
    }

    #[test]
    fn without_an_answer_it_is_the_opening() {
        assert_eq!(shown("# אב\n\nגד", "ה"), "<bdi dir=\"rtl\">אב</bdi>");
        assert_eq!(best(&[], &sought("x")), Passage::default());
    }

    #[test]
    fn a_title_is_marked_whole() {
        let title = whole("מבוא ל-Node.js", &sought("node"));

        assert_eq!(
            title.html(Direction::Rtl),
            "<bdi dir=\"rtl\">מבוא ל-<bdi dir=\"ltr\"><mark>Node</mark>.js</bdi></bdi>"
        );
    }

    #[test]
    fn a_phrase_is_shown_where_it_stands() {
        let source = "Quarks are many. The flavor of a quark.\n\nHere a quark flavor stands.";

        assert_eq!(
            shown(source, "\"quark flavor\""),
            "<bdi dir=\"ltr\">Here a <mark>quark</mark> <mark>flavor</mark> stands.</bdi>"
        );
    }

    #[test]
    fn strings_in_code_keep_their_places() {
        assert_eq!(
            shown("```js\nlet swap = [\"אב\", \"גד\"];\n```", "swap"),
            "<code dir=\"ltr\">let <mark>swap</mark> = [&quot;<bdi dir=\"rtl\">אב</bdi>&quot;, \
             &quot;<bdi dir=\"rtl\">גד</bdi>&quot;]; </code>"
        );
    }

    #[test]
    fn a_name_typed_backwards_is_turned_with_its_mark() {
        let title = whole("מבוא ל-++C", &sought("c++"));

        assert_eq!(
            title.html(Direction::Rtl),
            "<bdi dir=\"rtl\">מבוא ל-<bdi dir=\"ltr\"><mark>C++</mark></bdi></bdi>"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_somewhere(source in "[a-zאבגד ,.\\n`#*\u{202E}<>&]{0,400}", question in "[a-zאבגד ]{1,12}") {
            let passage = best(&markdown::parts(&source), &sought(&question));
            let html = passage.html(Direction::Ltr);

            proptest::prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            proptest::prop_assert_eq!(html.matches("<bdi").count(), html.matches("</bdi>").count());
        }
    }
}
