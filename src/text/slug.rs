//! Names for addresses: Hebrew and Arabic letters are kept, marks and punctuation are not.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::direction::{is_bidi_control, is_bidi_mark};

/// The most letters a slug made from a title has.
pub const MOST_LETTERS: usize = 60;

/// A slug for a title or a heading; empty when the text has no letter or digit.
pub fn from_title(title: &str) -> String {
    let named = name_languages(fold(title));
    let mut slug = String::with_capacity(named.len());
    for letter in named.chars() {
        if matches!(letter, 'א'..='ת' | 'ا'..='غ' | 'ف'..='ي') || letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = shorten(slug.trim_end_matches('-'));
    match slug.chars().all(is_folded_by_case) {
        true => slug.to_owned(),
        false => slug.nfc().collect(),
    }
}

/// The form in which two slugs are compared: NFC, lower case.
pub fn canonical(slug: &str) -> String {
    slug.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Lower-cased text without what a reader does not type: controls, vowel points, accents, quotes.
fn fold(text: &str) -> String {
    if text.chars().all(is_folded_by_case) {
        let letters = text.chars().filter(|letter| !is_quote(*letter));
        return letters.map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let plain: String = text
        .nfkc()
        .filter(|letter| !is_invisible(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    plain
        .nfd()
        .filter(|letter| !is_combining_mark(*letter) || is_kept_mark(*letter))
        .filter(|letter| !is_quote(*letter) && *letter != '\u{0640}')
        .nfc()
        .collect()
}

/// Letters without accents, points or other forms: most titles have no others.
fn is_folded_by_case(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي' | '־' | '–' | '—')
}

/// Marks that make another letter and not an accent: Arabic madda and hamza.
fn is_kept_mark(letter: char) -> bool {
    matches!(letter, '\u{0653}'..='\u{0655}')
}

fn is_invisible(letter: char) -> bool {
    is_bidi_control(letter)
        || is_bidi_mark(letter)
        || matches!(letter, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

fn is_quote(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '"' | '‘' | '’' | '“' | '”' | '„' | '״' | '׳' | '`' | '«' | '»' | '‹' | '›'
    )
}

/// `C++` is `cpp`, `C#` is `csharp`, `.NET` is `dotnet`, and `Node.js` is `nodejs`.
fn name_languages(text: String) -> String {
    if !text.contains(['+', '#', '.']) {
        return text;
    }
    let mut named = String::with_capacity(text.len());
    let letters: Vec<char> = text.chars().collect();
    let mut place = 0;
    while place < letters.len() {
        let rest = &letters[place..];
        let starts_word = place == 0 || !is_latin(letters[place - 1]);
        if starts_word && let Some((name, length)) = language_name(rest) {
            named.push_str(name);
            place += length;
            continue;
        }
        let inner_dot =
            rest[0] == '.' && place > 0 && is_in_word(letters[place - 1], rest.get(1).copied());
        if !inner_dot {
            named.push(rest[0]);
        }
        place += 1;
    }
    named
}

/// Whether a dot between two letters is inside a Latin word; between two digits it is a number's.
fn is_in_word(before: char, after: Option<char>) -> bool {
    let is_number = before.is_ascii_digit() && after.is_some_and(|next| next.is_ascii_digit());
    is_latin(before) && after.is_some_and(is_latin) && !is_number
}

fn language_name(rest: &[char]) -> Option<(&'static str, usize)> {
    const NAMES: [(&str, &str); 5] = [
        ("c++", "cpp"),
        ("++c", "cpp"),
        ("c#", "csharp"),
        ("f#", "fsharp"),
        (".net", "dotnet"),
    ];
    NAMES.iter().find_map(|(typed, name)| {
        let length = typed.len();
        let matches = rest.len() >= length && typed.chars().zip(rest).all(|(a, b)| a == *b);
        let ends = rest
            .get(length)
            .is_none_or(|next| !next.is_ascii_alphabetic());
        (matches && ends).then_some((*name, length))
    })
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
}

/// At most [`MOST_LETTERS`] letters, cut at a hyphen when there is one.
fn shorten(slug: &str) -> &str {
    let Some((end, _)) = slug.char_indices().nth(MOST_LETTERS) else {
        return slug;
    };
    if slug[end..].starts_with('-') {
        return &slug[..end];
    }
    match slug[..end].rfind('-') {
        Some(hyphen) if hyphen > 0 => &slug[..hyphen],
        _ => &slug[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs_in_their_own_letters() {
        for (title, slug) in [
            ("מבוא ל-Backend ול-Node.js", "מבוא-ל-backend-ול-nodejs"),
            ("Node.js event loop", "nodejs-event-loop"),
            ("שפת C++ מול C# ו-.NET", "שפת-cpp-מול-csharp-ו-dotnet"),
            ("הַקְדָּמָה לתכנות", "הקדמה-לתכנות"),
            ("צה\"ל ומרכז ג׳ורג׳", "צהל-ומרכז-גורג"),
            ("בית־ספר לתכנות", "בית-ספר-לתכנות"),
            ("  שלום,  עולם!  ", "שלום-עולם"),
            ("مقدمة إلى Node.js", "مقدمة-إلى-nodejs"),
            ("الكـــتابُ", "الكتاب"),
            ("ש\u{202E}לום", "שלום"),
            ("Café — כיתה", "cafe-כיתה"),
            ("+++", ""),
            ("C++17 חדש", "cpp17-חדש"),
            ("Python 3.12 חדש", "python-3-12-חדש"),
            ("גרסה 3.14", "גרסה-3-14"),
            (".NET 8.0", "dotnet-8-0"),
            ("ה«מסך»", "המסך"),
        ] {
            assert_eq!(from_title(title), slug, "{title}");
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let slug = from_title(&"שלום עולם ".repeat(20));

        assert!(slug.chars().count() <= MOST_LETTERS);
        assert!(slug.ends_with("שלום") || slug.ends_with("עולם"));
    }
}
