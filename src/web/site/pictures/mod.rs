//! The picture of an article, for wherever its link is shared.

mod drawing;

use actix_web::{HttpRequest, HttpResponse, web};

use drawing::{Card, Drawer, DrawingFailed};
pub use drawing::{HEIGHT, WIDTH};

use crate::domain::accent::Accent;
use crate::domain::access::{Reading, public_reading};
use crate::domain::freshness::{Name, Shown};
use crate::domain::post::Post;
use crate::domain::settings::Settings;
use crate::storage::posts::{self, Found};
use crate::storage::{StorageError, around};
use crate::text::plain;
use crate::web::{AppError, Assets, Site, address, answer};

/// Another drawing of the same words has another number, so that its address is another, too.
const DRAWING: &str = "1";

/// The fonts it is drawn with, the first for whatever it has.
const FONTS: [&str; 3] = [
    "fonts/assistant-latin.26b77cc3.woff2",
    "fonts/assistant-hebrew.f9805e7a.woff2",
    "fonts/vazirmatn-arabic.84a382e4.woff2",
];

/// The path of a post's picture: another one whenever the picture is another.
pub fn of_post(post: &Post, byline: &str, settings: &Settings) -> String {
    path(post, &card(post, byline, settings))
}

fn path(post: &Post, card: &Card) -> String {
    let [red, green, blue] = card.accent;
    let seen = format!(
        "{DRAWING}\0{}\0{}\0{}\0{}\0{red}-{green}-{blue}",
        card.title, card.byline, card.site, card.is_rtl
    );
    let print = &answer::fingerprint(seen.as_bytes())[..8];
    format!("{}/picture-{print}.png", address::of_post(&post.slug))
}

fn card(post: &Post, byline: &str, settings: &Settings) -> Card {
    let direction = post.language.direction();
    let accent = settings
        .accent
        .as_deref()
        .and_then(|typed| Accent::parse(typed).ok())
        .map_or(drawing::TEAL, |accent| accent.on_light().parts());
    Card {
        title: plain::directed(&post.title, direction),
        byline: plain::directed(byline, direction),
        site: plain::directed(&settings.title, direction),
        is_rtl: direction.is_rtl(),
        accent,
    }
}

pub async fn show(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let read = site.read(move |db, _| {
        let article = match posts::at_address(db, &slug)? {
            Found::Post(article) => article,
            Found::Moved(_) => return Err(StorageError::NotFound),
        };
        if public_reading(&article.post) != Reading::Allowed {
            return Err(StorageError::NotFound);
        }
        let authors = around::of_post(db, &article.post)?.authors;
        Ok((article.post, authors))
    });
    let (settings, (post, authors)) = read.await?;
    let card = card(&post, &byline(&authors), &settings);
    // One that was shared before is the newest now.
    address::require(&request, &path(&post, &card))?;
    let drawn = site.think(move || draw(&card)).await?;
    let picture = drawn.map_err(|error| {
        log::error!(
            "the picture of post {} could not be drawn: {error}",
            post.id.0
        );
        AppError::Busy
    })?;
    let shown = Shown::with([Name::Post(post.id), Name::People]);
    Ok(answer::document(&request, "image/png", picture, shown))
}

/// The names that a picture tells.
pub fn byline(authors: &[crate::storage::listings::Byline]) -> String {
    let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
    names.join(", ")
}

fn draw(card: &Card) -> Result<Vec<u8>, DrawingFailed> {
    // What it keeps of letters would grow with every title; the fonts are read in two milliseconds.
    let files = FONTS.iter().filter_map(|name| Assets::compiled_in(name));
    Drawer::with(files)?.draw(card)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str, byline: &str, is_rtl: bool) -> Vec<u8> {
        let card = Card {
            title: title.to_owned(),
            byline: byline.to_owned(),
            site: "Daf".to_owned(),
            is_rtl,
            accent: drawing::TEAL,
        };
        let file = draw(&card).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (WIDTH, HEIGHT));
        pixels
    }

    /// How many pixels of a box are dark.
    fn ink(pixels: &[u8], columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> usize {
        let mut found = 0;
        for row in rows {
            for column in columns.clone() {
                let at = ((row * WIDTH + column) * 3) as usize;
                found += usize::from(pixels[at..at + 3].iter().all(|part| *part < 0x80));
            }
        }
        found
    }

    const TITLE: std::ops::Range<u32> = 168..500;

    #[test]
    fn every_font_it_is_drawn_with_is_there() {
        for name in FONTS {
            assert!(Assets::compiled_in(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_title_begins_on_the_side_of_its_language() {
        for (title, is_rtl) in [
            ("מבוא", true),
            ("مقدمة", true),
            ("\u{200F}Rust", true),
            ("Rust", false),
            ("\u{200E}מבוא", false),
        ] {
            let pixels = of(title, "", is_rtl);
            let (left, right) = (ink(&pixels, 84..600, TITLE), ink(&pixels, 600..1116, TITLE));
            match is_rtl {
                true => assert!(right > 500 && left == 0, "{title}: {left} {right}"),
                false => assert!(left > 500 && right == 0, "{title}: {left} {right}"),
            }
        }
    }

    /// The columns and rows of a picture's title that hold ink.
    fn inked(pixels: &[u8]) -> (Vec<u32>, Vec<u32>) {
        let columns = (84..1116).filter(|column| ink(pixels, *column..column + 1, TITLE) > 0);
        let rows = TITLE.filter(|row| ink(pixels, 84..1116, *row..row + 1) > 0);
        (columns.collect(), rows.collect())
    }

    /// A comma is drawn with another font than Hebrew, and still stands behind its word: left of it.
    #[test]
    fn a_comma_stands_behind_its_word() {
        let (_, rows) = inked(&of("אאאא אאאא", "", true));
        let bottom = rows[rows.len() - 1];
        let pixels = of("אאאא, אאאא", "", true);
        let (columns, _) = inked(&pixels);
        let comma = columns
            .iter()
            .find(|column| ink(&pixels, **column..**column + 1, bottom + 1..300) > 0)
            .unwrap();

        let (space, _) = columns
            .windows(2)
            .map(|two| (two[0], two[1] - two[0]))
            .max_by_key(|(_, width)| *width)
            .unwrap();
        let right_of = columns.iter().filter(|column| *column > comma).count();

        assert!(
            space < *comma,
            "the space is at {space}, the comma at {comma}"
        );
        assert!(right_of > 50, "the first word is right of the comma");
    }

    #[test]
    fn a_long_title_stays_within_its_box() {
        for title in [
            "word ".repeat(60),
            "x".repeat(200),
            "מילה ".repeat(50),
            "漢".repeat(200),
        ] {
            let pixels = of(&title, "", false);

            assert_eq!(ink(&pixels, 24..WIDTH, 506..HEIGHT), 0, "{title}");
            assert_eq!(ink(&pixels, 1120..WIDTH, 0..HEIGHT), 0, "{title}");
        }
    }

    #[test]
    fn letters_that_no_font_has_leave_no_box() {
        assert_eq!(of("😀 漢字", "", false), of("", "", false));
        assert_eq!(of("Rust 😀", "", false), of("Rust", "", false));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn any_title_can_be_drawn(title in "\\PC{0,200}", is_rtl: bool) {
            of(&title, &title, is_rtl);
        }
    }
}
