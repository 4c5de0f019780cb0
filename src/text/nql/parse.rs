//! From letters to a filter: one function for each line of the grammar.

use super::{
    Comparison, Condition, DEEPEST, Filter, LONGEST, MOST_CONDITIONS, Order, Place, Unreadable,
    Value,
};

/// Reads a filter.
pub fn parse(text: &str) -> Result<Filter, Unreadable> {
    let letters: Vec<char> = text.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return Err(Unreadable::TooLong);
    }
    let mut reader = Reader {
        letters,
        at: 0,
        conditions: 0,
    };
    let filter = reader.filter(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(filter),
        Some(_) => Err(reader.expected("the end")),
    }
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    conditions: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes a sign, when it is next.
    fn takes(&mut self, sign: char) -> bool {
        self.skip_space();
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn expected(&self, wanted: &'static str) -> Unreadable {
        Unreadable::Expected {
            wanted,
            at: self.at + 1,
        }
    }

    fn filter(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        if depth > DEEPEST {
            return Err(Unreadable::TooMuch);
        }
        let mut any = vec![self.alternative(depth)?];
        while self.takes(',') {
            any.push(self.alternative(depth)?);
        }
        Ok(one_or(any, Filter::Any))
    }

    fn alternative(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        let mut all = vec![self.term(depth)?];
        while self.takes('+') {
            all.push(self.term(depth)?);
        }
        Ok(one_or(all, Filter::All))
    }

    fn term(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        if self.takes('(') {
            let inner = self.filter(depth + 1)?;
            return match self.takes(')') {
                true => Ok(inner),
                false => Err(self.expected("`)`")),
            };
        }
        self.conditions += 1;
        if self.conditions > MOST_CONDITIONS {
            return Err(Unreadable::TooMuch);
        }
        let field = self.field()?;
        if !self.takes(':') {
            return Err(self.expected("`:`"));
        }
        self.condition(field).map(Filter::Is)
    }

    fn field(&mut self) -> Result<String, Unreadable> {
        self.skip_space();
        let from = self.at;
        while self.peek().is_some_and(|letter| {
            letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
        }) {
            self.at += 1;
        }
        match from == self.at {
            true => Err(self.expected("a field")),
            false => Ok(self.letters[from..self.at].iter().collect()),
        }
    }

    fn condition(&mut self, field: String) -> Result<Condition, Unreadable> {
        if let Some(order) = self.order() {
            return Ok(Condition {
                field,
                is_negated: false,
                comparison: Comparison::Ordered(order, self.value(true)?),
            });
        }
        let is_negated = self.takes('-');
        Ok(Condition {
            field,
            is_negated,
            comparison: self.comparison()?,
        })
    }

    fn order(&mut self) -> Option<Order> {
        self.skip_space();
        let sign = self.peek().filter(|sign| matches!(sign, '>' | '<'))?;
        self.at += 1;
        let or_equal = self.peek() == Some('=');
        self.at += usize::from(or_equal);
        Some(match (sign, or_equal) {
            ('>', false) => Order::Above,
            ('>', true) => Order::AtLeast,
            (_, false) => Order::Below,
            (_, true) => Order::AtMost,
        })
    }

    fn comparison(&mut self) -> Result<Comparison, Unreadable> {
        if self.takes('[') {
            let mut values = vec![self.value(true)?];
            while self.takes(',') {
                values.push(self.value(true)?);
            }
            return match self.takes(']') {
                true => Ok(Comparison::OneOf(values)),
                false => Err(self.expected("`]`")),
            };
        }
        if self.takes('~') {
            let place = match self.peek() {
                Some('^') => Place::Start,
                Some('$') => Place::End,
                _ => Place::Anywhere,
            };
            self.at += usize::from(place != Place::Anywhere);
            return match self.value(true)? {
                Value::Text(text) => Ok(Comparison::Like(place, text)),
                Value::Number(number) => Ok(Comparison::Like(place, number.to_string())),
                _ => Err(self.expected("a text")),
            };
        }
        self.value(false).map(Comparison::Equal)
    }

    fn value(&mut self, may_begin_with_minus: bool) -> Result<Value, Unreadable> {
        self.skip_space();
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote).map(Value::Text),
            _ => self.word(may_begin_with_minus),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, Unreadable> {
        self.at += 1;
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            self.at += 1;
            match letter {
                '\\' if matches!(self.peek(), Some('\'' | '"')) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                letter if letter == quote => return Ok(text),
                letter => text.push(letter),
            }
        }
        Err(self.expected("a closing quote"))
    }

    fn word(&mut self, may_begin_with_minus: bool) -> Result<Value, Unreadable> {
        let from = self.at;
        while self
            .peek()
            .is_some_and(|letter| !letter.is_whitespace() && !"()[],+:'\"".contains(letter))
        {
            self.at += 1;
        }
        let word: String = self.letters[from..self.at].iter().collect();
        let is_sign =
            |letter: char| "~><".contains(letter) || (letter == '-' && !may_begin_with_minus);
        if word.is_empty() || word.starts_with(is_sign) {
            self.at = from;
            return Err(self.expected("a value"));
        }
        Ok(match word.as_str() {
            "null" => Value::Null,
            "true" => Value::Truth(true),
            "false" => Value::Truth(false),
            word => number(word).map_or_else(|| Value::Text(word.to_owned()), Value::Number),
        })
    }
}

/// A plain decimal number: `2e9`, `inf` and `0x1` are words, and so are ids, which have more digits than a number holds.
fn number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let is_plain = digits.len() <= 15
        && digits.starts_with(|digit: char| digit.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    word.parse().ok().filter(|_| is_plain)
}

fn one_or(mut filters: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match (filters.len(), filters.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            filters.extend(last);
            many(filters)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(field: &str, is_negated: bool, comparison: Comparison) -> Filter {
        Filter::Is(Condition {
            field: field.to_owned(),
            is_negated,
            comparison,
        })
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn every_comparison_is_read() {
        let read = |filter: &str| parse(filter).unwrap();
        let one = |filter: &str, is_negated, comparison| {
            assert_eq!(read(filter), is("a", is_negated, comparison), "{filter}")
        };

        one("a:x", false, Comparison::Equal(text("x")));
        one("a:-x-y", true, Comparison::Equal(text("x-y")));
        one("a:null", false, Comparison::Equal(Value::Null));
        one("a:-true", true, Comparison::Equal(Value::Truth(true)));
        one(
            "a:'it\\'s [1,2]+'",
            false,
            Comparison::Equal(text("it's [1,2]+")),
        );
        one(
            "a:>5",
            false,
            Comparison::Ordered(Order::Above, Value::Number(5.0)),
        );
        one(
            "a:<=-1.5",
            false,
            Comparison::Ordered(Order::AtMost, Value::Number(-1.5)),
        );
        one(
            "a:>='2020-01-01'",
            false,
            Comparison::Ordered(Order::AtLeast, text("2020-01-01")),
        );
        one(
            "a:[x, 'y z',3]",
            false,
            Comparison::OneOf(vec![text("x"), text("y z"), Value::Number(3.0)]),
        );
        one("a:-[x]", true, Comparison::OneOf(vec![text("x")]));
        one(
            "a:~'x'",
            false,
            Comparison::Like(Place::Anywhere, "x".to_owned()),
        );
        one(
            "a:-~^'x'",
            true,
            Comparison::Like(Place::Start, "x".to_owned()),
        );
        one(
            "a:~$'x'",
            false,
            Comparison::Like(Place::End, "x".to_owned()),
        );
        one("a:שלום", false, Comparison::Equal(text("שלום")));
        one("a:inf", false, Comparison::Equal(text("inf")));
        let id = "000000000000000000000001";
        one(&format!("a:{id}"), false, Comparison::Equal(text(id)));
    }

    #[test]
    fn and_binds_more_than_or_and_parentheses_most() {
        let [a, b, c] = ["a", "b", "c"].map(|name| is(name, false, Comparison::Equal(text("1x"))));

        assert_eq!(
            parse("a:1x+b:1x,c:1x").unwrap(),
            Filter::Any(vec![Filter::All(vec![a.clone(), b.clone()]), c.clone()])
        );
        assert_eq!(
            parse(" a:1x + ( b:1x , c:1x ) ").unwrap(),
            Filter::All(vec![a, Filter::Any(vec![b, c])])
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_place() {
        let refused = |filter: &str| match parse(filter) {
            Err(Unreadable::Expected { wanted, at }) => (wanted, at),
            other => panic!("{filter}: {other:?}"),
        };

        assert_eq!(refused(""), ("a field", 1));
        assert_eq!(refused("a"), ("`:`", 2));
        assert_eq!(refused("a:"), ("a value", 3));
        assert_eq!(refused("a:'x"), ("a closing quote", 5));
        assert_eq!(refused("(a:x"), ("`)`", 5));
        assert_eq!(refused("a:x b:y"), ("the end", 5));
        assert_eq!(refused("a:[x"), ("`]`", 5));
        let deep = format!("{}a:x{}", "(".repeat(20), ")".repeat(20));
        assert_eq!(parse(&deep), Err(Unreadable::TooMuch));
        let many = vec!["a:x"; 60].join("+");
        assert_eq!(parse(&many), Err(Unreadable::TooMuch));
        assert_eq!(parse(&"x".repeat(3_000)), Err(Unreadable::TooLong));
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(filter in ".*") {
            let _ = parse(&filter);
        }

        #[test]
        fn no_signs_break_the_reader(filter in "[a:~^$<>=,+()\\[\\]'\\\\ -]{0,60}") {
            let _ = parse(&filter);
        }

        #[test]
        fn any_text_can_be_quoted(said in "[^\\\\]*") {
            proptest::prop_assume!(said.len() < 500);
            let quoted = format!("a:'{}'", said.replace('\'', "\\'"));
            proptest::prop_assert_eq!(parse(&quoted), Ok(is("a", false, Comparison::Equal(text(&said)))));
        }
    }
}
