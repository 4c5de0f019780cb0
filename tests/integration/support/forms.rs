//! Forms as a browser fills them in and sends them.

use scraper::{ElementRef, Html, Selector};

use super::page::Page;
use super::visitor::Visitor;

/// A form with what stands in its fields, ready to be changed and sent.
#[derive(Debug, Clone)]
pub struct FilledForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Its buttons: name, value, and where each sends the form.
    pub buttons: Vec<(String, String, Option<String>)>,
}

impl Page {
    /// The first form that changes something and whose address ends with these letters.
    #[track_caller]
    pub fn form(&self, action: &str) -> FilledForm {
        let document = Html::parse_document(&self.html());
        let all = Selector::parse("form[method=post]").unwrap();
        let found = document
            .select(&all)
            .find(|form| form.attr("action").is_some_and(|own| own.ends_with(action)));
        let form = found.unwrap_or_else(|| {
            let actions: Vec<_> = document
                .select(&all)
                .map(|form| form.attr("action").unwrap_or_default())
                .collect();
            panic!("{} has no form {action:?}, only {actions:?}", self.address)
        });
        FilledForm::of(form)
    }

    /// The first form of the page's own part, whether it changes something or only asks.
    #[track_caller]
    pub fn main_form(&self) -> FilledForm {
        let document = Html::parse_document(&self.html());
        let form = document
            .select(&Selector::parse("main form").unwrap())
            .next();
        FilledForm::of(form.unwrap_or_else(|| panic!("{} has no form", self.address)))
    }

    /// What is said beside a field.
    pub fn problem(&self, field: &str) -> Option<String> {
        let said = self.texts(&format!("[id='{field}-error']")).pop();
        let heard =
            format!("[aria-describedby~='{field}-error'], [id='{field}-error'][role=alert]");
        assert!(
            said.is_none() || !self.texts(&heard).is_empty(),
            "{} does not tell who hears it what is wrong with {field}",
            self.address
        );
        said
    }

    /// What stands in a field of the page's own part.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let document = Html::parse_document(&self.html());
        let selector = Selector::parse(&format!("main [name='{name}']")).unwrap();
        let field = document
            .select(&selector)
            .next()
            .unwrap_or_else(|| panic!("{} has no field {name}", self.address));
        value_of(field).unwrap_or_default()
    }

    /// What the page says once, after a form was taken.
    pub fn flash(&self) -> String {
        self.texts(".flash p").join(" ")
    }
}

impl FilledForm {
    fn of(form: ElementRef) -> FilledForm {
        let mut filled = FilledForm {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: Vec::new(),
            buttons: Vec::new(),
        };
        let fields = Selector::parse("input, select, textarea, button").unwrap();
        for field in form.select(&fields) {
            let name = field.attr("name").unwrap_or_default().to_owned();
            if field.value().name() == "button" {
                let value = field.attr("value").unwrap_or_default().to_owned();
                let action = field.attr("formaction").map(str::to_owned);
                if field.attr("disabled").is_none() {
                    filled.buttons.push((name, value, action));
                }
            } else if !name.is_empty()
                && let Some(value) = value_of(field)
            {
                filled.fields.push((name, value));
            }
        }
        filled
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Types into a field that is there.
    #[track_caller]
    pub fn with(mut self, name: &str, value: &str) -> FilledForm {
        let place = self.fields.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| panic!("{} has no field {name}", self.action));
        self.fields[place].1 = value.to_owned();
        self
    }

    /// Ticks one of several boxes.
    pub fn ticking(mut self, name: &str, value: &str) -> FilledForm {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> FilledForm {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// Presses a button of the form.
    #[track_caller]
    pub fn pressing(mut self, name: &str, value: &str) -> FilledForm {
        let known = |(own, its, _): &&(String, String, Option<String>)| own == name && its == value;
        let (_, _, action) = self
            .buttons
            .iter()
            .find(known)
            .unwrap_or_else(|| {
                panic!(
                    "{} has no button {name}={value}, only {:?}",
                    self.action, self.buttons
                )
            })
            .clone();
        if let Some(action) = action {
            self.action = action;
        }
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Whether a button can be pressed.
    pub fn has_button(&self, name: &str, value: &str) -> bool {
        self.buttons
            .iter()
            .any(|(own, its, _)| own == name && its == value)
    }
}

impl Visitor {
    /// Sends a form.
    pub fn send(&self, form: &FilledForm) -> Page {
        let fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(&form.action, &fields)
    }

    /// Sends a form that is taken, and reads the page it leads to.
    #[track_caller]
    pub fn sends(&self, form: &FilledForm) -> Page {
        let answer = self.send(form).is(303);
        let place = answer.header("location").to_owned();
        self.get(place.split('#').next().unwrap())
    }
}

/// What a field would send; nothing for a box that is not ticked.
fn value_of(field: ElementRef) -> Option<String> {
    match field.value().name() {
        "textarea" => Some(field.text().collect()),
        "select" => {
            let options = Selector::parse("option").unwrap();
            let all: Vec<ElementRef> = field.select(&options).collect();
            let chosen = all
                .iter()
                .find(|option| option.attr("selected").is_some())
                .or(all.first())?;
            let text = || chosen.text().collect::<String>();
            Some(chosen.attr("value").map_or_else(text, str::to_owned))
        }
        _ => match field.attr("type") {
            Some("checkbox" | "radio") if field.attr("checked").is_none() => None,
            Some("checkbox" | "radio") => Some(field.attr("value").unwrap_or("on").to_owned()),
            _ => Some(field.attr("value").unwrap_or_default().to_owned()),
        },
    }
}
