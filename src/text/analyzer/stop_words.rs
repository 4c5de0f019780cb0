//! Words that join sentences: they have no keys, and a question with other words is asked without them.

use std::sync::LazyLock;

use hashbrown::HashSet;

/// In one shape, as [`super::hebrew::shape`] and [`super::arabic::shape`] make it.
static STOP_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    HEBREW
        .split_whitespace()
        .chain(ARABIC.split_whitespace())
        .chain(ENGLISH.split_whitespace())
        .collect()
});

const HEBREW: &str = "של על את הוא היא המ הנ זה זו זאת גמ או אמ כי לא כל עמ כדי אשר בינ יותר כגונ \
    כמו אכ אבל מה מי בו לו לה בה שלו שלה שלהמ ידי מאוד רק כנ אלו אלה אלא עד אחר אחרי לפני איכ יש אינ \
    אינו אינה היה היו להיות ללא תוכ ככ כאשר אני אנחנו אתה ואת ושל והוא והיא שהוא שהיא";

const ARABIC: &str = "في من علي الي عن مع هذا هذه ذلك التي الذي هو هي ان او ثم ما لا كل";

const ENGLISH: &str =
    "a an the of and or to in is are was on for with that this it as by be at from";

/// Words that only ask. They have keys like any others, but say nothing beside words that do.
static ASKING: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "מתי איפה היכנ כמה למה מדוע איזה איזו אילו כיצד האמ לאנ \
     متي اين كم لماذا كيف اي هل ماذا ايه \
     what who whom whose when where which why how do does did"
        .split_whitespace()
        .collect()
});

/// All of them: those that join, and those that ask.
pub fn all() -> (Vec<&'static str>, Vec<&'static str>) {
    let sorted = |words: &HashSet<&'static str>| {
        let mut words: Vec<&str> = words.iter().copied().collect();
        words.sort_unstable();
        words
    };
    (sorted(&STOP_WORDS), sorted(&ASKING))
}

pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(word)
}

pub(super) fn is_asking(word: &str) -> bool {
    ASKING.contains(word)
}
