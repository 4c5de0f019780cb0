//! Cuts HTML and XML into pieces of one colour.

use super::lexer::Piece;

pub fn pieces<'c>(code: &'c str, mut each: impl FnMut(Piece<'c>)) {
    let mut rest = code;
    while let Some(opening) = rest.find('<') {
        each(Piece::new("", &rest[..opening]));
        rest = &rest[opening..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->");
            let (comment, after) = rest.split_at(end.map_or(rest.len(), |end| end + 3));
            let mut piece = Piece::new("tok-com", comment);
            piece.marks = (4, if end.is_some() { 3 } else { 0 });
            each(piece);
            rest = after;
        } else {
            rest = tag(rest, &mut each);
        }
    }
    each(Piece::new("", rest));
}

/// A tag, from its `<` to its `>`; the answer is what follows.
fn tag<'c>(code: &'c str, each: &mut impl FnMut(Piece<'c>)) -> &'c str {
    let is_sign = |letter: char| matches!(letter, '<' | '/' | '!' | '?');
    let signs = code.find(|letter| !is_sign(letter)).unwrap_or(code.len());
    each(Piece::new("", &code[..signs]));
    let (name, mut rest) = name(&code[signs..]);
    each(Piece::new("tok-tag", name));
    if name.is_empty() {
        return rest;
    }
    while let Some(first) = rest.chars().next() {
        let (class, end) = match first {
            '>' | '<' => return rest,
            '"' | '\'' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
                let mut piece = Piece::new("tok-str", &rest[..end]);
                piece.marks = (1, usize::from(end > 1 && rest[..end].ends_with(first)));
                each(piece);
                rest = &rest[end..];
                continue;
            }
            _ => match self::name(rest).0.len() {
                0 => ("", first.len_utf8()),
                end => ("tok-attr", end),
            },
        };
        each(Piece::new(class, &rest[..end]));
        rest = &rest[end..];
    }
    rest
}

fn name(code: &str) -> (&str, &str) {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_:.@#".contains(letter);
    code.split_at(code.find(|letter| !is_name(letter)).unwrap_or(code.len()))
}
