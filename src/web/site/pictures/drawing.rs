//! Draws the picture that stands for an article where its link is shared: its title, set in its own direction
//! with the site's fonts, on the site's paper.

use std::sync::Arc;

use cosmic_text::{
    Attrs, Buffer, Color, Ellipsize, EllipsizeHeightLimit, Fallback, Family, Font, FontSystem,
    Metrics, Shaping, SwashCache, Weight, Wrap, fontdb,
};
use unicode_script::Script;

/// In pixels: what the networks that show such pictures ask for.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

const MARGIN: f32 = 84.0;
/// The stripe of the site's colour at the side where lines begin.
const STRIPE: u32 = 20;
const TITLE_TOP: f32 = 168.0;
const TITLE_HEIGHT: f32 = 330.0;
/// The sizes of a title, the first at which all of it fits.
const TITLE_SIZES: [f32; 6] = [84.0, 76.0, 68.0, 60.0, 52.0, 44.0];
const TITLE_LEADING: f32 = 1.22;
const SITE_SIZE: f32 = 34.0;
const BYLINE_SIZE: f32 = 34.0;
/// Where the base of the byline's box is.
const BYLINE_TOP: f32 = 526.0;
/// The mark beside the site's name.
const MARK: f32 = 52.0;

type Rgb = [u8; 3];
/// The site's colour where its owner chose none.
pub const TEAL: Rgb = [0x0b, 0x6e, 0x6e];
const PAPER: Rgb = [0xfa, 0xf8, 0xf3];
const INK: Rgb = [0x22, 0x26, 0x2b];
const MUTED: Rgb = [0x5b, 0x5f, 0x66];
const PAGE: Rgb = [0x15, 0x8a, 0x86];
const FOLD: Rgb = [0xe0, 0x85, 0x55];

/// What a picture shows. Lines begin at the right where `is_rtl`, and their texts hold the marks that
/// set them so.
#[derive(Debug, Clone)]
pub struct Card {
    pub title: String,
    pub byline: String,
    pub site: String,
    pub is_rtl: bool,
    pub accent: Rgb,
}

/// Draws, with fonts and the shapes of letters that it keeps.
pub struct Drawer {
    fonts: FontSystem,
    /// To ask which letters there are.
    known: Vec<Arc<Font>>,
    letters: SwashCache,
}

/// A picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DrawingFailed {
    #[error("a font cannot be read: {0}")]
    Font(String),
    #[error(transparent)]
    Encoding(#[from] png::EncodingError),
}

impl Drawer {
    /// With the fonts of up to three WOFF2 files, the first of them for whatever it has.
    pub fn with(files: impl IntoIterator<Item = Vec<u8>>) -> Result<Drawer, DrawingFailed> {
        let mut database = fontdb::Database::new();
        let mut faces = Vec::new();
        for (file, name) in files.into_iter().zip(FAMILIES) {
            let font = wuff::decompress_woff2(&file)
                .map_err(|error| DrawingFailed::Font(format!("{error:?}")))?;
            let loaded = database.load_font_source(fontdb::Source::Binary(Arc::new(font)));
            for face in loaded {
                let Some(mut info) = database.face(face).cloned() else {
                    continue;
                };
                let english = fontdb::Language::English_UnitedStates;
                info.families = vec![(name.to_owned(), english)];
                database.remove_face(face);
                faces.push(database.push_face_info(info));
            }
        }
        let mut fonts =
            FontSystem::new_with_locale_and_db_and_fallback("en".to_owned(), database, InOrder);
        let known = faces
            .into_iter()
            .filter_map(|face| fonts.get_font(face, Weight::NORMAL))
            .collect();
        Ok(Drawer {
            fonts,
            known,
            letters: SwashCache::new(),
        })
    }

    /// A PNG of [`WIDTH`] by [`HEIGHT`].
    pub fn draw(&mut self, card: &Card) -> Result<Vec<u8>, DrawingFailed> {
        let mut canvas = Canvas::of(PAPER);
        canvas.frame(card);
        let site = self.line(&card.site, SITE_SIZE, Weight::SEMIBOLD, MARK + 20.0);
        self.put(&mut canvas, &site, 76.0, MUTED, card.is_rtl, MARK + 20.0);
        let title = self.title(&card.title);
        self.put(&mut canvas, &title, TITLE_TOP, INK, card.is_rtl, 0.0);
        let byline = self.line(&card.byline, BYLINE_SIZE, Weight::NORMAL, 0.0);
        self.put(&mut canvas, &byline, BYLINE_TOP, MUTED, card.is_rtl, 0.0);
        canvas.png()
    }

    /// The title as large as it fits; cut where even the smallest size is too large.
    fn title(&mut self, text: &str) -> Buffer {
        let text = self.drawable(text);
        for size in TITLE_SIZES {
            let title = self.set(&text, size, TITLE_LEADING, Weight::EXTRA_BOLD, 0.0, None);
            let lines = title.layout_runs().count();
            if lines as f32 * size * TITLE_LEADING <= TITLE_HEIGHT && !has_cut_word(&title) {
                return title;
            }
        }
        let size = TITLE_SIZES[TITLE_SIZES.len() - 1];
        let most = TITLE_HEIGHT / (size * TITLE_LEADING);
        let most = Some(most as usize);
        self.set(&text, size, TITLE_LEADING, Weight::EXTRA_BOLD, 0.0, most)
    }

    fn line(&mut self, text: &str, size: f32, weight: Weight, beside: f32) -> Buffer {
        let text = self.drawable(text);
        self.set(&text, size, 1.3, weight, beside, Some(1))
    }

    /// A text in lines that leave `beside` free, and at most so many of them.
    fn set(
        &mut self,
        text: &str,
        size: f32,
        leading: f32,
        weight: Weight,
        beside: f32,
        most_lines: Option<usize>,
    ) -> Buffer {
        let mut buffer = Buffer::new(&mut self.fonts, Metrics::new(size, size * leading));
        let width = WIDTH as f32 - 2.0 * MARGIN - beside;
        buffer.set_size(Some(width), None);
        buffer.set_wrap(Wrap::WordOrGlyph);
        if let Some(most) = most_lines {
            buffer.set_ellipsize(Ellipsize::End(EllipsizeHeightLimit::Lines(most)));
        }
        let attributes = Attrs::new()
            .weight(weight)
            .family(Family::Name(FAMILIES[0]));
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        buffer
    }

    /// `text` without the letters that no font has: an empty box says less than nothing.
    fn drawable(&self, text: &str) -> String {
        let is_known = |letter: &char| {
            let seen = self.known.iter().any(|font| has(font, *letter));
            seen || letter.is_whitespace() || is_invisible(*letter)
        };
        let kept: String = text.chars().filter(is_known).collect();
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn put(
        &mut self,
        canvas: &mut Canvas,
        text: &Buffer,
        top: f32,
        colour: Rgb,
        is_rtl: bool,
        beside: f32,
    ) {
        let left = if is_rtl { MARGIN } else { MARGIN + beside };
        let [red, green, blue] = colour;
        let colour = Color::rgb(red, green, blue);
        for run in text.layout_runs() {
            for glyph in run.glyphs {
                let physical = glyph.physical((left, top + run.line_y), 1.0);
                self.letters.with_pixels(
                    &mut self.fonts,
                    physical.cache_key,
                    colour,
                    |x, y, colour| canvas.blend(physical.x + x, physical.y + y, colour),
                );
            }
        }
    }
}

/// By which the fonts are asked for, the first for whatever it has. Subsets of one family share its name, so that
/// they are given others.
const FAMILIES: [&str; 3] = ["first", "second", "third"];

/// The fonts in their order, whatever the script: a letter is drawn with the first that has it, as in a browser.
struct InOrder;

impl Fallback for InOrder {
    fn common_fallback(&self) -> &[&'static str] {
        &FAMILIES
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _: Script, _: &str) -> &[&'static str] {
        &[]
    }
}

fn has(font: &Font, letter: char) -> bool {
    font.as_swash().charmap().map(letter) != 0
}

/// Marks that set a line and are not seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200C}'..='\u{200F}' | '\u{2066}'..='\u{2069}')
}

/// Whether a line ends anywhere but at a space or behind a hyphen.
fn has_cut_word(text: &Buffer) -> bool {
    text.layout_runs().any(|run| {
        let end = run.glyphs.iter().map(|glyph| glyph.end).max();
        let (before, after) = run.text.split_at(end.unwrap_or(run.text.len()));
        let is_well = |letter: char| letter.is_whitespace() || "-\u{5BE}–—".contains(letter);
        let ends_well = before.chars().next_back().is_none_or(is_well);
        let begins_well = after.chars().next().is_none_or(char::is_whitespace);
        !ends_well && !begins_well
    })
}

/// Pixels, three bytes each.
struct Canvas(Vec<u8>);

impl Canvas {
    fn of(colour: Rgb) -> Canvas {
        Canvas(colour.repeat((WIDTH * HEIGHT) as usize))
    }

    /// The stripe, and the mark of Daf before the site's name.
    fn frame(&mut self, card: &Card) {
        let stripe = if card.is_rtl { WIDTH - STRIPE } else { 0 };
        self.fill(stripe, 0, STRIPE, HEIGHT, card.accent);
        let left = if card.is_rtl {
            WIDTH as f32 - MARGIN - MARK
        } else {
            MARGIN
        };
        self.mark(left as i32, 72, MARK as i32);
    }

    /// A page whose folded corner leaves the letter dalet.
    fn mark(&mut self, left: i32, top: i32, size: i32) {
        let fold = size * 3 / 10;
        let side = size * 7 / 10;
        for y in 0..size {
            for x in 0..size {
                let is_folded = x < side && y >= fold;
                let colour = match is_folded {
                    false => PAGE,
                    // The corner turned over: above its diagonal.
                    true if (y - fold) * side <= x * (size - fold) => FOLD,
                    true => continue,
                };
                let [red, green, blue] = colour;
                self.blend(left + x, top + y, Color::rgb(red, green, blue));
            }
        }
    }

    fn fill(&mut self, left: u32, top: u32, width: u32, height: u32, colour: Rgb) {
        for y in top..top + height {
            let from = ((y * WIDTH + left) * 3) as usize;
            let row = &mut self.0[from..from + width as usize * 3];
            row.copy_from_slice(&colour.repeat(width as usize));
        }
    }

    /// Lays a colour over a pixel by its opacity; beside the canvas nothing happens.
    fn blend(&mut self, x: i32, y: i32, colour: Color) {
        let is_within = (0..WIDTH as i32).contains(&x) && (0..HEIGHT as i32).contains(&y);
        if !is_within {
            return;
        }
        let at = (y as usize * WIDTH as usize + x as usize) * 3;
        let opacity = u32::from(colour.a());
        for (pixel, new) in self.0[at..at + 3]
            .iter_mut()
            .zip([colour.r(), colour.g(), colour.b()])
        {
            let mixed = u32::from(*pixel) * (255 - opacity) + u32::from(new) * opacity;
            *pixel = ((mixed + 127) / 255) as u8;
        }
    }

    fn png(&self) -> Result<Vec<u8>, DrawingFailed> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.0)?;
        writer.finish()?;
        Ok(file)
    }
}
