//! Formulas: TeX to MathML, which browsers set themselves.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, Storage};

use super::controls::is_hidden;
use super::sanitize;

/// Longer and deeper than this, or with hidden characters, a formula is shown as it was typed: it is no formula, and what sets it
/// goes through its groups one inside the other.
const LONGEST: usize = 8 * 1024;
const DEEPEST: usize = 64;

/// The MathML of a formula in TeX, always left to right; none when it cannot be set.
pub fn mathml(source: &str, is_display: bool) -> Option<String> {
    let is_formula = source.len() <= LONGEST
        && depth(source) <= DEEPEST
        && !source.trim().is_empty()
        && !source.contains(is_hidden);
    if !is_formula {
        return None;
    }
    let storage = Storage::new();
    let events: Result<Vec<Event>, _> = Parser::new(source, &storage).collect();
    let events = events.ok()?;
    let display_mode = match is_display {
        true => DisplayMode::Block,
        false => DisplayMode::Inline,
    };
    let config = RenderConfig {
        display_mode,
        ..RenderConfig::default()
    };
    let mut written = Vec::with_capacity(source.len() * 8);
    let events = events.into_iter().map(Ok::<_, std::fmt::Error>);
    pulldown_latex::write_mathml(&mut written, events, config).ok()?;
    let formula = sanitize::math(&String::from_utf8(written).ok()?);
    let rest = formula.strip_prefix("<math")?;
    Some(format!("<math dir=\"ltr\"{rest}"))
}

/// How deep the groups of a formula nest at most.
fn depth(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for letter in source.chars() {
        match letter {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest + source.matches("\\begin").count() + source.matches("\\left").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_runs_left_to_right() {
        let formula = mathml("x^2 + 1", false).unwrap();

        assert!(formula.starts_with("<math dir=\"ltr\""), "{formula}");
        assert!(formula.contains("<msup>"), "{formula}");
    }

    #[test]
    fn what_is_no_formula_is_not_set() {
        for source in ["\\frac{", "\\nosuch", "}", "", "\\begin{x}"] {
            assert_eq!(mathml(source, false), None, "{source}");
        }
    }

    #[test]
    fn a_formula_brings_no_markup_of_its_own() {
        let formula = mathml("\\text{<script>} a < b", true).unwrap();

        assert!(!formula.contains("<script"), "{formula}");
    }
}
