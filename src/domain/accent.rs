//! The site's one colour of its own, and the shades of it that can be read on light and dark paper.

use super::refusal::Refusal;

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    red: u8,
    green: u8,
    blue: u8,
}

/// The paper of the two themes on which a shade is hardest to read, `--sunk` in `static/css/site.css`.
const LIGHT_PAPER: Accent = Accent::new(0xf1, 0xee, 0xe5);
const DARK_PAPER: Accent = Accent::new(0x22, 0x24, 0x2a);

/// The contrast that text needs (WCAG 2.2, 1.4.3), and a little more for rounding.
const ENOUGH: f64 = 4.6;

impl Accent {
    const fn new(red: u8, green: u8, blue: u8) -> Accent {
        Accent { red, green, blue }
    }

    /// Reads `#rrggbb`, with or without its sign.
    pub fn parse(typed: &str) -> Result<Accent, Refusal> {
        let digits = typed.trim();
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refusal::Malformed);
        }
        let part = |place: usize| {
            u8::from_str_radix(&digits[place..place + 2], 16).map_err(|_| Refusal::Malformed)
        };
        Ok(Accent::new(part(0)?, part(2)?, part(4)?))
    }

    /// Six digits without a sign.
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Its red, its green and its blue.
    pub fn parts(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// The nearest shade that can be read on light paper.
    pub fn on_light(self) -> Accent {
        self.readable(LIGHT_PAPER, Accent::new(0, 0, 0))
    }

    /// The nearest shade that can be read on dark paper.
    pub fn on_dark(self) -> Accent {
        self.readable(DARK_PAPER, Accent::new(255, 255, 255))
    }

    fn readable(self, paper: Accent, towards: Accent) -> Accent {
        (0..=100)
            .map(|step| self.mixed(towards, f64::from(step) / 100.0))
            .find(|shade| shade.contrast(paper) >= ENOUGH)
            .unwrap_or(towards)
    }

    fn mixed(self, other: Accent, share: f64) -> Accent {
        let mix = |one: u8, two: u8| {
            (f64::from(one) * (1.0 - share) + f64::from(two) * share).round() as u8
        };
        Accent::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    fn contrast(self, other: Accent) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl std::fmt::Display for Accent {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "#{}", self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(Accent::parse(" #0A7c8F ").unwrap().to_string(), "#0a7c8f");
        for wrong in ["", "#fff", "red", "#12345g", "#1234567", "#ééé"] {
            assert_eq!(Accent::parse(wrong), Err(Refusal::Malformed), "{wrong}");
        }
    }

    #[test]
    fn the_papers_are_those_of_the_stylesheet() {
        let css = include_str!("../../static/css/site.css");

        for paper in [LIGHT_PAPER, DARK_PAPER] {
            assert!(css.contains(&format!("--sunk: {paper}")), "{paper}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_colour_can_be_read_on_both_papers(red: u8, green: u8, blue: u8) {
            let accent = Accent::new(red, green, blue);

            proptest::prop_assert!(accent.on_light().contrast(LIGHT_PAPER) >= 4.5);
            proptest::prop_assert!(accent.on_dark().contrast(DARK_PAPER) >= 4.5);
        }
    }
}
