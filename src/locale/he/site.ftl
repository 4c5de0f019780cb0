# הממשק בעברית. משפטים בשמות פעולה, בלי פנייה מגדרית.
site-skip = דילוג אל הטקסט
site-menu = האתר
site-home = ראשי
site-tags = תגיות
site-series = סדרות
site-archive = ארכיון
site-search = חיפוש
site-feed = עדכונים
site-made-with = נוצר בעזרת דף
switch-language = שפת הממשק
switch-theme = צבעים
theme-system = לפי המערכת
theme-light = בהיר
theme-dark = כהה
preferences-title = העדפות
preferences-explained = נשמרות בדפדפן הזה בלבד.
languages-in = מאמרים בשפה
all-languages = כל השפות
home-more-in = עוד ב-{ $name }
home-empty-title = עוד לא פורסם דבר
home-empty-text = המאמר הראשון יופיע כאן.
list-empty-title = אין כאן עדיין דבר
list-empty-text = אין מאמר ציבורי ששייך לכאן.
pager = עמודים
pager-newer = חדשים יותר
pager-older = ישנים יותר
pager-first = אל החדשים ביותר
articles-count = { $count ->
    [0] אין מאמרים
    [one] מאמר אחד
    [two] שני מאמרים
   *[other] { $count } מאמרים
}
comments-count = { $count ->
    [0] אין תגובות
    [one] תגובה אחת
    [two] שתי תגובות
   *[other] { $count } תגובות
}
comments-title = תגובות
comments-none = עדיין אין תגובות.
comments-closed = התגובות סגורות.
comments-more = עוד תגובות
comment-removed = התגובה הוסרה.
comment-answers = בתשובה אל { $name }
comment-link = קישור לתגובה
comment-author = כותב המאמר
reading-minutes = { $count ->
    [one] דקת קריאה
    [two] שתי דקות קריאה
   *[other] { $count } דקות קריאה
}
article-by = מאת
article-updated = עודכן
article-contents = תוכן העניינים
article-tags = תגיות
article-share = קישור קצר
article-also-in = גם בשפות
article-related = להמשך קריאה
article-copy = העתקה
article-copied = הועתק
article-controls-warning = בקוד הזה יש תווים בלתי נראים, והם מוצגים.
series-part = פרק { $part } מתוך { $whole }
series-previous = הפרק הקודם
series-next = הפרק הבא
series-all = כל הפרקים
series-title = סדרות
series-count = { $count ->
    [0] אין פרקים
    [one] פרק אחד
    [two] שני פרקים
   *[other] { $count } פרקים
}
tag-title = תגית: { $name }
tags-title = תגיות
tags-more = עוד תגיות
author-title = מאמרים מאת { $name }
archive-title = ארכיון
archive-month-title = ארכיון: { $name }
search-title = חיפוש
search-label = חיפוש של
search-button = חיפוש
search-language = שפה
search-placeholder = מילים לחיפוש
search-results-for = תוצאות עבור { $name }
search-some-words = אין מאמר שמכיל את כל המילים. באלה יש חלק מהן:
search-other-some-words = באלה רק חלק מהמילים
search-found = { $count ->
    [one] מאמר אחד
    [two] שני מאמרים
   *[other] { $count } מאמרים
}
search-took = בפחות מ-{ $name } שנייה
search-narrow = צמצום התוצאות
search-results = תוצאות
search-instead = לא נמצא דבר כפי שהוקלד. אלה התוצאות של { $name }, אותם מקשים במקלדת אחרת:
search-exactly = חיפוש { $name } כפי שהוקלד
search-meant = האם הכוונה ל־
search-keyboard = במקלדת אחרת זה
search-fewer = בלי המילים שאין באף מאמר:
search-discussed = על מה הקוראים מדברים
search-none = אין מאמר שמכיל אחת מהמילים האלה.
search-none-fits = אין מאמר שמתאים לכל מה שבחיפוש.
search-looser = עם פחות תנאים נמצאו מאמרים:
search-all-tags = כל התגיות
search-hint = אולי כדאי פחות מילים, או מילים אחרות.
search-too-long = בחיפוש יש לכל היותר 1,000 תווים.
search-bad-character = בחיפוש יש תו שאינו יכול להופיע בטקסט.
search-more = עוד תוצאות
search-needs-scripts = לחיפוש כאן דרוש JavaScript.
search-unreachable = לא ניתן להגיע כעת אל החיפוש. כדאי לנסות שוב.
error-403-title = אין הרשאה
error-403-text = הבקשה לא נשלחה מהאתר הזה, או שאין הרשאה לבצע אותה. דבר לא השתנה.
error-404-title = אין דף כזה
error-404-text = אין דבר בכתובת הזאת. אולי נפלה בה טעות, ואולי החיפוש ימצא.
error-405-title = אי אפשר לעשות זאת כאן
error-405-text = הכתובת הזאת אינה עונה לסוג כזה של בקשה.
error-409-title = כבר לא אפשרי
error-409-text = מה שנשלח אינו מתאים למה שיש כאן עכשיו. ייתכן שמשהו השתנה בינתיים.
error-410-title = הוסר מהאתר
error-410-text = היה כאן מאמר, ומי שכתב אותו הסיר אותו.
error-413-title = גדול מדי
error-413-text = מה שנשלח גדול ממה שהאתר מקבל.
error-414-title = הכתובת ארוכה מדי
error-414-text = אין באתר דף עם כתובת ארוכה כל כך.
error-422-title = אי אפשר להבין את הבקשה
error-422-text = משהו בבקשה אינו כפי שצריך להיות.
error-429-title = יותר מדי בבת אחת
error-429-text = הגיעו בקשות רבות מאוד מהרשת הזאת. כדאי לנסות שוב בעוד רגע.
error-500-title = משהו נשבר
error-500-text = התקלה אצלנו והיא נרשמה. כדאי לנסות שוב בעוד רגע.
error-503-title = עומס גדול
error-503-text = יש כרגע עומס גדול על האתר. כדאי לנסות שוב בעוד רגע.
error-typed = לא נקלט. כאן מה שנכתב, כדי שאפשר יהיה להעתיק אותו:
error-back = אל הדף הראשי
