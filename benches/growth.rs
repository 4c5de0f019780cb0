//! Whether time grows as texts do: inputs that are known to be hard for parsers, in three sizes.
//!
//! ```text
//! cargo bench --bench growth
//! ```
//!
//! A text four times as long takes about four times as long, and somewhat more where its tree no longer
//! fits the processor's caches; the square would be sixteen times. Where it takes more than ten times, on
//! average over the two steps, the run fails.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use daf::text::analyzer::{self, Setting};
use daf::text::language::Language;
use daf::text::search::{Aliases, Query};
use daf::text::{markdown, plain, slug};

/// Bytes of each input.
const SIZES: [usize; 3] = [64 * 1024, 256 * 1024, 1024 * 1024];
const MOST_GROWTH: f64 = 10.0;
/// Shorter times say nothing.
const SHORTEST: Duration = Duration::from_millis(50);
const ROUNDS: usize = 3;

/// What is repeated.
const REPEATED: [(&str, &str); 34] = [
    (
        "prose",
        "ה-Backend עונה ל-Node.js, React או Vue, ו-`f(x)` מחזירה 5. ",
    ),
    ("one long word", "א"),
    ("one long latin word", "a"),
    ("words and letters", "אa"),
    ("brackets", "["),
    ("links that open", "[a]("),
    ("links in brackets", "[a](b \"c\") "),
    ("round brackets", "("),
    ("closing brackets", ")"),
    ("stars", "*"),
    ("stars and words", "*a **b "),
    ("underscores", "_a_b"),
    ("strikes", "~~a ~b "),
    ("code marks", "`a ``b "),
    ("dollar signs", "$a$ $$b$$ $c "),
    ("quotation marks", "\"a ”ב “c "),
    ("single marks", "'a ’ב "),
    ("commas", "a, ב, c; "),
    ("stops", "a. the b! "),
    ("signs", "#.-+/~<&%"),
    ("dots", "..."),
    ("braces", "{dir=rtl} {a "),
    ("quotations", "> "),
    ("lists in lists", "- - - "),
    ("list lines", "- a\n  - the ב\n"),
    ("quotations in turns", "> a\n\nב\n\n"),
    ("table cells", "|a|ב"),
    ("notes", "[^1] [^a]"),
    ("note definitions", "[^a]: the\n\n"),
    ("angle brackets", "<a <b> <!-- "),
    ("entities", "&amp;&#x5d0;&"),
    ("control characters", "\u{202E}a\u{2066}ב\u{200E}"),
    ("points", "בּ\u{0301}"),
    ("terms and what they mean", "a\n: ב\n\n"),
];

type Reader = (&'static str, fn(&str));

const READERS: [Reader; 7] = [
    ("article, he", |text| {
        black_box(markdown::render(text, Language::He));
    }),
    ("article, en", |text| {
        black_box(markdown::render(text, Language::En));
    }),
    ("comment", |text| {
        black_box(markdown::render_comment(text, Language::Ar));
    }),
    ("words", |text| {
        black_box(analyzer::tokens(text, Setting::Prose));
        black_box(analyzer::tokens(text, Setting::Code));
    }),
    ("question", |text| {
        black_box(Query::parse(text, &Aliases::default()));
    }),
    ("plain", |text| {
        black_box(plain::directed(text, Language::He.direction()));
    }),
    ("slug", |text| {
        black_box(slug::from_title(text));
    }),
];

fn main() -> ExitCode {
    let mut is_linear = true;
    println!(
        "{:<26} {:<12} {:>9} {:>9} {:>9} {:>7}",
        "", "", "64 KB", "256 KB", "1 MB", "growth"
    );
    for (name, piece) in REPEATED {
        for (reader, read) in READERS {
            let times = SIZES.map(|size| best(&piece.repeat(size / piece.len()), read));
            let growth = (times[2].as_secs_f64() / times[0].as_secs_f64().max(0.000_1)).sqrt();
            let is_steep = growth > MOST_GROWTH && times[2] > SHORTEST;
            is_linear &= !is_steep;
            if is_steep || reader == READERS[0].0 {
                let [small, middling, large] = times.map(|time| time.as_secs_f64() * 1_000.0);
                println!(
                    "{name:<26} {reader:<12} {small:>9.1} {middling:>9.1} {large:>9.1} {growth:>7.1}"
                );
            }
        }
    }
    match is_linear {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The best time of a few, in which other work of the machine is least.
fn best(text: &str, read: fn(&str)) -> Duration {
    let times = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        read(text);
        began.elapsed()
    });
    times.min().unwrap_or_default()
}
