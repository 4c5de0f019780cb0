//! Quotation marks, and what of a text stands outside them.
//!
//! The same signs are geresh and gershayim in Hebrew words and apostrophes in English ones.

use super::direction::is_rtl_letter;

/// The mark that closes a quotation which `opening` opens. Hebrew closes one with the mark that opens it.
pub fn closing_mark(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '“' | '„' | '”' => Some('”'),
        '\'' => Some('\''),
        '‘' | '’' => Some('’'),
        '«' => Some('»'),
        '‹' => Some('›'),
        _ => None,
    }
}

/// Whether a mark is an apostrophe or a geresh wherever letters come before it.
pub fn is_apostrophe(mark: char) -> bool {
    matches!(mark, '\'' | '’')
}

/// The text with spaces in place of each quotation.
pub fn outside(text: &str) -> String {
    let lasts = ['"', '”', '\'', '’', '»', '›'].map(|mark| (mark, last_closing(text, mark)));
    let is_closed = |mark: char, place: usize| {
        lasts
            .iter()
            .any(|last| last.0 == mark && last.1 > Some(place))
    };
    let mut outside = String::with_capacity(text.len());
    let mut closing = None;
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let after = letters.peek().map_or(' ', |(_, next)| *next);
        let around = (std::mem::replace(&mut before, letter), after);
        if let Some(mark) = closing {
            if letter == mark && closes(mark, around) {
                closing = None;
                outside.push(' ');
            }
            continue;
        }
        closing =
            closing_mark(letter).filter(|mark| opens(letter, around) && is_closed(*mark, place));
        outside.push(if closing.is_some() { ' ' } else { letter });
    }
    outside
}

/// Where the last quotation ends that `mark` closes. With no end after it, a mark opens none, and no text
/// is read twice in search of one.
fn last_closing(text: &str, mark: char) -> Option<usize> {
    let closes_at = |place: usize| {
        let before = text[..place].chars().next_back().unwrap_or(' ');
        let after = text[place + mark.len_utf8()..].chars().next();
        closes(mark, (before, after.unwrap_or(' ')))
    };
    let mut places = text.rmatch_indices(mark).map(|(place, _)| place);
    places.find(|place| closes_at(*place))
}

fn opens(mark: char, (before, after): (char, char)) -> bool {
    match is_apostrophe(mark) {
        true => !before.is_alphanumeric() && !after.is_whitespace(),
        false => !(before.is_alphanumeric() && after.is_alphanumeric()),
    }
}

fn closes(mark: char, (before, after): (char, char)) -> bool {
    match is_apostrophe(mark) {
        true => !before.is_whitespace() && !after.is_alphanumeric(),
        false => !(is_rtl_letter(before) && is_rtl_letter(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_outside(text: &str) -> String {
        let outside = outside(text);
        outside.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_quoted_is_left_out() {
        for text in [
            "א \"b c\" ד",
            "א “b c” ד",
            "א ”b c” ד",
            "א „b c” ד",
            "א 'b c' ד",
            "א ‘it’s c’ ד",
            "א ’b c’ ד",
            "א «b» ‹c› ד",
            "א ”ב צה”ל ג” ד",
        ] {
            assert_eq!(words_outside(text), "א ד", "{text}");
        }
    }

    #[test]
    fn a_sign_of_a_word_quotes_nothing() {
        for text in [
            "צה\"ל ומפ”ם",
            "ג'ון וגב' כהן",
            "don't, it's, users' and users'",
            "'Tis the season, and it's late",
            "\"מ צה\"ל ב",
        ] {
            assert_eq!(outside(text), text);
        }
    }
}
