//! Addresses of the web in a text: left to right from end to end, also where their letters are Hebrew.

use std::ops::Range;

use super::runs::{Kind, Run};
use crate::text::direction::{ATOM, is_rtl_letter};

/// The runs with each address that holds right-to-left letters as one.
pub fn joined(text: &str, runs: Vec<Run>) -> Vec<Run> {
    let addresses = mixed_addresses(text);
    if addresses.is_empty() {
        return runs;
    }
    let mut joined = Vec::with_capacity(runs.len());
    let mut addresses = addresses.into_iter().peekable();
    for run in runs {
        while let Some(address) = addresses.next_if(|address| address.end <= run.place.start) {
            joined.push(Run::new(text, address, Kind::Term));
        }
        let is_inside = addresses
            .peek()
            .is_some_and(|address| run.place.end > address.start);
        if !is_inside {
            joined.push(run);
        }
    }
    joined.extend(addresses.map(|address| Run::new(text, address, Kind::Term)));
    joined
}

fn mixed_addresses(text: &str) -> Vec<Range<usize>> {
    let mut addresses: Vec<Range<usize>> = Vec::new();
    if !text.contains(':') {
        return addresses;
    }
    for (colon, mark) in text.match_indices("://") {
        if addresses.last().is_some_and(|last| last.end > colon) {
            continue;
        }
        let scheme = text[..colon]
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let path = &text[colon + mark.len()..];
        let end = path.find(is_end).unwrap_or(path.len());
        let path = path[..end].trim_end_matches(['.', ',', ':', ';', '!', '?', '…', ')', ']']);
        if scheme > 0 && path.contains(is_rtl_letter) {
            addresses.push(colon - scheme..colon + mark.len() + path.len());
        }
    }
    addresses
}

fn is_end(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ATOM | '"' | '<' | '>' | '”' | '»')
}
