//! Numbers that a right-to-left sentence would show in another order than they are typed in.

use super::edges::is_digit;

/// Which numbers a right-to-left sentence would show in another order.
pub fn needs_isolate(number: &str, in_arabic: bool) -> bool {
    let is_range = number.contains(['–', '—']) && !number.contains(['+', '=', '*', '^']);
    if is_range {
        return false;
    }
    let begins_with_sign =
        number.starts_with(['-', '+', '−', '±', '#', '<', '>', '/', '~', '.', ':']);
    let ends_with_sign = number.ends_with(['+', '*', '/', '#']);
    let holds_operator = number.contains([
        '=', '*', '^', '×', '÷', '<', '>', '≤', '≥', '(', ')', '_', '&', '?', '−', '+',
    ]);
    // After Arabic letters digits do not join across hyphens: dates and telephone numbers would turn.
    let turns_in_arabic = in_arabic && number.contains('-') && !is_plain_range(number);
    begins_with_sign || ends_with_sign || holds_operator || turns_in_arabic
}

/// `2024-01`.
fn is_year_and_month(number: &str) -> bool {
    let is_month = |month: &str| {
        month.len() == 2
            && month
                .parse::<u8>()
                .is_ok_and(|month| (1..=12).contains(&month))
    };
    let pair = number.split_once('-');
    pair.is_some_and(|(year, month)| {
        year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit()) && is_month(month)
    })
}

/// Two short numbers and a hyphen: `10-20`, `2019-2023`, `3-5%`.
fn is_plain_range(number: &str) -> bool {
    let number = number.trim_end_matches(['%', '‰', '€', '$', '₪', '£']);
    if is_year_and_month(number) {
        return false;
    }
    let is_short =
        |part: &str| (1..=4).contains(&part.chars().count()) && part.chars().all(is_digit);
    number
        .split_once('-')
        .is_some_and(|(from, to)| is_short(from) && is_short(to))
}
