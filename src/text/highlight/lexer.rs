//! Cuts code into pieces of one colour, in one pass and whatever it holds.

use super::languages::Syntax;

/// A piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'c> {
    /// The class it is shown in; none for what has no colour.
    pub class: &'static str,
    pub text: &'c str,
    /// How many bytes at its edges are marks: quotes, the signs of a comment.
    pub marks: (usize, usize),
}

impl<'c> Piece<'c> {
    /// `///`, `/**` and `//!` are signs of a comment too.
    fn with_longer_mark(mut self) -> Piece<'c> {
        let (opening, rest) = self.text.split_at(self.marks.0);
        let inner = &rest[..rest.len() - self.marks.1];
        let last = opening.chars().next_back();
        let more = |letter: &char| Some(*letter) == last || *letter == '!';
        let longer = inner.chars().take_while(more);
        self.marks.0 += longer.map(char::len_utf8).sum::<usize>();
        self
    }

    pub fn new(class: &'static str, text: &'c str) -> Piece<'c> {
        Piece {
            class,
            text,
            marks: (0, 0),
        }
    }
}

pub fn pieces<'c>(code: &'c str, syntax: &Syntax, mut each: impl FnMut(Piece<'c>)) {
    let mut rest = code;
    let mut plain = 0;
    let mut before = ' ';
    while let Some(first) = rest[plain..].chars().next() {
        let here = &rest[plain..];
        match piece(here, first, before, syntax) {
            Some(piece) if piece.class.is_empty() => {
                before = piece.text.chars().next_back().unwrap_or(before);
                plain += piece.text.len();
            }
            Some(piece) => {
                if plain > 0 {
                    each(Piece::new("", &rest[..plain]));
                }
                before = piece.text.chars().next_back().unwrap_or(' ');
                rest = &here[piece.text.len()..];
                plain = 0;
                if !piece.text.is_empty() {
                    each(piece);
                }
            }
            None => {
                before = first;
                plain += first.len_utf8();
            }
        }
    }
    each(Piece::new("", rest));
}

/// The piece that begins here, if it has a colour.
fn piece<'c>(code: &'c str, first: char, before: char, syntax: &Syntax) -> Option<Piece<'c>> {
    if first.is_ascii_whitespace() {
        return None;
    }
    if first.is_ascii_digit() {
        let end = code.find(|letter| !is_word(letter) && letter != '.');
        return Some(Piece::new("tok-num", &code[..end.unwrap_or(code.len())]));
    }
    if is_word(first) {
        return word(code, syntax);
    }
    comment(code, before, syntax).or_else(|| string(code, first, syntax))
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn comment<'c>(code: &'c str, before: char, syntax: &Syntax) -> Option<Piece<'c>> {
    let mut comment = Piece::new("tok-com", code);
    if let Some(sign) = syntax
        .line_comments
        .iter()
        .find(|sign| code.starts_with(**sign))
    {
        // `$#` and `a#b` are no comments in a shell, nor is `http://` one anywhere.
        if matches!(*sign, "#" | "%" | ";" | "'" | "!" | "::") && !before.is_whitespace()
            || before == ':'
        {
            return None;
        }
        comment.text = &code[..code.find('\n').unwrap_or(code.len())];
        comment.marks.0 = sign.len();
        return Some(comment.with_longer_mark());
    }
    let (opening, closing) = syntax.block_comment?;
    let inner = code.strip_prefix(opening)?;
    comment.marks.0 = opening.len();
    if let Some(end) = inner.find(closing) {
        comment.text = &code[..opening.len() + end + closing.len()];
        comment.marks.1 = closing.len();
    }
    Some(comment.with_longer_mark())
}

fn string<'c>(code: &'c str, first: char, syntax: &Syntax) -> Option<Piece<'c>> {
    let mut string = Piece::new("tok-str", code);
    if let Some(mark) = syntax
        .long_quotes
        .iter()
        .find(|mark| code.starts_with(**mark))
    {
        string.marks.0 = mark.len();
        if let Some(end) = code[mark.len()..].find(mark) {
            string.text = &code[..end + 2 * mark.len()];
            string.marks.1 = mark.len();
        }
        return Some(string);
    }
    if first == '\'' && syntax.letters {
        return letter(code);
    }
    if !syntax.quotes.contains(&first) {
        return None;
    }
    let mut is_escaped = false;
    string.marks.0 = 1;
    for (place, letter) in code.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => {
                string.text = &code[..place];
                return Some(string);
            }
            mark if mark == first => {
                string.text = &code[..place + 1];
                string.marks.1 = 1;
                return Some(string);
            }
            _ => {}
        }
    }
    Some(string)
}

/// `'a'` or `'\n'`; a lone mark begins a lifetime or a label.
fn letter(code: &str) -> Option<Piece<'_>> {
    const LONGEST: usize = 12;
    let mut letters = code.char_indices().skip(1);
    let (_, first) = letters.next()?;
    let mut rest = letters
        .take(if first == '\\' { LONGEST } else { 1 })
        .skip(usize::from(first == '\\'));
    let (end, _) = rest.find(|(_, letter)| *letter == '\'')?;
    let mut piece = Piece::new("tok-str", &code[..=end]);
    piece.marks = (1, 1);
    Some(piece)
}

fn word<'c>(code: &'c str, syntax: &Syntax) -> Option<Piece<'c>> {
    let end = code.bytes().position(|byte| !is_word(byte.into()));
    let (word, after) = code.split_at(end.unwrap_or(code.len()));
    let is_among = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let is_constant = || match syntax.ignores_case {
        true => is_among(syntax.constants),
        false => syntax.constants.contains(&word),
    };
    let is_word = || match syntax.ignores_case {
        true => is_among(syntax.words),
        false => syntax.words.binary_search(&word).is_ok(),
    };
    let is_type = || {
        syntax.types
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.contains(|letter: char| letter.is_ascii_lowercase())
    };
    let class = if is_constant() {
        "tok-const"
    } else if is_word() {
        "tok-key"
    } else if syntax.properties && after.starts_with([':', '=']) {
        "tok-attr"
    } else if is_type() {
        "tok-type"
    } else if after.starts_with('(') {
        "tok-fn"
    } else {
        ""
    };
    Some(Piece::new(class, word))
}
