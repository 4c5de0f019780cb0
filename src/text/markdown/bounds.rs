//! Keeps the nesting of a source's quotations and lists to what articles have, so that the time to
//! parse it grows as its length does.
//!
//! A parser looks at each open block for each line. A line of a million `>` opens a million, and a
//! million empty lines after `- - - -` …, each going through every list, cost the product. So past
//! [`DEEPEST`] signs of a block at the start of a line, the next is escaped: it is read as text.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// How many quotations and lists may begin on a line, and how many columns of white space and signs
/// may stand before one: a list in a list begins at least two columns further.
const DEEPEST: usize = 100;
const WIDEST: usize = 400;

/// The source with what begins blocks too deep escaped, and its lines ended by a line feed alone, as
/// HTML parsers read them.
pub fn bounded(source: &str) -> Cow<'_, str> {
    if memchr(b'\r', source.as_bytes()).is_some() {
        let lines = source.replace("\r\n", "\n").replace('\r', "\n");
        return bounded(&lines).into_owned().into();
    }
    let starts = memchr_iter(b'\n', source.as_bytes()).map(|end| end + 1);
    if !starts
        .chain([0])
        .any(|start| too_deep(&source[start..]).is_some())
    {
        return source.into();
    }
    let mut bounded = String::with_capacity(source.len() + 64);
    for line in source.split_inclusive('\n') {
        match too_deep(line) {
            Some(place) => {
                bounded.push_str(&line[..place]);
                bounded.push('\\');
                bounded.push_str(&line[place..]);
            }
            None => bounded.push_str(line),
        }
    }
    bounded.into()
}

/// Where the first sign stands that would begin a block too deep.
fn too_deep(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    if bytes.len() <= DEEPEST {
        return None;
    }
    let (mut place, mut signs, mut columns) = (0, 0, 0);
    while let Some(byte) = bytes.get(place) {
        match byte {
            b' ' => columns += 1,
            // A tab is four columns.
            b'\t' => columns += 4,
            b'>' | b'-' | b'+' | b'*' | b'0'..=b'9' => {
                let end = sign_end(bytes, place)?;
                signs += 1;
                columns += 1;
                if signs > DEEPEST || columns > WIDEST {
                    // A number is escaped at its stop.
                    return Some(end - 1);
                }
                place = end - 1;
            }
            _ => return None,
        }
        place += 1;
    }
    None
}

/// The end of a quotation's or a list item's sign.
fn sign_end(bytes: &[u8], place: usize) -> Option<usize> {
    let after = |end: usize| matches!(bytes.get(end), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    match bytes[place] {
        b'>' => Some(place + 1),
        b'-' | b'+' | b'*' => Some(place + 1).filter(|end| after(*end)),
        _ => {
            let digits = bytes[place..]
                .iter()
                .take(10)
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let end = place + digits + 1;
            let has_stop = matches!(bytes.get(end - 1), Some(b'.' | b')'));
            Some(end).filter(|end| has_stop && after(*end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_deep_is_escaped() {
        for source in [
            "> - 1. a\n\n```\n>>>\n```",
            &"- ".repeat(100),
            &"-".repeat(500),
        ] {
            assert_eq!(bounded(source), source);
        }
        let deep = bounded(&">".repeat(150)).into_owned();

        assert_eq!(deep, format!("{}\\{}", ">".repeat(100), ">".repeat(50)));
    }
}
