//! For tests: the letters of a page from left to right as a browser sets them, without one.

use scraper::{ElementRef, Html, Node};
use unicode_bidi::{BidiInfo, Level};

/// The visual order of `html`, a line a block, in a document that runs right to left or not. Hebrew
/// letters are written as capitals, Arabic ones by sound, and Latin ones small.
pub fn order(html: &str, is_rtl: bool) -> String {
    let page = Html::parse_fragment(html);
    let mut setter = Setter::default();
    setter.blocks(page.root_element(), is_rtl);
    setter.end_line(is_rtl);
    setter.lines.join(" ⏎ ")
}

/// The visual order of one line of plain text.
pub fn plain_order(text: &str, is_rtl: bool) -> String {
    set(text, is_rtl)
}

#[derive(Default)]
struct Setter {
    lines: Vec<String>,
    text: String,
}

impl Setter {
    fn blocks(&mut self, parent: ElementRef, is_rtl: bool) {
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.text.push_str(&text.replace('\n', " ")),
                Node::Element(element) => {
                    let Some(child) = ElementRef::wrap(child) else {
                        continue;
                    };
                    let dir = element.attr("dir");
                    match element.name() {
                        "tr" => self.row(child, is_rtl),
                        "br" => self.end_line(is_rtl),
                        "input" => {}
                        "pre" => {
                            self.end_line(is_rtl);
                            self.inline(child);
                            self.end_line(false);
                        }
                        name if is_inline(name) => self.isolate(child, dir),
                        _ => {
                            self.end_line(is_rtl);
                            let inside = dir.map_or(is_rtl, |dir| dir == "rtl");
                            self.blocks(child, inside);
                            self.end_line(inside);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn inline(&mut self, element: ElementRef) {
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                self.text.push_str(text.trim_end_matches('\n'));
            } else if let Some(child) = ElementRef::wrap(child) {
                self.isolate(child, child.value().attr("dir"));
            }
        }
    }

    fn isolate(&mut self, element: ElementRef, dir: Option<&str>) {
        let opening = match (element.value().name(), dir) {
            (_, Some("ltr")) => "\u{2066}",
            (_, Some("rtl")) => "\u{2067}",
            ("bdi", _) => "\u{2068}",
            _ => "",
        };
        self.text.push_str(opening);
        self.inline(element);
        if !opening.is_empty() {
            self.text.push('\u{2069}');
        }
    }

    fn row(&mut self, row: ElementRef, is_rtl: bool) {
        let mut cells: Vec<String> = row
            .child_elements()
            .map(|cell| {
                let mut setter = Setter::default();
                setter.blocks(cell, is_rtl);
                setter.end_line(is_rtl);
                setter.lines.join(" ")
            })
            .collect();
        if is_rtl {
            cells.reverse();
        }
        self.lines.push(cells.concat());
    }

    fn end_line(&mut self, is_rtl: bool) {
        let text = std::mem::take(&mut self.text);
        for line in text.trim_matches('\n').split('\n') {
            let set = set(line, is_rtl);
            if !set.is_empty() {
                self.lines.push(set);
            }
        }
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "em" | "strong" | "del" | "code" | "span" | "bdi" | "sup"
    )
}

fn set(text: &str, is_rtl: bool) -> String {
    let text = text.trim();
    let level = if is_rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(level));
    let mut set = String::new();
    for paragraph in &info.paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let letters = text[run.clone()].chars();
            match levels[run.start].is_rtl() {
                true => set.extend(letters.rev().filter_map(shown)),
                false => set.extend(letters.filter_map(shown)),
            }
        }
    }
    set.trim().to_owned()
}

fn shown(letter: char) -> Option<char> {
    const HEBREW: &str = "אAבBגGדDהHוVזZחXטJיYכKךKלLמMםMנNןNסSעEפPףPצCץCקQרRשWתT";
    const ARABIC: &str = "اAأAإAبBتTةHثTجGحXخXدDذDرRزZسSشWصCضDطJظZعEغGفPقQكKلLمMنNهHوVيYىYئY";
    if super::super::controls::is_hidden(letter) {
        return None;
    }
    let letters = HEBREW.chars().chain(ARABIC.chars());
    let mut capitals = letters.clone().skip(1).step_by(2);
    letters
        .step_by(2)
        .position(|known| known == letter)
        .and_then(|place| capitals.nth(place))
        .or_else(|| letter.to_lowercase().next())
}
