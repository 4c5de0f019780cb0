//! Content codings (RFC 9110, 8.4.1): which one a reader wants most, and how a page is put into it.

use std::io::Write;

use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// A coding that makes a page smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Brotli,
    Zstd,
    Gzip,
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A reader waits.
    Fast,
    /// For everybody who comes after.
    High,
}

impl Coding {
    /// The one that makes pages smallest first.
    pub const ALL: [Coding; 3] = [Coding::Brotli, Coding::Zstd, Coding::Gzip];

    pub fn name(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
            Coding::Gzip => "gzip",
        })
    }

    /// What the name of a file in this coding ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Zstd => "zst",
            Coding::Gzip => "gz",
        }
    }

    /// What marks the tag of a page in this coding.
    pub fn mark(self) -> &'static str {
        match self {
            Coding::Brotli => "-br",
            Coding::Zstd => "-zs",
            Coding::Gzip => "-gz",
        }
    }

    pub fn encode(self, text: &[u8], effort: Effort) -> std::io::Result<Vec<u8>> {
        let room = Vec::with_capacity(text.len() / 3);
        let is_fast = effort == Effort::Fast;
        match self {
            Coding::Gzip => {
                let level = if is_fast { 4 } else { 9 };
                let mut coder =
                    flate2::write::GzEncoder::new(room, flate2::Compression::new(level));
                coder.write_all(text)?;
                coder.finish()
            }
            Coding::Brotli => {
                const WINDOW: u32 = 20;
                let level = if is_fast { 3 } else { 10 };
                let mut coder = brotli::CompressorWriter::new(room, 4_096, level, WINDOW);
                coder.write_all(text)?;
                coder.flush()?;
                Ok(coder.into_inner())
            }
            Coding::Zstd => zstd::bulk::compress(text, if is_fast { 3 } else { 16 }),
        }
    }
}

/// The coding a reader wants most, by its weights and then by its size; none for the page as it is.
pub(super) fn wanted(headers: &HeaderMap) -> Option<Coding> {
    let lines = headers.get_all(header::ACCEPT_ENCODING);
    best(
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(',')),
    )
}

fn best<'a>(ranges: impl Iterator<Item = &'a str>) -> Option<Coding> {
    const MOST_RANGES: usize = 30;
    let mut weights: [Option<f32>; 3] = [None; 3];
    let mut others: Option<f32> = None;
    let mut plain: Option<f32> = None;
    for range in ranges.take(MOST_RANGES) {
        let (name, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = match weight.trim().strip_prefix("q=") {
            Some(number) => number.trim().parse().unwrap_or(0.0),
            None => 1.0,
        };
        let name = name.trim();
        if name == "*" {
            others = Some(weight);
        } else if name.eq_ignore_ascii_case("identity") {
            plain = Some(weight);
        } else if let Some(place) = place(name) {
            weights[place] = Some(weight);
        }
    }
    let mut best: Option<(Coding, f32)> = None;
    for (coding, weight) in Coding::ALL.into_iter().zip(weights) {
        let weight = weight.or(others).unwrap_or(0.0);
        if weight > best.map_or(0.0, |(_, most)| most) {
            best = Some((coding, weight));
        }
    }
    let plain = plain.unwrap_or(0.0);
    best.filter(|(_, weight)| *weight >= plain)
        .map(|(coding, _)| coding)
}

fn place(name: &str) -> Option<usize> {
    if name.eq_ignore_ascii_case("br") {
        Some(0)
    } else if name.eq_ignore_ascii_case("zstd") {
        Some(1)
    } else if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn of(line: &str) -> Option<Coding> {
        best(line.split(','))
    }

    #[test]
    fn the_coding_that_is_wanted_most_wins_and_the_smallest_among_equals() {
        assert_eq!(of("gzip, deflate, br, zstd"), Some(Coding::Brotli));
        assert_eq!(of("gzip, deflate"), Some(Coding::Gzip));
        assert_eq!(of("br;q=0, GZIP;q=0.5, zstd; q=0.1"), Some(Coding::Gzip));
        assert_eq!(of("*"), Some(Coding::Brotli));
        assert_eq!(of("*, br;q=0"), Some(Coding::Zstd));
        assert_eq!(of("gzip;q=0.5, identity"), None);
        assert_eq!(of("*;q=0"), None);
        assert_eq!(of(""), None);
        assert_eq!(of("gzip;q=x"), None);
        assert_eq!(of("deflate, compress"), None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]

        #[test]
        fn every_coding_can_be_undone(text in ".{0,400}", times in 1usize..30) {
            let text = text.repeat(times);
            for effort in [Effort::Fast, Effort::High] {
                let mut gzip = String::new();
                let coded = Coding::Gzip.encode(text.as_bytes(), effort).unwrap();
                flate2::read::GzDecoder::new(&coded[..]).read_to_string(&mut gzip).unwrap();
                let mut brotli = String::new();
                let coded = Coding::Brotli.encode(text.as_bytes(), effort).unwrap();
                brotli::Decompressor::new(&coded[..], 4_096).read_to_string(&mut brotli).unwrap();
                let coded = Coding::Zstd.encode(text.as_bytes(), effort).unwrap();
                let zstd = zstd::bulk::decompress(&coded, text.len()).unwrap();

                proptest::prop_assert_eq!(&gzip, &text);
                proptest::prop_assert_eq!(&brotli, &text);
                proptest::prop_assert_eq!(zstd, text.as_bytes());
            }
        }
    }
}
